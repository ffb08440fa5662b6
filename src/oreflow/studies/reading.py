"""Reading as a study: documents to claims, ledger and scenario draft, for the doors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oreflow.vocabulary import OreflowError

if TYPE_CHECKING:
    from oreflow.evidence import Evidence, ModelExtractor


@dataclass(frozen=True)
class ReadResult:
    """What was read and what could not be."""

    evidence: Evidence
    problem_lines: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A model endpoint that reads instead of the rules: its address, the model's name, a file that holds its key."""

    url: str
    name: str
    key_file: Path | None = None

    def extractor(self) -> ModelExtractor:
        """The extractor that asks the endpoint; raises where the key file cannot be read."""
        from oreflow.evidence import ModelExtractor

        try:
            key = self.key_file.read_text(encoding="utf-8").strip() if self.key_file is not None else None
        except (OSError, UnicodeDecodeError) as error:
            raise OreflowError(f"the key file {self.key_file} cannot be read; name a file with the key") from error
        return ModelExtractor(self.url, self.name, key)


def read(
    paths: Sequence[str],
    *,
    today: date,
    progress: Callable[[int, str], None] | None = None,
    model: Model | None = None,
    workers: int = 1,
) -> ReadResult:
    """Read files, folders, globs or standard input by rules, or by a ``model`` named; what cannot be read is a line."""
    from oreflow import evidence

    if not paths:
        raise OreflowError("give at least one file, folder or glob of reports, or '-' for standard input", misuse=True)
    extractor = model.extractor() if model is not None else None
    found = evidence.read(list(paths), today=today, progress=progress, extractor=extractor, workers=workers)
    return ReadResult(found, tuple(problem.line for problem in found.problems))


def require_documents(result: ReadResult, paths: Sequence[str]) -> None:
    """Raise when nothing at all could be read."""
    if not result.evidence.readings:
        raise OreflowError(f"none of {', '.join(paths)} could be read as a report; see the lines above for each file")


def documents_json(result: ReadResult) -> list[dict[str, Any]]:
    """One object per document in the annotation schema."""
    return list(result.evidence.to_json())


def ledger_json(result: ReadResult) -> dict[str, Any]:
    """The claims reconciled over all documents."""
    from oreflow import evidence

    return dict(evidence.reconcile(result.evidence.readings).to_json())


def draft_scenario(result: ReadResult) -> str:
    """The measures found as the text of a scenario file, one line of evidence for each."""
    from oreflow import evidence
    from oreflow.studies.scenario_draft import draft_scenario as write

    ledger = evidence.reconcile(result.evidence.readings)
    measures = evidence.draft_measures(ledger)
    if not measures:
        raise OreflowError("the documents name no trade measure that a scenario could hold; nothing was written")
    quotes = {entry.id: f"{entry.support[0].doc}: {entry.support[0].text}" for entry in ledger.entries if entry.support}
    days = [r.document.published for r in result.evidence.readings if r.document.published]
    title = f"Draft from {len(result.evidence.readings)} documents"
    return write(measures, title=title, evidence=quotes, as_of=max(days) if days else None)
