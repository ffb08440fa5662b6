"""The shipped benchmarks in the reference market: nothing changes nothing, a quota moves prices the way it must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oreflow.calibration import calibrate
from oreflow.equilibrium.benchmark import Benchmark
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.wedges import QuotaGroup, Wedges, none


def china_exports(benchmark: Benchmark, product: str, share: float) -> Wedges:
    n, i = benchmark.product_index(product), benchmark.origins.index("CHN")
    members = np.zeros(benchmark.flow.shape, dtype=bool)
    members[n, i, :] = True
    members[n, i, i] = False
    limit = share * float(benchmark.flow[members].sum())
    return none(benchmark).with_quotas(QuotaGroup("China's exports", members, limit))


@pytest.mark.parametrize("name", ["rare earths", "gallium", "graphite", "cobalt", "lithium", "magnets", "copper"])
def test_no_policy_returns_the_benchmark(name: str) -> None:
    held = calibrate(name, year=2023).benchmark
    result = solve(held, none(held), Parameters.of(held))
    assert result.convergence.converged
    made = held.output > 0
    np.testing.assert_allclose(result.price[made], 1.0, rtol=1e-10)
    np.testing.assert_allclose(result.flow, held.flow, rtol=1e-8, atol=1e-8 * held.flow.max())


@pytest.mark.parametrize(
    ("name", "product"),
    [("rare earths", "rare earths/separated"), ("gallium", "gallium/primary"), ("magnets", "magnets/product")],
)
def test_an_export_quota_lowers_the_price_at_home_and_raises_it_elsewhere(name: str, product: str) -> None:
    held = calibrate(name, year=2023).benchmark
    result = solve(held, china_exports(held, product, 0.5), Parameters.of(held))
    n, china, usa = held.product_index(product), held.origins.index("CHN"), held.origins.index("USA")
    assert result.convergence.converged
    assert result.price[n, china] < 1.0
    assert result.composite[n, usa] > 1.2
    assert result.composite[n, china] < result.composite[n, usa]


def test_a_ban_on_gallium_is_finite_and_leaves_demand_unmet() -> None:
    held = calibrate("gallium", year=2023).benchmark
    wedges = china_exports(held, "gallium/primary", 0.5)
    wedges = replace(wedges, quotas=tuple(replace(group, limit=0.0) for group in wedges.quotas))
    result = solve(held, wedges, Parameters.of(held))
    usa = held.origins.index("USA")
    assert result.convergence.converged
    assert np.isfinite(result.composite[0, usa])
    assert result.composite[0, usa] > 3.0
    assert result.unmet[0, usa] > 0.0
