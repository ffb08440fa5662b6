"""What states agree, buy, investigate and talk about: deals, purchases, inquiries and meetings."""

from __future__ import annotations

from dataclasses import replace

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.deals import DEAL_NOUNS, deals_by_noun, states_listed
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.objects import chain_goods, goods, recent_goods
from oreflow.evidence.phrases import clause, condition, moment, np_start, tail
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies, oblique, recent_pair
from oreflow.evidence.sides import context_states, has_firm_subject, subjects, targets
from oreflow.evidence.status import governing
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_PROBE = wordlist("pacts: probe")


_PROBE_CUES = wordlist("pacts: probe cues")


_TALK_NOUNS = wordlist("pacts: talk nouns")


_TALK_CUES = wordlist("pacts: talk cues")


def find_pacts(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """All candidates for deals, purchases, inquiries and meetings in a sentence."""
    found: list[Candidate] = []
    done_until = -1
    for k, low in enumerate(sentence.lows):
        if k < done_until:
            continue
        if low in DEAL_NOUNS:
            found.extend(deals_by_noun(scene, sentence, k))
            done_until = k + 3
        elif low in _PROBE:
            found.extend(_probe(scene, sentence, k))
        elif low in _TALK_NOUNS:
            found.extend(_talks(scene, sentence, k))
        elif low in wordlist("pacts: in find pacts"):
            if set(sentence.lows[max(0, k - 4) : k]) & wordlist("pacts: bars"):
                continue
            candidate = _purchase(scene, sentence, k)
            if candidate is not None and not any(
                c.kind == "purchase" and c.objects == candidate.objects for c in found
            ):
                found.append(candidate)
                found.extend(_further_lots(sentence, k, candidate))
    for verb in sentence.verbs:
        if verb.lemma in ("meet", "receive", "host", "visit"):
            candidate = _meets(scene, sentence, verb)
            if candidate is not None:
                found.append(candidate)
    return found


def _purchase(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
    lows = sentence.lows
    end = tail(sentence, k + 1)
    start = np_start(sentence, k)
    named = chain_goods(sentence, k + 1, end) or goods(sentence, k, min(end, k + 9)) or goods(sentence, start, k)
    if not named or set(lows[k + 1 : k + 9]) & wordlist("pacts: paper"):
        return None
    verb = next((v for v in sentence.verbs if v.i == k), None)
    nominal = verb is None
    if verb is None:
        verb, side = governing(
            sentence,
            start,
            k + 1,
            wordlist("pacts: purchase verbs"),
            12,
        )
        if side == "right":
            verb = None
    named = [g for g in named if g != "all goods"]
    if not named:
        return None
    modifiers = [m for m in sentence.states() if start <= m.i and m.j <= k and modifies(sentence, m)]
    if modifiers and nominal:
        actor = modifiers[0].value
    elif verb is not None:
        if has_firm_subject(sentence, verb):
            return None
        states = subjects(scene, sentence, verb)
        actor = states[0] if states else ""
    else:
        return None
    if not actor:
        return None
    aims = [m.value for m in sentence.states() if m.i > k and m.j <= end + 1 and m.value != actor][:1]
    if not aims:
        aims = [m.value for m in sentence.states() if start <= m.i < k and m.value != actor][:1]
    if not aims and actor in scene.title_states and len(scene.title_states) == 2:
        aims = [s for s in scene.title_states if s != actor]
    status, effect = _purchase_status(sentence, verb, k)
    mass = next((a for a in sentence.amounts if a.kind == "mass" and a.i >= start - 6), None)
    money = next(
        (a for a in sentence.amounts if a.kind == "money" and a.unit == "USD" and start - 6 <= a.i <= end + 8), None
    )
    public = any(m.kind == "agency" and m.value == actor for m in sentence.states())
    if not aims and not mass and not (money and public) and not public and not lows[max(0, k - 2) : k].count("resume"):
        return None
    date, _ = moment(scene, sentence, k, start, end, status == "announced")
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return Candidate(
        "purchase",
        status,
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, left_edge, end),
        "purchase",
        0.7,
        True,
        value=money.value if money else None,
        quantity=Quantity(mass.value, mass.unit) if mass else None,
        date=date,
        effect=effect,
        condition=condition(scene, sentence, k) if status == "possible" else None,
    )


def _further_lots(sentence: Sentence, k: int, first: Candidate) -> list[Candidate]:
    """Each quantity of one promise is a lot of its own: "12 million tonnes this year and 25 million in each of
    the next three"."""
    masses = [a for a in sentence.amounts if a.kind == "mass" and a.i > k]
    lots = []
    for mass in masses[1:]:
        when = next((w for w in sentence.whens if w.i >= mass.j and w.value), None)
        unit = "t/yr" if "each" in sentence.lows[mass.j : mass.j + 4] else mass.unit
        lots.append(replace(first, quantity=Quantity(mass.value, unit), date=when.value if when else None, mentions=[]))
    return lots


def _purchase_status(sentence: Sentence, verb: Verb | None, k: int) -> tuple[str, str | None]:
    if verb is None or "resumption" in sentence.lows[max(0, k - 4) : k]:
        return "under_negotiation", None
    if any(
        v.lemma in ("persuade", "convince", "press", "urge", "push", "seek", "want", "ask", "hope", "expect")
        for v in sentence.verbs
        if v.i < verb.i
    ):
        return "under_negotiation", None
    if verb.mode == "possible" or {"may", "might", "could"} & set(sentence.lows[max(0, verb.i - 5) : verb.i]):
        return "possible", None
    if verb.classes & {"suspend", "block"} and verb.lemma not in ("resume", "order"):
        return "suspended", None
    if verb.negated:
        return ("suspended" if verb.mode in ("past", "present") else "denied"), None
    if verb.mode in ("future", "infinitive", "conditional", "base") or verb.controller:
        return "announced", None
    if verb.mode == "progressive":
        return "possible" if sentence.has("may", "could", "might", "potential") else "under_negotiation", None
    return "in_force", None


def _probe(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    window = set(lows[max(0, start - 3) : min(len(lows), end + 12)])
    verb, _ = governing(
        sentence,
        start,
        k + 1,
        wordlist("pacts: inquiry verbs"),
        12,
    )
    anaphoric = (
        lows[k].startswith(("invest", "probe"))
        and k > 0
        and lows[k - 1] in ("the", "two", "both", "these", "those")
        and verb is not None
    )
    recent = (
        any(
            cue in scene.sentences[n].lows
            for n in range(max(0, sentence.number - 5), sentence.number)
            for cue in ("dumping", "antidumping", "subsidy", "countervailing", "301", "232")
        )
        if anaphoric
        else False
    )
    if not window & _PROBE_CUES and not recent:
        return []
    if (
        lows[k].startswith("review")
        and not (window & wordlist("pacts: formal reviews"))
        and not (verb is not None and verb.classes & {"open"})
    ):
        return []
    modifiers = [
        m
        for m in sentence.states()
        if start <= m.i and m.j <= k and (modifies(sentence, m) or m.value in ("USA", "EU"))
    ]
    named_before: list[str] = []
    if modifiers:
        actor = modifiers[0].value
    elif verb is not None and verb.i < k:
        states = subjects(scene, sentence, verb)
        actor = states[0] if states else ""
    elif recent or verb is not None:
        actor = next(iter(context_states(scene, sentence, start)), "")
        if actor != "USA" and "USA" in scene.title_states:
            actor = "USA"
        named_before = recent_goods(scene, sentence, 4)
    else:
        actor = "USA" if window & {"232", "301", "ustr"} else ""
    if window & {"232", "301"} and actor != "USA":
        actor = "USA"
    if not actor:
        return []
    status, effect = _probe_status(verb, lows, k)
    aims = targets(sentence, k, end, actor, wordlist("pacts: aims"))
    if not aims:
        _, right = clause(sentence, k, min(len(lows), end + 12))
        aims = (
            [
                m.value
                for m in sentence.states()
                if m.i > k and m.j <= right + 14 and m.value != actor and not oblique(sentence, m)
            ][:1]
            if "whether" in lows or "if" in lows
            else []
        )
    if not aims and lows[k + 1 : k + 2] == ("of",):
        aims = [m.value for m in sentence.states() if k < m.i <= k + 4 and m.value != actor][:1]
    date, _ = moment(scene, sentence, verb.i if verb is not None else k, start, end, False)
    named = goods(sentence, start, end)
    if not named and recent:
        named = named_before
    if not named and window & {"232"}:
        named = [g for g in goods(sentence, k, len(lows)) if g in minerals()]
    return [
        Candidate(
            "investigation",
            status,
            actor,
            aims,
            named,
            sentence.number,
            scene.tokens_span(
                sentence, min(start, verb.start if verb is not None and verb.i < start else start), min(end, k + 12)
            ),
            "probe",
            0.75,
            verb is not None or status == "expired" or bool(window & {"232", "301"}),
            date=date,
            effect=effect,
            own_goods=bool(named),
        )
    ]


def _probe_status(verb: Verb | None, lows: tuple[str, ...], k: int) -> tuple[str, str | None]:
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


def _talks(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    """ "trade talks with China", "a meeting between Trump and Xi", "bilateral meetings with A and B"."""
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    if lows[k] in ("talks", "negotiations", "discussions") and any(
        low in DEAL_NOUNS or low in ("plant", "refinery") for low in lows[k + 1 : k + 10]
    ):
        return []  # talks towards a deal are the deal under negotiation
    people = list(dict.fromkeys(m.value for m in sentence.states() if start <= m.i and m.j <= k))
    others: list[str] = []
    between = False
    for n in range(k, end):
        if lows[n] in ("with", "between", "among"):
            others.extend(states_listed(sentence, n + 1, len(lows)))
            between = between or lows[n] != "with"
            if lows[n] == "between" and any(low in ("two", "both") for low in lows[n : n + 4]) and not others:
                others.extend(recent_pair(scene, sentence))
    others = list(dict.fromkeys(others))
    verb, _ = governing(
        sentence,
        start,
        k + 1,
        wordlist("pacts: talks verbs"),
        12,
    )
    acting = subjects(scene, sentence, verb) if verb is not None and verb.i < k and not others else []
    if len(acting) >= 2 and len(people) < 2:
        people = acting[:2]
    if len({*people, *others}) < 2 and not others and not people:
        return []
    if lows[k] == "summit" and len({*people, *others}) != 2:
        return []
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
    if len(pair) < 2:
        return []
    status = _meeting_status(sentence, start, verb)
    date, _ = moment(scene, sentence, k, start, end, status == "announced")
    groups = [pair[1:]] if between or not lows[k].endswith("s") else [[p] for p in pair[1:]]
    return [
        Candidate(
            "meeting",
            status,
            pair[0],
            group,
            [],
            sentence.number,
            scene.tokens_span(sentence, start, max(k + 1, min(end, k + 8))),
            "talks",
            0.55,
            verb is not None,
            date=date,
        )
        for group in groups
    ]


def _meeting_status(sentence: Sentence, start: int, verb: Verb | None) -> str:
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
        if verb is not None or sentence.has("began", "held", "concluded", "ended", "after", "following", "during")
        else "announced"
    )


def _meets(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
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
    others: list[str] = []
    for m in sentence.states():
        if m.i and lows[m.i - 1] in ("in", "at", "near"):
            continue  # where they meet
        if k <= m.i <= k + 3 or (
            others and m.i < end and lows[m.i - 1] in ("and", ",", "president", "minister", "prime")
        ):
            if others and any(low in BREAKS or low in ("in", "at", "on", "to") for low in lows[k : m.i]):
                break
            others.append(m.value)
    acting = subjects(scene, sentence, verb)
    others = [s for s in dict.fromkeys(others) if s not in acting[:1]]
    if not others:
        if len(acting) < 2:
            return None
        acting, others = acting[:1], acting[1:2]
    if not acting:
        return None
    if verb.negated:
        status = "denied"
    elif verb.mode == "possible":
        status = "possible"
    elif verb.mode in ("future", "infinitive", "conditional"):
        status = "announced"
    else:
        status = "in_force"
    date, _ = moment(scene, sentence, verb.i, verb.start, end, status == "announced")
    return Candidate(
        "meeting",
        status,
        acting[0],
        others,
        [],
        sentence.number,
        scene.tokens_span(sentence, verb.start, min(end, verb.i + 8)),
        "meets",
        0.7,
        True,
        date=date,
    )
