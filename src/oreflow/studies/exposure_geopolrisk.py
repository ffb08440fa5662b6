"""The GeoPolRisk table as the published package computes it, known defects included, all countries and years at once.

Re-implemented from the formulas of Koyamparambath et al. (2024, geopolrisk-py) and Santillan-Saldivar et al. (2022):

    import risk  IR = sum_i g_i f_i / (sum_i f_i + p)    f_i imports from i (t), g_i instability (0..1), p own output
    HHI          = sum_k P_k^2 / (sum_k P_k)^2               P_k output of country k
    score        = HHI x IR                                  CF = score x price / 0.409412948, price in 1000 USD/t

Defects kept here on purpose, and undone by the default method (docs/exposure.md shows their effect):
 1 origins without a governance row (Taiwan, BACI 490, above all) count 0.5;
 2 French Guiana stands in Guyana's place in governance and gold output;
 3 natural gas output in million m3 is added to tonnes of trade; contained output to gross trade;
 4 output is cut to whole units before the HHI;
 5 a missing quantity counts 0 t while its value stays in the price;
 6 quantities that contradict their value are used as printed;
 7 a gap spelled "None" ends the calculation of the cell (column ``error``), a gap spelled "nan" runs through it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from oreflow.studies.exposure_quantity import instability, with_estimates
from oreflow.vocabulary import OreflowError, known_by, members

if TYPE_CHECKING:
    import polars as pl

#: Defects that ``mended`` can undo one at a time, to measure what each is worth.
DEFECTS = ("governance", "units", "whole units", "missing quantity", "wrong quantity")
NATURAL_GAS_T_PER_MIO_M3 = 800.0
CF_COPPER = 0.409412948  # average CF of copper, OECD countries 2017-2021, published with the method
UNKNOWN_GOVERNANCE = 0.5
COLUMNS = (
    "raw_material",
    "year",
    "economic_unit",
    "iso",
    "score",
    "cf_eq_kgCu_per_kg",
    "hhi",
    "import_risk",
    "price_1000USD_per_t",
    "total_import_t",
    "numerator",
    "prod_qty_t",
    "error",
)
_GAP_ERROR = "could not convert string to float: 'None'"


def years_known(as_of: date | None, years: Iterable[int] | None = None) -> list[int]:
    """Years for which trade, output and governance were all public on ``as_of``."""
    from oreflow.tables import published as register

    held = [
        year
        for year in register.WMD_YEARS
        if all(
            known_by(published(year), as_of)
            for published in (register.baci_published, register.wmd_published, register.wgi_published)
        )
    ]
    wanted = held if years is None else [year for year in years if year in held]
    if not wanted:
        raise OreflowError(
            f"no year has trade, output and governance public on {as_of or 'any day'}; known are {held or 'none'}"
        )
    return wanted


def _codes() -> pl.DataFrame:
    import polars as pl

    from oreflow.tables.codes import materials

    rows = [(m.name, int(code)) for m in materials().values() for code in m.codes]
    return pl.DataFrame(rows, schema={"raw_material": pl.String, "code": pl.Int32}, orient="row")


def _governance(years: list[int], mended: frozenset[str]) -> pl.DataFrame:
    """year, origin (BACI code), weight, listed: as the package reads it, or (mended) every country's own score."""
    import polars as pl

    from oreflow.tables.codes import iso3_by_baci_code
    from oreflow.tables.load import wgi_numbers

    if "governance" in mended:
        codes = pl.DataFrame(list(iso3_by_baci_code().items()), schema=["origin", "country"], orient="row")
        own = instability(years).join(codes, on="country")
        return own.select(pl.col("year").cast(pl.Int16), pl.col("origin").cast(pl.Int16), "weight", listed=pl.lit(True))
    return (
        wgi_numbers()
        .filter(pl.col("year").is_in(years) & pl.col("baci_code").is_not_null())
        .sort("row")
        .unique(["baci_code", "year"], keep="first", maintain_order=True)
        .select("year", origin="baci_code", weight="normalised", listed=pl.lit(True))
    )


def _flows(years: list[int], mended: frozenset[str]) -> pl.DataFrame:
    """Imports by material, year, destination and origin with the weight of the origin's governance."""
    import polars as pl

    from oreflow.tables.load import snapshot_trade

    kilograms = pl.coalesce("kg_repaired", "kg") if "wrong quantity" in mended else pl.col("kg")
    trade = (
        snapshot_trade()
        .filter(pl.col("year").is_in(years))
        .select("year", "origin", "destination", "code", "usd", tonnes=kilograms / 1000)
    )
    if "missing quantity" in mended:
        trade = with_estimates(trade)
    return (
        trade.with_columns(t=pl.col("tonnes").fill_null(0.0), v=pl.col("usd") / 1000)
        .join(_codes(), on="code")
        .join(_governance(years, mended), on=["year", "origin"], how="left")
        .with_columns(
            gap=pl.col("listed").is_not_null() & pl.col("weight").is_null(),
            weight=pl.when(pl.col("listed").is_null()).then(pl.lit(UNKNOWN_GOVERNANCE)).otherwise(pl.col("weight")),
        )
    )


def _imports(flows: pl.DataFrame) -> pl.DataFrame:
    """Totals by material, year and unit (BACI code as text, and EU)."""
    import polars as pl

    from oreflow.tables.codes import baci_code_by_iso3

    def summed(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.group_by("raw_material", "year", "iso").agg(
            numerator=(pl.col("t") * pl.col("weight").fill_null(0.0)).sum(),
            total_import_t=pl.col("t").sum(),
            value=pl.col("v").sum(),
            gap=pl.col("gap").any(),
        )

    union = [baci_code_by_iso3()[iso3] for iso3 in members("EU")]
    inside = pl.col("origin").is_in(union)
    european = flows.filter(pl.col("destination").is_in(union)).with_columns(
        weight=pl.when(inside).then(0.0).otherwise(pl.col("weight")),
        gap=pl.col("gap") & ~inside,
        iso=pl.lit("EU"),
    )
    return pl.concat([summed(flows.with_columns(iso=pl.col("destination").cast(pl.String))), summed(european)])


def _output(years: list[int], mended: frozenset[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """HHI by material and year (whole units), and output by material, year and unit (t)."""
    import polars as pl

    from oreflow.tables.codes import baci_code_by_iso3, materials
    from oreflow.tables.load import wmd_numbers

    held = wmd_numbers()
    if held is None:
        raise OreflowError(
            "--method geopolrisk needs World Mining Data; run `oreflow data build` (default does without)"
        )
    names = pl.DataFrame(
        [(m.sheet, m.name) for m in materials().values()], schema=["sheet", "raw_material"], orient="row"
    )
    rows = (
        held.filter(pl.col("year").is_in(years))
        .join(names, on="sheet", maintain_order="left")
        .with_columns(pl.col("value").fill_null(0.0))
    )
    exact = "whole units" in mended
    whole = pl.col("value") if exact else pl.col("value").cast(pl.Int64).cast(pl.Float64)
    gas = (pl.col("unit") == "Mio m3") & pl.lit("units" in mended)
    hhi = rows.group_by("raw_material", "year").agg(hhi=whole.pow(2).sum() / whole.sum().pow(2))
    by_country = (
        rows.sort("sheet", "row")
        .group_by("raw_material", "year", "baci_code", maintain_order=True)
        .first()
        .with_columns(
            prod_qty_t=pl.when(pl.col("unit") == "kg")
            .then(pl.col("value") / 1000)
            .when(gas)
            .then(pl.col("value") * NATURAL_GAS_T_PER_MIO_M3)
            .otherwise("value")
        )
    )
    union = [baci_code_by_iso3()[iso3] for iso3 in members("EU")]
    european = (
        by_country.filter(pl.col("baci_code").is_in(union))
        .group_by("raw_material", "year")
        .agg(pl.col("prod_qty_t").sum())
        .with_columns(iso=pl.lit("EU"))
    )
    columns = ["raw_material", "year", "iso", "prod_qty_t"]
    single = by_country.with_columns(iso=pl.col("baci_code").cast(pl.String))
    return hhi, pl.concat([single.select(columns), european.select(columns)])


def _cells(years: list[int]) -> pl.DataFrame:
    """Every material x year x unit."""
    import polars as pl

    from oreflow.tables.codes import materials, register_rows

    units = [(row["iso"], row["economic_unit"]) for row in register_rows("geopolrisk_units.csv")] + [("EU", "EU")]
    return (
        pl.DataFrame({"raw_material": list(materials())})
        .join(pl.DataFrame({"year": years}, schema={"year": pl.Int16}), how="cross")
        .join(pl.DataFrame(units, schema=["iso", "economic_unit"], orient="row"), how="cross")
    )


def geopolrisk_table(
    years: Iterable[int] | None = None, *, as_of: date | None = None, mended: frozenset[str] = frozenset()
) -> pl.DataFrame:
    """The published package's full table: columns ``COLUMNS``, one row a material, year and unit (238 and EU).

    Numbers agree with geopolrisk-py 2.0.1 to 1e-9 relative; ``mended`` (names of ``DEFECTS``) undoes single defects.
    Raises OreflowError without World Mining Data.
    """
    import polars as pl

    wanted = years_known(as_of, years)
    key = ["raw_material", "year", "iso"]
    hhi, output = _output(wanted, mended)
    cells = (
        _cells(wanted)
        .join(_imports(_flows(wanted, mended)), on=key, how="left")
        .join(output, on=key, how="left")
        .join(hhi, on=key[:2], how="left")
        .with_columns(pl.col("numerator", "total_import_t", "value", "prod_qty_t").fill_null(0.0))
    )
    denominator = pl.col("total_import_t") + pl.col("prod_qty_t")
    ok = ~pl.col("gap").fill_null(False)
    cells = cells.with_columns(
        import_risk=pl.when(denominator == 0).then(0.0).otherwise(pl.col("numerator") / denominator),
        price_1000USD_per_t=pl.when(pl.col("total_import_t") == 0)
        .then(0.0)
        .otherwise(pl.col("value") / pl.col("total_import_t")),
        error=pl.when(ok).then(None).otherwise(pl.lit(_GAP_ERROR)),
    ).with_columns(score=pl.col("hhi") * pl.col("import_risk"))
    cells = cells.with_columns(cf_eq_kgCu_per_kg=pl.col("score") * pl.col("price_1000USD_per_t") / CF_COPPER)
    blank = [name for name in COLUMNS[4:-1] if name != "hhi"]
    return (
        cells.with_columns([pl.when(ok).then(pl.col(name)).otherwise(None).alias(name) for name in blank])
        .select(COLUMNS)
        .sort("raw_material", "year", "iso")
    )
