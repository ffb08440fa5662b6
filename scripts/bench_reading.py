"""Reading against its limits: documents a second, seconds for ten hostile megabytes, growth of memory.

Run from the repository root: ``python scripts/bench_reading.py``. Prints measured against limit; fails at twice it.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
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
    "China imposed a tariff of 5 % on gallium. ",
)
SHORT = (
    "China bans gallium exports\n\nBeijing will halt exports of gallium to the United States from May 1, Reuters said."
)


def report_of_three_kilobytes() -> str:
    """The example reports joined and cut to 3,000 characters."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.iterdir()))
    return text[:3000]


def documents_per_second(folder: Path, count: int = 300, workers: int = 1) -> float:
    """Rate over a table of ``count`` reports of 3 kB, starting the workers included."""
    path = folder / "many.jsonl"
    path.write_text((json.dumps({"text": report_of_three_kilobytes()}) + "\n") * count, encoding="utf-8")
    began = time.perf_counter()
    read = sum(1 for _ in stream([path], today=TODAY, workers=workers))
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


def memory_growth_mb(folder: Path, count: int = 20_000) -> float:
    """MB by which the process grew between document 1,000 and the last of a stream of short reports."""
    path = folder / "flat.jsonl"
    path.write_text((json.dumps({"text": SHORT}) + "\n") * count, encoding="utf-8")
    early = 0
    for number, _ in enumerate(stream([path], today=TODAY)):
        if number == 1000:
            early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) / 1024


def main() -> int:
    """Print one line a limit; 1 where a figure is worse than twice its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        growth = memory_growth_mb(folder)  # first: the peak of what follows would hide it
        one, rate = documents_per_second(folder), documents_per_second(folder, 1200, workers=2)
        hostile = hostile_seconds()
    print(f"reading, documents of 3 kB a second: {one:.0f} on one core, {rate:.0f} on two (limit 50 on two)")
    print(f"reading, slowest hostile text of 10 MB: {hostile:.1f} s (limit 10)")
    print(f"reading, memory gained from document 1,000 to 20,000: {growth:.1f} MB (limit 10)")
    return int(rate < 25 or hostile > 20 or growth > 20)


if __name__ == "__main__":
    sys.exit(main())
