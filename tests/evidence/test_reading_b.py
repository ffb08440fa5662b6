"""Deals, meetings and purchases on sentences of our own: who signs in the passive, partners and goods told elsewhere,
what is only talked of, and what is no event."""

from __future__ import annotations

import pytest

from tests.evidence.test_extraction import only, reading


@pytest.mark.parametrize(
    ("text", "status", "parties", "objects"),
    [
        ("A memorandum on lithium was signed by the governments of Chile and South Korea.", "signed", {"CHL", "KOR"}, {"lithium"}),  # noqa: E501
        ("The nickel accord bears the signatures of Indonesia's president and the prime minister of Australia.", "signed", {"IDN", "AUS"}, {"nickel"}),  # noqa: E501
        ("Signed in Tokyo by Japan and Kazakhstan, the pact covers tungsten and titanium.", "signed", {"JPN", "KAZ"}, {"tungsten", "titanium"}),  # noqa: E501
        ("A pact covering the copper and cobalt of Zambia was initialled on Friday by the United Arab Emirates.", "signed", {"ARE", "ZMB"}, {"copper", "cobalt"}),  # noqa: E501
        ("Ministers from Chile and Finland put their signatures to a lithium memorandum.", "signed", {"CHL", "FIN"}, {"lithium"}),  # noqa: E501
        ("By a memorandum initialled in Ankara, Turkey and Niger will look for uranium together.", "in_force", {"TUR", "NER"}, {"uranium"}),  # noqa: E501
        ("The plan sits beside other pacts of the US administration, among them one with Chile on copper.", "in_force", {"USA", "CHL"}, {"copper"}),  # noqa: E501
        ("India's commerce minister said a deal with Peru on copper was near.", "under_negotiation", {"IND", "PER"}, {"copper"}),  # noqa: E501
        ("Discussions on joint work on the graphite project are under way between Tanzania and South Korea.", "under_negotiation", {"TZA", "KOR"}, {"graphite"}),  # noqa: E501
        ("Canberra and Seoul said they were looking into joint projects in nickel mining.", "possible", {"AUS", "KOR"}, {"nickel"}),  # noqa: E501
        ("Brussels unveiled an action plan with Chile on lithium.", "announced", {"EU", "CHL"}, {"lithium"}),
        ("Agreements with partners including Zambia and Namibia already back London's cobalt supply.", "in_force", {"GBR", "ZMB", "NAM"}, {"cobalt"}),  # noqa: E501
        ("Finland signed a letter of intent on nickel with Canada.", "signed", {"FIN", "CAN"}, {"nickel"}),
    ],
)  # fmt: skip
def test_one_deal(text: str, status: str, parties: set[str], objects: set[str]) -> None:
    deal = only(text, "deal")
    assert (deal.status, {deal.actor, *deal.target}, set(deal.objects)) == (status, parties, objects)


def test_each_partner_named_with_its_own_preposition_has_its_own_deal() -> None:
    found = reading("Cobalt agreements have been signed by Japan with Zambia, and with Namibia as well.").events
    assert {(e.actor, e.target) for e in found if e.kind == "deal"} == {("JPN", ("ZMB",)), ("JPN", ("NAM",))}


def test_goods_of_a_deal_may_come_sentences_later() -> None:
    deal = only("Tokyo and Lima signed a minerals agreement on Monday.\n\nThe agreement covers zinc and tin.", "deal")
    assert set(deal.objects) == {"zinc", "tin"}


def test_a_signature_told_again_is_no_second_deal() -> None:
    text = (
        "London and Lima signed a copper pact on Monday.\n\nPeru's mines minister had flown in. London signed the pact."
    )
    assert {e.target for e in reading(text).events if e.kind == "deal"} == {("PER",)}


def test_a_deal_beside_another_keeps_its_own_parties_and_goods() -> None:
    text = "The Chile-Peru accord follows word from New Delhi and Canberra, which said they were exploring joint projects in nickel."  # noqa: E501
    found = {frozenset((e.actor, *e.target)): e.objects for e in reading(text).events if e.kind == "deal"}
    assert found[frozenset(("IND", "AUS"))] == ("nickel",)


@pytest.mark.parametrize(
    "text",
    [
        "Lithium miner Arcadia signed an offtake deal with a carmaker in Germany on Tuesday.",
        "A treaty that Brazil never signed protects seabed cobalt.",
        "Chile hopes more lithium agreements will follow.",
        "Miners held talks with unions in Chile over pay at the copper mine.",
    ],
)
def test_no_deal_of_states(text: str) -> None:
    assert not [e for e in reading(text).events if e.kind in ("deal", "meeting")]


@pytest.mark.parametrize(
    ("text", "status", "actor", "target", "objects"),
    [
        ("The European Commission heard Norway and Iceland. It will hold consultations with both countries on zinc.", "announced", "EU", {"NOR", "ISL"}, ("zinc",)),  # noqa: E501
        ("If Modi and Albanese meet this week, as is possible, lithium will be on the table.", "possible", "IND", {"AUS"}, ()),  # noqa: E501
        ("President Lula received the leaders of six African countries on Monday.", "in_force", "BRA", set(), ()),
        ("Japan will join other importers in consultations with China over its curbs on tungsten.", "announced", "JPN", {"CHN"}, ("tungsten",)),  # noqa: E501
        ("The talks of President Trump with Xi Jinping brought little.", "in_force", "USA", {"CHN"}, ()),
    ],
)  # fmt: skip
def test_one_meeting(text: str, status: str, actor: str, target: set[str], objects: tuple[str, ...]) -> None:
    meeting = only(text, "meeting")
    assert (meeting.status, meeting.actor, set(meeting.target), meeting.objects) == (status, actor, target, objects)


def test_what_a_partner_buys_is_no_value_of_the_deal() -> None:
    text = "In Lima, the president signed a zinc agreement with Japan, which will also purchase $3 billion a year of U.S. energy."  # noqa: E501
    assert only(text, "deal").value_usd is None
    bought = only(text, "purchase")
    assert (bought.actor, bought.target, bought.value_usd) == ("JPN", ("USA",), 3e9)
