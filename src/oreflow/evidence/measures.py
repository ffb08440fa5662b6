"""Measures on trade: export controls, import restrictions, quotas, duties and sanctions, found by noun or by verb."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.control_verbs import a_noun, control_by_verb
from oreflow.evidence.controls import control_by_noun
from oreflow.evidence.duties import duty_by_noun
from oreflow.evidence.joint_measures import told_apart
from oreflow.evidence.measure_roles import CONTROL_NOUNS, EXPORT, IMPORT, QUOTA, TARIFF_NOUNS, TAX
from oreflow.evidence.quotas import quota_by_noun
from oreflow.evidence.sanctions import sanction_by_noun
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist


def _on_leaving(sentence: Sentence, k: int) -> bool:
    """ "a tax on chrome ore leaving the country" is one on exports."""
    after = sentence.lows[k + 1 : k + 9]
    return after[:1] == ("on",) and any(
        low in ("leaving", "exported", "shipped", "exports", "shipments") for low in after
    )


def _cap_on_exports(sentence: Sentence, k: int) -> bool:
    """ "the cap on rare earth shipments": a limit on a volume, where "price cap" is none."""
    after = sentence.lows[k + 1 : k + 7]
    return (
        sentence.lows[k] in ("cap", "caps")
        and after[:1] == ("on",)
        and any(low in EXPORT or low in IMPORT for low in after)
    )


def _volume_word(sentence: Sentence, k: int) -> bool:
    """ "annual caps", "the half-yearly allotments", "export allocations": a word for a share, said of volumes."""
    return sentence.lows[k] in wordlist("quotas: shares") and any(
        low in wordlist("quotas: of volumes") for low in sentence.lows[max(0, k - 3) : k]
    )


def find_measures(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """All candidates for measures on trade in a sentence; ``earlier`` are those of the sentences before."""
    found: list[Candidate] = []
    used: set[int] = set()
    for k, low in enumerate(sentence.lows):
        if k in used:
            continue
        candidate: Candidate | None = None
        if low in TARIFF_NOUNS or (
            low in TAX and k and (sentence.lows[k - 1] in ("import", "export", "border") or _on_leaving(sentence, k))
        ):
            candidate = duty_by_noun(scene, sentence, k, earlier)
        elif low in QUOTA or _cap_on_exports(sentence, k) or _volume_word(sentence, k):
            candidate = quota_by_noun(scene, sentence, k, earlier)
        elif low in CONTROL_NOUNS and not any(v.i == k and not a_noun(sentence, v) for v in sentence.verbs):
            candidate = control_by_noun(scene, sentence, k, used, earlier)
        elif low in ("sanction", "sanctions", "countermeasures", "blacklist") or (
            low == "list" and k and sentence.lows[k - 1] in ("entity", "entities")
        ):
            candidate = sanction_by_noun(scene, sentence, k)
        if candidate is not None:
            found.append(candidate)
            used.update(range(k, k + 3))
    for verb in sentence.verbs:
        candidate = control_by_verb(scene, sentence, verb)
        if candidate is not None:
            found.append(candidate)
    return told_apart(scene, sentence, found)
