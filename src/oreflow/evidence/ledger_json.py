"""A ledger as plain data, and what changed since an earlier one."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oreflow.evidence.entries import Ledger

_COMPARED = ("status", "rate_pct", "value_usd", "date", "until")


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """Every entry with support and dissent; keys are stable."""
    return {
        "documents": list(ledger.documents),
        "entries": [dataclasses.asdict(entry) for entry in ledger.entries],
        "figures": [dataclasses.asdict(figure) for figure in ledger.figures],
        "office_holders": [dataclasses.asdict(holder) for holder in ledger.office_holders],
        "asides": [{"doc": doc, **dataclasses.asdict(aside)} for doc, aside in ledger.asides],
        "timeline": [dataclasses.asdict(line) for line in ledger.timeline],
        "disagreements": [dataclasses.asdict(d) for d in ledger.disagreements],
    }


def changes(previous: dict[str, Any], current: Ledger) -> list[str]:
    """One line for each entry that is new, gone or different against an earlier ledger's JSON."""
    old = {_key(e): e for e in previous.get("entries", [])}
    new = {_key(e): e for e in ledger_json(current)["entries"]}
    lines = [f"new: {_label(e)}" for key, e in new.items() if key not in old]
    lines += [f"no longer reported: {_label(e)}" for key, e in old.items() if key not in new]
    for key in new.keys() & old.keys():
        for field in _COMPARED:
            if old[key].get(field) != new[key].get(field):
                lines.append(f"changed: {_label(new[key])}: {field} {old[key].get(field)} -> {new[key].get(field)}")
    return sorted(lines)


def _key(entry: dict[str, Any]) -> tuple[Any, ...]:
    return (
        entry["kind"],
        entry["actor"],
        tuple(entry["target"]),
        tuple(sorted(entry["objects"])),
        entry["rate_pct"],
        entry["effect"],
    )


def _label(entry: dict[str, Any]) -> str:
    target = f" on {', '.join(entry['target'])}" if entry["target"] else ""
    return f"{entry['actor']} {entry['kind'].replace('_', ' ')}{target} ({', '.join(entry['objects']) or 'no goods named'}, {entry['status'].replace('_', ' ')})"  # noqa: E501
