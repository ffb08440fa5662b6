"""`make bench`, second half: how long a person waits for each verb, beside its limit; fails at twice the limit.

Each command runs in a fresh process, as a person starts it; the best of a few runs counts, so that other work on the
machine does not decide.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PY = sys.executable

#: what, command, limit in seconds, runs
CASES: tuple[tuple[str, list[str], float, int], ...] = (
    ("import oreflow", [PY, "-c", "import oreflow"], 0.5, 5),
    ("oreflow --help", [PY, "-m", "oreflow", "--help"], 0.5, 5),
    (
        "brief of five reports, 200 draws",
        [PY, "-m", "oreflow", "brief", "examples/asia-tour-2025", "--as-of", "2025-10-26", "--out", "{out}/b.html"],
        15.0,
        2,
    ),
    ("exposure of one commodity", [PY, "-m", "oreflow", "exposure", "rare earths", "--json"], 5.0, 2),
    ("exposure --all, default method", [PY, "-m", "oreflow", "exposure", "--all", "--out", "{out}/all.csv"], 10.0, 1),
)

TABLES = """
import time
from oreflow import tables
from oreflow.studies.exposure import exposure_table
tables.trade(); tables.production()
for method in ("default", "geopolrisk"):
    began = time.perf_counter(); rows = exposure_table(method).height; print(method, rows, time.perf_counter() - began)
"""


def best(command: list[str], runs: int) -> float:
    """Seconds of the fastest of ``runs`` fresh processes; raises if one fails."""
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found.append(time.perf_counter() - began)
    return min(found)


def main() -> int:
    bad = False

    def say(what: str, seconds: float, limit: float, note: str = "") -> None:
        nonlocal bad
        verdict = (
            "ok" if seconds <= limit else "over the limit" if seconds <= 2 * limit else "FAIL: over twice the limit"
        )
        bad = bad or seconds > 2 * limit
        print(f"{what:<44} {seconds:8.2f} s   limit {limit:5.1f} s   {verdict} {note}".rstrip(), flush=True)

    with tempfile.TemporaryDirectory() as out:
        for what, command, limit, runs in CASES:
            say(what, best([part.format(out=out) for part in command], runs), limit)
    done = subprocess.run([PY, "-c", TABLES], cwd=ROOT, check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        method, rows, seconds = line.split()
        say(f"exposure table after load, {method}", float(seconds), 2.0, f"({int(rows):,} rows)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
