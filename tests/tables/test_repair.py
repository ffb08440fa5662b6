"""The unit-value rule: what it must find, and what it must leave alone."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oreflow.tables.repair import repaired_tonnes

YEARS = range(2010, 2020)


def world(prices: dict[int, float], flows: int = 8) -> pl.DataFrame:
    """``flows`` origins sell one code to one destination, 1 Mt each a year at the year's price (USD/t, x origin)."""
    rows = [
        (year, origin, 1, 260600, 1e6 * (1000 + 10 * origin) * prices[year], 1000.0 * 1000.0)
        for year in YEARS
        for origin in range(flows)
    ]
    return pl.DataFrame(
        rows, schema=["year", "origin", "destination", "code", "usd", "tonnes"], orient="row"
    ).with_columns(tonnes=pl.lit(1_000_000.0))


@settings(max_examples=25, deadline=None)
@given(
    factor=st.one_of(st.floats(3.5, 1000), st.floats(0.001, 0.28)),
    year=st.sampled_from(list(YEARS)[3:-3]),
    prices=st.lists(st.floats(0.5, 2.0), min_size=10, max_size=10),
)
def test_one_wrong_quantity_is_restored_whatever_the_world_price_does(
    factor: float, year: int, prices: list[float]
) -> None:
    true = world(dict(zip(YEARS, prices, strict=True)))
    wrong = (pl.col("year") == year) & (pl.col("origin") == 3)
    seen = true.with_columns(tonnes=pl.when(wrong).then(pl.col("tonnes") * factor).otherwise(pl.col("tonnes")))
    fixed = repaired_tonnes(seen)
    assert fixed.drop_nulls().len() == 1
    assert seen.with_columns(fixed=fixed).filter(wrong)["fixed"][0] == pytest.approx(1_000_000.0, rel=0.05)


def test_a_price_that_rises_for_all_is_no_error() -> None:
    prices = dict.fromkeys(YEARS, 1.0) | {2014: 6.0, 2015: 6.0}
    assert repaired_tonnes(world(prices)).drop_nulls().len() == 0


def test_missing_small_and_lonely_flows_are_left_alone() -> None:
    frame = world(dict.fromkeys(YEARS, 1.0))
    odd = (pl.col("year") == 2014) & (pl.col("origin") == 3)
    missing = frame.with_columns(tonnes=pl.when(odd).then(None).otherwise(pl.col("tonnes")))
    assert repaired_tonnes(missing).drop_nulls().len() == 0
    small = frame.with_columns(pl.col("usd") / 2000, tonnes=pl.when(odd).then(50.0).otherwise(pl.col("tonnes")))
    assert repaired_tonnes(small).drop_nulls().len() == 0
    alone = frame.filter((pl.col("origin") != 3) | pl.col("year").is_in([2013, 2014]))
    assert (
        repaired_tonnes(alone.with_columns(tonnes=pl.when(odd).then(1.0).otherwise("tonnes"))).drop_nulls().len() == 0
    )


def test_row_order_does_not_matter() -> None:
    frame = world(dict.fromkeys(YEARS, 1.0)).with_columns(
        tonnes=pl.when((pl.col("year") == 2014) & (pl.col("origin") == 3)).then(5.0).otherwise(pl.col("tonnes"))
    )
    shuffled = frame.with_row_index().sample(fraction=1.0, shuffle=True, seed=4)
    back = shuffled.with_columns(fixed=repaired_tonnes(shuffled.drop("index"))).sort("index")["fixed"]
    assert back.equals(repaired_tonnes(frame), null_equal=True)
