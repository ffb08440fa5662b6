"""Exposure of one country to one commodity: published shares, hubs, parts of a basket, refusals."""

from __future__ import annotations

import json
from datetime import date

import pytest

from oreflow.studies.exposure import ExposureResult, exposure
from oreflow.studies.exposure_stage import hhi
from oreflow.vocabulary import OreflowError, members

OCTOBER = date(2025, 10, 26)


def stage(result: ExposureResult, name: str):  # type: ignore[no-untyped-def]
    return next(s for s in result.stages if s.stage == name)


def test_us_rare_earths_depend_on_china() -> None:
    result = exposure("rare earths", "USA", as_of=OCTOBER)
    assert result.year == 2023
    separated = stage(result, "separated")
    assert separated.largest_supplier == "CHN"
    assert 0.70 < separated.largest_supplier_share.value < 0.85
    assert 0.5 < separated.loss_of_largest.value < 0.85
    assert separated.net_import_reliance.value > 0.9
    assert sum(o.usd_share for o in separated.origins) == pytest.approx(1)
    assert separated.hhi_imports.value == pytest.approx(hhi([o.usd_share for o in separated.origins]))
    assert [line.year for line in separated.history] == list(range(2005, 2024))
    assert result.scores[0].raw_material == "Rare earth"


def test_gallium_leads_back_to_china_through_hubs() -> None:
    # model page: direct China share about 18 %, traced at least 80 %
    china = next(line for line in exposure("gallium", "USA", as_of=OCTOBER).traced if line.country == "CHN")
    assert china.direct == pytest.approx(0.18, abs=0.02)
    assert china.traced >= 0.80


def test_germanium_does_not_stop_with_its_customs_code() -> None:
    refined = stage(exposure("germanium", "USA", as_of=OCTOBER), "refined")
    assert (refined.year, refined.coverage) == (2023, "curated")


def test_concentrate_under_a_metal_code_is_mined_material() -> None:
    malaysia = exposure("rare earths", "MYS", as_of=OCTOBER)
    assert stage(malaysia, "mined").largest_supplier == "AUS"


def test_a_part_of_a_basket_says_whose_figures_it_shows() -> None:
    result = exposure("NdPr", "Japan", as_of=OCTOBER)
    assert result.commodity == "ndpr"
    assert any("rare earths" in note for note in result.notes)


def test_every_figure_has_a_source_or_says_unknown() -> None:
    result = exposure("graphite", "KOR", as_of=OCTOBER)
    ids = {row["id"] for row in result.sources}
    for s in result.stages:
        for figure in (s.imports_usd, s.hhi_imports, s.hhi_output, s.net_import_reliance, s.loss_of_largest):
            assert figure.value is None or set(figure.sources) <= ids
            assert figure.value is None or figure.sources
            assert figure.definition
    assert all(row["published_on"] <= OCTOBER.isoformat() for row in result.sources)
    document = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert document["destination_name"] == "South Korea"


@pytest.mark.parametrize("home", members("G20"))
def test_every_home_of_the_g20_has_an_answer(home: str) -> None:
    result = exposure("cobalt", home, as_of=OCTOBER)
    assert result.stages or result.notes


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(OreflowError, match="latest year is 2023"):
        exposure("cobalt", "USA", year=2024, as_of=OCTOBER)
    with pytest.raises(OreflowError, match="no table holds bilateral trade of helium"):
        exposure("helium")
    with pytest.raises(OreflowError, match="unknown country"):
        exposure("cobalt", "Utopia")
