"""How far a deal is: talked of, close at hand, agreed, signed, lapsed or refused."""

from __future__ import annotations

from oreflow.evidence.scene import Sentence
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_UNDONE = ("cancel", "terminate", "scrap", "annul", "rescind", "revoke", "repeal")
_SIGNED = wordlist("deals: signed")


def _within_reach(sentence: Sentence, k: int) -> bool:
    """ "a deal with Chile is near", "an accord was within reach"."""
    lows = sentence.lows
    said = next((n for n in range(k + 1, min(len(lows), k + 12)) if lows[n] in ("is", "was", "are", "were")), None)
    return said is not None and bool(
        set(lows[said + 1 : said + 4]) & {"near", "close", "nearing", "imminent", "reach", "sight", "nigh"}
    )


def _alongside(sentence: Sentence, i: int) -> bool:
    """ "flew to Rome, signing a pact": what was done beside the main act; "is signing" is still under way."""
    before = sentence.lows[max(0, i - 1) : i]
    return before in ((",",), ("after",), ("by",), ("and",), ("in",), ("since",), ("upon",), ("with",)) or i == 0


def deal_status(sentence: Sentence, k: int, start: int, verb: Verb | None) -> tuple[str | None, bool]:
    """The status of the deal at token ``k`` and whether it is told outright; None where it is no deal."""
    lows = sentence.lows
    near = lows[max(0, start - 9) : k]
    after = lows[k + 1 : k + 9]
    if {"talks", "negotiations", "negotiating"} & set(near) and wordlist("deals: done with") & set(near):
        return "announced", True
    if any(low in ("talks", "negotiations", "negotiating") for low in near) and (
        verb is None or not verb.classes & {"sign"}
    ):
        return "under_negotiation", True
    if {"former", "defunct", "lapsed", "expired"} & set(lows[start:k]):
        return "expired", True
    if verb is None or not verb.classes & {"sign", "agree"}:
        put = {"signature", "signatures", "name", "names"} & set(near) and "to" in lows[max(0, start - 3) : start]
        if put and not any(
            low in ("urged", "to", "will", "would", "may") for low in lows[max(0, start - 9) : start - 3]
        ):
            return "signed", True
    if verb is None:
        if any(low in ("possible", "potential", "possibility") for low in near):
            return "possible", True
        if any(low in wordlist("deals: worked on") for low in near):
            return "under_negotiation", True
        if any(low in wordlist("deals: close at hand") for low in near) or _within_reach(sentence, k):
            return "under_negotiation", True
        if "signed" in near or any(low in wordlist("deals: put down") for low in after[:6]):
            return "signed", True
        if "reached" in after[:2] or "struck" in after[:6] or "agreed" in near:
            return "announced", True
        return "in_force", False
    if any(low in ("potential", "possible") for low in lows[start:k]) and not verb.classes & {"sign", "agree"}:
        return "possible", True
    if verb.negated or verb.classes & {"deny"}:
        return ("denied", True) if verb.classes & {"sign", "agree", "deny"} else (None, False)
    lemma, mode = verb.lemma, verb.mode
    if mode == "possible" or (verb.classes & {"consider"} and not verb.classes & {"sign", "agree", "announce"}):
        return "possible", True
    ahead = mode in ("future", "infinitive", "conditional") or bool(verb.controller_classes & {"seek", "plan"})
    if lemma in _SIGNED:
        if ahead:
            return "under_negotiation", True
        if mode == "progressive" and verb.form == "ing" and not _alongside(sentence, verb.i):
            return "under_negotiation", True
        return "signed", True
    if lemma in _UNDONE and not verb.negated and verb.i < k and mode == "past" and not ahead:
        return "expired", True
    if verb.classes & {"expire"} and lemma in ("expire", "lapse", "end"):
        return ("expired" if mode == "past" and not ahead else "in_force"), True
    if verb.classes & {"seek", "plan", "propose"} and not verb.classes & {"agree"}:
        return "under_negotiation", True
    if verb.classes & {"suspend"}:
        return "suspended", True
    if verb.classes & {"agree", "announce"}:
        if ahead:
            return "under_negotiation", True
        return "announced", True
    return "in_force", False
