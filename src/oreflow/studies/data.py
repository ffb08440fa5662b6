"""The store of facts as the doors see it: what is in it, rebuild it, import files, warm the kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Log = Callable[[str], None]


def status() -> list[dict[str, Any]]:
    """One row per table: name, vintage, rows, licence, where it lies."""
    from oreflow import tables

    return list(tables.status())


def build(log: Log) -> None:
    """Build the tables that may not be redistributed into this environment, or say what serves in their place."""
    from oreflow.tables.build import data_build

    data_build(log)


def import_files(files: Sequence[Path], log: Log) -> None:
    """Import official files as downloaded; a broken file leaves the store as it was."""
    from oreflow.tables.imports import import_files as run
    from oreflow.vocabulary import OreflowError

    if not files:
        raise OreflowError("data import needs at least one FILE", misuse=True)
    run(files, log)


def warm(log: Log) -> None:
    """Compile the kernels into this environment's cache."""
    from oreflow.equilibrium.batch import warm as compile_kernels

    compile_kernels()
    log("kernels compiled")
