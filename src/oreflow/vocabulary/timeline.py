"""Which measures are in force on a day: three dates, truces that suspend, acts that end others, triggers, duty layers.

Pure functions over Measures, so that the register (facts) and the instruments (model) apply one and the same rule.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from oreflow.vocabulary.measure import Measure, Status

#: Statuses of a measure that has not been decided: it counts only where the caller says it is carried out.
UNDECIDED: frozenset[Status] = frozenset({"threatened", "possible", "under_negotiation"})
#: Statuses a document gives to a measure that does not bite; the register never writes them, dates say it instead.
INACTIVE: frozenset[Status] = frozenset({"suspended", "eased", "expired", "denied"})


def starts_on(measure: Measure) -> date | None:
    """First day of force: effective, else announced, else published; None = no date is known."""
    return measure.effective or measure.announced or measure.published_on


def _begun(measure: Measure, on: date) -> bool:
    start = starts_on(measure)
    return start is not None and start <= on


def _counts(measure: Measure, on: date, executed: Collection[str]) -> bool:
    """Own dates and status only: ``expires`` is the first day without the measure."""
    if measure.status in INACTIVE or (measure.status in UNDECIDED and measure.id not in executed):
        return False
    if measure.status == "announced" and measure.effective is None:
        return False  # decided, but no day given: unknown is not today
    return _begun(measure, on) and (measure.expires is None or on < measure.expires)


def _switched_off(measures: Sequence[Measure], on: date, executed: Collection[str]) -> set[str]:
    ended = {
        target
        for m in measures
        if m.terminates and m.status not in INACTIVE and (m.status not in UNDECIDED or m.id in executed)
        if _begun(m, on)
        for target in m.terminates
    }
    paused = {
        target
        for m in measures
        if m.suspends and m.id not in ended and _counts(m, on, executed)
        for target in m.suspends
    }
    return ended | paused


def _triggered(measures: Sequence[Measure], kept: list[Measure]) -> list[Measure]:
    """Drop measures whose trigger is listed but not in force, rung by rung of a retaliation ladder."""
    listed = {m.id for m in measures}
    while True:
        live = {m.id for m in kept}
        missing = [m for m in kept if (wanted := set(m.triggers) & listed) and not wanted & live]
        if not missing:
            return kept
        kept = [m for m in kept if m not in missing]


def _order(measure: Measure) -> tuple[date, date]:
    """Later effect wins; of two with the same first day, the one announced later."""
    return starts_on(measure) or date.min, measure.announced or date.min


def _latest_of_layer(kept: list[Measure]) -> list[Measure]:
    """Of duties in one layer on the same goods and countries, only the last to take effect counts."""
    newest: dict[tuple[object, ...], Measure] = {}
    for m in kept:
        if not m.layer:
            continue
        key = (m.actor, m.layer, frozenset(m.targets), frozenset(m.commodities), frozenset(m.stages))
        rival = newest.get(key)
        if rival is None or _order(m) >= _order(rival):
            newest[key] = m
    chosen = {id(m) for m in newest.values()}
    return [m for m in kept if not m.layer or id(m) in chosen]


def active_on(measures: Sequence[Measure], on: date, *, executed: Collection[str] = ()) -> tuple[Measure, ...]:
    """The measures that bite on day ``on``; undecided ones (threats) only if their id is in ``executed``.

    A trigger binds only where the triggering measure is among ``measures``: a list that holds the answer to a control
    but not the control is read as "suppose it happens".
    """
    off = _switched_off(measures, on, executed)
    kept = [m for m in measures if m.id not in off and _counts(m, on, executed)]
    return tuple(_latest_of_layer(_triggered(measures, kept)))


def status_on(measure: Measure, measures: Sequence[Measure], on: date) -> Status:
    """What a reader on day ``on`` would call the measure, given the others that were known by then."""
    if measure.status in INACTIVE:
        return measure.status
    for other in measures:
        if measure.id in other.terminates and other.status not in UNDECIDED and _begun(other, on):
            return "expired"
    if measure.status in UNDECIDED:
        return measure.status
    if measure.expires is not None and on >= measure.expires:
        return "expired"
    if measure.id in _switched_off(measures, on, ()):
        return "suspended"
    if not _begun(measure, on):
        return "announced"
    if measure.layer and measure not in _latest_of_layer([m for m in measures if _counts(m, on, ())]):
        return "expired"  # replaced by a later duty of its layer
    return "in_force"
