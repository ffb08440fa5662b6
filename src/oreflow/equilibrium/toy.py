"""Worlds without facts: small ones to solve by hand, random balanced ones to test and time the market.

No figure here describes any real country; nothing outside tests, benches and docs may use them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Buyer, Floats, Product


def world(
    flow: Floats,
    *,
    capacity_ratio: Floats | float = 1.25,
    coefficient: Floats | None = None,
    input_share: Floats | None = None,
    final_use: Floats | None = None,
    unit_value: Floats | float = 1000.0,
    origins: Sequence[str] | None = None,
    buyers: Sequence[Buyer] | None = None,
    stages: Sequence[str] | None = None,
    sectors: Sequence[str] = ("all",),
) -> Benchmark:
    """A Benchmark from flows X0[n, i, j] in t/yr; everything else has a plain default.

    capacity_ratio  K/Q0, scalar or [n, i]; final_use [n, j, s], default all use in the first sector.
    """
    n, i, j = flow.shape
    output = flow.sum(axis=2)
    names = tuple(origins or (f"C{k:03d}" for k in range(i)))
    final = np.zeros((n, j, len(sectors)))
    final[:, :, 0] = flow.sum(axis=1)
    value = np.broadcast_to(np.asarray(unit_value, dtype=float), (n, i)).copy()
    return Benchmark(
        year=2000,
        products=tuple(
            Product("toy", stage, "t", float(value[k].mean()))
            for k, stage in enumerate(stages or [f"stage{k}" for k in range(n)])
        ),
        origins=names,
        buyers=tuple(buyers or (Buyer(name) for name in names[:j])),
        sectors=tuple(sectors),
        flow=flow.astype(float),
        output=output,
        capacity=output * capacity_ratio,
        unit_value=value,
        coefficient=np.zeros((n, n)) if coefficient is None else coefficient,
        input_share=np.zeros((n, n, i)) if input_share is None else input_share,
        final_use=final if final_use is None else final_use,
        stock_months=np.full((n, j), np.nan),
        flow_status=np.where(flow > 0, 4, 0).astype(np.int8),
    )


def random_world(
    seed: int,
    *,
    countries: int = 5,
    stages: int = 1,
    sectors: int = 2,
    classes: int = 1,
    density: float = 0.6,
    tightest: float = 1.05,
) -> Benchmark:
    """A balanced world: gravity-like sparse flows, each stage made from the one before it, capacity from ``tightest``.

    Some importers have one supplier only; small countries make nothing at some stages. With ``classes`` > 1 every
    destination buys as that many end-user classes.
    """
    rng = np.random.default_rng(seed)
    names = [f"C{k:03d}" for k in range(countries)]
    kinds = ("civil", "defence", "listed")[:classes]
    buyers = [Buyer(name, kind) for name in names for kind in kinds]
    flow = np.zeros((stages, countries, len(buyers)))
    final = np.zeros((stages, len(buyers), sectors))
    coefficient = np.zeros((stages, stages))
    value = np.exp(rng.normal(0.0, 0.3, (stages, countries))) * 1000.0 * 4.0 ** np.arange(stages)[:, None]
    class_share = rng.dirichlet(np.full(classes, 5.0), countries).reshape(-1)
    for n in reversed(range(stages)):
        pull = _sources(rng, countries, density)[:, np.repeat(np.arange(countries), classes)]
        pull = pull * rng.uniform(0.5, 2.0, pull.shape)
        pull = pull / pull.sum(axis=0)
        final_total = np.repeat(rng.lognormal(5.0, 1.2, countries), classes) * class_share
        inputs = np.zeros(len(buyers))
        if n + 1 < stages:
            coefficient[n, n + 1] = rng.uniform(0.8, 1.5)
            made = flow[n + 1].sum(axis=1)
            inputs = coefficient[n, n + 1] * np.repeat(made, classes) * class_share
            final_total = final_total * 0.05
        flow[n] = pull * (final_total + inputs)
        final[n] = rng.dirichlet(np.full(sectors, 3.0), len(buyers)) * final_total[:, None]
    share = np.zeros((stages, stages, countries))
    for n in range(1, stages):
        share[n - 1, n] = np.minimum(coefficient[n - 1, n] * value[n - 1] / value[n], 0.9)
    ratio = rng.uniform(tightest, 1.8, (stages, countries))
    return world(
        flow,
        capacity_ratio=ratio,
        coefficient=coefficient,
        input_share=share,
        final_use=final,
        unit_value=value,
        origins=names,
        buyers=buyers,
        sectors=[f"sector{k}" for k in range(sectors)],
    )


def _sources(rng: np.random.Generator, countries: int, density: float) -> Floats:
    """Who sells to whom [i, j]: lognormal pull on a random sparse pattern, at least one supplier everywhere."""
    size = rng.lognormal(0.0, 1.5, countries)
    pattern = rng.random((countries, countries)) < density * np.minimum(1.0, 0.3 + size)[:, None]
    np.fill_diagonal(pattern, rng.random(countries) < 0.7)
    largest = int(np.argmax(size))
    for j in range(countries):
        if not pattern[:, j].any() or rng.random() < 0.1:
            pattern[:, j] = False
            pattern[largest, j] = True
    pull: Floats = pattern * size[:, None] * rng.lognormal(0.0, 1.0, (countries, countries))
    return pull
