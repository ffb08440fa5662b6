"""The compiled market: the reference's answers, the same bytes for any number of workers, and the same invariants."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oreflow.equilibrium import toy
from oreflow.equilibrium.batch import CHUNK, solve_many
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import ParameterDraws, Parameters
from oreflow.equilibrium.wedges import QuotaGroup, Vintage, none
from oreflow.vocabulary.errors import OreflowError


def some_world(rng):
    return toy.random_world(
        int(rng.integers(10**6)),
        countries=int(rng.integers(2, 8)),
        stages=int(rng.integers(1, 5)),
        classes=int(rng.integers(1, 3)),
        sectors=int(rng.integers(1, 4)),
        density=rng.uniform(0.3, 1.0),
    )


def some_draws(rng, world, count, **changes):
    n, s = len(world.products), len(world.sectors)
    return ParameterDraws.of(
        world,
        count,
        sigma=np.exp(rng.uniform(np.log(0.3), np.log(8), (count, n))),
        eta=rng.uniform(0.05, 1.5, (count, n, s)),
        kappa=rng.uniform(4, 8, (count, n)),
        **changes,
    )


def some_policy(rng, world):
    """Anything at once: overlapping quotas and bans, tariffs, shocks, floors, evasion, plants, stocks, habits."""
    shape = world.flow.shape

    def maybe(value):
        return value if rng.random() < 0.35 else value * 0

    members = [np.zeros(shape, dtype=bool) for _ in range(int(rng.integers(0, 4)))]
    for group in members:
        group[rng.integers(shape[0])] = rng.random(shape[1:]) < 0.5
        group[rng.integers(shape[0]), rng.integers(shape[1])] = True
    tightness = (0, 0.01, 0.3, 0.7, 0.95, 1.2)
    plants = [
        Vintage(
            f"v{k % 2}",
            int(rng.integers(shape[0])),
            int(rng.integers(shape[1])),
            float(world.output.mean()) * rng.uniform(0, 2),
            rng.uniform(0.5, 2),
            secondary=bool(rng.random() < 0.3),
        )
        for k in range(int(rng.integers(0, 4)))
    ]
    return replace(
        none(world),
        tariff=maybe(rng.uniform(0, 1, shape)),
        capacity_factor=1 - maybe(rng.uniform(0, 1, shape[:2]) * (rng.random(shape[:2]) < 0.3)),
        cost_factor=1 + maybe(rng.uniform(-0.3, 0.5, shape[:2])),
        price_floor=maybe(rng.uniform(0, 1.2, shape[:2]) * (rng.random(shape[:2]) < 0.3)),
        stock_release=maybe(rng.uniform(-0.1, 0.1, world.use.shape) * world.use),
        smoothed_price=1 + maybe(rng.uniform(-0.5, 1, world.use.shape)),
        evasion=maybe(rng.uniform(0, 1, shape)),
        evasion_premium=maybe(rng.uniform(0, 1, shape)),
        quotas=tuple(
            QuotaGroup(f"q{g % 2}", m, float(rng.choice(tightness)) * float(world.flow[m].sum()))
            for g, m in enumerate(members)
        ),
        vintages=tuple(plants),
    )


def assert_same(one, many, b, quotas=()):
    """Result ``one`` of the reference against draw b of the kernels.

    Where two quotas share routes, how the rent divides between them is not determined by the market; the sum is.
    """
    assert one.convergence.converged, str(one.convergence)
    assert many.converged[b], many.residual[b]
    sold = np.isfinite(one.price)
    assert np.array_equal(sold, np.isfinite(many.price[b]))
    assert np.log(many.price[b][sold]) == pytest.approx(np.log(one.price[sold]), abs=1e-8)
    bought = one.use > 1e-6
    assert np.log(many.composite[b][bought]) == pytest.approx(np.log(one.composite[bought]), abs=1e-8)
    scale = one.use.max()
    assert many.output[b] == pytest.approx(one.output, abs=1e-7 * scale)
    assert many.unmet[b] == pytest.approx(one.unmet, abs=1e-7 * scale)
    again = many.result(b)
    assert again.flow == pytest.approx(one.flow, abs=1e-7 * scale)
    ours, theirs = [r.usd for r in again.rents], [r.usd for r in one.rents]
    assert sum(ours) == pytest.approx(sum(theirs), rel=1e-5, abs=1e-6 * scale)
    if not any((a.members & c.members).any() for a, c in itertools.combinations(quotas, 2)):
        assert ours == pytest.approx(theirs, rel=1e-5, abs=1e-6 * scale)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_kernels_give_the_answers_of_the_reference(seed):
    rng = np.random.default_rng(seed)
    world = some_world(rng)
    draws = some_draws(rng, world, 3, eta_long=rng.uniform(0.05, 2))
    wedges = some_policy(rng, world)
    many = solve_many(world, wedges, draws)
    for b in range(3):
        assert_same(solve(world, wedges, draws.at(b)), many, b, wedges.quotas)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_one_policy_per_draw_is_the_same_as_one_at_a_time(seed):
    rng = np.random.default_rng(seed)
    world = some_world(rng)
    draws = some_draws(rng, world, 4)
    policies = [some_policy(rng, world) for _ in range(4)]
    many = solve_many(world, policies, draws)
    for b, wedges in enumerate(policies):
        assert_same(solve(world, wedges, draws.at(b)), many, b, wedges.quotas)


def test_isoelastic_supply_agrees_too():
    rng = np.random.default_rng(3)
    world = toy.random_world(3, countries=5, stages=2)
    draws = some_draws(rng, world, 5, supply="isoelastic")
    plant = Vintage("new", 1, 0, float(world.output[1].mean()))
    wedges = replace(none(world), tariff=np.full(world.flow.shape, 0.2), vintages=(plant,))
    many = solve_many(world, wedges, draws)
    for b in range(5):
        assert_same(solve(world, wedges, draws.at(b)), many, b, wedges.quotas)


def test_zero_change_is_exact_in_every_draw():
    rng = np.random.default_rng(5)
    world = toy.random_world(5, countries=8, stages=3)
    many = solve_many(world, none(world), some_draws(rng, world, 50))
    sold = world.output > 0
    assert many.converged.all()
    assert np.abs(many.price[:, sold] - 1).max() < 1e-12
    assert many.flow() == pytest.approx(np.broadcast_to(world.flow, (50, *world.flow.shape)), rel=1e-11)


def test_the_same_bytes_for_any_number_of_workers():
    rng = np.random.default_rng(7)
    world = toy.random_world(7, countries=12, stages=2)
    draws = some_draws(rng, world, 3 * CHUNK + 5)
    wedges = some_policy(np.random.default_rng(1), world)
    first = solve_many(world, wedges, draws, workers=1)
    for workers in (2, 4):
        other = solve_many(world, wedges, draws, workers=workers)
        for mine, theirs in zip(first.answers, other.answers, strict=True):
            assert mine.tobytes() == theirs.tobytes()
    part = solve_many(world, wedges, draws.rows(slice(40, 50)), workers=1)
    assert part.answers.log_price.tobytes() == first.answers.log_price[40:50].tobytes()


def test_mass_balance_and_flows_into_a_destination():
    world = toy.random_world(9, countries=6, classes=2)
    draws = some_draws(np.random.default_rng(9), world, 10)
    members = np.zeros(world.flow.shape, dtype=bool)
    members[0, int(np.argmax(world.output[0]))] = True
    many = solve_many(world, none(world).with_quotas(QuotaGroup("q", members, 0.3 * world.flow[members].sum())), draws)
    flow = many.flow()
    assert flow.sum(axis=3) == pytest.approx(many.output, rel=1e-9, abs=1e-9)
    assert flow.sum(axis=2) + many.unmet == pytest.approx(many.use, rel=1e-9)
    assert flow[:, members].sum(axis=1) == pytest.approx(np.full(10, 0.3 * world.flow[members].sum()), rel=1e-9)
    here = [j for j, b in enumerate(world.buyers) if b.destination == "C001"]
    assert many.flow_into("toy/stage0", "C001") == pytest.approx(flow[:, 0][:, :, here].sum(axis=2))
    rents = many.headline(lambda r: r.rents[0].usd)
    assert (rents > 0).all()


def test_a_tighter_quota_by_draw_never_raises_its_flow():
    world = toy.random_world(11, countries=7)
    members = np.zeros(world.flow.shape, dtype=bool)
    members[0, int(np.argmax(world.output[0]))] = True
    total = float(world.flow[members].sum())
    shares = np.linspace(1.2, 0.0, 30)
    each = [none(world).with_quotas(QuotaGroup("q", members, total * float(s))) for s in shares]
    many = solve_many(world, each, ParameterDraws.repeat(Parameters.of(world), 30))
    assert many.converged.all()
    flows = many.flow()[:, members].sum(axis=1)
    assert (np.diff(flows) <= 1e-9 * total).all()
    assert flows[-1] == 0
    assert (np.diff(many.multiplier[:-1, 0]) >= -1e-9).all()


def test_permuting_countries_permutes_the_answer():
    world = toy.random_world(13, countries=6)
    order = np.array([3, 1, 5, 0, 2, 4])

    def route(x):
        return x[:, order][:, :, order]

    turned = replace(
        world,
        origins=tuple(world.origins[i] for i in order),
        buyers=tuple(world.buyers[i] for i in order),
        flow=route(world.flow),
        output=world.output[:, order],
        capacity=world.capacity[:, order],
        unit_value=world.unit_value[:, order],
        final_use=world.final_use[:, order],
        stock_months=world.stock_months[:, order],
        flow_status=route(world.flow_status),
    )
    draws = some_draws(np.random.default_rng(13), world, 20)
    tariff = np.random.default_rng(1).uniform(0, 1, world.flow.shape)
    one = solve_many(world, replace(none(world), tariff=tariff), draws)
    other = solve_many(turned, replace(none(turned), tariff=route(tariff)), draws)
    assert np.log(other.composite) == pytest.approx(np.log(one.composite[:, :, order]), abs=1e-9)


def test_not_converged_says_so():
    world = toy.random_world(15, countries=5)
    wedges = replace(none(world), tariff=np.random.default_rng(1).uniform(0, 1, world.flow.shape))
    draws = some_draws(np.random.default_rng(15), world, 4)
    many = solve_many(world, wedges, draws, max_iterations=4)
    assert not many.converged.any()
    assert np.isnan(many.headline(lambda r: float(r.output.sum()))).all()
    assert not many.result(0).convergence.converged


def test_contradictory_inputs_are_refused():
    world = toy.random_world(17, countries=4)
    draws = ParameterDraws.of(world, 3)
    with pytest.raises(OreflowError, match="2 wedges for 3 draws"):
        solve_many(world, [none(world)] * 2, draws)
    with pytest.raises(OreflowError, match=r"draws\.sigma has shape"):
        solve_many(world, none(world), replace(draws, sigma=draws.sigma[:, 0]))
    with pytest.raises(OreflowError, match="no destination"):
        solve_many(world, none(world), draws).flow_into("toy/stage0", "Z")


def test_every_shape_of_market_uses_the_code_compiled_once():
    """One node or many, read-only draws, policies by draw: a second compiled version would cost a minute in a study."""
    from oreflow.equilibrium import kernels

    alone = toy.world(np.array([[[100.0]]]))
    fixed = ParameterDraws.of(alone, 2)
    for array in (fixed.sigma, fixed.eta, fixed.kappa, fixed.p_choke):
        array.setflags(write=False)
    solve_many(alone, none(alone), fixed).flow()
    rng = np.random.default_rng(21)
    for _ in range(5):
        world = some_world(rng)
        solve_many(world, [some_policy(rng, world) for _ in range(3)], some_draws(rng, world, 3)).flow()
    assert len(kernels.solve_draws.signatures) == 1
    assert len(kernels.route_flows.signatures) == 1


def test_the_cache_lies_under_the_environment_and_not_in_the_home(tmp_path: Path):
    """Where compiled code goes is decided before numba is imported; no folder appears in the user's home."""
    code = "import oreflow.equilibrium.compiled as c, numba; print(c.cache_folder()); print(numba.config.CACHE_DIR)"
    home = tmp_path / "home"
    home.mkdir()
    base = {k: v for k, v in os.environ.items() if k not in ("OREFLOW_CACHE", "NUMBA_CACHE_DIR")}
    for extra, root in (({}, Path(sys.prefix)), ({"OREFLOW_CACHE": str(tmp_path / "kept")}, tmp_path / "kept")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=base | {"HOME": str(home)} | extra,
            capture_output=True,
            text=True,
            check=True,
        )
        folders = {Path(line) for line in done.stdout.split()}
        assert len(folders) == 1
        assert root in folders.pop().parents
    assert not list(home.iterdir())


@pytest.mark.long
def test_ten_thousand_draws_over_many_worlds_all_converge():
    rng = np.random.default_rng(2026)
    failed = 0
    for _ in range(250):
        world = some_world(rng)
        failed += int((~solve_many(world, some_policy(rng, world), some_draws(rng, world, 40)).converged).sum())
    assert failed == 0


def test_money_of_a_batch_is_that_of_its_results():
    rng = np.random.default_rng(33)
    for _ in range(6):
        world = some_world(rng)
        batch = solve_many(world, [some_policy(rng, world) for _ in range(4)], some_draws(rng, world, 4))
        for b in range(4):
            found = batch.result(b)
            np.testing.assert_allclose(batch.money.tariff_revenue[b], found.tariff_revenue, rtol=1e-6, atol=1e-3)
            np.testing.assert_allclose(batch.money.consumer_surplus[b], found.consumer_surplus, rtol=1e-6, atol=1e-3)
            for holder in ("state", "licensee", "importer"):
                known = sum(rent.usd for rent in found.rents if rent.holder == holder)
                made = batch.money.rents.get(holder, np.zeros(4))[b]
                assert abs(made - known) <= 1e-6 * max(abs(known), 1.0) + 1e-3
