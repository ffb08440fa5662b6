"""Whose goods a duty is on and which, where its own words do not say: a case told before, the title, the law."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.objects import goods
from oreflow.evidence.scene import Scene, Sentence, modifies
from oreflow.evidence.sides import targets
from oreflow.evidence.wordlists import wordlist

_NEAR = 4  # sentences back in which a case still says whose goods it is about


def bearer_goods(sentence: Sentence, i: int, j: int) -> list[str]:
    """The goods that bear a charge, named between two tokens; "Indian merchandise" is all goods."""
    named = goods(sentence, i, j)
    words = set(sentence.lows[i:j])
    if not named and words & wordlist("duties: everything shipped"):
        return ["all goods"]
    if "all goods" in named and any(g in minerals() for g in named):
        return [g for g in named if g != "all goods"]
    return named


def duty_targets(
    scene: Scene, sentence: Sentence, actor: str, reach: tuple[int, int], named: list[str], earlier: list[Candidate]
) -> list[str]:
    """The states whose goods are charged, named between two tokens, else those of the case told before."""
    i, j = reach
    aims = targets(sentence, i, j, actor)
    aims = aims or [m.value for m in sentence.states() if i <= m.i < j and m.value != actor and modifies(sentence, m)]
    return aims or case_targets(scene, sentence, actor, named, earlier)


def case_targets(scene: Scene, sentence: Sentence, actor: str, named: list[str], earlier: list[Candidate]) -> list[str]:
    """Whose goods a dumping case or duty told before is about, where this one is on the same goods."""
    if sentence.has(*wordlist("duties: from anywhere")):
        return []
    for c in reversed(earlier[-40:]):
        if c.kind not in ("tariff", "investigation") or c.actor != actor:
            continue
        if sentence.number - c.sentence > _NEAR and scene.sentences[c.sentence].kind not in ("title", "heading"):
            continue
        if not named or set(named) & set(c.objects):
            return list(c.target)
    first = scene.sentences[0]
    if sentence.number and first.kind == "title" and named:
        owners = [m for m in first.states() if m.value != actor and modifies(first, m)]
        theirs = [m.value for m in owners if any(g.value in named and 0 <= g.i - m.j <= 3 for g in first.goods())]
        return theirs[:1]
    return []


def case_told(
    scene: Scene, sentence: Sentence, start: int, k: int, actor: str, named: list[str], earlier: list[Candidate]
) -> list[str]:
    """Whose goods "the duty", "a definitive duty", "Section 301 duties" are on: those of the case told before."""
    words = set(sentence.lows[start : k + 1])
    after = set(sentence.lows[k + 1 : k + 4])
    of_law = "301" in words | after
    if not (words & wordlist("duties: of a case") or of_law):
        return []
    found = case_targets(scene, sentence, actor, named, earlier)
    if not found and of_law and actor == "USA" and "CHN" in (*scene.title_states, *scene.ranked[:3]):
        return ["CHN"]  # nearly all duties under Section 301 are on China
    return found


def fronted_goods(sentence: Sentence, start: int) -> list[str]:
    """ "On zinc and tin, a duty of 5% applies": the goods that the sentence opens with."""
    lows = sentence.lows
    if lows[:1] not in (("on",), ("for",)) or "," not in lows[1:start]:
        return []
    return goods(sentence, 0, lows.index(",", 1) if "and" not in lows[:start] else start)
