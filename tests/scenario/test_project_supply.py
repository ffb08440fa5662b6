"""What a project adds by a day: slip, ramp, failure and technology controls by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from oreflow.equilibrium.benchmark import Benchmark, Buyer, Product
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.wedges import none
from oreflow.studies.project_supply import coin, left_out, ranges, vintages, with_entrants
from oreflow.vocabulary.deal import Project
from oreflow.vocabulary.measure import Measure, Severity


def market() -> Benchmark:
    """Gallium, China and Australia, three buyers; t/yr."""
    flow = np.array([[[80.0, 10.0, 10.0], [0.0, 0.0, 0.0]]])
    return Benchmark(
        year=2023,
        products=(Product("gallium", "primary", "t", 400_000.0),),
        origins=("CHN", "AUS"),
        buyers=(Buyer("CHN"), Buyer("USA"), Buyer("JPN")),
        sectors=("all",),
        flow=flow,
        output=flow.sum(axis=2),
        capacity=1.2 * flow.sum(axis=2),
        unit_value=np.full((1, 2), 400_000.0),
        coefficient=np.zeros((1, 1)),
        input_share=np.zeros((1, 1, 2)),
        final_use=flow.sum(axis=1)[:, :, None],
        stock_months=np.full((1, 3), np.nan),
        flow_status=np.ones(flow.shape, dtype=np.int8),
    )


def project(**given: Any) -> Project:
    base: dict[str, Any] = {
        "id": "wagerup",
        "name": "Wagerup",
        "country": "AUS",
        "commodity": "gallium",
        "stage": "primary",
        "nameplate_t_per_year": 100.0,
        "start": date(2027, 1, 1),
        "ramp_months": 10.0,
        "buyers": ("USA", "JPN"),
    }
    return Project(**(base | given))


def drawn(**given: float) -> dict[str, float]:
    base = {"slip_months": 0.0, "success": 0.8, "cost_ratio": 1.5, "capacity": 100.0, "delivers": 0.0}
    return {f"wagerup:{name}": value for name, value in (base | given).items()}


def capacity(day: date, controls: tuple[Measure, ...] = (), **given: float) -> float:
    (plant,) = vintages([project()], market(), drawn(**given), day, controls, {})
    return plant.capacity


def test_capacity_ramps_after_the_slipped_start() -> None:
    assert capacity(date(2026, 12, 31)) == 0.0
    assert capacity(date(2027, 6, 1)) == pytest.approx(100.0 * (151 / 30.4375) / 10.0)
    assert capacity(date(2028, 6, 1)) == 100.0
    assert capacity(date(2027, 6, 1), slip_months=6.0) == 0.0
    assert capacity(date(2028, 6, 1), slip_months=12.0) == pytest.approx(capacity(date(2027, 6, 1)), rel=0.02)


def test_a_project_that_fails_adds_nothing() -> None:
    assert capacity(date(2030, 1, 1), delivers=0.79) == 100.0
    assert capacity(date(2030, 1, 1), delivers=0.81) == 0.0


def control(strength: float) -> Measure:
    def exactly(value: float) -> Severity:
        return Severity(low=value, mode=value, high=value, status="assumed", note="test")

    return Measure(
        id="tech",
        instrument="technology_control",
        actor="CHN",
        commodities=("gallium",),
        severity=exactly(strength),
        terms={"delay_months": exactly(6.0), "failure_odds_ratio": exactly(4.0)},
    )


def test_technology_controls_delay_and_raise_the_odds_of_failure() -> None:
    # odds of failure 0.25 become 1.0: half of the chance that was 0.8
    assert capacity(date(2030, 1, 1), (control(1.0),), delivers=0.49) == 100.0
    assert capacity(date(2030, 1, 1), (control(1.0),), delivers=0.51) == 0.0
    assert capacity(date(2027, 6, 1), (control(1.0),)) == 0.0
    assert capacity(date(2027, 6, 1), (control(0.0),)) == capacity(date(2027, 6, 1))


def test_the_promised_buyers_share_by_use() -> None:
    (plant,) = vintages([project()], market(), drawn(), date(2030, 1, 1), (), {})
    assert (plant.product, plant.origin, plant.cost_ratio) == (0, 1, 1.5)
    assert plant.offtake == ((1, 0.5), (2, 0.5))
    (free,) = vintages([project(buyers=())], market(), drawn(), date(2030, 1, 1), (), {})
    assert free.offtake == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"country": "CAN"}, "CAN is not an origin"),
        ({"stage": "refined"}, "stage 'refined' is not in the benchmark"),
        ({"start": None}, "no start or no capacity"),
        ({"nameplate_t_per_year": None}, "no start or no capacity"),
        ({"start": date(2023, 6, 1)}, "ran before the benchmark year ended"),
    ],
)
def test_what_cannot_be_used_says_why(change: dict[str, Any], reason: str) -> None:
    unusable = project(**change)
    assert reason in str(left_out(unusable, market()))
    assert vintages([unusable], market(), drawn(), date(2030, 1, 1), (), {}) == ()


def test_a_first_producer_gets_a_row_and_changes_nothing_else() -> None:
    bench = with_entrants(market(), [project(country="CAN"), project(id="x", country="AUS")])
    assert (bench.origins, len(bench.buyers)) == (("CHN", "AUS", "CAN"), 4)
    idle = solve(bench, none(bench), Parameters.of(bench))
    assert idle.flow[:, :2, :3] == pytest.approx(market().flow)
    assert not idle.flow[:, 2].any()
    (plant,) = vintages([project(country="CAN")], bench, drawn(capacity=20.0), date(2030, 1, 1), (), {})
    running = solve(bench, replace(none(bench), vintages=(plant,)), Parameters.of(bench))
    assert running.flow[0, 2, 1] > 0.0
    assert running.composite[0, 1] < 1.0
    assert with_entrants(market(), [project(), project(id="y", country="CAN", commodity="cobalt")]).origins == (
        "CHN",
        "AUS",
    )


def test_a_project_of_another_commodity_is_no_remark() -> None:
    assert left_out(project(commodity="cobalt"), market()) is None


def test_every_uncertain_number_has_a_range_with_a_reason() -> None:
    found = ranges(project())
    assert set(found) | {coin(project())} == set(drawn())
    assert all(value.status == "assumed" and value.note for value in found.values())
    own = Severity(low=0, mode=1, high=2, status="reported", note="plan")
    assert ranges(project(slip_months=own))["wagerup:slip_months"] == own
