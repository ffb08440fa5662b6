"""Read the tables: trade, production, governance, sources. The only door other rooms use.

Every function takes ``as_of`` and drops what was not public by then (``vocabulary.known_by``). Missing stays null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from oreflow.tables import contracts, store
from oreflow.tables import published as source_register
from oreflow.tables.codes import (
    SNAPSHOT_REVISION,
    check_revision,
    iso3_by_baci_code,
    sheets,
    trade_code_register,
)
from oreflow.vocabulary import OreflowError, Source, UnknownNameError, known_by
from oreflow.vocabulary import commodity as find_commodity

if TYPE_CHECKING:
    import polars as pl

PRODUCTION_COLUMNS = (
    "commodity",
    "stage",
    "country",
    "year",
    "tonnes",
    "unit_basis",
    "status",
    "source_id",
    "published_on",
    "note",
)
_WMD_STATUS = {"r": "reported", "p": "reported", "e": "imputed"}


@lru_cache(maxsize=4)
def _sources(store_name: str) -> dict[str, Source]:
    from oreflow.tables.curated_bridge import curated_sources

    found = dict(source_register.built_in())
    found.update(curated_sources())
    folder = store.store_folder()
    found.update(source_register.imported(store.read_manifest(folder), folder / store.MANIFEST))
    return found


def sources() -> dict[str, Source]:
    """Every source the tables can cite, by id."""
    return _sources(str(store.store_folder()))


def forget() -> None:
    """Drop what is held in memory, after an import or a build has changed the files."""
    for cached in (_sources, trade_numbers, _wmd, _wgi):
        cached.cache_clear()


@lru_cache(maxsize=4)
def trade_numbers(store_name: str) -> pl.DataFrame:
    """Trade in its stored form: BACI numbers, USD and kg as integers, snapshot and imports.

    The checks of units run here, once a process. ``store_name`` is the store's path, so that a test may move it.
    """
    import polars as pl

    base = store.read(store.snapshot_folder(), "baci")
    contracts.check_units("baci", base)
    frame = base.with_columns(
        hs_revision=pl.lit(SNAPSHOT_REVISION),
        source_id=pl.format("baci-{}", pl.col("year")),
        imported=pl.lit(False),
    )
    folder = store.store_folder()
    if "trade" in store.read_manifest(folder):
        added = store.read(folder, "trade").with_columns(imported=pl.lit(True))
        frame = pl.concat([frame, added.select(frame.columns)])
    return frame


def snapshot_trade() -> pl.DataFrame:
    """The shipped BACI table alone in its stored form, whatever has been imported beside it."""
    import polars as pl

    return trade_numbers(str(store.store_folder())).filter(~pl.col("imported"))


def _newest_known(frame: pl.DataFrame, keys: Sequence[str], as_of: date | None) -> pl.DataFrame:
    """Per key the rows of the newest source known at ``as_of``; among equals the imported one."""
    import polars as pl

    register = sources()
    held = {key: register[key].published_on for key in frame["source_id"].unique().to_list() if key in register}
    known = [key for key, day in held.items() if known_by(day, as_of)]
    frame = frame.filter(pl.col("source_id").is_in(known))
    pairs = frame.select(*keys, "source_id").unique()
    if pairs.select(keys).is_duplicated().any():
        order = {key: index for index, key in enumerate(sorted(known, key=lambda k: (held[k] or date.min, k)))}
        newest = (
            pairs.with_columns(order=pl.col("source_id").replace_strict(order, return_dtype=pl.Int32))
            .sort("order")
            .group_by(keys, maintain_order=True)
            .last()
        )
        frame = frame.join(newest.select(*keys, "source_id"), on=[*keys, "source_id"], how="semi")
    return frame


def _numbers(codes: Iterable[str] | None, revision: str) -> list[int] | None:
    if codes is None:
        return None
    wanted = [codes] if isinstance(codes, str) else list(codes)
    for code in wanted:
        if not isinstance(code, str) or len(code) != 6 or not code.isdigit():
            raise OreflowError(f"customs code {code!r} is not text of six digits; write it like '260300'")
        if revision == SNAPSHOT_REVISION and code not in trade_code_register():
            near = [known for known in trade_code_register() if known[:4] == code[:4]]
            raise UnknownNameError("HS92 code in the BACI snapshot", code, near[:3])
    return [int(code) for code in wanted]


def trade(
    codes: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
    *,
    as_of: date | None = None,
    hs_revision: str = SNAPSHOT_REVISION,
) -> pl.DataFrame:
    """Bilateral trade, one row a flow (BACI, FOB).

    Columns: year, origin, destination (ISO3, Taiwan TWN), code (text), hs_revision, usd (USD), tonnes (t, repaired),
    tonnes_raw (t, as published), flag ("" | "missing" | "repaired"), source_id. Missing tonnes are null, never 0.
    Raises OreflowError for an unknown code or revision. Source: CEPII BACI.
    """
    import polars as pl

    numbers = _numbers(codes, check_revision(hs_revision))
    frame = trade_numbers(str(store.store_folder())).filter(pl.col("hs_revision") == hs_revision)
    if numbers is not None:
        frame = frame.filter(pl.col("code").is_in(numbers))
    if years is not None:
        frame = frame.filter(pl.col("year").is_in(list(years)))
    frame = _newest_known(frame, ["year"], as_of)
    iso3 = iso3_by_baci_code()
    return frame.select(
        year=pl.col("year").cast(pl.Int32),
        origin=pl.col("origin").replace_strict(iso3, return_dtype=pl.String),
        destination=pl.col("destination").replace_strict(iso3, return_dtype=pl.String),
        code=pl.col("code").cast(pl.String).str.zfill(6),
        hs_revision=pl.col("hs_revision"),
        usd=pl.col("usd").cast(pl.Float64),
        tonnes=pl.coalesce("kg_repaired", "kg") / 1000,
        tonnes_raw=pl.col("kg") / 1000,
        flag=pl.when(pl.col("kg_repaired").is_not_null())
        .then(pl.lit("repaired"))
        .when(pl.col("kg").is_null())
        .then(pl.lit("missing"))
        .otherwise(pl.lit("")),
        source_id=pl.col("source_id"),
    )


def trade_codes() -> pl.DataFrame:
    """The 74 HS92 codes of the snapshot: code, commodity, stage (default), description (our own words)."""
    import polars as pl

    rows = [(entry.code, entry.commodity, entry.stage, entry.description) for entry in trade_code_register().values()]
    return pl.DataFrame(rows, schema=["code", "commodity", "stage", "description"], orient="row")


def latest_trade_year(as_of: date | None = None) -> int:
    """The newest year of BACI trade that was public on ``as_of`` (2023 as of October 2025)."""
    known = [y for y in source_register.BACI_YEARS if known_by(source_register.baci_published(y), as_of)]
    if not known:
        raise OreflowError(f"no trade year was public on {as_of}; the first is 2005, public from January 2007")
    folder = store.store_folder()
    if "trade" in store.read_manifest(folder):
        import polars as pl

        frame = trade_numbers(str(folder)).filter(pl.col("imported"))
        imported = _newest_known(frame, ["year"], as_of)["year"].to_list()
        known += [int(year) for year in imported]
    return max(known)


def declared(codes: Iterable[str] | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Trade as one side declared it (imported Comtrade files); never to be added to :func:`trade`.

    Columns: period (year or month), year, origin, destination, declared_by, code, hs_revision, usd, tonnes (null =
    unknown), source_id. Raises OreflowError while nothing has been imported.
    """
    import polars as pl

    folder = store.store_folder()
    if "declared" not in store.read_manifest(folder):
        raise OreflowError("no Comtrade file imported; run `oreflow data import FILE`")
    frame = store.read(folder, "declared")
    register = sources()
    known = [key for key in frame["source_id"].unique().to_list() if known_by(register[key].published_on, as_of)]
    frame = frame.filter(pl.col("source_id").is_in(known))
    return frame if codes is None else frame.filter(pl.col("code").is_in(list(codes)))


@lru_cache(maxsize=4)
def _wmd(store_name: str) -> pl.DataFrame | None:
    folder = store.store_folder()
    if "wmd" not in store.read_manifest(folder):
        return None
    frame = store.read(folder, "wmd")
    contracts.check_production_units(frame)
    return frame


def wmd_numbers() -> pl.DataFrame | None:
    """World Mining Data in its stored form, or None where it is not built."""
    return _wmd(str(store.store_folder()))


def _wmd_production() -> pl.DataFrame | None:
    """World Mining Data in the words of :func:`production`; two known slips of the wheel's copy are undone.

    Its gold sheet files French Guiana under Guyana's code and repeats French Guiana's 2023-24 figures for Guyana:
    French Guiana gets its own code back, Guyana's two figures become missing.
    """
    import polars as pl

    frame = wmd_numbers()
    if frame is None:
        return None
    register = pl.DataFrame(
        [(s.sheet, s.commodity, s.stage, s.tonnes_per_unit, s.unit_basis) for s in sheets().values() if s.commodity],
        schema=["sheet", "commodity", "stage", "factor", "unit_basis"],
        orient="row",
    )
    guyana = (pl.col("country") == "Guyana") & (pl.col("sheet") == "Gold") & (pl.col("year") >= 2023)
    return frame.join(register, on="sheet", how="inner", maintain_order="left").select(
        pl.col("commodity"),
        pl.col("stage"),
        country=pl.when(pl.col("country") == "French Guiana")
        .then(pl.lit("GUF"))
        .otherwise(pl.col("baci_code").replace_strict(iso3_by_baci_code(), return_dtype=pl.String)),
        year=pl.col("year").cast(pl.Int32),
        tonnes=pl.when(guyana).then(None).otherwise(pl.col("value") * pl.col("factor")),
        unit_basis=pl.col("unit_basis"),
        status=pl.col("kind").replace_strict(_WMD_STATUS, return_dtype=pl.String),
        source_id=pl.format("wmd-{}", pl.col("year")),
        published_on=(pl.date(pl.col("year").cast(pl.Int32) + 2, 4, 30)),
        note=pl.when(guyana)
        .then(pl.lit("figure of French Guiana stands in Guyana's place; treated as missing"))
        .otherwise(pl.lit("")),
        publication=pl.lit("wmd"),
    )


def production(
    commodity: str | None = None,
    stage: str | None = None,
    *,
    as_of: date | None = None,
    all_vintages: bool = False,
) -> pl.DataFrame:
    """Output by country, columns ``PRODUCTION_COLUMNS``; country is ISO3, or OTHER for a printed rest of the world.

    World Mining Data where built, the curated stage tables, and imported tables. For each commodity, stage and year the
    publication that is newest at ``as_of`` answers (``all_vintages`` returns them all). Tonnes unknown are null.
    Raises UnknownNameError for a commodity no register knows.
    """
    import polars as pl

    from oreflow.tables.curated_bridge import curated_production

    parts = [
        part for part in (_wmd_production(), curated_production(as_of), _imported_production()) if part is not None
    ]
    if not parts:
        raise OreflowError("no production table at hand; run `oreflow data build`")
    frame = pl.concat([part.select(*PRODUCTION_COLUMNS, "publication") for part in parts])
    if commodity is not None:
        frame = frame.filter(pl.col("commodity") == find_commodity(commodity).name)
    if stage is not None:
        frame = frame.filter(pl.col("stage") == stage)
    if as_of is not None:
        days = [day for day in frame["published_on"].unique().to_list() if known_by(day, as_of)]
        frame = frame.filter(pl.col("published_on").is_in(days))
    if not all_vintages:
        key = ["commodity", "stage", "year"]
        newest = (
            frame.sort("tonnes", descending=True, nulls_last=True)
            .group_by(*key, "publication", maintain_order=True)
            .agg(pl.col("published_on").first())  # a table of several sources is as new as that of its largest producer
            .sort("published_on", "publication")
            .group_by(key, maintain_order=True)
            .last()
        )
        frame = frame.join(
            newest.select(*key, "publication"), on=[*key, "publication"], how="semi", maintain_order="left"
        )
    return frame.select(PRODUCTION_COLUMNS)


def _imported_production() -> pl.DataFrame | None:
    folder = store.store_folder()
    if "production" not in store.read_manifest(folder):
        return None
    import polars as pl

    return store.read(folder, "production").with_columns(publication=pl.format("imported {}", pl.col("source_id")))


@lru_cache(maxsize=4)
def _wgi(store_name: str) -> pl.DataFrame:
    frame = store.read(store.snapshot_folder(), "wgi")
    contracts.check_units("wgi", frame)
    return frame


def wgi_numbers() -> pl.DataFrame:
    """WGI in its stored form (name, iso3, baci_code, year, estimate, normalised), as the wheel holds it."""
    return _wgi(str(store.store_folder()))


def governance(years: Iterable[int] | None = None, *, as_of: date | None = None) -> pl.DataFrame:
    """Political stability by country (ISO3) and year, with status, source_id and published_on.

    estimate runs -2.5..2.5, higher is calmer; instability = (2.5 - estimate) / 5, held to
    0..1 (a few estimates lie below -2.5), higher is worse.

    Taiwan has its own row. The wheel files French Guiana under Guyana; the row with the fewer sources gets GUF, and
    Guyana's figures of 2023-24 (a copy of French Guiana's) become missing. Source: World Bank WGI.
    """
    import polars as pl

    french_guiana = (pl.col("iso3") == "GUY") & (pl.col("row") == pl.col("row").min().over("iso3", "year"))
    copied = (pl.col("iso3") == "GUY") & ~french_guiana & (pl.col("year") >= 2023)
    frame = wgi_numbers().select(
        country=pl.when(french_guiana).then(pl.lit("GUF")).otherwise(pl.col("iso3")),
        year=pl.col("year").cast(pl.Int32),
        estimate=pl.when(copied).then(None).otherwise(pl.col("estimate")),
        status=pl.lit("reported"),
        source_id=pl.format("wgi-{}", pl.col("year")),
    )
    folder = store.store_folder()
    if "governance" in store.read_manifest(folder):
        added = store.read(folder, "governance").with_columns(pl.col("year").cast(pl.Int32), status=pl.lit("reported"))
        frame = pl.concat([frame, added.select(frame.columns)])
    if years is not None:
        frame = frame.filter(pl.col("year").is_in(list(years)))
    frame = _newest_known(frame, ["year"], as_of)
    days = {key: source.published_on for key, source in sources().items()}
    return frame.with_columns(
        instability=((2.5 - pl.col("estimate")) / 5).clip(0.0, 1.0),
        published_on=pl.col("source_id").replace_strict(days, return_dtype=pl.Date),
    ).select("country", "year", "estimate", "instability", "status", "source_id", "published_on")
