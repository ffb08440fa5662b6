"""Registers of the tables: customs codes, World Mining Data sheets, the published package's material list."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from oreflow.vocabulary import OreflowError, countries

HS_REVISIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")
SNAPSHOT_REVISION = "HS92"

#: BACI country codes of states that split or merged, and the ISO3 under which their trade continues.
FORMER_CODES = {736: "SDN", 58: "BEL", 711: "ZAF", 891: "SRB"}


@dataclass(frozen=True, slots=True)
class TradeCode:
    """One customs code of the snapshot, with the commodity and the stage it stands for by default."""

    code: str
    commodity: str
    stage: str
    description: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of World Mining Data: its unit, what one unit weighs, and between what its world total must lie."""

    sheet: str
    commodity: str  # empty = part of another sheet or unknown to the vocabulary: not counted
    stage: str
    unit: str
    tonnes_per_unit: float
    unit_basis: str
    world_low_t: float
    world_high_t: float


@dataclass(frozen=True, slots=True)
class Material:
    """One raw material of the published GeoPolRisk package: its production sheet and its customs codes."""

    name: str
    sheet: str
    codes: tuple[str, ...]


def register_rows(filename: str) -> list[dict[str, str]]:
    """Rows of a CSV register of this package."""
    text = files("oreflow.tables").joinpath(filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def trade_code_register() -> dict[str, TradeCode]:
    """The 74 HS92 codes of the snapshot, by code."""
    return {row["code"]: TradeCode(**row) for row in register_rows("trade_codes.csv")}


@cache
def sheets() -> dict[str, Sheet]:
    """World Mining Data sheets by name."""
    return {
        row["sheet"]: Sheet(
            row["sheet"],
            row["commodity"],
            row["stage"],
            row["unit"],
            float(row["tonnes_per_unit"]),
            row["unit_basis"],
            float(row["world_low_t"]),
            float(row["world_high_t"]),
        )
        for row in register_rows("wmd_sheets.csv")
    }


@cache
def materials() -> dict[str, Material]:
    """Raw materials of the published package by name."""
    return {
        row["raw_material"]: Material(row["raw_material"], row["sheet"], tuple(row["codes"].split("|")))
        for row in register_rows("geopolrisk_materials.csv")
    }


@cache
def iso3_by_baci_code() -> dict[int, str]:
    """ISO3 by BACI country code, former states included; 490 is Taiwan."""
    found = dict(FORMER_CODES)
    found.update({entry.baci_code: iso3 for iso3, entry in countries().items() if entry.baci_code is not None})
    return found


@cache
def baci_code_by_iso3() -> dict[str, int]:
    """BACI country code by ISO3."""
    return {iso3: entry.baci_code for iso3, entry in countries().items() if entry.baci_code is not None}


def codes_of(commodity: str, stage: str | None = None) -> tuple[str, ...]:
    """HS92 codes of the snapshot for a commodity (and stage)."""
    return tuple(
        entry.code
        for entry in trade_code_register().values()
        if entry.commodity == commodity and (stage is None or entry.stage == stage)
    )


def check_revision(revision: str) -> str:
    """The HS revision if it is one we know."""
    if revision not in HS_REVISIONS:
        raise OreflowError(f"unknown HS revision '{revision}'; use one of {', '.join(HS_REVISIONS)}")
    return revision
