"""Print the table of docs/exposure.md: what each defect of the published package is worth, undone alone."""

from __future__ import annotations

import polars as pl

from oreflow.studies.exposure_default import default_table
from oreflow.studies.exposure_geopolrisk import DEFECTS, geopolrisk_table

KEY = ["raw_material", "year", "iso"]


def compare(published: pl.DataFrame, ours: pl.DataFrame) -> pl.DataFrame:
    """Cells that both know and import something, with the ratio of our score to the published one."""
    both = published.filter(pl.col("total_import_t") > 0).join(
        ours.with_columns(pl.col("year").cast(pl.Int16)), on=KEY, suffix="_ours"
    )
    both = both.filter(pl.col("score").is_not_nan() & pl.col("score_ours").is_not_null() & (pl.col("score") > 0))
    return both.with_columns(ratio=pl.col("score_ours") / pl.col("score"))


def line(name: str, both: pl.DataFrame) -> str:
    """One row of the table."""
    moved = both.with_columns(far=pl.col("ratio").log().abs())
    changed = moved.filter(pl.col("far") > 0.01)
    large = moved.filter((pl.col("ratio") > 2) | (pl.col("ratio") < 0.5))
    top = changed.filter((pl.col("total_import_t") > 1000) & pl.col("far").is_finite()).sort("far", descending=True)
    example = ""
    if top.height:
        row = top.row(0, named=True)
        moves = f"{row['score']:.3g} -> {row['score_ours']:.3g}"
        example = f"{row['raw_material']} {row['year']}, {row['economic_unit']}: {moves}"
    share = 100 * changed.height / moved.height
    return f"| {name} | {moved.height:,} | {changed.height:,} ({share:.1f} %) | {large.height:,} | {example} |"


if __name__ == "__main__":
    published = geopolrisk_table()
    print("| undone | cells | score moves > 1 % | by more than 2 times | largest move, imports > 1,000 t |")
    print("| --- | --- | --- | --- | --- |")
    for defect in DEFECTS:
        print(line(defect, compare(published, geopolrisk_table(mended=frozenset({defect})))))
    print(line("the five together", compare(published, geopolrisk_table(mended=frozenset(DEFECTS)))))
    print(line("default method", compare(published, default_table())))
