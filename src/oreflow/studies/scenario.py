"""Scenario files: what is supposed, on which day, known as of when; read, composed, checked, or refused in one line.

A file names measures by register id or writes them out, changes them through named overrides, and composes those into
variants. ``extends`` builds on another file. Unknown keys and ids are refused with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from oreflow.register import by_id
from oreflow.register import measures as known_measures
from oreflow.vocabulary import commodity, country
from oreflow.vocabulary.deal import Deal, Project
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Measure, Severity, Status
from oreflow.vocabulary.reading import check, nearest, parse
from oreflow.vocabulary.timeline import UNDECIDED

Threats = Literal["drawn", "carried_out", "left_out"]


class MeasureChange(BaseModel):
    """What an override changes in one measure; only the keys given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Severity | None = None
    terms: dict[str, Severity] = Field(default_factory=dict)
    targets: tuple[str, ...] | None = None
    commodities: tuple[str, ...] | None = None
    announced: date | None = None
    effective: date | None = None
    expires: date | None = None
    status: Status | None = None
    probability: float | None = None
    note: str | None = None
    drop: bool = False


class Override(BaseModel):
    """A named change of the scenario: measures changed, dropped or added, parameters, sampling."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = ""
    measures: dict[str, MeasureChange] = Field(default_factory=dict)
    add: tuple[str | Measure, ...] = ()
    parameters: dict[str, Severity] = Field(default_factory=dict)
    threats: Threats | None = None
    days: tuple[date, ...] | None = None
    draws: int | None = Field(default=None, ge=1, le=100_000)
    seed: int | None = Field(default=None, ge=0)


class ScenarioFile(BaseModel):
    """The keys a scenario file may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    about: str = ""
    extends: str | None = None
    as_of: date
    days: tuple[date, ...] = Field(min_length=1, description="days for which the market is solved")
    home: str = "USA"
    benchmark_year: int | None = Field(default=None, ge=1995, le=2100)
    products: tuple[str, ...] = Field(min_length=1, description="commodities, or commodity/stage")
    calibration: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="overrides of calibrate by commodity"
    )
    baseline: Literal["none", "in_force"] | tuple[str | Measure, ...] = Field(
        default="in_force", description="what stands without the measures: all known acts, none, or a list"
    )
    leave_out: tuple[str, ...] = Field(default=(), description="register ids taken off the baseline")
    measures: tuple[str | Measure, ...] = ()
    projects: tuple[str | Project, ...] = ()
    deals: tuple[Deal, ...] = ()
    parameters: dict[str, Severity] = Field(default_factory=dict, description="'sigma' or 'sigma:product' -> range")
    threats: Threats = "drawn"
    overrides: dict[str, Override] = Field(default_factory=dict)
    variants: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="name -> overrides, in order")
    use: tuple[str, ...] = Field(default=(), description="overrides that hold unless a variant is asked for")
    draws: int = Field(default=400, ge=1, le=100_000)
    seed: int = Field(default=1, ge=0)


class Scenario(BaseModel):
    """A composed and checked scenario; what studies run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    as_of: date
    days: tuple[date, ...]
    home: str
    benchmark_year: int | None
    products: tuple[str, ...]
    calibration: dict[str, dict[str, Any]]
    baseline: tuple[Measure, ...]
    measures: tuple[Measure, ...]
    projects: tuple[Project, ...]
    deals: tuple[Deal, ...]
    parameters: dict[str, Severity]
    threats: Threats
    draws: int
    seed: int
    applied: tuple[str, ...]
    path: str = ""

    def commodities(self) -> tuple[str, ...]:
        """Commodities of the products, each once, in the order of the file."""
        return tuple(dict.fromkeys(name.split("/")[0] for name in self.products))


def load_scenario(path: str | Path, *, variant: str | None = None, as_of: date | None = None) -> Scenario:
    """Read, compose and check a scenario file.

    ``variant`` names an entry of ``variants`` (or one override) instead of the file's ``use``; ``as_of`` replaces the
    file's date. Raises OreflowError with file, line and key for anything unknown, missing or contradictory.
    """
    where = Path(path)
    data, lines = _read(where, ())
    if as_of is not None:
        data = data | {"as_of": as_of}
    return _compose(check(ScenarioFile, data, where.name, lines), where, variant)


def scenario_from_text(text: str, *, name: str = "scenario", variant: str | None = None) -> Scenario:
    """The same from text (a draft, an upload); ``extends`` is refused because there is no folder to look in."""
    data, lines = parse(text, name)
    if data.get("extends"):
        raise OreflowError(f"{name}: 'extends' needs a file on disk; save the scenario beside the one it builds on")
    return _compose(check(ScenarioFile, _days(data), name, lines), Path(name), variant)


def _read(where: Path, seen: tuple[Path, ...]) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]]:
    try:
        text = where.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise OreflowError(
            f"scenario {where}: cannot be read ({reason}); give the path of a YAML file", misuse=True
        ) from None
    data, lines = parse(text, where.name)
    data = _days(data)
    base_name = data.get("extends")
    if not isinstance(base_name, str):
        return data, lines
    base_path = (where.parent / base_name).resolve()
    if base_path in seen or base_path == where.resolve():
        raise OreflowError(f"{where.name}: extends '{base_name}', which leads back to it; break the circle")
    if not base_path.is_file():
        known = sorted(file.name for file in where.parent.glob("*.yaml"))
        raise OreflowError(
            f"{where.name}, line {lines.get(('extends',), 1)}: no file '{base_name}'{nearest(base_name, known)}"
        )
    base, _ = _read(base_path, (*seen, where.resolve()))
    return _merge(base, data), lines


def _days(data: dict[str, Any]) -> dict[str, Any]:
    """One day may be written without brackets."""
    days = data.get("days")
    return data | {"days": [days]} if isinstance(days, (date, str)) else data


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of facts are joined, mappings merged key by key, single values replaced."""
    merged = dict(base)
    for key, value in own.items():
        before = merged.get(key)
        if key in ("measures", "projects", "deals") and isinstance(before, list) and isinstance(value, list):
            merged[key] = before + value
        elif isinstance(before, dict) and isinstance(value, dict):
            merged[key] = {**before, **value}
        else:
            merged[key] = value
    return merged


def _compose(file: ScenarioFile, where: Path, variant: str | None) -> Scenario:
    here = where.name
    applied = file.use if variant is None else _variant(file, variant, here)
    for name in (*applied, *(entry for names in file.variants.values() for entry in names)):
        if name not in file.overrides:
            raise OreflowError(f"{here}: no override '{name}'{nearest(name, sorted(file.overrides))}")
    measures = _measures(file.measures, file.as_of, here)
    values: dict[str, Any] = {key: getattr(file, key) for key in ("parameters", "threats", "days", "draws", "seed")}
    for name in applied:
        override = file.overrides[name]
        measures = _overridden(measures, override, file.as_of, f"{here}: override '{name}'")
        values["parameters"] = {**values["parameters"], **override.parameters}
        for key in ("threats", "days", "draws", "seed"):
            if getattr(override, key) is not None:
                values[key] = getattr(override, key)
    _check_parameters(values["parameters"], here)
    return Scenario(
        title=file.title,
        about=file.about,
        as_of=file.as_of,
        home=country(file.home).iso3,
        benchmark_year=file.benchmark_year,
        products=tuple(_product(name) for name in file.products),
        calibration={commodity(name).name: value for name, value in file.calibration.items()},
        baseline=_baseline(file, measures, here),
        measures=tuple(measures.values()),
        projects=_projects(file.projects, file.as_of, here),
        deals=file.deals,
        applied=applied,
        path=str(where),
        **values,
    )


def _variant(file: ScenarioFile, name: str, here: str) -> tuple[str, ...]:
    if name in file.variants:
        return file.variants[name]
    if name in file.overrides:
        return (name,)
    raise OreflowError(
        f"{here}: no variant '{name}'{nearest(name, sorted({*file.variants, *file.overrides}))}", misuse=True
    )


def _product(name: str) -> str:
    material, _, stage = name.partition("/")
    return "/".join(part for part in (commodity(material).name, stage.strip()) if part)


def _measures(given: Sequence[str | Measure], as_of: date, here: str) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for entry in given:
        try:
            measure = by_id(entry, as_of=as_of)[0] if isinstance(entry, str) else entry
        except OreflowError as error:
            raise OreflowError(f"{here}: {error}") from None
        if measure.id in found:
            raise OreflowError(f"{here}: measure '{measure.id}' is listed twice; keep one")
        found[measure.id] = measure
    return found


def _baseline(file: ScenarioFile, measures: Mapping[str, Measure], here: str) -> tuple[Measure, ...]:
    """Acts that stand in both worlds, with and without the measures; those listed as measures are left out.

    Undecided acts of the register never enter: a threat counts only where the file lists it.
    """
    if file.baseline == "none":
        return ()
    if file.baseline == "in_force":
        known = by_id([m.id for m in known_measures(as_of=file.as_of)], as_of=file.as_of)
        for name in file.leave_out:
            if name not in {m.id for m in known}:
                raise OreflowError(
                    f"{here}: leave_out '{name}' is no act known then{nearest(name, [m.id for m in known])}"
                )
        skipped = {*measures, *file.leave_out}
        return tuple(m for m in known if m.status not in UNDECIDED and m.id not in skipped)
    listed = _measures(file.baseline, file.as_of, f"{here}: baseline")
    twice = sorted(set(listed) & set(measures))
    if twice:
        raise OreflowError(f"{here}: '{twice[0]}' is listed under baseline and measures; keep one")
    return tuple(listed.values())


def _overridden(measures: dict[str, Measure], override: Override, as_of: date, here: str) -> dict[str, Measure]:
    changed = dict(measures)
    for name, change in override.measures.items():
        if name not in changed:
            raise OreflowError(
                f"{here} changes '{name}', which is not among the measures{nearest(name, sorted(changed))}"
            )
        if change.drop:
            del changed[name]
            continue
        given = change.model_dump(exclude_unset=True, exclude={"drop", "terms"})
        given["terms"] = {**changed[name].terms, **change.terms}
        if change.severity is not None:
            given["severity"] = change.severity
        changed[name] = check(Measure, changed[name].model_dump() | given, f"{here}, measure '{name}'")
    for name, measure in _measures(override.add, as_of, here).items():
        if name in changed:
            raise OreflowError(f"{here} adds '{name}', which is already listed; change it under 'measures' instead")
        changed[name] = measure
    return changed


def _check_parameters(given: Mapping[str, Severity], here: str) -> None:
    known = ["eta", "kappa", "p_choke", "sigma"]
    for name in given:
        if name.split(":")[0] not in known:
            raise OreflowError(f"{here}: parameter '{name}' is not known{nearest(name.split(':')[0], known)}")


def _projects(given: Sequence[str | Project], as_of: date, here: str) -> tuple[Project, ...]:
    found: dict[str, Project] = {}
    for entry in given:
        project = _curated_project(entry, as_of, here) if isinstance(entry, str) else entry
        if project.id in found:
            raise OreflowError(f"{here}: project '{project.id}' is listed twice; keep one")
        found[project.id] = project
    return tuple(found.values())


def _curated_project(name: str, as_of: date, here: str) -> Project:
    from oreflow.tables import curated

    rows = {row["id"]: row for row in curated.projects(as_of=as_of).iter_rows(named=True)}
    if name not in rows:
        raise OreflowError(f"{here}: no project '{name}' known on {as_of}{nearest(name, sorted(rows))}")
    row = rows[name]
    return Project(
        id=name,
        name=row["name"],
        company=row["company"] or "",
        country=row["country"],
        commodity=row["commodity"],
        stage=row["stage"],
        nameplate_t_per_year=row["nameplate"],
        start=row["start_actual"] or row["start_latest"] or row["start_announced"],
        capex_usd=row["capex_usd"],
        status=row["project_status"] or "",
        published_on=row["published_on"],
        source=row["source_id"] or "",
        url=row["url"] or "",
    )
