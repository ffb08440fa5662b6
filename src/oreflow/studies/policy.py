"""From what documents claim to measures a market can feel.

A report says "China tightened export controls on rare earths on 9 October"; the register knows which announcements
those were, when each starts and how hard it bites. A claimed measure that the register knows by the as-of date
takes the register's dates and severity; one that it does not know keeps what the text says, and a severity that no
text gives is an assumed range, marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from oreflow.studies.scenario_draft import with_severity
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.measure import Instrument, Measure
from oreflow.vocabulary.timeline import UNDECIDED

#: Kinds of act that one sentence of a report can mean alike: "export controls" may be licences, bans or user lists.
FAMILIES: tuple[frozenset[Instrument], ...] = (
    frozenset({"licence", "export_ban", "export_quota", "foreign_product_rule", "technology_control", "entity_list"}),
    frozenset({"tariff"}),
    frozenset({"export_tax"}),
    frozenset({"import_ban", "minimum_import_price"}),
    frozenset({"investigation"}),
    frozenset({"truce"}),
    frozenset({"purchase_commitment"}),
)

#: How long before the as-of date an undated claim may have been announced and still mean that measure.
RECENT = timedelta(days=120)


@dataclass(frozen=True)
class PolicyMeasure:
    """One measure behind a claim: from the register where it is known there, else from the documents alone."""

    measure: Measure
    claims: tuple[str, ...]  # ids of the ledger's entries
    basis: str  # "register" | "documents"


def same_family(a: Instrument, b: Instrument) -> bool:
    """Whether a report's word for one may mean the other."""
    return a == b or any(a in family and b in family for family in FAMILIES)


def matches(claim: Measure, known: Measure, as_of: date) -> bool:
    """Whether a register entry is the act a document speaks of: actor, family, goods, targets and time must agree."""
    if claim.actor != known.actor or not same_family(claim.instrument, known.instrument):
        return False
    if claim.targets and known.targets and not set(claim.targets) & set(known.targets):
        return False
    if (claim.status in UNDECIDED) != (known.status in UNDECIDED):
        return False
    return _same_size(claim, known) and _same_goods(claim, known) and _same_time(claim, known, as_of)


def _same_size(claim: Measure, known: Measure) -> bool:
    """A stated rate must be the register's; a range or no rate contradicts nothing."""
    if claim.severity is None or claim.severity.status != "reported" or known.severity is None:
        return True
    return known.severity.low - 0.005 <= claim.severity.mode <= known.severity.high + 0.005


def _same_goods(claim: Measure, known: Measure) -> bool:
    goods = [g for g in claim.commodities if g not in ("critical minerals", "base minerals")]
    if not goods or "all goods" in known.commodities or "all goods" in goods:
        return ("all goods" in goods) == ("all goods" in known.commodities) if goods else True
    return any(
        covered_share(goods, one) > 0 or covered_share(known.commodities, good) > 0
        for good in goods
        for one in known.commodities
    )


def _same_time(claim: Measure, known: Measure, as_of: date) -> bool:
    """Starts are compared with starts and announcements with announcements.

    Reports often give one day without saying which it is; a start that is the known announcement's day (give or take
    the time zone and a weekend) therefore counts too, unless the measure is still only threatened.
    """
    if claim.effective is None and claim.announced is None:
        days = [day for day in (known.announced, known.effective) if day is not None]
        return any(as_of - RECENT <= day <= as_of + RECENT for day in days)
    if _near(claim.effective, known.effective, 31) or _near(claim.announced, known.announced, 31):
        return True
    return known.status not in UNDECIDED and _near(claim.effective, known.announced, 3)


def _near(a: date | None, b: date | None, days: int) -> bool:
    return a is not None and b is not None and abs((a - b).days) <= days


def resolve(claims: Sequence[Measure], register: Sequence[Measure], as_of: date) -> tuple[PolicyMeasure, ...]:
    """Every claimed measure as register entries, or as itself where the register has none; each act once."""
    found: dict[str, PolicyMeasure] = {}
    for claim in claims:
        known = [entry for entry in register if matches(claim, entry, as_of)]
        for entry in known:
            before = found.get(entry.id)
            behind = (*before.claims, claim.id) if before else (claim.id,)
            found[entry.id] = PolicyMeasure(entry, tuple(dict.fromkeys(behind)), "register")
        if not known:
            found[claim.id] = PolicyMeasure(with_severity(claim, as_of=as_of), (claim.id,), "documents")
    return tuple(found.values())
