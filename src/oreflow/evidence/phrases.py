"""Stretches of a sentence: clauses, noun phrases and what belongs to them, conditions, and the date of an act."""

from __future__ import annotations

from oreflow.evidence.act_dates import of_another_act, starts_on, told_of_the_future
from oreflow.evidence.dates import When
from oreflow.evidence.scene import (
    BREAKS,
    PREPOSITIONS,
    SUBORDINATORS,
    Scene,
    Sentence,
)
from oreflow.evidence.wordlists import wordlist

_CONDITION = wordlist("phrases: condition")


def clause(sentence: Sentence, i: int, j: int) -> tuple[int, int]:
    """The token range around ``i``..``j`` between hard breaks and subordinators."""
    lows = sentence.lows
    start = i
    while start > 0 and lows[start - 1] not in BREAKS and lows[start - 1] not in SUBORDINATORS:
        start -= 1
    end = j
    while end < len(lows) and lows[end] not in BREAKS and lows[end] not in SUBORDINATORS:
        end += 1
    return start, end


_FINITE = wordlist("phrases: finite")


def condition_range(sentence: Sentence) -> tuple[int, int]:
    """Token range of an "if ..." or "unless ..." clause, ``(-1, -1)`` where there is none."""
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low == "provided" and k and lows[k - 1] == ",":
            return k, len(lows)
        if low in ("if", "unless", "whether"):
            end = k + 1
            while end < len(lows) and lows[end] not in (",", ";", "—", "”", '"'):
                end += 1
            return k, end
    return -1, -1


def tail(sentence: Sentence, j: int, limit: int = 40) -> int:
    """Where the complement of a noun ends: at a break, a subordinator, or a comma before a new verb phrase."""
    lows = sentence.lows
    starts = {verb.start: verb for verb in sentence.verbs}
    k = j
    while k < len(lows) and k - j < limit:
        low = lows[k]
        if k == j or (k == j + 1 and lows[j] in ("that", "which")):
            jump = _relative(sentence, k)
            if jump:
                k = jump
                continue
        if low == "that" and k > j and any(lows[n] in ("them", "it") for n in range(k + 2, min(len(lows), k + 4))):
            k = next(n for n in range(k + 2, k + 4) if lows[n] in ("them", "it")) + 1
            continue  # "magnets that contain them to Japanese firms"
        if low in _FINITE:
            break
        if low in BREAKS or low in SUBORDINATORS or (low == "that" and k > j):
            if low == "(":
                close = next((n for n in range(k, min(len(lows), k + 14)) if lows[n] == ")"), None)
                if close is not None:
                    k = close + 1
                    continue
            break
        if (
            k > j
            and low in wordlist("phrases: turns to time")
            and k + 1 < len(lows)
            and not (low == "as" and (lows[k + 1] in ("well", "of") or lows[k - 1] == "such"))
        ):
            break
        if (
            low == ","
            and k + 1 < len(lows)
            and (lows[k + 1].endswith("ing") or lows[k + 1] in wordlist("phrases: after a comma, a new clause"))
        ):
            break
        if (
            low == "and"
            and any(n in starts for n in (k + 1, k + 2))
            and (k + 1) not in sentence.covered
            and (k + 2) not in sentence.covered
        ):
            break
        verb = starts.get(k)
        if verb is not None and low in wordlist("phrases: participles of origin"):
            k += 1
            continue
        if verb is not None and verb.mode != "infinitive" and verb.form != "ing" and k > j:
            break
        k += 1
    return k


def _relative(sentence: Sentence, k: int) -> int:
    """Where a short relative clause such as "it has placed" or "imposed by Washington" ends, so that "on ..."
    after it still belongs."""
    lows = sentence.lows
    n = k
    while (
        n < len(lows)
        and n - k < 6
        and (
            lows[n] in wordlist("phrases: opens a relative clause")
            or (n in sentence.covered and sentence.covered[n].kind != "good")
        )
    ):
        n += 1
    if n < len(lows) and any(
        v.i == n and v.form in ("past", "participle") and v.classes & {"enact", "announce", "threaten"}
        for v in sentence.verbs
    ):
        after = lows[n + 1 : n + 2]
        if after and after[0] in ("on", "against", "in", "by", "to", "over"):
            return n + 1
    return 0


def np_start(sentence: Sentence, i: int) -> int:
    """The first token of the noun phrase whose head is at ``i``: modifiers, goods, places, percents, possessives."""
    lows = sentence.lows
    verb_at = {verb.i for verb in sentence.verbs}
    k = i
    while k > 0 and i - k < 14:
        low = lows[k - 1]
        if (
            low in PREPOSITIONS
            or low in BREAKS
            or low in SUBORDINATORS
            or low
            in (
                "that",
                "to",
                "is",
                "are",
                "was",
                "were",
                "be",
                "will",
                "has",
                "have",
                "had",
                "would",
                "not",
                "also",
                "then",
                '"',
                "“",
                "”",
                "by",
            )
        ):
            break
        if (k - 1) in verb_at and (
            k >= 2
            and (lows[k - 2] in wordlist("phrases: ends a noun phrase to the left") or (k - 2) in sentence.covered)
        ):
            break
        if (k - 1) in verb_at and low not in wordlist("phrases: participles before a noun"):
            break
        if low in (",", "and", "or", "&") and not _joins(sentence, k - 1, i):
            break
        k -= 1
    return k


def _joins(sentence: Sentence, comma: int, head: int) -> bool:
    """Whether a comma or "and" joins modifiers inside the noun phrase ("steel and aluminium tariffs")."""
    left = sentence.covered.get(comma - 1)
    if left is None and sentence.lows[comma - 1] in ("'s", "’s"):
        return False
    right = sentence.covered.get(comma + 1)
    if left is not None and right is not None:
        return left.kind == right.kind or (left.kind != "good" and right.kind != "good")
    return (
        left is None
        and right is None
        and sentence.lows[comma] in ("and", "or")
        and comma >= 1
        and sentence.lows[comma - 1].endswith(("al", "ic", "ive", "ed"))
        and head - comma <= 3
    )


def moment(
    scene: Scene, sentence: Sentence, anchor: int, start: int, end: int, future: bool
) -> tuple[str | None, bool]:
    """The date of an act: the nearest date in its clause; the flag says that it is marked as the day of effect."""
    best: tuple[float, When, bool] | None = None
    for when in sentence.whens:
        if when.j > end + 10 and not (when.i > anchor and starts_on(sentence, when)):
            continue
        if any(low in BREAKS and low not in "()—" for low in sentence.lows[min(when.i, anchor) : max(when.i, anchor)]):
            continue
        lead = sentence.lows[when.i - 1] if when.i else ""
        if of_another_act(sentence, when, anchor):
            continue
        if lead == "of" and when.form == "year" and when.i > 1 and sentence.tokens[when.i - 2].text[0].isupper():
            continue  # "the Trade Act of 1974"
        effective = lead in ("from", "effective", "starting", "beginning", "until") or (
            when.i >= 2
            and sentence.lows[when.i - 2 : when.i]
            in (("as", "of"), ("starting", "on"), ("effect", "on"), ("effect", "from"))
        )
        if lead in ("until", "through", "till"):
            continue
        apart = 8 if when.j <= anchor and "," in sentence.lows[when.j : anchor] and when.vague else 0
        distance = apart + abs(when.i - anchor) - (3 if effective else 0) + (6 if when.form == "year" else 0)
        if best is None or distance < best[0]:
            best = (distance, when, effective)
    if best is None:
        return None, False
    when = best[1]
    if (
        when.implied
        and when.form == "month"
        and not future
        and scene.calendar.published is not None
        and when.value is not None
    ) and when.value > scene.calendar.published.isoformat()[: len(when.value)]:
        return f"{int(when.value[:4]) - 1:04d}{when.value[4:]}", best[2]
    if when.form == "weekday" and when.weekday is not None:
        ahead = told_of_the_future(sentence, when, future)
        return scene.calendar.weekday(when.weekday, when.direction, ahead), best[2]
    return when.value, best[2]


def condition(scene: Scene, sentence: Sentence, anchor: int) -> str | None:
    """The words of the condition in the sentence: "if ...", "unless ...", "provided ..."."""
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low not in _CONDITION or (
            low == "until"
            and (
                k + 1 >= len(lows)
                or any(w.i in (k + 1, k + 2) for w in sentence.whens)
                or lows[k + 1] in ("further", "now", "then", "recently")
            )
        ):
            continue
        if low == "provided" and not (
            (k and lows[k - 1] in (",", "and")) or (k + 1 < len(lows) and lows[k + 1] == "that")
        ):
            continue
        if low == "if" and k and lows[k - 1] in wordlist("phrases: if that asks"):
            continue
        end = k + 1
        while (
            end < len(lows)
            and lows[end] not in (";", "—", ".", "”", '"')
            and not (lows[end] == "," and end > k + 3 and k < anchor)
        ):
            end += 1
        return scene.tokens_span(sentence, k, end).text
    return None
