"""Who pays, for what and where: shared by public money, works and stockpiles."""

from __future__ import annotations

import itertools

from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.numbers import Amount
from oreflow.evidence.objects import clean, goods, recent_goods
from oreflow.evidence.scene import PREPOSITIONS, Scene, Sentence, anaphor, modifies, oblique
from oreflow.evidence.sides import context_states, has_firm_subject
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_STATE_WORDS = wordlist("giving: state words")


_FEDERAL = ("USA", "AUS", "CAN", "DEU", "BRA", "MEX", "NGA", "RUS", "ARG", "MYS", "CHE", "AUT", "BEL")
GIVING = wordlist("giving: verbs")


_DONE = wordlist("giving: verbs that pay at once")


def nearest_verb(sentence: Sentence, k: int, lemmas: frozenset[str]) -> Verb | None:
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


def giver(scene: Scene, sentence: Sentence, verb: Verb | None, k: int) -> tuple[str | None, bool]:
    """The state that pays: named after "by" or "from", an agency, the subject of the giving verb, or "the
    government"."""
    lows = sentence.lows
    by_side = [m for m in sentence.states() if lead_word(sentence, m) in ("by", "from") and m.i > k - 14]
    strong = [m for m in by_side if m.kind == "agency" or _stately(sentence, m)] or [
        m for m in sentence.states() if m.kind == "agency" and lead_word(sentence, m) in ("under", "through", "via")
    ]
    if not strong and verb is not None and verb.passive:
        strong = [m for m in by_side if lead_word(sentence, m) == "by" and not modifies(sentence, m)]
    if strong:
        return strong[0].value, True
    backed = _backer_in_a_word(sentence)
    if backed is not None:
        return backed.value, True
    if verb is not None and not (verb.passive and verb.i > k):
        subject = [
            m
            for m in sentence.states()
            if m.j <= verb.start + 1
            and (not oblique(sentence, m) or organ_of(sentence, m))
            and not named_after(sentence, m)
            and not (m.form == "demonym" and firm_home(sentence, m))  # "Japanese companies invest"
        ]
        if subject and not (has_firm_subject(sentence, verb) and subject[-1].kind == "place"):
            joint = len(subject) > 1 and "and" in lows[subject[-2].j : subject[-1].i]
            return (subject[-2] if joint else subject[-1]).value, True
        for n in range(verb.start - 1, max(-1, verb.start - 8), -1):
            if lows[n] == "it" and lows[n - 1] in wordlist("giving: before an empty it"):
                continue  # "firms find it hard to invest"
            state = anaphor(scene, sentence, n)
            if state:
                return state, True
    if _by_a_minister(sentence) and (scene.title_states or scene.ranked):
        return (*scene.title_states, *scene.ranked)[0], True
    agencies = [m for m in sentence.mentions if m.kind == "agency" and m.value]
    if agencies:
        return agencies[0].value, True
    if "federal" in lows:
        here = next((m.value for m in sentence.states() if m.form == "region" and m.value in _FEDERAL), None)
        nation = here or next((s for s in scene.ranked if s in _FEDERAL), None)
        if nation is not None:
            return nation, True
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
        context = region or possessive or next(iter(spenders(scene, sentence)), None)
        return context, True
    return None, False


def _backer_in_a_word(sentence: Sentence) -> Mention | None:
    """ "a Seoul-backed smelter": the state before the hyphen."""
    return next(
        (
            m
            for m in sentence.states()
            if sentence.lows[m.j : m.j + 1] in (("backed",), ("funded",), ("financed",), ("supported",), ("led",))
            and sentence.tokens[m.j].glue
        ),
        None,
    )


def _by_a_minister(sentence: Sentence) -> bool:
    """ "was announced by Minister Hodgson": the government at home, whichever that is."""
    lows = sentence.lows
    return any(
        v.passive
        and lows[v.i + 1 : v.i + 2] == ("by",)
        and set(lows[v.i + 2 : v.i + 5]) & {"minister", "ministers", "treasurer", "premier"}
        for v in sentence.verbs
    )


def spenders(scene: Scene, sentence: Sentence) -> list[str]:
    """States near by that "the government" may stand for; a rival named only as the problem comes last."""
    near: list[str] = []
    for number in range(sentence.number, max(-1, sentence.number - 3), -1):
        near.extend(m.value for m in scene.sentences[number].states())
    near.extend(context_states(scene, sentence, 0))
    return [s for s in dict.fromkeys(near) if s != "CHN"] or list(dict.fromkeys(near))


def organ_of(sentence: Sentence, m: Mention) -> bool:
    """Whether a mention is the state of an organ named before it: "the government of Bolivia"."""
    before = [low for low in sentence.lows[max(0, m.i - 3) : m.i] if low != "the"]
    return len(before) > 1 and before[-1] == "of" and before[-2] in wordlist("holdings: public organs")


def firm_home(sentence: Sentence, m: Mention) -> bool:
    """Whether a nationality tells whose firm or plant is meant: "an Australian producer", "a Chinese smelter"."""
    if m.form != "demonym":
        return named_after(sentence, m) or _owns_a_firm(sentence, m)
    for low in sentence.lows[m.j : m.j + 5]:
        if low in wordlist("giving: firms"):
            return True
        if low in PREPOSITIONS or low in (",", ";", "and", "government", "'s", "’s"):
            return False
    return False


def _owns_a_firm(sentence: Sentence, m: Mention) -> bool:
    """ "Australia's Lynas", "Brazil's Serra Verde": a name in capitals after a possessive that is no organ of state."""
    k = m.j + 1
    if m.kind != "place" or sentence.lows[m.j : k] not in (("'s",), ("’s",)) or k >= len(sentence.tokens):
        return False
    inside = sentence.covered.get(k)
    words = set(sentence.lows[k : k + 5])
    return (
        sentence.kind != "title"
        and sentence.tokens[k].text[0].isupper()
        and (inside is None or inside.kind == "good")
        and not words & wordlist("doers: public organs")
        and not words & wordlist("doers: offices")
    )


def named_after(sentence: Sentence, m: Mention) -> bool:
    """Whether a place is the first word of a firm's name: "Korea Zinc", "Greenland Resources"."""
    if m.kind != "place" or sentence.kind == "title" or m.j >= len(sentence.tokens):
        return False
    following = sentence.covered.get(m.j)
    return sentence.tokens[m.j].text[0].isupper() and (
        sentence.lows[m.j] in wordlist("sides: firm words") or (following is not None and following.kind == "good")
    )


def _stately(sentence: Sentence, m: Mention) -> bool:
    return any(low in wordlist("giving: organs of a state") for low in sentence.lows[m.j : m.j + 4])


def lead_word(sentence: Sentence, m: Mention) -> str:
    k = m.i - 1
    while k >= 0 and sentence.lows[k] in ("the", "its", "a", "both"):
        k -= 1
    return sentence.lows[k] if k >= 0 else ""


def giving_status(sentence: Sentence, verb: Verb | None, default: str = "announced") -> str:
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


def _turns(sentence: Sentence, n: int) -> bool:
    """Whether a new statement starts at token ``n``: ";", "while", or ", and the ..." with a verb of its own."""
    lows = sentence.lows
    if lows[n] in (";", "while", "whereas"):
        return True
    return (
        lows[n] == ","
        and lows[n + 1] in ("and", "but")
        and lows[n + 2] in ("the", "a", "an", "it", "its")
        and any(n + 2 < v.start < n + 12 for v in sentence.verbs)
    )


def _segment(sentence: Sentence, k: int) -> tuple[int, int]:
    """The part of a sentence around token ``k`` between ", and the", ";" and "while"."""
    lows = sentence.lows
    cuts = [0, *(n for n in range(1, len(lows) - 2) if _turns(sentence, n)), len(lows)]
    for a, b in itertools.pairwise(cuts):
        if a <= k < b:
            return a, b
    return 0, len(lows)


def subject_goods(scene: Scene, sentence: Sentence, k: int) -> tuple[list[str], bool]:
    start, end = _segment(sentence, k)
    named = [g for g in goods(sentence, start, end) if g in minerals()]
    named = [] if named == [GENERIC] and _names_only(sentence, start, end) else named
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
    if named and not (named == [GENERIC] and _names_only(sentence, 0, len(sentence.lows))):
        return named, True
    if _programme_for_minerals(sentence):
        return [GENERIC], True
    recent = recent_goods(scene, sentence, 3) or _goods_ahead(scene, sentence)
    theme = scene.goods[0] if scene.goods and sentence.kind != "title" else GENERIC
    just_now = sentence.number and any(m.value in recent for m in scene.sentences[sentence.number - 1].goods())
    if recent and theme != GENERIC and theme not in recent and not just_now:
        return [theme], False  # named in passing just before: the money is for what the report is about
    return recent, False


def _programme_for_minerals(sentence: Sentence) -> bool:
    """ "its National Critical Mineral Mission": the name of a programme, read as one of an office, tells the goods."""
    return any(
        m.kind == "agency"
        and {"mineral", "minerals"} & set(lows_of(sentence, m))
        and set(lows_of(sentence, m)[-1:]) & wordlist("giving: programmes")
        for m in sentence.mentions
    )


def _names_only(sentence: Sentence, start: int, end: int) -> bool:
    """Whether "metals" and "minerals" only stand in the names of firms here: "MP Materials", "Trilogy Metals"."""
    if sentence.kind == "title":
        return False
    here = [m for m in sentence.goods() if start <= m.i and m.j <= end and m.value == GENERIC]
    if any(set(sentence.lows[m.j : m.j + 2]) & wordlist("giving: programmes") for m in here):
        return False  # "its National Metals Mission": a programme is named after what it is for
    return bool(here) and all(
        sentence.lows[m.j : m.j + 1] in (("alliance",), ("office",), ("agency",))
        or (sentence.lows[m.j : m.j + 1] in (("fund",), ("facility",)) and sentence.tokens[m.i].text[0].isupper())
        or (m.i > 0 and m.j - m.i > 1 and all(sentence.tokens[k].text[0].isupper() for k in range(m.i, m.j)))
        or (
            sentence.tokens[m.i].text[0].isupper()
            and (
                (
                    m.i > 0
                    and sentence.tokens[m.i - 1].text[0].isupper()
                    and (m.i > 1 or m.i - 1 not in sentence.covered)
                )
                or sentence.lows[m.j : m.j + 1] in (("corp",), ("inc",), ("ltd",), ("limited",), ("plc",))
            )
        )
        for m in here
    )


def _goods_ahead(scene: Scene, sentence: Sentence) -> list[str]:
    """The minerals that the next sentences spell out where none was named yet: openings name the firm alone."""
    named = [
        m.value
        for later in scene.sentences[sentence.number + 1 : sentence.number + 4]
        for m in later.goods()
        if m.value in minerals()
    ]
    return clean(named)


def _aside(sentence: Sentence, i: int, at: int) -> bool:
    """Whether token ``i`` stands in a ", which ...," that closes before the money at ``at`` is told."""
    opened = next((n for n in range(i - 1, max(-1, i - 14), -1) if sentence.lows[n] in ("which", "who", ",")), None)
    return opened is not None and sentence.lows[opened] != "," and "," in sentence.lows[i:at]


def locations(scene: Scene, sentence: Sentence, actor: str, at: int = 0) -> list[str]:
    """Where the money goes: places in the sentence, else the one partner of the title."""
    found = []
    start, end = _segment(sentence, at)
    for m in sentence.states():
        if not start <= m.i < end:
            continue
        if (
            sentence.lows[m.j : m.j + 1] == ("$",)
            or _aside(sentence, m.i, at)
            or (m.form == "demonym" and lead_word(sentence, m) == "with")
        ):
            continue
        lead = lead_word(sentence, m)
        if (
            m.value != actor
            and m.kind == "place"
            and (lead in wordlist("giving: before a place") or m.form == "region" or firm_home(sentence, m))
        ):
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
    at_home = any(m.value == actor and lead_word(sentence, m) == "in" for m in sentence.states())
    if not found and not at_home and len(scene.title_states) == 2 and actor in scene.title_states:
        found = [s for s in scene.title_states if s != actor and host_in_title(scene, s)]
    return list(dict.fromkeys(found))[:2]


def host_in_title(scene: Scene, state: str) -> bool:
    """The title's other state takes the money, but not in "chases German money", "against Beijing", "trade barbs"."""
    title = scene.sentences[0]
    if set(title.lows) & wordlist("giving: quarrels"):
        return False
    other = wordlist("giving: what a lender gives") | wordlist("deals: against a holder")  # "loosen China's grip"
    return not any(
        m.value == state and (set(title.lows[m.j : m.j + 3]) & other or lead_word(title, m) in ("against", "from"))
        for m in title.states()
    )


def in_usd(sentence: Sentence, amount: Amount) -> float | None:
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
