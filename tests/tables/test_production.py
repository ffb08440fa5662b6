"""Output and governance: published figures, the slips of the wheel's copy, units by magnitude."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from oreflow import tables
from oreflow.tables import contracts
from oreflow.tables.load import wmd_numbers
from oreflow.vocabulary import OreflowError

OCTOBER = date(2025, 10, 26)
needs_wmd = pytest.mark.skipif(wmd_numbers() is None, reason="World Mining Data not built; run `oreflow data build`")


@needs_wmd
def test_china_mined_64_7_per_cent_of_rare_earths_in_2023() -> None:
    # World Mining Data 2025: 255,000 of 394,221 t REO
    frame = tables.production("rare earths", "mined", as_of=OCTOBER).filter(pl.col("year") == 2023)
    assert frame["tonnes"].sum() == pytest.approx(394_221)
    assert frame.filter(pl.col("country") == "CHN")["tonnes"].sum() == pytest.approx(255_000)
    assert frame["published_on"].max() <= OCTOBER


@needs_wmd
def test_one_publication_answers_for_a_stage_and_year_and_all_are_kept() -> None:
    newest = tables.production()
    world_mining_data = pl.col("source_id").str.starts_with("wmd")
    mixed = newest.group_by("commodity", "stage", "year").agg(own=world_mining_data.all(), any=world_mining_data.any())
    assert (mixed["own"] == mixed["any"]).all()
    mined = newest.filter((pl.col("stage") == "mined") & (pl.col("country") != "OTHER"))
    assert mined.select("commodity", "country", "year", "unit_basis").is_duplicated().sum() == 0
    assert tables.production(all_vintages=True).height >= newest.height


@needs_wmd
def test_guyana_does_not_inherit_french_guiana() -> None:
    gold = tables.production("gold", "mined", all_vintages=True).filter(pl.col("source_id").str.starts_with("wmd"))
    guyana = gold.filter((pl.col("country") == "GUY") & (pl.col("year") == 2023))
    assert guyana["tonnes"].to_list() == [None]
    french = gold.filter((pl.col("country") == "GUF") & (pl.col("year") == 2023))
    assert french["tonnes"].to_list() == pytest.approx([1.164])


@needs_wmd
def test_a_sheet_in_another_unit_is_refused() -> None:
    frame = wmd_numbers()
    assert frame is not None
    contracts.check_production_units(frame)
    gold = frame.filter(pl.col("sheet") == "Gold")
    with pytest.raises(OreflowError, match=r"Gold.*not kg"):
        contracts.check_production_units(gold.with_columns(pl.col("value") / 1000))
    with pytest.raises(OreflowError, match="register says kg"):
        contracts.check_production_units(gold.with_columns(unit=pl.lit("metr. t")))


def test_taiwan_has_its_own_governance_score() -> None:
    # World Bank, Political Stability 2023: Taiwan, China 1.04 -> instability 0.29, not the 0.5 of an unknown country
    row = tables.governance([2023]).filter(pl.col("country") == "TWN")
    assert row["instability"].to_list() == pytest.approx([0.29132], abs=1e-5)


def test_governance_is_unknown_where_the_copy_is_wrong() -> None:
    frame = tables.governance([2022, 2023]).filter(pl.col("country") == "GUY").sort("year")
    assert frame["estimate"].to_list() == [pytest.approx(0.027, abs=0.001), None]
    assert frame.select("country", "year").is_duplicated().sum() == 0


def test_governance_is_cut_at_the_as_of_date() -> None:
    assert tables.governance(as_of=OCTOBER)["year"].max() == 2023


def test_an_unknown_commodity_is_refused_by_name() -> None:
    with pytest.raises(OreflowError, match="unobtainium"):
        tables.production("unobtainium")
