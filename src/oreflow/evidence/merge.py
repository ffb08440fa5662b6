"""Repeated mentions of one measure in one document become one event; weak mentions join strong ones or fall away."""

from __future__ import annotations

from collections.abc import Callable

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Event
from oreflow.evidence.lexicon import GENERIC, minerals
from oreflow.evidence.scene import Scene

_GROUP = {
    "in_force": "force",
    "announced": "force",
    "signed": "force",
    "under_negotiation": "talk",
    "possible": "maybe",
    "threatened": "threat",
    "suspended": "pause",
    "eased": "ease",
    "expired": "past",
    "denied": "no",
}
_PAIRED = frozenset(("deal", "meeting"))
_SEVERAL = frozenset(("agreements", "deals", "pacts", "accords", "memoranda", "memorandums", "mous", "partnerships"))
_BUILT = frozenset(("subsidy_or_price_support", "capacity_project"))  # where it is built may be told only once


def merge(scene: Scene, found: list[Candidate]) -> list[Event]:
    """Events of a document in order of first mention."""
    headline = {s.number for s in scene.sentences if s.kind in ("title", "heading")}
    _inherit_targets(scene, found)
    _date_of_effect(scene, found)
    kept: list[Candidate] = []
    for candidate in sorted(found, key=_order(headline)):
        home = next((k for k in kept if _same(scene, k, candidate)), None)
        if home is None and candidate.rule == "cue":
            home = next((k for k in kept if _spoken_of(k, candidate)), None)
        if candidate.sentence in headline:
            home = home or next((k for k in kept if _told_again(k, candidate)), None)
            if home is not None and candidate.strong and candidate.actor and _empty(home):
                kept.remove(home)  # the line states what the body only refers to
                candidate.mentions.append(home.evidence)
                home = None
            if home is not None:
                home.mentions.append(candidate.evidence)
                if home.objects == [GENERIC] and candidate.own_goods and set(candidate.objects) & minerals():
                    home.objects = candidate.objects
                if home.kind in _PAIRED and len(_parties(candidate)) > len(_parties(home)):
                    home.actor, home.target = candidate.actor, candidate.target
                if not home.objects and candidate.own_goods:
                    home.objects, home.own_goods = candidate.objects, True
                home.value = home.value if home.value is not None else candidate.value
                continue
        if home is None:
            kept.append(candidate)
        else:
            _absorb(home, candidate)
    kept = [c for c in kept if c.actor and not _empty(c) and not _summed_up(c, kept)]
    _tie_to_minerals(scene, kept)
    kept.sort(key=lambda c: (c.evidence.start, c.kind))
    return [_event(c) for c in kept]


def _order(headline: set[int]) -> Callable[[Candidate], tuple[bool, bool, bool, bool, int]]:
    """Bodies before headlines, rules before cues, strong mentions and those that name their goods first."""
    return lambda c: (c.sentence in headline, c.rule == "cue", not c.strong, not c.own_goods, c.sentence)


def _inherit_targets(scene: Scene, found: list[Candidate]) -> None:
    """A duty or inquiry that names nobody is on the one state that all other duties of its actor here are on."""
    aimed: dict[str, set[tuple[str, ...]]] = {}
    for c in found:
        if c.kind in ("tariff", "investigation") and c.target and c.actor:
            aimed.setdefault(c.actor, set()).add(tuple(c.target))
    for c in found:
        if c.kind in ("tariff", "investigation") and not c.target and c.actor and len(aimed.get(c.actor, ())) == 1:
            (only,) = aimed[c.actor]
            taxed = "export" in c.evidence.text.lower()  # what leaves is taxed whoever buys it
            if len(only) == 1 and only[0] in scene.title_states and c.rule not in ("tariff-list",) and not taxed:
                c.target = list(only)


def _date_of_effect(scene: Scene, found: list[Candidate]) -> None:
    """ "Announced higher duties today ... from 1 January": the day of the report gives way to the one day of effect."""
    if scene.calendar.published is None:
        return
    today = scene.calendar.published.isoformat()
    duties = [c for c in found if c.kind == "tariff" and c.status == "announced" and c.strong and c.own_goods]
    for c in duties:
        later = {
            d.date
            for d in duties
            if d.date and d.date > today and d.actor == c.actor and set(d.objects) & set(c.objects)
        }
        if c.date == today and c.rate is None and len(later) == 1:
            (c.date,) = later


def _told_again(home: Candidate, line: Candidate) -> bool:
    """Whether a headline only announces an event of the body; headlines blur status and target."""
    if home.kind != line.kind:
        return False
    if home.kind in _PAIRED:
        ours, theirs = _parties(line), _parties(home)
        return ours <= theirs or (len(theirs) == 1 and theirs < ours and home.status in ("signed", "announced"))
    if home.actor != line.actor:
        return False
    a, b = set(home.objects), set(line.objects)
    return (
        bool(a & b) or not a or not b or (bool((a | b) & {GENERIC}) and bool(a & minerals()) and bool(b & minerals()))
    )


def _spoken_of(home: Candidate, cued: Candidate) -> bool:
    """Whether what only cues tell is an event told before: by shared parties, and with no other goods named."""
    if home.kind != cued.kind or (cued.own_goods and not set(home.objects) & set(cued.objects)):
        return False
    if home.kind in _PAIRED:
        return bool(_parties(home) & _parties(cued))
    return not cued.own_goods and (home.actor == cued.actor or not cued.own_actor)


def _parties(c: Candidate) -> set[str]:
    return {c.actor or "", *c.target}


def _same(scene: Scene, a: Candidate, b: Candidate) -> bool:
    if a.kind != b.kind:
        return False
    if a.kind in _PAIRED:
        pa, pb = _parties(a), _parties(b)
        if pa != pb and (b.strong or not (pb < pa or pa < pb) or (len(pa) == 1 and a.strong)):
            return False
    elif a.actor != b.actor or not _targets_fit(a, b):
        return False
    if not _objects_fit(a, b):
        return False
    if a.kind == "deal" and b.rule == "cue" and b.own_goods and a.objects == [GENERIC] and GENERIC not in b.objects:
        return not b.objects  # "launched a tungsten venture" is not the minerals memorandum told before
    if (
        a.strong
        and b.strong
        and a.effect != b.effect
        and not _never_began(a, b)
        and a.kind not in ("deal", "purchase", "meeting")
    ):
        return False
    if a.rate is not None and b.rate is not None and a.rate != b.rate:
        return False
    if a.value is not None and b.value is not None and a.value != b.value and a.kind not in ("deal",):
        return False
    if a.kind == "subsidy_or_price_support" and a.rule != b.rule and a.strong and b.strong:
        return False
    if a.quantity and b.quantity and a.quantity != b.quantity:
        return False
    if (
        not (a.effect == b.effect == "ease" and a.kind == "export_control")
        and a.date
        and b.date
        and a.strong
        and b.strong
        and not (a.date.startswith(b.date) or b.date.startswith(a.date))
        and a.kind not in ("meeting", "deal")
    ):
        return abs(int(a.date[:4]) - int(b.date[:4])) == 0 and _GROUP[a.status] == _GROUP[b.status] and len(a.date) < 10
    if not b.strong:
        return True
    if (
        a.strong
        and a.acts
        and b.acts
        and bool(a.date) != bool(b.date)
        and _bygone(scene, a.date or b.date or "")
        and a.kind in ("export_control", "tariff", "import_restriction")
    ):
        return False
    if a.kind == "deal" and {a.status, b.status} <= {"signed", "announced", "in_force"}:
        return True
    if _never_began(a, b) or _done_away(a, b):
        return True
    if a.kind == "meeting":
        return {a.status, b.status} <= {"announced", "possible", "in_force"} and (
            a.status == b.status or a.sentence != b.sentence
        )
    return _GROUP[a.status] == _GROUP[b.status]


def _bygone(scene: Scene, day: str) -> bool:
    """Whether a date lies in a year before the report's own."""
    year = scene.calendar.published.year if scene.calendar.published else scene.calendar.year_hint
    return year is not None and day[:4].isdigit() and int(day[:4]) < year


def _targets_fit(a: Candidate, b: Candidate) -> bool:
    ta, tb = set(a.target), set(b.target)
    if a.kind in _BUILT and not (ta and tb) and None in (a.date, b.date) and None in (a.value, b.value):
        return ta == tb or bool(set(a.objects) & set(b.objects))
    if a.strong and b.strong and ta != tb and b.date and b.date != a.date and b.own_goods:
        return False
    apart = a.strong and b.strong and a.own_goods and b.own_goods and set(a.objects) != set(b.objects)
    if apart and a.acts and b.acts and bool(ta) != bool(tb) and a.kind == "export_control":
        return False  # a ban on three metals for one state, beside curbs on one of them for all
    return (
        ta == tb
        or not tb
        or (not ta and not (a.strong and b.strong))
        or (not ta and a.objects == b.objects and not b.strong)
    )


def _objects_fit(a: Candidate, b: Candidate) -> bool:
    oa, ob = set(a.objects), set(b.objects)
    if oa == ob or not ob or not oa:
        return True
    if not b.own_goods or not a.own_goods:
        return True
    generic = {GENERIC}
    if a.kind == "tariff" and a.strong and b.strong and generic in (oa, ob):
        return False  # each rate is for goods of its own
    if ob <= generic or oa <= generic:
        return bool((oa if ob <= generic else ob) & minerals())
    if a.kind in ("deal", "meeting", "investigation"):
        return bool(oa & ob)
    if _one_regime_eased(a, b):
        return True
    if ob == {"all goods"} or oa == {"all goods"}:
        return not b.strong
    return len(oa & ob) >= 0.5 * min(len(oa), len(ob))


def _never_began(a: Candidate, b: Candidate) -> bool:
    """What was announced and then put off is one measure, put off."""
    return (
        a.kind == b.kind == "export_control"
        and {a.status, b.status} == {"announced", "suspended"}
        and a.target == b.target
    )


def _done_away(a: Candidate, b: Candidate) -> bool:
    """Lifted in one sentence, gone in the next."""
    return a.kind == "quota" and {a.status, b.status} == {"eased", "expired"} and a.effect == b.effect


def _one_regime_eased(a: Candidate, b: Candidate) -> bool:
    """ "Licences for magnets ..., permits for rare earths": one easing of the regime that covers both."""
    return (
        a.kind == "export_control"
        and a.effect == b.effect == "ease"
        and a.status == b.status
        and all(good == "magnets" or good.endswith("rare earths") for good in (*a.objects, *b.objects))
    )


def _absorb(home: Candidate, other: Candidate) -> None:
    home.mentions.append(other.evidence)
    if _never_began(home, other):
        home.status, home.effect = "suspended", "ease"
    elif _done_away(home, other):
        home.status = "expired"
    if home.own_goods and other.own_goods and home.objects and other.objects and _one_regime_eased(home, other):
        home.objects = list(dict.fromkeys((*home.objects, *other.objects)))
    if (
        other.own_goods
        and other.strong
        and (not home.own_goods or set(home.objects) <= {GENERIC} or not home.objects)
        and set(other.objects) & minerals()
    ):
        home.objects, home.own_goods = other.objects, True
    elif (
        other.own_goods
        and home.kind in ("export_control",)
        and len(set(home.objects) & set(other.objects))
        and other.strong
        and len(other.objects) > len(home.objects)
    ):
        home.objects = other.objects
    if home.kind in _PAIRED and len(_parties(other)) > len(_parties(home)):
        home.actor, home.target = other.actor, other.target
    elif not home.target and other.target and other.strong:
        home.target = other.target
    home.rate = home.rate if home.rate is not None else other.rate
    home.value = home.value if home.value is not None else other.value
    home.quantity = home.quantity or other.quantity
    home.condition = home.condition or other.condition
    home.until = home.until or other.until
    if other.date and (home.date is None or (other.date.startswith(home.date) and len(other.date) > len(home.date))):
        home.date = other.date
    if home.kind == "deal" and other.status == "signed" and home.status in ("announced", "in_force"):
        home.status = "signed"
    if (
        home.kind in ("tariff", "export_control")
        and home.status == "in_force"
        and other.strong
        and other.status == "announced"
        and not home.strong
    ):
        home.status = "announced"
    home.confidence = min(0.95, home.confidence + 0.05)
    home.strong = home.strong or other.strong


def _empty(c: Candidate) -> bool:
    """Weak mentions that name neither goods nor a counterpart say too little to stand alone."""
    if c.strong:
        return False
    if c.kind in ("export_control", "import_restriction", "quota"):
        return not (c.own_goods and c.own_actor) and not (c.own_actor and c.objects and c.rule == "control-noun")
    if c.kind == "tariff":
        return not c.own_actor
    return not (c.own_actor and (c.target or c.objects))


def _summed_up(c: Candidate, kept: list[Candidate]) -> bool:
    """ "agreements with two neighbours": a deal without partners that only sums up those told one by one."""
    if c.kind != "deal" or c.target or not _SEVERAL & set(c.evidence.text.lower().split()):
        return False
    each = [k for k in kept if k.kind == "deal" and k.actor == c.actor and k.target and k.strong]
    return sum(_GROUP[k.status] == _GROUP[c.status] and _objects_fit(k, c) for k in each) > 1


def _tie_to_minerals(scene: Scene, kept: list[Candidate]) -> None:
    """Mark measures without minerals that a sentence or condition ties to a minerals measure (rule 6)."""
    mineral_sentences = {c.sentence for c in kept if set(c.objects) & minerals()}
    actors = {c.actor for c in kept if c.kind == "export_control" and set(c.objects) & minerals()}
    for c in kept:
        if set(c.objects) & minerals():
            continue
        sentence = scene.sentences[c.sentence]
        tied = c.sentence in mineral_sentences and c.kind not in ("meeting", "purchase")
        if c.condition and any(
            word in c.condition.lower() for word in ("restriction", "export control", "curb", "rare earth", "mineral")
        ):
            tied = True
        if c.kind == "tariff" and (c.retaliation or sentence.has("response")) and (set(c.target) | {c.actor}) & actors:
            tied = True
        if c.kind in ("deal", "investigation") and any(m.value in minerals() for m in sentence.goods()):
            tied = True
        c.retaliation = tied


def _event(c: Candidate) -> Event:
    return Event(
        kind=c.kind,
        status=c.status,
        actor=c.actor or "",
        target=tuple(t for t in c.target if t and t != c.actor),
        objects=tuple(c.objects),
        rate_pct=c.rate,
        value_usd=c.value,
        quantity=c.quantity,
        date=c.date,
        condition=c.condition,
        evidence=c.evidence,
        core=bool(set(c.objects) & minerals()) or c.retaliation,
        rule=c.rule,
        confidence=round(c.confidence, 2),
        until=c.until,
        effect=c.effect,
        mentions=tuple(c.mentions),
    )
