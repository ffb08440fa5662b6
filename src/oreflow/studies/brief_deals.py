"""Deals of the ledger, and the projects that could carry them: what they could add, by when, of which gap.

The gap is what the home country buys at that stage from the country whose controls the brief is about. A project that
lies in a partner country of a deal is shown under it; nameplate is a ceiling, and plants of this kind have run late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from oreflow.studies.brief_claims import Passages
from oreflow.studies.brief_result import DealLine, ExposureLine
from oreflow.studies.figures import Figure, SourceBook
from oreflow.studies.wording import claim_text, money
from oreflow.vocabulary import commodities
from oreflow.vocabulary.deal import Deal

if TYPE_CHECKING:
    from oreflow.evidence import Entry, Ledger

_DONE = ("cancelled", "operating")


@dataclass(frozen=True)
class Gap:
    """Tonnes a year that home takes from the controlling country at one stage."""

    tonnes: float
    basis: str


def project_lines(
    named: Sequence[str],
    partners: Sequence[str],
    home: str,
    gaps: dict[tuple[str, str], Gap],
    *,
    as_of: date,
    book: SourceBook,
) -> tuple[DealLine, ...]:
    """Projects known by the as-of date in home and partner countries, for the commodities named or their parts."""
    from oreflow.tables import curated

    wanted = set(named) | {c.name for c in commodities().values() if c.part_of in named}
    if "rare earths" in wanted:
        wanted.add("magnets")
    if "critical minerals" in wanted:
        wanted |= set(commodities())
    known = curated.sources()
    lines = []
    for row in curated.projects(as_of=as_of).sort("commodity", "stage", "start_latest").iter_rows(named=True):
        if row["commodity"] not in wanted or row["country"] not in (home, *partners):
            continue
        if row["project_status"] in _DONE:
            continue
        source = known[row["source_id"]]
        lines.append(_project(row, gaps, (book.table(source, f"{row['name']}: {row['url']}"),)))
    return tuple(lines)


def _project(row: dict[str, Any], gaps: dict[tuple[str, str], Gap], keys: tuple[str, ...]) -> DealLine:
    nameplate = row["nameplate"]
    adds, share = None, ""
    if nameplate is not None:
        standing = "assumed" if row["status"] in ("assumed", "imputed") else "reported"
        adds = Figure(f"{nameplate:,.0f} t/yr", nameplate, "t/yr", standing, f"nameplate, {row['basis']}", keys)  # type: ignore[arg-type]
        gap = gaps.get((row["commodity"], row["stage"]))
        if gap is not None and gap.tonnes > 0:
            times = nameplate / gap.tonnes
            share = (
                f"{100 * times:.0f} % of {gap.tonnes:,.0f} t" if times < 10 else f"over ten times {gap.tonnes:,.0f} t"
            )
    first, latest = row["start_announced"], row["start_latest"] or row["start_announced"]
    by = latest.isoformat()[:7] if latest else "no date given"
    if row["start_actual"]:
        by = f"started {row['start_actual'].isoformat()[:7]}, ramping"
    slip = ""
    if first and latest and (latest - first).days > 45:
        slip = f"first promised for {first.isoformat()[:7]}"
    note = "; ".join(part for part in (slip, row["note"]) if part)
    return DealLine(
        row["name"], row["country"], row["commodity"], row["stage"], row["project_status"], adds, share, by, note, keys
    )


def gaps_from(exposure: Sequence[ExposureLine], partner: str) -> dict[tuple[str, str], Gap]:
    """Imports from the controlling country by commodity and stage, tonnes, where the exposure page knows them."""
    found = {}
    for line in exposure:
        share = next((s.tonnes_share for s in line.shares if s.origin == partner), None)
        total = next((f.value for f in line.total if f.unit == "t"), None)
        if share and total:
            found[(line.commodity, line.stage)] = Gap(share * total, "t gross")
    return found


def _twin(entry: Entry, known: Sequence[Deal]) -> Deal | None:
    """The deal of the register that an entry of the ledger speaks of: same parties, same month or no date given."""
    for deal in known:
        if set(deal.parties) != {entry.actor, *entry.target} or deal.signed is None or entry.status != "signed":
            continue
        if not entry.date or entry.date[:7] == deal.signed.isoformat()[:7]:
            return deal
    return None


def deals(
    ledger: Ledger,
    passages: Passages,
    exposure: Sequence[ExposureLine],
    named: Sequence[str],
    home: str,
    partner: str | None,
    *,
    as_of: date,
    book: SourceBook,
) -> tuple[DealLine, ...]:
    """Deals the documents name, with legal force and odds, then the projects in home and partner countries."""
    from oreflow.register.deals import deals as registered

    known = registered(as_of=as_of)
    lines, places = [], []
    for entry in ledger.entries:
        if entry.kind != "deal" or partner in (entry.actor, *entry.target):
            continue
        sides = [side for side in (entry.actor, *entry.target) if side != home]
        if not sides:
            continue
        places.extend(sides)
        odds = entry.odds
        worth = None
        keys = passages.entry(entry)
        if entry.value_usd is not None:
            worth = Figure(
                money(entry.value_usd), entry.value_usd, "USD", "reported", "as the documents state it", keys
            )
        twin = _twin(entry, known)
        if twin is not None:
            title = f"register of deals, {twin.id}: {twin.title}"
            published = twin.published_on.isoformat() if twin.published_on else ""
            keys = (*keys, book.register(twin.id, title, f"{twin.source}; {twin.url}", published))
        force = twin.legal_force if twin is not None else odds.stage
        named_in = f"; projects named in it: {', '.join(twin.projects)}" if twin is not None and twin.projects else ""
        lines.append(
            DealLine(
                name=claim_text(entry).split("; condition")[0],
                country=sides[0],
                commodity=", ".join(entry.objects),
                stage="",
                legal=force.replace("_", " "),
                adds=worth,
                share_of_gap="",
                by=entry.date or "no date given",
                note=f"comes to bind with probability {odds.low:.0%} to {odds.high:.0%} ({odds.basis}){named_in}",
                sources=keys,
            )
        )
    gaps = gaps_from(exposure, partner) if partner else {}
    return (*lines, *project_lines(named, tuple(dict.fromkeys(places)), home, gaps, as_of=as_of, book=book))
