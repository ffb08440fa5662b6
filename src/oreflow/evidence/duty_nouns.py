"""Which words name a duty: "tariff" and its like always, "charge", "tax", "rate" and "margin" where a border, a
case of dumping or a duty told before makes them one."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.measure_roles import TARIFF_NOUNS
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist

_NEAR = 3  # sentences back in which a duty still tells what "the rate" is


def names_duty(scene: Scene, sentence: Sentence, k: int, earlier: list[Candidate]) -> bool:
    """Whether the noun at token ``k`` is a duty."""
    lows = sentence.lows
    if lows[k] in TARIFF_NOUNS:
        return not _for_service(sentence, k)
    if lows[k] not in wordlist("duties: nouns in context") or any(v.i == k for v in sentence.verbs):
        return False
    before = lows[max(0, k - 4) : k]
    if set(before) & wordlist("duties: not of the border"):
        return False
    if lows[k] in ("margin", "margins", "rate", "rates") and sentence.has(
        *wordlist("duties: asks"), "alleging", "alleged"
    ):
        return False  # what a petition asks for
    if set(before[-3:]) & wordlist("duties: of the border"):
        return True
    if lows[k] in ("tax", "taxes", "charge", "charges", "fee", "fees", "toll"):
        return _on_crossing(sentence, k)
    owned = lows[k - 1 : k] in (("its",), ("own",), ("their",)) or any(k - 2 <= m.j <= k for m in sentence.states())
    if not owned:
        return False
    percent = any(a.kind == "percent" and abs(a.i - k) <= 12 for a in sentence.amounts)
    return percent and not sentence.has(*wordlist("duties: other rates")) and duties_told(scene, sentence, earlier)


def _for_service(sentence: Sentence, k: int) -> bool:
    """ "electricity tariffs", "a tariff of 90 cents per kWh": the price of a service."""
    if not sentence.lows[k].startswith("tariff"):
        return False
    before, after = sentence.lows[max(0, k - 2) : k], sentence.lows[k + 1 : k + 8]
    return bool(set(before) & wordlist("duties: price of a service")) or bool({"kwh", "cents"} & set(after))


def _on_crossing(sentence: Sentence, k: int) -> bool:
    """ "a tax on chrome ore leaving the country", "a charge on foreign sales", "a charge at the border"."""
    after = sentence.lows[k + 1 : k + 11]
    stop = next((n for n, low in enumerate(after) if low in (";", ",", "and", "that", "which")), len(after))
    after = after[:stop]
    return after[:1] in (("on",), ("at",), ("of",), ("for",)) and bool(
        set(after) & wordlist("duties: crosses the border")
    )


def duties_told(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> bool:
    """Whether the sentence, the one before or the title speaks of duties, so that a bare percentage is one."""
    if sentence.has(*wordlist("duties: context")):
        return True
    if scene.sentences and scene.sentences[0].kind == "title" and scene.sentences[0].has(*wordlist("duties: context")):
        return True
    return any(c.kind == "tariff" and c.strong and sentence.number - c.sentence <= _NEAR for c in earlier[-12:])
