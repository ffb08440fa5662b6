"""Grade the reading on the shared development texts: predictions by rules, figures by the public grader.

Run from the repository root: ``python scripts/grade_reading.py [GOLD_DIR]``. Prints the grader's own table.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from oreflow.evidence import read

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "news"


def predict(gold: Path, out: Path) -> None:
    """Write one prediction beside each annotated text."""
    texts = sorted(path.with_suffix(".txt") for path in gold.glob("*.json"))
    for annotation in read(texts, today=date.today()).to_json():
        (out / f"{Path(annotation['doc']).stem}.json").write_text(json.dumps(annotation), encoding="utf-8")


def table(gold: Path, out: Path) -> str:
    """What the public grader prints for core events."""
    command = [sys.executable, str(SHARED / "score.py"), str(gold), str(out), "--core"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def figures(gold: Path, out: Path) -> dict[str, float]:
    """F1 of events, statistics and attributions, and the share right of each field on matched events."""
    printed = table(gold, out)
    found = {m[1]: float(m[2]) for m in re.finditer(r"^(\w+)\s+P \S+ R \S+ F1 (\S+)", printed, re.MULTILINE)}
    for name, right, cases in re.findall(r"'(status|rate_pct|value_usd|date|effect)': '(\d+)/(\d+)'", printed):
        found[name] = int(right) / int(cases) if int(cases) else 1.0
    return found


def main() -> int:
    """Print the grading; 1 where the shared texts are not beside the checkout."""
    gold = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "dev"
    if not gold.is_dir():
        print(
            f"{gold.name}: no such folder; the graded texts lie in shared/news/dev beside the checkout", file=sys.stderr
        )
        return 1
    with tempfile.TemporaryDirectory() as folder:
        predict(gold, Path(folder))
        print(table(gold, Path(folder)), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
