"""Contracts on curated tables: a wrong commodity, country, unit, date, magnitude or source is refused with its address.

Every message names file, row (as a spreadsheet counts it, header = 1), column and value, and says what would be right.
An empty cell is unknown and stays null; it is never read as zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from oreflow.tables.curated.schema import REGIONS, Column, Table
from oreflow.vocabulary import OreflowError, UnknownNameError, commodities, commodity, countries, country

Cell = str | float | int | bool | date | None
Row = dict[str, Cell]

SHARE_TOLERANCE = 1.05
WORLD_TOLERANCE = 1.06  # rounding of printed totals, and rows that the publisher leaves out of its table
YEARS = (1950, 2100)


@dataclass(frozen=True, slots=True)
class Magnitude:
    """The range a number must lie in for one table, column, unit and commodity ("*" = any other)."""

    table: str
    column: str
    unit: str
    commodity: str
    low: float
    high: float


def fault(filename: str, row: int, column: str, value: object, problem: str) -> OreflowError:
    """The one form of a complaint about a cell."""
    return OreflowError(f"{filename} row {row}, column '{column}': {value!r} {problem}")


def _number(text: str) -> float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("not finite")
    return value


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text == "true"


def _year(text: str) -> int:
    value = int(text)
    if not YEARS[0] <= value <= YEARS[1]:
        raise ValueError("outside the years in use")
    return value


_PARSERS: dict[str, tuple[Callable[[str], Cell], str]] = {
    "number": (_number, "is not a number; write it without units or thousands separators"),
    "integer": (int, "is not a whole number"),
    "year": (_year, "is not a year between 1950 and 2100"),
    "date": (date.fromisoformat, "is not a date; write YYYY-MM-DD"),
    "flag": (_flag, "is not a flag; write true or false"),
}


def _check_name(table: Table, number: int, column: Column, text: str) -> None:
    if column.kind == "commodity" and text not in commodities():
        try:
            hint = f"; write '{commodity(text).name}'"
        except UnknownNameError as error:
            hint = f"; {error}"
        raise fault(table.filename, number, column.name, text, f"is not a canonical commodity{hint}")
    if column.kind in ("place", "any_place"):
        if text in REGIONS or (text == "*" and column.kind == "any_place") or text in countries():
            return
        try:
            hint = f"; write '{country(text).iso3}'"
        except UnknownNameError as error:
            hint = f"; {error}"
        raise fault(table.filename, number, column.name, text, f"is not an ISO3 code{hint}")
    if column.kind == "word" and text not in column.words:
        raise fault(table.filename, number, column.name, text, f"is not one of {', '.join(column.words)}")
    if column.kind == "hs" and text != "*" and not (len(text) == 6 and text.isdigit()):
        raise fault(table.filename, number, column.name, text, "is not a six-digit HS code; keep leading zeros as text")


def parse_cell(table: Table, number: int, column: Column, text: str) -> Cell:
    """One typed cell, or the complaint; empty is null where the column allows unknown."""
    if text.strip() != text:
        raise fault(table.filename, number, column.name, text, "has blanks around it; remove them")
    if not text:
        if column.required and column.kind != "text":
            raise fault(table.filename, number, column.name, text, "is empty; this column may not be unknown")
        if column.required:
            raise fault(table.filename, number, column.name, text, "is empty; write a word")
        return "" if column.kind == "text" else None
    if column.kind in _PARSERS:
        parser, problem = _PARSERS[column.kind]
        try:
            return parser(text)
        except ValueError:
            raise fault(table.filename, number, column.name, text, problem) from None
    _check_name(table, number, column, text)
    return text


def parse_rows(table: Table, header: list[str], lines: Iterable[list[str]]) -> list[Row]:
    """All rows of one table, typed. The header must hold exactly the declared columns, in any order."""
    wanted = [column.name for column in table.columns]
    if sorted(header) != sorted(wanted):
        missing = sorted(set(wanted) - set(header))
        extra = sorted(set(header) - set(wanted))
        raise OreflowError(f"{table.filename} row 1: columns missing {missing}, not known {extra}; expected {wanted}")
    by_name = {column.name: column for column in table.columns}
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise OreflowError(
                f"{table.filename} row {number}: {len(cells)} cells, expected {len(header)}; quote commas"
            )
        rows.append(
            {name: parse_cell(table, number, by_name[name], text) for name, text in zip(header, cells, strict=True)}
        )
    return rows


def check_keys(table: Table, rows: list[Row]) -> None:
    """No two rows may say the same thing: a duplicate would be counted twice."""
    seen: dict[tuple[Cell, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        key = tuple(row[name] for name in table.key)
        if key in seen:
            raise fault(table.filename, number, "+".join(table.key), key, f"repeats row {seen[key]}; keep one of them")
        seen[key] = number


def check_ranges(table: Table, rows: list[Row]) -> None:
    """low <= mode <= high wherever a table carries a range."""
    names = [column.name for column in table.columns]
    if not {"low", "mode", "high"} <= set(names):
        return
    for number, row in enumerate(rows, start=2):
        low, mode, high = row["low"], row["mode"], row["high"]
        assert isinstance(low, float)
        assert isinstance(mode, float)
        assert isinstance(high, float)
        if not low <= mode <= high:
            raise fault(table.filename, number, "mode", mode, f"is not between low {low:g} and high {high:g}")


def check_shares(table: Table, rows: list[Row]) -> None:
    """Shares of one whole may not exceed 1.05 together (rounding), nor 1 each."""
    if not table.share:
        return
    totals: dict[tuple[Cell, ...], float] = defaultdict(float)
    for number, row in enumerate(rows, start=2):
        value = row[table.share]
        assert isinstance(value, float)
        if not 0 <= value <= 1:
            raise fault(table.filename, number, table.share, value, "is not a share between 0 and 1; is it in percent?")
        key = tuple(row[name] for name in table.share_within)
        totals[key] += value
        if totals[key] > SHARE_TOLERANCE:
            raise fault(
                table.filename,
                number,
                table.share,
                value,
                f"brings the shares of {key} to {totals[key]:.3f}; they must not exceed {SHARE_TOLERANCE}",
            )


def check_magnitudes(table: Table, rows: list[Row], register: Iterable[Magnitude]) -> None:
    """Every number lies in the range the unit register gives for its unit and commodity."""
    ranges = {(m.column, m.unit, m.commodity): m for m in register if m.table == table.name}
    columns = sorted({column for column, _, _ in ranges})
    for number, row in enumerate(rows, start=2):
        for name in columns:
            value = row.get(name)
            if not isinstance(value, (int, float)):
                continue
            unit = str(row.get("basis") or row.get("unit") or "*")
            what = str(row.get("commodity") or "*")
            found = (
                ranges.get((name, unit, what))
                or ranges.get((name, "*", what))
                or ranges.get((name, unit, "*"))
                or ranges.get((name, "*", "*"))
            )
            if found is None:
                raise fault(table.filename, number, name, value, f"has unit '{unit}', which units.csv does not declare")
            if not found.low <= value <= found.high:
                raise fault(
                    table.filename,
                    number,
                    name,
                    value,
                    f"is outside {found.low:g} to {found.high:g} for {what} in '{unit}'; is the unit right?",
                )


def check_sources(table: Table, rows: list[Row], published: Mapping[str, date | None]) -> None:
    """Every source is in sources.csv, and no row may be known before its source was published."""
    if "source_id" not in {column.name for column in table.columns}:
        return
    for number, row in enumerate(rows, start=2):
        source = str(row["source_id"])
        if source not in published:
            raise fault(table.filename, number, "source_id", source, "is not in sources.csv; add it there first")
        first, stated = published[source], row.get("published_on")
        if isinstance(first, date) and isinstance(stated, date) and stated < first:
            raise fault(table.filename, number, "published_on", stated, f"is before its source '{source}' ({first})")
        if row.get("status") == "assumed" and not row.get("note"):
            raise fault(table.filename, number, "note", "", "is empty; an assumption says what it rests on")


def check_unknown(table: Table, rows: list[Row]) -> None:
    """An unknown output says why it is unknown (withheld, not printed): silence would read as an oversight."""
    if table.name != "stage_output":
        return
    for number, row in enumerate(rows, start=2):
        if row["tonnes"] is None and not row["note"]:
            raise fault(table.filename, number, "note", "", "is empty; say why the tonnes are unknown")


def check_world(table: Table, rows: list[Row]) -> None:
    """Countries of one vintage do not sum to more than its printed world total (6 % for rounding)."""
    if table.name != "stage_output":
        return
    parts: dict[tuple[Cell, ...], float] = defaultdict(float)
    world: dict[tuple[Cell, ...], tuple[int, float]] = {}
    for number, row in enumerate(rows, start=2):
        value = row["tonnes"]
        if not isinstance(value, float):
            continue
        key = (row["commodity"], row["stage"], row["vintage"], row["year"])
        if row["country"] == "WLD":
            world[key] = (number, value)
        else:
            parts[key] += value
    for table_key, (number, total) in world.items():
        if parts[table_key] > total * WORLD_TOLERANCE:
            problem = f"is less than its countries together ({parts[table_key]:.0f}) for {table_key}"
            raise fault(table.filename, number, "tonnes", total, problem)


def check_table(
    table: Table, rows: list[Row], register: Iterable[Magnitude], published: Mapping[str, date | None]
) -> None:
    """All contracts of one table; raises :class:`OreflowError` at the first breach."""
    check_keys(table, rows)
    check_ranges(table, rows)
    check_shares(table, rows)
    check_magnitudes(table, rows, register)
    check_sources(table, rows, published)
    check_unknown(table, rows)
    check_world(table, rows)
