"""What all measures on trade share: the words that name them, who takes them, whether a condition governs,
when they apply."""

from __future__ import annotations

from oreflow.evidence.lexicon import Mention
from oreflow.evidence.phrases import condition_range
from oreflow.evidence.scene import Scene, Sentence, anaphor, modifies, oblique
from oreflow.evidence.sides import (
    by_agent,
    context_states,
    has_firm_subject,
    modifier_states,
    subjects,
)
from oreflow.evidence.status import Judgement
from oreflow.evidence.wordlists import wordlist

EXPORT = wordlist("measure_roles: export")


IMPORT = wordlist("measure_roles: import")


CONTROL_NOUNS = wordlist("measure_roles: control nouns")


TARIFF_NOUNS = wordlist("measure_roles: tariff nouns")


QUOTA = wordlist("measure_roles: quota")


MEASURE_WANTED = wordlist("measure_roles: measure wanted")


TECHNOLOGY = frozenset(
    ("USA", "NLD", "JPN", "TWN", "KOR", "GBR", "EU")
)  # their controls without goods named are on technology


def is_topic(sentence: Sentence, start: int) -> bool:
    """ "tensions over tariffs, export controls and access": a subject of talk, not a measure."""
    for n in range(start - 1, max(-1, start - 8), -1):
        low = sentence.lows[n]
        if low == "over" and any(v.i == n - 1 and v.classes & {"consider"} for v in sentence.verbs):
            return False  # "mulling over a tax"
        if low in ("over", "about", "regarding") or low in ("tensions", "issues", "dispute", "disputes", "topics"):
            return True
        if low not in wordlist("measure_roles: inside a list of topics"):
            return False
    return False


def provoker(sentence: Sentence, start: int, actor: str) -> list[str]:
    """ "China retaliates to US chip restrictions": the one who hits back is the target of the first measure."""
    for verb in sentence.verbs:
        if verb.lemma in ("retaliate", "respond", "counter") and verb.i < start and start - verb.i <= 4:
            here = [
                m.value
                for m in sentence.states()
                if m.j <= verb.start + 1 and not oblique(sentence, m) and m.value != actor
            ]
            if here:
                return here[-1:]
    before = sentence.lows[max(0, start - 4) : start]
    if "response" in before or "retaliation" in before or "answer" in before:
        after = [
            m.value
            for m in sentence.states()
            if m.i > start and not oblique(sentence, m) and not modifies(sentence, m) and m.value != actor
        ]
        return after[:1]
    return []


def possessed(sentence: Sentence, start: int, k: int) -> bool:
    return any(
        modifies(sentence, m) or m.value in ("USA", "EU") for m in modifier_states(sentence, start, k)
    ) or sentence.lows[k + 1 : k + 2] in (("by",), ("imposed",))


def condition_applies(sentence: Sentence, conditional: str | None, k: int) -> bool:
    """Whether the condition governs this measure, and the measure is not itself inside the condition."""
    if conditional is None:
        return False
    for n, low in enumerate(sentence.lows):
        if low in ("if", "unless", "provided"):
            return not (n < k and not _comma_between(sentence, n, k))
    return False


def _comma_between(sentence: Sentence, i: int, j: int) -> bool:
    return any(low in (",", ";", "—") for low in sentence.lows[i:j])


def actor_of(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verdict: Judgement
) -> tuple[str | None, bool]:
    modifiers = modifier_states(sentence, start, k)
    possessive = [m for m in modifiers if modifies(sentence, m) or m.value in ("USA", "EU", "GBR")]
    passive_agent = by_agent(sentence, k + 1, end + 8)
    if possessive:
        return possessive[0].value, True
    if passive_agent:
        return passive_agent, True
    if verdict.verb is not None and verdict.verb.i < k:
        states = subjects(scene, sentence, verdict.verb)
        if states and not (has_firm_subject(sentence, verdict.verb)):
            named = any(m.value == states[-1] for m in sentence.states())
            return states[-1] if len(states) > 1 and not named else states[0], named
    if modifiers:
        return modifiers[0].value, True
    if_from, if_to = condition_range(sentence)
    for n in range(start - 1, -1, -1):
        if sentence.covered.get(n) is not None and sentence.covered[n].kind != "good":
            break
        if sentence.lows[n] in ("administration", "government", "bloc", "president", "ministry"):
            state = anaphor(scene, sentence, n)
            if state:
                return state, True
    here = [
        m.value
        for m in sentence.states()
        if m.i < start
        and not oblique(sentence, m)
        and not if_from <= m.i < if_to <= start
        and not _of_firms(sentence, m)
    ]
    if here:
        plain = [m.value for m in sentence.states() if m.i < start and m.value in here and not modifies(sentence, m)]
        return (plain or here)[-1], True
    context = context_states(scene, sentence, start)
    return (context[0], False) if context else (None, False)


def _of_firms(sentence: Sentence, m: Mention) -> bool:
    """ "Japanese carmakers hit by the ban": whose firms they are, not who acts."""
    after = sentence.lows[m.j : m.j + 3]
    return modifies(sentence, m) and any(low in wordlist("controls: buyers") for low in after)


def status_on(scene: Scene, status: str, date: str | None, effective: bool) -> str:
    """A measure whose day of effect lies after publication is announced, not in force."""
    published = scene.document.published
    if status == "in_force" and date and published is not None and len(date) == 10 and date > published.isoformat():
        return "announced"
    if (
        status == "announced"
        and effective
        and date
        and published is not None
        and len(date) == 10
        and date <= published.isoformat()
    ):
        return "in_force"
    return status
