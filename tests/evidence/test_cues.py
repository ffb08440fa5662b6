"""Weighed cues: events in wording that no rule knows, refusals, and that the tables are what the corpus gives."""

from __future__ import annotations

import csv
from pathlib import Path
from types import ModuleType

import pytest

from oreflow.vocabulary.errors import OreflowError
from tests.evidence.shared_texts import script
from tests.evidence.test_extraction import reading


@pytest.fixture(scope="module")
def train() -> ModuleType:
    return script("train_cues")


@pytest.mark.parametrize(
    ("text", "kind", "actor", "target", "objects"),
    [
        (
            "Ottawa came up with C$45 million for the Quebec graphite mine.",
            "subsidy_or_price_support",
            "CAN",
            (),
            ("graphite",),
        ),
        ("Washington hung a 25% charge on Brazilian niobium at the border.", "tariff", "USA", ("BRA",), ("niobium",)),
        (
            "Canberra threw a $300 million lifeline to the zinc smelter in Hobart.",
            "subsidy_or_price_support",
            "AUS",
            (),
            ("zinc",),
        ),
    ],
)
def test_events_that_no_rule_knows(
    text: str, kind: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]
) -> None:
    (event,) = reading(text).events
    assert (event.rule, event.kind, event.actor, event.target, event.objects) == ("cue", kind, actor, target, objects)
    assert event.evidence.text in text
    assert event.confidence <= 0.75


@pytest.mark.parametrize(
    "text",
    [
        "The striker's talks with Juventus over a deal worth 30 million euros broke down over a ban clause.",
        "Nickel Kings and Cobalt Queens are two bands from Canada whose tour was put on hold.",
        "Household electricity tariffs in Chile rise by 7 % in March, the regulator said.",
        "The museum in Lima signed a loan agreement with Madrid for a silver mask.",
    ],
)
def test_words_of_trade_policy_about_something_else(text: str) -> None:
    assert not [event for event in reading(text).events if event.core]


def test_corpus_is_sound(train: ModuleType) -> None:
    from oreflow.evidence.claims import EVENT_KINDS, EVENT_STATUSES
    from oreflow.evidence.lexicon import minerals
    from oreflow.vocabulary import commodities, countries

    codes = {*countries(), "EU"}
    labels = [
        label
        for path in sorted(train.CORPUS.glob("*.txt"))
        for report in train.reports(path)
        for line in report.labels
        for label in line
    ]
    assert len(labels) > 4000
    assert {label.kind for label in labels} == set(EVENT_KINDS)
    assert {label.status for label in labels} == set(EVENT_STATUSES)
    assert {code for label in labels for code in (label.actor, *label.target)} <= codes
    named = {good for label in labels for good in label.objects}
    assert len(named & minerals()) > 30
    assert not {good for good in named if good != good.lower()}
    assert len(named & set(commodities())) > 30


def test_a_bad_label_is_named_by_file_and_line(train: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("# Title\nA sentence.\n= tarif | in_force | USA | - | copper\n", encoding="utf-8")
    with pytest.raises(OreflowError, match=r"bad\.txt, line 3"):
        list(train.reports(path))


@pytest.mark.long
def test_tables_are_what_the_corpus_gives(train: ModuleType) -> None:
    names, fitted = train.fit(train.sentences_of(sorted(train.CORPUS.glob("*.txt"))))
    with (train.LEXICON / "cues.csv").open(encoding="utf-8", newline="") as file:
        written = {(row["kind"], row["feature"]): float(row["weight"]) for row in csv.DictReader(file)}
    again = {(kind, name): value for kind, w in fitted.items() for name, value in zip([*names, ""], w, strict=True)}
    apart = {key: (written.get(key, 0.0), value) for key, value in again.items() if abs(value) > 0.3}
    assert len(apart) > 1000
    assert max(abs(a - b) for a, b in apart.values()) < 0.1  # another processor may round a fit a little differently


@pytest.mark.long
def test_kinds_are_told_in_a_file_left_out(train: ModuleType) -> None:
    paths = sorted(train.CORPUS.glob("*.txt"))
    data = train.sentences_of(paths)
    left_out = [row for row in data if row.file in ("k5", "k12")]
    names, fitted = train.fit([row for row in data if row.file not in ("k5", "k12")])
    told = train.told_counts(left_out, names, fitted, 0.95)
    right, wrong, missed = (sum(counts[n] for counts in told.values()) for n in range(3))
    assert right / (right + wrong) > 0.85
    assert right / (right + missed) > 0.2
