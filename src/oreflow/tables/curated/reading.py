"""Reads the curated CSV tables that ship with the package, checks them once, and keeps them as polars frames."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from oreflow.tables.curated.contracts import Magnitude, Row, check_table, parse_rows
from oreflow.tables.curated.schema import TABLES, Column, Table
from oreflow.vocabulary import OreflowError, Source, known_by

if TYPE_CHECKING:
    import polars as pl


def table_text(name: str) -> str:
    """The text of one shipped table."""
    return files("oreflow.tables.curated").joinpath(TABLES[name].filename).read_text(encoding="utf-8")


def parse_table(table: Table, text: str) -> list[Row]:
    """Typed rows of one table from its CSV text."""
    reader = csv.reader(text.splitlines())
    header = next(reader, None)
    if not header:
        raise OreflowError(f"{table.filename} is empty; expected the columns {[c.name for c in table.columns]}")
    return parse_rows(table, header, reader)


@cache
def source_register() -> dict[str, Source]:
    """All sources by id."""
    register: dict[str, Source] = {}
    for row in parse_table(TABLES["sources"], table_text("sources")):
        published = row["published_on"]
        assert isinstance(published, date)
        register[str(row["id"])] = Source(
            id=str(row["id"]),
            title=str(row["title"]),
            publisher=str(row["publisher"]),
            published_on=published,
            url=str(row["url"]),
            licence=str(row["licence"]),
            kind=str(row["kind"]),
        )
    return register


@cache
def magnitude_register() -> tuple[Magnitude, ...]:
    """The unit register: range of every number by table, column, unit and commodity."""
    found = []
    for row in parse_table(TABLES["units"], table_text("units")):
        low, high = row["low"], row["high"]
        assert isinstance(low, float)
        assert isinstance(high, float)
        found.append(
            Magnitude(str(row["table"]), str(row["column"]), str(row["unit"]), str(row["commodity"]), low, high)
        )
    return tuple(found)


def checked_rows(name: str, text: str | None = None) -> list[Row]:
    """Rows of a table after all contracts; ``text`` replaces the shipped file (tests, a user's own table)."""
    table = TABLES[name]
    rows = parse_table(table, table_text(name) if text is None else text)
    published = {source.id: source.published_on for source in source_register().values()}
    check_table(table, rows, magnitude_register(), published)
    return rows


def _dtype(column: Column) -> pl.DataType:
    import polars as pl

    kinds: dict[str, pl.DataType] = {
        "number": pl.Float64(),
        "integer": pl.Int64(),
        "year": pl.Int32(),
        "date": pl.Date(),
        "flag": pl.Boolean(),
    }
    return kinds.get(column.kind, pl.String())


@cache
def _frame(name: str) -> pl.DataFrame:
    import polars as pl

    table = TABLES[name]
    schema = {column.name: _dtype(column) for column in table.columns}
    return pl.DataFrame(checked_rows(name), schema=schema, orient="row")


def frame(name: str, *, as_of: date | None = None) -> pl.DataFrame:
    """A checked table, cut to what was published by ``as_of`` (rows without a date are then refused)."""
    import polars as pl

    data = _frame(name)
    if as_of is None or "published_on" not in data.columns:
        return data
    known = [day for day in data["published_on"].unique().to_list() if known_by(day, as_of)]
    return data.filter(pl.col("published_on").is_in(known))
