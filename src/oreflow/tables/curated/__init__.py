"""Curated fact tables: stages beyond ore, contents, routes, baskets, flows outside BACI's subset, parameters, projects.

Small tables written for this project from published figures; every cell carries status, source and publication date.
All functions return polars frames cut at ``as_of`` (what was published later is not known) and raise
:class:`~oreflow.vocabulary.OreflowError` naming file, row, column and value where a table breaks a contract.
Columns and the meaning of words are in ``schema.py``; conflicts between vintages in docs/data-notes.md.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from oreflow.tables.curated import reading
from oreflow.tables.curated.schema import TABLES
from oreflow.vocabulary import Source, known_by
from oreflow.vocabulary import commodity as _commodity

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "base_rates",
    "basket",
    "basket_of",
    "capacity",
    "check",
    "content",
    "content_of",
    "coverage",
    "end_use",
    "flows",
    "parameters",
    "prices",
    "projects",
    "routes",
    "sources",
    "stage_of",
    "stage_output",
]


def _select(name: str, commodity: str | None, stage: str | None, as_of: date | None) -> pl.DataFrame:
    import polars as pl

    data = reading.frame(name, as_of=as_of)
    if commodity is not None:
        data = data.filter(pl.col("commodity") == _commodity(commodity).name)
    if stage is not None:
        data = data.filter(pl.col("stage") == stage)
    return data


def _newest(data: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Of several publications of one figure, the last."""
    return data.sort("published_on", descending=True).unique(key, keep="first", maintain_order=True).sort(key)


def stage_output(
    commodity: str | None = None, stage: str | None = None, *, as_of: date | None = None, all_vintages: bool = False
) -> pl.DataFrame:
    """Output of a stage by country and year, tonnes per year in the basis of the stage.

    One vintage (one table of one publication) answers for each commodity, stage and year: the lowest ``rank``, then the
    newest that was complete on ``as_of``. Mixing two tables cell by cell would count a tonne twice or lose it.
    ``OTHER`` is the explicit rest of the world, ``WLD`` a printed total (never add it to the rest), null is withheld.
    """
    import polars as pl

    data = _select("stage_output", commodity, stage, None)
    group = ["commodity", "stage", "year"]
    complete = pl.col("published_on").max().alias("complete_on")
    dates = data.group_by([*group, "vintage"]).agg(complete, pl.col("rank").min())
    known = [day for day in dates["complete_on"].unique().to_list() if known_by(day, as_of)]
    dates = dates.filter(pl.col("complete_on").is_in(known))
    if not all_vintages:
        order = ["rank", "complete_on", "vintage"]
        dates = dates.sort(order, descending=[False, True, False]).unique(group, keep="first", maintain_order=True)
    keep = dates.select([*group, "vintage"])
    return data.join(keep, on=[*group, "vintage"], how="semi").sort([*group, "vintage", "country"])


def published_shares(
    commodity: str | None = None, stage: str | None = None, *, as_of: date | None = None
) -> pl.DataFrame:
    """A country's share (0 to 1) of a stage as a publisher prints it, with the publisher's own definition."""
    return _select("published_shares", commodity, stage, as_of)


def capacity(commodity: str | None = None, stage: str | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Nameplate capacity of a stage by country, tonnes per year."""
    return _select("capacity", commodity, stage, as_of)


def prices(
    commodity: str | None = None, stage: str | None = None, *, as_of: date | None = None, all_vintages: bool = False
) -> pl.DataFrame:
    """Annual average prices, USD per tonne of the stated basis, by form and market; the newest figure known."""
    data = _select("prices", commodity, stage, as_of)
    return data if all_vintages else _newest(data, ["commodity", "stage", "form", "market", "year"])


def end_use(commodity: str | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Shares (0 to 1) of a commodity's use by sector in a region."""
    return _select("end_use", commodity, None, as_of)


def basket(commodity: str | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Shares (low, mode, high) of NdPr, heavies and Ce-La in the REO of a mine country, a separator or a trade."""
    return _select("basket", commodity, None, as_of)


def content(commodity: str | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Tonnes of the product's basis per gross tonne traded (low, mode, high), by HS code and route."""
    return _select("content", commodity, None, as_of)


def routes(commodity: str | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Which stage a trade of one HS code between two countries is; ``excluded`` means it is not this commodity."""
    return _select("routes", commodity, None, as_of)


def flows(product: str | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Bilateral trade of products that BACI's subset lacks: origin, destination, year, tonnes, USD."""
    import polars as pl

    data = reading.frame("flows", as_of=as_of)
    return data if product is None else data.filter(pl.col("product") == product)


def coverage() -> pl.DataFrame:
    """For every product: is bilateral trade observed, curated or unknown, and which source knows its output."""
    return reading.frame("coverage")


def parameters(*, as_of: date | None = None) -> pl.DataFrame:
    """Model parameters with range, distribution and source, the newest known of each; most are assumptions."""
    return _newest(reading.frame("parameters", as_of=as_of), ["name", "scope"])


def projects(*, as_of: date | None = None) -> pl.DataFrame:
    """Mines and plants under way outside the incumbents: nameplate in tonnes per year, dates, capital, support."""
    return reading.frame("projects", as_of=as_of)


def base_rates(*, as_of: date | None = None) -> pl.DataFrame:
    """How often and how long such things took before: lead times, slippage, overruns, fulfilment."""
    return reading.frame("base_rates", as_of=as_of)


def sources() -> dict[str, Source]:
    """All sources of the curated tables by id."""
    return dict(reading.source_register())


def check() -> int:
    """Load and check every table; returns the number of rows read."""
    return sum(len(reading.checked_rows(name)) for name in TABLES)


def _most_specific(data: pl.DataFrame, exact: dict[str, str]) -> dict[str, object] | None:
    import polars as pl

    for name, value in exact.items():
        data = data.filter(pl.col(name).is_in([value, "*"]))
    if data.is_empty():
        return None
    weight = sum(
        (pl.col(name) != "*").cast(pl.Int32) * 2 ** (len(exact) - 1 - place) for place, name in enumerate(exact)
    )
    found: dict[str, object] = data.sort(weight, descending=True).row(0, named=True)
    return found


def stage_of(data: pl.DataFrame, hs_code: str, origin: str, destination: str, year: int) -> dict[str, object] | None:
    """The row of ``routes()`` (one commodity) that decides a trade: origin and destination before defaults."""
    import polars as pl

    fits = (pl.col("first_year") <= year) & (pl.col("last_year").is_null() | (pl.col("last_year") >= year))
    return _most_specific(
        data.filter((pl.col("hs_code") == hs_code) & fits), {"origin": origin, "destination": destination}
    )


def content_of(data: pl.DataFrame, hs_code: str, stage: str, origin: str, destination: str) -> dict[str, object] | None:
    """The row of ``content()`` (one commodity) that applies to a trade, or None: then there is no tonnage benchmark."""
    import polars as pl

    rows = data.filter((pl.col("hs_code") == hs_code) & (pl.col("stage") == stage))
    return _most_specific(rows, {"origin": origin, "destination": destination})


def basket_of(
    data: pl.DataFrame, part: str, country: str, stage: str, *, destination: str = "*", hs_code: str = "*"
) -> dict[str, object] | None:
    """The row of ``basket()`` for a part: a trade's own basket first, then its code's, then the country's, then "*"."""
    import polars as pl

    rows = data.filter((pl.col("part") == part) & (pl.col("stage") == stage))
    return _most_specific(rows, {"hs_code": hs_code, "destination": destination, "country": country})
