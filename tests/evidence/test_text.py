"""Sentences, tokens, dates and numbers: offsets are exact, grammar is what reports use, time is linear."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow.evidence.dates import Calendar, whens
from oreflow.evidence.encoding import decode, looks_binary, repair
from oreflow.evidence.numbers import amounts
from oreflow.evidence.text import blocks, sentences, tokenize

PUBLISHED = Calendar(date(2025, 10, 26))  # a Sunday


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, blocks(text))]


def test_abbreviations_do_not_end_sentences() -> None:
    text = "The U.S. and China met on Oct. 24 in Kuala Lumpur. Mr. He spoke for J. P. Chen of Acme Corp. in Paris. It ended late."  # noqa: E501
    assert len(split(text)) == 3


def test_glued_heading_is_cut_from_its_paragraph() -> None:
    parts = split("Expanding into EuropeExtending its reach, the firm bought three properties in Slovakia.")
    assert parts[0] == "Expanding into Europe"


def test_bullet_knows_its_lead_in() -> None:
    text = "What China will do:\n- Lift the ban.\n- Buy soybeans.\nOther news follows here."
    found = blocks(text)
    assert [b.kind for b in found] == ["paragraph", "bullet", "bullet", "paragraph"]
    assert found[1].parent == found[2].parent == 0


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
@settings(max_examples=150, deadline=None)
def test_tokens_and_sentences_are_verbatim_slices(text: str) -> None:
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
    last = 0
    for sentence in sentences(text, blocks(text)):
        assert sentence.start >= last
        assert sentence.start < sentence.end <= len(text)
        last = sentence.end


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("worth $8.5 billion in all", "money", 8.5e9, "USD"),
        ("about US$17 billion last year", "money", 17e9, "USD"),
        ("A$13bn of projects", "money", 13e9, "AUD"),
        ("8.5 billion dollars", "money", 8.5e9, "USD"),
        ("a 93.5% duty", "percent", 93.5, "%"),
        ("some 70 per cent of it", "percent", 70.0, "%"),
        ("two-thirds of output", "percent", 66.7, "%"),
        ("a 25 percentage points cut", "points", 25.0, "points"),
        ("at $16.50 per lb on Friday", "price", 16.5, "USD/lb"),
        ("$39,000 a metric ton", "price", 39000.0, "USD/t"),
        ("$335 per metric ton unit", "price", 335.0, "USD/mtu"),
        ("1.5 million metric tonnes", "mass", 1.5e6, "t"),
        ("6,000 tonnes a year", "mass", 6000.0, "t/yr"),
    ],
)
def test_number_grammar(text: str, kind: str, value: float, unit: str) -> None:
    found = amounts(tuple(tokenize(text)))
    assert (found[0].kind, found[0].unit) == (kind, unit)
    assert found[0].value == pytest.approx(value)


def test_range_keeps_both_ends_and_from_to_stays_two_figures() -> None:
    (span,) = amounts(tuple(tokenize("between 10-20 percent of it")))
    assert (span.value, span.high) == (10.0, 20.0)
    pair = amounts(tuple(tokenize("raised from 25% to 100%")))
    assert [a.value for a in pair] == [25.0, 100.0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("by November 1 at the latest", "2025-11-01"),
        ("on 20 October 2025 in Washington", "2025-10-20"),
        ("effective Nov. 8, 2025", "2025-11-08"),
        ("in August 2024", "2024-08"),
        ("expires in November", "2025-11"),
        ("last year's quota", "2024"),
        ("earlier this month", "2025-10"),
        ("Next Thursday (October 30)", "2025-10-30"),
        ("since 2021-05-04", "2021-05-04"),
    ],
)
def test_date_grammar_resolves_against_publication(text: str, value: str) -> None:
    assert whens(tuple(tokenize(text)), PUBLISHED)[0].value == value


def test_weekday_means_the_last_one_unless_ahead() -> None:
    assert PUBLISHED.weekday(4, 0, future=False) == "2025-10-24"
    assert PUBLISHED.weekday(3, 1, future=False) == "2025-10-30"
    assert PUBLISHED.weekday(3, 0, future=True) == "2025-10-30"


def test_unknown_year_stays_unknown() -> None:
    (when,) = whens(tuple(tokenize("by November 1")), Calendar(None))
    assert when.value is None
    (hinted,) = whens(tuple(tokenize("by November 1")), Calendar(None, 2025))
    assert hinted.value == "2025-11-01"


def test_percent_of_duties_is_no_year() -> None:
    assert whens(tuple(tokenize("around 98% of its duties")), PUBLISHED) == []


def test_mojibake_is_repaired_and_good_text_left_alone() -> None:
    assert repair("Chinaâ€™s grip") == "China’s grip"
    assert repair("São Paulo, Šefčovič, €3bn") == "São Paulo, Šefčovič, €3bn"
    assert decode("China’s".encode("cp1252")) == "China’s"


def test_binary_is_recognised_by_content() -> None:
    assert looks_binary(b"\x89PNG\r\n\x1a\n")
    assert looks_binary(bytes(range(256)))
    assert not looks_binary(b"Prices rose 5%.\n")
