"""A toy world for the instruments: three countries, NdPr and heavy rare earths, magnets made of both."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from oreflow.equilibrium.benchmark import Benchmark, Buyer, Product
from oreflow.vocabulary.measure import Measure, Severity

CHN, USA, MYS = 0, 1, 2
NDPR, HEAVY, MAGNETS = 0, 1, 2


def world(*, classes: bool = False) -> Benchmark:
    """China, the USA and Malaysia; t/yr. ``classes`` splits US buyers into civil (80 %) and defence (20 %)."""
    flow = np.array(
        [
            [[700.0, 100.0, 50.0], [0.0, 60.0, 0.0], [10.0, 40.0, 100.0]],  # ndpr/separated
            [[90.0, 20.0, 10.0], [0.0, 0.0, 0.0], [0.0, 2.0, 8.0]],  # heavy rare earths/separated
            [[1500.0, 300.0, 200.0], [0.0, 150.0, 0.0], [0.0, 100.0, 200.0]],  # magnets/product
        ]
    )
    destinations = ("CHN", "USA", "MYS")
    buyers = tuple(Buyer(code) for code in destinations)
    if classes:
        flow = np.stack([flow[:, :, 0], 0.8 * flow[:, :, 1], 0.2 * flow[:, :, 1], flow[:, :, 2]], axis=2)
        buyers = (Buyer("CHN"), Buyer("USA"), Buyer("USA", "defence"), Buyer("MYS"))
    output = flow.sum(axis=2)
    coefficient = np.zeros((3, 3))
    coefficient[NDPR, MAGNETS], coefficient[HEAVY, MAGNETS] = 0.3, 0.02
    value = np.array([[60_000.0] * 3, [200_000.0] * 3, [70_000.0] * 3])
    share = np.zeros((3, 3, 3))
    for m in (NDPR, HEAVY):
        share[m, MAGNETS] = coefficient[m, MAGNETS] * value[m] / value[MAGNETS]
    use = flow.sum(axis=1)
    inputs = coefficient @ output  # [m, i]; buyers of one place share it by use
    final = use.copy()
    for j, buyer in enumerate(buyers):
        i = destinations.index(buyer.destination)
        here = [k for k, b in enumerate(buyers) if b.destination == buyer.destination]
        final[:, j] -= inputs[:, i] * use[:, j] / use[:, here].sum(axis=1)
    assert (final > 0).all()
    return Benchmark(
        year=2023,
        products=(
            Product("ndpr", "separated", "t REO", 60_000.0),
            Product("heavy rare earths", "separated", "t REO", 200_000.0),
            Product("magnets", "product", "t gross", 70_000.0),
        ),
        origins=destinations,
        buyers=buyers,
        sectors=("all",),
        flow=flow,
        output=output,
        capacity=1.2 * output,
        unit_value=value,
        coefficient=coefficient,
        input_share=share,
        final_use=final[:, :, None],
        stock_months=np.full(use.shape, np.nan),
        flow_status=np.ones(flow.shape, dtype=np.int8),
    )


def point(value: float) -> Severity:
    """A range without width."""
    return Severity(low=value, mode=value, high=value, status="assumed", note="test")


def act(instrument: str, severity: float | None = None, **given: Any) -> Measure:
    """A measure of China on NdPr unless said otherwise."""
    base: dict[str, Any] = {
        "id": "m",
        "instrument": instrument,
        "actor": "CHN",
        "commodities": ("ndpr",),
        "announced": date(2025, 1, 1),
        "effective": date(2025, 1, 1),
        "severity": None if severity is None else point(severity),
    }
    return Measure(**(base | given))
