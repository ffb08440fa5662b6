"""Whether a date in a sentence is that of the act told: dates of other acts, deadlines and levels are not."""

from __future__ import annotations

from oreflow.evidence.dates import When
from oreflow.evidence.scene import Sentence
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_DONE_TO_IT = frozenset(("enact", "announce", "block", "sign", "agree", "open", "report", "threaten"))
_SETTLES = frozenset(("sign", "agree"))
_UNDONE = frozenset(("ease", "suspend"))
_NEAR = 6  # tokens between a weekday and the verb that it dates


def of_another_act(sentence: Sentence, when: When, anchor: int) -> bool:
    """Whether a date belongs to something else than the act at ``anchor``."""
    return (
        _after_a_cause(sentence, when, anchor)
        or _attributive(sentence, when, anchor)
        or _limit(sentence, when)
        or _in_a_relative(sentence, when, anchor)
        or _in_another_clause(sentence, when, anchor)
        or _since_undone(sentence, when, anchor)
    )


def starts_on(sentence: Sentence, when: When) -> bool:
    """ "... and take effect on 4 February": the day of effect stands by itself, however far behind the act."""
    before = sentence.lows[max(0, when.i - 3) : when.i]
    return before[-1:] in (("on",), ("from",), ("of",)) and bool({"effect", "force", "effective"} & set(before[:-1]))


def told_of_the_future(sentence: Sentence, when: When, future: bool) -> bool:
    """Whether a weekday lies ahead: by the verb that it stands at, else by the act."""
    near: tuple[int, Verb] | None = None
    for verb in sentence.verbs:
        low, high = min(verb.i, when.i), max(verb.i, when.i)
        if high - low > _NEAR or any(low in (",", ";", "—") for low in sentence.lows[low:high]):
            continue
        if near is None or high - low < near[0]:
            near = high - low, verb
    if near is None:
        return future
    mode = near[1].mode
    if mode in ("future", "conditional"):
        return True
    return False if mode == "past" else future


def _after_a_cause(sentence: Sentence, when: When, anchor: int) -> bool:
    """ "following a doubling of imports in 2009", "After Peru's ban on 9 May, ...": the date of what came before."""
    opens = wordlist("dates: before another act")
    if when.form != "relative" and any(low in opens for low in sentence.lows[anchor : when.i][:-1]):
        return not _begins(sentence, when)
    return (
        sentence.lows[:1] != ()
        and sentence.lows[0] in wordlist("dates: opens with another act")
        and when.i > 2
        and when.j <= anchor
        and "," in sentence.lows[when.j : min(anchor, when.j + 8)]
    )


def _begins(sentence: Sentence, when: When) -> bool:
    """ "when it starts on Friday", "once they take effect in May"."""
    return bool(set(sentence.lows[max(0, when.i - 5) : when.i]) & wordlist("dates: words of beginning"))


def _attributive(sentence: Sentence, when: When, anchor: int) -> bool:
    """ "the 2030 expiry", "its 2024 output", "the 1990s", "20 % of what they sold in 2024": no day of an act."""
    if when.form != "year":
        return False
    lows = sentence.lows
    if lows[when.j : when.j + 1] == ("s",):
        return True
    lead = lows[when.i - 1] if when.i else ""
    if lead in wordlist("dates: before a year that only names") and not 0 <= anchor - when.j <= 3:
        return True
    return "what" in lows[max(0, when.i - 5) : when.i] or "levels" in lows[when.j : when.j + 1]


def _limit(sentence: Sentence, when: When) -> bool:
    """ "before the end of 2030", "ahead of 2 May", "until then": a day up to which."""
    lead = tuple(low for low in sentence.lows[max(0, when.i - 4) : when.i] if low not in ("the", "end", "of", "on"))
    if when.form == "relative":
        return False  # "before the end of this year" says when it is to be
    return lead[-1:] != () and lead[-1] in ("before", "until", "till", "through", "ahead", "prior")


def _in_a_relative(sentence: Sentence, when: When, anchor: int) -> bool:
    """ "plants, which last month began to ship", "lift the curbs that it imposed on 9 May": the date of the clause."""
    lows = sentence.lows
    if when.i <= anchor:  # "on Thursday signed a pact which lowers duties"
        between = lows[when.j : anchor]
        return "which" in between and any(when.j <= v.i < anchor and v.classes & _SETTLES for v in sentence.verbs)
    opens = next((k for k in range(anchor, when.i) if lows[k] in ("that", "which", "who", "whose", "first")), None)
    if opens is None:
        return False
    inner = [v for v in sentence.verbs if opens < v.i < when.i]
    if not inner and "to" in lows[when.j + 1 : when.j + 3]:
        return True  # "a plant which last month began to ship"
    if _undone(sentence, anchor, opens):
        return not _begins(sentence, when)
    starts = _begins(sentence, when)
    return bool(inner) and not starts and not any(v.classes & _DONE_TO_IT for v in inner)


def _undone(sentence: Sentence, anchor: int, until: int) -> bool:
    """Whether the act is one of easing, so that what it eases has a day of its own."""
    return any(v.i <= until and v.classes & _UNDONE and anchor - 10 <= v.i for v in sentence.verbs)


def _in_another_clause(sentence: Sentence, when: When, anchor: int) -> bool:
    """ "..., and in October the ministry picked four firms": the date of the clause beside."""
    lows = sentence.lows
    low, high = (when.j, anchor) if when.j <= anchor else (anchor, when.i)
    cut = next(
        (
            k
            for k in range(low, high)
            if lows[k] in ("and", "but", "while", "whereas", "though") and _clause(sentence, k)
        ),
        None,
    )
    if cut is None or _begins(sentence, when):
        return False
    if when.j <= anchor and not any(when.j <= v.i < cut and v.form != "ing" for v in sentence.verbs):
        return False  # "On 30 April, after weeks of talks and delay, Ukraine signed"
    return when.j <= anchor or not any(v.i > cut and abs(v.i - anchor) <= 1 for v in sentence.verbs)


def _clause(sentence: Sentence, k: int) -> bool:
    """Whether "and" at ``k`` opens a clause with a subject of its own."""
    verb = next((v for v in sentence.verbs if k < v.i <= k + 9 and v.mode != "infinitive" and v.form != "ing"), None)
    start = verb.start if verb is not None else _past_verb(sentence, k)
    if start is None or start <= k + 1:
        return False
    between = range(k + 1, start)
    if any(sentence.lows[n] in ("that", "which", "who", "whose") for n in between):
        return False  # "metals and magnets that the ministry listed"
    subject = any(n in sentence.covered and sentence.covered[n].kind != "good" for n in between)
    return (
        subject
        or bool({"it", "they", "he", "she", "the"} & set(sentence.lows[k + 1 : start]))
        or sentence.lows[k - 1] == ","
    )


def _past_verb(sentence: Sentence, k: int) -> int | None:
    """A past form behind "and" at ``k`` that the register of verbs does not know: "and the ministry picked"."""
    for n in range(k + 2, min(len(sentence.lows), k + 9)):
        if sentence.lows[n] in (",", ";", "(", "who", "which", "that"):
            return None
        if sentence.lows[n].endswith("ed") and sentence.tokens[n].text[0].islower() and n not in sentence.covered:
            return n
    return None


def _since_undone(sentence: Sentence, when: When, anchor: int) -> bool:
    """ "lift the duties charged since 4 March": since when what is lifted has applied."""
    lead = sentence.lows[max(0, when.i - 2) : when.i]
    if "since" not in lead:
        return False
    eased = _undone(sentence, anchor, when.i)
    return eased or (
        when.form == "year"
        and any(low in ("worse", "downhill", "highest", "lowest", "first", "most") for low in sentence.lows)
    )
