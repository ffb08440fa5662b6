"""Instruments in the solved market: the signs that theory fixes, and nothing where nothing is done."""

from __future__ import annotations

import numpy as np
import pytest

from oreflow.equilibrium.instruments import apply
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.result import Result
from oreflow.vocabulary.measure import Measure

from .world import CHN, HEAVY, MAGNETS, MYS, NDPR, USA, act, point, world


def run(*measures: Measure, **given: float) -> Result:
    bench = world()
    result = solve(bench, apply(measures, bench, **given), Parameters.of(bench, sigma=3.0, eta=0.5, kappa=6.0))
    assert result.convergence.converged
    return result


def test_no_measure_returns_the_benchmark() -> None:
    result = run()
    making = world().output > 0
    assert result.price[making] == pytest.approx(1.0, rel=1e-9)
    assert np.isnan(result.price[HEAVY, USA])  # nothing made there, so no price
    assert result.flow == pytest.approx(world().flow, abs=1e-6)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_export_quota_is_cheap_at_home_and_dear_abroad(share: float) -> None:
    result = run(act("export_quota", share))
    assert result.price[NDPR, CHN] < 1.0  # the goods that may not leave press on the home price
    assert result.composite[NDPR, USA] > 1.0
    assert result.price[NDPR, MYS] > 1.0  # and rivals abroad sell dearer
    assert result.price[MAGNETS, CHN] < 1.0  # cheap input: the downstream subsidy of an upstream quota
    assert result.flow[NDPR, CHN, [USA, MYS]].sum() == pytest.approx(share * 150.0, rel=1e-6)


def test_tighter_quotas_bite_more_and_end_in_the_ban() -> None:
    prices = [run(act("export_quota", s)).composite[NDPR, USA] for s in (1.0, 0.7, 0.4, 0.1, 0.0)]
    assert prices[0] == pytest.approx(1.0)
    assert (np.diff(prices) > 0).all()
    assert prices[-1] == pytest.approx(run(act("export_ban", 1.0)).composite[NDPR, USA], rel=1e-6)


def test_licence_rent_goes_where_the_measure_says() -> None:
    for holder in ("state", "licensee", "importer"):
        (rent,) = run(act("licence", 0.5, rent_holder=holder)).rents
        assert rent.holder == holder
        assert rent.usd > 0


def test_tariff_lowers_the_price_of_the_taxed_and_raises_revenue() -> None:
    result = run(act("tariff", 1.0, actor="USA", targets=("CHN",), commodities=("all goods",)))
    assert result.price[NDPR, CHN] < 1.0 < result.composite[NDPR, USA]
    assert result.flow[NDPR, MYS, USA] > 40.0
    assert result.tariff_revenue[NDPR, USA] > 0


def test_a_prohibitive_tariff_comes_near_the_import_ban() -> None:
    banned = run(act("import_ban", 1.0, actor="USA", targets=("CHN",), commodities=("heavy rare earths",)))
    taxed = run(act("tariff", 20.0, actor="USA", targets=("CHN",), commodities=("heavy rare earths",)))
    assert banned.flow[HEAVY, CHN, USA] == 0.0
    assert taxed.flow[HEAVY, CHN, USA] < 0.2
    assert banned.unmet[HEAVY, USA] >= taxed.unmet[HEAVY, USA] > 0


def test_evasion_softens_a_ban() -> None:
    hard = run(act("export_ban", 1.0, targets=("USA",)))
    soft = run(act("export_ban", 1.0, targets=("USA",), terms={"evasion_share": point(0.6)}))
    assert hard.flow[NDPR, CHN, USA] == 0.0 < soft.flow[NDPR, CHN, USA]
    assert soft.composite[NDPR, USA] < hard.composite[NDPR, USA]


def test_floor_keeps_a_producer_in_business_when_prices_fall() -> None:
    flood = act("stockpile", -0.5, id="flood", actor="USA")
    floor = act("price_floor", 1.2, id="floor", actor="USA")
    assert run(flood).output[NDPR, USA] < 60.0
    supported = run(flood, floor)
    assert supported.output[NDPR, USA] > run(flood).output[NDPR, USA]
    assert supported.floor_cost[NDPR, USA] > 0


def test_offtake_under_a_ban_lowers_the_buyers_price() -> None:
    ban = act("export_ban", 0.9, targets=("USA",))
    plant = act("offtake", id="plant", actor="USA", targets=("MYS",), terms={"tonnes_per_year": point(40.0)})
    assert run(ban, plant).composite[NDPR, USA] < run(ban).composite[NDPR, USA]


def test_stockpile_purchase_is_dear_and_release_is_cheap() -> None:
    buy, idle, release = (run(act("stockpile", s, actor="USA")).composite[NDPR, USA] for s in (0.3, 0.0, -0.3))
    assert buy > idle > release


def test_production_shock_raises_prices_everywhere() -> None:
    result = run(act("production_shock", 0.3))
    assert (result.composite[NDPR] > 1.0).all()


def test_foreign_product_rule_hurts_the_buyer_of_third_country_goods() -> None:
    result = run(act("foreign_product_rule", 1.0, commodities=("rare earths",)))
    assert result.flow[MAGNETS, MYS, USA] < 100.0
    assert result.composite[MAGNETS, USA] > 1.0


def test_minimum_import_price_holds_once_prices_are_fed_back() -> None:
    bench, floor = world(), act("minimum_import_price", 1.5, actor="USA", targets=("CHN",))
    prices = np.ones((3, 3))
    for _ in range(30):
        result = solve(bench, apply([floor], bench, prices=prices), Parameters.of(bench))
        prices = result.price
    wedge = apply([floor], bench, prices=prices).tariff[NDPR, CHN, USA]
    assert prices[NDPR, CHN] * (1.0 + wedge) == pytest.approx(1.5, rel=1e-6)
