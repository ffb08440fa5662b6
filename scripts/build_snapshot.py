"""Rebuild the shipped snapshot from the wheel: ``python scripts/build_snapshot.py [WHEEL]``."""

from __future__ import annotations

import sys
from pathlib import Path

from oreflow.tables.build import build_snapshot

if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "src" / "oreflow" / "tables" / "snapshot"
    build_snapshot(target, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
