"""The exposure table of the house: the GeoPolRisk formulas on repaired data, with the package's defects undone.

Against :mod:`oreflow.studies.exposure_geopolrisk`, one at a time in docs/exposure.md:
Taiwan and other origins carry their own governance score; output stands in tonnes everywhere and trade in the basis of
the output where content is known; nothing is cut to whole units; a missing quantity is estimated from the unit value
instead of counting zero beside its value; quantities that contradict their value are repaired; a cell without imports
is unknown, not risk-free.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from oreflow.studies.exposure_geopolrisk import CF_COPPER, COLUMNS
from oreflow.studies.exposure_quantity import instability, with_content, with_estimates
from oreflow.vocabulary import OreflowError, countries, members

if TYPE_CHECKING:
    import polars as pl

EXTRA_COLUMNS = (
    "iso3",
    "basis",
    "share_estimated",
    "share_in_basis",
    "share_governance_assumed",
    "output_source",
)
FIRST_YEAR = 2018


def _materials() -> pl.DataFrame:
    """raw_material, commodity, stage, code of the published list, in our words."""
    import polars as pl

    from oreflow.tables.codes import materials, sheets

    rows = [
        (m.name, sheets()[m.sheet].commodity, sheets()[m.sheet].stage, code)
        for m in materials().values()
        for code in m.codes
    ]
    return pl.DataFrame(rows, schema=["raw_material", "commodity", "stage", "code"], orient="row")


def _production(materials: pl.DataFrame, years: list[int], as_of: date | None) -> pl.DataFrame:
    """Output of the material's own stage: raw_material, year, country, tonnes, unit_basis."""
    import polars as pl

    from oreflow import tables

    names = materials.select("raw_material", "commodity", "stage").unique()
    frame = tables.production(as_of=as_of).filter(pl.col("year").is_in(years) & pl.col("tonnes").is_not_null())
    return (
        frame.join(names, on=["commodity", "stage"])
        .group_by("raw_material", "commodity", "year", "country")
        .agg(pl.col("tonnes").sum(), pl.col("unit_basis").first(), pl.col("source_id").unique().sort())
    )


def concentration(output: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """HHI of output (0..1) by ``keys``: a printed rest of the world counts in the total but not as one producer."""
    import polars as pl

    named = pl.col("country") != "OTHER"
    return output.group_by(keys).agg(
        hhi=pl.col("tonnes").filter(named).pow(2).sum() / pl.col("tonnes").sum().pow(2),
        unit_basis=pl.col("unit_basis").first(),
    )


def _imports(flows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    known = pl.col("tonnes").is_not_null()

    def summed(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.group_by("raw_material", "year", "unit").agg(
            numerator=(pl.col("tonnes") * pl.col("weight")).sum(),
            total_import_t=pl.col("tonnes").sum(),
            value=pl.col("usd").filter(known).sum() / 1000,
            estimated=pl.col("tonnes").filter("estimated").sum(),
            in_basis=pl.col("tonnes").filter("in_basis").sum(),
            assumed=pl.col("tonnes").filter(pl.col("weight_status") == "assumed").sum(),
        )

    union = members("EU")
    european = flows.filter(pl.col("destination").is_in(union)).with_columns(
        unit=pl.lit("EU"), weight=pl.when(pl.col("origin").is_in(union)).then(0.0).otherwise(pl.col("weight"))
    )
    return pl.concat([summed(flows.with_columns(unit=pl.col("destination"))), summed(european)])


def _units() -> pl.DataFrame:
    import polars as pl

    rows = [(iso3, str(entry.baci_code or ""), entry.name) for iso3, entry in countries().items()]
    return pl.DataFrame([*rows, ("EU", "EU", "EU")], schema=["unit", "iso", "economic_unit"], orient="row")


def default_table(
    years: Iterable[int] | None = None,
    *,
    as_of: date | None = None,
    raw_materials: Collection[str] | None = None,
) -> pl.DataFrame:
    """Exposure of every country to every raw material and year: ``COLUMNS`` of the published table, ``EXTRA_COLUMNS``.

    Rows exist where imports are recorded. ``basis`` says what tonnes count; the three shares (0..1 of import tonnes)
    say how much was estimated, stands in the basis of output, and comes from origins whose governance is assumed.
    """
    import polars as pl

    from oreflow import tables

    known = range(FIRST_YEAR, tables.latest_trade_year(as_of) + 1)
    wanted = list(known) if years is None else sorted(set(known) & set(years))
    if not wanted:
        raise OreflowError(f"no trade year from {FIRST_YEAR} on was public on {as_of}")
    materials = _materials()
    if raw_materials is not None:
        materials = materials.filter(pl.col("raw_material").is_in(list(raw_materials)))
    output = _production(materials, wanted, as_of)
    hhi = concentration(output, ["raw_material", "year"]).join(
        output.group_by("raw_material", "year").agg(
            output_source=pl.col("source_id").explode().unique().sort().str.join("|")
        ),
        on=["raw_material", "year"],
    )
    bases = output.select("commodity", "unit_basis")
    trade = tables.trade(materials["code"].unique().to_list(), wanted, as_of=as_of)
    flows = (
        with_content(with_estimates(trade).join(materials, on="code"), bases, as_of)
        .join(instability(wanted, as_of), left_on=["origin", "year"], right_on=["country", "year"], how="left")
        .with_columns(pl.col("weight").fill_null(0.5), pl.col("weight_status").fill_null("assumed"))
    )
    own = output.select("raw_material", "year", unit="country", prod_qty_t="tonnes")
    union = (
        own.filter(pl.col("unit").is_in(members("EU"))).group_by("raw_material", "year").agg(pl.col("prod_qty_t").sum())
    )
    own = pl.concat([own, union.with_columns(unit=pl.lit("EU")).select(own.columns)])
    cells = (
        _imports(flows)
        .join(own, on=["raw_material", "year", "unit"], how="left")
        .join(hhi, on=["raw_material", "year"], how="left")
        .join(_units(), on="unit")
        .with_columns(prod_qty_t=pl.when(pl.col("hhi").is_not_null()).then(pl.col("prod_qty_t").fill_null(0.0)))
    )
    return _scored(cells)


def _scored(cells: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    total = pl.col("total_import_t")
    cells = cells.with_columns(
        import_risk=pl.col("numerator") / (total + pl.col("prod_qty_t")),
        price_1000USD_per_t=pl.when(total > 0).then(pl.col("value") / total),
        error=pl.when(pl.col("hhi").is_null()).then(pl.lit("output by country not known for this year")),
        basis=pl.col("unit_basis"),
        iso3=pl.col("unit"),
        share_estimated=pl.col("estimated") / total,
        share_in_basis=pl.col("in_basis") / total,
        share_governance_assumed=pl.col("assumed") / total,
    ).with_columns(score=pl.col("hhi") * pl.col("import_risk"))
    return (
        cells.with_columns(cf_eq_kgCu_per_kg=pl.col("score") * pl.col("price_1000USD_per_t") / CF_COPPER)
        .select(*COLUMNS, *EXTRA_COLUMNS)
        .fill_nan(None)
        .sort("raw_material", "year", "iso3")
    )
