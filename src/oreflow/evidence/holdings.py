"""A state as an owner: stakes, shares and seats on the register of shareholders that a government takes or is given."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.giving import giving_status, in_usd, lead_word, locations, named_after, subject_goods
from oreflow.evidence.lexicon import Mention
from oreflow.evidence.numbers import Amount
from oreflow.evidence.phrases import moment
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import has_firm_subject
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_FAR = 16  # tokens between the owner and the word for what is owned


def find_holdings(scene: Scene, sentence: Sentence, used: set[int]) -> list[Candidate]:
    """The stake that a state takes, holds, weighs or is handed in a sentence; money told with it joins ``used``."""
    k = _share_word(sentence)
    if k is None or sentence.has("reserves", "deposits", "global", "world", "worldwide"):
        return []  # "holds 73% of the world's reserves"
    owner = _owner(sentence, k)
    if owner is None:
        return []
    named, own_goods = subject_goods(scene, sentence, k)
    if not named or (sentence.kind == "title" and not own_goods and owner.kind != "agency"):
        return []
    verb = _verb_of(sentence, k, owner)
    status = _status(sentence, verb, k)
    if status == "denied":
        return []
    money = next((a for a in sentence.amounts if a.kind == "money" and abs(a.i - k) <= 10), None)
    if money is not None:
        used.add(money.i)
    at = verb.i if verb is not None else k
    date, _ = moment(scene, sentence, at, 0, len(sentence.lows), status == "announced")
    start = min(at, k, owner.i)
    return [
        Candidate(
            "subsidy_or_price_support",
            status,
            owner.value,
            locations(scene, sentence, owner.value, k),
            named,
            sentence.number,
            scene.tokens_span(sentence, start if k - start < _FAR + 4 else k, min(len(sentence.lows), k + 8)),
            "public-money",
            0.6 if own_goods else 0.5,
            True,
            value=in_usd(sentence, money) if money is not None else None,
            date=date,
            own_goods=own_goods,
            own_actor=True,
        )
    ]


def _share_word(sentence: Sentence) -> int | None:
    """The word for what is owned: "a stake in", "10% interest", "preferred stock", "40 % owned by", "shareholder"."""
    lows = sentence.lows
    percents = [a for a in sentence.amounts if a.kind == "percent"]
    for k, low in enumerate(lows):
        before = lows[k - 1] if k else ""
        after = lows[k + 1] if k + 1 < len(lows) else ""
        if low in wordlist("holdings: shares"):
            if before in ("at", "high") or (low == "stakes" and after in ("are", "were", "high", "for", "could")):
                continue  # "what is at stake", "the stakes are high"
            return k
        if low in ("interest", "holding", "interests", "holdings") and _by_percent(percents, k, 3, 0):
            return k
        if low in ("stock", "shares") and (
            before in wordlist("holdings: before shares") or "worth" in lows[max(0, k - 4) : k] or after == "worth"
        ):
            return k
        if low in ("investment", "investments", "bailout") and after == "in" and _state_s(sentence, k):
            return k
        if low in wordlist("holdings: owning") and _by_percent(percents, k, 1, 3):
            return k
    return None


def _state_s(sentence: Sentence, k: int) -> bool:
    """ "the US government's investment": a public owner stands right before token ``k``."""
    return any(k - 4 <= m.j <= k and _public(sentence, m) and _owns(sentence, m) for m in sentence.states())


def _owns(sentence: Sentence, m: Mention) -> bool:
    """Whether a possessive closes the name: "the Pentagon's", "the US government's"."""
    return modifies(sentence, m) or any(low in ("'s", "’s", "'", "’") for low in sentence.lows[m.j : m.j + 3])


def _by_percent(percents: list[Amount], k: int, back: int, on: int) -> bool:
    """Whether a percentage stands up to ``back`` tokens before token ``k`` or ``on`` tokens after it."""
    return any(0 <= k - a.j <= back or 0 < a.i - k <= on for a in percents)


def _public(sentence: Sentence, m: Mention) -> bool:
    """Whether a mention is a state's own organ and no firm of it: "the Pentagon", "the US government"."""
    if m.kind == "person":
        return True
    if m.kind == "agency":
        return not set(sentence.lows[m.i : m.j]) & wordlist("works: state firms")
    if set(sentence.lows[m.i : m.j]) & wordlist("holdings: public organs"):
        return True
    after = sentence.lows[m.j : m.j + 4]
    if after[:1] in (("'s",), ("’s",)):
        after = after[1:]
    return any(low in wordlist("holdings: public organs") for low in after[:2])


def _owner(sentence: Sentence, k: int) -> Mention | None:
    """Who owns or is to own: the agent of a passive, the possessor, the one it is handed to, the subject."""
    lows = sentence.lows
    states = [m for m in sentence.states() if abs(m.i - k) <= _FAR and not named_after(sentence, m)]
    public = [m for m in states if _public(sentence, m)]
    given = any(
        low in wordlist("holdings: giving away") and lows[n - 1 : n] not in (("its",), ("their",), ("in",))
        for n, low in enumerate(lows)
    )
    agent = next((m for m in states if m.i > k and lead_word(sentence, m) == "by" and not modifies(sentence, m)), None)
    if agent is not None and (agent in public or agent.kind == "place") and not given:
        return agent
    for m in sentence.states():
        if lead_word(sentence, m) == "on" and "list" in lows[m.j : m.j + 5] and _public(sentence, m):
            return m  # "on the government's shopping list"
    shed = bool(set(lows) & wordlist("holdings: parting"))
    for m in public:
        lead = lead_word(sentence, m)
        if lead == "to" and (given or shed or "go" in lows or "goes" in lows):
            return m
        follows = m.i > 0 and any(low in wordlist("holdings: giving away") for low in lows[max(0, m.i - 3) : m.i])
        if follows and m.j <= k:  # "handed the administration a 10% holding"
            return m
        if "as" in lows[m.j : m.j + 4] and m.j <= k <= m.j + 8:  # "have the government as a shareholder"
            return m
    if shed or given:
        return None
    for m in public:
        if m.j <= k <= m.j + 8 and _owns(sentence, m) and not any(m.j <= v.i < k for v in sentence.verbs):
            return m  # "the Pentagon's $400 million shareholding"
    return _subject(sentence, k, states, public)


def _subject(sentence: Sentence, k: int, states: list[Mention], public: list[Mention]) -> Mention | None:
    """The state that takes: subject of the verb before the stake, a government or a capital and no firm."""
    taking = wordlist("holdings: taking")
    n = next((n for n in range(k, max(-1, k - 13), -1) if sentence.lows[n] in taking), None)
    if n is None:
        return None
    verb = next((v for v in sentence.verbs if v.start <= n <= v.i or v.i == n), None)
    begin = verb.start if verb is not None else n
    left = [m for m in states if m.j <= begin and not oblique(sentence, m)]
    if not left:
        return None
    nearest = left[-1]
    if any(low in wordlist("scene: subordinators") for low in sentence.lows[nearest.j : begin]) and (
        "which" not in sentence.lows[nearest.j : begin]
    ):
        return None
    if nearest in public:
        return nearest
    if nearest.kind != "place" or modifies(sentence, nearest):
        return None
    if verb is not None and has_firm_subject(sentence, verb):
        return None
    return nearest if begin - nearest.j <= 6 else None


def _verb_of(sentence: Sentence, k: int, owner: Mention) -> Verb | None:
    """The verb that tells how sure the stake is: the nearest one between owner and stake, else before the stake."""
    low, high = min(owner.i, k), max(owner.j, k + 1)
    inside = [v for v in sentence.verbs if low <= v.i < high]
    before = [v for v in sentence.verbs if v.i <= k]
    return inside[-1] if inside else before[-1] if before else None


def _status(sentence: Sentence, verb: Verb | None, k: int) -> str:
    near = set(sentence.lows[max(0, k - 14) : k + 12])
    if "shopping" in sentence.lows:
        return "possible"
    if near & wordlist("holdings: perhaps"):
        return "possible"
    if near & {"talks", "negotiating", "negotiations", "seeks", "seeking", "discussions"}:
        return "under_negotiation"
    status = giving_status(sentence, verb)
    if status == "announced" and verb is None and near & {"owned", "owns", "holds", "held"}:
        return "in_force"
    return status
