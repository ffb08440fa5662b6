"""Public money and public projects: mines and plants with state backing, stockpiles, subsidies and price floors."""

from __future__ import annotations

from oreflow.evidence.arguments import condition, context_states, goods, has_firm_subject, moment, recent_goods
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.numbers import Amount
from oreflow.evidence.scene import BREAKS, Scene, Sentence, anaphor, oblique
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_PLANTS = wordlist("support: plants")
_WORKS = _PLANTS | wordlist("support: works")
_STATE_WORDS = wordlist("support: state words")
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
_GIVING = wordlist("support: giving")
_NOT_SUPPORT = wordlist("support: not support")
_STOCK = wordlist("support: stock")
_DONE = wordlist("support: done")
_PERMITS = wordlist("support: permits")


def find_support(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """All candidates for public support in a sentence."""
    found: list[Candidate] = []
    used: set[int] = set()
    lows = sentence.lows
    for k, low in enumerate(lows):
        reserve = (
            low in ("reserve", "reserves")
            and k
            and lows[k - 1]
            in (("strategic", "national", "minerals", "mineral", "metals") if low == "reserve" else ("strategic",))
        )
        if low in _STOCK or reserve:
            found.extend(_stockpile(scene, sentence, k, used))
            break
    for amount in sentence.amounts:
        if amount.kind == "money" and amount.i not in used:
            candidate = _money(scene, sentence, amount)
            if candidate is not None and not any(c.value is not None and c.value == candidate.value for c in found):
                found.append(candidate)
    if not any(c.kind != "stockpile" for c in found):
        candidate = _unpriced(scene, sentence) or _works(scene, sentence)
        if candidate is not None:
            found.append(candidate)
    elif any(n for n in range(len(lows) - 2) if lows[n : n + 2] == (",", "and")):  # a second work in its own clause
        candidate = _works(scene, sentence, after=max(a.j for a in sentence.amounts))
        if candidate is not None and not any(set(c.objects) & set(candidate.objects) for c in found):
            found.append(candidate)
    return found


def _nearest_verb(sentence: Sentence, k: int, lemmas: frozenset[str]) -> Verb | None:
    """The giving verb that governs token ``k``: nearest to its left in the clause, else a passive to its right."""
    for verb in reversed(sentence.verbs):
        if verb.i < k and verb.lemma in lemmas:
            if any(low in (";", ":", "—") for low in sentence.lows[verb.i : k]) or k - verb.i > 22:
                return None
            return verb
    for verb in sentence.verbs:
        if verb.i > k and verb.passive and verb.lemma in lemmas and verb.i - k < 16:
            return verb
    return None


def _giver(scene: Scene, sentence: Sentence, verb: Verb | None, k: int) -> tuple[str | None, bool]:
    """The state that pays: named after "by" or "from", an agency, the subject of the giving verb, or "the government"."""
    lows = sentence.lows
    by_side = [m for m in sentence.states() if _lead_word(sentence, m) in ("by", "from") and m.i > k - 14]
    strong = [m for m in by_side if m.kind == "agency" or _stately(sentence, m)]
    if strong:
        return strong[0].value, True
    backed = next(
        (
            m
            for m in sentence.states()
            if lows[m.j : m.j + 1] in (("backed",), ("funded",), ("financed",), ("supported",), ("led",))
            and sentence.tokens[m.j].glue
        ),
        None,
    )
    if backed is not None:
        return backed.value, True
    if verb is not None and not (verb.passive and verb.i > k):
        subject = [m for m in sentence.states() if m.j <= verb.start + 1 and not oblique(sentence, m)]
        if subject and not (has_firm_subject(sentence, verb) and subject[-1].kind == "place"):
            joint = len(subject) > 1 and "and" in lows[subject[-2].j : subject[-1].i]
            return (subject[-2] if joint else subject[-1]).value, True
        for n in range(verb.start - 1, max(-1, verb.start - 8), -1):
            state = anaphor(scene, sentence, n)
            if state:
                return state, True
    agencies = [m for m in sentence.mentions if m.kind == "agency" and m.value]
    if agencies:
        return agencies[0].value, True
    if "federal" in lows and "USA" in scene.ranked:
        return "USA", True
    if set(lows) & _STATE_WORDS:
        region = next((m.value for m in sentence.states() if m.form == "region"), None)
        possessive = next(
            (
                m.value
                for m in sentence.states()
                if m.form == "demonym" or lows[m.j : m.j + 1] in (("government",), ("'s",), ("’s",))
            ),
            None,
        )
        context = region or possessive or next(iter(_spenders(scene, sentence)), None)
        return context, True
    return None, False


def _spenders(scene: Scene, sentence: Sentence) -> list[str]:
    """States near by that "the government" may stand for; a rival named only as the problem comes last."""
    near: list[str] = []
    for number in range(sentence.number, max(-1, sentence.number - 3), -1):
        near.extend(m.value for m in scene.sentences[number].states())
    near.extend(context_states(scene, sentence, 0))
    return [s for s in dict.fromkeys(near) if s != "CHN"] or list(dict.fromkeys(near))


def _stately(sentence: Sentence, m: Mention) -> bool:
    return any(low in wordlist("support: in stately") for low in sentence.lows[m.j : m.j + 4])


def _lead_word(sentence: Sentence, m: Mention) -> str:
    k = m.i - 1
    while k >= 0 and sentence.lows[k] in ("the", "its", "a", "both"):
        k -= 1
    return sentence.lows[k] if k >= 0 else ""


def _status(sentence: Sentence, verb: Verb | None, default: str = "announced") -> str:
    if verb is None:
        return default
    if verb.negated:
        return "denied"
    if verb.mode == "possible" or (verb.lemma == "consider") or verb.controller in ("consider",):
        return "possible"
    if verb.lemma == "propose" or verb.controller_classes & {"seek", "propose"}:
        return "under_negotiation"
    if verb.mode in ("future", "infinitive", "conditional", "base") or verb.controller:
        return "announced"
    if verb.mode == "past" and verb.lemma in _DONE and verb.form in ("past", "participle"):
        return "in_force"
    return default


def lows_of(sentence: Sentence, m: Mention) -> tuple[str, ...]:
    """The words of a mention."""
    return sentence.lows[m.i : m.j]


def _segment(sentence: Sentence, k: int) -> tuple[int, int]:
    """The part of a sentence around token ``k`` between ", and the", ";" and "while"."""
    lows = sentence.lows
    cuts = [0]
    for n in range(1, len(lows) - 2):
        if (
            lows[n] == ";"
            or lows[n] in ("while", "whereas")
            or (
                lows[n] == ","
                and lows[n + 1] in ("and", "but")
                and any(v.start > n + 2 and v.start < n + 12 for v in sentence.verbs)
                and lows[n + 2] in ("the", "a", "an", "it", "its")
            )
        ):
            cuts.append(n)
    cuts.append(len(lows))
    for a, b in zip(cuts, cuts[1:], strict=False):
        if a <= k < b:
            return a, b
    return 0, len(lows)


def _subject_goods(scene: Scene, sentence: Sentence, k: int) -> tuple[list[str], bool]:
    start, end = _segment(sentence, k)
    named = [g for g in goods(sentence, start, end) if g in minerals()]
    if (
        named == [GENERIC]
        and sentence.kind != "title"
        and not any(low in ("critical", "strategic") for m in sentence.goods() for low in lows_of(sentence, m))
    ):
        named = [
            g for g in recent_goods(scene, sentence, 3) if g != GENERIC
        ] or named  # "raw materials": those named before
    if named:
        return named, True
    named = [g for g in goods(sentence, max(0, k - 30), len(sentence.lows)) if g in minerals()]
    if named:
        return named, True
    return recent_goods(scene, sentence, 3), False


def _locations(scene: Scene, sentence: Sentence, actor: str, at: int = 0) -> list[str]:
    """Where the money goes: places in the sentence, else the one partner of the title."""
    found = []
    start, end = _segment(sentence, at)
    for m in sentence.states():
        if not start <= m.i < end:
            continue
        lead = _lead_word(sentence, m)
        if m.value != actor and m.kind == "place" and (lead in wordlist("support: in locations") or m.form == "region"):
            found.append(m.value)
    if not found:
        joint = [
            m.value for m in sentence.states() if m.value != actor and not oblique(sentence, m) and m.kind == "place"
        ]
        if joint and "and" in sentence.lows and sentence.has("together", "jointly", "governments", "both"):
            found = joint[:1]
    if not found and sentence.number and "venture" in scene.sentences[sentence.number - 1].lows:
        before = {m.value for m in scene.sentences[sentence.number - 1].states() if m.value != actor}
        found = list(before) if len(before) == 1 else []
    if not found and len(scene.title_states) == 2 and actor in scene.title_states:
        found = [s for s in scene.title_states if s != actor]
    return list(dict.fromkeys(found))[:2]


def _money(scene: Scene, sentence: Sentence, amount: Amount) -> Candidate | None:
    lows = sentence.lows
    before, after = lows[max(0, amount.i - 6) : amount.i], lows[amount.j : amount.j + 7]
    if (
        before[-1:] == ("at",)
        or set(before[-4:]) & _NOT_SUPPORT
        or set(after[:2]) & {"worth", "surplus", "gdp", "deficit"}
        or (before[-2:] and before[-1] == "to" and "up" in before[-2:] and "unlocking" in before)
    ):
        return None
    verb = _nearest_verb(sentence, amount.i, _GIVING)
    noun = next((low for low in (*after, *reversed(before)) if low in _FUNDING), "")
    if verb is None and not noun:
        return None
    if verb is not None and verb.i < amount.i and not noun and verb.lemma not in wordlist("support: in money"):
        return None
    if any(low in ("deal", "agreement", "pact", "framework", "shares", "acquisition") for low in after[:3]) or any(
        low in ("deal", "agreement", "pact") for low in before[-2:]
    ):
        return None
    actor, own = _giver(scene, sentence, verb, amount.i)
    if actor is None:
        return None
    named, own_goods = _subject_goods(scene, sentence, amount.i)
    if not named or (
        not own_goods
        and not (
            set(lows) & (_WORKS | {"fund", "reserve", "study"})
            or noun in ("loan", "letter", "letters", "financing", "grant", "stake")
        )
    ):
        return None
    stock = bool(set(lows) & (_STOCK | {"reserve", "vault"})) and not own_goods
    specific = _specific_works(sentence) and not stock
    end = min(len(lows), amount.j + 9)
    start = verb.start if verb is not None and verb.i < amount.i else max(0, amount.i - 3)
    status = _status(sentence, verb)
    date, _ = moment(scene, sentence, verb.i if verb is not None else amount.i, 0, len(lows), status == "announced")
    return Candidate(
        "capacity_project"
        if specific
        and not ((verb is not None and verb.lemma in ("award", "grant")) or "study" in lows)
        and noun not in ("fund", "scheme", "stake", "equity", "shares")
        and not set(lows[max(0, amount.i - 4) : amount.j + 5]) & {"equity", "stake", "stock", "shares"}
        else "subsidy_or_price_support",
        status,
        actor,
        _locations(scene, sentence, actor, amount.i),
        [] if stock else named,
        sentence.number,
        scene.tokens_span(sentence, start, end),
        "public-money",
        0.65 if own and own_goods else 0.5,
        True,
        value=_usd(sentence, amount),
        date=date,
        own_goods=own_goods,
        own_actor=own,
        retaliation=stock,
    )


def _usd(sentence: Sentence, amount: Amount) -> float | None:
    """The amount in USD as the text gives it; of "€3 billion ($3.5 billion)" the second."""
    if amount.unit == "USD":
        return amount.value
    return next(
        (
            a.value
            for a in sentence.amounts
            if a.kind == "money" and a.unit == "USD" and amount.j <= a.i <= amount.j + 4
        ),
        None,
    )


def _specific_works(sentence: Sentence) -> bool:
    """Whether one named work is meant: a plant, or a project with a proper name or its own place."""
    for k, low in enumerate(sentence.lows):
        if (
            sentence.tokens[k].text == "Project"
            and k + 1 < len(sentence.lows)
            and sentence.tokens[k + 1].text[0].isupper()
        ):
            continue
        if low in ("plant", "refinery", "smelter", "mine", "road", "production"):
            return True
        if low in ("project", "deposit", "venture") and k and sentence.lows[k - 1] not in ("per",):
            return True
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
                and any(v.lemma in _GIVING and abs(v.i - k) < 10 for v in sentence.verbs)
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
    lemmas = _GIVING | {"promote", "seek", "plan", "introduce", "set"}
    verb = _nearest_verb(sentence, at, lemmas)
    actor, own = _giver(scene, sentence, verb, at)
    if actor is None and verb is not None and not has_firm_subject(sentence, verb):
        actor = next(iter(context_states(scene, sentence, at)), None)
    if actor is None:
        return None
    named, own_goods = _subject_goods(scene, sentence, at)
    if not named:
        return None
    if not own_goods and lows[at] in ("equity", "letter", "letters", "tax") and not own:
        return None
    status = _status(sentence, verb)
    if status == "announced" and any(low in wordlist("support: in unpriced") for low in lows[max(0, at - 8) : at]):
        status = "under_negotiation"
    date, _ = moment(scene, sentence, at, max(0, at - 14), len(lows), status == "announced")
    start = min(at, verb.start if verb is not None else at)
    aims = (
        [] if lows[at] in ("price", "floor", "minimum", "contracts", "contract") else _locations(scene, sentence, actor)
    )
    return Candidate(
        "subsidy_or_price_support",
        status,
        actor,
        aims,
        named if own_goods or lows[at] not in ("contracts",) else named,
        sentence.number,
        scene.tokens_span(sentence, start, min(len(lows), at + 8)),
        "price-support",
        0.6,
        verb is not None or own,
        date=date,
        own_goods=own_goods,
        own_actor=own,
        condition=condition(scene, sentence, at) if status == "possible" else None,
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


def _works(scene: Scene, sentence: Sentence, after: int = 0) -> Candidate | None:
    """A mine, plant, road or project that a state approves, backs or plans, without an amount."""
    lows = sentence.lows
    at = next(
        (
            k
            for k, low in enumerate(lows)
            if k >= after
            and low in _WORKS
            and not (low == "mine" and k and lows[k - 1] in ("to", "and", "will", "not"))
            and not (
                sentence.tokens[k].text == "Project" and k + 1 < len(lows) and sentence.tokens[k + 1].text[0].isupper()
            )
            and lows[k - 1 : k] not in (("power",), ("solar",), ("assembly",), ("car",))
        ),
        None,
    )
    if at is None:
        return None
    lemmas = wordlist("support: lemmas") | _PERMITS
    verb = next((v for v in sentence.verbs if v.lemma in lemmas and abs(v.i - at) < 18), None)
    negotiated = any(pair == ("in", "talks") for pair in zip(lows, lows[1:], strict=False)) or sentence.has(
        "negotiating"
    )
    backed = bool(
        set(lows)
        & {
            "backed",
            "guarantees",
            "guarantee",
            "funding",
            "federal",
            "dashboard",
            "permitting",
            "government",
            "fast-tracked",
            "subsidised",
            "subsidized",
            "funded",
            "financed",
        }
    )
    backed = backed or (
        any(
            pair in (("state", "owned"), ("state", "run"), ("state", "backed"), ("state", "funding"))
            for pair in zip(lows, lows[1:], strict=False)
        )
        and lows[at] in _PLANTS
    )
    set_up = sentence.has("set", "built", "build", "construct", "construction") and lows[at] in _PLANTS
    approving = verb is not None and verb.lemma in _PERMITS
    investing = verb is not None and verb.lemma in ("invest", "fund", "finance", "support")
    if not (backed or negotiated or approving or investing or set_up):
        return None
    actor: str | None = None
    own = False
    if negotiated:
        subject = [m for m in sentence.states() if m.i < at and not oblique(sentence, m)]
        actor, own = (subject[-1].value, True) if subject else (None, False)
    else:
        actor, own = _giver(scene, sentence, verb, at)
    located = [m.value for m in sentence.states() if m.kind == "place" and _lead_word(sentence, m) in ("in", "within")]
    if actor is None and (backed or approving) and verb is not None and not has_firm_subject(sentence, verb):
        actor = next(iter(_spenders(scene, sentence)), None)
    if actor is None and "federal" in lows:
        actor = "USA" if "USA" in scene.ranked else None
    if actor is None and set_up and located and any(c in scene.title_states for c in located):
        actor, own = located[-1], True
    if actor is None or (
        not own
        and not set(lows) & {"government", "federal", "permitting", "fast-tracked", "dashboard"}
        and not approving
    ):
        return None
    named, own_goods = _subject_goods(scene, sentence, at)
    if not named:
        return None
    if (
        verb is not None
        and verb.lemma in wordlist("support: in works")
        and not (backed or negotiated or (set_up and own))
    ):
        return None
    if verb is not None and not own and has_firm_subject(sentence, verb) and not verb.passive and not backed:
        return None
    aims = _locations(scene, sentence, actor, at)
    if negotiated:
        aims = [m.value for m in sentence.states() if m.value != actor and _lead_word(sentence, m) in ("with",)][
            :1
        ] or aims
    if set_up and not aims:
        aims = [m.value for m in sentence.states() if m.value != actor and m.form == "demonym"][:1]
    mass = next((a for a in sentence.amounts if a.kind == "mass"), None)
    unit = (
        "t/yr" if mass is not None and ("year" in lows[mass.j : mass.j + 4]) else mass.unit if mass is not None else ""
    )
    status = (
        "under_negotiation"
        if negotiated
        else "announced"
        if verb is None or verb.mode == "possible"
        else _status(sentence, verb)
    )
    start = min(at, verb.start if verb is not None else at)
    if any(low in BREAKS for low in lows[start:at]) and start < at - 12:
        start = at
    return Candidate(
        "capacity_project",
        status if status != "in_force" else "announced",
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, start, min(len(lows), max(at + 1, start + 18))),
        "public-works",
        0.6 if own else 0.45,
        verb is not None or negotiated or backed,
        quantity=Quantity(mass.value, unit) if mass is not None else None,
        own_goods=own_goods,
        own_actor=own,
    )


def _stockpile(scene: Scene, sentence: Sentence, k: int, used: set[int]) -> list[Candidate]:
    lows = sentence.lows
    lemmas = _GIVING | wordlist("support: lemmas")
    verb = _nearest_verb(sentence, k, lemmas)
    if verb is not None and has_firm_subject(sentence, verb) and not verb.passive:
        return []
    actor, own = _giver(scene, sentence, verb, k)
    if actor is None:
        context = context_states(scene, sentence, k)
        actor = context[0] if context else None
    if actor is None:
        return []
    named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()]
    if not named and not sentence.has("strategic", "national", "government", "critical"):
        return []
    if any(low in ("tailings", "surface", "company", "historic") for low in lows):
        return []
    money = next((a for a in sentence.amounts if a.kind == "money" and a.i - 3 <= k <= a.j + 5), None)
    if money is not None:
        used.add(money.i)
    status = _status(sentence, verb, "announced" if sentence.has("launch", "plan", "pilot", "new") else "in_force")
    if verb is not None and verb.lemma == "propose":
        status = "under_negotiation"
    date, _ = moment(scene, sentence, k, max(0, k - 12), min(len(lows), k + 14), status == "announced")
    return [
        Candidate(
            "stockpile",
            status,
            actor,
            [],
            named,
            sentence.number,
            scene.tokens_span(sentence, max(0, k - 4), min(len(lows), k + 6)),
            "stockpile",
            0.6,
            True,
            value=_usd(sentence, money) if money is not None else None,
            date=date,
            own_actor=own,
            own_goods=bool(named),
        )
    ]
