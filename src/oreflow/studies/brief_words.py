"""The sentences of a brief: the answer in three, and what would change it. Every number in them is a result."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from oreflow.studies.brief_claims import Passages, ranked
from oreflow.studies.brief_result import CalendarEntry, Check, DealLine, Effect, ExposureLine, RangeRow
from oreflow.studies.figures import Sentence
from oreflow.studies.policy import PolicyMeasure
from oreflow.studies.wording import claim_text, listing, mineral, place
from oreflow.vocabulary import commodities, commodity
from oreflow.vocabulary.timeline import UNDECIDED

if TYPE_CHECKING:
    from oreflow.evidence import Entry, Ledger, Reading

CANNOT = (
    "A forecast of prices: the ranges say what the measures add to a one-year market under drawn elasticities, not "
    "what else will happen.",
    "Timing within the year: hoarding before a control starts and stocks after it are not in these figures.",
    "Anything about one element where customs book a basket: parts of the rare earths rest on assumed basket shares.",
    "Whether a threat is carried out: each case supposes that its measures are.",
)

_NOT_ACTING = ("eased", "expired", "denied")


def say(line: str) -> None:
    """A line for the person at the terminal, while results go elsewhere."""
    print(f"oreflow: {line}", file=sys.stderr)


def title(ledger: Ledger, readings: Sequence[Reading]) -> str:
    """What the documents are about and when, in one line."""
    words = {"export_control": "export controls", "tariff": "tariffs", "deal": "deals", "purchase": "purchases"}
    core = [e for e in ranked(ledger) if e.core]
    kinds = list(dict.fromkeys(words[e.kind] for e in core if e.kind in words))[:3] or ["claims"]
    goods = [name for name in named_commodities(ledger) if name != "critical minerals"][:2] or ["critical minerals"]
    months = Counter(r.document.published.strftime("%B %Y") for r in readings if r.document.published)
    when = f", {months.most_common(1)[0][0]}" if months else ""
    text = f"{listing(kinds)} on {listing(goods)}{when}"
    return text[0].upper() + text[1:]


def named_commodities(ledger: Ledger) -> list[str]:
    """Commodities the documents name, most documents first; the generic word only where no mineral is named."""
    counts: Counter[str] = Counter()
    for entry in ledger.entries:
        for name in entry.objects:
            if name in commodities():
                counts[name] += len(entry.documents)
    for figure in ledger.figures:
        if figure.statistic.subject in commodities():
            counts[figure.statistic.subject] += len(figure.documents)
    names = [name for name, _ in counts.most_common()]
    minerals = [name for name in names if commodity(name).group != "generic"]
    return minerals or names


def partner_of(ledger: Ledger, home: str) -> str | None:
    """The country whose controls and answers the documents are about: actor or target of most trade measures."""
    counts: Counter[str] = Counter()
    for entry in ledger.entries:
        if entry.kind in ("export_control", "tariff", "quota", "import_restriction"):
            weight = 3 if entry.kind in ("export_control", "quota") else 1
            for code in {entry.actor, *entry.target} - {home, "EU"}:
                counts[code] += (weight if code == entry.actor else 1) * len(entry.documents) * (2 if entry.core else 1)
    return counts.most_common(1)[0][0] if counts else None


def span(row: RangeRow | None, unit: str = "") -> str:
    """Median and range in words."""
    if row is None or row.median is None or row.low is None or row.high is None:
        return "unknown"
    sign = "+" if row.unit == "%" else ""
    return f"{_round(row.median, sign)} {unit or row.unit} ({_round(row.low, sign)} to {_round(row.high, sign)})"


def _round(value: float, sign: str = "") -> str:
    if abs(value) < 0.05:
        return "0"
    if abs(value) >= 100:
        return f"{round(value, 2 - len(str(int(abs(value))))):{sign},.0f}"
    return f"{value:{sign}.2g}" if abs(value) >= 1 else f"{value:{sign}.1g}"


def _by_whom(scenario: str) -> str:
    """ "China: export controls of October 2025" as part of a sentence."""
    who, _, what = scenario.partition(": ")
    return f"the {what} by {who}" if what else scenario[0].lower() + scenario[1:]


def _row(effect: Effect, key: str) -> RangeRow | None:
    return next((row for row in effect.rows if row.key == key), None)


class Words:
    """Writes the sentences from the finished sections."""

    def __init__(
        self,
        ledger: Ledger,
        policy: Sequence[PolicyMeasure],
        exposure: Sequence[ExposureLine],
        effects: Sequence[Effect],
        deals: Sequence[DealLine],
        checks: Sequence[Check],
        days: Sequence[CalendarEntry],
        home: str,
        partner: str | None,
        passages: Passages,
    ) -> None:
        self._ledger, self._policy, self._exposure = ledger, policy, exposure
        self._effects, self._deals, self._checks, self._days = effects, deals, checks, days
        self._home, self._partner, self._passages = home, partner, passages

    def answer(self) -> tuple[Sentence, ...]:
        """Three sentences: what stands or is threatened, what it would do, what could close the gap."""
        return tuple(s for s in (self._situation(), self._effect(), self._gap()) if s is not None)

    def _situation(self) -> Sentence | None:
        acting = [
            e for e in ranked(self._ledger) if e.kind in ("export_control", "tariff", "quota", "import_restriction")
        ]
        acting = [e for e in acting if e.status not in _NOT_ACTING]
        if not acting:
            best = ranked(self._ledger)[:1]
            if not best:
                return Sentence("The documents claim no trade measure, deal or purchase that this version recognises.")
            return Sentence(
                f"{claim_text(best[0])} ({best[0].status.replace('_', ' ')}).", self._passages.entry(best[0])
            )
        controls = [e for e in acting if e.kind != "tariff" and e.actor == self._partner] or acting
        threats = [e for e in acting if e.kind == "tariff" and e is not controls[0]]
        threats.sort(key=lambda e: (e.rate_pct is None, e.status != "threatened"))
        parts = [self._stands(controls[0])]
        keys = list(self._passages.entry(controls[0]))
        if threats:
            parts.append(self._stands(threats[0]))
            keys += self._passages.entry(threats[0])
        return Sentence("; ".join(parts) + ".", tuple(dict.fromkeys(keys)))

    def _stands(self, entry: Entry) -> str:
        what, _, condition = claim_text(entry).partition("; condition: ")
        when = f", {entry.date}" if entry.date else ""
        bound = f", {condition}" if condition and entry.status in UNDECIDED else ""
        number = len(entry.documents)
        sources = entry.independent_sources
        return (
            f"{what} ({entry.status.replace('_', ' ')}{when}{bound}; {number} document{'s' if number != 1 else ''}, "
            f"{sources} independent source{'s' if sources != 1 else ''})"
        )

    def _effect(self) -> Sentence | None:
        if not self._effects:
            lines = [line for line in self._exposure if self._share(line)]
            if not lines:
                return None
            line = max(lines, key=lambda one: self._share(one) or 0.0)
            text = (
                f"{place(self._home)} takes {100 * (self._share(line) or 0):.0f} % of its {line.commodity} imports "
                f"({line.stage}, by value, {line.year}) from {place(self._partner or '')}; no market could be solved."
            )
            return Sentence(text, line.sources)
        first = self._effects[0]
        own = [e for e in self._effects if e.product == first.product]
        last = own[-1]
        name = mineral(first.product.split("/")[0])
        text = (
            f"Within a year, {_by_whom(first.scenario)} would move the price of {name} in {place(self._home)} by "
            f"{span(_row(first, 'price_home_pct'))} and in {place(self._partner or '')} by "
            f"{span(_row(first, 'price_partner_pct'))}, and leave {span(_row(first, 'unmet_home'))} of demand in "
            f"{place(self._home)} unmet"
        )
        if last is not first:
            text += f"; {_by_whom(last.scenario)}: {span(_row(last, 'price_home_pct'))}"
        return Sentence(text + " (median, 5-95 % of draws).", (first.sources[0], last.sources[0]))

    def _share(self, line: ExposureLine) -> float | None:
        return next((s.usd_share for s in line.shares if s.origin == self._partner), None)

    def _gap(self) -> Sentence | None:
        deals = [d for d in self._deals if not d.stage]
        projects = [d for d in self._deals if d.stage and d.adds is not None and d.adds.value]
        if not deals and not projects:
            return None
        parts: list[str] = []
        keys: list[str] = []
        if deals:
            lead = max(deals, key=lambda d: (d.adds.value or 0.0) if d.adds else 0.0)
            parts.append(f"{lead.name} ({lead.legal}, {lead.by}) adds no tonnes by itself")
            keys += lead.sources
        if projects:
            main = self._main_commodity(projects)
            chosen = [d for d in projects if d.commodity == main]
            total = sum(d.adds.value or 0.0 for d in chosen if d.adds)
            dates = sorted(d.by for d in chosen if d.by[:2] == "20")
            by = f", the first by {dates[0]}" if dates else ""
            by += (
                f" and the last by {dates[-1]} on present plans"
                if len(set(dates)) > 1
                else " on present plans"
                if dates
                else ""
            )
            share = (
                f" ({chosen[0].share_of_gap.split(' of ')[1]} now come from there)"
                if " of " in chosen[0].share_of_gap
                else ""
            )
            parts.append(
                f"{len(chosen)} known project{'s' if len(chosen) > 1 else ''} in "
                f"{listing(sorted({place(d.country) for d in chosen}))} name{'' if len(chosen) > 1 else 's'} "
                f"{total:,.0f} t/yr of {mineral(main)}{share}{by}"
            )
            keys += [key for d in chosen for key in d.sources]
        return Sentence("; ".join(parts) + ".", tuple(dict.fromkeys(keys)))

    def _main_commodity(self, projects: Sequence[DealLine]) -> str:
        """The commodity whose effect leads the brief where a project makes it, else the one with most projects."""
        made = Counter(d.commodity for d in projects)
        led = next((e.product.split("/")[0] for e in self._effects if e.product.split("/")[0] in made), None)
        return led or made.most_common(1)[0][0]

    def mind(self) -> tuple[Sentence, ...]:
        """What would change the answer: conditions, the next date, the parameter that matters, failed checks."""
        found: list[Sentence] = []
        for entry in ranked(self._ledger):
            if entry.status == "threatened" and entry.condition and len(found) < 2:
                text = f"{claim_text(entry).split('; condition')[0]} is only threatened: {entry.condition}."
                found.append(Sentence(text, self._passages.entry(entry)))
        if self._days:
            nearest = self._days[0]
            found.append(Sentence(f"Next date: {nearest.day}, {nearest.what}.", nearest.sources))
        if self._effects and self._effects[0].sensitivity:
            name, rho = self._effects[0].sensitivity[0]
            text = (
                f"The price effect on {self._effects[0].product} follows the {name} most (rank correlation "
                f"{rho:+.2f}): a sourced value for it would narrow the range first."
            )
            found.append(Sentence(text, self._effects[0].sources[:1]))
        for check in self._checks:
            if check.verdict == "differs":
                shown = "; ".join(f.text for f in check.found)
                found.append(Sentence(f"The data differ from {check.statement}: {shown}.", check.sources))
        weak = [d for d in self._deals if not d.stage and d.legal not in ("binding", "")]
        if weak:
            text = f"{weak[0].name} would count if it became binding; now it is {weak[0].legal}, and {weak[0].note}."
            found.append(Sentence(text, weak[0].sources))
        return tuple(found[:6])
