"""A company's own exposure from its suppliers.csv: shares, stock and contract ends in place of national imports.

suppliers.csv has the columns commodity, supplier, origin and share (0..1, or per cent with a % sign), and may have
stage, stock_months (months of use held), contract_end (ISO date), tonnes_per_year. Shares of one commodity and stage
need not add up to 1: the rest is unknown supply, which is named, never spread over the others.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oreflow.vocabulary import OreflowError, countries
from oreflow.vocabulary import commodity as find_commodity
from oreflow.vocabulary import country as find_country

REQUIRED = ("commodity", "supplier", "origin", "share")
OPTIONAL = ("stage", "stock_months", "contract_end", "tonnes_per_year")
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Supplier:
    """One supplier of one commodity."""

    commodity: str
    stage: str
    supplier: str
    origin: str
    share: float  # 0..1 of the company's use
    stock_months: float | None
    contract_end: date | None
    tonnes_per_year: float | None


@dataclass(frozen=True, slots=True)
class OriginLoss:
    """What the loss of one origin takes from the company."""

    origin: str
    name: str
    share: float
    instability: float | None  # 0..1, WGI
    months_to_line_stop: float | None  # stock over lost share, nothing replaced; None = stock unknown


@dataclass(frozen=True, slots=True)
class CompanyStage:
    """Exposure at one stage of a commodity."""

    stage: str
    suppliers: tuple[Supplier, ...]
    by_origin: tuple[OriginLoss, ...]
    unknown_share: float
    hhi_origins: float  # known shares only: a lower bound where unknown_share > 0
    import_risk: float | None  # sum of share x instability over origins with a score
    stock_months: float | None
    contracts_ending: tuple[tuple[str, str, float], ...]  # date, supplier, share


@dataclass(frozen=True, slots=True)
class CompanyExposure:
    """A company's exposure to one commodity, from its own file."""

    commodity: str
    file: str
    as_of: str
    stages: tuple[CompanyStage, ...]
    notes: tuple[str, ...]
    status: str = "modelled"

    def to_json(self) -> dict[str, Any]:
        """One JSON document; unknown numbers are null, dates ISO."""
        document: dict[str, Any] = asdict(self)
        for stage in document["stages"]:
            for supplier in stage["suppliers"]:
                end = supplier["contract_end"]
                supplier["contract_end"] = end.isoformat() if end else None
        return document


def _fail(path: Path, row: int, column: str, value: str, why: str) -> OreflowError:
    shown = " ".join(value.split())[:60]
    return OreflowError(f"{path}, row {row}, column {column}, value '{shown}': {why}")


def _number(path: Path, row: int, column: str, text: str, low: float, high: float) -> float:
    percent = column == "share" and text.endswith("%")
    try:
        value = float(text.rstrip("%").strip()) / (100 if percent else 1)
    except ValueError:
        raise _fail(path, row, column, text, "not a number") from None
    if not low <= value <= high:
        raise _fail(path, row, column, text, f"must lie between {low:g} and {high:g}")
    return value


def read_suppliers(path: Path) -> tuple[Supplier, ...]:
    """Suppliers of a file; OreflowError names file, row, column and value of the first fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise OreflowError(f"{path}: no such file; give a CSV with columns {', '.join(REQUIRED)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise OreflowError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    heads = [name.strip() for name in reader.fieldnames or []]
    missing = [name for name in REQUIRED if name not in heads]
    unknown = [name for name in heads if name not in REQUIRED + OPTIONAL]
    if missing or unknown:
        told = f"column {missing[0]} is missing" if missing else f"column '{unknown[0]}' is not known"
        raise OreflowError(f"{path}, row 1: {told}; columns are {', '.join(REQUIRED + OPTIONAL)}")
    reader.fieldnames = heads
    try:
        found = [_supplier(path, row, cells) for row, cells in enumerate(reader, start=2)]
    except csv.Error as error:
        raise OreflowError(f"{path}, row {reader.line_num}: not a whole CSV ({error})") from None
    if not found:
        raise OreflowError(f"{path}: no supplier in it")
    return tuple(found)


def _supplier(path: Path, row: int, cells: dict[str, str | None]) -> Supplier:
    got = {key: (value or "").strip() for key, value in cells.items() if key is not None}
    if None in cells:
        raise _fail(path, row, "(beyond the last)", str(cells[None]), "more cells than columns")  # type: ignore[index]
    for column in REQUIRED:
        if not got[column]:
            raise _fail(path, row, column, "", "empty")
    try:
        name, origin = find_commodity(got["commodity"]).name, find_country(got["origin"]).iso3
    except OreflowError as error:
        raise OreflowError(f"{path}, row {row}: {error}") from None
    end = got.get("contract_end", "")
    try:
        contract_end = date.fromisoformat(end) if end else None
    except ValueError:
        raise _fail(path, row, "contract_end", end, "not a date like 2026-12-31") from None
    stock, tonnes = got.get("stock_months", ""), got.get("tonnes_per_year", "")
    return Supplier(
        commodity=name,
        stage=got.get("stage", ""),
        supplier=got["supplier"],
        origin=origin,
        share=_number(path, row, "share", got["share"], 0.0, 1.0),
        stock_months=_number(path, row, "stock_months", stock, 0.0, 600.0) if stock else None,
        contract_end=contract_end,
        tonnes_per_year=_number(path, row, "tonnes_per_year", tonnes, 0.0, 1e10) if tonnes else None,
    )


def company_exposure(path: Path, commodity: str, *, as_of: date | None = None) -> CompanyExposure:
    """Exposure of the company behind ``path`` to ``commodity``; OreflowError for a broken file or no supplier."""
    wanted = find_commodity(commodity).name
    suppliers = [entry for entry in read_suppliers(path) if entry.commodity == wanted]
    if not suppliers:
        raise OreflowError(f"{path}: no supplier of {wanted}")
    scores = _instability(as_of)
    stages = []
    for stage in sorted({entry.stage for entry in suppliers}):
        part = [entry for entry in suppliers if entry.stage == stage]
        total = sum(entry.share for entry in part)
        if total > 1 + _TOLERANCE:
            raise OreflowError(f"{path}: shares of {f'{wanted} {stage}'.strip()} add up to {total:.3f}, above 1")
        stages.append(_stage(stage, part, total, scores, as_of))
    notes = ["months to line stop: stock held over the share lost, with nothing replaced (assumption)"]
    if any(stage.unknown_share > _TOLERANCE for stage in stages):
        notes.append("shares do not add up to 1; the rest is unknown supply and HHI a lower bound")
    return CompanyExposure(wanted, str(path), as_of.isoformat() if as_of else "", tuple(stages), tuple(notes))


def _instability(as_of: date | None) -> dict[str, float]:
    """Latest known governance weight by country, 0..1."""
    import polars as pl

    from oreflow import tables

    known = tables.governance(as_of=as_of).filter(pl.col("instability").is_not_null()).sort("year")
    newest = known.group_by("country", maintain_order=True).last()
    return dict(zip(newest["country"].to_list(), newest["instability"].to_list(), strict=True))


def _stage(
    stage: str, part: list[Supplier], total: float, scores: dict[str, float], as_of: date | None
) -> CompanyStage:
    shares: dict[str, float] = {}
    for entry in part:
        shares[entry.origin] = shares.get(entry.origin, 0.0) + entry.share
    stocks = [entry.stock_months for entry in part if entry.stock_months is not None]
    stock = sum(stocks) if stocks else None
    losses = tuple(
        OriginLoss(
            origin,
            countries()[origin].name,
            share,
            scores.get(origin),
            stock / share if stock is not None and share > 0 else None,
        )
        for origin, share in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    scored = [(entry.share, entry.instability) for entry in losses if entry.instability is not None]
    after = as_of or date.min
    ends = sorted(
        (e.contract_end.isoformat(), e.supplier, e.share) for e in part if e.contract_end and e.contract_end >= after
    )
    return CompanyStage(
        stage=stage,
        suppliers=tuple(part),
        by_origin=losses,
        unknown_share=max(0.0, 1.0 - total),
        hhi_origins=sum(share * share for share in shares.values()),
        import_risk=sum(share * weight for share, weight in scored) if scored else None,
        stock_months=stock,
        contracts_ending=tuple(ends),
    )
