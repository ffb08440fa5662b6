"""Measures that share a clause: one event for each state that takes it and for each day it was put on other goods;
and measures of old, told with the time when they ended."""

from __future__ import annotations

from dataclasses import replace

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.dates import When
from oreflow.evidence.lexicon import Mention
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.wordlists import wordlist

_CONTROLS = frozenset(("export_control", "import_restriction", "quota", "sanction"))
_OLD = 8  # years after which a halt against one state, told with its year, is history


def told_apart(scene: Scene, sentence: Sentence, found: list[Candidate]) -> list[Candidate]:
    """The candidates of a sentence with joint ones taken apart and bygone ones marked as such."""
    apart = [
        each for candidate in found for dated in _by_day(sentence, candidate) for each in _by_actor(sentence, dated)
    ]
    for candidate in apart:
        if candidate.kind not in _CONTROLS:
            continue
        candidate.objects = [good for good in candidate.objects if good != "shipping"]  # ships carry what is controlled
        if candidate.status == "announced" and _long_since(scene, sentence, candidate):
            candidate.status = "in_force"
        if candidate.status == "in_force" and _bygone(scene, sentence, candidate):
            candidate.status = "expired"
    return apart


def _year_of(scene: Scene) -> int | None:
    return scene.calendar.published.year if scene.calendar.published else scene.calendar.year_hint


def _long_since(scene: Scene, sentence: Sentence, candidate: Candidate) -> bool:
    """ "Exports would need a licence, Beijing said in July 2023": what was announced in a year before is in force."""
    year = _year_of(scene)
    day = candidate.date or ""
    return year is not None and day[:4].isdigit() and int(day[:4]) < year and sentence.has("said", "announced")


def _by_actor(sentence: Sentence, candidate: Candidate) -> list[Candidate]:
    """ "The US and Britain outlawed ...", "outlawed by the US and Britain": one measure of each."""
    if candidate.kind not in _CONTROLS or not candidate.own_actor:
        return [candidate]
    if candidate.status in ("possible", "under_negotiation"):
        return [candidate]  # "American and Chinese officials discussed ..."
    for chain in _chains(sentence):
        values = list(dict.fromkeys(m.value for m in chain))
        if candidate.actor not in values or len(values) < 2 or set(values) & set(candidate.target):
            continue
        lead = next((low for low in reversed(sentence.lows[max(0, chain[0].i - 2) : chain[0].i]) if low != "the"), "")
        if (oblique(sentence, chain[0]) and lead != "by") or sentence.has("between"):
            continue
        if any(modifies(sentence, m) and m.form != "demonym" for m in chain[:-1]):
            continue
        if "other" in sentence.lows and sentence.has("each"):  # "controls on each other"
            return [replace(candidate, actor=v, target=[w for w in values if w != v], mentions=[]) for v in values]
        return [replace(candidate, actor=value, mentions=[]) for value in values]
    return [candidate]


def _chains(sentence: Sentence) -> list[list[Mention]]:
    """Runs of states joined by commas, "and", "as well as", "together with"."""
    joins = wordlist("joint_measures: joins states")
    runs: list[list[Mention]] = []
    for mention in sentence.states():
        between = sentence.lows[runs[-1][-1].j : mention.i] if runs else ()
        if between and len(between) <= 5 and all(low in joins for low in between):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return [run for run in runs if len(run) > 1 and any(low == "and" for low in _inner(sentence, run))]


def _inner(sentence: Sentence, run: list[Mention]) -> tuple[str, ...]:
    return (*sentence.lows[run[0].j : run[-1].i], *(("and",) if sentence.kind == "title" else ()))


def _by_day(sentence: Sentence, candidate: Candidate) -> list[Candidate]:
    """ "Exports of gallium in 2023 and of antimony in 2024": each good with the day told after it."""
    if candidate.kind not in _CONTROLS or len(candidate.objects) < 2 or not candidate.own_goods:
        return [candidate]
    days = [w for w in sentence.whens if w.value and w.form in ("day", "month", "year")]
    shares: dict[When, list[str]] = {}
    for mention in sentence.goods():
        if mention.value not in candidate.objects:
            continue
        day = next((w for w in days if w.i >= mention.j), None)
        if day is None:
            return [candidate]
        shares.setdefault(day, []).append(mention.value)
    told = [good for goods in shares.values() for good in goods]
    if len(shares) < 2 or sorted(told) != sorted(candidate.objects):
        return [candidate]
    return [replace(candidate, objects=goods, date=day.value, mentions=[]) for day, goods in shares.items()]


def _gone_before(sentence: Sentence, candidate: Candidate) -> bool:
    """ "temporary controls had been in place since 2016": what stood before the measure the report is about."""
    lows = sentence.lows
    first = candidate.evidence.text.lower().split()[:2]
    return any(low in wordlist("joint_measures: gone before") for low in first) and any(
        lows[k : k + 2] == ("had", "been") and "since" in lows[k + 2 : k + 7] for k in range(len(lows))
    )


def _bygone(scene: Scene, sentence: Sentence, candidate: Candidate) -> bool:
    """Whether a measure ended long ago: "until 2015", "for two months in 2010", "the quota for 2011"."""
    if _gone_before(sentence, candidate):
        return True
    year = _year_of(scene)
    if year is None:
        return False
    for when in sentence.whens:
        lead = sentence.lows[when.i - 1] if when.i else ""
        if lead in ("until", "till", "through") and when.value and int(when.value[:4]) < year:
            return True
    if candidate.date is None or not candidate.date[:4].isdigit() or int(candidate.date[:4]) >= year:
        return False
    if candidate.kind == "quota" and candidate.quantity is not None and not sentence.has("since"):
        return True
    if candidate.target and int(candidate.date[:4]) <= year - _OLD:
        return True
    lows = sentence.lows
    return any(
        lows[k] == "for" and any(low in ("days", "weeks", "months") for low in lows[k + 1 : k + 5])
        for k in range(len(lows))
    )
