"""Corrections beside the six steps, reported like them: quantities, wrong origins, accepted misfits, feeds."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from toy_facts import stage, trade, world

from oreflow.calibration import from_facts, traced_dependence
from oreflow.calibration.facts import Facts, Link, TradeRow
from oreflow.calibration.trade_steps import mend_quantities


def test_a_repair_counts_only_where_it_fits_the_code_better() -> None:
    # The code is worth 100 USD/t. One repair takes 2 USD/t to 100, the other 90 USD/t to 2.
    rows = [
        *trade(("CHL", "CHN", 1000.0), price=100.0),
        TradeRow("GIN", "CHN", "100000", 100.0, 10_000.0, status="imputed", raw=5000.0),
        TradeRow("PNG", "PRK", "100000", 4500.0, 9_000.0, status="imputed", raw=100.0),
    ]
    done, report = mend_quantities(rows)
    by = {row.origin: row for row in done}
    assert by["GIN"].gross == 100.0
    assert by["PNG"].gross == 100.0
    assert by["PNG"].status == "reported"
    assert [line.origin for line in report] == ["PNG"]


def test_a_large_flow_at_a_fiftieth_of_its_price_is_a_slip() -> None:
    rows = [*trade(("CHN", "USA", 1000.0), price=100.0), TradeRow("TUR", "BEN", "100000", 4000.0, 4000.0)]
    done, report = mend_quantities(rows)
    slip = next(row for row in done if row.origin == "TUR")
    assert slip.gross == pytest.approx(40.0)
    assert slip.status == "imputed"
    assert report[0].before == 4000.0
    # a third of the price is cheap ore, not a slip
    cheap, none = mend_quantities([*rows[:1], TradeRow("TUR", "BEN", "100000", 4000.0, 4000.0 * 33)])
    assert cheap[1].gross == 4000.0
    assert none == []


def test_an_origin_that_cannot_have_made_it_is_named_anew() -> None:
    facts = world((stage(output={"COD": 100.0}),), trade(("COG", "THA", 40.0), ("COD", "CHN", 20.0)))
    done = from_facts(replace(facts, relabel={("100000", "COG"): ("COD", "the Republic of the Congo mines none")}))
    at = done.benchmark.origins.index
    assert done.benchmark.flow[0, at("COD"), at("THA")] == pytest.approx(40.0)
    assert "COG" not in done.benchmark.origins
    assert [x.origin for x in done.report if "counted as COD" in x.reason] == ["COG"]


def test_an_accepted_misfit_is_capped_or_follows_customs_and_says_why() -> None:
    facts = world((stage(output={"MOZ": 30.0, "CHN": 400.0}),), trade(("MOZ", "USA", 60.0), ("CHN", "JPN", 100.0)))
    capped = from_facts(replace(facts, accepted={"toy/refined:MOZ": "shipped from stock"}))
    line = next(x for x in capped.report if x.step == "4 cap")
    assert line.after == pytest.approx(0.98 * 30.0)
    assert "accepted: shipped from stock" in line.reason
    followed = from_facts(replace(facts, evidence={"toy/refined:MOZ": "the buyers' customs state it"}))
    at = followed.benchmark.origins.index
    assert followed.benchmark.flow[0, at("MOZ"), at("USA")] == pytest.approx(60.0)
    assert followed.benchmark.output[0, at("MOZ")] == pytest.approx(60.0 / 0.98)
    assert followed.benchmark.flow_status[0, at("MOZ"), at("MOZ")] == 4


def test_a_published_route_replaces_what_customs_book_there() -> None:
    stated = TradeRow("USA", "CHN", "", 39.0, math.nan, "refined", "", 39.0, "derived")
    one = stage(output={"USA": 40.0, "CHN": 100.0}, curated_flows=(stated,))
    done = from_facts(world((one,), trade(("USA", "CHN", 5.0), ("CHN", "USA", 10.0))))
    at = done.benchmark.origins.index
    assert done.benchmark.flow[0, at("USA"), at("CHN")] == pytest.approx(39.0)
    assert done.benchmark.flow[0, at("CHN"), at("USA")] == pytest.approx(10.0)
    assert any("replaces what customs book" in x.reason and x.before == 5.0 for x in done.report)


def test_one_commodity_feeds_another() -> None:
    # Magnets made in Japan from oxide of China (60) and Australia (20): the user of the magnets depends on both.
    oxide = world((stage(output={"CHN": 200.0, "AUS": 30.0}),), trade(("CHN", "JPN", 60.0), ("AUS", "JPN", 20.0)))
    flows = (TradeRow("JPN", "DEU", "", 100.0, math.nan, "product", "", 100.0, "reported"),)
    magnet = stage("product", {"JPN": 150.0}, commodity="magnet", bilateral="curated", curated_flows=flows)
    facts: Facts = replace(
        world((magnet,), (), links=(Link("toy/refined", "magnet/product", 0.5, "assumed", ""),)),
        commodity="magnet",
        feeds=(oxide,),
    )
    done = from_facts(facts)
    assert [p.name for p in done.benchmark.products] == ["toy/refined", "magnet/product"]
    assert done.benchmark.coefficient[0, 1] == 0.5
    assert traced_dependence(done, "DEU", through_stages=False) == {"JPN": pytest.approx(1.0)}
    assert traced_dependence(done, "DEU") == {"CHN": pytest.approx(0.75), "AUS": pytest.approx(0.25)}
