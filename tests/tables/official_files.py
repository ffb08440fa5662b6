# ruff: noqa: E501 (rows of official files are as long as they are)
"""Small files in the official layouts, written by hand for the tests: a few true rows, or true rows bent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

BACI_NAME = "BACI_HS92_Y2023_V202601.csv"
BACI = """t,i,j,k,v,q
2023,324,156,260600,6389824.451,13785076.114
2023,36,156,260600,1500000.000,    NA
2023,156,842,284690,50000.123,2500.5
2023,156,842,010111,10.0,1.0
"""

COMTRADE_HEADER = (
    "typeCode,freqCode,refYear,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,"
    "classificationCode,cmdCode,qty,netWgt,primaryValue"
)
COMTRADE = (
    COMTRADE_HEADER
    + """
C,A,2023,2023,842,USA,M,0,W00,H6,850511,,9000000,500000000
C,A,2023,2023,842,USA,M,156,CHN,H6,850511,,7500000,400000000
C,A,2023,2023,842,USA,M,392,JPN,H6,850511,,0,60000000
C,A,2023,2023,842,USA,X,124,CAN,H6,850511,,120000,9000000
C,A,2023,2023,842,USA,M,490,S19,H6,85,,1,1
"""
)

MCS2025_HEADER = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,"
    "CAP_2023,CAP_EST_ 2024,CAP_NOTES,RESERVES_2024,RESERVE_NOTES"
)
MCS2025 = (
    MCS2025_HEADER
    + """
MCS2025,Cobalt,Congo (Kinshasa),"Mine production, contained cobalt",metric tons,175000,220000,,,,,6000000,
MCS2025,Cobalt,Canada,"Mine production, contained cobalt",metric tons,4220,4500,,,,,220000,
MCS2025,Cobalt,Other Countries,"Mine production, contained cobalt",metric tons,12000,15000,,,,,600000,
MCS2025,Cobalt,World total (rounded),"Mine production, contained cobalt",metric tons,238000,290000,,,,,11000000,
MCS2025,Tungsten,United States,"Mine production, tungsten content",metric tons,W,,,,,,NA,
MCS2025,Gallium,China,"Primary production",kilograms,"600,000","e750,000",,,,,,
"""
)

MCS2026_HEADER = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,"
    "Is critical mineral 2025,Other notes"
)
MCS2026 = (
    MCS2026_HEADER
    + """
COBALT,World mine production and reserves,Cobalt,Congo (Kinshasa),Production,Mine production,metric tons,2024,"220,000",,Yes,
COBALT,World mine production and reserves,Cobalt,Congo (Kinshasa),Production,Mine production,metric tons,2025,"e230,000",estimated,Yes,
COBALT,World mine production and reserves,Cobalt,C\u00f4te d\u2019Ivoire,Production,Mine production,metric tons,2025,"1,000-2,000",,Yes,
COBALT,World mine production and reserves,Cobalt,United States,Production,Mine production,metric tons,2025,W,,Yes,
COBALT,World mine production and reserves,Cobalt,World,Production,"Mine production, rounded",metric tons,2025,"310,000",,Yes,
COBALT,World mine production and reserves,Cobalt,Canada,Reserves,Reserves,metric tons,,"220,000",,Yes,
COBALT,Salient statistics United States,Cobalt,United States,Imports,Imports for consumption,metric tons,2025,"10,500",,Yes,
"""
)

WMD = {
    "Cobalt": [
        ["Cobalt production", "", "", "", ""],
        ["Country", "unit", "2023", "2024", "data source"],
        ["Congo, D.R.", "metr. t", 170000, 220000, "r"],
        ["Canada", "metr. t", 4000, "", "e"],
        ["Total", "metr. t", 174000, 220000, ""],
    ],
    "Gold": [
        ["Gold production", "", "", "", ""],
        ["Country", "unit", "2023", "2024", "data source"],
        ["China", "kg", 1500000, 1600000, "r"],
        ["Korea, Rep. of", "kg", 1800000, 1700000, "p"],
        ["Total", "kg", 3300000, 3300000, ""],
    ],
    "Introduction": [["World Mining Data"]],
}

WGI = {
    "wgidataset": [
        ["codeindyr", "code", "countryname", "year", "indicator", "estimate", "stddev", "nsource"],
        ["TWNpv2025", "TWN", "Taiwan, China", 2025, "pv", 0.9, 0.2, 8],
        ["CHNpv2025", "CHN", "China", 2025, "pv", -0.5, 0.2, 9],
        ["CHNva2025", "CHN", "China", 2025, "va", -1.6, 0.1, 9],
        ["ZARpv2025", "ZAR", "Congo, Dem. Rep.", 2025, "pv", -2.1, 0.2, 7],
        ["COMpv2025", "COM", "Comoros", 2025, "pv", "..", "..", ".."],
    ]
}


def write_text(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A text file in ``folder``."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def write_zip(folder: Path, name: str, members: dict[str, str]) -> Path:
    """A zip file in ``folder``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    path = folder / name
    path.write_bytes(buffer.getvalue())
    return path


def write_xlsx(folder: Path, name: str, sheets: dict[str, list[Sequence[object]]]) -> Path:
    """A workbook in ``folder``."""
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return path
