"""Baskets: parts add up, baskets cover their parts, magnets and generic words reach what they should."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oreflow.vocabulary import commodities
from oreflow.vocabulary.coverage import covered_share

NAMES = sorted(commodities())
APRIL = ["samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "yttrium", "scandium"]
OCTOBER = ["holmium", "erbium", "thulium", "europium", "ytterbium"]


def test_the_twelve_elements_of_both_announcements_are_the_heavies() -> None:
    april, october = covered_share(APRIL, "heavy rare earths"), covered_share(OCTOBER, "heavy rare earths")
    assert april > 5 * october > 0.0
    assert april + october == pytest.approx(1.0)
    assert covered_share([*APRIL, *OCTOBER], "heavy rare earths") == pytest.approx(1.0)


def test_neodymium_is_untouched_by_the_controls_of_2025() -> None:
    assert covered_share([*APRIL, *OCTOBER], "ndpr") == 0.0
    assert 0.0 < covered_share([*APRIL, *OCTOBER], "rare earths") < 0.2


@pytest.mark.parametrize(
    ("named", "commodity", "share"),
    [
        ("rare earths", "ndpr", 1.0),
        ("rare earths", "dysprosium", 1.0),
        ("rare earths", "magnets", 0.0),
        ("magnets", "ndpr", 0.0),
        ("light rare earths", "cerium and lanthanum", 1.0),
        ("light rare earths", "heavy rare earths", 0.0),
        ("platinum group metals", "palladium", 1.0),
        ("all goods", "magnets", 1.0),
        ("critical minerals", "gallium", 1.0),
        ("critical minerals", "magnets", 0.0),
        ("critical minerals", "coal", 0.0),
        ("dual-use goods", "gallium", 0.0),
        ("soybeans", "gallium", 0.0),
    ],
)
def test_what_a_word_reaches(named: str, commodity: str, share: float) -> None:
    assert covered_share([named], commodity) == pytest.approx(share)


@given(st.lists(st.sampled_from(NAMES), max_size=6), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_naming_more_never_covers_less(names: list[str], extra: str, commodity: str) -> None:
    share = covered_share(names, commodity)
    assert -1e-12 <= share <= 1.0 + 1e-12
    assert covered_share([*names, extra], commodity) >= share - 1e-12
    assert covered_share([*names, commodity], commodity) == 1.0


def test_shares_are_the_same_in_every_process() -> None:
    code = "from oreflow.vocabulary.coverage import covered_share as c; import sys; "
    code += f"print(repr([c({APRIL!r}, g) for g in ('heavy rare earths', 'rare earths')]))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": s},
        ).stdout
        for s in ("1", "2", "3", "4")
    }
    assert len(runs) == 1


def test_every_share_says_that_it_is_assumed_and_lies_in_its_range() -> None:
    text = files("oreflow.vocabulary").joinpath("coverage.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    totals: dict[str, float] = {}
    for row in rows:
        assert float(row["low"]) <= float(row["mode"]) <= float(row["high"]), row
        assert row["status"] == "assumed" or row["source"] != "own assumption", row
        assert {row["commodity"], row["part"]} <= set(NAMES), row
        totals[row["commodity"]] = totals.get(row["commodity"], 0.0) + float(row["mode"])
    assert all(total == pytest.approx(1.0, abs=0.05) for total in totals.values()), totals
