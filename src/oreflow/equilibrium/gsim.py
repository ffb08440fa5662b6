"""GSIM: the linear one-stage tariff model, kept as a published yardstick for the market's textbook form.

Francois & Hall, "Global Simulation Analysis of Industry-Level Trade Policy", version 3.0, 21 April 2003. Axes: exporter
i, importer j. Elasticities carry the paper's signs: ``demand`` Em < 0, ``supply`` Ex > 0, ``substitution`` Es > 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Buyer, Floats, Product
from oreflow.equilibrium.market import solve
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.wedges import none
from oreflow.vocabulary.errors import OreflowError


@dataclass(frozen=True)
class GsimResult:
    """Relative changes: producer price [i], trade at world prices [i, j] in the input's unit, composite price [j]."""

    price: Floats
    trade: Floats
    composite: Floats
    producer_surplus: Floats
    consumer_surplus: Floats
    tariff_revenue: Floats


def solve_gsim(
    trade: Floats, power: Floats, new_power: Floats, demand: float, supply: float, substitution: float
) -> GsimResult:
    """Clear the linearised world market: Ex p_i = sum_j phi_ij q_ij with own and cross price effects.

    ``trade`` [i, j] at world prices, ``power`` [i, j] = 1 + initial tariff, ``new_power`` after the experiment. Uses
    N_own = theta Em - (1 - theta) Es and N_cross = theta_s (Em + Es), theta the share of the importer's spending at
    internal prices. Raises OreflowError for shapes that differ.
    """
    if not trade.shape == power.shape == new_power.shape or trade.shape[0] != trade.shape[1]:
        raise OreflowError("GSIM needs trade, power and new_power as square matrices of one size [exporter, importer]")
    size = trade.shape[0]
    theta = _value_share(trade, power)
    phi = trade / trade.sum(axis=1, keepdims=True)
    shock = new_power / power - 1.0
    # q[i, j] = sum_s response[i, s, j] (p_s + shock[s, j])
    response = np.repeat((theta * (demand + substitution))[None], size, axis=0)
    own = np.arange(size)
    response[own, own] = theta * demand - (1.0 - theta) * substitution
    system = supply * np.eye(size) - np.einsum("ij,isj->is", phi, response)
    price = np.linalg.solve(system, np.einsum("ij,isj,sj->i", phi, response, shock))
    quantity = np.einsum("isj,sj->ij", response, price[:, None] + shock)
    new_trade = trade * (1.0 + quantity) * (1.0 + price[:, None])
    composite = (theta * ((1.0 + price[:, None]) * new_power / power - 1.0)).sum(axis=0)
    spending = (trade * power).sum(axis=0)
    return GsimResult(
        price=price,
        trade=new_trade,
        composite=composite,
        producer_surplus=trade.sum(axis=1) * price * (1.0 + 0.5 * supply * price),
        consumer_surplus=spending * (0.5 * demand * composite**2 * np.sign(composite) - composite),
        tariff_revenue=(new_trade * (new_power - 1.0) - trade * (power - 1.0)).sum(axis=0),
    )


def solve_armington(
    trade: Floats, power: Floats, new_power: Floats, demand: float, supply: float, substitution: float
) -> Floats:
    """The same experiment in the non-linear market with form="ces" and isoelastic supply; producer prices p[i].

    Its derivative at zero shock is GSIM, which is how the market's textbook form is checked.
    """
    size = trade.shape[0]
    names = tuple(f"region{k}" for k in range(size))
    total = trade.sum(axis=1)
    benchmark = Benchmark(
        year=2003,
        products=(Product("gsim", "product", "value", 1.0),),
        origins=names,
        buyers=tuple(Buyer(name) for name in names),
        sectors=("all",),
        flow=trade[None].astype(float),
        output=total[None].astype(float),
        capacity=2.0 * total[None],
        unit_value=np.ones((1, size)),
        coefficient=np.zeros((1, 1)),
        input_share=np.zeros((1, 1, size)),
        final_use=trade.sum(axis=0)[None, :, None].astype(float),
        stock_months=np.full((1, size), np.nan),
        flow_status=np.zeros((1, size, size), dtype=np.int8),
    )
    parameters = Parameters.of(
        benchmark,
        sigma=substitution,
        eta=-demand,
        kappa=supply,
        form="ces",
        supply="isoelastic",
        theta=_value_share(trade, power)[None],
    )
    result = solve(benchmark, replace(none(benchmark), tariff=(new_power / power - 1.0)[None]), parameters)
    if not result.convergence.converged:
        raise OreflowError(f"the non-linear GSIM check did not converge: {result.convergence}")
    price: Floats = result.price[0]
    return price


def _value_share(trade: Floats, power: Floats) -> Floats:
    """theta[i, j]: each exporter's share of the importer's spending at internal prices."""
    spending = trade * power
    share: Floats = spending / spending.sum(axis=0, keepdims=True)
    return share
