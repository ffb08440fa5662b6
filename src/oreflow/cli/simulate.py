"""The verb ``simulate``: what a scenario's measures do to prices, tonnes and rents, with ranges."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from oreflow.cli.dates import parse_day
from oreflow.cli.output import print_json, write_json
from oreflow.vocabulary.errors import OreflowError


def simulate(
    scenario: Annotated[Path, Parameter(help="A scenario file (see examples/october-2025).")],
    *,
    months: Annotated[int | None, Parameter(help="Months to run; this version solves single days only.")] = None,
    draws: Annotated[int | None, Parameter(help="Draws of the uncertain numbers; default: the file's.")] = None,
    seed: Annotated[int | None, Parameter(help="Seed of the draws; default: the file's.")] = None,
    as_of: Annotated[str | None, Parameter(help="Use only what was known on this day; default: the file's.")] = None,
    variant: Annotated[str | None, Parameter(help="A variant or override named in the file.")] = None,
    out: Annotated[Path | None, Parameter(help="Folder to write result.json into.")] = None,
    resume: Annotated[bool, Parameter(negative="", help="Go on with a run that was cut off.")] = False,
    runner: Annotated[Literal["local", "ray"], Parameter(help="Where draws are solved.")] = "local",
    json: Annotated[bool, Parameter(negative="", help="Print one JSON document.")] = False,
) -> int:
    """Solve the market with and without the measures of a scenario, on the same draws."""
    from oreflow.studies import scenario as files
    from oreflow.studies.simulate import simulate as study

    if months is not None:
        raise OreflowError("--months: months, stocks and queues are not modelled yet; leave it out", misuse=True)
    if runner != "local" or resume:
        raise OreflowError(
            "--runner ray and --resume belong to long runs, which are not built yet; leave them out", misuse=True
        )
    if draws is not None and draws < 1:
        raise OreflowError(f"--draws must be at least 1, not {draws}", misuse=True)
    day = parse_day(as_of, "--as-of")
    result = study(files.load_scenario(scenario, variant=variant, as_of=day), draws=draws, seed=seed)
    document = result.to_json()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "result.json", document)
        print(f"wrote {out / 'result.json'}", file=sys.stderr)
    if json:
        print_json(document)
    else:
        from rich.console import Console

        from oreflow.reports.simulation import print_simulation

        print_simulation(document, Console(highlight=False))
    return 0
