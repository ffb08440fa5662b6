"""Reports from files, folders, globs and standard input: one :class:`Document` each, one clear line for what
cannot be read."""

from __future__ import annotations

import csv
import glob
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from oreflow.evidence.claims import Document, Problem
from oreflow.evidence.encoding import decode, looks_binary
from oreflow.evidence.furniture import article_spans, syndication
from oreflow.evidence.metadata import dateline, is_english, outlet_of, published_on, title_of, without_stamp
from oreflow.evidence.pages import MAX_PAGE_CHARS, article_of_page
from oreflow.evidence.text import line_spans

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".jsonl", ".csv")
MAX_FILE_BYTES = 20_000_000
MAX_TABLE_BYTES = 2_000_000_000  # article tables are streamed row by row
MAX_CHARS = 300_000  # no report is longer; what lies beyond is named in a warning

Progress = Callable[[int, str], None]


def read_documents(
    paths: Sequence[str | Path], *, progress: Progress | None = None, today: date
) -> tuple[list[Document], list[Problem]]:
    """All reports under the paths given, and one problem line for each input that could not be read as asked."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for item in stream_documents(paths, progress=progress, today=today):
        (documents if isinstance(item, Document) else problems).append(item)  # type: ignore[arg-type]
    return documents, problems


def stream_documents(
    paths: Sequence[str | Path], *, progress: Progress | None = None, today: date
) -> Iterator[Document | Problem]:
    """The same one at a time, so that memory stays flat over any number of reports."""
    count = 0
    names: set[str] = set()
    for given in paths:
        for item in _from_path(given, today):
            if isinstance(item, Document):
                count += 1
                if item.doc in names:
                    item = _renamed(item, names)
                names.add(item.doc)
                if progress is not None:
                    progress(count, item.doc)
            yield item


def _renamed(document: Document, names: set[str]) -> Document:
    from dataclasses import replace

    number = 2
    while f"{document.doc}#{number}" in names:
        number += 1
    return replace(document, doc=f"{document.doc}#{number}")


def _from_path(given: str | Path, today: date) -> Iterator[Document | Problem]:
    text = str(given)
    if text == "-":
        yield from _from_bytes(sys.stdin.buffer.read(MAX_FILE_BYTES + 1), "stdin", "-", ".txt", today)
        return
    path = Path(text)
    try:
        is_dir, exists = path.is_dir(), path.exists()
    except (OSError, ValueError):
        yield Problem(text[:120], "is not a path this system can open; check the spelling")
        return
    if is_dir:
        files = [p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith(".")]
        known = [p for p in files if p.suffix.lower() in SUFFIXES]
        if not known:
            hint = f"holds {len(files)} files, none of them {', '.join(SUFFIXES)}" if files else "is an empty folder"
            yield Problem(text, f"{hint}; put reports there or name another folder")
            return
        for file in known:
            yield from _from_file(file, today)
        return
    if not exists and any(sign in text for sign in "*?["):
        matched = sorted(glob.glob(text))
        if not matched:
            yield Problem(text, "matches no file; check the pattern")
        for name in matched:
            yield from _from_path(name, today)
        return
    if not exists:
        yield Problem(text, "no such file or folder; check the path")
        return
    yield from _from_file(path, today)


def _from_file(path: Path, today: date) -> Iterator[Document | Problem]:
    name, suffix = path.name, path.suffix.lower()
    try:
        size = path.stat().st_size
        if size == 0:
            yield Problem(name, "is empty; nothing to read, remove it or replace it with the report")
            return
        if suffix in (".jsonl", ".csv"):
            if size > MAX_TABLE_BYTES:
                yield Problem(
                    name, f"has {size / 1e9:.1f} GB; split it into files below {MAX_TABLE_BYTES / 1e9:.0f} GB"
                )
                return
            yield from _from_table(path, suffix, today)
            return
        if size > MAX_FILE_BYTES:
            yield Problem(
                name,
                f"has {size / 1e6:.0f} MB, more than any report; split it into files below {MAX_FILE_BYTES // 1_000_000} MB",  # noqa: E501
            )
            return
        data = path.read_bytes()
    except OSError as error:
        yield Problem(name, f"cannot be opened ({error.strerror or 'input/output error'}); check its permissions")
        return
    yield from _from_bytes(data, name, str(path), suffix, today)


def _from_bytes(data: bytes, name: str, path: str, suffix: str, today: date) -> Iterator[Document | Problem]:
    if len(data) > MAX_FILE_BYTES:
        yield Problem(name, f"has more than {MAX_FILE_BYTES // 1_000_000} MB; split it")
        return
    meta: dict[str, Any] = {}
    if suffix == ".pdf" or data.startswith(b"%PDF-"):
        text, trouble = _pdf_text(data)
        if trouble:
            yield Problem(name, trouble)
            return
    elif looks_binary(data):
        yield Problem(name, "is a binary file, not text; export the report as .txt, .html or .pdf")
        return
    else:
        text = decode(data)
        if suffix in (".html", ".htm") or re.match(r"\s*<(?:!doctype html|html)\b", text[:200], re.IGNORECASE):
            if len(text) > MAX_PAGE_CHARS:
                message = (
                    f"has {len(text):,} characters of HTML; only the first {MAX_PAGE_CHARS:,} are read, save the text"
                )
                yield Problem(name, message, "warning")
            text, meta = article_of_page(text)
    yield from make_document(text, name, path, today, meta)


def make_document(
    text: str, name: str, path: str, today: date, meta: dict[str, Any] | None = None
) -> Iterator[Document | Problem]:
    """A document of decoded text, with a problem line where it is empty, not English, too long or dated ahead
    of today."""
    meta = meta or {}
    if not text.strip():
        yield Problem(name, "holds no text; nothing to read, remove it or replace it with the report")
        return
    if len(text) > MAX_CHARS:
        yield Problem(
            name,
            f"has {len(text):,} characters; only the first {MAX_CHARS:,} are read, split it to read all",
            "warning",
        )
        text = text[:MAX_CHARS]
    spans = article_spans(text)
    if not any(text[s:e].strip() for s, e in spans):
        spans = line_spans(text)
    spans = tuple((start + without_stamp(text[start:end]), end) for start, end in spans)
    if not is_english("\n".join(text[s:e] for s, e in spans[:200])):
        yield Problem(name, "is not in English; skipped, supply a translation", "skipped")
        return
    title, at = title_of(text, spans)
    place, body = _without_dateline(text, spans[at:] if at >= 0 else spans)
    given = _date_of(meta.get("published"))
    day, basis, hint = published_on(text, name, given)
    if day is not None and day > today:
        yield Problem(
            name,
            f"is dated {day.isoformat()}, after today ({today.isoformat()}); that date is ignored, mend it in the file",
            "warning",
        )
        day, basis = None, None
    yield Document(
        doc=name,
        path=path,
        text=text,
        body=body,
        title=str(meta.get("title") or title),
        outlet=str(meta["outlet"]) if meta.get("outlet") else outlet_of(text, title),
        dateline=place,
        published=day,
        published_basis=basis,
        year_hint=hint,
        syndicated_from=syndication(text),
        url=str(meta["url"]) if meta.get("url") else None,
    )


def _without_dateline(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str | None, tuple[tuple[int, int], ...]]:
    """The dateline of the first paragraphs, and the spans without it: its place is no actor."""
    for number, (start, end) in enumerate(spans[:14]):
        found = dateline(text[start:end])
        if found is not None:
            return found[0], (*spans[:number], (start + found[1], end), *spans[number + 1 :])
    return None, spans


def _date_of(value: object) -> date | None:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", str(value or ""))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _pdf_text(data: bytes) -> tuple[str, str]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return "", "is a PDF and the reader for it is not installed; run: pip install 'oreflow[pdf]'"
    # The library reports damage in words of its own before it raises; the reader gets one line, ours.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return "", "is a protected PDF; save it without a password"
        pages = [page.extract_text() or "" for page in reader.pages[:200]]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError, OSError) as error:
        return "", f"is a damaged PDF ({type(error).__name__}); export it again"
    text = "\n\n".join(pages)
    if not text.strip():
        return "", "is a PDF without text (a scan); run text recognition on it first"
    return text, ""


_TEXT_KEYS = ("text", "content", "body", "article", "maintext", "full_text")


def _from_table(path: Path, suffix: str, today: date) -> Iterator[Document | Problem]:
    """Articles of a JSON-lines or CSV file, one a row, streamed."""
    number = 0
    for number, row in enumerate(_rows(path, suffix), start=1):
        name = f"{path.name}#{number}"
        if isinstance(row, str):
            yield Problem(name, row)
            continue
        lowered = {str(key).lower(): value for key, value in row.items() if key is not None}
        text = next((str(lowered[key]) for key in _TEXT_KEYS if lowered.get(key)), "")
        if not text.strip():
            yield Problem(name, f"has no text; name the column one of {', '.join(_TEXT_KEYS)}")
            continue
        title = str(lowered.get("title") or "")
        if title and not text.lstrip().startswith(title):
            text = f"{title}\n\n{text}"
        meta = {
            "title": title,
            "outlet": lowered.get("outlet") or lowered.get("source") or lowered.get("publisher"),
            "published": lowered.get("published") or lowered.get("date") or lowered.get("published_on"),
            "url": lowered.get("url") or lowered.get("link"),
        }
        yield from make_document(text, str(lowered.get("doc") or name), str(path), today, meta)
    if number == 0:
        yield Problem(path.name, "holds no rows; nothing to read")


def _rows(path: Path, suffix: str) -> Iterator[dict[str, Any] | str]:
    with path.open("rb") as raw:
        if looks_binary(raw.read(8192)):
            yield "is a binary file, not a table of articles"
            return
    with path.open(encoding="utf-8-sig", errors="replace", newline="" if suffix == ".csv" else None) as handle:
        if suffix == ".csv":
            csv.field_size_limit(MAX_CHARS * 8)
            try:
                yield from csv.DictReader(handle)
            except csv.Error as error:
                yield f"is not a readable CSV table ({error}); check its quoting"
            return
        for line in handle:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                yield "is not a JSON object; each line must hold one article"
                continue
            yield row if isinstance(row, dict) else "is not a JSON object; each line must hold one article"
