"""Worldwide Governance Indicators as downloaded (wgidataset.xlsx), both layouts.

Since 2023 one long sheet: code, countryname, year, indicator (pv), estimate. Before, one wide sheet
"Political StabilityNoViolence" with the years over repeated columns Estimate, StdErr, NumSrc, Rank, Lower, Upper.
"""

from __future__ import annotations

from pathlib import Path

from oreflow.tables.imports.reading import WORLD_BANK_CODES, Parsed, fault, number, workbook
from oreflow.tables.published import wgi_published
from oreflow.vocabulary import OreflowError, Source, countries

_WIDE = "political stabilitynoviolence"
_HEADER_WITHIN = 20
_YEARS = range(1996, 2101)
Row = tuple[str, int, float | None]


def recognise(path: Path, head: bytes) -> bool:
    """Whether an xlsx carries the long header or the wide sheet."""
    if path.suffix.lower() != ".xlsx" or not head.startswith(b"PK"):
        return False
    try:
        book = workbook(path)
    except OreflowError:
        return False
    return any(name.casefold() == _WIDE for name in book) or any(_is_long(rows) for rows in book.values())


def _is_long(rows: list[list[str]]) -> bool:
    return bool(rows) and {"code", "year", "indicator"} <= {cell.casefold() for cell in rows[0]}


def parse(path: Path) -> Parsed:
    """Political stability: country (ISO3), year, estimate; a gap is null."""
    import polars as pl

    book = workbook(path)
    wide = next((rows for name, rows in book.items() if name.casefold() == _WIDE), None)
    if wide is not None:
        found = _read_wide(path, wide)
    else:
        long = next((rows for rows in book.values() if _is_long(rows)), None)
        if long is None:
            raise OreflowError(
                f"{path}: neither a sheet with code, year, indicator nor 'Political StabilityNoViolence'"
            )
        found = _read_long(path, long)
    if not found:
        raise OreflowError(f"{path}: no row of political stability in it")
    edition = max(year for _, year, _ in found) + 1
    source = Source(
        id=f"wgi-edition-{edition}",
        title=f"Worldwide Governance Indicators {edition}, Political Stability, file {path.name}",
        publisher="World Bank",
        published_on=wgi_published(edition - 1),
        url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
        licence="CC BY 4.0",
    )
    frame = pl.DataFrame(
        found, schema={"country": pl.String, "year": pl.Int16, "estimate": pl.Float64}, orient="row"
    ).with_columns(source_id=pl.lit(source.id))
    twice = frame.filter(frame.select("country", "year").is_duplicated())
    if twice.height:
        raise OreflowError(f"{path}: {twice['country'][0]} {twice['year'][0]} stands twice")
    return Parsed("governance", frame, (source,), f"WGI {edition} from {path.name}")


def _code(path: Path, row: int, text: str) -> str:
    code = WORLD_BANK_CODES.get(text.strip().upper(), text.strip().upper())
    if not (len(code) == 3 and code.isalpha()):
        raise fault(path, row, "code", text, "not a country code of three letters")
    return code


def _estimate(path: Path, row: int, column: str, text: str) -> float | None:
    return number(path, row, column, text, low=-4.0, high=4.0)


def _year(path: Path, row: int, text: str) -> int:
    cleaned = text.strip().removesuffix(".0")
    if not cleaned.isdigit() or int(cleaned) not in _YEARS:
        raise fault(path, row, "year", text, "not a year from 1996 on")
    return int(cleaned)


def _read_long(path: Path, rows: list[list[str]]) -> list[Row]:
    header = [cell.casefold() for cell in rows[0]]
    if "estimate" not in header:
        raise OreflowError(f"{path}, row 1: column 'estimate' is missing; found {', '.join(header)}")
    at = {name: header.index(name) for name in ("code", "year", "indicator", "estimate")}
    found = []
    for line, row in enumerate(rows[1:], start=2):
        if row[at["indicator"]].casefold() != "pv":
            continue
        found.append(
            (
                _code(path, line, row[at["code"]]),
                _year(path, line, row[at["year"]]),
                _estimate(path, line, "estimate", row[at["estimate"]]),
            )
        )
    return _known_share(path, found)


def _read_wide(path: Path, rows: list[list[str]]) -> list[Row]:
    top = next((i for i, row in enumerate(rows[:_HEADER_WITHIN]) if "Estimate" in row), None)
    if top is None or top == 0:
        raise OreflowError(f"{path}: no header row with 'Estimate' in the first {_HEADER_WITHIN} rows")
    if "Code" not in rows[top]:
        raise OreflowError(f"{path}, row {top + 1}: column 'Code' is missing")
    at_code = rows[top].index("Code")
    columns = {i: _year(path, top, rows[top - 1][i]) for i, name in enumerate(rows[top]) if name == "Estimate"}
    found = [
        (_code(path, line, row[at_code]), year, _estimate(path, line, f"Estimate {year}", row[index]))
        for line, row in enumerate(rows[top + 1 :], start=top + 2)
        if row[at_code]
        for index, year in columns.items()
    ]
    return _known_share(path, found)


def _known_share(path: Path, found: list[Row]) -> list[Row]:
    """Refuse a file most of whose codes no register knows: it is another classification."""
    codes = {code for code, _, _ in found}
    strangers = sorted(code for code in codes if code not in countries())
    if codes and len(strangers) > 0.2 * len(codes):
        raise OreflowError(f"{path}, column code: {', '.join(strangers[:5])} and others are not ISO3 codes")
    return found
