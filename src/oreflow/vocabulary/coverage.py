"""How much of a commodity a measure covers: a control on five elements of a basket is not a ban on the basket.

Shares of tonnes, ``coverage.csv``; nothing splits the customs codes by element, so every share is marked assumed.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from oreflow.vocabulary.names import commodities

ALL_GOODS = "all goods"
#: Words that cover every product. "dual-use goods" is not one: the list names its items, and so must a measure.
EVERYTHING = frozenset({ALL_GOODS})
CRITICAL = "critical minerals"
#: What the word does not reach: fuels, iron and steel, and magnets, which are goods made of minerals.
NOT_CRITICAL = frozenset(
    {"iron ore", "steel", "coal", "lignite", "petroleum", "natural gas", "gold", "salt", "gypsum", "magnets"}
)


@cache
def _parts() -> dict[str, dict[str, float]]:
    text = files("oreflow.vocabulary").joinpath("coverage.csv").read_text(encoding="utf-8")
    table: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(text.splitlines()):
        table.setdefault(row["commodity"], {})[row["part"]] = float(row["mode"])
    return {
        basket: {part: share / sum(parts.values()) for part, share in parts.items()} for basket, parts in table.items()
    }


@cache
def _elements(name: str) -> frozenset[tuple[str, float]]:
    """A commodity as shares of its smallest parts; a commodity without parts is itself."""
    parts = _parts().get(name)
    if parts is None:
        return frozenset({(name, 1.0)})
    return frozenset((leaf, share * weight) for part, weight in parts.items() for leaf, share in _elements(part))


def covered_share(named: Iterable[str], commodity: str) -> float:
    """Share of a commodity's tonnes covered by a list of named commodities, 0-1.

    A basket covers its parts in full ("rare earths" covers NdPr); parts cover a basket by their share. Magnets are a
    product of their own: a control on rare earths as such does not reach them.
    """
    return _covered(frozenset(named), commodity)


@cache
def _covered(names: frozenset[str], commodity: str) -> float:
    if names & EVERYTHING or commodity in names or (CRITICAL in names and commodity not in NOT_CRITICAL):
        return 1.0
    leaves: set[str] = set()
    for name in names:
        leaves |= {leaf for leaf, _ in _elements(name)}
        if name in commodities() and not _parts().get(name):
            leaves.add(name)
    parts = _elements(commodity)
    if all(leaf in leaves for leaf, _ in parts):
        return 1.0
    # exact sum: the order of a set differs from run to run, the answer must not
    return math.fsum(share for leaf, share in parts if leaf in leaves)
