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
        parts.append(f"if: {event['condition']}")
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
        console.print(f"{'':<18}[dim]{entry['documents']} documents, {entry['independent']} independent sources[/dim]")
        for dissent in entry.get("dissent", []):
            console.print(f"{'':<18}[yellow]differs: {escape(str(dissent))}[/yellow]")
