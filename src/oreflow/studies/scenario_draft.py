"""A ledger's measures become a scenario a person can read, correct and run: one comment line of evidence a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from oreflow.register import measures as known_measures
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.measure import Measure, Severity
from oreflow.vocabulary.names import commodities
from oreflow.vocabulary.timeline import UNDECIDED

#: Products drafted where the measures name no commodity of the register.
FALLBACK = ("rare earths",)


@cache
def default_severities() -> Mapping[str, Severity]:
    """Ranges assumed where neither the text nor the register gives one, by instrument (assumed_severity.csv)."""
    import csv

    text = files("oreflow.studies").joinpath("assumed_severity.csv").read_text(encoding="utf-8")
    return {
        row["instrument"]: Severity(
            low=float(row["low"]), mode=float(row["mode"]), high=float(row["high"]), status="assumed", note=row["why"]
        )
        for row in csv.DictReader(text.splitlines())
    }


def with_severity(measure: Measure, *, as_of: date | None = None) -> Measure:
    """The measure with a severity: its own, else that of the same act in the register, else an assumed range.

    A probability below 1 or a status not yet decided gets an assumed range of the chance as well.
    """
    twin = register_twin(measure, as_of=as_of)
    changes: dict[str, Any] = {}
    if measure.severity is None and not measure.terms:
        if twin is not None and (twin.severity is not None or twin.terms):
            changes["severity"] = (
                None if twin.severity is None else _noted(twin.severity, f"as {twin.id} in the register")
            )
            changes["terms"] = {k: v for k, v in twin.terms.items() if k != "probability"}
        elif measure.instrument in default_severities():
            changes["severity"] = default_severities()[measure.instrument]
    terms = changes.get("terms", measure.terms)
    for name, value in _ASSUMED_TERMS.get(measure.instrument, {}).items():
        if name not in terms:
            terms = {**terms, name: value}
            changes["terms"] = terms
    undecided = measure.status in UNDECIDED
    if undecided and "probability" not in measure.terms:
        stated = twin.terms.get("probability") if twin is not None else None
        chance = stated or _chance(measure)
        changes["terms"] = {**measure.terms, **changes.get("terms", {}), "probability": chance}
        # What is known of this very act counts before a base rate that the reader of the documents put in.
        if measure.probability >= 1.0 or stated is not None:
            changes["probability"] = chance.mode
    return Measure.model_validate(measure.model_dump() | changes) if changes else measure


_ASSUMED_TERMS = {
    "investigation": {
        "lead_months": Severity(
            low=6, mode=10, high=14, status="assumed", note="Section 301 and 232 took 6 to 14 months"
        )
    },
    "entity_list": {
        "class_share": Severity(
            low=0.02, mode=0.05, high=0.15, status="assumed", note="no public split of use by user class"
        )
    },
}


def _chance(measure: Measure) -> Severity:
    if measure.probability < 1.0:
        p = measure.probability
        return Severity(
            low=0.5 * p, mode=p, high=min(1.0, 1.5 * p), status="assumed", note="half around the stated chance"
        )
    return Severity(
        low=0.1,
        mode=0.35,
        high=0.6,
        status="assumed",
        note="48 % of US and 55 % of all sanction challenges 1970-2000 were imposed; less where talks are on",
    )


def _noted(severity: Severity, note: str) -> Severity:
    text = f"{note}; {severity.note}" if severity.note else note
    return severity.model_copy(update={"note": text})


def register_twin(measure: Measure, *, as_of: date | None = None) -> Measure | None:
    """The register's record of the same act: actor, instrument, goods and targets agree; the nearest date wins."""
    day = measure.effective or measure.announced
    candidates = [
        entry
        for entry in known_measures(as_of=as_of, actor=measure.actor)
        if entry.instrument == measure.instrument
        if (not measure.targets or not entry.targets or set(measure.targets) & set(entry.targets))
        if any(covered_share(entry.commodities, name) > 0.0 for name in measure.commodities)
        if (entry.status in UNDECIDED) == (measure.status in UNDECIDED)
    ]
    if not candidates:
        return None

    def distance(entry: Measure) -> int:
        start = entry.effective or entry.announced
        return abs((start - day).days) if start and day else 0 if not day else 10_000

    best = min(candidates, key=lambda entry: (distance(entry), entry.id))
    return best if day is None or distance(best) <= 120 else None


def draft_scenario(
    measures: Sequence[Measure],
    *,
    title: str,
    evidence: Mapping[str, str],
    as_of: date | None = None,
    products: Iterable[str] = (),
    on: date | None = None,
    home: str = "USA",
) -> str:
    """YAML text of a scenario with the measures of a ledger, ready to run or to correct.

    evidence  measure id -> the words or the file that support it; printed as one comment line above the measure
    products  commodities to solve; default: those the measures name (all goods and generic words left out)
    Assumed severities are marked "ASSUMED" in the comment and ``status: assumed`` in the value.
    """
    filled = [with_severity(m, as_of=as_of) for m in measures]
    day = as_of or max((d for m in filled for d in (m.published_on, m.announced) if d), default=date(2025, 10, 26))
    when = on or max((d for m in filled if (d := m.effective)), default=day)
    goods = list(products) or _named_products(filled)
    head = {"title": title, "as_of": day, "days": [max(day, when)], "home": home, "products": goods}
    lines = [
        "# Draft from a reading ledger. Check what is marked ASSUMED before you use a number from it.",
        _yaml(head),
    ]
    lines.append("threats: drawn")
    lines.append("measures:")
    for before, after in zip(measures, filled, strict=True):
        lines.append(f"  # evidence: {_one_line(evidence.get(before.id, 'none given'))}{_assumption(before, after)}")
        lines.append(_item(after))
    if not filled:
        lines[-1] = "measures: []"
    lines += ["draws: 200", "seed: 1", ""]
    return "\n".join(lines)


def _assumption(before: Measure, after: Measure) -> str:
    parts = []
    if after.severity is not None and after.severity != before.severity:
        s = after.severity
        parts.append(f"severity {s.low:g}/{s.mode:g}/{s.high:g} ({s.note})")
    elif after.severity is None and not after.terms:
        parts.append("no severity known: it cannot be run until you give one")
    if after.probability != before.probability:
        parts.append(f"probability {after.probability:g}")
    return f" | ASSUMED: {_one_line('; '.join(parts))}" if parts else ""


def _named_products(measures: Sequence[Measure]) -> list[str]:
    found: dict[str, None] = {}
    for m in measures:
        for name in m.commodities:
            entry = commodities().get(name)
            if entry is None or entry.group == "generic":
                continue
            found[entry.part_of if entry.part_of == "rare earths" and name not in _BASKETS else name] = None
    return list(found) or list(FALLBACK)


_BASKETS = frozenset({"ndpr", "heavy rare earths", "cerium and lanthanum"})


def _one_line(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else " " for letter in text)  # YAML refuses control characters
    return " ".join(clean.split()).replace("#", "no.")[:240]


def _yaml(value: Any) -> str:
    import yaml

    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)
    return text.rstrip()


def _item(measure: Measure) -> str:
    plain = measure.model_dump(exclude_defaults=True)
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}
    body = _yaml(plain).splitlines()
    return "\n".join(("  - " if n == 0 else "    ") + line for n, line in enumerate(body))
