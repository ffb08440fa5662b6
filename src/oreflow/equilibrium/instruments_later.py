"""What measures do outside today's market: projects that slip, measures that may follow, promises, ladders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.instruments_licence import months_between
from oreflow.equilibrium.instruments_reach import Drawn, codes, codes_of, stage_named
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Measure, Severity
from oreflow.vocabulary.timeline import starts_on


@dataclass(frozen=True)
class ProjectEffect:
    """Delay (months, added) and failure odds (ratio, multiplied) of a project under technology controls."""

    delay_months: float = 0.0
    failure_odds_ratio: float = 1.0
    measures: tuple[str, ...] = ()


def project_effect(
    measures: Sequence[Measure], *, country: str, commodity: str, stage: str, drawn: Drawn | None = None
) -> ProjectEffect:
    """Technology and equipment controls on one project abroad: the longest delay, the product of the failure odds.

    Delays of several controls run side by side (one line is held up once), so the longest counts. Strength s scales
    the delay by s and the odds ratio to the power s.
    """
    here = drawn or Drawn()
    delay, odds, names = 0.0, 1.0, []
    for m in measures:
        if m.instrument != "technology_control" or country in codes(m.actor):
            continue
        if (m.targets and country not in codes_of(m.targets)) or not stage_named(m.stages, stage):
            continue
        cover = covered_share(m.commodities, commodity)
        if cover <= 0.0:
            continue
        strength = here.severity(m) * cover
        delay = max(delay, strength * (here.term(m, "delay_months") or 0.0))
        odds *= (here.term(m, "failure_odds_ratio") or 1.0) ** strength
        names.append(m.id)
    return ProjectEffect(delay, odds, tuple(names))


def investigation_hazard(measure: Measure, months: int, *, drawn: Drawn | None = None) -> Floats:
    """Chance [t] that the later measure has come by the end of month t after opening (a distribution function).

    Severity is the chance that anything follows; the lead is triangular between low, mode and high of lead_months.
    """
    lead = measure.terms.get("lead_months")
    if lead is None:
        raise OreflowError(f"investigation '{measure.id}' has no term lead_months; give low, mode and high in months")
    chance = (drawn or Drawn()).severity(measure)
    t = np.arange(1, months + 1, dtype=np.float64)
    return chance * _triangular_cdf(t, lead)


def _triangular_cdf(x: Floats, lead: Severity) -> Floats:
    low, mode, high = lead.low, lead.mode, lead.high
    if high <= low:
        step: Floats = (x >= low).astype(np.float64)
        return step
    rising = np.square(x - low) / ((high - low) * max(mode - low, 1e-12))
    falling = 1.0 - np.square(high - x) / ((high - low) * max(high - mode, 1e-12))
    inside = np.where(x < mode, rising, falling)
    result: Floats = np.where(x <= low, 0.0, np.where(x >= high, 1.0, inside))
    return result


def probability_on(measure: Measure, measures: Sequence[Measure], on: date, *, drawn: Drawn | None = None) -> float:
    """Chance that a measure not yet decided is in force on a day: its own, times the hazard of its investigation.

    A measure triggered by an investigation waits for it; one triggered by anything else has its own probability, given
    that the trigger is in force (see :func:`ladder`).
    """
    chance = measure.probability
    by_id = {m.id: m for m in measures}
    for name in measure.triggers:
        opener = by_id.get(name)
        if opener is not None and opener.instrument == "investigation":
            start = starts_on(opener)
            passed = 0 if start is None else months_between(start, on)
            hazard = investigation_hazard(opener, passed, drawn=drawn)[-1] if passed > 0 else 0.0
            return float(chance * hazard)
    return chance


def ladder(measures: Sequence[Measure], uniforms: Mapping[str, float], on: date | None = None) -> frozenset[str]:
    """Ids carried out in one draw of a retaliation ladder, rung by rung.

    ``uniforms`` holds one number in [0, 1) a measure, drawn outside. A measure that needs no trigger happens where its
    number lies below its probability; one that is triggered happens only if a trigger happened, with its probability
    as the answer's. Triggers that are not listed bind nothing. Measures without a number happen if their probability
    is 1.
    """
    listed = {m.id: m for m in measures}
    happened: set[str] = set()

    def falls(m: Measure) -> bool:
        chance = m.probability if on is None else probability_on(m, measures, on)
        return uniforms.get(m.id, 1.0 - 1e-12 if chance < 1.0 else 0.0) < chance

    waiting = dict(listed)
    while True:
        ready = [m for m in waiting.values() if not (wanted := set(m.triggers) & set(listed)) or wanted & happened]
        if not ready:
            return frozenset(happened)
        for m in ready:
            del waiting[m.id]
            if falls(m):
                happened.add(m.id)


@dataclass(frozen=True)
class Payment:
    """A promised purchase for the negotiation layer: who buys from whom, USD and tonnes a year, share delivered."""

    measure: str
    buyer: str
    seller: tuple[str, ...]
    commodities: tuple[str, ...]
    usd_per_year: float | None
    tonnes_per_year: float | None
    delivered_share: float | None


def purchase_commitment(measure: Measure, drawn: Drawn | None = None) -> Payment:
    """A promise to buy (soybeans, aircraft): no wedge, a payment; severity is the share that earlier promises saw."""
    here = drawn or Drawn()
    return Payment(
        measure.id,
        measure.actor,
        measure.targets,
        measure.commodities,
        here.term(measure, "value_usd_per_year"),
        here.term(measure, "tonnes_per_year"),
        here.optional_severity(measure),
    )
