"""Where the figures of the tables come from, and from which day each could be known.

BACI, World Mining Data and WGI appear once a year; a figure for year Y first became public in the edition that added Y.
Later editions revise earlier years and the wheel holds one edition only, so the day below is when *a* figure for Y was
first public, not when this very digit was printed (DATA.md says so too).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from oreflow.vocabulary import OreflowError, Source

BACI_YEARS = range(2005, 2025)
WMD_YEARS = range(2018, 2025)
WGI_YEARS = range(2005, 2025)

_WGI_DATES = {
    # September of the next year until the 2023 update; working paper 10952 dates the 2024 update November 2024;
    # the 2025 edition (revised method) is dated by its name only, hence the last day of 2025: assumed.
    2023: date(2024, 11, 30),
    2024: date(2025, 12, 31),
}


def baci_published(year: int) -> date:
    """Day from which BACI trade of ``year`` was public: January of year + 2 (CEPII FAQ), taken as its last day."""
    return date(year + 2, 1, 31)


def wmd_published(year: int) -> date:
    """Day from which World Mining Data output of ``year`` was public: spring of year + 2, as 30 April (assumed)."""
    return date(year + 2, 4, 30)


def wgi_published(year: int) -> date:
    """Day from which the governance score of ``year`` was public."""
    return _WGI_DATES.get(year, date(year + 1, 9, 30))


@cache
def built_in() -> dict[str, Source]:
    """Sources of the snapshot and of the table built from the wheel, by id."""
    found: dict[str, Source] = {}
    for year in BACI_YEARS:
        found[f"baci-{year}"] = Source(
            id=f"baci-{year}",
            title=f"BACI HS92 bilateral trade {year}, release 202601",
            publisher="CEPII",
            published_on=baci_published(year),
            url="https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
            licence="Etalab Open Licence 2.0",
        )
    for year in WMD_YEARS:
        found[f"wmd-{year}"] = Source(
            id=f"wmd-{year}",
            title=f"World Mining Data, output {year}",
            publisher="Federal Ministry of Finance, Austria",
            published_on=wmd_published(year),
            url="https://www.world-mining-data.info",
            licence="redistribution terms not confirmed; not shipped",
        )
    for year in WGI_YEARS:
        found[f"wgi-{year}"] = Source(
            id=f"wgi-{year}",
            title=f"Worldwide Governance Indicators, Political Stability {year}",
            publisher="World Bank",
            published_on=wgi_published(year),
            url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
            licence="CC BY 4.0",
        )
    return found


def imported(manifest: Mapping[str, Any], where: Path) -> dict[str, Source]:
    """Sources of files that a person imported, from the store's manifest."""
    try:
        rows = [row for entry in manifest.values() for row in entry.get("sources", [])]
        return {
            row["id"]: Source(
                **{
                    **row,
                    "published_on": date.fromisoformat(row["published_on"]) if row["published_on"] else None,
                }
            )
            for row in rows
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise OreflowError(
            f"{where}: not a register of sources ({error}); delete it and import the files again"
        ) from None
