"""Public money and public projects: mines and plants with state backing, stockpiles, subsidies and price floors."""

from __future__ import annotations

from oreflow.evidence.backing import backing_status, find_backing
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.clearing import find_clearing
from oreflow.evidence.giving import (
    GIVING,
    giver,
    giving_status,
    in_usd,
    lead_word,
    locations,
    nearest_verb,
    subject_goods,
)
from oreflow.evidence.holdings import find_holdings
from oreflow.evidence.numbers import Amount
from oreflow.evidence.objects import recent_goods
from oreflow.evidence.phrases import condition, moment
from oreflow.evidence.projects import state_projects
from oreflow.evidence.reserves import find_reserve
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import context_states, has_firm_subject
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist
from oreflow.evidence.works import (
    STOCKPILE_WORDS,
    WORKS,
    public_works,
    reserve_office,
    specific_works,
    stock_list,
    stockpile,
)

_FUNDING = wordlist("support: funding")


_PHRASES = (
    ("price", "floor"),
    ("price", "floors"),
    ("floor", "price"),
    ("floor", "prices"),
    ("minimum", "price"),
    ("minimum", "prices"),
    ("price", "support"),
    ("price", "guarantee"),
    ("price", "guarantees"),
    ("contracts", "for"),
    ("contract", "for"),
    ("equity", "stake"),
    ("tax", "credit"),
    ("tax", "credits"),
    ("equity", "investment"),
    ("equity", "investments"),
    ("letter", "of"),
    ("letters", "of"),
    ("production", "credits"),
    ("equity", "stakes"),
)


_OFFERING = GIVING | wordlist("support: verbs of offering")


_NOT_SUPPORT = wordlist("support: not support")


def find_support(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """All candidates for public support in a sentence."""
    found: list[Candidate] = []
    used: set[int] = set()
    lows = sentence.lows
    found.extend(stock_list(scene, sentence, used))
    at = None if found else _reserve_word(sentence)
    if at is not None:
        found.extend(stockpile(scene, sentence, at, used))
    if not found:
        reserve = find_reserve(scene, sentence, used)
        found.extend([reserve] if reserve is not None else [])
    if not found:
        found.extend(find_holdings(scene, sentence, used))
        found.extend(state_projects(scene, sentence))
    for amount in sentence.amounts:
        if amount.kind == "money" and amount.i not in used:
            candidate = _money(scene, sentence, amount)
            if candidate is not None and not any(c.value is not None and c.value == candidate.value for c in found):
                found.append(candidate)
    if not any(c.kind != "stockpile" for c in found):
        candidate = (
            _unpriced(scene, sentence)
            or public_works(scene, sentence)
            or _agency_aid(scene, sentence)
            or (None if found else find_backing(scene, sentence) or find_clearing(scene, sentence))
            or _told_before(scene, sentence)
        )
        if candidate is not None:
            found.append(candidate)
    elif any(n for n in range(len(lows) - 2) if lows[n : n + 2] == (",", "and")):  # a second work in its own clause
        candidate = public_works(scene, sentence, after=max(a.j for a in sentence.amounts))
        if candidate is not None and not any(set(c.objects) & set(candidate.objects) for c in found):
            found.append(candidate)
    return found


def _reserve_word(sentence: Sentence) -> int | None:
    """The word that tells a state's reserve: "stockpile", "strategic reserve", "its stocks" of a reserve office."""
    lows = sentence.lows
    office = reserve_office(sentence)
    for k, low in enumerate(lows):
        before = lows[k - 1] if k else ""
        if low in STOCKPILE_WORDS or (
            low == "reserve"
            and before in ("strategic", "national", "minerals", "mineral", "metals", "state", "emergency")
        ):
            return k
        if low == "reserves" and before in ("strategic", "state", "emergency", "federal") and k not in sentence.covered:
            return k
        if office is not None and low in wordlist("works: buying") and k >= office.j:
            return k
    return None


def _money(scene: Scene, sentence: Sentence, amount: Amount) -> Candidate | None:
    lows = sentence.lows
    before, after = lows[max(0, amount.i - 6) : amount.i], lows[amount.j : amount.j + 7]
    verb = nearest_verb(sentence, amount.i, GIVING)
    noun = next((low for low in (*after, *reversed(before)) if low in _FUNDING), "")
    if _no_support(sentence, amount, verb, noun) or _part_of_a_sum(sentence, amount):
        return None
    actor, own = giver(scene, sentence, verb, amount.i)
    if actor is None:
        return None
    named, own_goods = subject_goods(scene, sentence, amount.i)
    if not named or (
        not own_goods
        and not (
            set(lows) & (WORKS | {"fund", "reserve", "study"})
            or noun in ("loan", "letter", "letters", "financing", "grant", "stake")
            or (noun and any(m.kind == "agency" and m.value == actor for m in sentence.mentions))
        )
    ):
        return None
    sites = locations(scene, sentence, actor, amount.i)
    if not sites and any(
        m.value == actor and m.i > amount.i and lows[m.i - 1] in ("from", "the") for m in sentence.states()
    ):
        sites = [  # "France's Orano ... with a loan from the EIB": who receives it
            m.value for m in sentence.states() if m.j < amount.i and m.value != actor and modifies(sentence, m)
        ][:1]
    stock = bool(set(lows) & (STOCKPILE_WORDS | {"reserve", "vault"})) and not own_goods
    shares = set(lows[max(0, amount.i - 4) : amount.j + 5]) & {"equity", "stake", "stock", "shares"}
    works = not stock and _builds(sentence, verb, noun)
    end = min(len(lows), amount.j + 9)
    start = verb.start if verb is not None and verb.i < amount.i else max(0, amount.i - 3)
    status = giving_status(sentence, verb) if verb is not None else backing_status(sentence, amount.j, None)
    if status == "denied":
        return None
    date, _ = moment(scene, sentence, verb.i if verb is not None else amount.i, 0, len(lows), status == "announced")
    return Candidate(
        "capacity_project" if works and not shares else "subsidy_or_price_support",
        status,
        actor,
        sites,
        [] if stock else named,
        sentence.number,
        scene.tokens_span(sentence, start, end),
        "public-money",
        0.65 if own and own_goods else 0.5,
        True,
        value=in_usd(sentence, amount),
        date=date,
        own_goods=own_goods,
        own_actor=own,
        retaliation=stock,
    )


def _builds(sentence: Sentence, verb: Verb | None, noun: str) -> bool:
    """ "will set up a plant for $1.4 billion", "approved $2 billion of plants": the work is told, not the money."""
    if not specific_works(sentence) or noun in wordlist("support: nouns of money"):
        return False
    return any(v.lemma in wordlist("support: verbs of works") for v in sentence.verbs) and (
        verb is None or verb.lemma not in wordlist("support: verbs of paying")
    )


def _no_support(sentence: Sentence, amount: Amount, verb: Verb | None, noun: str) -> bool:
    """Whether money is no support: a price, a worth, a turnover, a purchase, or told with no word of giving."""
    lows = sentence.lows
    before, after = lows[max(0, amount.i - 6) : amount.i], lows[amount.j : amount.j + 7]
    doubtful = set(before[-4:]) & _NOT_SUPPORT
    if doubtful == {"worth"} and set(lows[max(0, amount.i - 18) : amount.i]) & wordlist("support: worth a sum"):
        doubtful = set()  # "a package worth $6 billion"
    if (
        doubtful
        or before[-1:] == ("at",)
        or set(after[:2]) & {"worth", "surplus", "gdp", "deficit"}
        or (after[:1] == ("in",) and set(after[1:3]) & wordlist("support: what a state takes in"))
        or {"business", "commerce"} & set(before[-3:])  # "ending business of some $1 billion a year"
        or (before[-2:] and before[-1] == "to" and "up" in before[-2:] and "unlocking" in before)
    ):
        return True
    if verb is None and not noun:
        return not _gets_from_a_state(sentence, amount)
    if verb is not None and verb.lemma == "put" and verb.i < amount.i and "at" in lows[verb.i : amount.i]:
        return True  # "put its minerals at $2 trillion": an estimate
    if verb is not None and verb.i < amount.i and not noun and verb.lemma not in wordlist("support: verbs of money"):
        return not _gets_from_a_state(sentence, amount)
    if any(
        low in ("deal", "agreement", "accord", "pact", "framework", "shares", "acquisition", "venture")
        for low in after[:3]
    ) or any(low in ("deal", "agreement", "pact") for low in before[-2:]):
        return True
    bought = set(lows[verb.i : amount.i]) & {"buy", "buying"} if verb is not None else set()
    if bought and not set(lows[amount.i : amount.j + 6]) & {"stock", "shares", "equity", "stake"}:
        return True
    return verb is not None and any(
        v.lemma in ("purchase", "import") and verb.i < v.i < amount.i for v in sentence.verbs
    )


def _gets_from_a_state(sentence: Sentence, amount: Amount) -> bool:
    """ "won $37 million under the Defense Production Act": a firm gets it and an agency near by gives it."""
    lows = sentence.lows
    return bool(set(lows[max(0, amount.i - 8) : amount.i]) & wordlist("giving: getting")) and any(
        m.kind == "agency" and abs(m.i - amount.i) < 14 for m in sentence.states()
    )


def _part_of_a_sum(sentence: Sentence, amount: Amount) -> bool:
    """ "a $200 million loan from the $4 billion Facility", "cobalt ($500 million)": parts and sources of a sum."""
    lows = sentence.lows
    if lows[0] in ("it", "that", "this", "the") and set(lows[1:3]) & wordlist("giving: parts of a sum"):
        return True  # "It includes a $500 million loan": the whole was told before
    whole = [a for a in sentence.amounts if a.kind == "money" and a.j <= amount.i]
    if lows[max(0, amount.i - 2) : amount.i] in (("from", "the"), ("under", "the"), ("of", "its"), ("from", "its")):
        named = sentence.tokens[amount.j : amount.j + 1]
        return bool(whole) and bool(named) and named[0].text[0].isupper()
    if not whole:
        return False
    if lows[max(0, amount.i - 3) : amount.i].count("(") and whole[0].value and amount.value:
        inside = next(n for n in range(amount.i - 1, amount.i - 4, -1) if lows[n] == "(")
        good = sentence.covered.get(inside - 1)
        return good is not None and good.kind == "good"
    return False


def _unpriced(scene: Scene, sentence: Sentence) -> Candidate | None:
    """Price floors, contracts for difference, tax credits, subsidies and letters of interest without an amount."""
    lows = sentence.lows
    at = next((k for k in range(len(lows) - 1) if (lows[k], lows[k + 1]) in _PHRASES and _phrase_holds(lows, k)), None)
    if at is None:
        at = next(
            (
                k
                for k, low in enumerate(lows)
                if low in ("subsidies", "subsidy", "incentives", "grants")
                and any(v.lemma in _OFFERING and abs(v.i - k) < 10 for v in sentence.verbs)
            ),
            None,
        )
        if (
            at is None
            or lows[at - 1] in ("anti", "foreign")
            or sentence.tokens[at].glue
            or "anti" in lows[max(0, at - 2) : at]
        ):
            return None
    lemmas = _OFFERING
    verb = nearest_verb(sentence, at, lemmas)
    actor, own = giver(scene, sentence, verb, at)
    if actor is None and verb is not None and not has_firm_subject(sentence, verb):
        actor = next(iter(context_states(scene, sentence, at)), None)
    if actor is None:
        return None
    named, own_goods = subject_goods(scene, sentence, at)
    if not named:
        return None
    if not own_goods and lows[at] in ("equity", "letter", "letters", "tax") and not own:
        return None
    status = giving_status(sentence, verb)
    if status == "announced" and any(low in wordlist("support: promotes") for low in lows[max(0, at - 8) : at]):
        status = "under_negotiation"
    date, _ = moment(scene, sentence, at, max(0, at - 14), len(lows), status == "announced")
    start = min(at, verb.start if verb is not None else at)
    aims = (
        [] if lows[at] in ("price", "floor", "minimum", "contracts", "contract") else locations(scene, sentence, actor)
    )
    return Candidate(
        "subsidy_or_price_support",
        status,
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, start, min(len(lows), at + 8)),
        "price-support",
        0.6,
        own or (verb is not None and not verb.passive),
        date=date,
        own_goods=own_goods,
        own_actor=own,
        condition=condition(scene, sentence, at) if status == "possible" else None,
    )


def _agency_aid(scene: Scene, sentence: Sentence) -> Candidate | None:
    """A grant or loan without its sum that an agency gives: "the grant that the Logistics Agency gave the miner"."""
    lows = sentence.lows
    at = next((k for k, low in enumerate(lows) if low in wordlist("support: aid in kind of money")), None)
    if at is None or any(a.kind == "money" for a in sentence.amounts):
        return None
    agency = next(
        (
            m
            for m in sentence.mentions
            if m.kind == "agency"
            and m.value
            and abs(m.i - at) < 14
            and not set(lows[m.i : m.j]) & wordlist("works: state firms")
            and (
                lead_word(sentence, m) == "from"
                or any(m.j <= v.i < m.j + 4 and v.lemma in GIVING for v in sentence.verbs)
            )
        ),
        None,
    )
    if agency is None:
        return None
    named, own_goods = subject_goods(scene, sentence, at)
    if not named:
        return None
    verb = nearest_verb(sentence, at, GIVING)
    low, high = min(at, agency.i), max(at, agency.j)
    return Candidate(
        "subsidy_or_price_support",
        giving_status(sentence, verb),
        agency.value,
        locations(scene, sentence, agency.value, at),
        named,
        sentence.number,
        scene.tokens_span(sentence, low, high + 3),
        "public-money",
        0.5,
        True,
        own_goods=own_goods,
        own_actor=True,
    )


def _told_before(scene: Scene, sentence: Sentence) -> Candidate | None:
    """ "The money is to pay for ...": support told before, no event of its own; falls away where none fits."""
    lows = sentence.lows
    again = wordlist("support: the money told before")
    at = next(
        (k for k in range(1, min(len(lows), 14)) if lows[k] in again and lows[k - 1] in ("the", "that", "this")), None
    )
    if at is None or any(a.kind == "money" for a in sentence.amounts) or any(m.i < at for m in sentence.states()):
        return None
    if not set(lows[at + 1 : at + 4]) & wordlist("support: is to pay"):
        return None
    back = scene.sentences[max(0, sentence.number - 3) : sentence.number]
    near = [m.value for s in back for m in s.states() if not oblique(s, m) or m.kind == "agency"]
    if not near:
        return None
    return Candidate(
        "subsidy_or_price_support",
        "announced",
        near[-1],
        [],
        recent_goods(scene, sentence),
        sentence.number,
        scene.tokens_span(sentence, at - 1, at + 8),
        "public-money",
        0.4,
        False,
        own_goods=False,
        own_actor=False,
    )


def _phrase_holds(lows: tuple[str, ...], k: int) -> bool:
    third = lows[k + 2] if k + 2 < len(lows) else ""
    if lows[k].startswith("contract"):
        return third == "difference"
    if lows[k].startswith("letter"):
        return third in ("interest", "intent", "support", "commitment")
    if lows[k] == "minimum":
        return k == 0 or lows[k - 1] != "a" or third not in ("import",)
    return True
