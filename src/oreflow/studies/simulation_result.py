"""The answer of a simulation: ranges with what they are compared to, and everything needed to judge them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from oreflow.ensemble import QUANTILES
from oreflow.studies.headlines import Headline


@dataclass(frozen=True)
class Range:
    """One modelled quantity over the draws; quantiles are None where no draw has a value."""

    key: str
    label: str
    unit: str
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None
    note: str = ""


def range_of(headline: Headline) -> Range:
    """Quantiles of a headline's draws; draws without a value are left out and said so."""
    known = headline.values[np.isfinite(headline.values)]
    missing = len(headline.values) - len(known)
    note = headline.note
    if missing:
        note = "; ".join(part for part in (note, f"{missing} of {len(headline.values)} draws have no value") if part)
    if known.size == 0:
        return Range(headline.key, headline.label, headline.unit, None, None, None, None, None, note)
    q05, q25, q50, q75, q95 = (float(q) for q in np.quantile(known, QUANTILES))
    return Range(headline.key, headline.label, headline.unit, q05, q25, q50, q75, q95, note)


@dataclass(frozen=True)
class DestinationRange:
    """Price change, unmet demand and users' loss at one destination."""

    destination: str
    price: Range
    unmet: Range
    user_loss: Range


@dataclass(frozen=True)
class Answer:
    """One product on one day under one comparison.

    comparison   "measures" or "measures and projects" against the baseline; "projects" against the measures alone
    rationed     share of draws in which the price at home is a bound, not a forecast
    sensitivity  (number, rank correlation with the price at home), strongest first
    """

    day: date
    product: str
    comparison: str
    basis: str
    partner: str
    rows: tuple[Range, ...]
    replacements: tuple[Range, ...]
    destinations: tuple[DestinationRange, ...]
    leakage: tuple[Range, ...]
    rationed: float
    sensitivity: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class MeasureLine:
    """A measure of the run: its numbers, where they come from, what it reaches and how often it happened."""

    id: str
    title: str
    role: str  # "baseline" | "measure"
    instrument: str
    status: str
    effective: str
    severity: str
    severity_status: str
    happened: float  # share of draws
    reaches: tuple[tuple[str, str, float], ...]  # (day, product, t/yr of benchmark flow)
    notes: tuple[str, ...]
    source: str
    url: str


@dataclass(frozen=True)
class ParameterLine:
    """A range that was drawn, with its source or the word assumed."""

    name: str
    scope: str
    low: float
    mode: float
    high: float
    status: str
    source: str


@dataclass(frozen=True)
class MarketLine:
    """One solved market: data vintage, draws and convergence."""

    commodity: str
    benchmark_year: int
    products: tuple[str, ...]
    coverage: tuple[str, ...]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    draw_table: str  # sha256
    solved: int
    unsolved: int
    worst_residual: float


@dataclass(frozen=True)
class Simulation:
    """Everything a scenario's run answers, and what it cannot support."""

    title: str
    about: str
    as_of: date
    home: str
    draws: int
    seed: int
    threats: str
    overrides: tuple[str, ...]
    markets: tuple[MarketLine, ...]
    answers: tuple[Answer, ...]
    measures: tuple[MeasureLine, ...]
    parameters: tuple[ParameterLine, ...]
    problems: tuple[str, ...]
    cannot_support: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for one JSON document; dates as YYYY-MM-DD."""
        plain: dict[str, Any] = _plain(asdict(self))
        return {"kind": "simulation", **plain}

    def summary(self, figures: int = 3) -> dict[str, Any]:
        """Medians and 5-95 % ranges by day, product and comparison, rounded, for a golden file."""
        found: dict[str, Any] = {}
        for answer in self.answers:
            rows = {
                row.key: [rounded(value, figures) for value in (row.q05, row.q50, row.q95)]
                for row in (*answer.rows, *answer.replacements)
            }
            found[f"{answer.day} {answer.product} {answer.comparison}"] = rows | {
                "rationed": rounded(answer.rationed, figures)
            }
        return found


def rounded(value: float | None, figures: int) -> float | None:
    """A number with so many significant figures; below 1e-5 (of a percent, tonne or million USD) is noise, hence 0."""
    if value is None:
        return None
    if abs(value) < 1e-5:
        return 0.0
    return float(f"{value:.{figures}g}")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
