"""Whatever bytes a file holds, an import ends in a report or in one line of error, never in a traceback."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow import tables
from oreflow.tables.imports import import_files
from oreflow.vocabulary import OreflowError

from . import official_files as files

WRITERS: dict[str, Callable[[Path], Path]] = {
    "baci": lambda folder: files.write_text(folder, files.BACI_NAME, files.BACI),
    "baci zip": lambda folder: files.write_zip(folder, "BACI_HS92_V202601.zip", {files.BACI_NAME: files.BACI}),
    "comtrade": lambda folder: files.write_text(folder, "comtrade.csv", files.COMTRADE),
    "mcs2025": lambda folder: files.write_text(folder, "MCS2025_World_Data.csv", files.MCS2025),
    "mcs2026": lambda folder: files.write_text(folder, "MCS2026_Commodities_Data.csv", files.MCS2026, "cp1252"),
    "wmd": lambda folder: files.write_xlsx(folder, "wmd.xlsx", files.WMD),
    "wgi": lambda folder: files.write_xlsx(folder, "wgidataset.xlsx", files.WGI),
}


@pytest.mark.long
@pytest.mark.parametrize("layout", list(WRITERS))
def test_damaged_bytes_end_in_one_line(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = WRITERS[layout](tmp_path)
    original = sound.read_bytes()

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def damaged(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as name:
            monkeypatch.setenv("OREFLOW_DATA", str(Path(name) / "store"))
            path = Path(name) / sound.name
            payload = bytearray(original)
            at = data.draw(st.integers(0, len(payload) - 1))
            kind = data.draw(st.sampled_from(["cut", "flip", "drop", "insert", "comma", "newline"]))
            if kind == "cut":
                del payload[at:]
            elif kind == "drop":
                del payload[at : at + data.draw(st.integers(1, 40))]
            elif kind == "flip":
                payload[at] ^= data.draw(st.integers(1, 255))
            else:
                new = {"insert": data.draw(st.binary(min_size=1, max_size=8)), "comma": b",", "newline": b"\n"}[kind]
                payload[at:at] = new
            path.write_bytes(bytes(payload))
            told = ""
            try:
                import_files([path], [].append)
            except OreflowError as error:
                told = str(error)
            assert "\n" not in told
            assert not told or not (Path(name) / "store").exists()

    damaged()
    tables.forget()
