"""Input use between stages: what processors take, and the tonnes no source states that this needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from oreflow.calibration.facts import Link
from oreflow.calibration.result import Adjustment
from oreflow.equilibrium.benchmark import Floats
from oreflow.vocabulary import OreflowError

#: Final use is at least this share of use at every destination.
FINAL_FLOOR = 0.02
#: A stage of which more than this share of tonnes is invented refuses.
INVENTED_LIMIT = 0.15
#: Cost share of all inputs together, at most.
COST_LIMIT = 0.9


@dataclass(frozen=True)
class Balanced:
    """Flows of every stage after input use: flow[n][i, j], invented[n], imputed[n][i, j] in t/yr."""

    flow: list[Floats]
    invented: Floats
    imputed: list[Floats]
    report: list[Adjustment]


def _spare(flow: Floats, need: Floats) -> Floats:
    """Tonnes of its domestic flow an origin can have shipped unrecorded: not needed at home, 2 % of output stays."""
    use, output, home = flow.sum(axis=0), flow.sum(axis=1), np.diag(flow)
    spare: Floats = np.maximum(np.minimum(home - FINAL_FLOOR * output, use - need / (1.0 - FINAL_FLOOR)), 0.0)
    return spare


def _share_out(amount: float, limit: Floats, weight: Floats) -> Floats:
    """Split ``amount`` in proportion to ``weight`` under a limit each; what the limits cannot hold is left out."""
    given = np.zeros_like(limit)
    left = min(amount, float(limit[weight > 0].sum()))
    while left > 1e-9:
        room = np.where(weight > 0, limit - given, 0.0)
        open_weight = np.where(room > 1e-12, weight, 0.0)
        if open_weight.sum() <= 0:
            break
        step = np.minimum(left * open_weight / open_weight.sum(), room)
        given += step
        left -= float(step.sum())
    return given


def balance_inputs(
    flow: list[Floats],
    names: list[str],
    links: Collection[Link],
    labels: tuple[str, ...],
    accepted: Collection[str] = (),
) -> Balanced:
    """Make every processor's input use fit what reaches it: F0 >= 0.02 U0 at every destination, stage by stage.

    Where use falls short, unrecorded imports are raised first, out of domestic flow that its origin cannot need: all of
    it where nothing is processed at home, else in proportion to recorded exports. Then the processor's output is
    lowered. Both are flagged and counted as invented.
    Stages run from upstream to downstream. Raises :class:`OreflowError` above 15 % of a stage's tonnes, unless
    ``accepted`` names the product.
    """
    done = [array.copy() for array in flow]
    place = {name: k for k, name in enumerate(names)}
    invented = np.zeros(len(names))
    imputed = [np.zeros_like(array) for array in flow]
    report: list[Adjustment] = []
    for up, name in enumerate(names):
        below = [(place[link.downstream], link.coefficient) for link in links if link.upstream == name]
        if not below:
            continue
        need = sum((a * done[n].sum(axis=1) for n, a in below), np.zeros(len(labels)))
        recorded = done[up].sum(axis=1) - np.diag(done[up])
        for at in np.argsort(-need):
            short = need[at] / (1.0 - FINAL_FLOOR) - done[up][:, at].sum()
            if short <= 1e-9 * max(1.0, need[at]):
                continue
            spare = _spare(done[up], need)
            spare[at] = 0.0
            raised = _share_out(float(short), spare, np.where(need > 0, np.minimum(recorded, spare), spare))
            have = float(done[up][:, at].sum())
            if raised.sum() > 0:
                done[up][:, at] += raised
                done[up][np.arange(len(labels)), np.arange(len(labels))] -= raised
                imputed[up][:, at] += raised
                invented[up] += raised.sum()
                shown = ", ".join(f"{labels[i]} {raised[i]:,.0f} t" for i in np.argsort(-raised)[:3] if raised[i] > 0)
                reason = f"unrecorded imports raised so that processors have their input: {shown}"
                report.append(
                    Adjustment("7 input use", name, "", labels[at], have, have + float(raised.sum()), reason, "imputed")
                )
            scale = float(done[up][:, at].sum() * (1.0 - FINAL_FLOOR) / need[at])
            if scale < 1.0 - 1e-9:
                for n, _ in below:
                    made = float(done[n][at, :].sum())
                    done[n][at, :] *= scale
                    invented[n] += made * (1.0 - scale)
                    if made > 0:
                        reason = f"output lowered to the {name} that reaches it"
                        report.append(
                            Adjustment("7 input use", names[n], labels[at], "", made, made * scale, reason, "imputed")
                        )
                need[at] *= scale
    for n, name in enumerate(names):
        total = done[n].sum()
        share = invented[n] / total if total > 0 else 0.0
        if share > INVENTED_LIMIT and name not in accepted:
            raise OreflowError(
                f"{name}: {share:.0%} of tonnes would be invented to feed its processors (limit 15 %); correct the "
                f"input coefficient or the outputs, or accept it by name: accept_invented: ['{name}']"
            )
    return Balanced(done, invented, imputed, report)


def input_shares(
    flow: Floats, unit_value: Floats, coefficient: Floats, names: list[str]
) -> tuple[Floats, list[Adjustment]]:
    """Cost shares w[m, n, i] = a[m, n] x price of m as bought at i / unit value of n made at i; never typed in.

    All inputs of a product together cost at most 0.9 of its value; a higher figure is cut, and the cut is reported.
    """
    products, origins = flow.shape[0], flow.shape[1]
    paid = np.zeros((products, origins))
    for m in range(products):
        use = flow[m].sum(axis=0)
        mean = float((flow[m].sum(axis=1) * unit_value[m]).sum() / max(flow[m].sum(), 1e-300))
        paid[m] = np.divide(unit_value[m] @ flow[m], use, out=np.full(origins, mean), where=use > 0)
    share = coefficient[:, :, None] * paid[:, None, :] / unit_value[None, :, :]
    total = share.sum(axis=0)
    cut = np.where(total > COST_LIMIT, COST_LIMIT / np.maximum(total, 1e-300), 1.0)
    report = [
        Adjustment(
            "7 input use",
            names[n],
            "",
            "",
            float(total[n].max()),
            COST_LIMIT,
            f"cost share of inputs cut to {COST_LIMIT} at {int((cut[n] < 1).sum())} origins (highest value shown)",
            "derived",
        )
        for n in range(products)
        if (cut[n] < 1).any()
    ]
    capped: Floats = share * cut[None, :, :]
    return capped, report
