"""A Measure: one dated act of a state on trade, production or users, as reports and the register state it.

Announced, effective and expires are three different days, and ``published_on`` is the day from which the record itself
could be known. A severity that no text gives is never guessed silently: ``severity.status`` says assumed. Numbers
beside the severity (processing days, tonnes a year, a floor in USD/kg) are ``terms``; which terms an instrument takes,
with unit and meaning, is the register ``instruments.csv``.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Instrument = Literal[
    "tariff",
    "export_tax",
    "export_quota",
    "export_ban",
    "licence",
    "foreign_product_rule",
    "technology_control",
    "entity_list",
    "investigation",
    "import_ban",
    "minimum_import_price",
    "price_floor",
    "contract_for_difference",
    "offtake",
    "stockpile",
    "production_shock",
    "truce",
    "purchase_commitment",
    "evasion",
]

Status = Literal[
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


class Severity(BaseModel):
    """A triangular range. As a measure's severity its unit depends on the instrument; as a term, on the term.

    tariff, export_tax: ad valorem rate (1.0 = 100 %). export_quota, licence: share of benchmark exports let through
    (1.0 = all). export_ban, import_ban, entity_list: share of the flow cut (1.0 = all). production_shock: share of
    capacity lost. The full list, with terms, is ``instruments.csv`` (:func:`instrument_register`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: float
    mode: float
    high: float
    status: Literal["reported", "derived", "assumed"]
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Severity:
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"severity must have low <= mode <= high, got {self.low}, {self.mode}, {self.high}")
        return self


@dataclass(frozen=True, slots=True)
class TermInfo:
    """One row of ``instruments.csv``: what a number of an instrument means. ``term`` "severity" is the main one."""

    instrument: str
    term: str
    unit: str
    lowest: float
    highest: float
    default: float | None  # None: no number unless the measure states one
    meaning: str


@cache
def instrument_register() -> Mapping[str, Mapping[str, TermInfo]]:
    """Terms by instrument and name; rows of instrument ``*`` hold for every instrument."""
    text = files("oreflow.vocabulary").joinpath("instruments.csv").read_text(encoding="utf-8")
    rows = [
        TermInfo(
            row["instrument"],
            row["term"],
            row["unit"],
            float(row["lowest"]),
            float(row["highest"]),
            float(row["default"]) if row["default"] else None,
            row["meaning"],
        )
        for row in csv.DictReader(text.splitlines())
    ]
    common = [row for row in rows if row.instrument == "*"]
    kinds = dict.fromkeys(row.instrument for row in rows if row.instrument != "*")
    return {kind: {row.term: row for row in [*rows, *common] if row.instrument in (kind, "*")} for kind in kinds}


class Measure(BaseModel):
    """One instrument of policy; immutable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    instrument: Instrument
    actor: str = Field(description="ISO3 or EU: who takes the measure")
    targets: tuple[str, ...] = Field(default=(), description="ISO3 codes; empty = all other countries")
    commodities: tuple[str, ...] = Field(default=(), description="canonical names; 'all goods' covers every product")
    exempt: tuple[str, ...] = Field(default=(), description="commodities that a wide measure leaves out")
    stages: tuple[str, ...] = Field(
        default=(), description="empty = every stage of the commodities; 'processed' = every stage but mined"
    )
    user_classes: tuple[str, ...] = Field(default=(), description="civil / defence / listed; empty = all")
    announced: date | None = None
    effective: date | None = None
    expires: date | None = None
    published_on: date | None = None
    status: Status = "in_force"
    probability: float = Field(default=1.0, ge=0.0, le=1.0)
    severity: Severity | None = None
    terms: dict[str, Severity] = Field(default_factory=dict, description="other numbers, see instruments.csv")
    layer: str = Field(default="", description="duties of one layer replace each other, different layers stack")
    triggered_by: str = Field(default="", description="ids (a|b) one of which must be in force for this to count")
    condition: str = ""
    suspends: tuple[str, ...] = Field(default=(), description="ids of measures this truce switches off")
    terminates: tuple[str, ...] = Field(default=(), description="ids of measures this one ends for good")
    rent_holder: Literal["state", "licensee", "importer"] = "licensee"
    title: str = ""
    legal_reference: str = ""
    source: str = ""
    url: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Measure:
        if self.effective and self.expires and self.expires < self.effective:
            raise ValueError(f"measure '{self.id}' expires {self.expires} before it takes effect {self.effective}")
        return self

    @model_validator(mode="after")
    def _numbers_known(self) -> Measure:
        known = instrument_register()[self.instrument]
        for name, value in self.terms.items():
            if name == "severity" or name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean '{near[0]}'?" if near else f"; it takes {', '.join(known)}"
                raise ValueError(f"measure '{self.id}': a {self.instrument} has no term '{name}'{hint}")
            _within(self.id, known[name], value)
        if self.severity is not None and "severity" in known:
            _within(self.id, known["severity"], self.severity)
        return self

    @property
    def triggers(self) -> tuple[str, ...]:
        """Ids one of which must be in force for this measure to count; empty = unconditional."""
        return tuple(part.strip() for part in self.triggered_by.split("|") if part.strip())

    def term(self, name: str) -> Severity | None:
        """The stated range of a term, else its register default as an assumed point, else None."""
        stated = self.terms.get(name)
        if stated is not None:
            return stated
        default = instrument_register()[self.instrument][name].default
        if default is None:
            return None
        return Severity(low=default, mode=default, high=default, status="assumed", note="register default")

    def ranges(self) -> dict[str, Severity]:
        """Every number to draw: severity under the measure's id, each stated term under ``id:term``."""
        found = {} if self.severity is None else {self.id: self.severity}
        return found | {f"{self.id}:{name}": value for name, value in self.terms.items()}


def _within(owner: str, info: TermInfo, value: Severity) -> None:
    if value.low < info.lowest or value.high > info.highest:
        raise ValueError(
            f"measure '{owner}': {info.term} {value.low}-{value.high} is outside {info.lowest:g}-{info.highest:g} "
            f"({info.unit}); rates and shares are ratios, 1.0 = 100 %"
        )
