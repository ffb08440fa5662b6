"""Reading of downloaded files: bytes to cells, cells to numbers, and faults that say where they are."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from oreflow.vocabulary import OreflowError, Source, UnknownNameError, country

if TYPE_CHECKING:
    import polars as pl

#: Spellings of the publishers that the vocabulary does not hold.
PUBLISHER_NAMES = {
    "korea, republic of": "KOR",
    "korea, rep.": "KOR",
    "korea, rep. of": "KOR",
    "korea (south)": "KOR",
    "korea, dem. rep.": "PRK",
    "korea, dem. p.r. of": "PRK",
    "congo, d.r.": "COD",
    "congo, dem. rep.": "COD",
    "burma/myanmar": "MMR",
    "other countries": "OTHER",
    "other": "OTHER",
    "other asia, nes": "TWN",
}
#: World Bank codes that are not ISO3.
WORLD_BANK_CODES = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}


@dataclass(frozen=True)
class Parsed:
    """What one file says: rows for one table of the store, and the sources they cite."""

    table: str  # trade | production | governance | declared
    frame: pl.DataFrame
    sources: tuple[Source, ...]
    note: str


def fault(path: Path, row: int | str, column: str, value: object, why: str) -> OreflowError:
    """The one form of error of an import: file, row, column, value, and what is wrong."""
    shown = " ".join(str(value).split())  # one line, whatever the cell holds
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return OreflowError(f"{path}, row {row}, column {column}, value '{shown}': {why}")


def text_of(path: Path, payload: bytes, encodings: tuple[str, ...] = ("utf-8-sig",)) -> str:
    """Bytes as text in the first encoding that fits; a file with NUL bytes is not text."""
    if not payload.strip():
        raise OreflowError(f"{path}: the file is empty; download it again")
    if b"\x00" in payload[:4096]:
        raise OreflowError(f"{path}: binary, not a text file; import the file as downloaded")
    for encoding in encodings:
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OreflowError(f"{path}: not text in {' or '.join(encodings)}; import the file as downloaded")


def csv_rows(path: Path, text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a small CSV; a row with another number of cells is a fault."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise OreflowError(f"{path}, row {reader.line_num}: not a whole CSV ({error}); download it again") from None
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise OreflowError(f"{path}, row 1: no header")
    header = [cell.strip() for cell in rows[0]]
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row) and len(row) != len(header):
            raise fault(path, number, "(all)", ",".join(row), f"{len(row)} cells under {len(header)} columns")
    if not body:
        raise OreflowError(f"{path}: a header and no rows")
    return header, body


def need_columns(path: Path, header: list[str], wanted: tuple[str, ...]) -> dict[str, int]:
    """Positions of the columns a layout needs."""
    position = {name: index for index, name in enumerate(header)}
    missing = [name for name in wanted if name not in position]
    if missing:
        raise OreflowError(f"{path}, row 1: column '{missing[0]}' is missing; found {', '.join(header[:12])}")
    return position


_GAPS = {"", "na", "n/a", "#n/a", "..", "nan", "null", "none"}


def number(path: Path, row: int, column: str, text: str, *, low: float = 0.0, high: float = math.inf) -> float | None:
    """A plain number; a gap is None, never 0."""
    cleaned = text.strip()
    if cleaned.lower() in _GAPS:
        return None
    try:
        value = float(cleaned)
    except ValueError:
        raise fault(path, row, column, text, "not a number") from None
    if not math.isfinite(value) or not low <= value <= high:
        raise fault(path, row, column, text, f"must lie between {low:g} and {high:g}")
    return value


_RANGE = re.compile(r"^([\d.]+)\s*(?:-|–|—|to)\s*([\d.]+)$")


def usgs_number(path: Path, row: int, column: str, text: str) -> tuple[float | None, str, str]:
    """A value as USGS prints it: (value or None, status, note).

    "e10,500" is estimated; "W" withheld, "NA" not available: both unknown; a lone dash is USGS's zero; "1,000-2,000"
    gives the middle, ">90" and "<5" the bound, each said in the note.
    """
    cleaned = text.strip().replace(",", "").replace("\u2009", "")
    if cleaned.lower() in _GAPS:
        return None, "reported", "not available"
    if cleaned.upper() == "W":
        return None, "reported", "withheld"
    if cleaned in ("-", "--", "—", "–"):
        return 0.0, "reported", ""
    status = "reported"
    if cleaned[:1] in ("e", "E") and cleaned[1:2].isdigit():
        status, cleaned = "imputed", cleaned[1:]
    note = ""
    span = _RANGE.match(cleaned)
    if span:
        first, last = float(span[1]), float(span[2])
        if last < first:
            raise fault(path, row, column, text, "a range that falls")
        return (first + last) / 2, "imputed", f"middle of the range {text.strip()}"
    if cleaned[:1] in "<>":
        note, status, cleaned = f"bound {text.strip()}", "imputed", cleaned[1:].strip()
    try:
        value = float(cleaned)
    except ValueError:
        raise fault(path, row, column, text, "not a number, range, W, NA or dash") from None
    if not math.isfinite(value) or value < 0:
        raise fault(path, row, column, text, "output cannot be negative")
    return value, status, note


@cache
def _iso3(name: str) -> str:
    plain = re.sub(r"\s+", " ", name.replace("’", "'").replace("`", "'")).strip()
    return PUBLISHER_NAMES.get(plain.casefold()) or country(plain).iso3


def iso3(path: Path, row: int, column: str, name: str) -> str:
    """ISO3 of a publisher's country name (OTHER for a printed rest)."""
    try:
        return _iso3(name)
    except UnknownNameError as error:
        raise fault(path, row, column, name, str(error)) from None


def workbook(path: Path) -> dict[str, list[list[str]]]:
    """Sheets of an xlsx as rows of text; row 1 of the file is the first."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        found = {}
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            found[name] = [["" if cell is None else str(cell).strip() for cell in row] for row in sheet.iter_rows()]
    except Exception as error:
        raise OreflowError(
            f"{path}: not a readable xlsx workbook ({type(error).__name__}); download it again"
        ) from None
    return found
