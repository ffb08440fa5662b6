"""The article of a web page: by a library for ordinary pages, by a plain linear rule for monstrous ones."""

from __future__ import annotations

import html
import re
from typing import Any

MAX_PAGE_CHARS = 2_000_000
MAX_LIBRARY_TAGS = 20_000  # beyond this the library's tree walks take minutes; no article needs so many
_SILENT = ("script", "style", "noscript", "template", "svg")
_BREAKING = re.compile(r"<(?:p|div|br|li|h[1-6]|tr|section|article)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def article_of_page(page: str) -> tuple[str, dict[str, Any]]:
    """Text and metadata (title, outlet, published, url) of a page; scripts and styles never count as text."""
    page = without_silent_blocks(page[:MAX_PAGE_CHARS])
    if page.count("<") <= MAX_LIBRARY_TAGS:
        found = _by_library(page)
        if found is not None:
            return found
    text = html.unescape(_TAG.sub(" ", _BREAKING.sub("\n", page)))
    return "\n".join(line.strip() for line in text.splitlines()).strip(), {}


def without_silent_blocks(page: str) -> str:
    """The page without scripts, styles and the like, in one pass; an unclosed block swallows the rest."""
    low = page.lower()
    if len(low) != len(page):  # a few letters grow when lowered; offsets would shift
        low = page
    kept: list[str] = []
    at = 0
    opener = re.compile(rf"<({'|'.join(_SILENT)})\b")
    while True:
        start = opener.search(low, at)
        if start is None:
            kept.append(page[at:])
            return " ".join(kept)
        data = "ld+json" in low[start.start() : start.start() + 120]  # machine-readable date and outlet, wanted
        kept.append(page[at : start.start()])
        close = low.find(f"</{start[1]}", start.end())
        if close < 0:
            return " ".join(kept)
        end = low.find(">", close)
        if end < 0:
            return " ".join(kept)
        at = start.start() if data else end + 1
        if data:
            kept.append(page[at : end + 1])
            at = end + 1


def _by_library(page: str) -> tuple[str, dict[str, Any]] | None:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(page, include_comments=False, include_tables=True, favor_recall=True)
    except Exception:  # the library lets parser errors of any type through; the plain rule reads what it cannot
        return None
    text = str(getattr(found, "text", "") or "") if found is not None else ""
    if not text:
        return None
    title = str(getattr(found, "title", "") or "")
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    meta = {
        "title": title or None,
        "outlet": getattr(found, "sitename", None),
        "published": getattr(found, "date", None),
        "url": getattr(found, "url", None),
    }
    return text, meta
