"""Tariffs, export taxes and trade-remedy duties: rate, target, goods; rates listed in bullets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import (
    EXPORT,
    MEASURE_WANTED,
    TARIFF_NOUNS,
    actor_of,
    condition_applies,
    is_topic,
    possessed,
    provoker,
    status_on,
)
from oreflow.evidence.objects import goods, head_goods, recent_goods
from oreflow.evidence.phrases import clause, condition, condition_range, moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import (
    modifier_states,
    subjects,
    targets,
)
from oreflow.evidence.status import Judgement, judge_measure
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_HITTING_BACK = ("retaliatory", "reciprocal", "retaliate", "retaliation", "retaliated", "response", "answer")
_NO_RATE = frozenset(("of", "interest", "stake", "purity", "owned", "drop", "increase", "rise", "decline", "share"))


def duty_by_noun(scene: Scene, sentence: Sentence, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The duty that a noun at token ``k`` names; None where it is talked about but not taken."""
    lows = sentence.lows
    if _no_duty(sentence, k):
        return None
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, condition_applies(sentence, conditional, k))
    verb = verdict.verb
    if is_topic(sentence, start) and not (verb is not None and verb.classes & {"threaten"}):
        return None
    actor, own_actor = _tariff_actor(scene, sentence, start, k, end, verdict)
    if actor is None:
        return None
    if "zero" in lows[start:k] and verdict.status in ("announced", "in_force"):
        verdict = Judgement("eased", "ease", verb, True)
    actor, aims = _parties(sentence, start, k, end, actor, own_actor, verb, earlier)
    if not aims and conditional and verdict.status in ("threatened", "possible"):
        if_from, if_to = condition_range(sentence)
        aims = [m.value for m in sentence.states() if if_from <= m.i < if_to and m.value != actor][:1]
    export_tax = any(low in EXPORT for low in lows[max(0, k - 3) : k]) or "leaving" in lows[k : k + 9]
    named = _dutiable(scene, sentence, start, k, end, verb, export_tax)
    own_goods = bool(named)
    if not named and verb is None and not own_actor:
        return None
    if not named and any(low in ("dumping", "antidumping", "countervailing") for low in lows[start:k]):
        named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()] or recent_goods(
            scene, sentence, 4
        )  # trade-remedy duties are always on one product
    rate = _rate(sentence, start, k, end, verb)
    reach = max(end, verb.i + 8) if verb is not None and verb.i > k else end
    left = min(start, verb.i if verb is not None else start)
    date, effective = moment(scene, sentence, k, left, reach, verdict.status in ("announced", "threatened"))
    strong = verdict.strong or rate is not None
    if _only_named(sentence, start, k, verdict) and not own_goods and not aims and rate is None:
        strong, own_actor = False, False
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return Candidate(
        kind="tariff",
        status=status_on(scene, verdict.status, date, effective),
        actor=actor,
        target=[] if export_tax else aims,
        objects=named or ["all goods"],
        sentence=sentence.number,
        evidence=scene.tokens_span(sentence, left_edge, max(k + 1, min(end, k + 12))),
        rule="tariff-noun",
        confidence=0.8 if strong and own_actor else 0.5,
        strong=strong,
        rate=rate,
        date=date,
        condition=conditional if verdict.status in ("threatened", "possible") else None,
        effect=verdict.effect,
        own_goods=own_goods,
        own_actor=own_actor,
        retaliation=sentence.has(*_HITTING_BACK),
    )


def _no_duty(sentence: Sentence, k: int) -> bool:
    """Whether the noun is part of another word ("tariff barriers", "on active duty") or stands in a condition."""
    lows = sentence.lows
    after = lows[k + 1 : k + 2]
    if (
        after
        and after[0] in wordlist("duties: compounds that are no duty")
        and after[0] not in ("rate", "threat", "threats", "pause")
    ):
        return True
    if after and after[0] in wordlist("duties: compounds that are an inquiry"):
        return True  # the inquiry is an event of its own
    if lows[k + 1 : k + 3] == ("and", "trade") and k and lows[k - 1] == "on":
        return True  # the General Agreement on Tariffs and Trade
    if k and lows[k - 1] in ("active", "heavy", "off", "stamp", "civic", "excise"):
        return True
    if after == ("barriers",) or lows[k + 1 : k + 3] == ("and", "non"):
        return True
    if_from, if_to = condition_range(sentence)
    if if_from <= k < if_to:
        return True  # "if the president imposes tariffs": a case put, not a measure
    return any(
        pair in (("one", "another"), ("each", "other"))
        for pair in zip(lows[k : k + 18], lows[k + 1 : k + 19], strict=False)
    )  # "tariffs the two are imposing on one another": whose is not said


def _only_named(sentence: Sentence, start: int, k: int, verdict: Judgement) -> bool:
    """ "the tariffs", "its duties": a duty told elsewhere, unless a verb here does something to it."""
    if not (start < k + 1 and sentence.lows[start] in ("the", "those", "these", "such", "its")):
        return False
    acted_on = verdict.verb is not None and bool(verdict.verb.classes & {"ease", "suspend", "threaten"})
    return not acted_on and verdict.status != "threatened"


def _parties(
    sentence: Sentence,
    start: int,
    k: int,
    end: int,
    actor: str,
    own_actor: bool,
    verb: Verb | None,
    earlier: list[Candidate],
) -> tuple[str, list[str]]:
    """Who levies the duty on whose goods, from the words around it."""
    lows = sentence.lows
    aims = targets(sentence, k, end, actor)
    entered = next((m.value for m in sentence.states() if k < m.i <= k + 5 and "into" in lows[k : m.i]), None)
    if entered is not None and entered != actor:  # "face tariffs into the EU": the EU levies them
        actor, aims = entered, [actor]
    if not possessed(sentence, start, k) and (verb is None or verb.i > k):
        made_in = [m.value for m in sentence.states() if m.i > k and m.i < end and lows[m.i - 1] == "in"]
        last = next((c.actor for c in earlier[:-200:-1] if c.kind == "tariff" and c.own_actor and c.actor), None)
        if last is not None and (not own_actor or actor in made_in):
            actor = last
            aims = targets(sentence, k, end, actor)
    aims = aims or _borne_by(sentence, start, k, actor, verb) or provoker(sentence, start, actor)
    owner = next(
        (m.value for m in sentence.states() if m.i > k and m.j <= end and modifies(sentence, m) and m.value == actor),
        None,
    )
    if owner is not None and not possessed(sentence, start, k):  # "tariffs on British steel" are not Britain's
        other = [s.value for s in sentence.states() if s.i < start and s.value != owner and not oblique(sentence, s)]
        if other:
            actor, aims = other[-1], [owner]
    return actor, aims


def _borne_by(sentence: Sentence, start: int, k: int, actor: str, verb: Verb | None) -> list[str]:
    """Whose goods bear a duty where no "on" says it: "the China tariffs", "hit Canada with", "Brazilian goods face"."""
    modifiers = [m for m in modifier_states(sentence, start, k) if m.value != actor and not modifies(sentence, m)]
    if modifiers and modifiers[-1].form == "name":
        return [modifiers[-1].value]
    if verb is None:
        return []
    aims: list[str] = []
    if verb.lemma in ("hit", "target", "threaten", "subject"):
        aims = [m.value for m in sentence.states() if verb.i < m.i < k and m.value != actor][:1]
    if not aims and verb.lemma in wordlist("duties: borne by") and verb.i < k:
        begin = verb.start  # "goods from Brazil face", "Brazilian goods face"
        aims = [
            m.value
            for m in sentence.states()
            if m.j <= begin
            and begin - m.j <= 8
            and m.value != actor
            and (modifies(sentence, m) or sentence.lows[m.i - 1 : m.i] == ("from",))
        ][-1:]
    return aims


def _dutiable(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verb: Verb | None, export_tax: bool
) -> list[str]:
    """The goods under the duty as its clause names them; empty where it does not."""
    lows = sentence.lows
    named = head_goods(sentence, start, k, end)
    if verb is not None and verb.lemma in ("exempt", "exclude", "spare") and verb.i < k and "from" in lows[verb.i : k]:
        named = goods(sentence, verb.i, k) or named
    if not named and export_tax:
        named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()] or recent_goods(scene, sentence)
    if (
        not named
        and verb is not None
        and (verb.lemma in wordlist("duties: borne by") or verb.lemma == "hit")
        and verb.i < start
    ):
        left, _ = clause(sentence, verb.i, verb.i + 1)
        named = goods(sentence, left, verb.start)
        if any(low in ("goods", "products", "exports") for low in lows[left : verb.start]) and len(named) <= 1:
            named = ["all goods"] if "goods" in lows[left : verb.start] else named
    return named


def _tariff_actor(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verdict: Judgement
) -> tuple[str | None, bool]:
    """Like any measure, but "China tariffs" in a headline are tariffs on China."""
    modifiers = modifier_states(sentence, start, k)
    if (
        modifiers
        and modifiers[-1].form == "name"
        and not modifies(sentence, modifiers[-1])
        and modifiers[-1].value not in ("USA", "EU")
    ):
        if len(modifiers) > 1:
            return modifiers[0].value, True
        if verdict.verb is None:
            return None, False
        states = [s for s in subjects(scene, sentence, verdict.verb) if s != modifiers[-1].value]
        return (states[0], True) if states else (None, False)
    return actor_of(scene, sentence, start, k, end, verdict)


def _rate(sentence: Sentence, start: int, k: int, end: int, verb: Verb | None) -> float | None:
    """The duty itself: "from 25% to 100%" is 100, "98% of its duties" is coverage and no rate."""
    best: tuple[int, float] | None = None
    for amount in sentence.amounts:
        if amount.kind != "percent" or amount.fraction:
            continue
        after = sentence.lows[amount.j : amount.j + 4]
        if after[:1] and after[0] in _NO_RATE:
            continue
        before = sentence.lows[max(0, amount.i - 2) : amount.i]
        if before[-1:] == ("by",):
            continue
        inside = start - 3 <= amount.i < k
        limit = verb.i + 8 if verb is not None and verb.i > k else end + 4
        following = k < amount.i <= k + 20 and amount.i <= limit
        if not inside and not following:
            continue
        distance = abs(amount.i - k)
        if before[-1:] == ("from",):
            distance += 20
        if before[-1:] == ("to",):
            distance -= 6
        if best is None or distance < best[0]:
            best = (distance, amount.value)
    if (
        best is None
        and verb is not None
        and sentence.has("zero")
        and verb.lemma in ("cut", "reduce", "lower", "bring", "slash")
    ):
        return 0.0
    return best[1] if best is not None else None


def find_listed_rates(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """Rates in the bullets under a duty: "three subheadings for certain tungsten products: 25%"."""
    if sentence.kind != "bullet" or sentence.parent is None:
        return []
    if any(low in TARIFF_NOUNS for low in sentence.lows):
        return []
    rates = [
        a
        for a in sentence.amounts
        if a.kind == "percent" and not a.fraction and sentence.lows[a.j : a.j + 1] != ("of",)
    ]
    named = goods(sentence, 0, len(sentence.lows))
    if len(rates) != 1 or not named:
        return []
    lead = scene.sentences[sentence.parent]
    first = bisect_left(earlier, lead.block, key=lambda c: scene.sentences[c.sentence].block)
    last = bisect_right(earlier, lead.block, key=lambda c: scene.sentences[c.sentence].block)
    above = [c for c in earlier[first:last] if c.kind == "tariff"]
    if not above:
        return []
    head = above[-1]
    date = next((w.value for w in (*sentence.whens, *lead.whens) if w.value), head.date)
    return [
        Candidate(
            "tariff",
            status_on(
                scene, "announced" if head.status in ("possible", "under_negotiation") else head.status, date, True
            ),
            head.actor,
            list(head.target),
            named,
            sentence.number,
            scene.tokens_span(sentence, 0, len(sentence.tokens)),
            "tariff-list",
            0.65,
            True,
            rate=rates[0].value,
            date=date,
            own_goods=True,
        )
    ]
