"""Title, outlet, dateline and day of publication of a report, from its own words and its file name."""

from __future__ import annotations

import re
from datetime import date

from oreflow.evidence.dates import MONTHS, Calendar, whens
from oreflow.evidence.lexicon import scan
from oreflow.evidence.text import tokenize
from oreflow.evidence.wordlists import wordlist

_ISO = re.compile(r"(?<!\d)(20[0-4]\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_MONTH = "|".join(sorted((m for m in MONTHS if len(m) > 2), key=len, reverse=True))
_FULL = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>20[0-4]\d)|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\.?,?\s+(?P<y2>20[0-4]\d))\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^\W{0,3}([A-Z][A-Za-z.'’ ]{2,40}(?:, [A-Z][A-Za-z. ]{2,20})?)(?:,? (?:\d{1,2} )?[A-Z][a-z]{2,8}\.? ?\d{0,4})?\s*(?:\([^)]{2,30}\))?\s*(?:—|–|--|-(?= )|:)\s"  # noqa: E501
)
_BYLINE = re.compile(
    r"^(?:by |updated |published |posted |source:|press release|for immediate release|\\d+[.)] )", re.IGNORECASE
)
_STOP_LEAD = re.compile(r"\b(since|until|by|from|effective|on or after|before|in|of|through|dated)\s*$", re.IGNORECASE)
_CAPTION = re.compile(
    r"^\W{0,3}file\b|\b(pictured|photograph\w*|photo|seen|taken|shown)\b|"
    r"(?<!published )(?<!posted )(?<!updated )(?<!released )\bon\s*$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"^\W{0,3}(?:(?:date|published|posted|updated|released)(?: on| at)?:?\s+)?"
    r"(20[0-4]\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])(?=[\sT|,;)]|$)",
    re.IGNORECASE | re.MULTILINE,
)  # "date 2025-03-14", "(2026-02-05 16:12)" at the start of a line
_STAMP_WORD = re.compile(r"\s*date:? 20\d\d-\d\d-\d\d\s+(?=\S)", re.IGNORECASE)
_SLASHES = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/([0-2]?\d|3[01])/(20[0-4]\d)(?!\d)")
_FILED = re.compile(
    rf"^\W{{0,3}}[A-Z][A-Za-z.,/'’ ]{{2,60}}?,? (?:(?P<m1>(?i:{_MONTH}))\.? (?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}}) (?P<m2>(?i:{_MONTH}))\.?)\s*(?:\([^)]{{2,30}}\)\s*)?(?:—|–|--|-|:)\s",  # noqa: E501
    re.MULTILINE,
)  # "LIMA, March 4 -": the year is not said
_ENGLISH = wordlist("metadata: english")


def is_english(text: str) -> bool:
    """Whether enough of the words are English function words; short texts get the benefit of the doubt."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    if len(words) < 25:
        letters = [c for c in text[:4000] if c.isalpha()]
        return not letters or sum(c.isascii() for c in letters) > 0.6 * len(letters)
    share = sum(word in _ENGLISH for word in words) / len(words)
    return share > 0.12


def _full(match: re.Match[str]) -> date | None:
    month = MONTHS.get((match["m1"] or match["m2"]).lower())
    try:
        return date(int(match["y1"] or match["y2"]), month or 0, int(match["d1"] or match["d2"]))
    except ValueError:
        return None


def published_on(text: str, name: str, given: date | None = None) -> tuple[date | None, str | None, int | None]:
    """Day of publication, where it was found, and a bare year from the file name if that is all there is."""
    if given is not None:
        return given, "metadata", given.year
    head = text[:1800]
    stamped = _stamped(head[:600])
    if stamped is not None:
        return stamped, "text", stamped.year
    for match in _FULL.finditer(head):
        found = _full(match)
        if found is None:
            continue
        line_start = head.rfind("\n", 0, match.start()) + 1
        line_end = head.find("\n", match.end())
        line = head[line_start : line_end if line_end >= 0 else len(head)]
        before = head[line_start : match.start()]
        if _CAPTION.search(before):
            continue  # the day a picture was taken
        if len(line) < 120 and not _STOP_LEAD.search(before) and len(before) < 60:
            return found, "text", found.year
        if (
            len(before) < 60
            and re.match(r"\W{0,3}(?:[A-Z][\w.,'’ ]{2,55},?\s*)?$", before)
            and head[match.end() : match.end() + 4].strip()[:1] in tuple("—–-:|/(")
        ):
            return found, "text", found.year
    named = _ISO.search(name)
    if named is not None:
        try:
            return date(int(named[1]), int(named[2]), int(named[3])), "file name", int(named[1])
        except ValueError:
            pass
    # a weekday with a full date ("on Tuesday, March 24, 2026") is how reports name the day itself
    for match in _FULL.finditer(text[:6000]):
        if _CAPTION.search(text[text.rfind("\n", 0, match.start()) + 1 : match.start() - 12]):
            continue
        if re.search(
            r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s*\(?$", text[max(0, match.start() - 14) : match.start()]
        ):
            return _full(match), "text", None
    year = _YEAR.search(name)
    if year is not None:
        filed = _filed(head, int(year[1]))
        return filed, "text" if filed is not None else None, int(year[1])
    latest = _latest(text) if "local time" in text[:8000].lower() else None
    if latest is not None:
        return latest, "text", latest.year
    return None, None, None


def _stamped(head: str) -> date | None:
    """The day that a stamp in figures at the start of a line names, or one with slashes whose order is plain."""
    for match in _STAMP.finditer(head):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    first = head.lstrip().split("\n", 1)[0]
    slashed = _SLASHES.search(first) if len(first) < 160 else None
    if slashed is not None and int(slashed[2]) > 12:  # "06/20/2025"; "05/06/2025" could be either day
        try:
            return date(int(slashed[3]), int(slashed[1]), int(slashed[2]))
        except ValueError:
            return None
    return None


def _filed(head: str, year: int) -> date | None:
    """The day of a dateline without a year ("LIMA, March 4 -"), in the year that the file name gives."""
    match = _FILED.search(head)
    if match is None:
        return None
    try:
        return date(year, MONTHS[(match["m1"] or match["m2"]).lower()], int(match["d1"] or match["d2"]))
    except ValueError:
        return None


def without_stamp(line: str) -> int:
    """How many characters of a line are a stamp before its text: "date 2025-03-14 LIMA, March 4 ..."."""
    match = _STAMP_WORD.match(line[:60])
    return match.end() if match is not None else 0


def _latest(text: str) -> date | None:
    """The last day that a report tells of in the past tense: it was written then or just after."""
    anchor = next((d for d in (_full(m) for m in _FULL.finditer(text[:8000])) if d is not None), None)
    if anchor is None:
        return None
    best = anchor
    tokens = tuple(tokenize(text[:8000]))
    for when in whens(tokens, Calendar(anchor)):
        if when.form != "day" or not when.value:
            continue
        after = " ".join(token.low for token in tokens[when.j : when.j + 14])
        before = " ".join(token.low for token in tokens[max(0, when.i - 4) : when.i])
        if " will " in f" {after} " or "next" in before or "to " in before:
            continue
        value = date.fromisoformat(when.value)
        if anchor <= value and (value - anchor).days <= 10 and value > best:
            best = value
    return best


def dateline(line: str) -> tuple[str, int] | None:
    """The place a paragraph is filed from and where its text starts: "BANGKOK —", "Asia, 24 October 2025 –"."""
    match = _DATELINE.match(line[:120])
    if match is None or len(line) < 80:
        return None
    place = match[1].strip()
    words = tokenize(place)
    known = any(m.j - m.i >= len(words) - 1 for m in scan(words)) or place in ("Asia", "Europe", "Africa")
    marked = place.isupper() or bool(re.search(r"\d|—|–|--", line[: match.end()]))
    return (place, match.end()) if known and marked else None


def title_of(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, int]:
    """The title and the index of its line: the longest headline-like line above the first long paragraph."""
    best: tuple[int, str, int] | None = None
    for number, (start, end) in enumerate(spans[:60]):
        line = text[start:end].strip().strip("*# ")
        if len(line) > 260 or (end - start > 140 and line.endswith((".", ".”", '."', "…"))):
            break
        if (
            len(line) < 16
            or len(line.split()) < 4
            or line.count("|") > 1
            or line.count(" / ")
            or line[0] in "(•"
            or _BYLINE.match(line)
        ):
            continue
        if line.endswith(".") and (
            any(text[s:e].strip() for s, e in spans[:number]) or text[end : end + 2] not in ("\n\n", "\r\n")
        ):
            continue  # a sentence of the text, not a headline
        if best is None or len(line) > best[0] + (0 if len(best[1].split()) < 7 else 40):
            best = (len(line), line, number)
    return (best[1], best[2]) if best is not None else ("", -1)


def outlet_of(text: str, title: str) -> str | None:
    """The outlet where the page names it: the copyright line or a short first line above the title."""
    copyright_line = re.search(
        r"(?:Copyright )?© ?(?:20\d\d )?([A-Za-z][\w.&' -]{2,40}?)(?: \||\. All|,| All rights|$)", text, re.MULTILINE
    )
    if copyright_line is not None and "all rights" not in copyright_line[1].lower():
        return copyright_line[1].strip()
    by = re.search(r"【By ([^,】]{3,40})", text[:500])
    if by is not None:
        return by[1].strip()
    first = next((line.strip() for line in text[:400].splitlines() if line.strip()), "")
    if (
        first
        and first != title
        and len(first) < 40
        and len(first.split()) <= 5
        and not re.search(r"[/|•.]", first)
        and first[0].isupper()
        and title
    ):
        return first
    return None
