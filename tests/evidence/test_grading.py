"""The graded development texts: floors of the issue, measured with the public grader's own matching."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from oreflow.evidence import read
from tests.evidence.shared_texts import dev, script


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    folder = dev()
    module = script("grade_reading")
    out: Path = tmp_path_factory.mktemp("predictions")
    module.predict(folder, out)
    found: dict[str, float] = module.figures(folder, out)
    return found


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("events", 0.70),
        ("statistics", 0.70),
        ("attributions", 0.75),
        ("status", 0.75),
        ("rate_pct", 0.9),
        ("value_usd", 0.9),
    ],
)
def test_floor_on_the_development_texts(grades: dict[str, float], figure: str, floor: float) -> None:
    assert grades[figure] >= floor


def test_annotation_holds_only_words_of_the_schema() -> None:
    folder = dev()
    gold = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]
    keys = set(gold[0]["events"][0])
    for annotation in read([folder], today=date(2026, 11, 22)).to_json():
        for event in annotation["events"]:
            assert keys - {"status_alt", "kind_alt", "date_alt", "until", "effect"} <= set(event)
            assert event["kind"] in {
                "tariff", "export_control", "quota", "import_restriction", "sanction", "deal", "purchase", "investigation", "meeting",  # noqa: E501
                "capacity_project", "stockpile", "subsidy_or_price_support",
            }  # fmt: skip
            assert event["actor"] not in event["target"]
            assert len(event["actor"]) in (2, 3)
