"""Money: rents, revenue and surplus of a solved market. Reads quantities and prices, solves nothing.

Axes: product n, origin i, buyer j, sector s, quota g; leading draw axes b pass through where a function says so. All in
USD/yr at the unit values of the benchmark. The order of charges along a route is: producer price, rents held at the
origin (state, licensee), export tax, tariff, freight change, rents held by the importer.
"""

from __future__ import annotations

import numpy as np

from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.setting import Setting

#: Gauss-Legendre nodes for the area under the supply curve (it is smooth; 48 nodes give 1e-12 of it).
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def _scarcity(setting: Setting, multiplier: Floats, at_importer: bool) -> Floats:
    """Sum of mu_g over the groups on each route whose rent is held at the importer (or at the origin); [n, i, j]."""
    total = np.zeros(setting.tau.shape)
    for group, mu in zip(setting.quotas, multiplier, strict=True):
        if (group.rent_holder == "importer") == at_importer:
            total = total + np.where(group.members, mu, 0.0)
    return total


def origin_price(setting: Setting, price: Floats, multiplier: Floats) -> Floats:
    """USD/t at the origin's border before export tax, rents held there included; [n, i, j]."""
    known = np.nan_to_num(price, nan=0.0) * setting.value
    border: Floats = known[:, :, None] * np.exp(_scarcity(setting, multiplier, at_importer=False))
    return border


def quota_rents(setting: Setting, price: Floats, legal: Floats, multiplier: Floats) -> Floats:
    """Rent of each quota, USD/yr [g]: gap opened by its multiplier times tonnes, shared by mu_g on overlaps."""
    held_out, held_in = (_scarcity(setting, multiplier, at_importer=side) for side in (False, True))
    border = origin_price(setting, price, multiplier)
    out_gap = border * -np.expm1(-held_out)
    in_gap = border * setting.tau * np.expm1(held_in)
    rents = np.zeros(len(setting.quotas))
    for g, (group, mu) in enumerate(zip(setting.quotas, multiplier, strict=True)):
        gap, total = (in_gap, held_in) if group.rent_holder == "importer" else (out_gap, held_out)
        part = np.divide(mu, total, out=np.zeros_like(total), where=group.members & (total > 0))
        rents[g] = float((gap * part * legal)[group.members].sum())
    return rents


def export_tax_revenue(setting: Setting, price: Floats, legal: Floats, multiplier: Floats) -> Floats:
    """Export tax collected, USD/yr [n, i]."""
    base = origin_price(setting, price, multiplier) * legal
    revenue: Floats = (base * setting.wedges.export_tax).sum(axis=2)
    return revenue


def tariff_revenue(setting: Setting, price: Floats, legal: Floats, multiplier: Floats) -> Floats:
    """Tariff collected at the destination on the price after export tax, USD/yr [n, j]."""
    base = origin_price(setting, price, multiplier) * (1.0 + setting.wedges.export_tax) * legal
    revenue: Floats = (base * setting.wedges.tariff).sum(axis=1)
    return revenue


def paid_per_tonne(setting: Setting, flow: Floats, delivered: Floats, evaded: Floats, price: Floats) -> Floats:
    """Mean price paid on the tonnes that arrive, USD/t [n, j]; evaded tonnes cost the producer price and the detour."""
    legal = flow - evaded
    value = setting.value[:, :, None]
    lawful = np.where(legal > 0, delivered, 0.0) * legal * value
    detour = np.where(evaded > 0, np.nan_to_num(price)[:, :, None] * setting.detour, 0.0) * evaded * value
    tonnes = flow.sum(axis=1)
    paid: Floats = np.divide((lawful + detour).sum(axis=1), tonnes, out=np.full_like(tonnes, np.nan), where=tonnes > 0)
    return paid


def consumer_surplus(setting: Setting, parameters: Parameters, composite: Floats) -> Floats:
    """Change of final users' surplus, USD/yr [n, j]: the area F0 (P^(1-eta) - 1)/(1-eta) left of demand, negated.

    Valued at the buyer's mean benchmark unit value; the past (smoothed price) scales F0 as it does in demand.
    """
    bench = setting.benchmark
    eta = parameters.eta[:, None, :]
    scale = bench.final_use * setting.wedges.demand_shift[:, :, None]
    if parameters.eta_long is not None and setting.wedges.smoothed_price is not None:
        scale = scale * setting.wedges.smoothed_price[:, :, None] ** -(parameters.eta_long[:, None, :] - eta)
    log_price = np.log(composite)[:, :, None]
    rise = 1.0 - eta
    near = np.abs(rise * log_price) < 1e-9
    safe = np.where(np.abs(rise) < 1e-12, 1.0, rise)
    area = np.where(near, log_price, np.expm1(rise * log_price) / safe)
    mean = (setting.weight * setting.value[:, :, None]).sum(axis=1)
    change: Floats = -(scale * area).sum(axis=2) * mean
    return change


def producer_surplus(setting: Setting, parameters: Parameters, price: Floats, cost: Floats) -> Floats:
    """Change of operating surplus, USD/yr [n, i]: area left of every plant's supply curve, now less at the benchmark.

    Pi(p, c) = c uv integral_0^(p/c) Q(x) dx for each vintage; a new plant's surplus counts from zero.
    """
    bench, wedges = setting.benchmark, setting.wedges
    acted = np.maximum(np.nan_to_num(price, nan=0.0), wedges.price_floor)
    if parameters.supply == "isoelastic":
        now = _area_isoelastic(acted / cost, parameters.kappa) * setting.output0
        before = _area_isoelastic(np.ones_like(acted), parameters.kappa) * bench.output
    else:
        now = _area_logistic(acted / cost, setting.odds, parameters.kappa) * setting.plant
        before = _area_logistic(np.ones_like(acted), setting.odds, parameters.kappa) * bench.capacity
    surplus = cost * now - before
    for v in setting.vintages:
        at = (v.product, v.origin)
        own = v.cost_ratio * (1.0 if v.secondary else cost[at])
        signal, slope = np.array(acted[at] / own), np.array(parameters.kappa[at])
        if parameters.supply == "isoelastic":
            surplus[at] += own * v.capacity * v.utilisation * float(_area_isoelastic(signal, slope))
        else:
            surplus[at] += own * v.capacity * float(_area_logistic(signal, np.array(1.0 / v.utilisation - 1.0), slope))
    return np.asarray(surplus * setting.value)


def _area_isoelastic(signal: Floats, kappa: Floats) -> Floats:
    """integral_0^x t^kappa dt."""
    area: Floats = signal ** (kappa + 1.0) / (kappa + 1.0)
    return area


def _area_logistic(signal: Floats, odds: Floats, kappa: Floats) -> Floats:
    """integral_0^x dt / (1 + odds t^-kappa); zero where odds are infinite (idle plant).

    Split at the bend t* = odds^(1/kappa), and written in powers of t so that each piece is smooth.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        bend = np.where(np.isfinite(odds) & (odds > 0), odds, 1.0) ** (1.0 / kappa)
        area = np.zeros(np.broadcast(signal, odds, kappa).shape)
        low = np.zeros_like(area)
        for edge in (0.5, 0.75, 1.0, 1.33, 2.0, 4.0, np.inf):
            high = np.minimum(signal, edge * bend)
            half = 0.5 * (high - low)
            t = 0.5 * (high + low)[..., None] + half[..., None] * _NODES
            height = 1.0 / (1.0 + np.asarray(odds)[..., None] * t ** -np.asarray(kappa)[..., None])
            area = area + half * (np.where(np.isfinite(height), height, 0.0) * _WEIGHTS).sum(axis=-1)
            low = high
    return np.where(np.isfinite(odds), area, 0.0)
