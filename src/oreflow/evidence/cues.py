"""Cues: which kinds of event a sentence tells, weighed over its words, where no noun, verb or frame gives it away.

A sentence becomes a row of features: its words as stems, states, goods and amounts as signs, and pairs of words that
stand near each other. ``lexicon/cues.csv`` holds a weight for each feature and kind, fitted by logistic regression on
the labelled corpus in ``corpus/`` (``scripts/train_cues.py`` builds it anew); nothing here learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import EVENT_KINDS
from oreflow.evidence.lexicon import minerals, rows
from oreflow.evidence.scene import Sentence
from oreflow.evidence.verbs import forms
from oreflow.evidence.wordlists import wordlist

NEAR = 3  # words apart at most for a pair
_LISTS = (
    "cues: words of agreeing",
    "cues: words of building",
    "cues: words of buying",
    "cues: words of considering",
    "cues: words of easing",
    "cues: words of entering",
    "cues: words of leaving",
    "cues: words of licensing",
    "cues: words of limiting",
    "cues: words of paying",
    "cues: words of probing",
    "cues: words of punishing",
    "cues: words of stopping",
    "cues: words of storing",
    "cues: words of talking",
    "cues: words of taxing",
    "cues: words of threatening",
    "cues: words of tightening",
    "deals: deal nouns",
    "inquiries: nouns",
    "inquiries: cues of trade",
    "measure_roles: control nouns",
    "measure_roles: export",
    "measure_roles: import",
    "measure_roles: quota",
    "measure_roles: tariff nouns",
    "measure_roles: tax",
    "meetings: nouns",
    "support: funding",
    "works: permits",
    "works: plants",
    "works: stock",
)
_AMOUNTS = {"money": "@money", "mass": "@tonnes", "percent": "@percent", "price": "@price"}


@lru_cache(maxsize=50_000)
def stem(low: str) -> str:
    """A word without its inflection: the lemma of a known verb, else the word less its plural or tense ending."""
    known = forms().get(low)
    if known is not None:
        return known.lemma
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    for ending in ("ing", "ed"):
        if len(low) > len(ending) + 3 and low.endswith(ending):
            cut = low[: -len(ending)]
            return cut[:-1] if cut[-1] == cut[-2] and cut[-1] not in "sl" else cut.removesuffix("e")
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    return low.removesuffix("e") if len(low) > 5 else low


def signs(sentence: Sentence) -> list[tuple[str, int]]:
    """The words of a sentence as stems and signs, each with its token."""
    amounts = {a.i: (_AMOUNTS.get(a.kind, "@number"), a.j) for a in sentence.amounts}
    dates = {w.i: ("@date", w.j) for w in sentence.whens}
    dropped = wordlist("cues: dropped")
    found: list[tuple[str, int]] = []
    k = 0
    while k < len(sentence.lows):
        mention = sentence.covered.get(k)
        low, after = sentence.lows[k], k + 1
        if mention is not None and mention.value:
            after = mention.j
            if mention.kind == "good":
                word = "@mineral" if mention.value in minerals() else "@good"
            else:
                word = "@state" if mention.kind == "place" else f"@{mention.kind}"
        elif k in amounts:
            word, after = amounts[k]
        elif k in dates:
            word, after = dates[k]
        elif low in dropped or not (low[0].isalpha() or low[0] in "$€£"):
            k += 1
            continue
        else:
            word = stem(low)
        found.append((word, k))
        k = max(after, k + 1)
    return found


@cache
def _senses() -> dict[str, tuple[str, ...]]:
    """The senses of a word that the grammar knows: the class of a verb, or the list that a noun is in."""
    found: dict[str, set[str]] = {}
    for name in _LISTS:
        for word in wordlist(name):
            found.setdefault(word, set()).add("+" + name.split(": ")[1].replace(" ", "-"))
    for word, form in forms().items():
        found.setdefault(word, set()).update("+" + label for label in form.classes)
    for word in list(found):  # "clampdowns" has the senses of "clampdown"
        found.setdefault(stem(word), set()).update(found[word])
    return {word: tuple(sorted(senses)) for word, senses in found.items()}


def features(sentence: Sentence, here: Sequence[Candidate] = ()) -> dict[str, int]:
    """All features of a sentence, once each, with the token each stands at.

    Words, ordered pairs of near words, senses of words, and what the grammar found ``here``.
    """
    words = signs(sentence)
    found: dict[str, int] = {}
    if sentence.kind in ("title", "heading"):
        found["#title"] = 0
    for candidate in here:
        found[f"#{candidate.kind} {candidate.rule}{'' if candidate.strong else ' weak'}"] = 0
    for n, (word, k) in enumerate(words):
        found.setdefault(word, k)
        for other, at in words[n + 1 : n + 1 + NEAR]:
            found.setdefault(f"{word} {other}", at if word[0] == "@" else k)
    known = _senses()
    for word, k in words:
        for sense in known.get(sentence.lows[k]) or known.get(word, ()):
            found.setdefault(sense, k)
    return found


class Weights(NamedTuple):
    """The table: the row of each feature, one column a kind (float64), the constants, the column of each kind."""

    row: dict[str, int]
    table: NDArray[np.float64]  # (features, kinds)
    constant: NDArray[np.float64]  # (kinds,)
    column: dict[str, int]


@cache
def _weights() -> Weights:
    column = {kind: n for n, kind in enumerate(EVENT_KINDS)}
    constant = np.zeros(len(column))
    row: dict[str, int] = {}
    cells: list[tuple[int, int, float]] = []
    for line in rows("cues.csv"):
        if line["feature"]:
            place = row.setdefault(line["feature"], len(row))
            cells.append((place, column[line["kind"]], float(line["weight"])))
        else:
            constant[column[line["kind"]]] = float(line["weight"])
    table = np.zeros((len(row), len(column)))
    for place, kind, weight in cells:
        table[place, kind] = weight
    return Weights(row, table, constant, column)


def forget() -> None:
    """Read the table of weights anew at the next use, after it was fitted."""
    _weights.cache_clear()


class Told(NamedTuple):
    """How surely a sentence tells a kind of event; ``places`` are its known features with the token each stands at."""

    probability: float
    kind: str
    places: tuple[tuple[int, int], ...]

    def anchor(self, start: int, end: int) -> int:
        """The token from ``start`` up to ``end`` that speaks most for the event."""
        weights = _weights()
        inside = [(place, token) for place, token in self.places if start <= token < end]
        if not inside:
            return start
        spoken: dict[int, float] = {}
        told = weights.table[[place for place, _ in inside], weights.column[self.kind]].tolist()
        for (_, token), weight in zip(inside, told, strict=True):
            spoken[token] = spoken.get(token, 0.0) + weight
        return max(spoken, key=spoken.__getitem__)


def weigh(sentence: Sentence, here: Sequence[Candidate], bar: float = 0.0) -> dict[str, Told]:
    """The kinds that the sentence tells at least as surely as ``bar``, given what the grammar found ``here``."""
    weights = _weights()
    found = features(sentence, here)
    row = weights.row
    rows_here = [row[feature] for feature in found if feature in row]
    scores = weights.constant + weights.table[rows_here].sum(axis=0)
    sure = 1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))
    if sure.max() < bar:
        return {}
    places = tuple(
        (row[feature], k)
        for feature, k in found.items()
        if feature in row and feature[0] != "#" and k not in sentence.covered
    )
    return {kind: Told(float(sure[n]), kind, places) for kind, n in weights.column.items() if sure[n] >= bar}
