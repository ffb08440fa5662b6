"""One stage's flows: steps 1 to 6 run in order, with every intermediate matrix kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oreflow.calibration.facts import REST, ROW, WORLD, Facts, StageFacts, TradeRow
from oreflow.calibration.result import Adjustment, OriginLine, Overrides
from oreflow.calibration.supply_steps import (
    Mask,
    Output,
    add_domestic,
    cap_exports,
    follow_customs,
    home_status,
    stage_output,
    trace_hubs,
)
from oreflow.calibration.trade_steps import (
    assign_stage,
    contain,
    mend_quantities,
    merge_twins,
    name_origins,
    split_basket,
)
from oreflow.equilibrium.benchmark import CELL_STATUS, Floats
from oreflow.vocabulary import OreflowError

STATUS = {name: code for code, name in enumerate(CELL_STATUS)}
#: An origin's unit value may differ from the stage's mean by at most this factor (small parcels are mispriced).
UNIT_VALUE_BAND = 4.0


@dataclass(frozen=True)
class StageFlows:
    """A stage after steps 1 to 6. Square arrays over ``labels``: tonnes per year of the stage's basis."""

    stage: StageFacts
    labels: tuple[str, ...]
    flow: Floats  # traced, with domestic flow: row sums are output
    direct: Floats  # after cap, before tracing
    output: Output
    hubs: Mask
    status: NDArray[np.int8]
    unit_value: Floats  # [i] USD/t
    mean_unit_value: float
    price_note: str
    origins: tuple[OriginLine, ...]


def staged_rows(facts: Facts, overrides: Overrides) -> tuple[dict[str, list[TradeRow]], list[Adjustment]]:
    """Contained flows by product: steps 0 to 3 for observed trade; curated flows state their own stage and basis."""
    report: list[Adjustment] = []
    rows, lines = mend_quantities(facts.trade)
    report += lines
    rows, lines = name_origins(rows, facts.relabel, facts.commodity)
    report += lines
    staged, lines = assign_stage(rows, facts.routes, facts.commodity)
    report += lines
    observed = {stage.stage for stage in facts.stages if stage.bilateral == "observed"}
    contained, lines = contain(
        (row for row in staged if row.stage in observed), facts.content, facts.commodity, overrides.content
    )
    report += lines
    merged, lines = merge_twins(contained, facts.commodity)
    report += lines
    if facts.basket:
        merged, lines = split_basket(merged, facts.basket, facts.commodity)
        report += lines
    by_stage: dict[str, list[TradeRow]] = defaultdict(list)
    for row in merged:
        by_stage[row.stage].append(row)
    for stage in facts.stages:
        if stage.bilateral == "curated":
            by_stage[stage.stage] = _curated_rows(stage)
        elif stage.curated_flows:
            by_stage[stage.stage], lines = _replace_routes(stage, by_stage[stage.stage])
            report += lines
    products = {stage.stage: stage.product for stage in facts.stages}
    return {products[name]: found for name, found in by_stage.items() if name in products}, report


def _replace_routes(stage: StageFacts, rows: list[TradeRow]) -> tuple[list[TradeRow], list[Adjustment]]:
    """Where customs detail misses a route that a publication states, the published tonnes replace the booked ones."""
    stated = {
        (row.origin, row.destination): row
        for row in stage.curated_flows
        if not {row.origin, row.destination} & {REST, WORLD} and row.contained > 0
    }
    booked: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        booked[(row.origin, row.destination)] += row.contained
    kept = [row for row in rows if (row.origin, row.destination) not in stated]
    report = [
        Adjustment(
            "1 route",
            stage.product,
            origin,
            destination,
            booked.get((origin, destination), 0.0),
            row.contained,
            "published flow replaces what customs book under these codes",
            row.status,
        )
        for (origin, destination), row in stated.items()
    ]
    return kept + list(stated.values()), report


def _curated_rows(stage: StageFacts) -> list[TradeRow]:
    """Curated flows without printed totals; a total minus its listed parts becomes the flow to the rest (derived)."""
    listed: dict[str, float] = defaultdict(float)
    total: dict[str, float] = {}
    rows: list[TradeRow] = []
    for row in stage.curated_flows:
        if WORLD in (row.origin, row.destination):
            if row.destination == WORLD and row.origin != WORLD:
                total[row.origin] = row.gross
            continue
        tonnes = 0.0 if np.isnan(row.gross) else row.gross
        rest = {REST: ROW}
        rows.append(
            replace(
                row,
                origin=rest.get(row.origin, row.origin),
                destination=rest.get(row.destination, row.destination),
                contained=tonnes,
            )
        )
        if row.origin != row.destination:
            listed[row.origin] += tonnes
    for origin, tonnes in total.items():
        left = tonnes - listed[origin]
        if left > 1e-9 * tonnes and origin != REST:
            rows.append(TradeRow(origin, ROW, "", left, float("nan"), stage.stage, "", left, "derived"))
    return rows


def _matrices(rows: Iterable[TradeRow], labels: tuple[str, ...]) -> tuple[Floats, NDArray[np.int8]]:
    """Contained flow[i, j] and, per cell, the weakest status of its rows."""
    place = {label: k for k, label in enumerate(labels)}
    flow = np.zeros((len(labels), len(labels)))
    status = np.zeros((len(labels), len(labels)), dtype=np.int8)
    for row in rows:
        i, j = place[row.origin], place[row.destination]
        if i == j or not row.contained > 0:
            continue
        flow[i, j] += row.contained
        status[i, j] = max(status[i, j], STATUS[row.status])
    return flow, status


def _unit_values(rows: Iterable[TradeRow], labels: tuple[str, ...], stage: StageFacts) -> tuple[Floats, float, str]:
    """USD per contained tonne by origin, from its exports that state both; the stage's mean where nothing is known."""
    place = {label: k for k, label in enumerate(labels)}
    usd, tonnes = np.zeros(len(labels)), np.zeros(len(labels))
    for row in rows:
        if row.status != "imputed" and row.contained > 0 and row.usd > 0:
            usd[place[row.origin]] += row.usd
            tonnes[place[row.origin]] += row.contained
    if tonnes.sum() > 0:
        mean, note = float(usd.sum() / tonnes.sum()), "mean unit value of trade, derived"
    elif not np.isnan(stage.price):
        mean, note = stage.price, f"price, {stage.price_source}"
    else:
        raise OreflowError(
            f"{stage.product}: neither trade values nor a price is known, so no unit value; add a row to prices.csv"
        )
    value = np.divide(usd, tonnes, out=np.full(len(labels), mean), where=tonnes > 0)
    banded: Floats = np.clip(value, mean / UNIT_VALUE_BAND, mean * UNIT_VALUE_BAND)
    return banded, mean, note


def labels_of(by_product: dict[str, list[TradeRow]], stages: Iterable[StageFacts]) -> tuple[str, ...]:
    """Every country that trades or produces at any stage, sorted, with ROW last."""
    found = {row.origin for rows in by_product.values() for row in rows}
    found |= {row.destination for rows in by_product.values() for row in rows}
    for stage in stages:
        found |= {origin for origin in (stage.output or {}) if origin not in (REST, WORLD)}
    return (*sorted(found - {ROW}), ROW)


def build_stage(
    stage: StageFacts,
    rows: list[TradeRow],
    labels: tuple[str, ...],
    overrides: Overrides,
    facts: Facts,
) -> tuple[StageFlows, list[Adjustment]]:
    """Steps 4 to 6 for one stage."""
    flow, status = _matrices(rows, labels)
    unit_value, mean, note = _unit_values(rows, labels, stage)
    theta = overrides.theta.get(stage.product)
    stated = {
        name.rpartition(":")[2]: tonnes
        for name, tonnes in overrides.output.items()
        if name.rpartition(":")[0] == stage.product
    }
    if stated:
        stage = replace(stage, output={**(stage.output or {}), **stated})
    output, report = stage_output(stage, labels, flow, theta)
    output, lines = follow_customs(output, flow, labels, stage.product, facts.evidence)
    report += lines
    capped, hubs, lines = cap_exports(
        flow, output.tonnes, labels, stage.product, _accepted(overrides, facts.accepted, stage, labels), stage.part_of
    )
    report += lines
    traced, lines = trace_hubs(capped, output.tonnes, hubs, labels, stage.product)
    report += lines
    complete, lines = add_domestic(traced, capped, output, hubs, labels, stage.product)
    report += lines
    changed = np.abs(traced - flow) > 1e-9 * np.maximum(flow, 1e-12)
    traced_as = STATUS["assumed" if stage.part_of else "derived"]
    status = np.where(changed & (complete > 0), np.maximum(status, traced_as), status).astype(np.int8)
    home = np.maximum(output.status, STATUS["assumed" if stage.part_of else "derived"])
    diagonal = np.diag(complete) > 0
    status[np.diag_indices(len(labels))] = np.where(diagonal, home, 0)
    status[complete <= 0] = 0
    lines_by_origin = _origin_lines(stage, rows, labels, flow, capped, complete, output, hubs)
    return StageFlows(
        stage, labels, complete, capped, output, hubs, status, unit_value, mean, note, lines_by_origin
    ), report


def _accepted(
    overrides: Overrides, known: dict[str, str], stage: StageFacts, labels: tuple[str, ...]
) -> dict[str, str]:
    """Origins whose cap factor is accepted, and why: flows of another year, the shipped list, the scenario."""
    borrowed = f"flows of {stage.flows_of} serve" if stage.flows_of is not None else ""
    known = {**(dict.fromkeys(labels, borrowed) if borrowed else {}), **known}
    return {**known, **dict.fromkeys(overrides.accept_scale, "named in the scenario")}


def _origin_lines(
    stage: StageFacts,
    rows: list[TradeRow],
    labels: tuple[str, ...],
    flow: Floats,
    capped: Floats,
    complete: Floats,
    output: Output,
    hubs: Mask,
) -> tuple[OriginLine, ...]:
    """One line per origin with exports, output or use, largest use of the world first."""
    booked: dict[str, float] = defaultdict(float)
    for row in rows:
        booked[row.origin] += row.gross if stage.bilateral == "observed" else np.nan
    exports, kept, use = flow.sum(axis=1), capped.sum(axis=1), complete.sum(axis=0)
    size = np.maximum(use, output.tonnes)
    return tuple(
        OriginLine(
            stage.product,
            labels[at],
            "re-exporter" if hubs[at] else ("producer" if output.tonnes[at] > 0 else "buyer"),
            booked.get(labels[at], 0.0),
            float(exports[at]),
            float(kept[at]),
            float(output.tonnes[at]),
            float(complete[at, at]),
            float(use[at]),
            home_status(output.status[at]),
        )
        for at in np.argsort(-size, kind="stable")
        if size[at] > 0 or exports[at] > 0
    )
