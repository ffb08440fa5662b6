"""Mines, plants and roads that a state backs, approves or plans, and stockpiles."""

from __future__ import annotations

import itertools
from typing import NamedTuple

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


class Backing(NamedTuple):
    """How a state stands behind a work: the verb that says so, and which signs of backing the sentence shows."""

    verb: Verb | None
    negotiated: bool
    backed: bool
    set_up: bool
    approving: bool


def public_works(scene: Scene, sentence: Sentence, after: int = 0) -> Candidate | None:
    """A mine, plant, road or project that a state approves, backs or plans, without an amount."""
    lows = sentence.lows
    at = _work_at(sentence, after)
    if at is not None and _bought(sentence, at):
        return None
    how = _backing(sentence, at) if at is not None else None
    if at is None or how is None:
        return None
    actor, own = _backer(scene, sentence, at, how)
    if actor is None or _nobody_builds(sentence, how, own):
        return None
    named, own_goods = subject_goods(scene, sentence, at)
    if not named:
        return None
    verb = how.verb
    mass = next((a for a in sentence.amounts if a.kind == "mass"), None)
    unit = "" if mass is None else "t/yr" if "year" in lows[mass.j : mass.j + 4] else mass.unit
    status = "under_negotiation" if how.negotiated else giving_status(sentence, verb)
    if not how.negotiated and (status == "in_force" or (verb is not None and verb.mode == "possible")):
        status = "announced"
    start = min(at, verb.start if verb is not None else at)
    if any(low in BREAKS for low in lows[start:at]) and start < at - 12:
        start = at
    return Candidate(
        "capacity_project",
        status,
        actor,
        _work_aims(scene, sentence, at, how, actor),
        named,
        sentence.number,
        scene.tokens_span(sentence, start, min(len(lows), max(at + 1, start + 18))),
        "public-works",
        0.6 if own else 0.45,
        verb is not None or how.negotiated or how.backed,
        quantity=Quantity(mass.value, unit) if mass is not None else None,
        own_goods=own_goods,
        own_actor=own,
    )


def _bought(sentence: Sentence, at: int) -> bool:
    """ "the state-backed bidder buys 30% of a mine": a mine changes hands, none is built."""
    before = sentence.lows[max(0, at - 12) : at]
    return bool(set(before) & wordlist("works: buying")) and "%" in before


def _work_at(sentence: Sentence, after: int) -> int | None:
    """The first word for a mine, plant or project from token ``after`` on."""
    lows = sentence.lows
    return next(
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


def _backing(sentence: Sentence, at: int) -> Backing | None:
    """What says that a state stands behind the work at token ``at``; None where nothing does."""
    lows = sentence.lows
    lemmas = wordlist("works: verbs of support") | _PERMITS
    paper = wordlist("works: before a paper permit")
    verb = next(
        (
            v
            for v in sentence.verbs
            if v.lemma in lemmas
            and abs(v.i - at) < 18
            and not (v.lemma == "permit" and v.i and lows[v.i - 1] in paper)  # "asked for the permits"
        ),
        None,
    )
    pairs = set(itertools.pairwise(lows))
    how = Backing(
        verb,
        ("in", "talks") in pairs or "negotiating" in lows,
        bool(set(lows) & wordlist("works: signs of backing"))
        or (lows[at] in _PLANTS and bool(pairs & {("state", word) for word in ("owned", "run", "backed", "funding")})),
        lows[at] in _PLANTS and sentence.has("set", "built", "build", "construct", "construction"),
        verb is not None and verb.lemma in _PERMITS,
    )
    investing = verb is not None and verb.lemma in ("invest", "fund", "finance", "support")
    return how if any(how[1:]) or investing else None


def _backer(scene: Scene, sentence: Sentence, at: int, how: Backing) -> tuple[str | None, bool]:
    """The state behind a work and whether the sentence names it as such."""
    verb = how.verb
    if how.negotiated:
        subject = [m for m in sentence.states() if m.i < at and not oblique(sentence, m)]
        actor, own = (subject[-1].value, True) if subject else (None, False)
    else:
        actor, own = giver(scene, sentence, verb, at)
    located = [m.value for m in sentence.states() if m.kind == "place" and lead_word(sentence, m) in ("in", "within")]
    if actor is None and (how.backed or how.approving) and verb is not None and not has_firm_subject(sentence, verb):
        actor = next(iter(spenders(scene, sentence)), None)
    if actor is None and "federal" in sentence.lows:
        actor = "USA" if "USA" in scene.ranked else None
    if actor is None and how.set_up and located and any(c in scene.title_states for c in located):
        actor, own = located[-1], True
    public = sentence.has("government", "federal", "permitting", "fast-tracked", "dashboard")
    return (actor if own or public or how.approving else None), own


def _nobody_builds(sentence: Sentence, how: Backing, own: bool) -> bool:
    """ "five years was too short to build smelters", "the firm opened a mine": no act of a state."""
    verb = how.verb
    if verb is None:
        return False
    if verb.lemma in wordlist("works: verbs of building") and not (how.backed or how.negotiated):
        bare = verb.mode in ("infinitive", "base", "conditional")
        meant = bare and bool(set(sentence.lows[max(0, verb.i - 16) : verb.i]) & wordlist("works: setting out"))
        if not (how.set_up and own) or (bare and not meant):
            return True
    return not own and has_firm_subject(sentence, verb) and not verb.passive and not how.backed


def _work_aims(scene: Scene, sentence: Sentence, at: int, how: Backing, actor: str) -> list[str]:
    """Where a work stands or whose it is: the partner of talks, the place, the nationality of the firm."""
    aims = locations(scene, sentence, actor, at)
    others = [m for m in sentence.states() if m.value != actor]
    if how.negotiated:
        aims = [m.value for m in others if lead_word(sentence, m) == "with"][:1] or aims
    if how.set_up and not aims:
        aims = [m.value for m in others if m.form == "demonym"][:1]
    return aims


def stockpile(scene: Scene, sentence: Sentence, k: int, used: set[int]) -> list[Candidate]:
    """A reserve that a state holds, plans, fills or sells off, told at token ``k``; its money joins ``used``."""
    lows = sentence.lows
    if k and lows[k - 1] in wordlist("works: stock of other things"):
        return []  # "its plan for oil stockpiling"
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
            _partner(scene, sentence, k, actor),
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


def _partner(scene: Scene, sentence: Sentence, k: int, actor: str) -> list[str]:
    """ "joint stockpiling" in a report on two states: the other one."""
    if not set(sentence.lows[max(0, k - 3) : k]) & {"joint", "jointly", "shared"} or len(scene.title_states) != 2:
        return []
    return [s for s in scene.title_states if s != actor] if actor in scene.title_states else []


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
    if near & wordlist("works: thinking of a stock") or {"look", "into"} <= near or {"looking", "into"} <= near:
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
