"""What a measure reaches: products, routes and buyers of a benchmark, and the change it makes there.

Axes as everywhere: product n, origin i, buyer j. Shares and rates are ratios (1.0 = 100 %), flows t/yr.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium.benchmark import Benchmark, Buyer, Floats, Product
from oreflow.equilibrium.wedges import QuotaGroup, Vintage
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.errors import OreflowError, UnknownNameError
from oreflow.vocabulary.measure import Measure, instrument_register
from oreflow.vocabulary.names import members

#: Stage words of material that has not been processed; "processed" means every other stage.
RAW_STAGES = frozenset({"mined"})
#: Names under which tables book a group as one region.
REGION_CODES = {"EU": ("EU", "EUU", "EU27")}


@dataclass(frozen=True)
class Change:
    """What one measure does to the wedges; None = nothing of that kind.

    tariff, export_tax, freight [n, i, j] are added; of evasion shares [n, i, j] the largest counts, with its premium;
    capacity_factor [n, i] multiplies; price_floor [n, i] raises;
    stock_release [n, j] t/yr is added; ``reached`` is the benchmark flow on the routes it bites on, t/yr.
    ``duty_routes`` [n, i, j] says where the tariff is stated (0 % is a rate, too); ``coverage`` is, for each quota, the
    share of the product's tonnes that the measure names.
    """

    measure: str
    layer: str = ""
    tariff: Floats | None = None
    duty_routes: NDArray[np.bool_] | None = None
    export_tax: Floats | None = None
    freight: Floats | None = None
    evasion: Floats | None = None
    evasion_premium: Floats | None = None
    capacity_factor: Floats | None = None
    price_floor: Floats | None = None
    stock_release: Floats | None = None
    quotas: tuple[QuotaGroup, ...] = ()
    coverage: tuple[float, ...] = ()
    vintages: tuple[Vintage, ...] = ()
    reached: float = 0.0
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str) -> Change:
        """The same change with more remarks."""
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True)
class Drawn:
    """Everything an instrument may look at besides the measure: drawn numbers, the day, today's prices.

    prices [n, i] producer prices as ratios to the benchmark, for instruments that top up to a price; None = 1.
    """

    severities: Mapping[str, float] = field(default_factory=dict)
    on: date | None = None
    prices: Floats | None = None

    def severity(self, measure: Measure) -> float:
        """The drawn severity, else the mode, else :class:`OreflowError`: no severity is ever made up here."""
        found = self.optional_severity(measure)
        if found is None:
            raise OreflowError(
                f"measure '{measure.id}' ({measure.instrument}) states no severity; give low, mode and high "
                f"({instrument_register()[measure.instrument]['severity'].meaning})"
            )
        return found

    def optional_severity(self, measure: Measure) -> float | None:
        """The drawn severity or the mode, None where the measure states none and nothing was drawn."""
        if measure.id in self.severities:
            return self._checked(measure, "severity", self.severities[measure.id])
        return None if measure.severity is None else measure.severity.mode

    def term(self, measure: Measure, name: str) -> float | None:
        """A term by name: drawn, else the stated mode, else the register default, else None."""
        key = f"{measure.id}:{name}"
        if key in self.severities:
            return self._checked(measure, name, self.severities[key])
        stated = measure.term(name)
        return None if stated is None else stated.mode

    @staticmethod
    def _checked(measure: Measure, name: str, value: float) -> float:
        info = instrument_register()[measure.instrument][name]
        if not info.lowest <= value <= info.highest:
            raise OreflowError(
                f"{name} {value:g} of measure '{measure.id}' is outside {info.lowest:g}-{info.highest:g} ({info.unit})"
            )
        return float(value)


@cache
def codes(name: str) -> frozenset[str]:
    """Country codes a name stands for: a group is its members and the code tables book it under."""
    try:
        return frozenset(members(name)) | frozenset(REGION_CODES.get(name, (name,)))
    except UnknownNameError:
        return frozenset({name})


def codes_of(names: tuple[str, ...]) -> frozenset[str]:
    """Union of :func:`codes`; empty = no name was given."""
    return frozenset(code for name in names for code in codes(name))


def product_cover(measure: Measure, benchmark: Benchmark) -> Floats:
    """Share [n] of each product that the measure's commodities and stages cover, exempt goods taken off."""
    return _cover(measure.commodities, measure.exempt, measure.stages, benchmark.products)


# The masks depend on names only, not on what is drawn: made once for all draws, hence read-only.
@cache
def _cover(
    named: tuple[str, ...], exempt: tuple[str, ...], stages: tuple[str, ...], products: tuple[Product, ...]
) -> Floats:
    cover = np.zeros(len(products))
    for n, product in enumerate(products):
        if stage_named(stages, product.stage):
            cover[n] = max(0.0, covered_share(named, product.commodity) - covered_share(exempt, product.commodity))
    cover.setflags(write=False)
    return cover


def stage_named(stages: tuple[str, ...], stage: str) -> bool:
    """Whether a stage is reached: none named = all; "processed" = all but raw material."""
    if not stages or stage in stages:
        return True
    return "processed" in stages and stage not in RAW_STAGES


def origin_mask(names: frozenset[str], benchmark: Benchmark) -> Floats:
    """1.0 where an origin [i] is one of the codes."""
    return _mask(names, benchmark.origins)


def destination_mask(names: frozenset[str], benchmark: Benchmark) -> Floats:
    """1.0 where a buyer [j] lies in one of the codes."""
    return _mask(names, tuple(buyer.destination for buyer in benchmark.buyers))


@cache
def _mask(names: frozenset[str], places: tuple[str, ...]) -> Floats:
    mask = np.array([float(place in names) for place in places])
    mask.setflags(write=False)
    return mask


def class_weight(measure: Measure, benchmark: Benchmark, class_share: float | None) -> tuple[Floats, tuple[str, ...]]:
    """Share [j] of each buyer's purchases made by the named user classes, and what had to be assumed.

    1 or 0 where the benchmark splits the destination by class; else the class share; else nothing, with a note.
    """
    if not measure.user_classes:
        return np.ones(len(benchmark.buyers)), ()
    named, unsplit = _classes(measure.user_classes, benchmark.buyers)
    weight = np.where(unsplit, class_share or 0.0, named.astype(np.float64))
    if not unsplit.any():
        return weight, ()
    who = " and ".join(measure.user_classes)
    if class_share is None:
        return weight, (f"{measure.id}: {who} users are not split in this benchmark and no share is given; no effect",)
    return weight, (f"{measure.id}: {who} users are {class_share:.0%} of use (share taken from the measure, not data)",)


@cache
def _classes(named: tuple[str, ...], buyers: tuple[Buyer, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which buyers [j] are of a named class, and which stand for all classes of a destination and may hold some."""
    places = [buyer.destination for buyer in buyers]
    of_class = np.array([buyer.user_class in named for buyer in buyers])
    unsplit = np.array([places.count(place) == 1 for place in places]) & ~of_class
    of_class.setflags(write=False)
    unsplit.setflags(write=False)
    return of_class, unsplit


def export_routes(measure: Measure, benchmark: Benchmark) -> Floats:
    """Cover [n, i, j] of routes out of the actor's country to the targets; sales at home are never touched."""
    actor = codes(measure.actor)
    targets = codes_of(measure.targets)
    reach = destination_mask(targets, benchmark) if targets else np.ones(len(benchmark.buyers))
    reach = reach * (1.0 - destination_mask(actor, benchmark))
    cover: Floats = (
        product_cover(measure, benchmark)[:, None, None]
        * origin_mask(actor, benchmark)[None, :, None]
        * reach[None, None, :]
    )
    return cover


def import_routes(measure: Measure, benchmark: Benchmark) -> Floats:
    """Cover [n, i, j] of routes into the actor's country from the targets (none named = every other origin)."""
    actor = codes(measure.actor)
    targets = codes_of(measure.targets)
    source = origin_mask(targets, benchmark) if targets else np.ones(len(benchmark.origins))
    source = source * (1.0 - origin_mask(actor, benchmark))
    cover: Floats = (
        product_cover(measure, benchmark)[:, None, None]
        * source[None, :, None]
        * destination_mask(actor, benchmark)[None, None, :]
    )
    return cover


def reached_tonnes(cover: Floats, benchmark: Benchmark) -> float:
    """Benchmark flow on covered routes, t/yr, weighted by the covered share."""
    return float((benchmark.flow * cover).sum())


def ceilings(
    measure: Measure,
    benchmark: Benchmark,
    drawn: Drawn,
    cut: Floats,
    *,
    pools: Mapping[str, Floats] | None = None,
) -> Change:
    """Ceilings that take the share ``cut`` [n, i, j] off benchmark flows, one group a product (and pool of buyers).

    A cut of zero sets no ceiling at all. ``pools``: name -> weight [j] in 0/1; one ceiling for each, so that tonnes
    cannot move between pools. Terms evasion_share and evasion_premium become the share phi of the cut flow that returns
    through third countries, and what the detour adds to its price.
    """
    groups: list[QuotaGroup] = []
    named = product_cover(measure, benchmark)
    coverage: list[float] = []
    for pool, weight in (pools or {"": np.ones(len(benchmark.buyers))}).items():
        for n, product in enumerate(benchmark.products):
            mask = (cut[n] > 0.0) & (weight[None, :] > 0.0)
            flow = benchmark.flow[n][mask]
            if not mask.any() or flow.sum() <= 0.0:
                continue
            routes = np.zeros(benchmark.flow.shape, dtype=np.bool_)
            routes[n] = mask
            label = ":".join(part for part in (measure.id, product.name, pool) if part)
            limit = max(0.0, float((flow * (1.0 - cut[n][mask])).sum()))
            groups.append(QuotaGroup(label, routes, limit, measure.rent_holder))
            coverage.append(float(named[n]))
    phi = drawn.term(measure, "evasion_share") or 0.0
    leaking = (cut > 0.0) & (phi > 0.0)
    premium = drawn.term(measure, "evasion_premium") or 0.0
    return Change(
        measure.id,
        quotas=tuple(groups),
        coverage=tuple(coverage),
        evasion=np.where(leaking, phi, 0.0) if leaking.any() else None,
        evasion_premium=np.where(leaking, premium, 0.0) if leaking.any() else None,
        reached=float(benchmark.flow[cut > 0.0].sum()),
    )
