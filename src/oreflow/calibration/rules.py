"""Rules of a calibration: routes, contents, baskets and links, and the small tables of this room, as plain rows."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from oreflow.calibration.facts import ContentRule, Link, RouteRule
from oreflow.vocabulary import OreflowError, known_by


@cache
def register(filename: str) -> tuple[dict[str, str], ...]:
    text = files("oreflow.calibration").joinpath(filename).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def rows_of(commodity: str, filename: str) -> list[dict[str, str]]:
    return [row for row in register(filename) if row["commodity"] == commodity]


def accepted(action: str, year: int) -> dict[str, str]:
    """Misfits looked at one by one (accepted.csv): "product:ORIGIN" -> why the cap or customs stand."""
    return {
        f"{row['product']}:{row['origin']}": row["note"]
        for row in register("accepted.csv")
        if row["action"] == action and int(row["first_year"]) <= year <= int(row["last_year"])
    }


def stage_use(commodity: str, stage: str) -> str:
    """What stages.csv says of a stage: "no" = leave it out, "trade-only" = its output table is unfit, else empty."""
    rows = [r for r in register("stages.csv") if (r["commodity"], r["stage"]) == (commodity, stage)]
    return rows[0]["use"] if rows else ""


def conversion(commodity: str, given: str, wanted: str) -> tuple[float, bool]:
    """Factor from a table's basis to the product's, and whether it is sure (not assumed); raises if none is known."""
    if given == wanted:
        return 1.0, True
    for row in register("basis.csv"):
        if row["commodity"] in (commodity, "*") and (row["from_basis"], row["to_basis"]) == (given, wanted):
            return float(row["factor"]), row["status"] != "assumed"
    raise OreflowError(
        f"{commodity}: output in '{given}' cannot be read as '{wanted}'; add a row to calibration/basis.csv"
    )


def route_rules(commodity: str, year: int, as_of: date | None, notes: list[str]) -> tuple[RouteRule, ...]:
    """Route rules of the year. They classify goods: one stated after ``as_of`` serves as an assumption, with a note."""
    from oreflow.tables import curated

    rows = [
        row
        for row in curated.routes(commodity).to_dicts()
        if int(row["first_year"] or 0) <= year <= int(row["last_year"] or 9999)
    ]
    _note_later("route", commodity, rows, as_of, notes)
    return tuple(
        RouteRule(
            row["hs_code"],
            row["origin"],
            row["destination"],
            row["stage"],
            row["twin_group"] or "",
            row["status"] if known_by(row["published_on"], as_of) else "assumed",
            _why(row),
        )
        for row in rows
    )


def content_rules(commodity: str, as_of: date | None, notes: list[str]) -> tuple[ContentRule, ...]:
    """Content rules, dated like routes: what is in the goods did not change with the publication."""
    from oreflow.tables import curated

    rows = curated.content(commodity).to_dicts()
    _note_later("content", commodity, rows, as_of, notes)
    return tuple(
        ContentRule(
            row["hs_code"],
            row["stage"],
            row["origin"],
            row["destination"],
            float(row["low"]),
            float(row["mode"]),
            float(row["high"]),
            row["status"] if known_by(row["published_on"], as_of) else "assumed",
            _why(row),
        )
        for row in rows
    )


def _why(row: dict[str, Any]) -> str:
    """The note of a rule and the id of its source, as a report shows them."""
    return f"{row['note']} [{row['source_id']}]" if row["note"] else f"[{row['source_id']}]"


def _note_later(what: str, commodity: str, rows: list[dict[str, Any]], as_of: date | None, notes: list[str]) -> None:
    later = sum(not known_by(row["published_on"], as_of) for row in rows)
    if later:
        notes.append(f"{commodity}: {later} {what} rules rest on sources after {as_of}; used as assumptions")


def basket_rules(part: str, basket_of: str, as_of: date | None) -> tuple[ContentRule, ...]:
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
            _why(row),
        )
        for row in curated.basket(basket_of, as_of=as_of).to_dicts()
        if row["part"] == part
    )


def input_links(name: str, basket_of: str, products: list[str]) -> tuple[Link, ...]:
    """Input coefficients of chains.csv between the stages at hand; "ndpr/separated" names another's stage."""
    found = []
    for row in register("chains.csv"):
        if row["commodity"] not in {name, basket_of} - {""}:
            continue
        up = row["upstream"] if "/" in row["upstream"] else f"{name}/{row['upstream']}"
        down = f"{name}/{row['downstream']}"
        if up in products and down in products:
            found.append(Link(up, down, float(row["coefficient"]), row["status"], row["note"]))
    return tuple(found)


def feeding(name: str) -> tuple[str, ...]:
    """Other commodities that chains.csv names as input of this one."""
    rows = [row["upstream"] for row in register("chains.csv") if row["commodity"] == name and "/" in row["upstream"]]
    return tuple(dict.fromkeys(product.partition("/")[0] for product in rows))
