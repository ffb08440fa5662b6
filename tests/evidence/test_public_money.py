"""Support, public works and reserves, on sentences of our own: who owns, pays, builds and stocks, and for what."""

from __future__ import annotations

import pytest

from oreflow.evidence import Event
from tests.evidence.test_extraction import reading

_KINDS = ("subsidy_or_price_support", "capacity_project", "stockpile")


def found(text: str) -> list[Event]:
    return [e for e in reading(text).events if e.kind in _KINDS]


@pytest.mark.parametrize(
    ("text", "status", "actor", "target", "objects"),
    [
        ("The smelter, which refines zinc, will be 40% owned by the Pentagon.", None, "USA", (), ("zinc",)),
        ("Washington is weighing stakes in several tungsten companies.", "possible", "USA", (), ("tungsten",)),
        ("A stake in the Australian tungsten miner may be taken by the US government.", "possible", "USA", ("AUS",), ("tungsten",)),  # noqa: E501
        ("Preferred stock worth $400 million in the cobalt producer goes to the Department of Defense.", None, "USA", (), ("cobalt",)),  # noqa: E501
        ("The US government's investment in Orion, a cobalt fund, was made last year.", None, "USA", (), ("cobalt",)),
        ("The lithium miner is to have the US government as a shareholder.", "announced", "USA", (), ("lithium",)),
        ("The EU will marshal up to $3 billion for lithium projects.", "announced", "EU", (), ("lithium",)),
        ("Graphite One has won $37.5 million under the Defense Production Act for its graphite work.", None, "USA", (), ("graphite",)),  # noqa: E501
        ("South Africa plans incentives for manganese processors.", None, "ZAF", (), ("manganese",)),
        ("Subsidies for magnet makers were doubled by Seoul on Tuesday.", None, "KOR", (), ("magnets",)),
        ("The Defense Logistics Agency gave the antimony miner a grant in May.", None, "USA", (), ("antimony",)),
    ],
)  # fmt: skip
def test_support(text: str, status: str | None, actor: str, target: tuple[str, ...], objects: tuple[str, ...]) -> None:
    (event,) = found(text)
    assert event.kind == "subsidy_or_price_support"
    assert (event.actor, event.target, event.objects) == (actor, target, objects)
    assert status in (None, event.status)


@pytest.mark.parametrize(
    ("text", "actor", "target", "objects"),
    [
        ("Korea Zinc is building a zinc smelter together with the US Department of Commerce.", "USA", ("KOR",), ("zinc",)),  # noqa: E501
        ("State-owned Kabil will explore and develop five lithium blocks in Argentina.", "IND", ("ARG",), ("lithium",)),
        ("The government of Bolivia signed a contract with Russia's Uranium One for a lithium carbonate plant.", "BOL", ("RUS",), ("lithium",)),  # noqa: E501
        ("Codelco and Enami will run a tender for lithium projects at two salt flats.", "CHL", (), ("lithium",)),
        ("Mongolia's parliament has blessed the French group Orano's uranium mine.", "MNG", ("FRA",), ("uranium",)),
        ("The Kremlin ordered the construction of a rare earths plant in Krasnoyarsk.", "RUS", (), ("rare earths",)),
        ("Jakarta has approved a Chinese nickel smelter on Obi island.", "IDN", ("CHN",), ("nickel",)),
    ],
)  # fmt: skip
def test_works(text: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]) -> None:
    (event,) = found(text)
    assert (event.kind, event.actor, event.target, event.objects) == ("capacity_project", actor, target, objects)


def test_several_works_backed_in_one_sentence_are_events_of_their_own() -> None:
    events = found(
        "The EU will back the Vulcano lithium project in Germany and the Malmo molybdenum mine in Greenland."
    )
    assert [(e.actor, e.target, e.objects) for e in events] == [
        ("EU", ("DEU",), ("lithium",)),
        ("EU", ("GRL",), ("molybdenum",)),
    ]


def test_one_reserve_plan_with_a_sum_for_each_metal_is_one_event() -> None:
    (event,) = found(
        "The Defense Logistics Agency plans to buy up to $1 billion of metals: cobalt ($500 million), "
        "antimony ($245 million) and scandium ($45 million)."
    )
    assert (event.kind, event.actor, event.value_usd) == ("stockpile", "USA", 1e9)
    assert set(event.objects) == {"cobalt", "antimony", "scandium"}


def test_what_a_reserve_office_buys_goes_into_the_reserve() -> None:
    (bought,) = found("China's State Reserves Administration bought 15,000 tonnes of cobalt for its stocks.")
    assert (bought.kind, bought.actor, bought.objects) == ("stockpile", "CHN", ("cobalt",))


@pytest.mark.parametrize(
    "text",
    [
        "Fund manager Nordhall has taken a 12% stake in lithium explorer Bright Peak.",
        "Zijin Mining sold its 20% stake in the cobalt mine to a private investor.",
        "The company raised $50 million from private investors to build its lithium plant in Quebec.",
        "Chile's lithium reserves are the world's largest.",
        "Rio Tinto has started production at its lithium mine in Argentina.",
        "For lithium miners the stakes are high.",
    ],
)
def test_private_money_and_ore_in_the_ground_are_no_support(text: str) -> None:
    assert found(text) == []


def test_a_reserve_under_study_is_possible_and_a_loan_for_it_is_its_value() -> None:
    (event,) = found("Britain has ordered a study of a national stockpile of tungsten.")
    assert (event.kind, event.status) == ("stockpile", "possible")
    (vault,) = found(
        "Washington launched a stockpile of cobalt with a loan of $10 billion and private money of $2 billion."
    )
    assert (vault.kind, vault.value_usd) == ("stockpile", 1e10)


@pytest.mark.parametrize(
    ("text", "actor", "goods"),
    [
        (
            "A loan of $90 million from the US Department of Energy will pay for the graphite line.",
            "USA",
            ("graphite",),
        ),
        ("Export Finance Australia has agreed to lend the cobalt refiner $60 million.", "AUS", ("cobalt",)),
        ("The tungsten mine runs on a $20 million loan by the German government.", "DEU", ("tungsten",)),
        ("Britain backs tin and tungsten in Cornwall.", "GBR", ("tin", "tungsten")),
        ("Jakarta waives corporate tax for nickel smelters for ten years.", "IDN", ("nickel",)),
        ("Washington is guaranteeing a minimum price of $90 a kilogram for neodymium.", "USA", ("neodymium",)),
    ],
)
def test_backing_is_told_by_loan_giver_tax_or_price(text: str, actor: str, goods: tuple[str, ...]) -> None:
    (event,) = found(text)
    assert (event.kind, event.actor, set(event.objects)) == ("subsidy_or_price_support", actor, set(goods))


def test_a_letter_of_interest_and_talks_are_not_yet_support() -> None:
    (letter,) = found("Ottawa dangles a C$40 million loan before the gallium plant.")
    assert letter.status == "possible"
    (talks,) = found("A federal loan of $70 million for the US lithium mine has been under discussion since May.")
    assert talks.status == "under_negotiation"


@pytest.mark.parametrize(
    ("text", "actor", "status"),
    [
        ("Sweden's government approved the Nordvik graphite mine.", "SWE", "announced"),
        ("The lithium project won final approval from the Bureau of Land Management.", "USA", "announced"),
        ("Kazakhstan's president inaugurated a new copper smelter.", "KAZ", "in_force"),
        ("The Indonesian government broke ground on a nickel smelter in Sulawesi.", "IDN", "announced"),
        ("The European Commission named 30 strategic projects for lithium and graphite.", "EU", "announced"),
        ("Namibia has awarded a mining licence for rare earths to a local firm.", "NAM", "announced"),
        ("Vietnam plans to auction mining rights to a rare earths deposit.", "VNM", "announced"),
    ],
)
def test_a_work_that_a_state_clears_opens_or_lists(text: str, actor: str, status: str) -> None:
    (event,) = found(text)
    assert (event.kind, event.actor, event.status) == ("capacity_project", actor, status)


@pytest.mark.parametrize(
    ("text", "actor", "status"),
    [
        ("South Korea will raise its lithium reserves to 100 days of demand.", "KOR", "announced"),
        ("Canberra to stash antimony and gallium.", "AUS", "announced"),
        ("The Defense Logistics Agency seeks offers of 300 tonnes of cobalt over two years.", "USA", "announced"),
        ("A national gold reserve is to be formed, the government of Ghana said.", "GHA", "announced"),
        ("Berlin is weighing a strategic reserve of tungsten.", "DEU", "possible"),
    ],
)
def test_reserves_are_told_in_days_tenders_and_verbs_of_storing(text: str, actor: str, status: str) -> None:
    (event,) = found(text)
    assert (event.kind, event.actor, event.status) == ("stockpile", actor, status)


@pytest.mark.parametrize(
    "text",
    [
        "Chile has copper reserves of 190 million tonnes.",
        "Turkey holds 70% of the world's boron reserves.",
        "Tamarind Copper won approval from its board for a copper mine in Chile.",
        "Washington hit back at the gallium ban.",
        "Copper stocks in exchange warehouses fell.",
        "Were Brussels to offer guarantees for lithium, miners would listen.",
        "Jakarta committed to buying $15 billion of American nickel.",
    ],
)
def test_ore_boards_quarrels_and_wishes_are_no_support(text: str) -> None:
    assert not [e for e in found(text) if e.kind in ("stockpile", "capacity_project", "subsidy_or_price_support")]


def test_two_governments_behind_one_plant_and_a_lender_with_a_short_name() -> None:
    (plant,) = found("The governments of Japan and Canada are backing a gallium plant in Ontario.")
    assert (plant.kind, plant.actor) == ("capacity_project", "JPN")
    (fund,) = found("Help comes from the European Just Transition Fund (JTF), which adds €9 million for magnets.")
    assert (fund.kind, fund.actor) == ("subsidy_or_price_support", "EU")


@pytest.mark.parametrize(
    "text",
    [
        "Much gold is dug by rebels backed by Kampala.",
        "Rabat grants lithium traders export permits",
        "NOAA was given a month for new exploration licences for seabed minerals.",
        "The nickel tax won approval from the cabinet in Jakarta.",
        "The firm sought its first permits in May for the Peruvian copper mine.",
        "French firms find it hard to invest in Zambian copper plants.",
        "The US-backed bidder is buying 30% of two cobalt mines in Zambia.",
    ],
)
def test_leave_to_export_bills_of_a_cabinet_and_parties_backed_are_no_public_money(text: str) -> None:
    assert not [e for e in found(text) if e.kind in ("stockpile", "capacity_project", "subsidy_or_price_support")]


def test_a_reserve_looked_into_by_two_states_is_possible_and_a_programme_names_its_goods() -> None:
    text = "Canada and Norway meet\n\nCanada and Norway will look into a joint gallium stockpile."
    reserve = next(e for e in found(text) if e.kind == "stockpile")
    assert (reserve.status, {reserve.actor, *reserve.target}) == ("possible", {"CAN", "NOR"})
    (fund,) = found("Lima approved $90 million for its National Critical Minerals Programme.")
    assert (fund.kind, fund.actor, fund.objects) == ("subsidy_or_price_support", "PER", ("critical minerals",))


@pytest.mark.parametrize(
    "text",
    [
        "Tin gave the state $40 million in royalties, the finance ministry of Bolivia said.",
        "Washington signed a uranium law that ends business of some $2 billion a year.",
        "The government of Japan puts cobalt beside oil stockpiling in its energy plan.",
    ],
)
def test_takings_trade_cut_off_and_stocks_of_oil_are_no_public_money(text: str) -> None:
    assert not [e for e in found(text) if e.kind in ("stockpile", "capacity_project", "subsidy_or_price_support")]


def test_a_programme_read_as_an_office_still_names_its_goods() -> None:
    (fund,) = found("Delhi imports copper.\n\nNew Delhi approved $3 billion for its National Critical Mineral Mission.")
    assert (fund.kind, fund.actor, fund.objects) == ("subsidy_or_price_support", "IND", ("critical minerals",))
