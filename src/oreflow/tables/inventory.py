"""What tables are at hand: the rows of `data status`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from oreflow.tables import published, store
from oreflow.vocabulary import OreflowError

_LICENCES = {
    "baci": "Etalab Open Licence 2.0",
    "wgi": "CC BY 4.0",
    "wmd": "terms not confirmed; not shipped",
}


@dataclass(frozen=True, slots=True)
class TableStatus:
    """One table as ``data status`` shows it."""

    table: str
    where: str  # snapshot | store | package
    rows: int
    years: str
    published_on: date | None
    licence: str
    content_sha256: str
    state: str  # ok | missing | damaged: ...
    note: str


def status() -> list[dict[str, Any]]:
    """One row a table: what is at hand, from which edition, under which licence, and whether its bytes are sound."""
    found = []
    wanted = {"snapshot": ("baci", "wgi"), "store": ("wmd", "trade", "production", "governance", "declared")}
    for where, names in wanted.items():
        manifest = store.read_manifest(store.snapshot_folder() if where == "snapshot" else store.store_folder())
        for name in names:
            if name in manifest:
                found.append(_one_status(name, where))
            elif name in ("baci", "wgi", "wmd"):
                note = "run `oreflow data build`; until then the curated USGS table serves" if name == "wmd" else ""
                found.append(TableStatus(name, where, 0, "", None, _LICENCES[name], "", "missing", note))
    found += curated_status()
    return [{**asdict(row), "published_on": row.published_on.isoformat() if row.published_on else ""} for row in found]


def curated_status() -> list[TableStatus]:
    """The curated tables: rows and the newest publication day among their sources."""
    from oreflow.tables import curated
    from oreflow.tables.curated.schema import TABLES

    days = [source.published_on for source in curated.sources().values() if source.published_on]
    rows = curated.check()
    newest = max(days, default=None)
    note = f"{len(TABLES)} tables, a source in every row"
    return [TableStatus("curated", "package", rows, "", newest, "own tables, sources cited", "", "ok", note)]


def _one_status(name: str, where: str) -> TableStatus:
    folder = store.snapshot_folder() if where == "snapshot" else store.store_folder()
    entry = store.read_manifest(folder)[name]
    try:
        years = store.read(folder, name)["year"]
        newest = years.max()
        span = f"{years.min()!s}-{newest!s}" if len(years) else ""
        state = "ok"
    except OreflowError as error:
        span, newest, state = "", None, f"damaged: {error}"
    dated = {
        "baci": published.baci_published,
        "wmd": published.wmd_published,
        "wgi": published.wgi_published,
    }.get(name)
    day = dated(int(newest)) if dated and isinstance(newest, int) else None
    if day is None and entry.get("sources"):
        days = [date.fromisoformat(row["published_on"]) for row in entry["sources"] if row["published_on"]]
        day = max(days, default=None)
    licence = _LICENCES.get(name, "; ".join(sorted({row["licence"] for row in entry.get("sources", [])})))
    return TableStatus(
        name, where, int(entry["rows"]), span, day, licence, entry["content_sha256"], state, entry["note"]
    )
