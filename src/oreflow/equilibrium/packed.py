"""The market as flat arrays for the kernels: nodes (n, i), markets (n, j) and the routes between them, no zeros stored.

A row is one Setting: one for all draws, or one per draw. Only what can differ between rows has a row axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.parameters import ParameterDraws
from oreflow.equilibrium.setting import Bools, Ints, Setting
from oreflow.equilibrium.wedges import QuotaGroup

#: Unsigned, because compiled code need not ask whether such an index counts from the end.
Counts = NDArray[np.unsignedinteger[Any]]

#: Largest log price floor that means "no floor".
NO_FLOOR = -1e3


class Structure(NamedTuple):
    """Who is connected to whom; the same in every draw.

    node_*     k over producers (n, i) that are active in any row
    market_*   c over buyers (n, j) that buy in any row; routes of market c are route_start[c]:route_start[c+1]
    need_*     inputs that market c buys: coefficient x primary output of a node
    feel_*     prices that enter the unit cost of node k: weight x (P_c - 1)
    member_*   routes under quotas, with their bundle: one set of groups on one product
    """

    node_product: Ints
    node_origin: Ints
    market_product: Ints
    market_buyer: Ints
    route_start: Counts
    route_node: Counts
    route_market: Ints
    back_start: Counts  # the same routes by node: back_start[k]:back_start[k+1]
    back_market: Counts
    back_place: Counts  # [r] where route r stands in that order
    need_start: Ints
    need_node: Ints
    need_weight: Floats
    feel_start: Ints
    feel_market: Ints
    feel_weight: Floats
    final0: Floats  # [c, s]
    floor_use: Floats  # [c]
    odds: Floats  # [k]
    member_route: Ints
    member_bundle: Ints
    bundle_product: Ints
    bundle_group: Bools  # [bundle, g]
    group_sharing: Floats  # [g]
    vintage_node: Ints
    vintage_secondary: Bools


class Rows(NamedTuple):
    """What policy changes; the leading axis is the row (1, or one per draw)."""

    weight: Floats  # [row, r] v
    log_tau: Floats  # [row, r]
    open_route: Bools  # [row, r]
    phi: Floats  # [row, r], or [row, 0] where nobody evades
    log_detour: Floats  # [row, r], or [row, 0]
    on: Bools  # [row, k]
    plant: Floats  # [row, k]
    output0: Floats  # [row, k]
    log_floor: Floats  # [row, k]
    cost_factor: Floats  # [row, k]
    shift: Floats  # [row, c]
    release: Floats  # [row, c]
    log_habit: Floats  # [row, c]
    limit: Floats  # [row, g]; inf = not in this row
    group_reaches: Bools  # [row, g, n]
    vintage_capacity: Floats  # [row, v]
    vintage_log_cost: Floats  # [row, v]
    vintage_odds: Floats  # [row, v]


class Draws(NamedTuple):
    """Elasticities; the leading axis is the draw b."""

    sigma: Floats  # [b, n]
    eta: Floats  # [b, n, s]
    eta_long: Floats  # [b, n, s]
    kappa: Floats  # [b, k]
    choke: Floats  # [b]
    isoelastic: bool


class Packed(NamedTuple):
    """Structure and rows, with what is needed to unpack answers."""

    structure: Structure
    rows: Rows
    groups: tuple[QuotaGroup, ...]
    vintages: tuple[tuple[str, int, int], ...]  # (name, product, origin) over the draws


def pack(settings: Sequence[Setting]) -> Packed:
    """Flatten settings of one benchmark. Quota groups are one where name and members agree; else they are two."""
    bench = settings[0].benchmark
    groups, limits = _union_of_quotas(settings)
    vintages, vintage_rows = _union_of_vintages(settings)
    linked = np.any([s.weight > 0 for s in settings], axis=0)
    active = np.any([s.active for s in settings], axis=0)
    linked &= active[:, :, None]
    bought = np.any([(s.weight > 0).any(axis=1) for s in settings], axis=0)
    node_product, node_origin = (np.ascontiguousarray(axis) for axis in np.nonzero(active))
    market_product, market_buyer = (np.ascontiguousarray(axis) for axis in np.nonzero(bought))
    node_at = np.full(active.shape, -1, dtype=np.int64)
    node_at[node_product, node_origin] = np.arange(node_product.size)
    market_at = np.full(bought.shape, -1, dtype=np.int64)
    market_at[market_product, market_buyer] = np.arange(market_product.size)
    # A plant whose every route is closed in every draw stands idle and is left out.
    open_to = [x for x, (_, p, o, _) in enumerate(vintages) if node_at[p, o] >= 0]
    n, j, i = np.nonzero(linked.transpose(0, 2, 1))
    route_market, route_node = market_at[n, j], node_at[n, i]
    by_node = np.argsort(route_node, kind="stable")
    place = np.empty_like(by_node)
    place[by_node] = np.arange(by_node.size)
    structure = Structure(
        node_product=node_product,
        node_origin=node_origin,
        market_product=market_product,
        market_buyer=market_buyer,
        route_start=_starts(route_market, market_product.size),
        route_node=route_node.astype(np.uint32),
        route_market=route_market,
        back_start=_starts(route_node[by_node], node_product.size),
        back_market=route_market[by_node].astype(np.uint32),
        back_place=place.astype(np.uint32),
        **_input_links(settings[0], node_at, market_at, node_product, node_origin, market_product, market_buyer),
        final0=np.ascontiguousarray(bench.final_use[market_product, market_buyer]),
        floor_use=settings[0].floor_use[market_product, market_buyer],
        odds=settings[0].odds[node_product, node_origin],
        **_bundles(groups, n, i, j),
        group_sharing=_sharing(groups),
        vintage_node=np.array([node_at[p, o] for _, p, o, _ in vintages], dtype=np.int64)[open_to],
        vintage_secondary=np.array([secondary for *_, secondary in vintages], dtype=np.bool_)[open_to],
    )
    rows = _rows(settings, (n, i, j), (node_product, node_origin), (market_product, market_buyer), limits, groups)
    rows = rows._replace(
        vintage_capacity=np.ascontiguousarray(vintage_rows[0][:, open_to]),
        vintage_log_cost=np.ascontiguousarray(vintage_rows[1][:, open_to]),
        vintage_odds=np.ascontiguousarray(vintage_rows[2][:, open_to]),
    )
    return Packed(structure, rows, groups, tuple(vintages[x][:3] for x in open_to))


def pack_draws(draws: ParameterDraws, structure: Structure) -> Draws:
    """Contiguous copies of the elasticities, kappa by node.

    Copies even where the draws are contiguous: a read-only array has another type, and the kernels would compile anew.
    """

    def own(array: Floats) -> Floats:
        return np.array(array, dtype=np.float64, order="C", copy=True)

    return Draws(
        sigma=own(draws.sigma),
        eta=own(draws.eta),
        eta_long=own(draws.eta if draws.eta_long is None else draws.eta_long),
        kappa=own(draws.kappa[:, structure.node_product, structure.node_origin]),
        choke=own(draws.p_choke),
        isoelastic=draws.supply == "isoelastic",
    )


def _starts(sorted_owner: Ints, count: int) -> Counts:
    """Where each owner's entries begin, with the end as a last element."""
    return np.searchsorted(sorted_owner, np.arange(count + 1)).astype(np.uint64)


def _input_links(
    setting: Setting, node_at: Ints, market_at: Ints, node_n: Ints, node_i: Ints, market_n: Ints, market_j: Ints
) -> dict[str, Any]:
    """Sparse lists behind equations (6) and (7)."""
    bench = setting.benchmark
    need: list[tuple[int, int, float]] = []
    feel: list[tuple[int, int, float]] = []
    for c, (m, j) in enumerate(zip(market_n, market_j, strict=True)):
        place = setting.home[j]
        share = setting.processing[m, j]
        if place < 0 or share <= 0:
            continue
        for n in range(len(bench.products)):
            k = node_at[n, place]
            if k >= 0 and bench.coefficient[m, n] > 0:
                need.append((c, int(k), float(bench.coefficient[m, n] * share)))
            if k >= 0 and bench.input_share[m, n, place] > 0:
                feel.append((int(k), c, float(bench.input_share[m, n, place] * share)))
    feel.sort()
    return {
        "need_start": np.searchsorted([c for c, _, _ in need], np.arange(market_n.size + 1)),
        "need_node": np.array([k for _, k, _ in need], dtype=np.int64),
        "need_weight": np.array([w for *_, w in need], dtype=np.float64),
        "feel_start": np.searchsorted([k for k, _, _ in feel], np.arange(node_n.size + 1)),
        "feel_market": np.array([c for _, c, _ in feel], dtype=np.int64),
        "feel_weight": np.array([w for *_, w in feel], dtype=np.float64),
    }


def _union_of_quotas(settings: Sequence[Setting]) -> tuple[tuple[QuotaGroup, ...], Floats]:
    """All groups of all rows, and their limits [row, g] (inf where a row lacks the group)."""
    groups: list[QuotaGroup] = []
    where: list[list[tuple[int, float]]] = []
    for setting in settings:
        taken: list[tuple[int, float]] = []
        for group in setting.quotas:
            used = {g for g, _ in taken}
            for g, known in enumerate(groups):
                same = known.members is group.members or np.array_equal(known.members, group.members)
                if g not in used and known.name == group.name and same:
                    taken.append((g, group.limit))
                    break
            else:
                groups.append(group)
                taken.append((len(groups) - 1, group.limit))
        where.append(taken)
    limits = np.full((len(settings), len(groups)), np.inf)
    for row, taken in enumerate(where):
        for g, limit in taken:
            limits[row, g] = limit
    return tuple(groups), limits


def _union_of_vintages(
    settings: Sequence[Setting],
) -> tuple[list[tuple[str, int, int, bool]], tuple[Floats, Floats, Floats]]:
    """All vintages of all rows as (name, product, origin, secondary), and capacity, log cost, odds [row, v]."""
    found: dict[tuple[str, int, int, bool, int], int] = {}
    cells: list[tuple[int, int, float, float, float]] = []
    for row, setting in enumerate(settings):
        seen: dict[tuple[str, int, int, bool], int] = {}
        for v in setting.vintages:
            key = (v.name, v.product, v.origin, v.secondary)
            seen[key] = seen.get(key, 0) + 1
            at = found.setdefault((*key, seen[key]), len(found))
            cells.append((row, at, v.capacity, float(np.log(v.cost_ratio)), 1.0 / v.utilisation - 1.0))
    shape = (len(settings), len(found))
    capacity, cost, odds = np.zeros(shape), np.zeros(shape), np.ones(shape)
    for row, at, tonnes, log_cost, odd in cells:
        capacity[row, at], cost[row, at], odds[row, at] = tonnes, log_cost, odd
    return [key[:4] for key in found], (capacity, cost, odds)


def _bundles(groups: tuple[QuotaGroup, ...], n: Ints, i: Ints, j: Ints) -> dict[str, Any]:
    """Routes under any quota, bundled by (product, set of groups)."""
    under = np.array([g.members[n, i, j] for g in groups], dtype=bool).reshape(len(groups), n.size)
    member = np.flatnonzero(under.any(axis=0))
    keys = [(int(n[r]), tuple(np.flatnonzero(under[:, r]).tolist())) for r in member]
    bundles = {key: b for b, key in enumerate(dict.fromkeys(keys))}
    group = np.zeros((len(bundles), len(groups)), dtype=np.bool_)
    for (_, holds), b in bundles.items():
        group[b, list(holds)] = True
    return {
        "member_route": member,
        "member_bundle": np.array([bundles[key] for key in keys], dtype=np.int64),
        "bundle_product": np.array([product for product, _ in bundles], dtype=np.int64),
        "bundle_group": group,
    }


def _sharing(groups: tuple[QuotaGroup, ...]) -> Floats:
    """How many groups share a route with each; [g]."""
    return np.array([float(sum(bool((g.members & h.members).any()) for h in groups)) for g in groups])


def _rows(
    settings: Sequence[Setting],
    route: tuple[Ints, Ints, Ints],
    node: tuple[Ints, Ints],
    market: tuple[Ints, Ints],
    limits: Floats,
    groups: tuple[QuotaGroup, ...],
) -> Rows:
    """Gather every policy array onto routes, nodes and markets; vintages are filled in by the caller."""
    evading = any(bool((s.phi > 0).any()) for s in settings)
    none = np.zeros((len(settings), 0))

    def gather(name: str, at: tuple[Ints, ...]) -> Floats:
        return np.stack([getattr(s, name)[at] for s in settings])

    def policy(name: str, at: tuple[Ints, ...]) -> Floats:
        return np.stack([getattr(s.wedges, name)[at] for s in settings])

    floor = policy("price_floor", node)
    habit = np.stack(
        [
            np.ones(market[0].size) if s.wedges.smoothed_price is None else s.wedges.smoothed_price[market]
            for s in settings
        ]
    )
    reaches = np.zeros((len(settings), len(groups), len(settings[0].benchmark.products)), dtype=np.bool_)
    for row, s in enumerate(settings):
        for g, group in enumerate(groups):
            reaches[row, g] = (group.members & ~s.closed).any(axis=(1, 2))
    return Rows(
        weight=gather("weight", route),
        log_tau=np.log(gather("tau", route)),
        open_route=np.stack([~s.closed[route] for s in settings]),
        phi=gather("phi", route) if evading else none,
        log_detour=np.log(gather("detour", route)) if evading else none,
        on=np.stack([s.active[node] for s in settings]),
        plant=gather("plant", node),
        output0=gather("output0", node),
        log_floor=np.where(floor > 0, np.log(np.maximum(floor, 1e-300)), NO_FLOOR),
        cost_factor=policy("cost_factor", node),
        shift=policy("demand_shift", market),
        release=policy("stock_release", market),
        log_habit=np.log(habit),
        limit=limits,
        group_reaches=reaches,
        vintage_capacity=none,
        vintage_log_cost=none,
        vintage_odds=none,
    )
