"""Instruments: one function a kind of policy, from a Measure to the change it makes in the market's wedges.

:func:`apply` is the door: measures + benchmark + drawn severities + day -> :class:`~oreflow.equilibrium.wedges.Wedges`.
Everything here is arrays and names; severities are drawn outside, so the same draw gives the same wedges everywhere.
What does not act on today's market (technology controls, investigations, purchase promises) is in
``instruments_later`` and leaves the wedges alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.instruments_licence import entity_list, evading, foreign_product_rule, licence
from oreflow.equilibrium.instruments_reach import Change, Drawn
from oreflow.equilibrium.instruments_support import (
    contract_for_difference,
    offtake,
    price_floor,
    production_shock,
    stockpile,
)
from oreflow.equilibrium.instruments_trade import (
    export_ban,
    export_quota,
    export_tax,
    import_ban,
    minimum_import_price,
    tariff,
)
from oreflow.equilibrium.wedges import QuotaGroup, Vintage, Wedges, none
from oreflow.vocabulary.measure import Instrument, Measure
from oreflow.vocabulary.timeline import UNDECIDED, active_on, starts_on

MARKET_INSTRUMENTS: dict[Instrument, Callable[[Measure, Benchmark, Drawn], Change]] = {
    "tariff": tariff,
    "export_tax": export_tax,
    "export_quota": export_quota,
    "export_ban": export_ban,
    "import_ban": import_ban,
    "minimum_import_price": minimum_import_price,
    "licence": licence,
    "foreign_product_rule": foreign_product_rule,
    "entity_list": entity_list,
    "price_floor": price_floor,
    "contract_for_difference": contract_for_difference,
    "offtake": offtake,
    "stockpile": stockpile,
    "production_shock": production_shock,
}

#: Changes by measure and drawn numbers.
Memo = dict[tuple[str, tuple[tuple[str, float], ...]], Change]

#: Instruments that change no wedge by themselves, and where they act.
ELSEWHERE: dict[Instrument, str] = {
    "technology_control": "acts on projects abroad (delay, failure odds), not on today's market",
    "investigation": "may lead to a later measure; no effect until then",
    "truce": "switches other measures off between its dates",
    "purchase_commitment": "a payment between states, seen in the negotiation, not in the mineral market",
    "evasion": "weakens the controls it leaks from",
}


def change_of(measure: Measure, benchmark: Benchmark, drawn: Drawn | None = None) -> Change:
    """What one measure does to the wedges, with the flow it reaches (t/yr) and remarks; dates are not looked at."""
    rule = MARKET_INSTRUMENTS.get(measure.instrument)
    if rule is None:
        return Change(measure.id).noting(f"{measure.id}: {ELSEWHERE[measure.instrument]}")
    change = rule(measure, benchmark, drawn or Drawn())
    if change.reached <= 0.0 and not change.notes:
        change = change.noting(f"{measure.id}: reaches no flow of this benchmark")
    return change


def chosen(measures: Sequence[Measure], on: date | None, executed: Collection[str] | None) -> tuple[Measure, ...]:
    """Measures that count: all listed without a day, else those in force on it; undecided ones only if executed.

    ``executed`` None supposes every listed threat carried out ("what would it do"); a collection names the ones that
    happened in this draw.
    """
    happens = {m.id for m in measures} if executed is None else set(executed)
    if on is not None:
        return active_on(measures, on, executed=happens)
    return tuple(m for m in measures if m.status not in UNDECIDED or m.id in happens)


def changes(
    measures: Sequence[Measure],
    benchmark: Benchmark,
    *,
    severities: Mapping[str, float] | None = None,
    on: date | None = None,
    executed: Collection[str] | None = None,
    prices: Floats | None = None,
    memo: Memo | None = None,
) -> tuple[Change, ...]:
    """The change of every measure that counts, in order of effect (for a reader and for :func:`apply`).

    ``memo`` keeps changes between draws of one batch: a measure with the same numbers makes the same change.
    """
    acting = sorted(chosen(measures, on, executed), key=lambda m: (starts_on(m) or date.min, m.id))
    drawn = Drawn(dict(severities or {}), on, prices)
    leaks = evading(tuple(acting), drawn)
    if leaks:
        drawn = replace(drawn, severities={**drawn.severities, **leaks})
    if memo is None or prices is not None:
        return tuple(change_of(m, benchmark, drawn) for m in acting)
    return tuple(_remembered(m, benchmark, drawn, memo) for m in acting)


def _remembered(measure: Measure, benchmark: Benchmark, drawn: Drawn, memo: Memo) -> Change:
    terms = f"{measure.id}:"
    own = tuple(item for item in drawn.severities.items() if item[0] == measure.id or item[0].startswith(terms))
    key = (measure.id, own)
    if key not in memo:
        memo[key] = change_of(measure, benchmark, drawn)
    return memo[key]


def apply(
    measures: Sequence[Measure],
    benchmark: Benchmark,
    *,
    severities: Mapping[str, float] | None = None,
    on: date | None = None,
    executed: Collection[str] | None = None,
    prices: Floats | None = None,
    memo: Memo | None = None,
) -> Wedges:
    """All measures together as wedges.

    severities  drawn numbers, "id" for the severity and "id:term" for a term; the mode where nothing was drawn
    on          the day; None = every listed measure, whatever its dates
    executed    ids of undecided measures that happen; None = all of them
    prices      [n, i] producer prices as ratios, for minimum import prices; None = benchmark
    memo        a dict shared by the draws of one batch (same measures, benchmark and day)

    Duties stack across layers; within a layer the last to take effect replaces the earlier on the routes it names.
    Quotas bind each by itself; the highest price floor counts; capacity losses multiply.
    Raises OreflowError where a measure states no severity or a drawn number is out of range.
    """
    return compose(
        changes(measures, benchmark, severities=severities, on=on, executed=executed, prices=prices, memo=memo),
        benchmark,
    )


def compose(parts: Sequence[Change], benchmark: Benchmark) -> Wedges:
    """Wedges from changes given in order of effect."""
    base = none(benchmark)
    tariffs: dict[str, Floats] = {}
    export_tax_sum, freight = base.export_tax.copy(), base.freight.copy()
    capacity, floor, release = base.capacity_factor.copy(), base.price_floor.copy(), base.stock_release.copy()
    phi, premium = np.zeros_like(base.tariff), np.zeros_like(base.tariff)
    vintages: list[Vintage] = []
    for part in parts:
        if part.tariff is not None and part.duty_routes is not None:
            key = part.layer or f"alone:{part.measure}"
            before = tariffs.get(key, base.tariff)
            tariffs[key] = np.where(part.duty_routes, part.tariff, before)
        if part.export_tax is not None:
            export_tax_sum += part.export_tax
        if part.freight is not None:
            freight += part.freight
        if part.evasion is not None and part.evasion_premium is not None:
            premium = np.where(part.evasion > phi, part.evasion_premium, premium)
            phi = np.maximum(phi, part.evasion)
        if part.capacity_factor is not None:
            capacity *= part.capacity_factor
        if part.price_floor is not None:
            floor = np.maximum(floor, part.price_floor)
        if part.stock_release is not None:
            release += part.stock_release
        vintages += part.vintages
    return replace(
        base,
        tariff=base.tariff + sum(tariffs.values(), np.zeros_like(base.tariff)),
        export_tax=export_tax_sum,
        freight=freight,
        capacity_factor=capacity,
        price_floor=floor,
        stock_release=release,
        quotas=joined_ceilings(parts, benchmark),
        vintages=tuple(vintages),
        evasion=phi if phi.any() else None,
        evasion_premium=premium if phi.any() else None,
    )


def joined_ceilings(parts: Sequence[Change], benchmark: Benchmark) -> tuple[QuotaGroup, ...]:
    """All ceilings; controls on different parts of one basket over the same routes take their cuts together.

    Announcements 18 and 57 name different heavy rare earths: as two ceilings on the basket only the tighter would bind,
    so their cuts are added where the named shares do not pass 1. Controls on the same goods stay separate ceilings.
    """
    found: list[tuple[QuotaGroup, float]] = []
    for part in parts:
        named = part.coverage or (1.0,) * len(part.quotas)
        for group, share in zip(part.quotas, named, strict=True):
            for position, (other, taken) in enumerate(found):
                if share + taken <= 1.0 + 1e-9 and np.array_equal(other.members, group.members):
                    total = float(benchmark.flow[group.members].sum())
                    limit = max(0.0, other.limit + group.limit - total)
                    name = f"{other.name} + {group.name}"
                    found[position] = (QuotaGroup(name, group.members, limit, group.rent_holder), share + taken)
                    break
            else:
                found.append((group, share))
    return tuple(group for group, _ in found)
