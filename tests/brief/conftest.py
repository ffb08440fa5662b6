"""One brief of the five founding reports and one of our own five, each made once for all tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from oreflow.studies.brief import brief
from oreflow.studies.brief_result import Brief

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / ".." / "shared" / "seeds"
EXAMPLE = ROOT / "examples" / "asia-tour-2025"
AS_OF = date(2025, 10, 26)
TODAY = date(2026, 11, 22)
FEW = 32  # draws: enough for signs and bounds, not for quantiles


def _brief(folder: Path) -> Brief:
    return brief([str(folder)], home="USA", as_of=AS_OF, today=TODAY, draws=FEW)


@pytest.fixture(scope="session")
def seeds_brief() -> Brief:
    if not SEEDS.is_dir():
        pytest.skip("the five founding reports lie in ../shared/seeds, which is not here; they may not enter the repo")
    return _brief(SEEDS)


@pytest.fixture(scope="session")
def example_brief() -> Brief:
    return _brief(EXAMPLE)


@pytest.fixture(params=["seeds_brief", "example_brief"])
def any_brief(request: pytest.FixtureRequest) -> Brief:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Brief)
    return found
