"""Controls that look at the user and the paper: licences, foreign-product rule, entity lists, evasion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.instruments_reach import (
    Change,
    Drawn,
    ceilings,
    class_weight,
    codes,
    codes_of,
    destination_mask,
    export_routes,
    origin_mask,
    product_cover,
)
from oreflow.equilibrium.wedges import QuotaGroup
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Measure

DAYS_PER_MONTH = 365.25 / 12.0


def licence_queue(
    months: int,
    *,
    approval_rate: float,
    processing_days: float,
    general_share: float = 0.0,
    office_capacity: float | None = None,
) -> Floats:
    """Share [t] of a benchmark month's exports that leaves in each month of a licence regime.

    Buyers apply for everything that is not under a general licence, month after month; the office decides at most
    ``office_capacity`` (share of benchmark exports a month; None = all it gets) in order of arrival, grants
    ``approval_rate``, and the goods leave ``processing_days`` after the decision could first fall. What waits keeps
    waiting: a queue, not a loss; what is refused is lost.
    """
    if months < 1:
        raise ValueError(f"licence_queue needs at least one month, got {months}")
    applied = 1.0 - general_share
    waiting, decided = 0.0, np.zeros(months)
    for t in range(months):
        waiting += applied
        decided[t] = waiting if office_capacity is None else min(waiting, office_capacity)
        waiting -= decided[t]
    delay = processing_days / DAYS_PER_MONTH
    whole, part = int(delay), delay - int(delay)
    leaving = np.zeros(months + whole + 2)
    leaving[whole : whole + months] += (1.0 - part) * decided
    leaving[whole + 1 : whole + 1 + months] += part * decided
    output: Floats = general_share + approval_rate * leaving[:months]
    return output


def months_between(start: date, end: date) -> int:
    """Whole months from start to end, 0 where the end lies before."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(0, months)


def let_through(measure: Measure, drawn: Drawn) -> float:
    """Share of benchmark exports that leaves in the twelve months from the day asked about (else from the start).

    A stated severity is that share; otherwise the queue of approval rate, processing days and general licences.
    """
    share = drawn.optional_severity(measure)
    if share is not None:
        return share
    approval, days = drawn.term(measure, "approval_rate"), drawn.term(measure, "processing_days")
    if approval is None or days is None:
        raise OreflowError(
            f"licence '{measure.id}' states neither a severity (share let through) nor approval_rate and "
            "processing_days; give one or the other"
        )
    office = drawn.term(measure, "office_capacity")
    begun = 0
    if drawn.on is not None and measure.effective is not None:
        begun = months_between(measure.effective, drawn.on)
    queue = licence_queue(
        begun + 12,
        approval_rate=approval,
        processing_days=days,
        general_share=drawn.term(measure, "general_share") or 0.0,
        office_capacity=office,
    )
    return float(min(1.0, queue[begun:].mean()))


def licence(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Licence regime: a ceiling for each class of buyers at the share the office lets through."""
    weight, notes = class_weight(measure, benchmark, drawn.term(measure, "class_share"))
    cut = (1.0 - let_through(measure, drawn)) * export_routes(measure, benchmark) * weight[None, None, :]
    classes = dict.fromkeys(buyer.user_class for buyer in benchmark.buyers)
    pools = {
        name if len(classes) > 1 else "": np.array([float(buyer.user_class == name) for buyer in benchmark.buyers])
        for name in classes
    }
    return ceilings(measure, benchmark, drawn, cut, pools=pools).noting(*notes)


def entity_list(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Users barred from the actor's goods: their share of purchases is cut; unnamed classes mean listed users."""
    named = measure if measure.user_classes else measure.model_copy(update={"user_classes": ("listed",)})
    weight, notes = class_weight(named, benchmark, drawn.term(measure, "class_share"))
    cut = drawn.severity(measure) * export_routes(measure, benchmark) * weight[None, None, :]
    return ceilings(measure, benchmark, drawn, cut).noting(*notes)


def origin_content(measure: Measure, benchmark: Benchmark) -> tuple[Floats, Floats]:
    """Share [n, i] of a product's tonnes made with covered inputs bought from the actor, and their share of value.

    Inputs m are those with a coefficient; the share bought from the actor is that of all buyers at the place i.
    """
    actor = origin_mask(codes(measure.actor), benchmark)
    cover = product_cover(measure, benchmark)
    made = np.zeros((len(benchmark.products), len(benchmark.origins)))
    value = np.zeros_like(made)
    inputs = (benchmark.coefficient > 0.0) & (cover[:, None] > 0.0)  # [m, n]
    if not inputs.any():
        return made, value
    places = np.array([buyer.destination for buyer in benchmark.buyers])
    here = (places[:, None] == np.array(benchmark.origins)[None, :]).astype(float)  # [j, i]
    total = benchmark.flow.sum(axis=1) @ here  # bought [m, place]
    ours = (benchmark.flow * actor[None, :, None]).sum(axis=1) @ here
    share = np.divide(ours, total, out=np.zeros_like(total), where=total > 0.0) * cover[:, None]
    for n in np.flatnonzero(inputs.any(axis=0)):
        made[n] = share[inputs[:, n]].max(axis=0)
        value[n] = (benchmark.input_share[inputs[:, n], n] * share[inputs[:, n]]).sum(axis=0)
    return made, value


def foreign_product_rule(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Rule on goods made abroad: third countries' exports that hold the actor's inputs above a threshold by value.

    Only the part of a product that is made with the actor's inputs is caught, and only where the content share
    reaches the threshold (0.1 %); severity is the share of that part that is refused. Sales inside the third country
    and back to the actor stay free.
    """
    threshold = drawn.term(measure, "threshold") or 0.0
    weight, notes = class_weight(measure, benchmark, drawn.term(measure, "class_share"))
    made, value = origin_content(measure, benchmark)
    caught = np.where(value >= max(threshold, 1e-12), made, 0.0)
    actor = codes(measure.actor)
    targets = codes_of(measure.targets)
    reach = destination_mask(targets, benchmark) if targets else np.ones(len(benchmark.buyers))
    reach = reach * weight * (1.0 - destination_mask(actor, benchmark))
    places = np.array([buyer.destination for buyer in benchmark.buyers])
    foreign = 1.0 - origin_mask(actor, benchmark)
    abroad = foreign[:, None] * (np.array(benchmark.origins)[:, None] != places[None, :])
    cut = drawn.severity(measure) * caught[:, :, None] * (abroad * reach[None, :])[None, :, :]
    groups: list[QuotaGroup] = []
    for i, origin in enumerate(benchmark.origins):
        if not cut[:, i].any():
            continue
        only = np.zeros_like(cut)
        only[:, i] = cut[:, i]
        groups += [replace(g, name=f"{g.name}:{origin}") for g in ceilings(measure, benchmark, drawn, only).quotas]
    if not caught.any():
        notes = (*notes, f"{measure.id}: no product here is made from the covered goods; the rule has no effect")
    whole = ceilings(measure, benchmark, drawn, cut)
    return replace(whole, quotas=tuple(groups), coverage=()).noting(*notes)


def evading(measures: tuple[Measure, ...], drawn: Drawn) -> dict[str, float]:
    """Evasion measures turned into drawn terms of the controls they leak from: {"id:evasion_share": phi, ...}.

    An evasion names the control in ``triggered_by``; without a name it leaks from every cut on its commodities.
    """
    cuts = ("export_ban", "export_quota", "licence", "import_ban", "entity_list", "foreign_product_rule")
    found: dict[str, float] = {}
    for leak in (m for m in measures if m.instrument == "evasion"):
        phi, premium = drawn.severity(leak), drawn.term(leak, "evasion_premium") or 0.0
        for control in measures:
            if control.instrument not in cuts:
                continue
            shared = set(leak.commodities) & set(control.commodities)
            if control.id in leak.triggers or (not leak.triggers and control.actor == leak.actor and shared):
                found[f"{control.id}:evasion_share"] = phi
                found[f"{control.id}:evasion_premium"] = premium
    return found
