"""The Benchmark: one frozen starting point, arrays and names only.

Axes, in this order everywhere: product n, origin i, buyer j, sector s. ``calibration`` builds it from facts; the model
reads it and never asks where a number came from, but carries the status of every cell so that a report can.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Status codes of a cell, in the order used by ``flow_status`` (int8).
CELL_STATUS = ("none", "reported", "derived", "imputed", "assumed")


@dataclass(frozen=True)
class Product:
    """A commodity at a stage, with the basis its tonnes are counted in."""

    commodity: str
    stage: str
    basis: str  # "t REO", "t contained", "t gross"
    unit_value: float  # USD/t of the basis at the benchmark, world average
    by_product: bool = False

    @property
    def name(self) -> str:
        return f"{self.commodity}/{self.stage}"


@dataclass(frozen=True)
class Buyer:
    """A destination and, where known, the class of end user the seller's licence office looks at."""

    destination: str
    user_class: str = "civil"


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: its arrays never change
class Benchmark:
    """Benchmark year of a set of products. Tonnes per year; prices are ratios with 1 = benchmark.

    flow            X0[n, i, j] t/yr, every origin to every buyer, domestic flow on the diagonal of destinations
    output          Q0[n, i] = sum_j X0
    capacity        K[n, i] >= 1.05 Q0
    unit_value      uv[n, i] USD/t by origin
    coefficient     a[m, n] t of product m used per t of product n
    input_share     w[m, n, i] cost share of input m in product n at origin i
    final_use       F0[n, j, s] t/yr
    stock_months    [n, j] months of use held at the destination; NaN = unknown
    flow_status     [n, i, j] index into CELL_STATUS
    """

    year: int
    products: tuple[Product, ...]
    origins: tuple[str, ...]
    buyers: tuple[Buyer, ...]
    sectors: tuple[str, ...]
    flow: Floats
    output: Floats
    capacity: Floats
    unit_value: Floats
    coefficient: Floats
    input_share: Floats
    final_use: Floats
    stock_months: Floats
    flow_status: NDArray[np.int8]
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        n, i, j, s = len(self.products), len(self.origins), len(self.buyers), len(self.sectors)
        expected = {
            "flow": (n, i, j),
            "output": (n, i),
            "capacity": (n, i),
            "unit_value": (n, i),
            "coefficient": (n, n),
            "input_share": (n, n, i),
            "final_use": (n, j, s),
            "stock_months": (n, j),
            "flow_status": (n, i, j),
        }
        for name, shape in expected.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise ValueError(f"benchmark.{name} has shape {array.shape}, expected {shape} (axes n, i, j, s)")
            array.setflags(write=False)

    @property
    def use(self) -> Floats:
        """Use U0[n, j] = sum_i X0[n, i, j], t/yr."""
        total: Floats = self.flow.sum(axis=1)
        return total

    def product_index(self, name: str) -> int:
        """Position of ``commodity/stage``; KeyError names the products that exist."""
        names = [p.name for p in self.products]
        if name not in names:
            raise KeyError(f"no product '{name}' in this benchmark; it holds {', '.join(names)}")
        return names.index(name)
