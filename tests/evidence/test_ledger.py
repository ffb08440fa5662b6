"""The ledger over the seeds and over our own five reports: merged, counted, dissent kept, order irrelevant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from oreflow.evidence import Entry, Ledger, changes, draft_measures, read, reconcile
from oreflow.evidence.claims import EVENT_STATUSES
from oreflow.vocabulary.measure import Status
from tests.evidence.shared_texts import EXAMPLES, seeds

AS_OF = date(2025, 10, 26)


def ledger_of(paths: Sequence[Path]) -> Ledger:
    return reconcile(read(paths, today=AS_OF).readings)


@pytest.fixture(scope="module", params=["seeds", "examples"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return ledger_of(seeds() if request.param == "seeds" else sorted(EXAMPLES.iterdir()))


def one(ledger: Ledger, kind: str, **fields: object) -> Entry:
    found = [e for e in ledger.entries if e.kind == kind and all(getattr(e, k) == v for k, v in fields.items())]
    assert len(found) == 1, [(e.kind, e.status, e.actor, e.target, e.objects) for e in found]
    return found[0]


def test_australian_deal_is_one_entry_over_all_five(ledger: Ledger) -> None:
    deal = one(ledger, "deal", value_usd=8.5e9)
    assert (deal.actor, deal.target, deal.status, deal.date) == ("USA", ("AUS",), "signed", "2025-10-20")
    assert len(deal.documents) == 5
    assert deal.objects == ("critical minerals",)


def test_tariff_threat_has_rate_date_and_condition(ledger: Ledger) -> None:
    threat = one(ledger, "tariff", rate_pct=100.0)
    assert (threat.status, threat.actor, threat.target, threat.date) == ("threatened", "USA", ("CHN",), "2025-11-01")
    assert threat.condition
    assert len(threat.documents) == 3
    assert threat.core


def test_investigation_soybeans_and_october_controls(ledger: Ledger) -> None:
    probe = one(ledger, "investigation", actor="USA", target=("CHN",))
    assert (probe.status, probe.date) == ("in_force", "2025-10-24")
    soy = one(ledger, "purchase", actor="CHN")
    assert "soybeans" in soy.objects
    controls = one(ledger, "export_control", actor="CHN", objects=("rare earths",), status="in_force")
    assert controls.date == "2025-10-09"
    assert len(controls.documents) == 4


def test_prime_minister_with_the_dissenting_name(ledger: Ledger) -> None:
    holder = next(h for h in ledger.office_holders if (h.country, h.office) == ("JPN", "prime minister"))
    assert holder.name == "Sanae Takaichi"
    assert [d.value for d in holder.dissent] == ["Takahashi Hayato"]
    assert any(d.value == "Takahashi Hayato" for d in ledger.disagreements)


def test_outlets_passing_on_one_briefing_count_once(ledger: Ledger) -> None:
    deal = one(ledger, "deal", value_usd=8.5e9)
    assert deal.independent_sources < len(deal.documents)
    for entry in ledger.entries:
        assert 1 <= entry.independent_sources <= len(entry.documents)


def test_figures_of_the_agencies_are_kept(ledger: Ledger) -> None:
    figures = {(f.statistic.stage, f.statistic.country, f.statistic.value) for f in ledger.figures}
    assert figures >= {("mining", "CHN", 60.0), ("processing", "CHN", 92.0), ("imports", "USA", 70.0)}


def test_timeline_is_ordered_and_holds_the_deadlines(ledger: Ledger) -> None:
    dates = [line.date for line in ledger.timeline]
    assert dates == sorted(dates)
    assert "2025-11-01" in dates
    assert any(d.startswith("2025-11") and "ends" in line.what for d, line in zip(dates, ledger.timeline, strict=True))


def test_doubts_and_statements_on_time_are_kept(ledger: Ledger) -> None:
    kinds = {aside.kind for _, aside in ledger.asides}
    assert {"credibility", "time_statement", "cause"} <= kinds
    spans = " | ".join(aside.value + aside.evidence.text for _, aside in ledger.asides)
    assert "not sustainable" in spans
    assert "12-24 months" in spans
    assert "10 to 20 years" in spans


def test_order_of_documents_does_not_matter() -> None:
    paths = sorted(EXAMPLES.iterdir())
    assert ledger_of(paths) == ledger_of(paths[::-1])


def test_ledger_json_is_plain_and_changes_are_told() -> None:
    paths = sorted(EXAMPLES.iterdir())
    before = json.loads(json.dumps(ledger_of(paths[2:3]).to_json()))
    after = ledger_of(paths)
    told = changes(before, after)
    assert any(line.startswith("new: USA investigation on CHN") for line in told)
    assert changes(json.loads(json.dumps(after.to_json())), after) == []


def test_drafts_are_measures_and_severity_is_never_guessed(ledger: Ledger) -> None:
    drafts = draft_measures(ledger)
    threat = next(m for m in drafts if m.instrument == "tariff" and m.status == "threatened" and m.severity is not None)
    assert threat.severity is not None
    assert threat.severity.mode == 1.0
    assert threat.effective == date(2025, 11, 1)
    assert threat.condition
    controls = next(m for m in drafts if m.instrument == "licence" and m.actor == "CHN" and m.status == "in_force")
    assert controls.severity is None
    assert all(m.source for m in drafts)


def test_statuses_are_the_measures_own() -> None:
    assert set(EVENT_STATUSES) == set(Status.__args__)  # type: ignore[attr-defined]


def test_a_meeting_set_for_a_day_ahead_has_not_been_held(ledger: Ledger) -> None:
    meeting = one(ledger, "meeting", actor="USA", target=("JPN",))
    assert (meeting.status, meeting.date) == ("announced", "2025-10-27")
