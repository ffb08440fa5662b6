"""Money and stocks: price floor, contract for difference, offtake, stockpile; and the loss of capacity."""

from __future__ import annotations

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.instruments_reach import (
    Change,
    Drawn,
    codes,
    codes_of,
    destination_mask,
    origin_mask,
    product_cover,
)
from oreflow.equilibrium.wedges import Vintage
from oreflow.vocabulary.measure import Measure

UTILISATION = 0.9  # a project's use of nameplate at its break-even price, model.md section 2


def _buyer_split(benchmark: Benchmark, n: int, mask: Floats) -> Floats:
    """Weights [j] that share a quantity among the masked buyers by benchmark use; sum 1, or 0 without buyers."""
    use: Floats = benchmark.use[n] * mask
    return use / use.sum() if use.sum() > 0.0 else np.zeros_like(use)


def price_floor(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Price the producers are paid at least: supply follows max(p, floor); the public purse pays the gap.

    Producers: the targets' if named (a floor for a partner's plant), else the actor's. A floor in USD/kg is divided by
    the benchmark unit value of the origin and holds only for a product that is the named commodity.
    """
    places = codes_of(measure.targets) or codes(measure.actor)
    cover = product_cover(measure, benchmark)
    floor_kg = drawn.term(measure, "floor_usd_per_kg")
    if floor_kg is None:
        ratio = np.full(benchmark.unit_value.shape, drawn.severity(measure))
        where = cover > 0.0
    else:
        value = benchmark.unit_value
        ratio = np.divide(1000.0 * floor_kg, value, out=np.zeros_like(value), where=value > 0.0)
        where = cover >= 1.0
    floor = ratio * where[:, None] * origin_mask(places, benchmark)[None, :]
    reached = float((benchmark.output * (floor > 0.0)).sum())
    notes = () if reached > 0.0 else (f"{measure.id}: no producer of the named commodity here; no effect",)
    return Change(measure.id, price_floor=floor, reached=reached, notes=notes)


def contract_for_difference(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Strike price for supported producers; on supply it acts as a price floor (the payback above it is not supply)."""
    return price_floor(measure, benchmark, drawn)


def offtake(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Tonnes a buyer promises to take from a new plant: a vintage of capacity at the targets (the seller's country).

    Tonnes are stated, or a share of the actor's benchmark use; capacity = tonnes / 0.9, cost ratio = break-even over
    benchmark price. Several products share the tonnes by the actor's use, several sellers share them equally.
    """
    sellers = [
        i for i, origin in enumerate(benchmark.origins) if origin in (codes_of(measure.targets) or codes(measure.actor))
    ]
    cover = product_cover(measure, benchmark)
    home = destination_mask(codes(measure.actor), benchmark)
    use = (benchmark.use * home[None, :]).sum(axis=1) * cover
    stated = drawn.term(measure, "tonnes_per_year")
    total = stated if stated is not None else drawn.severity(measure) * float(use.sum())
    split = use / use.sum() if use.sum() > 0.0 else (cover / cover.sum() if cover.sum() > 0.0 else cover)
    if not sellers or not split.any() or total <= 0.0:
        why = "promises no tonnes" if total <= 0.0 else "seller or product is not in this benchmark"
        return Change(measure.id).noting(f"{measure.id}: {why}; no effect")
    ratio = drawn.term(measure, "cost_ratio") or 1.0

    def promised(n: int) -> tuple[tuple[int, float], ...]:
        return tuple((j, float(share)) for j, share in enumerate(_buyer_split(benchmark, n, home)) if share > 0.0)

    vintages = tuple(
        Vintage(
            f"{measure.id}:{benchmark.products[n].name}",
            n,
            i,
            float(total * split[n] / len(sellers) / UTILISATION),
            ratio,
            UTILISATION,
            promised(n),
        )
        for n in range(len(benchmark.products))
        for i in sellers
        if split[n] > 0.0
    )
    return Change(measure.id, vintages=vintages, reached=total)


def stockpile(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Public purchase (positive) or release (negative) at the actor: stock_release[n, j] t/yr, shared by use.

    Stated as tonnes a year, as money (tonnes at the world average unit value), or as a share of annual use. Money buys
    only a product that is the named commodity: the price of scandium is not that of the heavy rare earths around it.
    """
    cover = product_cover(measure, benchmark)
    home = destination_mask(codes(measure.actor), benchmark)
    release = np.zeros((len(benchmark.products), len(benchmark.buyers)))
    use = (benchmark.use * home[None, :]).sum(axis=1) * cover
    tonnes, money = drawn.term(measure, "tonnes_per_year"), drawn.term(measure, "value_usd")
    if tonnes is None and money is not None:
        use = use * (cover >= 1.0)
    worth = float(sum(use[n] * product.unit_value for n, product in enumerate(benchmark.products)))
    for n in range(len(benchmark.products)):
        if use[n] <= 0.0:
            continue
        if tonnes is not None:
            bought = tonnes * use[n] / use.sum()
        elif money is not None:
            bought = money * use[n] / worth if worth > 0.0 else 0.0
        else:
            bought = drawn.severity(measure) * use[n]
        release[n] = -bought * _buyer_split(benchmark, n, home)
    notes = () if release.any() else (f"{measure.id}: the actor uses none of the goods here, or nothing is bought",)
    return Change(measure.id, stock_release=release, reached=float(np.abs(release).sum()), notes=notes)


def production_shock(measure: Measure, benchmark: Benchmark, drawn: Drawn) -> Change:
    """Loss of capacity at the actor: capacity_factor[n, i] = 1 - share lost x covered share."""
    lost = drawn.severity(measure) * product_cover(measure, benchmark)[:, None]
    factor = 1.0 - lost * origin_mask(codes(measure.actor), benchmark)[None, :]
    return Change(measure.id, capacity_factor=factor, reached=float((benchmark.output * (factor < 1.0)).sum()))
