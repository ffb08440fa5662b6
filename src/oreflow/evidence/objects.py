"""Which goods a measure, deal or figure is about: named in the phrase, else in the context; cleaned by the
rules of the schema."""

from __future__ import annotations

from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.scene import (
    BREAKS,
    PREPOSITIONS,
    Scene,
    Sentence,
)
from oreflow.evidence.wordlists import wordlist


def head_goods(sentence: Sentence, start: int, k: int, end: int) -> list[str]:
    """Objects of a control or duty whose head is token ``k``: modifiers before it, or the chain after "on",
    "of", "for"."""
    before = goods(sentence, start, k)
    after = chain_goods(sentence, k + 1, end)
    if before and (
        not after or k + 1 >= len(sentence.lows) or sentence.lows[k + 1] not in ("on", "of", "for", "over", "covering")
    ):
        return before
    return clean([*before, *after])


_COUNTS = wordlist("objects: counts")


def _refers_back(sentence: Sentence, mention: Mention) -> bool:
    """ "these minerals", "the three metals": the ones named before."""
    before = sentence.lows[max(0, mention.i - 2) : mention.i]
    if sentence.kind == "title" or not before:
        return False
    return before[-1] in ("these", "those", "such") or (
        before[-1] in _COUNTS and before[0] in ("the", "these", "those") and len(before) == 2
    )


def know_how(sentence: Sentence, mention: Mention) -> bool:
    """ "rare earth processing technology", "know-how for making magnets": licensed technology is no object."""
    return _technique_for(sentence, mention) or (
        any(
            low in ("technology", "technologies", "know", "expertise")
            for low in sentence.lows[mention.j : mention.j + 3]
        )
        and sentence.lows[mention.j : mention.j + 1] not in ((",",), ("and",), (".",))
    )


def _technique_for(sentence: Sentence, mention: Mention) -> bool:
    """ "technologies for refining rare earths": the technique stands before what it makes."""
    first = max(0, mention.i - 14)
    before = sentence.lows[first : mention.i]
    at = next((n for n in range(len(before) - 1, -1, -1) if before[n] in wordlist("objects: techniques")), None)
    if at is None:
        return False
    between = [low for low in before[at + 1 :] if low not in ("how", "-")]
    listed = any(k in sentence.covered for k in range(first + at + 1, mention.i))  # "for lithium, nickel and cobalt"
    ends = wordlist("objects: ends a technique")
    return between[:1] in (["for"], ["of"], ["to"], ["used"]) and not any(
        low in ends or (low in (",", "and") and not listed) for low in between
    )


def _user(sentence: Sentence, mention: Mention, start: int) -> bool:
    """ "exports of antimony, an ingredient of batteries", "to chipmakers": what a mineral is for, or who buys it."""
    if mention.value in minerals() and mention.value != "magnets":
        return False
    last, after = sentence.lows[mention.j - 1], sentence.lows[mention.j : mention.j + 1]
    if mention.value != "magnets" and (
        last.endswith(("makers", "maker")) or any(low in wordlist("objects: those who make") for low in after)
    ):
        return True
    mineral = next((m for m in sentence.goods() if start <= m.i < mention.i and m.value in minerals()), None)
    return mineral is not None and any(
        low in wordlist("objects: put to use") for low in sentence.lows[mineral.j : mention.i]
    )


def _gerund(sentence: Sentence, mention: Mention) -> bool:
    """ "barred from shipping raw ores": the verb, not the trade."""
    if sentence.lows[mention.i : mention.j] != ("shipping",):
        return False
    after = sentence.lows[mention.j : mention.j + 2]
    led = mention.i > 0 and sentence.lows[mention.i - 1] in wordlist("objects: before a gerund")
    return led or any(low in ("unprocessed", "raw", "the", "any", "its", "their") for low in after[:1])


def chain_goods(sentence: Sentence, i: int, end: int) -> list[str]:
    """Goods after a head noun until the phrase turns to something else ("on", "of" open it; "to the US of" is
    passed)."""
    lows = sentence.lows
    named: list[Mention] = []
    opened = False
    k = i
    while k < min(end, len(lows)):
        low = lows[k]
        mention = sentence.covered.get(k)
        if mention is not None and mention.kind == "good":
            if (opened or k - i <= 2) and not know_how(sentence, mention):
                named.append(mention)
            k = mention.j
            continue
        if named and low in wordlist("objects: another measure begins"):
            break
        if low in wordlist("objects: opens the goods"):
            opened = True
        elif low in ("to", "from", "toward", "towards") and any(k < m.i <= k + 3 for m in sentence.states()):
            k = next(m.j for m in sentence.states() if k < m.i <= k + 3)
            continue
        elif (
            named
            and (low in PREPOSITIONS or low == "to")
            and low not in ("including", "like", "such", "from", "of", "with")
        ) or (low in BREAKS and low != "("):
            break
        k += 1
    return clean([m.value for m in named if not _after_example_of_goods(sentence, m, i)])


def goods(sentence: Sentence, start: int, end: int) -> list[str]:
    """Canonical objects named in a token range, cleaned by the rules of the schema."""
    named: list[str] = []
    for mention in sentence.mentions:
        if (
            mention.kind != "good"
            or mention.i < start
            or mention.j > end
            or not mention.value
            or know_how(sentence, mention)
            or _gerund(sentence, mention)
            or _user(sentence, mention, start)
        ):
            continue
        if mention.value == GENERIC and _refers_back(sentence, mention):
            continue
        if _after_example_of_goods(sentence, mention, start):
            continue
        named.append(mention.value)
    return clean(named)


def _after_example_of_goods(sentence: Sentence, mention: Mention, start: int) -> bool:
    """ "Australian goods, including wine": examples of all goods are not the object themselves."""
    if mention.value in minerals():
        return False
    lows = sentence.lows[start : mention.i]
    for word in ("including", "particularly", "especially", "such"):
        if word in lows:
            before = lows[: lows.index(word)]
            return any(low in ("goods", "products", "imports", "exports") for low in before)
    return False


def clean(named: list[str]) -> list[str]:
    """One canonical list: the generic word only where no mineral is named beside it."""
    unique = [name for name in dict.fromkeys(named) if name]
    specific = [name for name in unique if name in minerals() and name != GENERIC]
    if specific and GENERIC in unique:
        unique.remove(GENERIC)
    if "all goods" in unique and len(unique) > 1 and not specific:
        unique = ["all goods"]
    return unique


def recent_goods(scene: Scene, sentence: Sentence, back: int = 3) -> list[str]:
    """Minerals named just before: the bullet's lead-in, the previous sentences, then the title."""
    if sentence.kind == "title":
        for later in scene.sentences[sentence.number + 1 : sentence.number + 4]:
            named = [m.value for m in later.goods() if m.value in minerals()]
            if named:
                return clean(named)
        return []
    numbers = [] if sentence.parent is None else [sentence.parent]
    numbers.extend(range(sentence.number - 1, max(-1, sentence.number - 1 - back), -1))
    if scene.sentences and 0 not in numbers:
        numbers.append(0)
    generic: list[str] = []
    for number in numbers:
        named = clean([m.value for m in scene.sentences[number].goods() if m.value in minerals()])
        if named and named != [GENERIC]:
            return named
        generic = generic or named
    return generic


def listed_goods(scene: Scene, sentence: Sentence, i: int, j: int) -> list[str]:
    """What the firms put on a list deal in: a mineral in their name, else for miners and refiners the goods near by."""
    lows = sentence.lows[i:j]
    named = [low for low in lows if low in minerals()]
    if named:
        return clean(named)
    if not any(low in wordlist("objects: mineral trades") for low in lows):
        return []
    here = [m.value for m in sentence.goods() if m.value in minerals()]
    return clean(here) or recent_goods(scene, sentence)
