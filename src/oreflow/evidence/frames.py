"""Frames: measures told in words that no single noun or verb gives away ("put a ceiling on", "shut the door on").

Each row of ``lexicon/frames.csv`` is a pattern over a sentence whose goods, states and amounts are reduced to
signs: G goods, S a state, D a nationality or possessor, P either, M money, N tonnes, X percent; ``*3`` up to three
words within a clause and ``**8`` across commas; ``?x`` may be absent; ``[name]`` a list of ``words.csv``; ``!a|b``
all forms of the verbs, the anchor of status and subject. A row adds an event only where the grammar found none
of its kind in the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.frame_roles import frame_candidate
from oreflow.evidence.joint_measures import told_apart
from oreflow.evidence.lexicon import rows, split
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.verbs import inflections
from oreflow.evidence.wordlists import wordlist

_SIGNS = {
    "G": "@g",
    "S": "@s",
    "D": "@d",
    "P": "@[sd]",
    "M": "@m",
    "N": "@t",
    "X": "@p",
}
_WORD = r"[^ ,;:()|.—“”\"]+"
_ANY = r"[^ ;:()|.—“”\"]+"


class Frame(NamedTuple):
    """One pattern with what it tells: ``status`` of a plain past, ``side`` where its actor stands."""

    kind: str
    status: str
    side: str
    needs: str
    pattern: re.Pattern[str]
    triggers: frozenset[str]
    wanted: tuple[
        frozenset[str], ...
    ]  # of each of these a sentence must hold a word or sign, or the pattern cannot fit


@cache
def frames() -> tuple[Frame, ...]:
    """All frames of the register."""
    return tuple(
        Frame(row["kind"], row["status"], row["actor"], row["needs"], *_compile(row["pattern"]))
        for row in rows("frames.csv")
    )


def _compile(pattern: str) -> tuple[re.Pattern[str], frozenset[str], tuple[frozenset[str], ...]]:
    parts: list[str] = []
    wanted: list[frozenset[str]] = []
    for element in pattern.split():
        optional = element.startswith("?")
        element = element.removeprefix("?")
        if element.startswith("**"):
            parts.append(rf"(?: {_ANY}){{0,{int(element[2:])}}}?")
            continue
        if element.startswith("*"):
            parts.append(rf"(?: {_WORD}){{0,{int(element[1:])}}}?")
            continue
        if element in _SIGNS:
            body = " " + _SIGNS[element]
            words = {"@s", "@d"} if element == "P" else {_SIGNS[element]}
        elif element == ",":
            body, words = " ,", {","}
        else:
            words = _words(element)
            body = "(?: (?:" + "|".join(sorted(map(re.escape, words))) + "))"
            body = f"(?P<v>{body})" if element.startswith("!") else body
        parts.append(f"(?:{body})?" if optional else body)
        if not optional:
            wanted.append(frozenset(words))
    common = wordlist("frames: common words")
    triggers = min(wanted, key=lambda words: (any(w[0] in "@," or w in common for w in words), len(words)))
    return re.compile("".join(parts) + r"(?= |$)"), triggers, tuple(wanted)


def _words(element: str) -> set[str]:
    verb = element.startswith("!")
    found: set[str] = set()
    for item in split(element.removeprefix("!")):
        listed = wordlist("frames: " + item[1:-1]) if item.startswith("[") else (item,)
        for word in listed:
            found |= inflections(word) if verb else {word}
    return found


@cache
def _by_trigger() -> dict[str, tuple[int, ...]]:
    """The numbers of the frames that each trigger word may open."""
    found: dict[str, list[int]] = {}
    for number, frame in enumerate(frames()):
        for word in frame.triggers:
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def find_frames(scene: Scene, sentence: Sentence, here: list[Candidate]) -> list[Candidate]:
    """Candidates of the frames that fit a sentence and whose event is not among ``here``, those of the grammar."""
    known = _by_trigger()
    text, starts, tokens = _reduced(sentence)
    words = set(text.split(" "))
    numbers = {number for word in words if word in known for number in known[word]}
    live = [
        frame
        for frame in (frames()[number] for number in sorted(numbers))
        if not any(wanted.isdisjoint(words) for wanted in frame.wanted)
    ]
    added: list[Candidate] = []
    for frame in live:
        for match in frame.pattern.finditer(text):
            i = tokens[bisect_right(starts, match.start() + 1) - 1]
            last = bisect_right(starts, match.end() - 1) - 1
            j = tokens[last + 1] if last + 1 < len(tokens) else len(sentence.lows)
            anchor = match.start("v") + 1 if "v" in match.re.groupindex else match.start() + 1
            v = tokens[bisect_right(starts, anchor) - 1]
            candidate = frame_candidate(scene, sentence, (frame.kind, frame.status, frame.side, frame.needs), i, v, j)
            if candidate is not None and not any(_told(c, candidate) for c in (*here, *added)):
                added.append(candidate)
    return told_apart(scene, sentence, added)


def _told(known: Candidate, new: Candidate) -> bool:
    """Whether the sentence already tells this event, under this kind or under the one it is a part of."""
    alike = {new.kind}
    if new.kind in ("capacity_project", "subsidy_or_price_support", "stockpile", "purchase"):
        alike = {"capacity_project", "subsidy_or_price_support", "stockpile", "purchase"}
    if known.kind in ("export_control", "tariff") and not known.strong:
        return False
    if new.kind in ("quota", "export_control"):
        alike = {"quota", "export_control"}
    if known.kind not in alike:
        return False
    if known.quantity is not None and new.quantity is not None and known.quantity != new.quantity:
        return False
    if known.kind == new.kind == "export_control" and known.objects and new.objects and new.own_goods:
        return bool(set(known.objects) & set(new.objects))  # "holding back magnets after barring dual-use goods"
    apart = known.evidence.end <= new.evidence.start or new.evidence.end <= known.evidence.start
    if apart and known.kind == new.kind == "subsidy_or_price_support":
        return False
    if new.kind == "deal" and known.target and new.target:
        ours, theirs = {known.actor, *known.target}, {new.actor, *new.target}
        if not ours & theirs or (apart and not set(known.target) & theirs):
            return False  # each partner has its own
    return not (apart and bool(known.objects) and bool(new.objects) and not set(known.objects) & set(new.objects))


def _reduced(sentence: Sentence) -> tuple[str, list[int], list[int]]:
    """The sentence with signs for mentions and amounts; where each word starts in it and which token it is."""
    money = {a.i: ("@m" if a.kind == "money" else "@t" if a.kind == "mass" else "@p", a.j) for a in sentence.amounts}
    parts: list[str] = []
    starts: list[int] = []
    tokens: list[int] = []
    k, length = 0, 0
    while k < len(sentence.lows):
        mention = sentence.covered.get(k)
        word, after = sentence.lows[k], k + 1
        if mention is not None and mention.value:
            owned = mention.j < len(sentence.lows) and sentence.lows[mention.j] in ("'s", "’s")
            word = "@g" if mention.kind == "good" else "@d" if mention.form == "demonym" or owned else "@s"
            after = mention.j + (1 if owned and mention.kind != "good" else 0)
        elif k in money:
            word, after = money[k]
        starts.append(length + 1)
        tokens.append(k)
        parts.append(word)
        length += 1 + len(word)
        k = max(after, k + 1)
    return " " + " ".join(parts), starts, tokens
