"""Behaviour of buyers and producers: elasticities of one draw (Parameters) or of many (ParameterDraws)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.vocabulary.errors import OreflowError

Form = Literal["volume", "ces"]
Supply = Literal["logistic", "isoelastic"]

#: Price ratio at which the backstop "supplies": model.md §2 (assumption).
P_CHOKE = 25.0


@dataclass(frozen=True)
class Parameters:
    """One set of elasticities. Axes: product n, origin i, sector s.

    sigma     [n] trade elasticity > 0 (a published Armington sigma enters as sigma - 1)
    eta       [n, s] short-run price elasticity of final demand, >= 0
    kappa     [n, i] steepness of supply (logistic) or supply elasticity (isoelastic), > 0
    p_choke   price ratio of the backstop, > 1
    eta_long  [n, s] long-run elasticity of final demand; acts on the smoothed past price only
    form      "volume": volume-preserving purchases; "ces": textbook CES on value shares, for published examples only
    supply    "logistic" with capacity, or "isoelastic" Q0 (p/c)^kappa
    theta     [n, i, j] value shares at tariff-inclusive prices, for form="ces"
    """

    sigma: Floats
    eta: Floats
    kappa: Floats
    p_choke: float = P_CHOKE
    eta_long: Floats | None = None
    form: Form = "volume"
    supply: Supply = "logistic"
    theta: Floats | None = None

    @classmethod
    def of(
        cls,
        benchmark: Benchmark,
        sigma: ArrayLike = 3.0,
        eta: ArrayLike = 0.5,
        kappa: ArrayLike = 6.0,
        *,
        p_choke: float = P_CHOKE,
        eta_long: ArrayLike | None = None,
        form: Form = "volume",
        supply: Supply = "logistic",
        theta: Floats | None = None,
    ) -> Parameters:
        """Spread values over the axes of ``benchmark``: sigma [n], eta [n, s] (or [s]), kappa [n, i].

        A ``kappa`` given as [n] is one value per product. Raises OreflowError for a value outside its range.
        """
        n, i, _ = benchmark.flow.shape
        s = len(benchmark.sectors)
        slope = np.asarray(kappa, dtype=float)
        made = cls(
            sigma=_spread(sigma, (n,)),
            eta=_spread(eta, (n, s)),
            kappa=_spread(slope[:, None] if slope.shape == (n,) else slope, (n, i)),
            p_choke=float(p_choke),
            eta_long=None if eta_long is None else _spread(eta_long, (n, s)),
            form=form,
            supply=supply,
            theta=theta,
        )
        made.check(benchmark)
        return made

    def check(self, benchmark: Benchmark) -> None:
        """Raise OreflowError naming the parameter that is out of range or of the wrong shape."""
        n, i, j = benchmark.flow.shape
        s = len(benchmark.sectors)
        wanted = {"sigma": (n,), "eta": (n, s), "kappa": (n, i), "eta_long": (n, s), "theta": (n, i, j)}
        for name, shape in wanted.items():
            value = getattr(self, name)
            if value is None:
                continue
            if np.shape(value) != shape:
                raise OreflowError(
                    f"parameters.{name} has shape {np.shape(value)}, expected {shape}; use Parameters.of"
                )
            low_enough = value > 0 if name in ("sigma", "kappa") else value >= 0
            if not np.all(np.isfinite(value)) or not np.all(low_enough):
                raise OreflowError(
                    f"parameters.{name} must be finite and {'> 0' if name in ('sigma', 'kappa') else '>= 0'}"
                )
        if not (np.isfinite(self.p_choke) and self.p_choke > 1.0):
            raise OreflowError(f"parameters.p_choke must be a finite price ratio above 1, got {self.p_choke}")
        if self.form == "ces" and self.theta is None:
            raise OreflowError("form='ces' needs parameters.theta, the value shares [n, i, j] of every buyer")
        if self.form == "ces" and np.any(np.abs(np.asarray(self.sigma) - 1.0) < 1e-6):
            raise OreflowError("form='ces' has no solution at sigma = 1; use 0.999 or 1.001")


@dataclass(frozen=True)
class ParameterDraws:
    """Elasticities of B draws; the leading axis of every array is the draw b.

    sigma [b, n]; eta, eta_long [b, n, s]; kappa [b, n, i]; p_choke [b]. Volume-preserving form only.
    """

    sigma: Floats
    eta: Floats
    kappa: Floats
    p_choke: Floats
    eta_long: Floats | None = None
    supply: Supply = "logistic"

    def __len__(self) -> int:
        return int(self.sigma.shape[0])

    @classmethod
    def of(
        cls,
        benchmark: Benchmark,
        count: int,
        sigma: ArrayLike = 3.0,
        eta: ArrayLike = 0.5,
        kappa: ArrayLike = 6.0,
        *,
        p_choke: ArrayLike = P_CHOKE,
        eta_long: ArrayLike | None = None,
        supply: Supply = "logistic",
    ) -> ParameterDraws:
        """Spread values over the axes: a scalar for all draws, or an array whose first axis is the draw b."""
        n, i, _ = benchmark.flow.shape
        s = len(benchmark.sectors)
        made = cls(
            sigma=_spread(_by_draw(sigma, count, 2), (count, n)),
            eta=_spread(_by_draw(eta, count, 3), (count, n, s)),
            kappa=_spread(_by_draw(kappa, count, 3), (count, n, i)),
            p_choke=_spread(p_choke, (count,)),
            eta_long=None if eta_long is None else _spread(_by_draw(eta_long, count, 3), (count, n, s)),
            supply=supply,
        )
        made.check(benchmark)
        return made

    def check(self, benchmark: Benchmark) -> None:
        """Raise OreflowError naming the array that has the wrong shape or a value out of range."""
        n, i, _ = benchmark.flow.shape
        b, s = len(self), len(benchmark.sectors)
        wanted = {"sigma": (b, n), "eta": (b, n, s), "kappa": (b, n, i), "p_choke": (b,), "eta_long": (b, n, s)}
        lowest = {"sigma": 0.0, "kappa": 0.0, "p_choke": 1.0}
        for name, shape in wanted.items():
            value = getattr(self, name)
            if value is None:
                continue
            if np.shape(value) != shape:
                raise OreflowError(f"draws.{name} has shape {np.shape(value)}, expected {shape}; use ParameterDraws.of")
            if not np.all(np.isfinite(value)) or not np.all(value > lowest[name] if name in lowest else value >= 0):
                bound = f"> {lowest[name]:g}" if name in lowest else ">= 0"
                raise OreflowError(f"draws.{name} must be finite and {bound} in every draw")

    def at(self, b: int) -> Parameters:
        """The elasticities of draw ``b``."""
        return Parameters(
            sigma=self.sigma[b],
            eta=self.eta[b],
            kappa=self.kappa[b],
            p_choke=float(self.p_choke[b]),
            eta_long=None if self.eta_long is None else self.eta_long[b],
            supply=self.supply,
        )

    @classmethod
    def repeat(cls, parameters: Parameters, count: int) -> ParameterDraws:
        """The same elasticities ``count`` times, as a base to replace single columns of."""

        def copies(array: Floats) -> Floats:
            return np.repeat(np.asarray(array, dtype=float)[None], count, axis=0)

        return cls(
            sigma=copies(parameters.sigma),
            eta=copies(parameters.eta),
            kappa=copies(parameters.kappa),
            p_choke=np.full(count, parameters.p_choke),
            eta_long=None if parameters.eta_long is None else copies(parameters.eta_long),
            supply=parameters.supply,
        )

    def rows(self, keep: slice) -> ParameterDraws:
        """A contiguous part of the draws."""
        return replace(
            self,
            sigma=self.sigma[keep],
            eta=self.eta[keep],
            kappa=self.kappa[keep],
            p_choke=self.p_choke[keep],
            eta_long=None if self.eta_long is None else self.eta_long[keep],
        )


def _spread(value: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Broadcast to ``shape`` as an own, contiguous array; the error names both shapes."""
    array = np.asarray(value, dtype=np.float64)
    try:
        return np.ascontiguousarray(np.broadcast_to(array, shape))
    except ValueError:
        raise OreflowError(f"a parameter of shape {array.shape} does not fit the axes {shape}") from None


def _by_draw(value: ArrayLike, count: int, dims: int) -> Floats:
    """Put the draw axis first: an array must start with the draws, so that no [n] is taken for a [b] by its length."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return array
    if array.shape[0] != count:
        raise OreflowError(f"a parameter of shape {array.shape} must have the {count} draws as its first axis")
    return array.reshape(array.shape + (1,) * (dims - array.ndim))
