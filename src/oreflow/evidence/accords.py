"""Deals that no noun such as "agreement" names: states that put pen to paper, agree to act together, found something
joint, give each other access, or bargain over terms."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.deal_parties import DEAL_NOUNS, states_listed
from oreflow.evidence.encounters import parties_left
from oreflow.evidence.giving import lead_word
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.objects import clean, goods
from oreflow.evidence.phrases import condition, condition_range, moment, tail
from oreflow.evidence.scene import BREAKS, SUBORDINATORS, Scene, Sentence, modifies
from oreflow.evidence.sides import has_firm_subject, subjects
from oreflow.evidence.verbs import Verb, inflections, verb_at
from oreflow.evidence.wordlists import wordlist


def accords(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """The deals that verbs tell in a sentence, at most one for each pair of parties."""
    lows = sentence.lows
    found: list[Candidate] = []
    openings = _openings()
    for k in [k for k, low in enumerate(lows) if low in openings]:
        senses = openings[lows[k]]
        sense, status = next(((s, told) for s in senses if (told := _SENSES[s](sentence, k))), ("", ""))
        if not status:
            continue
        verb = verb_at(sentence.tokens, sentence.verbs, k)
        parties = _parties(scene, sentence, verb, sense == "give")
        if len(parties) > 1 and not any({c.actor, *c.target} == set(parties) for c in found):
            told = _mooded(sentence, verb, status, vows=sense != "sign")
            if told:
                found.append(_candidate(scene, sentence, verb, told, parties))
    return found


@cache
def _openings() -> dict[str, tuple[str, ...]]:
    """Every form of the verbs that may tell a deal, with the senses it can have."""
    found: dict[str, list[str]] = {}
    for sense in _SENSES:
        for form in {form for verb in wordlist(f"accords: {sense}") for form in inflections(verb)}:
            found.setdefault(form, []).append(sense)
    return {form: tuple(senses) for form, senses in found.items()}


def _candidate(scene: Scene, sentence: Sentence, verb: Verb, status: str, parties: list[str]) -> Candidate:
    k = verb.i
    end = max(k + 1, tail(sentence, k + 1, 45))
    named = [g for g in goods(sentence, k, end) if g in minerals()]
    named = named or [g for g in goods(sentence, 0, len(sentence.lows)) if g in minerals()]
    own = bool(named)
    other = set(sentence.lows[k:end]) & wordlist("deals: of other things")
    if not named and sentence.kind != "title" and not other:
        named = clean([m.value for m in scene.sentences[0].goods() if m.value in minerals()])
    date, _ = moment(scene, sentence, k, verb.start, end, status == "under_negotiation")
    return Candidate(
        "deal",
        status,
        parties[0],
        parties[1:],
        named,
        sentence.number,
        scene.tokens_span(sentence, max(0, verb.start - 4), min(end, k + 14)),
        "accord",
        0.6,
        {m.value for m in sentence.states()} >= set(parties),
        date=date,
        condition=condition(scene, sentence, k) if status in ("possible", "under_negotiation") else None,
        own_goods=own,
        own_actor=any(m.value == parties[0] for m in sentence.states()),
    )


def _mooded(sentence: Sentence, verb: Verb, status: str, vows: bool) -> str:
    """The status after tense and mood: "will sign" is still negotiated, "will cooperate" announced, "may agree" only
    possible, "if" nothing; ``vows`` where the future itself is what is agreed."""
    if_from, if_to = condition_range(sentence)
    if if_from <= verb.i < if_to:
        return ""
    if "without" in sentence.lows[max(0, verb.i - 3) : verb.i]:
        return ""
    if verb.negated:
        return "denied" if status in ("signed", "announced") else ""
    if verb.mode == "possible":
        return "possible" if not vows or "can" not in sentence.lows[verb.start : verb.i] else ""
    if vows and verb.mode == "future" and status == "announced" and not verb.controller_classes & {"seek", "plan"}:
        return "announced"
    if verb.controller_classes & {"agree", "announce"} or verb.controller in ("agree", "pledge", "vow", "undertake"):
        return "announced"
    if verb.mode in ("future", "infinitive", "conditional") or verb.controller_classes & {"seek", "plan"}:
        return "under_negotiation"
    return status


def _after(sentence: Sentence, k: int, reach: int) -> tuple[str, ...]:
    """The words after token ``k`` up to the end of its clause."""
    lows = sentence.lows
    end = k + 1
    while end < min(len(lows), k + 1 + reach) and lows[end] not in BREAKS and lows[end] not in SUBORDINATORS:
        end += 1
    return lows[k + 1 : end]


def _signed(sentence: Sentence, k: int) -> str:
    """ "initialled a charter", "put pen to paper", "exchanged letters", or "signed" with nothing after it."""
    after = _after(sentence, k, 9)
    low = sentence.lows[k]
    if low.startswith("put"):
        named = {"name", "names", "hand", "hands", "signature", "signatures"} & set(after[:3]) and "to" in after[:4]
        return "signed" if after[:3] == ("pen", "to", "paper") or named else ""
    if k and sentence.lows[k - 1] in ("the", "a", "an", "to"):
        return "signed" if sentence.lows[k - 1] == "to" and set(after) & wordlist("accords: papers") else ""
    if set(after) & wordlist("accords: papers"):
        return "signed"
    bare = not after or after[0] in (".", ",", "in", "at", "on", "so", "finally")
    return "signed" if low in ("sign", "signs", "signed") and bare else ""


def _agreed(sentence: Sentence, k: int) -> str:
    """ "agreed to cooperate on", "pledge to set up joint", "agree on a roadmap", "agreed in principle"."""
    after = _after(sentence, k, 12)
    if after[:2] == ("in", "principle"):
        return "announced"
    if after[:1] == ("to",) and set(after[1:5]) & wordlist("accords: acts together"):
        return "announced"
    if after[:1] == ("on",) and set(after[1:7]) & (wordlist("accords: papers") | wordlist("accords: bodies")):
        return "announced"
    if after[:1] == ("to",) and set(after) & {"joint", "jointly", "together", "bilateral", "cooperation", "ventures"}:
        return "announced"
    return ""


def _together(sentence: Sentence, k: int) -> str:
    """ "cooperate on nickel", "team up", "pair up", "join forces", "work together"."""
    if _of_firms(sentence, k):
        return ""
    low, after = sentence.lows[k], _after(sentence, k, 8)
    if low.startswith(("team", "pair", "link", "buddy")):
        return "announced" if after[:1] == ("up",) else ""
    if low.startswith(("join", "pool")):
        return "announced" if after[:1] in (("forces",), ("hands",)) or "resources" in after[:2] else ""
    if low.startswith("work"):
        return "announced" if after[:1] in (("together",), ("jointly",)) or after[:2] == ("closely", "with") else ""
    return "announced" if {"on", "in", "over", "with"} & set(after) else ""


def _founded(sentence: Sentence, k: int) -> str:
    """ "set up a joint centre", "launched a hotline", "create a working group": something that two states share."""
    low, after = sentence.lows[k], _after(sentence, k, 10)
    if _of_firms(sentence, k):
        return ""
    if low.startswith("set") and after[:1] != ("up",):
        return ""
    passive = bool({"been", "was", "were", "being"} & set(sentence.lows[max(0, k - 2) : k]))
    named = set(sentence.lows[max(0, k - 7) : k]) if passive else set(after)
    return "announced" if named & wordlist("accords: bodies") else ""


def _of_firms(sentence: Sentence, k: int) -> bool:
    """ "the Kazakh state miner and a US fund have launched", "partnered with South Korea's Korea Zinc"."""
    lows = sentence.lows
    if set(lows[max(0, k - 14) : k]) & wordlist("accords: firms"):
        return True
    for m in sentence.states():
        if k < m.i <= k + 6 and modifies(sentence, m):
            n = m.j + (lows[m.j : m.j + 1] in (("'s",), ("’s",)))
            if n < len(lows) and sentence.tokens[n].text[0].isupper() and n not in sentence.covered:
                return lows[n] not in wordlist("encounters: people")
    return False


def _closed(sentence: Sentence, k: int) -> str:
    """ "wrapped up talks on", "concluded negotiations", "finished negotiating": terms are settled."""
    after = _after(sentence, k, 7)
    return "announced" if set(after) & wordlist("accords: negotiations") else ""


def _bargained(sentence: Sentence, k: int) -> str:
    """ "are negotiating a swap", "are hammering out terms", "are talking about a plant": not yet done."""
    after = _after(sentence, k, 9)
    if sentence.lows[k] in ("talking", "haggling", "bargaining"):
        about = bool({"about", "over", "on"} & set(after[:2]))
        return "under_negotiation" if about and set(after) & wordlist("accords: projects") else ""
    if sentence.lows[k].startswith("hammer") and after[:1] != ("out",):
        return ""
    things = wordlist("accords: papers") | wordlist("accords: bodies") | DEAL_NOUNS
    return "under_negotiation" if set(after) & things else ""


def _access(sentence: Sentence, k: int) -> str:
    """ "gives American firms first refusal on", "obtain access to rare earths in": minerals of one for another."""
    after = _after(sentence, k, 14)
    if not set(after) & wordlist("accords: rights") or not any(
        k < m.i <= k + 18 for m in sentence.goods() if m.value in minerals()
    ):
        return ""
    return "announced"


def _parties(scene: Scene, sentence: Sentence, verb: Verb, alone: bool) -> list[str]:
    """All who agree: two left of the verb, or one there and the others after "with", or between whom it is."""
    lows = sentence.lows
    left = parties_left(scene, sentence, verb)
    right: list[str] = []
    end = min(len(lows), verb.i + 22)
    for n in range(verb.i + 1, end):
        if lows[n] in BREAKS or lows[n] in SUBORDINATORS:
            break
        if lows[n] in ("with", "between"):
            right.extend(states_listed(sentence, n + 1, len(lows)))
    if verb.passive and not left:
        right = right or _announcers(sentence, verb.i)
    if not left and ":" in lows[verb.i : verb.i + 6]:  # "nine states have signed: A, B, C"
        right = right or states_listed(sentence, lows.index(":", verb.i) + 1, len(lows))
    if alone and not right:
        right = [
            m.value
            for m in sentence.states()
            if verb.i < m.i < end and (modifies(sentence, m) or lead_word(sentence, m) in ("in", "to", "of", "from"))
        ]
        right = right or [m.value for m in sentence.states() if verb.i < m.i <= verb.i + 3]
        last = next((m for m in reversed(sentence.states()) if m.value in right and m.i < end), None)
        if last is not None and lead_word(sentence, last) == "in":  # "in DRC as well as Rwanda"
            right.extend(
                states_listed(
                    sentence, last.j + 3 if lows[last.j : last.j + 3] == ("as", "well", "as") else last.j, len(lows)
                )
            )
    if not left and (verb.passive or has_firm_subject(sentence, verb)):
        return list(dict.fromkeys(right)) if len(set(right)) > 1 else []
    if not right:
        return left
    return list(dict.fromkeys((*(left or subjects(scene, sentence, verb)[:1]), *right)))


def _announcers(sentence: Sentence, k: int) -> list[str]:
    """ "A forum has been launched, the ministers of A and B have announced", "was set up by A and B"."""
    lows = sentence.lows
    said = next((n for n in range(k + 1, len(lows)) if lows[n] in ("announced", "said", "declared")), None)
    for n in range(k + 1, said if said is not None else min(len(lows), k + 9)):
        if lows[n] == "by" or (said is not None and lows[n] in (",", "of", "from")):
            listed = states_listed(sentence, n + 1, len(lows))
            if len(set(listed)) > 1:
                return list(dict.fromkeys(listed))
    return []


_SENSES: dict[str, Callable[[Sentence, int], str]] = {
    "sign": _signed,
    "agree": _agreed,
    "together": _together,
    "found": _founded,
    "close": _closed,
    "bargain": _bargained,
    "give": _access,
}
