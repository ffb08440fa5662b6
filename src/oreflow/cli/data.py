"""The verb ``data``: the store of facts and what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from oreflow.cli.output import print_json

app = App(name="data", help="The store of facts: what is in it, rebuild it, import official files as downloaded.")


def _log(line: str) -> None:
    print(line, file=sys.stderr)


@app.command
def status(*, json: Annotated[bool, Parameter(negative="", help="Print one JSON document.")] = False) -> int:
    """List every table with its vintage, rows, licence and where it lies."""
    from oreflow.studies import data as study

    lines = study.status()
    if json:
        print_json(lines)
    else:
        from rich.console import Console

        from oreflow.reports.tables import print_rows

        shown = ("table", "where", "rows", "years", "published_on", "state", "licence")
        print_rows([{key: line.get(key) for key in shown} for line in lines], Console(highlight=False))
    return 0


@app.command
def build() -> int:
    """Build the tables that may not be redistributed, into this environment."""
    from oreflow.studies import data as study

    study.build(_log)
    return 0


@app.command(name="import")
def import_(*files: Annotated[Path, Parameter(help="Official files as downloaded.")]) -> int:
    """Import official files (BACI, Comtrade, World Mining Data, USGS MCS, WGI) into the store."""
    from oreflow.studies import data as study

    study.import_files(files, _log)
    return 0


@app.command
def warm() -> int:
    """Compile the kernels once, so that the first answer does not wait for it."""
    from oreflow.studies import data as study

    study.warm(_log)
    return 0
