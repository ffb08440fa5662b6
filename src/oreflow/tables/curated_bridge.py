"""The curated tables in the words of :func:`oreflow.tables.production`; ``tables.curated`` keeps their loader."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from oreflow.vocabulary import Source

if TYPE_CHECKING:
    import polars as pl


def curated_sources() -> dict[str, Source]:
    """Sources of the curated tables, by id."""
    from oreflow.tables import curated

    return dict(curated.sources())


def curated_production(as_of: date | None) -> pl.DataFrame:
    """Curated output by stage as known at ``as_of``; printed world totals are left out, they must never be added up."""
    import polars as pl

    from oreflow.tables import curated

    frame: pl.DataFrame = curated.stage_output(as_of=as_of)
    return frame.filter(pl.col("country") != "WLD").select(
        pl.col("commodity"),
        pl.col("stage"),
        pl.col("country"),
        year=pl.col("year").cast(pl.Int32),
        tonnes=pl.col("tonnes").cast(pl.Float64),
        unit_basis=pl.col("basis"),
        status=pl.col("status"),
        source_id=pl.col("source_id"),
        published_on=pl.col("published_on").cast(pl.Date),
        note=pl.col("note"),
        publication=pl.lit("curated"),
    )
