"""The market for many draws, compiled: the same equations as market.py over nodes, markets and routes (packed.py).

Serial and deterministic per draw: no BLAS, no random numbers, no state between draws, so that any split of the draws
over threads gives the same bytes. Equation numbers are those of docs/model.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.compiled import kernel
from oreflow.equilibrium.packed import Draws, Rows, Structure
from oreflow.equilibrium.setting import LOWEST_LOG_PRICE, Bools, Ints

DEPTH = 6  # Anderson memory
LARGEST_STEP = 2.0
STALE = 100.0  # forget the memory when the residual grows by this factor
ATTEMPTS = 4
LOWEST = LOWEST_LOG_PRICE


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
    passing: Floats  # [member] passed share before multipliers
    evading: Floats  # [member] phi (1 + premium)^-sigma
    member_weight: Floats  # [member] (1 - eps) v
    attraction: Floats  # [k] p^-sigma
    backstop: Floats  # [n]
    log_composite: Floats  # [c]
    inverse: Floats  # [c] P^sigma, then U P^sigma / (1 - eps)
    use: Floats  # [c]
    log_cost: Floats  # [k]
    output: Floats  # [k]
    primary: Floats  # [k]
    vintage_output: Floats  # [v]
    demand: Floats  # [k]
    final: Floats  # [c, s]
    speed: Floats  # [k]
    step: Floats  # [g]
    live: Bools  # [g]
    flow: Floats  # [g]
    squeeze: Floats  # [bundle] exp(-sigma sum of mu)
    target: Floats  # [z]
    move: Floats  # [z]
    last_z: Floats
    last_move: Floats
    best: Floats
    z: Floats
    level: Floats  # [k] ln p, not below the lowest
    change: Floats  # [memory, z]
    shift: Floats  # [memory, z]
    gram: Floats  # [memory, memory]
    system: Floats  # [memory, memory]
    gamma: Floats  # [memory]


@kernel
def make_work(st: Structure, wd: Rows) -> Work:
    """Scratch for one thread."""
    routes, nodes, markets = st.route_node.size, st.node_product.size, st.market_product.size
    members, groups, bundles = st.member_route.size, st.group_sharing.size, st.bundle_product.size
    products = wd.group_reaches.shape[2]
    size = nodes + groups
    return Work(
        np.zeros(routes),
        np.zeros(members),
        np.zeros(members),
        np.zeros(members),
        np.zeros(nodes),
        np.zeros(products),
        np.zeros(markets),
        np.zeros(markets),
        np.zeros(markets),
        np.zeros(nodes),
        np.zeros(nodes),
        np.zeros(nodes),
        np.zeros(st.vintage_node.size),
        np.zeros(nodes),
        np.zeros((markets, st.final0.shape[1])),
        np.zeros(nodes),
        np.zeros(groups),
        np.zeros(groups, np.bool_),
        np.zeros(groups),
        np.ones(bundles),
        np.zeros(size),
        np.zeros(size),
        np.zeros(size),
        np.zeros(size),
        np.zeros(size),
        np.zeros(size),
        np.zeros(nodes),
        np.zeros((DEPTH, size)),
        np.zeros((DEPTH, size)),
        np.zeros((DEPTH, DEPTH)),
        np.zeros((DEPTH, DEPTH)),
        np.zeros(DEPTH),
    )


@kernel
def prepare_draw(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """Everything of draw b that no price changes: weights of routes, demand shifts, step sizes."""
    for n in range(wk.backstop.size):
        wk.backstop[n] = np.exp(-dr.sigma[b, n] * np.log(dr.choke[b]))  # (2)
    evades = wd.phi.shape[1] > 0
    for r in range(st.route_node.size):
        n = st.market_product[st.route_market[r]]
        sigma = dr.sigma[b, n]
        weight = (1.0 - wk.backstop[n]) * wd.weight[row, r]
        passed = 0.0
        if wd.open_route[row, r]:
            passed = 1.0 if wd.log_tau[row, r] == 0.0 else np.exp(-sigma * wd.log_tau[row, r])
        if evades and wd.phi[row, r] > 0.0:
            round_about = wd.phi[row, r] * np.exp(-sigma * wd.log_detour[row, r])
            passed += round_about * max(0.0, 1.0 - passed)  # (1b)
        wk.pull[r] = weight * passed
    for m in range(st.member_route.size):
        r = st.member_route[m]
        n = st.bundle_product[st.member_bundle[m]]
        sigma = dr.sigma[b, n]
        wk.member_weight[m] = (1.0 - wk.backstop[n]) * wd.weight[row, r]
        wk.passing[m] = np.exp(-sigma * wd.log_tau[row, r]) if wd.open_route[row, r] else 0.0
        wk.evading[m] = wd.phi[row, r] * np.exp(-sigma * wd.log_detour[row, r]) if evades else 0.0
    for c in range(st.market_product.size):
        n = st.market_product[c]
        for s in range(st.final0.shape[1]):
            habit = 1.0
            if wd.log_habit[row, c] != 0.0:
                habit = np.exp(-(dr.eta_long[b, n, s] - dr.eta[b, n, s]) * wd.log_habit[row, c])
            wk.final[c, s] = st.final0[c, s] * wd.shift[row, c] * habit
    for k in range(st.node_product.size):
        wk.speed[k] = 1.0 / (dr.sigma[b, st.node_product[k]] + dr.kappa[b, k]) if wd.on[row, k] else 0.0
        wk.log_cost[k] = np.log(wd.cost_factor[row, k])
    for g in range(st.group_sharing.size):
        steepest = 0.0
        for n in range(wk.backstop.size):
            if wd.group_reaches[row, g, n]:
                steepest = max(steepest, dr.sigma[b, n])
        wk.live[g] = wd.limit[row, g] < np.inf and steepest > 0.0
        wk.step[g] = 1.0 / (steepest * st.group_sharing[g]) if wk.live[g] else 0.0


@kernel
def squeeze_members(st: Structure, dr: Draws, wk: Work, z: Floats, b: int) -> None:
    """(1) on routes under quotas: the multipliers' share of the wedge."""
    nodes = st.node_product.size
    for e in range(st.bundle_product.size):
        scarcity = 0.0
        for g in range(st.group_sharing.size):
            if st.bundle_group[e, g] and wk.live[g]:
                scarcity += max(0.0, z[nodes + g])
        wk.squeeze[e] = np.exp(-dr.sigma[b, st.bundle_product[e]] * scarcity)
    for m in range(st.member_route.size):
        passed = wk.passing[m] * wk.squeeze[st.member_bundle[m]]
        wk.pull[st.member_route[m]] = wk.member_weight[m] * (passed + wk.evading[m] * max(0.0, 1.0 - passed))


@kernel
def composite_and_cost(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """(3) composite prices and (7) unit costs."""
    for k in range(st.node_product.size):
        wk.attraction[k] = np.exp(-dr.sigma[b, st.node_product[k]] * wk.level[k]) if wd.on[row, k] else 0.0
    for c in range(st.market_product.size):
        n = st.market_product[c]
        total = 0.0
        for r in range(st.route_start[c], st.route_start[c + 1]):
            total += wk.pull[r] * wk.attraction[st.route_node[r]]
        total += wk.backstop[n]
        wk.inverse[c] = 1.0 / total
        wk.log_composite[c] = -np.log(total) / dr.sigma[b, n]
    for k in range(st.node_product.size):
        if st.feel_start[k] < st.feel_start[k + 1]:
            cost = 1.0
            for f in range(st.feel_start[k], st.feel_start[k + 1]):
                cost += st.feel_weight[f] * (np.exp(wk.log_composite[st.feel_market[f]]) - 1.0)
            wk.log_cost[k] = np.log(cost * wd.cost_factor[row, k])


@kernel
def supply(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """(8) output of today's plants and of every vintage."""
    for k in range(st.node_product.size):
        signal = max(wk.level[k], wd.log_floor[row, k]) - wk.log_cost[k]
        made = 0.0
        if dr.isoelastic:
            made = wd.output0[row, k] * np.exp(dr.kappa[b, k] * signal)
        elif wd.plant[row, k] > 0.0 and st.odds[k] < np.inf:
            made = wd.plant[row, k] / (1.0 + st.odds[k] * np.exp(-dr.kappa[b, k] * signal))
        wk.output[k] = made
        wk.primary[k] = made
    for v in range(st.vintage_node.size):
        k = st.vintage_node[v]
        made = 0.0
        if wd.vintage_capacity[row, v] > 0.0:
            signal = max(wk.level[k], wd.log_floor[row, k]) - wd.vintage_log_cost[row, v]
            if not st.vintage_secondary[v]:
                signal -= wk.log_cost[k]
            if dr.isoelastic:
                made = wd.vintage_capacity[row, v] / (1.0 + wd.vintage_odds[row, v]) * np.exp(dr.kappa[b, k] * signal)
            else:
                made = wd.vintage_capacity[row, v] / (1.0 + wd.vintage_odds[row, v] * np.exp(-dr.kappa[b, k] * signal))
        wk.vintage_output[v] = made
        wk.output[k] += made
        if not st.vintage_secondary[v]:
            wk.primary[k] += made


@kernel
def use_and_demand(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """(5) final demand, (6) use, (4) purchases summed by origin."""
    for k in range(st.node_product.size):
        wk.demand[k] = 0.0
    sectors = st.final0.shape[1]
    for c in range(st.market_product.size):
        n = st.market_product[c]
        use = -wd.release[row, c]
        for s in range(sectors):
            if wk.final[c, s] > 0.0:
                use += wk.final[c, s] * np.exp(-dr.eta[b, n, s] * wk.log_composite[c])
        for f in range(st.need_start[c], st.need_start[c + 1]):
            use += st.need_weight[f] * wk.primary[st.need_node[f]]
        use = max(use, st.floor_use[c])
        wk.use[c] = use
        gain = use * wk.inverse[c] / (1.0 - wk.backstop[n])
        wk.inverse[c] = gain
        for r in range(st.route_start[c], st.route_start[c + 1]):
            wk.demand[st.route_node[r]] += wk.pull[r] * gain
    for k in range(st.node_product.size):
        wk.demand[k] *= wk.attraction[k]


@kernel
def quota_flows(st: Structure, wk: Work) -> None:
    """(11) legal tonnes under each group."""
    for g in range(st.group_sharing.size):
        wk.flow[g] = 0.0
    for m in range(st.member_route.size):
        e = st.member_bundle[m]
        r = st.member_route[m]
        tonnes = (
            wk.member_weight[m]
            * wk.passing[m]
            * wk.squeeze[e]
            * wk.attraction[st.route_node[r]]
            * wk.inverse[st.route_market[r]]
        )
        for g in range(st.group_sharing.size):
            if st.bundle_group[e, g]:
                wk.flow[g] += tonnes


@kernel
def improve(st: Structure, wd: Rows, dr: Draws, wk: Work, z: Floats, b: int, row: int) -> float:
    """One pass of the fixed-point map: target <- map(z). Returns the residual at z, as market.residual."""
    nodes = st.node_product.size
    if st.group_sharing.size > 0:
        squeeze_members(st, dr, wk, z, b)
    for k in range(nodes):
        wk.level[k] = max(LOWEST, z[k])
    composite_and_cost(st, wd, dr, wk, b, row)
    supply(st, wd, dr, wk, b, row)
    use_and_demand(st, wd, dr, wk, b, row)
    worst = 0.0
    for k in range(nodes):
        if wd.on[row, k]:
            gap = np.log(wk.demand[k] / wk.output[k])  # (10)
            if not np.isfinite(gap):
                return np.nan
            wk.target[k] = wk.level[k] + gap * wk.speed[k]
            broken = abs(gap) if wk.level[k] > LOWEST else max(gap, 0.0)
            if not broken <= worst:
                worst = broken
        else:
            wk.target[k] = 0.0
    if st.group_sharing.size > 0:
        quota_flows(st, wk)
        for g in range(st.group_sharing.size):
            if wk.live[g]:
                pressure = np.log(max(wk.flow[g], 1e-300) / wd.limit[row, g])
                mu = max(0.0, z[nodes + g])
                wk.target[nodes + g] = mu + pressure * wk.step[g]
                broken = abs(pressure) if mu > 0.0 else max(pressure, 0.0)
                if not broken <= worst:
                    worst = broken
            else:
                wk.target[nodes + g] = 0.0
    return worst


@kernel
def remember(wk: Work, z: Floats, held: int, newest: int, depth: int) -> int:
    """Store the last change of z and of its move in the slot ``newest``; update the Gram matrix. Returns slots held."""
    size = z.size
    for x in range(size):
        wk.change[newest, x] = wk.move[x] - wk.last_move[x]
        wk.shift[newest, x] = z[x] - wk.last_z[x]
    held = min(held + 1, depth)
    for other in range(held):
        dot = 0.0
        for x in range(size):
            dot += wk.change[newest, x] * wk.change[other, x]
        wk.gram[newest, other] = dot
        wk.gram[other, newest] = dot
    return held


@kernel
def mix(wk: Work, held: int) -> bool:
    """Least-squares weights gamma of the remembered changes (normal equations, Cholesky); False if singular."""
    size = wk.move.size
    largest = 0.0
    for u in range(held):
        largest = max(largest, wk.gram[u, u])
    for u in range(held):
        dot = 0.0
        for x in range(size):
            dot += wk.change[u, x] * wk.move[x]
        wk.gamma[u] = dot
        for v in range(u + 1):
            wk.system[u, v] = wk.gram[u, v]
        wk.system[u, u] += 1e-14 * wk.gram[u, u] + 1e-30 * largest
    for u in range(held):
        for v in range(u + 1):
            total = wk.system[u, v]
            for t in range(v):
                total -= wk.system[u, t] * wk.system[v, t]
            if u == v:
                if not total > 0.0:
                    return False
                wk.system[u, u] = np.sqrt(total)
            else:
                wk.system[u, v] = total / wk.system[v, v]
    for u in range(held):
        for t in range(u):
            wk.gamma[u] -= wk.system[u, t] * wk.gamma[t]
        wk.gamma[u] /= wk.system[u, u]
    for u in range(held - 1, -1, -1):
        for t in range(u + 1, held):
            wk.gamma[u] -= wk.system[t, u] * wk.gamma[t]
        wk.gamma[u] /= wk.system[u, u]
    return True


@kernel
def advance(wk: Work, z: Floats, held: int, damping: float) -> None:
    """z <- z + damped move, less what the memory explains; steps are capped."""
    size = z.size
    for x in range(size):
        wk.last_z[x] = z[x]
        wk.last_move[x] = wk.move[x]
    for x in range(size):
        step = damping * wk.move[x]
        for u in range(held):
            step -= wk.gamma[u] * (wk.shift[u, x] + damping * wk.change[u, x])
        z[x] += min(max(step, -LARGEST_STEP), LARGEST_STEP)


@kernel
def settings_of_attempt(attempt: int) -> tuple[int, float]:
    """(memory, damping) of each attempt: later ones are slower and steadier, as anderson.SCHEDULE."""
    if attempt == 0:
        return DEPTH, 1.0
    if attempt == 1:
        return DEPTH, 0.5
    if attempt == 2:
        return 3, 0.25
    return 0, 0.1


@kernel
def solve_draw(
    st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int, tolerance: float, most: int
) -> tuple[int, float]:
    """Fixed point of draw b into wk.best; returns iterations and residual. Converged is residual <= tolerance."""
    z = wk.z
    best_gap = np.inf
    used = 0
    for attempt in range(ATTEMPTS):
        depth, damping = settings_of_attempt(attempt)
        for x in range(z.size):
            z[x] = wk.best[x] if attempt % 2 == 1 else 0.0
        held, newest, low, fresh = 0, 0, np.inf, True
        for _ in range((most - used) // (ATTEMPTS - attempt)):
            gap = improve(st, wd, dr, wk, z, b, row)
            used += 1
            if gap < best_gap:
                best_gap = gap
                wk.best[:] = z
            if gap <= tolerance:
                return used, gap
            if not np.isfinite(gap):
                z[:] = wk.best
                held, newest, low, fresh = 0, 0, np.inf, True
                damping *= 0.5
                if not np.isfinite(best_gap):
                    return used, best_gap
                continue
            if gap > STALE * low:
                held, newest, fresh = 0, 0, True
            low = min(low, gap)
            for x in range(z.size):
                wk.move[x] = min(max(wk.target[x] - z[x], -LARGEST_STEP), LARGEST_STEP)
            if depth > 0 and not fresh:
                held = remember(wk, z, held, newest, depth)
                newest = (newest + 1) % depth
                if not mix(wk, held):
                    held, newest = 0, 0
            advance(wk, z, held, damping)
            fresh = False
    return used, best_gap


@kernel
def solve_draws(
    first: int, last: int, st: Structure, wd: Rows, dr: Draws, out: Answers, tolerance: float, most: int
) -> None:
    """Solve draws first..last-1 and write their Answers."""
    wk = make_work(st, wd)
    nodes = st.node_product.size
    for b in range(first, last):
        row = b if wd.weight.shape[0] > 1 else 0
        prepare_draw(st, wd, dr, wk, b, row)
        used, gap = solve_draw(st, wd, dr, wk, b, row, tolerance, most)
        improve(st, wd, dr, wk, wk.best, b, row)
        for k in range(nodes):
            out.log_price[b, k] = wk.level[k] if wd.on[row, k] else np.nan
            out.output[b, k] = wk.output[k] if wd.on[row, k] else 0.0
        for g in range(st.group_sharing.size):
            out.multiplier[b, g] = max(0.0, wk.best[nodes + g])
        out.vintage_output[b, :] = wk.vintage_output
        out.log_composite[b, :] = wk.log_composite
        out.use[b, :] = wk.use
        for c in range(st.market_product.size):
            bought = 0.0
            for r in range(st.route_start[c], st.route_start[c + 1]):
                bought += wk.pull[r] * wk.attraction[st.route_node[r]]
            out.bought[b, c] = bought * wk.inverse[c]
        out.iterations[b] = used
        out.residual[b] = gap
        out.converged[b] = gap <= tolerance


@kernel
def route_flows(
    first: int, last: int, st: Structure, wd: Rows, dr: Draws, out: Answers, flow: Floats, keep: Ints
) -> None:
    """Purchases X [b, kept route] of solved draws, by the same equations."""
    wk = make_work(st, wd)
    nodes = st.node_product.size
    z = wk.z
    for b in range(first, last):
        row = b if wd.weight.shape[0] > 1 else 0
        prepare_draw(st, wd, dr, wk, b, row)
        for k in range(nodes):
            z[k] = out.log_price[b, k] if wd.on[row, k] else 0.0
        for g in range(st.group_sharing.size):
            z[nodes + g] = out.multiplier[b, g]
        improve(st, wd, dr, wk, z, b, row)
        for x in range(keep.size):
            r = keep[x]
            flow[b, x] = wk.pull[r] * wk.attraction[st.route_node[r]] * wk.inverse[st.route_market[r]]
