"""A state's reserve told in other words than "stockpile": stocks filled or tapped, days of cover, tenders.

Asked where ``works.stockpile`` found nothing; ore in the ground and the stocks of firms and exchanges are none.
"""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.doers import agent, bare_organ, doer, forms_of, public, state_firm
from oreflow.evidence.giving import in_usd, subject_goods
from oreflow.evidence.lexicon import GENERIC, Mention
from oreflow.evidence.phrases import moment
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies
from oreflow.evidence.sides import context_states
from oreflow.evidence.wordlists import wordlist

_STORES = wordlist("reserves: stores")
_SURE = wordlist("reserves: a state's own stores")
_LEAD = wordlist("reserves: adjectives of state")


def find_reserve(scene: Scene, sentence: Sentence, used: set[int]) -> Candidate | None:
    """The reserve that a sentence says a state fills, plans, keeps or draws on; its money joins ``used``."""
    lows = set(sentence.lows)
    if lows & wordlist("reserves: no store") or _in_the_ground(sentence):
        return None
    if lows & _STORES:
        found = _store_told(scene, sentence)
    elif "days" in lows or "months" in lows or lows & forms_of("reserves: to stash"):
        found = _days_kept(scene, sentence)
    else:
        found = None
    if found is None and lows & (forms_of("reserves: to order") | wordlist("reserves: orders")):
        found = _ordered(scene, sentence)
    if found is None:
        return None
    at, actor, own, status = found
    named, own_goods = subject_goods(scene, sentence, at)
    if not named and not own:
        return None
    money = next((a for a in sentence.amounts if a.kind == "money" and abs(a.i - at) < 12), None)
    if money is not None:
        used.add(money.i)
    date, _ = moment(scene, sentence, at, max(0, at - 12), min(len(sentence.lows), at + 14), status == "announced")
    return Candidate(
        "stockpile",
        status,
        actor,
        [],
        named,
        sentence.number,
        scene.tokens_span(sentence, max(0, at - 5), min(len(sentence.lows), at + 6)),
        "stockpile",
        0.55 if own_goods and own else 0.45,
        True,
        value=in_usd(sentence, money) if money is not None else None,
        date=date,
        own_goods=own_goods,
        own_actor=own,
    )


Told = tuple[int, str, bool, str]


def _store_told(scene: Scene, sentence: Sentence) -> Told | None:
    """ "will raise its lithium reserves to 100 days", "draw on the state's stocks", "Canberra's antimony reserve"."""
    lows = sentence.lows
    for k, low in enumerate(lows):
        inside = sentence.covered.get(k)
        if low not in _STORES or (inside is not None and inside.kind == "good"):
            continue
        if inside is not None:  # a reserve with a name of its own: "Project Vault"
            if inside.kind == "agency" and inside.j - inside.i <= 2:
                return k, inside.value, True, _status(sentence, None, k)
            continue
        sure = low in _SURE or any(word in _LEAD for word in lows[max(0, k - 3) : k])
        days = bool({"days", "emergency", "strategic", "tonnes"} & set(lows[max(0, k - 8) : k + 16]))
        verb = _verb_of(sentence, k, forms_of("reserves: to fill") | forms_of("reserves: to draw"))
        if verb is not None and (sure or days or lows[verb] in forms_of("reserves: to fill surely")):
            actor, own = doer(scene, sentence, verb)
            if actor is not None:
                return k, actor, own, _status(sentence, verb, k)
        made = next((n for n in range(k + 1, min(len(lows), k + 9)) if lows[n] in forms_of("reserves: to fill")), None)
        if sure and made is not None and lows[made - 1] in ("be", "been", "being", "was", "were", "is", "are"):
            who = agent(scene, sentence, made, ("by",), 6) or next(iter(context_states(scene, sentence, k)), None)
            if who is not None:
                return k, who, False, _status(sentence, made, k)
        payer = next((m.value for m in sentence.states() if m.kind == "agency" and public(sentence, m)), None)
        if payer is not None and low in _SURE | {"store"} and lows[k + 1 : k + 2] == ("of",) and _of_goods(sentence, k):
            return k, payer, True, _status(sentence, verb, k)
        if not sure:
            continue
        keeper = next((m for m in sentence.states() if m.j <= k and k - m.j <= 6 and _keeps(sentence, m, k)), None)
        if keeper is not None and _of_goods(sentence, k):
            return k, keeper.value, True, _status(sentence, verb, k)
        if any(word in _LEAD for word in lows[max(0, k - 2) : k]) and _of_goods(sentence, k):
            actor = bare_organ(scene, sentence, max(0, k - 3), k)
            actor = actor or next((m.value for m in sentence.states() if public(sentence, m)), None)
            if actor is not None:
                return k, actor, False, _status(sentence, verb, k)
    return None


def _in_the_ground(sentence: Sentence) -> bool:
    """ "China has reserves of 2.4 million tonnes", "holds 73% of the world's reserves": ore, not a store."""
    return sentence.has("reserves") and bool(set(sentence.lows) & {"has", "have", "holds", "world", "largest", "known"})


def _of_goods(sentence: Sentence, k: int) -> bool:
    """Whether goods that a reserve can hold are named near the word for it."""
    return any(m.kind == "good" and abs(m.i - k) < 12 for m in sentence.mentions)


def _keeps(sentence: Sentence, m: Mention, k: int) -> bool:
    """Whether a mention before a store owns it: "Tokyo's", "the DLA's", "the government's"."""
    if any(v.form != "ing" and m.j <= v.i < k for v in sentence.verbs):
        return False
    return (modifies(sentence, m) or m.kind == "agency") and not state_firm(sentence, m) and m.form != "region"


def _verb_of(sentence: Sentence, k: int, forms: frozenset[str]) -> int | None:
    for n in range(k - 1, max(-1, k - 13), -1):
        low = sentence.lows[n]
        passive = n and sentence.lows[n - 1] in ("be", "been", "was", "were") and not low.endswith("ing")
        if low in forms and n not in sentence.covered and not passive:
            return n
        if sentence.lows[n] in BREAKS or sentence.lows[n] in ("which", "while"):
            return None
    return None


def _days_kept(scene: Scene, sentence: Sentence) -> Told | None:
    """ "JOGMEC keeps sixty days' worth", "cover a hundred days of demand", "to stash gallium"."""
    lows = sentence.lows
    stash = next((n for n, low in enumerate(lows) if low in forms_of("reserves: to stash")), None)
    if stash is not None and any(0 < m.i - stash < 6 and m.kind == "good" for m in sentence.mentions):
        actor, own = doer(scene, sentence, stash)
        return (stash, actor, own, _status(sentence, stash, stash)) if actor is not None else None
    at = next((n for n, low in enumerate(lows) if low in ("days", "months")), None)
    if at is None or not set(lows[at : at + 6]) & wordlist("reserves: of use"):
        return None
    verb = _verb_of(sentence, at, forms_of("reserves: to fill"))
    if verb is None:
        return None
    actor, own = doer(scene, sentence, verb)
    return (at, actor, own, _status(sentence, verb, at)) if actor is not None and own else None


def _ordered(scene: Scene, sentence: Sentence) -> Told | None:
    """ "the Defense Logistics Agency seeks offers of 7,000 tonnes of cobalt", "a tender of the reserve office"."""
    lows = sentence.lows
    offices = wordlist("works: reserve offices") | wordlist("reserves: keepers")
    keeper = next((m for m in sentence.mentions if m.kind == "agency" and set(lows[m.i : m.j]) & offices), None)
    if (
        set(lows) & wordlist("backing: aid")
        or keeper is None
        or not any(m.kind == "good" and m.value != GENERIC for m in sentence.mentions)
    ):
        return None
    orders = forms_of("reserves: to order") | wordlist("reserves: orders")
    at = next((n for n, low in enumerate(lows) if low in orders and abs(n - keeper.i) < 16), None)
    if at is None:
        return None
    return at, keeper.value, True, "suspended" if set(lows) & wordlist("reserves: called off") else "announced"


def _status(sentence: Sentence, verb: int | None, k: int) -> str:
    """Kept or drawn on, planned, thought of, or asked for."""
    lows = sentence.lows
    first = min(k, verb) if verb is not None else k
    near = set(lows[max(0, first - 8) : k + 3])
    if near & wordlist("reserves: perhaps"):
        return "possible"
    if near & wordlist("works: asking for a stock") or near & {"proposed", "proposal", "proposes", "propose"}:
        return "under_negotiation"
    if verb is not None and not set(lows[max(0, verb - 5) : verb]) & wordlist("backing: ahead"):
        low = lows[verb]
        held = low in forms_of("reserves: to keep") or low in forms_of("reserves: to draw")
        if held and sentence.kind != "title":
            return "in_force"
    return "announced"
