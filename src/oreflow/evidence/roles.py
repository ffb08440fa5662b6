"""Roles: which of the states and goods on offer take part in an event, weighed over where and how they are named.

The grammar's own choice is one feature among others: its rules say what a construction means, the weights how far to
trust them against what the rest of the sentence, the sentences before and the title offer. ``lexicon/roles.csv`` holds
one weight for each role and feature, fitted on the labelled corpus in ``corpus/`` (``scripts/train_cues.py``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import EVENT_STATUSES
from oreflow.evidence.cues import stem
from oreflow.evidence.lexicon import GENERIC, Mention, minerals, rows
from oreflow.evidence.objects import clean, know_how
from oreflow.evidence.phrases import clause
from oreflow.evidence.scene import BREAKS, PREPOSITIONS, SUBORDINATORS, Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import left_states
from oreflow.evidence.status import from_verb
from oreflow.evidence.verbs import Verb

PAIRED = frozenset(("deal", "meeting"))
_WITHOUT_GOODS = frozenset(("investigation", "sanction"))
BACK = 3  # sentences before in which a state or good is still on offer


class Option(NamedTuple):
    """A state or good that may fill a role, and what speaks for or against it."""

    value: str
    features: tuple[str, ...]


def state_options(scene: Scene, sentence: Sentence, candidate: Candidate, anchor: int) -> list[Option]:
    """The states on offer for an event whose word stands at token ``anchor``."""
    verb = _verb_near(sentence, anchor)
    left = left_states(sentence, verb.start if verb is not None else anchor)
    named: dict[str, list[Mention]] = {}
    for mention in sentence.states():
        named.setdefault(mention.value, []).append(mention)
    recent = _recent(scene, sentence, lambda s: [m.value for m in s.states()])
    ahead = _ahead(scene, sentence, lambda s: [m.value for m in s.states()])
    values = dict.fromkeys((*named, candidate.actor or "", *candidate.target, *recent, *scene.title_states[:2], *ahead))
    if scene.ranked:
        values[scene.ranked[0]] = None
    found: list[Option] = []
    for value in values:
        if not value:
            continue
        told = _context_of(scene, sentence, value, recent)
        if value in ahead and value not in named:
            told.append(f"ahead {ahead[value]}{'' if named else ', none here'}")
        told.append("named" if value in named else "absent")
        told.append(f"offers {min(len(named), 3)} {'named' if value in named else 'absent'}")
        if value == candidate.actor:
            told.append("#actor own" if candidate.own_actor else "#actor context")
            told.append(f"#actor {candidate.rule}")
        elif value in candidate.target:
            told.append("#target")
            told.append(f"#target {candidate.rule}")
        elif candidate.actor:
            told.append("#neither")
            told.append(f"#neither {candidate.rule}")
        if value in left:
            told.append(f"left {left.index(value)}{' passive' if verb is not None and verb.passive else ''}")
        for mention in named.get(value, ()):
            told.extend(_place_of(sentence, mention, anchor))
        found.append(Option(value, tuple(dict.fromkeys(told))))
    return found


def good_options(scene: Scene, sentence: Sentence, candidate: Candidate, anchor: int) -> list[Option]:
    """The goods on offer for an event whose word stands at token ``anchor``."""
    named: dict[str, list[Mention]] = {}
    for mention in sentence.goods():
        named.setdefault(mention.value, []).append(mention)
    recent = _recent(scene, sentence, lambda s: [m.value for m in s.goods() if m.value in minerals()])
    ahead = _ahead(scene, sentence, lambda s: [m.value for m in s.goods() if m.value in minerals()])
    title = [m.value for m in scene.sentences[0].goods()] if scene.sentences else []
    theme = list(scene.goods)
    mineral_named = any(value in minerals() for value in named)
    specific_named = any(value in minerals() and value != GENERIC for value in named)
    found: list[Option] = []
    for value in dict.fromkeys((*named, *candidate.objects, *recent, *title, *ahead, *theme[:3])):
        told = ["named" if value in named else "absent", "mineral" if value in minerals() else "other"]
        if value == GENERIC:
            told.append("generic beside specific" if specific_named else "generic")
        if value == "all goods":
            told.append("all goods")
        if value in candidate.objects:
            told.append("#object own" if candidate.own_goods else "#object context")
            told.append(f"#object {candidate.rule}")
        elif candidate.actor:
            told.append("#not object" if candidate.objects else "#no objects")
            told.append(f"#not object {candidate.rule}")
        if value not in named:
            told.append("absent beside a mineral" if mineral_named else "absent, none here")
            if value in recent:
                told.append(f"back {recent[value]}")
                told.append(f"back {recent[value]} {'beside a mineral' if mineral_named else 'none here'}")
                told.append(f"back {recent[value]} of {min(len(recent), 4)}{'' if mineral_named else ', none here'}")
            elif value in ahead:
                told.append(f"ahead {ahead[value]} {'beside a mineral' if mineral_named else 'none here'}")
            place = min(theme.index(value), 3) if value in theme else 4
            told.append(f"theme {place} of {min(len(theme), 4)} {'beside' if mineral_named else 'none here'}")
            if value == GENERIC and theme and theme != [GENERIC]:
                told.append(f"generic, theme specific {'beside' if mineral_named else 'none here'}")
        if value in title:
            told.append("in title")
            told.append(f"in title of {min(len(set(title)), 3)}{'' if mineral_named else ', none here'}")
        for mention in named.get(value, ()):
            told.extend(_place_of(sentence, mention, anchor))
            if know_how(sentence, mention):
                told.append("know-how")
        found.append(Option(value, tuple(dict.fromkeys(told))))
    return found


def _verb_near(sentence: Sentence, anchor: int) -> Verb | None:
    """The verb at the anchor, else the last one before it, else the next."""
    before = [v for v in sentence.verbs if v.i <= anchor]
    if before:
        return before[-1]
    return sentence.verbs[0] if sentence.verbs else None


def _ahead(scene: Scene, sentence: Sentence, values: Callable[[Sentence], list[str]]) -> dict[str, int]:
    """What the two sentences after a title or an opening name: headlines speak of what the body spells out."""
    found: dict[str, int] = {}
    if sentence.number == 0:
        for ahead, later in enumerate(scene.sentences[1:3], 1):
            for value in values(later):
                found.setdefault(value, ahead)
    return found


def _recent(scene: Scene, sentence: Sentence, values: Callable[[Sentence], list[str]]) -> dict[str, int]:
    """What the sentences before name, with how many sentences back it was named last."""
    found: dict[str, int] = {}
    for back in range(1, BACK + 1):
        number = sentence.number - back
        if number < 0:
            break
        for value in values(scene.sentences[number]):
            found.setdefault(value, back)
    return found


def _context_of(scene: Scene, sentence: Sentence, value: str, recent: dict[str, int]) -> list[str]:
    told = []
    if sentence.number and scene.subjects[sentence.number - 1] == value:
        told.append("subject before")
    if value in scene.title_states:
        told.append(f"title {min(scene.title_states.index(value), 2)} of {min(len(scene.title_states), 3)}")
    if value in scene.ranked:
        told.append(f"rank {min(scene.ranked.index(value), 3)}")
    if value in recent:
        told.append(f"back {recent[value]}")
    return told


def _place_of(sentence: Sentence, mention: Mention, anchor: int) -> list[str]:
    """How a mention stands to the word that tells the event: side, distance, preposition, neighbours, form."""
    apart = mention.i - anchor if mention.i > anchor else mention.j - 1 - anchor
    side = "after" if mention.i > anchor else "before" if mention.j <= anchor else "at"
    near = "near" if abs(apart) <= 3 else "mid" if abs(apart) <= 9 else "far"
    lead = _lead(sentence, mention.i)
    told = [f"{side} {near}", f"{side} {lead}", f"lead {lead}"]
    told.append(f"prev {_neighbour(sentence, mention.i - 1)}")
    told.append(f"next {_neighbour(sentence, mention.j)}")
    low, high = (anchor, mention.i) if side == "after" else (mention.j, anchor)
    if any(word in BREAKS or word in SUBORDINATORS for word in sentence.lows[low:high]):
        told.append(f"{side} across a clause")
    if mention.kind != "good":
        told.append(f"form {mention.kind} {mention.form if mention.kind == 'place' else ''}")
        told.append(f"{side} {'oblique' if oblique(sentence, mention) else 'plain'}")
        if modifies(sentence, mention):
            told.append(f"{side} modifies")
        form = mention.form if mention.kind == "place" else mention.kind
        told.append(f"{side} {lead} {form}{' modifies' if modifies(sentence, mention) else ''}")
        order = [m.value for m in sentence.states()].index(mention.value)
        told.append(f"order {min(order, 3)}")
    return told


def _neighbour(sentence: Sentence, k: int) -> str:
    """The stem of a word, a comma, or that a sign or the edge of the sentence stands there."""
    if not 0 <= k < len(sentence.lows):
        return "edge"
    low = sentence.lows[k]
    return stem(low) if low[0].isalpha() else "comma" if low == "," else "sign"


def _lead(sentence: Sentence, i: int) -> str:
    """The preposition that governs a phrase, "verb" where a verb does, "-" where nothing does."""
    for k in range(i - 1, max(-1, i - 9), -1):
        low = sentence.lows[k]
        if low in PREPOSITIONS or low == "to":
            return low
        if low in BREAKS or low in SUBORDINATORS:
            return "-"
        if any(verb.i == k for verb in sentence.verbs):
            return "verb"
    return "-"


@cache
def _weights() -> dict[str, dict[str, dict[str, float]]]:
    """Weights by role, kind of event ("" for all kinds) and feature."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows("roles.csv"):
        kind, _, feature = row["feature"].rpartition(":")
        found.setdefault(row["role"], {}).setdefault(kind, {})[feature] = float(row["weight"])
    return found


def conjoined(kind: str, option: Option) -> list[str]:
    """The features of an option alone and with the kind of event."""
    return [*option.features, f"{kind}:", *(f"{kind}:{feature}" for feature in option.features)]


def probability(role: str, kind: str, option: Option) -> float:
    """How sure it is that an option fills a role."""
    weights = _weights()[role]
    general, special = weights[""], weights.get(kind, {})
    score = general.get("", 0.0) + special.get("", 0.0)
    for feature in option.features:
        score += general.get(feature, 0.0) + special.get(feature, 0.0)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def status_features(sentence: Sentence, candidate: Candidate, anchor: int) -> Option:
    """What speaks for a status: the grammar's own, the verb at the anchor, and the words around it."""
    told = [f"#{candidate.status} {'strong' if candidate.strong else 'weak'}", f"#{candidate.status} {candidate.rule}"]
    verb = _verb_near(sentence, anchor)
    if verb is not None:
        told.append(f"verb {verb.mode}{' passive' if verb.passive else ''}{' not' if verb.negated else ''}")
        told.append(f"verb {verb.lemma}")
        told.append(f"verb {verb.lemma} {verb.mode}")
        told.append(f"verb under {verb.controller}")
        told.extend(f"verb +{name} {verb.mode}" for name in verb.classes)
    for k in range(max(0, anchor - 8), min(len(sentence.lows), anchor + 9)):
        if sentence.lows[k][0].isalpha() and k not in sentence.covered:
            word = stem(sentence.lows[k])
            told.append(f"word {word}")
            if abs(k - anchor) <= 3:
                told.append(f"near {word}")
    told.append(f"kind {sentence.kind}")
    return Option("", tuple(dict.fromkeys(told)))


def likeliest_status(sentence: Sentence, candidate: Candidate, anchor: int) -> str:
    """The status that the words make likeliest; where the verb is modal, negated or led by another, the grammar's."""
    verb = _verb_near(sentence, anchor)
    if verb is not None and abs(verb.i - anchor) <= 4:
        plain, _ = from_verb(verb)
        if plain in ("possible", "threatened", "denied", "under_negotiation"):
            return plain
    start, _ = clause(sentence, anchor, anchor + 1)
    if {"may", "might", "could"} & set(sentence.lows[max(start, anchor - 7) : anchor]):
        return "possible"
    option = status_features(sentence, candidate, anchor)
    return max(EVENT_STATUSES, key=lambda status: (probability(status, candidate.kind, option), status))


def parties(scene: Scene, sentence: Sentence, candidate: Candidate, anchor: int) -> tuple[str | None, list[str]]:
    """Who makes a deal or meets, the protagonist first: the grammar's where it is one of them, else the likeliest."""
    ranked = sorted(
        (
            (probability("party", candidate.kind, option), option.value)
            for option in state_options(scene, sentence, candidate, anchor)
        ),
        reverse=True,
    )
    found = [value for p, value in ranked if p >= 0.5] or [value for p, value in ranked[:1] if p >= 0.25]
    if not found:
        return candidate.actor, candidate.target
    first = candidate.actor if candidate.actor in found else found[0]
    return first, [value for value in found if value != first]


def assign(scene: Scene, sentence: Sentence, candidate: Candidate, anchor: int) -> None:
    """Settle who acts, on whom and on which goods: the likeliest actor, and whatever is likelier in than out."""
    states = state_options(scene, sentence, candidate, anchor)
    if candidate.kind in PAIRED:
        candidate.actor, candidate.target = parties(scene, sentence, candidate, anchor)
    elif states:
        best, actor = max((probability("actor", candidate.kind, o), o.value) for o in states)
        if best >= 0.2 or candidate.actor is None:
            candidate.actor = actor
        candidate.target = [
            o.value for o in states if o.value != candidate.actor and probability("target", candidate.kind, o) >= 0.5
        ]
    goods = [
        (probability("object", candidate.kind, o), o.value) for o in good_options(scene, sentence, candidate, anchor)
    ]
    candidate.own_actor = any(m.value == candidate.actor for m in sentence.states())
    named = [value for p, value in goods if p >= 0.5]
    if not named and goods and candidate.kind not in PAIRED | _WITHOUT_GOODS and max(goods)[0] >= 0.2:
        named = [max(goods)[1]]
    if not named and candidate.kind == "tariff":
        named = ["all goods"]
    techniques = {m.value for m in sentence.goods() if know_how(sentence, m)}
    techniques -= {m.value for m in sentence.goods() if not know_how(sentence, m)}
    if candidate.kind == "export_control" and techniques:
        named = [value for value in named if value not in techniques]
    candidate.objects = clean(named)
    candidate.own_goods = bool(set(named) & {m.value for m in sentence.goods()})
