"""The columns of every curated table: what a cell may hold, so that a wrong one is named at load and not in a result.

One register serves the loader (types), the contracts (what to check) and the documentation (what a column means).
"""

from __future__ import annotations

from dataclasses import dataclass

#: Stages in the order material flows; "separation quota" is a ceiling kept for reference, not output.
STAGES = (
    "mined",
    "primary",
    "separated",
    "separation quota",
    "smelted",
    "oxide",
    "metal",
    "refined",
    "sponge",
    "ferroalloy",
    "product",
)
STATUSES = ("reported", "derived", "imputed", "assumed")
BASES = ("t REO", "t contained", "t gross")
DISTRIBUTIONS = ("triangular", "uniform", "fixed", "lognormal", "bernoulli")
SOURCE_KINDS = ("primary", "secondary", "assumption")
BILATERAL = ("observed", "curated", "none")

#: Places that are not countries: the rest of the world, the printed world total, the European Union as one region.
REGIONS = ("OTHER", "WLD", "EUU")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind decides parsing and checks; ``required`` forbids an empty cell (unknown stays empty)."""

    name: str
    kind: (
        str  # text | commodity | place | any_place | stage | word | year | number | integer | date | source | hs | flag
    )
    required: bool = True
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, the columns that identify a row, and the groups whose shares must not exceed one."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    share: str = ""  # column that sums to at most 1.05 within ``share_within``
    share_within: tuple[str, ...] = ()

    @property
    def filename(self) -> str:
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


_TAIL = (
    Column("status", "word", words=STATUSES),
    Column("source_id", "source"),
    Column("published_on", "date"),
    Column("note", "text", required=False),
)
_COMMODITY = Column("commodity", "commodity")
_STAGE = Column("stage", "word", words=STAGES)
_BASIS = Column("basis", "word", words=BASES)
_YEAR = Column("year", "year")
_RANGE = (Column("low", "number"), Column("mode", "number"), Column("high", "number"))

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "stage_output",
            (
                _COMMODITY,
                _STAGE,
                Column("form", "text"),
                Column("country", "place"),
                _YEAR,
                Column("tonnes", "number", required=False),
                _BASIS,
                _TAIL[0],
                Column("vintage", "text"),
                Column("rank", "integer"),
                *_TAIL[1:],
            ),
            ("commodity", "stage", "country", "year", "vintage"),
        ),
        Table(
            "published_shares",
            (
                _COMMODITY,
                _STAGE,
                Column("country", "place"),
                _YEAR,
                Column("share", "number"),
                Column("definition", "text"),
                *_TAIL,
            ),
            ("commodity", "stage", "country", "year", "definition", "source_id"),
        ),
        Table(
            "capacity",
            (
                _COMMODITY,
                _STAGE,
                Column("country", "place"),
                _YEAR,
                Column("tonnes", "number", required=False),
                _BASIS,
                *_TAIL,
            ),
            ("commodity", "stage", "country", "year", "source_id"),
        ),
        Table(
            "prices",
            (
                _COMMODITY,
                _STAGE,
                Column("form", "text"),
                Column("market", "text"),
                _YEAR,
                Column("usd_per_t", "number"),
                _BASIS,
                *_TAIL,
            ),
            ("commodity", "stage", "form", "market", "year", "source_id"),
        ),
        Table(
            "end_use",
            (
                _COMMODITY,
                _STAGE,
                Column("region", "place"),
                Column("sector", "text"),
                Column("sector_code", "text", required=False),
                _YEAR,
                Column("share", "number"),
                *_TAIL,
            ),
            ("commodity", "stage", "region", "sector", "year", "source_id"),
            "share",
            ("commodity", "stage", "region", "year", "source_id"),
        ),
        Table(
            "basket",
            (
                Column("part", "commodity"),
                _COMMODITY,
                Column("country", "any_place"),
                Column("destination", "any_place"),
                _STAGE,
                Column("hs_code", "hs"),
                *_RANGE,
                *_TAIL,
            ),
            ("part", "commodity", "country", "destination", "stage", "hs_code"),
            "mode",
            ("commodity", "country", "destination", "stage", "hs_code"),
        ),
        Table(
            "content",
            (
                Column("hs_code", "hs"),
                _COMMODITY,
                _STAGE,
                Column("origin", "any_place"),
                Column("destination", "any_place"),
                *_RANGE,
                _BASIS,
                *_TAIL,
            ),
            ("hs_code", "commodity", "stage", "origin", "destination"),
        ),
        Table(
            "routes",
            (
                _COMMODITY,
                Column("hs_code", "hs"),
                Column("origin", "any_place"),
                Column("destination", "any_place"),
                Column("first_year", "year"),
                Column("last_year", "year", required=False),
                Column("stage", "word", words=(*STAGES, "excluded")),
                Column("twin_group", "text", required=False),
                *_TAIL,
            ),
            ("commodity", "hs_code", "origin", "destination", "first_year"),
        ),
        Table(
            "flows",
            (
                Column("product", "text"),
                Column("commodity", "text"),
                Column("stage", "word", words=(*STAGES, "goods")),
                _YEAR,
                Column("origin", "place"),
                Column("destination", "place"),
                Column("tonnes", "number", required=False),
                Column("usd", "number", required=False),
                Column("basis", "word", words=(*BASES, "usd")),
                _TAIL[0],
                Column("vintage", "text"),
                *_TAIL[1:],
            ),
            ("product", "year", "origin", "destination", "vintage"),
        ),
        Table(
            "coverage",
            (
                _COMMODITY,
                _STAGE,
                _BASIS,
                Column("bilateral", "word", words=BILATERAL),
                Column("hs_codes", "text", required=False),
                Column("output", "text", required=False),
                Column("by_product", "flag"),
                Column("note", "text", required=False),
            ),
            ("commodity", "stage"),
        ),
        Table(
            "parameters",
            (
                Column("name", "text"),
                Column("scope", "text"),
                Column("distribution", "word", words=DISTRIBUTIONS),
                *_RANGE,
                Column("unit", "text"),
                *_TAIL,
            ),
            ("name", "scope", "published_on"),
        ),
        Table(
            "projects",
            (
                Column("id", "text"),
                Column("name", "text"),
                Column("company", "text"),
                Column("country", "place"),
                _COMMODITY,
                _STAGE,
                Column("nameplate", "number", required=False),
                _BASIS,
                Column("start_announced", "date", required=False),
                Column("start_latest", "date", required=False),
                Column("start_actual", "date", required=False),
                Column("capex_usd", "number", required=False),
                Column("public_support_usd", "number", required=False),
                Column("project_status", "text"),
                Column("url", "text"),
                *_TAIL,
            ),
            ("id",),
        ),
        Table(
            "base_rates",
            (
                Column("name", "text"),
                Column("value", "number"),
                Column("low", "number", required=False),
                Column("high", "number", required=False),
                Column("unit", "text"),
                Column("n", "integer", required=False),
                Column("population", "text"),
                *_TAIL,
            ),
            ("name",),
        ),
        Table(
            "sources",
            (
                Column("id", "text"),
                Column("title", "text"),
                Column("publisher", "text"),
                Column("published_on", "date"),
                Column("url", "text", required=False),
                Column("licence", "text"),
                Column("kind", "word", words=SOURCE_KINDS),
                Column("note", "text", required=False),
            ),
            ("id",),
        ),
        Table(
            "units",
            (
                Column("table", "text"),
                Column("column", "text"),
                Column("unit", "text"),
                Column("commodity", "text"),
                Column("low", "number"),
                Column("high", "number"),
                Column("note", "text", required=False),
            ),
            ("table", "column", "unit", "commodity"),
        ),
    )
}
