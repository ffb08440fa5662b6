"""Plain tables in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def print_rows(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print rows with the keys of the first one as the heads of the columns."""
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        console.print("nothing to show")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for key in rows[0]:
        table.add_column(key.replace("_", " "))
    for row in rows:
        table.add_row(*(escape("" if value is None else str(value)) for value in row.values()))
    console.print(table)


def percent(share: float | None) -> str:
    """A share as per cent; unknown says so."""
    return "unknown" if share is None else f"{100 * share:.1f} %"


def print_exposure(result: Mapping[str, Any], console: Console) -> None:
    """Print an exposure result stage by stage: imports, origins, concentration, what losing the largest would mean."""
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    name, place = result["commodity"], result.get("destination_name", result.get("destination", ""))
    console.print(f"[bold]Exposure of {escape(str(place))} to {escape(str(name))}[/bold]")
    for stage in result["stages"]:
        imports = f"{stage['imports_tonnes']['text']}, {stage['imports_usd']['text']}"
        console.print(
            f"\n[bold]{stage['stage']}[/bold], {stage['year']} ({stage['coverage']}; {stage['basis']}): {imports}"
        )
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for head, justify in (("origin", "left"), ("of tonnes", "right"), ("of value", "right")):
            table.add_column(head, justify=justify)  # type: ignore[arg-type]
        for origin in stage["origins"][:8]:
            table.add_row(escape(origin["name"]), percent(origin["tonnes_share"]), percent(origin["usd_share"]))
        console.print(Padding(table, (0, 2)))
        for key in ("hhi_imports", "hhi_output", "net_import_reliance", "loss_of_largest", "world_without_largest"):
            figure = stage[key]
            console.print(
                f"  {escape(figure['definition'])}: [bold]{escape(figure['text'])}[/bold] ({figure['standing']})"
            )
        for note in stage["notes"]:
            console.print(f"  [dim]{escape(note)}[/dim]")
    for line in result.get("traced", ()):
        console.print(f"  {escape(line['name'])}: direct {percent(line['direct'])}, traced {percent(line['traced'])}")
    for note in (result.get("traced_note", ""), *result.get("notes", ())):
        if note:
            console.print(f"[dim]{escape(note)}[/dim]")
    for source in result["sources"]:
        console.print(f"[dim]source {escape(' | '.join(str(value) for value in source.values() if value))}[/dim]")
