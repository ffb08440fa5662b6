"""The market for many draws, compiled: the same equations as market.py over nodes, markets and routes (packed.py).

Serial and deterministic per draw: no BLAS, no random numbers, no state between draws, so that any split of the draws
over threads gives the same bytes. Equation numbers are those of docs/model.md.
"""

from __future__ import annotations

import numpy as np

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.compiled import kernel, kernel_of_sums
from oreflow.equilibrium.kernel_steps import LARGEST_STEP, advance, copy_into, mix, remember, settings_of_attempt
from oreflow.equilibrium.packed import Counts, Draws, Rows, Structure
from oreflow.equilibrium.setting import LEAST_PURCHASE, LOWEST_LOG_PRICE, Ints
from oreflow.equilibrium.vector_math import exp_into, log_into
from oreflow.equilibrium.workspace import Answers, Work

STALE = 100.0  # forget the memory when the residual grows by this factor
ATTEMPTS = 4
FIRST_ATTEMPT = 150  # iterations; markets that need more do better with a damped second attempt
LOWEST = LOWEST_LOG_PRICE


@kernel
def prepare_draw(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """Everything of draw b that no price changes: weights of routes, demand shifts, elasticities by node and market."""
    prepare_markets(st, wd, dr, wk, b, row)
    prepare_routes(st, wd, wk, row)
    prepare_nodes(st, wd, dr, wk, b, row)
    live, step, limit, reaches, sigma = wk.live, wk.step, wd.limit[row], wd.group_reaches[row], dr.sigma[b]
    for g in range(live.size):
        steepest = 0.0
        for n in range(sigma.size):
            if reaches[g, n]:
                steepest = max(steepest, sigma[n])
        live[g] = limit[g] < np.inf and steepest > 0.0
        step[g] = 1.0 / (steepest * st.group_sharing[g]) if live[g] else 0.0


@kernel
def prepare_markets(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """(2) the backstop's share, and final demand before prices."""
    product, final0, sigma, eta, eta_long = st.market_product, st.final0, dr.sigma[b], dr.eta[b], dr.eta_long[b]
    habit, shift = wd.log_habit[row], wd.shift[row]
    own_sigma, backstop, final, own_eta = wk.sigma_market, wk.backstop, wk.final, wk.eta
    sectors = final0.shape[1]
    log_choke = np.log(dr.choke[b])
    for c in range(product.size):
        n = product[c]
        own_sigma[c] = sigma[n]
        # Markets of one product stand together and share their epsilon.
        same = c > 0 and product[c - 1] == n
        backstop[c] = backstop[c - 1] if same else np.exp(-sigma[n] * log_choke)
        for s in range(sectors):
            scale = shift[c] if habit[c] == 0.0 else shift[c] * np.exp(-(eta_long[n, s] - eta[n, s]) * habit[c])
            final[c * sectors + s] = final0[c, s] * scale
            own_eta[c * sectors + s] = -eta[n, s]


@kernel
def prepare_nodes(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """Elasticities and plants by node."""
    product, odds0, sigma, eta, kappa0 = st.node_product, st.odds, dr.sigma[b], dr.eta[b], dr.kappa[b]
    capacity, cost, on = wd.output0[row] if dr.isoelastic else wd.plant[row], wd.cost_factor[row], wd.on[row]
    own_sigma, kappa, odds, plant, stiff, log_cost = wk.sigma, wk.kappa, wk.odds, wk.plant, wk.stiff, wk.log_cost
    sign = 1.0 if dr.isoelastic else -1.0
    for k in range(product.size):
        n = product[k]
        own_sigma[k] = sigma[n]
        kappa[k] = sign * kappa0[k]
        runs = on[k] and odds0[k] < np.inf
        odds[k] = odds0[k] if runs else 1.0
        plant[k] = capacity[k] if runs else 0.0
        steepest = sigma[n]
        for s in range(eta.shape[1]):
            steepest = max(steepest, eta[n, s])
        stiff[k] = steepest
        log_cost[k] = 0.0 if cost[k] == 1.0 else np.log(cost[k])


@kernel
def prepare_routes(st: Structure, wd: Rows, wk: Work, row: int) -> None:
    """(1), (1a), (1b) as far as no multiplier enters: what each route's wedges let pass."""
    start, place, weight, is_open, log_tau = (
        st.route_start,
        st.back_place,
        wd.weight[row],
        wd.open_route[row],
        wd.log_tau[row],
    )
    sigmas, backstop, pull, back_pull = wk.sigma_market, wk.backstop, wk.pull, wk.back_pull
    phi, log_detour = wd.phi[row], wd.log_detour[row]
    evades = phi.size > 0
    for c in range(sigmas.size):
        sigma, scale = sigmas[c], 1.0 - backstop[c]
        for r in range(start[c], start[c + 1]):
            passed = 0.0
            if is_open[r]:
                passed = 1.0 if log_tau[r] == 0.0 else np.exp(-sigma * log_tau[r])
            if evades and phi[r] > 0.0:
                passed += phi[r] * np.exp(-sigma * log_detour[r]) * max(0.0, 1.0 - passed)
            pull[r] = scale * weight[r] * passed
            back_pull[place[r]] = pull[r]
    members, owner, member_weight, passing, evading = (
        st.member_route,
        st.route_market,
        wk.member_weight,
        wk.passing,
        wk.evading,
    )
    for m in range(members.size):
        r = members[m]
        c = owner[r]
        member_weight[m] = (1.0 - backstop[c]) * weight[r]
        passing[m] = np.exp(-sigmas[c] * log_tau[r]) if is_open[r] else 0.0
        evading[m] = phi[r] * np.exp(-sigmas[c] * log_detour[r]) if evades else 0.0


@kernel
def squeeze_members(st: Structure, dr: Draws, wk: Work, z: Floats, b: int) -> None:
    """(1) on routes under quotas: the multipliers' share of the wedge."""
    nodes, squeeze, live, holds, product = st.node_product.size, wk.squeeze, wk.live, st.bundle_group, st.bundle_product
    for e in range(product.size):
        scarcity = 0.0
        for g in range(live.size):
            if holds[e, g] and live[g]:
                scarcity += max(0.0, z[nodes + g])
        squeeze[e] = np.exp(-dr.sigma[b, product[e]] * scarcity)
    members, bundle, place, pull, back_pull = st.member_route, st.member_bundle, st.back_place, wk.pull, wk.back_pull
    weight, passing, evading = wk.member_weight, wk.passing, wk.evading
    for m in range(members.size):
        r = members[m]
        passed = passing[m] * squeeze[bundle[m]]
        pull[r] = weight[m] * (passed + evading[m] * max(0.0, 1.0 - passed))
        back_pull[place[r]] = pull[r]


@kernel_of_sums
def sum_products(weight: Floats, value: Floats, of: Counts, start: Counts, out: Floats) -> None:
    """out[owner] <- sum over the owner's routes of weight[r] value[of[r]]."""
    for owner in range(out.size):
        total = 0.0
        for r in range(start[owner], start[owner + 1]):
            total += weight[r] * value[of[r]]
        out[owner] = total


@kernel
def composite_and_cost(st: Structure, wd: Rows, wk: Work, row: int) -> None:
    """(3) composite prices and (7) unit costs."""
    on, sigma, level, argument, attraction, scratch = (
        wd.on[row],
        wk.sigma,
        wk.level,
        wk.argument,
        wk.attraction,
        wk.scratch,
    )
    for k in range(sigma.size):
        argument[k] = -sigma[k] * level[k]
    exp_into(argument, attraction, scratch)
    for k in range(sigma.size):
        attraction[k] = attraction[k] if on[k] else 0.0
    total, backstop, log_composite, market_sigma = wk.total, wk.backstop, wk.log_composite, wk.sigma_market
    sum_products(wk.pull, attraction, st.route_node, st.route_start, total)
    for c in range(total.size):
        total[c] += backstop[c]
    log_into(total, log_composite, scratch)
    for c in range(total.size):
        log_composite[c] = -log_composite[c] / market_sigma[c]
    feel_start, feel_market, feel_weight = st.feel_start, st.feel_market, st.feel_weight
    if feel_market.size > 0:
        composite, factor = wk.composite, wd.cost_factor[row]
        exp_into(log_composite, composite, scratch)
        for k in range(sigma.size):
            cost = 1.0
            for f in range(feel_start[k], feel_start[k + 1]):
                cost += feel_weight[f] * (composite[feel_market[f]] - 1.0)
            argument[k] = cost * factor[k]
        log_into(argument, wk.log_cost, scratch)


@kernel
def supply(st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int) -> None:
    """(8) output of today's plants and of every vintage, and how much room each has left."""
    kappa, level, floor, log_cost, argument, pace = (
        wk.kappa,
        wk.level,
        wd.log_floor[row],
        wk.log_cost,
        wk.argument,
        wk.pace,
    )
    plant, odds, output, room, primary = wk.plant, wk.odds, wk.output, wk.room, wk.primary
    for k in range(kappa.size):
        argument[k] = kappa[k] * (max(level[k], floor[k]) - log_cost[k])
    exp_into(argument, pace, wk.scratch)
    if dr.isoelastic:
        for k in range(kappa.size):
            output[k] = pace[k] * plant[k]
            room[k] = output[k]
            primary[k] = output[k]
    else:
        for k in range(kappa.size):
            running = 1.0 / (1.0 + odds[k] * pace[k])
            output[k] = plant[k] * running
            room[k] = output[k] * (1.0 - running)
            primary[k] = output[k]
    nodes, secondary, vintage_output = st.vintage_node, st.vintage_secondary, wk.vintage_output
    capacity, own_cost, own_odds = wd.vintage_capacity[row], wd.vintage_log_cost[row], wd.vintage_odds[row]
    on = wd.on[row]
    for v in range(nodes.size):
        k = nodes[v]
        made, left = 0.0, 0.0
        if capacity[v] > 0.0 and on[k]:
            signal = max(level[k], floor[k]) - own_cost[v] - (0.0 if secondary[v] else log_cost[k])
            if dr.isoelastic:
                made = capacity[v] / (1.0 + own_odds[v]) * np.exp(kappa[k] * signal)
                left = made
            else:
                running = 1.0 / (1.0 + own_odds[v] * np.exp(kappa[k] * signal))
                made = capacity[v] * running
                left = made * (1.0 - running)
        vintage_output[v] = made
        output[k] += made
        room[k] += left
        primary[k] += 0.0 if secondary[v] else made


@kernel
def use_and_demand(st: Structure, wd: Rows, wk: Work, row: int) -> None:
    """(5) final demand, (6) use, (4) purchases summed by origin."""
    eta, exponent, response, log_composite, final = wk.eta, wk.exponent, wk.response, wk.log_composite, wk.final
    markets, sectors = log_composite.size, st.final0.shape[1]
    if sectors == 1:
        for c in range(markets):
            exponent[c] = eta[c] * log_composite[c]
    else:
        for c in range(markets):
            for s in range(sectors):
                exponent[c * sectors + s] = eta[c * sectors + s] * log_composite[c]
    exp_into(exponent, response, wk.scratch)
    for x in range(exponent.size):
        response[x] *= final[x]
    use, release, gain, total, backstop, least = wk.use, wd.release[row], wk.gain, wk.total, wk.backstop, st.floor_use
    for c in range(markets):
        use[c] = 0.0
    if sectors == 1:
        for c in range(markets):
            use[c] += response[c]
    else:
        for c in range(markets):
            for s in range(sectors):
                use[c] += response[c * sectors + s]
    need_start, need_node, need_weight, primary = st.need_start, st.need_node, st.need_weight, wk.primary
    if need_node.size > 0:
        for c in range(markets):
            for f in range(need_start[c], need_start[c + 1]):
                use[c] += need_weight[f] * primary[need_node[f]]
    for c in range(markets):
        use[c] = max(max(use[c] - release[c], LEAST_PURCHASE * use[c]), least[c])
        gain[c] = use[c] / (total[c] * (1.0 - backstop[c]))
    demand, attraction = wk.demand, wk.attraction
    sum_products(wk.back_pull, gain, st.back_market, st.back_start, demand)
    for k in range(demand.size):
        demand[k] *= attraction[k]


@kernel
def quota_flows(st: Structure, wk: Work) -> None:
    """(11) legal tonnes under each group."""
    flow, members, bundle, holds, node, owner = (
        wk.flow,
        st.member_route,
        st.member_bundle,
        st.bundle_group,
        st.route_node,
        st.route_market,
    )
    weight, passing, squeeze, attraction, gain = wk.member_weight, wk.passing, wk.squeeze, wk.attraction, wk.gain
    for g in range(flow.size):
        flow[g] = 0.0
    for m in range(members.size):
        r, e = members[m], bundle[m]
        tonnes = weight[m] * passing[m] * squeeze[e] * attraction[node[r]] * gain[owner[r]]
        for g in range(flow.size):
            if holds[e, g]:
                flow[g] += tonnes


@kernel
def improve(st: Structure, wd: Rows, dr: Draws, wk: Work, z: Floats, b: int, row: int) -> float:
    """One pass of the fixed-point map: target <- map(z). Returns the residual at z, as market.residual."""
    level, nodes, groups = wk.level, st.node_product.size, st.group_sharing.size
    if groups > 0:
        squeeze_members(st, dr, wk, z, b)
    for k in range(nodes):
        level[k] = max(LOWEST, z[k])
    composite_and_cost(st, wd, wk, row)
    supply(st, wd, dr, wk, b, row)
    use_and_demand(st, wd, wk, row)
    on, floor, ratio, gap, target = wd.on[row], wd.log_floor[row], wk.argument, wk.gap, wk.target
    demand, output, room, stiff, kappa = wk.demand, wk.output, wk.room, wk.stiff, wk.kappa
    for k in range(nodes):
        ratio[k] = demand[k] / output[k] if on[k] else 1.0
    log_into(ratio, gap, wk.scratch)  # (10)
    worst = 0.0
    for k in range(nodes):
        reaction = abs(kappa[k]) * room[k] / output[k] if on[k] and level[k] > floor[k] else 0.0
        target[k] = level[k] + gap[k] / (stiff[k] + reaction)
        worst = max(worst, abs(gap[k]) if level[k] > LOWEST else gap[k])
    if groups > 0:
        quota_flows(st, wk)
        flow, limit, live, step = wk.flow, wd.limit[row], wk.live, wk.step
        for g in range(groups):
            target[nodes + g] = 0.0
            if live[g]:
                pressure = np.log(max(flow[g], 1e-300) / limit[g])
                mu = max(0.0, z[nodes + g])
                target[nodes + g] = mu + pressure * step[g]
                worst = max(worst, abs(pressure) if mu > 0.0 else pressure)
    return worst


@kernel
def solve_draw(
    st: Structure, wd: Rows, dr: Draws, wk: Work, b: int, row: int, tolerance: float, most: int
) -> tuple[int, float]:
    """Fixed point of draw b into wk.best; returns iterations and residual. Converged is residual <= tolerance."""
    z = wk.z
    best_gap = np.inf
    used = 0
    for attempt in range(ATTEMPTS):
        depth, damping = settings_of_attempt(attempt, dr.sigma.shape[1])
        depth = min(depth, z.size)
        for x in range(z.size):
            z[x] = wk.best[x] if attempt % 2 == 1 else 0.0
        held, newest, low, fresh = 0, 0, np.inf, True
        turns = (most - used) // (ATTEMPTS - attempt)
        for _ in range(min(turns, FIRST_ATTEMPT) if attempt == 0 else turns):
            gap = improve(st, wd, dr, wk, z, b, row)
            used += 1
            if gap < best_gap:
                best_gap = gap
                copy_into(z, wk.best)
            if gap <= tolerance:
                return used, gap
            if not np.isfinite(gap):
                copy_into(wk.best, z)
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
    first: int, last: int, st: Structure, wd: Rows, dr: Draws, wk: Work, out: Answers, tolerance: float, most: int
) -> None:
    """Solve draws first..last-1 and write their Answers."""
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
        copy_into(wk.vintage_output, out.vintage_output[b])
        copy_into(wk.log_composite, out.log_composite[b])
        copy_into(wk.use, out.use[b])
        for c in range(st.market_product.size):
            bought = 0.0
            for r in range(st.route_start[c], st.route_start[c + 1]):
                bought += wk.pull[r] * wk.attraction[st.route_node[r]]
            out.bought[b, c] = bought * wk.gain[c]
        out.iterations[b] = used
        out.residual[b] = gap
        out.converged[b] = gap <= tolerance


@kernel
def route_flows(
    first: int, last: int, st: Structure, wd: Rows, dr: Draws, wk: Work, out: Answers, flow: Floats, keep: Ints
) -> None:
    """Purchases X [b, kept route] of solved draws, by the same equations."""
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
            flow[b, x] = wk.pull[r] * wk.attraction[st.route_node[r]] * wk.gain[st.route_market[r]]
