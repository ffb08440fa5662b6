"""How results leave the program: one JSON document on stdout, files written aside and then renamed."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from oreflow.vocabulary.errors import OreflowError

#: What a lone hyphen on the command line becomes on its way through the parser.
STDIN = "<stdin>"


def report_paths(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths as the reading study takes them: '-' is standard input."""
    return tuple("-" if path == STDIN else path for path in paths)


def plain(value: Any) -> Any:
    """Dataclasses, dates and numpy scalars as JSON types; NaN becomes null because unknown is not a number."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist") and not isinstance(value, (str, bytes)):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def write_json(path: Path, value: Any) -> None:
    """Write one JSON document whole or not at all."""
    write_text(path, json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: aside first, then renamed into place."""
    try:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(aside, 0o666 & ~umask)
            os.replace(aside, path)
        except BaseException:
            os.unlink(aside)
            raise
    except OSError as error:
        raise OreflowError(f"cannot write {path}: {error.strerror}; choose another --out") from None
