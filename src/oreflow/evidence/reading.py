"""From a document to its reading: lay out, find, merge. The rule-based extractor; nothing here draws or asks a
network."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from oreflow.evidence.annotation import to_annotation
from oreflow.evidence.asides import find_asides
from oreflow.evidence.attributions import find_attributions
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Document, Problem, Reading
from oreflow.evidence.cued import with_cued
from oreflow.evidence.documents import Progress, stream_documents
from oreflow.evidence.duty_charges import duty_charges
from oreflow.evidence.duty_rates import date_the_last, find_echoes, find_listed_rates
from oreflow.evidence.figures import find_figures
from oreflow.evidence.frame_roles import name_plainly
from oreflow.evidence.frames import find_frames
from oreflow.evidence.lexicon import GENERIC
from oreflow.evidence.measures import find_measures
from oreflow.evidence.merge import merge
from oreflow.evidence.pacts import find_pacts
from oreflow.evidence.parts import find_parts
from oreflow.evidence.quotas import volume_limits
from oreflow.evidence.scene import Scene, Sentence, lay_out
from oreflow.evidence.support import find_support

Extractor = Callable[[Document], Reading]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read: documents, the problems met on the way, and one reading a document."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    readings: tuple[Reading, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """A list with one object a document, in the annotation schema."""
        return [to_annotation(reading) for reading in self.readings]


def read(
    paths: Sequence[str | Path],
    *,
    today: date,
    progress: Progress | None = None,
    extractor: Extractor | None = None,
    workers: int = 1,
) -> Evidence:
    """Read all reports under the paths given; ``extractor`` defaults to the rules, ``workers`` as in ``stream``."""
    documents: list[Document] = []
    problems: list[Problem] = []
    readings: list[Reading] = []
    for item in stream(paths, today=today, progress=progress, extractor=extractor, workers=workers):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            documents.append(item.document)
            readings.append(item)
    return Evidence(tuple(documents), tuple(problems), tuple(readings))


def stream(
    paths: Sequence[str | Path],
    *,
    today: date,
    progress: Progress | None = None,
    extractor: Extractor | None = None,
    workers: int = 1,
) -> Iterator[Reading | Problem]:
    """Readings and problems one at a time and in order; memory does not grow with the number of documents.

    More than one worker reads batches in processes of their own, once there are enough documents to pay for starting
    them. A script that asks for workers keeps its work under ``if __name__ == "__main__"``, as for any process pool.
    """
    items = stream_documents(paths, progress=progress, today=today)
    if extractor is not None or workers < 2:
        extract = extractor or read_document
        for item in items:
            yield item if isinstance(item, Problem) else extract(item)
        return
    first = list(islice(items, _FEW))
    if len(first) < _FEW:
        yield from _read_batch(first)
        return
    yield from _read_in_processes(chain(first, items), workers)


_FEW = 100  # documents that one process reads as fast as others would start
_BATCH = 20


def _read_batch(batch: Sequence[Document | Problem]) -> list[Reading | Problem]:
    return [item if isinstance(item, Problem) else read_document(item) for item in batch]


def _read_in_processes(items: Iterator[Document | Problem], workers: int) -> Iterator[Reading | Problem]:
    """Batches read by several processes, given back in order; few wait at a time, so memory stays flat."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[Reading | Problem]]] = deque()
        try:
            for batch in iter(lambda: list(islice(items, _BATCH)), []):
                waiting.append(pool.submit(_read_batch, batch))
                if len(waiting) > 2 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def read_document(document: Document) -> Reading:
    """All claims of one document, by rules."""
    scene = lay_out(document)
    found: list[Candidate] = []
    for sentence in scene.sentences:
        found.extend(with_cued(scene, sentence, by_grammar(scene, sentence, found)))
    return Reading(
        document=document,
        events=tuple(merge(scene, found)),
        statistics=tuple(find_figures(scene)),
        attributions=tuple(find_attributions(scene)),
        asides=tuple(find_asides(scene)),
    )


def by_grammar(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """The candidates of one sentence that nouns, verbs and frames give; ``earlier`` are those before it."""
    here = find_measures(scene, sentence, earlier)
    here.extend(
        limit for limit in volume_limits(scene, sentence) if not any(c.quantity == limit.quantity for c in here)
    )
    here.extend(find_listed_rates(scene, sentence, earlier))
    here.extend(find_echoes(scene, sentence, here, earlier))
    here.extend(duty_charges(scene, sentence, here, earlier))
    date_the_last(scene, sentence, earlier)
    pacts, support = find_pacts(scene, sentence, earlier), find_support(scene, sentence)
    for reserve in (c for c in support if c.kind == "stockpile"):  # buying for a reserve is the reserve
        for bought in [c for c in pacts if c.kind == "purchase" and c.actor == reserve.actor]:
            pacts.remove(bought)
            reserve.value = reserve.value if reserve.value is not None else bought.value
            reserve.status = bought.status
    for bought in pacts:
        if bought.kind == "purchase" and _for_a_reserve(sentence):
            bought.kind, bought.target = "stockpile", []
    here.extend(pacts)
    here.extend(support)
    here.extend(find_frames(scene, sentence, here))
    here.extend(find_parts(scene, sentence, here))
    for candidate in here:
        if candidate.objects == [GENERIC]:
            name_plainly(scene, sentence, candidate)
    return here


def _for_a_reserve(sentence: Sentence) -> bool:
    """Whether what is bought goes into a reserve: it is named, or a defence department buys."""
    keepers = (sentence.lows[m.i : m.j] for m in sentence.states() if m.kind == "agency")
    return sentence.has("reserve", "stockpile", "stockpiling") or any(
        {"pentagon", "defense", "logistics", "dla"} & set(name) for name in keepers
    )
