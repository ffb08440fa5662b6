"""The same one-stage market given to scipy.optimize.root, with and without an analytic Jacobian.

Written as a careful user would: dense, vectorised, in log prices, equations of docs/model.md without quotas.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import root

from oreflow.equilibrium.batch import solve_many
from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.parameters import ParameterDraws, Parameters
from oreflow.equilibrium.setting import Setting, prepare
from oreflow.equilibrium.wedges import Wedges


class OneStage:
    """Log excess demand of the active origins of product 0, and its Jacobian."""

    def __init__(self, setting: Setting, parameters: Parameters) -> None:
        bench, on = setting.benchmark, setting.active[0]
        buys = setting.weight[0].sum(axis=0) > 0
        self.sigma = float(parameters.sigma[0])
        self.eps = parameters.p_choke**-self.sigma
        self.pull = (1 - self.eps) * setting.weight[0][on][:, buys] * setting.tau[0][on][:, buys] ** -self.sigma
        self.final = bench.final_use[0][buys]
        self.eta, self.kappa = parameters.eta[0], parameters.kappa[0][on]
        self.plant, self.odds = setting.plant[0][on], setting.odds[0][on]

    def parts(self, z: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        share = self.pull * np.exp(-self.sigma * z)[:, None]
        total = share.sum(axis=0) + self.eps
        sectors = self.final * (total ** (1 / self.sigma))[:, None] ** self.eta
        bought = share * (sectors.sum(axis=1) / (total * (1 - self.eps)))
        return share / total, sectors, bought, self.plant / (1 + self.odds * np.exp(-self.kappa * z))

    def excess(self, z: Floats) -> Floats:
        _, _, bought, made = self.parts(z)
        gap: Floats = np.log(bought.sum(axis=1) / made)
        return gap

    def jacobian(self, z: Floats) -> Floats:
        share, sectors, bought, made = self.parts(z)
        custom = bought / bought.sum(axis=1, keepdims=True)
        elasticity = (sectors * self.eta).sum(axis=1) / sectors.sum(axis=1)
        slope: Floats = (custom * (self.sigma - elasticity)) @ share.T
        slope[np.diag_indices_from(slope)] -= self.sigma + self.kappa * (1 - made / self.plant)
        return slope


def rival_speeds(benchmark: Benchmark, wedges: Wedges, draws: ParameterDraws) -> tuple[float, float]:
    """Solves a second of scipy with a numeric and with an analytic Jacobian; their answers are checked against ours."""
    setting = prepare(benchmark, wedges)
    ours = np.log(solve_many(benchmark, wedges, draws).price[:, 0][:, setting.active[0]])
    rates = []
    for analytic in (False, True):
        began = time.perf_counter()
        solved = 0
        for b in range(len(draws)):
            market = OneStage(setting, draws.at(b))
            found = root(market.excess, np.zeros(ours.shape[1]), jac=market.jacobian if analytic else None, tol=1e-11)
            if found.success:
                solved += 1
                if np.abs(found.x - ours[b]).max() > 1e-8:
                    raise SystemExit(
                        f"draw {b}: scipy and the kernels disagree by {np.abs(found.x - ours[b]).max():.1e}"
                    )
        rates.append(solved / (time.perf_counter() - began))
    return rates[0], rates[1]
