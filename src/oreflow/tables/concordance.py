"""Customs codes of this project across revisions of the Harmonized System (HS92, HS2017, HS2022).

A code of 1992 is the same, is split, or is merged with goods of other kinds later ("merged": the later code holds more
than ours, so going back is refused). Every row of concordance.csv names the official correlation table it belongs to;
``status`` says derived where the row follows from the wording of the codes and the table itself was not at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from oreflow.tables.codes import register_rows
from oreflow.vocabulary import OreflowError

Relation = Literal["same", "split", "merged"]
SUPPORTED = ("HS92", "HS17", "HS22")
SOURCES = {
    "unsd-hs17-hs92": "UN Statistics Division, correlation between HS 2017 and HS 1992",
    "unsd-hs22-hs17": "UN Statistics Division, correlation between HS 2022 and HS 2017",
}


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One HS92 code and what it is in later revisions."""

    hs92: str
    hs17: tuple[str, ...]
    hs22: tuple[str, ...]
    commodity: str
    relation: Relation
    status: str
    source: str
    note: str

    def in_revision(self, revision: str) -> tuple[str, ...]:
        """The codes of this good in a revision."""
        return {"HS92": (self.hs92,), "HS17": self.hs17, "HS22": self.hs22}[_supported(revision)]


def _supported(revision: str) -> str:
    if revision not in SUPPORTED:
        raise OreflowError(f"no concordance for {revision} here; use one of {', '.join(SUPPORTED)}")
    return revision


@cache
def concordance() -> tuple[CodeRow, ...]:
    """All rows, by HS92 code."""
    relations: dict[str, Relation] = {"same": "same", "split": "split", "merged": "merged"}
    return tuple(
        CodeRow(
            row["hs92"],
            tuple(row["hs17"].split("|")),
            tuple(row["hs22"].split("|")),
            row["commodity"],
            relations[row["relation"]],
            row["status"],
            row["source"],
            row["note"],
        )
        for row in register_rows("concordance.csv")
    )


def project_codes(revision: str) -> frozenset[str]:
    """Every code of the revision that belongs to a good of this project."""
    _supported(revision)
    return frozenset(code for row in concordance() for code in row.in_revision(revision))


def from_hs92(code: str, revision: str) -> tuple[str, ...]:
    """Codes of ``revision`` that together hold the HS92 ``code`` (and, where merged, more)."""
    for row in concordance():
        if row.hs92 == code:
            return row.in_revision(revision)
    raise OreflowError(f"HS92 code {code} is not in the concordance of this project")


def to_hs92(code: str, revision: str) -> str:
    """The HS92 code of a later ``code``; refused where the later code holds other goods as well."""
    rows = [row for row in concordance() if code in row.in_revision(revision)]
    if not rows:
        raise OreflowError(f"{revision} code {code} is not in the concordance of this project")
    if len(rows) > 1 or rows[0].relation == "merged":
        held = ", ".join(row.hs92 for row in rows)
        raise OreflowError(
            f"{revision} code {code} merges HS92 {held} or more; it cannot be taken back to one HS92 code"
        )
    return rows[0].hs92
