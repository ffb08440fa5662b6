"""Statements in documents beside what the data say.

A verdict is only a check when the data come from somebody else than the statement: a sentence that quotes the IEA
is not confirmed by an IEA table ("same source"). Shares agree within five percentage points, levels within ten per
cent; where a statement says "over" or "nearly", the data must lie on that side, with the same slack. Every answer
carries its own definition, because a share of tonnes and a share of value of the same trade can differ by twenty
points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from oreflow.studies.brief_result import Check, Verdict
from oreflow.studies.figures import Figure, SourceBook, Standing
from oreflow.vocabulary import OreflowError, Source, commodities, commodity, countries

SHARE_TOLERANCE = 5.0  # percentage points
LEVEL_TOLERANCE = 0.10  # relative
REPAIR_MATTERS = 1.0  # percentage points

#: Stages of the tables that can answer a statement about each stage word of the reading schema, best first.
STAGES_OF = {
    "mining": ("mined",),
    "processing": ("separated", "refined", "metal", "oxide", "primary", "smelted"),
    "refining": ("refined", "separated", "metal", "oxide", "primary", "smelted"),
    "magnets": ("product",),
    "other": ("mined", "refined", "primary"),
}

_AT_LEAST = ("over", "more than", "at least", "above", "exceeds", "exceeding")
_AT_MOST = ("under", "less than", "below", "up to", "at most")


@dataclass(frozen=True)
class Statement:
    """A numeric statement of one or more documents, in the words of the reading schema."""

    text: str
    subject: str
    stage: str
    country: str | None
    counterparty: str | None
    measure: str
    value: float
    unit: str
    period: str | None
    qualifier: str
    attributed_to: str | None
    value_max: float | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one table says, under one definition."""

    value: float
    unit: str
    definition: str
    publisher: str
    sources: tuple[str, ...]
    standing: Standing = "measured"


def check(statement: Statement, *, as_of: date, book: SourceBook) -> Check:
    """Put one statement beside every table that can answer it."""
    answerer = _answerer(statement)
    if answerer is None:
        return _no_check(
            statement, f"no table here holds {statement.measure} of {statement.subject} ({statement.stage})"
        )
    try:
        answers = answerer(statement, as_of, book)
    except OreflowError as error:
        return _no_check(statement, str(error))
    if not answers:
        return _no_check(
            statement, f"no figure on {statement.subject} ({statement.stage}) for this period was published by {as_of}"
        )
    figures = tuple(
        Figure(_show(a.value, a.unit), a.value, a.unit, a.standing, f"{a.definition}, {a.publisher}", a.sources)
        for a in answers
    )
    verdict, why = _verdict(statement, answers)
    return Check(statement.text, _claimed(statement), figures, verdict, why, statement.sources)


def _no_check(statement: Statement, why: str) -> Check:
    return Check(statement.text, _claimed(statement), (), "cannot check", why, statement.sources)


def _verdict(statement: Statement, answers: Sequence[Answer]) -> tuple[Verdict, str]:
    independent = [a for a in answers if not _same_publisher(statement.attributed_to, a.publisher)]
    if not independent:
        return "same source (not a check)", f"the statement and the table both come from {answers[0].publisher}"
    agree = [a for a in independent if _agrees(statement, a)]
    if not agree:
        return "differs", "no definition comes within the tolerance"
    if len(agree) == len(independent):
        return "consistent", "within the tolerance"
    return "consistent", "only by " + " and ".join(a.definition for a in agree)


def _same_publisher(cited: str | None, publisher: str) -> bool:
    if not cited:
        return False
    short = {
        "international energy agency": "iea",
        "us geological survey": "usgs",
        "united states geological survey": "usgs",
    }
    a, b = cited.casefold().replace(".", ""), publisher.casefold().replace(".", "")
    a, b = short.get(a, a), short.get(b, b)
    return a in b or b in a


def _agrees(statement: Statement, answer: Answer) -> bool:
    slack = SHARE_TOLERANCE if answer.unit == "%" else LEVEL_TOLERANCE * abs(statement.value)
    difference = answer.value - statement.value
    words = statement.qualifier.casefold()
    if any(words.startswith(w) for w in _AT_LEAST):
        return difference >= -slack
    if any(words.startswith(w) for w in _AT_MOST):
        return difference <= slack
    top = statement.value if statement.value_max is None else statement.value_max
    return statement.value - slack <= answer.value <= top + slack


def _claimed(statement: Statement) -> str:
    shown = _show(statement.value, statement.unit)
    if statement.value_max is not None:
        shown = f"{shown} to {_show(statement.value_max, statement.unit)}"
    return f"{statement.qualifier} {shown}".strip()


def _show(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.1f} %" if value != int(value) else f"{value:.0f} %"
    return f"{value:,.0f} {unit}" if abs(value) >= 100 else f"{value:.3g} {unit}"


Answerer = Callable[[Statement, date, SourceBook], list[Answer]]


def _answerer(statement: Statement) -> Answerer | None:
    if statement.subject not in commodities() and statement.subject != "magnets":
        return None
    if statement.unit == "%" and statement.measure.startswith("share"):
        if statement.stage in ("imports", "exports") and statement.country:
            return _trade_share
        if statement.stage in STAGES_OF and statement.country:
            return _output_share
    if statement.unit == "t" and statement.measure in ("production", "volume") and statement.stage in STAGES_OF:
        return _output_level
    if statement.measure == "price" and statement.unit.startswith("USD/"):
        return _price_level
    return None


def _years(period: str | None) -> tuple[int, int] | None:
    if not period:
        return None
    first, _, last = period.partition("/")
    if not first[:4].isdigit():
        return None
    return int(first[:4]), int(last[:4]) if last[:4].isdigit() else int(first[:4])


def _output(subject: str, stages: Sequence[str], as_of: date) -> tuple[str, Any] | None:
    """Output of the first stage word that any table knows: every vintage, all countries and years."""
    from oreflow import tables

    name = commodity(subject).name
    for stage in stages:
        frame = tables.production(name, stage, as_of=as_of, all_vintages=True)
        if frame.height:
            return stage, frame
    return None


#: A publication that holds less of a year's world output than this is a list of some countries, not a world table.
WHOLE_WORLD = 0.9


def _world_tables(frame: Any, country: str | None, span: tuple[int, int] | None) -> list[tuple[int, Any]]:
    """(year, rows) of every publication that holds the country and most of the world, newest year of the period."""
    import polars as pl

    found = []
    largest = dict(
        frame.group_by("year", "source_id")
        .agg(pl.col("tonnes").sum())
        .group_by("year")
        .agg(pl.col("tonnes").max())
        .iter_rows()
    )
    for part in frame.partition_by("source_id", maintain_order=True):
        known = part.drop_nulls("tonnes")
        if country is not None:
            known = known.filter(pl.col("country") == country)
        inside = [year for year in known["year"] if span is None or span[0] <= year <= span[1]]
        if not inside:
            continue
        rows = part.filter(pl.col("year") == max(inside))
        whole = rows["tonnes"].sum() >= WHOLE_WORLD * largest[max(inside)]
        if rows.height > 1 and whole and not _balanced(rows):
            found.append((max(inside), rows))
    return found


def _balanced(rows: Any) -> bool:
    """Whether most tonnes of these rows come from our own balance and not from a publication."""
    import polars as pl

    own = rows.filter(pl.col("status").is_in(["imputed", "assumed"]))["tonnes"].sum()
    return bool(own > 0.25 * rows["tonnes"].sum())


def _source_of(frame: Any) -> Source:
    from oreflow import tables

    return _source(str(frame["source_id"][0]), tables.sources())


def _source(source_id: str, known: Mapping[str, Source]) -> Source:
    return known.get(source_id) or Source(source_id, source_id, "publisher not recorded", None)


def _output_share(statement: Statement, as_of: date, book: SourceBook) -> list[Answer]:
    """A country's share of world output at a stage: computed from tonnes, and as publishers print it."""
    import polars as pl

    span, answers = _years(statement.period), []
    assert statement.country is not None
    name = countries()[statement.country].name
    held = _output(statement.subject, STAGES_OF[statement.stage], as_of)
    for year, rows in _world_tables(held[1], statement.country, span) if held else ():
        total = rows["tonnes"].sum()
        own = rows.filter(pl.col("country") == statement.country)["tonnes"].sum()
        source = _source_of(rows)
        text = f"{name}: {own:,.0f} of {total:,.0f} t {held[0] if held else ''}, {year}"
        answers.append((year, Answer(100 * own / total, "%", text, source.publisher, (book.table(source),))))
    return [*_latest_per_publisher(answers), *_printed_shares(statement, as_of, book)]


def _printed_shares(statement: Statement, as_of: date, book: SourceBook) -> list[Answer]:
    """Shares as publishers print them, under their own definitions."""
    import polars as pl

    from oreflow.tables import curated

    span, known, answers = _years(statement.period), curated.sources(), []
    frame = curated.published_shares(commodity(statement.subject).name, as_of=as_of)
    frame = frame.filter((pl.col("country") == statement.country) & pl.col("stage").is_in(STAGES_OF[statement.stage]))
    for row in frame.sort("year", "published_on", descending=True).iter_rows(named=True):
        if span is not None and not span[0] <= row["year"] <= span[1]:
            continue
        source = _source(row["source_id"], known)
        text = f"{row['definition']}, {row['year']}"
        answers.append(
            (row["year"], Answer(100 * row["share"], "%", text, source.publisher, (book.table(source),), "reported"))
        )
    return _latest_per_publisher(answers)


def _latest_per_publisher(answers: Sequence[tuple[int, Answer]]) -> list[Answer]:
    best: dict[str, tuple[int, Answer]] = {}
    for year, answer in answers:
        if answer.publisher not in best or year > best[answer.publisher][0]:
            best[answer.publisher] = (year, answer)
    return [answer for _, answer in sorted(best.values(), key=lambda pair: -pair[0])]


def _output_level(statement: Statement, as_of: date, book: SourceBook) -> list[Answer]:
    """Output of a country, or of the world where none is named, in tonnes."""
    import polars as pl

    span, answers = _years(statement.period), []
    who = countries()[statement.country].name if statement.country else "world"
    held = _output(statement.subject, STAGES_OF[statement.stage], as_of)
    for year, rows in _world_tables(held[1], statement.country, span) if held else ():
        if statement.country is not None:
            rows = rows.filter(pl.col("country") == statement.country)
        source = _source_of(rows)
        text = f"{who}, {held[0] if held else ''}, {year}"
        answers.append((year, Answer(rows["tonnes"].sum(), "t", text, source.publisher, (book.table(source),))))
    return _latest_per_publisher(answers)


def _trade_share(statement: Statement, as_of: date, book: SourceBook) -> list[Answer]:
    """Share of the counterparty in a country's imports (or exports), by tonnes and by value."""
    import polars as pl

    from oreflow import tables

    if not statement.counterparty:
        return []
    codes = tables.codes_of(commodity(statement.subject).name)
    if not codes:
        return []
    last = tables.latest_trade_year(as_of)
    span = _years(statement.period) or (last, last)
    own, other = ("destination", "origin") if statement.stage == "imports" else ("origin", "destination")
    frame = tables.trade(codes, range(span[0], min(span[1], last) + 1), as_of=as_of).filter(
        pl.col(own) == statement.country
    )
    if frame.is_empty():
        return []
    source = _source_of(frame)
    keys = book.tables(tables.sources(), frame["source_id"].unique(maintain_order=True), f"HS92 {', '.join(codes)}")
    held = sorted(set(frame["year"].to_list()))
    years = f"{held[0]}-{held[-1]}" if len(held) > 1 else str(held[0])
    codes_text = f"HS {'+'.join(codes)}, {years}"
    answers: list[Answer] = []
    for column, words in (
        ("tonnes_raw", "tonnes as customs report them"),
        ("usd", "value"),
        ("tonnes", "repaired tonnes"),
    ):
        total = float(frame[column].sum())
        if not total:
            continue
        share = 100 * float(frame.filter(pl.col(other) == statement.counterparty)[column].sum()) / total
        # Repaired quantities are a third definition only where the repair matters to the answer.
        if column == "tonnes" and answers and abs(share - answers[0].value) < REPAIR_MATTERS:
            continue
        answers.append(Answer(share, "%", f"share of {words}, {codes_text}", source.publisher, keys))
    return answers


_UNIT_PRICE = {"USD/t": 1.0, "USD/kg": 1000.0, "USD/lb": 2204.62}


def _price_level(statement: Statement, as_of: date, book: SourceBook) -> list[Answer]:
    import polars as pl

    from oreflow.tables import curated

    factor = _UNIT_PRICE.get(statement.unit)
    if factor is None:
        return []
    frame = curated.prices(commodity(statement.subject).name, as_of=as_of)
    span = _years(statement.period) or (as_of.year - 1, as_of.year)
    frame = frame.filter(pl.col("year").is_between(*span)).drop_nulls("usd_per_t")
    known = curated.sources()
    answers = []
    for row in frame.sort("year", descending=True).head(3).iter_rows(named=True):
        source = known[row["source_id"]]
        text = f"{row['form']}, {row['market']}, annual average {row['year']}"
        answers.append(Answer(row["usd_per_t"] / factor, statement.unit, text, source.publisher, (book.table(source),)))
    return answers


_DURATION = re.compile(r"(\d+)\s*(?:-|to|\u2013)?\s*(\d+)?\s*(month|year)")


def check_duration(text: str, stated: str, sources: tuple[str, ...], as_of: date, book: SourceBook) -> Check:
    """A statement about how long something takes, beside base rates of mines and plants."""
    from oreflow.tables import curated

    words = " ".join(text.split())
    found = _DURATION.search(stated)
    rates = curated.base_rates(as_of=as_of)
    known = curated.sources()
    figures = []
    for row in rates.iter_rows(named=True):
        if row["unit"] not in ("years", "months") or not any(
            word in row["name"] for word in ("discovery", "lead time", "line")
        ):
            continue
        if "transformer" in row["name"]:
            continue
        key = book.table(known[row["source_id"]])
        shown = f"{row['value']:g} {row['unit']}"
        if row["low"] is not None and row["high"] is not None:
            shown += f" ({row['low']:g} to {row['high']:g})"
        figures.append(
            Figure(shown, row["value"], row["unit"], "reported", f"{row['name']}, {row['population']}", (key,))
        )
    quoted = f"\u201c{words}\u201d"
    if not found or not figures:
        return Check(quoted, stated, (), "cannot check", "no base rate published by then answers it", sources)
    low = float(found[1]) / (12 if found[3] == "month" else 1)
    high = float(found[2] or found[1]) / (12 if found[3] == "month" else 1)
    years = [(f.value or 0.0) / (12 if f.unit == "months" else 1) for f in figures]
    inside = [figure for figure, y in zip(figures, years, strict=True) if low * 0.8 <= y <= high * 1.2]
    if inside:
        return Check(
            quoted, stated, tuple(figures), "consistent", "with " + "; ".join(f.definition for f in inside), sources
        )
    figures = sorted(figures, key=lambda f: f.value or 0.0)
    side = "shorter" if high < min(years) else "longer" if low > max(years) else "between the base rates, matching none"
    return Check(
        quoted, stated, tuple(figures), "differs", f"the statement is {side} than what such plants took", sources
    )
