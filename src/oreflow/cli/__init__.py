"""Doors: the command line."""


def main() -> None:
    """Entry point."""
