"""Exposure: who supplies a country with a commodity, how concentrated that is, what the loss of one origin takes away.

One question, one file: shares by origin over time, HHI by stage, net import reliance, N-1, GeoPolRisk and the
dependence traced through processing hubs. The tables of all countries are in ``exposure_default`` (ours) and
``exposure_geopolrisk`` (the published package's), the writers in ``exposure_writers``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal

from oreflow.studies.exposure_company import CompanyExposure, company_exposure
from oreflow.studies.exposure_result import ExposureResult, Score, TracedLine
from oreflow.studies.exposure_writers import write_table
from oreflow.studies.figures import Figure
from oreflow.vocabulary import OreflowError, Source, commodities, countries
from oreflow.vocabulary import commodity as find_commodity
from oreflow.vocabulary import country as find_country

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "CompanyExposure",
    "ExposureResult",
    "company_exposure",
    "exposure",
    "exposure_table",
    "write_table",
]

STALE_YEARS = 5  # a stage whose last recorded import is older is named, not shown
Method = Literal["default", "geopolrisk"]
STAGE_ORDER = (
    "mined",
    "primary",
    "smelted",
    "separated",
    "refined",
    "metal",
    "oxide",
    "ferroalloy",
    "sponge",
    "product",
)


def exposure_table(
    method: Method = "default", years: Iterable[int] | None = None, as_of: date | None = None
) -> pl.DataFrame:
    """Exposure of all countries to all raw materials; columns are defined in the chosen method's module."""
    if method == "geopolrisk":
        from oreflow.studies.exposure_geopolrisk import geopolrisk_table

        return geopolrisk_table(years, as_of=as_of)
    if method != "default":
        raise OreflowError(f"unknown method '{method}'; use default or geopolrisk", misuse=True)
    from oreflow.studies.exposure_default import default_table

    return default_table(years, as_of=as_of)


def exposure(
    commodity: str, destination: str = "USA", year: int | None = None, as_of: date | None = None
) -> ExposureResult:
    """Dependence of ``destination`` on the origins of ``commodity``, stage by stage.

    year None = the latest trade year public on ``as_of``. Raises OreflowError where no table holds bilateral trade.
    """
    from oreflow import tables
    from oreflow.studies.exposure_stage import bilateral, stage_exposure

    entry, place = find_commodity(commodity), find_country(destination)
    latest = tables.latest_trade_year(as_of)
    wanted = latest if year is None else year
    if wanted > latest:
        raise OreflowError(f"trade of {wanted} was not public on {as_of or 'any day'}; the latest year is {latest}")
    notes: list[str] = []
    name, flows = entry.name, bilateral(entry.name, as_of)
    if flows.height == 0 and entry.part_of:
        name, flows = entry.part_of, bilateral(entry.part_of, as_of)
        notes.append(f"customs codes do not separate {entry.name}; figures are for {name}")
    if flows.height == 0:
        parts = [c.name for c in commodities().values() if c.part_of == entry.name]
        hint = f"; ask for one of its parts: {', '.join(parts)}" if parts else ""
        raise OreflowError(f"no table holds bilateral trade of {entry.name}{hint}")
    stages = []
    for stage in sorted(flows["stage"].unique().to_list(), key=_stage_order):
        found = stage_exposure(name, stage, flows, place.iso3, wanted, as_of)
        if found is None:
            notes.append(f"no imports of {name} ({stage}) into {place.name} are recorded up to {wanted}")
        elif found.year < wanted - STALE_YEARS:
            notes.append(f"imports of {name} ({stage}) into {place.name} end in {found.year}; not shown")
        else:
            stages.append(found)
    traced, traced_note = _traced(name, place.iso3, wanted, as_of)
    result = ExposureResult(
        commodity=entry.name,
        destination=place.iso3,
        destination_name=place.name,
        year=wanted,
        as_of=as_of.isoformat() if as_of else "",
        stages=tuple(stages),
        scores=_scores(name, place.iso3, wanted, as_of),
        traced=traced,
        traced_note=traced_note,
        notes=tuple(notes),
        sources=(),
    )
    return _with_sources(result)


def _stage_order(stage: str) -> tuple[int, str]:
    return (STAGE_ORDER.index(stage) if stage in STAGE_ORDER else len(STAGE_ORDER), stage)


def _scores(name: str, iso3: str, year: int, as_of: date | None) -> tuple[Score, ...]:
    """GeoPolRisk of the published list's materials that are this commodity, by the default method."""
    import polars as pl

    from oreflow.studies.exposure_default import FIRST_YEAR, default_table
    from oreflow.tables.codes import materials, sheets

    names = [m.name for m in materials().values() if sheets()[m.sheet].commodity == name]
    if not names or year < FIRST_YEAR:
        return ()
    table = default_table([year], as_of=as_of, raw_materials=names)
    rows = table.filter((pl.col("iso3") == iso3) & pl.col("score").is_not_null())
    found = []
    for row in rows.iter_rows(named=True):
        ids = (f"baci-{year}", f"wgi-{year}", *row["output_source"].split("|"))
        basis = f"tonnes in {row['basis']}; {100 * (row['share_estimated'] or 0):.1f} % of tonnes estimated"

        found.append(
            Score(
                row["raw_material"],
                year,
                _modelled(row["score"], "0..1", f"GeoPolRisk score = HHI of output x import risk; {basis}", ids),
                _modelled(row["cf_eq_kgCu_per_kg"], "kg Cu-eq/kg", "score x import price / 0.409412948", ids),
                _modelled(row["hhi"], "0..1", "sum of squared shares of world output", ids),
                _modelled(row["import_risk"], "0..1", "imports weighted by instability, over imports and output", ids),
            )
        )
    return tuple(found)


def _modelled(value: float | None, unit: str, definition: str, ids: tuple[str, ...]) -> Figure:
    return Figure("unknown" if value is None else f"{value:.4g}", value, unit, "modelled", definition, ids)


def _traced(name: str, iso3: str, year: int, as_of: date | None) -> tuple[tuple[TracedLine, ...], str]:
    """Dependence traced to producers by the calibrated benchmark, or the reason why there is none."""
    from oreflow.calibration import calibrate, direct_dependence, traced_dependence

    try:
        calibration = calibrate(name, year=year, as_of=as_of)
        traced = traced_dependence(calibration, iso3)
        direct = direct_dependence(calibration, iso3)
    except (OreflowError, KeyError) as error:
        return (), f"not traced: {error}"
    order = sorted(set(traced) | set(direct), key=lambda key: (-traced.get(key, 0.0), -direct.get(key, 0.0), key))
    lines = tuple(
        TracedLine(key, countries()[key].name if key in countries() else key, direct.get(key), traced.get(key))
        for key in order
        if max(traced.get(key, 0.0), direct.get(key, 0.0)) >= 0.005
    )
    product = calibration.benchmark.products[-1].name
    if not lines:
        return (), f"not traced: the benchmark holds no use of {product} at this destination"
    return lines, f"modelled: benchmark {year}, {product}, traced through re-exporters and earlier stages to producers"


def _with_sources(result: ExposureResult) -> ExposureResult:
    """List once every source that a figure of the result cites."""
    from dataclasses import fields, is_dataclass, replace

    from oreflow import tables

    ids: dict[str, None] = {}

    def walk(item: object) -> None:
        if isinstance(item, Figure):
            ids.update(dict.fromkeys(item.sources))
        elif isinstance(item, tuple):
            for part in item:
                walk(part)
        elif is_dataclass(item) and not isinstance(item, type):
            for field in fields(item):
                walk(getattr(item, field.name))

    walk(result)
    register = tables.sources()
    return replace(result, sources=tuple(_source_row(register.get(key), key) for key in ids))


def _source_row(source: Source | None, key: str) -> dict[str, str]:
    if source is None:
        return {"id": key, "title": "source entry missing"}
    day = source.published_on.isoformat() if source.published_on else ""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "published_on": day,
        "url": source.url,
        "licence": source.licence,
    }
