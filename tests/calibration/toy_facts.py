"""A world of a few countries that can be solved by hand, as facts; the tests change one thing at a time."""

from __future__ import annotations

from oreflow.calibration.facts import ContentRule, Facts, Link, RouteRule, StageFacts, TradeRow


def stage(name: str = "refined", output: dict[str, float] | None = None, **changes: object) -> StageFacts:
    given: dict[str, object] = {
        "commodity": "toy",
        "stage": name,
        "basis": "t contained",
        "bilateral": "observed",
        "by_product": False,
        "output": output,
        "output_source": "toy",
        "price": 1000.0,
        "price_source": "toy",
    }
    return StageFacts(**{**given, **changes})  # type: ignore[arg-type]


def trade(*flows: tuple[str, str, float], code: str = "100000", price: float = 1000.0) -> tuple[TradeRow, ...]:
    return tuple(TradeRow(i, j, code, tonnes, tonnes * price) for i, j, tonnes in flows)


def world(
    stages: tuple[StageFacts, ...],
    rows: tuple[TradeRow, ...],
    routes: tuple[RouteRule, ...] = (RouteRule("100000", "*", "*", "refined", "", "reported", "default"),),
    content: tuple[ContentRule, ...] = (
        ContentRule("100000", "refined", "*", "*", 1.0, 1.0, 1.0, "reported", "metal"),
    ),
    links: tuple[Link, ...] = (),
) -> Facts:
    return Facts(
        commodity="toy",
        year=2023,
        as_of=None,
        stages=stages,
        trade=rows,
        routes=routes,
        content=content,
        basket=(),
        links=links,
    )
