"""Plain tables in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oreflow.vocabulary import countries

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


def country_name(iso3: str) -> str:
    """Readable name of a code; a code outside the register (ROW, OTHER) stays as it is."""
    entry = countries().get(iso3)
    return entry.name if entry else iso3
