"""What is known of one stage in one year: output, capacity, price, curated flows, each cut at the as-of date."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

from oreflow.calibration.facts import REST, WORLD, StageFacts, TradeRow
from oreflow.calibration.parameters import utilisation
from oreflow.calibration.rules import basket_rules, conversion, register, stage_use
from oreflow.vocabulary import known_by

#: Output is read from this year on; earlier benchmarks are trade-only (World Mining Data as shipped starts here).
FIRST_OUTPUT_YEAR = 2018
#: A figure of a neighbouring year serves when the benchmark year has none, up to this many years away.
NEIGHBOUR_YEARS = 2
NAN = float("nan")
#: What a tonne of REO in concentrate or mixed carbonate fetches over the same tonne separated; assumed.
MINED_PRICE_SHARE = 0.6


def stage_facts(
    row: dict[str, Any],
    name: str,
    basket_of: str,
    year: int,
    as_of: date | None,
    notes: list[str],
    sources: list[str],
) -> StageFacts:
    stage, basis = row["stage"], row["basis"]
    product = f"{name}/{stage}"
    whole = basket_of or name
    output, status, origin_of = _output(whole, stage, basis, year, as_of, notes, product)
    capacity = _capacity(whole, stage, year, as_of)
    if basket_of:
        shares = {r.origin: r.mode for r in basket_rules(name, basket_of, as_of) if r.stage == stage and r.code == "*"}
        output = None if output is None else {c: t * shares.get(c, shares.get("*", NAN)) for c, t in output.items()}
        capacity = {c: t * shares.get(c, shares.get("*", NAN)) for c, t in capacity.items()}
        status = dict.fromkeys(status, "assumed")
    price, price_source = _price(name, stage, basis, year, as_of, notes)
    span = NEIGHBOUR_YEARS if row["bilateral"] == "curated" else 0
    flows, of_year = _curated_flows(f"{whole}/{stage}", stage, year, span, as_of, notes, sources)
    if basket_of:
        flows = tuple(
            replace(f, gross=f.gross * part, contained=f.contained * part, usd=NAN, status="assumed")
            for f in flows
            for part in (shares.get(f.origin, shares.get("*", NAN)),)
        )
    sources.extend(s for s in (*origin_of.split(", "), price_source.split(":")[0]) if s)
    return StageFacts(
        commodity=name,
        stage=stage,
        basis=basis,
        bilateral=row["bilateral"],
        by_product=bool(row["by_product"]),
        utilisation=utilisation(name, stage, as_of),
        output=output,
        output_status=status,
        output_source=origin_of,
        capacity=capacity,
        price=price,
        price_source=price_source,
        curated_flows=flows,
        flows_of=of_year if of_year != year else None,
        part_of=basket_of,
    )


def price_of_parts(stages: tuple[StageFacts, ...]) -> tuple[StageFacts, ...]:
    """A part of a mined basket has no price of its own: a share of the separated part's price, assumed."""
    known = [stage for stage in stages if not math.isnan(stage.price)]
    if not known:
        return stages
    return tuple(
        replace(
            stage,
            price=MINED_PRICE_SHARE * known[-1].price,
            price_source=f"assumption: {MINED_PRICE_SHARE:g} of the price of {known[-1].product}",
        )
        if math.isnan(stage.price)
        else stage
        for stage in stages
    )


def nearest_year(years: list[int], year: int, span: int = NEIGHBOUR_YEARS) -> int | None:
    """The year itself, else the nearest within ``span`` years (the earlier one of a tie), else None."""
    near = [y for y in years if abs(y - year) <= span]
    return min(near, key=lambda y: (abs(y - year), y)) if near else None


def _output(
    commodity: str, stage: str, basis: str, year: int, as_of: date | None, notes: list[str], product: str
) -> tuple[dict[str, float] | None, dict[str, str], str]:
    """Output by country in the product's basis, of the year or the nearest year at hand; None = unknown.

    Mine output comes from World Mining Data where it is built (a blank there is no output), every other stage from the
    curated table (a blank there is withheld: NaN); each serves where the other is silent.
    """
    if year < FIRST_OUTPUT_YEAR or stage_use(commodity, stage) == "trade-only":
        return None, {}, ""
    rows = _output_rows(commodity, stage, year, as_of)
    chosen = nearest_year(sorted({row["year"] for row in rows}), year)
    if chosen is None:
        return None, {}, ""
    used = [row for row in rows if row["year"] == chosen]
    linked = {row["downstream"] for row in register("chains.csv") if row["commodity"] == commodity}
    scale = _mine_growth(commodity, chosen, year, as_of) if chosen != year and stage in linked else 1.0
    found: dict[str, float] = {}
    status: dict[str, str] = {}
    for row in used:
        factor, sure = conversion(commodity, row["basis"], basis)
        tonnes = NAN if row["tonnes"] is None else row["tonnes"] * factor
        found[row["country"]] = found.get(row["country"], 0.0) + scale * tonnes
        status[row["country"]] = row["status"] if sure and chosen == year else "assumed"
    if chosen != year:
        moved = f" x {scale:.2f}, the change of world mine output" if scale != 1.0 else ""
        notes.append(f"{product}: output of {chosen}{moved} serves for {year} (assumed)")
    named = ", ".join(dict.fromkeys(str(row["source_id"]) for row in used))
    return found, status, named


def _output_rows(commodity: str, stage: str, year: int, as_of: date | None) -> list[dict[str, Any]]:
    """Rows of one table: the preferred one, unless only the other has the very year; else whichever has one near."""
    mining_data = _mining_data(commodity, stage, as_of)
    curated = _curated_output(commodity, stage, as_of)
    ordered = (mining_data, curated) if stage == "mined" else (curated, mining_data)
    for span in (0, NEIGHBOUR_YEARS):
        for rows in ordered:
            late = [row for row in rows if row["year"] >= FIRST_OUTPUT_YEAR]
            if nearest_year(sorted({row["year"] for row in late}), year, span) is not None:
                return late
    return []


def _mine_growth(commodity: str, known: int, wanted: int, as_of: date | None) -> float:
    """World mine output of ``wanted`` over ``known`` from one table, for a later stage to keep in step."""
    for rows in (_mining_data(commodity, "mined", as_of), _curated_output(commodity, "mined", as_of)):
        total = {y: sum(row["tonnes"] or 0.0 for row in rows if row["year"] == y) for y in (known, wanted)}
        if total[known] > 0 and total[wanted] > 0:
            return total[wanted] / total[known]
    return 1.0


def _mining_data(commodity: str, stage: str, as_of: date | None) -> list[dict[str, Any]]:
    from oreflow.tables import production

    rows = production(commodity, stage, as_of=as_of, all_vintages=True).to_dicts()
    return [
        {**row, "basis": row["unit_basis"]}
        for row in rows
        if row["source_id"].startswith("wmd") and row["tonnes"] is not None
    ]


def _curated_output(commodity: str, stage: str, as_of: date | None) -> list[dict[str, Any]]:
    from oreflow.tables import curated

    return [row for row in curated.stage_output(commodity, stage, as_of=as_of).to_dicts() if row["country"] != WORLD]


def _capacity(commodity: str, stage: str, year: int, as_of: date | None) -> dict[str, float]:
    from oreflow.tables import curated

    rows = curated.capacity(commodity, stage, as_of=as_of).to_dicts()
    chosen = nearest_year(sorted({int(row["year"]) for row in rows}), year)
    return {
        row["country"]: float(row["tonnes"])
        for row in rows
        if row["year"] == chosen and row["tonnes"] is not None and row["country"] not in (REST, WORLD)
    }


def _price(
    commodity: str, stage: str, basis: str, year: int, as_of: date | None, notes: list[str]
) -> tuple[float, str]:
    """Median price of the year, else of the nearest one, in the product's basis, USD/t; NaN if none is known."""
    from statistics import median

    from oreflow.tables import curated

    rows = [
        row
        for row in curated.prices(commodity, stage, as_of=as_of).to_dicts()
        if row["usd_per_t"] is not None and row["basis"] == basis
    ]
    if not rows:
        return NAN, ""
    chosen = min((int(row["year"]) for row in rows), key=lambda y: (abs(y - year), y))
    if abs(chosen - year) > NEIGHBOUR_YEARS:
        notes.append(f"{commodity}/{stage}: price of {chosen} serves for {year} where trade states no value (assumed)")
    used = [row for row in rows if row["year"] == chosen]
    return median(float(row["usd_per_t"]) for row in used), f"{used[0]['source_id']}: {chosen}"


def _curated_flows(
    product: str, stage: str, year: int, span: int, as_of: date | None, notes: list[str], sources: list[str]
) -> tuple[tuple[TradeRow, ...], int]:
    """Curated flows of the nearest year within ``span``, and that year; the newest vintage complete at ``as_of``."""
    from oreflow.tables import curated

    rows = curated.flows(product).to_dicts()
    complete: dict[tuple[int, str], date] = {}
    for row in rows:
        key = (int(row["year"]), row["vintage"])
        complete[key] = max(complete.get(key, row["published_on"]), row["published_on"])
    known = {key: day for key, day in complete.items() if known_by(day, as_of)}
    chosen = nearest_year(sorted({year_known for year_known, _ in known}), year, span)
    if chosen is None:
        return (), year
    if chosen != year:
        notes.append(f"{product}: flows of {chosen} serve for {year}")
    newest = max((day, vintage) for (of, vintage), day in known.items() if of == chosen)[1]
    used = [row for row in rows if row["year"] == chosen and row["vintage"] == newest]
    sources.extend(str(row["source_id"]) for row in used)
    found = tuple(
        TradeRow(
            row["origin"],
            row["destination"],
            "",
            NAN if row["tonnes"] is None else float(row["tonnes"]),
            NAN if row["usd"] is None else float(row["usd"]),
            stage,
            "",
            NAN if row["tonnes"] is None else float(row["tonnes"]),
            row["status"],
        )
        for row in used
    )
    return found, chosen
