"""Import official files as downloaded into the store of this environment: all of them, or nothing.

Every file is read and checked before anything is written; the manifest is renamed last, and a reader that looks at any
moment sees the old store or the new one. A source that is imported again replaces its own rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oreflow.tables import load, store
from oreflow.tables.codes import SNAPSHOT_REVISION
from oreflow.tables.imports import baci, comtrade, usgs, wgi, wmd
from oreflow.tables.imports.reading import Parsed
from oreflow.vocabulary import OreflowError

if TYPE_CHECKING:
    import polars as pl

Log = Callable[[str], None]
LAYOUTS = (baci, comtrade, usgs, wmd, wgi)
_TRADE = ("year", "origin", "destination", "code", "usd", "kg", "kg_repaired", "hs_revision", "source_id")
_RATIO = (0.2, 5.0)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one file brought."""

    file: str
    table: str
    rows: int
    sources: tuple[str, ...]
    note: str


def import_files(paths: Sequence[Path], log: Log = print) -> tuple[ImportReport, ...]:
    """Import files; OreflowError names file, row, column and value of the first fault, the store stays as it was."""
    parsed = [(Path(path), _parse(Path(path))) for path in paths]
    if not parsed:
        raise OreflowError("no file to import", misuse=True)
    folder = store.store_folder()
    grouped: dict[str, list[Parsed]] = {}
    for _, item in parsed:
        grouped.setdefault(item.table, []).append(item)
    manifest = store.read_manifest(folder)
    frames = {name: _merged(name, items, folder, manifest) for name, items in grouped.items()}
    sources = {name: [source for item in items for source in item.sources] for name, items in grouped.items()}
    store.commit(frames, folder, sources)
    load.forget()
    reports = []
    for path, item in parsed:
        ids = tuple(source.id for source in item.sources)
        reports.append(ImportReport(str(path), item.table, item.frame.height, ids, item.note))
        log(f"{path}: {item.frame.height:,} rows into {item.table} ({item.note})")
    return tuple(reports)


def _parse(path: Path) -> Parsed:
    if not path.exists():
        raise OreflowError(f"{path}: no such file")
    if not path.is_file():
        raise OreflowError(f"{path}: not a file; name the files to import")
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if not head.strip():
        raise OreflowError(f"{path}: the file is empty; download it again")
    for layout in LAYOUTS:
        if layout.recognise(path, head):
            try:
                found: Parsed = layout.parse(path)
            except OreflowError as error:
                told = " ".join(str(error).split())
                raise OreflowError(told if str(path) in told else f"{path}: {told}") from None
            if found.table == "trade":
                _check_value(path, found.frame)
            return found
    raise OreflowError(
        f"{path}: no known layout; known are BACI zip/CSV, Comtrade CSV/JSON, World Mining Data xlsx,"
        " USGS MCS CSV, WGI xlsx"
    )


def _merged(name: str, items: list[Parsed], folder: Path, manifest: dict[str, object]) -> pl.DataFrame:
    """The store's table with the new rows in place of older rows of the same sources."""
    import polars as pl

    new = pl.concat([item.frame for item in items], how="vertical")
    ids = new["source_id"].unique().to_list()
    if sum(item.frame["source_id"].n_unique() for item in items) != len(ids):
        raise OreflowError(f"two files bring the same source ({', '.join(sorted(ids)[:3])}); import one of them")
    if name == "trade":
        new = _repaired(new)
    if name not in manifest:
        return new
    held = store.read(folder, name)
    return pl.concat([held.filter(~pl.col("source_id").is_in(ids)), new.select(held.columns)], how="vertical_relaxed")


def _repaired(new: pl.DataFrame) -> pl.DataFrame:
    """Check the unit against the snapshot's year, then repair quantities beside the years already held."""
    import polars as pl

    from oreflow.tables.repair import repaired_tonnes

    base = load.snapshot_trade().filter(pl.col("code").is_in(new["code"].unique().to_list()))
    parts = []
    for revision in sorted(new["hs_revision"].unique().to_list()):
        rows = new.filter(pl.col("hs_revision") == revision)
        years = rows["year"].unique().to_list()
        beside = base.filter(~pl.col("year").is_in(years)) if revision == SNAPSHOT_REVISION else base.clear()
        both = pl.concat([rows.select(_TRADE[:6]), beside.select(_TRADE[:6])]).with_columns(tonnes=pl.col("kg") / 1000)
        fixed = repaired_tonnes(both).head(rows.height)
        parts.append(rows.with_columns(kg_repaired=(fixed * 1000).round().cast(pl.Int64)).select(_TRADE))
    return pl.concat(parts)


def _check_value(path: Path, rows: pl.DataFrame) -> None:
    """The value of flows that both hold must be of one size: BACI prints thousand USD."""
    import polars as pl

    base = load.snapshot_trade()
    rows = rows.filter(pl.col("hs_revision") == SNAPSHOT_REVISION)
    key = ["year", "origin", "destination", "code"]
    both = rows.join(base.select(*key, known="usd"), on=key, how="inner")
    if both.height == 0:
        return
    ratio = both.select(pl.col("usd").sum() / pl.col("known").sum()).item()
    if not _RATIO[0] <= ratio <= _RATIO[1]:
        raise OreflowError(
            f"{path}, column v: value is {ratio:.3g} times that of the same flows in the snapshot;"
            " the unit is not thousand USD"
        )
