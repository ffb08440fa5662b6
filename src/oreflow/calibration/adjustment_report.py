"""The adjustment report of a calibration as a page a reader can follow: one table per product, a factor per origin."""

from __future__ import annotations

import math
from pathlib import Path

from oreflow.calibration.assemble import calibrate
from oreflow.calibration.gather_facts import coverage_lines
from oreflow.calibration.result import STEPS, Adjustment, Calibration, OriginLine
from oreflow.vocabulary import OreflowError

#: Year of the committed pages: the base year of anything known in October 2025.
REPORT_YEAR = 2023

#: Origins below this share of a product's use and output, and changes below it, are summed in one line.
SHOWN_ABOVE = 0.001
_MARK = {"assumed": "(a)", "imputed": "(i)"}


def _t(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return f"{value:,.0f}" if value >= 100 or value == 0 else f"{value:.3g}"


def _f(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.2f}"


def write_reports(folder: Path, year: int) -> list[Path]:
    """One page per commodity of coverage.csv that calibrates in ``year``; README.md lists them and the refusals."""
    done: dict[str, Calibration] = {}
    refused: dict[str, str] = {}
    for name in dict.fromkeys(line.commodity for line in coverage_lines()):
        try:
            done[name] = calibrate(name, year=year)
        except OreflowError as error:
            refused[name] = str(error)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {page_name(name): to_markdown(calibration) for name, calibration in done.items()}
    pages["README.md"] = _overview(done, refused, year)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


def page_name(commodity: str) -> str:
    """File name of a commodity's page."""
    return f"{commodity.replace(' ', '-')}.md"


def _overview(done: dict[str, Calibration], refused: dict[str, str], year: int) -> str:
    products = sum(len(calibration.benchmark.products) for calibration in done.values())
    lines = [
        f"# Benchmarks of {year}: what calibration changed",
        "",
        "Written by `python scripts/write_benchmark_reports.py` from the shipped tables alone. World Mining Data",
        "is not shipped; where it has been built, mine output differs a little from these pages, and some that refuse",
        "here calibrate. How to read them: [calibration](../calibration.md).",
        "",
        f"{len(done)} commodities calibrate ({products} stages); {len(refused)} refuse.",
        "",
        "| product | trade | output | output, t | x cap, origins above 5 % of trade | invented | places | page |",
        "|---|---|---|--:|---|--:|--:|---|",
    ]
    for name, calibration in sorted(done.items()):
        held = calibration.benchmark
        for n, product in enumerate(held.products):
            lines.append(
                f"| {product.name} | {calibration.coverage[n]} | {calibration.output_basis[n]} "
                f"| {_t(float(held.output[n].sum()))} | {_large_caps(calibration, product.name)} "
                f"| {calibration.invented_share[n]:.1%} | {len(held.origins)} | [{name}]({page_name(name)}) |"
            )
    lines += ["", "## Refused", "", "| commodity | why |", "|---|---|"]
    lines += [f"| {name} | {reason.replace('|', '/')} |" for name, reason in sorted(refused.items())]
    return "\n".join(lines) + "\n"


def _large_caps(calibration: Calibration, product: str) -> str:
    own = [x for x in calibration.origins if x.product == product]
    total = sum(x.contained for x in own)
    found = [
        f"{x.origin} {x.cap_factor:.2f}"
        for x in own
        if x.cap_factor is not None and x.contained > 0.05 * total and x.cap_factor < 1 - 1e-9
    ]
    return ", ".join(found) or "none"


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
        f"| {x.origin} | {x.role} {_MARK.get(x.status, '') if x.output > 0 else ''} | {_t(x.booked)} "
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
    weak = {x.status for x in own if x.output > 0}
    legend = [f"{mark} output {status}, not published as such" for status, mark in _MARK.items() if status in weak]
    if legend:
        rows += ["", "; ".join(legend) + "."]
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
