"""The parts of a page that are not the report: menus, related posts, sign-ups, disclaimers, copyright lines."""

from __future__ import annotations

import re

from oreflow.evidence.text import line_spans

# a line that ends the article: everything below it is furniture
_TAIL = re.compile(
    r"^\W{0,4}(?:related (?:posts|articles|stories|news)\b|more on this topic|read (?:more|next|also):?$|recommended (?:for you|stories)|"  # noqa: E501
    r"leave a (?:comment|reply)|previous post\b|next post\b|you (?:may|might) also like|subscribe to our|sign up for|"
    r"stay updated with|most (?:read|popular)|latest news$|trending$|about the author|author$|sponsor message|scroll to top|"  # noqa: E501
    r"facebook ?twitter|comments?$|categories$|share this|tags?:|filed under|___+$|disclaimer:|copyright (?:©|\(c\)|20)|©|all rights reserved)",  # noqa: E501
    re.IGNORECASE,
)
# a single line to leave out wherever it stands
_LINE = re.compile(
    r"^\W{0,4}(?:press \"?enter\"? to skip|skip to (?:main )?content|advertisement$|share on |print$|listen\b.{0,40}$|contact us\b.{0,40}|"  # noqa: E501
    r"home\b ?/.{0,60}$|follow us\b|click here|read more|cookie|we use cookies|newsletter|your email address|required fields|"  # noqa: E501
    r"become a sponsor|file ?(?:-|–|—) |photo:|image:|getty images|visual china|editor:|by opting in|terms (?:of use|& conditions)|privacy policy|"  # noqa: E501
    r"this article (?:was generated|is an exclusive|represents)|statement: this article|without permission|sponsored content|forward-looking statements|"  # noqa: E501
    r"attorney advertising|this alert is provided|featured (?:topics|products)$|events$|toggle |\d+ min read|updated \d+ (?:minutes|hours) ago)",  # noqa: E501
    re.IGNORECASE,
)
_APPEARED = re.compile(
    r"^The post (?P<title>.{5,200}?) (?:appeared first on|first appeared on) (?P<outlet>[^.\n]{2,60})\.?\s*$",
    re.MULTILINE,
)
_SOURCE = re.compile(r"^\W{0,3}(?:Source|Original source|Original)\s*:\s*(?P<outlet>[^\n]{2,120})$", re.MULTILINE)


def article_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Line spans of the report itself, menus above and furniture below cut away."""
    spans = line_spans(text)
    kept: list[tuple[int, int]] = []
    long_lines = 0
    for start, end in spans:
        line = text[start : min(end, start + 200)].strip()
        if line and long_lines >= 2 and end - start < 400 and _TAIL.match(line):
            rest = [e - s for s, e in spans if s > end]
            if sum(length for length in rest if length > 200) < 0.5 * sum(e - s for s, e in kept):
                break
            continue
        if line and ((_LINE.match(line) and end - start < 600) or _APPEARED.match(line) or _SOURCE.match(line)):
            kept.append((start, start))
            continue
        if end - start > 120:
            long_lines += 1
        kept.append((start, end))
    return tuple(kept)


def syndication(text: str) -> str | None:
    """The outlet a text says it first appeared in, or its bare source line."""
    appeared = _APPEARED.search(text)
    if appeared is not None:
        return appeared.group("outlet").strip()
    source = _SOURCE.search(text)
    if source is not None:
        outlet = source.group("outlet").strip()
        host = re.search(r"https?://(?:www\.)?([^/\s]+)", outlet)
        return host.group(1) if host else outlet
    return None
