"""A Measure: one dated act of a state on trade, production or users, as reports and the register state it.

Announced, effective and expires are three different days, and ``published_on`` is the day from which the record itself
could be known. A severity that no text gives is never guessed silently: ``severity.status`` says assumed.
"""

from __future__ import annotations

from datetime import date
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
    """How hard a measure bites, as a triangular range. Unit depends on the instrument.

    tariff, export_tax: ad valorem rate (1.0 = 100 %). export_quota, licence: share of benchmark exports let through
    (1.0 = all). export_ban, import_ban: share of benchmark flow cut (1.0 = all). production_shock: share of capacity lost.
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


class Measure(BaseModel):
    """One instrument of policy; immutable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    instrument: Instrument
    actor: str = Field(description="ISO3 or EU: who takes the measure")
    targets: tuple[str, ...] = Field(default=(), description="ISO3 codes; empty = all other countries")
    commodities: tuple[str, ...] = Field(default=(), description="canonical names; 'all goods' covers every product")
    stages: tuple[str, ...] = Field(default=(), description="empty = every stage of the commodities")
    user_classes: tuple[str, ...] = Field(default=(), description="civil / defence / listed; empty = all")
    announced: date | None = None
    effective: date | None = None
    expires: date | None = None
    published_on: date | None = None
    status: Status = "in_force"
    probability: float = Field(default=1.0, ge=0.0, le=1.0)
    severity: Severity | None = None
    triggered_by: str = ""
    condition: str = ""
    suspends: tuple[str, ...] = Field(default=(), description="ids of measures this truce switches off")
    rent_holder: Literal["state", "licensee", "importer"] = "licensee"
    legal_reference: str = ""
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Measure:
        if self.effective and self.expires and self.expires < self.effective:
            raise ValueError(f"measure '{self.id}' expires {self.expires} before it takes effect {self.effective}")
        return self
