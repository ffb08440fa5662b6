"""The page: escapes what documents say, links every figure, carries nothing from outside."""

from __future__ import annotations

import re
from datetime import date

import pytest

from oreflow.reports.html import render_brief
from oreflow.studies.brief_result import Brief, Check, ClaimLine, DocumentLine
from oreflow.studies.figures import Figure, Sentence, SourceBook

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e"


@pytest.fixture
def brief() -> Brief:
    book = SourceBook()
    key = book.passage(ATTACK, ATTACK, "2025-10-24", ATTACK, 7)
    figure = Figure("64.7 %", 64.7, "%", "measured", ATTACK, (key,))
    return Brief(
        title=ATTACK,
        home="USA",
        home_name="United States",
        as_of=date(2025, 10, 26),
        documents=(DocumentLine(ATTACK, ATTACK, ATTACK, "2025-10-24", 1, ""),),
        problems=(ATTACK,),
        answer=(Sentence(ATTACK, (key,)),),
        calendar=(),
        mind=(Sentence(ATTACK),),
        changes=(),
        claims=(ClaimLine("1", "tariff", ATTACK, "threatened", "2025-11-01", 1, 1, (ATTACK,), (key,)),),
        people=(),
        disagreements=(),
        checks=(Check(ATTACK, "over 60 %", (figure,), "consistent", ATTACK, (key,)),),
        exposure=(),
        effects=(),
        mutual=(),
        deals=(),
        cannot=(),
        not_modelled=("months",),
        sources=tuple(book.lines.values()),
        provenance=(),
        ledger={},
    )


def test_text_of_documents_is_escaped_everywhere(brief: Brief) -> None:
    page = render_brief(brief)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_every_reference_has_its_source_line(brief: Brief) -> None:
    page = render_brief(brief)
    targets = set(re.findall(r'href="#(s\d+)"', page))
    assert targets == {"s1"}
    assert targets <= set(re.findall(r'id="(s\d+)"', page))


def test_page_loads_nothing_from_outside(brief: Brief) -> None:
    page = render_brief(brief)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "@import" not in page
    assert "url(" not in page


def test_source_address_is_a_link_only_when_a_browser_may_follow_it(brief: Brief) -> None:
    from dataclasses import replace

    from oreflow.studies.figures import SourceLine

    lines = (
        SourceLine("a", "table", "good", url="https://example.org/x"),
        SourceLine("b", "table", "bad", url="javascript:alert(1)"),
    )
    page = render_brief(replace(brief, sources=lines))
    assert '<a href="https://example.org/x">' in page
    assert 'href="javascript' not in page
