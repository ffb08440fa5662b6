"""Two episodes as patterns on real benchmarks: what an export quota did in 2010, what licences did in 2025.

One year against one year cannot show hoarding before a quota; the model's price rise must therefore stay below the one
seen in 2011 (BACI unit value of China's exports: 10.3 USD/kg in 2007, 81.2 in 2011) and still be a multiple.
"""

from __future__ import annotations

import numpy as np
import pytest

from oreflow.calibration import Calibration, calibrate
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.result import Result
from oreflow.equilibrium.wedges import QuotaGroup, none


def _quota(calibration: Calibration, product: str, share: float) -> tuple[Result, float, float, float]:
    """Solve with China's exports held to a share: result, price abroad, price in China, rent in million USD."""
    benchmark = calibration.benchmark
    n, china = benchmark.product_index(product), benchmark.origins.index("CHN")
    abroad = np.array([j for j, buyer in enumerate(benchmark.buyers) if buyer.destination != "CHN"])
    at_home = next(j for j, buyer in enumerate(benchmark.buyers) if buyer.destination == "CHN")
    members = np.zeros(benchmark.flow.shape, dtype=bool)
    members[n, china, abroad] = True
    limit = share * benchmark.flow[n, china, abroad].sum()
    quota = QuotaGroup("exports", members, float(limit), "licensee")
    result = solve(
        benchmark, none(benchmark).with_quotas(quota), Parameters.of(benchmark, sigma=3.0, eta=0.2, kappa=6.0)
    )
    assert result.convergence.converged
    assert result.flow[n, china, abroad].sum() <= limit * (1 + 1e-9)
    use = benchmark.use[n, abroad]
    price = float((result.composite[n, abroad] * use).sum() / use.sum())
    return result, price, float(result.composite[n, at_home]), result.rents[0].usd / 1e6


@pytest.fixture(scope="module")
def rare_earths_2009() -> Calibration:
    return calibrate("rare earths", year=2009)


def test_the_quota_of_2010_splits_the_market(rare_earths_2009: Calibration) -> None:
    # 30,258 t of quota in 2010 after 50,145 t in 2009.
    _, abroad, in_china, rent = _quota(rare_earths_2009, "rare earths/separated", 30_258 / 50_145)
    assert 1.8 < abroad < 5.5, "a multiple, but less than with hoarding"
    assert in_china < 0.95, "what may not leave is sold at home"
    assert rent > 50, "tens of millions of dollars change hands"


def test_rare_earths_of_2009_say_that_output_was_not_observed(rare_earths_2009: Calibration) -> None:
    assert any("output not observed" in label for label in rare_earths_2009.labels)


def test_the_licences_of_2025_open_a_gap_that_widens_as_less_is_let_through() -> None:
    # China's magnet exports in May 2025 were 74 % below the year before; the IEA saw European prices up to six times
    # the Chinese ones in 2025.
    magnets = calibrate("magnets", year=2023)
    gaps = []
    for share in (0.9, 0.7, 0.5, 0.26):
        _, abroad, in_china, rent = _quota(magnets, "magnets/product", share)
        assert rent > 0
        gaps.append(abroad / in_china)
    assert gaps == sorted(gaps)
    assert gaps[0] > 1.05
    assert 2.0 < gaps[-1] < 25.0


def test_rent_of_a_quota_is_single_peaked() -> None:
    magnets = calibrate("magnets", year=2023)
    rents = [_quota(magnets, "magnets/product", share)[3] for share in (0.98, 0.8, 0.6, 0.4, 0.2, 0.05, 0.01)]
    turns = np.sign(np.diff(rents))
    assert (np.diff(turns) <= 0).all(), f"rises once, falls once: {rents}"


@pytest.mark.long
def test_every_benchmark_is_its_own_equilibrium() -> None:
    """No policy, any elasticities: the market returns the benchmark's flows to 1e-9, for at least 25 products."""
    from oreflow.calibration import coverage_lines
    from oreflow.vocabulary import OreflowError

    solved: set[str] = set()
    for name in dict.fromkeys(line.commodity for line in coverage_lines()):
        try:
            benchmark = calibrate(name, year=2023).benchmark
        except OreflowError:
            continue
        for sigma in (0.8, 4.0):
            result = solve(benchmark, none(benchmark), Parameters.of(benchmark, sigma=sigma, eta=0.3, kappa=5.0))
            assert result.convergence.converged, name
            scale = benchmark.flow.sum(axis=(1, 2), keepdims=True)
            assert (np.abs(result.flow - benchmark.flow) <= 1e-9 * scale).all(), name
        solved |= {product.name for product in benchmark.products}
    assert len(solved) >= 25, sorted(solved)
