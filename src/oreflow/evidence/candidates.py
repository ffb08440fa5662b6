"""Event candidates while a document is being read, before repeated mentions are merged into one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from oreflow.evidence.claims import Quantity, Span


@dataclass(slots=True)
class Candidate:
    """One mention of an event; ``strong`` mentions state it outright, weak ones only name it."""

    kind: str
    status: str
    actor: str | None
    target: list[str]
    objects: list[str]
    sentence: int
    evidence: Span
    rule: str
    confidence: float
    strong: bool = True
    rate: float | None = None
    value: float | None = None
    quantity: Quantity | None = None
    date: str | None = None
    condition: str | None = None
    until: str | None = None
    effect: str | None = None
    own_goods: bool = True  # goods named in the clause, not taken from context
    own_actor: bool = True
    acts: bool = True  # tells the act itself ("imposed"), not only that it stands
    retaliation: bool = False  # the sentence ties it to another measure
    mentions: list[Span] = field(default_factory=list)
