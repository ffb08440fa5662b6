"""The adjustment report of a calibration as a page a reader can follow: one table per product, a factor per origin."""

from __future__ import annotations

import math

from oreflow.calibration.result import STEPS, Adjustment, Calibration, OriginLine

#: Origins below this share of a product's use and output, and changes below it, are summed in one line.
SHOWN_ABOVE = 0.001


def _t(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:,.0f}"


def _f(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.2f}"


def to_markdown(calibration: Calibration) -> str:
    """The whole report as Markdown, ordered by step and size; the same calibration gives the same text."""
    benchmark = calibration.benchmark
    lines = [f"# {calibration.commodity}, {calibration.year}: what calibration changed", ""]
    lines += [f"- {label}" for label in calibration.labels]
    lines += [
        f"- Sources: {', '.join(benchmark.sources)}",
        "- All tonnes per year, in the basis named with the product.",
    ]
    for n, product in enumerate(benchmark.products):
        lines += ["", f"## {product.name} ({product.basis})", ""]
        lines.append(
            f"Bilateral trade {calibration.coverage[n]}; output {calibration.output_basis[n]}; "
            f"mean unit value {product.unit_value:,.0f} USD/t; output {_t(float(benchmark.output[n].sum()))} t; "
            f"invented {calibration.invented_share[n]:.1%} of tonnes; {len(benchmark.origins)} places."
        )
        own = [line for line in calibration.origins if line.product == product.name]
        lines += ["", *_origin_table(own)]
        changes = [line for line in calibration.report if line.product == product.name and line.step[0] not in "26"]
        if changes:
            lines += ["", *_change_table(changes, float(benchmark.use[n].sum()))]
    general = [line for line in calibration.report if line.product not in {p.name for p in benchmark.products}]
    if general:
        lines += ["", "## Codes, other stages, gathering", "", *_change_table(general, 0.0)]
    lines += ["", "## Content factors and basket shares used", "", *_content_table(calibration)]
    return "\n".join(lines) + "\n"


def _origin_table(own: list[OriginLine]) -> list[str]:
    total = sum(line.use for line in own)
    shown = [x for x in own if max(x.use, x.output, x.contained) > SHOWN_ABOVE * total]
    rest = [x for x in own if x not in shown]
    head = "| origin | role | booked exports | x content | contained | x cap | exports | output | domestic flow | use |"
    rows = [head, "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    rows += [
        f"| {x.origin} | {x.role}{'*' if x.status == 'assumed' and x.output > 0 else ''} | {_t(x.booked)} "
        f"| {_f(x.content_factor)} | {_t(x.contained)} | {_f(x.cap_factor)} | {_t(x.capped)} | {_t(x.output)} "
        f"| {_t(x.domestic)} | {_t(x.use)} |"
        for x in shown
    ]
    if rest:
        columns = (
            _t(sum(getattr(x, name) for x in rest)) for name in ("contained", "capped", "output", "domestic", "use")
        )
        contained, capped, output, domestic, use = columns
        rows.append(f"| {len(rest)} smaller | | | | {contained} | | {capped} | {output} | {domestic} | {use} |")
    if any(x.status == "assumed" and x.output > 0 for x in own):
        rows += ["", "\\* output assumed, not published."]
    return rows


def _change_table(changes: list[Adjustment], total: float) -> list[str]:
    rows = ["| step | product | origin | destination | before | after | factor | status | why |"]
    rows.append("|---|---|---|---|--:|--:|--:|---|---|")
    hidden: dict[str, int] = {}
    for step in STEPS:
        for x in (line for line in changes if line.step == step):
            if max(x.before or 0.0, x.after or 0.0) < SHOWN_ABOVE * total:
                hidden[step] = hidden.get(step, 0) + 1
                continue
            rows.append(
                f"| {x.step} | {x.product} | {x.origin} | {x.destination} | {_t(x.before)} | {_t(x.after)} "
                f"| {_f(x.factor)} | {x.status} | {x.reason.replace('|', '/')} |"
            )
    rows += [f"| {step} | | {count} smaller | | | | | | |" for step, count in hidden.items()]
    return rows


def _content_table(calibration: Calibration) -> list[str]:
    """One line per product, factor and reason, with the gross tonnes it was applied to."""
    sums: dict[tuple[str, float, str, str], float] = {}
    for x in calibration.report:
        if x.step == "2 content" and x.factor is not None:
            key = (x.product, round(x.factor, 6), x.reason, x.status)
            sums[key] = sums.get(key, 0.0) + (x.before or 0.0)
    rows = ["| product | factor | tonnes it applies to | status | why |", "|---|--:|--:|---|---|"]
    rows += [
        f"| {product} | {factor:.3f} | {_t(tonnes)} | {status} | {reason.replace('|', '/')} |"
        for (product, factor, reason, status), tonnes in sorted(sums.items(), key=lambda item: (item[0][0], -item[1]))
    ]
    return rows
