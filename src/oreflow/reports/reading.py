"""Claims and ledger in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def _event_line(event: dict[str, Any]) -> str:
    who = event["actor"] or "?"
    if event["target"]:
        who += " -> " + ", ".join(event["target"])
    parts = [event["kind"].replace("_", " "), who, ", ".join(event["objects"])]
    if event.get("rate_pct") is not None:
        parts.append(f"{event['rate_pct']:g} %")
    if event.get("value_usd") is not None:
        parts.append(f"{event['value_usd'] / 1e9:,.3g} bn USD")
    if event.get("date"):
        parts.append(event["date"])
    if event.get("condition"):
        parts.append(f"condition: {event['condition']}")
    return " | ".join(part for part in parts if part)


def print_readings(documents: list[dict[str, Any]], console: Console) -> None:
    """Print the claims of each document with the passage behind each."""
    from rich.markup import escape

    for document in documents:
        head = " | ".join(str(document.get(key) or "") for key in ("doc", "published", "title"))
        console.print(f"[bold]{escape(head)}[/bold]")
        for event in document["events"]:
            console.print(f"  [cyan]{event['status'].replace('_', ' '):<18}[/cyan]{escape(_event_line(event))}")
            console.print(f"  {'':<18}[dim]\u201c{escape(event['evidence'])}\u201d[/dim]")
        for item in document["statistics"]:
            where = " ".join(str(item.get(key) or "") for key in ("country", "counterparty", "period")).strip()
            console.print(
                f"  [cyan]{'statistic':<18}[/cyan]{escape(item['subject'])}, {item['stage']}, {item['measure']}: "
                f"{item['value']:g} {item['unit']} {escape(where)}"
            )
        if document["attributions"]:
            cited = ", ".join(item["source"] for item in document["attributions"])
            console.print(f"  [cyan]{'cites':<18}[/cyan]{escape(cited)}")


def print_ledger(ledger: dict[str, Any], console: Console) -> None:
    """Print merged events: how many documents, how many independent sources, where they disagree."""
    from rich.markup import escape

    for entry in ledger["entries"]:
        console.print(f"[cyan]{entry['status'].replace('_', ' '):<18}[/cyan]{escape(_event_line(entry))}")
        count, sources = len(entry["documents"]), entry["independent_sources"]
        console.print(f"{'':<18}[dim]{_count(count, 'document')}, {_count(sources, 'independent source')}[/dim]")
        for other in entry["dissent"]:
            held = f"{other['field']}: {other['value']} in {', '.join(other['docs'])}"
            console.print(f"{'':<18}[yellow]differs: {escape(held)}[/yellow]")
    for holder in ledger["office_holders"]:
        line = f"{holder['name']}, {holder['office']} of {holder['country']}"
        line += "".join(f"; {', '.join(d['docs'])} says {d['value']}" for d in holder["dissent"])
        console.print(f"[cyan]{'office':<18}[/cyan]{escape(line)}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
