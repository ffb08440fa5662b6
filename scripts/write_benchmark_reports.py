"""Write docs/benchmarks: the adjustment report of every product that calibrates, and why the others do not.

Run ``python scripts/write_benchmark_reports.py``. It reads the shipped tables only (an empty store), because World
Mining Data may not be redistributed: mine output is that of the curated tables, and anyone gets the same pages.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from oreflow.calibration.adjustment_report import REPORT_YEAR, write_reports

if __name__ == "__main__":
    folder = Path(__file__).parents[1] / "docs" / "benchmarks"
    with tempfile.TemporaryDirectory(prefix="oreflow-empty-store-") as store:
        os.environ["OREFLOW_DATA"] = store
        written = write_reports(folder, REPORT_YEAR)
    print(f"{len(written)} pages in {folder}", file=sys.stderr)
