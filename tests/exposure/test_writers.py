"""Files for other tools: CSV, Parquet, XLSX with sources, and a datapackage that frictionless accepts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import fastexcel
import frictionless
import polars as pl
import pytest

from oreflow.studies.exposure import write_table
from oreflow.studies.exposure_default import default_table
from oreflow.vocabulary import OreflowError


@pytest.fixture(scope="module")
def small() -> pl.DataFrame:
    return default_table([2023], raw_materials=["Cobalt", "Gold"]).with_columns(
        score=pl.when(pl.col("iso3") == "USA").then(float("nan")).otherwise(pl.col("score"))
    )


def test_the_datapackage_of_all_three_formats_is_valid(tmp_path: Path, small: pl.DataFrame) -> None:
    for name in ("table.csv", "table2.xlsx", "table3.parquet"):
        written = write_table(tmp_path / name, format=name.split(".")[1], table=small)  # type: ignore[arg-type]
        assert [path.name for path in written] == [name, "datapackage.json"]
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert [resource["path"] for resource in package["resources"]] == ["table.csv", "table2.xlsx", "table3.parquet"]
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == small.columns
    assert all(field["description"] for field in fields)


def test_what_is_written_can_be_read_back(tmp_path: Path, small: pl.DataFrame) -> None:
    write_table(tmp_path / "t.csv", table=small)
    write_table(tmp_path / "t.parquet", format="parquet", table=small)
    back = pl.read_csv(tmp_path / "t.csv", schema_overrides=small.schema)
    assert back.equals(small.fill_nan(None), null_equal=True)
    assert ",NaN" not in (tmp_path / "t.csv").read_text()
    assert pl.read_parquet(tmp_path / "t.parquet").equals(small, null_equal=True)


def test_the_workbook_lists_its_sources(tmp_path: Path, small: pl.DataFrame) -> None:
    write_table(tmp_path / "t.xlsx", format="xlsx", table=small)
    book = fastexcel.read_excel(tmp_path / "t.xlsx")
    assert book.sheet_names == ["exposure", "columns", "sources"]
    assert book.load_sheet("exposure").to_polars().height == small.height
    sources = book.load_sheet("sources").to_polars()
    assert "baci-2023" in sources["id"].to_list()
    assert sources.filter(pl.col("id") == "baci-2023")["publisher"].to_list() == ["CEPII"]


def test_a_strangers_datapackage_is_left_alone(tmp_path: Path, small: pl.DataFrame) -> None:
    theirs = tmp_path / "datapackage.json"
    theirs.write_text('{"name": "theirs", "resources": []}')
    written = write_table(tmp_path / "t.csv", table=small)
    assert written[1].name == "t.datapackage.json"
    assert json.loads(theirs.read_text())["name"] == "theirs"


def test_a_stream_takes_csv_only(small: pl.DataFrame) -> None:
    stream = io.StringIO()
    assert write_table(stream, table=small) == ()
    assert stream.getvalue().startswith("raw_material,year,")
    with pytest.raises(OreflowError, match="name a file"):
        write_table(stream, format="xlsx", table=small)


def test_an_unwritable_place_is_named(tmp_path: Path, small: pl.DataFrame) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OreflowError, match="cannot write"):
        write_table(tmp_path / "file" / "t.csv", table=small)
    assert not list(tmp_path.glob("*.part"))
