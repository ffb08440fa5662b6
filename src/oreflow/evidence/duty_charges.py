"""Duties told by a percentage alone: "goods will pay 50%", "put 15% on coal", "the rate on cars falls to 15%"; and
goods let off one: "cathode was spared"."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.duty_nouns import duties_told
from oreflow.evidence.duty_roles import bearer_goods, duty_targets
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import TARIFF_NOUNS, condition_applies, status_on
from oreflow.evidence.numbers import Amount
from oreflow.evidence.objects import chain_goods, goods
from oreflow.evidence.phrases import clause, condition, condition_range, moment, tail
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import by_agent, context_states, has_firm_subject, left_states, subjects
from oreflow.evidence.status import from_verb
from oreflow.evidence.verbs import Verb, verb_at
from oreflow.evidence.wordlists import wordlist


def duty_charges(scene: Scene, sentence: Sentence, here: list[Candidate], earlier: list[Candidate]) -> list[Candidate]:
    """The duties that percentages and exemptions of a sentence tell where no noun told them; ``here`` are those."""
    found: list[Candidate] = []
    known = [c for c in here if c.kind == "tariff"]
    for amount in sentence.amounts:
        if amount.kind != "percent" or amount.fraction or any(c.rate == amount.value for c in known):
            continue
        candidate = _by_percent(scene, sentence, amount, earlier)
        if candidate is not None:
            found.append(candidate)
            known.append(candidate)
    if not any(c.effect == "ease" for c in known):
        spared = _let_off(scene, sentence, earlier)
        if spared is not None:
            found.append(spared)
    return found


def _by_percent(scene: Scene, sentence: Sentence, amount: Amount, earlier: list[Candidate]) -> Candidate | None:
    lows = sentence.lows
    if lows[amount.j : amount.j + 1] and lows[amount.j] in wordlist("duties: after a share"):
        return None
    if any(low in TARIFF_NOUNS for low in lows[amount.j : amount.j + 6]):
        return None  # the noun's own rate
    v, side = _verb_of(sentence, amount)
    if v < 0 or sentence.has(*wordlist("duties: other rates")):
        return None
    on_imports = side == "lays" and "imports" in lows[amount.j : amount.j + 8]
    if not on_imports and not duties_told(scene, sentence, earlier):
        return None
    if_from, if_to = condition_range(sentence)
    if if_from <= v < if_to:
        return None
    verb = verb_at(sentence.tokens, sentence.verbs, v)
    end = tail(sentence, amount.j)
    if side == "bears":
        left = _subject_start(sentence, verb)
        named = bearer_goods(sentence, left, verb.start)
        reach = (left, verb.start)
    else:
        named = chain_goods(sentence, amount.j, end) or goods(sentence, v + 1, amount.i)
        named = named or chain_goods(sentence, verb.i + 1, amount.i)
        reach = (v + 1, end)
    actor, own = _layer(scene, sentence, verb, side, reach, earlier)
    if actor is None:
        return None
    aims = duty_targets(scene, sentence, actor, reach, named, earlier)
    if not named and not aims:
        return None
    conditional = condition(scene, sentence, v)
    status, effect = _status(sentence, verb, condition_applies(sentence, conditional, v), v)
    date, effective = moment(scene, sentence, v, min(reach[0], verb.start), end, status == "announced")
    return Candidate(
        "tariff",
        status_on(scene, status, date, effective),
        actor,
        aims,
        named or ["all goods"],
        sentence.number,
        scene.tokens_span(sentence, min(reach[0], verb.start), min(end, max(amount.j, v + 14))),
        "tariff-charge",
        0.65 if own else 0.55,
        True,
        rate=amount.value,
        date=date,
        effect=effect,
        condition=conditional if status in ("possible", "threatened") else None,
        own_goods=bool(named),
        own_actor=own,
    )


def _verb_of(sentence: Sentence, amount: Amount) -> tuple[int, str]:
    """The verb that a percentage hangs on, and whether its subject bears the charge or lays it."""
    lows = sentence.lows
    for n in range(amount.i - 1, max(-1, amount.i - 14), -1):
        low = lows[n]
        if low in (";", ":", "while", "whereas", "that", "which"):
            break
        near = amount.i - n <= 6
        if near and low in wordlist("duties: goods bear"):
            return n, "bears"
        if near and low in wordlist("duties: goods are charged") and _passive(sentence, n):
            return n, "bears"
        if (
            near
            and low in wordlist("duties: lays")
            and lows[amount.j : amount.j + 4]
            and ("on" in lows[amount.j : amount.j + 5])
        ):
            return n, "lays"
        if low in wordlist("duties: moves a rate") and lows[amount.i - 1] in ("to", "at"):
            rate = set(lows[max(0, n - 8) : amount.i]) & wordlist("duties: rate words")
            return (n, "lays") if rate else (-1, "")
    return -1, ""


def _passive(sentence: Sentence, n: int) -> bool:
    return bool(
        set(sentence.lows[max(0, n - 4) : n]) & {"be", "is", "are", "was", "were", "been", "being", "gets", "get"}
    )


def _subject_start(sentence: Sentence, verb: Verb) -> int:
    left, _ = clause(sentence, verb.start, verb.start + 1)
    lows = sentence.lows
    if left and lows[left - 1] in ("that", "which"):
        left = 0
    for n in range(verb.start - 1, left, -1):
        if lows[n] == "," and n - 1 not in sentence.covered and n + 1 not in sentence.covered:
            return n + 1
    return left


def _status(sentence: Sentence, verb: Verb, conditional: bool, v: int) -> tuple[str, str | None]:
    status, effect = from_verb(verb, conditional)
    lows = sentence.lows
    moves = lows[v] in ("come", "comes", "came", "go", "goes", "went", "bring", "brings", "brought")
    if lows[v] in wordlist("duties: lowers") and (not moves or "down" in lows[v + 1 : v + 14]):
        effect = "ease"
        status = status if status in ("possible", "under_negotiation") else "eased"
    if {"may", "might", "could"} & set(lows[max(0, v - 4) : v]):
        status = "possible"
    elif {"will", "to", "shall"} & set(lows[max(0, v - 4) : v]) and status == "in_force":
        status = "announced"
    return status, effect


def _layer(
    scene: Scene, sentence: Sentence, verb: Verb, side: str, reach: tuple[int, int], earlier: list[Candidate]
) -> tuple[str | None, bool]:
    """The state that charges: the one entered, the subject, the agent, else the last to levy a duty."""
    lows = sentence.lows
    at = [
        m.value
        for m in sentence.states()
        if m.i and (set(lows[max(0, m.i - 3) : m.i]) & wordlist("duties: at the border") or _border_of(sentence, m.j))
    ]
    if side == "bears":
        if at:
            return at[0], True
        agent = by_agent(sentence, verb.i, verb.i + 14)
        if agent is not None:
            return agent, True
        plain = [
            m.value
            for m in sentence.states()
            if not (reach[0] <= m.i < reach[1]) and not oblique(sentence, m) and not modifies(sentence, m)
        ]
        if plain:
            return plain[0], True
    else:
        if has_firm_subject(sentence, verb) and not left_states(sentence, verb.start):
            return None, False
        states = subjects(scene, sentence, verb)
        if states and any(m.value == states[0] for m in sentence.states()):
            return states[0], True
    last = next((c.actor for c in reversed(earlier[-30:]) if c.kind == "tariff" and c.actor), None)
    if last is not None:
        return last, False
    borne = {m.value for m in sentence.states() if reach[0] <= m.i < reach[1]}
    if "USA" in (*scene.title_states, *scene.ranked[:2]) and "USA" not in borne:
        return "USA", False
    context = [s for s in (*scene.title_states, *context_states(scene, sentence, reach[0])) if s not in borne]
    return (context[0], False) if context else (None, False)


def _border_of(sentence: Sentence, j: int) -> bool:
    """ "US ports", "American customs": the border that is crossed."""
    return bool(set(sentence.lows[j : j + 2]) & wordlist("duties: border places"))


def _let_off(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> Candidate | None:
    """ "Cathode was spared", "niobium was carved out of the surcharge", "spares bullion from new duty"."""
    lows = sentence.lows
    for v, low in enumerate(lows):
        if (
            low not in wordlist("duties: lets off")
            or lows[v - 1 : v] == ("the",)
            or (low in ("let", "left", "carved") and not _off(lows, v))
        ):
            continue
        if not duties_told(scene, sentence, earlier) or "not" in lows[max(0, v - 3) : v]:
            continue
        passive = (
            _passive(sentence, v)
            or low in ("escape", "escapes", "escaped", "dodge", "dodged")
            or (
                low.endswith("ed")
                and not any(lows[n] in ("from",) or n in sentence.covered for n in range(v + 1, v + 4))
            )
        )
        verb = verb_at(sentence.tokens, sentence.verbs, v)
        left = _subject_start(sentence, verb)
        upto = next((n for n in range(v + 1, min(len(lows), v + 24)) if lows[n] == "from"), tail(sentence, v + 1))
        i, j = (left, verb.start) if passive else (v + 1, upto)
        named = [g for g in goods(sentence, i, j) if g in minerals()]
        if not named:
            continue
        owners = [m.value for m in sentence.states() if m.i < left or m.i > j or not passive]
        last = next((c.actor for c in reversed(earlier[-30:]) if c.kind == "tariff" and c.actor), None)
        states = subjects(scene, sentence, verb) if not passive else []
        actor = next(iter(states), None) or (
            last if last is not None else next(iter(owners or scene.title_states), None)
        )
        if actor is None:
            continue
        status = "possible" if {"may", "might", "could"} & set(lows[max(0, v - 4) : v]) else "eased"
        return Candidate(
            "tariff",
            status,
            actor,
            [],
            named,
            sentence.number,
            scene.tokens_span(sentence, min(i, v), min(max(j, v + 1), max(i, v) + 14)),
            "tariff-spared",
            0.6,
            True,
            effect="ease",
            own_actor=bool(states),
        )
    return None


def _off(lows: tuple[str, ...], v: int) -> bool:
    """ "let off", "left out", "carved out"."""
    return bool({"off", "out"} & set(lows[v + 1 : v + 3]))
