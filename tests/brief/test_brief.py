"""What the brief of the October 2025 reports must hold, on the founding reports and on our own retelling of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oreflow.reports.html import render_brief
from oreflow.studies.brief_result import Brief, Check, ClaimLine


def _claims(brief: Brief, kind: str, *words: str) -> list[ClaimLine]:
    return [c for c in brief.claims if c.kind == kind and all(word in c.what for word in words)]


def _check(brief: Brief, *words: str) -> Check:
    found = [c for c in brief.checks if all(word in c.statement + c.claimed for word in words)]
    assert found, f"no check speaks of {words}: {[c.statement for c in brief.checks]}"
    return found[0]


def test_australian_deal_is_one_claim_over_all_five_documents(any_brief: Brief) -> None:
    deals = [c for c in _claims(any_brief, "deal", "Australia") if "8.5 billion USD" in c.what]
    assert len(deals) == 1
    assert deals[0].documents == 5
    assert deals[0].independent < 5, "outlets that pass on the same briefing are not independent"
    assert deals[0].status == "signed"
    assert deals[0].when == "2025-10-20"


def test_tariff_threat_has_its_day_and_condition(any_brief: Brief) -> None:
    threats = [c for c in _claims(any_brief, "tariff", "100 %", "China") if c.status == "threatened"]
    assert len(threats) == 1
    assert threats[0].when == "2025-11-01"
    assert "condition" in threats[0].what
    assert threats[0].documents >= 3


def test_investigation_and_soybeans_are_claimed(any_brief: Brief) -> None:
    assert _claims(any_brief, "investigation", "China")
    assert _claims(any_brief, "purchase", "soybeans")


def test_october_controls_are_found_and_resolved_to_the_register(any_brief: Brief) -> None:
    assert _claims(any_brief, "export_control", "China", "rare earths")
    controls = [e for e in any_brief.effects if "controls" in e.scenario]
    assert any("holmium" in text for e in controls for text in e.measures)


def test_prime_minister_of_japan_with_the_dissenting_name(any_brief: Brief) -> None:
    (line,) = [s.text for s in any_brief.people if "prime minister of Japan" in s.text]
    assert line.startswith("Sanae Takaichi")
    assert "says" in line, "the report that gives another name is shown"


def test_three_checks_against_data(any_brief: Brief) -> None:
    mined = _check(any_brief, "over 60 %")
    assert mined.verdict == "consistent"
    # World Mining Data: China 255,000 of 394,221 t REO in 2023.
    assert any(abs((f.value or 0) - 64.7) < 0.05 for f in mined.found)
    processed = _check(any_brief, "92 %")
    assert processed.verdict in ("consistent", "same source (not a check)")
    imports = _check(any_brief, "70 %")
    assert imports.verdict == "consistent"
    # BACI, HS 280530 + 284610 + 284690, USA 2020-2023: 73.6 % of tonnes, 57.9 % of value.
    shown = {f.text for f in imports.found}
    assert {"73.6 %", "57.9 %"} <= shown


def test_calendar_holds_the_dates_ahead_and_none_behind(any_brief: Brief) -> None:
    days = {entry.day: entry.what for entry in any_brief.calendar}
    for day in ("2025-11-01", "2025-11-08", "2025-11-10", "2025-12-01"):
        assert day in days, f"{day} is missing from the calendar"
    assert min(entry.day for entry in any_brief.calendar) >= "2025-10"
    assert not any(entry.day.startswith("2025-10-09") for entry in any_brief.calendar)


def test_answer_is_three_sentences_with_sources(any_brief: Brief) -> None:
    assert len(any_brief.answer) == 3
    keys = {line.key for line in any_brief.sources}
    for sentence in any_brief.answer:
        assert sentence.sources
        assert set(sentence.sources) <= keys


def test_every_figure_has_a_source_line(any_brief: Brief) -> None:
    keys = {line.key for line in any_brief.sources}
    figures = [f for c in any_brief.checks for f in c.found]
    figures += [f for line in any_brief.exposure for f in (*line.total, *line.concentration)]
    figures += [line.share for line in any_brief.mutual]
    figures += [d.adds for d in any_brief.deals if d.adds is not None]
    assert len(figures) > 20
    for figure in figures:
        assert figure.sources, f"{figure.text} ({figure.definition}) has no source"
        assert set(figure.sources) <= keys, f"{figure.text} ({figure.definition}) points at nothing"
    for effect in any_brief.effects:
        assert set(effect.sources) <= keys
        assert effect.sources


def test_nothing_published_after_the_as_of_date_is_used(any_brief: Brief) -> None:
    late = [s for s in any_brief.sources if s.published_on and s.published_on > "2025-10-26"]
    assert late == []
    assert all(line.year <= 2023 for line in any_brief.exposure), "as of October 2025 the latest trade year is 2023"


def test_effects_have_the_signs_that_economics_asks_for(any_brief: Brief) -> None:
    products = {e.product.split("/")[0] for e in any_brief.effects}
    assert "heavy rare earths" in products
    for effect in any_brief.effects:
        rows = {row.key: row for row in effect.rows}
        home, partner = rows["price_home_pct"], rows["price_partner_pct"]
        assert home.low is not None
        assert home.median is not None
        assert home.low <= home.median <= (home.high or 0)
        if "controls" in effect.scenario and effect.product.startswith("heavy"):
            assert home.median > 0, "a control raises the price abroad"
            assert (partner.median or 0) <= 0, "and lowers it at home"


def test_page_shows_every_section_and_links_every_reference(any_brief: Brief, tmp_path: Path) -> None:
    page = render_brief(any_brief)
    used = set(re.findall(r'href="#(s\d+)"', page))
    assert used <= set(re.findall(r'id="(s\d+)"', page))
    for heading in (
        "Decision calendar",
        "What would change our mind",
        "Statements checked",
        "What this cannot support",
    ):
        assert heading in page
    assert page.count("<svg") >= 1
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!)', page)
    assert len(page.encode()) < 3_000_000


@pytest.mark.parametrize("home", ["JPN", "Germany", "KOR", "Australia"])
def test_other_homes_get_their_own_exposure(home: str) -> None:
    from oreflow.studies.brief import brief
    from tests.brief.conftest import AS_OF, EXAMPLE, TODAY

    found = brief([str(EXAMPLE)], home=home, as_of=AS_OF, today=TODAY, draws=8)
    assert found.exposure
    assert found.answer
    assert found.home_name in found.answer[1].text
