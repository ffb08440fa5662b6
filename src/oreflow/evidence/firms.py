"""Firms a document names, for "the company" and "the miner"."""

from __future__ import annotations

from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.sources import surface
from oreflow.evidence.wordlists import wordlist

_BACK = 6  # sentences that "the company" reaches back over


def last_firm(scene: Scene, sentence: Sentence, k: int) -> str | None:
    """The firm that "the company" before token ``k`` stands for: the last one that the text shows to be a firm."""
    for number in range(sentence.number, max(-1, sentence.number - _BACK), -1):
        here = scene.sentences[number]
        limit = k if number == sentence.number else len(here.lows)
        found = _firms(here, limit)
        if not found and number == sentence.number:
            found = _leading(here, limit)
        if found:
            return found[-1] if number == sentence.number else found[0]
    return None


def _firms(sentence: Sentence, limit: int) -> list[str]:
    """Names that a firm's noun leads in ("miner IREL"), follows ("Lynas, the miner") or ends ("Acme Metals")."""
    lows = sentence.lows
    nouns, ends = wordlist("attributions: firms"), wordlist("attributions: ends a firm's name")
    found: list[str] = []
    i = 0
    while i < limit:
        if not _part(sentence, i):
            i += 1
            continue
        j = i + 1
        while j < limit and _part(sentence, j) and j - i < 5:
            j += 1
        led = i > 0 and lows[i - 1] in nouns
        comma = lows[j : j + 1] == (",",) and any(low in nouns for low in lows[j + 1 : j + 9])
        if led or comma or (j - i > 1 and lows[j - 1] in ends) or lows[j - 1] in ("inc", "corp", "ltd", "plc"):
            start = i + 1 if j - i > 1 and lows[i] in nouns | {"the"} else i
            end = j - 1 if j - start > 1 and lows[j - 1] in ("inc", "corp", "ltd", "plc") else j
            found.append(surface(sentence, start, end))
        i = j
    return found


def _leading(sentence: Sentence, limit: int) -> list[str]:
    """The name a sentence begins with, where the firm comes back later in it: "Acme shut a pit ..., the miner said"."""
    j = 0
    while j < min(limit, 5) and sentence.tokens[j].text[0].isupper() and _named(sentence, j):
        j += 1
    return [surface(sentence, 0, j)] if j else []


def _named(sentence: Sentence, k: int) -> bool:
    mention = sentence.covered.get(k)
    return _part(sentence, k) or (mention is not None and mention.kind == "agency")


def _part(sentence: Sentence, k: int) -> bool:
    """Whether a token may be part of a firm's name: a capitalised word that names no state, person or agency."""
    text = sentence.tokens[k].text
    mention = sentence.covered.get(k)
    if mention is not None and mention.kind != "good":
        return False
    opens = k == 0 and sentence.lows[k] in wordlist("attributions: opens a sentence") | {"the", "a", "its", "this"}
    return text[0].isupper() and text.isalpha() and not opens
