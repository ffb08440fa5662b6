"""What acts outside today's market: truces, triggers, ladders, investigations, technology, promises."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from oreflow.equilibrium.instruments import ELSEWHERE, MARKET_INSTRUMENTS, apply, changes
from oreflow.equilibrium.instruments_later import (
    investigation_hazard,
    ladder,
    probability_on,
    project_effect,
    purchase_commitment,
)
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Severity, instrument_register
from oreflow.vocabulary.timeline import active_on

from .world import act, point, world


def test_every_instrument_has_a_function_or_a_reason() -> None:
    assert set(MARKET_INSTRUMENTS) | set(ELSEWHERE) == set(instrument_register())
    assert not set(MARKET_INSTRUMENTS) & set(ELSEWHERE)


def test_a_truce_switches_off_between_its_dates() -> None:
    ban = act("export_ban", 1.0, id="ban")
    truce = act("truce", id="truce", suspends=("ban",), effective=date(2025, 11, 7), expires=date(2026, 11, 10))
    for day, bans in [(date(2025, 11, 6), 1), (date(2025, 11, 7), 0), (date(2026, 11, 9), 0), (date(2026, 11, 10), 1)]:
        assert len(apply([ban, truce], world(), on=day).quotas) == bans


def test_an_act_that_ends_another_ends_it_for_good() -> None:
    duty = act("tariff", 0.2, id="duty", actor="USA")
    court = act(
        "truce", id="court", actor="USA", terminates=("duty",), effective=date(2026, 2, 20), expires=date(2026, 3, 1)
    )
    assert active_on([duty, court], date(2026, 2, 19))[0].id == "duty"
    assert [m.id for m in active_on([duty, court], date(2027, 1, 1))] == []


def test_threats_count_only_where_carried_out() -> None:
    threat = act("tariff", 1.0, actor="USA", status="threatened", probability=0.3)
    assert apply([threat], world()).tariff.any()  # listed alone: suppose it happens
    assert not apply([threat], world(), executed=()).tariff.any()
    assert not apply([threat], world(), on=date(2025, 6, 1), executed=()).tariff.any()
    assert apply([threat], world(), on=date(2025, 6, 1), executed={"m"}).tariff.any()


def test_a_ladder_breaks_at_the_first_missing_rung() -> None:
    first = act("licence", 0.5, id="control", status="threatened", probability=0.9)
    answer = act("tariff", 1.0, id="tariff", actor="USA", status="threatened", probability=0.5, triggered_by="control")
    reply = act("export_ban", 1.0, id="ban", status="threatened", probability=0.4, triggered_by="tariff")
    rungs = [reply, answer, first]
    assert ladder(rungs, {"control": 0.1, "tariff": 0.1, "ban": 0.1}) == {"control", "tariff", "ban"}
    assert ladder(rungs, {"control": 0.1, "tariff": 0.9, "ban": 0.1}) == {"control"}
    assert ladder(rungs, {"control": 0.95, "tariff": 0.1, "ban": 0.1}) == frozenset()
    assert ladder([answer], {"tariff": 0.1}) == {"tariff"}  # a trigger that is not listed binds nothing


def test_an_answer_needs_its_trigger_in_force() -> None:
    control = act("licence", 0.5, id="control", effective=date(2025, 11, 8))
    answer = act("tariff", 1.0, id="answer", actor="USA", triggered_by="control", effective=date(2025, 11, 1))
    assert active_on([control, answer], date(2025, 11, 5)) == ()
    assert {m.id for m in active_on([control, answer], date(2025, 11, 8))} == {"control", "answer"}


def test_ladder_frequency_is_the_product_of_the_chances() -> None:
    first = act("licence", 0.5, id="control", status="threatened", probability=0.6)
    answer = act("tariff", 1.0, id="tariff", actor="USA", status="threatened", probability=0.5, triggered_by="control")
    u = np.random.default_rng(7).random((4000, 2))
    both = np.mean([ladder([first, answer], {"control": a, "tariff": b}) == {"control", "tariff"} for a, b in u])
    assert both == pytest.approx(0.3, abs=0.03)


def lead(low: float, mode: float, high: float) -> Severity:
    return Severity(low=low, mode=mode, high=high, status="assumed", note="test")


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_investigation_hazard_is_triangular(chance: float) -> None:
    probe = act("investigation", chance, actor="USA", terms={"lead_months": lead(6, 10, 14)})
    hazard = investigation_hazard(probe, 16)
    assert hazard[5] == 0.0  # month 6 has just begun
    assert hazard[9] == pytest.approx(0.5 * chance)  # the mode of a symmetric triangle
    assert hazard[13:] == pytest.approx([chance] * 3)
    assert (np.diff(hazard) >= 0).all()


def test_investigation_alone_changes_nothing_and_opens_the_chance_of_a_tariff() -> None:
    probe = act("investigation", 0.8, id="probe", actor="USA", terms={"lead_months": lead(6, 10, 14)})
    duty = act("tariff", 0.5, id="duty", actor="USA", status="possible", probability=1.0, triggered_by="probe")
    assert not apply([probe], world()).tariff.any()
    assert probability_on(duty, [probe, duty], date(2025, 3, 1)) == 0.0
    assert probability_on(duty, [probe, duty], date(2027, 1, 1)) == pytest.approx(0.8)
    with pytest.raises(OreflowError, match="lead_months"):
        investigation_hazard(act("investigation", 0.5), 3)


@pytest.mark.parametrize(("strength", "delay", "odds"), [(0.0, 0.0, 1.0), (0.5, 6.0, 2.0), (1.0, 12.0, 4.0)])
def test_technology_control_delays_projects_abroad_only(strength: float, delay: float, odds: float) -> None:
    control = act("technology_control", strength, terms={"delay_months": point(12.0), "failure_odds_ratio": point(4.0)})
    effect = project_effect([control], country="MYS", commodity="ndpr", stage="separated")
    assert (effect.delay_months, effect.failure_odds_ratio) == (pytest.approx(delay), pytest.approx(odds))
    assert project_effect([control], country="CHN", commodity="ndpr", stage="separated").measures == ()
    assert project_effect([control], country="MYS", commodity="gallium", stage="primary").measures == ()
    (change,) = changes([control], world())
    assert "acts on projects" in change.notes[0]


def test_two_controls_share_the_delay_and_multiply_the_odds() -> None:
    pair = [
        act("technology_control", 1.0, id=name, terms={"delay_months": point(d), "failure_odds_ratio": point(2.0)})
        for name, d in [("a", 6.0), ("b", 9.0)]
    ]
    effect = project_effect(pair, country="MYS", commodity="ndpr", stage="separated")
    assert (effect.delay_months, effect.failure_odds_ratio) == (9.0, 4.0)


def test_purchase_commitment_is_a_payment_not_a_wedge() -> None:
    soy = act(
        "purchase_commitment", 0.57, actor="CHN", targets=("USA",), commodities=("soybeans",),
        terms={"tonnes_per_year": point(25e6)},
    )  # fmt: skip
    payment = purchase_commitment(soy)
    assert (payment.buyer, payment.seller, payment.tonnes_per_year) == ("CHN", ("USA",), 25e6)
    assert (payment.delivered_share, payment.usd_per_year) == (0.57, None)
    assert not apply([soy], world()).tariff.any()
