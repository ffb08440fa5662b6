"""Contracts of the tables, checked when they are loaded: units by magnitude, codes as text, one HS revision.

Units live in ``units.csv`` and ``wmd_sheets.csv``. Metadata that nobody checks is how thousands become units; so each
load compares a sum, a median or a range with what the register says the unit implies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oreflow.tables.codes import register_rows, sheets
from oreflow.vocabulary import OreflowError

if TYPE_CHECKING:
    import polars as pl


def check_units(table: str, frame: pl.DataFrame) -> None:
    """Refuse a table whose magnitude contradicts the unit its register declares."""
    import polars as pl

    for rule in register_rows("units.csv"):
        if rule["table"] != table:
            continue
        column, low, high = rule["column"], float(rule["low"]), float(rule["high"])
        if rule["check"] == "range":
            measured = frame.select("year", value=pl.col(column).cast(pl.Float64).fill_nan(None))
        elif rule["check"] == "year_sum":
            measured = frame.group_by("year").agg(value=pl.col(column).cast(pl.Float64).sum())
        else:
            measured = (
                frame.filter(pl.col("kg") > 0)
                .group_by("year")
                .agg(value=(pl.col("usd") / (pl.col("kg") / 1000)).median())
            )
        wrong = measured.filter((pl.col("value") < low) | (pl.col("value") > high)).sort("year")
        if wrong.height:
            year, value = wrong.row(0)
            raise OreflowError(
                f"{table}, column {column}, year {year}: {rule['check']} {value:.4g} lies outside"
                f" {low:.4g} to {high:.4g}"
                f" {rule['unit']}; the unit is not what the register declares ({rule['meaning']})"
            )


def check_production_units(frame: pl.DataFrame) -> None:
    """Refuse a World Mining Data sheet whose unit or world total contradicts the register."""
    import polars as pl

    totals = frame.group_by("sheet", "year").agg(total=pl.col("value").sum(), unit=pl.col("unit").unique())
    for sheet, year, total, units in totals.sort("sheet", "year").iter_rows():
        entry = sheets().get(sheet)
        if entry is None:
            raise OreflowError(f"World Mining Data: sheet '{sheet}' is not in the register wmd_sheets.csv")
        if units != [entry.unit]:
            raise OreflowError(f"World Mining Data, sheet {sheet}: unit {', '.join(units)}, register says {entry.unit}")
        tonnes = total * entry.tonnes_per_unit
        if not entry.world_low_t <= tonnes <= entry.world_high_t:
            raise OreflowError(
                f"World Mining Data, sheet {sheet}, year {year}: world total {tonnes:.4g} t lies outside"
                f" {entry.world_low_t:.4g} to {entry.world_high_t:.4g}; the unit is not {entry.unit}"
            )


def check_codes(frame: pl.DataFrame) -> None:
    """Codes are text of six digits: 260300, never 2603, 260300.0 or 30300."""
    import polars as pl

    if frame.schema["code"] != pl.String:
        raise OreflowError(f"customs codes must be text with leading zeros, got a column of {frame.schema['code']}")
    bad = frame.filter(~pl.col("code").str.contains(r"^\d{6}$"))
    if bad.height:
        raise OreflowError(f"customs code '{bad['code'][0]}' is not six digits; keep codes as text with leading zeros")


def one_revision(frame: pl.DataFrame) -> str:
    """The HS revision of a trade frame; mixing is refused, because one code means different goods in two revisions."""
    found = sorted(frame["hs_revision"].unique().to_list())
    if len(found) > 1:
        raise OreflowError(
            f"trade of HS revisions {', '.join(found)} mixed in one table; choose one or use the concordance"
        )
    return found[0] if found else ""
