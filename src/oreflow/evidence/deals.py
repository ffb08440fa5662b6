"""Agreements, memoranda, truces and partnerships: parties, goods, value, status."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.deal_parties import (
    DEAL_NOUNS,
    TRUCES,
    Parties,
    all_parties,
    known_deal,
    named_parties,
    partner_groups,
    same_partner,
    signers,
    told_already,
    told_with,
    without_verb,
)
from oreflow.evidence.deal_status import deal_status
from oreflow.evidence.lexicon import GENERIC, minerals
from oreflow.evidence.objects import chain_goods, clean, goods, recent_goods
from oreflow.evidence.phrases import condition, condition_range, moment, np_start, tail
from oreflow.evidence.scene import BREAKS, Scene, Sentence
from oreflow.evidence.sides import has_firm_subject, left_states
from oreflow.evidence.status import governing
from oreflow.evidence.verbs import Verb, verb_at
from oreflow.evidence.wordlists import wordlist

_DEAL_WANTED = wordlist("deals: deal wanted")


_BACK = 20  # sentences back to which "the agreement" may refer


_FIRM_DEAL = wordlist("deals: firm deal")


_BUY_GOODS = frozenset(
    (
        "soybeans",
        "aircraft",
        "energy",
        "agricultural products",
        "sorghum",
        "military equipment",
        "natural gas",
        "petroleum",
        "coal",
        "timber",
        "semiconductors",
    )
)


def deals_by_noun(scene: Scene, sentence: Sentence, k: int, earlier: Sequence[Candidate] = ()) -> list[Candidate]:
    """The deals that a noun at token ``k`` names, one for each partner that has its own; empty where it is none.

    ``earlier`` are the candidates of the sentences before.
    """
    lows = sentence.lows
    near = lows[max(0, k - 4) : k]
    if _no_deal(sentence, k, near):
        return []
    start, end = np_start(sentence, k), _complement(sentence, k)
    verb = _deal_verb(sentence, start, k)
    if verb is not None and verb.i > k and verb.classes & {"sign", "agree"}:
        end = tail(sentence, verb.i + 1, 45)
    named = named_parties(scene, sentence, k, start, end, verb)
    status, strong = deal_status(sentence, k, start, verb)
    if status == "in_force" and not strong and signers(sentence, k, start):
        status, strong = "signed", True
    told_before = [c for c in earlier[:-40:-1] if c.kind == "deal" and sentence.number - c.sentence <= _BACK]
    if status is None or _only_spoken_of(sentence, (start, k), verb, named, status):
        return []
    definite = start < len(lows) and lows[start] in wordlist("deals: refers back") and not named.others
    if definite and told_already(told_before, named):
        return []
    signed_before = verb is not None and bool(verb.classes & {"sign"}) and verb.i < start
    if definite and len(set(named.protagonists)) < 2 and not signed_before and lows[k] not in TRUCES:
        strong = False
    named = without_verb(sentence, start, named) if verb is None else named
    parties = all_parties(scene, sentence, k, (start, end), verb, named, status if strong else "")
    again = bool(set(lows[start : min(k, start + 2)]) & wordlist("deals: refers back"))  # "see the pact signed"
    if again and not named.protagonists and not named.others and known_deal(told_before, parties, status):
        return []
    if again and not named.protagonists and named.others:
        parties = told_with(told_before, named.others) or parties
    doubtful = not strong or status == "denied" or (verb is None and status == "possible")
    if not parties or (len(parties) == 1 and doubtful):
        return []
    if len(parties) == 1 and strong and set(lows[max(0, start - 4) : k]) & wordlist("deals: one more"):
        parties.extend(same_partner(told_before, sentence, parties[0]))
    told = _Deal(status, strong, verb, _owned(sentence, start, k, named, strong))
    objects = _deal_goods(scene, sentence, k, start, end)
    if len(parties) == 1 and not any(m.value in minerals() for m in sentence.goods()):
        other = set(lows[start : k + 1]) & wordlist("deals: of other things")
        objects = recent_goods(scene, sentence, 2) if named.protagonists and strong and not other else []
    first = _candidate(scene, sentence, k, (start, end), told, parties[0], objects)
    return [
        replace(first, target=group, objects=list(objects), mentions=[])
        for group in partner_groups(sentence, k, parties[1:], named)
    ]


class _Deal(NamedTuple):
    """What a sentence tells of a deal: status, whether outright, the verb, and whether it names the parties itself."""

    status: str
    strong: bool
    verb: Verb | None
    own_actor: bool


def _candidate(
    scene: Scene, sentence: Sentence, k: int, phrase: tuple[int, int], told: _Deal, actor: str, objects: list[str]
) -> Candidate:
    """The deal of a noun at token ``k`` with everything but its partners."""
    start, end = phrase
    verb, status = told.verb, told.status
    anchor = verb.i if verb is not None else k
    date, _ = moment(scene, sentence, anchor, min(start, anchor), end, status in ("announced", "under_negotiation"))
    until = _until(scene, sentence, k)
    if until is not None and verb is not None and verb.classes & {"expire"}:
        date = None
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return Candidate(
        "deal",
        status,
        actor,
        [],
        objects,
        sentence.number,
        scene.tokens_span(sentence, left_edge, max(k + 1, min(end, k + 10))),
        "deal-noun",
        0.8 if told.strong and told.own_actor else 0.5,
        told.strong,
        value=_deal_value(sentence, start, k),
        date=date,
        until=until,
        condition=condition(scene, sentence, k) if status in ("possible", "under_negotiation", "threatened") else None,
        own_goods=bool(objects),
        own_actor=told.own_actor,
    )


def _only_spoken_of(sentence: Sentence, noun: tuple[int, int], verb: Verb | None, named: Parties, status: str) -> bool:
    """Deals of firms, talks with somebody who is no state, "hopes for more agreements"."""
    start, k = noun
    nobody = not named.protagonists and not named.others
    if nobody and verb is not None and has_firm_subject(sentence, verb):
        return True
    if nobody and "with" in sentence.lows[max(0, start - 9) : start]:
        return True
    vague = sentence.lows[k].endswith("s") and bool(set(sentence.lows[start:k]) & wordlist("deals: more to come"))
    return vague and not named.others and (nobody or status == "under_negotiation")


def _owned(sentence: Sentence, start: int, k: int, named: Parties, strong: bool) -> bool:
    """Whether the sentence itself names who makes the deal."""
    return (
        len({*named.protagonists, *named.others}) >= 2
        or (bool(named.protagonists) and strong)
        or (sentence.lows[k] in TRUCES and len({m.value for m in sentence.states()}) == 2)
        or (bool(named.others) and any(low in ("its", "their") for low in sentence.lows[max(0, start - 1) : k]))
    )


def covered_later(sentence: Sentence, earlier: Sequence[Candidate]) -> None:
    """ "The pact also covers lithium and copper": goods of a deal that was told before without any go to it."""
    lows = sentence.lows
    covering = next((n for n, low in enumerate(lows) if low in wordlist("deals: covers")), None)
    if covering is None or len(lows) < 3:
        return
    meant = any(
        (low in ("it", "they") and (n <= 1 or lows[n - 1] == "under"))
        or (low in DEAL_NOUNS and n and {"the", "this"} & set(lows[max(0, n - 3) : n]))
        for n, low in enumerate(lows)
    )
    side = (covering, len(lows)) if lows[covering] not in ("fall", "falls") else (0, covering)
    named = [g for g in goods(sentence, *side) if g in minerals() and g != GENERIC]
    last = next((c for c in earlier[:-20:-1] if c.kind == "deal"), None)
    if not meant or not named or last is None or sentence.number - last.sentence > 3 or "not" in lows:
        return
    if last.strong and (not last.objects or last.objects == [GENERIC]):
        last.objects, last.own_goods = named, True


def _deal_value(sentence: Sentence, start: int, k: int) -> float | None:
    """USD told beside the noun: "an 8.5 billion dollar deal", "a deal worth"."""
    stop = _clause_end(sentence, k)
    return next(
        (
            a.value
            for a in sentence.amounts
            if a.kind == "money" and a.unit == "USD" and (start - 2 <= a.i < k or k < a.i < stop)
        ),
        None,
    )


def _no_deal(sentence: Sentence, k: int, near: tuple[str, ...]) -> bool:
    """Deals between firms, no deal at all, a deal only spoken of in a condition, or a phrase such as "a great deal"."""
    lows = sentence.lows
    noun, before, after = lows[k], near[-1:], lows[k + 1 : k + 2]
    firms = any(low in _FIRM_DEAL for low in near) and len(left_states(sentence, k)) < 2
    if (firms and len(set(signers(sentence, k, k))) < 2) or after in (
        ("breaker",),
        ("maker",),
        ("makers",),
        ("making",),
        ("momentum",),
        ("team",),
    ):
        return True
    lead = lows[max(0, k - 8) : k]
    if any(
        pair
        in (
            ("compliance", "with"),
            ("terms", "of"),
            ("commitments", "under"),
            ("complied", "with"),
            ("comply", "with"),
            ("violated", "the"),
            ("obligations", "under"),
        )
        for pair in itertools.pairwise(lead)
    ):
        return True  # a past deal named only to say what is examined
    if "no" in near or any(
        low in ("called", "calls", "hailed", "calling", "dubbed") for low in lows[max(0, k - 7) : k]
    ):
        return True
    if after in (("statement",), ("document",), ("text",), ("convention",)):
        return True
    if noun == "declaration" and not any(
        low in ("joint", "signed", "sign", "signs") for low in (*near, *lows[max(0, k - 8) : k])
    ):
        return True
    if noun in ("framework", "frameworks") and before in (("legal",), ("regulatory",), ("policy",), ("fiscal",)):
        return True
    if noun in ("deal", "deals") and (
        before in (("great",), ("good",), ("green",)) or (before in (("to",), ("not",)) and after == ("with",))
    ):
        return True
    if_from, if_to = condition_range(sentence)
    return if_from <= k < if_to


def _complement(sentence: Sentence, k: int) -> int:
    """The phrase of a deal ends where its purpose begins ("to counter ...")."""
    end = tail(sentence, k + 1, 45)
    for verb in sentence.verbs:
        if k < verb.i < end and verb.mode == "infinitive" and "to" in sentence.lows[max(k, verb.i - 2) : verb.i]:
            return min(end, max(k + 1, verb.i - 1))
    return end


_NOT_ACROSS = wordlist("deals: not across")


def _deal_verb(sentence: Sentence, start: int, k: int) -> Verb | None:
    verb, side = governing(sentence, start, k + 1, _DEAL_WANTED, 18)
    if side == "left" and verb is not None:
        between = sentence.lows[verb.i + 1 : start]
        if any(low in _NOT_ACROSS for low in between) and not (
            "series" in between
            or "number" in between
            or "array" in between
            or any(low in ("one", "package") for low in between)
        ):
            dates_only = all(
                low not in _NOT_ACROSS or any(w.i - 1 <= verb.i + 1 + n <= w.j for w in sentence.whens)
                for n, low in enumerate(between)
            )
            verb = verb if dates_only else None
    if side == "right" and verb is not None and not verb.passive and not verb.classes & {"expire", "suspend", "keep"}:
        verb = None
    if verb is None or (
        side == "left" and k - verb.i > 3
    ):  # "agreements President Trump has secured with", "the truce that the two struck"
        for later in sentence.verbs:
            if (
                (
                    k < later.i <= k + 14
                    and later.classes & {"sign", "agree"}
                    and later.form in ("past", "participle")
                    and not later.passive
                )
                and any(k < m.i and m.j <= later.i for m in sentence.states())
                and not any(low in BREAKS or low == "," for low in sentence.lows[k : later.i])
            ):
                return later
    return verb if verb is not None else _penned(sentence, start)


def _penned(sentence: Sentence, start: int) -> Verb | None:
    """ "initialled a framework", "exchanged memoranda": a rarer verb of signing left of the noun phrase."""
    lows = sentence.lows
    for n in range(start - 1, max(-1, start - 7), -1):
        if lows[n] in BREAKS or lows[n] in _NOT_ACROSS:
            return None
        if lows[n] in wordlist("deals: put down") or lows[n] in wordlist("deals: puts down"):
            verb = verb_at(sentence.tokens, sentence.verbs, n)
            return verb._replace(lemma="sign", classes=frozenset(("sign",)))
    return None


_TURNS = frozenset((("and", "another"), ("and", "would"), ("and", "will")))


def _deal_goods(scene: Scene, sentence: Sentence, k: int, start: int, end: int) -> list[str]:
    named = goods(sentence, start, k) or goods(sentence, k, end)
    lows = sentence.lows
    stop = _clause_end(sentence, k)
    if named == [GENERIC]:  # "a critical minerals pact covering lithium and copper"
        gives = next((n for n in range(k + 1, stop) if lows[n] in wordlist("deals: gives access")), stop)
        exact = [g for g in (*chain_goods(sentence, k + 1, end), *goods(sentence, gives, stop)) if g in minerals()]
        named = clean(exact) or named
    if not [g for g in named if g in minerals()]:
        named = [g for g in goods(sentence, k, stop) if g in minerals()] or _meant_for(sentence, k, end) or named
    if not named and not (
        "under" in lows[max(0, start - 2) : start + 1] and any(a.kind == "percent" for a in sentence.amounts)
    ):
        named = [g for g in goods(sentence, max(0, start - 14), start) if g in minerals()]
    if not named and lows[k] in TRUCES:
        named = [g for g in goods(sentence, 0, start) if g in minerals()]
    if (
        not named
        and sentence.kind != "title"
        and any(low in ("access", "resource", "resources", "mining") for low in sentence.lows[k:])
    ):
        named = recent_goods(scene, sentence, 1)
    named = [g for g in named if g in minerals() or g == "all goods" or g in _BUY_GOODS]
    if named == [GENERIC] and _only_plain(sentence, start, k):
        named = recent_goods(scene, sentence) or named  # "wanted the ore shipped": the mineral named before
    if (
        not named
        and sentence.kind in ("paragraph", "bullet")
        and not set(lows[max(0, min(start, k - 4)) : k + 1]) & wordlist("deals: of other things")
    ):
        named = clean(
            [m.value for m in scene.sentences[0].goods() if m.value in minerals()]
        )  # what the report is about
        named = named or recent_goods(scene, sentence, 2)
    return named


def _meant_for(sentence: Sentence, k: int, end: int) -> list[str]:
    """ "the partnership between A and B, which is meant to secure cobalt": goods of the clause on it."""
    lows = sentence.lows
    said = "between" in lows[k:end] and lows[end : end + 2] == (",", "which") and lows[end + 2 : end + 3]
    if not said or said[0] not in ("is", "was", "aims", "covers", "secures", "aimed"):
        return []
    return [g for g in goods(sentence, end + 2, len(lows)) if g in minerals()]


def _clause_end(sentence: Sentence, k: int) -> int:
    """Where what is told of the deal at token ``k`` ends: another deal, another act or a clause about a state."""
    lows = sentence.lows
    for n in range(k + 2, len(lows)):
        if lows[n] in DEAL_NOUNS or lows[n - 1 : n + 1] in _TURNS or _of_a_state(sentence, n):
            return n
    return len(lows)


def _only_plain(sentence: Sentence, start: int, k: int) -> bool:
    """Whether the deal's noun at ``k`` has only words such as "the ore", "the metals" after it for its goods."""
    named = [m for m in sentence.goods() if m.value == GENERIC and m.i >= start]
    return all(m.i > k and sentence.lows[m.i] in wordlist("reading: plain words") for m in named)


def _of_a_state(sentence: Sentence, n: int) -> bool:
    """ "Peru, which": a clause about a state and no longer about the deal."""
    before = sentence.covered.get(n - 2)
    return (
        sentence.lows[n] in ("which", "who")
        and sentence.lows[n - 1] == ","
        and before is not None
        and before.kind != "good"
    )


def _until(scene: Scene, sentence: Sentence, k: int) -> str | None:
    for verb in sentence.verbs:
        if verb.classes & {"expire"} and verb.lemma in ("expire", "lapse", "end") and verb.i > k:
            for when in sentence.whens:
                if when.i > verb.i and when.value:
                    return when.value
    return None
