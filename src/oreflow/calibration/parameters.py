"""Uncertain parameters of a calibration: what the ensemble draws, each with its range and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oreflow.calibration.result import Calibration

#: Used where parameters.csv says nothing; all of them assumptions (model.md section 2 for kappa and the choke price).
FALLBACK: dict[str, tuple[str, float, float, float, str]] = {
    "sigma": ("triangular", 1.0, 3.0, 6.0, "trade elasticity for a one-year change; assumption"),
    "eta": ("triangular", 0.05, 0.2, 0.6, "price elasticity of final demand, one year; assumption"),
    "kappa": ("triangular", 4.0, 6.0, 8.0, "steepness of supply near capacity; assumption"),
    "stock_months": ("triangular", 0.5, 2.0, 6.0, "months of use held at the destination; assumption"),
    "p_choke": ("fixed", 25.0, 25.0, 25.0, "price ratio at which the last user stops; assumption"),
    "theta": ("triangular", 0.1, 0.5, 2.0, "domestic flow over exports where output is not observed; assumption"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One uncertain number. ``scope`` is a product ("gallium/refined"); ``status`` sourced or assumed."""

    name: str
    scope: str
    distribution: str  # triangular | uniform | fixed | lognormal
    low: float
    mode: float
    high: float
    source: str
    status: str


def parameters_for(calibration: Calibration, as_of: date | None = None) -> tuple[Parameter, ...]:
    """sigma, eta, kappa, stock months and choke price of every product (theta where output is not observed).

    The most specific row of parameters.csv known at ``as_of`` (the calibration's own date if None) counts: product,
    then commodity, then the basket it belongs to, then "all"; else a stated assumption.
    """
    from oreflow.tables import curated
    from oreflow.vocabulary import commodity

    rows = curated.parameters(as_of=as_of or calibration.as_of).to_dicts()
    known = {(str(row["name"]), str(row["scope"])): row for row in rows}
    found: list[Parameter] = []
    for n, product in enumerate(calibration.benchmark.products):
        scopes = (product.name, product.commodity, commodity(product.commodity).part_of, "all")
        for name, (shape, low, mode, high, source) in FALLBACK.items():
            if name == "theta" and calibration.theta[n] is None:
                continue
            row = next((known[(name, scope)] for scope in scopes if (name, scope) in known), None)
            if row is None:
                found.append(Parameter(name, product.name, shape, low, mode, high, source, "assumed"))
                continue
            status = "assumed" if row["status"] == "assumed" else "sourced"
            text = f"{row['source_id']}: {row['note']}" if row["note"] else str(row["source_id"])
            numbers = (float(row["low"]), float(row["mode"]), float(row["high"]))
            found.append(Parameter(name, product.name, str(row["distribution"]), *numbers, text, status))
    return tuple(found)
