"""Invariants of model.md §2 on the reference market, over random one- to four-stage worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oreflow.equilibrium import toy
from oreflow.equilibrium.benchmark import Benchmark
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.wedges import QuotaGroup, Vintage, Wedges, none

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def worlds(draw, max_stages: int = 3, max_countries: int = 6) -> Benchmark:
    """Balanced random worlds: sparse, some one-supplier importers, capacity from 5 % above output."""
    return toy.random_world(
        draw(st.integers(0, 10**6)),
        countries=draw(st.integers(2, max_countries)),
        stages=draw(st.integers(1, max_stages)),
        classes=draw(st.sampled_from((1, 1, 2))),
        density=draw(st.floats(0.3, 1.0)),
    )


@st.composite
def elasticities(draw, benchmark: Benchmark) -> Parameters:
    n, s = len(benchmark.products), len(benchmark.sectors)
    pick = st.floats(np.log(0.3), np.log(8.0))
    sigma = np.exp([draw(pick) for _ in range(n)])
    eta = [[draw(st.floats(0.05, 1.5)) for _ in range(s)] for _ in range(n)]
    kappa = np.array([draw(st.floats(4, 8)) for _ in range(n)])
    return Parameters.of(benchmark, sigma=sigma, eta=eta, kappa=kappa)


@st.composite
def policies(draw, benchmark: Benchmark, quotas: int = 3) -> Wedges:
    """Tariffs, shocks and up to three overlapping quotas, bans among them."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shape = benchmark.flow.shape
    tariff = rng.uniform(0, 1, shape) * (rng.random(shape) < draw(st.sampled_from((0.0, 0.3))))
    shock = np.where(rng.random(shape[:2]) < draw(st.sampled_from((0.0, 0.3))), rng.uniform(0, 1, shape[:2]), 1.0)
    groups = []
    for g in range(draw(st.integers(0, quotas))):
        members = np.zeros(shape, dtype=bool)
        if draw(st.booleans()):
            members[rng.integers(shape[0]), rng.integers(shape[1])] = True
        else:
            members[rng.integers(shape[0])] = rng.random(shape[1:]) < 0.5
        share = draw(st.sampled_from((0.0, 0.01, 0.3, 0.7, 0.95, 1.2)))
        groups.append(QuotaGroup(f"q{g}", members, share * float(benchmark.flow[members].sum())))
    return replace(none(benchmark), tariff=tariff, capacity_factor=shock, quotas=tuple(groups))


def exports_of(benchmark: Benchmark, product: int, origin: int) -> np.ndarray:
    members = np.zeros(benchmark.flow.shape, dtype=bool)
    members[product, origin] = True
    home = [j for j, b in enumerate(benchmark.buyers) if b.destination == benchmark.origins[origin]]
    members[product, origin, home] = False
    return members


@quick
@given(st.data())
def test_zero_change_is_exact(data):
    benchmark = data.draw(worlds(max_stages=4))
    found = solve(benchmark, none(benchmark), data.draw(elasticities(benchmark)))
    assert found.convergence.converged
    sold = benchmark.output > 0
    assert np.abs(found.price[sold] - 1).max() < 1e-12
    assert np.isnan(found.price[~sold]).all()
    assert found.flow == pytest.approx(benchmark.flow, rel=1e-12)
    assert np.abs(found.unmet).max() < 1e-9 * benchmark.use.max()
    assert not found.bound.any()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_tonnes_balance_under_any_policy(data):
    benchmark = data.draw(worlds(max_stages=4))
    found = solve(benchmark, data.draw(policies(benchmark)), data.draw(elasticities(benchmark)))
    assert found.convergence.converged, str(found.convergence)
    assert found.flow.sum(axis=2) == pytest.approx(found.output, rel=1e-9, abs=1e-9)
    assert found.flow.sum(axis=1) + found.unmet == pytest.approx(found.use, rel=1e-9)
    inputs = np.einsum("mn,ni->mi", benchmark.coefficient, found.output)
    at_home = {name: i for i, name in enumerate(benchmark.origins)}
    for i in at_home.values():
        here = [j for j, b in enumerate(benchmark.buyers) if at_home[b.destination] == i]
        wanted = found.final[:, here].sum(axis=(1, 2)) + inputs[:, i]
        assert found.use[:, here].sum(axis=1) == pytest.approx(wanted, rel=1e-6)
    for rent in found.rents:
        assert rent.flow <= rent.limit * (1 + 1e-10) + 1e-9
        assert rent.usd >= 0
        if 0 < rent.multiplier < np.inf:
            assert rent.flow == pytest.approx(rent.limit, rel=1e-10)


@quick
@given(st.data())
def test_permuting_countries_permutes_the_answer(data):
    benchmark = data.draw(worlds())
    wedges, parameters = data.draw(policies(benchmark)), data.draw(elasticities(benchmark))
    classes = len(benchmark.buyers) // len(benchmark.origins)
    order = np.array(data.draw(st.permutations(range(len(benchmark.origins)))))
    buyer_order = (order[:, None] * classes + np.arange(classes)).ravel()

    def route(x):
        return x[:, order][:, :, buyer_order]

    turned = replace(
        benchmark,
        origins=tuple(benchmark.origins[i] for i in order),
        buyers=tuple(benchmark.buyers[j] for j in buyer_order),
        flow=route(benchmark.flow),
        output=benchmark.output[:, order],
        capacity=benchmark.capacity[:, order],
        unit_value=benchmark.unit_value[:, order],
        input_share=benchmark.input_share[:, :, order],
        final_use=benchmark.final_use[:, buyer_order],
        stock_months=benchmark.stock_months[:, buyer_order],
        flow_status=route(benchmark.flow_status),
    )
    turned_wedges = replace(
        none(turned),
        tariff=route(wedges.tariff),
        capacity_factor=wedges.capacity_factor[:, order],
        quotas=tuple(replace(g, members=route(g.members)) for g in wedges.quotas),
    )
    turned_parameters = replace(parameters, kappa=parameters.kappa[:, order])
    one, other = solve(benchmark, wedges, parameters), solve(turned, turned_wedges, turned_parameters)
    assert np.log(other.composite) == pytest.approx(np.log(one.composite[:, buyer_order]), abs=1e-9)
    assert other.output == pytest.approx(one.output[:, order], rel=1e-8, abs=1e-9)


@quick
@given(st.data(), st.floats(1e-3, 1e4))
def test_scaling_tonnes_scales_tonnes_and_leaves_prices(data, factor):
    benchmark = data.draw(worlds())
    wedges, parameters = data.draw(policies(benchmark)), data.draw(elasticities(benchmark))
    larger = replace(
        benchmark,
        flow=benchmark.flow * factor,
        output=benchmark.output * factor,
        capacity=benchmark.capacity * factor,
        final_use=benchmark.final_use * factor,
    )
    quotas = tuple(replace(g, limit=g.limit * factor) for g in wedges.quotas)
    one, other = solve(benchmark, wedges, parameters), solve(larger, replace(wedges, quotas=quotas), parameters)
    assert np.log(other.composite) == pytest.approx(np.log(one.composite), abs=1e-8)
    assert other.flow == pytest.approx(one.flow * factor, rel=1e-7, abs=1e-8 * factor)


@quick
@given(st.data())
def test_a_tighter_quota_never_raises_its_flow_nor_lowers_its_multiplier(data):
    benchmark = data.draw(worlds())
    parameters = data.draw(elasticities(benchmark))
    n = data.draw(st.integers(0, len(benchmark.products) - 1))
    i = int(np.argmax(benchmark.output[n]))
    members = exports_of(benchmark, n, i)
    assume(benchmark.flow[members].sum() > 0)
    flows, multipliers = [], []
    for share in (1.1, 0.9, 0.6, 0.3, 0.1, 0.01, 1e-4):
        limit = share * float(benchmark.flow[members].sum())
        found = solve(benchmark, none(benchmark).with_quotas(QuotaGroup("q", members, limit)), parameters)
        assert found.convergence.converged
        flows.append(found.rents[0].flow)
        multipliers.append(found.rents[0].multiplier)
    assert (np.diff(flows) <= 1e-9 * flows[0]).all()
    assert (np.diff(multipliers) >= -1e-9).all()


@quick
@given(st.data())
def test_a_ban_is_the_limit_of_quotas_in_flows_and_composite_prices(data):
    benchmark = data.draw(worlds())
    parameters = data.draw(elasticities(benchmark))
    n = data.draw(st.integers(0, len(benchmark.products) - 1))
    i = int(np.argmax(benchmark.output[n]))
    members = exports_of(benchmark, n, i)
    assume(benchmark.flow[members].sum() > 0)
    base = none(benchmark)
    ban = solve(benchmark, base.with_quotas(QuotaGroup("ban", members, 0.0)), parameters)
    limit = 1e-9 * float(benchmark.flow[members].sum())
    quota = solve(benchmark, base.with_quotas(QuotaGroup("quota", members, limit)), parameters)
    assert ban.convergence.converged
    assert quota.convergence.converged
    assert ban.flow[members].sum() == 0
    assert np.isfinite(ban.composite).all()
    assert np.log(quota.composite) == pytest.approx(np.log(ban.composite), abs=1e-6)
    assert quota.flow == pytest.approx(ban.flow, rel=1e-5, abs=1e-6 * benchmark.flow.sum())


@settings(max_examples=40, deadline=None)
@given(st.data(), st.floats(0.3, 1.0), st.floats(0.01, 3.0))
def test_a_competitive_vintage_never_raises_the_composite_price_of_its_stage(data, cost_ratio, size):
    """One stage, from the benchmark: new capacity with c0 <= 1 raises no composite and no producer price.

    Needs eta <= sigma: above it tonnes of different origins are complements, and one getting cheap makes others dear.
    """
    benchmark = data.draw(worlds(max_stages=1))
    parameters = data.draw(elasticities(benchmark))
    parameters = replace(parameters, eta=np.minimum(parameters.eta, parameters.sigma[:, None]))
    i = data.draw(st.integers(0, len(benchmark.origins) - 1))
    assume(benchmark.output[0, i] > 0)
    plant = Vintage("new", 0, i, size * float(benchmark.output[0, i]), cost_ratio)
    after = solve(benchmark, replace(none(benchmark), vintages=(plant,)), parameters)
    assert after.convergence.converged
    assert (after.composite <= 1 + 1e-9).all()
    assert (after.price[after.output > 0] <= 1 + 1e-9).all()


@quick
@given(st.data(), st.floats(0.3, 1.0), st.floats(0.01, 3.0))
def test_a_competitive_vintage_lowers_producer_prices_under_bans_too(data, cost_ratio, size):
    """Composite prices may rise where the new tonnes are dearer than the buyer's average; producer prices never do."""
    benchmark = data.draw(worlds(max_stages=1))
    parameters = data.draw(elasticities(benchmark))
    parameters = replace(parameters, eta=np.minimum(parameters.eta, parameters.sigma[:, None]))
    i = data.draw(st.integers(0, len(benchmark.origins) - 1))
    other = (i + 1) % len(benchmark.origins)
    assume(benchmark.output[0, i] > 0)
    base = none(benchmark).with_quotas(QuotaGroup("ban", exports_of(benchmark, 0, other), 0.0))
    plant = Vintage("new", 0, i, size * float(benchmark.output[0, i]), cost_ratio, 0.95)
    before = solve(benchmark, base, parameters)
    after = solve(benchmark, replace(base, vintages=(plant,)), parameters)
    sold = np.isfinite(before.price)
    assert (after.price[sold] <= before.price[sold] * (1 + 1e-8)).all()


@quick
@given(st.data(), st.floats(0.3, 1.0))
def test_a_competitive_vintage_lowers_the_price_of_a_chain_downstream(data, cost_ratio):
    """One place, three stages: the price falls at its stage and after it, and may rise before it."""
    benchmark = toy.random_world(data.draw(st.integers(0, 10**6)), countries=1, stages=3, sectors=1)
    parameters = data.draw(elasticities(benchmark))
    n = data.draw(st.integers(0, 2))
    assume((benchmark.output > 0).all())
    plant = Vintage("new", n, 0, float(benchmark.output[n, 0]), cost_ratio)
    after = solve(benchmark, replace(none(benchmark), vintages=(plant,)), parameters)
    assert (after.composite[n:] <= 1 + 1e-9).all()
    assert (after.composite[:n] >= 1 - 1e-9).all()
