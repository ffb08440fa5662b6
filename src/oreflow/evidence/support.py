"""Public money and public projects: mines and plants with state backing, stockpiles, subsidies and price floors."""

from __future__ import annotations

from oreflow.evidence.arguments import context_states, goods, has_firm_subject, moment, recent_goods, subjects, targets
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.scene import Scene, Sentence, oblique
from oreflow.evidence.verbs import Verb

_PLACES = frozenset("plant plants refinery refineries smelter smelters mine mines facility facilities project projects road corridor venture deposit".split())
_BACKING = frozenset(
    "government federal state funded funding backed financed financing guarantee guarantees loan loans grant approves approved approval approving approve"
    " permits permitting public-sector state-owned state-run subsidised subsidized fast-tracked dashboard exim dfc".split()
)
_MONEY_NOUNS = frozenset(
    "funding grant grants loan loans subsidy subsidies incentive incentives financing stake equity scheme fund programme program guarantee"
    " guarantees investment aid support credit credits".split()
)
_FLOOR = {("price", "floor"), ("price", "floors"), ("minimum", "price"), ("price", "support"), ("contracts", "for"), ("letter", "of"), ("letters", "of"), ("equity", "stake"), ("tax", "credit"), ("tax", "credits"), ("price", "guarantee"), ("price", "guarantees"), ("floor", "price"), ("floor", "prices")}  # fmt: skip
_STOCK = frozenset("stockpile stockpiles stockpiling".split())
_GIVES = frozenset("invest consider propose plan seek announce agree enact sign".split())
_CRISP = frozenset("invest fund finance subsidise subsidize award allocate earmark mobilise mobilize inject lend loan provide commit".split())


def find_support(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """All candidates for public support in a sentence; at most one of each kind and amount."""
    found: list[Candidate] = []
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low in _STOCK or (low == "reserve" and k and lows[k - 1] in ("strategic", "national", "minerals", "metals")) or (
            low == "reserves" and k and lows[k - 1] == "strategic"
        ):
            found.extend(_stockpile(scene, sentence, k))
            break
    money = _support(scene, sentence)
    if money is not None:
        found.append(money)
    else:
        project = _project(scene, sentence)
        if project is not None:
            found.append(project)
    return found


def _mode_status(verb: Verb | None, default: str, done: str) -> str:
    if verb is None:
        return default
    if verb.negated:
        return "denied"
    if verb.mode == "possible" or verb.classes & {"consider"} and not verb.classes & {"invest", "announce"}:
        return "possible"
    if verb.classes & {"propose", "seek"} and not verb.classes & {"invest"} or verb.controller_classes & {"seek"}:
        return "under_negotiation"
    if verb.mode in ("future", "infinitive", "conditional", "base") or verb.controller:
        return "announced"
    if verb.mode in ("past", "present") and verb.lemma in ("award", "fund", "finance", "provide", "lend", "pay", "receive", "win", "give", "take", "acquire", "buy"):
        return done
    return default


def _giver(scene: Scene, sentence: Sentence, verb: Verb | None, start: int) -> tuple[str | None, bool]:
    """The state that pays: an agency or state as subject, else after "by" or "from"."""
    lows = sentence.lows
    for m in sentence.states():
        if m.i and lows[m.i - 1] in ("by", "from") or (m.i > 1 and lows[m.i - 1] == "the" and lows[m.i - 2] in ("by", "from")):
            if m.kind == "agency" or (m.j < len(lows) and lows[m.j] in ("government", "state")) or lows[m.j : m.j + 1] in (("'s",), ("’s",)):
                return m.value, True
    if verb is not None:
        for m in sentence.states():
            if m.j <= verb.start + 1 and not oblique(sentence, m):
                firm = has_firm_subject(sentence, verb)
                if not firm or m.kind == "agency":
                    return m.value, True
    agencies = [m for m in sentence.mentions if m.kind == "agency" and m.value]
    if agencies:
        return agencies[0].value, True
    if verb is not None and not has_firm_subject(sentence, verb):
        states = subjects(scene, sentence, verb)
        if states:
            return states[0], False
    return None, False


def _support(scene: Scene, sentence: Sentence) -> Candidate | None:
    lows = sentence.lows
    floor = next((k for k in range(len(lows) - 1) if (lows[k], lows[k + 1]) in _FLOOR and not (lows[k] == "contracts" and lows[k + 2 : k + 3] != ("difference",)) and not (lows[k].startswith("letter") and lows[k + 2 : k + 3] not in (("intent",), ("interest",), ("support",)))), None)
    money = next((a for a in sentence.amounts if a.kind == "money"), None)
    noun = next((k for k, low in enumerate(lows) if low in _MONEY_NOUNS), None)
    verb = next((v for v in sentence.verbs if v.lemma in _CRISP), None)
    if floor is None and not (money is not None and (noun is not None or verb is not None)) and not (
        noun is not None and lows[noun] in ("subsidies", "subsidy", "incentives", "grants", "stake", "scheme") and (verb is not None or any(v.classes & {"invest"} for v in sentence.verbs))
    ):
        return None
    anchor = floor if floor is not None else verb.i if verb is not None else noun if noun is not None else 0
    if floor is not None or verb is None:
        left = [v for v in sentence.verbs if v.i <= anchor and v.classes & _GIVES]
        right = [v for v in sentence.verbs if v.i > anchor and v.classes & _GIVES]
        verb = left[-1] if left else right[0] if right and right[0].passive else None
    actor, own = _giver(scene, sentence, verb, anchor)
    if actor is None:
        return None
    if not own and floor is None and not sentence.has("government", "federal", "state", "cabinet", "administration", "ministry", "department"):
        return None
    named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()]
    mineral_context = named or recent_goods(scene, sentence, 2)
    if not mineral_context:
        return None
    if not named and floor is None and not sentence.has("project", "projects", "mine", "mines", "refinery", "plant"):
        return None
    value = next((a.value for a in sentence.amounts if a.kind == "money" and a.unit == "USD"), None)
    status = _mode_status(verb, "announced", "in_force")
    date, _ = moment(scene, sentence, anchor, 0, len(lows), status == "announced")
    start = min(anchor, verb.start if verb is not None else anchor)
    aims = _beneficiaries(sentence, actor, start)
    return Candidate(
        "subsidy_or_price_support", status, actor, aims, named or mineral_context, sentence.number,
        scene.tokens_span(sentence, start, min(len(lows), max(anchor, money.j if money else 0) + 9)), "support", 0.6 if own else 0.4, verb is not None,
        value=value, date=date, own_goods=bool(named), own_actor=own,
    )  # fmt: skip


def _beneficiaries(sentence: Sentence, actor: str, start: int) -> list[str]:
    found = targets(sentence, start, len(sentence.lows), actor, frozenset(("in", "for", "to", "with")))
    for m in sentence.states():
        if m.i > start and m.form == "name" and m.value != actor and m.i and sentence.lows[m.i - 1] in ("in", "western"):
            found.append(m.value)
    return list(dict.fromkeys(found))[:2]


def _project(scene: Scene, sentence: Sentence) -> Candidate | None:
    lows = sentence.lows
    place = next((k for k, low in enumerate(lows) if low in _PLACES), None)
    if place is None:
        return None
    if not set(lows) & _BACKING:
        return None
    verb = next((v for v in sentence.verbs if v.lemma in ("approve", "back", "fund", "finance", "guarantee", "build", "invest", "support", "set", "add", "permit", "clear", "grant", "award")), None)
    actor, own = _giver(scene, sentence, verb, place)
    if actor is None:
        context = context_states(scene, sentence, place)
        actor, own = (context[0], False) if context and set(lows) & {"federal", "government", "fast-tracked", "permitting"} else (None, False)
    if actor is None:
        return None
    named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()]
    if not named and not own:
        return None
    mass = next((a for a in sentence.amounts if a.kind == "mass"), None)
    status = _mode_status(verb, "announced", "announced")
    start = min(place, verb.start if verb is not None else place)
    return Candidate(
        "capacity_project", status, actor, _beneficiaries(sentence, actor, start), named or recent_goods(scene, sentence, 2), sentence.number,
        scene.tokens_span(sentence, start, max(place + 1, min(len(lows), start + 16))), "project", 0.55 if own else 0.4, verb is not None,
        value=next((a.value for a in sentence.amounts if a.kind == "money" and a.unit == "USD"), None),
        quantity=Quantity(mass.value, mass.unit) if mass else None, own_goods=bool(named), own_actor=own,
    )  # fmt: skip


def _stockpile(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    left = [v for v in sentence.verbs if v.i < k and v.classes & (_GIVES | {"buy", "keep", "open"})]
    right = [v for v in sentence.verbs if v.i > k and v.passive]
    verb = left[-1] if left else right[0] if right else None
    if verb is not None and has_firm_subject(sentence, verb):
        return []
    actor, own = _giver(scene, sentence, verb, k)
    if actor is None:
        return []
    named = [g for g in goods(sentence, 0, len(sentence.lows)) if g in minerals()]
    if not named and not sentence.has("strategic", "national", "government", "critical"):
        return []
    status = _mode_status(verb, "in_force", "in_force")
    if verb is not None and verb.passive and verb.lemma == "propose":
        status = "under_negotiation"
    value = next((a.value for a in sentence.amounts if a.kind == "money" and a.unit == "USD"), None)
    date, _ = moment(scene, sentence, k, max(0, k - 10), min(len(sentence.lows), k + 14), status == "announced")
    return [
        Candidate("stockpile", status, actor, [], named, sentence.number, scene.tokens_span(sentence, max(0, k - 4), k + 5), "stockpile", 0.6, verb is not None, value=value, date=date, own_actor=own)
    ]
