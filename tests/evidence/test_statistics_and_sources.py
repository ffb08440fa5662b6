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
        ("The Zinc Company has indicated that it wants a permit.", ["Zinc Company"]),
        ("The pact was made with three Baltic states.", []),
        ("Delegates came from the League of Andean States, which met in Lima.", []),
        ("Duties will rise, according to Toronto-listed Zincora.", ["Zincora"]),
        ("Talks begin in May, the Peruvian government announced earlier.", ["Peruvian government"]),
        ("Supply will tighten, said a zinc trader in Malta.", ["zinc trader"]),
        ("Supply will tighten, said a source with knowledge of the sale.", ["source familiar with the sale"]),
        ("Ada Brook, chairman of Zincora, hailed the ruling. Rods are free, she told a broadcaster.", ["Ada Brook"]),
        ("Costs will fall by a fifth, estimates suggest.", []),
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
        ('"Nobody has metal to sell," one trader said of the tin market.', ["trader"]),
        ("A cobalt refiner in Finland said stocks were low.", ["cobalt refiner"]),
        ("A trader said tin was short. A second trader said lead was not.", ["trader", "second trader"]),
        ("Shipments will slow, according to Redhill managing director Ada Brook.", ["Ada Brook"]),
        ("Cobalt stays scarce, according to Northgate Metals' head of research Tom Hale.", ["Tom Hale"]),
        ("Zinc exports rose, according to the country's mines minister, Lin Pao.", ["Lin Pao"]),
        ("Rosa Quill of the energy ministry said the zinc mine would open.", ["Rosa Quill"]),
        ("Critics, though, have argued that the lithium ban comes too late.", ["Critics"]),
        ("Certain analysts think that the gallium curbs went too far.", ["analysts"]),
        ("Miners around the world caution that magnets may run out.", ["Miners"]),
        ("Washington accuses Peru of dragging its feet on zinc permits.", ["Washington"]),
        ("A new era for zinc was how Minister Jane Dorrit characterised the accord.", ["Jane Dorrit"]),
        ("Canada cast the nickel duty as an answer to foreign dumping.", ["Canada"]),
        ("The ministry's adviser Adam Stone made clear that the zinc levy stays.", ["Adam Stone"]),
        ("Steelmakers have sounded the alarm about supplies from Peru.", ["Steelmakers"]),
        ("A note from Roskill pencils in a cobalt surplus this year.", ["Roskill"]),
        ("A statement from the national export office said tin permits would be cut.", ["national export office"]),
        ("By the reckoning of Peru watchers, the copper levy will go.", ["Peru watchers"]),
        ("By Umicore's count, nine cobalt refiners have closed.", ["Umicore"]),
        ('As Ana Cruz put it, the zinc levy "is here to stay".', ["Ana Cruz"]),
        ("The Globe's Lena Fox recounts that the tin mine stood idle.", ["Lena Fox"]),
        ("Nine mines closed, as reported by the Council on Tin Trade.", ["Council on Tin Trade"]),
        ("Paul Reyes, who runs the smelter at Acme, said Project Spark marked a new start.", ["Paul Reyes"]),
        ("Plants may stop, the Association of Tin Smelters in Peru has cautioned.", ["Association of Tin Smelters"]),
        ("Lithium demand will double, forecasts Rystad.", ["Rystad"]),
        ("The Tin Board for its part reported a loss.", ["Tin Board"]),
        ("The mining ministry said zinc permits would be cut.", ["mining ministry"]),
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
        "Peru charges miners a zinc levy of 5%.",
        "The United States charged two men with smuggling gallium.",
        "In the eyes of the law the zinc levy is void.",
        "Fresh rules on tin have come out of Lima.",
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
        ("With some 28% of global output, Indonesia is the leading producer of tin.", [("tin", "IDN", 28, "%")]),
        ("At 70% of world mine supply, Congo towers over the cobalt market.", [("cobalt", "COD", 70, "%")]),
        ("For 98% of its rare earths, the EU looks to China.", [("rare earths", "EU", 98, "%")]),
        ("Peru fears Australia. That country holds about 10% of the world's zinc mining.", [("zinc", "AUS", 10, "%")]),
        ("Tin was 0.8% weaker at the close.", [("tin", None, -0.8, "%")]),
        ("Germanium in China stood at 19,500 yuan ($2,710) per kilogram.", [("germanium", "CHN", 2710, "USD/kg")]),
        ("Spodumene lithium was assessed at $450-460 per tonne, cif Japan.", [("lithium", None, 450, "USD/t")]),
        ("Copper added 2% to $9,870 a tonne, while tin advanced 1% to $37,045.", [("copper", None, 2, "%"), ("copper", None, 9870, "USD/t"), ("tin", None, 1, "%"), ("tin", None, 37045, "USD/t")]),  # noqa: E501
        ("Deliveries swelled copper stocks in LME sheds by 14%.", [("copper", None, 14, "%")]),
        ("Output of tin in Myanmar stood at 34,000 tonnes in 2023.", [("tin", "MMR", 34000, "t")]),
        ("China leads with tungsten output of 67,000 tonnes. Vietnam comes next with 3,400 tonnes.", [("tungsten", "CHN", 67000, "t"), ("tungsten", "VNM", 3400, "t")]),  # noqa: E501
        ("Gabon extracts each year between 6 and 8 million tonnes of manganese.", [("manganese", "GAB", 6e6, "t")]),
        ("Sales of Chilean copper to Japan brought in $5.9 billion in 2024.", [("copper", "CHL", 5.9e9, "USD")]),
        ("Myanmar sent 41,700 tonnes of rare earths to China in 2023.", [("rare earths", "MMR", 41700, "t")]),
        ("Bolivia cut its tin exports by 20% in 2019.", [("tin", "BOL", -20, "%")]),
        ("Bolivia's exports of tin grew by 8%, a year in which the price fell.", [("tin", "BOL", 8, "%")]),
        ("Peru delivers some 40% of Spain's zinc.", [("zinc", "ESP", 40, "%")]),
        ("Global reserves of tin come to 4 million tonnes. Peru has the largest with 1 million tonnes. It is followed by Chile with 60,000 tonnes and Spain 9,000 tonnes.", [("tin", None, 4e6, "t"), ("tin", "PER", 1e6, "t"), ("tin", "CHL", 6e4, "t"), ("tin", "ESP", 9e3, "t")]),  # noqa: E501
        ("With 30,000 tonnes, Spain's cobalt reserves look small beside those of Chile, put at 9 million tonnes.", [("cobalt", "ESP", 30000, "t"), ("cobalt", "CHL", 9e6, "t")]),  # noqa: E501
        ("Peru had shipped $3 billion of zinc to Spain by June.", [("zinc", "PER", 3e9, "USD")]),
        ("Zero tin or zinc was exported from Peru to Spain.", [("tin", "PER", 0, "t"), ("zinc", "PER", 0, "t")]),
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
        "The plant is to reach 100 tonnes of gallium a year in Japan.",
        "By 2030, Europe is to cover 10% of its lithium needs from its own mines.",
        "The United States sets a 15% tariff on copper from 2027, and one of 30% from 2028.",
        "Copper grades of 1.2% were drilled in Chile.",
        "Spain should mine at least 15% of its lithium.",
        "The group hopes to supply 30% of Spain's demand for zinc.",
        "Peru's output of bauxite would have come to 2 million tonnes.",
        "Peru's lithium output from 2033 was fixed at 90,000 tonnes.",
    ],
)
def test_no_figure(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("China on Tuesday banned exports of gallium.", "2025-10-21"),
        ("Peru will ban exports of zinc from Friday.", "2025-10-31"),
        ("Peru will ban exports of zinc, the mines minister said on Tuesday.", "2025-10-21"),
        ("China said on Monday that it would ban exports of tin from 1 March.", "2026-03-01"),
        ("China banned exports of tin, and in May the ministry picked four smelters.", None),
        ("China banned exports of tin after a smuggling case in 2022.", None),
        ("China banned exports of tin ahead of the 2030 expiry of its tin law.", None),
        ("China has lifted the ban on tin exports that it imposed on 9 May.", None),
        ("China has lifted the ban on tin exports, in force since 4 March.", None),
        ("On 30 April, after weeks of talks and delay, China banned exports of tin.", "2025-04-30"),
    ],
)
def test_day_of_the_act(text: str, day: str | None) -> None:
    assert [e.date for e in reading(text).events] == [day]
