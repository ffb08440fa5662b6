"""A ledger's measures become a scenario: it loads again, evidence stands beside each, nothing assumed goes unmarked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oreflow.studies.scenario import scenario_from_text
from oreflow.studies.scenario_draft import default_severities, draft_scenario, register_twin, with_severity
from oreflow.vocabulary.measure import Measure, Severity, instrument_register

AS_OF = date(2025, 10, 26)


def read(instrument: str, **given: object) -> Measure:
    """A measure as a document gives it: no severity."""
    base: dict[str, object] = {"id": "m1", "instrument": instrument, "actor": "CHN", "commodities": ("gallium",)}
    return Measure.model_validate(base | given)


def test_a_draft_loads_and_keeps_every_measure() -> None:
    threat = read(
        "tariff", id="threat", actor="USA", targets=("CHN",), commodities=("all goods",), status="threatened",
        effective=date(2025, 11, 1), severity=Severity(low=1, mode=1, high=1, status="reported", note="100 %"),
    )  # fmt: skip
    ban = read("export_ban", id="ban", targets=("USA",), effective=date(2024, 12, 3))
    text = draft_scenario(
        [threat, ban],
        title="Draft: two # measures",
        evidence={"threat": "says\n100 %", "ban": "bans gallium"},
        as_of=AS_OF,
    )
    scenario = scenario_from_text(text)
    assert scenario.title == "Draft: two # measures"
    assert [m.id for m in scenario.measures] == ["threat", "ban"]
    assert scenario.products == ("gallium",)
    assert scenario.measures == (with_severity(threat, as_of=AS_OF), with_severity(ban, as_of=AS_OF))
    lines = text.splitlines()
    assert any(line.startswith("  # evidence: says 100 %") for line in lines)
    assert sum(line.startswith("  # evidence:") for line in lines) == 2


def test_the_register_lends_its_numbers_to_the_same_act() -> None:
    ban = with_severity(read("export_ban", targets=("USA",), effective=date(2024, 12, 3)), as_of=AS_OF)
    assert ban.severity is not None
    assert ban.severity.note.startswith("as cn-2024-46-gallium-germanium in the register")
    assert ban.terms["evasion_share"].mode == 0.6
    assert register_twin(read("export_ban", effective=date(2019, 1, 1))) is None
    assert register_twin(read("export_ban", actor="IDN")) is None


def test_assumed_numbers_are_marked_where_they_stand() -> None:
    text = draft_scenario([read("licence", actor="VNM")], title="t", evidence={"m1": "words"}, as_of=AS_OF)
    assert "ASSUMED: severity 0.4/0.7/1 " in text
    assert "status: assumed" in text


def test_a_threat_without_a_chance_gets_an_assumed_range() -> None:
    filled = with_severity(read("tariff", actor="BRA", status="threatened"), as_of=AS_OF)
    assert filled.terms["probability"].low < filled.probability < filled.terms["probability"].high
    assert filled.probability == 0.35


def test_a_stated_severity_is_never_touched() -> None:
    own = read("tariff", actor="USA", severity=Severity(low=0.3, mode=0.3, high=0.3, status="reported"))
    assert with_severity(own, as_of=AS_OF) is own


def test_every_instrument_that_needs_a_number_has_an_assumed_one() -> None:
    assert set(instrument_register()) - set(default_severities()) == {"truce"}
    for name, value in default_severities().items():
        assert value.note
        Measure.model_validate({"id": "x", "instrument": name, "actor": "CHN", "severity": value})


def test_an_empty_ledger_drafts_an_empty_scenario() -> None:
    scenario = scenario_from_text(draft_scenario([], title="Nothing found", evidence={}, as_of=AS_OF))
    assert scenario.measures == ()


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200),
)
def test_any_words_survive_as_title_and_evidence(title: str, evidence: str) -> None:
    text = draft_scenario([read("export_ban")], title=title, evidence={"m1": evidence}, as_of=AS_OF)
    assert scenario_from_text(text).title == title


@pytest.mark.parametrize("instrument", sorted(set(instrument_register()) - {"truce"}))
def test_drafts_of_every_instrument_load(instrument: str) -> None:
    text = draft_scenario([read(instrument)], title="t", evidence={}, as_of=AS_OF)
    assert scenario_from_text(text).measures[0].severity is not None
