"""Public backing told by its noun: a government's loan, money from a ministry, a capital that backs a mine, tax relief.

The verbs and phrases of ``support.py`` come first; these constructions are asked where they found nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.doers import agent, bare_organ, doer, forms_of, public, state_firm
from oreflow.evidence.giving import in_usd, lead_word, locations, subject_goods
from oreflow.evidence.phrases import condition_range, moment
from oreflow.evidence.scene import BREAKS, PREPOSITIONS, Scene, Sentence, modifies
from oreflow.evidence.wordlists import wordlist

_NOUNS = wordlist("backing: aid")
_SOFT = wordlist("backing: aid beside a sum")
_PRICE_WORDS = frozenset(("price", "prices", "floor", "floors", "minimum", "guaranteed", "contracts"))
_BUILT = frozenset(("plant", "plants", "refinery", "smelter", "mine", "factory", "railway", "works"))
_WORKS = wordlist("works: plants") | wordlist("works: works")


class Gift(NamedTuple):
    """What backs, at token ``at``; who gives it, whether named, and where the verb of giving stands."""

    at: int
    actor: str
    own: bool
    verb: int | None


def find_backing(scene: Scene, sentence: Sentence) -> Candidate | None:
    """The public support that a sentence tells by a noun of aid, a sum, or a verb of backing."""
    lows = set(sentence.lows)
    if sentence.lows[0] in ("were", "should", "had"):
        return None  # "Were Brussels to offer guarantees, ...": nothing is given
    gift: Gift | None = None
    if lows & _NOUNS or (any(a.kind == "money" for a in sentence.amounts)):
        gift = _given(scene, sentence)
    if gift is None and lows & {"floor", "floors", "minimum", "guaranteed", "difference"}:
        gift = _priced(scene, sentence)
    if gift is None and lows & forms_of("backing: to back"):
        gift = _backed(scene, sentence)
    if gift is None and lows & wordlist("backing: taxes"):
        gift = _relieved(scene, sentence)
    return _candidate(scene, sentence, gift) if gift is not None else None


def _candidate(scene: Scene, sentence: Sentence, gift: Gift) -> Candidate | None:
    lows = sentence.lows
    if_from, if_to = condition_range(sentence)
    if gift.verb is not None and if_from <= gift.verb < if_to:
        return None
    named, own_goods = subject_goods(scene, sentence, gift.at)
    if not named or (not own_goods and not gift.own):
        return None
    status = backing_status(sentence, gift.at, gift.verb)
    if status == "denied":
        return None
    money = min(
        (a for a in sentence.amounts if a.kind == "money" and abs(a.i - gift.at) < 10),
        key=lambda a: abs(a.i - gift.at),
        default=None,
    )
    at = gift.verb if gift.verb is not None else gift.at
    date, _ = moment(scene, sentence, at, 0, len(lows), status == "announced")
    low, high = min(at, gift.at), max(at, gift.at)
    raised = gift.verb == gift.at and money is None and bool(set(lows[gift.at + 1 : gift.at + 6]) & _BUILT)
    return Candidate(
        "capacity_project" if raised else "subsidy_or_price_support",
        status,
        gift.actor,
        [] if lows[gift.at] in _PRICE_WORDS else locations(scene, sentence, gift.actor, gift.at),
        named,
        sentence.number,
        scene.tokens_span(sentence, low if high - low < 18 else gift.at, min(len(lows), high + 7)),
        "public-money",
        0.55 if own_goods and gift.own else 0.45,
        True,
        value=in_usd(sentence, money) if money is not None else None,
        date=date,
        own_goods=own_goods,
        own_actor=gift.own,
    )


def backing_status(sentence: Sentence, at: int, verb: int | None) -> str:
    """How far support or a work has come, by the words around it; a plain past of paying is in force."""
    lows = sentence.lows
    first = at if verb is None else min(at, verb)
    words = set(lows[max(0, first - 7) : at + 6])
    if words & wordlist("backing: refused") and not words & {"only"}:
        return "denied"
    if words & wordlist("backing: perhaps") and not {"possible", "made"} <= words:
        return "possible"
    if words & wordlist("backing: asked for") or {"under", "discussion"} <= set(lows[at : at + 18]):
        return "under_negotiation"
    if verb is not None:
        ahead = set(lows[max(0, verb - 4) : verb]) & wordlist("backing: ahead")
        if not ahead and lows[verb] in forms_of("backing: paid") and lows[verb].endswith(("ed", "t", "ve", "id")):
            return "in_force"
    return "announced"


def _given(scene: Scene, sentence: Sentence) -> Gift | None:
    """ "a loan of $102 million from the DFC", "an EXIM letter of interest", "Paris has advanced €700m"."""
    lows = sentence.lows
    giving = forms_of("backing: to give")
    sums = {a.i: a.j for a in sentence.amounts if a.kind == "money"}
    sure = set(lows) & wordlist("backing: not aid")
    for k, low in enumerate(lows):
        soft = low in _SOFT and (any(abs(k - i) < 7 for i in sums) or _agency_before(sentence, k))
        if low in ("grant", "grants") and set(lows[k + 1 : k + 6]) & wordlist("clearing: permits"):
            continue  # "Rabat grants traders permits": leave, no money
        noun = low in _NOUNS or soft
        if not noun and k not in sums:
            continue
        if noun and _possessor(sentence, k) is not None:
            return Gift(k, _possessor(sentence, k) or "", True, None)
        after = sums.get(k, k + 1)
        source = agent(scene, sentence, after, ("from", "by", "via", "through"), 12)
        if source is not None and not sure and (noun or _paid_by(sentence, after)):
            return Gift(k, source, True, _verb_before(sentence, k, giving))
        verb = _verb_before(sentence, k, giving)
        if verb is not None and not sure:
            actor, own = doer(scene, sentence, verb)
            if actor is not None and not _spent_otherwise(sentence, verb, k, after):
                return Gift(k, actor, own, verb)
        if noun and low in _NOUNS:
            purse = bare_organ(scene, sentence, max(0, k - 3), k)
            if purse is not None:
                return Gift(k, purse, False, verb)
    return None


def _possessor(sentence: Sentence, k: int) -> str | None:
    """ "the Pentagon's $150 million loan", "DFC funding": a public hand in the phrase that token ``k`` heads."""
    first = k
    while first > 0 and k - first < 7:
        low = sentence.lows[first - 1]
        if (low in PREPOSITIONS and low != "of") or low in BREAKS or low in (",", "and", "to", "that"):
            break
        if any(v.i == first - 1 and v.form != "ing" for v in sentence.verbs):
            break
        first -= 1
    for m in sentence.states():
        if first <= m.i and m.j <= k and public(sentence, m) and not state_firm(sentence, m):
            title = sentence.kind == "title"
            if m.kind == "agency" or modifies(sentence, m) or title:
                return m.value
    return None


def _spent_otherwise(sentence: Sentence, verb: int, k: int, after: int) -> bool:
    """A sum that buys ("committed to buying $15 billion"), values ("put its ore at $2 trillion") or pays a state."""
    lows = sentence.lows
    if set(lows[verb:k]) & wordlist("backing: buying") or set(lows[verb + 1 : k]) & {"at", "worth", "against"}:
        return k != verb + 1 and lows[k] not in _NOUNS
    return lows[after : after + 1] == ("to",) and any(
        after < m.i <= after + 3 and public(sentence, m) for m in sentence.states()
    )


def _agency_before(sentence: Sentence, k: int) -> bool:
    """ "Pentagon money", "EU cash", "federal aid": a public hand right before token ``k``."""
    m = sentence.covered.get(k - 1) if k else None
    if m is None:
        return sentence.lows[k - 1] in ("federal", "state", "public", "government") if k else False
    return m.kind == "agency" or (sentence.kind == "title" and public(sentence, m))


def _paid_by(sentence: Sentence, after: int) -> bool:
    """Whether a sum itself comes "from" a public purse and buys nothing."""
    return sentence.lows[after : after + 1] in (("from",), ("via",), ("through",))


def _verb_before(sentence: Sentence, k: int, forms: frozenset[str]) -> int | None:
    """The word of giving up to twelve tokens before token ``k`` in its clause."""
    for n in range(k - 1, max(-1, k - 13), -1):
        low = sentence.lows[n]
        if low in forms and n not in sentence.covered and not _noun_here(sentence, n):
            return n
        if low in BREAKS or low in ("which", "while", "that"):
            return None
    return None


def _noun_here(sentence: Sentence, n: int) -> bool:
    """Whether a form such as "grants", "loan", "backing" stands as a noun."""
    before = sentence.lows[n - 1] if n else ""
    return before in ("the", "a", "an", "of", "in", "and", "for", "'s", "’s", "with", "million", "billion") and not (
        sentence.lows[n].endswith("ed")
    )


def _priced(scene: Scene, sentence: Sentence) -> Gift | None:
    """ "guarantees a minimum price for tungsten", "a floor under rare earth prices": a price that a state holds up."""
    lows = sentence.lows
    if set(lows) & wordlist("backing: prices at the border"):
        return None
    for k, low in enumerate(lows):
        near = lows[k + 1 : k + 6]
        floor = (
            (low in ("minimum", "floor", "guaranteed") and near[:1] in (("price",), ("prices",)))
            or (low in ("price", "prices") and near[:1] in (("floor",), ("floors",), ("guarantee",), ("guarantees",)))
            or (
                low in ("floor", "floors")
                and near[:1] in (("under",), ("for",))
                and bool({"price", "prices"} & set(near))
            )
            or (low == "contracts" and near[:2] == ("for", "difference"))
        )
        if not floor or not any(m.kind == "good" for m in sentence.mentions):
            continue
        owner = _possessor(sentence, k)
        if owner is not None:
            return Gift(k, owner, True, None)
        for n in range(k - 1, max(-1, k - 12), -1):
            if lows[n] in forms_of("backing: to hold a price"):
                actor, own = doer(scene, sentence, n)
                if actor is not None:
                    return Gift(k, actor, own, n)
        source = agent(scene, sentence, k, ("from", "by"), 12)
        if source is not None:
            return Gift(k, source, True, None)
    return None


def _backed(scene: Scene, sentence: Sentence) -> Gift | None:
    """ "Britain backs tungsten in Devon", "a venture supported by the EBRD": a verb of backing and what it backs."""
    lows = sentence.lows
    for n, low in enumerate(lows):
        if low not in forms_of("backing: to back") or _noun_here(sentence, n) or n in sentence.covered:
            continue
        if low in ("back", "aid") and not _stands_as_verb(sentence, n):
            continue
        helped = any(
            n < m.i <= n + 5
            and m.kind == "good"
            and low not in forms_of("backing: to rescue")
            and lead_word(sentence, m) not in ("from", "by", "in", "on", "over")
            and not set(lows[m.j : m.j + 2]) & wordlist("backing: not the goods themselves")
            for m in sentence.mentions
        ) or bool(set(lows[n + 1 : n + 9]) & (_WORKS | wordlist("giving: firms")))
        if lows[n + 1 : n + 2] == ("by",) and set(lows[max(0, n - 3) : n]) & wordlist("backing: parties"):
            continue  # "a newcomer backed by Accra", "rebels backed by Juba": who stands behind whom, no money
        named = agent(scene, sentence, n + 1, ("by",), 4)
        if named is not None and any(m.kind == "good" for m in sentence.mentions):
            return Gift(n, named, True, None)
        if not helped or lows[n + 1 : n + 2] == ("by",):
            continue
        actor, own = doer(scene, sentence, n)
        if actor is not None and own and not set(lows[n : n + 10]) & wordlist("backing: no one's mine"):
            return Gift(n, actor, own, n)
    return None


def _stands_as_verb(sentence: Sentence, n: int) -> bool:
    """ "will back", "governments back", but not "holds back", "hit back"."""
    before = sentence.lows[n - 1] if n else ""
    return n - 1 in sentence.covered or before in wordlist("doers: before a bare verb")


def _relieved(scene: Scene, sentence: Sentence) -> Gift | None:
    """ "a royalty rebate for nickel producers", "waives corporate tax", "a moratorium on the bauxite levy"."""
    lows = sentence.lows
    reliefs, waiving = wordlist("backing: tax relief"), forms_of("backing: to waive")
    if set(lows) & wordlist("backing: no mining tax"):
        return None
    for k, low in enumerate(lows):
        if low not in wordlist("backing: taxes"):
            continue
        near = next((n for n in range(max(0, k - 5), min(len(lows), k + 5)) if lows[n] in reliefs | waiving), None)
        if near is None or not any(m.kind == "good" for m in sentence.mentions):
            continue
        verb = next(
            (n for n in range(near, max(-1, near - 10), -1) if lows[n] in forms_of("backing: to grant relief")), None
        )
        actor, own = doer(scene, sentence, verb if verb is not None else near)
        if actor is None:
            held = [m.value for m in sentence.states() if m.i < k and modifies(sentence, m)]
            actor, own = (held[-1], True) if held else (bare_organ(scene, sentence, 0, len(lows)), False)
        if actor is not None:
            return Gift(near, actor, own, verb)
    return None
