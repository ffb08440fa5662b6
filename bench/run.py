"""`make bench`: how fast the market engine is, measured against its limits, on worlds made up here.

Prints one line a case; exits 1 where a figure is worse than half its target or a draw fails. Full model: purchases that
keep tonnes, logistic supply, backstop, tolerance 1e-11, random elasticities (sigma 0.5-8, kappa 4-8, eta 0.1-1).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import numpy as np
from rivals import rival_speeds

from oreflow.equilibrium import toy
from oreflow.equilibrium.batch import solve_many, warm
from oreflow.equilibrium.benchmark import Benchmark
from oreflow.equilibrium.parameters import ParameterDraws, Supply
from oreflow.equilibrium.wedges import QuotaGroup, Wedges, none


@dataclass(frozen=True)
class Line:
    """One measurement; ``target`` is a floor, or a ceiling where ``ceiling``."""

    name: str
    measured: float
    target: float
    unit: str
    ceiling: bool = False

    @property
    def bad(self) -> bool:
        """Worse than half the target (twice, for a ceiling)."""
        return self.measured > 2 * self.target if self.ceiling else self.measured < self.target / 2

    def __str__(self) -> str:
        met = self.measured <= self.target if self.ceiling else self.measured >= self.target
        sign = "<=" if self.ceiling else ">="
        verdict = "ok" if met else ("FAIL" if self.bad else "below target")
        return f"{self.name:<58} {self.measured:>10,.2f} {self.unit:<9} {sign} {self.target:>7,.0f}   {verdict}"


def draws_for(benchmark: Benchmark, count: int, supply: Supply = "logistic", seed: int = 1) -> ParameterDraws:
    rng = np.random.default_rng(seed)
    n, s = len(benchmark.products), len(benchmark.sectors)
    return ParameterDraws.of(
        benchmark,
        count,
        sigma=np.exp(rng.uniform(np.log(0.5), np.log(8), (count, n))),
        eta=rng.uniform(0.1, 1.0, (count, n, s)),
        kappa=rng.uniform(4, 8, (count, n)),
        supply=supply,
    )


def exports_quota(benchmark: Benchmark, product: int, share: float) -> QuotaGroup:
    """A quota on everything the largest producer sends abroad."""
    members = np.zeros(benchmark.flow.shape, dtype=bool)
    largest = int(np.argmax(benchmark.output[product]))
    members[product, largest] = True
    members[product, largest, largest] = False
    return QuotaGroup(f"quota{product}", members, share * float(benchmark.flow[members].sum()))


def export_cut(benchmark: Benchmark) -> Wedges:
    """The largest producer's exports cost its buyers 60 % more, and a tenth of its plants stand still."""
    base = none(benchmark)
    largest = int(np.argmax(benchmark.output[0]))
    tax, plants = base.export_tax.copy(), base.capacity_factor.copy()
    tax[0, largest] = 0.6
    tax[0, largest, largest] = 0.0
    plants[0, largest] = 0.9
    return replace(base, export_tax=tax, capacity_factor=plants)


def speed(benchmark: Benchmark, wedges: Wedges, draws: ParameterDraws, workers: int) -> tuple[float, int, float]:
    """Solves a second (best of three), failures, mean iterations."""
    best, failures, iterations = 0.0, 0, 0.0
    for _ in range(3):
        began = time.perf_counter()
        found = solve_many(benchmark, wedges, draws, workers=workers)
        best = max(best, len(draws) / (time.perf_counter() - began))
        failures = int((~found.converged).sum())
        iterations = float(found.iterations.mean())
    return best, failures, iterations


def first_solve() -> float:
    """Seconds from a fresh interpreter to the first solved market, caches warm."""
    code = "from oreflow.equilibrium.batch import warm; warm()"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--draws", type=int, default=10_000)
    asked = parser.parse_args()
    warm()
    small = toy.random_world(60, countries=60, density=0.5, sectors=1)
    large = toy.random_world(222, countries=222, density=0.09, sectors=1)
    chain = toy.random_world(30, countries=30, stages=3, density=0.5, sectors=1)
    quota = none(small).with_quotas(exports_quota(small, 0, 0.6))
    quota_large = none(large).with_quotas(exports_quota(large, 0, 0.6))
    quotas = none(chain).with_quotas(exports_quota(chain, 0, 0.6), exports_quota(chain, 1, 0.7))
    cases = (
        ("60 countries, quota", small, quota, "logistic", 8_000),
        ("60 countries, export cut", small, export_cut(small), "logistic", 8_000),
        ("60 countries, export cut, isoelastic supply", small, export_cut(small), "isoelastic", 12_000),
        ("222 countries, quota", large, quota_large, "logistic", 3_000),
        ("222 countries, export cut", large, export_cut(large), "logistic", 3_000),
        ("three stages x 30 countries, two quotas", chain, quotas, "logistic", 5_000),
    )
    lines, failed, cut = [], 0, 0.0
    print(f"{asked.workers} threads, {asked.draws} draws a case")
    for name, world, wedges, supply, target in cases:
        draws = draws_for(world, asked.draws, supply)
        rate, failures, iterations = speed(world, wedges, draws, asked.workers)
        failed += failures
        if name == "60 countries, export cut":
            cut = rate
        routes = int((world.flow > 0).sum())
        lines.append(Line(f"{name} ({routes} routes, {iterations:.1f} iterations)", rate, target, "solves/s"))
        print(lines[-1], flush=True)
    lines.append(Line("failures over all cases", failed, 0, "draws", ceiling=True))
    print(lines[-1])
    numeric, analytic = rival_speeds(small, export_cut(small), draws_for(small, 60))
    lines.append(Line(f"against scipy.optimize.root, numeric Jacobian ({numeric:.0f}/s)", cut / numeric, 50, "times"))
    lines.append(
        Line(f"against scipy.optimize.root, analytic Jacobian ({analytic:.0f}/s)", cut / analytic, 10, "times")
    )
    lines.append(Line("first solve in a fresh process", first_solve(), 3, "s", ceiling=True))
    for line in lines[-3:]:
        print(line)
    return 1 if any(line.bad for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
