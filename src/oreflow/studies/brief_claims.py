"""The ledger as the brief shows it: claims, people, disagreements, statements to check, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oreflow.studies.brief_result import ClaimLine, DocumentLine
from oreflow.studies.calendar import Dated
from oreflow.studies.checks import Statement
from oreflow.studies.figures import Sentence, SourceBook
from oreflow.studies.wording import claim_text, listing, place

if TYPE_CHECKING:
    from oreflow.evidence import Document, Entry, Ledger, Reading, Span
    from oreflow.evidence.entries import Support

#: Claims beyond this number are counted, not listed; the JSON of ``read --ledger`` has them all.
MOST_CLAIMS = 30


class Passages:
    """Gives every passage of the documents its source key."""

    def __init__(self, documents: Sequence[Document], book: SourceBook) -> None:
        self._documents: Mapping[str, Document] = {document.doc: document for document in documents}
        self._book = book

    def key(self, doc: str, span: Span) -> str:
        """Source key of a span of a document."""
        return self.at(doc, span.text, span.start)

    def at(self, doc: str, quote: str, start: int) -> str:
        """Source key of a quoted passage."""
        document = self._documents[doc]
        published = document.published.isoformat() if document.published else ""
        return self._book.passage(doc, document.outlet or "", published, " ".join(quote.split())[:220], start)

    def entry(self, entry: Entry) -> tuple[str, ...]:
        """Source keys of an entry: the best passage of each document."""
        return tuple(self.at(s.doc, s.text, s.start) for s in _one_per_document(entry))


def _one_per_document(entry: Entry) -> list[Support]:
    best: dict[str, Support] = {}
    for support in sorted(entry.support, key=lambda s: -s.confidence):
        best.setdefault(support.doc, support)
    return [best[doc] for doc in entry.documents if doc in best]


def document_lines(readings: Sequence[Reading]) -> tuple[DocumentLine, ...]:
    """One line per document read."""
    return tuple(
        DocumentLine(
            file=r.document.doc,
            title=r.document.title,
            outlet=r.document.outlet or "",
            published=r.document.published.isoformat() if r.document.published else "",
            claims=len(r.events) + len(r.statistics),
            independent_of=r.document.syndicated_from or "",
        )
        for r in readings
    )


def ranked(ledger: Ledger) -> list[Entry]:
    """Entries in the order a reader wants them: minerals and their dispute first, then by how many sources say so."""
    weight = {"tariff": 0, "export_control": 0, "deal": 1, "purchase": 2, "investigation": 2, "meeting": 3}
    return sorted(
        ledger.entries,
        key=lambda e: (not e.core, -len(e.documents), -e.independent_sources, weight.get(e.kind, 2), e.id),
    )


def claim_lines(ledger: Ledger, passages: Passages) -> tuple[ClaimLine, ...]:
    """The claims table, dissent with the documents that hold it."""
    lines = []
    for entry in ranked(ledger)[:MOST_CLAIMS]:
        dissent = tuple(f"{d.field.replace('_', ' ')}: {d.value} in {listing(d.docs)}" for d in entry.dissent)
        when = entry.date or ""
        if entry.until and entry.until != entry.date:
            when = f"{when} until {entry.until}".strip()
        lines.append(
            ClaimLine(
                entry.id,
                entry.kind,
                claim_text(entry),
                entry.status,
                when,
                len(entry.documents),
                entry.independent_sources,
                dissent,
                passages.entry(entry),
            )
        )
    return tuple(lines)


def people(ledger: Ledger, passages: Passages, readings: Sequence[Reading]) -> tuple[Sentence, ...]:
    """Who holds which office, with every dissenting name; offices on which all agree are one line each."""
    spans = {
        (r.document.doc, aside.value): aside.evidence
        for r in readings
        for aside in r.asides
        if aside.kind == "office_holder"
    }
    sentences = []
    for holder in sorted(ledger.office_holders, key=lambda h: (not h.dissent, h.country, h.office)):
        text = f"{holder.name}: {holder.office} of {place(holder.country)} ({_documents(holder.documents)})"
        docs = list(holder.documents)
        for d in holder.dissent:
            text += f"; {listing(d.docs)} says {d.value}"
            docs.extend(d.docs)
        keys = [passages.key(doc, span) for (doc, _), span in spans.items() if doc in docs and holder.name in span.text]
        keys += [
            passages.key(doc, spans[(doc, d.value)])
            for d in holder.dissent
            for doc in d.docs
            if (doc, d.value) in spans
        ]
        sentences.append(Sentence(text, tuple(dict.fromkeys(keys))))
    return tuple(sentences)


def _documents(names: Sequence[str]) -> str:
    return f"{len(names)} document{'' if len(names) == 1 else 's'}"


def disagreements(ledger: Ledger, passages: Passages) -> tuple[Sentence, ...]:
    """Where documents differ on a fact, who they say moved first, and how unsure they sound."""
    by_id = {entry.id: entry for entry in ledger.entries}
    sentences = []
    for entry in by_id.values():
        for d in entry.dissent:
            text = (
                f"{claim_text(entry).split('; condition')[0]}: {d.field.replace('_', ' ')} is "
                f"\u201c{d.best.replace('_', ' ')}\u201d in {listing(d.best_docs)}, "
                f"\u201c{d.value.replace('_', ' ')}\u201d in {listing(d.docs)}"
            )
            sentences.append(Sentence(text, passages.entry(entry)))
    for doc, aside in ledger.asides:
        quote = clause(aside.value, 0, len(aside.value), most=200)
        if aside.kind == "cause" and aside.country:
            text = f"On who moved first, {doc} points to {place(aside.country)}: \u201c{quote}\u201d"
            sentences.append(Sentence(text, (passages.key(doc, aside.evidence),)))
        elif aside.kind == "credibility":
            text = f"Doubt in {doc}: \u201c{quote}\u201d"
            sentences.append(Sentence(text, (passages.key(doc, aside.evidence),)))
    return tuple(sentences)


def statements(ledger: Ledger, passages: Passages, readings: Sequence[Reading]) -> tuple[Statement, ...]:
    """Numeric statements to put beside data, each once, in the clause of the first document that makes it."""
    texts = {reading.document.doc: reading.document.text for reading in readings}
    found = []
    for figure in ledger.figures:
        s = figure.statistic
        doc = figure.documents[0]
        found.append(
            Statement(
                text=f"\u201c{clause(texts[doc], s.evidence.start, s.evidence.end, most=240)}\u201d",
                subject=s.subject,
                stage=s.stage,
                country=s.country,
                counterparty=s.counterparty,
                measure=s.measure,
                value=s.value,
                unit=s.unit,
                period=s.period,
                qualifier=s.qualifier or "",
                attributed_to=figure.cited[0] if figure.cited else None,
                value_max=s.value_max,
                sources=(passages.key(doc, s.evidence),),
            )
        )
    return tuple(found)


def claimed_dates(ledger: Ledger, readings: Sequence[Reading], passages: Passages) -> list[Dated]:
    """Dated entries of the ledger, then deadlines of the documents on days that no entry already has."""
    by_id = {entry.id: entry for entry in ledger.entries}
    found = []
    for line in ledger.timeline:
        entry = by_id.get(line.entry) if line.entry else None
        if entry is None:
            continue
        ends = line.what.endswith("ends")
        what = f"{'end: ' if ends else ''}{claim_text(entry).split('; condition')[0]}"
        switches = f"condition: \u201c{entry.condition}\u201d" if entry.condition else ""
        found.append(Dated(line.date, what, switches, entry.status, "documents", passages.entry(entry), entry.id))
    taken = {line.day for line in found}
    for reading in readings:
        for aside in reading.asides:
            if aside.kind != "deadline" or not aside.date or aside.date in taken:
                continue
            text = clause(reading.document.text, aside.evidence.start, aside.evidence.end)
            key = passages.key(reading.document.doc, aside.evidence)
            found.append(Dated(aside.date, f"\u201c{text}\u201d", "", "announced", "documents", (key,), aside.date))
    return found


def clause(text: str, start: int, end: int, most: int = 180) -> str:
    """The clause around a span: between semicolons, full stops or line ends, at most ``most`` characters."""
    stops = ";\n"
    first = max((text.rfind(stop, 0, start) + 1 for stop in stops), default=0)
    sentence = text.rfind(". ", 0, start)
    first = max(first, sentence + 2 if sentence >= 0 else 0)
    last = min((found for stop in (";", "\n", ". ") if (found := text.find(stop, end)) >= 0), default=len(text))
    words = " ".join(text[first:last].split())
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " \u2026"
