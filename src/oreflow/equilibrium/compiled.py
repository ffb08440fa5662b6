"""How kernels are compiled: serial, without the GIL, cached under the environment and never in the user's home."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def cache_folder() -> Path | None:
    """OREFLOW_CACHE if set, else share/oreflow/numba of the environment; None where neither can be written."""
    asked = os.environ.get("OREFLOW_CACHE")
    folder = Path(asked) / "numba" if asked else Path(sys.prefix) / "share" / "oreflow" / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


_FOLDER = cache_folder()
if _FOLDER is not None:
    os.environ["NUMBA_CACHE_DIR"] = str(_FOLDER)  # before numba is imported, for its own re-reading of the environment

import numba  # noqa: E402

if _FOLDER is not None:
    numba.config.CACHE_DIR = str(_FOLDER)  # type: ignore[attr-defined]


def kernel(function: F) -> F:
    """Compile on first call, or load from the cache. Without a writable folder every process compiles anew."""
    return _compile(function, {"contract"})


def kernel_of_sums(function: F) -> F:
    """The same, and sums may be reordered so that they run in vector registers.

    One machine runs the same code in every thread, hence the same bytes for any number of workers; another machine may
    differ in the last digits. Never for arithmetic that relies on rounding (vector_math).
    """
    return _compile(function, {"contract", "reassoc"})


def _compile(function: F, fastmath: set[str]) -> F:
    # Kernels own no memory: without reference counts (_nrt) handing them bundles of arrays costs nothing; with them it
    # costs more than the arithmetic.
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": fastmath, "_nrt": False}
    made: F = numba.njit(cache=_FOLDER is not None, **options)(function)
    return made
