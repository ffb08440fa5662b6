"""World Mining Data as downloaded: workbook 6.4, production of individual countries by minerals, one sheet a mineral.

A sheet has a title, then a header with Country, unit, the years, and a data source (r reported, e estimated,
p provisional), then countries and a Total. Sheets that wmd_sheets.csv does not name are left out and counted.
"""

from __future__ import annotations

from pathlib import Path

from oreflow.tables.codes import Sheet, sheets
from oreflow.tables.imports.reading import Parsed, fault, iso3, number, workbook
from oreflow.tables.load import PRODUCTION_COLUMNS
from oreflow.tables.published import wmd_published
from oreflow.vocabulary import OreflowError, Source

_STATUS = {"r": "reported", "p": "reported", "e": "imputed", "": "reported"}
_HEADER_WITHIN = 8
_TOTAL_TOLERANCE = 0.01


def recognise(path: Path, head: bytes) -> bool:
    """Whether an xlsx has sheets of the register with a Country header."""
    if path.suffix.lower() != ".xlsx" or not head.startswith(b"PK"):
        return False
    try:
        names = set(workbook(path))
    except OreflowError:
        return False
    return bool(names & set(sheets()))


def parse(path: Path) -> Parsed:
    """Output by country in tonnes of each sheet's basis; every sheet is held against its register and its own Total."""
    import polars as pl

    rows: list[tuple[object, ...]] = []
    skipped = 0
    for name, cells in workbook(path).items():
        sheet = sheets().get(name)
        if sheet is None:
            skipped += 1
            continue
        if sheet.commodity:
            rows += _sheet(path, sheet, cells)
    if not rows:
        raise OreflowError(f"{path}: no sheet with countries in it")
    edition = max(int(str(row[3])) for row in rows) + 2
    source = Source(
        id=f"wmd-edition-{edition}",
        title=f"World Mining Data {edition}, table 6.4, file {path.name}",
        publisher="Federal Ministry of Finance, Austria",
        published_on=wmd_published(edition - 2),
        url="https://www.world-mining-data.info",
        licence="redistribution terms not confirmed; not shipped",
    )
    frame = pl.DataFrame(rows, schema=[*PRODUCTION_COLUMNS[:7], "note"], orient="row", infer_schema_length=None)
    frame = frame.with_columns(
        pl.col("year").cast(pl.Int32),
        pl.col("tonnes").cast(pl.Float64),
        source_id=pl.lit(source.id),
        published_on=pl.lit(source.published_on),
    ).select(PRODUCTION_COLUMNS)
    note = f"World Mining Data {edition} from {path.name}" + (f"; {skipped} other sheets left out" if skipped else "")
    return Parsed("production", frame, (source,), note)


def _sheet(path: Path, sheet: Sheet, cells: list[list[str]]) -> list[tuple[object, ...]]:
    top = next((i for i, row in enumerate(cells[:_HEADER_WITHIN]) if "country" in [c.casefold() for c in row]), None)
    if top is None:
        raise OreflowError(f"{path}, sheet {sheet.sheet}: no header with 'Country' in the first {_HEADER_WITHIN} rows")
    header = [cell.casefold().removesuffix(".0") for cell in cells[top]]
    years = {i: int(h) for i, h in enumerate(header) if h.isdigit() and 1980 <= int(h) <= 2100}
    if not years or "unit" not in header:
        what = "year" if not years else "'unit'"
        raise OreflowError(f"{path}, sheet {sheet.sheet}, row {top + 1}: no {what} column in the header")
    at_country, at_unit = header.index("country"), header.index("unit")
    at_kind = next((i for i, h in enumerate(header) if h in ("data source", "data_source", "source")), None)
    found: list[tuple[object, ...]] = []
    totals: dict[int, float] = dict.fromkeys(years.values(), 0.0)
    seen: set[str] = set()
    for line, row in enumerate(cells[top + 1 :], start=top + 2):
        name = row[at_country]
        if not name:
            continue
        if name.casefold() in ("total", "world", "total world"):
            _check_total(path, sheet, line, row, years, totals)
            break
        where = f"{sheet.sheet} row {line}"
        if row[at_unit] != sheet.unit:
            raise fault(path, where, "unit", row[at_unit], f"the register says {sheet.unit}")
        kind = row[at_kind].casefold() if at_kind is not None else ""
        if kind not in _STATUS:
            raise fault(path, where, header[at_kind or 0], row[at_kind or 0], "not r, e or p")
        code = iso3(path, line, f"Country of sheet {sheet.sheet}", name)
        if code in seen:
            raise fault(path, where, "Country", name, "the country stands twice")
        seen.add(code)
        for index, year in years.items():
            value = number(path, line, f"{year} of sheet {sheet.sheet}", row[index])
            totals[year] += value or 0.0
            tonnes = None if value is None else value * sheet.tonnes_per_unit
            found.append((sheet.commodity, sheet.stage, code, year, tonnes, sheet.unit_basis, _STATUS[kind], ""))
    else:
        raise OreflowError(f"{path}, sheet {sheet.sheet}: no Total row; the sheet is cut off")
    for year, total in totals.items():
        tonnes_total = total * sheet.tonnes_per_unit
        if not sheet.world_low_t <= tonnes_total <= sheet.world_high_t:
            raise OreflowError(
                f"{path}, sheet {sheet.sheet}, column {year}: world total {tonnes_total:.4g} t is outside"
                f" {sheet.world_low_t:.4g} to {sheet.world_high_t:.4g}; is the unit {sheet.unit}?"
            )
    return found


def _check_total(
    path: Path, sheet: Sheet, line: int, row: list[str], years: dict[int, int], totals: dict[int, float]
) -> None:
    for index, year in years.items():
        printed = number(path, line, f"{year} of sheet {sheet.sheet}", row[index])
        if printed is not None and abs(printed - totals[year]) > _TOTAL_TOLERANCE * max(printed, totals[year], 1.0):
            raise fault(
                path,
                f"{sheet.sheet} row {line}",
                str(year),
                row[index],
                f"countries add up to {totals[year]:g}, the sheet is not whole",
            )
