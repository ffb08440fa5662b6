"""The one door from tables to a calibration: frames become the plain rows of :mod:`oreflow.calibration.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from oreflow.calibration.facts import WORLD, Facts, StageFacts, TradeRow
from oreflow.calibration.parameters import known_rows, stocks_by_place
from oreflow.calibration.rules import (
    accepted,
    basket_rules,
    content_rules,
    feeding,
    input_links,
    route_rules,
    rows_of,
    stage_use,
)
from oreflow.calibration.stage_facts import NAN, NEIGHBOUR_YEARS, price_of_parts, stage_facts
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
    found = [stage_facts(row, name, basket_of, chosen, as_of, notes, sources) for row in coverage]
    stages = tuple(stage for stage in found if stage.bilateral != "curated" or stage.curated_flows)
    notes += [f"{stage.product}: no flows are known near {chosen}" for stage in found if stage not in stages]
    if not stages:
        raise OreflowError(f"{name}: flows.csv holds no flow within {NEIGHBOUR_YEARS} years of {chosen}")
    if basket_of:
        stages = price_of_parts(stages)
    routes = route_rules(source_name, chosen, as_of, notes)
    routes += route_rules(name, chosen, as_of, notes) if basket_of else ()
    content = content_rules(source_name, as_of, notes)
    feeds = tuple(gather_facts(other, chosen, as_of) for other in feeding(name))
    linked = [stage.product for part in (*feeds, None) for stage in (part.stages if part else stages) if stage.output]
    links = input_links(name, basket_of, linked)
    return Facts(
        commodity=name,
        year=chosen,
        as_of=as_of,
        stages=stages,
        trade=_trade(sorted({rule.code for rule in routes}), chosen, as_of, sources),
        routes=routes,
        content=content,
        basket=basket_rules(name, basket_of, as_of) if basket_of else (),
        links=links,
        stock_months=_stock_months(stages, as_of),
        end_use=_end_use(name, chosen, as_of),
        relabel={(r["hs_code"], r["booked"]): (r["origin"], r["note"]) for r in rows_of(source_name, "origins.csv")},
        accepted=accepted("cap", chosen),
        evidence=accepted("evidence", chosen),
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


def _instead(name: str) -> str:
    """What to ask for in place of a single element that trade codes do not tell apart."""
    if find_commodity(name).part_of != "rare earths":
        return ""
    light = {
        "neodymium": "ndpr",
        "praseodymium": "ndpr",
        "cerium": "cerium and lanthanum",
        "lanthanum": "cerium and lanthanum",
    }
    part = light.get(name, "heavy rare earths")
    return f"; trade codes do not tell it apart: ask for '{part}' (assumed share of the basket) or 'rare earths'"


def _stages_of(name: str, source_name: str, coverage: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows of coverage.csv that can carry a benchmark, upstream first."""
    rows = [row for row in coverage.to_dicts() if row["commodity"] == source_name]
    if source_name != name:
        own = [row for row in coverage.to_dicts() if row["commodity"] == name]
        rows = own + [row for row in rows if row["stage"] not in {r["stage"] for r in own}]
        rows = [row for row in rows if row["stage"] in ("mined", "separated")]
    usable = [
        row for row in rows if row["bilateral"] in ("observed", "curated") and stage_use(name, row["stage"]) != "no"
    ]
    if not usable:
        why = "; ".join(f"{row['stage']}: {row['note']}" for row in rows if row["note"])
        raise OreflowError(
            f"{name}: no bilateral trade is known at any stage, so no benchmark"
            + (f" ({why})" if why else "")
            + (_instead(name) or "; see coverage.csv or import a trade table with `oreflow data import`")
        )
    return sorted(usable, key=lambda row: STAGE_ORDER.index(row["stage"]) if row["stage"] in STAGE_ORDER else 99)


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
