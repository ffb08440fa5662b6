"""Write the exposure table as CSV, Parquet or XLSX, each beside a datapackage.json that says what the columns mean.

Files are written aside and renamed. Gaps are empty cells, never 0.
"""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from oreflow.vocabulary import OreflowError, Source, known_by

if TYPE_CHECKING:
    import polars as pl

Format = Literal["csv", "parquet", "xlsx"]
_CREATOR = "oreflow"

MEANING = {
    "raw_material": "raw material of the published GeoPolRisk list",
    "year": "trade and output year",
    "economic_unit": "importing country or EU",
    "iso": "BACI country code as text, or EU",
    "score": "GeoPolRisk score, HHI x import risk, 0..1",
    "cf_eq_kgCu_per_kg": "characterisation factor, kg copper equivalent per kg",
    "hhi": "concentration of world output, sum of squared shares, 0..1",
    "import_risk": "imports weighted by instability of origins, over imports and own output, 0..1",
    "price_1000USD_per_t": "import value over import tonnes, thousand USD per tonne",
    "total_import_t": "imports, tonnes",
    "numerator": "imports weighted by instability of origins, tonnes",
    "prod_qty_t": "own output, tonnes",
    "error": "why a cell could not be computed",
    "iso3": "ISO3 code, or EU",
    "basis": "what the tonnes count",
    "share_estimated": "share of import tonnes estimated from a unit value, 0..1",
    "share_in_basis": "share of import tonnes in the basis of output, 0..1",
    "share_governance_assumed": "share of import tonnes from origins whose governance is assumed, 0..1",
    "output_source": "ids of the sources of output, separated by |",
}
_TYPES = {"Int16": "integer", "Int32": "integer", "Int64": "integer", "Float64": "number", "String": "string"}


def write_table(
    out: Path | TextIO,
    *,
    method: Literal["default", "geopolrisk"] = "default",
    format: Format = "csv",
    as_of: date | None = None,
    table: pl.DataFrame | None = None,
) -> tuple[Path, ...]:
    """Write the exposure of all countries; returns the files written (none for a stream, which takes CSV only)."""
    from oreflow.studies.exposure import exposure_table

    if format not in ("csv", "parquet", "xlsx"):
        raise OreflowError(f"unknown format '{format}'; use csv, parquet or xlsx", misuse=True)
    if not isinstance(out, Path) and format != "csv":
        raise OreflowError(f"{format} cannot go to a stream; name a file", misuse=True)
    frame = exposure_table(method, as_of=as_of) if table is None else table
    if not isinstance(out, Path):
        out.write(_csv(frame))
        return ()
    cited = sources_of(frame, method, as_of)
    payload = {
        "csv": lambda: _csv(frame).encode(),
        "parquet": lambda: _parquet(frame),
        "xlsx": lambda: _xlsx(frame, cited, method),
    }[format]()
    package = _package(out, frame, cited, method, format, payload)
    return (_save(out, payload), _save(*package))


def _save(path: Path, payload: bytes) -> Path:
    from oreflow.tables.store import write_atomically

    try:
        write_atomically(path, payload)
    except OSError as error:
        raise OreflowError(f"cannot write {path}: {error.strerror or error}") from None
    return path


def _csv(frame: pl.DataFrame) -> str:
    return frame.fill_nan(None).write_csv()


def _parquet(frame: pl.DataFrame) -> bytes:
    from oreflow.tables.store import parquet_bytes

    return parquet_bytes(frame)


def sources_of(frame: pl.DataFrame, method: str, as_of: date | None) -> tuple[Source, ...]:
    """Sources of the years in the table: trade, governance and output."""
    from oreflow import tables

    years = frame["year"].unique().sort().to_list()
    ids = [f"{kind}-{year}" for kind in ("baci", "wgi") for year in years]
    if "output_source" in frame.columns:
        ids += sorted({part for cell in frame["output_source"].drop_nulls().unique() for part in cell.split("|")})
    else:
        ids += [f"wmd-{year}" for year in years]
    register = tables.sources()
    found = [register.get(key, Source(key, key, "source entry missing", None)) for key in ids]
    return tuple(source for source in found if as_of is None or known_by(source.published_on, as_of))


def _xlsx(frame: pl.DataFrame, cited: tuple[Source, ...], method: str) -> bytes:
    """A workbook with the table, the meaning of its columns and its sources."""
    import xlsxwriter

    buffer = io.BytesIO()
    # formulas and links off: a name from a table is text, whatever it looks like
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("exposure")
        frame = frame.fill_nan(None)
        for column, name in enumerate(frame.columns):
            sheet.write_row(0, column, [name])
            sheet.write_column(1, column, ["" if value is None else value for value in frame[name].to_list()])
        sheet.freeze_panes(1, 0)
        columns = book.add_worksheet("columns")
        columns.write_row(0, 0, ["column", "meaning"])
        for row, name in enumerate(frame.columns, 1):
            columns.write_row(row, 0, [name, MEANING.get(name, "")])
        listing = book.add_worksheet("sources")
        listing.write_row(0, 0, ["id", "title", "publisher", "published_on", "licence", "url"])
        for row, source in enumerate(cited, 1):
            day = source.published_on.isoformat() if source.published_on else ""
            listing.write_row(row, 0, [source.id, source.title, source.publisher, day, source.licence, source.url])
        listing.write_row(len(cited) + 2, 0, ["method", method])
    return buffer.getvalue()


def _package(
    out: Path, frame: pl.DataFrame, cited: tuple[Source, ...], method: str, format: Format, payload: bytes
) -> tuple[Path, bytes]:
    """datapackage.json beside the file; other files of ours described there stay, a stranger's file is left alone."""
    import hashlib

    resource: dict[str, Any] = {
        "name": _slug(out.stem),
        "path": out.name,
        # a Parquet file carries its own schema, and frictionless reads it only with pandas: described as a plain file
        **({"type": "file"} if format == "parquet" else {"format": format}),
        "mediatype": {
            "csv": "text/csv",
            "parquet": "application/vnd.apache.parquet",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[format],
        "encoding": "utf-8",
        "bytes": len(payload),
        "hash": f"sha256:{hashlib.sha256(payload).hexdigest()}",
        "schema": {"fields": [_field(name, frame) for name in frame.columns], "missingValues": [""]},
        "sources": [{"title": f"{s.title} ({s.publisher})", **({"path": s.url} if s.url else {})} for s in cited],
        "description": f"GeoPolRisk exposure of all countries, method {method}",
    }
    path = out.with_name("datapackage.json")
    package: dict[str, Any] = {"name": "oreflow-exposure", "created_by": _CREATOR, "resources": []}
    if path.exists():
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            held = {}
        if isinstance(held, dict) and held.get("created_by") == _CREATOR:
            kept = [r for r in held["resources"] if r["path"] != out.name and r["name"] != resource["name"]]
            package["resources"] = kept
        else:
            path = out.with_name(f"{out.stem}.datapackage.json")
    package["resources"] = [*package["resources"], resource]
    return path, (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _field(name: str, frame: pl.DataFrame) -> dict[str, str]:
    return {"name": name, "type": _TYPES[str(frame.schema[name])], "description": MEANING.get(name, "")}


def _slug(text: str) -> str:
    cleaned = "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower()).strip("-")
    return cleaned or "table"
