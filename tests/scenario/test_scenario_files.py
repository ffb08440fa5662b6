"""Scenario files: the examples load, compositions compose, and every mistake is one line with file, key and fix."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from oreflow.studies.scenario import load_scenario, scenario_from_text
from oreflow.vocabulary.errors import OreflowError

EXAMPLES = Path(__file__).parents[2] / "examples" / "october-2025"
OCTOBER = 7


def test_the_october_scenario_is_what_was_known_on_26_october() -> None:
    scenario = load_scenario(EXAMPLES / "scenario.yaml")
    assert scenario.as_of == date(2025, 10, 26)
    assert len(scenario.measures) == OCTOBER + 1
    everything = (*scenario.measures, *scenario.baseline)
    assert all(m.published_on is not None and m.published_on <= scenario.as_of for m in everything)
    assert "cn-2025-70-suspension" not in {m.id for m in everything}
    threat = next(m for m in scenario.measures if m.id == "us-2025-additional-100")
    assert threat.terms["probability"].low < threat.probability < threat.terms["probability"].high
    assert {"cn-2025-18-rare-earths", "us-2025-fentanyl-20"} <= {m.id for m in scenario.baseline}
    assert not {m.id for m in scenario.baseline} & {m.id for m in scenario.measures}


def test_variants_compose_overrides_in_order() -> None:
    plain, hard = (
        load_scenario(EXAMPLES / "scenario.yaml"),
        load_scenario(EXAMPLES / "scenario.yaml", variant="hard-line"),
    )
    assert (plain.threats, plain.applied) == ("drawn", ())
    assert (hard.threats, hard.applied) == ("carried_out", ("hard-licences", "spill-over-to-ndpr", "carried-out"))
    before, after = (next(m for m in s.measures if m.id == "cn-2025-57-five-rare-earths") for s in (plain, hard))
    assert before.severity is not None
    assert after.severity is not None
    assert after.severity.mode < before.severity.mode
    assert after.terms == before.terms  # only what the override names changes
    assert "spill-over-ndpr" in {m.id for m in hard.measures}


def test_a_single_override_can_be_asked_for() -> None:
    assert load_scenario(EXAMPLES / "scenario.yaml", variant="left-out").threats == "left_out"
    with pytest.raises(OreflowError, match="no variant 'hardline'; did you mean 'hard-line'"):
        load_scenario(EXAMPLES / "scenario.yaml", variant="hardline")


def test_deals_extend_the_scenario() -> None:
    base, deals = load_scenario(EXAMPLES / "scenario.yaml"), load_scenario(EXAMPLES / "with-deals.yaml")
    assert deals.measures == base.measures
    assert len(deals.projects) == 6
    assert deals.days == (date(2025, 12, 8), date(2030, 12, 31))
    assert deals.threats == "carried_out"
    assert {m.id for m in base.baseline} - {m.id for m in deals.baseline} == {"us-2025-mp-magnet-offtake"}
    assert base.calibration == deals.calibration
    promised = {name for deal in deals.deals for name in deal.projects}
    assert promised <= {p.id for p in deals.projects}


def test_tariff_only_holds_the_tariff_only() -> None:
    scenario = load_scenario(EXAMPLES / "tariff-only.yaml")
    assert [m.id for m in scenario.measures] == ["us-2025-additional-100"]
    assert scenario.threats == "carried_out"


GOOD = """\
title: A test
as_of: 2025-10-26
days: 2025-12-08
products: [gallium]
baseline: none
measures:
  - cn-2023-23-gallium
  - id: mine
    instrument: tariff
    actor: USA
    targets: [CHN]
    commodities: [all goods]
    severity: {low: 0.5, mode: 0.5, high: 0.5, status: assumed, note: test}
overrides:
  half:
    measures:
      mine:
        severity: {low: 0.2, mode: 0.2, high: 0.2, status: assumed, note: test}
variants:
  soft: [half]
draws: 50
seed: 3
"""


def test_text_loads_and_an_override_bites() -> None:
    mine = scenario_from_text(GOOD, variant="soft").measures[1]
    assert mine.severity is not None
    assert mine.severity.mode == 0.2
    assert scenario_from_text(GOOD).seed == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("draws: 50", "drwas: 50", "line 21: unknown key 'drwas'; did you mean 'draws'"),
        ("draws: 50", "draws: many", "line 21: draws: "),
        ("draws: 50", "draws: 0", "greater than or equal to 1"),
        ("as_of: 2025-10-26", "as_of: yesterday", "line 2: as_of: "),
        ("as_of: 2025-10-26", "as_of: 2023-07-01", "published on 2023-07-03, after the as-of date"),
        ("days: 2025-12-08\n", "", "key 'days' is missing"),
        ("days: 2025-12-08", "on: 2025-12-08", "YAML reads key 'on' as bool"),
        ("products: [gallium]", "products: [galium]", "unknown commodity 'galium'; did you mean gallium"),
        ("products: [gallium]", "products: []", "at least 1 item"),
        ("cn-2023-23-gallium", "cn-2023-23-galium", "no measure 'cn-2023-23-galium' in the register; did you mean"),
        ("instrument: tariff", "instrument: tarrif", "instrument 'tarrif' is not known; did you mean 'tariff'"),
        ("    targets: [CHN]", "    target: [CHN]", "unknown key"),
        ("high: 0.5, status", "high: 0.4, status", "low <= mode <= high"),
        ("high: 0.5, status", "high: 150, status", "ratios, 1.0 = 100 %"),
        (
            "      mine:",
            "      mien:",
            "override 'half' changes 'mien', which is not among the measures; did you mean 'mine'",
        ),
        ("soft: [half]", "soft: [haf]", "no override 'haf'; did you mean 'half'"),
        (
            "seed: 3",
            "seed: 3\nparameters: {sigam: {low: 1, mode: 2, high: 3, status: assumed}}",
            "did you mean 'sigma'",
        ),
        ("  - id: mine", "  - id: cn-2023-23-gallium", "listed twice"),
        ("baseline: none", "baseline: [cn-2023-23-gallium]", "listed under baseline and measures"),
        ("baseline: none", "leave_out: [cn-2023-23-germaniun]", "did you mean 'cn-2023-23-germanium'"),
        ("title: A test", "title: [A test", "not valid YAML"),
        ("title: A test", "extends: other.yaml\ntitle: A test", "needs a file on disk"),
        (GOOD, "- just\n- a list\n", "expected keys and values"),
        (GOOD, "", "expected keys and values"),
    ],
)
def test_mistakes_are_one_line_with_place_and_fix(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(OreflowError) as caught:
        scenario_from_text(GOOD.replace(old, new, 1), name="test.yaml", variant="soft" if "haf" not in new else None)
    text = str(caught.value)
    assert message in text
    assert "\n" not in text


def test_files_that_are_missing_or_circular_are_named(tmp_path: Path) -> None:
    with pytest.raises(OreflowError, match="cannot be read"):
        load_scenario(tmp_path / "nothing.yaml")
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", encoding="utf-8")
    with pytest.raises(OreflowError, match="break the circle"):
        load_scenario(tmp_path / "a.yaml")
    (tmp_path / "c.yaml").write_text("extends: bb.yaml\n", encoding="utf-8")
    with pytest.raises(OreflowError, match=r"no file 'bb.yaml'; did you mean 'b.yaml'"):
        load_scenario(tmp_path / "c.yaml")
    (tmp_path / "d.yaml").write_bytes(b"\xff\xfe\x00title")
    with pytest.raises(OreflowError, match="not UTF-8 text"):
        load_scenario(tmp_path / "d.yaml")
