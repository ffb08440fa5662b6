"""Numbers as every report prints them: three significant figures, thousands apart, unknown said in words."""

from __future__ import annotations


def short(value: float | None) -> str:
    """Three significant figures; ``unknown`` for None, because unknown is not zero."""
    if value is None:
        return "unknown"
    if value == 0:
        return "0"
    if abs(value) < 0.005:
        return "about 0"
    if abs(value) >= 100:
        return f"{round(value, 3 - len(str(int(abs(value))))):,.0f}"
    return f"{value:.3g}"
