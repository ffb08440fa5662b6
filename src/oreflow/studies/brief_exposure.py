"""The brief's page on exposure: the commodities that the documents name, as the home country imports them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from oreflow.studies.brief_result import ExposureLine, OriginShare
from oreflow.studies.exposure_result import StageExposure
from oreflow.studies.figures import Figure, SourceBook
from oreflow.vocabulary import OreflowError, commodities

#: How many origins a table names before it stops.
MOST_ORIGINS = 7


def exposure_lines(
    named: Sequence[str], home: str, *, as_of: date, book: SourceBook
) -> tuple[tuple[ExposureLine, ...], tuple[str, ...]]:
    """One line per stage of every commodity named for which bilateral trade is known, and why the others have none."""
    from oreflow import tables
    from oreflow.studies.exposure import exposure

    lines, missing = [], []
    known = tables.sources()
    for name in dict.fromkeys(named):
        if name not in commodities():
            continue
        try:
            result = exposure(name, home, as_of=as_of)
        except OreflowError as error:
            missing.append(str(error))
            continue
        extra = "; ".join(note for note in (*result.notes, result.traced_note) if note)
        for stage in result.stages:
            keyed = {source: book.table(known[source]) if source in known else source for source in _source_ids(stage)}
            lines.append(_line(name, stage, keyed, extra if stage is result.stages[-1] else ""))
    return tuple(lines), tuple(missing)


def _source_ids(stage: StageExposure) -> list[str]:
    figures = (stage.imports_tonnes, stage.imports_usd, *_concentration(stage))
    return list(dict.fromkeys(source for figure in figures for source in figure.sources))


def _concentration(stage: StageExposure) -> tuple[Figure, ...]:
    found = (
        stage.hhi_imports,
        stage.hhi_output,
        stage.net_import_reliance,
        stage.loss_of_largest,
        stage.world_without_largest,
    )
    return tuple(figure for figure in found if figure.value is not None)


def _line(commodity: str, stage: StageExposure, keyed: dict[str, str], extra: str) -> ExposureLine:
    def rekey(figure: Figure) -> Figure:
        return replace(figure, sources=tuple(keyed.get(source, source) for source in figure.sources))

    shares = tuple(OriginShare(o.origin, o.name, o.tonnes_share, o.usd_share) for o in stage.origins[:MOST_ORIGINS])
    history = tuple((y.year, origin, share) for y in stage.history for origin, share in y.shares_usd)
    notes = [note for note in (*stage.notes, extra) if note]
    return ExposureLine(
        commodity=commodity,
        stage=stage.stage,
        year=stage.year,
        total=(rekey(stage.imports_tonnes), rekey(stage.imports_usd)),
        shares=shares,
        history=history,
        concentration=tuple(rekey(figure) for figure in _concentration(stage)),
        note="; ".join(notes),
        sources=tuple(dict.fromkeys(key for figure in (stage.imports_usd,) for key in rekey(figure).sources)),
    )
