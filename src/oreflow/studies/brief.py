"""The main job: reports in, a sourced brief out.

Reads the documents, reconciles their claims, checks their numbers against data, shows what the home country depends on,
and lets the market answer what the measures in them would do. This file composes; every section has its own file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oreflow.studies import brief_claims, brief_deals, brief_effects, brief_exposure, brief_words
from oreflow.studies.brief_result import Brief, CalendarEntry, Check
from oreflow.studies.calendar import Dated, calendar, register_dates
from oreflow.studies.checks import check, check_duration
from oreflow.studies.figures import SourceBook
from oreflow.studies.mutual import mutual
from oreflow.studies.policy import PolicyMeasure, resolve
from oreflow.studies.reading import read, require_documents
from oreflow.vocabulary import OreflowError, country
from oreflow.vocabulary.measure import Measure

if TYPE_CHECKING:
    from oreflow.evidence import Ledger, Reading

NOT_MODELLED = (
    "months, stocks and licence queues (every effect here is one year against one year)",
    "losses of industry downstream of the mineral",
    "bargaining: packages, payoffs and leverage at the table",
    "a portfolio of deals under a budget",
)


@dataclass(frozen=True)
class _Evidence:
    """What the documents gave, cut at the as-of date."""

    readings: tuple[Reading, ...]
    ledger: Ledger
    problems: tuple[str, ...]


def load_previous(path: Path) -> dict[str, Any]:
    """The ledger inside an earlier brief's JSON (or a ledger's own JSON)."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise OreflowError(f"--since {path}: {error}; give the output of 'oreflow brief --json'", misuse=True) from None
    found = data.get("ledger", data) if isinstance(data, dict) else None
    if not isinstance(found, dict) or "entries" not in found:
        raise OreflowError(f"--since {path}: no ledger in it; give the output of 'oreflow brief --json'", misuse=True)
    return found


def brief(
    paths: Sequence[str],
    *,
    home: str,
    as_of: date,
    today: date,
    previous: dict[str, Any] | None = None,
    draws: int = 200,
    seed: int = 1,
) -> Brief:
    """Write the brief for one home country as of one day.

    Raises OreflowError when no document could be read or the home country is unknown.
    """
    at_home = country(home)
    if as_of > today:
        raise OreflowError(f"--as-of {as_of} lies in the future; today is {today}", misuse=True)
    found = _read(paths, as_of, today)
    book = SourceBook()
    passages = brief_claims.Passages([r.document for r in found.readings], book)
    claims = brief_claims.claim_lines(found.ledger, passages)
    policy, known = _policy(found.ledger, as_of)
    keys = _register_keys(policy, known, book)
    partner = brief_words.partner_of(found.ledger, at_home.iso3)
    days = _calendar(found, policy, known, passages, as_of, keys, at_home.iso3, partner)
    checks = _checks(found.ledger, found.readings, passages, as_of, book)
    named = brief_words.named_commodities(found.ledger)
    exposure, unanswered = brief_exposure.exposure_lines(named, at_home.iso3, as_of=as_of, book=book)
    effects, refusals = brief_effects.effects(
        policy,
        known,
        named,
        home=at_home.iso3,
        partner=partner,
        as_of=as_of,
        draws=draws,
        seed=seed,
        book=book,
        keys=keys,
    )
    both_ways = mutual(at_home.iso3, partner, exposure, as_of=as_of, book=book) if partner else ()
    deals = brief_deals.deals(found.ledger, passages, exposure, named, at_home.iso3, partner, as_of=as_of, book=book)
    words = brief_words.Words(
        found.ledger, policy, exposure, effects, deals, checks, days, at_home.iso3, partner, passages
    )
    return Brief(
        title=brief_words.title(found.ledger, found.readings),
        home=at_home.iso3,
        home_name=at_home.name,
        as_of=as_of,
        documents=brief_claims.document_lines(found.readings),
        problems=found.problems,
        answer=words.answer(),
        calendar=days,
        mind=words.mind(),
        changes=_changes(previous, found.ledger),
        claims=claims,
        people=brief_claims.people(found.ledger, passages, found.readings),
        disagreements=brief_claims.disagreements(found.ledger, passages),
        checks=checks,
        exposure=exposure,
        effects=effects,
        mutual=both_ways,
        deals=deals,
        cannot=(*brief_words.CANNOT, *unanswered, *refusals),
        not_modelled=NOT_MODELLED,
        sources=tuple(book.lines.values()),
        provenance=_provenance(as_of, draws, seed, bool(effects)),
        ledger=found.ledger.to_json(),
    )


def _read(paths: Sequence[str], as_of: date, today: date) -> _Evidence:
    """Read and reconcile, leaving out what was published after the as-of date."""
    from oreflow import evidence

    result = read(paths, today=today)
    late = [
        f"{r.document.doc}: published {r.document.published}, after the as-of date {as_of}; left out (raise --as-of)"
        for r in result.evidence.readings
        if r.document.published and r.document.published > as_of
    ]
    readings = tuple(r for r in result.evidence.readings if not (r.document.published and r.document.published > as_of))
    if not readings and not late:
        for line in result.problem_lines:
            brief_words.say(line)
        require_documents(result, paths)
    if not readings:
        raise OreflowError(f"every document was published after the as-of date {as_of}; raise --as-of")
    return _Evidence(readings, evidence.reconcile(readings), (*result.problem_lines, *late))


def _policy(ledger: Ledger, as_of: date) -> tuple[tuple[PolicyMeasure, ...], list[Measure]]:
    """Claimed measures resolved against the register known by the as-of date, and that register."""
    from oreflow import evidence, register

    known = register.measures(as_of=as_of)
    return resolve(evidence.draft_measures(ledger), known, as_of), known


def _register_keys(policy: Sequence[PolicyMeasure], known: Sequence[Measure], book: SourceBook) -> dict[str, str]:
    """Source keys of the register entries a brief may name, made once so that sections share them."""
    wanted = {p.measure.id for p in policy if p.basis == "register"}
    wanted |= {m.id for m in known if m.status in ("in_force", "announced", "threatened")}
    return {m.id: brief_effects.register_key(m, book) for m in known if m.id in wanted}


def _calendar(
    found: _Evidence,
    policy: Sequence[PolicyMeasure],
    known: Sequence[Measure],
    passages: brief_claims.Passages,
    as_of: date,
    keys: dict[str, str],
    home: str,
    partner: str | None,
) -> tuple[CalendarEntry, ...]:
    """Documents' dates and the register's, one line where both speak of the same measure."""
    ledger, readings = found.ledger, found.readings
    behind = {claim: p.measure.id for p in policy if p.basis == "register" for claim in p.claims}
    named = brief_words.named_commodities(ledger)
    relevant = brief_effects.relevant(known, named, {p.measure.id for p in policy}, (home, partner))
    claimed = [
        Dated(d.day, d.what, d.switches, d.status, d.standing, d.sources, behind.get(d.key, d.key))
        for d in brief_claims.claimed_dates(ledger, readings, passages)
    ]
    return calendar((*claimed, *register_dates(relevant, as_of, keys)), as_of)


def _checks(
    ledger: Ledger, readings: Sequence[Reading], passages: brief_claims.Passages, as_of: date, book: SourceBook
) -> tuple[Check, ...]:
    """Statements with numbers beside tables, statements about time beside base rates."""
    numeric = [check(s, as_of=as_of, book=book) for s in brief_claims.statements(ledger, passages, readings)]
    durations = [
        check_duration(aside.value, aside.subject, (passages.key(doc, aside.evidence),), as_of, book)
        for doc, aside in ledger.asides
        if aside.kind == "time_statement"
    ]
    return (*numeric, *durations)


def _changes(previous: dict[str, Any] | None, ledger: Ledger) -> tuple[str, ...]:
    if previous is None:
        return ()
    from oreflow import evidence

    return tuple(evidence.changes(previous, ledger)) or ("nothing in the claims changed since the previous brief",)


def _provenance(as_of: date, draws: int, seed: int, modelled: bool) -> tuple[str, ...]:
    from oreflow import __version__, tables

    lines = [f"oreflow {__version__}; facts published by {as_of}; latest trade year {tables.latest_trade_year(as_of)}"]
    if modelled:
        lines.append(f"{draws} draws, seed {seed}; ranges are the 5th and 95th percentile of the draws")
    return tuple(lines)
