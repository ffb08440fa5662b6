"""The verb ``brief``: reports in, a sourced brief out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from oreflow.cli.dates import parse_day
from oreflow.cli.output import print_json, report_paths, write_text


def brief(
    *paths: Annotated[str, Parameter(help="Files, folders or globs of reports; '-' reads standard input.")],
    as_of: Annotated[
        str | None, Parameter(help="Use only what was known on this day (YYYY-MM-DD). Default: today.")
    ] = None,
    home: Annotated[str, Parameter(help="Whose exposure: ISO3 code or English name.")] = "USA",
    since: Annotated[Path | None, Parameter(help="A previous brief's JSON: say what changed.")] = None,
    out: Annotated[Path | None, Parameter(help="Write the brief as one self-contained HTML file.")] = None,
    draws: Annotated[int, Parameter(help="Draws of the uncertain parameters behind every range.")] = 200,
    seed: Annotated[int, Parameter(help="Seed of the draws.")] = 1,
    json: Annotated[bool, Parameter(negative="", help="Print the whole brief as one JSON document.")] = False,
) -> int:
    """Read reports, check them against data, and say what the measures in them would do.

    Exit code 0: done. 1: no document could be read. 2: misused.
    """
    from oreflow.studies.brief import brief as study
    from oreflow.studies.brief import load_previous

    today = date.today()
    day = parse_day(as_of, "--as-of") or today
    previous = load_previous(since) if since else None
    result = study(report_paths(paths), home=home, as_of=day, today=today, previous=previous, draws=draws, seed=seed)
    if out is not None:
        from oreflow.reports.html import render_brief

        write_text(out, render_brief(result))
        print(f"wrote {out}", file=sys.stderr)
    if json:
        print_json(result)
    else:
        from rich.console import Console

        from oreflow.reports.terminal import print_brief

        print_brief(result, Console(highlight=False))
    return 0
