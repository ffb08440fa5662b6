"""Who, to whom, on what and with which status: the event of a frame that fits."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.giving import giver, in_usd, lead_word
from oreflow.evidence.lexicon import GENERIC, minerals
from oreflow.evidence.measure_roles import condition_applies, status_on
from oreflow.evidence.objects import clean, goods, know_how, listed_goods, recent_goods
from oreflow.evidence.phrases import condition, condition_range, moment, tail
from oreflow.evidence.scene import Scene, Sentence, anaphor, modifies, oblique, recent_pair
from oreflow.evidence.sides import by_agent, context_states, has_firm_subject, left_states, subjects, targets
from oreflow.evidence.status import from_verb
from oreflow.evidence.verbs import Verb, verb_at
from oreflow.evidence.wordlists import wordlist

_TRADE = frozenset(("export_control", "import_restriction", "quota", "tariff", "sanction"))
_MONEY = frozenset(("subsidy_or_price_support", "capacity_project", "stockpile"))
_PAIRED = frozenset(("deal", "meeting"))
_AIMS = {
    "export_control": frozenset(("to", "against", "for")),
    "quota": frozenset(("to", "against", "from")),
    "import_restriction": frozenset(("from", "against", "in", "to")),
    "tariff": frozenset(("on", "against", "from", "to")),
    "sanction": frozenset(("on", "against")),
}


def frame_candidate(
    scene: Scene, sentence: Sentence, told: tuple[str, str, str, str], i: int, v: int, j: int
) -> Candidate | None:
    """The event of a frame matched on tokens ``i`` up to ``j`` with its verb at ``v``; None where a part is wanting."""
    kind, plain, side, needs = told
    if_from, if_to = condition_range(sentence)
    if if_from <= v < if_to:
        return None
    verb = verb_at(sentence.tokens, sentence.verbs, v)
    end = max(j, tail(sentence, j))
    actor, own_actor = _actor(scene, sentence, verb, side, i, j)
    if actor is not None and kind == "import_restriction" and _origin_only(sentence, actor):
        actor = _not_the_origin(scene, sentence, actor, i)
    if actor is None or (needs == "agency" and not any(m.kind == "agency" and m.j <= v for m in sentence.states())):
        return None
    status, effect = _status(scene, sentence, kind, plain, verb)
    own_no = any(low in ("no", "not", "cannot", "never") for low in sentence.lows[i:v])
    if status == "denied" and (kind == "quota" or needs == "plain" or (kind == "import_restriction" and own_no)):
        status = plain  # "cannot ship more than": the negation is the limit
    if status == "":
        return None
    named = _goods(scene, sentence, i, end, kind)
    own_goods = bool(named)
    technology = not named and any(know_how(sentence, m) for m in sentence.goods() if i <= m.i < end)
    if not named and not technology and needs != "goods" and kind not in _PAIRED | {"investigation"}:
        before = [g for g in goods(sentence, 0, i) if g in minerals()] if kind in _TRADE else []
        named = before or recent_goods(scene, sentence)
    if kind == "deal" and not named and needs != "goods":
        named = recent_goods(scene, sentence, 2)
    if named and kind in _PAIRED:
        named = [g for g in named if g in minerals()]
    if not technology and (
        (not named and kind not in _PAIRED | {"investigation", "sanction"}) or (needs == "goods" and not own_goods)
    ):
        return None
    aims = _aims(scene, sentence, kind, actor, i, end)
    if needs == "target" and not aims:
        return None
    date, effective = moment(scene, sentence, v, min(i, verb.start), end, status == "announced")
    money = next((a for a in sentence.amounts if a.kind == "money" and i <= a.i < end), None)
    mass = next((a for a in sentence.amounts if a.kind == "mass" and i <= a.i < end), None)
    percent = next((a for a in sentence.amounts if a.kind == "percent" and i - 4 <= a.i < end), None)
    conditional = condition(scene, sentence, v)
    return Candidate(
        kind,
        status_on(scene, status, date, effective),
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, min(i, verb.start), min(end, max(j, i + 16))),
        "frame",
        0.6 if own_actor and own_goods else 0.5,
        True,
        rate=percent.value if kind == "tariff" and percent is not None else None,
        value=in_usd(sentence, money) if money is not None and kind in _MONEY | {"deal"} else None,
        quantity=Quantity(mass.value, mass.unit) if mass is not None and kind == "quota" else None,
        date=date,
        effect=effect,
        condition=conditional if status in ("possible", "threatened") else None,
        own_goods=own_goods,
        own_actor=own_actor,
    )


def _actor(scene: Scene, sentence: Sentence, verb: Verb, side: str, i: int, j: int) -> tuple[str | None, bool]:
    if len(side) == 3 and side.isupper():
        return side, True
    if side == "giver":
        return giver(scene, sentence, verb, i)
    if side == "after":  # the state after "from", "by": "a loan from the Department of Energy"
        found = [m.value for m in sentence.states() if i <= m.i < j]
        return (found[-1], True) if found else (None, False)
    if side == "within":  # the state inside the frame: "Washington's levy"
        found = [m.value for m in sentence.states() if i <= m.i < j]
        return (found[0], True) if found else (None, False)
    if side == "pair":
        both = recent_pair(scene, sentence)
        return (both[0], False) if len(both) == 2 else (None, False)
    if verb.passive or side == "context":
        agent = by_agent(sentence, verb.i, verb.i + 8)
        if agent:
            return agent, True
        owner = [m.value for m in sentence.states() if m.j <= verb.start + 1 and modifies(sentence, m)]
        plain = left_states(sentence, verb.start)
        if owner or plain:
            return (plain or owner)[-1], True
        under = [m.value for m in sentence.states() if m.j <= i and lead_word(sentence, m) == "under"]
        if under:
            return under[0], True
        if "there" in sentence.lows[i:j]:
            back = scene.sentences[max(0, sentence.number - 3) : sentence.number]
            near = [m.value for s in back for m in s.states() if not oblique(s, m)]
            if near:
                return near[-1], False
        said = _sayer(sentence, verb.i)
        if said is not None:
            return said, True
        context = scene.title_states if len(scene.title_states) == 1 else context_states(scene, sentence, i)
        return (context[0], False) if context else (None, False)
    if has_firm_subject(sentence, verb):
        return None, False
    begin = verb.start
    possessor = _owner_of_subject(sentence, begin)
    if possessor is not None:
        return possessor, True
    if (
        begin > 0
        and not left_states(sentence, begin)
        and not any(low in ("which", "who", "that", "to") for low in sentence.lows[max(0, begin - 2) : verb.i])
        and not any(anaphor(scene, sentence, k) for k in range(begin - 1, max(-1, begin - 9), -1))
        and sentence.lows[0] in ("a", "an", "the")
    ):
        return None, False  # "the strike stopped supplies": no state's act
    states = subjects(scene, sentence, verb)
    if not states:
        return None, False
    return states[0], any(m.value == states[0] for m in sentence.states())


def _sayer(sentence: Sentence, i: int) -> str | None:
    """ "Shippers would need a licence, China said": who tells of the rule, after it."""
    return next(
        (
            m.value
            for m in sentence.states()
            if m.i > i
            and not oblique(sentence, m)
            and any(low in ("said", "announced", "declared", "decreed") for low in sentence.lows[m.j : m.j + 2])
        ),
        None,
    )


def _owner_of_subject(sentence: Sentence, begin: int) -> str | None:
    """ "The EU's latest package bars ...": the state whose act is the subject, where no state itself is."""
    acts = wordlist("frames: acts of state")
    if begin < 2 or sentence.lows[begin - 1] not in acts or left_states(sentence, begin):
        return None
    return next(
        (m.value for m in sentence.states() if begin - 6 <= m.i and m.j < begin and modifies(sentence, m)), None
    )


def _status(scene: Scene, sentence: Sentence, kind: str, plain: str, verb: Verb) -> tuple[str, str | None]:
    """The status of the frame's verb; ``plain`` is what a plain past or present of it means."""
    conditional = condition(scene, sentence, verb.i)
    status, _ = from_verb(verb, condition_applies(sentence, conditional, verb.i))
    effect = "ease" if plain in ("eased", "suspended") else None
    if status in ("possible", "threatened", "denied", "under_negotiation"):
        return (status, effect) if status != "denied" or kind in _TRADE else ("", None)
    if kind in _PAIRED and verb.mode in ("future", "infinitive", "conditional"):
        return ("announced" if kind == "meeting" else "under_negotiation"), None
    if kind == "meeting":
        return (plain if plain == "possible" else "in_force"), None
    if status == "announced" and plain == "in_force":
        return "announced", effect
    return plain, effect


def _goods(scene: Scene, sentence: Sentence, i: int, end: int, kind: str) -> list[str]:
    if kind == "meeting":  # what they talk about, not what stands beside it
        about = next((n for n in range(i, end) if sentence.lows[n] in ("on", "over", "about")), end)
        return goods(sentence, about, end)
    i = _list_start(sentence, i)
    named = goods(sentence, i, end)
    if named == [GENERIC] and not any(low in ("critical", "strategic") for low in sentence.lows[i:end]):
        before = [g for g in goods(sentence, 0, i) if g in minerals() and g != GENERIC]
        named = before or recent_goods(scene, sentence) or named  # "the raw ore": the one named before
    if kind in _MONEY and not named:
        named = goods(sentence, 0, len(sentence.lows)) or clean(
            [low for low in sentence.lows[i:end] if low in minerals()]
        )
    if kind in _MONEY | {"deal", "quota"}:
        named = [g for g in named if g in minerals()]
    if kind == "investigation" and not named:
        named = [g for g in goods(sentence, i, len(sentence.lows)) if g in minerals()]
    if kind == "sanction":
        named = listed_goods(scene, sentence, 0, len(sentence.lows))
    return named


def _origin_only(sentence: Sentence, actor: str) -> bool:
    """ "a ban on imports of Russian uranium": the state is named only as the one the goods come from."""
    named = [m for m in sentence.states() if m.value == actor]
    return bool(named) and all(
        m.form == "demonym" and any(n in sentence.covered for n in range(m.j, m.j + 2)) for m in named
    )


def _not_the_origin(scene: Scene, sentence: Sentence, origin: str, i: int) -> str | None:
    """Who shuts out goods of ``origin``: another state of the sentence that stands for itself, else of the context."""
    others = [m.value for m in sentence.states() if m.value != origin and not modifies(sentence, m)]
    return next(iter([*others, *(s for s in context_states(scene, sentence, i) if s != origin)]), None)


def _list_start(sentence: Sentence, i: int) -> int:
    """ "Lithium ore, cobalt and graphite may not ...": where the list of goods begins that token ``i`` ends."""
    first = sentence.covered.get(i)
    k = i
    while first is not None and first.kind == "good" and k > 1 and sentence.lows[k - 1] in (",", "and", "or", "&"):
        k -= 2 if sentence.lows[k - 1] == "and" and sentence.lows[k - 2] == "," else 1
        first = sentence.covered.get(k - 1) or sentence.covered.get(k - 2)
        if first is None or first.kind != "good":
            break
        before = sentence.covered.get(first.i - 1)  # "lithium ore": two mentions of one item
        first = before if before is not None and before.kind == "good" else first
        i = k = first.i
    return i


def _aims(scene: Scene, sentence: Sentence, kind: str, actor: str, i: int, end: int) -> list[str]:
    if kind in _MONEY:
        return [] if kind == "stockpile" else _sites(sentence, actor, i, end)
    if kind in _PAIRED:
        found = [
            m.value
            for m in sentence.states()
            if i <= m.i < end + 2 and m.value != actor and lead_word(sentence, m) not in ("in", "at", "near")
        ]
        found = found or [s for s in left_states(sentence, i) if s != actor]
        if not found and any(low in ("two", "both") for low in sentence.lows[max(0, i - 6) : end]):
            third = actor if sentence.has("with") and "both" in sentence.lows[i:end] else ""  # "talks with both states"
            found = [s for s in recent_pair(scene, sentence, third) if s != actor]
        return list(dict.fromkeys(found))
    cut_off = next((n for n in range(i, end) if sentence.lows[n] == "off"), None)
    if cut_off is not None and kind == "export_control":
        return [m.value for m in sentence.states() if cut_off < m.i < end and m.value != actor]
    kept_from = next(
        (n for n in range(i, end) if sentence.lows[n] in ("from", "of") and sentence.lows[n - 1] != "because"), None
    )
    if (
        kept_from is not None
        and kind == "export_control"
        and any(low in wordlist("frames: held back") for low in sentence.lows[i:kept_from])
    ):  # "holding back gallium from buyers in Japan"
        return list(dict.fromkeys(m.value for m in sentence.states() if kept_from < m.i < end and m.value != actor))
    found = targets(sentence, i, end, actor, _AIMS.get(kind, frozenset(("on", "against", "into", "from"))))
    if not found and kind in ("import_restriction", "sanction", "tariff", "investigation"):
        found = [m.value for m in sentence.states() if i <= m.i < end and m.value != actor and modifies(sentence, m)]
    return [t for t in found if not (kind == "export_control" and _place_only(sentence, t))]


def _sites(sentence: Sentence, actor: str, i: int, end: int) -> list[str]:
    """Where public money goes: the places that the frame itself names."""
    found = [
        m.value
        for m in sentence.states()
        if i <= m.i < end
        and m.kind == "place"
        and m.value != actor
        and (lead_word(sentence, m) in ("in", "at", "to", "into") or m.form == "region" or modifies(sentence, m))
    ]
    return list(dict.fromkeys(found))[:1]


def _place_only(sentence: Sentence, state: str) -> bool:
    return all(oblique(sentence, m) and sentence.lows[m.i - 1] == "in" for m in sentence.states() if m.value == state)


def name_plainly(scene: Scene, sentence: Sentence, candidate: Candidate) -> None:
    """ "exports of the ore": the mineral named before in the sentence, else in the sentences before."""
    plain = wordlist("reading: plain words")
    words = [
        sentence.lows[m.i : m.j]
        for m in sentence.goods()
        if m.value == GENERIC and candidate.evidence.start <= sentence.tokens[m.i].start < candidate.evidence.end
    ]
    if sentence.kind == "title" or not words or not all(len(w) == 1 and w[0] in plain for w in words):
        return
    at = next(k for k, token in enumerate(sentence.tokens) if token.start >= candidate.evidence.start)
    before = [g for g in goods(sentence, 0, at) if g in minerals() and g != GENERIC]
    candidate.objects = before or recent_goods(scene, sentence) or candidate.objects
