"""Entries of the ledger as draft measures for a scenario; what no text gives stays unknown."""

from __future__ import annotations

from datetime import date

from oreflow.evidence.entries import Entry, Ledger
from oreflow.vocabulary.measure import Instrument, Measure, Severity, Status

_BAN = ("ban", "banned", "bans", "prohibit", "halt", "moratorium", "embargo", "outlaw", "stopped", "barred")


def draft_measures(ledger: Ledger) -> list[Measure]:
    """One draft measure for each entry that is an instrument of policy; ``note`` quotes its evidence."""
    drafts = []
    for entry in ledger.entries:
        instrument = _instrument(entry)
        if instrument is not None:
            drafts.append(_measure(entry, instrument))
    return drafts


def _instrument(entry: Entry) -> Instrument | None:
    words = " ".join(s.text.lower() for s in entry.support)
    if entry.kind == "tariff":
        return "export_tax" if "export tax" in words or "export dut" in words else "tariff"
    if entry.kind == "export_control":
        if entry.objects and set(entry.objects) <= {"semiconductors", "software"}:
            return "technology_control"
        return "export_ban" if any(word in words for word in _BAN) else "licence"
    if entry.kind == "import_restriction":
        return "minimum_import_price" if "minimum import price" in words else "import_ban"
    if entry.kind == "subsidy_or_price_support":
        return "price_floor" if "price floor" in words or "minimum price" in words else None
    if entry.kind == "deal":
        return "truce" if "truce" in words else None
    table: dict[str, Instrument] = {
        "quota": "export_quota",
        "sanction": "entity_list",
        "investigation": "investigation",
        "purchase": "purchase_commitment",
        "stockpile": "stockpile",
    }
    return table.get(entry.kind)


def _measure(entry: Entry, instrument: Instrument) -> Measure:
    severity = None
    if entry.rate_pct is not None and instrument in ("tariff", "export_tax"):
        rate = entry.rate_pct / 100
        severity = Severity(low=rate, mode=rate, high=rate, status="reported", note="rate as the reports give it")
    day, precise = _day(entry.date)
    until, _ = _day(entry.until)
    if day and until and until < day:
        until = None
    status: Status = entry.status  # type: ignore[assignment]  # same closed list in both rooms, tested
    note = "; ".join(f'{s.doc}: "{_short(s.text)}"' for s in entry.support[:3])
    return Measure(
        id=entry.id,
        instrument=instrument,
        actor=entry.actor,
        targets=entry.target,
        commodities=entry.objects,
        announced=day if entry.status == "in_force" and not precise else None,
        effective=day,
        expires=until,
        status=status,
        probability=1.0 if entry.status in ("in_force", "suspended", "eased", "expired") else entry.odds.mode,
        severity=severity,
        condition=entry.condition or "",
        source=", ".join(entry.documents),
        note=note,
    )


def _day(text: str | None) -> tuple[date | None, bool]:
    """A calendar day for ISO text; a bare month or year is no day and stays unknown."""
    if text is None or len(text) != 10:
        return None, False
    return date.fromisoformat(text), True


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 120 else flat[:117] + "..."
