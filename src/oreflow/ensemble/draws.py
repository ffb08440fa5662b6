"""Draws: one table of uncertain numbers, made before anything is solved, and hashed.

A scrambled Sobol sequence (Sobol 1967; Owen scrambling, scipy.stats.qmc) fills the unit cube evenly; each column goes
through the inverse of its distribution. Kernels draw nothing: the same table gives the same answers everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oreflow.vocabulary.errors import OreflowError

Floats = NDArray[np.float64]

#: Quantiles every result shows.
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

DISTRIBUTIONS = ("triangular", "uniform", "lognormal", "fixed")


@dataclass(frozen=True, slots=True)
class Spec:
    """One uncertain number. lognormal: ``mode`` is the median, ``low`` and ``high`` its 5 and 95 % quantiles."""

    name: str
    distribution: str
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if self.distribution not in DISTRIBUTIONS:
            known = ", ".join(DISTRIBUTIONS)
            raise OreflowError(f"parameter '{self.name}': distribution '{self.distribution}' is not one of {known}")
        if not self.low <= self.mode <= self.high:
            raise OreflowError(
                f"parameter '{self.name}': needs low <= mode <= high, got {self.low}, {self.mode}, {self.high}"
            )
        if self.distribution == "lognormal" and self.low <= 0:
            raise OreflowError(f"parameter '{self.name}': a lognormal needs low > 0, got {self.low}")


@dataclass(frozen=True)
class DrawTable:
    """Values [b, k] of the named columns, read-only, with the seed and the hash of their bytes."""

    names: tuple[str, ...]
    values: Floats
    seed: int
    sha256: str

    def __len__(self) -> int:
        return int(self.values.shape[0])

    def column(self, name: str) -> Floats:
        """The draws of one number; [b]. OreflowError if the table has no such column."""
        if name not in self.names:
            raise OreflowError(f"the table of draws has no column '{name}'; it holds {', '.join(self.names)}")
        return np.asarray(self.values[:, self.names.index(name)])


def draw_table(specs: Sequence[Spec], n: int, seed: int) -> DrawTable:
    """Draw ``n`` rows of all ``specs``; equal arguments give equal bytes on one machine."""
    from scipy.stats import qmc

    if n < 1:
        raise OreflowError(f"draws must be at least 1, got {n}")
    names = tuple(spec.name for spec in specs)
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise OreflowError(f"parameter '{twice}' is given twice; keep one")
    values = np.empty((n, len(specs)))
    if specs:
        sampler = qmc.Sobol(d=len(specs), scramble=True, rng=np.random.default_rng(seed))
        # Powers of two keep the sequence balanced; the surplus is cut off.
        unit = sampler.random_base2(max(0, (n - 1).bit_length()))[:n]
        for k, spec in enumerate(specs):
            values[:, k] = inverse(spec, unit[:, k])
    values.setflags(write=False)
    digest = hashlib.sha256("\x1f".join(names).encode() + values.tobytes()).hexdigest()
    return DrawTable(names, values, seed, digest)


def inverse(spec: Spec, u: Floats) -> Floats:
    """The quantile function of a spec at ``u`` in [0, 1]."""
    if spec.distribution == "fixed" or spec.low == spec.high:
        return np.full(u.shape, spec.mode)
    width = spec.high - spec.low
    if spec.distribution == "uniform":
        return np.asarray(spec.low + u * width)
    if spec.distribution == "lognormal":
        from scipy.special import ndtri

        spread = (np.log(spec.high) - np.log(spec.low)) / (2 * ndtri(0.95))
        return np.asarray(np.exp(np.log(spec.mode) + spread * ndtri(np.clip(u, 1e-9, 1 - 1e-9))))
    turn = (spec.mode - spec.low) / width
    rising = spec.low + np.sqrt(u * width * (spec.mode - spec.low))
    falling = spec.high - np.sqrt((1 - u) * width * (spec.high - spec.mode))
    return np.where(u < turn, rising, falling)


def quantiles(values: Floats, levels: Sequence[float] = QUANTILES) -> dict[float, float]:
    """Quantiles of the draws that have a value; NaN where none has."""
    known = values[np.isfinite(values)]
    return {q: float(np.quantile(known, q)) if known.size else float("nan") for q in levels}


def rank_correlation(table: DrawTable, headline: Floats) -> Mapping[str, float]:
    """Spearman's rank correlation of every varying column with a headline; draws without a value are left out."""
    known = np.isfinite(headline)
    if known.sum() < 3:
        return {}
    ranks = _ranks(headline[known])
    found = {}
    for k, name in enumerate(table.names):
        column = table.values[known, k]
        if np.ptp(column) == 0 or np.ptp(ranks) == 0:
            continue
        found[name] = float(np.corrcoef(_ranks(column), ranks)[0, 1])
    return found


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    _, inverse_of, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2.0)[inverse_of])
