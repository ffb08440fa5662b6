"""Floors, offtakes, stocks and lost capacity at nothing, a middle value and all."""

from __future__ import annotations

import numpy as np
import pytest

from oreflow.equilibrium.instruments import apply, changes

from .world import CHN, HEAVY, MYS, NDPR, USA, act, point, world


@pytest.mark.parametrize("instrument", ["price_floor", "contract_for_difference"])
@pytest.mark.parametrize("ratio", [0.0, 1.5, 3.0])
def test_floor_holds_for_the_supported_producers(instrument: str, ratio: float) -> None:
    floor = apply([act(instrument, ratio, actor="USA")], world()).price_floor
    expected = np.zeros((3, 3))
    expected[NDPR, USA] = ratio
    assert np.array_equal(floor, expected)


def test_floor_in_money_for_a_partner() -> None:
    # NdPr at 110 USD/kg (events.csv, DoD and JARE floors) over a benchmark unit value of 60
    support = act("price_floor", actor="JPN", targets=("MYS",), terms={"floor_usd_per_kg": point(110.0)})
    floor = apply([support], world()).price_floor
    assert floor[NDPR, MYS] == pytest.approx(110 / 60)
    assert np.count_nonzero(floor) == 1


def test_floor_in_money_does_not_reach_a_basket_it_names_in_part() -> None:
    support = act("price_floor", actor="USA", commodities=("dysprosium",), terms={"floor_usd_per_kg": point(300.0)})
    (change,) = changes([support], world())
    assert not change.price_floor.any()  # type: ignore[union-attr]
    assert "no producer" in change.notes[0]


def test_of_two_floors_the_higher_counts() -> None:
    pair = [act("price_floor", 1.2, id="a", actor="USA"), act("price_floor", 1.6, id="b", actor="USA")]
    assert apply(pair, world()).price_floor[NDPR, USA] == 1.6


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_offtake_is_a_vintage_sold_to_the_one_who_promised(share: float) -> None:
    promise = act("offtake", share, actor="USA", targets=("MYS",), terms={"cost_ratio": point(1.4)})
    vintages = apply([promise], world()).vintages
    if share == 0.0:
        assert vintages == ()
        return
    (plant,) = vintages
    assert (plant.product, plant.origin, plant.cost_ratio) == (NDPR, MYS, 1.4)
    assert plant.capacity * plant.utilisation == pytest.approx(share * 200.0)
    assert plant.offtake == ((USA, 1.0),)


def test_offtake_in_tonnes_over_classes_of_buyers() -> None:
    promise = act("offtake", actor="USA", targets=("MYS",), terms={"tonnes_per_year": point(45.0)})
    (plant,) = apply([promise], world(classes=True)).vintages
    assert plant.capacity == pytest.approx(50.0)
    assert dict(plant.offtake) == {1: pytest.approx(0.8), 2: pytest.approx(0.2)}


@pytest.mark.parametrize("share", [-0.5, 0.0, 0.5, 1.0])
def test_stockpile_buys_or_releases_where_the_actor_is(share: float) -> None:
    release = apply([act("stockpile", share, actor="USA")], world()).stock_release
    expected = np.zeros((3, 3))
    expected[NDPR, USA] = -share * 200.0
    assert release == pytest.approx(expected)


def test_stockpile_in_money_and_tonnes_agree() -> None:
    in_money = act("stockpile", actor="USA", terms={"value_usd": point(3_000_000.0)})
    in_tonnes = act("stockpile", actor="USA", terms={"tonnes_per_year": point(50.0)})
    left, right = (apply([m], world(classes=True)).stock_release for m in (in_money, in_tonnes))
    assert left == pytest.approx(right)
    assert left.sum() == pytest.approx(-50.0)


def test_money_for_one_element_buys_no_basket() -> None:
    for goods, bought in (("scandium", 0.0), ("heavy rare earths", 5.0)):
        purchase = act("stockpile", actor="USA", commodities=(goods,), terms={"value_usd": point(1_000_000.0)})
        assert apply([purchase], world()).stock_release.sum() == pytest.approx(-bought)


@pytest.mark.parametrize("lost", [0.0, 0.3, 1.0])
def test_production_shock_takes_capacity_of_the_covered_part(lost: float) -> None:
    factor = apply([act("production_shock", lost, commodities=("rare earths",))], world()).capacity_factor
    assert factor[[NDPR, HEAVY], CHN].tolist() == [1.0 - lost] * 2
    assert (factor[:, [USA, MYS]] == 1.0).all()


def test_two_shocks_multiply() -> None:
    factor = apply(
        [act("production_shock", 0.5, id="a"), act("production_shock", 0.2, id="b")], world()
    ).capacity_factor
    assert factor[NDPR, CHN] == pytest.approx(0.4)
