"""docs/model.md: the attributes and functions of its symbol table exist, and every equation is in it."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from oreflow.equilibrium import market, result

PAGE = Path(__file__).parents[2] / "docs" / "model.md"
ROWS = re.findall(r"^\|([^|\n]+)\|([^|\n]+)\|([^|\n]*)\|([^|\n]*)\|$", PAGE.read_text(encoding="utf-8"), re.M)[2:]


def _resolve(dotted: str) -> None:
    module, *names = dotted.split(".")
    thing = importlib.import_module(f"oreflow.equilibrium.{module}")
    for name in names:
        if is_dataclass(thing) and name in {f.name for f in fields(thing)}:
            return
        thing = getattr(thing, name)


def test_the_table_is_read():
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_symbol_exists_in_the_code(row):
    named = re.findall(r"`([\w.]+)`", row[2] + row[3])
    assert named
    for dotted in named:
        _resolve(dotted)


def test_every_equation_of_the_market_is_in_the_table():
    source = Path(market.__file__).read_text(encoding="utf-8")
    equations = re.findall(r"^def (\w+)\([^)]*\)[^:]*:\n    \"\"\"\(\d+", source, re.M)
    assert len(equations) >= 11
    named = {dotted for row in ROWS for dotted in re.findall(r"`market\.(\w+)`", row[3])}
    assert set(equations) <= named


def test_every_field_of_the_result_is_explained():
    text = result.Result.__doc__ or ""
    for field in fields(result.Result):
        if field.name not in ("setting", "parameters"):
            assert field.name in text
