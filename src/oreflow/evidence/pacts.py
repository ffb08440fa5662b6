"""What states agree, buy, investigate and talk about: deals, purchases, inquiries and meetings."""

from __future__ import annotations

from collections.abc import Sequence

from oreflow.evidence.accords import accords
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.deal_parties import DEAL_NOUNS
from oreflow.evidence.deals import covered_later, deals_by_noun
from oreflow.evidence.encounters import encounters
from oreflow.evidence.inquiries import INQUIRY_NOUNS, inquiries
from oreflow.evidence.inquiry_acts import inquiry_acts
from oreflow.evidence.meetings import TALK_NOUNS, meets, talks
from oreflow.evidence.purchases import purchases
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist

_INQUIRING = INQUIRY_NOUNS | wordlist("inquiries: outcomes")
_BUYING = wordlist("purchases: buying") | wordlist("purchases: other verbs")


def find_pacts(scene: Scene, sentence: Sentence, earlier: Sequence[Candidate] = ()) -> list[Candidate]:
    """All candidates for deals, purchases, inquiries and meetings in a sentence; ``earlier`` are those before it."""
    covered_later(sentence, earlier)
    found: list[Candidate] = []
    done_until = -1
    for k, low in enumerate(sentence.lows):
        if k < done_until:
            continue
        if low in DEAL_NOUNS and _goes_on(sentence, k):
            continue
        if low in DEAL_NOUNS:
            found.extend(deals_by_noun(scene, sentence, k, earlier))
            done_until = k + 3
        elif low in _INQUIRING:
            found.extend(inquiries(scene, sentence, k, earlier))
        elif low in TALK_NOUNS:
            found.extend(talks(scene, sentence, k))
        elif low in _BUYING:
            bought = purchases(scene, sentence, k)
            if bought and not any(c.kind == "purchase" and c.objects == bought[0].objects for c in found):
                found.extend(bought)
    found.extend(inquiry_acts(scene, sentence, found, earlier))
    for verb in sentence.verbs:
        if verb.lemma in ("meet", "receive", "host", "visit"):
            candidate = meets(scene, sentence, verb)
            if candidate is not None:
                found.append(candidate)
    for seen in encounters(scene, sentence):
        if not any(c.kind == "meeting" and {c.actor, *c.target} & {seen.actor, *seen.target} for c in found):
            found.append(seen)
    for accord in accords(scene, sentence):
        if not any(c.kind == "deal" and {c.actor, *c.target} & {accord.actor, *accord.target} for c in found):
            found.append(accord)
    return found


def _goes_on(sentence: Sentence, k: int) -> bool:
    """ "a “ceasefire” pact", "a memorandum creating an EU-Kazakhstan partnership was signed": the later noun tells."""
    lows = sentence.lows
    if lows[k + 1 : k + 2] in (("”",), ('"',)) and k + 2 < len(lows) and lows[k + 2] in DEAL_NOUNS:
        return True
    making = next(
        (n for n in range(k + 1, min(len(lows), k + 4)) if lows[n] in wordlist("deals: makes another")), len(lows)
    )
    later = next((n for n in range(making, min(len(lows), making + 9)) if lows[n] in DEAL_NOUNS), None)
    return later is not None and any(making < m.i < later for m in sentence.states())
