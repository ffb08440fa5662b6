"""How many sources a claim really has: outlets that pass on one briefing, or one another's text, count once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from oreflow.evidence.claims import Event, Reading
from oreflow.evidence.wordlists import wordlist

_SHINGLE = 8
_DUPLICATE = 0.35  # share of word runs in common from which two texts count as one
_AGENCIES = wordlist("independence: agencies") | {
    "associated press",
    "agence france-presse",
    "dow jones",
    "yahoo finance",
    "us officials",
    "officials",
}


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of eight words: what near-duplicate texts share."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(_stable(" ".join(words[n : n + _SHINGLE])) for n in range(max(0, len(words) - _SHINGLE + 1)))


def _stable(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode("utf-8"))


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Share of the shorter text's word runs that the other holds too."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


class Origins:
    """Which documents go back to one origin: a shared agency or briefing, syndication, or near-duplicate text."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        """Compare all documents once; quadratic only among documents that share word runs."""
        self._own: dict[str, frozenset[str]] = {}
        self._twin: dict[str, str] = {}
        self._claimed = {r.document.doc: r for r in readings}
        owners: dict[int, list[str]] = {}
        runs: dict[str, frozenset[int]] = {}
        for reading in readings:
            document = reading.document
            self._own[document.doc] = frozenset(_origin_names(reading))
            runs[document.doc] = shingles("\n".join(document.text[s:e] for s, e in document.body))
            rivals = {d for run in runs[document.doc] for d in owners.get(run, ())}
            twin = next((d for d in sorted(rivals) if overlap(runs[document.doc], runs[d]) >= _DUPLICATE), None)
            self._twin[document.doc] = self._twin[twin] if twin is not None else document.doc
            for run in runs[document.doc]:
                holders = owners.setdefault(run, [])
                if len(holders) < 8:
                    holders.append(document.doc)

    def of(self, group: Iterable[tuple[Reading, Event]]) -> frozenset[str]:
        """The independent origins behind the mentions of one event."""
        named: dict[str, frozenset[str]] = {}
        for reading, event in group:
            doc = reading.document.doc
            cited = frozenset(
                _plain(a.source)
                for a in reading.attributions
                if a.evidence.start < event.evidence.end
                and event.evidence.start < a.evidence.end + 60
                and _plain(a.source) in _AGENCIES
            )
            named[doc] = named.get(doc, frozenset()) | (cited or self._own.get(doc, frozenset()))
        return self._components(named)

    def roots(self, docs: Iterable[str]) -> frozenset[str]:
        """The independent origins behind a set of documents."""
        return self._components({doc: self._own.get(doc, frozenset()) for doc in docs})

    def _components(self, named: dict[str, frozenset[str]]) -> frozenset[str]:
        parent: dict[str, str] = {}

        def find(x: str) -> str:
            while parent.setdefault(x, x) != x:
                parent[x] = parent[parent[x]]
                x = parent[x]
            return x

        for doc, names in named.items():
            find(doc)
            parent[find(doc)] = find(self._twin.get(doc, doc))
            for name in names:
                parent[find(doc)] = find(f"={name}")
        components: dict[str, set[str]] = {}
        for doc, names in named.items():
            components.setdefault(find(doc), set()).update(names or {doc})
        return frozenset(" / ".join(sorted(names)) for names in components.values())


def _plain(source: str) -> str:
    low = source.lower()
    return "us officials" if low == "officials" else low


def _origin_names(reading: Reading) -> list[str]:
    """The agencies and briefings a document passes on, in its first part or by its source line."""
    names = [_plain(a.source) for a in reading.attributions[:8] if _plain(a.source) in _AGENCIES]
    if reading.document.syndicated_from:
        names.append(reading.document.syndicated_from.lower())
    return names
