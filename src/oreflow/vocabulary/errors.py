"""Errors a person reads: one line that says what is wrong, where, and what to do."""

from __future__ import annotations


class OreflowError(Exception):
    """Anything the user can mend. The doors print it as one line; it never carries a traceback to the terminal."""


class UnknownNameError(OreflowError):
    """A name that no register knows; the message offers the nearest known ones."""

    def __init__(self, what: str, given: str, nearest: list[str]) -> None:
        hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"unknown {what} '{given}'{hint}")
        self.given = given
        self.nearest = nearest
