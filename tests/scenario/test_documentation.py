"""docs/scenarios.md lists every key a scenario file may hold."""

from __future__ import annotations

import re
from pathlib import Path

from oreflow.studies.scenario import ScenarioFile

DOC = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


def test_every_key_is_documented_and_no_other() -> None:
    cells = [line.split("|")[1] for line in DOC.splitlines() if line.startswith("| ")][1:]
    named = {word for cell in cells for word in re.findall(r"[a-z_]+", cell)}
    assert named | {"use"} == set(ScenarioFile.model_fields)
    assert "`use`" in DOC
