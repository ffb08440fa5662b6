"""Sanctions and lists of barred firms named by a noun: "sanctions on ...", "the entity list"."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import EXPORT, MEASURE_WANTED, actor_of, condition_applies, status_on
from oreflow.evidence.objects import clean, goods, listed_goods
from oreflow.evidence.phrases import condition, moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, modifies
from oreflow.evidence.sides import by_agent, targets
from oreflow.evidence.status import judge_measure
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_NEAR = 4  # sentences back in which the sanction stands that a sentence goes on about


def sanction_by_noun(scene: Scene, sentence: Sentence, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The sanction that a noun at token ``k`` names; None where no one state takes it."""
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, condition_applies(sentence, conditional, k))
    if _of_nobody(sentence, k):
        return None
    actor, own_actor = actor_of(scene, sentence, start, k, end, verdict)
    if verdict.verb is not None and verdict.verb.passive and verdict.verb.i > k:
        agent = by_agent(sentence, verdict.verb.i + 1, verdict.verb.i + 8)  # "imposed on Belarus by the EU"
        actor, own_actor = (agent, True) if agent is not None else (actor, own_actor)
    if lows[k] == "rule" and not own_actor:
        actor, own_actor = "USA", True  # only the American list covers whatever a listed firm owns
    if actor is None or (not verdict.strong and not own_actor):
        return None
    if verdict.verb is not None and verdict.verb.negated:
        return None
    here = [m for m in sentence.states() if m.value == actor]
    if here and all(m.i > k and lows[m.i - 1] != "by" and modifies(sentence, m) for m in here):
        return None  # "sanctions on a Congolese trader": of somebody not named here
    aims = targets(sentence, k, end, actor) or _imposed_on(sentence, verdict.verb, k, actor)
    if not aims and verdict.verb is not None:
        aims = [
            m.value
            for m in sentence.states()
            if verdict.verb.i < m.i < k and m.value != actor and modifies(sentence, m)
        ][:2]
    if not aims and verdict.strong:
        passive = verdict.verb is not None and (verdict.verb.passive or verdict.verb.lemma == "remain")
        aims = struck(sentence, actor, 0, start) if passive or start < 3 else []
        aims = aims or told_struck(sentence, actor, earlier)
    at = verdict.verb.i if verdict.verb is not None and verdict.verb.passive and verdict.verb.i > k else k
    date, effective = moment(scene, sentence, at, start, max(at, end), verdict.status == "announced")
    named = [g for g in goods(sentence, k, max(at, end)) if g in minerals()] or listed_goods(scene, sentence, 0, k)
    named = named or _of_a_sector(sentence, k)
    if not aims and start and lows[start - 1] == "under":
        aims, shut_out = _ruled_out(sentence, k, actor)
        named = shut_out or named
    return Candidate(
        "sanction",
        status_on(scene, verdict.status, date, effective),
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(
            sentence,
            min(start, verdict.verb.start if verdict.verb and verdict.verb.i < start else start),
            min(end, k + 8),
        ),
        "sanction-noun",
        0.6,
        verdict.strong,
        date=date,
        effect=verdict.effect,
        own_actor=own_actor,
        condition=conditional if verdict.status == "threatened" else None,
    )


def _imposed_on(sentence: Sentence, verb: Verb | None, k: int, actor: str) -> list[str]:
    """ "sanctions were first imposed on Belarus by": whom the passive verb after the noun names."""
    if verb is None or not verb.passive or verb.i < k:
        return []
    return targets(sentence, verb.i, tail(sentence, verb.i + 1), actor, frozenset(("on", "against")))


def _of_nobody(sentence: Sentence, k: int) -> bool:
    """Whether the noun tells no sanction of one state: "Western sanctions", "is not under sanctions"."""
    lows = sentence.lows
    if lows[k] == "countermeasures" and any(low in EXPORT or low in ("regulations", "tariffs") for low in lows[k:]):
        return True  # the sentence goes on to say which
    if "not" in lows[max(0, k - 4) : k] and "under" in lows[max(0, k - 3) : k]:
        return True
    return k > 0 and lows[k - 1] in ("western", "international", "allied")


def _ruled_out(sentence: Sentence, k: int, actor: str) -> tuple[list[str], list[str]]:
    """ "Under the new sanctions, Russian palladium may not be traded": whose goods are shut out, and which."""
    bans = sentence.has("no", "not", "cannot", "barred", "banned", "excluded", "forbidden", "prohibited")
    owned = [m for m in sentence.states() if m.i > k and m.value != actor and modifies(sentence, m)]
    named = [m.value for m in sentence.goods() if m.i > k and m.value in minerals()]
    return ([owned[0].value], clean(named)) if bans and owned and named else ([], [])


def _of_a_sector(sentence: Sentence, k: int) -> list[str]:
    """ "sanctions that reach across its gold sector": the trade that they are on."""
    trades = wordlist("sanctions: trades")
    after = [m for m in sentence.goods() if m.i > k and set(sentence.lows[m.j : m.j + 2]) & trades]
    return clean([m.value for m in after if m.value in minerals()])


def struck(sentence: Sentence, actor: str, i: int, j: int) -> list[str]:
    """The states whose firms or people stand between two tokens: "twelve Chinese firms", "traders in Hong Kong"."""
    lows, upto = sentence.lows, _struck_until(sentence, i, j)
    found = [
        m.value
        for m in sentence.states()
        if i <= m.i < upto and m.value != actor and not (m.i and lows[m.i - 1] == "by")
    ]
    return list(dict.fromkeys(found))


def _struck_until(sentence: Sentence, i: int, j: int) -> int:
    """Where those who are struck end and the reason, the list or the purpose begins."""
    lows = sentence.lows
    for n in range(i + 1, j):
        if lows[n] in wordlist("sanctions: ends the struck") and not (
            lows[n] in ("from", "on") and (n + 1 in sentence.covered or n + 2 in sentence.covered)
        ):
            return n
    return j


def struck_goods(scene: Scene, sentence: Sentence, i: int, j: int) -> list[str]:
    """The minerals that the firms struck deal in, as their names or trades tell."""
    upto = _struck_until(sentence, i, j)
    named = [g for g in goods(sentence, i, upto) if g in minerals()]
    return named or listed_goods(scene, sentence, i, j)


def told_struck(sentence: Sentence, actor: str, earlier: list[Candidate]) -> list[str]:
    """Whose firms the sanction told shortly before is on."""
    for c in reversed(earlier[-30:]):
        if c.kind == "sanction" and c.actor == actor and c.target and sentence.number - c.sentence <= _NEAR:
            return list(c.target)
    return []


def context_struck(scene: Scene, sentence: Sentence, actor: str, earlier: list[Candidate]) -> list[str]:
    """Whose firms a sanction without a state is on: those of the sanction told before, else of the title."""
    told = told_struck(sentence, actor, earlier)
    if told or not sentence.number:
        return told
    others = [s for s in scene.title_states if s != actor]
    return others if len(others) == 1 else []
