"""Loader of the register: every file checked against the schema, cut by ``published_on``, read for a given day.

The register stores acts, not states: whether a control is in force, suspended or replaced on a day follows from its
dates and from the other acts known by then (:mod:`oreflow.vocabulary.timeline`). So no file is edited when a truce is
signed; the truce is a file of its own, and the same question on an earlier as-of date still has the same answer.
Numbers that were learnt later (an approval rate, a probability) stand as dated ``revisions`` under the first ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from oreflow.vocabulary import commodities as known_commodities
from oreflow.vocabulary import countries, known_by, members
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.errors import OreflowError, UnknownNameError
from oreflow.vocabulary.measure import Measure, Severity, Status, instrument_register
from oreflow.vocabulary.reading import check, nearest, parse
from oreflow.vocabulary.timeline import active_on, status_on

#: Goods outside the commodity register that a measure may name (no benchmark product answers to them).
OTHER_GOODS = frozenset(
    {
        "all goods", "agricultural products", "aircraft", "batteries", "chemicals", "dual-use goods",
        "electric vehicles", "energy", "semiconductors", "shipping", "software", "soybeans", "sorghum", "timber",
    }
)  # fmt: skip


class Revision(BaseModel):
    """What later became known about the numbers of an act; the act itself does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    published_on: date
    severity: Severity | None = None
    terms: dict[str, Severity] = {}
    probability: float | None = None
    source: str
    url: str


class _Revisions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    revisions: tuple[Revision, ...] = ()


def _revised(entry: Measure, revision: Revision) -> Measure:
    changes: dict[str, Any] = {"terms": {**entry.terms, **revision.terms}}
    changes["source"] = f"{entry.source}; {revision.source}"
    if revision.severity is not None:
        changes["severity"] = revision.severity
    if revision.probability is not None:
        changes["probability"] = revision.probability
    return Measure.model_validate(entry.model_dump() | changes)


def check_entry(entry: Measure, where: str) -> Measure:
    """What the register asks of a fact beyond the schema: dates, a source with address, known names, reasons."""
    missing = [name for name in ("announced", "published_on") if getattr(entry, name) is None]
    missing += [name for name in ("title", "source", "url") if not getattr(entry, name)]
    if missing:
        raise OreflowError(f"{where}: {', '.join(missing)} missing; every fact of the register carries them")
    for code in (entry.actor, *entry.targets):
        if not is_place(code):
            raise OreflowError(f"{where}: country '{code}' is not an ISO3 code or a group{nearest(code, ['EU', 'G7'])}")
    for name in (*entry.commodities, *entry.exempt):
        if name not in known_commodities() and name not in OTHER_GOODS:
            raise OreflowError(f"{where}: commodity '{name}' is not known{nearest(name, sorted(known_commodities()))}")
    for name, value in entry.ranges().items():
        if value.status == "assumed" and not value.note:
            raise OreflowError(f"{where}: the assumed range of '{name}' has no note; say why these numbers")
    if entry.severity is None and not entry.terms and "severity" in instrument_register()[entry.instrument]:
        unbitten = ("truce", "investigation")
        if entry.instrument not in unbitten:
            raise OreflowError(f"{where}: no severity and no terms; give low, mode, high, status and a note")
    if (entry.probability < 1.0) != ("probability" in entry.terms):
        raise OreflowError(f"{where}: a probability needs its range: give both 'probability' and terms.probability")
    return entry


def is_place(code: str) -> bool:
    """Whether a code is a country of the register or a group of them."""
    if code in countries():
        return True
    try:
        return bool(members(code))
    except UnknownNameError:
        return False


@cache
def _files() -> dict[str, tuple[Measure, tuple[Revision, ...]]]:
    found: dict[str, tuple[Measure, tuple[Revision, ...]]] = {}
    folder = files("oreflow.register").joinpath("measures")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        where = f"register/measures/{file.name}"
        data, lines = parse(file.read_text(encoding="utf-8"), where)
        later = check(_Revisions, {"revisions": data.pop("revisions", [])}, where, lines).revisions
        entry = check_entry(check(Measure, data, where, lines), where)
        for revision in later:
            check_entry(_revised(entry, revision), where)
        if f"{entry.id}.yaml" != file.name:
            raise OreflowError(f"{where}: holds the measure '{entry.id}'; file name and id must agree")
        found[entry.id] = (entry, tuple(sorted(later, key=lambda revision: revision.published_on)))
    for entry, _ in found.values():
        for name in (*entry.suspends, *entry.terminates, *entry.triggers):
            if name not in found:
                raise OreflowError(f"register/measures/{entry.id}.yaml: names '{name}'{nearest(name, sorted(found))}")
    return found


@cache
def latest_day() -> date:
    """The last publication date in the register: the day up to which it knows the world."""
    entries = _files().values()
    return max(
        [m.published_on or date.min for m, _ in entries] + [r.published_on for _, later in entries for r in later]
    )


@cache
def _known(as_of: date | None) -> tuple[Measure, ...]:
    """Measures published by ``as_of`` with the numbers known by then, oldest first."""
    found = []
    for entry, later in _files().values():
        if known_by(entry.published_on, as_of):
            for revision in later:
                if known_by(revision.published_on, as_of):
                    entry = _revised(entry, revision)
            found.append(entry)
    return tuple(sorted(found, key=lambda m: (m.announced or date.min, m.id)))


def measures(
    *,
    as_of: date | None = None,
    status: Status | Collection[Status] | None = None,
    commodity: str | None = None,
    actor: str | None = None,
) -> list[Measure]:
    """Measures known on ``as_of`` (None = all), oldest first, each with the status it has on that day.

    ``status`` keeps one or several statuses, ``commodity`` those that cover the commodity at all (``all goods`` covers
    everything; goods listed under ``exempt`` are left out), ``actor`` those of one actor.
    """
    known = _known(as_of)
    day = as_of or latest_day()
    wanted = {status} if isinstance(status, str) else None if status is None else set(status)
    found = []
    for entry in known:
        state = status_on(entry, known, day)
        if wanted is not None and state not in wanted:
            continue
        if commodity is not None and not covers(entry, commodity):
            continue
        if actor is not None and entry.actor != actor:
            continue
        found.append(entry.model_copy(update={"status": state}))
    return found


def covers(entry: Measure, commodity: str) -> bool:
    """Whether a measure reaches a commodity or any part of it."""
    return covered_share(entry.commodities, commodity) > covered_share(entry.exempt, commodity)


def in_force(on: date, as_of: date | None = None, *, executed: Collection[str] = ()) -> list[Measure]:
    """Measures that bite on day ``on`` as far as was known on ``as_of``; ``executed``: threats supposed real."""
    return [m.model_copy(update={"status": "in_force"}) for m in active_on(_known(as_of), on, executed=executed)]


def by_id(names: Iterable[str] | str, *, as_of: date | None = None) -> list[Measure]:
    """Measures by register id as written (dates decide, not statuses); unknown ids are refused with the nearest."""
    wanted = [names] if isinstance(names, str) else list(names)
    every, known = _files(), {m.id: m for m in _known(as_of)}
    found = []
    for name in wanted:
        if name not in every:
            raise OreflowError(f"no measure '{name}' in the register{_near_ids(name, sorted(every))}", misuse=True)
        if name not in known:
            raise OreflowError(
                f"measure '{name}' was published on {every[name][0].published_on}, after the as-of date {as_of}; "
                "choose a later as-of date or leave the measure out"
            )
        found.append(known[name])
    return found


def _near_ids(name: str, known: list[str]) -> str:
    text = nearest(name, known)
    return text if text.startswith("; did") else "; list them with oreflow.register.measures()"
