"""Countries and commodities by code, English name or symbol, from two registers shipped with the package.

``countries.csv`` is our own table because the converters in use lose Taiwan (BACI 490, iso3 S19) and the customs codes
of the USA (842), France (251), India (699), Switzerland (757) and Norway (579).
"""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from oreflow.vocabulary.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Country:
    """A country or customs territory as trade statistics know it."""

    iso3: str
    name: str
    baci_code: int | None
    aliases: tuple[str, ...]
    groups: tuple[str, ...]  # EU, G7, G20, ASEAN, ...


@dataclass(frozen=True, slots=True)
class Commodity:
    """A mineral commodity; ``name`` is canonical English in lower case."""

    name: str
    symbol: str
    group: str  # rare earths | battery | minor metal | base metal | precious | industrial | energy | generic
    aliases: tuple[str, ...]
    part_of: str  # the basket a single element belongs to: "neodymium" is part of "rare earths"


def _rows(filename: str) -> list[dict[str, str]]:
    text = files("oreflow.vocabulary").joinpath(filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO3 code."""
    return {
        row["iso3"]: Country(
            iso3=row["iso3"],
            name=row["name"],
            baci_code=int(row["baci_code"]) if row["baci_code"] else None,
            aliases=_split(row["aliases"]),
            groups=_split(row["groups"]),
        )
        for row in _rows("countries.csv")
    }


@cache
def commodities() -> dict[str, Commodity]:
    """All commodities by canonical name."""
    return {
        row["name"]: Commodity(row["name"], row["symbol"], row["group"], _split(row["aliases"]), row["part_of"])
        for row in _rows("commodities.csv")
    }


@cache
def _country_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for iso3, entry in countries().items():
        for word in (iso3, entry.name, *entry.aliases):
            index.setdefault(word.casefold(), iso3)
    return index


@cache
def _commodity_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for name, entry in commodities().items():
        for word in (name, entry.symbol, *entry.aliases):
            if word:
                index.setdefault(word.casefold(), name)
    return index


def _nearest(given: str, known: dict[str, str]) -> list[str]:
    found = [known[word] for word in difflib.get_close_matches(given.casefold(), known, n=5, cutoff=0.6)]
    return list(dict.fromkeys(found))[:3]


def country(text: str) -> Country:
    """The country for an ISO3 code or English name, or :class:`UnknownNameError` with the nearest known ones."""
    index = _country_index()
    iso3 = index.get(text.strip().casefold())
    if iso3 is None:
        near = [f"{countries()[code].name} ({code})" for code in _nearest(text.strip(), index)]
        raise UnknownNameError("country", text, near)
    return countries()[iso3]


def commodity(text: str) -> Commodity:
    """The commodity for a name, alias or chemical symbol, or :class:`UnknownNameError` with the nearest known ones."""
    index = _commodity_index()
    name = index.get(text.strip().casefold())
    if name is None:
        raise UnknownNameError("commodity", text, _nearest(text.strip(), index))
    return commodities()[name]


@cache
def members(group: str) -> tuple[str, ...]:
    """ISO3 codes of a group named in the register (``EU``, ``G7``, ``G20``, ``ASEAN``)."""
    found = tuple(iso3 for iso3, entry in countries().items() if group in entry.groups)
    if not found:
        known = {g.casefold(): g for entry in countries().values() for g in entry.groups}
        raise UnknownNameError("country group", group, _nearest(group, known))
    return found
