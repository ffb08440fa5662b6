"""Whom "he", "she" and "it" stand for before a reporting verb."""

from __future__ import annotations

from oreflow.evidence.firms import last_firm
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.sources import PERSON_OFFICES, surface
from oreflow.evidence.unnamed_speakers import Spot
from oreflow.evidence.wordlists import wordlist

_MET = ("met", "hosted", "welcomed", "received")  # "Doe met Roe ..., where he told her": the host speaks


def last_person(scene: Scene, sentence: Sentence, n: int) -> Spot | None:
    """Whom "he" or "she" stands for: the last person named, here or in the two sentences before."""
    for number in range(sentence.number, max(-1, sentence.number - 3), -1):
        here = scene.sentences[number]
        people = [m for m in here.mentions if m.kind == "person" and (number < sentence.number or m.j <= n)]
        people = [m for m in people if not (here.lows[m.j : m.j + 1] and _of_a_team(here, m.j))]
        if people and number == sentence.number and people[0].i == 0 and here.lows[people[0].j] in _MET:
            return surface(here, people[0].i, people[0].j), n
        if people:
            return surface(here, people[-1].i, people[-1].j), n
        opened = _introduced(here) if number < sentence.number else None
        if opened is not None:
            return opened, n
        if any(low in PERSON_OFFICES for low in here.lows):
            return None  # somebody whom we do not know by name
    return None


def _introduced(sentence: Sentence) -> str | None:
    """ "Jane Doe, chairman of Acme, hailed": the person a sentence opens with, the office behind a comma."""
    tokens, lows = sentence.tokens, sentence.lows
    end = 0
    while end < min(4, len(lows)) and tokens[end].text.isalpha() and tokens[end].text[0].isupper():
        end += 1
    named = 2 <= end <= 3 and lows[end : end + 1] == (",",) and end - 1 not in sentence.covered
    office = bool(set(lows[end + 1 : end + 6]) & PERSON_OFFICES)
    return surface(sentence, 0, end) if named and office else None


def _of_a_team(sentence: Sentence, j: int) -> bool:
    """ "the Doe-Roe administration", "the Doe government": a name that only says which."""
    return sentence.lows[j] in ("administration", "government", "era") or sentence.tokens[j].glue


def last_agency(scene: Scene, sentence: Sentence, n: int) -> Spot | None:
    """The body that "it" stands for: the last one named, in this sentence or the one before."""
    if any(low in wordlist("attributions: firms") for low in sentence.lows[:3]):  # "The miner plans to ..., it added"
        firm = last_firm(scene, sentence, 1)
        return None if firm is None else (firm, n)
    for number in (sentence.number, sentence.number - 1):
        if number < 0:
            continue
        here = scene.sentences[number]
        agencies = [
            m for m in here.mentions if m.kind == "agency" and m.canonical and (number < sentence.number or m.j <= n)
        ]
        if agencies:
            return agencies[-1].canonical, n
        if number < sentence.number:
            for k, low in enumerate(here.lows):
                if low in ("ministry", "department") and k and here.tokens[k].text[0].isupper():
                    return surface(here, max(0, k - 1), k + 1), n
    return None
