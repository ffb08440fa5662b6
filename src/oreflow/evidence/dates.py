"""Date grammar over tokens, resolved against the day of publication; a year that nobody states stays unknown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from oreflow.evidence.text import Token
from oreflow.evidence.wordlists import wordlist

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed",
            "thursday thu thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_SHORT_DAYS = wordlist("dates: short days")


class When(NamedTuple):
    """A date on tokens ``i`` up to ``j``; ``value`` is ISO text or ``None`` where the year is unknown."""

    value: str | None
    form: str  # day | month | year | weekday | relative | range
    i: int
    j: int
    weekday: int | None = None
    direction: int = 0  # -1 last, +1 next, 0 not said
    implied: bool = False  # the year is ours, not the text's
    vague: bool = False  # "earlier this week", "this year": too wide to be the day of an act


class Calendar(NamedTuple):
    """What is known of the day a text was published."""

    published: date | None
    year_hint: int | None = None

    def year_of(self, month: int, day: int | None) -> int | None:
        """The year of a month named without one: the nearest to publication."""
        if self.published is None:
            return self.year_hint
        best = None
        for year in (self.published.year - 1, self.published.year, self.published.year + 1):
            try:
                candidate = date(year, month, day or 15)
            except ValueError:
                continue
            gap = (candidate - self.published).days
            score = gap if gap >= 0 else -gap * 0.85  # reports look back slightly further than ahead
            if best is None or score < best[0]:
                best = (score, year)
        return best[1] if best else None

    def weekday(self, number: int, direction: int, future: bool) -> str | None:
        """The day a weekday name means: the last one, or the next one in a sentence about the future."""
        if self.published is None:
            return None
        back = (self.published.weekday() - number) % 7
        if direction > 0 or (future and direction == 0):
            ahead = (number - self.published.weekday()) % 7
            if direction > 0 and ahead == 0:
                ahead = 7
            return (self.published + timedelta(days=ahead)).isoformat()
        if direction < 0 and back == 0:
            back = 7
        return (self.published - timedelta(days=back)).isoformat()


def iso(year: int | None, month: int | None, day: int | None) -> str | None:
    """ISO text of the parts known; ``None`` without a year or for a day no calendar has."""
    if year is None:
        return None
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _day_number(token: Token) -> int | None:
    text = token.text
    if text.isascii() and text.isdigit() and 1 <= len(text) <= 2 and 1 <= int(text) <= 31:
        return int(text)
    return None


def _year_number(token: Token) -> int | None:
    text = token.text
    if text.isascii() and len(text) == 4 and text.isdigit() and 1900 <= int(text) <= 2060:
        return int(text)
    return None


def whens(tokens: tuple[Token, ...], calendar: Calendar) -> list[When]:
    """All dates of a sentence from the left, without overlap."""
    found: list[When] = []
    i, count = 0, len(tokens)
    while i < count:
        when = _at(tokens, i, calendar)
        if when is None:
            i += 1
            continue
        found.append(when)
        i = when.j
    return found


def _at(tokens: tuple[Token, ...], i: int, calendar: Calendar) -> When | None:
    token = tokens[i]
    if token.low in MONTHS and token.text[0].isupper():
        return _month_first(tokens, i, calendar)
    if token.text[0].isdigit():
        return _number_first(tokens, i, calendar)
    if token.low in WEEKDAYS and token.text[0].isupper() and (token.low not in _SHORT_DAYS or len(token.text) > 3):
        direction = {"last": -1, "next": 1, "past": -1}.get(tokens[i - 1].low if i else "", 0)
        follow = _at(tokens, i + 2, calendar) if i + 2 < len(tokens) and tokens[i + 1].text in "(," else None
        if follow is not None and follow.form == "day":  # "Thursday (October 30)", "Tuesday, March 24, 2026"
            return When(follow.value, "day", i, follow.j)
        return When(None, "weekday", i, i + 1, WEEKDAYS[token.low], direction)
    return _relative(tokens, i, calendar)


def _month_first(tokens: tuple[Token, ...], i: int, calendar: Calendar) -> When | None:
    month = MONTHS[tokens[i].low]
    j = i + 1
    if j < len(tokens) and tokens[j].text == "." and len(tokens[i].text) <= 4:
        j += 1
    day = None
    if j < len(tokens):
        day = _day_number(tokens[j])
        if day is not None:
            j += 1
            if j < len(tokens) and tokens[j].low in ("st", "nd", "rd", "th"):
                j += 1
    k = j + 1 if j < len(tokens) and tokens[j].text == "," and (day is not None or j + 1 < len(tokens)) else j
    implied = False
    year = _year_number(tokens[k]) if k < len(tokens) else None
    if year is not None and (day is not None or k == j or tokens[j].text == ","):
        j = k + 1
    elif (said := _year_said(tokens, j, calendar)) is not None:
        return When(iso(said, month, day), "day" if day else "month", i, j + 2)
    elif tokens[i].low == "may" and day is None:
        return (
            None
            if (i == 0 or tokens[i - 1].low not in wordlist("dates: before a month"))
            else When(iso(calendar.year_of(5, None), 5, None), "month", i, i + 1, implied=True)
        )
    else:
        year, implied = calendar.year_of(month, day), True
    if (
        day is None
        and tokens[i].low in ("march", "mar", "sun")
        and year is None
        and calendar.published is None
        and (i == 0 or tokens[i - 1].low not in wordlist("dates: before a month"))
    ):
        return None
    return When(iso(year, month, day), "day" if day else "month", i, j, implied=implied)


def _year_said(tokens: tuple[Token, ...], j: int, calendar: Calendar) -> int | None:
    """ "in March this year", "August last year": the year that the words at token ``j`` mean."""
    if j + 1 >= len(tokens) or tokens[j + 1].low != "year" or calendar.published is None:
        return None
    shift = {"this": 0, "last": -1, "next": 1}.get(tokens[j].low)
    return None if shift is None else calendar.published.year + shift


def _number_first(tokens: tuple[Token, ...], i: int, calendar: Calendar) -> When | None:
    day = _day_number(tokens[i])
    j = i + 1
    if day is not None and j < len(tokens):
        if tokens[j].low in ("st", "nd", "rd", "th"):
            j += 1
            if j < len(tokens) and tokens[j].low == "of":
                j += 1
        if j < len(tokens) and tokens[j].low in MONTHS and tokens[j].text[0].isupper():
            month = MONTHS[tokens[j].low]
            j += 1
            k = j + 1 if j < len(tokens) and tokens[j].text == "," else j
            year = _year_number(tokens[k]) if k < len(tokens) else None
            if year is not None:
                return When(iso(year, month, day), "day", i, k + 1)
            return When(iso(calendar.year_of(month, day), month, day), "day", i, j, implied=True)
    year = _year_number(tokens[i])
    if year is None:
        return None
    if i + 2 < len(tokens) and tokens[i + 1].glue and tokens[i + 2].glue:
        month_number, day_number = tokens[i + 1].text, tokens[i + 2].text
        if month_number.isdigit() and day_number.isdigit() and len(month_number) == 2 and len(day_number) == 2:
            value = iso(year, int(month_number), int(day_number)) if 1 <= int(month_number) <= 12 else None
            if value:
                return When(value, "day", i, i + 3)
    if i and tokens[i - 1].end == tokens[i].start and tokens[i - 1].text.isalpha():
        return None  # "FY2024": a budget year
    if tokens[i].glue or (i and tokens[i - 1].text in ("$", "€", "£", "#", "§")):
        return None
    after = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if after in wordlist("dates: counted, not a day"):
        return None
    return When(f"{year:04d}", "year", i, i + 1)


def _relative(tokens: tuple[Token, ...], i: int, calendar: Calendar) -> When | None:
    low = tokens[i].low
    day = calendar.published
    year = day.year if day else None
    if low in ("today", "tonight"):
        return When(day.isoformat() if day else None, "relative", i, i + 1)
    if low in ("yesterday", "tomorrow"):
        shift = -1 if low == "yesterday" else 1
        return When((day + timedelta(days=shift)).isoformat() if day else None, "relative", i, i + 1)
    start = i
    if low in ("earlier", "later", "late") and i + 2 < len(tokens):
        i += 1
        low = tokens[i].low
    if low not in ("this", "last", "next", "past", "following") or i + 1 >= len(tokens):
        return None
    unit = tokens[i + 1].low
    shift = {"last": -1, "past": -1, "next": 1, "following": 1}.get(low, 0)
    if unit in ("week", "weekend"):
        near = day + timedelta(days=7 * shift) if day else None
        if unit == "weekend" and day is not None:
            near = (
                day - timedelta(days=(day.weekday() + 2) % 7 or 7)
                if shift <= 0
                else day + timedelta(days=5 - day.weekday())
            )
        return When(near.isoformat()[:7] if near else None, "relative", start, i + 2, vague=True)
    if unit == "month":
        if day is None or year is None:
            return When(None, "relative", start, i + 2)
        month = day.month + shift
        return When(f"{year + (month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}", "relative", start, i + 2)
    if unit == "year":
        base = year if year is not None else calendar.year_hint
        return When(f"{base + shift:04d}" if base is not None else None, "relative", start, i + 2, vague=True)
    if unit in MONTHS and low in ("last", "next"):
        number = MONTHS[unit]
        if day is None or year is None:
            return When(None, "month", start, i + 2)
        if low == "last":
            return When(f"{year if number < day.month else year - 1:04d}-{number:02d}", "month", start, i + 2)
        return When(f"{year if number > day.month else year + 1:04d}-{number:02d}", "month", start, i + 2)
    return None
