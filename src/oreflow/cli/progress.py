"""A line that counts while many reports are read; nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def counting(stream: TextIO) -> Iterator[Callable[[int, str], None] | None]:
    """A progress callback ``(documents so far, name of the last)`` on a terminal, None anywhere else."""
    if not stream.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed} reports read"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("reading", total=None, name="")
        yield lambda count, name: bar.update(task, completed=count, name=name[-60:])
