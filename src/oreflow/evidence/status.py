"""From verb, modality, tense and condition to a status; the same words ease or tighten depending on the verb
above them."""

from __future__ import annotations

from typing import NamedTuple

from oreflow.evidence.scene import BREAKS, SUBORDINATORS, Sentence
from oreflow.evidence.sides import denied, persuaded
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_EFFECT_WORDS = {
    ("take", "effect"),
    ("takes", "effect"),
    ("took", "effect"),
    ("taking", "effect"),
    ("taken", "effect"),
    ("into", "force"),
    ("into", "effect"),
    ("in", "force"),
    ("in", "effect"),
    ("in", "place"),
    ("kick", "in"),
    ("kicked", "in"),
}
_HINTS = {
    "threatened": "threatened",
    "threat": "threatened",
    "threats": "threatened",
    "threatening": "threatened",
    "planned": "announced",
    "upcoming": "announced",
    "looming": "threatened",
    "impending": "announced",
    "proposed": "under_negotiation",
    "possible": "possible",
    "potential": "possible",
    "further": "possible",
    "additional": "",
    "suspended": "suspended",
    "paused": "suspended",
    "expired": "expired",
    "former": "expired",
    "previous": "",
    "lapsed": "expired",
    "prospective": "possible",
    "future": "possible",
}


AWAY = wordlist("status: away")


class Judgement(NamedTuple):
    """A status with its effect, the verb behind it and whether the words state it outright."""

    status: str
    effect: str | None
    verb: Verb | None
    strong: bool


def governing(
    sentence: Sentence, start: int, end: int, wanted: frozenset[str], reach: int = 16
) -> tuple[Verb | None, str]:
    """The verb that acts on a noun phrase: nearest to its left within the clause, else the first to its right."""
    left: Verb | None = None
    for verb in reversed(sentence.verbs):
        if verb.i >= start:
            continue
        if start - verb.i > reach:
            break
        between = sentence.lows[verb.i + 1 : start]
        if between[:1] == (",",) and any(verb.i < w.i < start for w in sentence.whens):
            last = len(between) - 1 - between[::-1].index(",")  # "has suspended, with effect from May 1, its ban"
            between = between[last + 1 :] if 0 < last <= 12 else between
        if (
            any(low in SUBORDINATORS or low in (";", ":", "|", "…", "that") for low in between)
            or between.count(",") > 1
        ):
            break
        if (
            between[-1:] == (",",)
            and start < len(sentence.lows)
            and (sentence.lows[start] in ("a", "the", "an", "its") or sentence.lows[start][0].isdigit())
        ):
            break  # "unless Beijing lifts these, a 100% tariff ...": a new clause starts at the comma
        if sentence.lows[verb.i + 1 : verb.i + 2] == ("by",) and verb.form in ("past", "participle"):
            continue  # "firms hit by the curbs": the curbs act
        if any(low in AWAY for low in between) or any(low in wordlist("status: about it") for low in between):
            continue
        if verb.passive and not any(low in ("to", "under", "with", "of") for low in between) and verb.form != "ing":
            continue
        if verb.classes & wanted:
            left = verb
            break
    right = _verb_after(sentence, end, wanted, reach)
    if left is not None and right is not None and right.passive and start - left.i > 5:
        return right, "right"
    if left is not None:
        return left, "left"
    return right, "right" if right is not None else ""


def _verb_after(sentence: Sentence, end: int, wanted: frozenset[str], reach: int) -> Verb | None:
    """The first verb after a noun phrase that can act on it: "the curbs ... were lifted"."""
    for verb in sentence.verbs:
        if verb.i < end:
            continue
        if (
            verb.start <= end + 1
            and verb.form in ("past", "participle")
            and not verb.passive
            and any(
                later.classes & wanted
                and later.i > verb.i
                and (later.passive or later.classes & {"keep", "expire", "suspend", "ease"})
                for later in sentence.verbs
            )
        ):
            continue  # "the controls announced in April remain": the participle only modifies
        between = sentence.lows[end : verb.start]
        if len(between) > reach or any(low in (";", ":", "|") for low in between):
            break
        if any(low in wordlist("status: ends a verb's reach") for low in between):
            continue
        if verb.classes & wanted and (
            verb.passive
            or verb.classes & {"expire", "keep", "suspend"}
            or verb.form in ("past", "participle", "ing")
            or verb.mode in ("possible", "future", "conditional")
        ):
            return verb
    return None


def comes_into_effect(sentence: Sentence, end: int) -> tuple[bool, bool]:
    """Whether "takes effect", "came into force" follows, and whether it lies ahead."""
    lows = sentence.lows
    for k in range(end, min(len(lows) - 1, end + 22)):
        if lows[k] in BREAKS and lows[k] not in ("(", ")"):
            break
        if (lows[k], lows[k + 1]) in _EFFECT_WORDS:
            before = lows[max(0, k - 5) : k]
            ahead = any(low in ("will", "to", "would", "shall", "set", "due") for low in before) or lows[k] == "takes"
            # "come into force in January": the present tense of a day to come
            ahead = ahead or (
                before[-1:] in (("come",), ("comes",), ("enter",), ("enters",), ("go",), ("goes",))
                and not any(low in ("has", "have", "had") for low in before)
            )
            return True, ahead
    return False, False


def judge_measure(
    sentence: Sentence, start: int, end: int, wanted: frozenset[str], conditional: bool, tighten: bool = True
) -> Judgement:
    """Status of a restriction, duty or sanction from the words around its noun phrase."""
    told = _eased_by_noun(sentence, start, end) or _ended_by_idiom(sentence, start, end)
    if told is not None:
        return told
    verb, side = governing(sentence, start, end, wanted)
    hint = _hint(sentence, start, end)
    in_effect, ahead = comes_into_effect(sentence, end)
    if verb is None:
        if in_effect:
            return Judgement("announced" if ahead else "in_force", None, None, True)
        context = _context(sentence, start)
        opened = any(
            pair in (("way", "for"), ("door", "to"), ("path", "to"), ("way", "to"))
            for pair in zip(
                sentence.lows[max(0, start - 5) : start], sentence.lows[max(0, start - 4) : start], strict=False
            )
        )
        return Judgement(hint or context, None, None, bool(hint) or (context == "possible" and opened))
    status, effect = from_verb(verb, conditional)
    if verb.lemma in ("replace", "swap") and effect == "ease" and status == "eased":
        status, effect = _replaced(sentence, verb, start, side)
    if (
        verb.form == "ing"
        and verb.mode == "progressive"
        and not verb.passive
        and status not in ("threatened", "denied")
    ):
        before = sentence.lows[max(0, verb.i - 24) : verb.i]
        if any(low in ("may", "might", "could", "potential") for low in before):
            status = "possible"
    if verb.classes & {"threaten"} and side == "left" and not verb.classes & {"report"}:
        status = "threatened"
    if in_effect and status in ("announced", "in_force") and not ahead and side == "left" and verb.form != "ing":
        status = "in_force"
    if persuaded(sentence, verb) and status in ("eased", "announced", "in_force", "possible"):
        status = "under_negotiation"
    if denied(sentence, verb.i) and status in ("in_force", "announced"):
        status = "denied"
    if hint and status == "in_force" and verb.classes & {"announce", "keep"}:
        status = hint
    return Judgement(status, effect, verb, True)


_EASE_NOUNS = {
    "relaxation": "eased",
    "easing": "eased",
    "removal": "eased",
    "lifting": "eased",
    "reduction": "eased",
    "reductions": "eased",
    "rollback": "eased",
    "cut": "eased",
    "cuts": "eased",
    "exemption": "eased",
    "exemptions": "eased",
    "relief": "eased",
    "elimination": "eased",
    "suspension": "suspended",
    "pause": "suspended",
    "postponement": "suspended",
    "end": "eased",
    "repeal": "eased",
    "lowering": "eased",
}


def _eased_by_noun(sentence: Sentence, start: int, end: int) -> Judgement | None:
    """ "relaxation of chip restrictions", "tariff reductions": a noun that softens the measure named beside it."""
    lows = sentence.lows
    found = ""
    for n in range(max(0, start - 4), start):
        if (
            lows[n] in _EASE_NOUNS
            and any(low in ("of", "on", "to", "in", "from") for low in lows[n + 1 : start])
            and not any(v.i == n and v.form != "ing" for v in sentence.verbs)
        ):
            found = _EASE_NOUNS[lows[n]]
    if end < len(lows) and lows[end] in _EASE_NOUNS and lows[end] not in ("end",):
        found = found or _EASE_NOUNS[lows[end]]
    if not found:
        return None
    if any(low in ("may", "might", "could", "potential", "possible") for low in lows[max(0, start - 26) : start]):
        found = "possible"
    elif any(low in wordlist("status: asks for") for low in lows[max(0, start - 10) : start]):
        found = "under_negotiation"
    return Judgement(
        found,
        "ease",
        None,
        found in ("possible", "under_negotiation") or (lows[end : end + 1] != () and lows[end] in _EASE_NOUNS),
    )


def _replaced(sentence: Sentence, verb: Verb, start: int, side: str) -> tuple[str, str | None]:
    """ "replaced the ban with a quota": what is replaced has ended, what stands after "with" takes its place."""
    comes = side == "left" and any(low in ("with", "by", "for") for low in sentence.lows[verb.i : start])
    ahead = verb.mode in ("future", "infinitive")
    if comes:
        return "announced" if ahead else "in_force", None
    return "eased" if ahead else "expired", "ease"


_IDIOMS_BEFORE = {
    ("put", "off"): "suspended",
    ("puts", "off"): "suspended",
    ("putting", "off"): "suspended",
    ("away", "with"): "eased",
    ("gone", "are"): "expired",
    ("gone", "is"): "expired",
    ("place", "of"): "expired",  # "a quota takes the place of the ban"
}
_IDIOMS_AFTER = {
    ("on", "ice"): "suspended",
    ("on", "hold"): "suspended",
    ("put", "off"): "suspended",
    ("run", "out"): "expired",
    ("ran", "out"): "expired",
    ("done", "away"): "expired",
    ("no", "more"): "expired",
}


def _ended_by_idiom(sentence: Sentence, start: int, end: int) -> Judgement | None:
    """ "put the controls on ice", "did away with the quota", "let the ban run out": phrases that no one verb tells."""
    lows = sentence.lows
    for n in range(max(0, start - 6), start - 1):
        found = _IDIOMS_BEFORE.get((lows[n], lows[n + 1]), "")
        if lows[n] == "place" and not any(
            low in ("take", "takes", "took", "taken", "taking") for low in lows[n - 3 : n]
        ):
            continue
        if found and not any(low in BREAKS or low == "," for low in lows[n + 2 : start]):
            return _idiom(lows[max(0, n - 6) : n], found)
    for n in range(end, min(len(lows) - 1, end + 18)):
        if lows[n] in BREAKS or lows[n] == "," or (lows[n] in SUBORDINATORS and lows[n] != "which"):
            break
        found = _IDIOMS_AFTER.get((lows[n], lows[n + 1]), "")
        if found == "suspended" and not any(
            low in ("put", "puts", "putting", "placed", "placing") for low in lows[max(0, start - 6) : n + 1]
        ):
            continue
        if found:
            return _idiom(lows[max(0, n - 4) : n], found)
    return None


def _idiom(before: tuple[str, ...], found: str) -> Judgement | None:
    """The status of an idiom after the words that lead to it; one that is still to come or denied tells nothing."""
    if any(low in ("not", "never", "n't", "if") for low in before):
        return None
    if any(low in ("may", "might", "could", "would") for low in before):
        return Judgement("possible", "ease", None, True)
    if found == "expired" and any(low in ("will", "to") for low in before):
        return None
    return Judgement(found, "ease", None, True)


def from_verb(verb: Verb, conditional: bool = False) -> tuple[str, str | None]:
    """Status and effect that a verb group gives to its object."""
    classes, mode = verb.classes, verb.mode
    effect = "ease" if classes & {"ease", "suspend", "expire"} and not classes & {"enact", "block"} else None
    control = verb.controller_classes
    if control & {"threaten"}:
        return "threatened", effect
    if verb.negated and effect is None:
        return "denied", "ease" if classes & {"enact", "block"} else None
    if control & {"deny"}:
        return ("denied", effect) if effect is None else ("in_force", None)
    if verb.negated:
        return "in_force", None
    if mode == "possible" or (control & {"consider"}) or verb.controller in ("willing", "willingness"):
        return ("threatened" if conditional and effect is None else "possible"), effect
    if classes & {"consider"} and not classes & {"enact", "announce"}:
        return "possible", effect
    if classes & {"threaten"} and not classes & {"report"}:
        return "threatened", effect
    if conditional and effect is None and mode in ("future", "conditional", "infinitive", "present"):
        return "threatened", None
    if effect == "ease":
        return _easing(verb), effect
    if control & {"seek"}:
        return "under_negotiation", effect
    if classes & {"propose"}:
        return "under_negotiation", effect
    if classes & {"keep"} and not classes & {"enact", "announce"}:
        return "in_force", effect  # also where reported: "the minister said the curbs would stay"
    if mode == "conditional":
        return "possible", effect
    if mode in ("future",) or classes & {"plan"} or control & {"plan", "propose"}:
        return "announced", effect
    if mode == "infinitive":
        return ("announced" if not verb.controller or control & {"announce", "agree"} else "possible"), effect
    if classes & {"announce"} and not classes & {"enact", "keep"}:
        return "announced", effect
    return "in_force", effect


def _easing(verb: Verb) -> str:
    if verb.classes & {"suspend"}:
        return "suspended"
    if verb.classes & {"expire"} and not verb.classes & {"ease", "suspend"}:
        return "expired" if verb.mode in ("past", "present") and verb.form != "base" else "eased"
    if verb.controller_classes & {"seek"}:
        return "under_negotiation"
    return "eased"


def _hint(sentence: Sentence, start: int, end: int) -> str:
    for low in (*sentence.lows[start:end], *sentence.lows[end : end + 1]):
        if low in _HINTS and low not in ("further",):
            return _HINTS[low]
    return ""


def _context(sentence: Sentence, start: int) -> str:
    """Status of a bare noun phrase from the words that lead to it."""
    before = sentence.lows[max(0, start - 7) : start]
    if any(low in ("threat", "threats", "threatening", "threaten") for low in before):
        return "threatened"
    if any(low in wordlist("status: possible in front") for low in before):
        return "possible"
    return "in_force"
