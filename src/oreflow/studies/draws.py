"""The uncertain numbers of a run: one table of draws made first, read as behaviour, severities and chances.

Names in the table: "sigma PRODUCT" and its like for behaviour, "ID" and "ID:term" for measures and projects,
"chance ID" for whether something undecided happens. Arrays are [b] draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.vocabulary.measure import Measure, Severity
from oreflow.vocabulary.timeline import UNDECIDED

if TYPE_CHECKING:
    from oreflow.calibration import Parameter
    from oreflow.ensemble import DrawTable, Spec
    from oreflow.equilibrium.parameters import ParameterDraws

#: Parameters that act in a one-period market; stocks and theta belong to other runs.
BEHAVIOUR = ("sigma", "eta", "kappa", "p_choke")


def overridden(parameters: Sequence[Parameter], overrides: Mapping[str, Severity]) -> tuple[Parameter, ...]:
    """Behaviour parameters with the scenario's ranges ('sigma' or 'sigma:product') in place of the tables'."""
    kept = []
    for p in parameters:
        if p.name not in BEHAVIOUR:
            continue
        given = overrides.get(f"{p.name}:{p.scope}") or overrides.get(f"{p.name}:{p.scope.split('/')[0]}")
        given = given or overrides.get(p.name)
        if given is not None:
            p = replace(
                p,
                distribution="triangular",
                low=given.low,
                mode=given.mode,
                high=given.high,
                source=given.note or "set in the scenario",
                status="assumed" if given.status == "assumed" else "sourced",
            )
        kept.append(p)
    return tuple(kept)


def uncertain(measure: Measure) -> bool:
    """Whether it is open that the measure happens at all."""
    return measure.status in UNDECIDED or measure.probability < 1.0


def specs(
    parameters: Sequence[Parameter],
    measures: Sequence[Measure],
    others: Mapping[str, Severity] | None = None,
    coins: Sequence[str] = (),
) -> list[Spec]:
    """Columns of the table, in a fixed order: behaviour, then each measure's ranges and chance, then the others'.

    ``coins`` are names that get one uniform number in [0, 1].
    """
    from oreflow.ensemble import Spec

    found = [Spec(f"{p.name} {p.scope}", p.distribution, p.low, p.mode, p.high) for p in parameters]
    for measure in measures:
        found += [Spec(name, "triangular", v.low, v.mode, v.high) for name, v in measure.ranges().items()]
        if uncertain(measure):
            found.append(Spec(f"chance {measure.id}", "uniform", 0.0, 0.5, 1.0))
    found += [Spec(name, "triangular", v.low, v.mode, v.high) for name, v in (others or {}).items()]
    found += [Spec(name, "uniform", 0.0, 0.5, 1.0) for name in coins]
    return found


def behaviour(benchmark: Benchmark, table: DrawTable) -> ParameterDraws:
    """Elasticities of every draw; sectors of a product share its demand elasticity."""
    from oreflow.equilibrium.parameters import ParameterDraws

    names = [product.name for product in benchmark.products]
    sigma, eta, kappa = (
        np.stack([table.column(f"{what} {name}") for name in names], axis=1) for what in ("sigma", "eta", "kappa")
    )
    return ParameterDraws.of(
        benchmark,
        len(table),
        sigma=sigma,
        eta=np.repeat(eta[:, :, None], len(benchmark.sectors), axis=2),
        kappa=kappa,
        p_choke=table.column(f"p_choke {names[0]}"),
    )


def numbers(table: DrawTable, measures: Iterable[Measure]) -> list[dict[str, float]]:
    """Severities and terms of each draw, as ``instruments.apply`` takes them; chances are left out."""
    columns: dict[str, Floats] = {
        name: table.column(name)
        for measure in measures
        for name in measure.ranges()
        if not name.endswith(":probability")
    }
    return [{name: float(column[b]) for name, column in columns.items()} for b in range(len(table))]


def chances(table: DrawTable, measures: Iterable[Measure]) -> list[dict[str, float]]:
    """One number in [0, 1) a draw and uncertain measure, to be held against ``measure.probability``.

    The probability itself is a range: u < p_drawn is the same event as u p / p_drawn < p, so the number is rescaled.
    """
    columns: dict[str, Floats] = {}
    for measure in measures:
        if not uncertain(measure):
            continue
        u = table.column(f"chance {measure.id}")
        name = f"{measure.id}:probability"
        if name in measure.ranges() and measure.probability > 0.0:
            p = np.maximum(table.column(name), 1e-12)
            u = u * measure.probability / p
        columns[measure.id] = u
    return [{name: float(column[b]) for name, column in columns.items()} for b in range(len(table))]
