"""What is found, on sentences of our own: status, sides, objects, rates, dates, denial, easing, by-gone measures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from oreflow.evidence import Event, Reading, read
from oreflow.evidence.documents import make_document
from oreflow.evidence.reading import read_document
from tests.evidence.shared_texts import NEGATIVE


def reading(text: str, day: str = "2025-10-26") -> Reading:
    padded = (
        text + "\nThis is all that was known at the time of writing, and the desk will return to it in the evening."
    )
    (document,) = (
        d
        for d in make_document(padded, "own.txt", "own.txt", date(2026, 12, 1), {"published": day})
        if not hasattr(d, "severity")
    )
    return read_document(document)


def only(text: str, kind: str, day: str = "2025-10-26") -> Event:
    found = [e for e in reading(text, day).events if e.kind == kind]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "status", "actor", "target", "objects"),
    [
        ("China has banned exports of gallium to the United States.", "export_control", "in_force", "CHN", ("USA",), ("gallium",)),  # noqa: E501
        ("Indonesia will ban exports of bauxite from June.", "export_control", "announced", "IDN", (), ("bauxite",)),
        ("Chile may impose an export quota on lithium.", "quota", "possible", "CHL", (), ("lithium",)),
        ("China may tighten its export controls on tungsten.", "export_control", "possible", "CHN", (), ("tungsten",)),
        ("China suspended its export ban on antimony for one year.", "export_control", "suspended", "CHN", (), ("antimony",)),  # noqa: E501
        ("The Philippines has lifted its ban on exports of nickel ore.", "export_control", "eased", "PHL", (), ("nickel",)),  # noqa: E501
        ("Washington slapped a 25% tariff on Chinese graphite.", "tariff", "in_force", "USA", ("CHN",), ("graphite",)),
        ("The EU will not impose tariffs on Chinese magnesium.", "tariff", "denied", "EU", ("CHN",), ("magnesium",)),
        ("Tokyo and Canberra signed an agreement on rare earths on Monday.", "deal", "signed", "JPN", ("AUS",), ("rare earths",)),  # noqa: E501
        ("India is in talks with Chile on a lithium pact.", "deal", "under_negotiation", "IND", ("CHL",), ("lithium",)),
        ("Beijing agreed to buy 12 million tonnes of American soybeans.", "purchase", "announced", "CHN", ("USA",), ("soybeans",)),  # noqa: E501
        ("Washington launched a Section 301 investigation into Chinese magnets.", "investigation", "in_force", "USA", ("CHN",), ("magnets",)),  # noqa: E501
        ("The Pentagon awarded $20 million for an antimony smelter in Montana.", "capacity_project", "in_force", "USA", (), ("antimony",)),  # noqa: E501
    ],
)  # fmt: skip
def test_one_sentence(
    text: str, kind: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]
) -> None:
    allowed = ("capacity_project", "subsidy_or_price_support") if kind == "capacity_project" else (kind,)
    (event,) = [e for e in reading(text).events if e.kind in allowed]
    assert (event.status, event.actor, event.target, event.objects) == (status, actor, target, objects)


def test_conditional_threat_carries_rate_date_and_condition() -> None:
    event = only(
        "Trump threatens to put a 100% tariff on Chinese goods on November 1 if Beijing does not ease its curbs.",
        "tariff",
    )
    assert (event.status, event.rate_pct, event.date, event.target) == ("threatened", 100.0, "2025-11-01", ("CHN",))
    assert event.condition is not None
    assert event.condition.startswith("if Beijing does not")


def test_from_to_gives_the_new_rate_and_coverage_is_no_rate() -> None:
    assert only("Canada raised its tariff on Chinese steel from 25% to 100%.", "tariff").rate_pct == 100.0
    assert only("The EU will eliminate around 98% of its duties on goods from Australia.", "tariff").rate_pct is None


def test_same_words_ease_or_tighten_by_their_verb() -> None:
    tight = only("China introduced export controls on germanium.", "export_control")
    ease = only("China removed export controls on germanium.", "export_control")
    assert (tight.status, tight.effect) == ("in_force", None)
    assert (ease.status, ease.effect) == ("eased", "ease")


def test_actor_and_goods_come_from_the_bullet_parent() -> None:
    text = "What China will do on rare earths:\n- Suspend the export controls for one year.\n"
    event = only(text, "export_control")
    assert (event.actor, event.objects, event.status) == ("CHN", ("rare earths",), "suspended")


def test_repeated_mentions_are_one_event() -> None:
    text = (
        "China imposed export controls on gallium in July 2023. The export controls on gallium shook the market. "
        "Traders say that China's gallium export controls are here to stay."
    )
    assert len([e for e in reading(text).events if e.kind == "export_control"]) == 1


def test_measures_of_different_years_stay_apart() -> None:
    text = "Zimbabwe outlawed exports of raw lithium in December 2022. On Friday Zimbabwe banned exports of lithium concentrate."  # noqa: E501
    events = [e for e in reading(text).events if e.kind == "export_control"]
    assert [e.date for e in events] == ["2022-12", "2025-10-24"]


def test_a_firm_seeking_its_permit_is_no_measure() -> None:
    assert not reading("Hallstrom has applied for an export permit for its magnets in Sweden.").events


def test_mineral_in_a_firms_name_is_no_object() -> None:
    found = reading("The Pentagon awarded Silver Range $6 million for its tungsten project in Nevada.").events
    assert all("silver" not in e.objects for e in found)


def test_statistics_know_share_stage_and_sides() -> None:
    found = reading(
        "China refines 92% of the world's rare earths. Between 2020 and 2023 Germany got 70% of its rare earth imports from China."  # noqa: E501
    ).statistics
    shares = {(s.stage, s.country, s.counterparty, s.value, s.period) for s in found}
    assert ("refining", "CHN", None, 92.0, None) in shares
    assert ("imports", "DEU", "CHN", 70.0, "2020/2023") in shares


def test_attribution_chain_names_both_and_the_relay() -> None:
    found = reading(
        "According to Bloomberg, citing senior US officials, a deal is close. Fastmarkets reported the price."
    ).attributions
    assert [(a.source, a.via) for a in found] == [
        ("Bloomberg", None),
        ("US officials", "Bloomberg"),
        ("Fastmarkets", None),
    ]


def test_tariff_rate_of_a_threat_survives_a_headline() -> None:
    text = "Trump's China tariff threat rattles markets\n\nOn Friday President Trump threatened an extra 100% tariff on all Chinese goods."  # noqa: E501
    event = only(text, "tariff")
    assert (event.rate_pct, event.target) == (100.0, ("CHN",))


@pytest.mark.parametrize("path", sorted(NEGATIVE.glob("*.txt")), ids=lambda p: p.stem)
def test_no_event_in_texts_without_trade_policy(path: Path) -> None:
    (found,) = read([path], today=date(2026, 1, 1)).readings
    assert found.events == ()


def test_the_eight_negative_texts_are_all_there() -> None:
    assert len(list(NEGATIVE.glob("*.txt"))) == 8


@pytest.mark.parametrize(
    "text",
    [
        "China holds two-thirds of global gallium production, the agency said.",
        "China bought 9 million tonnes of Gabonese manganese ore last year.",
    ],
)
def test_shares_and_past_trade_are_no_measures(text: str) -> None:
    assert reading(text).events == ()


def test_a_date_before_a_name_makes_it_no_target() -> None:
    event = only(
        "After Beijing tightened its rules on exports of gallium on Oct. 9, President Trump hit back.", "export_control"
    )
    assert (event.actor, event.target) == ("CHN", ())


def test_what_the_defence_department_buys_goes_into_its_reserve() -> None:
    event = only("The Pentagon plans to buy antimony worth up to $250 million.", "stockpile")
    assert (event.actor, event.target, event.objects) == ("USA", (), ("antimony",))


def test_curbs_on_one_metal_beside_a_ban_on_three_for_one_state() -> None:
    text = (
        "China has banned exports of gallium, germanium and antimony to the United States. "
        "In August Beijing imposed curbs on exports of antimony."
    )
    found = {(e.target, e.objects) for e in reading(text).events if e.kind == "export_control"}
    assert found == {(("USA",), ("gallium", "germanium", "antimony")), ((), ("antimony",))}
