"""Fit the weights of ``evidence/cues.py`` on the labelled corpus and write ``lexicon/cues.csv``.

Run from the repository root: ``python scripts/train_cues.py``; ``--check`` leaves each file of the corpus out once
and prints precision, recall and F1 a kind instead of writing. Deterministic: same corpus, same bytes.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from oreflow.evidence import cues
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import EVENT_KINDS, EVENT_STATUSES, Document
from oreflow.evidence.cued import blank, token_range
from oreflow.evidence.cues import features, weigh
from oreflow.evidence.reading import by_grammar
from oreflow.evidence.roles import PAIRED, conjoined, good_options, state_options, status_features
from oreflow.evidence.scene import Scene, Sentence, lay_out
from oreflow.vocabulary.errors import OreflowError

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
LEXICON = ROOT / "src" / "oreflow" / "evidence" / "lexicon"
RIDGE = 1.0  # strength of the penalty on large weights
RARE = 3  # features seen in fewer sentences are left out
SMALL = 0.05  # weights below are not written


class Label(NamedTuple):
    """An event that a sentence states: kind, status, actor, targets, objects; ``passing`` where only referred to."""

    kind: str
    status: str
    actor: str
    target: tuple[str, ...]
    objects: tuple[str, ...]
    passing: bool


class Report(NamedTuple):
    """A mini-report of the corpus: its lines, the first of which is the title, with the labels of each."""

    lines: tuple[str, ...]
    labels: tuple[tuple[Label, ...], ...]


def reports(path: Path) -> Iterator[Report]:
    """The mini-reports of one corpus file; raises where a label cannot be read."""
    lines: list[str] = []
    labels: list[list[Label]] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("#"):
            if lines:
                yield Report(tuple(lines), tuple(map(tuple, labels)))
            lines, labels = [line[1:].strip()], [[]]
        elif line[:1] in ("=", "~"):
            parts = [part.strip() for part in line[1:].split("|")]
            if len(parts) != 5 or parts[0] not in EVENT_KINDS or not labels:
                raise OreflowError(f"{path.name}, line {number}: not 'kind | status | actor | targets | objects'")
            target, objects = (tuple(p.strip() for p in part.split(",") if p.strip() != "-") for part in parts[3:])
            labels[-1].append(Label(parts[0], parts[1], parts[2], target, objects, line[0] == "~"))
        elif line:
            lines.append(line)
            labels.append([])
    if lines:
        yield Report(tuple(lines), tuple(map(tuple, labels)))


def scene_of(report: Report) -> tuple[Scene, list[int]]:
    """The report laid out for reading, and for each of its sentences the line it stands in."""
    text = "\n\n".join(report.lines)
    starts = np.cumsum([0, *(len(line) + 2 for line in report.lines)])
    body = tuple((int(a), int(a) + len(line)) for a, line in zip(starts, report.lines, strict=False))
    scene = lay_out(Document("corpus", "corpus", text, body, report.lines[0], published=date(2026, 1, 1)))
    return scene, [int(np.searchsorted(starts, s.start, side="right")) - 1 for s in scene.sentences]


class Choice(NamedTuple):
    """One option for a role of one event: where from, the role, its features, and whether it fills the role."""

    file: str
    role: str
    features: tuple[str, ...]
    right: bool


def choices_of(paths: Sequence[Path]) -> list[Choice]:
    """The options for the roles and status of every labelled event, with which of them are right."""
    found: list[Choice] = []
    for path in paths:
        for report in reports(path):
            scene, lines = scene_of(report)
            earlier: list[Candidate] = []
            done: set[tuple[int, Label]] = set()
            for sentence, line in zip(scene.sentences, lines, strict=True):
                here = by_grammar(scene, sentence, earlier)
                earlier.extend(here)
                told = weigh(sentence, here)
                free = list(here)
                for label in report.labels[line]:
                    if label.passing or (line, label) in done:
                        continue
                    alike = sorted((c for c in free if c.kind == label.kind), key=lambda c: -_agreement(c, label))
                    halves = [n for n, at in enumerate(lines) if at == line]
                    if (
                        not alike
                        and len(halves) > 1
                        and sentence.number != halves[-1]
                        and told[label.kind].probability < 0.5
                    ):
                        continue  # the other half of a line that the splitter cut may tell it
                    done.add((line, label))
                    if alike:
                        candidate = alike[0]
                        free.remove(candidate)
                        anchor = told[label.kind].anchor(*token_range(sentence, candidate))
                    else:
                        anchor = told[label.kind].anchor(0, len(sentence.lows))
                        candidate = blank(scene, sentence, label.kind, anchor)
                    found.extend(_choices(path.stem, scene, sentence, candidate, anchor, label))
    return found


def _agreement(candidate: Candidate, label: Label) -> int:
    return 2 * (candidate.actor == label.actor) + len(set(candidate.objects) & set(label.objects))


def _choices(
    file: str, scene: Scene, sentence: Sentence, candidate: Candidate, anchor: int, label: Label
) -> Iterator[Choice]:
    parties = {label.actor, *label.target}
    for option in state_options(scene, sentence, candidate, anchor):
        names = tuple(conjoined(label.kind, option))
        if label.kind in PAIRED:
            yield Choice(file, "party", names, option.value in parties)
        else:
            yield Choice(file, "actor", names, option.value == label.actor)
            if option.value != label.actor:
                yield Choice(file, "target", names, option.value in label.target)
    for option in good_options(scene, sentence, candidate, anchor):
        yield Choice(file, "object", tuple(conjoined(label.kind, option)), option.value in label.objects)
    option = status_features(sentence, candidate, anchor)
    for status in EVENT_STATUSES:
        yield Choice(file, status, tuple(conjoined(label.kind, option)), status == label.status)


ROLES = ("actor", "target", "party", "object", *EVENT_STATUSES)


def fit_roles(data: Sequence[Choice]) -> dict[str, tuple[list[str], np.ndarray]]:
    """One ridge logistic regression a role: its features and weights, the constant last."""
    fitted = {}
    for role in ROLES:
        part = [choice for choice in data if choice.role == role]
        count = Counter(feature for choice in part for feature in choice.features)
        names = sorted(feature for feature, n in count.items() if n >= RARE)
        index = {feature: n for n, feature in enumerate(names)}
        y = np.array([float(choice.right) for choice in part])
        fitted[role] = (names, _logistic(_matrix([choice.features for choice in part], index), y))
    return fitted


def check_roles(data: Sequence[Choice]) -> None:
    """Leave each file out, fit on the rest, and print how often an option of a role is judged right."""
    told: Counter[tuple[str, str]] = Counter()
    for file in sorted({choice.file for choice in data}):
        fitted = fit_roles([choice for choice in data if choice.file != file])
        for role, (names, w) in fitted.items():
            part = [choice for choice in data if choice.file == file and choice.role == role]
            if not part:
                continue
            matrix = _matrix([choice.features for choice in part], {name: n for n, name in enumerate(names)})
            for choice, score in zip(part, matrix @ w[:-1] + w[-1], strict=True):
                told[role, ("p" if score >= 0 else "n") + str(int(choice.right))] += 1
    for role in ROLES:
        print(f"{role:26s} {_figures(told[role, 'p1'], told[role, 'p0'], told[role, 'n1'])}")


class Row(NamedTuple):
    """One sentence: where from, its features, the kinds it states and the kinds it only names."""

    file: str
    features: tuple[str, ...]
    kinds: frozenset[str]
    passing: frozenset[str]


def sentences_of(paths: Sequence[Path]) -> list[Row]:
    """All sentences of the corpus. A line that the splitter cuts in two counts as one: its features are joined."""
    found: list[Row] = []
    for path in paths:
        for report in reports(path):
            scene, lines = scene_of(report)
            joined: dict[int, set[str]] = {}
            earlier: list[Candidate] = []
            for sentence, line in zip(scene.sentences, lines, strict=True):
                here = by_grammar(scene, sentence, earlier)
                earlier.extend(here)
                joined.setdefault(line, set()).update(features(sentence, here))
            for line, names in joined.items():
                stated = frozenset(label.kind for label in report.labels[line] if not label.passing)
                named = frozenset(label.kind for label in report.labels[line] if label.passing)
                found.append(Row(path.stem, tuple(sorted(names)), stated, named - stated))
    return found


def fit(data: Sequence[Row]) -> tuple[list[str], dict[str, np.ndarray]]:
    """Ridge logistic regressions, one a kind: the features, and for each kind its weights with the constant last."""
    count = Counter(feature for row in data for feature in row.features)
    names = sorted(feature for feature, n in count.items() if n >= RARE)
    index = {feature: n for n, feature in enumerate(names)}
    matrix = _matrix([row.features for row in data], index)
    fitted: dict[str, np.ndarray] = {}
    for kind in EVENT_KINDS:
        y = np.array([1.0 if kind in row.kinds else 0.0 for row in data])
        use = np.array([kind not in row.passing for row in data])
        fitted[kind] = _logistic(matrix[use], y[use])
    return names, fitted


def _matrix(data: Sequence[Sequence[str]], index: dict[str, int]) -> csr_matrix:
    columns = [[index[f] for f in names if f in index] for names in data]
    pointers = np.cumsum([0, *map(len, columns)])
    flat = np.array([c for row in columns for c in row], dtype=np.int64)
    return csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(data), len(index)))


def _logistic(x: csr_matrix, y: np.ndarray) -> np.ndarray:
    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[:-1] + w[-1]
        p = 1.0 / (1.0 + np.exp(-np.clip(z, -30, 30)))
        value = float(np.sum(np.logaddexp(0.0, z) - y * z) + 0.5 * RIDGE * np.dot(w[:-1], w[:-1]))
        gradient = np.append(x.T @ (p - y) + RIDGE * w[:-1], np.sum(p - y))
        return value, gradient

    start = np.zeros(x.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)


def write(path: Path, column: str, fitted: dict[str, tuple[list[str], np.ndarray]]) -> int:
    """Write a table of weights aside, then rename it; the number of rows."""
    lines = []
    for part, (names, w) in fitted.items():
        lines.append((part, "", f"{w[-1]:.2f}"))
        lines.extend((part, name, f"{v:.2f}") for name, v in zip(names, w[:-1], strict=True) if abs(v) >= SMALL)
    aside = path.with_suffix(".part")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((column, "feature", "weight"))
        writer.writerows(sorted(lines))
    aside.replace(path)
    return len(lines)


def told_counts(
    rest: Sequence[Row], names: list[str], fitted: dict[str, np.ndarray], threshold: float
) -> dict[str, NDArray[np.int64]]:
    """For each kind how often it was told rightly, told wrongly, and missed in sentences the fit has not seen."""
    matrix = _matrix([row.features for row in rest], {name: n for n, name in enumerate(names)})
    found = {}
    for kind, w in fitted.items():
        sure = 1.0 / (1.0 + np.exp(-(matrix @ w[:-1] + w[-1]))) >= threshold
        there = np.array([kind in row.kinds for row in rest])
        use = np.array([kind not in row.passing for row in rest])
        found[kind] = np.array([(part & use).sum() for part in (sure & there, sure & ~there, ~sure & there)])
    return found


def check(data: Sequence[Row], threshold: float = 0.5) -> None:
    """Leave each file out, fit on the rest, and print how well the kinds of its sentences are told."""
    told = {kind: np.zeros(3, dtype=np.int64) for kind in EVENT_KINDS}
    for file in sorted({row.file for row in data}):
        names, fitted = fit([row for row in data if row.file != file])
        for kind, counts in told_counts([r for r in data if r.file == file], names, fitted, threshold).items():
            told[kind] += counts
    for kind, counts in told.items():
        print(f"{kind:26s} {_figures(*counts)}")
    everything = np.sum(list(told.values()), axis=0)
    print(f"{'all':26s} {_figures(*everything)}")


def _figures(tp: int, fp: int, fn: int) -> str:
    precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    return (
        f"P {precision:.2f} R {recall:.2f} F1 {2 * tp / max(2 * tp + fp + fn, 1):.2f}  told {tp + fp} there {tp + fn}"
    )


def main(arguments: Sequence[str]) -> int:
    """Fit and write, or with ``--check`` only measure."""
    paths = sorted(CORPUS.glob("*.txt"))
    data = sentences_of(paths)
    if "--check" in arguments:
        check(data)
        check_roles(choices_of(paths))
        return 0
    names, fitted = fit(data)
    count = write(LEXICON / "cues.csv", "kind", {kind: (names, w) for kind, w in fitted.items()})
    cues.forget()
    roles = fit_roles(choices_of(paths))
    print(f"{count:,} and {write(LEXICON / 'roles.csv', 'role', roles):,} weights from {len(data):,} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
