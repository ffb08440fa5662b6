"""The published package's numbers, defects included, and each defect undone alone.

Reference: 4,000 cells of geopolrisk-py 2.0.1 in the shared facts (method: Koyamparambath et al. 2024).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from oreflow.studies.exposure_geopolrisk import COLUMNS, DEFECTS, geopolrisk_table
from oreflow.tables.load import wmd_numbers
from oreflow.vocabulary import OreflowError

REFERENCE = Path(__file__).parents[2] / ".." / "shared" / "facts" / "geopolrisk_reference.csv"
pytestmark = pytest.mark.skipif(wmd_numbers() is None, reason="World Mining Data not built; run `oreflow data build`")


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return geopolrisk_table()


@pytest.mark.skipif(not REFERENCE.exists(), reason="the shared folder is not beside the repository")
def test_all_reference_cells_agree_to_1e_9(table: pl.DataFrame) -> None:
    reference = pl.read_csv(REFERENCE, infer_schema_length=None, schema_overrides={"iso": pl.String, "year": pl.Int16})
    joined = reference.join(table, on=["raw_material", "year", "iso"], how="left", suffix="_ours")
    assert joined.height == reference.height == 4000
    assert (joined["economic_unit"] == joined["economic_unit_ours"]).all()
    assert joined["error_ours"].null_count() == 4000
    for column in COLUMNS[4:-1]:
        ours, theirs = joined[f"{column}_ours"], joined[column]
        assert ours.null_count() == 0
        assert ((ours - theirs).abs() <= 1e-9 * theirs.abs()).all(), column


def test_the_table_covers_every_material_year_and_unit(table: pl.DataFrame) -> None:
    assert table.columns == list(COLUMNS)
    assert table.height == 53 * 7 * 239
    assert table.select("raw_material", "year", "iso").is_duplicated().sum() == 0


def test_the_as_of_date_cuts_the_years() -> None:
    # October 2025: trade, output and governance of 2023 were public, those of 2024 were not
    assert geopolrisk_table(as_of=date(2025, 10, 26))["year"].max() == 2023
    with pytest.raises(OreflowError, match="no year"):
        geopolrisk_table([2024], as_of=date(2025, 10, 26))


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_can_be_undone_alone_and_matters(table: pl.DataFrame, defect: str) -> None:
    mended = geopolrisk_table([2023], mended=frozenset({defect}))
    both = mended.join(table, on=["raw_material", "year", "iso"], suffix="_as_published")
    changed = both.filter((pl.col("score") - pl.col("score_as_published")).abs() > 1e-6 * pl.col("score"))
    if defect == "whole units":  # the sheets hold whole units already (Copper, Chile 2019: 5787400.000000001)
        assert changed.height == 0
        return
    assert changed.height > 0
    if defect == "units":  # natural gas alone stands in million m3
        assert changed["raw_material"].unique().to_list() == ["Natural gas"]
    if defect == "governance":  # a calmer Taiwan lowers every score it enters
        taiwan_heavy = changed.filter(pl.col("raw_material") == "Gold")
        assert (taiwan_heavy["hhi"] == taiwan_heavy["hhi_as_published"]).all()
