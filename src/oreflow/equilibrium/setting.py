"""Setting: everything the equations need that no price changes, derived once from a Benchmark and Wedges.

Axes: product n (inputs m), origin i, buyer j, vintage k, quota group g. The reference market and the kernels both read
it, so that weights, closed routes and vintages mean the same in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.wedges import QuotaGroup, Vintage, Wedges, none
from oreflow.vocabulary.errors import OreflowError

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

#: Least use, as a share of benchmark use (of the world's, where a buyer had none).
USE_FLOOR = 1e-12

#: Share of what a buyer wants that is bought even while stocks are released.
LEAST_PURCHASE = 0.01

#: No producer price falls below this ratio (-7 log points); what is made at it and not bought is unsold. Only a price
#: floor that keeps plants running beyond what quotas let out gets there.
LOWEST_LOG_PRICE = -7.0


@dataclass(frozen=True)
class Setting:
    """Price-independent arrays of one market.

    home          [j] index of the buyer's destination among the origins, -1 where nothing is produced there
    processing    [m, j] share of a place's input purchases of m that this buyer makes (sums to 1 over its place)
    weight        [n, i, j] tonnage share v of each origin at a buyer, sums to 1 over i, zero where nobody buys
    tau           [n, i, j] (1 + export tax)(1 + tariff)(1 + freight)
    closed        [n, i, j] routes under a zero quota, or whose origin has no capacity left
    phi, detour   [n, i, j] evasion share and 1 + its premium
    plant         [n, i] t/yr, today's capacity K_0 after production shocks
    output0       [n, i] t/yr, benchmark output after production shocks
    odds          [n, i] 1/u_0 - 1 of today's plant
    value         [n, i] USD/t at the benchmark
    active        [n, i] origins with something to sell on an open route
    floor_use     [n, j] t/yr, the least use that keeps an origin's price defined when its buyers stop buying
    """

    benchmark: Benchmark
    wedges: Wedges
    home: Ints
    processing: Floats
    weight: Floats
    tau: Floats
    closed: Bools
    phi: Floats
    detour: Floats
    plant: Floats
    output0: Floats
    odds: Floats
    value: Floats
    active: Bools
    floor_use: Floats
    vintages: tuple[Vintage, ...]
    quotas: tuple[QuotaGroup, ...]  # binding candidates only: 0 < limit < inf, at least one open route


def prepare(benchmark: Benchmark, wedges: Wedges, planned: tuple[Vintage, ...] = ()) -> Setting:
    """Derive the Setting. Raises OreflowError for wedges or vintages that contradict the benchmark.

    ``planned`` are plants that stand in other draws of the same batch, so that all draws share one set of input links.
    """
    _check_wedges(benchmark, wedges)
    shape = benchmark.flow.shape
    home = place_of_buyer(benchmark)
    vintages = tuple(v for v in wedges.vintages if v.capacity > 0)
    needed, processing = _links(benchmark, (*vintages, *planned))
    if vintages or np.any(wedges.capacity_factor != 1.0):
        weight = origin_weight(benchmark, wedges, vintages)
        weight = _first_purchases(benchmark, weight, processing, needed, home)
    else:
        weight = _plain_weight(benchmark, planned)
    plant = benchmark.capacity * wedges.capacity_factor
    output0 = benchmark.output * wedges.capacity_factor
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(benchmark.output > 0, benchmark.capacity / benchmark.output - 1.0, np.inf)
    able = (plant > 0) & np.isfinite(odds)
    for v in vintages:
        able[v.product, v.origin] = True
    closed = np.broadcast_to(~able[:, :, None], shape).copy()
    no_capacity = closed.copy()
    for group in wedges.quotas:
        if group.limit <= 0:
            closed |= group.members
    phi = np.zeros(shape) if wedges.evasion is None else wedges.evasion
    detour = np.ones(shape) if wedges.evasion_premium is None else 1.0 + wedges.evasion_premium
    reachable = (weight > 0) & ~no_capacity & (~closed | (phi > 0))
    open_route = (weight > 0) & ~closed
    quotas = tuple(g for g in wedges.quotas if 0 < g.limit < np.inf and bool((g.members & open_route).any()))
    world = np.array([p.unit_value for p in benchmark.products], dtype=float)
    known = np.isfinite(benchmark.unit_value) & (benchmark.unit_value > 0)
    return Setting(
        benchmark=benchmark,
        wedges=wedges,
        home=home,
        processing=processing,
        weight=weight,
        tau=(1.0 + wedges.export_tax) * (1.0 + wedges.tariff) * (1.0 + wedges.freight),
        closed=closed | (weight <= 0),
        phi=np.where(no_capacity, 0.0, phi),
        detour=detour,
        plant=plant,
        output0=output0,
        odds=odds,
        value=np.where(known, benchmark.unit_value, world[:, None]),
        active=np.asarray(reachable.any(axis=2)),
        floor_use=_least_use(benchmark),
        vintages=vintages,
        quotas=quotas,
    )


# A batch prepares one Setting a draw; what depends on the benchmark alone is worked out once and shared read-only.
@lru_cache(maxsize=64)
def _links(benchmark: Benchmark, vintages: tuple[Vintage, ...]) -> tuple[Bools, Floats]:
    needed = places_that_buy(benchmark, vintages)
    processing = processing_share(benchmark, place_of_buyer(benchmark), needed)
    needed.setflags(write=False)
    processing.setflags(write=False)
    return needed, processing


@lru_cache(maxsize=64)
def _plain_weight(benchmark: Benchmark, planned: tuple[Vintage, ...]) -> Floats:
    """Weights while every plant keeps its capacity: the benchmark's shares."""
    needed, processing = _links(benchmark, planned)
    plain = origin_weight(benchmark, none(benchmark), ())
    weight = _first_purchases(benchmark, plain, processing, needed, place_of_buyer(benchmark))
    weight.setflags(write=False)
    return weight


@lru_cache(maxsize=64)
def _least_use(benchmark: Benchmark) -> Floats:
    scale = benchmark.use + benchmark.final_use.sum(axis=2)
    return np.asarray(USE_FLOOR * np.where(scale > 0, scale, scale.sum(axis=1, keepdims=True)))


@lru_cache(maxsize=64)
def place_of_buyer(benchmark: Benchmark) -> Ints:
    """Where each buyer's plants stand: index of its destination among the origins [j], -1 if it produces nothing."""
    index = {origin: position for position, origin in enumerate(benchmark.origins)}
    return np.array([index.get(buyer.destination, -1) for buyer in benchmark.buyers], dtype=np.int64)


def input_use(benchmark: Benchmark, primary_output: Floats) -> Floats:
    """Tonnes of product m that producers at place i need, sum_n a[m, n] Q[n, i]; [m, i], from output [n, i] in t/yr."""
    used: Floats = np.einsum("mn,ni->mi", benchmark.coefficient, primary_output)
    return used


def places_that_buy(benchmark: Benchmark, vintages: tuple[Vintage, ...]) -> Bools:
    """Which places buy product m as an input, today or through a new plant; bool [m, i]."""
    making = benchmark.output > 0
    for v in vintages:
        making[v.product, v.origin] |= not v.secondary
    needed: Bools = input_use(benchmark, making.astype(float)) > 0
    return needed


def processing_share(benchmark: Benchmark, home: Ints, needed: Bools) -> Floats:
    """How a place's input purchases split over its buyer classes: as in the benchmark, U0 - F0; [m, j].

    Raises OreflowError where a plant stands in a place without any buyer.
    """
    share = np.zeros_like(benchmark.use)
    inputs0 = np.maximum(benchmark.use - benchmark.final_use.sum(axis=2), 0.0)
    for m, i in np.argwhere(needed):
        here = np.flatnonzero(home == i)
        if here.size == 0:
            raise OreflowError(
                f"{benchmark.origins[i]} uses {benchmark.products[m].name} as an input but is no buyer in the "
                "benchmark; add it as a destination"
            )
        for basis in (inputs0[m, here], benchmark.use[m, here], (here == here[0]).astype(float)):
            if basis.sum() > 1e-12 * max(benchmark.use[m].sum(), 1e-300):
                share[m, here] = basis / basis.sum()
                break
    return share


def origin_weight(benchmark: Benchmark, wedges: Wedges, vintages: tuple[Vintage, ...]) -> Floats:
    """Tonnage shares v[n, i, j] after capacity changes: v K(t)/K(0), an entrant's from its offtake, renormalised to 1.

    A vintage counts as min(u_k, u_0) K_k tonnes, so that it never draws more custom than it serves at whatever price.
    Renormalising means no gain from variety (model.md §2).
    """
    tonnes = benchmark.flow * wedges.capacity_factor[:, :, None]
    tonnes = np.where(tonnes.sum(axis=1, keepdims=True) > 0, tonnes, benchmark.flow)  # all plants lost: shares stay
    use = benchmark.use
    for v in vintages:
        here = benchmark.output[v.product, v.origin]
        today = here / benchmark.capacity[v.product, v.origin] if here > 0 else 1.0
        promised = v.capacity * min(v.utilisation, today)
        if v.offtake:
            for buyer, share in v.offtake:
                tonnes[v.product, v.origin, buyer] += promised * share
        elif here > 0:
            pattern = benchmark.flow[v.product, v.origin]
            tonnes[v.product, v.origin] += promised * pattern / pattern.sum()
        elif use[v.product].sum() > 0:
            tonnes[v.product, v.origin] += promised * use[v.product] / use[v.product].sum()
    total = tonnes.sum(axis=1, keepdims=True)
    weight: Floats = np.divide(tonnes, total, out=np.zeros_like(tonnes), where=total > 0)
    return weight


def _first_purchases(bench: Benchmark, weight: Floats, processing: Floats, needed: Bools, home: Ints) -> Floats:
    """Give a new plant in a place that never bought its input the world's mix of origins (assumption)."""
    weight = weight.copy()
    for m, i in np.argwhere(needed):
        for j in np.flatnonzero((home == i) & (processing[m] > 0)):
            if weight[m, :, j].sum() <= 0:
                world = bench.output[m]
                if world.sum() <= 0:
                    raise OreflowError(
                        f"nobody makes {bench.products[m].name}, which plants in {bench.origins[i]} need"
                    )
                weight[m, :, j] = world / world.sum()
    return weight


def check_benchmark(benchmark: Benchmark, tolerance: float = 1e-6) -> None:
    """Raise OreflowError where the benchmark does not add up: flows to output, flows to final plus input use, K >= Q.

    ``tolerance`` is relative to the larger side of each sum.
    """
    for name in ("flow", "output", "capacity", "coefficient", "input_share", "final_use"):
        value = getattr(benchmark, name)
        if not np.all(np.isfinite(value)) or np.any(value < 0):
            raise OreflowError(
                f"benchmark.{name} must be finite and >= 0 everywhere; fill or refuse the cell in calibration"
            )
    output = benchmark.flow.sum(axis=2)
    _balanced(benchmark, output, benchmark.output, tolerance, "flows of an origin must add up to its output", "origins")
    home = place_of_buyer(benchmark)
    needed = places_that_buy(benchmark, ())
    processing = processing_share(benchmark, home, needed)
    inputs = input_use(benchmark, benchmark.output)
    at_buyer = np.where(home >= 0, inputs[:, home], 0.0) * processing
    wanted = benchmark.final_use.sum(axis=2) + at_buyer
    _balanced(
        benchmark, benchmark.use, wanted, tolerance, "a buyer's flows must add up to final plus input use", "buyers"
    )
    if np.any(benchmark.capacity < benchmark.output):
        n, i = np.argwhere(benchmark.capacity < benchmark.output)[0]
        raise OreflowError(
            f"benchmark capacity of {benchmark.products[n].name} in {benchmark.origins[i]} is below its output; "
            "capacity must be at least 1.05 of output"
        )


def _balanced(bench: Benchmark, left: Floats, right: Floats, tolerance: float, rule: str, axis: str) -> None:
    scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1e-300)
    gap = np.abs(left - right) / scale
    # A cell far below a billionth of the product's total is rounding, not a contradiction.
    gap = np.where(np.abs(left - right) <= 1e-12 * np.abs(left).sum(axis=1, keepdims=True), 0.0, gap)
    if np.any(~(gap <= tolerance)):
        n, k = np.unravel_index(int(np.nanargmax(np.where(np.isnan(gap), np.inf, gap))), gap.shape)
        who = bench.origins[k] if axis == "origins" else bench.buyers[k].destination
        raise OreflowError(
            f"benchmark: {rule}; {bench.products[n].name}, {who}: {left[n, k]:.6g} against {right[n, k]:.6g} t"
        )


def _check_wedges(benchmark: Benchmark, wedges: Wedges) -> None:
    """Raise OreflowError naming the first wedge whose shape or value cannot be meant."""
    n, i, j = benchmark.flow.shape
    route, plant, buyer = (n, i, j), (n, i), (n, j)
    rules: tuple[tuple[str, tuple[int, ...], float], ...] = (
        ("tariff", route, -1.0),
        ("export_tax", route, -1.0),
        ("freight", route, -1.0),
        ("capacity_factor", plant, 0.0),
        ("cost_factor", plant, 1e-9),
        ("price_floor", plant, 0.0),
        ("demand_shift", buyer, 0.0),
        ("stock_release", buyer, -np.inf),
        ("smoothed_price", buyer, 1e-9),
        ("evasion", route, 0.0),
        ("evasion_premium", route, 0.0),
    )
    for name, shape, lowest in rules:
        value = getattr(wedges, name)
        if value is None and name in ("smoothed_price", "evasion", "evasion_premium"):
            continue
        if np.shape(value) != shape:
            raise OreflowError(f"wedges.{name} has shape {np.shape(value)}, expected {shape} (axes n, i, j)")
        if not np.all(np.isfinite(value)) or np.any(value < lowest):
            raise OreflowError(f"wedges.{name} must be finite and at least {lowest:g}; a ban is a quota with limit 0")
        if lowest == -1.0 and np.any(value <= lowest):
            raise OreflowError(f"wedges.{name} must be above -1 (-100 %)")
    if wedges.evasion is not None and np.any(wedges.evasion > 1):
        raise OreflowError("wedges.evasion is a share of the cut flow and must be at most 1")
    for group in wedges.quotas:
        if group.members.shape != route:
            raise OreflowError(f"quota '{group.name}': members have shape {group.members.shape}, expected {route}")
        if not group.limit >= 0:
            raise OreflowError(f"quota '{group.name}': limit must be >= 0 t/yr, got {group.limit}")
    for v in wedges.vintages:
        if not (0 <= v.product < n and 0 <= v.origin < i):
            raise OreflowError(f"vintage '{v.name}': product {v.product} or origin {v.origin} is not in the benchmark")
        if not (v.capacity >= 0 and v.cost_ratio > 0 and 0 < v.utilisation < 1):
            raise OreflowError(f"vintage '{v.name}': needs capacity >= 0, cost_ratio > 0, 0 < utilisation < 1")
        shares = [share for _, share in v.offtake]
        if v.offtake and (min(shares) < 0 or abs(sum(shares) - 1) > 1e-9 or any(not 0 <= b < j for b, _ in v.offtake)):
            raise OreflowError(
                f"vintage '{v.name}': offtake shares must be >= 0, add up to 1 and name buyers 0..{j - 1}"
            )
