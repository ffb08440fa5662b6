"""Facts a calibration works on, as plain rows: nothing below this line knows a data frame or a table's file.

``rows`` here are what the steps of model.md §1 read and rewrite; :mod:`oreflow.calibration.gather_facts` fills them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

#: The gathered rest of the world: not a country, but a row and a column of every benchmark.
ROW = "ROW"

#: The pseudo-origins of curated tables: an explicit rest, and a printed total that is never added up.
REST, WORLD = "OTHER", "WLD"


@dataclass(frozen=True, slots=True)
class TradeRow:
    """One bilateral flow under one HS code. ``gross`` in tonnes as booked; NaN = quantity missing (never zero)."""

    origin: str
    destination: str
    code: str
    gross: float
    usd: float
    stage: str = ""
    twin_group: str = ""
    contained: float = float("nan")
    status: str = "reported"
    raw: float = float("nan")  # as published, where ``gross`` is a repair of it


@dataclass(frozen=True, slots=True)
class RouteRule:
    """Which stage a code is, for an origin and a destination ("*" = any), and whether it twins with another code."""

    code: str
    origin: str
    destination: str
    stage: str
    twin_group: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContentRule:
    """Contained tonnes of the product's basis per gross tonne of a code, by origin and destination ("*" = any)."""

    code: str
    stage: str
    origin: str
    destination: str
    low: float
    mode: float
    high: float
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """Tonnes of the upstream stage used per tonne of the downstream stage (same commodity unless named)."""

    upstream: str
    downstream: str
    coefficient: float
    status: str
    reason: str


@dataclass(frozen=True)
class StageFacts:
    """What is known about one commodity at one stage in the benchmark year. Output in t/yr; NaN = withheld."""

    commodity: str
    stage: str
    basis: str
    bilateral: str  # observed | curated
    by_product: bool
    output: dict[str, float] | None  # None = stage output unknown: trade-only
    output_source: str
    output_status: dict[str, str] = field(default_factory=dict)  # country -> status; absent = reported
    capacity: dict[str, float] = field(default_factory=dict)
    utilisation: float = 1.0  # output over capacity where no capacity is known; 1 = nothing assumed
    price: float = float("nan")  # USD/t of the basis
    price_source: str = ""
    curated_flows: tuple[TradeRow, ...] = ()
    flows_of: int | None = None  # the year of the curated flows, where it is not the benchmark's
    part_of: str = ""  # the basket this commodity is a part of: its flows are split by assumed shares

    @property
    def product(self) -> str:
        return f"{self.commodity}/{self.stage}"


@dataclass(frozen=True)
class Facts:
    """Everything one calibration reads, cut at the as-of date."""

    commodity: str
    year: int
    as_of: date | None
    stages: tuple[StageFacts, ...]
    trade: tuple[TradeRow, ...]
    routes: tuple[RouteRule, ...]
    content: tuple[ContentRule, ...]
    basket: tuple[ContentRule, ...]  # share of the basket that is this commodity, by code and route; empty = whole
    links: tuple[Link, ...]
    stock_months: dict[tuple[str, str], float] = field(default_factory=dict)  # (product, country) -> months of use
    end_use: dict[str, dict[str, float]] = field(default_factory=dict)  # region (ISO3 or WLD) -> sector -> share
    relabel: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # (code, booked) -> (origin, why)
    accepted: dict[str, str] = field(default_factory=dict)  # "product:ORIGIN" -> why its cap factor is accepted
    evidence: dict[str, str] = field(default_factory=dict)  # "product:ORIGIN" -> why output follows its exports
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    feeds: tuple[Facts, ...] = ()  # other commodities whose product this one uses ("ndpr" for "magnets")
