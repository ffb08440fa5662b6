"""USGS Mineral Commodity Summaries, the CSV of the data release.

2025: MCS2025_World_Data.csv, one row a commodity, country and type, the two years side by side.
2026: MCS2026_Commodities_Data.csv, one long file in Windows-1252 with United States and World sections; its values
read "e10,500", "W", ranges. World production rows are kept; what usgs_types.csv does not name is left out and counted.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from oreflow.tables.codes import register_rows
from oreflow.tables.imports.reading import Parsed, csv_rows, fault, iso3, need_columns, text_of, usgs_number
from oreflow.tables.load import PRODUCTION_COLUMNS
from oreflow.vocabulary import OreflowError, Source

WIDE = ("SOURCE", "COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS")
LONG = ("MCS chapter", "Section", "Commodity", "Country", "Statistics", "Statistics_detail", "Unit", "Year", "Value")
TONNES_PER_UNIT = {
    "metric tons": 1.0,
    "thousand metric tons": 1e3,
    "million metric tons": 1e6,
    "kilograms": 1e-3,
    "metric tons of contained": 1.0,
}
#: Days of the data releases; an edition not listed counts from the end of February of its year (assumed).
_RELEASED = {2025: date(2025, 1, 31), 2026: date(2026, 2, 6)}
_KINDS = ("refinery", "smelter", "primary", "mine", "production")
_ENCODINGS = ("utf-8-sig", "cp1252")
Entry = tuple[str, str, str, int, float | None, str, str, str]


@cache
def _types() -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (row["chapter"], row["kind"]): (row["commodity"], row["stage"], row["unit_basis"])
        for row in register_rows("usgs_types.csv")
    }


def recognise(path: Path, head: bytes) -> bool:
    """Whether the header is that of either layout."""
    first = head.split(b"\n", 1)[0]
    return b"UNIT_MEAS" in first or b"MCS chapter" in first


def parse(path: Path) -> Parsed:
    """Output by country in tonnes; estimates are status imputed, withheld figures null with a note."""
    import polars as pl

    header, body = csv_rows(path, text_of(path, path.read_bytes(), _ENCODINGS))
    wide = "UNIT_MEAS" in header
    entries, left_out = _read_wide(path, header, body) if wide else _read_long(path, header, body)
    if not entries:
        raise OreflowError(f"{path}: no world production of a commodity we know in it")
    edition = max(entry[3] for entry in entries) + 1
    source = Source(
        id=f"usgs-mcs-{edition}-import",
        title=f"USGS Mineral Commodity Summaries {edition} data release, file {path.name}",
        publisher="U.S. Geological Survey",
        published_on=_RELEASED.get(edition, date(edition, 2, 28)),
        url="https://www.usgs.gov/centers/national-minerals-information-center",
        licence="public domain",
    )
    frame = pl.DataFrame(entries, schema=[*PRODUCTION_COLUMNS[:7], "note"], orient="row", infer_schema_length=None)
    key = ["commodity", "stage", "country", "year"]
    named = frame.filter(pl.col("country") != "OTHER")
    twice = named.filter(named.select(key).is_duplicated())
    if twice.height:
        told = " ".join(str(cell) for cell in twice.select(key).row(0))
        raise OreflowError(f"{path}: {told} stands twice")
    frame = frame.with_columns(
        pl.col("year").cast(pl.Int32),
        pl.col("tonnes").cast(pl.Float64),
        source_id=pl.lit(source.id),
        published_on=pl.lit(source.published_on),
    ).select(PRODUCTION_COLUMNS)
    note = f"USGS MCS {edition} from {path.name}; {left_out} rows of other commodities, reserves or totals left out"
    return Parsed("production", frame, (source,), note)


def _factor(path: Path, row: int, column: str, unit: str) -> float:
    plain = re.sub(r"\s+", " ", unit.strip().casefold())
    plain = plain.split(",")[0].strip()
    if plain not in TONNES_PER_UNIT:
        raise fault(path, row, column, unit, f"not a unit of weight we know ({', '.join(TONNES_PER_UNIT)})")
    return TONNES_PER_UNIT[plain]


def _kind(text: str) -> str:
    words = text.casefold()
    return next((kind for kind in _KINDS if kind in words), "")


def _chapter(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().casefold())


def _is_total(name: str) -> bool:
    return name.strip().casefold().startswith(("world", "total"))


def _read_wide(path: Path, header: list[str], body: list[list[str]]) -> tuple[list[Entry], int]:
    at = need_columns(path, header, WIDE)
    years = {i: int(m[1]) for i, h in enumerate(header) if (m := re.match(r"^PROD_(?:EST_)?\s*(\d{4})$", h))}
    if len(years) < 2:
        raise OreflowError(f"{path}, row 1: columns PROD_yyyy and PROD_EST_ yyyy are missing")
    estimated = max(years.values())
    found: list[Entry] = []
    left_out = 0
    for line, row in enumerate(body, start=2):
        known = _types().get((_chapter(row[at["COMMODITY"]]), _kind(row[at["TYPE"]])))
        if known is None or _is_total(row[at["COUNTRY"]]):
            left_out += 1
            continue
        if not row[at["COUNTRY"]].strip():
            raise fault(path, line, "COUNTRY", "", "empty")
        country = iso3(path, line, "COUNTRY", row[at["COUNTRY"]])
        factor = _factor(path, line, "UNIT_MEAS", row[at["UNIT_MEAS"]])
        for index, year in years.items():
            if not row[index].strip():
                continue
            value, status, note = usgs_number(path, line, header[index], row[index])
            status = "imputed" if year == estimated else status
            tonnes = None if value is None else value * factor
            found.append((known[0], known[1], country, year, tonnes, known[2], status, note))
    return found, left_out


def _read_long(path: Path, header: list[str], body: list[list[str]]) -> tuple[list[Entry], int]:
    at = need_columns(path, header, LONG)
    at_notes = header.index("Notes") if "Notes" in header else None
    found: list[Entry] = []
    left_out = 0
    for line, row in enumerate(body, start=2):
        detail = row[at["Statistics_detail"]].casefold()
        known = _types().get((_chapter(row[at["Commodity"]]), _kind(detail)))
        world = "world" in row[at["Section"]].casefold()
        other = any(word in detail for word in ("reserve", "capacity", "rounded", "resources"))
        # iron ore prints crude ore and iron content: one of them, or output would count twice
        other = other or (known is not None and known[0] == "iron ore" and "content" in detail)
        if known is None or not world or other or _is_total(row[at["Country"]]):
            left_out += 1
            continue
        printed = row[at["Year"]].strip()
        if not re.fullmatch(r"(19|20)\d\de?", printed):
            raise fault(path, line, "Year", printed, "not a year")
        value, status, note = usgs_number(path, line, "Value", row[at["Value"]])
        noted = row[at_notes] if at_notes is not None else ""
        if printed.endswith("e") or "estimated" in noted.casefold():
            status = "imputed"
        factor = _factor(path, line, "Unit", row[at["Unit"]])
        country = iso3(path, line, "Country", row[at["Country"]])
        tonnes = None if value is None else value * factor
        found.append((known[0], known[1], country, int(printed[:4]), tonnes, known[2], status, note))
    return found, left_out
