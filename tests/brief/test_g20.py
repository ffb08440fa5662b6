"""Every country of the G20 can be home."""

from __future__ import annotations

import pytest

from oreflow.studies.brief import brief
from oreflow.vocabulary import members
from tests.brief.conftest import AS_OF, EXAMPLE, TODAY


@pytest.mark.long
@pytest.mark.parametrize("home", members("G20"))
def test_brief_for_every_home_of_the_g20(home: str) -> None:
    found = brief([str(EXAMPLE)], home=home, as_of=AS_OF, today=TODAY, draws=4)
    assert found.home == home
    assert found.answer
    assert found.exposure or home == "CHN"
    keys = {line.key for line in found.sources}
    for line in found.exposure:
        for figure in (*line.total, *line.concentration):
            assert set(figure.sources) <= keys
