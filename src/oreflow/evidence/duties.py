"""Tariffs, export taxes and trade-remedy duties: rate, target, goods; rates listed in bullets."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.duty_rates import duty_rate
from oreflow.evidence.duty_roles import case_told, fronted_goods
from oreflow.evidence.duty_scope import (
    at_border,
    goods_of_passive,
    listed_below,
    other_state,
    pointed_goods,
    taxed_on_leaving,
    topic_goods,
)
from oreflow.evidence.duty_status import bears, judge_duty
from oreflow.evidence.giving import lead_word
from oreflow.evidence.lexicon import GENERIC, minerals
from oreflow.evidence.measure_roles import (
    EXPORT,
    actor_of,
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
from oreflow.evidence.status import Judgement
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_HITTING_BACK = ("retaliatory", "reciprocal", "retaliate", "retaliation", "retaliated", "response", "answer")


def duty_by_noun(scene: Scene, sentence: Sentence, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The duty that a noun at token ``k`` names; None where it is talked about but not taken."""
    lows = sentence.lows
    if _no_duty(sentence, k):
        return None
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    conditional = condition(scene, sentence, k)
    verdict = judge_duty(sentence, start, k, conditional)
    verb = verdict.verb
    topic = is_topic(sentence, start) and not (verb is not None and verb.classes & {"threaten"})
    if topic and not possessed(sentence, start, k):
        return None
    actor, own_actor = _tariff_actor(scene, sentence, start, k, end, verdict)
    if actor is None:
        return None
    if _levied_by(sentence, k) is not None:
        own_actor, end = True, max(end, min(len(lows), k + 14))
    actor, aims = _parties(scene, sentence, start, k, end, actor, own_actor, verb, earlier)
    if not aims and conditional and verdict.status in ("threatened", "possible"):
        aims = _in_condition(sentence, actor)
    export_tax = _on_exports(sentence, k)
    named = _dutiable(scene, sentence, start, k, end, verb, export_tax)
    if named == [GENERIC] or (not named and sentence.has("exempt", "exempted", "excluded", "spared")):
        named = listed_below(scene, sentence, named)
    named = named or fronted_goods(sentence, start)
    own_goods = bool(named)
    own_aims = bool(aims)
    aims = aims or ([] if export_tax else case_told(scene, sentence, start, k, actor, named, earlier))
    if not named and not export_tax and (not own_aims or (not sentence.number and not _borders(sentence, k, end))):
        named = topic_goods(scene, sentence, start, k, end, actor, earlier)
    if not named and verb is None and not own_actor:
        return None
    if not named and {"dumping", "antidumping", "countervailing"} & set(lows[start:k]):
        named = _one_product(scene, sentence)
    rate = duty_rate(sentence, start, k, end, verb)
    reach = max(end, verb.i + 8) if verb is not None and verb.i > k else end
    left = min(start, verb.i if verb is not None else start)
    date, effective = moment(scene, sentence, k, left, reach, verdict.status in ("announced", "threatened"))
    strong = (verdict.strong or rate is not None) and not topic
    if _only_named(sentence, start, k, verdict) and not own_goods and not aims and rate is None:
        strong, own_actor = False, False
    return Candidate(
        kind="tariff",
        status=status_on(scene, verdict.status, date, effective),
        actor=actor,
        target=[] if export_tax else aims,
        objects=named or ["all goods"],
        sentence=sentence.number,
        evidence=scene.tokens_span(
            sentence, left if verb is None or verb.i < start else start, max(k + 1, min(end, k + 12))
        ),
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


def _in_condition(sentence: Sentence, actor: str) -> list[str]:
    """ "if Peru keeps its ban": the state whose conduct the duty hangs on."""
    if_from, if_to = condition_range(sentence)
    return [m.value for m in sentence.states() if if_from <= m.i < if_to and m.value != actor][:1]


def _one_product(scene: Scene, sentence: Sentence) -> list[str]:
    """What a trade remedy is on, which is always one product: named in the sentence or just before."""
    here = [g for g in goods(sentence, 0, len(sentence.lows)) if g in minerals()]
    return here or recent_goods(scene, sentence, 4)


def _borders(sentence: Sentence, k: int, end: int) -> bool:
    """ "tariffs on China": a state by itself stands for all its goods."""
    return any(k < m.i <= k + 4 and m.i < end + 2 and not modifies(sentence, m) for m in sentence.states())


def _on_exports(sentence: Sentence, k: int) -> bool:
    """ "an export tax", "a levy on exports", "a tax on ore leaving the country"."""
    lows = sentence.lows
    if any(low in EXPORT for low in lows[max(0, k - 3) : k]) or "leaving" in lows[k : k + 9]:
        return True
    return lows[k + 1 : k + 2] == ("on",) and any(
        low in ("exports", "shipments", "outbound", "exported")
        and not any(k < m.i < n or (m.i > n and lows[m.i - 1] == "from") for m in sentence.states())
        for n, low in enumerate(lows[k + 2 : k + 6], k + 2)
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
    levies = k and lows[k] == "levies" and after and (after[0] in ("no", "a", "an", "any", "its") or after[0].isdigit())
    levies = levies or (
        lows[k] == "levy"
        and lows[max(0, k - 1) : k] in (("will",), ("to",), ("would",), ("may",), ("could",), ("not",))
    )
    if levies or lows[max(0, k - 1) : k] == ("non",):
        return True  # "it levies no duties": the verb; "non-tariff measures"
    if lows[max(0, k - 2) : k] in (("free", "of"), ("line", "of"), ("call", "of"), ("tour", "of")) or (
        "rate" in lows[k + 1 : k + 3] and {"quota", "quotas"} & set(lows[k + 2 : k + 4])
    ):
        return True  # goods that pay none; "tariff-rate quotas" are quotas
    if after == ("barriers",) or lows[k + 1 : k + 3] == ("and", "non"):
        return True
    if_from, if_to = condition_range(sentence)
    if if_from <= k < if_to and (
        lows[if_from] != "whether" or not {"may", "might", "could"} & set(lows[if_from:if_to])
    ):
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
    scene: Scene,
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
    keeper, owners = at_border(scene, sentence, verb, k)
    if keeper is not None:
        return keeper, owners or targets(sentence, k, end, keeper)
    levied = _levied_by(sentence, k)
    if levied is not None:
        return levied, targets(sentence, k, len(lows), levied)
    aims = _borne_by(sentence, start, k, "", verb) if bears(verb, k) else []
    if verb is not None and bears(verb, k) and set(lows[verb.start - 1 : verb.start]) & {"we", "it", "they"}:
        aims = aims or [actor]
    if aims == [actor]:  # "Peruvian goods are charged a duty", "Peru faces a duty": another state levies it
        by = [
            m.value
            for m in sentence.states()
            if k < m.i < end + 2 and m.value != actor and lead_word(sentence, m) == "from"
        ]
        return by[0] if by else other_state(scene, sentence, actor, earlier) or actor, aims
    if aims and actor not in aims:
        return actor, aims
    named_before = any(m.value == actor and m.i < k for m in sentence.states())
    if not named_before and actor in targets(sentence, k, end, None):
        actor = other_state(scene, sentence, actor, earlier) or actor  # "he would tax Japan": not Japan's duty
    aims = targets(sentence, k, end, actor)
    if not aims and verb is not None and verb.i > k and verb.passive:  # "duties be placed on tin from Peru"
        aims = targets(sentence, verb.i, clause(sentence, verb.i, verb.i + 1)[1], actor)
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


def _levied_by(sentence: Sentence, k: int) -> str | None:
    """ "the surtax Canada levies on", "the duty that Trump has sworn to put on": the subject of the relative clause."""
    lows = sentence.lows
    n = k + 2 if lows[k + 1 : k + 2] in (("that",), ("which",)) else k + 1
    holder = sentence.covered.get(n)
    if holder is None or holder.kind == "good" or not holder.value or modifies(sentence, holder):
        return None
    enacts = next(
        (v for v in sentence.verbs if holder.j <= v.i <= holder.j + 5 and v.classes & {"enact", "announce"}), None
    )
    if enacts is None or enacts.passive or "," in lows[holder.j : enacts.i]:
        return None
    return holder.value if {"on", "against"} & set(lows[enacts.i : enacts.i + 3]) else None


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
    if not aims and bears(verb, k):
        begin = verb.start  # "goods from Brazil face", "Brazilian goods face"
        aims = [
            m.value
            for m in sentence.states()
            if m.j <= begin
            and begin - m.j <= 8
            and m.value != actor
            and (modifies(sentence, m) or sentence.lows[m.i - 1 : m.i] == ("from",) or m.j == begin)
        ][-1:]
    return aims


def _dutiable(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verb: Verb | None, export_tax: bool
) -> list[str]:
    """The goods under the duty as its clause names them; empty where it does not."""
    lows = sentence.lows
    named = head_goods(sentence, start, k, end)
    if not named and verb is not None and verb.lemma in ("hit", "strike", "slap", "target") and verb.i < start:
        named = [] if verb.passive else goods(sentence, verb.i, start)  # "hit steel from China with duties"
    if not named and _levied_by(sentence, k) is not None:
        named = goods(sentence, k, len(lows))
    named = named or pointed_goods(scene, sentence, k, end) or goods_of_passive(sentence, verb, k)
    if verb is not None and verb.lemma in ("exempt", "exclude", "spare") and verb.i < k and "from" in lows[verb.i : k]:
        named = goods(sentence, verb.i, k) or named
    if not named and export_tax:
        named = taxed_on_leaving(scene, sentence, start)
    if not named and verb is not None and (bears(verb, k) or verb.lemma == "hit") and verb.i < start:
        left, _ = clause(sentence, verb.i, verb.i + 1)
        if left and lows[left - 1] in ("that", "which"):  # "steel that comes in will attract a duty"
            left = 0
        named = goods(sentence, left, verb.start)
        if any(low in ("goods", "products", "exports") for low in lows[left : verb.start]) and len(named) <= 1:
            named = ["all goods"] if "goods" in lows[left : verb.start] else named
    return named


def _tariff_actor(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verdict: Judgement
) -> tuple[str | None, bool]:
    """Like any measure, but "China tariffs" in a headline are tariffs on China, Section 301 duties American."""
    if any(sentence.lows[n : n + 1] == ("section",) for n in range(start, k)) and set(sentence.lows[start:k]) & {
        "232",
        "301",
        "201",
        "122",
    }:
        return "USA", True
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
    actor, own = actor_of(scene, sentence, start, k, end, verdict)
    organs = {m.value for m in sentence.states() if m.kind in ("person", "agency")}
    if not own and len(organs) == 1:  # "exempt from the tariff under an order of President ..."
        return organs.pop(), True
    return actor, own
