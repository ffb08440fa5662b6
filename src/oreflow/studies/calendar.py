"""The decision calendar: every dated event and deadline ahead, from the documents and from the register, merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from oreflow.studies.brief_result import CalendarEntry
from oreflow.vocabulary.measure import Measure

#: Instruments that do not bite on today's market, and where they act instead.
LATER = {
    "technology_control": "acts on projects abroad, not on today's market",
    "investigation": "may lead to a later measure",
    "purchase_commitment": "a promise to buy, not a wedge in the mineral market",
    "truce": "suspends other measures between its dates",
}

#: How far ahead a calendar looks.
HORIZON_DAYS = 550


@dataclass(frozen=True)
class Dated:
    """One dated thing: ``day`` is YYYY-MM-DD, or YYYY-MM where only the month is known."""

    day: str
    what: str
    switches: str
    status: str
    standing: str
    sources: tuple[str, ...]
    key: str = ""  # things with the same key and month are one event


def register_dates(measures: Sequence[Measure], as_of: date, sources: dict[str, str]) -> list[Dated]:
    """Starts and ends ahead of the as-of date of measures known by then."""
    found = []
    for measure in measures:
        keys = (sources[measure.id],) if measure.id in sources else ()
        title = measure.title or measure.id
        if measure.effective and measure.effective > as_of:
            if_text = "; ".join(part for part in (bite(measure), measure.condition) if part)
            found.append(
                Dated(
                    measure.effective.isoformat(),
                    f"start: {title}",
                    if_text,
                    measure.status,
                    "register",
                    keys,
                    measure.id,
                )
            )
        if measure.expires and measure.expires > as_of:
            ends = "ends; what it suspends comes back" if measure.suspends else "ends unless renewed"
            found.append(
                Dated(measure.expires.isoformat(), f"end: {title}", ends, measure.status, "register", keys, measure.id)
            )
    return found


def bite(measure: Measure) -> str:
    """How hard a measure bites, in words, with its standing."""
    if measure.instrument in LATER:
        return LATER[measure.instrument]
    if measure.severity is None:
        return ""
    words = {"tariff": "duty", "export_tax": "duty", "licence": "let through", "export_quota": "let through"}
    s = measure.severity
    span = f"{100 * s.mode:.0f} %" if s.low == s.high else f"{100 * s.low:.0f}-{100 * s.high:.0f} %"
    return f"{span} {words.get(measure.instrument, 'cut')} ({s.status})"


def calendar(entries: Iterable[Dated], as_of: date) -> tuple[CalendarEntry, ...]:
    """Entries ahead of ``as_of`` in order; what documents and register both date is one line with both sources."""
    merged: dict[tuple[str, str], Dated] = {}
    for entry in entries:
        if not _ahead(entry.day, as_of):
            continue
        slot = (entry.day, entry.key or entry.what.casefold())
        before = merged.get(slot)
        if before is None:
            merged[slot] = entry
            continue
        standing = before.standing if before.standing == entry.standing else "documents and register"
        merged[slot] = Dated(
            entry.day,
            before.what if len(before.what) >= len(entry.what) else entry.what,
            before.switches or entry.switches,
            before.status,
            standing,
            tuple(dict.fromkeys((*before.sources, *entry.sources))),
            before.key,
        )
    ordered = sorted(merged.values(), key=lambda e: (e.day if len(e.day) > 7 else f"{e.day}-99", e.what))
    return tuple(CalendarEntry(e.day, e.what, e.switches, e.status, e.standing, e.sources) for e in ordered)


def _ahead(day: str, as_of: date) -> bool:
    """Whether a day or month lies ahead of the as-of date, within the horizon."""
    if len(day) == 7:
        return as_of.isoformat()[:7] <= day and _distance(f"{day}-28", as_of) <= HORIZON_DAYS
    if len(day) != 10:
        return False
    return as_of.isoformat() <= day and _distance(day, as_of) <= HORIZON_DAYS


def _distance(day: str, as_of: date) -> int:
    return (date.fromisoformat(day) - as_of).days
