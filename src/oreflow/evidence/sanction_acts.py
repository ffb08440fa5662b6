"""Sanctions told by what is done to firms and people: listed, blacklisted, frozen out, barred, and let off again."""

from __future__ import annotations

from functools import cache

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.measure_roles import condition_applies, status_on
from oreflow.evidence.phrases import condition, condition_range, moment, tail
from oreflow.evidence.sanctions import context_struck, struck, struck_goods
from oreflow.evidence.scene import BREAKS, SUBORDINATORS, Scene, Sentence
from oreflow.evidence.sides import by_agent, has_firm_subject, left_states, subjects
from oreflow.evidence.status import from_verb
from oreflow.evidence.verbs import Verb, inflections, verb_at
from oreflow.evidence.wordlists import wordlist

_ACTS = ("strike", "list", "put", "take", "freeze", "hit", "bar")
_REACH = 18  # tokens from the verb to the list, the assets or the trade that it speaks of


@cache
def _acts() -> dict[str, str]:
    """Every form of the verbs of ``words.csv`` with the act it may tell."""
    return {
        form: act for act in reversed(_ACTS) for word in wordlist(f"sanctions: to {act}") for form in inflections(word)
    }


def sanction_acts(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """The sanctions that verbs of a sentence tell, from the left."""
    found: list[Candidate] = []
    acts = _acts()
    for v, low in enumerate(sentence.lows):
        act = acts.get(low)
        if act is None or sentence.covered.get(v) is not None or sentence.lows[v - 1 : v] == ("-",):
            continue
        end = _told_until(sentence, act, v)
        if end <= v:
            continue
        candidate = _candidate(scene, sentence, act, v, end, earlier)
        if candidate is not None and not any(c.actor == candidate.actor for c in found):
            found.append(candidate)
    return found


def _told_until(sentence: Sentence, act: str, v: int) -> int:
    """Where the phrase of a sanction with its verb at ``v`` ends; 0 where the words around tell none."""
    lows = sentence.lows
    right = _clause_end(sentence, v)
    if act == "strike":
        return right if _is_verb(sentence, v) and _hits_somebody(sentence, v, right) else 0
    if act == "list":
        known = set(lows[max(0, v - 4) : v]) & wordlist("sanctions: who lists") or lows[v + 1 : v + 2] == ("for",)
        known = known or sentence.has(*wordlist("sanctions: context")) or _organ(sentence, v)
        on_exchange = lows[v + 1 : v + 2] in (("on",), ("at",), ("in",), ("as",))
        return right if known and not on_exchange and _is_verb(sentence, v) and _parties(sentence, v, right) else 0
    if act in ("put", "take"):
        leads = ("on", "to", "onto", "in", "under") if act == "put" else ("from", "off", "of")
        return _on_list(sentence, v, right, leads)
    if act == "freeze":
        return right if set(lows[v + 1 : v + 6]) & wordlist("sanctions: assets") or _assets_frozen(sentence, v) else 0
    if act == "hit":
        n = next((n for n in range(v + 1, min(right, v + _REACH)) if lows[n] in ("with", "by", "under")), None)
        told = n is not None and set(lows[n : n + 5]) & wordlist("sanctions: nouns")
        return right if told else 0
    return right if _barred(sentence, v, right) else 0


def _organ(sentence: Sentence, v: int) -> bool:
    """Whether an office of a state stands before a verb."""
    return any(m.kind == "agency" and m.j <= v for m in sentence.states())


def _clause_end(sentence: Sentence, v: int) -> int:
    """The end of the clause of a verb, across the commas of a list of names."""
    lows = sentence.lows
    n = v + 1
    while n < len(lows) and n - v < 40 and lows[n] not in SUBORDINATORS and (lows[n] not in BREAKS or lows[n] in "()"):
        n += 1
    return n


def _is_verb(sentence: Sentence, v: int) -> bool:
    """Whether the word at ``v`` is the verb: "the listed firm", "new sanctions" are none."""
    low, before = sentence.lows[v], sentence.lows[v - 1] if v else ""
    if any(verb.i == v for verb in sentence.verbs):
        return True
    if low.endswith(("ed", "ing")):
        return before not in ("a", "the", "an", "its", "their", "publicly", "newly", "of", "-")
    return before in ("to", "will", "would", "may", "could", "might", "also", "and") or (
        low.endswith("s") and v > 0 and sentence.covered.get(v - 1) is not None
    )


def _parties(sentence: Sentence, i: int, j: int) -> bool:
    """Whether firms or people are spoken of between two tokens."""
    return bool(set(sentence.lows[i:j]) & wordlist("sanctions: parties"))


def _hits_somebody(sentence: Sentence, v: int, right: int) -> bool:
    """ "blacklisted two traders", "Alrosa was sanctioned by"; "designated as a strategic project" is honour."""
    lows = sentence.lows
    if lows[v].startswith("designat"):
        honoured = "as" in lows[v + 1 : v + 12] or set(lows[v : right + 1]) & wordlist("sanctions: honours")
        known = _organ(sentence, len(lows)) or sentence.has(*(wordlist("sanctions: context") - {lows[v]}))
        return not honoured and known and _parties(sentence, max(0, v - 14), right)
    if lows[v].startswith("penal"):
        return _parties(sentence, max(0, v - 10), right) or "anyone" in lows[v : v + 3]
    if _parties(sentence, max(0, v - 14), right):
        return True
    agent = lows[v].endswith("ed") and lows[v + 1 : v + 2] == ("by",)
    return agent or (v + 1 < len(lows) and sentence.tokens[v + 1].text[0].isupper())


def _on_list(sentence: Sentence, v: int, right: int, leads: tuple[str, ...]) -> int:
    """Where "on its entity list", "from the blacklist", "under sanctions" ends that a verb at ``v`` leads to."""
    lows = sentence.lows
    for n in range(v + 1, min(right, v + _REACH)):
        if lows[n] not in leads:
            continue
        for m in range(n + 1, min(len(lows), n + 9)):
            if lows[m] in wordlist("sanctions: lists") or (
                lows[m] in wordlist("sanctions: nouns") and leads[0] == "on" and lows[n] in ("under", "on")
            ):
                return m + 1 if m - n < 3 or lows[m] not in wordlist("sanctions: nouns") else 0
            if lows[m] in ("list", "lists", "register", "roster"):
                goods_only = any(v < g.i < n for g in sentence.goods()) and not _parties(sentence, max(0, v - 12), n)
                told = set(lows[n:m]) & wordlist("sanctions: of such lists") or _parties(sentence, max(0, v - 12), n)
                return m + 1 if told and not goods_only else 0
            if lows[m] in leads or lows[m] in (",", ";"):
                break
    if leads[0] == "from" and set(lows[v + 1 : v + 12]) & {"sanctions"} and lows[v] in ("freed", "released"):
        return right
    return 0


def _assets_frozen(sentence: Sentence, v: int) -> bool:
    """ "their assets were frozen", "all property is blocked"."""
    lows = sentence.lows
    return lows[v].endswith(("en", "ed")) and bool(set(lows[max(0, v - 14) : v]) & wordlist("sanctions: assets"))


def _barred(sentence: Sentence, v: int, right: int) -> bool:
    """ "barred fifteen American firms from trading": firms of another state kept from doing business."""
    lows = sentence.lows
    n = next((n for n in range(v + 1, min(right, v + 14)) if lows[n] == "from"), None)
    if n is None and sentence.kind in ("title", "heading"):  # "Tokyo bars seven Russian arms makers"
        owner = next((m for m in sentence.states() if v < m.i <= v + 4), None)
        return owner is not None and bool(set(lows[owner.j : owner.j + 3]) & wordlist("sanctions: firms"))
    if n is None or not set(lows[n + 1 : n + 5]) & wordlist("sanctions: doing business"):
        return False
    i = v if n - v > 2 else max(0, v - 10)
    owned = any(i <= m.i < n for m in sentence.states())
    return owned and bool(set(lows[i:n]) & wordlist("sanctions: firms"))


def _candidate(
    scene: Scene, sentence: Sentence, act: str, v: int, end: int, earlier: list[Candidate]
) -> Candidate | None:
    verb = verb_at(sentence.tokens, sentence.verbs, v)
    if_from, if_to = condition_range(sentence)
    if if_from <= v < if_to:
        return None
    lows = sentence.lows
    passive = verb.passive or "by" in lows[v + 1 : v + 3] or (act == "put" and _nothing_put(sentence, v))
    actor, own = _striker(scene, sentence, verb, passive, end, earlier)
    if actor is None:
        return None
    i, j = (_subject_start(sentence, verb), v) if passive else (v, max(end, tail(sentence, v + 1)))
    aims = struck(sentence, actor, i, j)
    if passive and not aims:
        aims = struck(sentence, actor, v, max(end, tail(sentence, v + 1)))
    own_aims = bool(aims)
    aims = aims or context_struck(scene, sentence, actor, earlier)
    if not aims and not own:
        return None
    conditional = condition(scene, sentence, v)
    status, effect = from_verb(verb, condition_applies(sentence, conditional, v))
    if act == "take":
        status, effect = ("possible" if status == "possible" else "eased"), "ease"
    if status == "denied" and effect is None and not own_aims:
        return None
    date, effective = moment(scene, sentence, v, min(i, verb.start), end, status == "announced")
    named = struck_goods(scene, sentence, i, j)
    if "control" in lows[v:end] and any(m.value == "dual-use goods" for m in sentence.goods()):
        named = ["dual-use goods"]  # what those on an export control list may no longer be sold
    return Candidate(
        "sanction",
        status_on(scene, status, date, effective),
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, min(i, verb.start), end),
        "sanction-act",
        0.7 if own and own_aims else 0.55,
        True,
        date=date,
        effect=effect,
        own_goods=bool(named),
        own_actor=own,
        condition=conditional if status == "threatened" else None,
    )


def _nothing_put(sentence: Sentence, v: int) -> bool:
    """ "Two traders added to the list", "placed on": a participle whose object stands before it."""
    return sentence.lows[v + 1] in ("on", "to", "under") and sentence.lows[v] not in ("put", "puts", "adds")


def _subject_start(sentence: Sentence, verb: Verb) -> int:
    """Where the subject of a passive may begin: at the break before it, across commas."""
    n = verb.start
    while n > 0 and verb.start - n < 24 and sentence.lows[n - 1] not in (";", ":", "—", "that", "while", "after"):
        n -= 1
    return n


def _striker(
    scene: Scene, sentence: Sentence, verb: Verb, passive: bool, end: int, earlier: list[Candidate]
) -> tuple[str | None, bool]:
    """The state that strikes: subject, agent, the owner of the list, else the last to strike before."""
    lows = sentence.lows
    if passive:
        agent = by_agent(sentence, verb.i, max(end, verb.i + 14))
        if agent is not None:
            return agent, True
        owner = next((m.value for m in sentence.states() if verb.i < m.i < end and m.value), None)
        if owner is not None and set(lows[verb.i : end]) & wordlist("sanctions: lists"):
            return owner, True
        organ = next((m.value for m in sentence.states() if m.kind == "agency"), None)
        if organ is not None:
            return organ, True
    else:
        if not left_states(sentence, verb.start):
            if "treasury" in lows[max(0, verb.start - 4) : verb.start]:
                return "USA", True
            if has_firm_subject(sentence, verb):
                return None, False
        states = subjects(scene, sentence, verb)
        if states and any(m.value == states[0] for m in sentence.states()):
            return states[0], True
        if states and "to" not in lows[max(0, verb.i - 2) : verb.i]:
            return states[0], False
    last = next((c.actor for c in reversed(earlier[-30:]) if c.kind == "sanction" and c.actor), None)
    if last is not None:
        return last, False
    return next(((s, False) for s in scene.title_states if s in wordlist("sanctions: who strikes")), (None, False))
