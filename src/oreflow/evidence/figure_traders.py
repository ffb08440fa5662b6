"""Who sells and who buys what a figure counts."""

from __future__ import annotations

from oreflow.evidence.lexicon import Mention
from oreflow.evidence.numbers import Amount
from oreflow.evidence.scene import Sentence, oblique
from oreflow.evidence.wordlists import wordlist

_LEANING = (("looks", "to"), ("turns", "to"), ("leans", "on"), ("counts", "on"), ("look", "to"), ("counted", "on"))


def traders(sentence: Sentence, stage: str) -> tuple[str | None, str | None] | None:
    """Who sells (or buys, for imports) and with whom: "Peruvian exports to Spain", "shipments from Oman to Egypt"."""
    lows = sentence.lows
    if stage not in ("exports", "imports"):
        return None
    seller = buyer = None
    for m in sentence.states():
        if m.kind != "place":
            continue
        lead = lows[m.i - 2] if m.i > 1 and lows[m.i - 1] == "the" else lows[m.i - 1] if m.i else ""
        behind = lows[m.j : m.j + 4]
        sold = lead == "of" and lows[m.i - 2 : m.i - 1] in (("sales",), ("shipments",), ("exports",), ("deliveries",))
        if (
            sold
            or lead in ("from", "leaving")
            or any(low in ("exports", "shipments", "exported", "shipped") for low in behind)
        ):
            seller = seller or m.value
        elif lead in ("to", "enter", "entering", "into", "entered") or "imports" in behind or "imported" in behind:
            buyer = buyer or m.value
    if seller is None and buyer is None:
        return None
    return (seller, buyer) if stage == "exports" else (buyer, seller)


def buyer_and_seller(sentence: Sentence, amount: Amount) -> tuple[str | None, str | None] | None:
    """The buyer and the seller in "the US relied on China for most of its imports"."""
    lows = sentence.lows
    states = [m for m in sentence.states() if m.kind != "agency"]
    first = next((m.value for m in states if m.j <= amount.i and not oblique(sentence, m)), None)
    delivered = next((m.value for m in states if amount.j < m.i < amount.j + 12 and _receives(lows, m.i)), None)
    if delivered is not None:  # "Peru supplied 31 % of the zinc bought by Dutch smelters"
        return (delivered, first) if first != delivered else None
    user = _supplied(sentence, amount, states)
    if user is not None and first is not None and user != first:
        return user, first
    hard = [n for n, low in enumerate(lows) if low in (";", ":", "—")]
    left = max((n for n in hard if n < amount.i), default=-1)
    right = min((n for n in hard if n >= amount.j), default=len(lows))
    leans = any(lows[n : n + 2] in _LEANING for n in range(left + 1, right))
    if not leans and not any(low in wordlist("figure_roles: dependence") for low in lows[left + 1 : right]):
        return None
    near = [m for m in states if amount.j < m.i <= amount.j + 2 and lows[amount.j] == "of"]
    supplied = next((m for m in near if "imports" in lows[m.j : m.j + 7]), None)
    if supplied is not None:  # "China supplied over 70 % of U.S. imports"
        return (supplied.value, first) if first and first != supplied.value else None
    return _by_verb(sentence, states)


def _supplied(sentence: Sentence, amount: Amount, states: list[Mention]) -> str | None:
    """ "Peru delivers 40 % of Spain's zinc": whose supply it is, behind a verb of supplying."""
    lows = sentence.lows
    if lows[amount.j : amount.j + 1] != ("of",) or not set(lows[max(0, amount.i - 5) : amount.i]) & _SUPPLY:
        return None
    whose = next((m for m in states if amount.j < m.i <= amount.j + 2), None)
    return whose.value if whose is not None and lows[whose.j : whose.j + 1] in (("'s",), ("’s",)) else None


_SUPPLY = frozenset(("supplies", "supplied", "delivers", "delivered", "provides", "provided", "sells", "sold"))


def _receives(lows: tuple[str, ...], i: int) -> bool:
    return lows[i - 2 : i] in (("delivered", "to"), ("bought", "by"), ("used", "by"), ("imported", "by"))


def _by_verb(sentence: Sentence, states: list[Mention]) -> tuple[str | None, str | None] | None:
    """Buyer and seller by the words around each: "from China", "Japan gets"; None where several sell."""
    lows = sentence.lows
    buyer = seller = None
    for n, m in enumerate(states):
        lead = lows[m.i - 1] if m.i else ""
        if lead == "the" and m.i > 1:
            lead = lows[m.i - 2]
        behind = lows[m.j] if m.j < len(lows) else ""
        listed = behind in (",", "and") and any(m.i < later.i <= m.j + 2 for later in states)
        if lead == "from" and seller is None and listed:
            return None  # several sellers: the share is of the buyer alone
        leaned_on = lead == "to" and lows[m.i - 2 : m.i] in _LEANING
        if leaned_on or lead in ("on", "from", "upon") or behind in wordlist("figure_roles: sellers do"):
            seller = m.value if seller is None else seller
        elif lead in ("by", "to", "into") or behind in wordlist("figure_roles: buyers do"):
            buyer = m.value if buyer is None else buyer
        elif n == 0:
            buyer = m.value
    return (buyer, seller) if seller is not None and buyer != seller else None
