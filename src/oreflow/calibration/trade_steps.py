"""Steps 1 to 3 of the calibration: from customs rows to contained tonnes of a stage, each trade counted once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from oreflow.calibration.facts import ContentRule, RouteRule, TradeRow
from oreflow.calibration.result import Adjustment
from oreflow.vocabulary import OreflowError

#: Stage word of a route that is not this commodity at all (its tonnes are left out, and reported as such).
EXCLUDED = "excluded"
#: A flow above this share of its code's tonnes, worth less than the typical unit value over this factor, is a slip.
SLIP_SHARE, SLIP_FACTOR = 0.01, 50.0


def mend_quantities(rows: Iterable[TradeRow]) -> tuple[list[TradeRow], list[Adjustment]]:
    """Step 0. Every flow keeps its trade, with tonnes that its own value does not contradict.

    * a repaired quantity counts only where it brings the unit value nearer to the code's own than the raw one;
    * more than 1 % of a code's tonnes at less than a fiftieth of its unit value is a slip, imputed from the value;
    * a value without a quantity gets tonnes from the code's unit value, imputed. Missing is never booked as zero.

    The code's unit value is the value-weighted median over its flows. A code without one keeps missing as no tonnes.
    """
    rows = list(rows)
    typical = _typical_unit_values(rows)
    chosen = [_better_quantity(row, typical.get(row.code, math.nan)) for row in rows]
    total: dict[str, float] = defaultdict(float)
    for row in chosen:
        total[row.code] += 0.0 if math.isnan(row.gross) else row.gross
    done: list[TradeRow] = []
    report: list[Adjustment] = []
    missing: dict[str, list[float]] = defaultdict(list)
    for row in chosen:
        price = typical.get(row.code, math.nan)
        guess = row.usd / price if price > 0 else 0.0
        if math.isnan(row.gross):
            missing[row.code].append(guess)
            row = replace(row, gross=guess, status="imputed")
        elif row.gross > SLIP_SHARE * total[row.code] and 0 < row.usd < row.gross * price / SLIP_FACTOR:
            reason = f"{row.usd / row.gross:,.0f} USD/t against {price:,.0f} for the code: tonnes from the value"
            report.append(_step0(row.code, row.origin, row.destination, row.gross, guess, reason))
            row = replace(row, gross=guess, status="imputed")
        done.append(row)
    for code, guesses in sorted(missing.items()):
        reason = f"{len(guesses)} flows state a value but no quantity; tonnes from the code's median unit value"
        report.append(_step0(code, "", "", total[code], total[code] + sum(guesses), reason))
    for old, new in zip(rows, chosen, strict=True):
        if new.gross != old.gross and not math.isnan(new.gross):
            reason = "the raw quantity fits the code's unit value better than the repaired one"
            report.append(_step0(old.code, old.origin, old.destination, old.gross, new.gross, reason))
    return done, report


def _step0(code: str, origin: str, destination: str, before: float, after: float, reason: str) -> Adjustment:
    return Adjustment("0 quantity", f"HS {code}", origin, destination, before, after, reason, "imputed")


def _typical_unit_values(rows: list[TradeRow]) -> dict[str, float]:
    """Value-weighted median of USD per tonne by code."""
    prices: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.gross > 0 and row.usd > 0:
            prices[row.code].append((row.usd / row.gross, row.usd))
    found: dict[str, float] = {}
    for code, pairs in prices.items():
        half, run = sum(usd for _, usd in pairs) / 2, 0.0
        for price, usd in sorted(pairs):
            run += usd
            if run >= half:
                found[code] = price
                break
    return found


def _better_quantity(row: TradeRow, price: float) -> TradeRow:
    """The raw quantity in place of a repaired one where it fits the code's unit value better (log distance)."""
    if row.status != "imputed" or not (row.raw > 0 and row.gross > 0 and row.usd > 0 and price > 0):
        return row
    repaired, raw = abs(math.log(row.usd / row.gross / price)), abs(math.log(row.usd / row.raw / price))
    return replace(row, gross=row.raw, status="reported") if raw < repaired else row


def _most_specific(code: str, origin: str, destination: str, table: dict[tuple[str, str, str], int]) -> int | None:
    """Row number of the rule for a route: origin and destination beat origin, origin beats destination, then "*"."""
    for key in ((code, origin, destination), (code, origin, "*"), (code, "*", destination), (code, "*", "*")):
        if key in table:
            return table[key]
    return None


def name_origins(
    rows: Iterable[TradeRow], relabel: dict[tuple[str, str], tuple[str, str]], commodity: str
) -> tuple[list[TradeRow], list[Adjustment]]:
    """Step 1, first part: a flow that customs book under the wrong country of origin gets its own (origins.csv)."""
    named: list[TradeRow] = []
    moved: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        key = (row.code, row.origin)
        if key in relabel and relabel[key][0] != row.destination:
            moved[key] += row.gross
            row = replace(row, origin=relabel[key][0], status="derived")
        named.append(row)
    report = [
        Adjustment(
            "1 route",
            f"{commodity}, HS {code}",
            booked,
            "",
            tonnes,
            tonnes,
            f"counted as {relabel[(code, booked)][0]}: {relabel[(code, booked)][1]}",
            "assumed",
        )
        for (code, booked), tonnes in moved.items()
    ]
    return named, report


def assign_stage(
    rows: Iterable[TradeRow], rules: tuple[RouteRule, ...], commodity: str
) -> tuple[list[TradeRow], list[Adjustment]]:
    """Step 1. Each flow belongs to the stage its route says, else to its code's default stage.

    The same code carries different goods on different routes (rare-earth carbonate from Myanmar and oxide from Japan
    are both HS 284690). Raises :class:`OreflowError` for a code that has no default stage.
    """
    table = {(r.code, r.origin, r.destination): k for k, r in enumerate(rules)}
    staged: list[TradeRow] = []
    moved: dict[tuple[str, str, str, str], float] = defaultdict(float)
    why: dict[tuple[str, str, str, str], RouteRule] = {}
    for row in rows:
        at = _most_specific(row.code, row.origin, row.destination, table)
        if at is None:
            raise OreflowError(
                f"{commodity}: HS {row.code} has no default stage in routes.csv; add a row with origin *"
            )
        rule = rules[at]
        default = table.get((row.code, "*", "*"))
        if default is None or rules[default].stage != rule.stage:
            key = (rule.stage, row.code, row.origin, row.destination)
            moved[key] += row.gross
            why[key] = rule
        if rule.stage != EXCLUDED:
            staged.append(replace(row, stage=rule.stage, twin_group=rule.twin_group))
    report = [
        Adjustment(
            "1 route",
            f"{commodity}/{stage}",
            origin,
            destination,
            tonnes,
            0.0 if stage == EXCLUDED else tonnes,
            f"HS {code}: {why[(stage, code, origin, destination)].reason or 'route assigned to this stage'}",
            why[(stage, code, origin, destination)].status,
        )
        for (stage, code, origin, destination), tonnes in sorted(moved.items(), key=lambda item: -item[1])
    ]
    return staged, report


def contain(
    rows: Iterable[TradeRow], rules: tuple[ContentRule, ...], commodity: str, overrides: dict[str, float]
) -> tuple[list[TradeRow], list[Adjustment]]:
    """Step 2. Contained tonnes = gross tonnes x content of that code on that route (mode of its range).

    Raises :class:`OreflowError` for a code without a content row: no tonnage benchmark can be made from it.
    """
    table = {(f"{r.code}|{r.stage}", r.origin, r.destination): k for k, r in enumerate(rules)}
    done: list[TradeRow] = []
    before: dict[tuple[str, str, str, float, str, str], float] = defaultdict(float)
    for row in rows:
        at = _most_specific(f"{row.code}|{row.stage}", row.origin, row.destination, table)
        if row.code in overrides:
            share, reason, status = overrides[row.code], "content set by override", "assumed"
        elif at is None:
            raise OreflowError(
                f"{commodity}/{row.stage}: no content row for HS {row.code} ({row.origin} to {row.destination}), so no "
                f"tonnage benchmark; add it to content.csv or set the override content: {{'{row.code}': share}}"
            )
        else:
            share, reason, status = rules[at].mode, rules[at].reason, rules[at].status
        before[(row.stage, row.code, row.origin, share, reason, status)] += row.gross
        weaker = row.status if row.status in ("imputed", "assumed") else ("reported" if share == 1.0 else "derived")
        done.append(replace(row, contained=row.gross * share, status=weaker))
    report = [
        Adjustment(
            "2 content", f"{commodity}/{stage}", origin, "", gross, gross * share, f"HS {code}: {reason}", status
        )
        for (stage, code, origin, share, reason, status), gross in sorted(before.items(), key=lambda item: -item[1])
        if share != 1.0 and gross > 0
    ]
    return done, report


def split_basket(
    rows: Iterable[TradeRow], rules: tuple[ContentRule, ...], commodity: str
) -> tuple[list[TradeRow], list[Adjustment]]:
    """The part of a basket that one commodity is: contained tonnes x assumed share of that code on that route.

    Trade codes cannot tell neodymium from lanthanum. A rule for the code beats a rule for any code ("*"). The value of
    a mixed parcel says nothing of its parts, so it is dropped and the part's price serves. Raises :class:`OreflowError`
    where no share is known.
    """
    table = {(f"{r.code}|{r.stage}", r.origin, r.destination): k for k, r in enumerate(rules)}
    done: list[TradeRow] = []
    sums: dict[tuple[str, str, str, float, str], float] = defaultdict(float)
    for row in rows:
        at = _most_specific(f"{row.code}|{row.stage}", row.origin, row.destination, table)
        if at is None:
            at = _most_specific(f"*|{row.stage}", row.origin, row.destination, table)
        if at is None:
            raise OreflowError(f"{commodity}/{row.stage}: no basket share for HS {row.code}; add a row to basket.csv")
        rule = rules[at]
        sums[(row.stage, row.code, row.origin, rule.mode, rule.reason)] += row.contained
        done.append(replace(row, contained=row.contained * rule.mode, usd=math.nan, status="assumed"))
    report = [
        Adjustment(
            "2 content",
            f"{commodity}/{stage}",
            origin,
            "",
            t,
            t * share,
            f"HS {code} basket share: {reason}",
            "assumed",
        )
        for (stage, code, origin, share, reason), t in sorted(sums.items(), key=lambda item: -item[1])
        if t > 0
    ]
    return done, report


def merge_twins(rows: Iterable[TradeRow], commodity: str) -> tuple[list[TradeRow], list[Adjustment]]:
    """Step 3. Where two partners book one trade under two codes of a twin group, the larger counts, not the sum."""
    groups: dict[tuple[str, str, str, str], list[TradeRow]] = defaultdict(list)
    kept: list[TradeRow] = []
    for row in rows:
        if row.twin_group:
            groups[(row.stage, row.twin_group, row.origin, row.destination)].append(row)
        else:
            kept.append(row)
    report: list[Adjustment] = []
    for (stage, group, origin, destination), twins in groups.items():
        largest = max(twins, key=lambda row: (row.contained, row.code))
        kept.append(largest)
        total = sum(row.contained for row in twins)
        if len(twins) > 1 and total > largest.contained:
            codes = "/".join(sorted(row.code for row in twins))
            reason = f"HS {codes} ({group}) book one trade: HS {largest.code} kept"
            report.append(
                Adjustment(
                    "3 twin codes",
                    f"{commodity}/{stage}",
                    origin,
                    destination,
                    total,
                    largest.contained,
                    reason,
                    "derived",
                )
            )
    report.sort(key=lambda line: -(line.before or 0.0))
    return kept, report
