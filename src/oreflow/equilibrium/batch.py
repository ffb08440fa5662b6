"""Many draws at once: the compiled market over a thread pool, and its answers with the draw as the first axis."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium import accounts
from oreflow.equilibrium.anderson import Convergence
from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.packed import Draws, Packed, pack, pack_draws
from oreflow.equilibrium.parameters import ParameterDraws
from oreflow.equilibrium.result import Result
from oreflow.equilibrium.setting import Setting, check_benchmark, prepare
from oreflow.equilibrium.wedges import QuotaGroup, Wedges
from oreflow.equilibrium.workspace import Answers, make_work
from oreflow.vocabulary.errors import OreflowError

#: Draws per task. Fixed, so that the work is cut the same way for any number of workers.
CHUNK = 32


@dataclass(frozen=True)
class Money:
    """USD/yr of every draw: rents [b] by holder, tariff revenue [b, n, j], change of users' surplus [b, n, j]."""

    rents: dict[str, Floats]
    tariff_revenue: Floats
    consumer_surplus: Floats


@dataclass(frozen=True)
class BatchResult:
    """Equilibria of B draws; b is the first axis of every array. Names and units as in Result.

    price [b, n, i] (NaN: nothing left to sell) · output [b, n, i] · composite, use, unmet, bound [b, n, j] · multiplier
    [b, g] of ``groups`` · converged, iterations, residual [b]. Buyers that buy nothing have composite 1 and use 0.
    """

    settings: tuple[Setting, ...]  # one for all draws, or one per draw
    draws: ParameterDraws
    packed: Packed
    arrays: Draws
    answers: Answers

    def __len__(self) -> int:
        return len(self.draws)

    @property
    def benchmark(self) -> Benchmark:
        return self.settings[0].benchmark

    @property
    def groups(self) -> tuple[QuotaGroup, ...]:
        """Quota groups of the multiplier axis g: every binding candidate of any draw."""
        return self.packed.groups

    @property
    def converged(self) -> NDArray[np.bool_]:
        return self.answers.converged

    @property
    def iterations(self) -> NDArray[np.int64]:
        return self.answers.iterations

    @property
    def residual(self) -> Floats:
        return self.answers.residual

    @property
    def multiplier(self) -> Floats:
        return self.answers.multiplier

    @cached_property
    def price(self) -> Floats:
        return self._on_nodes(np.exp(self.answers.log_price), np.nan)

    @cached_property
    def output(self) -> Floats:
        return self._on_nodes(self.answers.output, 0.0)

    @cached_property
    def composite(self) -> Floats:
        return self._on_markets(np.exp(self.answers.log_composite), 1.0)

    @cached_property
    def use(self) -> Floats:
        return self._on_markets(self.answers.use, 0.0)

    @cached_property
    def unmet(self) -> Floats:
        return self._on_markets(self.answers.use - self.answers.bought, 0.0)

    @property
    def bound(self) -> NDArray[np.bool_]:
        """[b, n, j] "rationing: price is a bound", where P > p_choke / 2."""
        return np.asarray(self.composite > self.draws.p_choke[:, None, None] / 2)

    @property
    def composite_usd(self) -> Floats:
        """[b, n, j] USD/t: composite price times the buyer's mean benchmark unit value; NaN where nobody buys."""
        means = np.stack([(s.weight * s.value[:, :, None]).sum(axis=1) for s in self.settings])
        return np.where(means > 0, self.composite * means, np.nan)

    @property
    def price_usd(self) -> Floats:
        """[b, n, i] USD/t."""
        return np.asarray(self.price * self.settings[0].value)

    def flow_into(self, product: str, destination: str) -> Floats:
        """Tonnes by true origin [b, i] that reach a destination, all end-user classes together, evaded included."""
        bench, st = self.benchmark, self.packed.structure
        n = bench.product_index(product)
        here = [j for j, b in enumerate(bench.buyers) if b.destination == destination]
        if not here:
            raise OreflowError(f"'{destination}' is no destination in this benchmark")
        at = (st.market_product == n) & np.isin(st.market_buyer, here)
        keep = np.flatnonzero(at[st.route_market])
        total = np.zeros((len(self), len(bench.origins)))
        flows = self._flows(keep)
        for x, r in enumerate(keep):
            total[:, st.node_origin[st.route_node[r]]] += flows[:, x]
        return total

    def flow(self) -> Floats:
        """All purchases [b, n, i, j], t/yr; large: B x products x origins x buyers numbers."""
        st = self.packed.structure
        full = np.zeros((len(self), *self.benchmark.flow.shape))
        node, market = st.route_node, st.route_market
        at = (st.node_product[node], st.node_origin[node], st.market_buyer[market])
        full[:, at[0], at[1], at[2]] = self._flows(np.arange(node.size))
        return full

    def result(self, b: int) -> Result:
        """The full Result of one draw: rents, surplus, who replaces whom."""
        from oreflow.equilibrium.market import evaluate, make_result

        setting = self.settings[b if len(self.settings) > 1 else 0]
        parameters = self.draws.at(b)
        where = positions_of(setting, self.groups)
        price = np.where(setting.active, np.nan_to_num(self.price[b], nan=1.0), 1.0)
        point = evaluate(price, self.multiplier[b][where], setting, parameters)
        convergence = Convergence(bool(self.converged[b]), int(self.iterations[b]), float(self.residual[b]))
        return make_result(point, setting, parameters, convergence)

    @cached_property
    def money(self) -> Money:
        """Rents, duties and users' surplus of every draw, worked out once: studies ask for them product by product."""
        draws, shape = len(self), self.benchmark.use.shape
        rents: dict[str, Floats] = {}
        tariff, surplus = np.zeros((draws, *shape)), np.zeros((draws, *shape))
        flow = self.flow()
        for b in range(draws):
            setting = self.settings[b if len(self.settings) > 1 else 0]
            if setting.phi.any():
                # What evades pays no duty and no rent: only the dense equations tell it from the rest.
                found = self.result(b)
                kept = [(rent.holder, rent.usd) for rent in found.rents]
                tariff[b], surplus[b] = found.tariff_revenue, found.consumer_surplus
            else:
                own = self.multiplier[b][positions_of(setting, self.groups)]
                usd = accounts.quota_rents(setting, self.price[b], flow[b], own)
                kept = [(group.rent_holder, float(rent)) for group, rent in zip(setting.quotas, usd, strict=True)]
                tariff[b] = accounts.tariff_revenue(setting, self.price[b], flow[b], own)
                surplus[b] = accounts.consumer_surplus(setting, self.draws.at(b), self.composite[b])
            for holder, usd_of in kept:
                rents.setdefault(holder, np.zeros(draws))[b] += usd_of
        return Money(rents, tariff, surplus)

    def headline(self, figure: Callable[[Result], float]) -> Floats:
        """One figure of every draw's full Result [b]; NaN for a draw that did not converge."""
        return np.array([figure(self.result(b)) if self.converged[b] else np.nan for b in range(len(self))])

    def _flows(self, keep: NDArray[np.int64]) -> Floats:
        from oreflow.equilibrium import kernels

        flow = np.zeros((len(self), keep.size))
        st, rows = self.packed.structure, self.packed.rows
        work = make_work(st)
        kernels.route_flows(0, len(self), st, rows, self.arrays, work, self.answers, flow, keep)
        return flow

    def _on_nodes(self, values: Floats, empty: float) -> Floats:
        st, shape = self.packed.structure, self.benchmark.output.shape
        full = np.full((len(self), *shape), empty)
        full[:, st.node_product, st.node_origin] = values
        return full

    def _on_markets(self, values: Floats, empty: float) -> Floats:
        st, shape = self.packed.structure, self.benchmark.use.shape
        full = np.full((len(self), *shape), empty)
        full[:, st.market_product, st.market_buyer] = values
        return full


def solve_many(
    benchmark: Benchmark,
    wedges: Wedges | Sequence[Wedges],
    draws: ParameterDraws,
    *,
    tolerance: float = 1e-11,
    max_iterations: int = 2000,
    workers: int | None = None,
) -> BatchResult:
    """Clear the market in every draw: one Wedges for all of them, or one per draw.

    The same answers as ``market.solve`` to 1e-8 in ln p, and the same bytes for any number of ``workers`` (default: the
    processors at hand). Raises OreflowError for contradictory inputs; look at ``converged`` for the rest.
    """
    check_benchmark(benchmark)
    draws.check(benchmark)
    each = [wedges] if isinstance(wedges, Wedges) else list(wedges)
    if len(each) not in (1, len(draws)):
        raise OreflowError(f"solve_many got {len(each)} wedges for {len(draws)} draws; give one, or one per draw")
    planned = tuple(dict.fromkeys(v for w in each for v in w.vintages if v.capacity > 0))
    settings = tuple(prepare(benchmark, w, planned) for w in each)
    packed = pack(settings)
    arrays = pack_draws(draws, packed.structure)
    answers = _run(packed, arrays, len(draws), tolerance, max_iterations, workers)
    _rescue(settings, draws, packed, answers, tolerance, max_iterations)
    return BatchResult(settings, draws, packed, arrays, answers)


def _run(packed: Packed, arrays: Draws, count: int, tolerance: float, most: int, workers: int | None) -> Answers:
    from oreflow.equilibrium import kernels

    st = packed.structure
    nodes, markets = st.node_product.size, st.market_product.size
    answers = Answers(
        log_price=np.empty((count, nodes)),
        multiplier=np.empty((count, st.group_sharing.size)),
        log_composite=np.empty((count, markets)),
        output=np.empty((count, nodes)),
        vintage_output=np.empty((count, st.vintage_node.size)),
        use=np.empty((count, markets)),
        bought=np.empty((count, markets)),
        iterations=np.zeros(count, dtype=np.int64),
        residual=np.full(count, np.inf),
        converged=np.zeros(count, dtype=np.bool_),
    )

    def task(first: int) -> None:
        last = min(first + CHUNK, count)
        work = make_work(st)
        kernels.solve_draws(first, last, st, packed.rows, arrays, work, answers, tolerance, most)

    starts = range(0, count, CHUNK)
    threads = workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if threads == 1 or len(starts) == 1:
        for first in starts:
            task(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(task, starts))
    return answers


def _rescue(
    settings: tuple[Setting, ...], draws: ParameterDraws, packed: Packed, answers: Answers, tolerance: float, most: int
) -> None:
    """Give draws that the kernels leave unsolved to the reference, which ends in Newton steps; a few in 10,000."""
    from oreflow.equilibrium.market import solve_setting

    st = packed.structure
    for b in np.flatnonzero(~answers.converged):
        setting, parameters = settings[b if len(settings) > 1 else 0], draws.at(int(b))
        point, convergence = solve_setting(setting, parameters, tolerance=tolerance, max_iterations=most)
        answers.iterations[b] += convergence.iterations
        if not convergence.converged:
            continue
        on = setting.active[st.node_product, st.node_origin]
        bought = (point.legal + point.evaded).sum(axis=1)
        answers.log_price[b] = np.where(on, np.log(point.price[st.node_product, st.node_origin]), np.nan)
        answers.output[b] = point.output[st.node_product, st.node_origin]
        answers.log_composite[b] = np.log(point.composite[st.market_product, st.market_buyer])
        answers.use[b] = point.use[st.market_product, st.market_buyer]
        answers.bought[b] = bought[st.market_product, st.market_buyer]
        answers.multiplier[b] = 0.0
        answers.multiplier[b, positions_of(setting, packed.groups)] = point.multiplier
        answers.residual[b] = convergence.residual
        answers.converged[b] = True


def positions_of(setting: Setting, groups: tuple[QuotaGroup, ...]) -> list[int]:
    """Where each of a row's own quotas stands among the groups of the batch."""
    own: list[int] = []
    for quota in setting.quotas:
        for g, known in enumerate(groups):
            same = known.members is quota.members or np.array_equal(known.members, quota.members)
            if g not in own and known.name == quota.name and same:
                own.append(g)
                break
    return own


def warm() -> float:
    """Compile or load every kernel on a tiny world (for ``make setup``); returns the seconds it took."""
    from time import perf_counter

    from oreflow.equilibrium import toy
    from oreflow.equilibrium.wedges import none

    began = perf_counter()
    world = toy.random_world(1, countries=3)
    found = solve_many(world, none(world), ParameterDraws.of(world, 2), workers=1)
    found.flow()
    return perf_counter() - began


__all__ = ["BatchResult", "solve_many", "warm"]
