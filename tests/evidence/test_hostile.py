"""Hostile input: never a crash, bounded time, flat memory; the big ones run with the long tests."""

from __future__ import annotations

import json
import sys
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oreflow.evidence import Document, Reading, read, reconcile, stream
from oreflow.evidence.documents import make_document
from oreflow.evidence.reading import read_document

TODAY = date(2026, 1, 1)
_PIECES = st.sampled_from(
    [
        "China",
        "the U.S.",
        "Beijing",
        "tariff of 25%",
        "export controls on rare earths",
        "if",
        "unless",
        "will",
        "has banned",
        "exports of gallium",
        "$8.5 billion",
        "(",
        ")",
        "“",
        '"',
        "\u202e",
        "\x00",
        "by November 1",
        "according to",
        "Bloomberg",
        "said",
        "that",
        "and",
        ",",
        ".",
        ";",
        "—",
        "\n",
        "\n- ",
        "minerals deal with",
        "Japan",
        "not",
        "may",
        "signed",
        "2025",
        "70 percent of",
        "imports",
        "from",
        "tonnes",
        "'s",
        "’",
        ":",
    ]
)


def of(text: str) -> list[Reading]:
    return [read_document(item) for item in make_document(text, "x.txt", "x.txt", TODAY) if isinstance(item, Document)]


@given(st.lists(_PIECES, min_size=1, max_size=120))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_the_domains_words_reads_without_a_crash(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for reading in of(text):
        for event in reading.events:
            span = event.evidence
            assert reading.document.text[span.start : span.end] == span.text
            assert event.actor
            assert event.actor not in event.target
        assert reconcile([reading]).documents == ("x.txt",)


@given(st.text(max_size=600))
@settings(max_examples=100, deadline=None)
def test_any_text_reads_without_a_crash(text: str) -> None:
    of(text)
    of("The control of the export of gallium was the talk of the town. " + text)


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_under_any_name_read_without_a_crash(tmp_path: Path, data: bytes) -> None:
    for suffix in (".txt", ".html", ".csv", ".jsonl", ".pdf"):
        path = tmp_path / f"x{suffix}"
        path.write_bytes(data)
        evidence = read([path], today=TODAY)
        assert evidence.documents or evidence.problems


_BIG = {
    "one line": "China imposed export controls on rare earths and gallium and the tariff of 25% on the goods of the ",
    "abbreviation": "the U.S. of the U.S. ",
    "quotes": "“the \"the 'of ",
    "controls": "the \x01\x02 of and \u202e\u200f in ",
    "lists": "the gallium, germanium, antimony, ",
    "brackets": "((((the of ",
    "numbers": "the 1,000,000 of $3 billion to 25% ",
    "conditions": "if the unless if of ",
    "hyphens": "the -a-b-c-d-e of ",
    "lines": "- the ban of exports\n",
    "duties": "China imposed a tariff of 5 % on gallium. ",
    "pacts": "The United States signed a minerals deal with Japan on Monday. ",
    "money": "The Pentagon lent $5 million to the lithium mine. ",
    "rates": "- gallium: 25%\n",
    "talks": "The two sides held talks with China on the deal. ",
    "sources": "John Doe, an analyst at Acme Metals, said on Monday that prices rose 5 %. ",
    "references": "China's export controls on gallium; the ban; the curbs. ",
}


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(_BIG))
def test_ten_megabytes_are_read_to_an_end(name: str) -> None:
    text = _BIG[name] * (10_000_000 // len(_BIG[name]))
    assert len(of(text)) <= 1


@pytest.mark.parametrize("name", sorted(_BIG))
def test_work_grows_with_length_and_not_its_square(name: str) -> None:
    def calls(size: int) -> int:
        text = _BIG[name] * (size // len(_BIG[name]))
        count = 0

        def tick(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(tick)
        try:
            of(text)
        finally:
            sys.setprofile(None)
        return count

    calls(2_000)  # registers are loaded once
    small, large = calls(6_000), calls(24_000)
    assert large <= 4 * small * 1.6 + 5_000


@pytest.mark.long
def test_memory_stays_flat_over_many_documents(tmp_path: Path) -> None:
    row = {"text": "China has banned exports of gallium to the United States, a ministry said on Tuesday. " * 4}
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for _ in range(2_000)), encoding="utf-8")
    tracemalloc.start()
    marks = []
    for number, _ in enumerate(stream([path], today=TODAY)):
        if number in (400, 1_900):
            marks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert marks[1] - marks[0] < 2_000_000
