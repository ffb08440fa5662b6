"""Mines, plants and roads that a state backs, approves or plans, and stockpiles."""

from __future__ import annotations

import itertools

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.giving import (
    GIVING,
    giver,
    giving_status,
    in_usd,
    lead_word,
    locations,
    nearest_verb,
    spenders,
    subject_goods,
)
from oreflow.evidence.lexicon import Mention, minerals
from oreflow.evidence.numbers import Amount
from oreflow.evidence.objects import clean, goods
from oreflow.evidence.phrases import moment
from oreflow.evidence.scene import BREAKS, Scene, Sentence, oblique
from oreflow.evidence.sides import context_states, has_firm_subject
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_PLANTS = wordlist("works: plants")


WORKS = _PLANTS | wordlist("works: works")


STOCKPILE_WORDS = wordlist("works: stock")


_PERMITS = wordlist("works: permits")


def specific_works(sentence: Sentence) -> bool:
    """Whether one named work is meant: a plant, or a project with a proper name or its own place."""
    for k, low in enumerate(sentence.lows):
        if (
            sentence.tokens[k].text == "Project"
            and k + 1 < len(sentence.lows)
            and sentence.tokens[k + 1].text[0].isupper()
        ):
            continue
        if low in ("plant", "refinery", "smelter", "mine", "road"):
            return True
        if low in ("project", "deposit", "venture") and k and sentence.lows[k - 1] not in ("per",):
            return True
    return False


def public_works(scene: Scene, sentence: Sentence, after: int = 0) -> Candidate | None:
    """A mine, plant, road or project that a state approves, backs or plans, without an amount."""
    lows = sentence.lows
    at = next(
        (
            k
            for k, low in enumerate(lows)
            if k >= after
            and low in WORKS
            and not (low == "mine" and k and lows[k - 1] in ("to", "and", "will", "not", ","))
            and not (
                sentence.tokens[k].text == "Project" and k + 1 < len(lows) and sentence.tokens[k + 1].text[0].isupper()
            )
            and lows[k - 1 : k] not in (("power",), ("solar",), ("assembly",), ("car",))
        ),
        None,
    )
    if at is None:
        return None
    lemmas = wordlist("works: verbs of support") | _PERMITS
    verb = next((v for v in sentence.verbs if v.lemma in lemmas and abs(v.i - at) < 18), None)
    negotiated = any(pair == ("in", "talks") for pair in itertools.pairwise(lows)) or sentence.has("negotiating")
    backed = bool(
        set(lows)
        & {
            "backed",
            "guarantees",
            "guarantee",
            "funding",
            "federal",
            "dashboard",
            "permitting",
            "fast-tracked",
            "subsidised",
            "subsidized",
            "funded",
            "financed",
        }
    )
    backed = backed or (
        any(
            pair in (("state", "owned"), ("state", "run"), ("state", "backed"), ("state", "funding"))
            for pair in itertools.pairwise(lows)
        )
        and lows[at] in _PLANTS
    )
    set_up = sentence.has("set", "built", "build", "construct", "construction") and lows[at] in _PLANTS
    approving = verb is not None and verb.lemma in _PERMITS
    investing = verb is not None and verb.lemma in ("invest", "fund", "finance", "support")
    if not (backed or negotiated or approving or investing or set_up):
        return None
    actor: str | None = None
    own = False
    if negotiated:
        subject = [m for m in sentence.states() if m.i < at and not oblique(sentence, m)]
        actor, own = (subject[-1].value, True) if subject else (None, False)
    else:
        actor, own = giver(scene, sentence, verb, at)
    located = [m.value for m in sentence.states() if m.kind == "place" and lead_word(sentence, m) in ("in", "within")]
    if actor is None and (backed or approving) and verb is not None and not has_firm_subject(sentence, verb):
        actor = next(iter(spenders(scene, sentence)), None)
    if actor is None and "federal" in lows:
        actor = "USA" if "USA" in scene.ranked else None
    if actor is None and set_up and located and any(c in scene.title_states for c in located):
        actor, own = located[-1], True
    if actor is None or (
        not own
        and not set(lows) & {"government", "federal", "permitting", "fast-tracked", "dashboard"}
        and not approving
    ):
        return None
    named, own_goods = subject_goods(scene, sentence, at)
    if not named:
        return None
    if (
        verb is not None
        and verb.lemma in wordlist("works: verbs of building")
        and not (backed or negotiated or (set_up and own and verb.mode not in ("infinitive", "base", "conditional")))
    ):
        return None  # "five years was too short to build smelters": nobody builds
    if verb is not None and not own and has_firm_subject(sentence, verb) and not verb.passive and not backed:
        return None
    aims = locations(scene, sentence, actor, at)
    if negotiated:
        aims = [m.value for m in sentence.states() if m.value != actor and lead_word(sentence, m) in ("with",)][
            :1
        ] or aims
    if set_up and not aims:
        aims = [m.value for m in sentence.states() if m.value != actor and m.form == "demonym"][:1]
    mass = next((a for a in sentence.amounts if a.kind == "mass"), None)
    unit = (
        "t/yr" if mass is not None and ("year" in lows[mass.j : mass.j + 4]) else mass.unit if mass is not None else ""
    )
    status = (
        "under_negotiation"
        if negotiated
        else "announced"
        if verb is None or verb.mode == "possible"
        else giving_status(sentence, verb)
    )
    start = min(at, verb.start if verb is not None else at)
    if any(low in BREAKS for low in lows[start:at]) and start < at - 12:
        start = at
    return Candidate(
        "capacity_project",
        status if status != "in_force" else "announced",
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, start, min(len(lows), max(at + 1, start + 18))),
        "public-works",
        0.6 if own else 0.45,
        verb is not None or negotiated or backed,
        quantity=Quantity(mass.value, unit) if mass is not None else None,
        own_goods=own_goods,
        own_actor=own,
    )


def stockpile(scene: Scene, sentence: Sentence, k: int, used: set[int]) -> list[Candidate]:
    """A reserve that a state holds, plans, fills or sells off, told at token ``k``; its money joins ``used``."""
    lows = sentence.lows
    if lows[k] == "stockpiling" and lows[k + 1 : k + 2] in (("systems",), ("system",), ("to",)):
        return []
    lemmas = GIVING | wordlist("works: verbs")
    verb = nearest_verb(sentence, k, lemmas)
    if verb is not None and has_firm_subject(sentence, verb) and not verb.passive:
        return []
    actor, own = giver(scene, sentence, verb, k)
    if actor is None:
        context = context_states(scene, sentence, k)
        actor = context[0] if context else None
    if actor is None:
        return []
    named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()]
    if not named and not sentence.has("strategic", "national", "government", "critical"):
        return []
    if any(low in ("tailings", "surface", "company", "historic") for low in lows):
        return []
    money = _stock_money(sentence, k)
    if money is not None:
        used.add(money.i)
        if not set(lows) & WORKS:  # "with a loan of $10 billion and private capital of $2 billion"
            used.update(a.i for a in sentence.amounts if a.kind == "money" and money.i < a.i < money.j + 16)
    status = _stock_status(sentence, verb, k)
    date, _ = moment(scene, sentence, k, max(0, k - 12), min(len(lows), k + 14), status == "announced")
    return [
        Candidate(
            "stockpile",
            status,
            actor,
            [],
            named,
            sentence.number,
            scene.tokens_span(sentence, max(0, k - 4), min(len(lows), k + 6)),
            "stockpile",
            0.6,
            bool(named) or verb is not None,
            value=in_usd(sentence, money) if money is not None else None,
            date=date,
            own_actor=own,
            own_goods=bool(named),
        )
    ]


def _stock_money(sentence: Sentence, k: int) -> Amount | None:
    """The money of a reserve: told beside it, else the only sum of a sentence that speaks of no plant."""
    sums = [a for a in sentence.amounts if a.kind == "money"]
    near = next((a for a in sums if a.i - 3 <= k <= a.j + 5), None)
    after = [a for a in sums if a.i > k]
    if near is None and after and len(after) == len(sums) and not set(sentence.lows) & WORKS:
        return after[0]
    return near


def _stock_status(sentence: Sentence, verb: Verb | None, k: int) -> str:
    """Held, planned, proposed or sold off."""
    if set(sentence.lows[max(0, k - 9) : k]) & wordlist("works: selling off"):
        return "expired"
    planned = sentence.has("launch", "plan", "pilot", "new") or bool(
        set(sentence.lows[max(0, k - 8) : k]) & wordlist("works: planned stock")
    )
    near = set(sentence.lows[max(0, k - 8) : k])
    if near & wordlist("works: thinking of a stock"):
        return "possible"
    if (verb is not None and verb.lemma == "propose") or near & wordlist("works: asking for a stock"):
        return "under_negotiation"
    return giving_status(sentence, verb, "announced" if planned else "in_force")


def stock_list(scene: Scene, sentence: Sentence, used: set[int]) -> list[Candidate]:
    """ "$1 billion of metals: cobalt ($500 million), antimony ($245 million)": one plan, though each has its sum."""
    sums = [a for a in sentence.amounts if a.kind == "money"]
    each = [m.value for a in sums for m in sentence.goods() if m.value in minerals() and 0 <= a.i - m.j <= 6]
    if len(sums) < 2 or len(set(each)) < 2 or not set(sentence.lows) & wordlist("works: buying"):
        return []
    around = scene.sentences[max(0, sentence.number - 3) : sentence.number + 4]
    if not any(set(s.lows) & (STOCKPILE_WORDS | {"reserve"}) for s in around) and not reserve_office(sentence):
        return []
    actor = next((m.value for m in sentence.states() if m.kind == "agency"), None) or next(
        iter(context_states(scene, sentence, 0)), None
    )
    if actor is None:
        return []
    used.update(a.i for a in sums)
    usd = [u for u in (in_usd(sentence, a) for a in sums) if u is not None]
    low = next(n for n, word in enumerate(sentence.lows) if word in wordlist("works: buying"))
    return [
        Candidate(
            "stockpile",
            "announced",
            actor,
            [],
            clean(list(dict.fromkeys(each))),
            sentence.number,
            scene.tokens_span(sentence, min(low, sums[0].i), sums[-1].j),
            "stockpile",
            0.6,
            True,
            value=max(usd, default=None),
            own_actor=True,
        )
    ]


def reserve_office(sentence: Sentence) -> Mention | None:
    """The office that keeps a state's reserve, where it is named: "State Reserves Administration"."""
    offices = wordlist("works: reserve offices")
    return next((m for m in sentence.mentions if m.kind == "agency" and set(sentence.lows[m.i : m.j]) & offices), None)
