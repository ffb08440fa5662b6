"""Duties told in roundabout words, the days they start, and the day a report came out; sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from oreflow.evidence import Event
from oreflow.evidence.claims import Document
from oreflow.evidence.dates import Calendar, whens
from oreflow.evidence.documents import make_document
from oreflow.evidence.text import blocks, sentences, tokenize
from tests.evidence.test_extraction import only, reading


def duties(text: str) -> list[Event]:
    return [e for e in reading(text).events if e.kind == "tariff"]


@pytest.mark.parametrize(
    ("text", "status", "actor", "target", "objects", "rate"),
    [
        ("Norway hit magnesium from China with duties of 12%.", "in_force", "NOR", ("CHN",), ("magnesium",), 12.0),
        ("All tin products that come into Japan will attract a duty of 8%.", "announced", "JPN", (), ("tin",), 8.0),
        ("Some of Peru's sales to India face a 20-percent duty.", "in_force", "IND", ("PER",), ("all goods",), 20.0),
        ("Duties on zinc from Peru would come down from 57 per cent to 47 per cent, Ottawa said.", "eased", "CAN", ("PER",), ("zinc",), 47.0),  # noqa: E501
        ("The EU plans a 10% levy on exports of aluminium scrap.", "announced", "EU", (), ("aluminium",), 10.0),
        ("Ottawa said it levies no tariffs on Chilean lithium.", "denied", "CAN", ("CHL",), ("lithium",), None),
        ("Japan put off its tariffs on Chinese magnesium.", "suspended", "JPN", ("CHN",), ("magnesium",), None),
        ("Jakarta is to do away with the export tax on tin.", "eased", "IDN", (), ("tin",), None),
        ("Brazil's duty on cobalt powder will drop to zero from 6%.", "eased", "BRA", (), ("cobalt",), 0.0),
        ("The surtax Canada levies on nickel from Russia is 35%.", "in_force", "CAN", ("RUS",), ("nickel",), 35.0),
        ("Whether an American tariff might yet be aimed at copper is an open question.", "possible", "USA", (), ("copper",), None),  # noqa: E501
        ("Miners in the US filed petitions requesting that antidumping duties be placed on silicon metal from Norway.", "possible", "USA", ("NOR",), ("silicon",), None),  # noqa: E501
    ],
)  # fmt: skip
def test_duty_in_roundabout_words(
    text: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...], rate: float | None
) -> None:
    event = only(text, "tariff")
    assert (event.status, event.actor, event.target, event.objects) == (status, actor, target, objects)
    assert event.rate_pct == rate


def test_each_clause_tells_a_rate_of_its_own() -> None:
    found = duties(
        "India cut its duty on gold to 6% and that on platinum to 6.4%.\n"
        "Canada raised its surtax on Chinese goods. For aluminium the rate is 10%; for tin it is 5%."
    )
    rates = {(e.actor, e.objects): e.rate_pct for e in found}
    assert rates[("IND", ("gold",))] == 6.0
    assert rates[("IND", ("platinum",))] == 6.4
    assert rates[("CAN", ("aluminium",))] == 10.0
    assert rates[("CAN", ("tin",))] == 5.0


def test_the_duty_is_on_what_the_inquiry_was_about() -> None:
    found = duties("The US opened a Section 232 investigation into imports of cobalt. A tariff is possible, it said.")
    assert [e.objects for e in found] == [("cobalt",)]
    found = duties("Washington put a tariff on cobalt. It also raised its tariffs on goods from Brazil.")
    assert [e.objects for e in found if e.target == ("BRA",)] == [("all goods",)]


@pytest.mark.parametrize(
    "text", ["Chilean copper enters Japan free of duty.", "The EU opened tariff negotiations with India on Tuesday."]
)
def test_no_duty_is_taken(text: str) -> None:
    assert duties(text) == []


def test_the_list_below_names_the_goods() -> None:
    found = duties("India waived the duty on 4 critical minerals. They are cobalt, tin, lithium and antimony.")
    assert set(found[0].objects) == {"cobalt", "tin", "lithium", "antimony"}


def test_day_of_start_in_the_next_sentence_and_no_day_of_another_act() -> None:
    (event,) = duties("Brazil announced a 20% duty on Chinese steel. The duty takes effect on 3 December 2025.")
    assert (event.status, event.date) == ("announced", "2025-12-03")
    (event,) = duties("Brazil put a 9% duty on steel from India following a doubling of shipments in 2019.")
    assert event.date is None


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        (" date 2024-05-07 Tin rose on Monday after a fire.", "a.txt", "2024-05-07"),
        ("March 4, 2025 | Lima, Peru – Zinc mines closed for a week.", "a.txt", "2025-03-04"),
        ("LIMA, March 4 - Zinc mines closed for a week.", "zinc_2025.txt", "2025-03-04"),
        ("Zinc fell – Lima Courier – 03/28/2025\nMines closed.", "a.txt", "2025-03-28"),
        ("FILE - A mine, Friday, May 3, 2019. (Own Photo)\nZinc mines closed.", "a.txt", None),
        ("LIMA, March 4 - Zinc mines closed for a week.", "zinc.txt", None),
    ],
)
def test_day_of_publication(text: str, name: str, day: str | None) -> None:
    (document,) = (d for d in make_document(text, name, name, date(2026, 12, 1)) if isinstance(d, Document))
    assert (document.published.isoformat() if document.published else None) == day


def test_sentences_glued_without_a_space_are_parted() -> None:
    text = "The ban was reported.The pause was not. U.S. President Trump spoke."
    assert len(sentences(text, blocks(text))) == 3


def test_day_of_effect_far_behind_the_measure() -> None:
    text = (
        "Export curbs on tin, zinc, lead, cobalt and antimony, all of them used in alloys for shipyards, "
        "were unveiled by Peru and take effect on 4 February 2026."
    )
    assert only(text, "export_control").date == "2026-02-04"


@pytest.mark.parametrize(
    ("text", "status", "actor", "target", "objects"),
    [
        ("The U.S. Treasury Department blacklisted three Peruvian gold traders.", "in_force", "USA", ("PER",), ("gold",)),  # noqa: E501
        ("The EU added nine firms in Serbia to its sanctions list on Monday.", "in_force", "EU", ("SRB",), ()),
        ("Four Chilean brokers were placed under sanctions by the United Kingdom.", "in_force", "GBR", ("CHL",), ()),
        ("OFAC designated two companies in Panama and froze their assets.", "in_force", "USA", ("PAN",), ()),
        ("Canada took a Norwegian shipping group off its sanctions list.", "eased", "CAN", ("NOR",), ()),
        ("China barred six Danish firms from doing business with the mainland.", "in_force", "CHN", ("DNK",), ()),
        ("Five Irish entities were put by China on its export control list and can no longer be sent dual-use items.", "in_force", "CHN", ("IRL",), ("dual-use goods",)),  # noqa: E501
    ],
)  # fmt: skip
def test_sanction_told_by_what_is_done_to_firms(
    text: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]
) -> None:
    event = only(text, "sanction")
    assert (event.status, event.actor, event.target, event.objects) == (status, actor, target, objects)


@pytest.mark.parametrize(
    "text",
    [
        "The Seoul-listed firm is owned by traders in Chile.",
        "Peru designated two tin projects as strategic.",
        "The smelter, which is not under sanctions, sells zinc to Japan.",
    ],
)
def test_no_sanction(text: str) -> None:
    assert [e for e in reading(text).events if e.kind == "sanction"] == []


@pytest.mark.parametrize(
    ("text", "status", "actor", "target", "objects", "rate"),
    [
        ("Zinc bars from Peru will pay 12% at US customs from Friday.", "announced", "USA", ("PER",), ("zinc",), 12.0),
        ("Japan put 15% on tin imports.", "in_force", "JPN", (), ("tin",), 15.0),
        ("India levied an anti-dumping charge of 9% on magnesium from Norway.", "in_force", "IND", ("NOR",), ("magnesium",), 9.0),  # noqa: E501
        ("Peru plans a 4% tax on foreign sales of zinc.", "announced", "PER", (), ("zinc",), 4.0),
        ("The US put a 20% tariff on antimony. Cobalt was spared.", "eased", "USA", (), ("cobalt",), None),
    ],
)  # fmt: skip
def test_duty_without_its_noun(
    text: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...], rate: float | None
) -> None:
    event = next(e for e in duties(text) if e.objects == objects)
    assert (event.status, event.actor, event.target, event.rate_pct) == (status, actor, target, rate)


@pytest.mark.parametrize(
    "text", ["Peru's regulator raised electricity tariffs by 4%.", "The mine in Chile pays 8% in royalties on copper."]
)
def test_prices_and_royalties_are_no_duties(text: str) -> None:
    assert duties(text) == []


@pytest.mark.parametrize(
    ("text", "status", "actor", "target", "objects"),
    [
        ("Japan's trade ministry will look into whether zinc from Peru is being dumped.", "announced", "JPN", ("PER",), ("zinc",)),  # noqa: E501
        ("Canada took India to the WTO over its limits on tin.", "in_force", "CAN", ("IND",), ("tin",)),
        ("The US Department of Commerce found that magnesium from Norway was being dumped.", "in_force", "USA", ("NOR",), ("magnesium",)),  # noqa: E501
        ("Zambia launched a review of licences held by copper miners.", "in_force", "ZMB", (), ("copper",)),
    ],
)  # fmt: skip
def test_inquiry_told_by_a_verb(
    text: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]
) -> None:
    event = only(text, "investigation")
    assert (event.status, event.actor, event.target, event.objects) == (status, actor, target, objects)


def test_a_month_with_its_year_in_words() -> None:
    tokens = tuple(tokenize("The pact was signed in March last year and lapsed in February this year."))
    assert [w.value for w in whens(tokens, Calendar(date(2031, 5, 2)))] == ["2030-03", "2031-02"]


def test_the_day_of_effect_comes_before_the_day_of_the_report() -> None:
    told = duties(
        "The United States announced higher duties today on Chinese tungsten. "
        "Starting Jan. 1, 2026, Chinese tungsten will be charged 25%."
    )
    assert [(e.actor, e.date, e.rate_pct) for e in told] == [("USA", "2026-01-01", 25.0)]


def test_what_was_raised_in_may_was_raised_last_may() -> None:
    event = only("In May, Canada raised tariffs on Chinese steel and copper.", "tariff", day="2024-12-11")
    assert event.date == "2024-05"
