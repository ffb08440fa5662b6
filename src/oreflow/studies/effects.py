"""What a set of measures would do to one commodity: draws, markets with and without, ranges.

The reference is the market under the measures already in force on the as-of date; a case adds measures to it. Both are
solved on the same draws of elasticities and severities, so that a range shows what the measures add and not what the
parameters alone would move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from oreflow.studies import draws as drawing
from oreflow.studies.brief_result import Effect, RangeRow
from oreflow.studies.calendar import bite
from oreflow.studies.figures import SourceBook
from oreflow.studies.headlines import Headline, headlines, home_price, replacements
from oreflow.vocabulary import Source
from oreflow.vocabulary.measure import Measure

if TYPE_CHECKING:
    from oreflow.calibration import Calibration, Parameter
    from oreflow.ensemble import DrawTable
    from oreflow.equilibrium.batch import BatchResult
    from oreflow.equilibrium.wedges import Wedges


@dataclass(frozen=True)
class Case:
    """A named set of measures on top of those already in force."""

    title: str
    measures: tuple[Measure, ...]
    partner: str  # the country whose price and deliveries are shown beside those of home


@dataclass(frozen=True)
class CaseRun:
    """One case solved for one calibrated commodity."""

    case: Case
    calibration: Calibration
    table: DrawTable
    batch: BatchResult
    reference: BatchResult
    parameters: tuple[Parameter, ...]
    in_force: tuple[Measure, ...]


def run_cases(
    cases: Sequence[Case],
    calibration: Calibration,
    in_force: Sequence[Measure],
    *,
    as_of: date,
    draws: int,
    seed: int,
) -> tuple[CaseRun, ...]:
    """Solve the reference and every case on one table of draws."""
    from oreflow.calibration import parameters_for
    from oreflow.ensemble import draw_table

    parameters = drawing.overridden(parameters_for(calibration, as_of), {})
    every = tuple({m.id: m for m in (*in_force, *(m for case in cases for m in case.measures))}.values())
    table = draw_table(drawing.specs(parameters, every), draws, seed)
    reference = _solve(calibration, in_force, table)
    runs = []
    for case in cases:
        listed = tuple({m.id: m for m in (*in_force, *case.measures)}.values())
        batch = _solve(calibration, listed, table)
        runs.append(CaseRun(case, calibration, table, batch, reference, parameters, tuple(in_force)))
    return tuple(runs)


def _solve(calibration: Calibration, measures: Sequence[Measure], table: DrawTable) -> BatchResult:
    """The market under every listed measure, carried out, whatever its date: what would it do once it bites."""
    from oreflow.equilibrium.batch import solve_many
    from oreflow.equilibrium.instruments import Memo, apply
    from oreflow.equilibrium.wedges import none

    benchmark = calibration.benchmark
    behaviour = drawing.behaviour(benchmark, table)
    if not measures:
        return solve_many(benchmark, none(benchmark), behaviour)
    made: dict[tuple[float, ...], Wedges] = {}
    memo: Memo = {}
    wedges = []
    for row in drawing.numbers(table, measures):
        drawn = tuple(row.values())
        if drawn not in made:
            made[drawn] = apply(measures, benchmark, severities=row, memo=memo)
        wedges.append(made[drawn])
    # Measures whose numbers are all stated make one and the same market in every draw.
    return solve_many(benchmark, wedges[0] if len(made) == 1 else wedges, behaviour)


def effect(run: CaseRun, n: int, *, home: str, book: SourceBook, sources: Mapping[str, str]) -> Effect:
    """The rows, ranges and warnings of one product of a run; ``sources`` gives the source key of each measure id."""
    benchmark = run.calibration.benchmark
    product = benchmark.products[n]
    found = headlines(run.batch, run.reference, benchmark, n, home=home, partner=run.case.partner)
    key = book.model(
        f"{run.case.title}: {product.name}",
        f"{len(run.table)} draws, seed {run.table.seed}, draw table {run.table.sha256[:12]}, "
        f"benchmark {benchmark.year}, {int(run.batch.converged.sum())} of {len(run.table)} converged to 1e-11",
    )
    table_keys = book.tables(_known_sources(), benchmark.sources)
    return Effect(
        scenario=run.case.title,
        product=product.name,
        measures=tuple(_describe(m) for m in run.case.measures),
        rows=tuple(_row(h) for h in found),
        replaced_by=tuple(_row(h) for h in replacements(run.batch, run.reference, benchmark, n, home)),
        sensitivity=_sensitivity(run, n, home),
        flags=_flags(run, n, home),
        assumptions=_assumptions(run, n),
        sources=(key, *(sources[m.id] for m in run.case.measures if m.id in sources), *table_keys),
    )


def _known_sources() -> dict[str, Source]:
    from oreflow import tables

    return dict(tables.sources())


def _describe(measure: Measure) -> str:
    when = f", from {measure.effective}" if measure.effective else ""
    how = bite(measure)
    return f"{measure.title or measure.id}{when}{': ' + how if how else ''}"


def _row(headline: Headline) -> RangeRow:
    span = headline.range()
    low, middle, high = span if span else (None, None, None)
    return RangeRow(headline.label, headline.unit, low, middle, high, headline.note, headline.key)


def _sensitivity(run: CaseRun, n: int, home: str) -> tuple[tuple[str, float], ...]:
    from oreflow.ensemble import rank_correlation

    change = home_price(run.batch, run.calibration.benchmark, n, home)
    change = change / home_price(run.reference, run.calibration.benchmark, n, home)
    if not np.isfinite(change).all() or np.ptp(change) < 1e-9:
        return ()
    found = rank_correlation(run.table, change)
    best = sorted(found.items(), key=lambda item: -abs(item[1]))
    measures = {m.id: m for m in (*run.case.measures, *run.in_force)}
    return tuple((_readable(name, measures), float(rho)) for name, rho in best[:4] if abs(rho) >= 0.1)


_BEHAVIOUR = {
    "sigma": "trade elasticity of",
    "eta": "demand elasticity of",
    "kappa": "steepness of supply of",
    "p_choke": "choke price of",
}


def _readable(name: str, measures: Mapping[str, Measure]) -> str:
    """A drawn number in words: "sigma PRODUCT", "MEASURE" or "MEASURE:term"."""
    what, _, product = name.partition(" ")
    if what in _BEHAVIOUR:
        return f"{_BEHAVIOUR[what]} {product}"
    measure, _, term = name.partition(":")
    title = measures[measure].title or measure if measure in measures else measure
    return f"{term.replace('_', ' ') or 'severity'} of \u2018{title}\u2019"


def _flags(run: CaseRun, n: int, home: str) -> tuple[str, ...]:
    benchmark, flags = run.calibration.benchmark, []
    here = [j for j, buyer in enumerate(benchmark.buyers) if buyer.destination == home]
    change = home_price(run.batch, benchmark, n, home) / home_price(run.reference, benchmark, n, home) - 1.0
    if not np.any(np.abs(np.nan_to_num(change)) > 1e-9):
        flags.append("none of these measures acts on today's market of this product")
    bound = run.batch.bound[:, n, here].any(axis=1)
    if bound.any():
        flags.append(f"rationing: in {100 * bound.mean():.0f} % of draws the price is a bound, not a forecast")
    failed = int((~run.batch.converged).sum())
    if failed:
        flags.append(f"{failed} of {len(run.table)} draws did not converge and count as they stand")
    flags.extend(run.calibration.labels)
    return tuple(dict.fromkeys(flags))


def _assumptions(run: CaseRun, n: int) -> tuple[str, ...]:
    product = run.calibration.benchmark.products[n].name
    lines = [
        f"{p.name} {p.low:g}-{p.high:g} (most likely {p.mode:g}): {p.source} [{p.status}]"
        for p in run.parameters
        if p.scope == product
    ]
    lines.extend(
        f"{m.id}: severity assumed, {m.severity.note}"
        for m in run.case.measures
        if m.severity is not None and m.severity.status == "assumed"
    )
    if run.in_force:
        lines.append("compared with the measures in force on the as-of date: " + ", ".join(m.id for m in run.in_force))
    return tuple(lines)
