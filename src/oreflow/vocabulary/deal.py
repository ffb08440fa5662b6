"""Deals and projects: what partners promise to build, buy or support, with dates, money and legal force."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from oreflow.vocabulary.measure import Severity

LegalForce = Literal["possible", "under_negotiation", "signed_memorandum", "binding"]


class Project(BaseModel):
    """A mine, separation plant, smelter or magnet factory with a nameplate and a start that slips.

    Ranges (capacity in t/yr, cost_ratio = break-even over benchmark price, success = chance that it delivers at all,
    slip_months = delay against ``start``) are triangular; what is not given is assumed by the study and said so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    company: str = ""
    country: str
    commodity: str
    stage: str
    nameplate_t_per_year: float | None = Field(default=None, ge=0)
    capacity: Severity | None = Field(default=None, description="t/yr in the product basis; None = the nameplate")
    cost_ratio: Severity | None = None
    success: Severity | None = None
    start: date | None = Field(default=None, description="first month of output as last announced")
    slip_months: Severity | None = None
    ramp_months: float = Field(default=12.0, ge=0)
    buyers: tuple[str, ...] = Field(
        default=(), description="ISO3 of those who promised to buy; empty = as its country sells"
    )
    start_first_announced: str = ""
    start_latest: str = ""
    start_actual: str = ""
    capex_usd: float | None = Field(default=None, ge=0)
    public_support: str = ""
    status: str = ""
    published_on: date | None = None
    source: str = ""
    url: str = ""


class Deal(BaseModel):
    """A dated bundle of projects and promises between states, or a state and a firm."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    parties: tuple[str, ...]
    title: str = ""
    commodities: tuple[str, ...] = ()
    legal_force: LegalForce
    signed: date | None = None
    value_usd: float | None = Field(default=None, ge=0)
    projects: tuple[str, ...] = ()
    published_on: date | None = None
    source: str = ""
    url: str = ""
    note: str = ""
