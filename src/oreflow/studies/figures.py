"""Figures and where they come from: the only form in which a study hands numbers to a report.

A :class:`Figure` is a number with its unit, its standing (measured, reported, modelled or assumed), the definition
under which it is true, and the keys of its source lines. :class:`SourceBook` collects those lines once each, in the
order in which they are first used, so that a report can print them numbered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from oreflow.vocabulary.sources import Source

Standing = Literal["measured", "reported", "modelled", "assumed"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as a reader sees it, with everything needed to defend it."""

    text: str
    value: float | None
    unit: str
    standing: Standing
    definition: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the brief and the source lines behind it."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the list of sources: a passage of a document, a table, a register entry, or a model run."""

    key: str
    kind: Literal["document", "table", "register", "model", "assumption"]
    text: str
    detail: str = ""
    url: str = ""
    published_on: str = ""
    licence: str = ""


@dataclass
class SourceBook:
    """Collects source lines while a study runs; the same origin gets the same key."""

    lines: dict[str, SourceLine] = field(default_factory=dict)

    def passage(self, document: str, outlet: str, published: str, quote: str, start: int) -> str:
        """A verbatim passage of a document; returns its key."""
        key = f"doc:{document}:{start}"
        where = f"{outlet}, {published}" if outlet and published else outlet or published or "no date given"
        self.lines.setdefault(
            key,
            SourceLine(
                key, "document", f"{document} ({where})", f"\u201c{quote}\u201d at character {start}", "", published
            ),
        )
        return key

    def table(self, source: Source, detail: str = "") -> str:
        """A table of facts; returns its key."""
        key = f"table:{source.id}" + (f":{detail}" if detail else "")
        published = source.published_on.isoformat() if source.published_on else ""
        kind: Literal["table", "assumption"] = "assumption" if source.kind == "assumption" else "table"
        self.lines.setdefault(
            key,
            SourceLine(
                key, kind, f"{source.title} ({source.publisher})", detail, source.url, published, source.licence
            ),
        )
        return key

    def tables(self, known: dict[str, Source], ids: Iterable[str], detail: str = "") -> tuple[str, ...]:
        """Several tables by id; an id without an entry is kept as its own line rather than lost."""
        keys = []
        for source_id in dict.fromkeys(ids):
            source = known.get(source_id) or Source(source_id, source_id, "source entry missing", None)
            keys.append(self.table(source, detail))
        return tuple(keys)

    def register(self, measure_id: str, title: str, detail: str, published: str) -> str:
        """An entry of the register of measures; returns its key."""
        key = f"register:{measure_id}"
        self.lines.setdefault(key, SourceLine(key, "register", title, detail, "", published))
        return key

    def model(self, run: str, detail: str) -> str:
        """A model run with its seed, draws, vintage and parameters; returns its key."""
        key = f"model:{run}"
        self.lines.setdefault(key, SourceLine(key, "model", f"oreflow model run \u2018{run}\u2019", detail))
        return key
