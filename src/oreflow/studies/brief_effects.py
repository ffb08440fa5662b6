"""Which measures make a case, which commodities they reach, and what they would do to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from oreflow.studies.brief_result import Effect
from oreflow.studies.effects import Case, effect, run_cases
from oreflow.studies.figures import SourceBook
from oreflow.studies.policy import PolicyMeasure
from oreflow.studies.wording import place
from oreflow.vocabulary import OreflowError, commodities
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.measure import Measure
from oreflow.vocabulary.timeline import UNDECIDED

CONTROLS = frozenset(
    {"licence", "export_ban", "export_quota", "foreign_product_rule", "technology_control", "entity_list"}
)
DUTIES = frozenset({"tariff", "export_tax", "import_ban", "minimum_import_price"})

#: A basket is shown by its parts where the register of measures treats them differently.
PARTS = {"rare earths": ("heavy rare earths", "ndpr", "magnets")}

#: How many commodities a brief solves; the others are listed as not solved.
MOST_COMMODITIES = 5


def register_key(measure: Measure, book: SourceBook) -> str:
    """Source line of a register entry."""
    published = measure.published_on.isoformat() if measure.published_on else ""
    detail = "; ".join(part for part in (measure.legal_reference, measure.source, measure.url) if part)
    return book.register(measure.id, f"register of measures, {measure.id}: {measure.title}", detail, published)


def reaches(measure: Measure, commodity: str) -> bool:
    """Whether the measure covers any part of the commodity."""
    return covered_share(measure.commodities, commodity) > covered_share(measure.exempt, commodity)


def relevant(
    known: Sequence[Measure], named: Sequence[str], claimed: set[str], sides: tuple[str, str | None]
) -> list[Measure]:
    """Measures the documents speak of, those on a commodity they name, and wide ones between the two sides."""
    names = [name for name in named if name in commodities() and name != "critical minerals"]

    def counts(measure: Measure) -> bool:
        if measure.id in claimed:
            return True
        wide = "all goods" in measure.commodities or not measure.commodities
        if wide:
            return measure.actor in sides and (not measure.targets or bool(set(measure.targets) & set(sides)))
        return any(reaches(measure, name) for name in names)

    return [measure for measure in known if counts(measure)]


def cases(policy: Sequence[PolicyMeasure], partner: str, home: str) -> tuple[Case, ...]:
    """New controls, new duties, and both, as far as the documents name them; what stands already is the reference."""
    acting = [p.measure for p in policy if p.measure.severity is not None]
    acting = [m for m in acting if m.status not in ("eased", "expired", "denied", "suspended")]
    # What home itself would refuse to sell is another question than what it would have to do without.
    controls = _firm([m for m in acting if m.instrument in CONTROLS and m.actor != home])
    duties = _firm([m for m in acting if m.instrument in DUTIES])
    found = []
    if controls:
        found.append(Case(_title(controls, "export controls"), controls, partner))
    if duties:
        found.append(Case(_title(duties, "duties"), duties, partner))
    if controls and duties:
        found.append(Case("Controls and duties together", (*controls, *duties), partner))
    return tuple(found)


def _firm(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Measures decided or given a day; what is only talked about counts where there is nothing firmer."""
    firm = tuple(m for m in measures if m.effective is not None or m.status not in UNDECIDED)
    return firm or tuple(measures)


def _title(measures: Sequence[Measure], what: str) -> str:
    actors = list(dict.fromkeys(place(m.actor) for m in measures))
    months = sorted({m.announced.strftime("%B %Y") for m in measures if m.announced})
    when = f" of {months[0]}" if len(months) == 1 else ""
    threat = "threatened " if all(m.status in UNDECIDED for m in measures) else ""
    if what == "duties" and len(measures) == 1 and measures[0].severity is not None:
        rate = f"{100 * measures[0].severity.mode:.0f} %"
        return f"{actors[0]}: {threat}additional tariff of {rate}{when}"
    return f"{', '.join(actors)}: {threat}{what}{when}"


def effects(
    policy: Sequence[PolicyMeasure],
    known: Sequence[Measure],
    named: Sequence[str],
    *,
    home: str,
    partner: str | None,
    as_of: date,
    draws: int,
    seed: int,
    book: SourceBook,
    keys: Mapping[str, str],
) -> tuple[tuple[Effect, ...], tuple[str, ...]]:
    """Effects by case and product, and one line for every commodity that could not be solved."""
    from oreflow import register
    from oreflow.calibration import calibrate

    if partner is None:
        return (), ()
    # A measure the documents speak of belongs to a case, even if it is in force already: the question is what it does.
    in_question = {p.measure.id for p in policy}
    today = [m for m in register.in_force(as_of, as_of) if m.id not in in_question]
    wanted = cases(policy, partner, home)
    found: list[Effect] = []
    refused: list[str] = []
    for name in _solved(named, wanted)[:MOST_COMMODITIES]:
        try:
            calibration = calibrate(name, as_of=as_of)
        except OreflowError as error:
            refused.append(f"no market for {name}: {error}")
            continue
        standing = [m for m in today if reaches(m, name)]
        here = [c for c in (_reaching(case, name) for case in wanted) if c is not None]
        if not here:
            continue
        # The last product is the one furthest downstream: what users buy.
        n = len(calibration.benchmark.products) - 1
        runs = run_cases(here, calibration, standing, as_of=as_of, draws=draws, seed=seed)
        found.extend(effect(run, n, home=home, book=book, sources=keys) for run in runs)
    return tuple(found), tuple(refused)


def _reaching(case: Case, commodity: str) -> Case | None:
    """The case with only the measures that reach the commodity; None where none does or one part is missing."""
    measures = tuple(m for m in case.measures if reaches(m, commodity))
    kinds = {m.instrument in CONTROLS for m in case.measures}
    if not measures or {m.instrument in CONTROLS for m in measures} != kinds:
        return None
    # The title names those who act on this commodity, not everyone the documents mention.
    title = case.title if len(kinds) > 1 else _title(measures, "export controls" if kinds == {True} else "duties")
    return Case(title, measures, case.partner)


def _solved(named: Sequence[str], wanted: Sequence[Case]) -> list[str]:
    """Commodities the documents name, baskets by parts, those that a control reaches first."""
    names: list[str] = []
    for name in named:
        if name in commodities() and name != "critical minerals":
            names.extend(PARTS.get(name, (name,)))
    controls = [m for case in wanted for m in case.measures if m.instrument in CONTROLS]
    unique = list(dict.fromkeys(names))
    return sorted(unique, key=lambda name: not any(reaches(m, name) for m in controls))
