"""Export controls and import restrictions named by a noun ("the ban on exports of gallium")."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import GENERIC, minerals
from oreflow.evidence.licences import a_firms_own, granted, granted_by, licence_on_trade, licence_status
from oreflow.evidence.measure_roles import (
    EXPORT,
    IMPORT,
    MEASURE_WANTED,
    TARIFF_NOUNS,
    TECHNOLOGY,
    actor_of,
    condition_applies,
    is_topic,
    possessed,
    provoker,
    status_on,
)
from oreflow.evidence.objects import goods, head_goods, know_how, recent_goods
from oreflow.evidence.phrases import clause, condition, condition_range, moment, np_start, tail
from oreflow.evidence.sanctions import sanction_by_noun
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies
from oreflow.evidence.sides import (
    modifier_states,
    targets,
)
from oreflow.evidence.status import AWAY, Judgement, judge_measure
from oreflow.evidence.wordlists import wordlist

_PLAIN_CONTROLS = wordlist("controls: plain controls")


_LICENCE = wordlist("controls: licence")


_NOT_TRADE = wordlist("controls: not trade")


def flow_of(sentence: Sentence, k: int) -> str:
    """Whether a control noun is about exports or imports: modifier before it, or "on (the) exports of" after it."""
    lows = sentence.lows
    for n in range(k - 1, max(-1, k - 5), -1):
        low = lows[n]
        if low in EXPORT and low not in ("sales", "overseas"):
            return "export"
        if low in IMPORT:
            return "import"
        if low in (",", ";", "to", "by", "that", "from") or low in TARIFF_NOUNS:
            break
    for n in range(k + 1, min(len(lows), k + 9)):
        low = lows[n]
        if low in EXPORT:
            return "export"
        if low in IMPORT:
            return "import"
        if low in ("deliveries", "supplies") and any(w in ("to", "abroad", "overseas") for w in lows[n + 1 : n + 6]):
            return "export"
        if low in (";", ".", "by", "that", ",") or (
            low == "to" and n + 1 < len(lows) and lows[n + 1] not in EXPORT | IMPORT
        ):
            break
    return ""


class _Phrase(NamedTuple):
    """A control noun at token ``k`` and its phrase: tokens ``start`` to ``end``, the flow it is on, goods it names."""

    k: int
    start: int
    end: int
    flow: str
    own: list[str]
    anaphoric: bool  # "the restrictions": which ones, an earlier sentence says


def control_by_noun(
    scene: Scene, sentence: Sentence, k: int, used: set[int], earlier: list[Candidate]
) -> Candidate | None:
    """The control that a noun at token ``k`` names; None where it is no state's control on trade."""
    lows = sentence.lows
    phrase = _control_phrase(sentence, k)
    if phrase is None:
        return None
    if lows[k] in _LICENCE and phrase.flow != "export":
        giver = granted_by(sentence, k)
        if giver is not None:
            return granted(scene, sentence, k, *giver)
        if not phrase.flow and not licence_on_trade(sentence, k):
            return None
    if lows[k + 1 : k + 2] == ("list",) and any(
        word in lows[max(0, k - 9) : k] for word in ("firms", "companies", "entities")
    ):
        return sanction_by_noun(scene, sentence, k, earlier)
    if (lows[k] in _LICENCE and a_firms_own(sentence, k)) or _part_of_sanctions(sentence, phrase):
        return None
    start, end = phrase.start, phrase.end
    conditional = condition(scene, sentence, k)
    verdict = _judged(sentence, phrase, conditional)
    if_from, if_to = condition_range(sentence)
    if (is_topic(sentence, start) and not _named_in_full(sentence, phrase)) or if_from <= k < if_to:
        return None
    antecedent = _antecedent(sentence, start, k, earlier) if phrase.anaphoric else None
    actor, own_actor, other = _who_acts(scene, sentence, phrase, verdict, earlier, antecedent)
    of_old = _dates_from(sentence, phrase)
    verdict = verdict._replace(strong=verdict.strong or of_old or (other and _introduced_by(sentence, k) is not None))
    if actor is None or _led_away(sentence, phrase, verdict):
        return None
    if _there_is_none(sentence, phrase):
        verdict = Judgement("denied", None, verdict.verb, True)
    named, own_goods = _controlled_goods(scene, sentence, phrase, actor, antecedent)
    acts_itself = own_actor and (verdict.effect is None or possessed(sentence, start, k))
    if phrase.flow == "export" and not acts_itself and not other:
        actor = _producer(scene, actor, named) or actor
    of_others = _goods_of_others(sentence, phrase, actor)
    at = verdict.verb.i if verdict.verb is not None else k
    date, effective = moment(scene, sentence, at, min(start, at), end, verdict.status == "announced")
    used.update(range(start, k + 1))
    left_edge = min(start, verdict.verb.start if verdict.verb is not None and verdict.verb.i < start else start)
    told_by = verdict.verb.classes if verdict.verb is not None else frozenset[str]()
    return Candidate(
        kind="import_restriction" if phrase.flow == "import" or of_others else "export_control",
        status=status_on(scene, verdict.status, date, effective),
        actor=actor,
        target=of_others or _aims(scene, sentence, phrase, actor),
        objects=named,
        sentence=sentence.number,
        evidence=scene.tokens_span(sentence, left_edge, max(k + 1, min(end, k + 14))),
        rule="control-noun" if not phrase.anaphoric else "control-anaphor",
        confidence=0.8 if verdict.strong and own_goods and own_actor else 0.5,
        strong=verdict.strong and (not phrase.anaphoric or _tells_anew(sentence, phrase, verdict)),
        date=date,
        condition=conditional if verdict.status in ("threatened", "possible", "eased", "under_negotiation") else None,
        effect=verdict.effect,
        own_goods=own_goods,
        own_actor=own_actor,
        acts=of_old or bool(told_by & {"enact", "block", "announce"}),
    )


def _judged(sentence: Sentence, phrase: _Phrase, conditional: str | None) -> Judgement:
    """Status of the control; licences have words of their own ("granted", "needed")."""
    applies = condition_applies(sentence, conditional, phrase.k)
    verdict = judge_measure(sentence, phrase.start, phrase.k + 1, MEASURE_WANTED, applies)
    return licence_status(sentence, phrase.k, verdict) if sentence.lows[phrase.k] in _LICENCE else verdict


def _who_acts(
    scene: Scene,
    sentence: Sentence,
    phrase: _Phrase,
    verdict: Judgement,
    earlier: list[Candidate],
    antecedent: Candidate | None,
) -> tuple[str | None, bool, bool]:
    """The state that controls, whether the sentence names it, and whether it is another than the grammar's subject."""
    actor, own_actor = actor_of(scene, sentence, phrase.start, phrase.k, phrase.end, verdict)
    if antecedent is not None:
        actor, own_actor = antecedent.actor, True
    other = _not_by_the_one_hit(scene, sentence, phrase, actor, earlier)
    if other is not None:
        return other, any(m.value == other for m in sentence.states()), True
    return actor, own_actor, False


def _dates_from(sentence: Sentence, phrase: _Phrase) -> bool:
    """ "the ban on ore exports dates back to 2019": a control of its own, told with the year it began."""
    lows = sentence.lows
    starts = (("date", "from"), ("dates", "from"), ("date", "back"), ("dates", "back"), ("dated", "back"))
    return any(lows[n : n + 2] in starts for n in range(phrase.k + 1, min(len(lows), phrase.k + 12)))


def _part_of_sanctions(sentence: Sentence, phrase: _Phrase) -> bool:
    """ "sanctions, among them bans on trade in": what the sanctions consist of, told as a sanction already."""
    before = sentence.lows[max(0, phrase.k - 6) : phrase.k]
    return "sanctions" in before and ("including" in before or ("among", "them") in pairwise(before))


def _there_is_none(sentence: Sentence, phrase: _Phrase) -> bool:
    """ "there is no ban on": a control that is said not to be."""
    first = max(0, phrase.start - 1)
    return "no" in sentence.lows[first : min(phrase.start + 1, phrase.k)] and any(
        low in wordlist("controls: there is") for low in sentence.lows[max(0, first - 5) : phrase.end]
    )


def _not_by_the_one_hit(
    scene: Scene, sentence: Sentence, phrase: _Phrase, actor: str | None, earlier: list[Candidate]
) -> str | None:
    """ "Tokyo protested the ban", "firms hit by the regime, which China introduced": the other state acts."""
    if any(modifies(sentence, m) for m in modifier_states(sentence, phrase.start, phrase.k)):
        return None
    named = _introduced_by(sentence, phrase.k)
    if named is not None:
        return named
    before = sentence.lows[max(0, phrase.start - 4) : phrase.k]
    if not any(low in wordlist("controls: reacts to") for low in before):
        return None
    known = next((c.actor for c in earlier[:-30:-1] if c.kind == "export_control" and c.actor != actor), None)
    here = next((m.value for m in sentence.states() if m.value != actor), None)
    return known or here or next((state for state in scene.ranked if state != actor), None)


def _introduced_by(sentence: Sentence, k: int) -> str | None:
    """ "the regime for gallium, which China introduced": the subject of the clause that tells of the control."""
    for n in range(k + 1, min(len(sentence.lows) - 1, k + 12)):
        if sentence.lows[n] in BREAKS:
            return None
        if sentence.lows[n] in ("which", "that"):
            mention = sentence.covered.get(n + 1)
            if mention is None or mention.kind == "good" or not mention.value:
                return None
            acts = any(v.start <= mention.j + 1 and v.i >= mention.j and v.classes & {"enact", "announce"}
                       for v in sentence.verbs)  # fmt: skip
            return mention.value if acts else None
    return None


def _named_in_full(sentence: Sentence, phrase: _Phrase) -> bool:
    """ "talks over Beijing's export curbs on tungsten": a topic that says whose curb it is and on which mineral."""
    return (
        bool(phrase.flow)
        and any(g in minerals() and g != GENERIC for g in phrase.own)
        and any(modifies(sentence, m) for m in modifier_states(sentence, phrase.start, phrase.k))
    )


def _control_phrase(sentence: Sentence, k: int) -> _Phrase | None:
    """The phrase around a control noun, or None where its words are of something else ("crowd control")."""
    lows, low = sentence.lows, sentence.lows[k]
    flow = flow_of(sentence, k)
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    own = head_goods(sentence, start, k, end)
    after = lows[k + 1 : k + 3]
    if any(low in wordlist("controls: heads a topic") for low in after[:1]):
        return None  # "export control news"
    if not flow and after[:1] in (("on",), ("of",)) and after[1:] and after[1] in wordlist("controls: work at home"):
        return None  # "a ban on mining uranium"
    if low in wordlist("controls: nouns that need a flow") and not flow:
        new_rules = low in ("rules", "regulations", "regulation") and sentence.has("new", "introduced")
        stopped = low in wordlist("controls: stops what it names") and _good_before(sentence, k)
        if not (new_rules and any(g in minerals() for g in own)) and not stopped:
            return None
    anaphoric = False
    if not flow and low in _PLAIN_CONTROLS:
        premod = goods(sentence, start, k)
        anaphoric = not own or (not premod and k + 1 < len(lows) and lows[k + 1] not in ("on", "over", "of", "for"))
        if k and lows[k - 1] in _NOT_TRADE:
            return None
        none = k > 2 and lows[k - 1] == "no" and lows[k - 3] == "there"  # "there is no embargo"
        if anaphoric and not none and not (k and lows[k - 1] in wordlist("controls: refers back")):
            return None
    if low == "control" and flow != "export" and k and lows[k - 1] in wordlist("controls: power, not trade"):
        return None
    return _Phrase(k, start, end, flow, own, anaphoric)


def _good_before(sentence: Sentence, k: int) -> bool:
    """ "Congo's cobalt suspension", "the concentrate halt": the good stands right before the noun, a state is named."""
    mention = sentence.covered.get(k - 1)
    named = mention is not None and mention.kind == "good" and mention.value in minerals()
    return named and any(m.j <= k for m in sentence.states())


def _tells_anew(sentence: Sentence, phrase: _Phrase, verdict: Judgement) -> bool:
    """Whether "the curbs" are told of and not just mentioned: eased, kept or ended, or "Indonesia's ban came into
    force"."""
    if verdict.verb is None:
        return verdict.effect == "ease" or possessed(sentence, phrase.start, phrase.k)
    return verdict.effect == "ease" or bool(verdict.verb.classes & {"ease", "suspend", "keep", "expire"})


def _led_away(sentence: Sentence, phrase: _Phrase, verdict: Judgement) -> bool:
    """ "away from the controls": the control is only where something starts."""
    return (
        not verdict.strong
        and not possessed(sentence, phrase.start, phrase.k)
        and any(low in AWAY for low in sentence.lows[max(0, phrase.start - 4) : phrase.start])
    )


def _aims(scene: Scene, sentence: Sentence, phrase: _Phrase, actor: str) -> list[str]:
    """Against whom a control stands, as its clause says it."""
    foreign = phrase.own and not set(phrase.own) & minerals()
    towards = wordlist("controls: origins" if phrase.flow == "import" else "controls: towards a target")
    aims = targets(sentence, phrase.k, phrase.end, actor, towards)
    aims = aims or _beneficiary(sentence, phrase.k, actor)
    if not aims and foreign:
        aims = provoker(sentence, phrase.start, actor)
    if not aims and actor == "USA" and foreign and "CHN" in scene.ranked[:3]:
        aims = ["CHN"]  # the chip controls of the dispute are on China; reports do not repeat it
    return [t for t in aims if not _locative(sentence, t)] if phrase.flow == "export" else aims


def _controlled_goods(
    scene: Scene, sentence: Sentence, phrase: _Phrase, actor: str, antecedent: Candidate | None
) -> tuple[list[str], bool]:
    """Goods under a control, and whether its own sentence names them; technology controls name none."""
    named = phrase.own
    if named == [GENERIC] and _the_mineral(sentence, phrase):
        named = recent_goods(scene, sentence) or named
    if antecedent is not None and not named:
        named = list(antecedent.objects)
    technology = not named and any(know_how(sentence, m) for m in sentence.goods())
    named = named or _taken_in(sentence, phrase.k)
    if not named and (phrase.flow or sentence.lows[phrase.k] in _LICENCE) and actor not in TECHNOLOGY:
        left, right = clause(sentence, phrase.start, phrase.end)
        named = [g for g in goods(sentence, left, right) if g in minerals() or g == "dual-use goods"]
        if not named and sum(1 for low in sentence.lows if low in EXPORT) < 3:
            named = [g for g in goods(sentence, 0, len(sentence.lows)) if g in minerals()]
    if named or technology:
        return named, True
    return (recent_goods(scene, sentence) if actor not in TECHNOLOGY else []), antecedent is not None


def _the_mineral(sentence: Sentence, phrase: _Phrase) -> bool:
    """ "permits for more kinds of the mineral": the one that the sentences before were about."""
    words = sentence.lows[phrase.start : phrase.end]
    return any(pair in pairwise(words) for pair in (("the", "mineral"), ("the", "metal")))


def _taken_in(sentence: Sentence, k: int) -> list[str]:
    """ "its export control regime, which now covers magnets and alloys": goods of the clause that says what falls
    under it."""
    lows = sentence.lows
    for n in range(k + 1, min(len(lows), k + 9)):
        if lows[n] in wordlist("controls: takes in"):
            return [g for g in goods(sentence, n, len(lows)) if g in minerals() or g in ("magnets", "dual-use goods")]
    return []


def _producer(scene: Scene, actor: str, named: list[str]) -> str | None:
    """China where a control on its metals would fall to a state that buys them ("curbs on gallium" in a report from
    Washington)."""
    if actor not in TECHNOLOGY or not named or "CHN" not in scene.ranked:
        return None
    return (
        "CHN" if all(good in wordlist("controls: chinese metals") or good == "rare earths" for good in named) else None
    )


def _goods_of_others(sentence: Sentence, phrase: _Phrase, actor: str) -> list[str]:
    """ "the ban on Russian aluminium": a control on goods of another state keeps them out; that state."""
    if (
        phrase.flow
        or sentence.lows[phrase.k] not in _PLAIN_CONTROLS
        or set(phrase.own) <= {"semiconductors", "software"}
    ):
        return []  # "curbs on the Chinese chip industry" keep chips from it
    if sentence.lows[phrase.k + 1 : phrase.k + 2] != ("on",):
        return []
    for m in sentence.states():
        if phrase.k + 1 < m.i <= phrase.k + 4:
            owned = m.form == "demonym" and any(n in sentence.covered for n in range(m.j, m.j + 3))
            return [m.value] if owned and m.value != actor else []
    return []


def _beneficiary(sentence: Sentence, k: int, actor: str) -> list[str]:
    """ "for the benefit of U.S. end users", "for European buyers": whom an easing is for."""
    for m in sentence.states():
        if (m.i > k and m.value != actor and modifies(sentence, m)) or (
            m.i > k and m.value == "USA" and m.value != actor
        ):
            after = sentence.lows[m.j : m.j + 3]
            before = sentence.lows[max(0, m.i - 4) : m.i]
            if any(low in wordlist("controls: buyers") for low in after) and any(
                low in ("for", "of", "to") for low in before
            ):
                return [m.value]
    return []


def _antecedent(sentence: Sentence, start: int, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The control that "the restrictions" stands for: the last one told, unless the words name another state."""
    if modifier_states(sentence, start, k):
        return None
    return next(
        (c for c in earlier[:-50:-1] if c.kind == "export_control" and c.strong and sentence.number - c.sentence <= 6),
        None,
    )


def _locative(sentence: Sentence, state: str) -> bool:
    """ "in Malaysia" is where, not against whom."""
    return any(m.value == state and m.i and sentence.lows[m.i - 1] == "in" for m in sentence.states())
