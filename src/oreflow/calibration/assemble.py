"""``calibrate``: from facts to one frozen Benchmark, stage by stage, with everything it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from oreflow.calibration.facts import ROW, Facts, TradeRow
from oreflow.calibration.input_use import balance_inputs, input_shares
from oreflow.calibration.result import Adjustment, Calibration, Overrides, read_overrides
from oreflow.calibration.stage_flows import STATUS, StageFlows, build_stage, labels_of, staged_rows
from oreflow.equilibrium.benchmark import Benchmark, Buyer, Floats, Product
from oreflow.vocabulary import members

#: Capacity is at least this multiple of output.
CAPACITY_MARGIN = 1.05
#: Countries below this share of use and of output, at every stage, are gathered in ROW.
GATHER_BELOW = 0.001
#: Always kept where they have any use or output, with the G20.
HOME = ("USA", "CHN", "JPN", "KOR", "DEU", "AUS")
#: Sector of final use where no end-use table applies, and at stages that processors buy.
OTHER_USE = "other use"


def calibrate(
    commodity: str,
    *,
    year: int | None = None,
    as_of: date | None = None,
    overrides: Mapping[str, object] | Overrides | None = None,
) -> Calibration:
    """The benchmark year of a commodity: who ships how much contained material to whom at each stage (t/yr).

    ``year`` None takes the latest trade year published at ``as_of``. ``overrides`` state by name what the data do not
    (see :class:`Overrides`). Raises :class:`OreflowError` in one line where the facts cannot carry a benchmark: no
    bilateral trade known, no content, a large origin scaled beyond 0.6-1.3, more than 15 % of tonnes invented.
    """
    from oreflow.calibration.gather_facts import gather_facts

    return from_facts(gather_facts(commodity, year, as_of), read_overrides(overrides))


def from_facts(facts: Facts, overrides: Overrides | None = None) -> Calibration:
    """The same, from facts already in hand (a toy world in a test, or a company's own table)."""
    overrides = overrides or Overrides()
    parts = (*facts.feeds, facts)
    by_product: dict[str, list[TradeRow]] = {}
    report: list[Adjustment] = []
    for part in parts:
        rows, lines = staged_rows(part, overrides)
        by_product.update(rows)
        report += lines
    labels = labels_of(by_product, [stage for part in parts for stage in part.stages])
    built: list[StageFlows] = []
    for part in parts:
        for stage in part.stages:
            one, lines = build_stage(stage, by_product.get(stage.product, []), labels, overrides, part)
            built.append(one)
            report += lines
    facts = _joined(facts)
    names = [one.stage.product for one in built]
    balanced = balance_inputs([one.flow for one in built], names, facts.links, labels, overrides.accept_invented)
    report += balanced.report
    status = [
        np.where(raised > 0, STATUS["imputed"], one.status) for one, raised in zip(built, balanced.imputed, strict=True)
    ]
    kept, group, lines = _gather(balanced.flow, labels, overrides.keep)
    report += lines
    benchmark, lines = _benchmark(facts, built, balanced.flow, status, kept, group)
    report += lines
    direct = np.stack([group.T @ one.direct @ group for one in built])
    hub_rows = np.stack([group.T @ np.where(one.hubs[:, None], one.direct, 0.0) @ group for one in built])
    total = np.array([flow.sum() for flow in balanced.flow])
    return Calibration(
        commodity=facts.commodity,
        year=facts.year,
        as_of=facts.as_of,
        benchmark=benchmark,
        report=tuple(report),
        origins=tuple(line for one in built for line in one.origins),
        direct=direct,
        via_hub=hub_rows,
        hubs=tuple(tuple(k for h, k in enumerate(kept) if hub_rows[n][h].sum() > 0) for n in range(len(built))),
        coverage=tuple(one.stage.bilateral for one in built),
        output_basis=tuple("trade-only" if one.output.trade_only else "observed" for one in built),
        theta=tuple(one.output.theta for one in built),
        invented_share=tuple(float(s) for s in balanced.invented / np.maximum(total, 1e-300)),
        labels=_labels(facts, built, report),
    )


def _joined(facts: Facts) -> Facts:
    """The facts of a commodity with links, stocks, sources and notes of those that feed it."""
    parts = (*facts.feeds, facts)
    return replace(
        facts,
        links=tuple(dict.fromkeys(link for part in parts for link in part.links)),
        stock_months={key: months for part in parts for key, months in part.stock_months.items()},
        sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def _gather(
    flows: list[Floats], labels: tuple[str, ...], keep: tuple[str, ...]
) -> tuple[tuple[str, ...], Floats, list[Adjustment]]:
    """Countries that stay, and the 0/1 matrix [label, kept] that gathers the rest in ROW (tonnes add up exactly)."""
    always = set(HOME) | set(members("G20")) | set(keep)
    stays = np.zeros(len(labels), dtype=bool)
    for flow in flows:
        use, output, total = flow.sum(axis=0), flow.sum(axis=1), flow.sum()
        touched = (use > 0) | (output > 0)
        stays |= (use > GATHER_BELOW * total) | (output > GATHER_BELOW * total)
        stays |= touched & np.array([label in always for label in labels])
    stays &= np.array([label != ROW for label in labels])
    kept = (*(label for label, stay in zip(labels, stays, strict=True) if stay), ROW)
    group = np.zeros((len(labels), len(kept)))
    for at, label in enumerate(labels):
        group[at, kept.index(label) if stays[at] else len(kept) - 1] = 1.0
    gone = ~stays
    use = float(sum(flow[:, gone].sum() for flow in flows))
    reason = f"{int(gone.sum()) - 1} countries below {GATHER_BELOW:.1%} of use and of output gathered in ROW"
    everything = float(sum(flow.sum() for flow in flows))
    line = Adjustment("8 gather", "", ROW, "", everything, use, f"{reason} (all use, use in ROW)", "derived")
    return kept, group, [line]


def _benchmark(
    facts: Facts,
    built: list[StageFlows],
    flows: list[Floats],
    status: list[Floats],
    kept: tuple[str, ...],
    group: Floats,
) -> tuple[Benchmark, list[Adjustment]]:
    names = [one.stage.product for one in built]
    flow = np.stack([group.T @ array @ group for array in flows])
    output = flow.sum(axis=2)
    known = np.zeros_like(output)
    for n, one in enumerate(built):
        full = np.array([one.stage.capacity.get(label, 0.0) for label in one.labels])
        known[n] = np.nan_to_num(full) @ group
    unit_value = np.stack([_weighted(one, array, group) for one, array in zip(built, flows, strict=True)])
    coefficient = np.zeros((len(names), len(names)))
    for link in facts.links:
        coefficient[names.index(link.upstream), names.index(link.downstream)] = link.coefficient
    share, report = input_shares(flow, unit_value, coefficient, names)
    stocks = np.full((len(names), len(kept)), np.nan)
    for (name, place), months in facts.stock_months.items():
        if place in kept:
            stocks[names.index(name), kept.index(place)] = months
    used = np.array([one.stage.utilisation for one in built])[:, None]
    sectors, final = _final_use(facts, flow, output, coefficient, kept)
    cells = np.zeros_like(flow, dtype=np.int8)
    for n, codes in enumerate(status):
        for code in (1, 2, 3, 4):
            held = group.T @ (codes == code).astype(float) @ group > 0
            cells[n] = np.where(held, code, cells[n])
    cells = np.where(flow > 0, np.maximum(cells, STATUS["reported"]), 0).astype(np.int8)
    benchmark = Benchmark(
        year=facts.year,
        products=tuple(
            Product(one.stage.commodity, one.stage.stage, one.stage.basis, one.mean_unit_value, one.stage.by_product)
            for one in built
        ),
        origins=kept,
        buyers=tuple(Buyer(label) for label in kept),
        sectors=sectors,
        flow=flow,
        output=output,
        capacity=np.maximum(np.where(known > 0, known, output / used), CAPACITY_MARGIN * output),
        unit_value=unit_value,
        coefficient=coefficient,
        input_share=share,
        final_use=final,
        stock_months=stocks,
        flow_status=cells,
        sources=facts.sources,
        notes=(*facts.notes, *(f"{one.stage.product} unit value: {one.price_note}" for one in built)),
    )
    return benchmark, report


def _weighted(one: StageFlows, flow: Floats, group: Floats) -> Floats:
    """Unit value by kept origin, USD/t, weighted by output; the stage's mean where nothing is made."""
    output = flow.sum(axis=1)
    weight = output @ group
    value: Floats = np.divide(
        (output * one.unit_value) @ group, weight, out=np.full(group.shape[1], one.mean_unit_value), where=weight > 0
    )
    return value


def _final_use(
    facts: Facts, flow: Floats, output: Floats, coefficient: Floats, kept: tuple[str, ...]
) -> tuple[tuple[str, ...], Floats]:
    """F0[n, j, s] = use - input use; the last stage is split over end-use sectors (own table, else the world's)."""
    use = flow.sum(axis=1)
    left = use - coefficient @ output
    named = sorted({sector for shares in facts.end_use.values() for sector in shares} - {OTHER_USE})
    sectors = (OTHER_USE, *named)
    final = np.zeros((flow.shape[0], len(kept), len(sectors)))
    last = flow.shape[0] - 1
    final[:, :, 0] = left
    for j, label in enumerate(kept):
        shares = facts.end_use.get(label) or facts.end_use.get("WLD") or {}
        for sector, part in shares.items():
            if sector != OTHER_USE:
                final[last, j, sectors.index(sector)] = left[last, j] * part
        final[last, j, 0] = left[last, j] - final[last, j, 1:].sum()
    return sectors, np.where(np.abs(final) < 1e-9 * np.maximum(use[:, :, None], 1e-300), 0.0, final)


def _labels(facts: Facts, built: list[StageFlows], report: list[Adjustment]) -> tuple[str, ...]:
    """One-line statements that a page which shows this benchmark must print."""
    lines: list[str] = []
    for one in built:
        name = one.stage.product
        if one.output.trade_only:
            lines.append(
                f"{name}: output not observed; domestic flow = theta x exports, theta {one.output.theta:g} (assumed)"
            )
        if one.stage.bilateral == "curated":
            lines.append(
                f"{name}: flows from a curated table of {len(one.stage.curated_flows)} rows, not from customs detail"
            )
        if one.stage.part_of:
            lines.append(f"{name}: share of the {one.stage.part_of} basket assumed; trade codes cannot tell it")
            misfit = [
                f"{x.origin} x {x.factor:.2f}"
                for x in report
                if x.product == name and "basket shares" in x.reason and x.step == "4 cap" and x.factor is not None
            ]
            if misfit:
                lines.append(f"{name}: basket shares do not fit the supply of {', '.join(misfit)}")
    return (*lines, *facts.notes)
