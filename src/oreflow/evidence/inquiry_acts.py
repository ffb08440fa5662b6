"""Inquiries told by a verb: a state looks into imports, takes up a petition, goes to the WTO, opens a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import status_on
from oreflow.evidence.objects import goods
from oreflow.evidence.phrases import condition_range, moment, tail
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import by_agent, has_firm_subject, left_states, subjects
from oreflow.evidence.status import from_verb
from oreflow.evidence.verbs import Verb, inflections, verb_at
from oreflow.evidence.wordlists import wordlist

_ACTS = ("look into", "take up", "go to court", "open a file", "find")
_REACH = 16


@cache
def _acts() -> dict[str, tuple[str, ...]]:
    """Every form of the verbs of ``words.csv`` with the acts it may tell."""
    found: dict[str, tuple[str, ...]] = {}
    for act in _ACTS:
        for word in wordlist(f"inquiries: to {act}"):
            for form in inflections(word):
                found[form] = (*found.get(form, ()), act)
    return found


def inquiry_acts(
    scene: Scene, sentence: Sentence, here: Sequence[Candidate], earlier: Sequence[Candidate]
) -> list[Candidate]:
    """The inquiry that a verb of the sentence tells where no noun among ``here`` has told it."""
    if any(c.kind == "investigation" for c in here):
        return []
    acts = _acts()
    for v, low in enumerate(sentence.lows):
        for act in acts.get(low, ()):
            j = _object_end(sentence, act, v) if v not in sentence.covered else 0
            candidate = _candidate(scene, sentence, act, v, j, earlier) if j else None
            if candidate is not None:
                return [candidate]
    return []


def _object_end(sentence: Sentence, act: str, v: int) -> int:
    """Where the object of an act at ``v`` ends; 0 where what is looked into is no trade."""
    lows = sentence.lows
    after = lows[v + 1 : v + _REACH]
    if act == "look into":
        if not _looks_into(lows[v], after):
            return 0
        wide = set(lows[v + 1 : v + 26])
        if not wide & wordlist("inquiries: looked into"):
            return 0
        return max(tail(sentence, v + 2), min(len(lows), v + 12))
    if act == "take up":
        papers = next((n for n, low in enumerate(after[:10]) if low in wordlist("inquiries: papers")), None)
        if papers is None or (lows[v] in ("take", "takes", "took", "taken", "taking") and "up" not in after[:3]):
            return 0
        window = set(lows) & (wordlist("inquiries: looked into") | {"case"})
        return max(tail(sentence, v + 2 + papers), v + 2 + papers) if window else 0
    if act == "go to court":
        court = next((n for n, low in enumerate(after) if low in ("wto", "301")), None)
        if court is None:
            court = next(
                (n for n in range(len(after) - 2) if after[n : n + 3] == ("world", "trade", "organization")), None
            )
        return min(len(lows), v + 2 + court + 18) if court is not None else 0
    if act == "find":
        told = set(lows[v + 1 : v + 22]) & wordlist("inquiries: found")
        return max(tail(sentence, v + 2), min(len(lows), v + 12)) if told else 0
    return min(len(lows), v + 14) if _file_opened(after) else 0


def _looks_into(low: str, after: tuple[str, ...]) -> bool:
    """ "look into", "look at", "check whether", "check ... for"; "investigate" needs no second word."""
    if not low.startswith(("look", "check", "inquir", "enquir")):
        return True
    return bool(set(after[:2]) & {"into", "at", "whether"}) or (low.startswith("check") and "for" in after)


def _file_opened(after: tuple[str, ...]) -> bool:
    """ "launches 232 into processed minerals", "opens a national-security file on"."""
    for n, low in enumerate(after[:7]):
        if low in ("232", "301") and set(after[n + 1 : n + 3]) & {"into", "on", "against"}:
            return True
        if low in ("file", "files", "docket") and set(after[:n]) & {"security", "232", "301", "dumping", "safeguard"}:
            return True
    return False


def _candidate(
    scene: Scene, sentence: Sentence, act: str, v: int, j: int, earlier: Sequence[Candidate]
) -> Candidate | None:
    if_from, if_to = condition_range(sentence)
    if if_from <= v < if_to and sentence.lows[if_from] != "whether":
        return None
    verb = verb_at(sentence.tokens, sentence.verbs, v)
    actor, own = _inquirer(scene, sentence, verb)
    if actor is None:
        return None
    passive = verb.passive
    i = max(0, verb.start - 14) if passive else v + 1
    aims = [
        m.value
        for m in sentence.states()
        if i <= m.i < j and m.value != actor and (modifies(sentence, m) or _of_origin(sentence, m.i, act))
    ]
    named = goods(sentence, i, j)
    if act == "go to court":
        aims = aims or [m.value for m in sentence.states() if v < m.i < v + 3 and m.value != actor]
    if not aims and not named:
        known = next((c for c in reversed(earlier[-20:]) if c.kind in ("investigation", "tariff") and c.target), None)
        if known is None or known.actor != actor or sentence.number - known.sentence > 3:
            return None
        aims, named = list(known.target), list(known.objects)
    if act != "look into":
        named = [g for g in named if g in minerals()] or named
    status, _ = from_verb(verb)
    if status == "denied":
        return None
    if act == "find":
        closed = sentence.has("final", "definitive", "actionable") and not sentence.has("preliminary")
        status = "expired" if closed and verb.mode != "future" else "in_force"
    status = status if status in ("possible", "announced", "threatened", "under_negotiation", "expired") else "in_force"
    date, effective = moment(scene, sentence, v, min(i, verb.start), j, False)
    return Candidate(
        "investigation",
        status_on(scene, status, date, effective),
        actor,
        list(dict.fromkeys(aims)),
        named,
        sentence.number,
        scene.tokens_span(sentence, min(i, verb.start), j),
        "probe-act",
        0.65 if own else 0.5,
        True,
        date=date,
        own_goods=bool(named),
        own_actor=own,
    )


def _of_origin(sentence: Sentence, i: int, act: str) -> bool:
    """ "from Brazil", "against Russia", "exported by China"."""
    lows = sentence.lows
    lead = lows[i - 1] if i and lows[i - 1] not in ("the", "a") else lows[i - 2] if i > 1 else ""
    return (
        lead in ("from", "against", "of", "by", "in", "and", ",")
        if act != "go to court"
        else lead in ("against", "and", ",")
    )


def _inquirer(scene: Scene, sentence: Sentence, verb: Verb) -> tuple[str | None, bool]:
    """The state that looks into it: its subject or agent; American offices by their bare names."""
    if verb.passive:
        agent = by_agent(sentence, verb.i, verb.i + 12)
        if agent is not None:
            return agent, True
        plain = [m.value for m in sentence.states() if m.kind == "agency" and not oblique(sentence, m)]
        return (plain[0], True) if plain else (None, False)
    left = left_states(sentence, verb.start)
    if not left:
        before = set(sentence.lows[max(0, verb.start - 5) : verb.start])
        if before & wordlist("inquiries: american offices"):
            return "USA", True
        if has_firm_subject(sentence, verb):
            return None, False
    states = subjects(scene, sentence, verb)
    if not states:
        return None, False
    return states[0], any(m.value == states[0] for m in sentence.states())
