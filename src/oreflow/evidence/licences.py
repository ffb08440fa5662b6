"""Licences and permits: when they are a control, when granting one eases it, and when they are a firm's own affair."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.objects import chain_goods, goods, recent_goods
from oreflow.evidence.phrases import tail
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies
from oreflow.evidence.status import Judgement
from oreflow.evidence.wordlists import wordlist


def a_firms_own(sentence: Sentence, k: int) -> bool:
    """A company's own application for its permit is no measure."""
    before = sentence.lows[max(0, k - 8) : k]
    return any(low in wordlist("controls: a firm's application") for low in before) and not sentence.has(
        "must", "need", "required", "requires"
    )


def granted_by(sentence: Sentence, k: int) -> tuple[str, int] | None:
    """The state whose permits are granted: "have been granted Chinese permits to import"."""
    before = sentence.lows[max(0, k - 6) : k]
    if not any(low in wordlist("controls: granted to") for low in before):
        return None
    for m in sentence.states():
        if k - 4 <= m.i and m.j <= k and modifies(sentence, m):
            return m.value, m.i
    return None


def granted(scene: Scene, sentence: Sentence, k: int, actor: str, at: int) -> Candidate | None:
    aims = [m.value for m in sentence.states() if m.i < at and m.value != actor][:1]
    named = goods(sentence, k, len(sentence.lows)) or recent_goods(scene, sentence)
    if not named:
        return None
    return Candidate(
        "export_control",
        "eased",
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, max(0, at - 5), tail(sentence, k + 1)),
        "licence-granted",
        0.65,
        True,
        effect="ease",
    )


def licence_status(sentence: Sentence, k: int, verdict: Judgement) -> Judgement:
    """Licences that must be had are a control; licences that are granted ease one."""
    if sentence.has("general") and sentence.lows[k - 1] == "general":
        return Judgement("eased", "ease", verdict.verb, True)
    before = sentence.lows[max(0, k - 9) : k]
    if any(low in wordlist("controls: licences issued") for low in before):
        if verdict.verb is not None and verdict.verb.negated:
            return verdict
        if any(low in wordlist("controls: licences refused") for low in before):
            return Judgement("in_force", None, verdict.verb, True)
        return Judgement("eased", "ease", verdict.verb, True)
    if _handed_out(sentence, k):
        return Judgement("eased", "ease", verdict.verb, True)
    if any(low in wordlist("controls: licences required") for low in before):
        ahead = any(low in ("will", "would") for low in before)
        return Judgement("announced" if ahead else "in_force", None, verdict.verb, True)
    return verdict


def _handed_out(sentence: Sentence, k: int) -> bool:
    """ "licences to export magnets are being handed out again": granted, said after the noun."""
    lows = sentence.lows
    for n in range(k + 1, min(len(lows), k + 16)):
        if lows[n] in BREAKS or lows[n] in (",", "that", "which"):
            return False
        if lows[n] in wordlist("controls: licences given") and lows[n - 1] in ("been", "being", "are", "were", "now"):
            return not any(low in ("not", "no", "until", "only") for low in lows[max(0, k - 3) : n])
    return False


def licence_on_trade(sentence: Sentence, k: int) -> bool:
    """Whether a licence is one on trade although no flow stands beside it: a regime over minerals, or exports named."""
    lows = sentence.lows
    regime = lows[k] == "licensing" and lows[k + 1 : k + 2] in (
        ("regime",),
        ("system",),
        ("requirements",),
        ("rules",),
    )
    if regime and (chain_goods(sentence, k, len(lows)) or any(g in minerals() for g in goods(sentence, k, len(lows)))):
        return True
    if k > 0 and lows[k - 1] == "general":
        return True
    return sentence.has("export", "exports", "exporters", "exporting", "shipments")
