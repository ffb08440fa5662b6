"""BACI as shipped: figures others have published, the as-of cut, the repair of quantities, and the contracts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from oreflow import tables
from oreflow.tables import contracts, store
from oreflow.tables.codes import trade_code_register
from oreflow.tables.load import snapshot_trade
from oreflow.vocabulary import OreflowError, commodities

OCTOBER = date(2025, 10, 26)
RARE_EARTHS = ["280530", "284610", "284690"]


def us_from_china(column: str) -> float:
    imports = tables.trade(RARE_EARTHS, range(2020, 2024)).filter(pl.col("destination") == "USA")
    return imports.filter(pl.col("origin") == "CHN")[column].sum() / imports[column].sum()


def test_us_rare_earth_imports_2020_23_come_to_70_per_cent_from_china() -> None:
    # USGS MCS 2025, rare earths: China 70 % of imports 2020-23; in BACI 73.6 % by tonnes, 57.9 % by value
    assert us_from_china("tonnes_raw") == pytest.approx(0.736, abs=0.0005)
    assert us_from_china("usd") == pytest.approx(0.579, abs=0.0005)


def test_chinese_rare_earth_exports_2007_and_2012() -> None:
    # the quota years: 77,607 t in 2007 and 24,776 t in 2012 (BACI)
    exports = tables.trade(RARE_EARTHS, [2007, 2012]).filter(pl.col("origin") == "CHN")
    by_year = dict(exports.group_by("year").agg(pl.col("tonnes_raw").sum()).iter_rows())
    assert by_year[2007] == pytest.approx(77_607, rel=0.001)
    assert by_year[2012] == pytest.approx(24_776, rel=0.001)


def test_taiwan_has_a_name() -> None:
    frame = tables.trade(["711021"], [2018])
    assert "TWN" in frame["origin"].to_list() + frame["destination"].to_list()
    assert "S19" not in frame["origin"].to_list()


@pytest.mark.parametrize(
    ("origin", "destination", "codes", "year", "low", "high"),
    [
        ("GIN", "CHN", ["260600"], 2023, 70e6, 130e6),  # bauxite: 13.8 Mt printed, 70-110 in neighbouring years
        ("COD", "CHN", ["810510", "282200"], 2016, 100e3, 260e3),  # cobalt
        ("SAU", "TWN", ["270900"], 2014, 10e6, 18e6),  # crude: 14,310 t printed for 10.6 bn USD
    ],
)
def test_known_wrong_quantities_are_repaired(
    origin: str, destination: str, codes: list[str], year: int, low: float, high: float
) -> None:
    flow = tables.trade(codes, [year]).filter((pl.col("origin") == origin) & (pl.col("destination") == destination))
    assert low <= flow["tonnes"].sum() <= high
    assert "repaired" in flow["flag"].to_list()
    assert flow["tonnes_raw"].sum() < low or flow["tonnes_raw"].sum() > high


@pytest.mark.parametrize(
    ("origin", "destination", "code"),
    [("CHL", "USA", "283691"), ("AUS", "CHN", "260111"), ("CHN", "JPN", "284690"), ("ZAF", "CHN", "261000")],
)
def test_ordinary_flows_are_untouched(origin: str, destination: str, code: str) -> None:
    flow = tables.trade([code], range(2018, 2023)).filter(
        (pl.col("origin") == origin) & (pl.col("destination") == destination)
    )
    assert flow.height == 5
    assert flow["flag"].unique().to_list() == [""]
    assert flow["tonnes"].equals(flow["tonnes_raw"])


def test_repairs_are_rare_and_missing_stays_missing() -> None:
    frame = tables.trade()
    share = frame.group_by("year").agg(repaired=(pl.col("flag") == "repaired").mean())
    assert share["repaired"].max() < 0.007  # 0.2 to 0.6 % of flows a year
    missing = frame.filter(pl.col("flag") == "missing")
    assert missing.height > 30_000
    assert missing["tonnes"].null_count() == missing.height
    assert missing["usd"].sum() / frame["usd"].sum() == pytest.approx(0.0035, abs=0.002)
    assert (frame["tonnes"].drop_nulls() == 0).sum() < 10


def test_latest_year_follows_the_as_of_date() -> None:
    assert tables.latest_trade_year(OCTOBER) == 2023
    assert tables.latest_trade_year(date(2026, 2, 1)) == 2024
    assert tables.trade(["260600"], as_of=OCTOBER)["year"].max() == 2023
    assert tables.trade(["260600"], [2024], as_of=OCTOBER).height == 0
    with pytest.raises(OreflowError, match="no trade year was public"):
        tables.latest_trade_year(date(2000, 1, 1))


def test_every_code_has_a_commodity_the_vocabulary_knows() -> None:
    register = trade_code_register()
    assert len(register) == 74
    assert {entry.commodity for entry in register.values()} <= set(commodities())
    assert set(snapshot_trade()["code"].unique()) == {int(code) for code in register}


def test_every_source_id_has_a_source() -> None:
    assert set(tables.trade()["source_id"].unique()) <= set(tables.sources())


@pytest.mark.parametrize("code", ["2603", "260300.0", 260300, "26030O"])
def test_codes_are_text_of_six_digits(code: object) -> None:
    with pytest.raises(OreflowError, match="six digits"):
        tables.trade([code])  # type: ignore[list-item]


def test_a_code_outside_the_snapshot_is_refused_by_name() -> None:
    with pytest.raises(OreflowError, match="850511"):
        tables.trade(["850511"])


def test_mixed_revisions_are_refused() -> None:
    one = tables.trade(["260600"], [2023])
    assert contracts.one_revision(one) == "HS92"
    with pytest.raises(OreflowError, match="mixed"):
        contracts.one_revision(pl.concat([one, one.with_columns(hs_revision=pl.lit("HS17"))]))


@pytest.mark.parametrize("column", ["usd", "kg"])
@pytest.mark.parametrize("factor", [0.001, 1000])
def test_a_wrong_unit_is_seen_by_its_magnitude(column: str, factor: float) -> None:
    frame = snapshot_trade().filter(pl.col("year") >= 2022)
    contracts.check_units("baci", frame)
    with pytest.raises(OreflowError, match="unit"):
        contracts.check_units("baci", frame.with_columns(pl.col(column).cast(pl.Float64) * factor))


def test_the_snapshot_is_small_and_its_bytes_are_those_of_the_manifest() -> None:
    folder = store.snapshot_folder()
    for name, entry in store.read_manifest(folder).items():
        assert store.file_sha256(folder / f"{name}.parquet") == entry["sha256"]
        assert store.content_sha256(store.read(folder, name)) == entry["content_sha256"]
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 8_000_000
