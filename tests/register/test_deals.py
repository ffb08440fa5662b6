"""Deals: known from their day, weighed as the sources weigh them."""

from __future__ import annotations

from datetime import date

from oreflow.register import deals


def test_deals_are_cut_by_the_day_they_were_published() -> None:
    known = {deal.id for deal in deals(as_of=date(2025, 10, 26))}
    assert "us-australia-2025" in known
    assert not {"us-japan-2025", "us-china-busan-2025"} & known
    assert len(deals()) >= 20


def test_legal_weight_follows_the_sources() -> None:
    # timeline_notes.md C: the Thai memorandum and the Australian framework do not bind, the Maaden venture does
    force = {deal.id: deal.legal_force for deal in deals()}
    assert force["us-thailand-2025"] == force["us-australia-2025"] == "signed_memorandum"
    assert force["us-saudi-arabia-2025"] == "binding"


def test_filters() -> None:
    assert {deal.id for deal in deals(party="KAZ")} == {"us-kazakhstan-2025"}
    assert "us-kazakhstan-2025" in {deal.id for deal in deals(commodity="tungsten")}
    assert all(deal.legal_force == "binding" for deal in deals(force="binding"))
    assert all(deal.note or deal.value_usd or deal.commodities for deal in deals())
