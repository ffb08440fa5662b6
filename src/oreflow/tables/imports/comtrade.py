"""UN Comtrade as downloaded: the CSV of the web page or the JSON of the interface.

These are declarations of one side, kept in their own table ``declared``: putting them beside BACI would count trade
twice. Rows of a whole world, of re-exports and of codes shorter than six digits are left out.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from oreflow.tables.codes import iso3_by_baci_code
from oreflow.tables.imports.reading import Parsed, csv_rows, fault, need_columns, number, text_of
from oreflow.vocabulary import OreflowError, Source

COLUMNS = (
    "period",
    "reporterCode",
    "flowCode",
    "partnerCode",
    "classificationCode",
    "cmdCode",
    "netWgt",
    "primaryValue",
)
REVISIONS = {"H0": "HS92", "H1": "HS96", "H2": "HS02", "H3": "HS07", "H4": "HS12", "H5": "HS17", "H6": "HS22"}
_AREAS = {97, 129, 221, 290, 471, 472, 492, 527, 568, 577, 636, 637, 697, 837, 838, 839, 849, 879, 899}  # not countries
_OWN_CODES = {840: 842, 250: 251, 356: 699, 756: 757, 578: 579, 158: 490}  # ISO codes some downloads carry


def recognise(path: Path, head: bytes) -> bool:
    """Whether the first bytes carry Comtrade's column names."""
    named = b"primaryValue" in head and b"reporterCode" in head
    return named or (path.suffix.lower() == ".json" and b'"data"' in head)


def parse(path: Path) -> Parsed:
    """Declared imports and exports, one row a period, declarant, counterpart and code."""
    import polars as pl

    rows = _json(path) if path.suffix.lower() == ".json" else _csv(path)
    found = [entry for number_, cells in rows if (entry := _entry(path, number_, cells)) is not None]
    if not found:
        raise OreflowError(f"{path}: no import or export of a six-digit code in it")
    frame = pl.DataFrame(
        found,
        schema=["period", "year", "origin", "destination", "declared_by", "code", "hs_revision", "usd", "tonnes"],
        orient="row",
        infer_schema_length=None,
    )
    key = ["period", "origin", "destination", "declared_by", "code", "hs_revision"]
    twice = frame.filter(frame.select(key).is_duplicated())
    if twice.height:
        told = " ".join(str(cell) for cell in twice.select(key).row(0))
        raise OreflowError(f"{path}: the declaration {told} stands twice; download totals over modes of transport only")
    day = date.fromtimestamp(path.stat().st_mtime)
    source = Source(
        id=f"comtrade-{path.stem}",
        title=f"UN Comtrade, file {path.name}; the day is that of the file",
        publisher="United Nations Statistics Division",
        published_on=day,
        url="https://comtradeplus.un.org",
        licence="UN Comtrade terms of use; not redistributed",
    )
    return Parsed("declared", frame.with_columns(source_id=pl.lit(source.id)), (source,), f"Comtrade from {path.name}")


def _csv(path: Path) -> list[tuple[int, dict[str, str]]]:
    header, body = csv_rows(path, text_of(path, path.read_bytes(), ("utf-8-sig", "cp1252")))
    need_columns(path, header, COLUMNS)
    return [(n, dict(zip(header, row, strict=True))) for n, row in enumerate(body, start=2)]


def _json(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        held: Any = json.loads(text_of(path, path.read_bytes()))
    except ValueError as error:
        raise OreflowError(f"{path}: not whole JSON ({error}); download it again") from None
    data = held.get("data") if isinstance(held, dict) else held
    if not isinstance(data, list) or not data:
        raise OreflowError(f"{path}: no list 'data' with rows in it")
    rows = []
    for index, item in enumerate(data, start=1):
        if not isinstance(item, dict):
            raise fault(path, index, "data", item, "not an object")
        missing = [name for name in COLUMNS if name not in item]
        if missing:
            raise fault(path, index, missing[0], "", "field is missing")
        rows.append((index, {key: "" if value is None else str(value) for key, value in item.items()}))
    return rows


def _entry(path: Path, row: int, cells: dict[str, str]) -> tuple[object, ...] | None:
    flow = cells["flowCode"].strip().upper()
    if flow not in ("M", "X"):
        if flow in ("RM", "RX", "DX", "FM", "MIP", "XIP", "MOP", "XOP"):
            return None
        raise fault(path, row, "flowCode", cells["flowCode"], "neither M (import) nor X (export)")
    revision = REVISIONS.get(cells["classificationCode"].strip().upper())
    if revision is None:
        raise fault(path, row, "classificationCode", cells["classificationCode"], "not an HS revision H0 to H6")
    code = cells["cmdCode"].strip()
    if code.upper() == "TOTAL" or (code.isdigit() and len(code) in (2, 4)):
        return None
    if not (code.isdigit() and len(code) == 6):
        raise fault(path, row, "cmdCode", code, "not a code of six digits (leading zeros lost?)")
    declarant = _country(path, row, "reporterCode", cells["reporterCode"])
    counterpart = _country(path, row, "partnerCode", cells["partnerCode"])
    if counterpart == "WLD":
        return None
    if declarant in ("WLD", "OTHER"):
        raise fault(path, row, "reporterCode", cells["reporterCode"], "a declaration needs a country")
    usd = number(path, row, "primaryValue", cells["primaryValue"])
    if usd is None:
        raise fault(path, row, "primaryValue", cells["primaryValue"], "no value")
    weight = number(path, row, "netWgt", cells["netWgt"])
    tonnes = None if weight is None or (weight == 0 and usd > 0) else weight / 1000  # Comtrade writes 0 for unknown
    period = cells["period"].strip()
    if not (period.isdigit() and len(period) in (4, 6) and 1962 <= int(period[:4]) <= 2100):
        raise fault(path, row, "period", period, "neither a year nor a month like 202301")
    origin, destination = (counterpart, declarant) if flow == "M" else (declarant, counterpart)
    return period, int(period[:4]), origin, destination, declarant, code, revision, usd, tonnes


def _country(path: Path, row: int, column: str, text: str) -> str:
    cleaned = text.strip()
    if not cleaned.isdigit():
        raise fault(path, row, column, text, "not a numeric country code")
    code = int(cleaned)
    if code == 0:
        return "WLD"
    if code in _AREAS:
        return "OTHER"
    known = iso3_by_baci_code()
    code = _OWN_CODES.get(code, code)
    if code not in known:
        raise fault(path, row, column, text, "not a country code we know")
    return known[code]
