"""The verb ``exposure``: who supplies a country with a commodity, and how concentrated that is."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from oreflow.cli.dates import parse_day
from oreflow.cli.output import print_json
from oreflow.vocabulary.errors import OreflowError


def exposure(
    commodity: Annotated[str | None, Parameter(help="Name or symbol; leave out with --all.")] = None,
    *,
    destination: Annotated[str, Parameter(help="ISO3 code or English name.")] = "USA",
    year: Annotated[int | None, Parameter(help="Default: the latest year known.")] = None,
    as_of: Annotated[str | None, Parameter(help="Use only what was published by this day.")] = None,
    all: Annotated[bool, Parameter(negative="", help="Every commodity, country and year.")] = False,
    method: Annotated[
        Literal["default", "geopolrisk"], Parameter(help="Our method, or the published package's.")
    ] = "default",
    format: Annotated[Literal["csv", "parquet", "xlsx"], Parameter(help="Format of --out with --all.")] = "csv",
    out: Annotated[Path | None, Parameter(help="File to write with --all; CSV goes to stdout without it.")] = None,
    suppliers: Annotated[
        Path | None, Parameter(help="A company's own suppliers.csv in place of national imports.")
    ] = None,
    json: Annotated[bool, Parameter(negative="", help="Print one JSON document.")] = False,
) -> int:
    """Import shares by origin, concentration, loss of the largest supplier, and the GeoPolRisk score."""
    from oreflow.studies import exposure as study

    day: date | None = parse_day(as_of, "--as-of")
    if all:
        if commodity is not None:
            raise OreflowError("give either a COMMODITY or --all, not both", misuse=True)
        if out is None and format != "csv":
            raise OreflowError(f"--format {format} needs --out FILE", misuse=True)
        study.write_table(out or sys.stdout, method=method, format=format, as_of=day)
        if out is not None:
            print(f"wrote {out}", file=sys.stderr)
        return 0
    if commodity is None:
        raise OreflowError("exposure needs a COMMODITY, or --all", misuse=True)
    result = (
        study.company_exposure(suppliers, commodity, as_of=day)
        if suppliers
        else study.exposure(commodity, destination=destination, year=year, as_of=day)
    )
    if json:
        print_json(result.to_json())
    else:
        from rich.console import Console

        from oreflow.reports.tables import print_exposure

        print_exposure(result.to_json(), Console(highlight=False))
    return 0
