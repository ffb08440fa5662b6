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
    numba.config.CACHE_DIR = str(_FOLDER)


def kernel(function: F) -> F:
    """Compile on first call, or load from the cache. Without a writable folder every process compiles anew."""
    made: F = numba.njit(nogil=True, cache=_FOLDER is not None, error_model="numpy")(function)
    return made
