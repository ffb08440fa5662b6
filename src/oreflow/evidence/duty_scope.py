"""What a duty is on, who levies it and what becomes of it where no phrase beside its noun says so."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.duty_status import bears
from oreflow.evidence.lexicon import Mention, minerals
from oreflow.evidence.objects import chain_goods, goods, recent_goods
from oreflow.evidence.phrases import clause
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_NEAR = 3  # sentences back in which a duty or inquiry still says what "the duty" is on


def at_border(scene: Scene, sentence: Sentence, verb: Verb | None, k: int) -> tuple[str | None, list[str]]:
    """ "steel that comes into Japan will attract a duty", "Peru's sales to India face": who levies it, on whom."""
    if verb is None or not bears(verb, k):
        return None, []
    left, _ = clause(sentence, verb.i, verb.i + 1)
    left = 0 if left and sentence.lows[left - 1] in ("that", "which") else left
    before = [m for m in sentence.states() if left <= m.i and m.j <= verb.start]
    entered = [m for m in before if _enters(sentence, m)]
    if not entered:
        return None, []
    actor = entered[-1].value
    owners = [m.value for m in before if m.value != actor and (modifies(sentence, m) or _lead(sentence, m) == "from")]
    return actor, owners[-1:]


def _lead(sentence: Sentence, m: Mention) -> str:
    n = m.i - 1
    while n >= 0 and sentence.lows[n] in ("the", "a", "an"):
        n -= 1
    return sentence.lows[n] if n >= 0 else ""


def _enters(sentence: Sentence, m: Mention) -> bool:
    """ "into the US", "sales to India", "entering Japan", "bound for Brazil"."""
    lead = _lead(sentence, m)
    if lead in ("into", "entering", "reaching", "enter", "enters"):
        return True
    before = set(sentence.lows[max(0, m.i - 6) : m.i])
    return (lead == "to" and bool(before & wordlist("duties: flows to"))) or (
        lead == "for" and bool(before & {"bound", "destined", "headed"})
    )


def pointed_goods(scene: Scene, sentence: Sentence, k: int, end: int) -> list[str]:
    """ "duties on them", "on two of them", "on the metal": goods that the words before name."""
    lows = sentence.lows
    for n in range(k + 1, min(len(lows) - 1, max(end, k + 1) + 6)):
        if lows[n] in (".", ";", ":"):
            break
        if lows[n] in ("on", "for", "over") and any(
            low in wordlist("duties: points back") for low in lows[n + 1 : n + 4]
        ):
            named = [g for g in goods(sentence, 0, k) if g in minerals()]
            return named or recent_goods(scene, sentence)
    return []


def goods_of_passive(sentence: Sentence, verb: Verb | None, k: int) -> list[str]:
    """ "a tariff might be aimed at copper", "duties were imposed on tin": the goods behind the verb."""
    if verb is None or verb.i < k:
        return []
    if not (verb.passive or verb.form in ("past", "participle") or verb.lemma in ("apply", "extend")):
        return []
    after = sentence.lows[verb.i + 1 : verb.i + 2]
    if after and after[0] in ("on", "at", "against", "to", "for"):
        _, right = clause(sentence, verb.i, verb.i + 1)
        return chain_goods(sentence, verb.i + 1, right) or goods(sentence, verb.i, min(right, verb.i + 6))
    return []


def topic_goods(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, actor: str, earlier: list[Candidate]
) -> list[str]:
    """What "the duty", "a 50% levy", "possible tariffs" are on where a duty or inquiry on minerals was told before."""
    around = set(sentence.lows[max(0, start - 4) : max(end, k + 3)])
    if around & wordlist("duties: on everything") or any(m.kind == "good" for m in _within(sentence, start, end)):
        return []
    for c in reversed(earlier[-40:]):
        if sentence.number - c.sentence > _NEAR and scene.sentences[c.sentence].kind not in ("title", "heading"):
            continue
        if c.kind in ("tariff", "investigation") and c.actor == actor and c.own_goods:
            return [g for g in c.objects if g in minerals()]
    first = scene.sentences[0]
    if (
        first.kind == "title"
        and not first.has(*wordlist("duties: let off"))
        and (sentence.number or not first.has("as", "while", "after", *wordlist("duties: on everything")))
        and first.has(*wordlist("duties: title of a duty"))
    ):
        return list(dict.fromkeys(m.value for m in first.goods() if m.value in minerals()))
    return []


def _within(sentence: Sentence, start: int, end: int) -> list[Mention]:
    return [m for m in sentence.mentions if start <= m.i < end]


def taxed_on_leaving(scene: Scene, sentence: Sentence, start: int) -> list[str]:
    """What an export tax without goods is on: the mineral named last before it, else in the sentence or before."""
    before = [g for g in goods(sentence, 0, start) if g in minerals()]
    if before and any(low == ";" for low in sentence.lows[:start]):
        return before[-1:]
    here = [g for g in goods(sentence, 0, len(sentence.lows)) if g in minerals()]
    return here or recent_goods(scene, sentence)


def listed_below(scene: Scene, sentence: Sentence, named: list[str]) -> list[str]:
    """ "25 critical minerals. They are cobalt, tin ...": the list that the next sentence gives."""
    if sentence.number + 1 >= len(scene.sentences):
        return named
    after = scene.sentences[sentence.number + 1]
    head = after.lows[:6]
    if not head or head[0] not in ("they", "it", "these", "those", "the", "among", "included"):
        return named
    if not set(head) & wordlist("duties: opens a list"):
        return named
    listed = goods(after, 0, len(after.lows))
    return listed if len(listed) >= 3 else named


def other_state(scene: Scene, sentence: Sentence, borne: str, earlier: list[Candidate]) -> str | None:
    """Who levies the duty that a state bears: the last to levy one, else the other state that is talked about."""
    last = next((c.actor for c in reversed(earlier[-40:]) if c.kind == "tariff" and c.actor != borne), None)
    if last is not None:
        return last
    plain = [m.value for m in sentence.states() if m.value != borne and not oblique(sentence, m)]
    return next((s for s in (*plain, *scene.title_states, *scene.ranked) if s != borne), None)
