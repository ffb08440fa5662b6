"""Repair of tonnages that contradict their own value: a unit-value rule, the same for every reporter.

BACI carries a wrong quantity in some large flows (Chinese imports of 2016 and 2023, Taiwan's of 2014, Thailand's crude
of 2023: off by 3 to 1,000 times) beside a sound value. The rule asks one thing only: is this year's unit value far from
what the same origin, destination and code show in the years around it, with the world's price movement taken out?

    u   = ln(usd / tonnes)                                        of a flow with both figures
    I   = chained median over flows >= 100,000 USD of the yearly change of u, by code  (price index; 0 if < 5 pairs)
    z   = u - I
    ref = median of z over the same flow in t-3..t-1 and t+1..t+3  (at least three of them)
    repaired when |z - ref| > max(ln 3, 3 x 1.4826 x median |z - ref| of the code)
              and the neighbours agree with each other (median distance to ref <= ln 1.5)
              and the flow is worth >= 1 million USD
    tonnes := usd / exp(ref + I)

Raw tonnes stay beside, flagged "repaired". A missing quantity stays missing (flagged "missing"); it is never invented.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

WINDOW = (-3, -2, -1, 1, 2, 3)
MIN_NEIGHBOURS = 3
MIN_USD = 1_000_000.0
INDEX_MIN_USD = 100_000.0
INDEX_MIN_PAIRS = 5
MIN_LOG_DEVIATION = math.log(3.0)
MAX_LOG_SPREAD = math.log(1.5)
ROBUST_SIGMA = 1.4826  # turns a median absolute deviation into a standard deviation of a normal

_FLOW = ["origin", "destination", "code"]


def price_index(flows: pl.DataFrame) -> pl.DataFrame:
    """Log price index I by code and year from matched flows; columns code, year, index."""
    import polars as pl

    large = flows.filter(pl.col("usd") >= INDEX_MIN_USD)
    before = large.select(*_FLOW, year=pl.col("year") + 1, u_before="u")
    return (
        large.join(before, on=[*_FLOW, "year"], how="inner")
        .group_by("code", "year")
        .agg(step=pl.when(pl.len() >= INDEX_MIN_PAIRS).then((pl.col("u") - pl.col("u_before")).median()).otherwise(0.0))
        .sort("code", "year")
        .with_columns(index=pl.col("step").cum_sum().over("code"))
        .select("code", "year", "index")
    )


def _with_reference(flows: pl.DataFrame) -> pl.DataFrame:
    """Add z, the reference of the neighbours, their number and their spread."""
    import polars as pl

    flows = flows.join(price_index(flows), on=["code", "year"], how="left").with_columns(pl.col("index").fill_null(0.0))
    flows = flows.with_columns(z=pl.col("u") - pl.col("index"))
    level = flows.select(*_FLOW, "year", "z")
    for offset in WINDOW:
        moved = level.select(*_FLOW, (pl.col("year") - offset).alias("year"), pl.col("z").alias(f"z{offset}"))
        flows = flows.join(moved, on=[*_FLOW, "year"], how="left")
    names = [f"z{offset}" for offset in WINDOW]
    flows = flows.with_columns(near=pl.concat_list(names).list.drop_nulls()).with_columns(
        neighbours=pl.col("near").list.len(), ref=pl.col("near").list.median()
    )
    distance = pl.concat_list([(pl.col(name) - pl.col("ref")).abs() for name in names]).list.drop_nulls()
    return flows.with_columns(spread=distance.list.median(), deviation=pl.col("z") - pl.col("ref")).drop(*names, "near")


def repaired_tonnes(trade: pl.DataFrame) -> pl.Series:
    """Repaired tonnes, null where nothing is repaired, in the row order of ``trade``.

    ``trade`` has columns year, origin, destination, code, usd (USD), tonnes (t, null = missing).
    """
    import polars as pl

    flows = (
        trade.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
            pl.col("year").cast(pl.Int32),
            *_FLOW,
            pl.col("usd").cast(pl.Float64),
            pl.col("tonnes").cast(pl.Float64),
        )
        .filter((pl.col("tonnes") > 0) & (pl.col("usd") > 0))
        .with_columns(u=(pl.col("usd") / pl.col("tonnes")).log())
    )
    flows = _with_reference(flows)
    usual = (
        flows.filter((pl.col("neighbours") >= MIN_NEIGHBOURS) & (pl.col("usd") >= MIN_USD))
        .group_by("code")
        .agg(sigma=pl.col("deviation").abs().median() * ROBUST_SIGMA)
    )
    flows = flows.join(usual, on="code", how="left").filter(
        (pl.col("neighbours") >= MIN_NEIGHBOURS)
        & (pl.col("usd") >= MIN_USD)
        & (pl.col("spread") <= MAX_LOG_SPREAD)
        & (pl.col("deviation").abs() > pl.max_horizontal(pl.lit(MIN_LOG_DEVIATION), 3.0 * pl.col("sigma")))
    )
    fixed = flows.select("row", fixed=pl.col("usd") / (pl.col("ref") + pl.col("index")).exp())
    rows = pl.DataFrame({"row": pl.int_range(trade.height, dtype=pl.UInt32, eager=True)})
    return rows.join(fixed, on="row", how="left", maintain_order="left")["fixed"]
