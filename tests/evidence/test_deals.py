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
        ("By a memorandum initialled in Ankara, Turkey and Niger will look for uranium together.", "signed", {"TUR", "NER"}, {"uranium"}),  # noqa: E501
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


@pytest.mark.parametrize(
    ("text", "status", "parties"),
    [
        ("Finland's economy minister sat down with his Chilean counterpart in Helsinki on Monday.", "in_force", {"FIN", "CHL"}),  # noqa: E501
        ("Ministers from Chile, Peru and Bolivia will convene in Lima on Tuesday.", "announced", {"CHL", "PER", "BOL"}),
        ("The presidents of Zambia and Namibia spoke for an hour on Thursday.", "in_force", {"ZMB", "NAM"}),
        ("Japan's trade minister phoned the Canadian premier on Friday about tungsten.", "in_force", {"JPN", "CAN"}),
        ("A delegation from Seoul is expected in Hanoi on Monday.", "announced", {"KOR", "VNM"}),
        ("Peru's president flew to Canberra to ask for talks on copper.", "in_force", {"PER", "AUS"}),
        ("Australia and Chile resumed talks on lithium.", "in_force", {"AUS", "CHL"}),
        ("A call between the Indian and Brazilian presidents turned to manganese.", "in_force", {"IND", "BRA"}),
    ],
)  # fmt: skip
def test_people_who_meet_without_a_meeting(text: str, status: str, parties: set[str]) -> None:
    meeting = only(text, "meeting")
    assert (meeting.status, {meeting.actor, *meeting.target}) == (status, parties)


@pytest.mark.parametrize(
    ("text", "status", "parties", "objects"),
    [
        ("Chile and Finland put pen to paper on a charter for lithium.", "signed", {"CHL", "FIN"}, {"lithium"}),
        ("Canada and Zambia initialled a cobalt convention in Lusaka.", "signed", {"CAN", "ZMB"}, {"cobalt"}),
        ("India, Peru agree to explore copper jointly.", "announced", {"IND", "PER"}, {"copper"}),
        ("Tokyo and Astana will set up a joint tungsten centre, both governments said.", "announced", {"JPN", "KAZ"}, {"tungsten"}),  # noqa: E501
        ("Mongolia granted Japan first refusal on its fluorspar.", "announced", {"MNG", "JPN"}, {"fluorspar"}),
        ("Turkey and Niger are hammering out a uranium protocol.", "under_negotiation", {"TUR", "NER"}, {"uranium"}),
        ("An accord for Namibia to send the EU tantalum was signed.", "signed", {"NAM", "EU"}, {"tantalum"}),
        ("Peru and Canada have finished negotiating a zinc agreement.", "announced", {"PER", "CAN"}, {"zinc"}),
    ],
)  # fmt: skip
def test_deals_without_the_word(text: str, status: str, parties: set[str], objects: set[str]) -> None:
    deal = only(text, "deal")
    assert (deal.status, {deal.actor, *deal.target}, set(deal.objects)) == (status, parties, objects)


def test_talks_of_which_only_the_length_is_told_are_of_the_two_named() -> None:
    meeting = only(
        "Indian and Chilean officials agreed on the text at the end of three days of talks in Geneva.", "meeting"
    )
    assert {meeting.actor, *meeting.target} == {"IND", "CHL"}


@pytest.mark.parametrize(
    ("text", "buyer", "seller"),
    [
        ("China will take 4 million tonnes of Brazilian soybeans this year.", "CHN", "BRA"),
        ("Vietnam agreed to spend $3 billion on American aircraft.", "VNM", "USA"),
        ("China pledged 9 million tonnes of American soybeans.", "CHN", "USA"),
    ],
)
def test_purchases_by_other_verbs(text: str, buyer: str, seller: str) -> None:
    bought = only(text, "purchase")
    assert (bought.actor, bought.target) == (buyer, (seller,))


@pytest.mark.parametrize(
    "text",
    [
        "Supply of Australian lithium met Chinese demand in May.",
        "Chinese mills took 4 million tonnes of Brazilian iron ore in May.",
        "The review of the order covering silicon from Malaysia was closed by Canada.",
        "Prosecutors in Chile charged two men with taking 40 tonnes of copper out of Peru.",
        "A round of funding brought the Canadian cobalt explorer $9 million.",
    ],
)
def test_what_only_looks_like_a_meeting_or_purchase(text: str) -> None:
    assert not [e for e in reading(text).events if e.kind in ("meeting", "purchase")]


def parties_of(text: str, kind: str) -> list[set[str]]:
    """The parties of each event of a kind, in order."""
    return [{e.actor, *e.target} for e in reading(text).events if e.kind == kind]


def test_memoranda_are_several_and_each_told_again_is_the_same() -> None:
    text = "Tokyo signed memoranda with Zambia and Namibia on cobalt.\n\nZambia has offered land. The memorandum with Namibia, signed that same day, covers ports too."  # noqa: E501
    assert parties_of(text, "deal") == [{"JPN", "ZMB"}, {"JPN", "NAM"}]


def test_agreements_only_summed_up_are_those_told_one_by_one() -> None:
    text = "Seoul is seeking cobalt by concluding agreements with two African states.\n\nSouth Korea signed cobalt agreements with Zambia and Namibia on Monday."  # noqa: E501
    assert parties_of(text, "deal") == [{"KOR", "ZMB"}, {"KOR", "NAM"}]


def test_a_deal_that_somebody_is_glad_of_is_the_one_told_before() -> None:
    text = "The European Union and Peru have signed a copper partnership.\n\nMs von der Leyen said she was pleased to see the partnership signed."  # noqa: E501
    assert parties_of(text, "deal") == [{"EU", "PER"}]


def test_the_two_who_sign_are_those_just_named() -> None:
    text = (
        "Japan's foreign minister met his Chilean counterpart, and later the two put their names to an accord on zinc."
    )
    assert parties_of(text, "deal") == [{"JPN", "CHL"}]


def test_a_deal_to_buy_mines_is_with_the_state_where_they_lie() -> None:
    assert parties_of("Japan has signed an accord to buy 40% of the copper mines in Zambia.", "deal") == [
        {"JPN", "ZMB"}
    ]


def test_a_journey_for_talks_is_one_meeting_with_all_who_are_visited() -> None:
    text = "Japan's trade minister will visit Chile, Peru and Bolivia for talks with their ministers on lithium."
    meeting = only(text, "meeting")
    assert (meeting.status, meeting.actor, set(meeting.target)) == ("announced", "JPN", {"CHL", "PER", "BOL"})
    assert not parties_of(text, "deal")


def test_whoever_is_met_may_be_named_before_the_office() -> None:
    text = "Chile's mining minister met Aiko Tanabe, deputy minister of energy in the Japanese government, on Friday."
    assert parties_of(text, "meeting") == [{"CHL", "JPN"}]


def test_a_deal_called_off_has_lapsed() -> None:
    assert only("In June, Namibia cancelled an agreement with Peru on tin.", "deal").status == "expired"


def test_a_meeting_behind_before_is_still_to_come() -> None:
    (event,) = [
        e for e in reading("Brazil wants a niobium pact before Lula meets Xi Jinping.").events if e.kind == "meeting"
    ]
    assert event.status == "announced"
