"""Which row applies to a trade: the most specific one, and codes stay text with leading zeros."""

from __future__ import annotations

import polars as pl
import pytest

from oreflow.tables import curated
from oreflow.vocabulary import UnknownNameError


@pytest.mark.parametrize(
    ("commodity", "code", "origin", "destination", "year", "stage"),
    [
        ("rare earths", "280530", "AUS", "MYS", 2023, "mined"),  # model.md section 1, step 1
        ("rare earths", "284690", "MMR", "CHN", 2023, "mined"),
        ("rare earths", "284690", "LAO", "CHN", 2023, "mined"),
        ("rare earths", "284690", "VNM", "CHN", 2023, "mined"),
        ("rare earths", "284690", "USA", "CHN", 2018, "mined"),
        ("rare earths", "284690", "CHN", "USA", 2023, "separated"),
        ("rare earths", "280530", "CHN", "JPN", 2023, "separated"),
        ("rare earths", "284610", "IND", "JPN", 2022, "separated"),
        ("rare earths", "284610", "IND", "JPN", 2023, "excluded"),
        ("cobalt", "810510", "COD", "CHN", 2023, "mined"),
        ("cobalt", "282200", "COD", "SGP", 2023, "excluded"),
        ("cobalt", "282200", "FIN", "BEL", 2023, "refined"),
        ("graphite", "250410", "MOZ", "CHN", 2023, "mined"),
        ("lithium", "283691", "CHL", "CHN", 2023, "refined"),
    ],
)
def test_the_stage_of_a_trade(commodity: str, code: str, origin: str, destination: str, year: int, stage: str) -> None:
    row = curated.stage_of(curated.routes(commodity), code, origin, destination, year)
    assert row is not None
    assert row["stage"] == stage


def test_every_observed_product_has_content_for_its_codes() -> None:
    observed = curated.coverage().filter(pl.col("bilateral") == "observed").to_dicts()
    assert len(observed) >= 20
    for product in observed:
        name = "rare earths" if product["commodity"] in ("ndpr", "heavy rare earths", "cerium and lanthanum") else None
        rules = curated.content(name or product["commodity"])
        for code in product["hs_codes"].split("|"):
            found = curated.content_of(rules, code, product["stage"], "ZZZ", "ZZZ") or curated.content_of(
                rules, code, product["stage"], "MMR" if name else "COD", "CHN"
            )
            if (code, product["stage"]) == ("280530", "mined"):  # one shipper only: Australia to Malaysia
                found = curated.content_of(rules, code, "mined", "AUS", "MYS")
            if (code, product["stage"]) == ("284610", "mined"):
                found = curated.content_of(rules, code, "mined", "RUS", "EST")
            assert found is not None, (product["commodity"], product["stage"], code)


def test_output_named_in_coverage_exists() -> None:
    known = curated.sources()
    for row in curated.coverage().to_dicts():
        for source in filter(None, row["output"].split("|")):
            assert source in known


def test_a_trade_basket_beats_the_country_and_shares_stay_whole() -> None:
    baskets = curated.basket("rare earths")
    parts = ("ndpr", "heavy rare earths", "cerium and lanthanum")
    mine = [curated.basket_of(baskets, part, "USA", "mined") for part in parts]
    trade = [
        curated.basket_of(baskets, part, "CHN", "separated", destination="USA", hs_code="284690") for part in parts
    ]
    cerium = [
        curated.basket_of(baskets, part, "CHN", "separated", destination="JPN", hs_code="284610") for part in parts
    ]
    for rows in (mine, trade, cerium):
        assert all(row is not None for row in rows)
        assert sum(float(str(row["mode"])) for row in rows if row) == pytest.approx(1.0, abs=0.05)
    assert [row["mode"] for row in cerium if row] == [0.0, 0.0, 1.0]
    assert [row["destination"] for row in trade if row] == ["USA"] * 3
    unseen = curated.basket_of(baskets, "ndpr", "TZA", "mined")
    assert unseen is not None
    assert unseen["country"] == "*"


def test_names_are_resolved_and_unknown_ones_answered_with_the_nearest() -> None:
    assert curated.stage_output("Ga", "primary").equals(curated.stage_output("gallium", "primary"))
    with pytest.raises(UnknownNameError, match="did you mean gallium"):
        curated.stage_output("galium")


def test_codes_are_text() -> None:
    for table in (curated.routes(), curated.content()):
        assert table.schema["hs_code"] == pl.String
        assert table["hs_code"].str.len_chars().unique().to_list() == [6]


def test_parameters_name_unit_range_and_ground() -> None:
    rows = curated.parameters()
    for name in ("sigma", "eta", "kappa", "utilisation", "stock_months", "p_choke", "cost_ratio"):
        assert rows.filter(pl.col("name") == name).height >= 1
    kappa = rows.filter(pl.col("name") == "kappa").row(0, named=True)
    assert (kappa["low"], kappa["mode"], kappa["high"]) == (4, 6, 8)  # model.md section 2
    sourced = rows.filter(pl.col("status") != "assumed")
    assert sourced.height >= 15
    assert rows.filter((pl.col("status") == "assumed") & (pl.col("source_id") != "oreflow-assumption")).is_empty()


def test_projects_are_numbers_and_say_when() -> None:
    rows = curated.projects()
    assert rows.height >= 35
    assert rows.schema["nameplate"] == pl.Float64
    late = rows.filter(pl.col("start_latest") < pl.col("start_announced"))
    assert late["id"].to_list() == ["round-top"]  # the one project that was brought forward
    assert rows.filter(pl.col("id") == "wagerup")["nameplate"].to_list() == [100.0]
