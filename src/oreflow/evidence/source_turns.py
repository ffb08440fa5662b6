"""Turns of phrase that name a source without a plain reporting verb: "by X's count", "as X put it", "a note from X"."""

from __future__ import annotations

from oreflow.evidence.scene import BREAKS, Sentence
from oreflow.evidence.sources import GROUPS, is_name, surface
from oreflow.evidence.speakers import back, phrase
from oreflow.evidence.unnamed_speakers import Spot
from oreflow.evidence.wordlists import wordlist


def viewed_by(sentence: Sentence, k: int) -> Spot | None:
    """ "in Acme's view", "by the reckoning of China watchers", "in the eyes of", "per the figures of": whose view."""
    lows = sentence.lows
    lead = next((n for n in range(k - 1, max(-1, k - 9), -1) if lows[n] in ("in", "by", "on", "to")), None)
    if lead is None or any(lows[n] in (",", *BREAKS) for n in range(lead, k)):
        return None
    named: Spot | None
    if lows[k - 1] in ("'s", "’s", "’", "'"):
        named = back(sentence, k - 2)
        if named is None or lead > named[1] or named[1] - lead > 2:
            return None
        return named[0], lead
    if lows[k + 1 : k + 2] != ("of",) or lows[lead + 1] != "the" or lead + 2 != k:
        return None
    named = phrase(sentence, k + 2)
    if named is None or not (is_name(named[0]) or named[0].split()[-1] in GROUPS):
        return None
    return named[0], lead


def document_of(sentence: Sentence, k: int) -> tuple[str, int] | None:
    """ "A note from Roskill pencils in ...": who issued the document at token ``k`` that then speaks, and its end."""
    lows = sentence.lows
    if lows[k + 1 : k + 2] not in (("from",), ("by",)):
        return None
    named = body_in_lower_case(sentence, k + 3 if lows[k + 2 : k + 3] == ("the",) else k + 2) or phrase(sentence, k + 2)
    if named is None or not (
        is_name(named[0]) or named[0].split()[-1] in wordlist("attributions: bodies in lower case")
    ):
        return None
    speaks = wordlist("attributions: documents do")
    for n in range(named[1], min(len(lows), named[1] + 5)):
        if lows[n] in speaks:
            return named[0], n + 1
        if lows[n] in (".", ";", "that", "which"):
            return None
    return None


def idiom(sentence: Sentence, k: int) -> bool:
    """Whether the verb at ``k`` reports by idiom: "sounded the alarm", "made it clear", "as she put it"."""
    lows = sentence.lows
    low, after = lows[k], lows[k + 1 : k + 3]
    if low in ("sounded", "sound", "raised", "raise"):
        return "alarm" in after
    if low in ("made", "makes", "make"):
        return bool({"clear", "plain", "known"} & set(after))
    if low in ("put", "puts"):
        return after[:1] == ("it",) and "as" in lows[max(0, k - 8) : k]
    return low in ("took", "takes") and after[:1] == ("issue",)


def cast_as(sentence: Sentence, k: int) -> bool:
    """ "cast the step as an answer", "how the president characterised it": words put on a thing."""
    lows = sentence.lows
    if lows[k] in ("ranks", "ranked", "lists", "listed", "rates", "counts"):
        return bool({"as", "among"} & set(lows[k + 1 : k + 6])) and sentence.tokens[k + 1].text[0].isupper()
    return "as" in lows[k + 1 : k + 11] or bool({"how", "what", "whom"} & set(lows[max(0, k - 7) : k]))


def accuses(sentence: Sentence, k: int) -> bool:
    """ "charges Beijing with dragging its feet": a charge laid against a state or a firm, no fee."""
    lows = sentence.lows
    if k and lows[k - 1] in wordlist("attributions: small words of a name"):
        return False
    whom = sentence.tokens[k + 1].text[0].isupper() if k + 1 < len(lows) else False
    return whom and bool({"with", "of"} & set(lows[k + 2 : k + 9]))


def body_in_lower_case(sentence: Sentence, start: int) -> Spot | None:
    """ "the national export control office": a body that is named by common words only."""
    lows, tokens = sentence.lows, sentence.tokens
    for n in range(start, min(len(lows), start + 7)):
        if not tokens[n].text.isalpha() or tokens[n].text[0].isupper() or lows[n] in wordlist("scene: prepositions"):
            return None
        last = n + 1 >= len(lows) or lows[n + 1] not in wordlist("attributions: bodies in lower case")
        if lows[n] in wordlist("attributions: bodies in lower case") and n > start and last:
            return surface(sentence, start, n + 1), n + 1
    return None


def speaker_ends(sentence: Sentence, j: int) -> bool:
    """Whether a speaker behind the verb ends at ``j``: "said Jane Doe at a", not "said Project Vault marked"."""
    if j >= len(sentence.lows) or not sentence.lows[j].isalpha() or sentence.tokens[j].text[0].isupper():
        return True
    low = sentence.lows[j]
    return not low.endswith(("ed", "s")) or low in wordlist("attributions: behind an inverted speaker")


def puts_at(sentence: Sentence, k: int) -> bool:
    """ "the survey puts output at 70 tonnes"."""
    state = next((m for m in sentence.states() if m.kind == "place" and m.j <= k <= m.j + 3), None)
    if state is not None and sentence.lows[state.i - 1 : state.i] != ("of",):
        return False  # a state that puts its own riches at a sum takes stock of them
    at = next((n for n in range(k + 2, min(len(sentence.lows), k + 10)) if sentence.lows[n] == "at"), None)
    return at is not None and any(at < amount.i <= at + 5 for amount in sentence.amounts)


def in_writing(after: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """ "announced in a bulletin", "confirmed in a letter"."""
    return "in" in after[:3] and any(low in wordlist("attributions: documents") for low in longer)


def no_report(sentence: Sentence, k: int) -> bool:
    """Words that only look like reporting: "the report", "added 5 %", "an estimate of"."""
    lows, low = sentence.lows, sentence.lows[k]
    small = wordlist("attributions: small words of a name")
    if low in wordlist("attributions: reports as verbs") and k and lows[k - 1] in small:
        return True
    counted = set(lows[max(0, k - 4) : k]) & wordlist("attributions: before states as a noun")
    if low == "states" and (counted or sentence.tokens[k].text[0].isupper()):
        return True  # "the League of Arab States", "two Baltic states"
    if low == "wrote" and lows[k + 1 : k + 2] in (("into",), ("off",), ("down",)):
        return True
    return low == "added" and k + 1 < len(lows) and sentence.tokens[k + 1].text[0].isdigit()
