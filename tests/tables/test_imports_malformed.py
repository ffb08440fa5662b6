"""Ten ways to break each layout: every one is refused by name and leaves the store untouched."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oreflow import tables
from oreflow.tables.imports import import_files
from oreflow.vocabulary import OreflowError

from . import official_files as files

Write = Callable[[Path], Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OREFLOW_DATA", str(tmp_path / "store"))
    tables.forget()
    yield tmp_path
    tables.forget()


def refused(folder: Path, path: Path, told: str) -> None:
    with pytest.raises(OreflowError) as caught:
        import_files([path], [].append)
    message = str(caught.value)
    assert path.name in message
    assert told in message, message
    assert "\n" not in message
    assert not (folder / "store").exists()


def baci(old: str, new: str, name: str = files.BACI_NAME) -> Write:
    assert old in files.BACI
    return lambda folder: files.write_text(folder, name, files.BACI.replace(old, new, 1))


BACI = [
    (baci("t,i,j,k,v,q", "t,i,j,k,value,q"), "row 1: columns are"),
    (baci("t,i,j,k,v,q", "t,i,j,k,v,q", "BACI_2023.csv"), "must say revision, year and release"),
    (baci("t,i,j,k,v,q", "t,i,j,k,v,q", "BACI_HS07_Y2023_V202601.csv"), "no concordance for HS07"),
    (baci("2023,36", "2022,36"), "row 3, column t, value '2022'"),
    (baci("010111", "10111"), "row 5, column k, value '10111'"),
    (baci("2023,36,156", "2023,999,156"), "row 3, column i, value '999'"),
    (baci("1500000.000", "-5"), "row 3, column v, value '-5'"),
    (baci("    NA", "n.d."), "row 3, column q, value 'n.d.'"),
    (baci("2023,36,156", "2023,324,156"), "row 3, column i,j,k"),
    (baci("6389824.451", "6389824451.0"), "column v: value is"),
    (lambda folder: files.write_text(folder, "BACI_HS92_V202601.zip", "PK\x03\x04 cut off"), "not a whole zip"),
    (lambda folder: files.write_zip(folder, "BACI_HS92_V202601.zip", {"Readme.txt": "x"}), "no BACI_HSxx"),
    (lambda folder: files.write_text(folder, files.BACI_NAME, "\n"), "empty"),
]


def comtrade(old: str, new: str) -> Write:
    assert old in files.COMTRADE
    return lambda folder: files.write_text(folder, "comtrade.csv", files.COMTRADE.replace(old, new, 1))


def comtrade_json(change: Callable[[list[dict[str, object]]], object]) -> Write:
    head = files.COMTRADE_HEADER.split(",")
    rows: list[dict[str, object]] = [
        dict(zip(head, line.split(","), strict=True)) for line in files.COMTRADE.strip().splitlines()[1:]
    ]
    return lambda folder: files.write_text(folder, "comtrade.json", json.dumps({"data": change(copy.deepcopy(rows))}))


COMTRADE = [
    (comtrade("classificationCode", "clCode"), "column 'classificationCode' is missing"),
    (comtrade("H6,850511,,7500000", "S4,850511,,7500000"), "row 3, column classificationCode, value 'S4'"),
    (comtrade("H6,850511,,7500000", "H6,50511,,7500000"), "row 3, column cmdCode, value '50511'"),
    (comtrade("M,156", "M,987654"), "row 3, column partnerCode, value '987654'"),
    (comtrade("M,156", "M,CHN"), "row 3, column partnerCode, value 'CHN'"),
    (comtrade("M,156", "Import,156"), "row 3, column flowCode, value 'Import'"),
    (comtrade("7500000,", "7.5 m,"), "row 3, column netWgt, value '7.5 m'"),
    (comtrade("400000000", ""), "row 3, column primaryValue"),
    (comtrade("2023,2023,842,USA,M,156", "2023,23,842,USA,M,156"), "row 3, column period, value '23'"),
    (comtrade(",7500000,400000000", ",7500000"), "row 3, column (all)"),
    (comtrade("M,392,JPN", "M,156,CHN"), "stands twice"),
    (comtrade_json(lambda rows: rows[:0]), "no list 'data'"),
    (comtrade_json(lambda rows: [{**rows[1], "primaryValue": "x"}]), "row 1, column primaryValue, value 'x'"),
    (comtrade_json(lambda rows: [{k: v for k, v in rows[1].items() if k != "netWgt"}]), "row 1, column netWgt"),
    (
        lambda folder: files.write_text(folder, "c.json", '{"data": [{"reporterCode": 842, "primaryValue": 1'),
        "not whole JSON",
    ),
]


def mcs2025(old: str, new: str) -> Write:
    assert old in files.MCS2025
    return lambda folder: files.write_text(folder, "MCS2025_World_Data.csv", files.MCS2025.replace(old, new, 1))


MCS2025 = [
    (mcs2025("COUNTRY", "LAND"), "column 'COUNTRY' is missing"),
    (mcs2025("PROD_2023", "PROD_X"), "PROD_yyyy"),
    (mcs2025("Congo (Kinshasa)", "Kongo-Kinshasa"), "row 2, column COUNTRY, value 'Kongo-Kinshasa'"),
    (mcs2025(",Canada,", ",,"), "row 3, column COUNTRY"),
    (mcs2025("metric tons,4220", "pounds,4220"), "row 3, column UNIT_MEAS, value 'pounds'"),
    (mcs2025("4220", "4 220 t"), "row 3, column PROD_2023, value '4 220 t'"),
    (mcs2025("4220", "-4220"), "row 3, column PROD_2023, value '-4220'"),
    (mcs2025(",Canada,", ",Congo (Kinshasa),"), "stands twice"),
    (mcs2025("4220,4500,,,,,220000,", "4220,4500"), "row 3, column (all)"),
    (mcs2025("4220", "9000-4000"), "a range that falls"),
    (lambda folder: files.write_text(folder, "MCS2025.csv", files.MCS2025_HEADER + "\n"), "a header and no rows"),
]


def mcs2026(old: str, new: str) -> Write:
    assert old in files.MCS2026
    text = files.MCS2026.replace(old, new, 1)
    return lambda folder: files.write_text(folder, "MCS2026_Commodities_Data.csv", text, "cp1252")


MCS2026 = [
    (mcs2026("Statistics_detail", "Detail"), "column 'Statistics_detail' is missing"),
    (mcs2026(",Value,", ",Amount,"), "column 'Value' is missing"),
    (mcs2026("Congo (Kinshasa)", "Zaire?"), "row 2, column Country, value 'Zaire?'"),
    (mcs2026('2024,"220,000"', '24,"220,000"'), "row 2, column Year, value '24'"),
    (mcs2026('"e230,000"', '"~230,000"'), "row 3, column Value, value '~230,000'"),
    (mcs2026('"1,000-2,000"', '"2,000-1,000"'), "row 4, column Value"),
    (mcs2026("metric tons,2024", "long tons,2024"), "row 2, column Unit, value 'long tons'"),
    (mcs2026('2025,"e230,000"', '2024,"e230,000"'), "stands twice"),
    (mcs2026('"220,000",,Yes,', '"220,000",,Yes'), "row 2, column (all)"),
    (mcs2026('"e230,000"', '"-230,000"'), "row 3, column Value"),
    (lambda folder: files.write_text(folder, "MCS2026.csv", "MCS chapter,\x00" + "x" * 99), "binary"),
]


def wmd(change: Callable[[dict[str, list[list[object]]]], None]) -> Write:
    sheets = copy.deepcopy(files.WMD)
    change(sheets)
    return lambda folder: files.write_xlsx(folder, "wmd.xlsx", sheets)


def cell(sheet: str, row: int, column: int, value: object) -> Write:
    return wmd(lambda sheets: sheets[sheet][row - 1].__setitem__(column, value))


WMD = [
    (cell("Cobalt", 2, 0, "Land"), "no header with 'Country'"),
    (cell("Cobalt", 2, 1, "measure"), "no 'unit' column"),
    (wmd(lambda s: s["Cobalt"].__setitem__(1, ["Country", "unit", "A", "B", "data source"])), "no year column"),
    (cell("Cobalt", 3, 1, "kg"), "Cobalt row 3, column unit, value 'kg'"),
    (cell("Cobalt", 3, 0, "Atlantis"), "row 3, column Country of sheet Cobalt, value 'Atlantis'"),
    (cell("Cobalt", 3, 2, "many"), "row 3, column 2023 of sheet Cobalt, value 'many'"),
    (cell("Cobalt", 3, 2, -1), "row 3, column 2023 of sheet Cobalt, value '-1'"),
    (cell("Cobalt", 5, 2, 999), "Cobalt row 5, column 2023, value '999': countries add up"),
    (cell("Cobalt", 4, 0, "Congo, D.R."), "the country stands twice"),
    (wmd(lambda sheets: sheets["Cobalt"].pop()), "no Total row"),
    (cell("Cobalt", 3, 4, "x"), "column data source, value 'x'"),
    (
        wmd(
            lambda s: s.__setitem__(
                "Gold", [s["Gold"][1], ["China", "kg", 3300, 3300, "r"], ["Total", "kg", 3300, 3300, ""]]
            )
        ),
        "is the unit kg?",
    ),
]


def wgi(row: int, column: int, value: object) -> Write:
    sheets = copy.deepcopy(files.WGI)
    sheets["wgidataset"][row - 1][column] = value
    return lambda folder: files.write_xlsx(folder, "wgidataset.xlsx", sheets)


WGI = [
    (wgi(1, 5, "score"), "column 'estimate' is missing"),
    (wgi(2, 1, "Taiwan"), "row 2, column code, value 'Taiwan'"),
    (wgi(2, 1, 158), "row 2, column code"),
    (wgi(2, 3, "FY25"), "row 2, column year, value 'FY25'"),
    (wgi(2, 3, 1895), "row 2, column year"),
    (wgi(2, 5, "calm"), "row 2, column estimate, value 'calm'"),
    (wgi(2, 5, 91.3), "row 2, column estimate, value '91.3'"),  # a percentile rank in the place of the estimate
    (wgi(3, 1, "TWN"), "stands twice"),
    (lambda folder: files.write_xlsx(folder, "w.xlsx", {"s": files.WGI["wgidataset"][:1]}), "no row of political"),
    (
        lambda f: files.write_xlsx(
            f,
            "w.xlsx",
            {"s": [files.WGI["wgidataset"][0], *[[0, c, "", 2025, "pv", 0.1, 0, 0] for c in ("QQA", "QQB", "CHN")]]},
        ),
        "are not ISO3",
    ),
    (
        lambda f: files.write_xlsx(f, "w.xlsx", {"Political StabilityNoViolence": [["x"], ["", ""], ["Code", "Rank"]]}),
        "no header row with 'Estimate'",
    ),
]

NOTHING_KNOWN = [
    (lambda folder: files.write_text(folder, "letter.csv", "dear,sir\n1,2\n"), "no known layout"),
    (lambda folder: files.write_text(folder, "book.xlsx", "PK\x03\x04 not a workbook"), "no known layout"),
    (lambda folder: folder / "absent.csv", "no such file"),
    (lambda folder: folder, "not a file"),
]

CASES = {
    "baci": BACI,
    "comtrade": COMTRADE,
    "mcs2025": MCS2025,
    "mcs2026": MCS2026,
    "wmd": WMD,
    "wgi": WGI,
    "none": NOTHING_KNOWN,
}


@pytest.mark.parametrize(
    ("write", "told"),
    [pytest.param(write, told, id=f"{name}-{told[:40]}") for name, cases in CASES.items() for write, told in cases],
)
def test_a_malformed_file_is_refused_by_name(folder: Path, write: Write, told: str) -> None:
    refused(folder, write(folder), told)


def test_every_layout_has_ten_variants() -> None:
    assert all(len(cases) >= 10 for name, cases in CASES.items() if name != "none")
