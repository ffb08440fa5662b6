"""A simulation in a terminal: what changes, by how much, with the range, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oreflow.reports.numbers import short

if TYPE_CHECKING:
    from rich.console import Console


def print_simulation(result: dict[str, Any], console: Console) -> None:
    """Print answers by day and product, then measures, markets and limits."""
    from rich.markup import escape

    console.print(f"[bold]{escape(result['title'])}[/bold]")
    console.print(
        f"home {result['home']}, as of {result['as_of']}; {result['draws']} draws, seed {result['seed']}, "
        f"threats {result['threats'].replace('_', ' ')}"
    )
    for answer in result["answers"]:
        _print_answer(answer, console)
    console.print("\n[bold]Measures[/bold]")
    for measure in result["measures"]:
        if measure["role"] != "measure":
            continue
        console.print(
            f"  {escape(measure['id'])}: {escape(measure['title'])}; {escape(measure['severity'])} "
            f"({measure['severity_status']}); happened in {100 * measure['happened']:.0f} % of draws"
        )
    console.print("\n[bold]Markets[/bold]")
    for market in result["markets"]:
        console.print(
            f"  {escape(market['commodity'])}: benchmark {market['benchmark_year']}, {market['solved']} draws solved, "
            f"{market['unsolved']} not; draw table {market['draw_table'][:12]}"
        )
        for label in market["labels"]:
            console.print(f"    [dim]{escape(label)}[/dim]")
    assumed = sum(p["status"] == "assumed" for p in result["parameters"])
    console.print(f"  {len(result['parameters'])} drawn parameters, {assumed} of them assumed (see --json)")
    for line in result["problems"]:
        console.print(f"[yellow]not solved: {escape(line)}[/yellow]")
    console.print("\n[bold]What this cannot support[/bold]")
    for line in result["cannot_support"]:
        console.print(f"  {escape(line)}")


def _print_answer(answer: dict[str, Any], console: Console) -> None:
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    console.print(
        f"\n[bold]{escape(answer['product'])}[/bold], {answer['day']}, {escape(answer['comparison'])} "
        f"[dim](basis {escape(answer['basis'])})[/dim]"
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("", "median", "5 %", "95 %", "unit"):
        table.add_column(head, justify="left" if head in ("", "unit") else "right", no_wrap=head != "")
    for row in (*answer["rows"], *answer["replacements"]):
        numbers = [short(row[key]) for key in ("q50", "q05", "q95")]
        table.add_row(escape(row["label"]), *numbers, escape(row["unit"]))
    console.print(Padding(table, (0, 2)))
    if answer["rationed"] > 0:
        console.print(
            f"  [yellow]rationing: in {100 * answer['rationed']:.0f} % of draws the price is a bound[/yellow]"
        )
    if answer["sensitivity"]:
        listed = ", ".join(f"{name} ({rho:+.2f})" for name, rho in answer["sensitivity"][:4])
        console.print(f"  [dim]follows most: {escape(listed)}[/dim]")
