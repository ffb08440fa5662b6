"""The verb ``read``: documents to claims, a ledger, or a scenario draft."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from oreflow.cli.output import print_json, report_paths, write_text
from oreflow.cli.progress import counting
from oreflow.vocabulary import OreflowError


def read(
    *paths: Annotated[str, Parameter(help="Files, folders or globs of reports; '-' reads standard input.")],
    ledger: Annotated[bool, Parameter(negative="", help="Reconcile the claims over all documents.")] = False,
    draft_scenario: Annotated[Path | None, Parameter(help="Write the measures found as a scenario file.")] = None,
    model_url: Annotated[
        str | None,
        Parameter(help="Let a model read, at an OpenAI-compatible address such as http://127.0.0.1:8080/v1."),
    ] = None,
    model_name: Annotated[str | None, Parameter(help="The model's name at that address.")] = None,
    model_key_file: Annotated[Path | None, Parameter(help="A file that holds the key, where one is needed.")] = None,
    json: Annotated[bool, Parameter(negative="", help="Print one JSON document.")] = False,
) -> int:
    """Read reports into claims with the passage behind each."""
    from oreflow.studies import reading

    model = None
    if model_url is not None or model_name is not None:
        if model_url is None or model_name is None:
            raise OreflowError("give --model-url and --model-name together, or neither to read by rules", misuse=True)
        model = reading.Model(model_url, model_name, model_key_file)
    files = report_paths(paths)
    with counting(sys.stderr) as progress:
        result = reading.read(files, today=date.today(), progress=progress, model=model, workers=cores())
    for problem in result.problem_lines:
        print(f"oreflow: {problem}", file=sys.stderr)
    reading.require_documents(result, files)
    if draft_scenario is not None:
        write_text(draft_scenario, reading.draft_scenario(result))
        print(f"wrote {draft_scenario}", file=sys.stderr)
        if not json and not ledger:
            return 0
    if json:
        print_json(reading.ledger_json(result) if ledger else reading.documents_json(result))
    else:
        from rich.console import Console

        from oreflow.reports.reading import print_ledger, print_readings

        console = Console(highlight=False)
        if ledger:
            print_ledger(reading.ledger_json(result), console)
        else:
            print_readings(reading.documents_json(result), console)
    return 0


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
