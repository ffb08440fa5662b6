"""Official files as downloaded: what they bring, and that nothing half-read ever reaches the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from oreflow import tables
from oreflow.tables import store
from oreflow.tables.imports import import_files
from oreflow.vocabulary import OreflowError

from . import official_files as files

quiet = [].append


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("OREFLOW_DATA", str(folder))
    tables.forget()
    yield folder
    tables.forget()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*"))} if folder.exists() else {}


def test_baci_of_a_newer_release_answers_for_its_year_from_its_day_on(tmp_path: Path, empty_store: Path) -> None:
    path = files.write_zip(tmp_path, "BACI_HS92_V202601.zip", {files.BACI_NAME: files.BACI, "Readme.txt": "x"})
    (report,) = import_files([path], quiet)
    assert (report.table, report.rows) == ("trade", 3)  # live horses are none of our codes
    now = tables.trade(["260600"], [2023])
    assert set(now["source_id"]) == {"baci-HS92-2023-V202601"}
    guinea = now.filter(pl.col("origin") == "GIN").row(0, named=True)
    assert guinea["flag"] == "repaired"
    assert 70e6 < guinea["tonnes"] < 130e6
    assert guinea["tonnes_raw"] == pytest.approx(13_785_076.114)
    assert now.filter(pl.col("origin") == "AUS").row(0, named=True)["tonnes"] is None
    before = tables.trade(["260600"], [2023], as_of=date(2025, 10, 26))
    assert set(before["source_id"]) == {"baci-2023"}
    assert set(tables.trade(["260600"], [2022])["source_id"]) == {"baci-2022"}


def test_other_revisions_are_kept_apart(tmp_path: Path, empty_store: Path) -> None:
    text = "t,i,j,k,v,q\n2023,180,156,810520,100000,5000\n"
    import_files([files.write_text(tmp_path, "BACI_HS17_Y2023_V202601.csv", text)], quiet)
    assert tables.trade(["810520"], hs_revision="HS17").height == 1
    assert "baci-HS17-2023-V202601" not in set(tables.trade(years=[2023])["source_id"])
    with pytest.raises(OreflowError, match="unknown HS revision"):
        tables.trade(["810520"], hs_revision="HS2017")


def test_comtrade_stays_in_its_own_table(tmp_path: Path, empty_store: Path) -> None:
    import_files([files.write_text(tmp_path, "comtrade.csv", files.COMTRADE)], quiet)
    frame = tables.declared(["850511"])
    assert frame.height == 3
    assert frame["hs_revision"].unique().to_list() == ["HS22"]
    china = frame.filter(pl.col("origin") == "CHN").row(0, named=True)
    assert (china["destination"], china["tonnes"], china["usd"]) == ("USA", 7500.0, 4e8)
    assert frame.filter(pl.col("origin") == "JPN")["tonnes"].to_list() == [None]  # 0 kg beside 60 m USD is unknown
    assert frame.filter(pl.col("origin") == "USA")["destination"].to_list() == ["CAN"]


def test_usgs_2025_brings_units_estimates_and_gaps(tmp_path: Path, empty_store: Path) -> None:
    import_files([files.write_text(tmp_path, "MCS2025_World_Data.csv", files.MCS2025)], quiet)
    frame = tables.production(all_vintages=True).filter(pl.col("source_id") == "usgs-mcs-2025-import")
    congo = frame.filter((pl.col("country") == "COD") & (pl.col("commodity") == "cobalt")).sort("year")
    assert congo["tonnes"].to_list() == [175_000, 220_000]
    assert congo["status"].to_list() == ["reported", "imputed"]
    assert frame.filter(pl.col("commodity") == "gallium")["tonnes"].to_list() == [600.0, 750.0]  # kilograms
    withheld = frame.filter(pl.col("commodity") == "tungsten").row(0, named=True)
    assert (withheld["tonnes"], withheld["note"]) == (None, "withheld")
    assert frame.filter(pl.col("country") == "OTHER").height == 2
    assert frame["published_on"].unique().to_list() == [date(2025, 1, 31)]


def test_usgs_2026_reads_windows_text_ranges_and_estimates(tmp_path: Path, empty_store: Path) -> None:
    path = files.write_text(tmp_path, "MCS2026_Commodities_Data.csv", files.MCS2026, "cp1252")
    import_files([path], quiet)
    frame = tables.production("cobalt", all_vintages=True).filter(pl.col("source_id") == "usgs-mcs-2026-import")
    by_country = {(row["country"], row["year"]): row for row in frame.iter_rows(named=True)}
    assert by_country["COD", 2024]["tonnes"] == 220_000
    assert (by_country["COD", 2025]["tonnes"], by_country["COD", 2025]["status"]) == (230_000, "imputed")
    assert by_country["CIV", 2025]["tonnes"] == 1500
    assert "1,000-2,000" in by_country["CIV", 2025]["note"]
    assert by_country["USA", 2025]["tonnes"] is None
    assert len(by_country) == 4


def test_world_mining_data_checks_its_own_total(tmp_path: Path, empty_store: Path) -> None:
    import_files([files.write_xlsx(tmp_path, "6.4. Production.xlsx", files.WMD)], quiet)
    frame = tables.production(all_vintages=True).filter(pl.col("source_id") == "wmd-edition-2026")
    gold = frame.filter((pl.col("commodity") == "gold") & (pl.col("country") == "KOR")).sort("year")
    assert gold["tonnes"].to_list() == [1800, 1700]
    canada = frame.filter((pl.col("country") == "CAN") & (pl.col("year") == 2024)).row(0, named=True)
    assert (canada["tonnes"], canada["status"]) == (None, "imputed")


def test_governance_takes_world_bank_codes_and_keeps_gaps(tmp_path: Path, empty_store: Path) -> None:
    import_files([files.write_xlsx(tmp_path, "wgidataset.xlsx", files.WGI)], quiet)
    frame = tables.governance([2025])
    found = dict(zip(frame["country"], frame["estimate"], strict=True))
    assert found == {"TWN": 0.9, "CHN": -0.5, "COD": -2.1, "COM": None}
    assert tables.governance([2024]).height > 200


def test_the_old_wide_governance_sheet(tmp_path: Path, empty_store: Path) -> None:
    rows: list[list[object]] = [["Political Stability"], ["", "", 2021, 2021, 2022, 2022]]
    rows += [["Country/Territory", "Code", "Estimate", "StdErr", "Estimate", "StdErr"]]
    rows += [["Taiwan, China", "TWN", 0.7, 0.2, 0.8, 0.2], ["Andorra", "ADO", "#N/A", "", 1.5, 0.3]]
    path = files.write_xlsx(tmp_path, "wgidataset.xlsx", {"Political StabilityNoViolence": rows})
    (report,) = import_files([path], quiet)
    assert report.rows == 4


def test_importing_twice_changes_nothing_and_status_names_the_table(tmp_path: Path, empty_store: Path) -> None:
    path = files.write_text(tmp_path, files.BACI_NAME, files.BACI)
    import_files([path], quiet)
    first = contents(empty_store)
    import_files([path], quiet)
    assert contents(empty_store) == first
    row = next(row for row in tables.status() if row["table"] == "trade")
    assert (row["rows"], row["state"], row["published_on"]) == (3, "ok", "2026-01-31")


def test_one_broken_file_among_good_ones_leaves_the_store_as_it_was(tmp_path: Path, empty_store: Path) -> None:
    good = files.write_text(tmp_path, files.BACI_NAME, files.BACI)
    import_files([good], quiet)
    before = contents(empty_store)
    other = files.write_text(tmp_path, "MCS2025_World_Data.csv", files.MCS2025)
    broken = files.write_text(tmp_path, "comtrade.csv", files.COMTRADE.replace("400000000", "4e8x"))
    with pytest.raises(OreflowError, match=r"comtrade.csv, row 3, column primaryValue, value '4e8x'"):
        import_files([other, broken], quiet)
    assert contents(empty_store) == before


def test_a_damaged_store_is_named_not_read(tmp_path: Path, empty_store: Path) -> None:
    import_files([files.write_text(tmp_path, files.BACI_NAME, files.BACI)], quiet)
    name = store.read_manifest(empty_store)["trade"]["file"]
    (empty_store / name).write_bytes(b"PAR1 no more")
    tables.forget()
    with pytest.raises(OreflowError, match="differ from the manifest"):
        tables.trade(["260600"])


def test_a_store_that_cannot_be_written_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocker = files.write_text(tmp_path, "blocker", "a file where a folder should be")
    monkeypatch.setenv("OREFLOW_DATA", str(blocker / "store"))
    tables.forget()
    with pytest.raises(OreflowError, match="OREFLOW_DATA"):
        import_files([files.write_text(tmp_path, files.BACI_NAME, files.BACI)], quiet)
