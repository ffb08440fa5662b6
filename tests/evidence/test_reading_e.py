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
        ("Miners, for their part, argue that the levy will cost jobs.", ["Miners"]),
        ("The curbs, Canada alleged, breach the rules of world trade.", ["Canada"]),
        ("Chile on Friday confirmed that the lithium quota will stand.", ["Chile"]),
        ("The new permits were announced on Monday by the Ministry of Mines.", ["Ministry of Mines"]),
        ("Reuters was told by Jane Dorrit, the trade minister, that talks go on.", ["Reuters", "Jane Dorrit"]),
        ("Supplies are thin, said Ada Brook, chief of the Tin Institute.", ["Ada Brook"]),
        ("Supplies are thin, said its leader, Ada Brook.", ["Ada Brook"]),
        ("Lin Pao, Minister of Trade, Mining and Energy, said the ban stays.", ["Lin Pao"]),
        ("Foreign Office Minister Rosa Quill said the pact would help.", ["Rosa Quill"]),
        ("Output will double, according to two people with knowledge of the matter.", ["people familiar with the matter"]),  # noqa: E501
        ("Output will double, according to a cobalt analyst.", ["cobalt analyst"]),
        ("Output will double, according to a statement dated Monday from Umicore.", ["Umicore"]),
        ("Output will double, according to a regulatory filing.", ["regulatory filing"]),
        ("The levy rises to 160 dollars, per the consultancy Roskill.", ["Roskill"]),
        ("Two lawyers following the case said a duty could follow.", ["lawyers"]),
        ("A government official said on condition of anonymity that talks had stalled.", ["government official"]),
        ("Bloomberg quotes unnamed sources as saying the mine will shut.", ["Bloomberg", "sources"]),
        ("Adam Stone welcomed the plan and said delivery was what counted.", ["Adam Stone"]),
        ("The lobby group Tin Council called the levy “reckless”.", ["Tin Council"]),
        ("Nickel miner Redhill Metals has shut a pit. The company announced Thursday that 90 jobs will go.", ["Redhill Metals"]),  # noqa: E501
        ("The Geological Survey of Finland puts output at 300 tonnes of cobalt.", ["Geological Survey of Finland"]),
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
        "China has told smelters to stop exporting tin.",
        "The president wrote the ban on gallium into law in May.",
        "Duties follow provided the commission concludes that imports injure the industry.",
        "The mine sells tin at $30 per kg and 4 tonnes per day leave the gate.",
        "As quoted by the daily, the deal was worth little.",
        "Chile has put in place export controls on lithium.",
    ],
)
def test_no_source(text: str) -> None:
    assert sources(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan's dependence on China for tungsten fell to 60% from 90%.", [("tungsten", "JPN", 60, "%"), ("tungsten", "JPN", 90, "%")]),  # noqa: E501
        ("Russia supplied 27% of the uranium bought by American plants.", [("uranium", "USA", 27, "%")]),
        ("The plant would meet 30% of what Japanese makers need of cobalt.", [("cobalt", "JPN", 30, "%")]),
        ("Some 65% of the world's lithium refining is in China's hands.", [("lithium", "CHN", 65, "%")]),
        ("The U.S. gets half its gallium from China.", [("gallium", "USA", 50, "%")]),
        ("Antimony exports from China in October were 97% below those of May.", [("antimony", "CHN", -97, "%")]),
        ("LME lead lost 0.5% to $1,902 per ton.", [("lead", None, -0.5, "%"), ("lead", None, 1902, "USD/t")]),
        ("Cobalt prices posted a loss of 2%.", [("cobalt", None, -2, "%")]),
        ("Copper stocks at LME warehouses stood at 257,000 short tons.", [("copper", None, 257000, "t")]),
        ("Argentina, which has 19 million tonnes of lithium resources, sells little.", [("lithium", "ARG", 19e6, "t")]),
        ("Chilean copper exports to Japan came to $5 billion in 2024.", [("copper", "CHL", 5e9, "USD")]),
        ("Spot uranium gained $4 to $84/lb.", [("uranium", None, 84, "USD/lb")]),
        ("The survey put Vietnam's tungsten output at 3,400 tonnes.", [("tungsten", "VNM", 3400, "t")]),
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
        "India wants to lift neodymium output and targets 450 tonnes.",
        "China's quota for rare earth exports was down by half, to 30,000 tonnes.",
        "The export tax on aluminium bars drops to zero from 15 per cent.",
        "Orion plans to buy 40% of a cobalt mine in Congo.",
        "At least 10% of lithium demand to be met from British mines.",
        "A two-thirds majority must back the lithium law.",
        "Alloys in which tungsten is over 97% of the weight need a licence from China.",
        "The news sent the cobalt miner's share price up by 50%.",
        "Chile's copper output would rise by half.",
    ],
)
def test_no_figure(text: str) -> None:
    assert figures(text) == []
