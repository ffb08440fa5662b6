"""What a document says: frozen claims with the verbatim span, its offsets, the rule that found it and how sure
it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

EventKind = Literal[
    "tariff",
    "export_control",
    "quota",
    "import_restriction",
    "sanction",
    "deal",
    "purchase",
    "investigation",
    "meeting",
    "capacity_project",
    "stockpile",
    "subsidy_or_price_support",
]
EVENT_KINDS: tuple[str, ...] = EventKind.__args__  # type: ignore[attr-defined]
EventStatus = Literal[
    "in_force",
    "announced",
    "signed",
    "under_negotiation",
    "possible",
    "threatened",
    "suspended",
    "eased",
    "expired",
    "denied",
]
EVENT_STATUSES: tuple[str, ...] = EventStatus.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Span:
    """Verbatim words of a document; ``text == document.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that could not be read as asked: the file, what is wrong and what to do, in one line."""

    doc: str
    message: str
    severity: Literal["error", "skipped", "warning"] = "error"

    @property
    def line(self) -> str:
        """The line a person reads."""
        return f"{self.doc}: {self.message}"


@dataclass(frozen=True, slots=True)
class Document:
    """One report: decoded text, the line spans that are article and not menu, and what is known about its origin."""

    doc: str  # file name, unique within a run
    path: str
    text: str
    body: tuple[tuple[int, int], ...]
    title: str
    outlet: str | None = None
    dateline: str | None = None
    published: date | None = None
    published_basis: str | None = None  # text | file name | metadata | modified
    year_hint: int | None = None  # a year in the file name where no full date is known
    syndicated_from: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A physical amount as stated; ``unit`` is ``t``, ``t/yr``, ``kg`` or a counted thing."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Event:
    """One measure, deal, purchase, meeting, inquiry or project of a state, as one document tells it."""

    kind: str
    status: str
    actor: str  # ISO3 or EU
    target: tuple[str, ...]
    objects: tuple[str, ...]
    rate_pct: float | None
    value_usd: float | None
    quantity: Quantity | None
    date: str | None  # YYYY-MM-DD, YYYY-MM or YYYY
    condition: str | None
    evidence: Span
    core: bool
    rule: str
    confidence: float
    until: str | None = None
    effect: str | None = None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure a document states: share in %, tonnes, USD or a price, with whose, at which stage and when."""

    subject: str
    stage: str
    country: str | None
    counterparty: str | None
    measure: str
    value: float
    unit: str
    period: str | None
    evidence: Span
    rule: str
    confidence: float
    qualifier: str | None = None
    value_max: float | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source that the document makes answerable for something it says."""

    source: str
    evidence: Span
    rule: str
    via: str | None = None  # the relayer: "Bloomberg" where Bloomberg cites officials
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Aside:
    """A lesser claim: a deadline, who moved first, a doubt, an office-holder, or how long something takes."""

    kind: Literal["deadline", "cause", "credibility", "office_holder", "time_statement"]
    subject: str
    value: str
    evidence: Span
    rule: str
    confidence: float
    date: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one document."""

    document: Document
    events: tuple[Event, ...]
    statistics: tuple[Statistic, ...]
    attributions: tuple[Attribution, ...]
    asides: tuple[Aside, ...]
    extractor: str = "rules"
