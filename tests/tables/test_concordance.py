"""Codes across revisions of the Harmonized System."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oreflow.tables.codes import trade_code_register
from oreflow.tables.concordance import SOURCES, concordance, from_hs92, project_codes, to_hs92
from oreflow.vocabulary import OreflowError, commodities


def test_every_code_of_the_snapshot_has_a_row_with_a_source() -> None:
    rows = {row.hs92: row for row in concordance()}
    assert set(trade_code_register()) <= set(rows)
    assert len(rows) == len(concordance())
    assert {row.source for row in rows.values()} <= set(SOURCES)
    assert {row.commodity for row in rows.values()} <= set(commodities())


@given(row=st.sampled_from(concordance()), revision=st.sampled_from(["HS92", "HS17", "HS22"]))
def test_going_there_and_back_returns_the_code_unless_it_merged(row, revision: str) -> None:  # type: ignore[no-untyped-def]
    for code in from_hs92(row.hs92, revision):
        assert len(code) == 6
        assert code.isdigit()
        assert code in project_codes(revision)
        if row.relation != "merged" and revision != "HS92":
            assert to_hs92(code, revision) == row.hs92


def test_known_changes() -> None:
    # WCO amendments: tantalum and cobalt scrap apart from 2002, germanium into the minor-metal basket in 2007,
    # cadmium moved from heading 8107 to 8112 in 2022
    assert from_hs92("810510", "HS17") == ("810520", "810530")
    assert from_hs92("811230", "HS17") == ("811292", "811299")
    assert from_hs92("810710", "HS22") == ("811261", "811269")
    with pytest.raises(OreflowError, match="merges HS92 250310, 250390"):
        to_hs92("250300", "HS17")
    with pytest.raises(OreflowError, match="cannot be taken back"):
        to_hs92("811292", "HS17")
    with pytest.raises(OreflowError, match="no concordance for HS07"):
        from_hs92("810510", "HS07")
