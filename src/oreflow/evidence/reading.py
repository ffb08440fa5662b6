"""From a document to its reading: lay out, find, merge. The rule-based extractor; nothing here draws or asks a network."""

from __future__ import annotations

from oreflow.evidence.asides import find_asides
from oreflow.evidence.attributions import find_attributions
from oreflow.evidence.claims import Document, Reading
from oreflow.evidence.figures import find_figures
from oreflow.evidence.measures import find_measures
from oreflow.evidence.merge import merge
from oreflow.evidence.pacts import find_pacts
from oreflow.evidence.scene import lay_out
from oreflow.evidence.support import find_support


def read_document(document: Document) -> Reading:
    """All claims of one document, by rules."""
    scene = lay_out(document)
    found = []
    for sentence in scene.sentences:
        found.extend(find_measures(scene, sentence))
        found.extend(find_pacts(scene, sentence))
        found.extend(find_support(scene, sentence))
    return Reading(
        document=document,
        events=tuple(merge(scene, found)),
        statistics=tuple(find_figures(scene)),
        attributions=tuple(find_attributions(scene)),
        asides=tuple(find_asides(scene)),
    )
