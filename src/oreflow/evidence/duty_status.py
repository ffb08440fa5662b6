"""What is done to a duty: laid, raised, borne, lowered, put off, asked for; the verbs that the general rules miss."""

from __future__ import annotations

import re

from oreflow.evidence.measure_roles import MEASURE_WANTED, condition_applies
from oreflow.evidence.phrases import clause, condition_range
from oreflow.evidence.scene import Sentence
from oreflow.evidence.status import Judgement, judge_measure
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_ENDING = re.compile(
    r" (?:do|does|did|done|doing) away with| (?:get|gets|got|getting) rid of| (?:phase|phases|phased|phasing) out"
    r"| (?:wipe|wipes|wiped|wiping) out| (?:bring|brings|brought|bringing) down| relief from| exemption from"
    r"| (?:call|calls|called|calling) off| (?:take|takes|taking) off"
)
_SINKING = re.compile(
    r" (?:come|comes|came|coming|go|goes|went|brought|pared|marked|pulled) down"
    r"| (?:done away with|phased out|wiped out|called off|taken off|thrown out|struck down)"
    r"| (?:fall|falls|fell|sink|sinks|sank|decline|declines|dip|dips|dwindle) (?:[^ ]+ ){0,3}?to "
)
_SHELVING = re.compile(
    r" (?:put|puts|putting|push|pushes|pushed|held|hold|holds) (?:off|back)| (?:put|puts|placed|kept) on (?:hold|ice)"
)
_OPEN = frozenset(("possible", "likely", "table", "cards", "considered", "consideration", "conceivable"))
_MAY = frozenset(("may", "might", "could"))


def judge_duty(sentence: Sentence, start: int, k: int, conditional: str | None) -> Judgement:
    """The status of the duty whose noun stands at token ``k`` and whose phrase starts at ``start``."""
    lows = sentence.lows
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, condition_applies(sentence, conditional, k))
    if verdict.verb is not None and verdict.verb.lemma in ("conclude", "complete", "finish", "close"):
        verdict = Judgement("in_force", None, None, False)  # ends an inquiry or a day of trade, not a duty
    verb = verdict.verb
    if verdict.status == "in_force" and verb is not None and verb.mode == "future":
        verdict = Judgement("announced", None, verb, True)  # "will attract a duty"
    if verb is None and verdict.effect is None:
        verdict = borne(sentence, start) or verdict
    if verdict.status == "in_force" and verdict.verb is None:
        planned = any(lows[n] == "plans" and lows[n + 1] in ("a", "an", "new") for n in range(max(0, start - 1), k))
        if planned or set(lows) & wordlist("duties: approved"):
            verdict = Judgement("announced", None, None, planned)  # "the EU plans a levy", "won the cabinet's approval"
        if set(lows[k + 1 : k + 3]) & {"is", "are", "remain", "remains"} and set(lows[k + 2 : k + 7]) & _OPEN:
            return Judgement("possible", None, None, True)  # "a tariff is still on the table"
        ahead = set(lows[max(clause(sentence, start, k)[0], start - 5) : start])
        if ahead & {"will", "would", "shall"} and verdict.verb is None:
            verdict = Judgement("announced", None, None, True)  # "it would answer with duties on"
    if "no" in lows[max(start - 1, k - 3, 0) : k] and verdict.status in ("in_force", "announced"):
        return Judgement("denied", None, verdict.verb, True)
    if verdict.status in ("possible", "threatened", "denied", "under_negotiation"):
        return verdict
    if_from, if_to = condition_range(sentence)
    if sought_by_firms(sentence, k) or if_from <= k < if_to:
        return Judgement("possible", verdict.effect, verdict.verb, True)
    if "zero" in lows[start:k] and verdict.status in ("announced", "in_force"):
        return Judgement("eased", "ease", verdict.verb, True)
    if verdict.effect is None:
        return _undone(sentence, k) or phrasal(sentence, start, k) or verdict
    return verdict


def _undone(sentence: Sentence, k: int) -> Judgement | None:
    """ "duties scrapped on ferronickel", "a levy lifted in May": the participle right behind the noun."""
    verb = next((v for v in sentence.verbs if v.i == k + 1 and v.form in ("past", "participle")), None)
    if verb is None or verb.negated or not verb.classes & {"ease", "suspend"} or verb.classes & {"keep"}:
        return None
    return Judgement("suspended" if verb.classes & {"suspend"} else "eased", "ease", verb, True)


def phrasal(sentence: Sentence, start: int, k: int) -> Judgement | None:
    """ "do away with the levy", "duties would come down", "tariffs were put off": verbs of two words."""
    lows = sentence.lows
    left, _ = clause(sentence, start, k + 1)
    left = max(left, start - 9)
    right = k + 1
    while right < len(lows) and right - k < 22 and lows[right] not in (";", ":", ",", "while", "but", "whereas"):
        right += 1
    before = " " + " ".join(lows[left:start])
    after = " " + " ".join(lows[k + 1 : right]) + " "
    ending, sinking = None, _SINKING.search(after)
    for ending in _ENDING.finditer(before):  # noqa: B007 - the last one counts
        pass
    if ending is not None and len(before[ending.end() :].split()) > 3:
        ending = None
    shelving = _SHELVING.search(after) or _SHELVING.search(before[-24:])
    if ending is None and sinking is None and shelving is None:
        return None
    if ending is not None:
        upto = before[: ending.start()]
    else:
        found = sinking or shelving
        upto = after[: found.start()] if found is not None else ""
    if {"not", "never", "no"} & set(upto.split()[-5:]):
        return None
    if _MAY & set(upto.split()):
        return Judgement("possible", "ease", None, True)
    eased = ending is not None or sinking is not None
    return Judgement("eased" if eased else "suspended", "ease", None, True)


def sought_by_firms(sentence: Sentence, k: int) -> bool:
    """ "producers filed petitions requesting that duties be placed on": what an industry asks for may come."""
    before = sentence.lows[max(0, k - 60) : k]
    return bool(wordlist("duties: asks") & set(before)) and bool(wordlist("duties: askers") & set(before))


def _borne(verb: Verb) -> bool:
    """Whether the subject of a verb bears the duty: "face", "attract", "are charged", "will be hit with"."""
    if verb.lemma in ("charge", "hit", "slap", "levy", "tax", "strike", "subject"):
        return verb.passive
    return verb.lemma in wordlist("duties: borne by")


def borne(sentence: Sentence, start: int) -> Judgement | None:
    """ "Peruvian goods are charged a tariff": a passive whose subject bears the duty right after it."""
    verb = next((v for v in reversed(sentence.verbs) if v.i < start <= v.i + 3), None)
    if verb is None or verb.negated or not (verb.passive and _borne(verb)):
        return None
    if verb.mode == "possible":
        return Judgement("possible", None, verb, True)
    return Judgement("announced" if verb.mode == "future" else "in_force", None, verb, True)


def bears(verb: Verb | None, k: int) -> bool:
    """Whether the duty at token ``k`` is the object of a verb whose subject bears it."""
    return verb is not None and verb.i < k and _borne(verb)
