"""Blocks, sentences and tokens with character offsets; every pass is linear in the length of the text.

Own splitter because the usual ones go quadratic on "U.S. U.S. U.S." and lose offsets on no-break spaces and
glued headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from oreflow.evidence.wordlists import wordlist

MAX_SENTENCE_TOKENS = 220  # longer runs are cut: no report has them, and window searches stay bounded
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,6}(?![A-Za-z])"  # U.S., U.S.A., D.C.
    r"|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:\.com)?"
    r"|['’]s\b"
    r"|[^\s]"
)
_HYPHENS = frozenset("-‐‑‒–")
_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\xad"
)
_BULLET = re.compile(r"\s{0,20}(?:[-*•●▪◦‣·–—]|\d{1,2}[.)])\s+")
_ENDER = re.compile(
    r"[.!?]{1,4}[\"”’')\]»]{0,3}(?=\s|$)|(?<=[a-z]{2})[.!?][\"”’]?(?=[A-Z][a-z]+ |(?:A|I) )"  # "reported.The pause"
)
_GLUED = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]+,? [a-z])")
_TITLES = wordlist("text: titles")
_FIRMS = wordlist("text: firms")
_STARTERS = wordlist("text: starters")


class Token(NamedTuple):
    """One word, number or sign; ``glue`` marks that a hyphen joins it to the word before ("rare-earth")."""

    text: str
    low: str
    start: int
    end: int
    glue: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph of the document: where it stands and what it is; ``parent`` is the index of a
    bullet's lead-in."""

    start: int
    end: int
    kind: str  # title | heading | paragraph | bullet
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class RawSentence:
    """A sentence before any word is understood."""

    start: int
    end: int
    block: int
    tokens: tuple[Token, ...]


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Tokens of ``text[start:end]`` with absolute offsets; joining hyphens become the ``glue`` mark of the
    next token."""
    stop = len(text) if end is None else end
    tokens: list[Token] = []
    glue = False
    for match in _TOKEN.finditer(text, start, stop):
        piece = match.group()
        at = match.start()
        if piece in _INVISIBLE:
            continue
        if piece in _HYPHENS and tokens and tokens[-1].end == at and at + 1 < stop and text[at + 1].isalnum():
            glue = True
            continue
        tokens.append(Token(piece, piece.lower().replace("’", "'"), at, match.end(), glue))
        glue = False
    return tokens


def blocks(text: str, spans: tuple[tuple[int, int], ...] | None = None, title: str = "") -> list[Block]:
    """Paragraphs, headings and bullets of the kept line spans; a first line that is the title is marked so."""
    lines = spans if spans is not None else line_spans(text)
    found: list[Block] = []
    parent: int | None = None
    previous_end = -1
    for start, end in lines:
        line = text[start:end]
        stripped = line.strip()
        if not stripped:
            continue
        bullet = _BULLET.match(line)
        numbered = bullet is not None and line.strip()[0].isdigit()
        if numbered and len(stripped) < 90 and stripped[-1] not in ".!?:;,%)":
            found.append(Block(start + (bullet.end() if bullet else 0), end, "heading"))
            parent, previous_end = len(found) - 1, end
            continue
        if bullet is not None and bullet.end() < len(line):
            # a bullet's lead-in is the nearest paragraph or heading above it
            if parent is None and found:
                parent = len(found) - 1
            found.append(Block(start + bullet.end(), end, "bullet", parent))
            previous_end = end
            continue
        last = found[-1] if found else None
        if last is not None and _continues(text, last, start, previous_end):
            found[-1] = Block(last.start, end, last.kind, last.parent)
        else:
            kind = (
                "title"
                if not found and title and title in stripped
                else "heading"
                if _is_heading(stripped.strip("*# "))
                else "paragraph"
            )
            found.append(Block(start, end, kind))
            parent = len(found) - 1
        previous_end = end
    return found


def line_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the lines of a text, without their line ends."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        spans.append((at, at + len(line.rstrip("\r\n"))))
        at += len(line)
    return tuple(spans)


def _is_heading(line: str) -> bool:
    return bool(line) and len(line) < 110 and line[-1] not in '.!?:;,"”…' and line[0].isupper()


def _continues(text: str, last: Block, start: int, previous_end: int) -> bool:
    """Whether a line goes on with a hard-wrapped paragraph: no blank line between, the line before long and unended."""
    gap = text[previous_end:start]
    if previous_end < 0 or gap.count("\n") > 1 or last.kind == "title":
        return False
    line_start = text.rfind("\n", max(last.start, previous_end - 400), previous_end) + 1
    width = previous_end - max(line_start, last.start)
    before = text[max(last.start, previous_end - 1) : previous_end]
    if 55 <= width <= 110 and before not in '.!?:”"':
        line = text[start : _line_end(text, start)]
        return width + 1 + len(line.partition(" ")[0]) > len(line)  # else its first word had room on the line before
    return last.kind == "bullet" and text[start : start + 1].islower()


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + 400)
    return end if end >= 0 else min(len(text), start + 400)


def sentences(text: str, parts: list[Block]) -> list[RawSentence]:
    """Sentences of all blocks in order; bounded in length, offsets exact."""
    found: list[RawSentence] = []
    for number, block in enumerate(parts):
        for start, end in _cuts(text, block):
            tokens = tokenize(text, start, end)
            for at in range(0, len(tokens), MAX_SENTENCE_TOKENS):
                piece = tokens[at : at + MAX_SENTENCE_TOKENS]
                found.append(RawSentence(piece[0].start, piece[-1].end, number, tuple(piece)))
    return found


def _cuts(text: str, block: Block) -> list[tuple[int, int]]:
    starts = [block.start]
    starts.extend(
        match.end()
        for match in _ENDER.finditer(text, block.start, block.end)
        if match.end() < block.end and _ends_sentence(text, block.start, match)
    )
    if block.kind in ("paragraph", "bullet"):
        glued = _GLUED.search(text, block.start, min(block.end, block.start + 90))
        if glued is not None and not text[max(0, glued.start() - 4) : glued.start()].endswith(
            ("Mc", "Mac", "De", "La")
        ):
            starts.append(glued.start())
            starts.sort()
    ends = [*starts[1:], block.end]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _ends_sentence(text: str, block_start: int, match: re.Match[str]) -> bool:
    at = match.start()
    if text[at] != ".":
        return True
    head = text[max(block_start, at - 24) : at]
    word = head.split()[-1] if head.split() else ""
    after = text[match.end() : match.end() + 40].lstrip(" \t\xa0\u202f\n\r\"“‘'([")
    following = re.match(r"[^\W_]+", after)
    next_word = following.group() if following else ""
    if not next_word:
        return True
    if next_word[0].islower():
        return False
    bare = word.strip("(\"“‘'[").lower()
    dotted = "." in bare
    if dotted or (len(bare) == 1 and bare.isalpha()):
        return dotted and next_word.lower() in _STARTERS - {"president"} and match.group()[-1:] != ","
    if bare in _TITLES:
        return False
    if bare in _FIRMS:
        return next_word.lower() in _STARTERS
    return True
