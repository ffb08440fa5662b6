"""Tonnes of trade one can compare with tonnes of output: gaps estimated, gross weight turned into content.

Three steps, each visible in a column: the repaired quantity of the tables; where none is stated, the value over the
unit value of the same code (``estimated``); and content per gross tonne where the curated table knows it (``basis``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: t of the compound World Mining Data counts in, per t of the contained element (atomic weights).
COMPOUND_PER_ELEMENT = {"t Li2O": 2.153, "t Cr2O3": 1.4616, "t Nb2O5": 1.4305, "t Ta2O5": 1.2211, "t U3O8": 1.1792}
_SAME_AS_CONTAINED = ("t contained", "t metal")
#: Codes of unwrought metal and crude sulphur: a gross tonne is a tonne of the element (assumed; scrap is not apart).
ELEMENT_CODES = ("250310", "250390", "280490", "280540", "710812", "711011", "711021", "711031", "760110", "810710")
_ELEMENT = ("t metal", "t S")
_GROSS = ("t gross", "t concentrate", "t at 0.8 kg/m3 (assumed density)")


def with_estimates(flows: pl.DataFrame) -> pl.DataFrame:
    """Fill missing tonnes from the unit value of the code: at the destination that year, else in the world that year.

    Adds ``estimated`` (bool). A code and year in which nobody states a quantity keeps null: unknown is not zero.
    """
    import polars as pl

    stated = pl.col("tonnes").is_not_null()

    def unit_value(keys: list[str]) -> pl.Expr:
        return pl.col("usd").filter(stated).sum().over(keys) / pl.col("tonnes").sum().over(keys)

    here, world = unit_value(["code", "year", "destination"]), unit_value(["code", "year"])
    price = pl.when(here.is_finite()).then(here).when(world.is_finite()).then(world)
    return flows.with_columns(tonnes=pl.coalesce("tonnes", pl.col("usd") / price), estimated=~stated)


def _content(as_of: date | None) -> pl.DataFrame:
    from oreflow.tables import curated

    frame: pl.DataFrame = curated.content(as_of=as_of)
    return frame


def with_content(
    flows: pl.DataFrame, bases: pl.DataFrame, as_of: date | None = None, *, by_stage: bool = False
) -> pl.DataFrame:
    """Turn gross tonnes into tonnes of the basis output is counted in.

    ``flows`` has code, commodity, origin, destination, tonnes; ``bases`` has commodity, unit_basis. Adds
    ``content`` (t of the basis per gross t, 1 where unknown) and ``in_basis`` (bool); multiplies ``tonnes``.
    The most specific curated row wins: origin and destination, origin, destination, any; ``by_stage`` asks for rows of
    the flow's own stage only.
    """
    import polars as pl

    table = _content(as_of)
    flows = flows.join(bases.unique("commodity", keep="first", maintain_order=True), on="commodity", how="left")
    if table.height == 0:
        return flows.with_columns(content=pl.lit(1.0), in_basis=pl.col("unit_basis").is_in(_GROSS))
    factor = pl.DataFrame(
        {"unit_basis": list(COMPOUND_PER_ELEMENT), "per_element": list(COMPOUND_PER_ELEMENT.values())}
    )
    own = ["commodity", "stage"] if by_stage else ["commodity"]
    rows = table.select("hs_code", *own, "origin", "destination", "mode", "basis").unique(
        ["hs_code", *own, "origin", "destination"], keep="last", maintain_order=True
    )
    levels = {
        "od": (["origin", "destination"], (pl.col("origin") != "*") & (pl.col("destination") != "*")),
        "o": (["origin"], (pl.col("origin") != "*") & (pl.col("destination") == "*")),
        "d": (["destination"], (pl.col("origin") == "*") & (pl.col("destination") != "*")),
        "any": ([], (pl.col("origin") == "*") & (pl.col("destination") == "*")),
    }
    for name, (keys, where) in levels.items():
        part = rows.filter(where).select(
            *own, *keys, code="hs_code", **{f"c_{name}": pl.col("mode"), f"b_{name}": pl.col("basis")}
        )
        flows = flows.join(part, on=["code", *own, *keys], how="left")
    flows = flows.with_columns(
        share=pl.coalesce([f"c_{name}" for name in levels]), share_basis=pl.coalesce([f"b_{name}" for name in levels])
    ).join(factor, on="unit_basis", how="left")
    contained = pl.col("share_basis") == "t contained"
    content = (
        pl.when(pl.col("share_basis") == pl.col("unit_basis"))
        .then(pl.col("share"))
        .when(contained & pl.col("unit_basis").is_in(_SAME_AS_CONTAINED))
        .then(pl.col("share"))
        .when(contained & pl.col("per_element").is_not_null())
        .then(pl.col("share") * pl.col("per_element"))
        .when(pl.col("unit_basis").is_in(_GROSS))
        .then(1.0)
        .when(pl.col("unit_basis").is_in(_ELEMENT) & pl.col("code").is_in(ELEMENT_CODES))
        .then(1.0)
    )
    return (
        flows.with_columns(in_basis=content.is_not_null(), content=content.fill_null(1.0))
        .with_columns(tonnes=pl.col("tonnes") * pl.col("content"))
        .drop(*[f"{letter}_{name}" for name in levels for letter in "cb"], "share", "share_basis", "per_element")
    )


def instability(years: list[int], as_of: date | None = None) -> pl.DataFrame:
    """Weight g of every country and year, 0..1: own score; else the last known of five years; else 0.5, both assumed.

    Columns country, year, weight, weight_status (measured | assumed).
    """
    import polars as pl

    from oreflow import tables
    from oreflow.vocabulary import countries

    scores = tables.governance(range(min(years) - 5, max(years) + 1), as_of=as_of)
    grid = pl.DataFrame({"country": list(countries())}).join(
        pl.DataFrame({"year": years}, schema={"year": pl.Int32}), how="cross"
    )
    known = scores.filter(pl.col("instability").is_not_null()).sort("year")
    return (
        grid.sort("year")
        .join_asof(
            known.select("country", "year", "instability", scored="year"),
            on="year",
            by="country",
            tolerance=5,
            check_sortedness=False,
        )
        .select(
            "country",
            "year",
            weight=pl.col("instability").fill_null(0.5),
            weight_status=pl.when(pl.col("scored") == pl.col("year"))
            .then(pl.lit("measured"))
            .otherwise(pl.lit("assumed")),
        )
    )
