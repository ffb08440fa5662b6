"""Evidence: documents -> claims -> ledger. Reports come in as files, claims go out with the words that carry them.

``read`` reads paths by rules; ``reconcile`` merges readings into a :class:`Ledger`; ``draft_measures`` turns
its entries
into measures for a scenario. Nothing here fetches anything unless a model endpoint is passed in by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oreflow.evidence.annotation import to_annotation
    from oreflow.evidence.claims import Aside, Attribution, Document, Event, Problem, Reading, Span, Statistic
    from oreflow.evidence.documents import read_documents, stream_documents
    from oreflow.evidence.drafts import draft_measures
    from oreflow.evidence.entries import Entry, Figure, Ledger
    from oreflow.evidence.ledger import odds, reconcile
    from oreflow.evidence.ledger_json import changes
    from oreflow.evidence.reading import Evidence, read, read_document, stream
    from oreflow.evidence.remote import ModelExtractor

_HOME = {
    "to_annotation": "annotation",
    "Aside": "claims",
    "Attribution": "claims",
    "Document": "claims",
    "Event": "claims",
    "Problem": "claims",
    "Reading": "claims",
    "Span": "claims",
    "Statistic": "claims",
    "read_documents": "documents",
    "stream_documents": "documents",
    "draft_measures": "drafts",
    "Entry": "entries",
    "Figure": "entries",
    "Ledger": "entries",
    "odds": "ledger",
    "reconcile": "ledger",
    "changes": "ledger_json",
    "Evidence": "reading",
    "read": "reading",
    "read_document": "reading",
    "stream": "reading",
    "ModelExtractor": "remote",
}


def __getattr__(name: str) -> object:
    """Load a public name on first use, so that importing the package costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


__all__ = [
    "Aside",
    "Attribution",
    "Document",
    "Entry",
    "Event",
    "Evidence",
    "Figure",
    "Ledger",
    "ModelExtractor",
    "Problem",
    "Reading",
    "Span",
    "Statistic",
    "changes",
    "draft_measures",
    "odds",
    "read",
    "read_document",
    "read_documents",
    "reconcile",
    "stream",
    "stream_documents",
    "to_annotation",
]
