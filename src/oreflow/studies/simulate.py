"""Simulate: a scenario's market day by day, with and without its measures, on one table of draws a commodity.

Three worlds share every draw: the baseline (what stands anyway), the measures, and, where the scenario lists projects,
measures and projects. Differences between worlds are taken draw by draw, so that what they have in common cancels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from oreflow.studies import draws as drawing
from oreflow.studies import project_supply
from oreflow.studies.headlines import by_destination, headlines, home_price, leakage, replacements
from oreflow.studies.scenario import Scenario
from oreflow.studies.simulation_result import (
    Answer,
    DestinationRange,
    MarketLine,
    MeasureLine,
    ParameterLine,
    Simulation,
    range_of,
)
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Measure
from oreflow.vocabulary.timeline import active_on, starts_on

if TYPE_CHECKING:
    from oreflow.calibration import Calibration, Parameter
    from oreflow.ensemble import DrawTable
    from oreflow.equilibrium.batch import BatchResult
    from oreflow.equilibrium.benchmark import Benchmark
    from oreflow.equilibrium.wedges import Wedges


@dataclass(frozen=True)
class Run:
    """One commodity: its calibration, draws and, by day, the solved worlds."""

    calibration: Calibration
    parameters: tuple[Parameter, ...]
    table: DrawTable
    executed: tuple[frozenset[str], ...]  # by draw
    worlds: Mapping[tuple[date, str], BatchResult]


def simulate(scenario: Scenario, *, draws: int | None = None, seed: int | None = None) -> Simulation:
    """Run a scenario over its draws.

    Commodities that cannot be calibrated are reported under ``problems`` and the others answered; OreflowError if none
    can. ``draws`` and ``seed`` replace those of the file.
    """
    from oreflow.calibration import calibrate

    count, start = draws or scenario.draws, scenario.seed if seed is None else seed
    runs: list[Run] = []
    problems: list[str] = []
    for name in scenario.commodities():
        try:
            calibration = calibrate(
                name, year=scenario.benchmark_year, as_of=scenario.as_of, overrides=scenario.calibration.get(name)
            )
        except OreflowError as error:
            problems.append(f"{name}: {error}")
            continue
        entered = project_supply.with_entrants(calibration.benchmark, scenario.projects)
        runs.append(run_commodity(scenario, replace(calibration, benchmark=entered), count, start))
    if not runs:
        raise OreflowError(f"no product of '{scenario.title}' could be calibrated: {'; '.join(problems)}")
    return _assemble(scenario, runs, count, start, problems)


def run_commodity(scenario: Scenario, calibration: Calibration, count: int, seed: int) -> Run:
    """Solve every day and world of one commodity."""
    from oreflow.calibration import parameters_for
    from oreflow.ensemble import draw_table
    from oreflow.equilibrium.batch import solve_many

    benchmark = calibration.benchmark
    scenario = scenario.model_copy(update={"baseline": _not_yet_in(scenario.baseline, benchmark)})
    parameters = drawing.overridden(parameters_for(calibration, scenario.as_of), scenario.parameters)
    reaching = _reaching((*scenario.baseline, *scenario.measures), benchmark)
    projects = [p for p in scenario.projects if _in_market(p.commodity, benchmark)]
    others = {name: value for p in projects for name, value in project_supply.ranges(p).items()}
    listed = _drawn_measures(scenario, reaching)
    coins = [project_supply.coin(p) for p in projects]
    table = draw_table(drawing.specs(parameters, listed, others, coins), count, seed)
    numbers = drawing.numbers(table, listed)
    chances = drawing.chances(table, listed)
    behaviour = drawing.behaviour(benchmark, table)
    extra = [{name: float(table.column(name)[b]) for name in (*others, *coins)} for b in range(count)]
    worlds: dict[tuple[date, str], BatchResult] = {}
    for day in scenario.days:
        kept = [_acting(scenario, scenario.baseline, day, frozenset(), reaching)] * count
        worlds[day, "baseline"] = solve_many(benchmark, _wedges(benchmark, kept, numbers, day), behaviour)
        every = (*scenario.baseline, *scenario.measures)
        executed = _executed(scenario, chances, day)
        cache = {done: _acting(scenario, every, day, done, reaching) for done in set(executed)}
        acting = [cache[done] for done in executed]
        wedges = _wedges(benchmark, acting, numbers, day)
        worlds[day, "measures"] = solve_many(benchmark, wedges, behaviour)
        if projects:
            controls = {done: _controls(every, day, done) for done in set(executed)}
            built = [
                replace(
                    w,
                    vintages=(
                        *w.vintages,
                        *project_supply.vintages(projects, benchmark, extra[b], day, controls[executed[b]], numbers[b]),
                    ),
                )
                for b, w in enumerate(wedges)
            ]
            worlds[day, "measures and projects"] = solve_many(benchmark, built, behaviour)
    return Run(calibration, parameters, table, executed, worlds)


def _not_yet_in(baseline: Sequence[Measure], benchmark: Benchmark) -> tuple[Measure, ...]:
    """Baseline acts that began in the benchmark year or later; the flows of that year already hold the older ones."""
    first = date(benchmark.year, 1, 1)
    return tuple(m for m in baseline if (starts_on(m) or first) >= first)


def _in_market(name: str, benchmark: Benchmark) -> bool:
    from oreflow.vocabulary import commodity

    return any(product.commodity == commodity(name).name for product in benchmark.products)


def _reaching(measures: Sequence[Measure], benchmark: Benchmark) -> frozenset[str]:
    """Ids of measures that touch a product of this benchmark; the others make no wedges there."""
    from oreflow.equilibrium.instruments_reach import product_cover

    return frozenset(m.id for m in measures if product_cover(m, benchmark).any())


def _makes_wedges(measure: Measure) -> bool:
    from oreflow.equilibrium.instruments import MARKET_INSTRUMENTS

    return measure.instrument in MARKET_INSTRUMENTS or measure.instrument == "evasion"


def _drawn_measures(scenario: Scenario, reaching: frozenset[str]) -> list[Measure]:
    """Measures whose numbers this market needs: those that reach it, and every uncertain one (it may trigger)."""
    every = (*scenario.baseline, *scenario.measures)
    return [m for m in every if m.id in reaching or (drawing.uncertain(m) and m in scenario.measures)]


def _executed(scenario: Scenario, chances: Sequence[Mapping[str, float]], day: date) -> tuple[frozenset[str], ...]:
    """Which measures of the scenario have happened by the day in each draw; later days hold all of earlier ones."""
    from oreflow.equilibrium.instruments_later import ladder

    if scenario.threats == "carried_out":
        return (frozenset(m.id for m in scenario.measures),) * len(chances)
    if scenario.threats == "left_out":
        return (frozenset(m.id for m in scenario.measures if not drawing.uncertain(m)),) * len(chances)
    every = (*scenario.baseline, *scenario.measures)  # a trigger or investigation may stand in the baseline
    own = {m.id for m in scenario.measures}
    return tuple(ladder(every, uniforms, day) & own for uniforms in chances)


def _acting(
    scenario: Scenario, measures: Sequence[Measure], day: date, executed: frozenset[str], reaching: frozenset[str]
) -> tuple[Measure, ...]:
    """Measures that bite on the day in a draw and touch this market."""
    own = {m.id for m in scenario.measures}
    happening = [m for m in measures if m.id not in own or m.id in executed or not drawing.uncertain(m)]
    live = active_on(happening, day, executed=executed)
    return tuple(m for m in live if m.id in reaching and _makes_wedges(m))


def _controls(measures: Sequence[Measure], day: date, executed: frozenset[str]) -> tuple[Measure, ...]:
    return tuple(m for m in active_on(measures, day, executed=executed) if m.instrument == "technology_control")


def _wedges(
    benchmark: Benchmark, acting: Sequence[tuple[Measure, ...]], numbers: Sequence[Mapping[str, float]], day: date
) -> list[Wedges]:
    """Wedges of every draw, each with the same quota groups: a group that a draw does not have is without limit."""
    from oreflow.equilibrium.instruments import Memo, apply

    memo: Memo = {}
    made = [apply(measures, benchmark, severities=numbers[b], on=day, memo=memo) for b, measures in enumerate(acting)]
    groups = {group.name: group for wedges in made for group in wedges.quotas}
    even = []
    for wedges in made:
        own = {group.name: group for group in wedges.quotas}
        quotas = tuple(own.get(name, replace(group, limit=float("inf"))) for name, group in groups.items())
        even.append(replace(wedges, quotas=quotas))
    return even


def _partner(scenario: Scenario, benchmark: Benchmark, n: int) -> str:
    """The country whose price is shown beside home's: the largest producer among those who act, else the largest."""
    output = {origin: float(benchmark.output[n, i]) for i, origin in enumerate(benchmark.origins) if origin != "ROW"}
    named = {code for m in scenario.measures for code in (m.actor, *m.targets)} - {scenario.home}
    pool = {code: tonnes for code, tonnes in output.items() if code in named and tonnes > 0.0} or output
    return max(pool, key=lambda code: pool[code])


def _answers(scenario: Scenario, run: Run) -> list[Answer]:
    benchmark = run.calibration.benchmark
    found = []
    for (day, name), world in run.worlds.items():
        if name == "baseline":
            continue
        pairs = [(name, run.worlds[day, "baseline"])]
        if name == "measures and projects":
            pairs.append(("projects", run.worlds[day, "measures"]))
        for comparison, reference in pairs:
            for n, product in enumerate(benchmark.products):
                if _wanted(scenario, run, product.commodity, product.name) and _bought(benchmark, n, scenario.home):
                    found.append(_answer(scenario, run, n, day, comparison, world, reference))
    return found


def _wanted(scenario: Scenario, run: Run, material: str, product: str) -> bool:
    """A market answers for its own commodity only: NdPr inside the magnet market is not NdPr's own answer."""
    return material == run.calibration.commodity and (material in scenario.products or product in scenario.products)


def _bought(benchmark: Benchmark, n: int, home: str) -> bool:
    return any(b.destination == home and benchmark.use[n, j] > 0.0 for j, b in enumerate(benchmark.buyers))


def _answer(
    scenario: Scenario,
    run: Run,
    n: int,
    day: date,
    comparison: str,
    world: BatchResult,
    reference: BatchResult,
) -> Answer:
    from oreflow.ensemble import rank_correlation

    benchmark, home = run.calibration.benchmark, scenario.home
    partner = _partner(scenario, benchmark, n)
    here = [j for j, buyer in enumerate(benchmark.buyers) if buyer.destination == home]
    change = home_price(world, benchmark, n, home) / home_price(reference, benchmark, n, home)
    sensitivity: list[tuple[str, float]] = []
    if np.isfinite(change).all() and np.ptp(change) > 1e-9:
        order = sorted(rank_correlation(run.table, change).items(), key=lambda item: -abs(item[1]))
        sensitivity = [(name, round(float(rho), 3)) for name, rho in order[:5] if abs(rho) >= 0.1]
    return Answer(
        day=day,
        product=benchmark.products[n].name,
        comparison=comparison,
        basis=benchmark.products[n].basis,
        partner=partner,
        rows=tuple(range_of(h) for h in headlines(world, reference, benchmark, n, home=home, partner=partner)),
        replacements=tuple(range_of(h) for h in replacements(world, reference, benchmark, n, home)),
        destinations=tuple(
            DestinationRange(d.destination, range_of(d.price), range_of(d.unmet), range_of(d.user_loss))
            for d in by_destination(world, reference, benchmark, n)
        ),
        leakage=tuple(range_of(h) for h in leakage(world, reference, benchmark, n, origin=partner, home=home)),
        rationed=float(world.bound[:, n, here].any(axis=1).mean()),
        sensitivity=tuple(sensitivity),
    )


def _market(run: Run) -> MarketLine:
    batches = list(run.worlds.values())
    converged = np.concatenate([batch.converged for batch in batches])
    residual = np.concatenate([batch.residual for batch in batches])
    return MarketLine(
        commodity=run.calibration.commodity,
        benchmark_year=run.calibration.year,
        products=tuple(product.name for product in run.calibration.benchmark.products),
        coverage=run.calibration.coverage,
        labels=run.calibration.labels,
        sources=run.calibration.benchmark.sources,
        draw_table=run.table.sha256,
        solved=int(converged.sum()),
        unsolved=int((~converged).sum()),
        worst_residual=float(residual.max()),
    )


def _measure_lines(scenario: Scenario, runs: Sequence[Run]) -> list[MeasureLine]:
    """One line a measure that reaches a market or is asked about; the rest of the baseline is silent."""
    from oreflow.equilibrium.instruments import changes

    reached: dict[str, list[tuple[str, str, float]]] = {}
    notes: dict[str, dict[str, None]] = {}
    every = (*scenario.baseline, *scenario.measures)
    for run in runs:
        benchmark = run.calibration.benchmark
        standing = (*_not_yet_in(scenario.baseline, benchmark), *scenario.measures)
        touching = _reaching(every, benchmark)
        for day in scenario.days:
            acting = active_on(standing, day, executed={m.id for m in scenario.measures})
            for change in changes([m for m in acting if m.id in touching], benchmark):
                if change.reached > 0.0:
                    entry = (day.isoformat(), run.calibration.commodity, change.reached)
                    reached.setdefault(change.measure, []).append(entry)
                remarks = (note for note in change.notes if "reaches no flow" not in note)
                notes.setdefault(change.measure, {}).update(dict.fromkeys(remarks))
    asked = {m.id for m in scenario.measures}
    share = {name: float(np.mean([name in done for done in runs[0].executed])) for name in asked}
    return [
        MeasureLine(
            id=m.id,
            title=m.title,
            role="measure" if m.id in asked else "baseline",
            instrument=m.instrument,
            status=m.status,
            effective=m.effective.isoformat() if m.effective else "",
            severity="" if m.severity is None else f"{m.severity.low:g} / {m.severity.mode:g} / {m.severity.high:g}",
            severity_status="" if m.severity is None else m.severity.status,
            happened=share.get(m.id, 1.0),
            reaches=tuple(reached.get(m.id, ())),
            notes=tuple(notes.get(m.id, ())),
            source=m.source,
            url=m.url,
        )
        for m in every
        if m.id in asked or m.id in reached
    ]


def _cannot_support(scenario: Scenario, runs: Sequence[Run], lines: Sequence[MeasureLine]) -> tuple[str, ...]:
    """Sentences about what this run leaves out or takes on trust."""
    found = [
        "one period: stocks, hoarding before a measure and the time a new supplier needs are not in these numbers",
        "loss of users is at the stage of the mineral; production lost downstream is not in it",
    ]
    early = [
        line.id
        for line in lines
        if any(line.effective.startswith(str(run.calibration.year)) for run in runs) and line.reaches
    ]
    if early:
        found.append(f"began within the benchmark year, so that its flows hold a part of them: {', '.join(early)}")
    silent = [line.id for line in lines if line.role == "measure" and not line.reaches]
    if silent:
        found.append(f"no effect in these markets: {', '.join(silent)} (see their notes)")
    assumed = [line.id for line in lines if line.severity_status == "assumed"]
    if assumed:
        found.append(f"severity assumed, not sourced: {', '.join(assumed)}")
    for run in runs:
        inside = ", ".join(product.name for product in run.calibration.benchmark.products)
        found.append(f"the market of {run.calibration.commodity} holds {inside}; what lies outside it does not answer")
    for run in runs:
        found += [f"{run.calibration.commodity}: {label}" for label in run.calibration.labels]
        found += [
            sentence
            for project in scenario.projects
            if _in_market(project.commodity, run.calibration.benchmark)
            and (sentence := project_supply.left_out(project, run.calibration.benchmark)) is not None
        ]
    return tuple(dict.fromkeys(found))


def _assemble(scenario: Scenario, runs: Sequence[Run], count: int, seed: int, problems: Sequence[str]) -> Simulation:
    lines = _measure_lines(scenario, runs)
    parameters = {
        (p.name, p.scope): ParameterLine(p.name, p.scope, p.low, p.mode, p.high, p.status, p.source)
        for run in runs
        for p in run.parameters
    }
    return Simulation(
        title=scenario.title,
        about=scenario.about.strip(),
        as_of=scenario.as_of,
        home=scenario.home,
        draws=count,
        seed=seed,
        threats=scenario.threats,
        overrides=scenario.applied,
        markets=tuple(_market(run) for run in runs),
        answers=tuple(answer for run in runs for answer in _answers(scenario, run)),
        measures=tuple(lines),
        parameters=tuple(parameters.values()),
        problems=tuple(problems),
        cannot_support=_cannot_support(scenario, runs, lines),
    )
