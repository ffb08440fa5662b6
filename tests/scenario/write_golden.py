"""Write the golden summaries of the example scenarios again: python tests/scenario/write_golden.py

Run it after a change that is meant to move the answers, and read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from oreflow.studies.scenario import load_scenario
from oreflow.studies.simulate import simulate

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "october-2025"
NAMES = ("scenario", "tariff-only", "with-deals")
DRAWS = 32


def summary(name: str) -> dict[str, Any]:
    """What a golden file holds: 5, 50 and 95 % of every row, to three significant figures."""
    return simulate(load_scenario(EXAMPLES / f"{name}.yaml"), draws=DRAWS).summary()


if __name__ == "__main__":
    for name in NAMES:
        text = json.dumps(summary(name), indent=1)
        (HERE / "golden" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}: {len(text)} characters")
