"""What must hold for any world: tonnes add up at origin and destination, whatever the hubs, caps and inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_facts import stage, trade, world

from oreflow.calibration import from_facts
from oreflow.calibration.facts import Facts
from oreflow.calibration.result import Overrides
from oreflow.calibration.supply_steps import cap_exports, trace_hubs

PLACES = ("AUS", "BEL", "CHN", "DEU", "JPN", "KOR", "NLD", "USA")
EVERY = Overrides(accept_scale=PLACES, keep=PLACES)


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    tonnes = st.floats(0.01, 1e4)
    pairs = [(i, j) for i in PLACES for j in PLACES if i != j]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=20, unique=True))
    rows = trade(*((i, j, draw(tonnes)) for i, j in chosen))
    makers = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=5, unique=True))
    return world((stage(output={i: draw(tonnes) for i in makers}),), rows)


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_tonnes_add_up_and_nothing_is_negative(facts: Facts) -> None:
    done = from_facts(facts, EVERY)
    held = done.benchmark
    output = facts.stages[0].output or {}
    scale = max(output.values())
    for at, place in enumerate(held.origins):
        assert abs(held.output[0, at] - output.get(place, 0.0)) <= 1e-9 * scale
    assert held.flow.min() >= -1e-9 * scale
    np.testing.assert_allclose(held.flow.sum(axis=2), held.output, rtol=1e-9, atol=1e-9 * scale)
    np.testing.assert_allclose(held.final_use.sum(axis=2), held.use, rtol=1e-9, atol=1e-9 * scale)
    # use = output + imports - exports at every place, as customs see them
    net = done.direct[0].sum(axis=0) - done.direct[0].sum(axis=1)
    np.testing.assert_allclose(held.use[0], held.output[0] + net, rtol=1e-7, atol=1e-7 * scale)
    assert (held.capacity >= 1.05 * held.output * (1 - 1e-12)).all()
    assert ((held.flow_status > 0) == (held.flow > 0)).all()


@given(worlds(), st.permutations(PLACES))
@settings(max_examples=40, deadline=None)
def test_naming_the_places_otherwise_changes_nothing_else(facts: Facts, order: list[str]) -> None:
    name = dict(zip(PLACES, order, strict=True))
    moved = replace(
        facts,
        trade=tuple(replace(r, origin=name[r.origin], destination=name[r.destination]) for r in facts.trade),
        stages=(replace(facts.stages[0], output={name[k]: v for k, v in (facts.stages[0].output or {}).items()}),),
    )
    one, two = from_facts(facts, EVERY).benchmark, from_facts(moved, EVERY).benchmark
    at = [two.origins.index(name.get(place, place)) for place in one.origins]
    scale = float(one.output.max())
    np.testing.assert_allclose(one.flow[0], two.flow[0][np.ix_(at, at)], rtol=1e-9, atol=1e-9 * scale)


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_the_cap_holds_and_tracing_keeps_exports(facts: Facts) -> None:
    place = {label: k for k, label in enumerate(PLACES)}
    flow = np.zeros((len(PLACES), len(PLACES)))
    for row in facts.trade:
        flow[place[row.origin], place[row.destination]] += row.gross
    output = np.array([(facts.stages[0].output or {}).get(label, 0.0) for label in PLACES])
    capped, hubs, _ = cap_exports(flow, output, PLACES, "toy/refined", dict.fromkeys(PLACES, "test"))
    limit = 0.98 * (output + np.where(hubs, capped.sum(axis=0), 0.0))
    assert (capped.sum(axis=1) <= limit * (1 + 1e-9) + 1e-9).all()
    assert (capped <= flow).all()
    traced, _ = trace_hubs(capped, output, hubs, PLACES, "toy/refined")
    assert traced.min() >= -1e-12
    makers = ~hubs
    np.testing.assert_allclose(traced.sum(axis=1)[makers], capped.sum(axis=1)[makers], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(traced.sum(axis=1)[hubs], output[hubs], rtol=1e-8, atol=1e-8)
    assert (traced[hubs][:, :].sum(axis=1) <= output[hubs] * (1 + 1e-8) + 1e-8).all()
