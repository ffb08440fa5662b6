"""Sources: where a number comes from, and from which day on it could be known.

``known_by`` is the one as-of cut of the house. Tables, register, base rates and parameters all go through it, so that
no verb can use on 26 October 2025 what was published later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """One citable origin of figures."""

    id: str
    title: str
    publisher: str
    published_on: date | None
    url: str = ""
    licence: str = ""
    kind: str = "primary"  # primary | secondary | assumption


def known_by(published_on: date | None, as_of: date | None) -> bool:
    """Whether a fact published on ``published_on`` could be used on ``as_of``.

    Without an as-of date everything is known. A fact without a publication date is refused under an as-of date:
    unknown is not "always known".
    """
    if as_of is None:
        return True
    return published_on is not None and published_on <= as_of
