"""Controls, quotas, import bans and sanctions told in the words that outlets vary: who, on what, and whether still."""

from __future__ import annotations

import pytest

from tests.evidence.test_extraction import only, reading

EXPORT, IMPORT, QUOTA, SANCTION = "export_control", "import_restriction", "quota", "sanction"


@pytest.mark.parametrize(
    ("text", "kind", "status", "actor", "target", "objects"),
    [
        ("Nickel ore has been barred from leaving Indonesia since 2020.", EXPORT, "in_force", "IDN", (), ("nickel",)),
        (
            "Since 2014 no unprocessed bauxite has been allowed out of Indonesia.",
            EXPORT,
            "in_force",
            "IDN",
            (),
            ("bauxite",),
        ),
        (
            "Malaysia barred companies from shipping raw rare earths overseas.",
            EXPORT,
            "in_force",
            "MYS",
            (),
            ("rare earths",),
        ),
        (
            "Beijing has started holding back gallium from buyers in Japan.",
            EXPORT,
            "in_force",
            "CHN",
            ("JPN",),
            ("gallium",),
        ),
        (
            "Germanium is now being withheld from makers in Taiwan, and Beijing gives no reason.",
            EXPORT,
            "in_force",
            "CHN",
            ("TWN",),
            ("germanium",),
        ),
        ("Some 700 dual-use items are on a Chinese control list.", EXPORT, "in_force", "CHN", (), ("dual-use goods",)),
        (
            "China subjects graphite bound for the U.S. to closer vetting.",
            EXPORT,
            "in_force",
            "CHN",
            ("USA",),
            ("graphite",),
        ),
        (
            "Anyone shipping germanium would need a permit, China said in July.",
            EXPORT,
            "announced",
            "CHN",
            (),
            ("germanium",),
        ),
        (
            "Beijing has made overseas sales of graphite subject to a permit.",
            EXPORT,
            "in_force",
            "CHN",
            (),
            ("graphite",),
        ),
        ("The dispute is about Chinese export restraints on zinc.", EXPORT, "in_force", "CHN", (), ("zinc",)),
        (
            "Brussels is in talks with China over Beijing's export curbs on gallium.",
            EXPORT,
            "in_force",
            "CHN",
            (),
            ("gallium",),
        ),
        (
            "The American ban on Russian uranium imports took effect in August.",
            IMPORT,
            "in_force",
            "USA",
            ("RUS",),
            ("uranium",),
        ),
        (
            "American contractors will be forbidden to buy Chinese magnets.",
            IMPORT,
            "announced",
            "USA",
            ("CHN",),
            ("magnets",),
        ),
        (
            "The EU's newest sanctions package bars purchases of Russian platinum.",
            IMPORT,
            "in_force",
            "EU",
            ("RUS",),
            ("platinum",),
        ),
        (
            "Two Chinese firms were ordered by the Canadian government to sell their stakes in lithium mines.",
            SANCTION,
            "in_force",
            "CAN",
            ("CHN",),
            ("lithium",),
        ),
        (
            "Twelve American defence companies were blacklisted by China's commerce ministry.",
            SANCTION,
            "in_force",
            "CHN",
            ("USA",),
            (),
        ),
        (
            "Under new American sanctions, Russian palladium may no longer be traded.",
            SANCTION,
            "in_force",
            "USA",
            ("RUS",),
            ("palladium",),
        ),
    ],
)
def test_who_controls_what_against_whom(
    text: str, kind: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]
) -> None:
    event = only(text, kind)
    assert (event.status, event.actor, event.target, event.objects) == (status, actor, target, objects)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Beijing put off for a year its rare earth export controls.", EXPORT, "suspended"),
        ("China is putting its export controls on tungsten on ice for a year.", EXPORT, "suspended"),
        ("Congo let its cobalt export ban run out in October.", EXPORT, "expired"),
        ("Gone are the restrictions that China had imposed on exports of antimony.", EXPORT, "expired"),
        ("China halted rare earth exports to Japan for two months in 2010.", EXPORT, "expired"),
        ("Kinshasa has replaced its ban on cobalt exports with a system of quotas.", EXPORT, "expired"),
        ("Kinshasa has replaced its ban on cobalt exports with a system of quotas.", QUOTA, "in_force"),
        ("Licences to export magnets are being handed out again by Beijing.", EXPORT, "eased"),
        ("Beijing agreed to let rare earths flow to American firms.", EXPORT, "eased"),
        ("Exports of antimony would be restricted, the Chinese commerce ministry said.", EXPORT, "announced"),
    ],
)
def test_whether_it_still_holds(text: str, kind: str, status: str) -> None:
    assert only(text, kind).status == status


@pytest.mark.parametrize(
    "text",
    [
        "The US and Britain outlawed imports of Russian copper.",
        "Imports of Russian copper have been outlawed by the United States and Britain.",
    ],
)
def test_joint_bans_are_one_of_each_state(text: str) -> None:
    found = [e for e in reading(text).events if e.kind == IMPORT]
    assert {(e.actor, e.target, e.objects) for e in found} == {
        ("USA", ("RUS",), ("copper",)),
        ("GBR", ("RUS",), ("copper",)),
    }


def test_goods_with_days_of_their_own_are_apart() -> None:
    found = [
        e
        for e in reading("China restricted exports of graphite in 2023 and of antimony in 2024.").events
        if e.kind == EXPORT
    ]
    assert {(e.objects, e.date) for e in found} == {(("graphite",), "2023"), (("antimony",), "2024")}


def test_what_a_mineral_is_for_is_not_its_object() -> None:
    event = only("China banned exports of antimony, an ingredient of batteries and weapons.", EXPORT)
    assert event.objects == ("antimony",)


def test_licensed_technique_is_no_object() -> None:
    event = only(
        "China added gallium extraction technology to its list of technologies whose export is restricted.", EXPORT
    )
    assert event.objects == ()


@pytest.mark.parametrize(
    "text",
    [
        "A ban on mining uranium in Greenland was passed in 2021.",
        "The newsletter brings export control developments together every day.",
        "Mexico's president wants to bring lithium under state control.",
    ],
)
def test_no_control_on_trade(text: str) -> None:
    assert not [e for e in reading(text).events if e.kind in (EXPORT, IMPORT, QUOTA, SANCTION)]


@pytest.mark.parametrize(
    "text",
    [
        "A strike has stopped shipments of copper from Chile.",
        "Analysts expect demand for nickel to limit exports from Indonesia.",
    ],
)
def test_what_merely_happens_is_no_control(text: str) -> None:
    assert not [e for e in reading(text).events if e.kind == EXPORT]


@pytest.mark.parametrize(
    ("text", "actor", "objects"),
    [
        ("China keeps a tight rein on exports of gallium.", "CHN", ("gallium",)),
        ("Only with Beijing's consent may gallium be shipped abroad.", "CHN", ("gallium",)),
        ("Prices have doubled since Beijing clamped down on gallium exports.", "CHN", ("gallium",)),
        ("Beijing refuses to issue export licences for germanium.", "CHN", ("germanium",)),
        ("No new licences for magnets have been issued by Beijing since April.", "CHN", ("magnets",)),
        ("Nickel fell after Indonesia's ban came into force.", "IDN", ("nickel",)),
    ],
)
def test_a_control_named_by_its_effect(text: str, actor: str, objects: tuple[str, ...]) -> None:
    event = only(text, EXPORT)
    assert (event.status, event.actor, event.objects) == ("in_force", actor, objects)


def test_mutual_suspension_is_one_of_each_against_the_other() -> None:
    found = reading("Washington and Beijing agreed to suspend export controls on each other for a year.").events
    controls = {(e.actor, e.target, e.status) for e in found if e.kind == EXPORT}
    assert controls == {("USA", ("CHN",), "suspended"), ("CHN", ("USA",), "suspended")}


def test_a_house_of_representatives_is_the_one_of_the_state_in_question() -> None:
    text = "Philippine committee members in the House of Representatives have cleared a bill to halt exports of nickel."
    assert only(text, EXPORT).actor == "PHL"


def test_goods_of_another_state_are_what_trade_cases_look_into() -> None:
    event = only("Brussels has opened an investigation into Chinese magnets.", "investigation")
    assert (event.actor, event.target, event.objects) == ("EU", ("CHN",), ("magnets",))


@pytest.mark.parametrize(
    ("text", "kind", "status", "actor", "target", "objects"),
    [
        # what may not go out
        (
            "Raw manganese may no longer be taken out of the country, Gabon's cabinet decided.",
            EXPORT,
            "in_force",
            "GAB",
            (),
            ("manganese",),
        ),
        (
            "Lithium, cobalt and graphite may no longer be shipped abroad from Namibia.",
            EXPORT,
            "in_force",
            "NAM",
            (),
            ("lithium", "cobalt", "graphite"),
        ),
        ("Malawi: no more raw graphite out of the country.", EXPORT, "in_force", "MWI", (), ("graphite",)),
        ("Uganda has stopped the dispatch of tin to smelters abroad.", EXPORT, "in_force", "UGA", (), ("tin",)),
        ("Tanzania keeps its graphite at home.", EXPORT, "in_force", "TZA", (), ("graphite",)),
        ("Zambia extended its manganese suspension.", EXPORT, "in_force", "ZMB", (), ("manganese",)),
        # papers and lists
        ("Indium joins the Chinese dual-use list.", EXPORT, "in_force", "CHN", (), ("indium",)),
        ("Beijing put bismuth under licence in spring.", EXPORT, "in_force", "CHN", (), ("bismuth",)),
        ("China approved some applications for exports of terbium.", EXPORT, "eased", "CHN", (), ("terbium",)),
        ("China shelves its licensing regime on graphite.", EXPORT, "suspended", "CHN", (), ("graphite",)),
        # those hit are not those who act
        (
            "Korean smelters suffer from the licensing regime for indium, which China introduced in May.",
            EXPORT,
            "in_force",
            "CHN",
            (),
            ("indium",),
        ),
        ("There is no ban on indium exports, Beijing says.", EXPORT, "denied", "CHN", (), ("indium",)),
        (
            "China widened its export control regime, which now covers magnets and indium.",
            EXPORT,
            "in_force",
            "CHN",
            (),
            ("magnets", "indium"),
        ),
        # imports and volumes
        (
            "The law bans imports of Russian uranium, President Joe Biden said.",
            IMPORT,
            "in_force",
            "USA",
            ("RUS",),
            ("uranium",),
        ),
        ("India bars Congolese gold.", IMPORT, "in_force", "IND", ("COD",), ("gold",)),
        ("India has fixed a minimum import price for antimony.", IMPORT, "in_force", "IND", (), ("antimony",)),
        ("India will cap arrivals of antimony at 900 tonnes.", QUOTA, "announced", "IND", (), ("antimony",)),
    ],
)
def test_measures_told_in_ordinary_words(
    text: str, kind: str, status: str, actor: str, target: tuple[str, ...], objects: tuple[str, ...]
) -> None:
    found = only(text, kind)
    assert (found.status, found.actor, found.target, found.objects) == (status, actor, target, objects)


@pytest.mark.parametrize(
    "text",
    [
        "A strike stopped the dispatch of copper from Chile's mines.",
        "No more than half of Europe's supply of gallium should come from one country, Brussels says.",
        "Cabinet wants to keep Zambia's copper smelters from going cold.",
    ],
)
def test_words_of_control_that_control_nothing(text: str) -> None:
    assert not [e for e in reading(text).events if e.kind in (EXPORT, IMPORT, QUOTA)]


@pytest.mark.parametrize(
    "text",
    [
        "Peru pledged not to ban tin exports to Japan or subject them to quotas.",
        "The plan helps India to cut its dependence on imported lithium.",
        "China has export controls on indium. Shipments that meet the rules will be allowed, a spokesman said.",
        "The mine, after a halt, began to export copper from Zambia to Europe.",
    ],
)
def test_what_is_no_measure_of_its_own(text: str) -> None:
    """A quota renounced, a need that is cut, a regime at work and trade that goes on."""
    told = [e for e in reading(text).events if e.kind in (EXPORT, IMPORT, QUOTA)]
    assert all(e.kind == EXPORT and (e.rule == "control-noun" or e.status == "denied") for e in told)


def test_a_control_of_old_stands_beside_the_new_one() -> None:
    told = reading(
        "Ghana on Tuesday banned exports of raw manganese. Ghana's prohibition on manganese ore exports for smelters "
        "dates back to 2019.",
    ).events
    assert sorted(e.date or "" for e in told if e.kind == EXPORT) == ["2019", "2025-10-21"]
    old = only("Temporary export controls on tin had been in place in China since 2016.", EXPORT)
    assert (old.status, old.date) == ("expired", "2016")


def test_the_mineral_is_the_one_told_before() -> None:
    told = reading(
        "China mines more graphite than any other state. China this month began to require export permits for more "
        "kinds of the mineral."
    ).events
    assert [e.objects for e in told if e.kind == EXPORT] == [("graphite",)]


def test_sanctions_name_whom_and_what_after_the_noun() -> None:
    told = reading(
        "Sanctions, among them bans on trade in certain potash, were imposed on Belarus by the EU in June 2021."
    ).events
    assert [(e.kind, e.actor, e.target, e.objects, e.date) for e in told] == [
        (SANCTION, "EU", ("BLR",), ("potash",), "2021-06")
    ]
