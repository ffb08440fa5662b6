"""Measures on trade: export controls, import restrictions, quotas, duties and sanctions, found by noun or by verb."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.control_verbs import a_noun, control_by_verb
from oreflow.evidence.controls import control_by_noun
from oreflow.evidence.duties import duty_by_noun
from oreflow.evidence.duty_nouns import names_duty
from oreflow.evidence.joint_measures import told_apart
from oreflow.evidence.measure_roles import CONTROL_NOUNS, EXPORT, IMPORT, QUOTA, TARIFF_NOUNS
from oreflow.evidence.quotas import quota_by_noun
from oreflow.evidence.sanction_acts import sanction_acts
from oreflow.evidence.sanctions import sanction_by_noun
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist


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


def _again(low: str, candidate: Candidate, found: list[Candidate]) -> bool:
    """ "a surtax at the same rate": a duty named by a lesser word beside one on the same goods is no second."""
    return (
        candidate.kind == "tariff"
        and low not in TARIFF_NOUNS
        and any(
            c.kind == "tariff" and (set(c.objects) & set(candidate.objects) or not candidate.own_goods) for c in found
        )
    )


def find_measures(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """All candidates for measures on trade in a sentence; ``earlier`` are those of the sentences before."""
    found = sanction_acts(scene, sentence, earlier)
    acted = bool(found)
    used: set[int] = set()
    for k, low in enumerate(sentence.lows):
        if k in used:
            continue
        candidate: Candidate | None = None
        if names_duty(scene, sentence, k, earlier):
            candidate = duty_by_noun(scene, sentence, k, earlier)
        elif low in QUOTA or _cap_on_exports(sentence, k) or _volume_word(sentence, k):
            candidate = quota_by_noun(scene, sentence, k, earlier)
        elif low in CONTROL_NOUNS and not any(v.i == k and not a_noun(sentence, v) for v in sentence.verbs):
            candidate = control_by_noun(scene, sentence, k, used, earlier)
        elif (
            (low == "rule" and {"affiliates", "affiliate", "subsidiaries"} & set(sentence.lows[max(0, k - 2) : k]))
            or low in ("sanction", "sanctions", "countermeasures", "blacklist")
            or (low == "list" and k and sentence.lows[k - 1] in ("entity", "entities"))
        ):
            candidate = None if acted else sanction_by_noun(scene, sentence, k, earlier)
        if candidate is not None and not (acted and candidate.kind == "sanction") and not _again(low, candidate, found):
            found.append(candidate)
            used.update(range(k, k + 3))
    for verb in sentence.verbs:
        candidate = control_by_verb(scene, sentence, verb)
        if candidate is not None and not (acted and candidate.kind == "sanction"):
            found.append(candidate)
    return told_apart(scene, sentence, found)
