"""Arrays the kernels write: answers by draw, and the scratch of one thread."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.packed import Structure
from oreflow.equilibrium.setting import Bools, Ints

DEPTH = 8  # Anderson memory over several stages


class Answers(NamedTuple):
    """What a draw leaves behind; leading axis b."""

    log_price: Floats  # [b, k]
    multiplier: Floats  # [b, g]
    log_composite: Floats  # [b, c]
    output: Floats  # [b, k]
    vintage_output: Floats  # [b, v]
    use: Floats  # [b, c]
    bought: Floats  # [b, c] sum of purchases
    iterations: Ints  # [b]
    residual: Floats  # [b]
    converged: Bools  # [b]


class Work(NamedTuple):
    """Scratch arrays of one thread."""

    pull: Floats  # [r] (1 - eps) v (passed + evading), so that pull x p^-sigma is attraction
    back_pull: Floats  # [r] the same by node
    passing: Floats  # [member] passed share before multipliers
    evading: Floats  # [member] phi (1 + premium)^-sigma
    member_weight: Floats  # [member] (1 - eps) v
    squeeze: Floats  # [bundle] exp(-sigma sum of mu)
    sigma: Floats  # [k]
    kappa: Floats  # [k], negated where supply is logistic
    plant: Floats  # [k] capacity, or benchmark output where supply is isoelastic
    odds: Floats  # [k]
    level: Floats  # [k] ln p, not below the lowest
    attraction: Floats  # [k] p^-sigma
    log_cost: Floats  # [k]
    pace: Floats  # [k] (p/c)^-kappa
    room: Floats  # [k] sum over vintages of Q (1 - Q/K)
    output: Floats  # [k]
    primary: Floats  # [k]
    demand: Floats  # [k]
    stiff: Floats  # [k] demand side of the stiffness
    gap: Floats  # [k] ln(demand/supply)
    argument: Floats  # [k] scratch
    scratch: Floats  # [largest] scratch
    sigma_market: Floats  # [c]
    backstop: Floats  # [c] eps
    total: Floats  # [c] P^-sigma
    log_composite: Floats  # [c]
    composite: Floats  # [c], filled where some price is an input's
    gain: Floats  # [c] U P^sigma / (1 - eps)
    use: Floats  # [c]
    eta: Floats  # [c * s]
    final: Floats  # [c * s]
    response: Floats  # [c * s] P^-eta
    exponent: Floats  # [c * s] scratch
    vintage_output: Floats  # [v]
    step: Floats  # [g]
    live: Bools  # [g]
    flow: Floats  # [g]
    z: Floats  # the iterate: ln p [k], then mu [g], either possibly beyond its bound
    target: Floats
    move: Floats
    last_z: Floats
    last_move: Floats
    best: Floats
    change: Floats  # [memory, z]
    shift: Floats  # [memory, z]
    gram: Floats  # [memory, memory]
    system: Floats  # [memory, memory]
    gamma: Floats  # [memory]


def make_work(st: Structure) -> Work:
    """Scratch for one thread; not compiled, as kernels own no memory."""
    routes, nodes, markets = st.route_market.size, st.node_product.size, st.market_product.size
    members, groups, bundles = st.member_route.size, st.group_sharing.size, st.bundle_product.size
    cells, size = markets * st.final0.shape[1], nodes + groups
    largest = max(nodes, max(markets, cells))
    return Work(
        *(np.zeros(routes), np.zeros(routes), np.zeros(members), np.zeros(members), np.zeros(members)),
        *(np.ones(bundles), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes)),
        *(np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes)),
        *(np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(largest)),
        *(np.zeros(markets), np.zeros(markets), np.zeros(markets), np.zeros(markets), np.zeros(markets)),
        *(np.zeros(markets), np.zeros(markets), np.zeros(cells), np.zeros(cells), np.zeros(cells), np.zeros(cells)),
        *(np.zeros(st.vintage_node.size), np.zeros(groups), np.zeros(groups, np.bool_), np.zeros(groups)),
        *(np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)),
        *(np.zeros((DEPTH, size)), np.zeros((DEPTH, size)), np.zeros((DEPTH, DEPTH)), np.zeros((DEPTH, DEPTH))),
        np.zeros(DEPTH),
    )
