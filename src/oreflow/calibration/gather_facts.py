"""The one door from tables to a calibration: frames become the plain rows of :mod:`oreflow.calibration.facts`."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from oreflow.calibration.facts import REST, WORLD, ContentRule, Facts, Link, RouteRule, StageFacts, TradeRow
from oreflow.calibration.parameters import known_rows, stocks_by_place, utilisation
from oreflow.vocabulary import OreflowError, countries, members
from oreflow.vocabulary import commodity as find_commodity

if TYPE_CHECKING:
    import polars as pl

#: Stages from upstream to downstream.
STAGE_ORDER = (
    "mined",
    "primary",
    "smelted",
    "separated",
    "refined",
    "sponge",
    "metal",
    "oxide",
    "ferroalloy",
    "product",
)
#: Output is read from this year on; earlier benchmarks are trade-only (World Mining Data as shipped starts here).
FIRST_OUTPUT_YEAR = 2018
#: A figure of a neighbouring year serves when the benchmark year has none, up to this many years away.
NEIGHBOUR_YEARS = 2
NAN = float("nan")
#: What a tonne of REO in concentrate or mixed carbonate fetches over the same tonne separated; assumed.
MINED_PRICE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """What coverage.csv says of one product: whether its bilateral trade is observed, curated or unknown."""

    commodity: str
    stage: str
    bilateral: str  # observed | curated | none
    note: str


def coverage_lines() -> tuple[CoverageLine, ...]:
    """Every commodity and stage of coverage.csv, also those that cannot be calibrated."""
    from oreflow.tables import curated

    return tuple(
        CoverageLine(row["commodity"], row["stage"], row["bilateral"], row["note"] or "")
        for row in curated.coverage().to_dicts()
    )


@cache
def _register(filename: str) -> tuple[dict[str, str], ...]:
    text = files("oreflow.calibration").joinpath(filename).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _of(commodity: str, filename: str) -> list[dict[str, str]]:
    return [row for row in _register(filename) if row["commodity"] == commodity]


def _accepted(action: str, year: int) -> dict[str, str]:
    """Misfits looked at one by one (accepted.csv): "product:ORIGIN" -> why the cap, or a higher output, is accepted."""
    return {
        f"{row['product']}:{row['origin']}": row["note"]
        for row in _register("accepted.csv")
        if row["action"] == action and int(row["first_year"]) <= year <= int(row["last_year"])
    }


def gather_facts(commodity: str, year: int | None = None, as_of: date | None = None) -> Facts:
    """Everything known at ``as_of`` about a commodity in a year, latest trade year if None.

    Raises :class:`OreflowError` where coverage.csv has no stage with bilateral trade, or the year is not covered.
    """
    from oreflow.tables import curated, latest_trade_year

    entry = find_commodity(commodity)
    name, basket_of = entry.name, _basket_of(entry.name)
    source_name = basket_of or name
    latest = latest_trade_year(as_of)
    chosen = latest if year is None else year
    if chosen > latest:
        raise OreflowError(
            f"{name}: trade of {chosen} was not published by {as_of or 'today'}; the latest year is {latest}"
        )
    coverage = _stages_of(name, source_name, curated.coverage())
    notes: list[str] = []
    sources: list[str] = []
    found = [_stage(row, name, basket_of, chosen, as_of, notes, sources) for row in coverage]
    stages = tuple(stage for stage in found if stage.bilateral != "curated" or stage.curated_flows)
    notes += [f"{stage.product}: no flows are known near {chosen}" for stage in found if stage not in stages]
    if not stages:
        raise OreflowError(f"{name}: flows.csv holds no flow within {NEIGHBOUR_YEARS} years of {chosen}")
    if basket_of:
        stages = _price_of_parts(stages)
    routes = _routes(source_name, chosen, as_of) + (_routes(name, chosen, as_of) if basket_of else ())
    feeds = tuple(gather_facts(other, chosen, as_of) for other in _feeding(name))
    linked = [stage.product for part in (*feeds, None) for stage in (part.stages if part else stages) if stage.output]
    links = _links(name, basket_of, linked)
    return Facts(
        commodity=name,
        year=chosen,
        as_of=as_of,
        stages=stages,
        trade=_trade(sorted({rule.code for rule in routes}), chosen, as_of, sources),
        routes=routes,
        content=_content(source_name, as_of),
        basket=_basket(name, basket_of, as_of) if basket_of else (),
        links=links,
        stock_months=_stock_months(stages, as_of),
        end_use=_end_use(name, chosen, as_of),
        relabel={(r["hs_code"], r["booked"]): (r["origin"], r["note"]) for r in _of(source_name, "origins.csv")},
        accepted=_accepted("cap", chosen),
        raised=_accepted("raise", chosen),
        sources=tuple(dict.fromkeys(sources)),
        notes=tuple(notes),
        feeds=feeds,
    )


@cache
def _basket_of(name: str) -> str:
    """The basket a part is split from ("rare earths" for "ndpr"), empty for a commodity of its own."""
    from oreflow.tables import curated

    parts = curated.basket()
    found = parts.filter(parts["part"] == name)["commodity"].unique().to_list()
    return str(found[0]) if found else ""


def _stages_of(name: str, source_name: str, coverage: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows of coverage.csv that can carry a benchmark, upstream first."""
    rows = [row for row in coverage.to_dicts() if row["commodity"] == source_name]
    if source_name != name:
        own = [row for row in coverage.to_dicts() if row["commodity"] == name]
        rows = own + [row for row in rows if row["stage"] not in {r["stage"] for r in own}]
        rows = [row for row in rows if row["stage"] in ("mined", "separated")]
    usable = [
        row for row in rows if row["bilateral"] in ("observed", "curated") and _stage_use(name, row["stage"]) != "no"
    ]
    if not usable:
        why = "; ".join(f"{row['stage']}: {row['note']}" for row in rows if row["note"])
        raise OreflowError(
            f"{name}: no bilateral trade is known at any stage, so no benchmark"
            + (f" ({why})" if why else "")
            + "; see coverage.csv or import a trade table with `oreflow data import`"
        )
    return sorted(usable, key=lambda row: STAGE_ORDER.index(row["stage"]) if row["stage"] in STAGE_ORDER else 99)


def _stage_use(commodity: str, stage: str) -> str:
    """What stages.csv says of a stage: "no" = leave it out, "trade-only" = its output table is unfit, else empty."""
    rows = [r for r in _register("stages.csv") if (r["commodity"], r["stage"]) == (commodity, stage)]
    return rows[0]["use"] if rows else ""


def _stage(
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
        shares = {r.origin: r.mode for r in _basket(name, basket_of, as_of) if r.stage == stage and r.code == "*"}
        output = None if output is None else {c: t * shares.get(c, shares.get("*", NAN)) for c, t in output.items()}
        capacity = {c: t * shares.get(c, shares.get("*", NAN)) for c, t in capacity.items()}
        status = "assumed"
    price, price_source = _price(name, stage, basis, year, as_of, notes)
    span = NEIGHBOUR_YEARS if row["bilateral"] == "curated" else 0
    flows = _curated_flows(f"{whole}/{stage}", stage, year, span, as_of, notes, sources)
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
        part_of=basket_of,
    )


def _price_of_parts(stages: tuple[StageFacts, ...]) -> tuple[StageFacts, ...]:
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


def _nearest_year(years: list[int], year: int, span: int = NEIGHBOUR_YEARS) -> int | None:
    """The year itself, else the nearest within ``span`` years (the earlier one of a tie), else None."""
    near = [y for y in years if abs(y - year) <= span]
    return min(near, key=lambda y: (abs(y - year), y)) if near else None


def _output(
    commodity: str, stage: str, basis: str, year: int, as_of: date | None, notes: list[str], product: str
) -> tuple[dict[str, float] | None, str, str]:
    """Output by country in the product's basis, of the year or the nearest year at hand; None = unknown.

    Mine output comes from World Mining Data where it is built (a blank there is no output), every other stage from the
    curated table (a blank there is withheld: NaN); each serves where the other is silent.
    """
    if year < FIRST_OUTPUT_YEAR or _stage_use(commodity, stage) == "trade-only":
        return None, "", ""
    rows = _output_rows(commodity, stage, year, as_of)
    chosen = _nearest_year(sorted({row["year"] for row in rows}), year)
    if chosen is None:
        return None, "", ""
    used = [row for row in rows if row["year"] == chosen]
    linked = {row["downstream"] for row in _register("chains.csv") if row["commodity"] == commodity}
    scale = _mine_growth(commodity, chosen, year, as_of) if chosen != year and stage in linked else 1.0
    found: dict[str, float] = {}
    for row in used:
        tonnes = NAN if row["tonnes"] is None else row["tonnes"] * _conversion(commodity, row["basis"], basis)
        found[row["country"]] = found.get(row["country"], 0.0) + scale * tonnes
    if chosen != year:
        moved = f" x {scale:.2f}, the change of world mine output" if scale != 1.0 else ""
        notes.append(f"{product}: output of {chosen}{moved} serves for {year} (assumed)")
    named = ", ".join(dict.fromkeys(str(row["source_id"]) for row in used))
    return found, "reported" if chosen == year else "assumed", named


def _output_rows(commodity: str, stage: str, year: int, as_of: date | None) -> list[dict[str, Any]]:
    """Rows of the preferred table that has a year near enough, else of the other one."""
    mining_data = _mining_data(commodity, stage, as_of)
    curated = _curated_output(commodity, stage, as_of)
    for rows in (mining_data, curated) if stage == "mined" else (curated, mining_data):
        late = [row for row in rows if row["year"] >= FIRST_OUTPUT_YEAR]
        if _nearest_year(sorted({row["year"] for row in late}), year) is not None:
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


def _conversion(commodity: str, given: str, wanted: str) -> float:
    """Factor from the basis of a production table to that of the product; :class:`OreflowError` if none is known."""
    if given == wanted:
        return 1.0
    for row in _register("basis.csv"):
        if row["commodity"] in (commodity, "*") and (row["from_basis"], row["to_basis"]) == (given, wanted):
            return float(row["factor"])
    raise OreflowError(
        f"{commodity}: output in '{given}' cannot be read as '{wanted}'; add a row to calibration/basis.csv"
    )


def _capacity(commodity: str, stage: str, year: int, as_of: date | None) -> dict[str, float]:
    from oreflow.tables import curated

    rows = curated.capacity(commodity, stage, as_of=as_of).to_dicts()
    chosen = _nearest_year(sorted({int(row["year"]) for row in rows}), year)
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
) -> tuple[TradeRow, ...]:
    """Curated flows of the nearest year within ``span``, from the newest vintage known."""
    from oreflow.tables import curated

    rows = curated.flows(product, as_of=as_of).to_dicts()
    chosen = _nearest_year(sorted({int(row["year"]) for row in rows}), year, span)
    if chosen is None:
        return ()
    if chosen != year:
        notes.append(f"{product}: flows of {chosen} serve for {year}")
    newest = max((row["published_on"], row["vintage"]) for row in rows if row["year"] == chosen)[1]
    used = [row for row in rows if row["year"] == chosen and row["vintage"] == newest]
    sources.extend(str(row["source_id"]) for row in used)
    return tuple(
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


def _routes(commodity: str, year: int, as_of: date | None) -> tuple[RouteRule, ...]:
    from oreflow.tables import curated

    return tuple(
        RouteRule(
            row["hs_code"],
            row["origin"],
            row["destination"],
            row["stage"],
            row["twin_group"] or "",
            row["status"],
            row["note"] or "",
        )
        for row in curated.routes(commodity, as_of=as_of).to_dicts()
        if int(row["first_year"] or 0) <= year <= int(row["last_year"] or 9999)
    )


def _content(commodity: str, as_of: date | None) -> tuple[ContentRule, ...]:
    from oreflow.tables import curated

    return tuple(
        ContentRule(
            row["hs_code"],
            row["stage"],
            row["origin"],
            row["destination"],
            float(row["low"]),
            float(row["mode"]),
            float(row["high"]),
            row["status"],
            row["note"] or "",
        )
        for row in curated.content(commodity, as_of=as_of).to_dicts()
    )


def _basket(part: str, basket_of: str, as_of: date | None) -> tuple[ContentRule, ...]:
    """Shares of a basket that are one part, by code and route; the row with code "*" also splits output by country."""
    from oreflow.tables import curated

    return tuple(
        ContentRule(
            row["hs_code"],
            row["stage"],
            row["country"],
            row["destination"],
            float(row["low"]),
            float(row["mode"]),
            float(row["high"]),
            "assumed",
            row["note"] or "",
        )
        for row in curated.basket(basket_of, as_of=as_of).to_dicts()
        if row["part"] == part
    )


def _trade(codes: list[str], year: int, as_of: date | None, sources: list[str]) -> tuple[TradeRow, ...]:
    """Customs rows of the year; quantities as repaired by the tables, missing ones stay NaN."""
    from oreflow.tables import trade, trade_codes

    held = set(trade_codes()["code"].to_list())
    codes = [code for code in codes if code in held]
    if not codes:
        return ()
    frame = trade(codes, [year], as_of=as_of)
    sources.extend(sorted(frame["source_id"].unique().to_list()))
    columns = frame.select("origin", "destination", "code", "tonnes", "tonnes_raw", "usd", "flag").iter_rows()
    return tuple(
        TradeRow(
            origin,
            destination,
            code,
            NAN if tonnes is None else tonnes,
            0.0 if usd is None else usd,
            status="imputed" if flag == "repaired" else "reported",
            raw=NAN if raw is None else raw,
        )
        for origin, destination, code, tonnes, raw, usd, flag in columns
        if origin != destination
    )


def _links(name: str, basket_of: str, products: list[str]) -> tuple[Link, ...]:
    """Input coefficients of chains.csv between the stages at hand; "ndpr/separated" names another's stage."""
    found = []
    for row in _register("chains.csv"):
        if row["commodity"] not in {name, basket_of} - {""}:
            continue
        up = row["upstream"] if "/" in row["upstream"] else f"{name}/{row['upstream']}"
        down = f"{name}/{row['downstream']}"
        if up in products and down in products:
            found.append(Link(up, down, float(row["coefficient"]), row["status"], row["note"]))
    return tuple(found)


def _feeding(name: str) -> tuple[str, ...]:
    """Other commodities that chains.csv names as input of this one."""
    rows = [row["upstream"] for row in _register("chains.csv") if row["commodity"] == name and "/" in row["upstream"]]
    return tuple(dict.fromkeys(product.partition("/")[0] for product in rows))


def _stock_months(stages: tuple[StageFacts, ...], as_of: date | None) -> dict[tuple[str, str], float]:
    """Months of use held at a place where parameters.csv states them; everywhere else they are unknown, not zero."""
    rows = known_rows(as_of)
    everywhere = tuple(countries())
    return {
        (stage.product, found.place): found.mode
        for stage in stages
        for found in stocks_by_place(stage.commodity, stage.product, rows, everywhere)
    }


def _end_use(commodity: str, year: int, as_of: date | None) -> dict[str, dict[str, float]]:
    """End-use shares by region, newest year; EU shares serve its members, and all where no other is known."""
    from oreflow.tables import curated

    rows = curated.end_use(commodity, as_of=as_of).to_dicts()
    newest: dict[str, int] = {}
    for row in rows:
        newest[row["region"]] = max(newest.get(row["region"], 0), int(row["year"]))
    shares: dict[str, dict[str, float]] = {}
    for row in rows:
        if int(row["year"]) == newest[row["region"]] and row["share"] is not None:
            own = shares.setdefault(row["region"], {})
            own[row["sector"]] = own.get(row["sector"], 0.0) + float(row["share"])
    for own in shares.values():
        total = sum(own.values())
        if total > 1.0:
            own.update({sector: share / total for sector, share in own.items()})
    union = shares.pop("EUU", None)
    if union:
        for iso3 in members("EU"):
            shares.setdefault(iso3, union)
        shares.setdefault(WORLD, union)
    return shares
