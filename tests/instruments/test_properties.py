"""Properties of wedges whatever the numbers: order, scale and names do not matter, more severity never bites less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow.equilibrium.instruments import apply
from oreflow.equilibrium.wedges import Wedges
from oreflow.vocabulary.measure import Measure

from .world import act, point, world

SHARE = st.floats(0.0, 1.0)
CUTS = st.sampled_from(["export_ban", "import_ban", "licence", "export_quota", "entity_list"])
GOODS = st.sampled_from(["ndpr", "heavy rare earths", "dysprosium", "rare earths", "magnets", "all goods"])


@st.composite
def policies(draw: st.DrawFn) -> list[Measure]:
    found = []
    for n in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["tariff", "export_tax", "production_shock", "stockpile"]) | CUTS)
        goods = (draw(GOODS),)
        terms = {"class_share": point(draw(SHARE))} if kind == "entity_list" else {}
        actor = draw(st.sampled_from(["CHN", "USA", "MYS"]))
        found.append(act(kind, draw(SHARE), id=f"m{n}", actor=actor, commodities=goods, terms=terms))
    return found


def limits(wedges: Wedges) -> dict[bytes, float]:
    """Tightest ceiling by set of routes."""
    found: dict[bytes, float] = {}
    for quota in wedges.quotas:
        key = quota.members.tobytes()
        found[key] = min(found.get(key, np.inf), quota.limit)
    return found


@given(policies(), st.randoms(use_true_random=False))
def test_the_order_of_measures_does_not_matter(measures: list[Measure], random: object) -> None:
    shuffled = list(measures)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    left, right = apply(measures, world()), apply(shuffled, world())
    for name in ("tariff", "export_tax", "capacity_factor", "stock_release"):
        assert getattr(left, name) == pytest.approx(getattr(right, name))
    assert limits(left) == pytest.approx(limits(right))


@given(policies(), st.floats(0.01, 100.0))
def test_tonnes_scale(measures: list[Measure], factor: float) -> None:
    bench = world()
    names = ("flow", "output", "capacity", "final_use")
    scaled = replace(bench, **{name: getattr(bench, name) * factor for name in names})
    one, many = apply(measures, bench), apply(measures, scaled)
    assert many.tariff == pytest.approx(one.tariff)
    assert many.stock_release == pytest.approx(one.stock_release * factor)
    assert limits(many) == pytest.approx({key: limit * factor for key, limit in limits(one).items()}, abs=1e-9)


@given(policies(), st.permutations([0, 1, 2]))
def test_places_can_be_listed_in_any_order(measures: list[Measure], order: list[int]) -> None:
    bench = world()
    moved = replace(
        bench,
        origins=tuple(bench.origins[i] for i in order),
        buyers=tuple(bench.buyers[i] for i in order),
        flow=bench.flow[:, order][:, :, order],
        output=bench.output[:, order],
        capacity=bench.capacity[:, order],
        unit_value=bench.unit_value[:, order],
        input_share=bench.input_share[:, :, order],
        final_use=bench.final_use[:, order],
        stock_months=bench.stock_months[:, order],
        flow_status=bench.flow_status[:, order][:, :, order],
    )
    before, after = apply(measures, bench), apply(measures, moved)
    assert after.tariff == pytest.approx(before.tariff[:, order][:, :, order])
    assert after.capacity_factor == pytest.approx(before.capacity_factor[:, order])
    assert sorted(q.limit for q in after.quotas) == pytest.approx(sorted(q.limit for q in before.quotas))


@settings(max_examples=60)
@given(CUTS, GOODS, SHARE, SHARE)
def test_a_harder_measure_never_lets_more_through(kind: str, goods: str, one: float, two: float) -> None:
    softer, harder = sorted((one, two), reverse=kind in ("licence", "export_quota"))

    def passed(severity: float) -> float:
        terms = {"class_share": point(0.5)} if kind == "entity_list" else {}
        actor = "USA" if kind == "import_ban" else "CHN"
        quotas = apply([act(kind, severity, actor=actor, commodities=(goods,), terms=terms)], world()).quotas
        free = world().flow.copy()
        capped = np.any([q.members for q in quotas], axis=0) if quotas else np.zeros(free.shape, dtype=bool)
        return float(free[~capped].sum() + sum(q.limit for q in quotas))

    assert passed(harder) <= passed(softer) + 1e-9
