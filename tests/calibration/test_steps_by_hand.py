"""The six steps on worlds small enough to solve on paper (model.md section 1)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from toy_facts import stage, trade, world

from oreflow.calibration import Calibration, direct_dependence, from_facts, traced_dependence
from oreflow.calibration.facts import ContentRule, Link, RouteRule, TradeRow
from oreflow.calibration.result import Overrides, read_overrides
from oreflow.vocabulary import OreflowError


def cell(calibration: Calibration, origin: str, destination: str, n: int = 0) -> float:
    at = calibration.benchmark.origins.index
    return float(calibration.benchmark.flow[n, at(origin), at(destination)])


def steps(calibration: Calibration, step: str) -> list[tuple[str, str]]:
    return [(x.origin, x.destination) for x in calibration.report if x.step == step]


def test_nothing_to_adjust_reproduces_the_inputs_exactly() -> None:
    facts = world((stage(output={"CHN": 100.0, "AUS": 50.0}),), trade(("CHN", "USA", 30.0), ("AUS", "JPN", 20.0)))
    done = from_facts(facts)
    assert cell(done, "CHN", "USA") == pytest.approx(30.0, rel=1e-12)
    assert cell(done, "AUS", "JPN") == pytest.approx(20.0, rel=1e-12)
    assert cell(done, "CHN", "CHN") == pytest.approx(70.0, rel=1e-12)
    assert {x.step for x in done.report} == {"6 domestic", "8 gather"}
    np.testing.assert_allclose(done.benchmark.flow.sum(axis=2), done.benchmark.output, rtol=1e-12)
    np.testing.assert_allclose(done.benchmark.final_use.sum(axis=2), done.benchmark.use, rtol=1e-12)


def test_reexports_are_traced_to_the_producer() -> None:
    # NLD makes nothing, takes 30 from CHN and 10 from AUS, passes 20 on: 15 of CHN and 5 of AUS (Kastner et al. 2011).
    rows = trade(("CHN", "NLD", 30.0), ("AUS", "NLD", 10.0), ("NLD", "USA", 20.0))
    done = from_facts(world((stage(output={"CHN": 100.0, "AUS": 50.0}),), rows))
    assert cell(done, "CHN", "USA") == pytest.approx(15.0)
    assert cell(done, "AUS", "USA") == pytest.approx(5.0)
    assert cell(done, "CHN", "NLD") == pytest.approx(15.0)
    assert done.hubs == (("NLD",),)
    assert direct_dependence(done, "USA") == {"NLD": pytest.approx(1.0)}
    assert traced_dependence(done, "USA")["CHN"] == pytest.approx(0.75)
    assert done.via_hub[0].sum() == pytest.approx(20.0)


def test_two_hubs_that_trade_with_each_other_keep_the_tonnes() -> None:
    rows = trade(("CHN", "NLD", 40.0), ("NLD", "BEL", 20.0), ("BEL", "NLD", 10.0), ("BEL", "USA", 5.0))
    done = from_facts(world((stage(output={"CHN": 100.0}),), rows))
    # every tonne is Chinese, whatever the way round
    assert done.benchmark.output.sum() == pytest.approx(100.0)
    assert sum(cell(done, "CHN", j) for j in ("NLD", "BEL", "USA", "CHN")) == pytest.approx(100.0)
    assert cell(done, "CHN", "USA") == pytest.approx(5.0)
    # NLD keeps 40 + 10 - 20, BEL keeps 20 - 10 - 5
    assert cell(done, "CHN", "NLD") == pytest.approx(30.0)
    assert cell(done, "CHN", "BEL") == pytest.approx(5.0)


def test_exports_beyond_output_are_scaled_by_one_factor() -> None:
    rows = trade(("AUS", "USA", 60.0), ("AUS", "JPN", 40.0), ("CHN", "JPN", 900.0))
    done = from_facts(world((stage(output={"AUS": 80.0, "CHN": 2000.0}),), rows))
    assert cell(done, "AUS", "USA") == pytest.approx(0.98 * 80.0 * 0.6)
    assert cell(done, "AUS", "AUS") == pytest.approx(0.02 * 80.0)
    line = next(x for x in done.report if x.step == "4 cap")
    assert (line.origin, line.before, line.after) == ("AUS", 100.0, pytest.approx(78.4))
    assert line.factor == pytest.approx(0.784)


def test_a_large_origin_scaled_too_far_refuses_unless_named() -> None:
    facts = world((stage(output={"AUS": 50.0, "CHN": 2000.0}),), trade(("AUS", "USA", 100.0), ("CHN", "JPN", 900.0)))
    with pytest.raises(OreflowError, match=r"toy/refined: exports of AUS.*0\.49.*accept_scale"):
        from_facts(facts)
    done = from_facts(facts, Overrides(accept_scale=("toy/refined:AUS",)))
    assert cell(done, "AUS", "USA") == pytest.approx(49.0)
    # the same misfit at 4 % of trade is corrected and reported, not refused
    small = replace(facts, trade=trade(("AUS", "USA", 100.0), ("CHN", "JPN", 1950.0)))
    assert steps(from_facts(small), "4 cap")[0] == ("AUS", "")


def test_a_refiner_without_mines_gets_no_domestic_flow_from_mine_output() -> None:
    # The trap of "output - exports" on mine output: the USA mines 40, refines 1, imports 10 of refined.
    routes = (
        RouteRule("100000", "*", "*", "refined", "", "reported", ""),
        RouteRule("200000", "*", "*", "mined", "", "reported", ""),
    )
    content = (
        ContentRule("100000", "refined", "*", "*", 1.0, 1.0, 1.0, "reported", ""),
        ContentRule("200000", "mined", "*", "*", 0.5, 0.5, 0.5, "derived", ""),
    )
    stages = (stage("mined", {"USA": 40.0, "CHN": 100.0}), stage("refined", {"USA": 1.0, "CHN": 110.0}))
    rows = trade(("CHN", "USA", 10.0)) + trade(("USA", "CHN", 70.0), code="200000")
    links = (Link("toy/mined", "toy/refined", 1.1, "assumed", ""),)
    done = from_facts(world(stages, rows, routes, content, links))
    assert cell(done, "USA", "USA", 1) / done.benchmark.use[1, done.benchmark.origins.index("USA")] < 0.1
    assert cell(done, "USA", "CHN", 0) == pytest.approx(35.0)  # content step
    # China needs 1.1 x 110 / 0.98 = 123.5 t of mined material, 135 t reach it: no invention
    assert done.invented_share == (0.0, 0.0)
    need = done.benchmark.coefficient[0, 1] * done.benchmark.output[1]
    assert (done.benchmark.use[0] - need >= 0.02 * done.benchmark.use[0] - 1e-9).all()


def _short_world(chinese_refined: float) -> object:
    routes = (
        RouteRule("100000", "*", "*", "refined", "", "reported", ""),
        RouteRule("200000", "*", "*", "mined", "", "reported", ""),
    )
    content = (
        ContentRule("100000", "refined", "*", "*", 1.0, 1.0, 1.0, "reported", ""),
        ContentRule("200000", "mined", "*", "*", 1.0, 1.0, 1.0, "reported", ""),
    )
    stages = (stage("mined", {"AUS": 100.0, "CHN": 50.0}), stage("refined", {"CHN": chinese_refined}))
    rows = trade(("CHN", "USA", 20.0)) + trade(("AUS", "CHN", 40.0), code="200000")
    links = (Link("toy/mined", "toy/refined", 1.0, "assumed", ""),)
    return world(stages, rows, routes, content, links)


def test_missing_input_first_raises_unrecorded_imports_then_lowers_output() -> None:
    done = from_facts(_short_world(98.0))  # needs 100 t, 90 t recorded, Australia has 60 t at home
    assert cell(done, "AUS", "CHN", 0) == pytest.approx(50.0)
    assert cell(done, "AUS", "AUS", 0) == pytest.approx(50.0)
    assert done.benchmark.output[0].sum() == pytest.approx(150.0)  # no output is invented, only a route
    assert done.invented_share[0] == pytest.approx(10.0 / 150.0)
    at = done.benchmark.origins.index
    assert done.benchmark.flow_status[0, at("AUS"), at("CHN")] == 3  # imputed

    with pytest.raises(OreflowError, match=r"toy/mined: 3\d% of tonnes would be invented"):
        from_facts(_short_world(200.0))
    forced = from_facts(_short_world(200.0), Overrides(accept_invented=("toy/mined", "toy/refined")))
    # all but 2 % of Australia's output reaches China: 50 + 98 t, of which 98 % is input
    assert forced.benchmark.output[1].sum() == pytest.approx(0.98 * 148.0)


def test_twin_codes_count_the_larger_not_the_sum() -> None:
    routes = (
        RouteRule("100000", "*", "*", "refined", "", "reported", ""),
        RouteRule("300000", "*", "*", "refined", "", "reported", ""),
        RouteRule("100000", "COD", "*", "refined", "hydroxide", "derived", "one trade"),
        RouteRule("300000", "COD", "*", "refined", "hydroxide", "derived", "one trade"),
    )
    content = (
        ContentRule("100000", "refined", "*", "*", 0.3, 0.3, 0.3, "derived", ""),
        ContentRule("300000", "refined", "*", "*", 0.3, 0.3, 0.3, "derived", ""),
    )
    rows = trade(("COD", "CHN", 400.0), ("FIN", "CHN", 10.0)) + trade(
        ("COD", "CHN", 380.0), ("FIN", "CHN", 20.0), code="300000"
    )
    done = from_facts(world((stage(output={"COD": 200.0, "FIN": 20.0}),), rows, routes, content))
    assert cell(done, "COD", "CHN") == pytest.approx(120.0)
    assert cell(done, "FIN", "CHN") == pytest.approx(9.0)  # no twin group: both codes count
    assert steps(done, "3 twin codes") == [("COD", "CHN")]


def test_unknown_output_is_trade_only_and_says_so() -> None:
    facts = world((stage(output=None),), trade(("CHN", "USA", 40.0), ("CHN", "NLD", 10.0), ("NLD", "DEU", 4.0)))
    done = from_facts(facts, Overrides(theta={"toy/refined": 0.25}))
    assert done.output_basis == ("trade-only",)
    assert done.theta == (0.25,)
    assert cell(done, "CHN", "CHN") == pytest.approx(0.25 * 50.0)
    assert cell(done, "CHN", "DEU") == pytest.approx(4.0)  # the net importer re-exports
    assert any("output not observed" in label for label in done.labels)


def test_missing_quantity_is_imputed_from_value_and_withheld_output_is_assumed() -> None:
    rows = (*trade(("CHN", "USA", 40.0), price=500.0), TradeRow("CHN", "JPN", "100000", math.nan, 5000.0))
    done = from_facts(world((stage(output={"CHN": math.nan, "AUS": 10.0}),), rows))
    assert cell(done, "CHN", "JPN") == pytest.approx(10.0)
    at = done.benchmark.origins.index
    assert done.benchmark.flow_status[0, at("CHN"), at("JPN")] == 3
    assert done.benchmark.flow_status[0, at("CHN"), at("CHN")] == 4  # domestic flow of a withheld output is assumed


def test_a_code_without_content_refuses_in_one_line() -> None:
    facts = world((stage(output={"CHN": 100.0}),), trade(("CHN", "USA", 1.0)), content=())
    with pytest.raises(OreflowError, match=r"toy/refined: no content row for HS 100000") as caught:
        from_facts(facts)
    assert "\n" not in str(caught.value)
    done = from_facts(facts, Overrides(content={"100000": 0.5}))
    assert cell(done, "CHN", "USA") == pytest.approx(0.5)


def test_unknown_override_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OreflowError, match=r"'accept_scales'.*known overrides: accept_scale"):
        read_overrides({"accept_scales": ["CHN"]})


def test_curated_total_less_its_parts_goes_to_the_rest() -> None:
    flows = (
        TradeRow("CHN", "USA", "", 10.0, math.nan, "refined", "", 10.0, "reported"),
        TradeRow("CHN", "WLD", "", 35.0, math.nan, "refined", "", 35.0, "reported"),
    )
    one = stage(output={"CHN": 100.0}, bilateral="curated", curated_flows=flows)
    done = from_facts(world((one,), ()))
    assert cell(done, "CHN", "USA") == pytest.approx(10.0)
    assert cell(done, "CHN", "ROW") == pytest.approx(25.0)
    assert cell(done, "CHN", "CHN") == pytest.approx(65.0)


def test_input_cost_share_is_derived_and_capped() -> None:
    routes = (
        RouteRule("100000", "*", "*", "refined", "", "reported", ""),
        RouteRule("200000", "*", "*", "mined", "", "reported", ""),
    )
    content = (
        ContentRule("100000", "refined", "*", "*", 1.0, 1.0, 1.0, "reported", ""),
        ContentRule("200000", "mined", "*", "*", 1.0, 1.0, 1.0, "reported", ""),
    )
    stages = (stage("mined", {"AUS": 100.0}), stage("refined", {"CHN": 40.0, "JPN": 10.0}))
    rows = (
        *trade(("CHN", "USA", 20.0), price=2000.0),
        *trade(("JPN", "USA", 5.0), price=1000.0),
        *trade(("AUS", "CHN", 60.0), ("AUS", "JPN", 20.0), code="200000", price=1000.0),
    )
    done = from_facts(world(stages, rows, routes, content, (Link("toy/mined", "toy/refined", 1.2, "assumed", ""),)))
    at = done.benchmark.origins.index
    assert done.benchmark.input_share[0, 1, at("CHN")] == pytest.approx(1.2 * 1000 / 2000)
    assert done.benchmark.input_share[0, 1, at("JPN")] == pytest.approx(0.9)  # 1.2 x 1000 / 1000 is cut
    assert any("cut to 0.9" in x.reason for x in done.report)
    assert traced_dependence(done, "USA") == {"AUS": pytest.approx(1.0)}
