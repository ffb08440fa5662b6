"""docs/instruments.md says what the code does: its table of numbers is the register, its functions exist."""

from __future__ import annotations

import csv
import importlib
import re
from importlib.resources import files
from pathlib import Path

DOC = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")


def test_the_table_of_numbers_is_the_register() -> None:
    text = files("oreflow.vocabulary").joinpath("instruments.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        who = "every one" if row["instrument"] == "*" else row["instrument"].replace("_", " ")
        cells = (
            who,
            row["term"],
            row["unit"],
            f"{row['lowest']} to {row['highest']}",
            row["default"] or "-",
            row["meaning"],
        )
        assert f"| {' | '.join(cells)} |" in DOC


def test_every_function_named_exists() -> None:
    named = re.findall(r"`(instruments_\w+|vocabulary\.timeline)\.(\w+)`", DOC)
    assert len(named) >= 15
    for module, name in named:
        where = f"oreflow.{module}" if "." in module else f"oreflow.equilibrium.{module}"
        assert callable(getattr(importlib.import_module(where), name))
