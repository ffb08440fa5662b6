"""As-of cuts and vintages: what was published later is not known, and one table answers for one year."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow.tables import curated

DAYS = st.dates(min_value=date(2014, 1, 1), max_value=date(2026, 11, 22))
CUT = (
    curated.capacity,
    curated.prices,
    curated.end_use,
    curated.basket,
    curated.content,
    curated.routes,
    curated.flows,
    curated.parameters,
    curated.projects,
    curated.base_rates,
)


@given(day=DAYS, later=st.integers(0, 2000))
@settings(max_examples=25, deadline=None)
def test_nothing_published_later_is_seen_and_knowledge_only_grows(day: date, later: int) -> None:
    end = min(date.fromordinal(day.toordinal() + later), date(2026, 11, 22))
    for table in CUT:
        known, more = table(as_of=day), table(as_of=end)
        assert known.height <= more.height
        assert known.is_empty() or known["published_on"].max() <= day


@given(day=DAYS)
@settings(max_examples=25, deadline=None)
def test_one_vintage_answers_for_a_stage_and_year(day: date) -> None:
    known = curated.stage_output(as_of=day)
    assert known.is_empty() or known["published_on"].max() <= day
    per_year = known.group_by("commodity", "stage", "year").agg(pl.col("vintage").n_unique())
    assert per_year.filter(pl.col("vintage") > 1).is_empty()
    twice = known.group_by("commodity", "stage", "year", "country").len().filter(pl.col("len") > 1)
    assert twice.is_empty()


def test_the_newer_vintage_wins_once_it_is_out() -> None:
    def vintage(day: date) -> list[str]:
        rows = curated.stage_output("gallium", "primary", as_of=day).filter(pl.col("year") == 2024)
        return rows["vintage"].unique().to_list()

    assert vintage(date(2025, 1, 30)) == []
    assert vintage(date(2025, 1, 31)) == ["usgs-mcs-2025"]
    assert vintage(date(2026, 2, 5)) == ["usgs-mcs-2025"]
    assert vintage(date(2026, 2, 6)) == ["usgs-mcs-2026"]


def test_a_price_is_the_newest_known() -> None:
    # USGS printed 9.50 USD/lb for antimony in 2024 as an estimate (MCS 2025) and 10.24 a year later (MCS 2026).
    def price(day: date | None) -> list[float]:
        rows = curated.prices("antimony", "metal", as_of=day).filter(
            (pl.col("year") == 2024) & (pl.col("form") == "metal")
        )
        return [round(usd / 2204.62, 2) for usd in rows["usd_per_t"]]

    assert price(date(2025, 10, 26)) == [9.5]
    assert price(None) == [10.24]
    both = curated.prices("antimony", "metal", all_vintages=True).filter(pl.col("year") == 2024)
    assert both.height == 2


def test_a_parameter_is_the_newest_known() -> None:
    # Gallium capacity in China: 1,000 t in MCS 2025, 1,600 t in MCS 2026, so utilisation fell from 0.75 to 0.56.
    def mode(day: date | None) -> list[float]:
        rows = curated.parameters(as_of=day).filter(
            (pl.col("name") == "utilisation") & (pl.col("scope") == "gallium/primary")
        )
        return rows["mode"].to_list()

    assert mode(date(2025, 10, 26)) == [0.75]
    assert mode(None) == [0.56]


def test_half_a_table_is_not_a_table() -> None:
    # The 2026 revision of separated rare earths holds rows known earlier (Lynas 2024); before its last row is out, the
    # older table answers whole.
    early = curated.stage_output("rare earths", "separated", as_of=date(2025, 10, 26)).filter(pl.col("year") == 2024)
    assert set(early["vintage"]) == {"oreflow-separation-2025"}
    assert {"CHN", "MYS", "USA", "EST", "OTHER"} == set(early["country"])
    late = curated.stage_output("rare earths", "separated").filter(pl.col("year") == 2024)
    assert set(late["vintage"]) == {"oreflow-separation"}


def test_all_vintages_keep_the_conflict_visible() -> None:
    rows = curated.stage_output("antimony", "mined", all_vintages=True).filter(
        (pl.col("year") == 2024) & (pl.col("country") == "RUS")
    )
    assert sorted(rows["tonnes"].to_list()) == [13_000, 40_000]


def test_october_2025_has_a_base_year_for_the_ten() -> None:
    known = curated.stage_output(as_of=date(2025, 10, 26)).filter(pl.col("year") == 2023)
    have = {(row["commodity"], row["stage"]) for row in known.select("commodity", "stage").unique().to_dicts()}
    for commodity, stages in {
        "ndpr": ("mined", "separated"),
        "heavy rare earths": ("mined", "separated"),
        "cerium and lanthanum": ("mined", "separated"),
        "magnets": ("product",),
        "gallium": ("primary", "refined"),
        "germanium": ("refined",),
        "antimony": ("mined", "refined"),
        "graphite": ("mined", "refined"),
        "tungsten": ("mined", "refined"),
        "cobalt": ("mined", "refined"),
        "lithium": ("mined", "refined"),
    }.items():
        for stage in stages:
            assert (commodity, stage) in have
    priced = set(curated.prices(as_of=date(2025, 10, 26)).filter(pl.col("year") == 2023)["commodity"])
    assert {"ndpr", "heavy rare earths", "gallium", "germanium", "antimony", "tungsten", "cobalt", "lithium"} <= priced


def test_unknown_is_null_and_says_so() -> None:
    rows = curated.stage_output(all_vintages=True).filter(pl.col("tonnes").is_null())
    assert rows.height > 10
    assert rows.filter(pl.col("note") == "").is_empty()
