"""What projects could add by a day: nameplate, slip, ramp and the chance that they deliver at all, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from oreflow.vocabulary.deal import Project
from oreflow.vocabulary.measure import Measure, Severity
from oreflow.vocabulary.names import commodity

if TYPE_CHECKING:
    from oreflow.equilibrium.benchmark import Benchmark, Floats
    from oreflow.equilibrium.wedges import Vintage

DAYS_PER_MONTH = 365.25 / 12.0

_SLIP_NOTE = (
    "own set of 19 projects: 12 late by a median of about a year, 5 on time, 1 cancelled; ERM: 60 % of 226 delayed"
)
#: Assumed where a project states nothing; success by the status word of the project table.
SLIP = Severity(low=0, mode=9, high=36, status="assumed", note=_SLIP_NOTE)
COST = Severity(low=1.3, mode=1.5, high=2.0, status="assumed", note="model.md: 1.3 to 2.0 outside China")
SUCCESS = {
    "operating": Severity(low=0.95, mode=1.0, high=1.0, status="assumed", note="runs already"),
    "ramping": Severity(low=0.85, mode=0.95, high=1.0, status="assumed", note="has started; ramps can stall"),
    "construction": Severity(low=0.7, mode=0.85, high=0.95, status="assumed", note="1 of 19 in our set cancelled"),
    "": Severity(low=0.3, mode=0.55, high=0.8, status="assumed", note="announced without a final investment decision"),
}


def ranges(project: Project) -> dict[str, Severity]:
    """The uncertain numbers of a project under "ID:name", its own or assumed by status (beside :func:`coin`)."""
    nameplate = project.nameplate_t_per_year
    found = {
        f"{project.id}:slip_months": project.slip_months or SLIP,
        f"{project.id}:success": project.success or SUCCESS.get(project.status, SUCCESS[""]),
        f"{project.id}:cost_ratio": project.cost_ratio or COST,
    }
    if project.capacity is not None:
        found[f"{project.id}:capacity"] = project.capacity
    elif nameplate is not None:
        found[f"{project.id}:capacity"] = Severity(
            low=0.8 * nameplate, mode=nameplate, high=nameplate, status="assumed", note="80 to 100 % of nameplate"
        )
    return found


def coin(project: Project) -> str:
    """Name of the uniform number that decides whether the project delivers."""
    return f"{project.id}:delivers"


def with_entrants(benchmark: Benchmark, projects: Sequence[Project]) -> Benchmark:
    """The benchmark with a row of zeros for every country where a listed project would be the first producer.

    The newcomer sells nothing and buys nothing at the benchmark, which therefore stays what it is; it gets a place as a
    buyer too, because a plant with inputs must buy them somewhere.
    """
    from oreflow.equilibrium.benchmark import Buyer

    named = {product.commodity for product in benchmark.products}
    wanted = (p.country for p in projects if commodity(p.commodity).name in named)
    new = [code for code in dict.fromkeys(wanted) if code not in benchmark.origins]
    places = [code for code in new if all(buyer.destination != code for buyer in benchmark.buyers)]
    if not new:
        return benchmark
    i, j = len(new), len(places)
    return replace(
        benchmark,
        origins=(*benchmark.origins, *new),
        buyers=(*benchmark.buyers, *(Buyer(code) for code in places)),
        flow=np.pad(benchmark.flow, ((0, 0), (0, i), (0, j))),
        output=np.pad(benchmark.output, ((0, 0), (0, i))),
        capacity=np.pad(benchmark.capacity, ((0, 0), (0, i))),
        unit_value=np.pad(benchmark.unit_value, ((0, 0), (0, i)), constant_values=np.nan),
        input_share=np.concatenate(
            [benchmark.input_share, np.repeat(_world_shares(benchmark)[:, :, None], i, axis=2)], axis=2
        ),
        final_use=np.pad(benchmark.final_use, ((0, 0), (0, j), (0, 0))),
        stock_months=np.pad(benchmark.stock_months, ((0, 0), (0, j)), constant_values=np.nan),
        flow_status=np.pad(benchmark.flow_status, ((0, 0), (0, i), (0, j))),
    )


def _world_shares(benchmark: Benchmark) -> Floats:
    """Cost share of each input in each product [m, n], mean over producers by output."""
    total = benchmark.output.sum(axis=1)
    weight = np.divide(benchmark.output, total[:, None], out=np.zeros_like(benchmark.output), where=total[:, None] > 0)
    shares: Floats = np.einsum("mni,ni->mn", benchmark.input_share, weight)
    return shares


def left_out(project: Project, benchmark: Benchmark) -> str | None:
    """Why a project adds nothing to this benchmark, or None: the sentence is printed, the project is not lost."""
    goods = [p for p in benchmark.products if p.commodity == commodity(project.commodity).name]
    if not goods:
        return None  # another commodity's market
    if not any(p.stage == project.stage for p in goods):
        return f"{project.name}: stage '{project.stage}' is not in the benchmark"
    if project.country not in benchmark.origins:
        return (
            f"{project.name}: {project.country} is not an origin of the benchmark; keep it by name (calibration: keep)"
        )
    if project.start is None or (project.capacity is None and project.nameplate_t_per_year is None):
        return f"{project.name}: no start or no capacity is known"
    if project.start <= date(benchmark.year, 12, 31):
        return f"{project.name}: ran before the benchmark year ended and is in its flows"
    return None


def vintages(
    projects: Sequence[Project],
    benchmark: Benchmark,
    drawn: Mapping[str, float],
    day: date,
    controls: Sequence[Measure],
    severities: Mapping[str, float],
) -> tuple[Vintage, ...]:
    """Capacity standing on ``day`` in one draw, t/yr; every project has its vintage, of zero capacity before it starts.

    ``drawn`` holds a number for every name of :func:`ranges` and for :func:`coin`, which is held against the chance of
    success. ``controls`` are technology controls in force: they delay projects not yet running and raise failure odds.
    """
    from oreflow.equilibrium.instruments_later import project_effect
    from oreflow.equilibrium.instruments_reach import Drawn
    from oreflow.equilibrium.wedges import Vintage

    numbers = Drawn(severities)
    found = []
    for project in projects:
        if project.start is None or left_out(project, benchmark) is not None:
            continue
        name = commodity(project.commodity).name
        n = next((n for n, p in enumerate(benchmark.products) if (p.commodity, p.stage) == (name, project.stage)), None)
        if n is None:
            continue
        effect = project_effect(controls, country=project.country, commodity=name, stage=project.stage, drawn=numbers)
        months = (day - project.start).days / DAYS_PER_MONTH - drawn[f"{project.id}:slip_months"] - effect.delay_months
        ramp = min(1.0, max(0.0, months / project.ramp_months if project.ramp_months > 0 else float(months >= 0)))
        chance = drawn[f"{project.id}:success"]
        odds = (1.0 - chance) / max(chance, 1e-9) * effect.failure_odds_ratio
        delivers = drawn[coin(project)] < 1.0 / (1.0 + odds)
        capacity = drawn[f"{project.id}:capacity"] * ramp if delivers else 0.0
        promised = [j for j, buyer in enumerate(benchmark.buyers) if buyer.destination in project.buyers]
        use = float(benchmark.use[n, promised].sum())
        offtake = (
            tuple((j, float(benchmark.use[n, j]) / use) for j in promised if benchmark.use[n, j] > 0.0) if use else ()
        )
        place = benchmark.origins.index(project.country)
        found.append(Vintage(project.id, n, place, capacity, drawn[f"{project.id}:cost_ratio"], offtake=offtake))
    return tuple(found)
