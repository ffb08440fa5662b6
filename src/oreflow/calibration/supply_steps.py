"""Steps 4 to 6 of the calibration: exports within supply, re-exports traced to producers, domestic flow.

Arrays are square over the same labels: ``flow[i, j]`` tonnes per year of contained material from origin i to
destination j, zero on the diagonal until step 6; ``output[i]`` tonnes per year of that stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oreflow.calibration.facts import REST, ROW, StageFacts
from oreflow.calibration.result import Adjustment
from oreflow.equilibrium.benchmark import CELL_STATUS, Floats
from oreflow.vocabulary import OreflowError

#: Exports may use up to this share of what an origin has; the rest is used at home.
EXPORT_LIMIT = 0.98
#: A cap that scales an origin with more than this share of trade by a factor outside the bounds refuses.
LARGE_SHARE, LOW_FACTOR, HIGH_FACTOR = 0.05, 0.6, 1.3
#: Domestic flow over exports where no output is published (trade-only). Assumed, named theta in every result.
THETA_DEFAULT = 0.5

Mask = NDArray[np.bool_]
DERIVED, ASSUMED = CELL_STATUS.index("derived"), CELL_STATUS.index("assumed")


def home_status(output_status: int) -> str:
    """Status of output less exports: derived, or as weak as the output figure itself."""
    return CELL_STATUS[max(int(output_status), DERIVED)]


@dataclass(frozen=True)
class Output:
    """Output of one stage by origin, t/yr, with the status of each figure (index into CELL_STATUS)."""

    tonnes: Floats
    status: NDArray[np.int8]
    trade_only: bool
    theta: float | None


def stage_output(
    stage: StageFacts, labels: tuple[str, ...], flow: Floats, theta: float | None
) -> tuple[Output, list[Adjustment]]:
    """Output by origin: as published; from trade where the stage's output is unknown; the printed rest shared out.

    * no output table at all: trade-only; net exporters make (1 + theta) x exports, net importers re-export;
    * an origin whose figure is withheld: (1 + theta) x exports;
    * the printed rest of the world goes to net exporters that are not listed, as far as their exports need it, and
      what is left over to ROW.
    """
    exports, imports = flow.sum(axis=1), flow.sum(axis=0)
    share = THETA_DEFAULT if theta is None else theta
    place = {label: k for k, label in enumerate(labels)}
    if stage.output is None:
        makes = exports > imports
        tonnes = np.where(makes, (1.0 + share) * exports, 0.0)
        line = Adjustment(
            "6 domestic",
            stage.product,
            "",
            "",
            None,
            float(tonnes.sum()),
            f"output not observed: net exporters make (1 + theta) x exports with theta = {share:g}",
            "assumed",
        )
        return Output(tonnes, np.where(makes, ASSUMED, 0).astype(np.int8), True, share), [line]
    tonnes = np.zeros(len(labels))
    status = np.zeros(len(labels), dtype=np.int8)
    report: list[Adjustment] = []
    for origin, value in stage.output.items():
        if origin == REST or origin not in place:
            continue
        at = place[origin]
        if np.isnan(value):
            tonnes[at], status[at] = (1.0 + share) * exports[at], ASSUMED
            reason = f"output withheld: (1 + theta) x exports with theta = {share:g}"
            report.append(
                Adjustment("6 domestic", stage.product, origin, "", None, float(tonnes[at]), reason, "assumed")
            )
        else:
            tonnes[at], status[at] = value, CELL_STATUS.index(stage.output_status.get(origin, "reported"))
    rest = stage.output.get(REST, 0.0)
    if rest > 0:
        unlisted = np.array([label not in stage.output for label in labels])
        need = np.where(unlisted, np.maximum(exports - imports, 0.0) / EXPORT_LIMIT, 0.0)
        given = need * min(1.0, rest / need.sum()) if need.sum() > 0 else need
        tonnes += given
        status[given > 0] = ASSUMED
        left = rest - float(given.sum())
        tonnes[place[ROW]] += left
        if left > 0:
            status[place[ROW]] = ASSUMED
        reason = f"printed rest of world {rest:,.0f} t: to unlisted net exporters as their exports need"
        report += [
            Adjustment("6 domestic", stage.product, labels[k], "", None, float(given[k]), reason, "assumed")
            for k in np.flatnonzero(given)
        ]
        report.append(Adjustment("6 domestic", stage.product, ROW, "", None, left, f"{reason}; remainder", "assumed"))
    guessed = any(np.isnan(value) for value in stage.output.values())
    return Output(tonnes, status, False, share if guessed else None), report


def follow_customs(
    output: Output, flow: Floats, labels: tuple[str, ...], product: str, evidence: Mapping[str, str]
) -> tuple[Output, list[Adjustment]]:
    """Where customs are better evidence than the output table (accepted.csv): output = exports / 0.98, up or down."""
    tonnes, status = output.tonnes.copy(), output.status.copy()
    report: list[Adjustment] = []
    for at, origin in enumerate(labels):
        why = evidence.get(f"{product}:{origin}")
        shipped = float(flow[at].sum()) / EXPORT_LIMIT
        if why and shipped != tonnes[at]:
            reason = f"output follows what customs show: {why}"
            report.append(Adjustment("4 cap", product, origin, "", float(tonnes[at]), shipped, reason, "assumed"))
            tonnes[at], status[at] = shipped, ASSUMED
    return replace(output, tonnes=tonnes, status=status), report


def find_hubs(flow: Floats, output: Floats) -> Mask:
    """Origins that re-export: no output at that stage, or exports beyond it and more imports than output."""
    exports, imports = flow.sum(axis=1), flow.sum(axis=0)
    none_made = (output <= 0.0) & (exports > 0.0)
    passes_on = (exports > EXPORT_LIMIT * output) & (imports > output)
    mask: Mask = none_made | passes_on
    return mask


def _supplied(flow: Floats, output: Floats) -> Mask:
    """Origins that any output reaches; two hubs that only trade with each other have nothing to trade."""
    reached: Mask = output > 0.0
    while True:
        wider: Mask = reached | (flow[reached] > 0.0).any(axis=0)
        if (wider == reached).all():
            return reached
        reached = wider


def cap_exports(
    flow: Floats,
    output: Floats,
    labels: tuple[str, ...],
    product: str,
    accepted: Mapping[str, str] | None = None,
    part_of: str = "",
) -> tuple[Floats, Mask, list[Adjustment]]:
    """Step 4. Contained exports <= 0.98 (output of that stage + imports at hubs), by one scale factor per origin.

    Cutting one hub's exports lowers what the next one has, so the rule is applied until nothing changes. Raises
    :class:`OreflowError` where an origin with more than 5 % of trade is scaled by a factor outside 0.6-1.3, unless
    ``accepted`` gives a reason for "product:ORIGIN" (or just "ORIGIN"). The part of a basket does not refuse: its
    flows are split by assumed shares, so the misfit is of those shares and reported as such (the whole is checked).
    """
    before = flow.sum(axis=1)
    hubs = find_hubs(flow, output)
    capped = np.where(_supplied(flow, output)[:, None], flow, 0.0)
    for _ in range(5000):
        exports, imports = capped.sum(axis=1), capped.sum(axis=0)
        limit = EXPORT_LIMIT * (output + np.where(hubs, imports, 0.0))
        factor = np.minimum(1.0, np.divide(limit, exports, out=np.ones_like(limit), where=exports > 0))
        if np.all(factor > 1.0 - 1e-13):
            break
        capped *= factor[:, None]
    after = capped.sum(axis=1)
    report: list[Adjustment] = []
    for at in np.argsort(-before):
        if before[at] <= 0 or after[at] >= before[at] * (1 - 1e-12):
            continue
        origin, scale, share = labels[at], after[at] / before[at], before[at] / before.sum()
        have = "what it imports" if hubs[at] else f"its output of {output[at]:,.0f} t"
        reason = f"exports ({share:.1%} of trade) exceed 98 % of {have}"
        named = (accepted or {}).get(f"{product}:{origin}") or (accepted or {}).get(origin)
        if share > LARGE_SHARE and not LOW_FACTOR <= scale <= HIGH_FACTOR:
            if part_of:
                reason += f"; the assumed basket shares of {part_of} do not fit this origin"
            elif not named:
                raise OreflowError(
                    f"{product}: exports of {origin}, {before[at]:,.0f} t or {share:.0%} of trade, would be scaled by "
                    f"{scale:.2f} to fit {have}; outside 0.6-1.3. Correct routes or content, or accept it by name: "
                    f"accept_scale: ['{product}:{origin}']"
                )
            else:
                reason += f"; accepted: {named}"
        report.append(Adjustment("4 cap", product, origin, "", float(before[at]), float(after[at]), reason, "derived"))
    return capped, hubs, report


def trace_hubs(
    flow: Floats, output: Floats, hubs: Mask, labels: tuple[str, ...], product: str
) -> tuple[Floats, list[Adjustment]]:
    """Step 5. Flows from ultimate producers to final destinations: re-exports are passed on in proportion to supply.

    After T. Kastner, M. Kastner, S. Nonhebel, "Tracing distant environmental impacts of agricultural products from a
    consumer perspective", Ecological Economics 2011: with A[k, h] the share of hub k's supply that it sends to hub h,
    what each producer has in each hub's supply is M = (own output + direct imports)(I - A)^-1. Only hubs pass on;
    a producer's exports are its own, so a measure of that state acts on all of them.

    Returns traced[i, j] with sum_j traced[i, j] = exports of producers (a hub's own output included in full) and
    sum_i traced[i, j] = what stays at j. A producer's product that comes back home stands on the diagonal.
    """
    makers = ~hubs
    traced = np.where(makers[:, None] & makers[None, :], flow, 0.0)
    where = np.flatnonzero(hubs)
    if where.size == 0:
        return traced, []
    supply = output[where] + flow[:, where].sum(axis=0)
    passed = np.divide(flow[where, :], supply[:, None], out=np.zeros_like(flow[where, :]), where=supply[:, None] > 0)
    direct = np.where(makers[:, None], flow[:, where], 0.0)
    direct[where, np.arange(where.size)] += output[where]
    pool = np.linalg.solve((np.eye(where.size) - passed[:, where]).T, direct.T).T  # [producer, hub]
    outward = passed.copy()
    outward[:, where] = 0.0
    traced = traced + pool @ outward
    traced[:, where] += pool * (1.0 - passed.sum(axis=1))[None, :]
    report: list[Adjustment] = []
    for k in np.argsort(-flow[where, :].sum(axis=1)):
        total = pool[:, k].sum()
        if total <= 0:
            continue
        makers_first = np.argsort(-pool[:, k])[:3]
        shares = ", ".join(f"{labels[i]} {pool[i, k] / total:.0%}" for i in makers_first if pool[i, k] > 0)
        out = float(flow[where[k], :].sum())
        if out > 0:
            own = float(output[where[k]])
            report.append(
                Adjustment(
                    "5 hub",
                    product,
                    labels[where[k]],
                    "",
                    out,
                    float(out * own / total),
                    f"re-exporter (own output {own:,.0f} t); exports traced to {shares}",
                    "derived",
                )
            )
    return traced, report


def add_domestic(
    traced: Floats, flow: Floats, output: Output, hubs: Mask, labels: tuple[str, ...], product: str
) -> tuple[Floats, list[Adjustment]]:
    """Step 6. X0[i, i] = output - exports with the output of that stage; at least 2 % of it by step 4.

    Mine output never feeds the domestic flow of a later stage: ``output`` is that of the stage of ``flow``. A hub's
    own output is already placed by step 5.
    """
    exports = flow.sum(axis=1)
    home = np.where(hubs, 0.0, output.tonnes - exports)
    complete = traced.copy()
    np.fill_diagonal(complete, np.diag(traced) + home)
    how = "theta x exports" if output.trade_only else "output - exports"
    report = [
        Adjustment(
            "6 domestic",
            product,
            labels[at],
            labels[at],
            float(output.tonnes[at]),
            float(complete[at, at]),
            f"domestic flow = {how} (exports {exports[at]:,.0f} t)" if not hubs[at] else "hub: own output kept at home",
            home_status(output.status[at]),
        )
        for at in np.argsort(-output.tonnes)
        if output.tonnes[at] > 0
    ]
    return complete, report
