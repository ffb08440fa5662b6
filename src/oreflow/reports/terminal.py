"""What a brief looks like in a terminal: the answer first, then the calendar, then the evidence in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oreflow.reports.numbers import short
from oreflow.studies.brief_result import Brief, Effect

if TYPE_CHECKING:
    from rich.console import Console


def _numbers(brief: Brief, keys: tuple[str, ...]) -> str:
    position = {line.key: number for number, line in enumerate(brief.sources, start=1)}
    found = sorted({position[key] for key in keys if key in position})
    return f" [{','.join(map(str, found))}]" if found else ""


def _range(low: float | None, median: float | None, high: float | None) -> str:
    if low is None or median is None or high is None:
        return "unknown"
    return f"{short(median)} ({short(low)} to {short(high)})"


def print_brief(brief: Brief, console: Console) -> None:
    """Print the brief; source numbers in brackets are those of the HTML page and of ``--json``."""
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    console.print(f"[bold]{escape(brief.title)}[/bold]")
    console.print(
        f"{escape(brief.home_name)}, as of {brief.as_of.isoformat()}; {len(brief.documents)} documents read\n"
    )
    for sentence in brief.answer:
        console.print(Padding(f"{escape(sentence.text)}[dim]{escape(_numbers(brief, sentence.sources))}[/dim]", (0, 2)))
    console.print("\n[bold]Decision calendar[/bold]")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for entry in brief.calendar:
        table.add_row(
            entry.day,
            f"{escape(entry.what)} [dim]{escape(_numbers(brief, entry.sources))}[/dim]",
            escape(entry.switches),
        )
    console.print(Padding(table, (0, 2)))
    console.print("\n[bold]What would change our mind[/bold]")
    for sentence in brief.mind:
        console.print(
            Padding(f"- {escape(sentence.text)}[dim]{escape(_numbers(brief, sentence.sources))}[/dim]", (0, 2))
        )
    for change in brief.changes:
        console.print(Padding(f"- changed: {escape(change)}", (0, 2)))
    console.print("\n[bold]Statements checked against data[/bold]")
    for check in brief.checks:
        found = "; ".join(f"{figure.text} ({figure.definition})" for figure in check.found)
        console.print(
            Padding(
                f"- {escape(check.statement)}: claimed {escape(check.claimed)}; {escape(found or 'no data')} -> "
                f"[bold]{escape(check.verdict)}[/bold]",
                (0, 2),
            )
        )
    for effect in brief.effects:
        _print_effect(effect, console)
    if brief.not_modelled:
        console.print(f"\n[dim]Not modelled yet: {escape('; '.join(brief.not_modelled))}[/dim]")
    for problem in brief.problems:
        console.print(f"[yellow]not read: {escape(problem)}[/yellow]")


def _print_effect(effect: Effect, console: Console) -> None:
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    console.print(f"\n[bold]{escape(effect.scenario)}[/bold]: {escape(effect.product)}, median (5 to 95 %)")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for row in effect.rows:
        table.add_row(escape(row.label), _range(row.low, row.median, row.high), escape(row.unit))
    console.print(Padding(table, (0, 2)))
    for flag in effect.flags:
        console.print(Padding(f"[yellow]{escape(flag)}[/yellow]", (0, 2)))
