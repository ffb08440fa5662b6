"""Where the tables lie: the shipped snapshot, and the store of this environment for what may not be shipped.

The store is ``<environment>/share/oreflow`` (``OREFLOW_DATA`` moves it), never the user's home, and appears only when
something is written. Every write goes aside first and is renamed, so a reader sees the old table or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oreflow.vocabulary import OreflowError, Source

if TYPE_CHECKING:
    import polars as pl

MANIFEST = "manifest.json"


def snapshot_folder() -> Path:
    """The folder of the tables shipped with the package."""
    return Path(str(files("oreflow.tables").joinpath("snapshot")))


def store_folder() -> Path:
    """The folder of the tables built or imported in this environment; it may not exist yet."""
    named = os.environ.get("OREFLOW_DATA", "").strip()
    return Path(named) if named else Path(sys.prefix) / "share" / "oreflow"


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def content_sha256(frame: pl.DataFrame) -> str:
    """SHA-256 of a table's content, the same under any version of the Parquet writer."""
    return hashlib.sha256(frame.write_csv(float_precision=None).encode()).hexdigest()


def write_atomically(path: Path, payload: bytes) -> None:
    """Write aside and rename, so that nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(payload)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The table as Parquet: zstd, one row group, no clock and no path inside, so the same bytes each time."""
    import io

    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=19, statistics=False, row_group_size=1 << 22)
    return buffer.getvalue()


def save(frame: pl.DataFrame, folder: Path, name: str, note: str = "") -> dict[str, Any]:
    """Write ``name``.parquet and its line in the manifest; returns that line."""
    write_atomically(folder / f"{name}.parquet", parquet_bytes(frame))
    entry = {
        "rows": frame.height,
        "sha256": file_sha256(folder / f"{name}.parquet"),
        "content_sha256": content_sha256(frame),
        "note": note,
    }
    manifest = read_manifest(folder)
    manifest[name] = entry
    write_atomically(folder / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
    return entry


def commit(
    frames: Mapping[str, pl.DataFrame],
    folder: Path,
    sources: Mapping[str, Sequence[Source]],
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write several tables as one act: files under names of their own content first, the manifest renamed last.

    Whoever reads before the rename sees every old table, after it every new one. ``sources`` join those already held.
    """
    manifest = read_manifest(folder)
    stale = []
    try:
        for name, frame in frames.items():
            payload = parquet_bytes(frame)
            digest = hashlib.sha256(payload).hexdigest()
            held = manifest.get(name, {})
            file = f"{name}-{digest[:12]}.parquet"
            if held.get("file", f"{name}.parquet") != file:
                stale.append(folder / held.get("file", f"{name}.parquet"))
            write_atomically(folder / file, payload)
            cited = {row["id"]: row for row in held.get("sources", [])}
            cited.update({source.id: _row(source) for source in sources.get(name, ())})
            alive = set(frame["source_id"].unique().to_list()) if "source_id" in frame.columns else set(cited)
            manifest[name] = {
                "file": file,
                "rows": frame.height,
                "sha256": digest,
                "content_sha256": content_sha256(frame),
                "note": (notes or {}).get(name, "imported"),
                "sources": [row for key, row in sorted(cited.items()) if key in alive],
            }
        write_atomically(folder / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise OreflowError(f"cannot write {folder}: {reason}; set OREFLOW_DATA to a folder you may write") from None
    for path in stale:
        path.unlink(missing_ok=True)


def _row(source: Source) -> dict[str, str]:
    day = source.published_on.isoformat() if source.published_on else ""
    return {**asdict(source), "published_on": day}


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a folder says it holds: table -> rows, sha256, content_sha256, note."""
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise OreflowError(f"{path}: not JSON; run `oreflow data build` to write it again") from None
    return found if isinstance(found, dict) else {}


def read(folder: Path, name: str, *, check: bool = True) -> pl.DataFrame:
    """Read ``name``.parquet after comparing its hash with the manifest."""
    import polars as pl

    entry = read_manifest(folder).get(name)
    path = folder / (entry or {}).get("file", f"{name}.parquet")
    if not path.exists():
        raise OreflowError(f"{path}: table missing; run `oreflow data build`")
    if check and entry is not None and file_sha256(path) != entry["sha256"]:
        raise OreflowError(f"{path}: bytes differ from the manifest; run `oreflow data build` to write it again")
    try:
        return pl.read_parquet(path)
    except Exception as error:
        raise OreflowError(
            f"{path}: cannot be read as Parquet ({type(error).__name__}); run `oreflow data build`"
        ) from error
