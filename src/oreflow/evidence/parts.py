"""Controls told by their parts: a word that stops, forbids or asks for papers beside a word for what leaves a country.

Outlets build the same statement in ever new orders ("the dispatch of raw ore is stopped", "nothing may be shipped
without a permit"). No one noun or verb gives it away, yet the parts stand close together: an operator and a flow of
goods within a few words of one clause. Read only where the grammar and the frames found no control.
"""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.frame_roles import frame_candidate
from oreflow.evidence.joint_measures import told_apart
from oreflow.evidence.scene import BREAKS, Scene, Sentence
from oreflow.evidence.sides import has_firm_subject
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_NEAR = 9  # words between an operator and its flow
_TRADE = frozenset(("export_control", "import_restriction", "quota", "tariff", "sanction"))


def find_parts(scene: Scene, sentence: Sentence, here: list[Candidate]) -> list[Candidate]:
    """The control that an operator and a flow tell together; none where ``here`` has a measure on trade already."""
    if any(c.kind in _TRADE for c in here) or not (sentence.goods() or sentence.states()):
        return []
    for kind, flow in _flows(sentence):
        told = _stopped(sentence, flow) or _not_out(sentence, flow) or _on_papers(sentence, flow)
        if told is None:
            continue
        plain, side, needs, i, v, j = told
        candidate = frame_candidate(scene, sentence, (kind, plain, side, needs), i, v, j)
        if candidate is not None:
            candidate.rule = "control-parts"
            return told_apart(scene, sentence, [candidate])
    return []


_Told = tuple[str, str, str, int, int, int]


def _flows(sentence: Sentence) -> list[tuple[str, int]]:
    """The words for goods that cross a border, the surest first; "sales" only where they go abroad."""
    sure, abroad = wordlist("parts: leaving"), wordlist("parts: abroad")
    loose, inward = wordlist("parts: moving"), wordlist("parts: entering")
    far = any(low in abroad for low in sentence.lows)
    found: list[tuple[str, int]] = []
    for k, low in enumerate(sentence.lows):
        if low in sure or (far and low in loose):
            found.append(("export_control", k))
        elif low in inward:
            found.append(("import_restriction", k))
    return found[:4]


def _span(sentence: Sentence, k: int) -> tuple[int, int]:
    """The words around token ``k`` that belong to its clause, a few to each side."""
    first = k
    while first > 0 and k - first < _NEAR and sentence.lows[first - 1] not in BREAKS:
        first -= 1
    last = k + 1
    while last < len(sentence.lows) and last - k <= _NEAR and sentence.lows[last] not in BREAKS:
        last += 1
    return first, last


def _stopped(sentence: Sentence, flow: int) -> _Told | None:
    """ "stopped the dispatch of", "the sale abroad is forbidden", "a halt to cargoes": an operator that cuts a flow."""
    if any(low in wordlist("parts: goes on") for low in sentence.lows[max(0, flow - 2) : flow]):
        return None  # "since transit was halted, Ruritania has started to export by rail"
    first, last = _span(sentence, flow)
    stops = wordlist("parts: stops")
    at = min((n for n in range(first, last) if sentence.lows[n] in stops), key=lambda n: abs(n - flow), default=None)
    if at is None:
        return None
    verb = next((v for v in sentence.verbs if v.i == at), None)
    if verb is not None and not verb.passive and (has_firm_subject(sentence, verb) or _happens(sentence, verb)):
        return None
    if any(low in wordlist("control_verbs: needs") for low in sentence.lows[at:flow]):
        return None  # "a curb on the dependence on imported lithium"
    side = "subject" if verb is not None and not verb.passive and at < flow else "context"
    return "in_force", side, "", min(at, flow), at, max(at, flow) + 1


def _happens(sentence: Sentence, verb: Verb) -> bool:
    """ "the strike stopped cargoes": an event, not a decree."""
    before = sentence.lows[max(0, verb.start - 6) : verb.start]
    return any(low in wordlist("control_verbs: mere events") for low in before)


def _not_out(sentence: Sentence, flow: int) -> _Told | None:
    """ "nothing may leave", "not be exported", "no ore shall go abroad": a modal with a negation before the flow."""
    first, last = _span(sentence, flow)
    before = sentence.lows[first:flow]
    never = next((n for n in range(flow - 1, first - 1, -1) if sentence.lows[n] in wordlist("parts: not")), None)
    if never is None or not sentence.goods() or sentence.lows[flow] in ("import", "imports", "importing"):
        return None
    if sentence.lows[never + 1] in ("more", "less", "fewer", "plan", "plans", "intention", "need"):
        return None  # "no more than 60% of supplies", "no plan to curb"
    if not any(low in wordlist("parts: modal") for low in before):
        return None
    return "in_force", "context", "plain", never, flow, min(last, flow + 2)


def _on_papers(sentence: Sentence, flow: int) -> _Told | None:
    """ "a permit is needed to ship", "subject to authorisation when sold abroad": a flow that depends on papers."""
    first, last = _span(sentence, flow)
    papers = wordlist("frames: papers")
    at = min((n for n in range(first, last) if sentence.lows[n] in papers), key=lambda n: abs(n - flow), default=None)
    if at is None:
        return None
    needed = wordlist("parts: needed")
    if not any(low in needed for low in sentence.lows[first:last]):
        return None
    return "in_force", "context", "plain", min(at, flow), at, max(at, flow) + 1
