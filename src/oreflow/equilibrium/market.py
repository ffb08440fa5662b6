"""The market of one period: plain NumPy, one function per equation of docs/model.md. Start reading here.

Slow and obvious on purpose; the kernels (kernels.py) must give the same answers. Axes everywhere: product n (as an
input: m), origin i, buyer j = (destination, end-user class), sector s. Prices are ratios to the benchmark, tonnes are
t/yr. The purchases are the volume-preserving form of van der Mensbrugghe & Peters, "Volume Preserving CES and CET
Formulations" (GTAP, 2016); form="ces" is the textbook Armington form, for published examples only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oreflow.equilibrium.anderson import Convergence, fixed_point
from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.result import Result
from oreflow.equilibrium.setting import LEAST_PURCHASE, LOWEST_LOG_PRICE, Setting, check_benchmark, input_use, prepare
from oreflow.equilibrium.wedges import Wedges


@dataclass(frozen=True)
class Point:
    """Every quantity of the market at given producer prices and quota multipliers; axes as in the module docstring."""

    price: Floats  # p[n, i]
    multiplier: Floats  # mu[g], log points
    delivered: Floats  # d[n, i, j]; inf on closed routes
    legal: Floats  # [n, i, j] purchases under the measures
    evaded: Floats  # [n, i, j] purchases that go round them
    composite: Floats  # P[n, j]
    final: Floats  # F[n, j, s]
    use: Floats  # U[n, j]
    cost: Floats  # c[n, i]
    output: Floats  # Q[n, i]
    plant_output: Floats  # [n, i] of today's plants
    vintage_output: Floats  # [k]


def delivered_price(price: Floats, setting: Setting, multiplier: Floats) -> Floats:
    """(1) d = p (1+export tax)(1+tariff)(1+freight) exp(sum of mu_g over the groups that hold the route); [n, i, j].

    Closed routes (zero quotas, origins without capacity) cost infinity.
    """
    scarcity = np.zeros(setting.tau.shape)
    for group, mu in zip(setting.quotas, multiplier, strict=True):
        scarcity = scarcity + np.where(group.members, mu, 0.0)
    return np.where(setting.closed, np.inf, price[:, :, None] * setting.tau * np.exp(scarcity))


def passed_share(price: Floats, delivered: Floats, sigma: Floats) -> Floats:
    """(1a) Share of the custom that the wedge lets pass, (d/p)^-sigma: 1 without a wedge, 0 if closed; [n, i, j]."""
    share: Floats = (delivered / price[:, :, None]) ** -sigma[:, None, None]
    return share


def evading_share(passed: Floats, setting: Setting, sigma: Floats) -> Floats:
    """(1b) Share phi of what is cut returns through third countries: phi (1 - passed)(1 + premium)^-sigma; [n,i,j]."""
    share: Floats = setting.phi * np.maximum(0.0, 1.0 - passed) * setting.detour ** -sigma[:, None, None]
    return share


def backstop_share(parameters: Parameters) -> Floats:
    """(2) epsilon[n] = p_choke^-sigma: the custom of a last-resort seller at price p_choke and weight 1."""
    share: Floats = parameters.p_choke**-parameters.sigma
    return share


def composite_price(attraction: Floats, parameters: Parameters) -> Floats:
    """(3) P = ((1 - eps) sum_i v d^-sigma + eps)^(-1/sigma), from attraction v d^-sigma [n, i, j]; [n, j].

    form="ces": P = (sum_i theta d^(1-sigma))^(1/(1-sigma)), value shares at tariff-inclusive prices.
    """
    total = attraction.sum(axis=1)
    if parameters.form == "ces":
        ces: Floats = np.where(total > 0, total, 1.0) ** (1.0 / (1.0 - parameters.sigma[:, None]))
        return ces
    eps = backstop_share(parameters)[:, None]
    bought = total > 0
    price: Floats = ((1.0 - eps) * total + eps) ** (-1.0 / parameters.sigma[:, None])
    return np.where(bought, price, parameters.p_choke)


def purchases(attraction: Floats, composite: Floats, use: Floats, parameters: Parameters) -> Floats:
    """(4) X = v (d/P)^-sigma U, so that tonnes add up to use (less what the backstop keeps); [n, i, j] t/yr.

    For form="ces" the attraction passed here is the tonnage one, v d^-sigma, as in X0 (d/P)^-sigma (U/U0).
    """
    bought: Floats = attraction * (composite ** parameters.sigma[:, None] * use)[:, None, :]
    return bought


def final_demand(composite: Floats, setting: Setting, parameters: Parameters) -> Floats:
    """(5) F = F0 P^-eta H^-(eta_long - eta), H the smoothed past price; [n, j, s] t/yr."""
    eta = parameters.eta[:, None, :]
    shifted = setting.benchmark.final_use * setting.wedges.demand_shift[:, :, None]
    demand: Floats = shifted * composite[:, :, None] ** -eta
    if parameters.eta_long is not None and setting.wedges.smoothed_price is not None:
        demand = demand * setting.wedges.smoothed_price[:, :, None] ** -(parameters.eta_long[:, None, :] - eta)
    return demand


def total_use(final: Floats, primary_output: Floats, setting: Setting) -> Floats:
    """(6) U = sum_s F + sum_m a[n, m] Q[m, j] - release + restocking, at the destination; [n, j] t/yr.

    A release replaces at most 99 % of what is wanted: the rest of it stays in stock.
    """
    inputs = input_use(setting.benchmark, primary_output)
    at_buyer = np.where(setting.home >= 0, inputs[:, setting.home], 0.0) * setting.processing
    wanted = final.sum(axis=2) + at_buyer
    bought = np.maximum(wanted - setting.wedges.stock_release, LEAST_PURCHASE * wanted)
    return np.asarray(np.maximum(bought, setting.floor_use))


def unit_cost(composite: Floats, setting: Setting) -> Floats:
    """(7) c = cost factor x (1 - sum_m w + sum_m w P[m, i]), P of the input at the plant's own place; [n, i]."""
    price_rise = np.zeros((len(setting.benchmark.products), len(setting.benchmark.origins)))
    for j, place in enumerate(setting.home):
        if place >= 0:
            price_rise[:, place] += setting.processing[:, j] * (composite[:, j] - 1.0)
    cost: Floats = 1.0 + np.einsum("mni,mi->ni", setting.benchmark.input_share, price_rise)
    return cost * setting.wedges.cost_factor


def plant_supply(price: Floats, cost: Floats, setting: Setting, parameters: Parameters) -> Floats:
    """(8) Q = K / (1 + (1/u - 1)(p/c)^-kappa), today's plants; producers act on max(p, floor); [n, i] t/yr.

    supply="isoelastic": Q0 (p/c)^kappa.
    """
    signal = np.maximum(price, setting.wedges.price_floor) / cost
    if parameters.supply == "isoelastic":
        free: Floats = setting.output0 * signal**parameters.kappa
        return free
    running = setting.plant > 0
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(running, setting.plant / (1.0 + setting.odds * signal**-parameters.kappa), 0.0)


def vintage_supply(price: Floats, cost: Floats, setting: Setting, parameters: Parameters) -> Floats:
    """(8) The same for each vintage beyond today's plant, at its cost ratio; secondary supply has c = 1; [k] t/yr."""
    supplied = np.zeros(len(setting.vintages))
    for k, v in enumerate(setting.vintages):
        at = (v.product, v.origin)
        if not setting.active[at]:
            continue
        own_cost = v.cost_ratio * (1.0 if v.secondary else cost[at])
        signal = max(price[at], setting.wedges.price_floor[at]) / own_cost
        slope = parameters.kappa[at]
        if parameters.supply == "isoelastic":
            supplied[k] = v.capacity * v.utilisation * signal**slope
        else:
            supplied[k] = v.capacity / (1.0 + (1.0 / v.utilisation - 1.0) * signal**-slope)
    return supplied


def group_flow(legal: Floats, setting: Setting) -> Floats:
    """(9) Tonnes under each quota, sum of X over its members; goods that evade are not counted; [g] t/yr."""
    return np.array([float(legal[group.members].sum()) for group in setting.quotas])


def evaluate(price: Floats, multiplier: Floats, setting: Setting, parameters: Parameters) -> Point:
    """Run equations (1) to (8) once, at producer prices p[n, i] and multipliers mu[g]."""
    sigma = parameters.sigma
    delivered = delivered_price(price, setting, multiplier)
    passed = passed_share(price, delivered, sigma)
    evading = evading_share(passed, setting, sigma)
    custom = setting.weight * np.where(setting.active, price, 1.0)[:, :, None] ** -sigma[:, None, None]
    custom = np.where(setting.active[:, :, None], custom, 0.0)
    attraction = custom * (passed + evading)
    if parameters.form == "ces" and parameters.theta is not None:
        finite = np.where(np.isfinite(delivered), delivered, 1.0)
        value_pull = np.where(np.isfinite(delivered), finite ** (1.0 - sigma[:, None, None]), 0.0)
        composite = composite_price(parameters.theta * value_pull, parameters)
    else:
        composite = composite_price(attraction, parameters)
    final = final_demand(composite, setting, parameters)
    cost = unit_cost(composite, setting)
    plant_output = plant_supply(price, cost, setting, parameters)
    vintage_output = vintage_supply(price, cost, setting, parameters)
    output, primary = plant_output.copy(), plant_output.copy()
    for k, v in enumerate(setting.vintages):
        output[v.product, v.origin] += vintage_output[k]
        primary[v.product, v.origin] += 0.0 if v.secondary else vintage_output[k]
    output = np.where(setting.active, output, 0.0)
    use = total_use(final, np.where(setting.active, primary, 0.0), setting)
    legal = purchases(custom * passed, composite, use, parameters)
    evaded = purchases(custom * evading, composite, use, parameters)
    return Point(
        price, multiplier, delivered, legal, evaded, composite, final, use, cost, output, plant_output, vintage_output
    )


def excess(point: Point, setting: Setting) -> tuple[Floats, Floats]:
    """(10) Clearing, ln(sum_j X / Q) [n, i] (0 where inactive), and (11) quota pressure, ln(flow / L) [g]."""
    demand = (point.legal + point.evaded).sum(axis=2)
    on = setting.active
    clearing: Floats = np.log(np.where(on, demand, 1.0)) - np.log(np.where(on, point.output, 1.0))
    limits = np.array([group.limit for group in setting.quotas])
    pressure: Floats = np.log(np.maximum(group_flow(point.legal, setting), 1e-300)) - np.log(limits)
    return clearing, pressure


def stiffness(point: Point, setting: Setting, parameters: Parameters) -> Floats:
    """How fast ln(supply/demand) rises with ln p: sigma (eta, if larger) + kappa (1 - Q/K) over vintages; [n, i]."""
    demand = np.maximum(parameters.sigma, parameters.eta.max(axis=1))[:, None]
    if parameters.supply == "isoelastic":
        return np.asarray(demand + parameters.kappa)
    room = point.plant_output * (1.0 - point.plant_output / np.maximum(setting.plant, 1e-300))
    for k, v in enumerate(setting.vintages):
        made = point.vintage_output[k]
        room[v.product, v.origin] += made * (1.0 - made / v.capacity)
    room = np.where(point.price > setting.wedges.price_floor, room, 0.0)
    return np.asarray(demand + parameters.kappa * room / np.maximum(point.output, 1e-300))


def residual(clearing: Floats, log_price: Floats, pressure: Floats, multiplier: Floats) -> float:
    """How far from equilibrium, in log points: excess demand anywhere, or a quota broken or slack with mu > 0.

    At the lowest price only demand beyond supply counts: output may stay unsold.
    """
    unclear = np.where(log_price > LOWEST_LOG_PRICE, np.abs(clearing), np.maximum(clearing, 0.0))
    broken = np.where(multiplier > 0, np.abs(pressure), np.maximum(pressure, 0.0))
    return float(max(unclear.max(initial=0.0), broken.max(initial=0.0)))


def quota_step(setting: Setting, parameters: Parameters) -> Floats:
    """Step of mu_g per log point of pressure: 1/sigma, divided by how many quotas share a route with it; [g]."""
    step = np.ones(len(setting.quotas))
    for g, group in enumerate(setting.quotas):
        products = np.flatnonzero((group.members & ~setting.closed).any(axis=(1, 2)))
        sharing = sum(bool((group.members & other.members).any()) for other in setting.quotas)
        step[g] = 1.0 / (parameters.sigma[products].max() * sharing)
    return step


def solve(
    benchmark: Benchmark,
    wedges: Wedges,
    parameters: Parameters,
    *,
    tolerance: float = 1e-11,
    max_iterations: int = 2000,
) -> Result:
    """Clear all markets at once and return the Result, which carries its own Convergence.

    One fixed-point map in (ln p, mu): ln p += ln(demand/supply)/stiffness, mu <- max(0, mu + ln(flow/L)/sigma),
    accelerated (model.md §2). ``tolerance`` bounds every log excess demand and quota gap. Raises OreflowError for
    inputs that contradict each other; never for a market that does not converge: look at ``result.convergence``.
    """
    check_benchmark(benchmark)
    parameters.check(benchmark)
    setting = prepare(benchmark, wedges)
    point, convergence = solve_setting(setting, parameters, tolerance=tolerance, max_iterations=max_iterations)
    return make_result(point, setting, parameters, convergence)


def solve_setting(
    setting: Setting, parameters: Parameters, *, tolerance: float, max_iterations: int
) -> tuple[Point, Convergence]:
    """Find the equilibrium Point of a prepared market."""
    on = setting.active
    size = int(on.sum())
    step = quota_step(setting, parameters)

    def unpack(z: Floats) -> tuple[Floats, Floats]:
        price = np.ones(on.shape)
        price[on] = np.exp(np.maximum(LOWEST_LOG_PRICE, z[:size]))
        return price, np.maximum(0.0, z[size:])

    def improve(z: Floats) -> tuple[Floats, float]:
        price, multiplier = unpack(z)
        point = evaluate(price, multiplier, setting, parameters)
        clearing, pressure = excess(point, setting)
        speed = 1.0 / stiffness(point, setting, parameters)[on]
        log_price = np.maximum(LOWEST_LOG_PRICE, z[:size])
        gap = residual(clearing[on], log_price, pressure, multiplier)
        # Coordinates may go beyond their bounds (a slack quota, unsold output): smoother than clipping them.
        return np.concatenate([log_price + clearing[on] * speed, multiplier + pressure * step]), gap

    z, convergence = fixed_point(improve, np.zeros(size + step.size), tolerance, max_iterations)
    return evaluate(*unpack(z), setting, parameters), convergence


def make_result(point: Point, setting: Setting, parameters: Parameters, convergence: Convergence) -> Result:
    """The Result of a solved Point; origins with nothing left to sell have no price (NaN), not a price of zero."""
    unmet = point.use - (point.legal + point.evaded).sum(axis=1)
    if parameters.form == "ces":
        unmet = np.zeros_like(unmet)
    return Result(
        setting=setting,
        parameters=parameters,
        convergence=convergence,
        price=np.where(setting.active, point.price, np.nan),
        delivered=point.delivered,
        composite=point.composite,
        flow=point.legal + point.evaded,
        evaded=point.evaded,
        output=point.output,
        vintage_output=point.vintage_output,
        use=point.use,
        final=point.final,
        unmet=unmet,
        unit_cost=point.cost,
        multiplier=point.multiplier,
    )


__all__ = ["Convergence", "Point", "evaluate", "make_result", "solve"]
