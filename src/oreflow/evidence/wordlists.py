"""Closed word lists of the grammar, kept in ``lexicon/words.csv`` so that they can be read and extended as a table."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = files("oreflow.evidence").joinpath("lexicon", "words.csv").read_text(encoding="utf-8")
    lists = [(row["list"], frozenset(row["words"].split())) for row in csv.DictReader(text.splitlines())]
    named = dict(lists)
    if len(named) < len(lists):  # a later list would silently replace an earlier one
        raise ValueError(f"words.csv: {[name for name in named if sum(n == name for n, _ in lists) > 1]} twice")
    return named


@cache
def wordlist(name: str) -> frozenset[str]:
    """The words of one list; ``KeyError`` for a list that the register does not hold."""
    return _lists()[name]
