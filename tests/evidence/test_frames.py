"""Measures told in other words: each case is one sentence of our own with the event that it tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from oreflow.evidence import read

CASES = [
    ("export_control", "ZWE", (), "lithium", "Harare slammed the door on raw lithium last December."),
    ("export_control", "CHN", ("JPN",), "rare earths", "Chinese customs have held up rare earths bound for Japan."),
    ("quota", "COD", (), "cobalt", "The Congolese regulator capped cobalt exports at 96,600 tonnes a year."),
    ("tariff", "EU", ("RUS",), "aluminium", "Brussels plans to tax Russian aluminium at 40%."),
    ("import_restriction", "IND", ("CHN",), "steel", "New Delhi slapped a safeguard on steel from China."),
    ("investigation", "EU", ("CHN",), "tungsten", "Brussels opened an anti-dumping case against Chinese tungsten."),
    ("deal", "JPN", ("KAZ",), "critical minerals", "Tokyo and Astana agreed to work together on critical minerals."),
    ("stockpile", "JPN", (), "gallium", "Tokyo will add gallium to its national stockpile."),
]


def _events(tmp_path: Path, sentence: str) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    path = tmp_path / "report.txt"
    path.write_text(f"Market report\n\nBy Staff Reporter\n\nMay 5, 2026\n\n{sentence}\n", encoding="utf-8")
    (reading,) = read([path], today=date(2026, 11, 22)).readings
    return [(e.kind, e.actor, e.target, e.objects) for e in reading.events]


@pytest.mark.parametrize(("kind", "actor", "target", "good", "sentence"), CASES)
def test_a_frame_tells_its_event(
    tmp_path: Path, kind: str, actor: str, target: tuple[str, ...], good: str, sentence: str
) -> None:
    assert (kind, actor, target, (good,)) in _events(tmp_path, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The company slammed the door on a takeover of its lithium mine.",
        "Acme Lithium Corp. capped its lithium output at 20,000 tonnes a year.",
        "The trader sold cobalt from its own warehouse in Rotterdam.",
    ],
)
def test_what_firms_do_is_no_event(tmp_path: Path, sentence: str) -> None:
    assert _events(tmp_path, sentence) == []
