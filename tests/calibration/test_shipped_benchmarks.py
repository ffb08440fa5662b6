"""Every product that calibrates on shipped data keeps the books; the committed pages say what the code says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from oreflow.calibration import Calibration, calibrate, coverage_lines, parameters_for, traced_dependence
from oreflow.calibration.adjustment_report import REPORT_YEAR, page_name, to_markdown, write_reports
from oreflow.calibration.input_use import COST_LIMIT, FINAL_FLOOR, INVENTED_LIMIT
from oreflow.equilibrium.setting import check_benchmark
from oreflow.vocabulary import OreflowError, commodities

PAGES = Path(__file__).parents[2] / "docs" / "benchmarks"


@cache
def all_of(year: int) -> tuple[dict[str, Calibration], dict[str, str]]:
    done: dict[str, Calibration] = {}
    refused: dict[str, str] = {}
    for name in dict.fromkeys(line.commodity for line in coverage_lines()):
        try:
            done[name] = calibrate(name, year=year)
        except OreflowError as error:
            refused[name] = str(error)
    return done, refused


@pytest.mark.parametrize("year", [2023, 2024])
def test_at_least_twenty_five_products_calibrate(year: int) -> None:
    done, refused = all_of(year)
    assert len({p.name for c in done.values() for p in c.benchmark.products}) >= 25
    must = {
        "rare earths",
        "ndpr",
        "heavy rare earths",
        "cerium and lanthanum",
        "gallium",
        "graphite",
        "cobalt",
        "magnets",
    }
    assert must | {"germanium", "antimony", "lithium", "magnesium", "copper", "nickel"} <= set(done), refused
    assert all("\n" not in reason for reason in refused.values())


@pytest.mark.parametrize("year", [2023, 2024])
def test_books_of_every_benchmark(year: int) -> None:
    for name, done in all_of(year)[0].items():
        held = done.benchmark
        check_benchmark(held)
        scale = held.output.max(axis=1)[:, None]
        assert held.flow.min() >= 0.0, name
        np.testing.assert_allclose(held.flow.sum(axis=2), held.output, rtol=1e-9, err_msg=name)
        need = held.coefficient @ held.output
        left = held.final_use.sum(axis=2)
        np.testing.assert_allclose(left + need, held.use, rtol=1e-9, atol=1e-9 * scale.max(), err_msg=name)
        assert (left >= FINAL_FLOOR * held.use - 1e-9 * scale).all(), name
        assert (held.capacity >= 1.05 * held.output * (1 - 1e-12)).all(), name
        assert (held.unit_value > 0).all(), name
        assert held.input_share.min() >= 0.0, name
        assert held.input_share.sum(axis=0).max() <= COST_LIMIT + 1e-12, name
        assert max(done.invented_share) <= INVENTED_LIMIT, name
        assert ((held.flow_status > 0) == (held.flow > 0)).all(), name
        assert held.origins[-1] == "ROW", name
        assert {product.commodity for product in held.products} <= set(commodities()), name


def test_observed_flows_come_through_untouched_where_nothing_was_adjusted() -> None:
    # Aluminium: metal, content 0.998, one code, no cap on large exporters: Canada to the USA as booked in BACI 2023.
    from oreflow.tables import trade

    booked = trade(["760110"], [2023])
    row = booked.filter((booked["origin"] == "CAN") & (booked["destination"] == "USA"))
    held = all_of(2023)[0]["aluminium"].benchmark
    flow = held.flow[0, held.origins.index("CAN"), held.origins.index("USA")]
    direct = all_of(2023)[0]["aluminium"].direct[0, held.origins.index("CAN"), held.origins.index("USA")]
    assert row["flag"].to_list() == [""]
    assert direct == pytest.approx(0.998 * row["tonnes"].item(), rel=1e-9)
    assert flow >= direct * (1 - 1e-9)  # re-exports of Canadian metal may come on top, nothing is taken away


def test_every_home_of_the_g20_stands_alone_where_it_uses_anything() -> None:
    for name in ("rare earths", "copper", "graphite"):
        done = all_of(2023)[0][name]
        users = {line.origin for line in done.origins if line.use > 0}
        for iso3 in {"USA", "JPN", "KOR", "DEU", "AUS", "IND", "BRA", "FRA", "GBR", "TUR", "IDN"} & users:
            assert iso3 in done.benchmark.origins, (name, iso3)
            shares = traced_dependence(done, iso3)
            assert not shares or sum(shares.values()) == pytest.approx(1.0)


def test_gathering_keeps_every_tonne() -> None:
    done = all_of(2023)[0]["copper"]
    everyone = calibrate("copper", year=2023, overrides={"keep": [line.origin for line in done.origins]})
    assert len(everyone.benchmark.origins) > len(done.benchmark.origins)
    assert everyone.benchmark.flow.sum() == pytest.approx(done.benchmark.flow.sum(), rel=1e-12)
    at, to = done.benchmark.origins.index, everyone.benchmark.origins.index
    assert done.benchmark.flow[0, at("CHL"), at("CHN")] == pytest.approx(
        everyone.benchmark.flow[0, to("CHL"), to("CHN")], rel=1e-12
    )


def test_parameters_are_complete_and_say_where_they_come_from() -> None:
    for name in ("gallium", "rare earths", "vanadium"):
        done = all_of(2023)[0][name]
        found = parameters_for(done)
        for n, product in enumerate(done.benchmark.products):
            names = {p.name for p in found if p.scope == product.name}
            assert {"sigma", "eta", "kappa", "stock_months", "p_choke", "utilisation"} <= names
            assert ("theta" in names) == (done.theta[n] is not None)
        assert all(p.low <= p.mode <= p.high and p.source and p.status in ("sourced", "assumed") for p in found)


def test_a_page_is_committed_for_every_product_and_shows_a_factor_per_origin() -> None:
    overview = (PAGES / "README.md").read_text(encoding="utf-8")
    for name in ("rare earths", "gallium", "graphite", "cobalt", "copper", "magnets"):
        text = (PAGES / page_name(name)).read_text(encoding="utf-8")
        assert "| origin | role | booked exports | x content | contained | x cap |" in text
        assert f"({page_name(name)})" in overview
    assert overview.count("](") >= 25


@pytest.mark.long
def test_committed_pages_are_what_the_code_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from oreflow import tables

    monkeypatch.setenv("OREFLOW_DATA", str(tmp_path / "empty"))
    tables.forget()
    try:
        written = write_reports(tmp_path / "pages", REPORT_YEAR)
    finally:
        monkeypatch.undo()
        tables.forget()
    stale = [p.name for p in written if p.read_text("utf-8") != (PAGES / p.name).read_text("utf-8")]
    assert not stale, "run `python scripts/write_benchmark_reports.py` and commit docs/benchmarks"


def test_the_same_calibration_gives_the_same_page() -> None:
    assert to_markdown(calibrate("gallium", year=2023)) == to_markdown(all_of(2023)[0]["gallium"])
