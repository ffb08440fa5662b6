"""Our own exposure table: the defects undone, the invariants that hold for any world."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow.studies.exposure import exposure_table
from oreflow.studies.exposure_default import concentration
from oreflow.studies.exposure_geopolrisk import COLUMNS
from oreflow.studies.exposure_quantity import COMPOUND_PER_ELEMENT, instability, with_estimates
from oreflow.vocabulary import OreflowError, countries, members


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return exposure_table()


def test_columns_and_keys(table: pl.DataFrame) -> None:
    assert table.columns[: len(COLUMNS)] == list(COLUMNS)
    assert table.select("raw_material", "year", "iso3").is_duplicated().sum() == 0
    assert set(table["iso3"].unique()) <= set(countries()) | {"EU"}
    assert not any("Ã" in name for name in table["economic_unit"].unique())


def test_bounds_hold_in_every_cell(table: pl.DataFrame) -> None:
    for column in ("score", "hhi", "import_risk", "share_estimated", "share_in_basis", "share_governance_assumed"):
        values = table[column].drop_nulls()
        assert values.min() >= 0, column
        assert values.max() <= 1 + 1e-9, column
    assert (
        table.filter(pl.col("score").is_null() & pl.col("error").is_null() & (pl.col("total_import_t") > 0)).height == 0
    )


def test_a_quantity_that_nobody_states_is_never_zero_tonnes(table: pl.DataFrame) -> None:
    paid = table.filter(pl.col("price_1000USD_per_t").is_not_null())
    assert (paid["price_1000USD_per_t"] > 0).all()


def test_every_g20_member_has_an_exposure_to_rare_earths(table: pl.DataFrame) -> None:
    rare = table.filter((pl.col("raw_material") == "Rare earth") & (pl.col("year") == 2023))
    assert set(members("G20")) <= set(rare["iso3"])


def test_taiwan_no_longer_counts_as_unknown(table: pl.DataFrame) -> None:
    weights = instability([2023]).filter(pl.col("country") == "TWN").row(0, named=True)
    assert weights["weight"] == pytest.approx(0.29132, abs=1e-5)
    assert weights["weight_status"] == "measured"
    unknown = instability([2023]).filter(pl.col("country") == "ATF").row(0, named=True)
    assert (unknown["weight"], unknown["weight_status"]) == (0.5, "assumed")


def test_a_gap_takes_the_last_known_score_and_says_so() -> None:
    guyana = instability([2022, 2023]).filter(pl.col("country") == "GUY").sort("year")
    assert guyana["weight"].to_list() == pytest.approx([0.494588] * 2, abs=1e-4)
    assert guyana["weight_status"].to_list() == ["measured", "assumed"]


def test_the_as_of_date_cuts_the_table() -> None:
    assert exposure_table(as_of=date(2025, 10, 26))["year"].max() == 2023
    with pytest.raises(OreflowError, match="unknown method"):
        exposure_table("other")  # type: ignore[arg-type]


def test_compounds_weigh_what_their_atoms_weigh() -> None:
    # IUPAC standard atomic weights: Li 6.94, Cr 51.996, Nb 92.906, Ta 180.948, U 238.029, O 15.999
    oxygen = 15.999
    expected = {
        "t Li2O": (2 * 6.94 + oxygen) / (2 * 6.94),
        "t Cr2O3": (2 * 51.996 + 3 * oxygen) / (2 * 51.996),
        "t Nb2O5": (2 * 92.906 + 5 * oxygen) / (2 * 92.906),
        "t Ta2O5": (2 * 180.948 + 5 * oxygen) / (2 * 180.948),
        "t U3O8": (3 * 238.029 + 8 * oxygen) / (3 * 238.029),
    }
    assert pytest.approx(expected, rel=1e-3) == COMPOUND_PER_ELEMENT


tonnages = st.lists(st.floats(0.1, 1e6), min_size=2, max_size=12)


@settings(max_examples=40, deadline=None)
@given(tonnes=tonnages, factor=st.floats(1e-3, 1e3))
def test_concentration_lies_between_1_over_n_and_1_and_ignores_the_unit(tonnes: list[float], factor: float) -> None:
    def hhi(values: list[float], last: str = "") -> float:
        names = [f"C{index}" for index in range(len(values))]
        names[-1] = last or names[-1]
        frame = pl.DataFrame({"country": names, "tonnes": values, "unit_basis": "t", "k": 1})
        return float(concentration(frame, ["k"])["hhi"][0])

    assert 1 / len(tonnes) - 1e-9 <= hhi(tonnes) <= 1 + 1e-9
    assert hhi([t * factor for t in tonnes]) == pytest.approx(hhi(tonnes))
    assert hhi(tonnes, "OTHER") < hhi(tonnes)  # a gathered rest is not one producer


@settings(max_examples=40, deadline=None)
@given(price=st.floats(1.0, 1e5), usd=st.lists(st.floats(1.0, 1e9), min_size=3, max_size=10))
def test_estimated_tonnes_follow_the_unit_value_of_the_code(price: float, usd: list[float]) -> None:
    frame = pl.DataFrame({"code": "260600", "year": 2020, "destination": "USA", "usd": usd}).with_columns(
        tonnes=pl.when(pl.int_range(pl.len()) == 0).then(None).otherwise(pl.col("usd") / price)
    )
    filled = with_estimates(frame)
    assert filled["tonnes"].to_list() == pytest.approx([value / price for value in usd])
    assert filled["estimated"].to_list() == [True] + [False] * (len(usd) - 1)
    nobody = with_estimates(frame.with_columns(tonnes=pl.lit(None, dtype=pl.Float64)))
    assert nobody["tonnes"].null_count() == len(usd)
