"""Worlds solved by hand in docs/model.md §9: two countries, two stages, three stages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oreflow.equilibrium import toy
from oreflow.equilibrium.benchmark import Buyer
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.wedges import QuotaGroup, Vintage, none

#: Switches the backstop off for hand arithmetic: epsilon = 1e-27 at sigma 3, 1e-9 at sigma 1.
NO_BACKSTOP = 1e9


def two_countries():
    """A makes 100 t (60 at home, 40 to B); B makes 20 t for itself."""
    flow = np.array([[[60.0, 40.0], [0.0, 20.0]]])
    return toy.world(flow, origins=("A", "B"))


def unit_elastic(benchmark, **changes):
    """sigma = eta = 1: each origin's sales to a buyer are X0 / d, whatever the others do."""
    return Parameters.of(benchmark, sigma=1, eta=1, kappa=1, supply="isoelastic", p_choke=NO_BACKSTOP, **changes)


def test_two_countries_tariff():
    """60/p + 40/(1.5625 p) = 100 p, so p_A^2 = 0.856; B's own price does not move."""
    benchmark = two_countries()
    tariff = np.zeros((1, 2, 2))
    tariff[0, 0, 1] = 0.5625
    found = solve(benchmark, replace(none(benchmark), tariff=tariff), unit_elastic(benchmark))
    p = 0.856**0.5
    assert found.price[0] == pytest.approx([p, 1.0], abs=1e-8)
    assert found.flow[0, 0] == pytest.approx([60 / p, 25.6 / p], rel=1e-8)
    assert 1 / found.composite[0, 1] == pytest.approx((2 / 3) / (1.5625 * p) + 1 / 3, rel=1e-8)
    assert found.tariff_revenue[0, 1] == pytest.approx(0.5625 * 25.6 * 1000, rel=1e-8)
    # At eta = 1 the area left of demand is F0 ln P.
    assert found.consumer_surplus[0, 0] == pytest.approx(-60 * 1000 * np.log(p), rel=1e-8)
    # Supply Q0 p: surplus is Q0 p^2 / 2.
    assert found.producer_surplus[0, 0] == pytest.approx(1000 * 50 * (0.856 - 1), rel=1e-8)


def test_two_countries_quota_and_its_rent():
    """Quota of 19 t: 60/p + 19 = 100 p gives p = 0.875; e^mu = 40/(19 p); the rent is 19 p (e^mu - 1)."""
    benchmark = two_countries()
    members = np.zeros((1, 2, 2), dtype=bool)
    members[0, 0, 1] = True
    p = (19 + (19**2 + 4 * 100 * 60) ** 0.5) / 200
    found = solve(benchmark, none(benchmark).with_quotas(QuotaGroup("q", members, 19.0)), unit_elastic(benchmark))
    assert p == pytest.approx(0.875, abs=1e-3)
    assert found.price[0, 0] == pytest.approx(p, abs=1e-9)
    rent = found.rents[0]
    assert np.exp(rent.multiplier) == pytest.approx(40 / (19 * p), rel=1e-8)
    assert rent.usd == pytest.approx(1000 * (40 - 19 * p), rel=1e-8)
    assert (rent.holder, rent.flow) == ("licensee", pytest.approx(19.0))


def test_ban_of_the_only_supplier_ends_at_the_backstop():
    """B buys from A only; the ban leaves P = 25, use 40 x 25^-0.5 = 8 t, all of it unmet: used less 32, unmet 8."""
    benchmark = toy.world(np.array([[[60.0, 40.0]]]), origins=("A",), buyers=(Buyer("A"), Buyer("B")))
    members = np.array([[[False, True]]])
    found = solve(
        benchmark,
        none(benchmark).with_quotas(QuotaGroup("ban", members, 0)),
        Parameters.of(benchmark, sigma=3, eta=0.5),
    )
    assert found.composite[0, 1] == pytest.approx(25)
    assert found.unmet[0, 1] == pytest.approx(8)
    assert found.bound[0].tolist() == [False, True]
    lost = found.who_replaces_whom("toy/stage0", "B")
    assert lost.lost == (("A", pytest.approx(40)),)
    assert (lost.gained, lost.used_less, lost.unmet) == ((), pytest.approx(32), pytest.approx(8))
    assert found.rents[0].usd == 0


def test_volume_preserving_form_needs_no_more_tonnes():
    """Banning a 74 % supplier at sigma 3: the rest supplies what is used, not 1.96 t per tonne."""
    benchmark = toy.world(np.array([[[74.0], [26.0]]]), origins=("A", "B"), buyers=(Buyer("B"),))
    ban = QuotaGroup("ban", np.array([[[True], [False]]]), 0.0)
    parameters = Parameters.of(benchmark, sigma=3, eta=0.5, kappa=6)
    found = solve(benchmark, none(benchmark).with_quotas(ban), parameters)
    assert np.isnan(found.price[0, 0])
    assert found.flow[0, 0, 0] == 0
    assert found.flow[0, 1, 0] + found.unmet[0, 0] == pytest.approx(found.use[0, 0])
    assert found.output[0, 1] < benchmark.capacity[0, 1]


def chain(stages, w):
    """Ore in A; later stages in B, each with one plant; a last buyer C. 100 t everywhere."""
    flow = np.zeros((stages, 2, 3))
    flow[0, 0, 1] = 100.0
    flow[1 : stages - 1, 1, 1] = 100.0
    flow[stages - 1, 1, 2] = 100.0
    coefficient = np.diag(np.ones(stages - 1), 1)
    share = np.zeros((stages, stages, 2))
    for n in range(1, stages):
        share[n - 1, n, 1] = w
    final = np.zeros((stages, 3, 1))
    final[-1, 2, 0] = 100.0
    return toy.world(
        flow,
        origins=("A", "B"),
        buyers=(Buyer("A"), Buyer("B"), Buyer("C")),
        coefficient=coefficient,
        input_share=share,
        final_use=final,
    )


@pytest.mark.parametrize(
    ("stages", "power", "prices", "costs"),
    [(2, 2.65625, (0.8, 1.25), (1, 1.5625)), (3, 5.390625, (0.8, 2.125, 1.25), (1, 2.65625, 1.5625))],
)
@pytest.mark.parametrize("by", ["export tax", "quota"])
def test_chain_with_an_upstream_control(stages, power, prices, costs, by):
    """All elasticities 1, w = 0.5: 80 % of the ore gets out. Tax or quota, the world is the same."""
    benchmark = chain(stages, 0.5)
    members = np.zeros(benchmark.flow.shape, dtype=bool)
    members[0, 0, 1] = True
    tax = np.where(members, power - 1, 0.0)
    base = none(benchmark)
    quota = QuotaGroup("ore", members, 80.0, "state")
    wedges = base.with_quotas(quota) if by == "quota" else replace(base, export_tax=tax)
    parameters = Parameters.of(benchmark, sigma=3, eta=1, kappa=1, supply="isoelastic", p_choke=NO_BACKSTOP)
    found = solve(benchmark, wedges, parameters)
    origin = [0] + [1] * (stages - 1)
    assert found.output[range(stages), origin] == pytest.approx([80.0] * stages, rel=1e-8)
    assert found.price[range(stages), origin] == pytest.approx(prices, rel=1e-8)
    assert found.unit_cost[range(stages), origin] == pytest.approx(costs, rel=1e-8)
    money = found.rents[0].usd if by == "quota" else found.export_tax_revenue.sum()
    assert money == pytest.approx(80 * 1000 * 0.8 * (power - 1), rel=1e-7)


def test_an_upstream_quota_subsidises_plants_at_home():
    """A mines all ore; plants in A and B sell to one market. Ore cheap at home: metal 0.90 from A, 1.25 from B."""
    flow = np.zeros((2, 2, 3))
    flow[0, 0, :2] = 100.0
    flow[1, 0, 2] = flow[1, 1, 2] = 100.0
    final = np.zeros((2, 3, 1))
    final[1, 2, 0] = 200.0
    share = np.zeros((2, 2, 2))
    share[0, 1] = 0.5
    benchmark = toy.world(
        flow,
        origins=("A", "B"),
        buyers=(Buyer("A"), Buyer("B"), Buyer("C")),
        coefficient=np.array([[0.0, 1.0], [0.0, 0.0]]),
        input_share=share,
        final_use=final,
    )
    q_a, q_b, ore = 1 / 0.9, 0.8, 0.62
    kappa = np.array([np.log((q_a + q_b) / 2) / np.log(ore), 1.0])
    members = np.zeros(flow.shape, dtype=bool)
    members[0, 0, 1] = True
    parameters = Parameters.of(benchmark, sigma=[3, 1], eta=1, kappa=kappa, supply="isoelastic", p_choke=NO_BACKSTOP)
    found = solve(benchmark, none(benchmark).with_quotas(QuotaGroup("ore", members, 80.0)), parameters)
    assert found.price[0, 0] == pytest.approx(ore, rel=1e-7)
    assert found.price[1] == pytest.approx([0.9, 1.25], rel=1e-7)
    assert found.unit_cost[1] == pytest.approx([0.81, 1.5625], rel=1e-7)
    assert np.exp(found.multiplier[0]) == pytest.approx(2.125 / ore, rel=1e-7)


def test_logistic_plant_and_entrant_in_closed_form():
    """One buyer of 100 t at any price: K = 125, kappa 6; an entrant of 50 t (u 0.8, c0 1) joins the origin.

    125/(1 + x/4) + 50/(1 + x/4) = 100 with x = p^-6 (u0 = 0.8 means odds 1/4): x = 3, p = 3^(-1/6).
    """
    benchmark = toy.world(np.array([[[100.0]]]), capacity_ratio=1.25, origins=("A",), buyers=(Buyer("A"),))
    plant = Vintage("new", 0, 0, 50.0, 1.0, 0.8)
    parameters = Parameters.of(benchmark, sigma=3, eta=0, kappa=6, p_choke=NO_BACKSTOP)
    found = solve(benchmark, replace(none(benchmark), vintages=(plant,)), parameters)
    assert found.price[0, 0] == pytest.approx(3 ** (-1 / 6), rel=1e-9)
    assert found.vintage_output[0] == pytest.approx(50 / 1.75, rel=1e-9)
