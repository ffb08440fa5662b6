"""Evasion, floors, entrants, recycling, stocks, money and refusals of the reference market."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oreflow.equilibrium import toy
from oreflow.equilibrium.benchmark import Buyer
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import ParameterDraws, Parameters
from oreflow.equilibrium.wedges import QuotaGroup, Vintage, none
from oreflow.vocabulary.errors import OreflowError

WORLD = toy.world(
    np.array([[[60.0, 40.0, 10.0], [0.0, 20.0, 5.0], [5.0, 5.0, 30.0]]]), origins=("A", "B", "C"), capacity_ratio=1.2
)
BASE = none(WORLD)
USUAL = Parameters.of(WORLD)
TO_B = np.zeros((1, 3, 3), dtype=bool)
TO_B[0, 0, 1] = True
BAN = BASE.with_quotas(QuotaGroup("ban", TO_B, 0.0))


def only(value: float, n: int, *where: int) -> np.ndarray:
    array = np.zeros((1, 3, 3)[: 1 + len(where)])
    array[(n, *where)] = value
    return array


def test_evasion_softens_a_ban_and_says_how_much_goes_round():
    strict = solve(WORLD, BAN, USUAL)
    last = strict.composite[0, 1]
    for share in (0.1, 0.5, 1.0):
        leaky = replace(BAN, evasion=only(share, 0, 0, 1), evasion_premium=only(0.3, 0, 0, 1))
        found = solve(WORLD, leaky, USUAL)
        assert found.convergence.converged
        assert found.evaded[0, 0, 1] == found.flow[0, 0, 1] > 0
        assert found.composite[0, 1] < last
        last = found.composite[0, 1]
    assert solve(WORLD, replace(BASE, evasion=only(0.5, 0, 0, 1)), USUAL).evaded.sum() == 0


def test_evaded_tonnes_do_not_count_in_the_quota_and_pay_no_tariff():
    quota = QuotaGroup("q", TO_B, 10.0)
    wedges = replace(BASE, quotas=(quota,), tariff=only(0.2, 0, 0, 1), evasion=only(0.4, 0, 0, 1))
    found = solve(WORLD, wedges, USUAL)
    assert found.legal[0, 0, 1] == pytest.approx(10.0)
    assert found.evaded[0, 0, 1] > 1
    assert found.tariff_revenue[0, 1] == pytest.approx(
        0.2 * 10 * 1000 * found.price[0, 0] * np.exp(found.multiplier[0])
    )


def test_a_floor_keeps_output_and_costs_the_gap():
    slump = replace(BASE, demand_shift=np.full((1, 3), 0.5))
    free = solve(WORLD, slump, USUAL)
    held = solve(WORLD, replace(slump, price_floor=only(1.0, 0, 1)), USUAL)
    assert free.output[0, 1] < held.output[0, 1] == pytest.approx(WORLD.output[0, 1])
    gap = 1 - held.price[0, 1]
    assert 0 < held.floor_cost[0, 1] == pytest.approx(gap * 1000 * held.output[0, 1])
    assert held.surplus_by_country()["B"]["floor"] == pytest.approx(-held.floor_cost[0, 1])


def test_a_floor_behind_a_quota_leaves_output_unsold():
    """All of B's sales are capped below what the floor makes B produce: no price clears that; the rest is bought up."""
    members = np.zeros((1, 3, 3), dtype=bool)
    members[0, 1] = True
    held = replace(BASE, price_floor=only(1.0, 0, 1)).with_quotas(QuotaGroup("q", members, 10.0))
    found = solve(WORLD, held, USUAL)
    assert found.convergence.converged
    assert found.output[0, 1] == pytest.approx(25.0)
    assert found.unsold[0] == pytest.approx([0, 15.0, 0], abs=1e-6)
    assert found.floor_cost[0, 1] == pytest.approx(25.0 * 1000, rel=1e-2)


def test_an_entrant_sells_its_offtake_and_cheap_recycling_needs_no_ore():
    flow = np.zeros((2, 3, 3))
    flow[0, 0] = [0, 50, 50]
    flow[1, 1] = flow[1, 2] = [10, 20, 20]
    share = np.zeros((2, 2, 3))
    share[0, 1] = 0.4
    final = np.zeros((2, 3, 1))
    final[1, :, 0] = flow[1].sum(axis=0)
    world = toy.world(
        flow,
        origins=("A", "B", "C"),
        coefficient=np.array([[0, 1.0], [0, 0]]),
        input_share=share,
        final_use=final,
    )
    smelter = Vintage("smelter", 1, 0, 40.0, 0.8, offtake=((1, 1.0),))
    built = solve(world, replace(none(world), vintages=(smelter,)), Parameters.of(world))
    assert built.convergence.converged
    assert 20 < built.flow[1, 0, 1] == pytest.approx(built.output[1, 0])
    assert built.use[0, 0] == pytest.approx(built.output[1, 0])  # a place that never bought ore now does
    assert built.composite[0, 1] > 1 > built.composite[1, 1]
    recycling = Vintage("scrap", 1, 1, 40.0, 0.8, secondary=True)
    recycled = solve(world, replace(none(world), vintages=(recycling,)), Parameters.of(world))
    assert recycled.composite[0, 1] < 1
    assert recycled.use[0].sum() == pytest.approx(recycled.output[1].sum() - recycled.vintage_output[0])


def test_stock_release_acts_where_it_lies():
    here = replace(BAN, stock_release=only(15.0, 0, 1))
    without, released = solve(WORLD, BAN, USUAL), solve(WORLD, here, USUAL)
    assert released.composite[0, 1] < without.composite[0, 1]
    assert released.final[0, 1, 0] == pytest.approx(released.use[0, 1] + 15.0)


def test_long_run_demand_reads_the_smoothed_price():
    parameters = Parameters.of(WORLD, eta=0.2, eta_long=0.8)
    used_to_dear = replace(BASE, smoothed_price=np.full((1, 3), 2.0))
    found = solve(WORLD, used_to_dear, parameters)
    assert found.final[0, :, 0] == pytest.approx(WORLD.use[0] * found.composite[0] ** -0.2 * 2**-0.6)


def test_surplus_is_the_integral_of_quantities():
    """Raise B's tariff in small steps: d(consumer surplus) = -F uv dP, d(producer surplus) = Q uv dp."""
    steps = [solve(WORLD, replace(BASE, tariff=only(t, 0, 0, 1)), USUAL) for t in np.linspace(0, 0.5, 41)]
    prices = np.array([r.price[0] for r in steps])
    composites = np.array([r.composite[0] for r in steps])
    outputs = np.array([r.output[0] for r in steps])
    finals = np.array([r.final[0, :, 0] for r in steps])
    producer = (0.5 * (outputs[1:] + outputs[:-1]) * np.diff(prices, axis=0)).sum(axis=0) * 1000
    consumer = -(0.5 * (finals[1:] + finals[:-1]) * np.diff(composites, axis=0)).sum(axis=0) * 1000
    assert steps[-1].producer_surplus[0] == pytest.approx(producer, rel=1e-3)
    assert steps[-1].consumer_surplus[0] == pytest.approx(consumer, rel=1e-3)


def test_quota_rent_is_single_peaked_and_changes_hands():
    rents = [
        solve(WORLD, BASE.with_quotas(QuotaGroup("q", TO_B, q)), USUAL).rents[0].usd for q in np.linspace(0, 42, 22)
    ]
    peak = int(np.argmax(rents))
    assert 0 < peak < 20
    assert (np.diff(rents[: peak + 1]) > 0).all()
    assert (np.diff(rents[peak:]) <= 0).all()
    tariff = replace(BASE, tariff=only(0.5, 0, 0, 1))
    abroad = solve(WORLD, tariff.with_quotas(QuotaGroup("q", TO_B, 10.0, "state")), USUAL)
    at_home = solve(WORLD, tariff.with_quotas(QuotaGroup("q", TO_B, 10.0, "importer")), USUAL)
    assert abroad.composite == pytest.approx(at_home.composite)
    # Whoever holds the licence, buyers pay the same; the duty is levied on the rent only if it arises abroad.
    total = [r.rents[0].usd + r.tariff_revenue[0, 1] for r in (abroad, at_home)]
    assert total[0] == pytest.approx(total[1])
    assert abroad.tariff_revenue[0, 1] > at_home.tariff_revenue[0, 1]


def test_overlapping_quotas_share_one_gap():
    both = BASE.with_quotas(QuotaGroup("a", TO_B, 10.0), QuotaGroup("b", TO_B.copy(), 10.0))
    found, single = solve(WORLD, both, USUAL), solve(WORLD, BASE.with_quotas(QuotaGroup("a", TO_B, 10.0)), USUAL)
    assert found.convergence.converged
    assert found.multiplier.sum() == pytest.approx(single.multiplier[0])
    assert sum(r.usd for r in found.rents) == pytest.approx(single.rents[0].usd)


def test_leakage_names_the_third_country():
    found = solve(WORLD, BAN, USUAL).leakage("toy/stage0", "A", "B")
    assert found.cut == pytest.approx(40)
    assert [name for name, _ in found.through] == ["C"]
    assert 0 < found.through[0][1] < 40
    with pytest.raises(OreflowError, match="'Z' is no origin"):
        solve(WORLD, BAN, USUAL).leakage("toy/stage0", "Z", "B")


def test_replacement_adds_up():
    for wedges in (
        BAN,
        replace(BASE, tariff=only(0.5, 0, 0, 1)),
        replace(BASE, capacity_factor=np.array([[0.3, 1, 1]])),
    ):
        found = solve(WORLD, wedges, USUAL)
        swap = found.who_replaces_whom("toy/stage0", "B")
        lost, gained = (sum(t for _, t in side) for side in (swap.lost, swap.gained))
        assert lost == pytest.approx(gained + swap.used_less + swap.unmet)
        assert swap.lost[0][0] == "A"
    with pytest.raises(OreflowError, match="no destination"):
        found.who_replaces_whom("toy/stage0", "Z")


def test_all_capacity_lost_is_finite():
    found = solve(WORLD, replace(BASE, capacity_factor=np.array([[0.0, 1, 1]])), USUAL)
    assert found.convergence.converged
    assert found.output[0, 0] == 0
    assert np.isnan(found.price[0, 0])
    nearly = solve(WORLD, replace(BASE, capacity_factor=np.array([[1e-9, 1, 1]])), USUAL)
    assert nearly.composite == pytest.approx(found.composite, rel=1e-6)


def test_never_converged_at_the_last_iteration():
    found = solve(WORLD, BAN, USUAL, max_iterations=4)
    assert not found.convergence.converged
    assert found.convergence.residual > 1e-11
    assert "NOT CONVERGED" in str(found.convergence)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Parameters.of(WORLD, sigma=0), "sigma must be finite and > 0"),
        (lambda: Parameters.of(WORLD, eta=[0.1, 0.2]), "does not fit the axes"),
        (lambda: Parameters.of(WORLD, p_choke=1), "p_choke"),
        (lambda: Parameters.of(WORLD, form="ces"), "needs parameters.theta"),
        (lambda: ParameterDraws.of(WORLD, 3, sigma=[1.0, 2.0]), "must have the 3 draws as its first axis"),
        (lambda: solve(WORLD, replace(BASE, tariff=np.full((1, 3, 3), np.inf)), USUAL), "a ban is a quota"),
        (lambda: solve(WORLD, replace(BASE, tariff=np.full((1, 3, 3), -1.0)), USUAL), "above -1"),
        (lambda: solve(WORLD, replace(BASE, tariff=np.zeros((1, 3, 2))), USUAL), "expected \\(1, 3, 3\\)"),
        (lambda: solve(WORLD, BASE.with_quotas(QuotaGroup("q", TO_B, float("nan"))), USUAL), "limit must be"),
        (lambda: solve(WORLD, replace(BASE, vintages=(Vintage("v", 0, 9, 1.0),)), USUAL), "not in the benchmark"),
        (lambda: solve(WORLD, replace(BASE, evasion=np.full((1, 3, 3), 2.0)), USUAL), "at most 1"),
        (lambda: solve(replace(WORLD, output=WORLD.output * 1.1), BASE, USUAL), "add up to its output; toy/stage0"),
        (lambda: solve(replace(WORLD, final_use=WORLD.final_use / 2), BASE, USUAL), "final plus input use"),
        (lambda: solve(replace(WORLD, capacity=WORLD.capacity / 2), BASE, USUAL), "below its output"),
        (lambda: solve(replace(WORLD, flow=WORLD.flow * np.nan), BASE, USUAL), "benchmark.flow must be finite"),
    ],
)
def test_contradictions_are_refused_in_one_line(make, words):
    with pytest.raises(OreflowError, match=words) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_a_plant_in_a_place_that_buys_nothing_is_refused():
    flow = np.zeros((2, 2, 1))
    flow[0, 0, 0] = flow[1, 1, 0] = 10.0
    world = toy.world(
        flow,
        origins=("A", "B"),
        buyers=(Buyer("A"),),
        coefficient=np.array([[0, 1.0], [0, 0]]),
        stages=("ore", "metal"),
    )
    with pytest.raises(OreflowError, match="B uses toy/ore as an input but is no buyer"):
        solve(world, none(world), Parameters.of(world))
