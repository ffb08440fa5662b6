"""Contracts: every shipped table passes, and a bad cell is refused with file, row, column and value."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow.tables import curated
from oreflow.tables.curated.contracts import Row, check_world
from oreflow.tables.curated.reading import checked_rows, table_text
from oreflow.tables.curated.schema import TABLES
from oreflow.vocabulary import OreflowError

DATA_TABLES = sorted(set(TABLES) - {"units", "sources"})
SMALL = ("basket", "content", "routes", "projects", "base_rates", "capacity", "coverage", "parameters")

#: What a person could type wrongly into a cell of each kind, none of which may pass.
BAD = {
    "number": ["1,000", "12 t", "n/a", "-", "1e999", "nan", " 5"],
    "integer": ["1.5", "ten"],
    "year": ["23", "2023-24", "FY2023", "1066"],
    "date": ["31/01/2025", "2025-02-30", "2025", "Jan 2025"],
    "flag": ["yes", "1", "TRUE"],
    "commodity": ["Gallium", "REE", "unobtainium", "rare-earths"],
    "place": ["China", "XYZ", "chn", "*x"],
    "any_place": ["China", "XYZ", "chn"],
    "word": ["Reported", "guess", "tonnes"],
    "source": ["no-such-source", "usgs"],
    "hs": ["2846", "28469", "284690x", "8112.92"],
}


def cells_of(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table_text(name))))


def text_of(cells: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(cells)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_shipped_table_keeps_its_contracts(name: str) -> None:
    assert len(checked_rows(name)) > 10


def test_check_counts_every_row_of_every_table() -> None:
    assert curated.check() == sum(len(cells_of(name)) - 1 for name in TABLES)


@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_a_bad_cell_is_refused_with_its_address(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    table = TABLES[name]
    cells = cells_of(name)
    column = data.draw(st.sampled_from([c for c in table.columns if c.kind in BAD]))
    number = data.draw(st.integers(1, len(cells) - 1))
    bad = data.draw(st.sampled_from(BAD[column.kind]))
    cells[number][cells[0].index(column.name)] = bad
    with pytest.raises(OreflowError) as refused:
        checked_rows(name, text_of(cells))
    message = str(refused.value)
    assert f"{name}.csv row {number + 1}" in message
    assert column.name in message
    assert bad in message
    assert "\n" not in message


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_empty_cell_is_refused_where_unknown_is_not_allowed(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    cells = cells_of(name)
    column = data.draw(st.sampled_from([c for c in TABLES[name].columns if c.required]))
    number = data.draw(st.integers(1, len(cells) - 1))
    cells[number][cells[0].index(column.name)] = ""
    with pytest.raises(OreflowError, match=rf"{name}\.csv row {number + 1}, column '{column.name}'.*empty"):
        checked_rows(name, text_of(cells))


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_repeated_row_is_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    cells = cells_of(name)
    cells.append(list(cells[data.draw(st.integers(1, len(cells) - 1))]))
    with pytest.raises(OreflowError, match=r"repeats row|must not exceed"):
        checked_rows(name, text_of(cells))


@pytest.mark.parametrize(("commodity", "factor"), [("gallium", 1000.0), ("germanium", 1000.0), ("rare earths", 1000.0)])
def test_kilograms_written_as_tonnes_are_caught_by_magnitude(commodity: str, factor: float) -> None:
    header, *rows = cells_of("stage_output")
    at, what = header.index("tonnes"), header.index("commodity")
    mine = [row for row in rows if row[what] == commodity and row[at] and float(row[at]) > 1000 / factor]
    assert mine
    biggest = max(mine, key=lambda row: float(row[at]))
    biggest[at] = str(float(biggest[at]) * factor)
    with pytest.raises(OreflowError, match=r"stage_output\.csv row \d+, column 'tonnes'.*is the unit right"):
        checked_rows("stage_output", text_of([header, *rows]))


@pytest.mark.parametrize("commodity", ["gallium", "germanium", "antimony", "cobalt", "lithium", "magnets", "ndpr"])
def test_a_price_per_kilogram_is_caught_by_magnitude(commodity: str) -> None:
    header, *rows = cells_of("prices")
    at, what = header.index("usd_per_t"), header.index("commodity")
    for row in (row for row in rows if row[what] == commodity):
        spoilt = [list(r) for r in rows]
        spoilt[rows.index(row)][at] = str(float(row[at]) / 1000)
        with pytest.raises(OreflowError, match="is the unit right"):
            checked_rows("prices", text_of([header, *spoilt]))


def test_shares_of_one_whole_may_not_exceed_it() -> None:
    header, *rows = cells_of("end_use")
    at = header.index("share")
    first = [row for row in rows if row[0] == "gallium" and row[2] == "USA"]
    first[0][at] = "0.95"
    with pytest.raises(OreflowError, match="brings the shares"):
        checked_rows("end_use", text_of([header, *rows]))
    first[0][at] = "79"
    with pytest.raises(OreflowError, match="is it in percent"):
        checked_rows("end_use", text_of([header, *rows]))


def test_a_range_must_be_ordered() -> None:
    cells = cells_of("content")
    low, mode = cells[0].index("low"), cells[0].index("mode")
    cells[5][low], cells[5][mode] = "0.9", "0.2"
    with pytest.raises(OreflowError, match=r"content\.csv row 6, column 'mode'"):
        checked_rows("content", text_of(cells))


def test_a_row_may_not_be_known_before_its_source() -> None:
    cells = cells_of("prices")
    source, published = cells[0].index("source_id"), cells[0].index("published_on")
    row = next(i for i, line in enumerate(cells) if line[source] == "usgs-mcs-2026")
    cells[row][published] = "2025-01-31"
    with pytest.raises(OreflowError, match="is before its source 'usgs-mcs-2026'"):
        checked_rows("prices", text_of(cells))


def test_an_assumption_says_what_it_rests_on() -> None:
    cells = cells_of("parameters")
    status, note = cells[0].index("status"), cells[0].index("note")
    row = next(i for i, line in enumerate(cells) if line[status] == "assumed")
    cells[row][note] = ""
    with pytest.raises(OreflowError, match="an assumption says"):
        checked_rows("parameters", text_of(cells))


def test_an_unknown_output_says_why() -> None:
    cells = cells_of("stage_output")
    tonnes, note = cells[0].index("tonnes"), cells[0].index("note")
    row = next(i for i, line in enumerate(cells) if not line[tonnes])
    cells[row][note] = ""
    with pytest.raises(OreflowError, match=rf"stage_output\.csv row {row + 1}, column 'note'"):
        checked_rows("stage_output", text_of(cells))


def test_wrong_header_and_short_row_are_named() -> None:
    cells = cells_of("basket")
    with pytest.raises(OreflowError, match=r"basket\.csv row 1: columns missing \['mode'\], not known \['modus'\]"):
        checked_rows("basket", text_of([["modus" if c == "mode" else c for c in cells[0]], *cells[1:]]))
    with pytest.raises(OreflowError, match=r"basket\.csv row 3: \d+ cells"):
        checked_rows("basket", text_of([*cells[:2], cells[2][:-1], *cells[3:]]))
    with pytest.raises(OreflowError, match="is empty"):
        checked_rows("basket", "")


def test_countries_may_not_sum_to_more_than_the_printed_world() -> None:
    def row(country: str, tonnes: float | None) -> Row:
        key = {"commodity": "gallium", "stage": "primary", "vintage": "v", "year": 2024}
        return {**key, "country": country, "tonnes": tonnes}

    check_world(TABLES["stage_output"], [row("CHN", 750.0), row("JPN", None), row("WLD", 760.0)])
    with pytest.raises(OreflowError, match=r"stage_output\.csv row 4, column 'tonnes': 760\.0 is less than"):
        check_world(TABLES["stage_output"], [row("CHN", 750.0), row("RUS", 60.0), row("WLD", 760.0)])


def test_status_and_dates_are_stated_everywhere() -> None:
    for name in DATA_TABLES:
        for row in checked_rows(name):
            if "status" in row:
                assert row["status"] in {"reported", "derived", "imputed", "assumed"}
                assert isinstance(row["published_on"], date)
                assert row["published_on"] <= date(2026, 11, 22)


def test_assumptions_are_not_dressed_as_reported() -> None:
    kinds = {source.id: source.kind for source in curated.sources().values()}
    for name in DATA_TABLES:
        for number, row in enumerate(checked_rows(name), start=2):
            if kinds.get(str(row.get("source_id"))) != "assumption" or row["status"] == "assumed":
                continue
            empty = row.get("tonnes") is None and row.get("usd") is None  # "reported" as unknown
            assert empty, f"{name}.csv row {number} rests on an assumption but is marked {row['status']}"
