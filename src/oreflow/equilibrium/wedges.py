"""Wedges: what measures do to the market, as arrays. Instruments write them, the market reads them.

Axes as in :class:`oreflow.equilibrium.benchmark.Benchmark`: product n, origin i, buyer j. Rates are ratios (1.0 = 100 %).
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
    """Capacity beyond today's plant: a project or secondary supply. ``cost_ratio`` is break-even over benchmark price."""

    name: str
    product: int
    origin: int
    capacity: float  # t/yr
    cost_ratio: float = 1.0
    utilisation: float = 0.9


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
