"""People of two states who see, call or visit each other: the verb tells it, no noun such as "talks" is needed."""

from __future__ import annotations

import itertools
from functools import cache

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.deal_parties import DEAL_NOUNS, states_listed
from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.objects import goods
from oreflow.evidence.phrases import condition_range, moment, tail
from oreflow.evidence.scene import BREAKS, SUBORDINATORS, Scene, Sentence, head_person, modifies, oblique, recent_pair
from oreflow.evidence.sides import has_firm_subject, left_states, subjects
from oreflow.evidence.verbs import Verb, inflections, verb_at
from oreflow.evidence.wordlists import wordlist

_EXPECTED = frozenset(("due", "expected", "awaited"))
_REACH = 12  # tokens after the verb in which a partner, a place or a length of time still belongs to it


@cache
def _forms(name: str) -> dict[str, str]:
    """All forms of the verbs of a list, each with its verb."""
    return {form: verb.split("/")[0] for verb in sorted(wordlist(name)) for form in inflections(verb)}


def encounters(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """Meetings that a verb tells: "X sat down with Y", "X and Y spoke for an hour", "X phoned Y", "X flies to Y"."""
    found: list[Candidate] = []
    openings = _openings()
    for k in [k for k, low in enumerate(sentence.lows) if low in openings]:
        low = sentence.lows[k]
        if low in _forms("encounters: together"):
            pair = _together(scene, sentence, k)
        elif low in _forms("encounters: somebody"):
            pair = _somebody(scene, sentence, k)
        elif low in _forms("encounters: travel"):
            pair = _travel(scene, sentence, k)
        elif low in _EXPECTED:
            pair = _expected(sentence, k)
        else:
            pair = _visit(sentence, k)
        if len(pair) > 1 and not any({c.actor, *c.target} == set(pair) for c in found):
            found.append(_candidate(scene, sentence, k, pair))
    return found


@cache
def _openings() -> frozenset[str]:
    """Every word that may tell an encounter."""
    verbs = [_forms(f"encounters: {sense}") for sense in ("together", "somebody", "travel")]
    return frozenset((*_EXPECTED, *wordlist("encounters: visits"), *verbs[0], *verbs[1], *verbs[2]))


def _candidate(scene: Scene, sentence: Sentence, k: int, pair: list[str]) -> Candidate:
    verb = verb_at(sentence.tokens, sentence.verbs, k)
    end = max(k + 1, tail(sentence, k + 1))
    status = _status(scene, sentence, verb)
    date, _ = moment(scene, sentence, k, verb.start, end, status == "announced")
    return Candidate(
        "meeting",
        status,
        pair[0],
        pair[1:],
        topic(sentence, k, end),
        sentence.number,
        scene.tokens_span(sentence, max(0, verb.start - 4), min(end, k + 12)),
        "encounter",
        0.6,
        True,
        date=date,
        own_actor=any(m.value == pair[0] for m in sentence.states()),
    )


def _status(scene: Scene, sentence: Sentence, verb: Verb) -> str:
    """Held, set or only possible; the present tense tells the future beside "next week" and in a diary."""
    lows = sentence.lows
    if_from, if_to = condition_range(sentence)
    if verb.negated:
        return "denied"
    if verb.mode == "possible" or if_from <= verb.i < if_to:
        return "possible"
    if verb.mode in ("future", "infinitive", "conditional") or lows[verb.i] in _EXPECTED:
        return "announced"
    if set(lows[max(0, verb.i - 3) : verb.i]) & {"planned", "upcoming", "next", "coming", "scheduled", "forthcoming"}:
        return "announced"
    if verb.form in ("past", "participle"):
        return "in_force"
    return "announced" if lies_ahead(scene, sentence, verb.i) else "in_force"


def lies_ahead(scene: Scene, sentence: Sentence, i: int) -> bool:
    """Whether the present tense at token ``i`` tells the future: "meets X next week", or a line of a diary."""
    near = sentence.lows[i : i + 16]
    if {"before", "until", "till"} & set(sentence.lows[max(0, i - 4) : i]):
        return True  # "before he sits down with X"
    if any(a == "next" and b in ("week", "month", "year", "monday") for a, b in itertools.pairwise(near)):
        return True
    titled = scene.sentences[0].lows if scene.sentences and scene.sentences[0].kind == "title" else ()
    return bool(set(titled) & {"diary", "calendar", "ahead", "agenda"})


def topic(sentence: Sentence, k: int, end: int) -> list[str]:
    """The minerals that people meet about: after "on", "over", "about", or wherever they are "on the agenda"."""
    lows = sentence.lows
    about = next((n for n in range(k, end) if lows[n] in wordlist("encounters: about")), end)
    if "agenda" in lows[k:] or k + 1 in sentence.covered:
        about, end = k, len(lows)
    return [g for g in goods(sentence, about, end) if g in minerals() and g != GENERIC]


def parties_left(scene: Scene, sentence: Sentence, verb: Verb) -> list[str]:
    """Who stands left of a verb: states named, or "the two leaders", "the teams" for the two last named."""
    lows, begin = sentence.lows, verb.start
    sides = wordlist("encounters: sides") | _people()
    first = begin
    while first > max(0, begin - 9) and lows[first - 1] not in BREAKS and lows[first - 1] not in SUBORDINATORS:
        first -= 1
    named = [m for m in sentence.states() if first <= m.i < begin]
    if not named and any(
        lows[n] in wordlist("encounters: both") and sides & set(lows[n + 1 : n + 5]) for n in range(first, begin)
    ):
        return known_pair(scene, sentence)
    opening = next((n for n, low in enumerate(lows[:3]) if low in wordlist("encounters: teams")), None)
    if opening is not None and opening + 1 >= begin and not any(m.i < begin for m in sentence.states()):
        return known_pair(scene, sentence)
    return list(dict.fromkeys((*left_states(sentence, begin), *_people_of(sentence, begin))))


def known_pair(scene: Scene, sentence: Sentence) -> list[str]:
    """ "the two leaders": those the title names, else those last named; never where they meet ("in London")."""
    places = {m.value for m in sentence.states() if oblique(sentence, m)}
    if len(scene.title_states) == 2 and not places & set(scene.title_states):
        return list(scene.title_states)
    before = scene.sentences[sentence.number - 1] if sentence.number else sentence
    return [s for s in recent_pair(scene, before) if s not in places]


def _people_of(sentence: Sentence, begin: int) -> list[str]:
    """ "ministers from Chile and Peru", "the trade ministers of A and B" right before the verb."""
    lows = sentence.lows
    for n in range(max(0, begin - 14), begin):
        if lows[n] in ("of", "from", "for") and any(low in _people() for low in lows[max(0, n - 2) : n]):
            return list(dict.fromkeys(states_listed(sentence, n + 1, begin)))
    return []


def _people() -> frozenset[str]:
    return wordlist("encounters: people")


def _together(scene: Scene, sentence: Sentence, k: int) -> list[str]:
    """ "sat down with", "spoke by phone", "spent two days hammering out": with a partner, or two who do it."""
    lows = sentence.lows
    if _no_encounter(sentence, k, _forms("encounters: together")[lows[k]]):
        return []
    verb = verb_at(sentence.tokens, sentence.verbs, k)
    if verb.mode == "progressive" and lows[k + 1 : k + 2] != ("in",):
        return []  # "are talking about a plant", "have been haggling over": what they bargain for is told elsewhere
    left = parties_left(scene, sentence, verb)
    right = _with(sentence, k)
    if not right:
        return left if len(left) > 1 else []
    if not left and (has_firm_subject(sentence, verb) or verb.mode == "progressive"):
        return []
    return _joined(left or subjects(scene, sentence, verb)[:1], right)


def _no_encounter(sentence: Sentence, k: int, verb: str) -> bool:
    """Whether a word is a noun here ("in talks", "the exchange of"), or its verb means something else."""
    lows = sentence.lows
    after = set(lows[k + 1 : k + 7])
    if lows[k] in ("talks", "lunch", "lunches", "exchange") or lows[k + 1 : k + 2] == ("of",):
        return True
    if k and lows[k - 1] in ("the", "a", "an", "'s", "’s", "of", "in", "into"):
        return True
    if verb == "gather" and k and lows[k - 1] in _people():
        return True  # "leaders gathered in Kananaskis launched"
    needs = {"sit": {"down", "together"}, "exchange": {"views"}, "spend": wordlist("encounters: times")}
    if verb in needs and not after & needs[verb]:
        return True
    if verb == "meet" and after & wordlist("encounters: met by supply"):
        return True
    return verb in ("negotiate", "haggle", "bargain") and bool(after & DEAL_NOUNS)  # a deal under negotiation


def _joined(left: list[str], right: list[str]) -> list[str]:
    return list(dict.fromkeys((*left, *right))) if left else []


def _with(sentence: Sentence, k: int) -> list[str]:
    """The states after "with" or "to" that follows the verb at ``k``: "spoke for an hour with Japan's premier"."""
    lows = sentence.lows
    for n in range(k + 1, min(len(lows), k + _REACH)):
        if lows[n] in BREAKS or lows[n] in SUBORDINATORS or lows[n] in (",", "that"):
            return []
        if lows[n] == "with" or (lows[n] == "to" and _forms("encounters: together")[lows[k]] in ("speak", "talk")):
            listed = _persons(sentence, n + 1)
            if listed:
                return listed
            host = next((m for m in sentence.states() if n < m.i <= n + 6 and lows[m.i - 1] == "in"), None)
            someone = n + 1 < len(lows) and sentence.tokens[n + 1].text[0].isupper()
            return [host.value] if host is not None and someone else []  # "with Delcy Rodríguez in Caracas"
    return []


def _persons(sentence: Sentence, i: int) -> list[str]:
    """The states whose people are named from token ``i`` on; a nationality counts only before its people."""
    listed = states_listed(sentence, i, len(sentence.lows))
    return [
        s for s in dict.fromkeys(listed) if any(names_people(sentence, m) for m in sentence.states() if m.value == s)
    ]


def names_people(sentence: Sentence, m: Mention) -> bool:
    """A person, an organ, a state by itself, or "Chinese officials": not "Chinese supply"."""
    if m.kind in ("person", "agency") or not modifies(sentence, m) or head_person(sentence, m):
        return True
    return any(low in _people() for low in sentence.lows[m.j : m.j + 5])


def _somebody(scene: Scene, sentence: Sentence, k: int) -> list[str]:
    """ "phoned the Chinese premier", "received Mr Ferracci", "hosted a delegation from Seoul"."""
    lows = sentence.lows
    if k and lows[k - 1] in ("the", "a", "an", "'s", "’s", "of", "no", "for", "on", "by", "phone"):
        return []
    verb = verb_at(sentence.tokens, sentence.verbs, k)
    seen: list[str] = []
    for m in sentence.states():
        if not k < m.i <= k + 8 or any(low in BREAKS or low in SUBORDINATORS or low == "," for low in lows[k : m.i]):
            continue
        people = m.kind == "person" or any(low in _people() for low in (*lows[k + 1 : m.i], *lows[m.j : m.j + 5]))
        if people and lows[m.i - 1] not in ("in", "at", "near", "on") and not {"by", "as"} & set(lows[k : m.i]):
            seen.append(m.value)
    if not seen or verb.passive:
        return []
    left = left_states(sentence, verb.start)
    if not left and has_firm_subject(sentence, verb):
        return []
    left = left or (subjects(scene, sentence, verb)[:1] if k <= 6 or verb.start != k else [])
    return _joined(left[:1], [s for s in dict.fromkeys(seen) if s not in left[:1]])


def _place_after(sentence: Sentence, k: int, leads: tuple[str, ...]) -> Mention | None:
    """The state that a journey told at ``k`` goes to."""
    lows = sentence.lows
    for m in sentence.states():
        near = k < m.i <= k + 5 and m.kind == "place" and not modifies(sentence, m) and lows[m.i - 1] in leads
        if near and not any(low in (",", *BREAKS) for low in lows[k : m.i]):
            return m
    return None


def _travel(scene: Scene, sentence: Sentence, k: int) -> list[str]:
    """ "flew to Caracas to sound out", "will travel to Beijing": a person or minister of one state goes to another."""
    place = _place_after(sentence, k, ("to", "for", "in"))
    if place is None:
        return []
    verb = verb_at(sentence.tokens, sentence.verbs, k)
    travellers = [
        m
        for m in sentence.states()
        if m.i < k and not oblique(sentence, m) and m.value != place.value and _traveller(sentence, m)
    ]
    purpose = set(sentence.lows[place.j : place.j + 9]) & wordlist("encounters: purposes")
    aside = bool({"who", "which"} & set(sentence.lows[max(0, verb.start - 1) : k]))
    if not travellers or not (purpose or (travellers[-1].kind == "person" and not aside)):
        return []
    left = [s for s in left_states(sentence, verb.start) if s != place.value]
    return _joined(left[:1], [place.value])


def _traveller(sentence: Sentence, m: Mention) -> bool:
    return m.kind == "person" or (m.kind == "place" and head_person(sentence, m)) or names_people(sentence, m)


def _expected(sentence: Sentence, k: int) -> list[str]:
    """ "a delegation from Beijing is due in Brussels", "Peru's president is expected in Seoul"."""
    place = _place_after(sentence, k, ("in", "at", "to"))
    if place is None or not set(sentence.lows[:k]) & (_people() | {"president"}):
        return []
    before = [m for m in sentence.states() if m.i < k and m.value != place.value]
    return [before[-1].value, place.value] if before else []


def _visit(sentence: Sentence, k: int) -> list[str]:
    """ "a visit to Seoul by Wang Wentao", "Li's trip to Canberra", "a call between Trump and Xi"."""
    lows = sentence.lows
    place = _place_after(sentence, k, ("to", "in"))
    if place is None:
        return []
    by = next((n for n in range(place.j, min(len(lows), place.j + 4)) if lows[n] == "by"), None)
    if by is not None:
        guests = _persons(sentence, by + 1)[:1]
    else:  # only a ruler's or minister's own: a firm's or a writer's trip is none
        guests = [
            m.value
            for m in sentence.states()
            if k - 5 <= m.i and m.j <= k and modifies(sentence, m) and (m.kind == "person" or head_person(sentence, m))
        ][:1]
    return _joined(guests, [place.value]) if guests and guests[0] != place.value else []
