"""Simulations on the shipped data: golden summaries, signs that must hold, provenance, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from oreflow.studies.scenario import load_scenario, scenario_from_text
from oreflow.studies.simulate import simulate
from oreflow.studies.simulation_result import Simulation
from oreflow.vocabulary.errors import OreflowError

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "october-2025"
DRAWS = 32  # as in write_golden.py


@pytest.fixture(scope="module")
def tariff() -> Simulation:
    return simulate(load_scenario(EXAMPLES / "tariff-only.yaml"), draws=DRAWS)


def close(left: float | None, right: float | None) -> bool:
    """Equal to three significant figures, give or take a rounding at the last; quantities below 1e-3 are noise."""
    if left is None or right is None:
        return left is right
    return abs(left - right) <= 0.011 * max(abs(left), abs(right)) + 1e-3


def differences(found: dict[str, Any], golden: dict[str, Any]) -> list[str]:
    assert list(found) == list(golden)
    lines = []
    for name, rows in golden.items():
        for key, before in rows.items():
            now = found[name].get(key)
            pairs = zip(before, now, strict=True) if isinstance(before, list) and now else [(before, now)]
            if not all(close(a, b) for a, b in pairs):
                lines.append(f"{name}, {key}: {before} was golden, {now} now")
    return lines


def test_tariff_alone_is_golden(tariff: Simulation) -> None:
    golden = json.loads((HERE / "golden" / "tariff-only.json").read_text(encoding="utf-8"))
    assert differences(tariff.summary(), golden) == []


@pytest.mark.parametrize("name", ["scenario", "with-deals"])
def test_examples_are_golden(name: str) -> None:
    golden = json.loads((HERE / "golden" / f"{name}.json").read_text(encoding="utf-8"))
    found = simulate(load_scenario(EXAMPLES / f"{name}.yaml"), draws=DRAWS)
    assert differences(found.summary(), golden) == []


def row(result: Simulation, product: str, key: str) -> Any:
    answer = next(a for a in result.answers if a.product == product)
    return next(r for r in answer.rows if r.key == key)


def test_a_tariff_makes_imports_dearer_and_sellers_cheaper(tariff: Simulation) -> None:
    for product in ("ndpr/separated", "magnets/product"):
        assert row(tariff, product, "price_home_pct").q05 > 1.0
        assert row(tariff, product, "price_partner_pct").q50 < 0.5
        assert row(tariff, product, "tariff_revenue").q50 > 0.0
        assert row(tariff, product, "use_home").q95 < 0.0


def test_what_stands_behind_every_number_is_there(tariff: Simulation) -> None:
    assert all(m.unsolved == 0 and m.worst_residual < 1e-11 for m in tariff.markets)
    assert all(len(m.draw_table) == 64 and m.sources for m in tariff.markets)
    assert all(m.benchmark_year == 2023 for m in tariff.markets)  # BACI 2024 was not published in October 2025
    assert {p.name for p in tariff.parameters} == {"sigma", "eta", "kappa", "p_choke"}
    assert all(p.source and p.status in ("sourced", "assumed") for p in tariff.parameters)
    assert all(line.source and line.url for line in tariff.measures)
    threat = next(line for line in tariff.measures if line.role == "measure")
    assert (threat.id, threat.happened) == ("us-2025-additional-100", 1.0)
    assert any("stocks" in sentence for sentence in tariff.cannot_support)


def test_the_result_is_one_json_document(tariff: Simulation) -> None:
    text = json.dumps(tariff.to_json(), allow_nan=False)
    read = json.loads(text)
    assert read["kind"] == "simulation"
    assert read["as_of"] == "2025-10-26"
    assert set(read["answers"][0]["rows"][0]) == {"key", "label", "unit", "q05", "q25", "q50", "q75", "q95", "note"}


GALLIUM = """\
title: Gallium
as_of: 2025-10-26
days: 2025-12-08
products: [gallium]
baseline: none
measures: {measures}
draws: 16
seed: 5
"""


def gallium(measures: str, extra: str = "") -> Simulation:
    return simulate(scenario_from_text(GALLIUM.format(measures=measures) + extra))


def test_no_measures_change_nothing() -> None:
    result = gallium("[]")
    for r in (*result.answers[0].rows, *result.answers[0].replacements):
        if r.key not in ("price_home_usd", "from_partner"):
            assert (r.q05, r.q95) == (pytest.approx(0.0, abs=1e-6),) * 2, r.key


def test_same_seed_same_answer_other_seed_another() -> None:
    ban = "[cn-2024-46-gallium-germanium]"
    assert gallium(ban).to_json() == gallium(ban).to_json()
    scenario = scenario_from_text(GALLIUM.format(measures=ban))
    assert simulate(scenario, seed=6).summary() != simulate(scenario).summary()


def test_a_ban_bites_less_where_more_leaks() -> None:
    def price(phi: float) -> float:
        exactly = f"{{low: {phi}, mode: {phi}, high: {phi}, status: assumed, note: test}}"
        extra = (
            "overrides:\n  leak:\n    measures:\n      cn-2024-46-gallium-germanium:\n"
            f"        terms: {{evasion_share: {exactly}}}\nuse: [leak]\n"
        )
        return float(row(gallium("[cn-2024-46-gallium-germanium]", extra), "gallium/primary", "price_home_pct").q50)

    tight, loose = price(0.1), price(0.9)
    assert tight > 2 * loose > 0


def test_a_threat_happens_as_often_as_its_chance() -> None:
    measure = (
        "\n  - {id: t, instrument: tariff, actor: USA, targets: [CHN], commodities: [gallium], status: threatened,"
        " probability: 0.5, severity: {low: 1, mode: 1, high: 1, status: assumed, note: test}, effective: 2025-11-01}"
    )
    scenario = scenario_from_text(GALLIUM.format(measures=measure))
    drawn = simulate(scenario, draws=256)
    assert drawn.measures[0].happened == pytest.approx(0.5, abs=0.02)  # Sobol draws
    changed = row(drawn, "gallium/primary", "price_home_pct")
    assert changed.q05 == 0.0
    assert changed.q95 > 10.0
    for threats, share in (("left_out", 0.0), ("carried_out", 1.0)):
        supposed = scenario.model_copy(update={"threats": threats})
        assert simulate(supposed, draws=8).measures[0].happened == share


def test_a_measure_waits_for_its_investigation() -> None:
    text = GALLIUM.format(measures="[us-2025-301-phase-one-tariff]").replace("baseline: none\n", "")
    days = {"2025-11-24": 0.0, "2027-06-01": 0.35}  # one month, and beyond the 14 months of the longest lead
    for day, share in days.items():
        result = simulate(scenario_from_text(text.replace("2025-12-08", day)), draws=64)
        line = next(line for line in result.measures if line.id == "us-2025-301-phase-one-tariff")
        assert line.happened == pytest.approx(share, abs=0.05)


def test_parameters_of_the_scenario_replace_the_tables() -> None:
    exactly = "{low: 4, mode: 4, high: 4, status: reported, note: a paper}"
    result = gallium("[]", f"parameters: {{'sigma:gallium': {exactly}}}\n")
    sigma = next(p for p in result.parameters if p.name == "sigma")
    assert (sigma.low, sigma.high, sigma.source, sigma.status) == (4, 4, "a paper", "sourced")


def test_a_commodity_that_cannot_be_calibrated_is_a_problem_not_a_silence() -> None:
    text = GALLIUM.format(measures="[]").replace("[gallium]", "[gallium, bromine]")
    result = simulate(scenario_from_text(text))
    assert len(result.problems) == 1
    assert result.problems[0].startswith("bromine: ")
    with pytest.raises(OreflowError, match="no product of 'Gallium' could be calibrated"):
        simulate(scenario_from_text(GALLIUM.format(measures="[]").replace("[gallium]", "[bromine]")))


def test_deals_need_their_time() -> None:
    result = simulate(load_scenario(EXAMPLES / "with-deals.yaml"), draws=16)
    added = {
        (a.day, a.product): next(r for r in a.rows if r.key == "price_home_pct")
        for a in result.answers
        if a.comparison == "projects"
    }
    assert added[date(2025, 12, 8), "gallium/primary"].q05 == 0.0
    assert added[date(2030, 12, 31), "gallium/primary"].q50 < -1.0
    assert added[date(2030, 12, 31), "magnets/product"].q50 < -1.0
