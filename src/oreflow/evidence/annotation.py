"""A reading in the shared annotation schema, so that the public grader can grade it."""

from __future__ import annotations

from typing import Any

from oreflow.evidence.claims import Aside, Event, Reading, Span, Statistic

SCHEMA_VERSION = 1


def to_annotation(reading: Reading) -> dict[str, Any]:
    """One JSON object for one document; spans give character offsets into the decoded text."""
    document = reading.document
    return {
        "doc": document.doc,
        "outlet": document.outlet,
        "published": document.published.isoformat() if document.published else None,
        "published_basis": document.published_basis,
        "title": document.title,
        "url": document.url,
        "dateline": document.dateline,
        "events": [_event(event) for event in reading.events],
        "statistics": [_statistic(statistic) for statistic in reading.statistics],
        "attributions": [
            {
                "source": a.source,
                "evidence": a.evidence.text,
                "span": _span(a.evidence),
                "rule": a.rule,
                "via": a.via,
                "confidence": a.confidence,
            }
            for a in reading.attributions
        ],
        "asides": [_aside(aside) for aside in reading.asides],
        "syndicated_from": document.syndicated_from,
        "extractor": reading.extractor,
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "status": event.status,
        "actor": event.actor,
        "target": list(event.target),
        "objects": list(event.objects),
        "rate_pct": event.rate_pct,
        "value_usd": event.value_usd,
        "quantity": {"value": event.quantity.value, "unit": event.quantity.unit} if event.quantity else None,
        "date": event.date,
        "condition": event.condition,
        "evidence": event.evidence.text,
        "core": event.core,
        **({"until": event.until} if event.until else {}),
        **({"effect": event.effect} if event.effect else {}),
        "span": _span(event.evidence),
        "rule": event.rule,
        "confidence": event.confidence,
        "mentions": [_span(span) for span in event.mentions],
    }


def _statistic(statistic: Statistic) -> dict[str, Any]:
    return {
        "subject": statistic.subject,
        "stage": statistic.stage,
        "country": statistic.country,
        "counterparty": statistic.counterparty,
        "measure": statistic.measure,
        "value": statistic.value,
        "unit": statistic.unit,
        "period": statistic.period,
        "evidence": statistic.evidence.text,
        **({"qualifier": statistic.qualifier} if statistic.qualifier else {}),
        **({"value_max": statistic.value_max} if statistic.value_max is not None else {}),
        **({"countries": list(statistic.countries)} if statistic.countries else {}),
        "span": _span(statistic.evidence),
        "rule": statistic.rule,
        "confidence": statistic.confidence,
    }


def _aside(aside: Aside) -> dict[str, Any]:
    return {
        "kind": aside.kind,
        "subject": aside.subject,
        "value": aside.value,
        "date": aside.date,
        "country": aside.country,
        "evidence": aside.evidence.text,
        "span": _span(aside.evidence),
        "rule": aside.rule,
        "confidence": aside.confidence,
    }
