"""Bytes to text: UTF-8 first, then Windows-1252, and the repair of text that was decoded wrongly before it got here."""

from __future__ import annotations

import re

_MOJIBAKE = re.compile(r"[ÃÂâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")
_SIGNATURES = (
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"MZ\x90",
    b"SQLite format 3",
    b"\xca\xfe\xba\xbe",
)


def looks_binary(data: bytes) -> bool:
    """Whether bytes are no text: a known signature, or null and control bytes that no report has."""
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if head.startswith(_SIGNATURES):
        return True
    if not head:
        return False
    control = sum(1 for byte in head if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return b"\x00" in head or control > max(4, len(head) // 20)


def decode(data: bytes) -> str:
    """Text of a file whatever it was saved as; never fails."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return repair(text)


def repair(text: str) -> str:
    """Undo one wrong decoding ("Chinaâ€™s" -> "China’s") where it is there, run by run, and leave the rest alone."""
    if not _MOJIBAKE.search(text):
        return text
    return re.sub(r"[\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,8}", _repair_run, text)


def _repair_run(match: re.Match[str]) -> str:
    run = match.group()
    if run[0] not in "ÃÂâ":
        return run
    raw = bytearray()
    for char in run:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 255:
                return run
            raw.append(ord(char))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run
