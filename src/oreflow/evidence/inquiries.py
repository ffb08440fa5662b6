"""Inquiries of a state into trade: Section 232 and 301, anti-dumping, countervailing and safeguard cases, reviews."""

from __future__ import annotations

from collections.abc import Sequence

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.objects import goods, recent_goods
from oreflow.evidence.phrases import clause, moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import context_states, subjects, targets
from oreflow.evidence.status import governing
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

INQUIRY_NOUNS = wordlist("inquiries: nouns")
_CUES = wordlist("inquiries: cues of trade")
_NEAR = 4  # sentences back in which the case stands that a sentence goes on about
_REMEDIES = ("dumping", "antidumping", "subsidy", "countervailing", "301", "232")


def inquiries(scene: Scene, sentence: Sentence, k: int, earlier: Sequence[Candidate] = ()) -> list[Candidate]:
    """The inquiry that a noun at token ``k`` names; empty where it is a study, a review of a book, journalism."""
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    window = set(lows[max(0, start - 3) : min(len(lows), end + 12)])
    verb, _ = governing(sentence, start, k + 1, wordlist("inquiries: verbs"), 12)
    known = _told_before(scene, sentence, k, verb)
    if lows[k] in wordlist("inquiries: of a trade remedy only") and not window & set(_REMEDIES):
        return []
    outcome = lows[k] in wordlist("inquiries: outcomes")
    if outcome and not (set(lows) & set(_REMEDIES) and set(lows[start:k]) & {"preliminary", "final", "affirmative"}):
        return []
    if not window & (_CUES | wordlist("inquiries: of a remedy")) and not known and not _into_foreign_goods(sentence, k):
        return []
    formal = window & wordlist("inquiries: formal reviews") or (verb is not None and verb.classes & {"open"})
    if lows[k].startswith("review") and not formal:
        return []
    actor = _inquirer(scene, sentence, start, k, verb, known, window)
    if not actor:
        return []
    status, effect = _inquiry_status(verb, lows, k)
    if outcome:  # a preliminary finding leaves the case open, a final one that is made closes it
        ahead = sentence.has("yet", "due", "expected", "will", "scheduled", "until", "pending")
        status, effect = ("expired" if "final" in lows[start:k] and not ahead else "in_force"), None
    date, _ = moment(scene, sentence, verb.i if verb is not None else k, start, end, False)
    named = goods(sentence, start, end)
    if not named and known:
        named = recent_goods(scene, sentence, 4)
    if not named and window & {"232"}:
        named = [g for g in goods(sentence, k, len(lows)) if g in minerals()]
    aims = _inquired_into(sentence, k, end, actor)
    if not named or not aims:
        named, aims = _case_told(scene, sentence, k, actor, named, aims, earlier)
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return [
        Candidate(
            "investigation",
            status,
            actor,
            aims,
            named,
            sentence.number,
            scene.tokens_span(sentence, left_edge, min(end, k + 12)),
            "probe",
            0.75,
            verb is not None or status == "expired" or bool(window & {"232", "301"}),
            date=date,
            effect=effect,
            own_goods=bool(named),
        )
    ]


def _case_told(
    scene: Scene,
    sentence: Sentence,
    k: int,
    actor: str,
    named: list[str],
    aims: list[str],
    earlier: Sequence[Candidate],
) -> tuple[list[str], list[str]]:
    """What "the case", "the review" is about that does not say it: goods and states of the one told before."""
    into = sentence.lows[k + 1 : k + 2] in (("into",), ("of",), ("on",), ("against",), ("over",))
    if into and (named or not aims) and sentence.lows[k + 2 : k + 3] not in (("it",), ("them",), ("such",), ("these",)):
        return named, aims
    for c in reversed(earlier[-20:]):
        if c.kind in ("investigation", "tariff") and c.actor == actor and sentence.number - c.sentence <= _NEAR:
            if named and c.objects and not set(named) & set(c.objects):
                continue
            goods_told = [g for g in c.objects if g != "all goods"]
            return named or goods_told, aims or list(c.target)
    return named, aims


def _into_foreign_goods(sentence: Sentence, k: int) -> bool:
    """ "an investigation into Chinese magnets": goods of another state are what trade inquiries look into."""
    if sentence.lows[k + 1 : k + 2] not in (("into",), ("against",)):
        return False
    owner = next((m for m in sentence.states() if k + 2 <= m.i <= k + 4 and modifies(sentence, m)), None)
    return owner is not None and any(owner.j <= m.i <= owner.j + 2 for m in sentence.goods())


def _told_before(scene: Scene, sentence: Sentence, k: int, verb: Verb | None) -> bool:
    """ "the investigation", "the two probes" after a sentence on a trade remedy: the inquiry named there."""
    lows = sentence.lows
    if not (lows[k].startswith(("invest", "probe")) and k > 0 and verb is not None):
        return False
    if lows[k - 1] not in ("the", "two", "both", "these", "those"):
        return False
    before = scene.sentences[max(0, sentence.number - 5) : sentence.number]
    return any(cue in earlier.lows for earlier in before for cue in _REMEDIES)


def _inquirer(
    scene: Scene, sentence: Sentence, start: int, k: int, verb: Verb | None, known: bool, window: set[str]
) -> str:
    """The state that inquires; Sections 232 and 301 are American law."""
    if window & {"232", "301"}:
        return "USA"
    modifiers = [
        m
        for m in sentence.states()
        if start <= m.i and m.j <= k and (modifies(sentence, m) or m.value in ("USA", "EU"))
    ]
    if modifiers:
        return modifiers[0].value
    if verb is not None and verb.i < k:
        states = subjects(scene, sentence, verb)
        return states[0] if states else ""
    acting = [
        m.value
        for m in sentence.states()
        if m.j <= start and not oblique(sentence, m) and (m.kind in ("agency", "person") or not modifies(sentence, m))
    ] or [m.value for m in sentence.states() if m.j <= start and modifies(sentence, m) and sentence.has("'s", "’s")]
    if acting:
        return acting[-1] if len(set(acting)) == 1 else acting[0]
    if known or verb is not None:
        if "USA" in scene.title_states:
            return "USA"
        return next(iter(context_states(scene, sentence, start)), "")
    if "ustr" in window:
        return "USA"
    if not set(sentence.lows[start : k + 1]) & wordlist("inquiries: of a remedy"):
        return ""
    borne = {m.value for m in sentence.states()}  # here only those whose goods are looked into
    context = (*scene.title_states, *context_states(scene, sentence, start))
    return next((s for s in context if s not in borne), "")


def _inquired_into(sentence: Sentence, k: int, end: int, actor: str) -> list[str]:
    """Whose goods or conduct the inquiry is into: after "into", "of", or in its "whether" clause."""
    lows = sentence.lows
    aims = targets(sentence, k, end, actor, wordlist("inquiries: into whom"))
    if not aims and ("whether" in lows or "if" in lows):
        _, right = clause(sentence, k, min(len(lows), end + 12))
        aims = [
            m.value
            for m in sentence.states()
            if m.i > k and m.j <= right + 14 and m.value != actor and not oblique(sentence, m)
        ][:1]
    if not aims and lows[k + 1 : k + 2] == ("of",):
        aims = [m.value for m in sentence.states() if k < m.i <= k + 4 and m.value != actor][:1]
    return aims


def _inquiry_status(verb: Verb | None, lows: tuple[str, ...], k: int) -> tuple[str, str | None]:
    if "completion" in lows[max(0, k - 5) : k]:
        return "expired", None
    if verb is None:
        return "in_force", None
    if verb.mode == "possible" or verb.classes & {"consider"}:
        return "possible", None
    if verb.classes & {"expire"} and not verb.classes & {"open"}:
        if verb.mode == "past" and verb.lemma in ("complete", "conclude", "finish", "end", "close"):
            return "expired", None
        return "eased", "ease"
    if verb.classes & {"ease"} and not verb.classes & {"enact"}:
        return "eased", "ease"
    if verb.classes & {"suspend"}:
        return "suspended", "ease"
    if verb.mode in ("future",) or (verb.mode == "infinitive" and not verb.controller_classes & {"announce"}):
        return "announced", None
    return "in_force", None
