"""Errors a person reads: one line that says what is wrong, where, and what to do."""

from __future__ import annotations


class OreflowError(Exception):
    """Anything the user can mend. The doors print it as one line; it never carries a traceback to the terminal.

    ``misuse`` tells a wrong request (exit code 2) from a right one that could not be met (exit code 1).
    """

    def __init__(self, message: str, *, misuse: bool = False) -> None:
        super().__init__(message)
        self.misuse = misuse


class UnknownNameError(OreflowError):
    """A name that no register knows; the message offers the nearest known ones."""

    def __init__(self, what: str, given: str, nearest: list[str]) -> None:
        hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"unknown {what} '{given}'{hint}", misuse=True)
        self.given = given
        self.nearest = nearest
