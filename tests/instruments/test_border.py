"""Duties, quotas and bans at 0 %, a middle value and 100 %, on wedges written out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from oreflow.equilibrium.instruments import apply, change_of, changes
from oreflow.equilibrium.wedges import Wedges, none
from oreflow.vocabulary.errors import OreflowError

from .world import CHN, HEAVY, MAGNETS, MYS, NDPR, USA, act, point, world


def same(left: Wedges, right: Wedges) -> bool:
    """Equal in every array, no quotas and no vintages on either side."""
    arrays = ("tariff", "export_tax", "freight", "capacity_factor", "price_floor", "stock_release")
    return all(np.array_equal(getattr(left, a), getattr(right, a)) for a in arrays) and not left.quotas + right.quotas


@pytest.mark.parametrize("rate", [0.0, 0.25, 1.0])
def test_tariff_is_the_rate_on_routes_into_the_actor(rate: float) -> None:
    wedges = apply([act("tariff", rate, actor="USA", targets=("CHN",), commodities=("all goods",))], world())
    expected = np.zeros((3, 3, 3))
    expected[:, CHN, USA] = rate
    assert np.array_equal(wedges.tariff, expected)


def test_tariff_exemption_leaves_the_goods_out() -> None:
    duty = act("tariff", 0.34, actor="USA", targets=("CHN",), commodities=("all goods",), exempt=("rare earths",))
    tariff = apply([duty], world()).tariff
    assert tariff[NDPR, CHN, USA] == tariff[HEAVY, CHN, USA] == 0.0
    assert tariff[MAGNETS, CHN, USA] == 0.34


def test_layers_stack_and_the_later_duty_of_a_layer_replaces_the_earlier() -> None:
    def duty(name: str, rate: float, layer: str, day: date):  # type: ignore[no-untyped-def]
        goods = {"actor": "USA", "targets": ("CHN",), "commodities": ("all goods",)}
        return act("tariff", rate, id=name, layer=layer, effective=day, announced=day, **goods)

    steps = [
        duty("fentanyl-20", 0.20, "fentanyl", date(2025, 3, 4)),
        duty("reciprocal-125", 1.25, "reciprocal", date(2025, 4, 10)),
        duty("reciprocal-10", 0.10, "reciprocal", date(2025, 5, 14)),
        duty("zero", 0.0, "fentanyl", date(2026, 2, 20)),
    ]
    on = {date(2025, 3, 10): 0.20, date(2025, 4, 20): 1.45, date(2025, 6, 1): 0.30, date(2026, 3, 1): 0.10}
    for day, rate in on.items():
        assert apply(steps, world(), on=day).tariff[NDPR, CHN, USA] == pytest.approx(rate)
    assert apply(list(reversed(steps)), world()).tariff[NDPR, CHN, USA] == pytest.approx(0.10)


@pytest.mark.parametrize("rate", [0.0, 0.15, 1.0])
def test_export_tax_is_paid_at_the_origin_and_spares_home_sales(rate: float) -> None:
    tax = apply([act("export_tax", rate)], world()).export_tax
    assert tax[NDPR, CHN].tolist() == [0.0, rate, rate]
    assert not tax[HEAVY].any()
    assert not tax[:, [USA, MYS]].any()


@pytest.mark.parametrize(("share", "limit"), [(0.0, 0.0), (0.4, 60.0), (1.0, None)])
def test_export_quota_is_a_share_of_exports(share: float, limit: float | None) -> None:
    quotas = apply([act("export_quota", share)], world()).quotas
    if limit is None:
        assert quotas == ()
        return
    (quota,) = quotas
    assert quota.limit == pytest.approx(limit)
    assert np.argwhere(quota.members).tolist() == [[NDPR, CHN, USA], [NDPR, CHN, MYS]]


def test_export_quota_in_tonnes_is_split_over_the_basket() -> None:
    quota = act("export_quota", commodities=("rare earths",), terms={"limit_t": point(90.0)})
    limits = {q.members.any(axis=(1, 2)).argmax(): q.limit for q in apply([quota], world()).quotas}
    assert limits == {NDPR: pytest.approx(90 * 150 / 180), HEAVY: pytest.approx(90 * 30 / 180)}


@pytest.mark.parametrize("instrument", ["export_ban", "import_ban"])
@pytest.mark.parametrize(("share", "limit"), [(0.0, None), (0.5, 50.0), (1.0, 0.0)])
def test_bans_cut_the_share_of_the_flow(instrument: str, share: float, limit: float | None) -> None:
    who = {"actor": "CHN", "targets": ("USA",)} if instrument == "export_ban" else {"actor": "USA", "targets": ("CHN",)}
    quotas = apply([act(instrument, share, **who)], world()).quotas
    assert [q.limit for q in quotas] == ([] if limit is None else [pytest.approx(limit)])
    assert all(np.argwhere(q.members).tolist() == [[NDPR, CHN, USA]] for q in quotas)


def test_controls_on_different_parts_of_a_basket_add_their_cuts() -> None:
    april = act("licence", 0.5, id="april", commodities=("dysprosium", "terbium", "yttrium"))
    october = act("licence", 0.2, id="october", commodities=("holmium", "erbium"))
    alone = [q.limit for m in (april, october) for q in apply([m], world()).quotas]
    (both,) = apply([april, october], world()).quotas
    assert both.limit == pytest.approx(30.0 - sum(30.0 - limit for limit in alone))
    assert both.limit < min(alone)


def test_controls_on_the_same_goods_stay_two_ceilings() -> None:
    quotas = apply([act("licence", 0.5, id="a"), act("licence", 0.2, id="b")], world()).quotas
    assert [q.limit for q in quotas] == [pytest.approx(75.0), pytest.approx(30.0)]


@pytest.mark.parametrize(("ratio", "levy"), [(0.0, 0.0), (1.0, 0.0), (1.5, 0.5)])
def test_minimum_import_price_tops_up_to_the_floor(ratio: float, levy: float) -> None:
    floor = act("minimum_import_price", ratio, actor="USA", targets=("CHN",))
    assert apply([floor], world()).tariff[NDPR, CHN, USA] == pytest.approx(levy)


def test_minimum_import_price_in_money_looks_at_the_price_of_today() -> None:
    floor = act("minimum_import_price", actor="USA", terms={"floor_usd_per_kg": point(90.0)})  # benchmark 60 USD/kg
    prices = np.ones((3, 3))
    prices[NDPR, CHN] = 0.5
    tariff = apply([floor], world(), prices=prices).tariff
    assert tariff[NDPR, CHN, USA] == pytest.approx(2.0)  # 90 over 30
    assert tariff[NDPR, MYS, USA] == pytest.approx(0.5)  # 90 over 60


def test_zero_measures_are_no_wedge() -> None:
    bench = world()
    idle = [
        act("tariff", 0.0, id="a", actor="USA"),
        act("export_tax", 0.0, id="b"),
        act("export_ban", 0.0, id="c"),
        act("licence", 1.0, id="d"),
        act("entity_list", 0.0, id="e", terms={"class_share": point(0.1)}),
        act("production_shock", 0.0, id="f"),
        act("stockpile", 0.0, id="g", actor="USA"),
        act("foreign_product_rule", 0.0, id="h"),
        act("technology_control", 1.0, id="i"),
        act("truce", id="j"),
    ]
    assert same(apply(idle, bench), none(bench))


def test_a_missing_severity_is_refused_not_invented() -> None:
    with pytest.raises(OreflowError, match=r"measure 'm' \(tariff\) states no severity; give low, mode and high"):
        apply([act("tariff", actor="USA")], world())


def test_a_percentage_written_as_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ratios, 1\.0 = 100 %"):
        act("licence", 60.0)
    with pytest.raises(OreflowError, match="outside 0-1"):
        apply([act("licence", 0.6)], world(), severities={"m": 60.0})


def test_a_drawn_severity_takes_the_place_of_the_mode() -> None:
    wedges = apply([act("tariff", 0.1, actor="USA", targets=("CHN",))], world(), severities={"m": 0.7})
    assert wedges.tariff[NDPR, CHN, USA] == 0.7


def test_the_change_says_what_it_reaches_and_what_it_does_not() -> None:
    assert change_of(act("export_ban", 1.0, targets=("USA",)), world()).reached == pytest.approx(100.0)
    (nothing,) = changes([act("export_ban", 1.0, commodities=("gallium",))], world())
    assert nothing.notes == ("m: reaches no flow of this benchmark",)


def test_europe_means_its_members() -> None:
    from dataclasses import replace

    bench = world()
    bench = replace(bench, origins=("CHN", "FRA", "MYS"))
    wedges = apply([act("export_tax", 0.3, actor="EU")], bench)
    assert wedges.export_tax[NDPR, 1].tolist() == [0.3, 0.3, 0.3]
    assert not wedges.export_tax[:, [0, 2]].any()
