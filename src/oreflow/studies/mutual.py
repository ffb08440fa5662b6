"""Exposure both ways: what each side buys of the other, so that leverage is not read from one table alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from oreflow.studies.brief_result import ExposureLine, MutualLine
from oreflow.studies.figures import Figure, SourceBook
from oreflow.vocabulary import countries

if TYPE_CHECKING:
    import polars as pl

#: Goods besides minerals that reports name when two sides bargain, with the words a reader uses.
GOODS = {"all goods": "all goods", "soybeans": "soybeans", "aircraft": "aircraft"}


def mutual(
    home: str, partner: str, minerals: Sequence[ExposureLine], *, as_of: date, book: SourceBook
) -> tuple[MutualLine, ...]:
    """Shares by value of each side in what the other buys and sells; only goods for which a table is known."""
    lines = [_mineral(line, home, partner) for line in minerals]
    found = [line for line in lines if line is not None]
    for good in GOODS:
        found.extend(_goods(good, home, partner, as_of, book))
    return tuple(found)


def _mineral(line: ExposureLine, home: str, partner: str) -> MutualLine | None:
    share = next((s for s in line.shares if s.origin == partner), None)
    if share is None or share.usd_share is None:
        return None
    figure = Figure(
        f"{100 * share.usd_share:.0f} %", 100 * share.usd_share, "%", "measured", "share of import value", line.sources
    )
    total = next((f for f in line.total if f.unit == "USD" and f.value is not None), None)
    value = None
    if total is not None and total.value is not None:
        amount = total.value * share.usd_share
        value = Figure(_money(amount), amount, "USD", "measured", "imports from this origin", line.sources)
    return MutualLine(f"{line.commodity}, {line.stage}", home, partner, line.year, figure, value, "direct imports")


def _goods(good: str, home: str, partner: str, as_of: date, book: SourceBook) -> list[MutualLine]:
    import polars as pl

    from oreflow.tables import curated

    frame = curated.flows(good, as_of=as_of)
    frame = frame.filter(pl.col("status") != "assumed")
    if frame.is_empty():
        return []
    found = []
    for buyer, seller in ((home, partner), (partner, home)):
        found.extend(_side(frame, GOODS[good], _bloc(frame, buyer), _bloc(frame, seller), book))
    return found


def _bloc(frame: pl.DataFrame, place: str) -> str:
    """The country, or the EU where the table holds only the Union as one importer."""
    places = {*frame["origin"], *frame["destination"]}
    return place if place in places or "EU" not in countries()[place].groups else "EUU"


def _side(frame: pl.DataFrame, good: str, buyer: str, seller: str, book: SourceBook) -> list[MutualLine]:
    """How much of the buyer's imports comes from the seller, and how much of the seller's exports goes there."""
    from oreflow import tables

    sides = (
        ("destination", buyer, seller, f"share of imports of {good}"),
        ("origin", seller, buyer, f"share of exports of {good}"),
    )
    found = []
    for axis, depends, on, words in sides:
        for column, by in (("usd", "value"), ("tonnes", "tonnes")):
            newest_first = sorted(set(frame["year"]), reverse=True)
            held = [line for year in newest_first if (line := _share(frame, axis, depends, on, year, column))]
            if not held:
                continue
            year, amount, share, ids = held[0]
            keys = book.tables(tables.sources(), ids, good)
            figure = Figure(f"{share:.0f} %", share, "%", "measured", f"{words} by {by}", keys)
            text = _money(amount) if column == "usd" else f"{amount / 1e6:.1f} million t"
            value = Figure(text, amount, column, "measured", f"{good}, {seller} to {buyer}", keys)
            found.append(MutualLine(good, depends, on, year, figure, value, f"{words} by {by}"))
            break
    return found


def _share(
    frame: pl.DataFrame, axis: str, depends: str, on: str, year: int, column: str
) -> tuple[int, float, float, list[str]] | None:
    """(year, amount, share in per cent, source ids) of one partner in a country's trade; None without its total."""
    import polars as pl

    other = "origin" if axis == "destination" else "destination"
    rows = frame.filter((pl.col("year") == year) & (pl.col(axis) == depends)).drop_nulls(column)
    amount = float(rows.filter(pl.col(other) == on)[column].sum())
    world = float(rows.filter(pl.col(other) == "WLD")[column].sum())
    # One bilateral row is no total: without the rest of the world a share would read 100 %.
    if amount <= 0 or (rows.height < 3 and not world):
        return None
    total = world or float(rows[column].sum())
    return year, amount, 100 * amount / total, rows["source_id"].unique(maintain_order=True).to_list()


def _money(usd: float) -> str:
    return f"{usd / 1e9:,.1f} bn USD" if usd >= 1e9 else f"{usd / 1e6:,.1f} m USD"
