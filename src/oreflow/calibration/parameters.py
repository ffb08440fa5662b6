"""Uncertain parameters of a calibration: what the ensemble draws, each with its range and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from oreflow.calibration.result import Calibration
from oreflow.vocabulary import commodity as find_commodity
from oreflow.vocabulary import members

#: Used where parameters.csv says nothing; all of them assumptions (model.md section 2 for kappa and the choke price).
FALLBACK: dict[str, tuple[str, float, float, float, str]] = {
    "sigma": ("triangular", 1.0, 3.0, 6.0, "trade elasticity for a one-year change; assumption"),
    "eta": ("triangular", 0.05, 0.2, 0.6, "price elasticity of final demand, one year; assumption"),
    "kappa": ("triangular", 4.0, 6.0, 8.0, "steepness of supply near capacity; assumption"),
    "stock_months": ("triangular", 0.5, 2.0, 6.0, "months of use held at the destination; assumption"),
    "p_choke": ("fixed", 25.0, 25.0, 25.0, "price ratio at which the last user stops; assumption"),
    "utilisation": ("triangular", 0.7, 0.85, 0.95, "output over capacity where no capacity is known; assumption"),
    "theta": ("triangular", 0.1, 0.5, 2.0, "domestic flow over exports where output is not observed; assumption"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One uncertain number. ``scope`` is a product ("gallium/refined"); ``place`` one country (ISO3) or empty = all."""

    name: str
    scope: str
    distribution: str  # triangular | uniform | fixed | lognormal
    low: float
    mode: float
    high: float
    source: str
    status: str  # sourced | assumed
    place: str = ""


def parameters_for(calibration: Calibration, as_of: date | None = None) -> tuple[Parameter, ...]:
    """sigma, eta, kappa, stock months, choke price, utilisation of every product; theta where output is not observed.

    The most specific row of parameters.csv known at ``as_of`` (the calibration's own date if None) counts: product,
    then commodity, then the basket it belongs to, then "default"; else a stated assumption. Stocks known for one
    country (or the EU, for its members here) follow with ``place``.
    """
    rows = known_rows(as_of or calibration.as_of)
    found: list[Parameter] = []
    for n, product in enumerate(calibration.benchmark.products):
        for name in FALLBACK:
            if name == "theta" and calibration.theta[n] is None:
                continue
            found.append(_one(name, product.commodity, product.stage, rows))
        found += stocks_by_place(product.commodity, product.name, rows, calibration.benchmark.origins)
    return tuple(found)


def known_rows(as_of: date | None) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of parameters.csv by name and scope; of several vintages the newest known at ``as_of``."""
    from oreflow.tables import curated

    rows = sorted(curated.parameters(as_of=as_of).to_dicts(), key=lambda row: row["published_on"])
    return {(str(row["name"]), str(row["scope"])): row for row in rows}


def _one(name: str, commodity: str, stage: str, rows: dict[tuple[str, str], dict[str, Any]]) -> Parameter:
    """The parameter of one product from its most specific row, else the fallback."""
    scope = f"{commodity}/{stage}"
    for key in (scope, commodity, find_commodity(commodity).part_of, "default"):
        if (name, key) in rows:
            return _from_row(rows[(name, key)], scope, "")
    shape, low, mode, high, source = FALLBACK[name]
    return Parameter(name, scope, shape, low, mode, high, source, "assumed")


def _from_row(row: dict[str, Any], scope: str, place: str) -> Parameter:
    status = "assumed" if row["status"] == "assumed" else "sourced"
    text = f"{row['source_id']}: {row['note']}" if row["note"] else str(row["source_id"])
    low, mode, high = float(row["low"]), float(row["mode"]), float(row["high"])
    return Parameter(str(row["name"]), scope, str(row["distribution"]), low, mode, high, text, status, place)


def stocks_by_place(
    commodity: str, product: str, rows: dict[tuple[str, str], dict[str, Any]], places: tuple[str, ...]
) -> list[Parameter]:
    """Stock rows that name a country ("gallium USA") or the EU ("magnets EUU"), for the places of a benchmark."""
    found: list[Parameter] = []
    for (name, scope), row in rows.items():
        what, _, where = scope.rpartition(" ")
        if name != "stock_months" or what not in (commodity, product):
            continue
        here = members("EU") if where == "EUU" else (where,)
        found += [_from_row(row, product, place) for place in here if place in places]
    return found


def utilisation(commodity: str, stage: str, as_of: date | None) -> float:
    """Output over capacity assumed where no capacity is known: the mode of its parameter."""
    return _one("utilisation", commodity, stage, known_rows(as_of)).mode
