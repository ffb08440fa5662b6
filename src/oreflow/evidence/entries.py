"""What the ledger is made of: frozen entries with support, dissent and odds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oreflow.evidence.claims import Aside, Quantity, Statistic


@dataclass(frozen=True, slots=True)
class Support:
    """One document's words for an entry or a value."""

    doc: str
    start: int
    end: int
    text: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Dissent:
    """A value that some documents give against the best one."""

    field: str
    best: str
    best_docs: tuple[str, ...]
    value: str
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Odds:
    """Probability that a thing stated at this status comes to bind, with its range; ``basis`` says where it is from."""

    low: float
    mode: float
    high: float
    stage: str  # possible | under_negotiation | signed_memorandum | binding
    basis: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure, deal, purchase, meeting, inquiry or project over all documents."""

    id: str
    kind: str
    status: str
    actor: str
    target: tuple[str, ...]
    objects: tuple[str, ...]
    rate_pct: float | None
    value_usd: float | None
    quantity: Quantity | None
    date: str | None
    until: str | None
    condition: str | None
    effect: str | None
    core: bool
    odds: Odds
    documents: tuple[str, ...]
    independent_sources: int
    origins: tuple[str, ...]
    support: tuple[Support, ...]
    dissent: tuple[Dissent, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic over all documents that state it."""

    statistic: Statistic
    documents: tuple[str, ...]
    independent_sources: int
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """Who the documents say holds an office, with the other names given."""

    country: str
    office: str
    name: str
    documents: tuple[str, ...]
    dissent: tuple[Dissent, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A line of the timeline."""

    date: str
    what: str
    entry: str | None
    documents: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Claims reconciled over documents."""

    documents: tuple[str, ...]
    entries: tuple[Entry, ...]
    figures: tuple[Figure, ...]
    office_holders: tuple[OfficeHolder, ...]
    asides: tuple[tuple[str, Aside], ...]  # causes, doubts, durations: document and claim
    timeline: tuple[Dated, ...]
    disagreements: tuple[Dissent, ...]

    def to_json(self) -> dict[str, Any]:
        """The ledger as plain data for ``--ledger --json``."""
        from oreflow.evidence.ledger_json import ledger_json

        return ledger_json(self)
