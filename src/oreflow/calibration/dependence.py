"""Who a destination depends on: by the last port of shipment, and by ultimate producer."""

from __future__ import annotations

import numpy as np

from oreflow.calibration.result import Calibration
from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.vocabulary import OreflowError, country


def _destination(benchmark: Benchmark, destination: str) -> int:
    iso3 = destination if destination in benchmark.origins else country(destination).iso3
    if iso3 not in benchmark.origins:
        raise OreflowError(
            f"{country(iso3).name} uses too little of {benchmark.products[-1].commodity} to stand alone "
            f"in {benchmark.year}; "
            f"keep it with the override keep: ['{iso3}']"
        )
    return benchmark.origins.index(iso3)


def _product(benchmark: Benchmark, product: str | None) -> int:
    if product is None:
        return len(benchmark.products) - 1
    try:
        return benchmark.product_index(product)
    except KeyError as error:
        raise OreflowError(str(error.args[0])) from None


def _shares(tonnes: Floats, origins: tuple[str, ...]) -> dict[str, float]:
    total = float(tonnes.sum())
    if total <= 0:
        return {}
    order = np.argsort(-tonnes, kind="stable")
    return {origins[i]: float(tonnes[i] / total) for i in order if tonnes[i] > 0}


def direct_dependence(calibration: Calibration, destination: str, product: str | None = None) -> dict[str, float]:
    """Shares of a destination's imports by the country that customs name as origin, largest first; they sum to 1.

    ``product`` None = the last stage. Empty where nothing is imported.
    """
    benchmark = calibration.benchmark
    n, j = _product(benchmark, product), _destination(benchmark, destination)
    imports = calibration.direct[n, :, j].copy()
    imports[j] = 0.0
    return _shares(imports, benchmark.origins)


def traced_dependence(
    calibration: Calibration, destination: str, product: str | None = None, *, through_stages: bool = True
) -> dict[str, float]:
    """Shares of a destination's use by ultimate producer, through re-exporters and through every earlier stage.

    Use of the product (domestic included) is followed to who makes it, then from its makers to who makes their input,
    up to the first stage of the benchmark. A maker that needs less than a tonne of input per tonne (secondary supply)
    keeps the rest as its own. ``through_stages`` False stops at who makes the product itself. Largest first; sums to 1.
    """
    benchmark = calibration.benchmark
    n, j = _product(benchmark, product), _destination(benchmark, destination)
    if not through_stages:
        return _shares(benchmark.flow[n][:, j].copy(), benchmark.origins)
    return _shares(_composition(benchmark)[n].T @ benchmark.flow[n][:, j], benchmark.origins)


def _composition(benchmark: Benchmark) -> Floats:
    """share[n, i, o]: of a tonne of product n made at i, the share whose first-stage producer is o (rows sum to 1).

    Stages are in order from upstream to downstream, so one pass serves.
    """
    products, origins = len(benchmark.products), len(benchmark.origins)
    share = np.zeros((products, origins, origins))
    for n in range(products):
        share[n] = np.eye(origins)
        inputs = [m for m in range(n) if benchmark.coefficient[m, n] > 0]
        if not inputs:
            continue
        use = benchmark.flow.sum(axis=1)
        weight = np.array([benchmark.coefficient[m, n] for m in inputs])
        same = all(benchmark.products[m].commodity == benchmark.products[n].commodity for m in inputs)
        traced = min(1.0, float(weight.sum())) if same else 1.0
        mix = np.zeros((origins, origins))
        for m, part in zip(inputs, weight / weight.sum(), strict=True):
            bought = np.divide(
                benchmark.flow[m].T, use[m][:, None], out=np.eye(origins), where=use[m][:, None] > 0
            )  # [maker, origin of its input]
            mix += part * (bought @ share[m])
        share[n] = (1.0 - traced) * np.eye(origins) + traced * mix
    return share
