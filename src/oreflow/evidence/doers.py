"""The public hand behind a word: which state gives, clears or builds, told by subject, possessor, agent or context."""

from __future__ import annotations

from functools import cache

from oreflow.evidence.giving import firm_home, lead_word, named_after, organ_of, spenders
from oreflow.evidence.lexicon import Mention
from oreflow.evidence.scene import BREAKS, PREPOSITIONS, Scene, Sentence, anaphor, head_person, modifies, oblique
from oreflow.evidence.verbs import inflections
from oreflow.evidence.wordlists import wordlist

_REACH = 12  # tokens between a subject and its verb
_OPEN = wordlist("doers: between subject and verb")
_ORGANS = wordlist("doers: public organs")


@cache
def forms_of(name: str) -> frozenset[str]:
    """All forms of the verbs of a word list."""
    return frozenset(form for verb in wordlist(name) for form in inflections(verb))


def state_firm(sentence: Sentence, m: Mention) -> bool:
    """Whether a mention is a firm that a state owns: "Codelco", "Antam"."""
    return bool(set(sentence.lows[m.i : m.j]) & wordlist("works: state firms"))


def public(sentence: Sentence, m: Mention) -> bool:
    """Whether a mention may pay, clear or build for a state: an agency, a ruler, a government, a bare capital."""
    if m.kind == "good" or not m.value:
        return False
    if m.kind == "agency":
        return not set(sentence.lows[m.i : m.j]) & wordlist("doers: agencies that do not pay")
    if m.kind == "person" or m.form in ("capital", "nickname"):
        return True
    if m.form == "region":
        return False
    after = sentence.lows[m.j : m.j + 5]
    for low in after:
        if low in _ORGANS:
            return True
        if low in PREPOSITIONS or low in (",", ";", "and"):
            break
    return organ_of(sentence, m)


def doer(scene: Scene, sentence: Sentence, n: int) -> tuple[str | None, bool]:
    """The state that is the subject of the verb at token ``n``, and whether it is named; a firm hides it."""
    lows = sentence.lows
    k = n - 1
    steps = 0
    while k >= 0 and steps < _REACH:
        low = lows[k]
        m = sentence.covered.get(k)
        if low == ")" and "(" in lows[max(0, k - 5) : k]:  # "the Transition Fund (JTF), which": past the short name
            k = max(i for i in range(max(0, k - 5), k) if lows[i] == "(") - 1
            steps += 1
            continue
        if m is not None and m.kind != "good":
            m = _first_of_pair(sentence, m)
            return (m.value, True) if m.value and _acts(sentence, m, n) else (None, False)
        if low in BREAKS or low in ("that", "if", "because", "after", "before", "as", "for"):
            return None, False
        if low in _ORGANS and m is None:
            named = _owner_of_organ(sentence, k)
            if named is not None:
                return named, True
            state = anaphor(scene, sentence, k) or next(iter(spenders(scene, sentence)), None)
            return state, False
        if low in ("it", "which", "who", "and") and k == n - 1 - _helpers(lows, n):
            if low == "it":
                return anaphor(scene, sentence, k), False
        elif low in _OPEN or low.endswith("ly") or low == ",":
            pass
        elif _names_a_firm(sentence, k):
            return None, False
        k -= 1
        steps += 1
    return None, False


def _first_of_pair(sentence: Sentence, m: Mention) -> Mention:
    """ "the governments of the United States and Australia": the first named acts for both."""
    before = next((x for x in reversed(sentence.states()) if x.j <= m.i), None)
    joint = before is not None and sentence.lows[before.j : m.i] in (("and",), ("and", "the"))
    return before if joint and before is not None and organ_of(sentence, before) else m


def _helpers(lows: tuple[str, ...], n: int) -> int:
    """How many auxiliaries and adverbs stand right before token ``n``."""
    count = 0
    while n - 1 - count >= 0 and lows[n - 1 - count] in _OPEN and lows[n - 1 - count] not in ("and", "which", "who"):
        count += 1
    return count


def _names_a_firm(sentence: Sentence, k: int) -> bool:
    low, text = sentence.lows[k], sentence.tokens[k].text
    if low in wordlist("sides: firm words") or low in wordlist("giving: firms"):
        return True
    before = sentence.lows[max(0, k - 3) : k]
    minister = any(word in wordlist("doers: offices") for word in (*before, low))
    return k > 0 and text[0].isupper() and sentence.kind != "title" and not minister and low not in _OPEN


def _acts(sentence: Sentence, m: Mention, n: int) -> bool:
    """Whether a mention before a verb is its subject and a state's own hand."""
    if named_after(sentence, m) or firm_home(sentence, m):
        return False
    between = sentence.lows[m.j : n]
    if _led_away(sentence, m.j, n) and not organ_of(sentence, m) and not any(low in _ORGANS for low in between):
        return False
    if modifies(sentence, m) and not head_person(sentence, m) and not any(low in _ORGANS for low in between):
        return False
    if m.kind == "agency" and (lead_word(sentence, m) == "and" or "which" in between):
        return True  # "comes from the Transition Fund, which adds ..."
    return not oblique(sentence, m) or organ_of(sentence, m)


def _led_away(sentence: Sentence, i: int, n: int) -> bool:
    """Whether a preposition other than the "to" of a verb or that of a date stands between a state and its verb."""
    dated = {k for when in sentence.whens for k in range(when.i - 1, when.j)}
    for k in range(i, n):
        low = sentence.lows[k]
        if low in PREPOSITIONS and low != "to" and k not in dated and sentence.lows[k + 1] not in ("its", "the"):
            return True
    return False


def _owner_of_organ(sentence: Sentence, k: int) -> str | None:
    """ "Korea's export credit agency", "the government of Bolivia": whose organ stands at token ``k``."""
    before = next((m for m in reversed(sentence.states()) if m.j <= k and k - m.j <= 4 and modifies(sentence, m)), None)
    if before is not None:
        return before.value
    return next((m.value for m in sentence.states() if 0 < m.i - k <= 3 and sentence.lows[k + 1] == "of"), None)


def agent(scene: Scene, sentence: Sentence, n: int, leads: tuple[str, ...], reach: int = 14) -> str | None:
    """The public hand after token ``n`` that a preposition brings in: "from the DFC", "by the finance ministry"."""
    lows = sentence.lows
    for k in range(n, min(len(lows) - 1, n + reach)):
        if lows[k] in BREAKS and lows[k] not in ("(", ")"):
            return None
        if lows[k] not in leads:
            continue
        for m in sentence.states():
            if k < m.i <= k + 4 and not any(low in PREPOSITIONS for low in lows[k + 1 : m.i]):
                if public(sentence, m) and not state_firm(sentence, m):
                    return m.value
                break
        else:
            at = next((i for i in range(k + 1, min(len(lows), k + 5)) if lows[i] in _ORGANS), None)
            if at is not None and not any(low in PREPOSITIONS for low in lows[k + 1 : at]):
                return _owner_of_organ(sentence, at) or next(iter(spenders(scene, sentence)), None)
    return None


def bare_organ(scene: Scene, sentence: Sentence, start: int, end: int) -> str | None:
    """The state that an unnamed organ or purse stands for: "the government", "federal", "taxpayers' money"."""
    words = wordlist("doers: words for the purse")
    if not any(low in words and k not in sentence.covered for k, low in enumerate(sentence.lows[start:end], start)):
        return None
    own = [m for m in sentence.states() if modifies(sentence, m) and m.j <= end and m.i >= start - 4]
    if own:
        return own[-1].value
    home = next((m.value for m in sentence.states() if m.form == "region"), None)
    return home or next(iter(spenders(scene, sentence)), None)
