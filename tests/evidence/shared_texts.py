"""Where the shared reading material lies beside the repo; tests that need it skip with a reason when it does not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
EXAMPLES = ROOT / "examples" / "asia-tour-2025"
NEGATIVE = Path(__file__).parent / "negative"


def seeds() -> list[Path]:
    """The five seed reports."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("shared/seeds is not beside this checkout")
    return sorted(folder.glob("*.txt"))


def dev() -> Path:
    """The folder of graded development texts."""
    folder = SHARED / "news" / "dev"
    if not folder.is_dir():
        pytest.skip("shared/news/dev is not beside this checkout")
    return folder


def script(name: str) -> ModuleType:
    """A script of the repository as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
