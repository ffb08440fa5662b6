"""Figures and sources, on sentences of our own: one line for each construction that the grammar knows."""

from __future__ import annotations

import pytest

from oreflow.evidence import Statistic
from tests.evidence.test_extraction import reading


def sources(text: str) -> list[str]:
    return [a.source for a in reading(text).attributions]


def figures(text: str) -> list[tuple[str, str | None, float, str]]:
    return [told(s) for s in reading(text).statistics]


def told(s: Statistic) -> tuple[str, str | None, float, str]:
    return s.subject, s.country, s.value, s.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prices will stay high, traders reckon.", ["traders"]),
        ("Analysts caution that the truce on gallium may not last.", ["Analysts"]),
        ("Exporters, for once, argue that the fee hurts them.", ["Exporters"]),
        ("The fees, Canada alleged, are unlawful.", ["Canada"]),
        ("Chile on Friday confirmed that the lithium quota will stand.", ["Chile"]),
        ("The new permits were announced on Monday by the Ministry of Mines.", ["Ministry of Mines"]),
        ("Reuters was told by Jane Dorrit, the trade minister, that talks go on.", ["Reuters", "Jane Dorrit"]),
        ("Supplies are thin, said Ada Brook, chief of the Tin Institute.", ["Ada Brook"]),
        ("Supplies are thin, said its leader, Ada Brook.", ["Ada Brook"]),
        ("Lin Pao, Minister of Trade, Mining and Energy, said the ban stays.", ["Lin Pao"]),
        ("Home Office Minister Rosa Quill said the rule would help.", ["Rosa Quill"]),
        ("Output will double, according to two people briefed on the plan.", ["people familiar with the plan"]),
        ("Output will double, according to a cobalt analyst.", ["cobalt analyst"]),
        ("Output will double, according to a note dated Monday from Umicore.", ["Umicore"]),
        ("Costs were cut by a tenth, according to a stock exchange filing.", ["stock exchange filing"]),
        ("Freight will cost 40 dollars, per the consultancy Roskill.", ["Roskill"]),
        ("Two brokers tracking the auction said bids were low.", ["brokers"]),
        ("A government official said last night that talks had stalled.", ["government official"]),
        ("Bloomberg quotes unnamed brokers as saying that Acme will shut a mine.", ["Bloomberg", "brokers"]),
        ("Adam Stone praised the plan and said funds must follow.", ["Adam Stone"]),
        ("The lobby group Tin Council called the levy “reckless”.", ["Tin Council"]),
        ("Nickel miner Redhill Metals has shut a pit. The company announced Thursday that 90 jobs will go.", ["Redhill Metals"]),  # noqa: E501
        ("The Geological Survey of Finland puts output at 70 tonnes of cobalt.", ["Geological Survey of Finland"]),
        ("In the words of Paul Reyes, a geologist, the deposit is rich.", ["Paul Reyes"]),
        ("Tom Hale of Panmure said the tin deal was thin.", ["Tom Hale"]),
        ("Analysts at Citi said tin would fall.", ["Citi analysts"]),
        ("State broadcaster CCTV reported that talks had begun.", ["CCTV"]),
        ("The chief spokesperson, Minoru Kihara, said Tokyo would protest.", ["Minoru Kihara"]),
        ("The price was $725 per kg, Argus data shows.", ["Argus"]),
        ("Argus assessed gallium at $725 per kg.", ["Argus"]),
        ("Customs data released on Saturday showed exports of magnets fell.", ["Customs data"]),
    ],
)  # fmt: skip
def test_sources(text: str, expected: list[str]) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Peru has told its refiners to halt sales of tin.",
        "The senate wrote the zinc levy into law last year.",
        "Duties follow provided the panel concludes that imports injure the industry.",
        "The mine sells tin at $30 per kg and 4 tonnes per day leave the gate.",
        "As quoted by the daily, the deal was worth little.",
        "Chile has put in place new taxes on lithium.",
    ],
)
def test_no_source(text: str) -> None:
    assert sources(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Italy's dependence on Peru for tungsten fell to 45% from 85%.", [("tungsten", "ITA", 45, "%"), ("tungsten", "ITA", 85, "%")]),  # noqa: E501
        ("Kazakhstan supplied 31% of the uranium bought by Canadian reactors.", [("uranium", "CAN", 31, "%")]),
        ("The plant would meet 20% of what Dutch smelters need of cobalt.", [("cobalt", "NLD", 20, "%")]),
        ("Some 65% of the world's lithium refining is in China's hands.", [("lithium", "CHN", 65, "%")]),
        ("The U.S. gets half its gallium from China.", [("gallium", "USA", 50, "%")]),
        ("Antimony exports from Tajikistan in May were 12% below those of April.", [("antimony", "TJK", -12, "%")]),
        ("LME lead shed 1.5% to $2,015 per ton.", [("lead", None, -1.5, "%"), ("lead", None, 2015, "USD/t")]),
        ("Cobalt prices posted a loss of 2%.", [("cobalt", None, -2, "%")]),
        ("Copper stocks at LME warehouses stood at 91,000 short tons.", [("copper", None, 91000, "t")]),
        ("Peru, which has 11 million tonnes of lithium resources, sells little.", [("lithium", "PER", 11e6, "t")]),
        ("Chilean copper exports to Japan came to $5 billion in 2024.", [("copper", "CHL", 5e9, "USD")]),
        ("Spot uranium rose $3 to $71/lb.", [("uranium", None, 71, "USD/lb")]),
        ("The survey put Portugal's tungsten output at 600 tonnes.", [("tungsten", "PRT", 600, "t")]),
        ("Indonesia dug 59% of the world's nickel in 2024, up from 31% in 2019.", [("nickel", "IDN", 59, "%"), ("nickel", "IDN", 31, "%")]),  # noqa: E501
        ("China exported 5,864 tonnes of rare earths in May, up 61% on the month.", [("rare earths", "CHN", 5864, "t"), ("rare earths", "CHN", 61, "%")]),  # noqa: E501
        ("Antimony, which cost $12,000 a tonne in 2024, now fetches $60,000.", [("antimony", None, 12000, "USD/t"), ("antimony", None, 60000, "USD/t")]),  # noqa: E501
        ("Some 70% of tungsten ores are mined in China and 90% are refined there.", [("tungsten", "CHN", 70, "%"), ("tungsten", "CHN", 90, "%")]),  # noqa: E501
        ("Russia and China hold 60% of palladium reserves combined.", [("palladium", None, 60, "%")]),
    ],
)  # fmt: skip
def test_figures(text: str, expected: list[tuple[str, str | None, float, str]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "India wants to lift neodymium output and targets 720 tonnes.",
        "The quota for antimony exports from China was cut by half, to 4,000 tonnes.",
        "The export tax on zinc dross from Peru drops to zero from 8 per cent.",
        "Acme wants to buy 35% of a zinc mine in Peru.",
        "At least 15% of lithium needs to come from Spanish mines.",
        "A two-thirds majority must back the lithium law.",
        "Bars in which tungsten is over 80% of the weight need a permit from China.",
        "The news sent the cobalt miner's share price up by 50%.",
        "Chile's copper mining would grow by half.",
    ],
)
def test_no_figure(text: str) -> None:
    assert figures(text) == []
