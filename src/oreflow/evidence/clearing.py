"""Works that a state lets go ahead or puts up itself: approvals, permits, strategic lists, opened and public plants.

Asked where ``works.py`` and ``projects.py`` found nothing; a licence to export is no work.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from oreflow.evidence.backing import backing_status
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.doers import agent, bare_organ, doer, forms_of
from oreflow.evidence.giving import locations, subject_goods
from oreflow.evidence.phrases import condition_range, moment
from oreflow.evidence.scene import BREAKS, Scene, Sentence
from oreflow.evidence.sides import context_states
from oreflow.evidence.wordlists import wordlist

_WORKS = wordlist("works: plants") | wordlist("works: works") | wordlist("clearing: works")
_PERMITS = wordlist("clearing: permits")
_BE = (("was",), ("were",), ("been",), ("is",), ("are",), ("be",))


class Step(NamedTuple):
    """What a state does for a work: verb at ``at``, object at ``to``, the state, whether named, the plain status."""

    at: int
    to: int
    actor: str
    own: bool
    plain: str


def find_clearing(scene: Scene, sentence: Sentence) -> Candidate | None:
    """The work that a sentence says a state clears, lists, opens or builds."""
    lows = set(sentence.lows)
    if not lows & (_WORKS | _PERMITS) or lows & wordlist("clearing: trade"):
        return None
    for find in (_opened, _approved, _listed, _permitted, _built, _publicly_owned):
        step = find(scene, sentence)
        if step is not None:
            return _candidate(scene, sentence, step)
    return None


def _candidate(scene: Scene, sentence: Sentence, step: Step) -> Candidate | None:
    lows = sentence.lows
    if_from, if_to = condition_range(sentence)
    if if_from <= step.at < if_to or set(lows[max(0, step.at - 3) : step.at]) & {"not", "never", "no"}:
        return None
    named, own_goods = subject_goods(scene, sentence, step.to)
    if not named or (not own_goods and not step.own):
        return None
    low, high = min(step.at, step.to), max(step.at, step.to)
    status = backing_status(sentence, high, low)
    if status == "denied" or set(lows) & wordlist("clearing: undone"):
        return None
    status = step.plain if status in ("announced", "in_force") else status
    if status == "in_force" and set(lows[max(0, low - 4) : low]) & wordlist("backing: ahead"):
        status = "announced"
    date, _ = moment(scene, sentence, step.at, 0, len(lows), status == "announced")
    return Candidate(
        "capacity_project",
        status,
        step.actor,
        locations(scene, sentence, step.actor, step.to),
        named,
        sentence.number,
        scene.tokens_span(sentence, low if high - low < 18 else high, min(len(lows), high + 6)),
        "public-works",
        0.55 if own_goods and step.own else 0.45,
        True,
        date=date,
        own_goods=own_goods,
        own_actor=step.own,
    )


def _next(sentence: Sentence, n: int, words: frozenset[str], reach: int = 12) -> int | None:
    """The first of some words after token ``n`` in its clause."""
    for k in range(n + 1, min(len(sentence.lows), n + reach)):
        if sentence.lows[k] in words:
            return k
        if sentence.lows[k] in BREAKS or sentence.lows[k] in ("while", "which", "because"):
            return None
    return None


def _about_works(sentence: Sentence) -> bool:
    return bool(set(sentence.lows) & (_WORKS | wordlist("clearing: mining"))) or any(
        m.kind == "good" for m in sentence.mentions
    )


def _opened(scene: Scene, sentence: Sentence) -> Step | None:
    """ "the president inaugurated a lithium plant", "broke ground on a refinery", "laid the foundation stone"."""
    lows = sentence.lows
    for n, low in enumerate(lows):
        pair = lows[n + 1 : n + 5]
        phrase = (low in ("broke", "breaks", "break", "breaking") and pair[:1] == ("ground",)) or (
            low in ("cut", "cuts", "laid", "lays", "lay", "cutting", "laying")
            and bool(set(pair) & {"ribbon", "stone", "cornerstone"})
        )
        if n in sentence.covered or (not phrase and low not in forms_of("clearing: to open")):
            continue
        work = _next(sentence, n, _WORKS, 10)
        passive = lows[n - 1 : n] in (("was",), ("were",), ("been",))
        if work is None and not passive:
            continue
        if passive:
            who = agent(scene, sentence, n + 1, ("by",), 6)
            if who is not None:
                return Step(n, n, who, True, "in_force")
            continue
        actor, own = doer(scene, sentence, n)
        if actor is not None and work is not None and (own or lows[0] in ("the", "president")):
            return Step(n, work, actor, own, "announced" if "ground" in pair else "in_force")
    return None


def _approved(scene: Scene, sentence: Sentence) -> Step | None:
    """ "the cabinet approved the smelter", "the mine was cleared by regulators", "gave the project the nod"."""
    lows = sentence.lows
    for n, low in enumerate(lows):
        if low not in forms_of("clearing: to approve") or n in sentence.covered:
            continue
        work = _next(sentence, n, _WORKS)
        if work is not None and lows[n + 1 : n + 2] != ("by",):
            actor, own = doer(scene, sentence, n)
            if actor is not None:
                return Step(n, work, actor, own, "announced")
        before = next((k for k in range(n - 1, max(-1, n - 10), -1) if lows[k] in _WORKS), None)
        if before is not None:
            who = agent(scene, sentence, n + 1, ("by", "from"), 5)
            if who is not None:
                return Step(n, before, who, True, "announced")
    return None


def _permitted(scene: Scene, sentence: Sentence) -> Step | None:
    """ "issued the mine its permit", "awarded a thirty-year licence", "won approval from the ministry"."""
    lows = sentence.lows
    if not _about_works(sentence) or _of_a_paper(sentence):
        return None
    for k, low in enumerate(lows):
        if not _is_permit(lows, k) or set(lows[k + 1 : k + 5]) & wordlist("clearing: not for works"):
            continue
        verb = next((n for n in range(k - 1, max(-1, k - 10), -1) if lows[n] in forms_of("clearing: to permit")), None)
        if verb is not None and lows[verb - 1 : verb] not in _BE:  # "was given a month": the subject receives
            actor, own = doer(scene, sentence, verb)
            if actor is not None and (own or _WORKS & set(lows)):
                return Step(verb, k, actor, own, "announced")
        got = next((n for n in range(k - 1, max(-1, k - 9), -1) if lows[n] in forms_of("clearing: to get")), None)
        source = agent(scene, sentence, k + 1, ("from", "by", "of"), 6)
        if source is not None and (got is not None or lows[k + 1 : k + 2] == ("from",)):
            return Step(got if got is not None else k, k, source, True, "announced")
        if lows[k + 1 : k + 2] in (("from",), ("by",)):
            continue  # "approval from its board"
        formal = (_WORKS | wordlist("clearing: formal words")) & set(lows)
        if got is not None and formal and low in wordlist("clearing: a state's word"):
            host = next(
                (m.value for m in sentence.states() if lows[m.i - 1 : m.i] == ("in",) or m.form == "region"), None
            )
            near = host or next(iter(context_states(scene, sentence, got)), None)
            if near is not None:
                return Step(got, k, near, host is not None, "announced")
    return None


def _of_a_paper(sentence: Sentence) -> bool:
    """ "the tax won approval from the cabinet": a bill or a package goes through, and no work is told."""
    return not set(sentence.lows) & _WORKS and bool(set(sentence.lows) & wordlist("clearing: papers"))


def _is_permit(lows: tuple[str, ...], k: int) -> bool:
    """Whether token ``k`` tells a state's consent; "light", "ahead", "off", "decision" only in their set phrases."""
    pair = wordlist("clearing: second words of a consent")
    if lows[k] in pair:
        return (
            k > 0 and lows[k - 1] in ("green", "go", "sign", "of") and (lows[k] == "decision") == (lows[k - 1] == "of")
        )
    return lows[k] in _PERMITS


def _listed(scene: Scene, sentence: Sentence) -> Step | None:
    """ "named 47 strategic projects", "put the mine on the FAST-41 dashboard", "recognised as a strategic project"."""
    lows = sentence.lows
    mark = next(
        (
            k
            for k, low in enumerate(lows)
            if (
                low in ("strategic", "priority", "flagship")
                and set(lows[k + 1 : k + 4]) & {"project", "projects", "ones"}
            )
            or low in ("dashboard", "fast-41")
            or (low == "fast" and lows[k + 1 : k + 2] in (("track",), ("lane",)))
        ),
        None,
    )
    if mark is None:
        return None
    verb = next(
        (n for n in range(max(0, mark - 14), min(len(lows), mark + 12)) if lows[n] in forms_of("clearing: to list")),
        None,
    )
    if verb is None:
        return None
    who = agent(scene, sentence, min(verb, mark), ("by",), 14)
    actor, own = (who, True) if who is not None else doer(scene, sentence, verb)
    if actor is None:
        actor, own = bare_organ(scene, sentence, 0, len(lows)), False
    return Step(verb, mark, actor, own, "announced") if actor is not None else None


def _built(scene: Scene, sentence: Sentence) -> Step | None:
    """ "Lusaka will build a smelter", "the state is financing a refinery": put up by the state itself."""
    lows = sentence.lows
    for n, low in enumerate(lows):
        if low not in forms_of("clearing: to build") or n in sentence.covered:
            continue
        work = _next(sentence, n, wordlist("works: plants") | wordlist("clearing: works"), 9)
        if work is None or lows[n + 1 : n + 2] in (("by",), ("in",)):
            continue
        actor, own = doer(scene, sentence, n)
        if actor is not None and own and not set(lows[n:work]) & wordlist("clearing: hindered"):
            return Step(n, work, actor, own, "announced")
    return None


def _publicly_owned(scene: Scene, sentence: Sentence) -> Step | None:
    """ "a state-owned smelter is to rise", "a refinery built with public money": the purse stands beside the work."""
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low not in _WORKS:
            continue
        near = lows[max(0, k - 6) : k + 12]
        built = set(near) & forms_of("clearing: to build")
        money = any(
            a in wordlist("doers: words for the purse")
            and b in ("money", "funds", "funding", "cash", "finance", "budget")
            for a, b in itertools.pairwise(near)
        )
        if built and money:
            actor = bare_organ(scene, sentence, 0, len(lows))
            if actor is not None:
                return Step(k, k, actor, False, "announced")
    return None
