"""Meetings and talks between states on trade: who with whom, held, set or only possible."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.deal_parties import DEAL_NOUNS, states_listed
from oreflow.evidence.encounters import known_pair, lies_ahead, names_people, topic
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.objects import goods, recent_goods
from oreflow.evidence.phrases import condition_range, moment, np_start, tail
from oreflow.evidence.scene import BREAKS, Scene, Sentence, recent_pair
from oreflow.evidence.sides import context_states, left_states, subjects, visited
from oreflow.evidence.status import governing
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

TALK_NOUNS = wordlist("meetings: nouns")
_CALLS = frozenset(("call", "calls", "round", "session", "conversation", "conversations"))


def talks(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    """ "trade talks with China", "a meeting between Trump and Xi", "bilateral meetings with A and B"."""
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    if lows[k] in _CALLS and not (
        {"between", "with"} & set(lows[k + 1 : k + 4])
        or {"phone", "telephone", "video"} & set(lows[max(0, k - 2) : k])
        or len({m.value for m in sentence.states() if start <= m.i < k}) > 1
    ):
        return []  # "a call for tenders", "a round of funding"
    towards = lows[k] in ("talks", "negotiations", "discussions") and bool(
        set(lows[k + 1 : k + 10]) & wordlist("meetings: towards a deal")
    )
    if towards and set(lows[k + 1 : k + 10]) & DEAL_NOUNS:
        return []  # talks towards a deal are the deal under negotiation
    verb, _ = governing(sentence, start, k + 1, wordlist("meetings: verbs"), 12)
    pair, between = _pair(scene, sentence, k, (start, end), verb)
    if not pair:
        return []
    status = _meeting_status(sentence, start, verb, lows[k] in _CALLS)
    date, _ = moment(scene, sentence, k, start, end, status == "announced")
    topic = talked_about(sentence, start, k, end)
    tour = set(pair[1:]) <= set(visited(sentence).values())  # one journey through all of them
    groups = [pair[1:]] if between or tour or not lows[k].endswith("s") else [[p] for p in pair[1:]]
    if towards:
        topic = topic or recent_goods(scene, sentence, 2)
        firms = any(low in wordlist("sides: firm words") and low not in minerals() for low in lows[k + 1 : end])
        if firms or status == "denied" or not any(g in minerals() for g in topic):
            return []
        status = "possible" if verb is not None and verb.mode == "possible" else "under_negotiation"
    return [
        Candidate(
            "deal" if towards else "meeting",
            status,
            pair[0],
            group,
            topic,
            sentence.number,
            scene.tokens_span(sentence, start, max(k + 1, min(end, k + 8))),
            "talks",
            0.55,
            towards or verb is not None,
            date=date,
            own_goods=bool(topic),
        )
        for group in groups
    ]


def _pair(
    scene: Scene, sentence: Sentence, k: int, phrase: tuple[int, int], verb: Verb | None
) -> tuple[list[str], bool]:
    """Who talks, the protagonist first, and whether all of them talk with each other ("between")."""
    lows = sentence.lows
    start, end = phrase
    people = list(dict.fromkeys(m.value for m in sentence.states() if start <= m.i and m.j <= k))
    others, between = _partners(scene, sentence, k, end)
    if not others and not people:
        others = list(dict.fromkeys(visited(sentence).values()))  # "will visit Chile and Peru for talks"
    acting = subjects(scene, sentence, verb) if verb is not None and verb.i < k and not others else []
    if not others and len(people) < 2 and len(acting) < 2:
        both = left_states(sentence, start)
        acting = both if len(both) == 2 else _lasting(scene, sentence, start)
    if len(acting) >= 2 and len(people) < 2:
        people = acting[:2]
    if len({*people, *others}) < 2 and not others and not people:
        return [], False
    if lows[k] == "summit" and len({*people, *others}) != 2:
        return [], False
    lead: list[str] = []
    if between or len(people) >= 2:
        pair = list(dict.fromkeys([*people, *others]))
    else:
        lead = [
            s
            for s in (
                *people,
                *(subjects(scene, sentence, verb) if verb is not None else []),
                *context_states(scene, sentence, start),
                *scene.ranked[:1],
            )
            if s not in others
        ][:1]
        pair = [*lead, *others]
    return (pair, between) if len(pair) > 1 else ([], False)


def _lasting(scene: Scene, sentence: Sentence, start: int) -> list[str]:
    """ "after two days of talks in London": of the two the sentence names, else of the two of the report."""
    if not {"day", "days", "hours", "weeks", "round"} & set(sentence.lows[max(0, start - 3) : start]):
        return []
    here = list(dict.fromkeys(m.value for m in sentence.states() if names_people(sentence, m) and m.i < start))
    return here if len(here) == 2 else known_pair(scene, sentence)


def _partners(scene: Scene, sentence: Sentence, k: int, end: int) -> tuple[list[str], bool]:
    """The states that talks at token ``k`` are with or between."""
    lows = sentence.lows
    others: list[str] = []
    between = False
    apart = next((n for n in range(end, min(len(lows), end + 9)) if lows[n] == "between"), end)
    for n in (*range(k, end), *range(apart, min(apart + 1, len(lows)))):  # "talks on ... are under way between"
        if lows[n] in ("with", "between", "among") or (n == k + 1 and lows[n] == "of"):
            others.extend(states_listed(sentence, n + 1, len(lows)))
            between = between or lows[n] not in ("with", "of")
            if lows[n] == "between" and any(low in ("two", "both") for low in lows[n : n + 4]) and not others:
                others.extend(recent_pair(scene, sentence))
    return list(dict.fromkeys(others)), between


def talked_about(sentence: Sentence, start: int, k: int, end: int) -> list[str]:
    """The minerals that talks at token ``k`` are on: "talks over rare earths", "copper talks with Chile"."""
    lows = sentence.lows
    found = [g for g in goods(sentence, start, k) if g in minerals()]
    raised = next((n for n in range(k) if lows[n] in ("up", "discuss", "raise") and k - n < 12), None)
    if raised is not None and not found:  # "take up the rare earth measures in talks"
        found = [g for g in goods(sentence, raised, k) if g in minerals()]
    about = next((n for n in range(k + 1, end) if lows[n] in ("on", "over", "about", "regarding", "concerning")), end)
    return found or [g for g in goods(sentence, about, end) if g in minerals()]


def _meeting_status(sentence: Sentence, start: int, verb: Verb | None, called: bool) -> str:
    """Held, set or only possible; a phone call that is ``called`` one without more has taken place."""
    if verb is not None and (verb.negated or verb.classes & {"deny"}):
        return "denied"
    if verb is not None and verb.mode == "possible":
        return "possible"
    if any(low in ("renewed", "possible", "potential") for low in sentence.lows[max(0, start - 2) : start + 3]):
        return "possible"
    if verb is not None and verb.form in ("past", "participle") and verb.mode == "past":
        return "in_force"
    if any(v.mode in ("future", "infinitive", "conditional") for v in sentence.verbs) or sentence.has(
        "ahead",
        "upcoming",
        "planned",
        "prior",
        "scheduled",
        "looming",
        "expected",
        "set",
        "plans",
        "include",
        "includes",
        "will",
        "before",
    ):
        return "announced"
    return (
        "in_force"
        if verb is not None
        or called
        or sentence.has("began", "held", "concluded", "ended", "after", "following", "during")
        else "announced"
    )


def meets(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "Trump will meet Japanese Prime Minister ...", "met with", "received the leaders of"."""
    lows = sentence.lows
    k = verb.i + 1
    if verb.lemma != "meet" and not any(
        low in ("president", "minister", "leaders", "leader", "premier", "chancellor") for low in lows[k : k + 8]
    ):
        return None
    if verb.lemma == "visit":
        return None
    if k < len(lows) and lows[k] == "with":
        k += 1
    end = min(len(lows), k + 14)
    others = _met(sentence, k, end)
    acting = subjects(scene, sentence, verb)
    crowd = bool(others) and _of_many(sentence, verb.start - 8, verb.start)
    if crowd:
        acting, others = others[:1], []  # "the leaders of the five states met the President"
    elif acting and not others and _of_many(sentence, k, k + 9):
        crowd, acting = True, acting[:1]
    others = [s for s in dict.fromkeys(others) if s not in acting[:1]]
    if not others and not crowd:
        if len(acting) < 2:
            return None
        acting, others = acting[:1], acting[1:]
    if not acting:
        return None
    if_from, if_to = condition_range(sentence)
    if verb.negated:
        status = "denied"
    elif verb.mode == "possible" or (if_from <= verb.i < if_to and lows[if_from] != "unless"):
        status = "possible"
    elif verb.mode in ("future", "infinitive", "conditional"):
        status = "announced"
    else:
        told = verb.form in ("past", "participle") or not lies_ahead(scene, sentence, verb.i)
        status = "in_force" if told else "announced"
    date, _ = moment(scene, sentence, verb.i, verb.start, end, status == "announced")
    return Candidate(
        "meeting",
        status,
        acting[0],
        others,
        topic(sentence, verb.i, max(verb.i + 1, tail(sentence, verb.i + 1))),
        sentence.number,
        scene.tokens_span(sentence, verb.start, min(end, verb.i + 8)),
        "meets",
        0.7,
        True,
        date=date,
    )


def _met(sentence: Sentence, k: int, end: int) -> list[str]:
    """The states whose people are met, named from token ``k`` on."""
    lows = sentence.lows
    others: list[str] = []
    for m in sentence.states():
        if m.i and lows[m.i - 1] in ("in", "at", "near"):
            continue  # where they meet
        if not others and _of_office(sentence, k, m.i):
            others.append(m.value)
            continue
        if k <= m.i <= k + 3 or (
            others and m.i < end and lows[m.i - 1] in ("and", ",", "president", "minister", "prime")
        ):
            if others and any(low in BREAKS or low in ("in", "at", "on", "to") for low in lows[k : m.i]):
                break
            if names_people(sentence, m):
                others.append(m.value)
    return others


def _of_office(sentence: Sentence, k: int, i: int) -> bool:
    """ "met Ana Silva, deputy minister of energy in the Chilean": a name, its office, then the state."""
    lows = sentence.lows
    comma = next((n for n in range(k + 1, min(k + 5, len(lows))) if lows[n] == ","), None)
    if comma is None or not comma < i <= comma + 20:
        return False
    name = all(t.text[0].isupper() for t in sentence.tokens[k:comma])
    office = set(lows[comma + 1 : comma + 5]) & wordlist("doers: offices")
    return (
        name
        and bool(office)
        and not any(low in BREAKS for low in lows[comma + 1 : i])
        and not any(comma < verb.i < i and verb.form in ("past", "present") for verb in sentence.verbs)
    )


def _of_many(sentence: Sentence, i: int, end: int) -> bool:
    """ "the leaders of the five states": people of states that are only counted, in tokens ``i`` up to ``end``."""
    lows = sentence.lows
    many = wordlist("meetings: many states")
    return any(
        lows[n] in many
        and n not in sentence.covered
        and bool({"of", "from"} & set(lows[max(0, n - 5) : n]))
        and not {"two", "both"} & set(lows[max(0, n - 5) : n])
        for n in range(max(0, i), min(end, len(lows)))
    )
