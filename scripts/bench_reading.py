"""Reading against its limits: documents a second, seconds for ten hostile megabytes, growth of memory.

Run from the repository root: ``python scripts/bench_reading.py``. Prints measured against limit; fails at twice it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import tracemalloc
from datetime import date
from pathlib import Path

from oreflow.evidence import Document, read_document, stream
from oreflow.evidence.documents import make_document

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "asia-tour-2025"
TODAY = date(2026, 1, 1)
HOSTILE = (
    "the U.S. ",
    "“the \"the 'of ",
    "the gallium, germanium, antimony, ",
    "if the unless if of ",
    "- the ban of exports\n",
)


def report_of_three_kilobytes() -> str:
    """The example reports joined and cut to 3,000 characters."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.iterdir()))
    return text[:3000]


def documents_per_second(folder: Path, count: int = 300) -> float:
    """Rate over a table of ``count`` reports of 3 kB on one core."""
    path = folder / "many.jsonl"
    path.write_text((json.dumps({"text": report_of_three_kilobytes()}) + "\n") * count, encoding="utf-8")
    began = time.perf_counter()
    read = sum(1 for _ in stream([path], today=TODAY))
    return read / (time.perf_counter() - began)


def hostile_seconds() -> float:
    """The slowest of the hostile texts of 10 MB."""
    slowest = 0.0
    for piece in HOSTILE:
        text = piece * (10_000_000 // len(piece))
        began = time.perf_counter()
        for item in make_document(text, "x.txt", "x.txt", TODAY):
            if isinstance(item, Document):
                read_document(item)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest


def memory_growth_mb(folder: Path) -> float:
    """MB gained between document 200 and document 1,000 of one stream."""
    path = folder / "flat.jsonl"
    path.write_text((json.dumps({"text": report_of_three_kilobytes()}) + "\n") * 1001, encoding="utf-8")
    tracemalloc.start()
    marks = []
    for number, _ in enumerate(stream([path], today=TODAY)):
        if number in (200, 1000):
            marks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return (marks[1] - marks[0]) / 1e6


def main() -> int:
    """Print one line a limit; 1 where a figure is worse than twice its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rate, hostile, growth = documents_per_second(folder), hostile_seconds(), memory_growth_mb(folder)
    print(f"reading, documents of 3 kB a second on one core: {rate:.0f} (limit 50 on two)")
    print(f"reading, slowest hostile text of 10 MB: {hostile:.1f} s (limit 10)")
    print(f"reading, memory gained over 800 documents: {growth:.2f} MB (limit 2)")
    return int(rate < 25 or hostile > 20 or growth > 4)


if __name__ == "__main__":
    sys.exit(main())
