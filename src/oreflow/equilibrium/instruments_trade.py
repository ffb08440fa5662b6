"""Duties and ceilings at the border: tariff, export tax, quota, bans, minimum import price.

Each function takes a Measure, a Benchmark and a Drawn (drawn severity, day, prices) and returns a Change.
"""

from __future__ import annotations

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark
from oreflow.equilibrium.instruments_reach import (
    Change,
    Drawn,
    ceilings,
    class_weight,
    export_routes,
    import_routes,
    reached_tonnes,
)
from oreflow.equilibrium.wedges import QuotaGroup
from oreflow.vocabulary.measure import Measure


def tariff(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Import duty: tariff[n, i, j] = rate x covered share on routes into the actor.

    Duties of different ``layer`` stack; within a layer the last to take effect replaces (see ``instruments.apply``).
    """
    cover = import_routes(measure, benchmark)
    return Change(
        measure.id,
        layer=f"{measure.actor}:{measure.layer}" if measure.layer else "",
        tariff=drawn.severity(measure) * cover,
        duty_routes=cover > 0.0,
        reached=reached_tonnes(cover, benchmark),
    )


def export_tax(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Tax on leaving the actor's country: export_tax[n, i, j] = rate x covered share; the state takes it."""
    cover = export_routes(measure, benchmark)
    return Change(measure.id, export_tax=drawn.severity(measure) * cover, reached=reached_tonnes(cover, benchmark))


def export_quota(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Ceiling on exports: a share of benchmark exports, or tonnes a year (term limit_t) split by benchmark flow.

    A stated tonnage binds also where it lies above the benchmark flow; a share of 1 or more sets no ceiling below it.
    """
    cover = export_routes(measure, benchmark)
    limit_t = drawn.term(measure, "limit_t")
    if limit_t is None:
        share = drawn.severity(measure)
        if share <= 1.0:
            return ceilings(measure, benchmark, drawn, cover * (1.0 - share))
        limit_t = share * reached_tonnes(cover, benchmark)
    total = reached_tonnes(cover, benchmark)
    if total <= 0.0:
        return Change(measure.id).noting(f"{measure.id}: no benchmark exports of its goods on these routes; no effect")
    groups = []
    for n, product in enumerate(benchmark.products):
        mask = np.zeros(benchmark.flow.shape, dtype=np.bool_)
        mask[n] = cover[n] > 0.0
        inside = float((benchmark.flow[n] * cover[n]).sum())
        outside = float((benchmark.flow[n] * (1.0 - cover[n]))[mask[n]].sum())
        if inside > 0.0:
            limit = limit_t * inside / total + outside
            groups.append(QuotaGroup(f"{measure.id}:{product.name}", mask, limit, measure.rent_holder))
    return Change(measure.id, quotas=tuple(groups), reached=total)


def export_ban(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Ban on exports to the targets: severity is the share of the flow that is stopped; user classes narrow it."""
    weight, notes = class_weight(measure, benchmark, None)
    cut = drawn.severity(measure) * export_routes(measure, benchmark) * weight[None, None, :]
    return ceilings(measure, benchmark, drawn, cut).noting(*notes)


def import_ban(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Ban on imports from the targets: severity is the share of the flow that is stopped at the actor's border."""
    return ceilings(measure, benchmark, drawn, drawn.severity(measure) * import_routes(measure, benchmark))


def minimum_import_price(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Variable levy that lifts the price at the border to a floor: tariff = max(0, floor / price - 1).

    The price is ``drawn.prices`` (1 = benchmark), so a caller that wants the floor to hold exactly solves the market
    again with the prices it found; with benchmark prices the levy is right where prices stay near the benchmark.
    """
    cover = import_routes(measure, benchmark)
    floor_kg = drawn.term(measure, "floor_usd_per_kg")
    notes: tuple[str, ...] = ()
    if floor_kg is None:
        ratio = np.full(benchmark.unit_value.shape, drawn.severity(measure))
    else:
        cover = np.where(cover >= 1.0, cover, 0.0)  # a price in money belongs to one commodity, not to a basket
        value = benchmark.unit_value
        ratio = np.divide(1000.0 * floor_kg, value, out=np.zeros_like(value), where=value > 0.0)
        if not cover.any():
            notes = (f"{measure.id}: no product of this benchmark is the commodity the floor is stated for; no effect",)
    price = np.ones_like(ratio) if drawn.prices is None else drawn.prices
    levy = np.maximum(0.0, ratio / np.maximum(price, 1e-12) - 1.0)
    return Change(
        measure.id,
        tariff=levy[:, :, None] * cover,
        duty_routes=cover > 0.0,
        reached=reached_tonnes(cover, benchmark),
        notes=notes,
    )
