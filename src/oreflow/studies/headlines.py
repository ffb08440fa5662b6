"""What a reader asks of a solved market: one row of draws per quantity, against a reference market on the same draws.

Every quantity is a difference between the market with the measures and the market without them, draw by draw, so that
what both have in common (the drawn elasticities) cancels. Shapes: b draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.studies.wording import place

if TYPE_CHECKING:
    from oreflow.equilibrium.batch import BatchResult

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Headline:
    """One modelled quantity over the draws, with what it is compared to."""

    key: str
    label: str
    unit: str
    values: Floats  # [b]
    note: str = ""

    def range(self) -> tuple[float, float, float] | None:
        """5, 50 and 95 % quantiles of the draws that have a value; None where none has."""
        known = self.values[np.isfinite(self.values)]
        if known.size == 0:
            return None
        low, middle, high = np.quantile(known, QUANTILES)
        return float(low), float(middle), float(high)


def _places(benchmark: Benchmark, destination: str) -> NDArray[np.int64]:
    return np.array([j for j, b in enumerate(benchmark.buyers) if b.destination == destination], dtype=np.int64)


def home_price(batch: BatchResult, benchmark: Benchmark, n: int, destination: str) -> Floats:
    """Composite price ratio at a destination, its buyer classes weighted by benchmark use; [b]."""
    here = _places(benchmark, destination)
    weight = benchmark.use[n, here]
    if here.size == 0 or weight.sum() <= 0:
        return np.full(batch.composite.shape[0], np.nan)
    return np.asarray((batch.composite[:, n, here] * weight).sum(axis=1) / weight.sum())


def deliveries(batch: BatchResult, benchmark: Benchmark, n: int, destination: str) -> Floats:
    """Tonnes delivered to a destination by origin; [b, i] t/yr."""
    return np.asarray(batch.flow_into(benchmark.products[n].name, destination))


def headlines(
    batch: BatchResult,
    reference: BatchResult,
    benchmark: Benchmark,
    n: int,
    *,
    home: str,
    partner: str,
) -> tuple[Headline, ...]:
    """Prices, tonnes, unmet demand and money for product ``n`` at home and at the partner (the controlling country)."""
    product, here = benchmark.products[n], _places(benchmark, home)
    at_home, at_partner = place(home), place(partner)
    price = home_price(batch, benchmark, n, home) / home_price(reference, benchmark, n, home)
    abroad = home_price(batch, benchmark, n, partner) / home_price(reference, benchmark, n, partner)
    value = _unit_value(benchmark, n, here)
    before = home_price(reference, benchmark, n, home) * value / 1000.0
    base_use = benchmark.use[n, here].sum()
    unmet = _unmet(batch, n, here) - _unmet(reference, n, here)
    all_unmet = _unmet(batch, n, None) - _unmet(reference, n, None)
    found = [
        Headline("price_home_pct", f"price in {at_home}", "%", 100 * (price - 1)),
        Headline("price_partner_pct", f"price in {at_partner}", "%", 100 * (abroad - 1)),
        Headline(
            "price_home_usd",
            f"price in {at_home}",
            "USD/kg",
            price * before,
            _price_note(before, product.basis),
        ),
        Headline("use_home", f"use in {at_home}, change", "t/yr", _met(batch, n, here) - _met(reference, n, here)),
        Headline("unmet_home", f"unmet demand in {at_home}", "t/yr", unmet, f"benchmark use {base_use:,.0f} t/yr"),
        Headline(
            "unmet_world", "unmet demand, world", "t/yr", all_unmet, f"benchmark use {benchmark.use[n].sum():,.0f} t/yr"
        ),
    ]
    if partner in benchmark.origins and home != partner:
        i = benchmark.origins.index(partner)
        now = deliveries(batch, benchmark, n, home)[:, i]
        then = deliveries(reference, benchmark, n, home)[:, i]
        note = f"{np.median(then):,.3g} t/yr without the measures"
        found.append(Headline("from_partner", f"deliveries {at_partner} to {at_home}", "t/yr", now, note))
    return (*found, *_money(batch, reference, benchmark, n, home, here))


def _price_note(before: Floats, basis: str) -> str:
    known = before[np.isfinite(before)]
    if known.size == 0:
        return "no use recorded there, hence no price"
    return f"{np.median(known):,.3g} USD/kg without the measures; basis {basis}"


def _unit_value(benchmark: Benchmark, n: int, here: NDArray[np.int64]) -> float:
    """Mean benchmark unit value of what arrives, USD/t; the product's own where nothing arrives."""
    flow = benchmark.flow[n][:, here].sum(axis=1)
    known = np.isfinite(benchmark.unit_value[n]) & (flow > 0)
    if not known.any():
        return benchmark.products[n].unit_value
    return float((flow[known] * benchmark.unit_value[n, known]).sum() / flow[known].sum())


def _met(batch: BatchResult, n: int, here: NDArray[np.int64]) -> Floats:
    return np.asarray((batch.use[:, n, here] - batch.unmet[:, n, here]).sum(axis=1))


def _unmet(batch: BatchResult, n: int, here: NDArray[np.int64] | None) -> Floats:
    chosen = batch.unmet[:, n, :] if here is None else batch.unmet[:, n, here]
    return np.asarray(np.maximum(chosen, 0.0).sum(axis=1))


def _money(
    batch: BatchResult, reference: BatchResult, benchmark: Benchmark, n: int, home: str, here: NDArray[np.int64]
) -> tuple[Headline, ...]:
    """Rents, tariff revenue and the loss of final users, million USD a year."""
    now, then = batch.money, reference.money
    nothing = np.zeros(len(batch))
    rents = {
        holder: (now.rents.get(holder, nothing) - then.rents.get(holder, nothing)) / 1e6
        for holder in dict.fromkeys((*now.rents, *then.rents))
    }
    duty = (now.tariff_revenue[:, n, here] - then.tariff_revenue[:, n, here]).sum(axis=1) / 1e6
    loss = -(now.consumer_surplus[:, n, here] - then.consumer_surplus[:, n, here]).sum(axis=1) / 1e6
    found = [
        Headline(
            f"rent_{holder}",
            f"quota rent kept by the {holder}, change",
            "million USD/yr",
            values,
            "all products of this run",
        )
        for holder, values in rents.items()
        if np.any(np.abs(values) > 1e-9)
    ]
    if np.any(np.abs(duty) > 1e-9):
        found.append(Headline("tariff_revenue", f"tariff revenue of {place(home)}, change", "million USD/yr", duty))
    found.append(
        Headline(
            "user_loss",
            f"loss of users in {place(home)}",
            "million USD/yr",
            loss,
            "consumer surplus at this stage; no downstream loss in it",
        )
    )
    return tuple(found)


def replacements(
    batch: BatchResult, reference: BatchResult, benchmark: Benchmark, n: int, home: str, *, most: int = 6
) -> tuple[Headline, ...]:
    """Change of deliveries by origin, largest medians first: who replaces whom."""
    change = deliveries(batch, benchmark, n, home) - deliveries(reference, benchmark, n, home)
    middle = np.median(change, axis=0)
    order: Sequence[int] = [int(i) for i in np.argsort(-np.abs(middle), kind="stable")[:most] if abs(middle[i]) > 1e-6]
    label = {
        i: f"{place(benchmark.origins[i])}{' (own output)' if benchmark.origins[i] == home else ''}" for i in order
    }
    return tuple(Headline(f"from_{benchmark.origins[i]}", label[i], "t/yr", change[:, i]) for i in order)


@dataclass(frozen=True)
class Destination:
    """One destination under the measures: price, unmet demand and users' loss over the draws, and who serves it now."""

    destination: str
    price: Headline  # %
    unmet: Headline  # t/yr
    user_loss: Headline  # million USD/yr


def by_destination(
    batch: BatchResult, reference: BatchResult, benchmark: Benchmark, n: int, *, most: int = 12
) -> tuple[Destination, ...]:
    """The destinations that use most of a product, each against the reference market on the same draws."""
    use = {b.destination: 0.0 for b in benchmark.buyers}
    for j, buyer in enumerate(benchmark.buyers):
        use[buyer.destination] += float(benchmark.use[n, j])
    found = []
    for where in sorted(use, key=lambda name: -use[name])[:most]:
        if use[where] <= 0:
            continue
        here = _places(benchmark, where)
        price = home_price(batch, benchmark, n, where) / home_price(reference, benchmark, n, where)
        unmet = _unmet(batch, n, here) - _unmet(reference, n, here)
        now, then = (world.money.consumer_surplus[:, n, here].sum(axis=1) for world in (batch, reference))
        found.append(
            Destination(
                where,
                Headline("price_pct", f"price in {place(where)}", "%", 100 * (price - 1)),
                Headline("unmet", f"unmet demand in {place(where)}", "t/yr", unmet, f"use {use[where]:,.0f} t/yr"),
                Headline("user_loss", f"loss of users in {place(where)}", "million USD/yr", (then - now) / 1e6),
            )
        )
    return tuple(found)


def leakage(
    batch: BatchResult, reference: BatchResult, benchmark: Benchmark, n: int, *, origin: str, home: str, most: int = 5
) -> tuple[Headline, ...]:
    """Third countries that buy more from ``origin`` and sell more to ``home``: the smaller of both, an upper bound."""
    if origin not in benchmark.origins or origin == home:
        return ()
    source = benchmark.origins.index(origin)
    sold = deliveries(batch, benchmark, n, home) - deliveries(reference, benchmark, n, home)
    found = []
    for i, third in enumerate(benchmark.origins):
        if third in (origin, home) or _places(benchmark, third).size == 0:
            continue
        bought = deliveries(batch, benchmark, n, third) - deliveries(reference, benchmark, n, third)
        through = np.maximum(0.0, np.minimum(bought[:, source], sold[:, i]))
        if np.median(through) > 1e-6:
            label = f"{place(origin)} through {place(third)} to {place(home)}"
            found.append(Headline(f"through_{third}", label, "t/yr", through, "upper bound on transit"))
    found.sort(key=lambda headline: -float(np.median(headline.values)))
    return tuple(found[:most])
