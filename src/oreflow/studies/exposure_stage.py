"""Exposure at one stage of a commodity: imports by origin, concentration, net import reliance, loss of the largest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from oreflow.studies.exposure_quantity import with_content, with_estimates
from oreflow.studies.exposure_result import OriginLine, StageExposure, YearLine
from oreflow.studies.figures import Figure, Standing
from oreflow.vocabulary import countries

if TYPE_CHECKING:
    import polars as pl

HISTORY_ORIGINS = 6
MIN_PRODUCERS = 3  # fewer countries and no printed rest: the table is a part, its HHI would be 1 by omission
_COLUMNS = (
    "stage",
    "year",
    "origin",
    "destination",
    "code",
    "usd",
    "tonnes",
    "estimated",
    "source_id",
    "coverage",
    "basis",
)
_CONTAINED = ("t contained", "t metal")


def bilateral(commodity: str, as_of: date | None) -> pl.DataFrame:
    """Trade of a commodity by stage: BACI where it has a code, else the curated flows; columns ``_COLUMNS``."""
    import polars as pl

    from oreflow import tables

    codes = tables.codes_of(commodity)
    parts = []
    if codes:
        stages = tables.trade_codes().select("code", "stage")
        observed = with_estimates(tables.trade(codes, as_of=as_of)).join(stages, on="code")
        observed = _routed(observed, commodity, as_of)
        parts.append(observed.with_columns(coverage=pl.lit("observed"), basis=pl.lit("t gross")).select(_COLUMNS))
    curated = _curated(commodity, as_of)
    if not parts:
        return curated
    # a year that BACI holds at a stage is never added to by a curated table of the same trade
    return pl.concat(
        [*parts, curated.join(parts[0].select("stage", "year").unique(), on=["stage", "year"], how="anti")]
    )


def _routed(flows: pl.DataFrame, commodity: str, as_of: date | None) -> pl.DataFrame:
    """Stage by the curated routes: the most specific rule on origin, destination and years wins over the default.

    Without it Australian concentrate shipped to Malaysia counts as separated rare earths for the code it stands under.
    """
    import polars as pl

    from oreflow.tables import curated

    rules = curated.routes(commodity, as_of=as_of)
    stage = pl.col("stage")
    ranked = sorted(rules.iter_rows(named=True), key=lambda r: (r["origin"] != "*") * 2 + (r["destination"] != "*"))
    for rule in ranked:
        fits = (pl.col("code") == rule["hs_code"]) & (pl.col("year") >= (rule["first_year"] or 0))
        fits &= pl.col("year") <= (rule["last_year"] or 9999)
        for side in ("origin", "destination"):
            if rule[side] != "*":
                fits &= pl.col(side) == rule[side]
        stage = pl.when(fits).then(pl.lit(rule["stage"])).otherwise(stage)
    return flows.with_columns(stage=stage).filter(pl.col("stage") != "excluded")


def _curated(commodity: str, as_of: date | None) -> pl.DataFrame:
    import polars as pl

    from oreflow.tables import curated

    frame = curated.flows(as_of=as_of)
    return frame.filter(
        (pl.col("commodity") == commodity) & (pl.col("destination") != "WLD") & (pl.col("origin") != "WLD")
    ).select(
        pl.col("stage"),
        pl.col("year").cast(pl.Int32),
        pl.col("origin"),
        pl.col("destination"),
        code=pl.lit(""),
        usd=pl.col("usd").cast(pl.Float64),
        tonnes=pl.col("tonnes").cast(pl.Float64),
        estimated=pl.lit(False),
        source_id=pl.col("source_id"),
        coverage=pl.lit("curated"),
        basis=pl.col("basis"),
    )


def _figure(value: float | None, unit: str, standing: Standing, definition: str, sources: tuple[str, ...]) -> Figure:
    if value is None:
        return Figure("unknown", None, unit, standing, definition, sources)
    text = (
        f"{100 * value:.1f} %"
        if unit == "share"
        else f"{value:.2f}"
        if unit == "0..1"
        else f"{value:,.0f} {unit}"
        if abs(value) >= 100
        else f"{value:.3g} {unit}"
    )
    return Figure(text, value, unit, standing, definition, sources)


def _sum(frame: pl.DataFrame, column: str) -> float | None:
    """Sum, or None where nothing is known (an empty sum is unknown, not zero)."""
    known = frame[column].drop_nulls()
    return float(known.sum()) if len(known) else None


def _origins(frame: pl.DataFrame) -> tuple[OriginLine, ...]:
    """Origins by falling value (tonnes where no value is stated)."""
    import polars as pl

    summed = frame.group_by("origin").agg(
        tonnes=pl.when(pl.col("tonnes").is_not_null().any()).then(pl.col("tonnes").sum()),
        usd=pl.when(pl.col("usd").is_not_null().any()).then(pl.col("usd").sum()),
        estimated=pl.col("estimated").any(),
    )
    total_t, total_usd = _sum(summed, "tonnes"), _sum(summed, "usd")
    lines = [
        OriginLine(
            origin=row["origin"],
            name=countries()[row["origin"]].name if row["origin"] in countries() else row["origin"],
            tonnes=row["tonnes"],
            usd=row["usd"],
            tonnes_share=row["tonnes"] / total_t if row["tonnes"] is not None and total_t else None,
            usd_share=row["usd"] / total_usd if row["usd"] is not None and total_usd else None,
            estimated=row["estimated"],
        )
        for row in summed.iter_rows(named=True)
    ]
    return tuple(sorted(lines, key=lambda line: (-(line.usd or 0.0), -(line.tonnes or 0.0), line.origin)))


def hhi(shares: list[float]) -> float | None:
    """Sum of squared shares, 0..1; None of no shares."""
    return sum(share * share for share in shares) if shares else None


def _history(frame: pl.DataFrame, upto: int) -> tuple[YearLine, ...]:
    import polars as pl

    lines = []
    for year in sorted(y for y in frame["year"].unique().to_list() if y <= upto):
        part = frame.filter(pl.col("year") == year)
        origins = _origins(part)
        by_usd = [(o.origin, o.usd_share) for o in origins if o.usd_share is not None]
        by_t = sorted(((o.origin, o.tonnes_share) for o in origins if o.tonnes_share is not None), key=lambda x: -x[1])
        lines.append(
            YearLine(
                year,
                tuple(by_usd[:HISTORY_ORIGINS]),
                tuple(by_t[:HISTORY_ORIGINS]),
                hhi([share for _, share in by_usd]),
                _sum(part, "usd") or 0.0,
                _sum(part, "tonnes"),
            )
        )
    return tuple(lines)


def stage_exposure(
    commodity: str, stage: str, flows: pl.DataFrame, destination: str, year: int, as_of: date | None
) -> StageExposure | None:
    """Exposure of ``destination`` at ``stage``; the latest year up to ``year`` with imports, or None without any."""
    import polars as pl

    at_stage = flows.filter(pl.col("stage") == stage)
    into = at_stage.filter((pl.col("destination") == destination) & (pl.col("origin") != destination))
    years = [y for y in into["year"].unique().to_list() if y <= year]
    if not years:
        return None
    used = max(years)
    now = into.filter(pl.col("year") == used)
    origins = _origins(now)
    coverage = now["coverage"][0]
    ids = tuple(sorted(now["source_id"].unique().to_list()))
    standing: Standing = "modelled" if now["estimated"].any() else "measured"
    total_usd, total_t = _sum(now, "usd"), _sum(now, "tonnes")
    top = _largest(origins)
    share = top.tonnes_share if top.tonnes_share is not None else top.usd_share
    by = "tonnes" if top.tonnes_share is not None else "value"
    output = _output(commodity, stage, used, as_of)
    world = at_stage.filter((pl.col("year") == used) & (pl.col("origin") != top.origin))
    notes = [f"{used} is the latest year with recorded imports, not {year}"] if used != year else []
    if coverage == "curated":
        notes.append("curated flows of some regions, not all world trade")
    reliance, loss = _reliance(commodity, at_stage, destination, used, output, top.origin, as_of)
    others = _sum(world, "tonnes")
    lost = top.tonnes
    return StageExposure(
        stage=stage,
        year=used,
        codes=tuple(sorted(c for c in now["code"].unique().to_list() if c)),
        coverage=coverage,
        basis=now["basis"][0],
        imports_tonnes=_figure(total_t, "t", standing, f"imports into {destination}, {used}, {now['basis'][0]}", ids),
        imports_usd=_figure(total_usd, "USD", "measured", f"imports into {destination}, {used}, FOB value", ids),
        origins=origins,
        history=_history(into, used),
        hhi_imports=_figure(
            hhi([o.usd_share for o in origins if o.usd_share is not None]),
            "0..1",
            "measured",
            "sum of squared shares of import value by origin",
            ids,
        ),
        hhi_output=output.hhi,
        net_import_reliance=reliance,
        largest_supplier=top.origin,
        largest_supplier_share=_figure(share, "share", standing, f"share of import {by}, {used}", ids),
        loss_of_largest=loss,
        world_without_largest=_figure(
            others / lost if others is not None and lost else None,
            "times",
            standing,
            f"exports of all other origins to anyone over the tonnes that {top.origin} supplied",
            ids,
        ),
        notes=tuple(notes),
    )


def _largest(origins: tuple[OriginLine, ...]) -> OriginLine:
    """The largest supplier by tonnes, by value where tonnes are unknown; a gathered rest is no supplier."""
    named = [o for o in origins if o.origin not in ("OTHER", "ROW")] or list(origins)
    if any(o.tonnes_share is not None for o in named):
        return max(named, key=lambda o: (o.tonnes_share or 0.0, o.origin))
    return max(named, key=lambda o: (o.usd_share or 0.0, o.origin))


class _Output:
    """Output of the stage in one year: by country (t of the basis), basis, HHI with its sources."""

    def __init__(self, by_country: dict[str, float], basis: str, concentration: Figure) -> None:
        self.by_country = by_country
        self.basis = basis
        self.hhi = concentration


def _output(commodity: str, stage: str, year: int, as_of: date | None) -> _Output:
    import polars as pl

    from oreflow import tables
    from oreflow.studies.exposure_default import concentration

    frame = tables.production(commodity, stage, as_of=as_of).filter(
        (pl.col("year") == year) & pl.col("tonnes").is_not_null()
    )
    definition = f"sum of squared shares of world output, {commodity} {stage}, {year}"
    if frame.height == 0 or frame["tonnes"].sum() == 0:
        return _Output({}, "", _figure(None, "0..1", "measured", f"{definition}: output by country not known", ()))
    if frame["country"].n_unique() < MIN_PRODUCERS and "OTHER" not in frame["country"]:
        return _Output({}, "", _figure(None, "0..1", "measured", f"{definition}: only some producers are known", ()))
    value = float(concentration(frame, ["commodity"])["hhi"][0])
    ids = tuple(sorted(frame["source_id"].unique().to_list()))
    summed = frame.group_by("country").agg(pl.col("tonnes").sum())
    return _Output(
        dict(summed.iter_rows()), frame["unit_basis"][0], _figure(value, "0..1", "measured", definition, ids)
    )


def _unknown(reliance: str, loss: str, why: str, sources: tuple[str, ...]) -> tuple[Figure, Figure]:
    return (
        _figure(None, "share", "modelled", f"{reliance}: {why}", sources),
        _figure(None, "share", "modelled", f"{loss}: {why}", sources),
    )


def _reliance(
    commodity: str,
    at_stage: pl.DataFrame,
    destination: str,
    year: int,
    output: _Output,
    largest: str,
    as_of: date | None,
) -> tuple[Figure, Figure]:
    """Net import reliance (over output + imports - exports) and N-1 (over output + imports), in the basis of output.

    Unknown where output is not known at this stage or where gross trade cannot be turned into its basis.
    """
    import polars as pl

    reliance = "net imports over output + imports - exports (as USGS defines net import reliance)"
    loss = f"imports from {largest} over output + imports (N-1)"
    if not output.by_country:
        return _unknown(reliance, loss, "output by country not known at this stage", ())
    trade = at_stage.filter((pl.col("year") == year) & (pl.col("origin") != pl.col("destination")))
    bases = pl.DataFrame({"commodity": [commodity], "unit_basis": [output.basis]})
    trade = with_content(trade.with_columns(commodity=pl.lit(commodity)), bases, as_of, by_stage=True)
    alike = (pl.col("basis") == output.basis) | (pl.col("basis").is_in(_CONTAINED) & pl.lit(output.basis in _CONTAINED))
    trade = trade.with_columns(in_basis=pl.col("in_basis") | (alike & (pl.col("coverage") == "curated")))
    imports = trade.filter(pl.col("destination") == destination)
    exports = trade.filter(pl.col("origin") == destination)
    ids = tuple(sorted({*imports["source_id"].to_list(), *output.hhi.sources}))
    bought, sold = _sum(imports, "tonnes"), _sum(exports, "tonnes") or 0.0
    if bought is None:
        return _unknown(reliance, loss, "no tonnes are known", ids)
    at_hand = output.by_country.get(destination, 0.0) + bought
    supply = at_hand - sold
    from_largest = _sum(imports.filter(pl.col("origin") == largest), "tonnes") or 0.0
    gross = "" if bool(trade["in_basis"].all()) else f"; gross trade beside output in {output.basis}, indicative only"
    lost = from_largest / at_hand if at_hand > 0 else None
    if supply <= 0:
        refused = f"{reliance}: exports exceed output and imports, a hub{gross}"
        return _figure(None, "share", "modelled", refused, ids), _figure(lost, "share", "modelled", loss + gross, ids)
    return (
        _figure((bought - sold) / supply, "share", "modelled", reliance + gross, ids),
        _figure(lost, "share", "modelled", loss + gross, ids),
    )
