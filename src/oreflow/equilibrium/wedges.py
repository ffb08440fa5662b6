"""Wedges: what measures do to the market, as arrays. Instruments write them, the market reads them.

Axes as in the Benchmark: product n, origin i, buyer j. Rates are ratios (1.0 = 100 %).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium.benchmark import Benchmark, Floats


@dataclass(frozen=True)
class QuotaGroup:
    """A ceiling on the sum of flows of a group of routes. ``limit`` in t/yr of the product's basis; 0 is a ban.

    members   bool[n, i, j], routes whose flow the ceiling sums over
    rent_holder  who keeps multiplier x flow: "state", "licensee" or "importer"
    """

    name: str
    members: NDArray[np.bool_]
    limit: float
    rent_holder: str = "licensee"


@dataclass(frozen=True)
class Vintage:
    """Capacity beyond today's plant: a project or secondary supply. ``cost_ratio`` is break-even over benchmark price.

    offtake    ((buyer index, share), ...) of the tonnes promised; empty = sold as the origin sells today, or, where the
               origin sells nothing yet, to all buyers in proportion to their use
    secondary  recycled supply: uses none of the product's inputs and does not feel their price
    A ramp is the caller's: ``capacity`` is what stands in this period.
    """

    name: str
    product: int
    origin: int
    capacity: float  # t/yr
    cost_ratio: float = 1.0
    utilisation: float = 0.9
    offtake: tuple[tuple[int, float], ...] = ()
    secondary: bool = False


@dataclass(frozen=True)
class Wedges:
    """All policy in one period. Build with :func:`none` and ``dataclasses.replace``.

    tariff           [n, i, j] ad valorem duty paid at the destination
    export_tax       [n, i, j] ad valorem tax paid at the origin
    freight          [n, i, j] relative change of delivered cost
    capacity_factor  [n, i] share of benchmark capacity left (production shock)
    cost_factor      [n, i] multiplier on unit cost
    price_floor      [n, i] floor as a ratio to the benchmark price; 0 = none
    demand_shift     [n, j] multiplier on final demand
    stock_release    [n, j] t/yr drawn from stocks (negative = restocking)
    smoothed_price   [n, j] H, past composite price buyers are used to; None = 1
    evasion          [n, i, j] share phi of the cut flow that returns through third countries; None = 0
    evasion_premium  [n, i, j] what the detour adds to the producer price; None = 0
    """

    tariff: Floats
    export_tax: Floats
    freight: Floats
    capacity_factor: Floats
    cost_factor: Floats
    price_floor: Floats
    demand_shift: Floats
    stock_release: Floats
    quotas: tuple[QuotaGroup, ...] = ()
    vintages: tuple[Vintage, ...] = ()
    smoothed_price: Floats | None = None
    evasion: Floats | None = None
    evasion_premium: Floats | None = None

    def with_quotas(self, *quotas: QuotaGroup) -> Wedges:
        """The same wedges with more quota groups."""
        return replace(self, quotas=(*self.quotas, *quotas))


def none(benchmark: Benchmark) -> Wedges:
    """No policy change: the market must return the benchmark exactly."""
    n, i, j = benchmark.flow.shape
    return Wedges(
        tariff=np.zeros((n, i, j)),
        export_tax=np.zeros((n, i, j)),
        freight=np.zeros((n, i, j)),
        capacity_factor=np.ones((n, i)),
        cost_factor=np.ones((n, i)),
        price_floor=np.zeros((n, i)),
        demand_shift=np.ones((n, j)),
        stock_release=np.zeros((n, j)),
    )
