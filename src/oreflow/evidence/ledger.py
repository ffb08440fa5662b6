"""The ledger: what all documents together say. One entry a thing, best value and every dissenting value with
its document.

``reconcile`` merges the events of many readings; how many documents say so and how many sources that really are is
counted in :mod:`oreflow.evidence.independence`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from oreflow.evidence.claims import Event, Reading, Statistic
from oreflow.evidence.entries import Dated, Dissent, Entry, Figure, Ledger, Odds, OfficeHolder, Support
from oreflow.evidence.independence import Origins
from oreflow.evidence.lexicon import GENERIC, minerals

_PAIRED = frozenset(("deal", "meeting"))


_STATUS_ORDER = (
    "signed",
    "in_force",
    "suspended",
    "eased",
    "announced",
    "threatened",
    "under_negotiation",
    "possible",
    "expired",
    "denied",
)


_FIELDS = ("status", "rate_pct", "value_usd", "date", "until", "condition")


# Threats: 48.2 % imposed, 25.2 % backed down of 274 sanction challenges by the USA 1970-2000 (TIES-derived, 2019);
# all states 55.1 %. The other three lines have no counted source and say so.
_TIES = "TIES-derived counts (sigInt data, 2019): 48 % of US and 55 % of all sanction threats 1970-2000 were imposed"
ODDS: dict[str, Odds] = {
    "threatened": Odds(0.25, 0.48, 0.55, "possible", _TIES),
    "possible": Odds(0.02, 0.10, 0.25, "possible", "assumed"),
    "under_negotiation": Odds(0.15, 0.35, 0.60, "under_negotiation", "assumed"),
    "signed_memorandum": Odds(0.30, 0.55, 0.80, "signed_memorandum", "assumed"),
    "binding": Odds(0.80, 0.95, 1.00, "binding", "assumed"),
}


def reconcile(readings: Sequence[Reading]) -> Ledger:
    """Merge the claims of many readings; the order of the readings does not change the result."""
    ordered = sorted(readings, key=lambda r: r.document.doc)
    origins = Origins(ordered)
    groups: list[list[tuple[Reading, Event]]] = []
    for pair in sorted(((r, e) for r in ordered for e in r.events), key=_richness):
        home = next((g for g in groups if _same_thing(g, pair[1])), None)
        if home is None:
            groups.append([pair])
        else:
            home.append(pair)
    used: Counter[str] = Counter()
    entries = tuple(_entry(group, origins, used) for group in sorted(groups, key=_group_order))
    figures = _figures(ordered, origins)
    holders = _holders(ordered)
    asides = tuple(
        (r.document.doc, a) for r in ordered for a in r.asides if a.kind in ("cause", "credibility", "time_statement")
    )
    disagreements = tuple(d for e in entries for d in e.dissent) + tuple(d for h in holders for d in h.dissent)
    return Ledger(
        tuple(r.document.doc for r in ordered),
        entries,
        figures,
        holders,
        asides,
        _timeline(ordered, entries),
        disagreements,
    )


def _richness(pair: tuple[Reading, Event]) -> tuple[int, float, str, int]:
    event = pair[1]
    stated = (
        sum(
            value is not None
            for value in (event.rate_pct, event.value_usd, event.date, event.condition, event.quantity)
        )
        + bool(event.target)
        + bool(event.objects)
    )
    return -stated, -event.confidence, pair[0].document.doc, event.evidence.start


def _parties(event: Event) -> frozenset[str]:
    return frozenset((event.actor, *event.target))


def _same_thing(group: list[tuple[Reading, Event]], event: Event) -> bool:
    head = group[0][1]
    if head.kind != event.kind or (head.effect == "ease") != (event.effect == "ease"):
        return False
    if head.kind in _PAIRED:
        a, b = _parties(head), _parties(event)
        if not (a == b or (len(a & b) >= 2 and (a < b or b < a))):
            return False
    elif head.actor != event.actor or (head.target and event.target and not set(head.target) & set(event.target)):
        return False
    if not _status_fits(head, event) or not _dates_fit(head.date, event.date):
        return False
    for x, y in ((head.rate_pct, event.rate_pct), (head.value_usd, event.value_usd)):
        if x is not None and y is not None and abs(x - y) > 0.25 * max(abs(x), abs(y)):
            return False
    oa, ob = set(head.objects), set(event.objects)
    if not oa or not ob or oa & ob or head.kind in _PAIRED:
        return True
    return bool((oa <= {GENERIC} and ob <= minerals()) or (ob <= {GENERIC} and oa <= minerals()))


def _status_fits(a: Event, b: Event) -> bool:
    if a.status == b.status:
        return True
    fits = (
        {"signed", "announced", "in_force"},
        {"in_force", "announced"},
        {"possible", "under_negotiation"},
        {"threatened", "possible"}
        if a.kind == "tariff" and a.rate_pct == b.rate_pct and a.rate_pct is not None
        else set(),
        {"suspended", "eased", "announced"},
        {"announced", "possible", "in_force"} if a.kind == "meeting" else set(),
    )
    return any({a.status, b.status} <= group for group in fits)


def _dates_fit(a: str | None, b: str | None) -> bool:
    if a is None or b is None or a.startswith(b) or b.startswith(a):
        return True
    return a[:7] == b[:7] if len(a) >= 7 and len(b) >= 7 else a[:4] == b[:4]


def _group_order(group: list[tuple[Reading, Event]]) -> tuple[int, int, str, str, str]:
    event = group[0][1]
    docs = {r.document.doc for r, _ in group}
    return -int(any(e.core for _, e in group)), -len(docs), event.kind, event.actor, event.date or "9999"


def _entry(group: list[tuple[Reading, Event]], origins: Origins, used: Counter[str]) -> Entry:
    events = [e for _, e in group]
    head = events[0]
    docs = tuple(dict.fromkeys(sorted(r.document.doc for r, _ in group)))
    best: dict[str, Any] = {}
    dissent: list[Dissent] = []
    for field in _FIELDS:
        value, others = _vote(field, group)
        best[field] = value
        dissent.extend(others)
    objects = _union_objects(events)
    actor, target = _sides(events)
    roots = origins.of(group)
    slug = "-".join(
        filter(
            None,
            (
                head.kind.replace("_", "-"),
                actor,
                *target[:3],
                (objects[0].replace(" ", "-") if objects else ""),
                best["date"] or "",
            ),
        )
    )
    used[slug] += 1
    return Entry(
        id=slug if used[slug] == 1 else f"{slug}-{used[slug]}",
        kind=head.kind,
        status=best["status"],
        actor=actor,
        target=target,
        objects=objects,
        rate_pct=best["rate_pct"],
        value_usd=best["value_usd"],
        quantity=next((e.quantity for e in events if e.quantity), None),
        date=best["date"],
        until=best["until"],
        condition=best["condition"],
        effect=head.effect,
        core=any(e.core for e in events),
        odds=odds(head.kind, best["status"]),
        documents=docs,
        independent_sources=len(roots),
        origins=tuple(sorted(roots)),
        support=tuple(
            Support(r.document.doc, e.evidence.start, e.evidence.end, e.evidence.text, e.rule, e.confidence)
            for r, e in sorted(group, key=lambda p: (p[0].document.doc, p[1].evidence.start))
        ),
        dissent=tuple(dissent),
    )


def _sides(events: list[Event]) -> tuple[str, tuple[str, ...]]:
    """Who and to whom: for a pair the fullest set of parties, else the target that most mentions give."""
    head = events[0]
    if head.kind in _PAIRED:
        fullest = max(events, key=lambda e: len(_parties(e)))
        return fullest.actor, tuple(t for t in dict.fromkeys(fullest.target) if t != fullest.actor)
    count = Counter(e.target for e in events)
    best = max(count, key=lambda t: (count[t], len(t), t))
    return head.actor, tuple(t for t in best if t != head.actor)


def odds(kind: str, status: str) -> Odds:
    """The table of P(status): how likely a thing at this status is to bind; assumed until calibrated on outcomes."""
    if status in ("in_force", "expired", "eased", "suspended"):
        return ODDS["binding"]
    if status == "signed":
        return ODDS["signed_memorandum"] if kind in ("deal", "purchase") else ODDS["binding"]
    if status == "announced":
        return ODDS["signed_memorandum"]
    if status == "threatened":
        return ODDS["threatened"]
    if status == "under_negotiation":
        return ODDS["under_negotiation"]
    return ODDS["possible"]


def _union_objects(events: list[Event]) -> tuple[str, ...]:
    count: Counter[str] = Counter(o for e in events for o in e.objects)
    named = [o for o, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))]
    specific = [o for o in named if o != GENERIC]
    if any(o in minerals() for o in specific):
        return tuple(specific)
    return tuple(named)


def _vote(field: str, group: list[tuple[Reading, Event]]) -> tuple[Any, list[Dissent]]:
    """Best value: most documents, then the more precise; every other value is kept with its documents."""
    by_value: dict[Any, set[str]] = {}
    for reading, event in group:
        value = getattr(event, field)
        if value is not None:
            by_value.setdefault(value, set()).add(reading.document.doc)
    if not by_value:
        return None, []
    if field in ("date", "until"):  # a month that contains the day agrees with it
        for coarse in [v for v in by_value if len(v) < 10]:
            finer = [v for v in by_value if v != coarse and v.startswith(coarse)]
            if finer:
                by_value[max(finer, key=lambda v: len(by_value[v]))] |= by_value.pop(coarse)
    if field == "condition":
        return max(by_value, key=lambda v: (len(by_value[v]), len(v))), []
    if field == "status":
        ahead = _still_to_come(group)
        ranked = sorted(by_value, key=lambda v: (ahead and v != "announced", -len(by_value[v]), _STATUS_ORDER.index(v)))
    else:
        ranked = sorted(by_value, key=lambda v: (-len(by_value[v]), -len(str(v)), str(v)))
    best = ranked[0]
    others = [
        Dissent(field, str(best), tuple(sorted(by_value[best])), str(v), tuple(sorted(by_value[v]))) for v in ranked[1:]
    ]
    return best, others


def _still_to_come(group: list[tuple[Reading, Event]]) -> bool:
    """Whether a meeting is set for a day after the last of the reports that speak of it: it has not been held."""
    published = [r.document.published.isoformat() for r, _ in group if r.document.published is not None]
    set_for = [e.date for _, e in group if e.kind == "meeting" and e.status == "announced" and len(e.date or "") == 10]
    return bool(published and set_for) and max(day for day in set_for if day) > max(published)


def _figures(readings: Sequence[Reading], origins: Origins) -> tuple[Figure, ...]:
    found: dict[tuple[Any, ...], list[tuple[Reading, Statistic]]] = {}
    for reading in readings:
        for s in reading.statistics:
            found.setdefault(
                (s.subject, s.stage, s.country, s.counterparty, s.measure, round(s.value, 4), s.unit), []
            ).append((reading, s))
    figures = []
    for group in found.values():
        docs = tuple(dict.fromkeys(r.document.doc for r, _ in group))
        best = max((s for _, s in group), key=lambda s: (s.period is not None, s.confidence))
        cited = tuple(
            sorted(
                {
                    a.source
                    for r, s in group
                    for a in r.attributions
                    if _near(a.evidence.start, a.evidence.end, s.evidence.start, s.evidence.end)
                }
            )
        )
        figures.append(Figure(best, docs, max(1, min(len(origins.roots(docs)), len(cited) or len(docs))), cited))
    return tuple(
        sorted(figures, key=lambda f: (-len(f.documents), f.statistic.subject, f.statistic.stage, f.statistic.value))
    )


def _near(a: int, b: int, c: int, d: int) -> bool:
    return a < d + 160 and c < b + 160


def _holders(readings: Sequence[Reading]) -> tuple[OfficeHolder, ...]:
    named: dict[str, dict[str, set[str]]] = {}
    for reading in readings:
        for aside in reading.asides:
            if aside.kind == "office_holder":
                named.setdefault(aside.subject, {}).setdefault(aside.value, set()).add(reading.document.doc)
    holders = []
    for subject, names in sorted(named.items()):
        clusters: list[tuple[set[str], set[str]]] = []  # spellings, documents
        for name, docs in sorted(names.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[0])):
            home = next((c for c in clusters if any(_same_name(name, other) for other in c[0])), None)
            if home is None:
                clusters.append(({name}, set(docs)))
            else:
                home[0].add(name)
                home[1].update(docs)
        clusters.sort(key=lambda c: (-len(c[1]), sorted(c[0])))
        best = max(clusters[0][0], key=lambda n: (len(n), n))
        country, office = subject.split(" ", 1)
        dissent = tuple(
            Dissent(f"{country} {office}", best, tuple(sorted(clusters[0][1])), max(c[0], key=len), tuple(sorted(c[1])))
            for c in clusters[1:]
        )
        holders.append(OfficeHolder(country, office, best, tuple(sorted(clusters[0][1])), dissent))
    return tuple(holders)


def _same_name(a: str, b: str) -> bool:
    wa, wb = (
        set(a.lower().replace("-", " ").replace("‑", " ").split()),
        set(b.lower().replace("-", " ").replace("‑", " ").split()),
    )
    return wa <= wb or wb <= wa


def _timeline(readings: Sequence[Reading], entries: Sequence[Entry]) -> tuple[Dated, ...]:
    lines: list[Dated] = []
    for entry in entries:
        what = " ".join(
            filter(
                None,
                (
                    entry.actor,
                    entry.kind.replace("_", " "),
                    entry.status.replace("_", " "),
                    ", ".join(entry.objects),
                    "on " + ", ".join(entry.target) if entry.target else "",
                ),
            )
        )
        text = entry.support[0].text if entry.support else ""
        if entry.date:
            lines.append(Dated(entry.date, what, entry.id, entry.documents, text))
        if entry.until:
            lines.append(Dated(entry.until, f"{what}: ends", entry.id, entry.documents, text))
    seen = {(line.date, line.evidence) for line in lines}
    for reading in readings:
        for aside in reading.asides:
            if aside.kind == "deadline" and aside.date and (aside.date, aside.value) not in seen:
                seen.add((aside.date, aside.value))
                lines.append(Dated(aside.date, aside.value, None, (reading.document.doc,), aside.evidence.text))
    return tuple(sorted(lines, key=lambda line: (line.date, line.entry or "~", line.what)))
