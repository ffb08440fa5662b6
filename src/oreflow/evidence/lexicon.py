"""The domain lexicon as one word trie: places, people, agencies, goods. Longest match wins; matching is linear.

The registers are CSV files in ``lexicon/`` beside this module and the two vocabulary registers of the house.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from oreflow.evidence.text import Token, tokenize
from oreflow.evidence.wordlists import wordlist
from oreflow.vocabulary import commodities, countries

GENERIC = "critical minerals"
_NO_ALIAS = wordlist("lexicon: no alias")
_ALWAYS = wordlist("lexicon: always")


class Entry(NamedTuple):
    """What a phrase means: ``kind`` place | person | agency | good, its value, and the form of the name."""

    kind: str
    value: str
    form: str
    exact: str  # the spelling required, "" where case does not matter
    canonical: str = ""


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


class Mention(NamedTuple):
    """A phrase found: tokens ``i`` up to ``j`` (exclusive) of its sentence."""

    kind: str
    value: str
    form: str
    i: int
    j: int
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """An office-holder with term dates where they matter."""

    name: str
    iso3: str
    office: str
    since: date | None
    until: date | None


def rows(filename: str) -> list[dict[str, str]]:
    """Rows of a register of this package."""
    text = files("oreflow.evidence").joinpath("lexicon", filename).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def split(cell: str | None) -> list[str]:
    """The parts of a cell divided by ``|``."""
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


@cache
def leaders() -> dict[str, Leader]:
    """Office-holders by each of their names in lower case."""
    found: dict[str, Leader] = {}
    for row in rows("leaders.csv"):
        names = split(row["names"])
        leader = Leader(
            names[0],
            row["iso3"],
            row["office"],
            date.fromisoformat(row["from"]) if row["from"] else None,
            date.fromisoformat(row["to"]) if row["to"] else None,
        )
        for name in names:
            found.setdefault(name.lower(), leader)
    return found


@cache
def minerals() -> frozenset[str]:
    """Objects that make a measure one about minerals (``core``)."""
    listed = {row["object"] for row in rows("goods.csv") if row["mineral"] == "1"}
    not_minerals = {"petroleum", "natural gas", "coal", "lignite", "salt", "helium"}
    return frozenset((set(commodities()) | listed | {"magnets"}) - not_minerals)


@cache
def trie() -> _Node:
    """The root of the word trie over all registers."""
    root = _Node()
    _add_places(root)
    for row in rows("leaders.csv"):
        names = split(row["names"])
        for name in names:
            _add(root, name, Entry("person", row["iso3"], row["office"], name, names[0]))
    for row in rows("agencies.csv"):
        for name in split(row["names"]):
            _add(
                root,
                name,
                Entry("agency", row["iso3"], "agency", name if row["exact"] == "1" else "", row["canonical"]),
            )
    _add_goods(root)
    return root


def _add_places(root: _Node) -> None:
    listed = {row["iso3"]: row for row in rows("places.csv")}
    for iso3, entry in countries().items():
        if iso3 in ("R20", "ZA1", "COG", "PUS", "USA"):
            continue
        for name in (entry.name, *entry.aliases):
            if len(name) > 3 and name != "Congo":
                _add(root, name, Entry("place", iso3, "name", name))
    _add(root, "United States", Entry("place", "USA", "name", "United States"))
    _add(root, "Republic of Congo", Entry("place", "COG", "name", "Republic of Congo"))
    for iso3, row in listed.items():
        for column, form in (("demonyms", "demonym"), ("capitals", "capital"), ("nicknames", "name")):
            for name in split(row[column]):
                _add(root, name, Entry("place", iso3, form, name))
    for row in rows("regions.csv"):
        for name in split(row["names"]):
            _add(root, name, Entry("place", row["iso3"], "region", name))
    _add(root, "African Union", Entry("agency", "", "agency", "African Union"))


def _add_goods(root: _Node) -> None:
    for name, entry in commodities().items():
        for alias in (name, *entry.aliases):
            low = alias.lower()
            if len(alias) < 3 or (low in _NO_ALIAS and low not in _ALWAYS):
                continue
            _add(root, alias, Entry("good", name, "mineral", alias if alias.isupper() else ""))
    for row in rows("extra_commodities.csv"):
        for alias in split(row["aliases"]):
            _add(root, alias, Entry("good", row["commodity"], "mineral", alias if alias.isupper() else ""))
    for row in rows("goods.csv"):
        for alias in split(row["aliases"]):
            exact = alias if alias.upper() == alias or alias.rstrip("s").isupper() else ""
            _add(root, alias, Entry("good", row["object"], "good", exact))


def _add(root: _Node, phrase: str, entry: Entry) -> None:
    node = root
    tokens = tokenize(phrase)
    for token in tokens:
        node = node.children.setdefault(token.low, _Node())
    if entry.kind == "good" and entry.form == "good":
        node.entries.append(entry)
    else:
        node.entries.insert(0, entry)


def scan(tokens: tuple[Token, ...] | list[Token]) -> list[Mention]:
    """All phrases of the lexicon in a sentence, longest first from the left, without overlap."""
    root = trie()
    found: list[Mention] = []
    i, count = 0, len(tokens)
    while i < count:
        node = root.children.get(tokens[i].low)
        best: tuple[int, Entry] | None = None
        j = i
        while node is not None:
            j += 1
            for entry in node.entries:
                if _spelled(entry, tokens, i, j):
                    best = (j, entry)
                    break
            node = node.children.get(tokens[j].low) if j < count else None
        if best is None:
            if _commerce(tokens, i):
                found.append(Mention("agency", "USA", "agency", i, i + 1, "US Commerce Department"))
            i += 1
            continue
        j, entry = best
        if (
            entry.kind == "place"
            and tokens[i].low == "the"
            and j < count
            and tokens[j].low in wordlist("lexicon: offices after a name")
        ):
            i += 1  # "the Union Cabinet" sits in New Delhi
            continue
        if (entry.form == "mineral" or entry.value == GENERIC) and _in_firm_name(tokens, i, j):
            i = j
            continue
        if entry.value == "dual-use goods" and j < count and tokens[j].low in wordlist("lexicon: papers"):
            i = j  # a "dual-use licence" is no good
            continue
        if (
            entry.kind == "good"
            and j < count
            and tokens[j].glue
            and not (tokens[j].low == "based" and entry.form == "mineral")
            and tokens[j].low.endswith(("ing", "rich", "free", "based", "heavy", "intensive"))
        ):
            i = j + 1  # "chip-making" is no chip
            continue
        if (
            entry.kind == "good"
            and found
            and found[-1].kind == "good"
            and found[-1].j == i
            and found[-1].form == "good"
            and not tokens[i].glue
        ):
            found.pop()  # "semiconductor metals" are metals
        found.append(Mention(entry.kind, entry.value, entry.form, i, j, entry.canonical))
        i = j
    return found


def _commerce(tokens: tuple[Token, ...] | list[Token], i: int) -> bool:
    """ "Commerce set a duty": the US department by its short name."""
    if tokens[i].text != "Commerce":
        return False
    before = tokens[i - 1].low if i else ""
    after = tokens[i + 1].low if i + 1 < len(tokens) else ""
    return before not in wordlist("lexicon: joins an office") and after not in wordlist(
        "lexicon: offices after commerce"
    )


_NAMED_ACTS = wordlist("lexicon: named acts")


def _in_firm_name(tokens: tuple[Token, ...] | list[Token], i: int, j: int) -> bool:
    """ "Silver Range", "American Lithium": a mineral in a firm's name inside running text."""
    if j - i != 1 or i == 0 or not tokens[i].text[0].isupper() or tokens[i].text.isupper():
        return False
    long_words = [t for t in tokens if len(t.text) > 3 and t.text.isalpha()]
    if sum(t.text[0].isupper() for t in long_words) > 0.7 * len(long_words):
        return False  # a headline in title case
    after, before = (tokens[j] if j < len(tokens) else None), tokens[i - 1]
    if after is not None and after.text[0].isupper() and after.text.isalpha() and after.low not in _NAMED_ACTS:
        return True
    return (
        before.text[0].isupper()
        and before.text.isalpha()
        and i > 1
        and before.low not in _NAMED_ACTS
        and before.low not in ("critical", "the", "rare", "chinese", "us")
    )


def _spelled(entry: Entry, tokens: tuple[Token, ...] | list[Token], i: int, j: int) -> bool:
    """Whether the case fits: "US" is a country and "us" is not; a headline in capitals still counts."""
    if not entry.exact:
        return True
    if entry.kind in ("place", "person"):
        if entry.exact[0].islower() and j - i > 1 and tokens[i].text[0].islower():
            return tokens[j - 1].text[0].isupper() == entry.exact.split()[-1][0].isupper()
        return (
            tokens[i].text[0].isupper() or (entry.exact[0].islower() and j - i > 1)
            if (len(entry.exact.replace(".", "")) > 2 or entry.kind == "person")
            else tokens[i].text.isupper()
        )
    if entry.kind == "agency":
        return tokens[i].text[0].isupper() or entry.exact[0].islower()
    return tokens[j - 1].text.rstrip("s").isupper()
