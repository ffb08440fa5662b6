"""Dates as the command line takes them: ISO, one clear line when they are not."""

from __future__ import annotations

from datetime import date

from oreflow.vocabulary.errors import OreflowError


def parse_day(text: str | None, option: str) -> date | None:
    """The date given, or None when the option was left out."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OreflowError(f"{option} takes a date as YYYY-MM-DD, not '{text}'", misuse=True) from None
