"""What a simulation says about other destinations and about trade that bends round a wedge."""

from __future__ import annotations

from pathlib import Path

from oreflow.studies.scenario import load_scenario
from oreflow.studies.simulate import simulate

EXAMPLE = Path(__file__).parents[2] / "examples" / "october-2025" / "tariff-only.yaml"


def test_a_tariff_of_one_country_raises_its_price_and_sends_tonnes_elsewhere() -> None:
    found = simulate(load_scenario(EXAMPLE, variant=None), draws=16)
    answers = [a for a in found.answers if a.product == "heavy rare earths/separated" and a.comparison == "measures"]
    assert answers
    for answer in answers:
        at = {line.destination: line for line in answer.destinations}
        assert "USA" in at
        assert len(at) >= 5
        usa = at["USA"].price.q95
        assert usa is not None
        assert usa > 0
        others = [
            line.price.q50 for name, line in at.items() if name not in ("USA", "CHN") and line.price.q50 is not None
        ]
        assert min(others) <= 0.0, "tonnes that China does not sell to the USA make it cheaper somewhere"
        for row in answer.leakage:
            assert row.q05 is not None
            assert row.q05 >= 0.0
            assert "China through" in row.label
