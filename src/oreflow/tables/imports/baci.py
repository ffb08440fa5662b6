"""BACI as CEPII publishes it: BACI_HS92_Y2023_V202501.csv, alone or inside BACI_HS92_V202501.zip.

Columns t,i,j,k,v,q = year, exporter, importer, code, thousand USD, tonnes (NA = missing). The file name says the HS
revision and the release; without it a code means nothing, so a renamed file is refused.
"""

from __future__ import annotations

import calendar
import io
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from oreflow.tables.codes import iso3_by_baci_code
from oreflow.tables.concordance import project_codes
from oreflow.tables.imports.reading import Parsed, fault, text_of
from oreflow.vocabulary import OreflowError, Source

if TYPE_CHECKING:
    import polars as pl

NAME = re.compile(r"BACI_HS(\d\d)_Y(\d{4})_V(\d{4})(\d\d)[a-z]?\.csv$", re.IGNORECASE)
COLUMNS = ["t", "i", "j", "k", "v", "q"]


def recognise(path: Path, head: bytes) -> bool:
    """Whether the file is BACI by name, or by its header."""
    return path.name.upper().startswith("BACI_") or head.lstrip(b"\xef\xbb\xbf")[:12].startswith(b"t,i,j,k,v,q")


def parse(path: Path) -> Parsed:
    """Rows of the project's codes, repaired in :mod:`oreflow.tables.imports` once all years are known."""
    import polars as pl

    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                members = [name for name in archive.namelist() if NAME.search(name)]
                if not members:
                    raise OreflowError(f"{path}: no BACI_HSxx_Yyyyy_Vyyyymm.csv inside")
                parts = [_year(path, name, archive.read(name)) for name in sorted(members)]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise OreflowError(f"{path}: not a whole zip file ({error}); download it again") from None
    else:
        parts = [_year(path, path.name, path.read_bytes())]
    frames, sources = zip(*parts, strict=True)
    return Parsed("trade", pl.concat(frames), tuple(sources), f"BACI from {path.name}")


def _year(path: Path, name: str, payload: bytes) -> tuple[pl.DataFrame, Source]:
    import polars as pl

    found = NAME.search(name)
    if found is None:
        raise OreflowError(f"{path}: the name must say revision, year and release, like BACI_HS92_Y2023_V202501.csv")
    revision, year = f"HS{found[1]}", int(found[2])
    release_year, release_month = int(found[3]), int(found[4])
    if not 1 <= release_month <= 12:
        raise OreflowError(f"{path}: release V{found[3]}{found[4]} in the name is no year and month")
    wanted = project_codes(revision)
    text_of(path, payload[: 1 << 16].rsplit(b"\n", 1)[0] or payload)
    try:
        frame = pl.read_csv(io.BytesIO(payload), infer_schema=False, truncate_ragged_lines=False)
    except Exception as error:
        reason = str(error).splitlines()[0][:90]
        raise OreflowError(f"{path}: {name} is not a whole CSV ({reason}); download it again") from None
    if [column.strip() for column in frame.columns] != COLUMNS:
        raise OreflowError(f"{path}, row 1: columns are {', '.join(frame.columns)}, expected {', '.join(COLUMNS)}")
    if frame.height == 0:
        raise OreflowError(f"{path}: {name} has a header and no rows")
    frame = frame.rename(dict(zip(frame.columns, COLUMNS, strict=True))).with_row_index("row", offset=2)
    frame = _checked(path, frame.with_columns(pl.col(COLUMNS).str.strip_chars()), year, sorted(wanted))
    last = calendar.monthrange(release_year, release_month)[1]
    source = Source(
        id=f"baci-{revision}-{year}-V{found[3]}{found[4]}",
        title=f"BACI {revision} bilateral trade {year}, release {found[3]}{found[4]}",
        publisher="CEPII",
        published_on=date(release_year, release_month, last),
        licence="Etalab Open Licence 2.0",
    )
    return frame.with_columns(hs_revision=pl.lit(revision), source_id=pl.lit(source.id)), source


def _checked(path: Path, frame: pl.DataFrame, year: int, wanted: list[str]) -> pl.DataFrame:
    """Cells of the wanted codes as numbers; the first cell that breaks the layout is named.

    Year and code are checked in every row, the other cells in the rows that are kept: a year of BACI has 11 million.
    """
    import polars as pl

    countries = list(iso3_by_baci_code())

    def refuse(bad: pl.Expr, column: str, why: str) -> None:
        rows = frame.filter(bad.fill_null(True)).head(1)
        if rows.height:
            raise fault(path, rows["row"][0], column, rows[column][0], why)

    refuse(pl.col("t") != str(year), "t", f"the file is named for {year}")
    refuse(~pl.col("k").str.contains(r"^\d{6}$"), "k", "not a code of six digits (leading zeros lost?)")
    frame = frame.filter(pl.col("k").is_in(wanted))
    for column in ("i", "j"):
        refuse(~pl.col(column).cast(pl.Int32, strict=False).is_in(countries), column, "not a BACI country code we know")
    refuse(~(pl.col("v").cast(pl.Float64, strict=False) > 0), "v", "not a positive value in thousand USD")
    quantity = pl.col("q").fill_null("NA")
    stated = ~quantity.is_in(["NA", ""])
    refuse(stated & ~(quantity.cast(pl.Float64, strict=False) >= 0).fill_null(False), "q", "not tonnes, nor NA")
    twice = frame.filter(frame.select("i", "j", "k").is_duplicated())
    if twice.height:
        raise fault(
            path, twice["row"][1], "i,j,k", ",".join(twice.select("i", "j", "k").row(1)), "the flow stands twice"
        )
    return frame.select(
        year=pl.col("t").cast(pl.Int16),
        origin=pl.col("i").cast(pl.Int16),
        destination=pl.col("j").cast(pl.Int16),
        code=pl.col("k").cast(pl.Int32),
        usd=(pl.col("v").cast(pl.Float64) * 1000).round().cast(pl.Int64),
        kg=(quantity.replace(["NA", ""], None).cast(pl.Float64) * 1000).round().cast(pl.Int64),
    )
