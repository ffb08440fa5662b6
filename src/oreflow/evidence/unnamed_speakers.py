"""Speakers without a name: "a trader in Malta", "people briefed on the plan"."""

from __future__ import annotations

from oreflow.evidence.scene import Sentence
from oreflow.evidence.sources import GROUPS, surface
from oreflow.evidence.wordlists import wordlist

UNNAMED = wordlist("attributions: unnamed")
_ONE = wordlist("attributions: before an unnamed speaker")
_NOT_INSIDE = _ONE | {"that", "which", "who", "its", "their", "his", "her", "the"}

Spot = tuple[str, int]  # the words of a speaker and the token they start at


def unnamed(sentence: Sentence, k: int) -> Spot | None:
    """ "a trader in Malta said", "people briefed on the plan told": a speaker without a name."""
    lows = sentence.lows
    for n in range(k - 1, max(-1, k - 10), -1):
        if lows[n] in (",", ";", ".", "”", '"') or any(v.i == n and v.form == "s" for v in sentence.verbs):
            return None
        if lows[n] in UNNAMED and sentence.tokens[n].text[0].islower():
            first = n
            while first > 0 and n - first < 3 and lows[first - 1] not in _NOT_INSIDE and lows[first - 1].isalpha():
                first -= 1
            if first and lows[first - 1] in _ONE and not _has_preposition(sentence, first, n):
                if lows[n] == "person":
                    return familiar(surface(sentence, n, k)), first - 1
                if {"second", "another"} & set(lows[first - 1 : n]):
                    return f"second {modified(sentence, first, n)}", first - 1
                return modified(sentence, first, n), first - 1
        if lows[n] in GROUPS and n < k - 1 and lows[n + 1].endswith("ing"):
            return lows[n], n  # "two clerks watching the vote"
        if lows[n] in ("people", "persons", "sources") and knows(sentence, n + 1):
            return familiar(surface(sentence, n, k)), n
    return None


def _has_preposition(sentence: Sentence, i: int, j: int) -> bool:
    return any(low in wordlist("scene: prepositions") for low in sentence.lows[i:j])


def modified(sentence: Sentence, first: int, n: int) -> str:
    """ "a senior government official": the noun with what says whose it is."""
    kept = [k for k in range(first, n) if sentence.lows[k] not in wordlist("attributions: says nothing of a speaker")]
    return surface(sentence, kept[0], n + 1) if kept else sentence.lows[n]


def knows(sentence: Sentence, i: int) -> bool:
    """ "familiar with", "close to", "with (direct) knowledge of", "briefed on"."""
    here = tuple(low for low in sentence.lows[i : i + 4] if low not in ("direct", "directly"))[:2]
    return here in (("familiar", "with"), ("close", "to"), ("with", "knowledge"), ("briefed", "on"))


def familiar(text: str) -> str:
    """All ways of knowing of a matter under one name: "people familiar with the matter"."""
    for known in ("with direct knowledge of", "with knowledge of", "directly familiar with", "briefed on"):
        text = text.replace(known, "familiar with")
    words = text.split()
    while words[-1] in ("have", "has", "had", "also", "who"):
        words.pop()
    return " ".join(words).replace("the situation", "the matter")
