"""What a brief is made of: frozen results that reports print without knowing how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from oreflow.studies.figures import Figure, Sentence, SourceLine

Verdict = Literal["consistent", "differs", "same source (not a check)", "cannot check"]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One report that was read."""

    file: str
    title: str
    outlet: str
    published: str
    claims: int
    independent_of: str  # the source it repeats, when it adds none of its own


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One thing that the documents claim, merged over them."""

    id: str
    kind: str
    what: str
    status: str
    when: str
    documents: int
    independent: int
    dissent: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A dated event or deadline ahead of the as-of date and what it would switch on."""

    day: str  # YYYY-MM-DD or YYYY-MM
    what: str
    switches: str
    status: str
    standing: str  # "documents", "register" or "documents and register"
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A statement of the documents beside what the data say."""

    statement: str
    claimed: str
    found: tuple[Figure, ...]
    verdict: Verdict
    explanation: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginShare:
    """One origin in a destination's imports."""

    origin: str
    name: str
    tonnes_share: float | None
    usd_share: float | None


@dataclass(frozen=True, slots=True)
class ExposureLine:
    """What the home country imports of one commodity at one stage, from whom."""

    commodity: str
    stage: str
    year: int
    total: tuple[Figure, ...]
    shares: tuple[OriginShare, ...]
    history: tuple[tuple[int, str, float], ...]  # year, origin, share of value
    concentration: tuple[Figure, ...]
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One modelled quantity with its 5, 50 and 95 % quantiles over draws."""

    label: str
    unit: str
    low: float | None
    median: float | None
    high: float | None
    note: str = ""
    key: str = ""  # what the row measures, for programs


@dataclass(frozen=True, slots=True)
class Effect:
    """What a set of measures would do to one product."""

    scenario: str
    product: str
    measures: tuple[str, ...]
    rows: tuple[RangeRow, ...]
    replaced_by: tuple[RangeRow, ...]
    sensitivity: tuple[tuple[str, float], ...]  # parameter, rank correlation with the home price
    flags: tuple[str, ...]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MutualLine:
    """One good through which one side depends on the other."""

    good: str
    depends: str
    on: str
    year: int
    share: Figure
    value: Figure | None
    note: str


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal or project and what it could add by when."""

    name: str
    country: str
    commodity: str
    stage: str
    legal: str
    adds: Figure | None
    share_of_gap: str
    by: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A sourced brief: reports read, claims reconciled, checked against data, and answered."""

    title: str
    home: str
    home_name: str
    as_of: date
    documents: tuple[DocumentLine, ...]
    problems: tuple[str, ...]
    answer: tuple[Sentence, ...]
    calendar: tuple[CalendarEntry, ...]
    mind: tuple[Sentence, ...]
    changes: tuple[str, ...]  # since the previous brief; empty without --since
    claims: tuple[ClaimLine, ...]
    people: tuple[Sentence, ...]
    disagreements: tuple[Sentence, ...]
    checks: tuple[Check, ...]
    exposure: tuple[ExposureLine, ...]
    effects: tuple[Effect, ...]
    mutual: tuple[MutualLine, ...]
    deals: tuple[DealLine, ...]
    cannot: tuple[str, ...]
    not_modelled: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    provenance: tuple[str, ...]
    ledger: dict[str, Any]  # for --since
