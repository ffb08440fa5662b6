"""Verbs of status and the group around them: tense, modality, condition and negation decide what a report says
is so."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from oreflow.evidence.lexicon import rows, split
from oreflow.evidence.text import Token
from oreflow.evidence.wordlists import wordlist

_POSSIBLE = wordlist("verbs: possible")
_FUTURE = wordlist("verbs: future")
_CONDITIONAL = wordlist("verbs: conditional")
_BE = wordlist("verbs: be")
_HAVE = wordlist("verbs: have")
_NEGATIONS = wordlist("verbs: negations")
_ADVERBS = wordlist("verbs: adverbs")
_TO_FUTURE = wordlist("verbs: to future")
_MOSTLY_NOUN = wordlist("verbs: mostly noun")
_BEFORE_VERB = wordlist("verbs: before verb")
_NOUN_MODES = {
    "decision": "past",
    "move": "past",
    "plan": "future",
    "plans": "future",
    "pledge": "future",
    "promise": "future",
    "willing": "possible",
    "willingness": "possible",
    "intention": "future",
    "able": "possible",
}
_DETERMINERS = wordlist("verbs: determiners")
_PROBABLE_NOUN = wordlist("verbs: probable noun")


class Verb(NamedTuple):
    """A verb form at token ``i``; ``mode`` is past, present, future, possible, conditional, infinitive or
    progressive."""

    i: int
    lemma: str
    classes: frozenset[str]
    form: str  # base | s | past | participle | ing
    mode: str
    passive: bool
    negated: bool
    controller: str  # lemma of the verb or adjective before "to": "threaten" in "threatened to impose"
    controller_classes: frozenset[str]
    start: int  # first token of the verb group


class Form(NamedTuple):
    """One inflected form in the register."""

    lemma: str
    form: str
    classes: frozenset[str]


@cache
def forms() -> dict[str, Form]:
    """Every inflected form with its lemma and classes."""
    classes: dict[str, set[str]] = {}
    shapes: dict[str, tuple[str, str, str]] = {}
    for row in rows("verbs.csv"):
        for item in split(row["verbs"]):
            parts = item.split("/")
            lemma = parts[0]
            if " " in lemma:
                continue
            classes.setdefault(lemma, set()).add(row["class"])
            shapes[lemma] = (parts[1], parts[2], parts[3]) if len(parts) == 4 else shapes.get(lemma, _regular(lemma))
    found: dict[str, Form] = {}
    for lemma, (past, participle, ing) in shapes.items():
        known = frozenset(classes[lemma])
        for word, form in (
            (ing, "ing"),
            (participle, "participle"),
            (past, "past"),
            (_third(lemma), "s"),
            (lemma, "base"),
        ):
            if form == "past" and past == participle:
                found[word] = Form(lemma, "past", known)
            else:
                found.setdefault(word, Form(lemma, form, known))
        if past == participle == lemma:
            found[lemma] = Form(lemma, "past", known)
    return found


def _regular(lemma: str) -> tuple[str, str, str]:
    if lemma.endswith("e"):
        return lemma + "d", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    return lemma + "ed", lemma + "ed", lemma + "ing"


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + "s"


def verbs(tokens: tuple[Token, ...], starts_sentence: bool = True) -> list[Verb]:
    """The known verbs of a sentence with their groups, from the left."""
    known = forms()
    found: list[Verb] = []
    for i, token in enumerate(tokens):
        form = known.get(token.low)
        if (
            form is None
            or _is_noun(tokens, i, form)
            or (token.low in ("states", "state") and i and tokens[i - 1].low in ("united", "member", "the"))
        ):
            continue
        found.append(_group(tokens, i, form, found))
    return found


def _is_noun(tokens: tuple[Token, ...], i: int, form: Form) -> bool:
    """Whether a form such as "ban" or "controls" is a noun here, by the word before it."""
    if tokens[i].glue:
        return True
    previous = tokens[i - 1].low if i else ""
    if form.form in ("past", "participle") and tokens[i].low != form.lemma:
        return False
    if form.form == "ing":
        return previous in ("the", "a", "an", "'s", "’s") or tokens[i].low in (
            "licensing",
            "meeting",
            "building",
            "funding",
            "finding",
        )
    if previous in wordlist("verbs: before a noun"):
        return True
    if previous.endswith(("ese", "ian", "ean", "ish")) and tokens[i].low in _PROBABLE_NOUN:
        return True
    if form.form == "base" and tokens[i].low in _MOSTLY_NOUN:
        return not (
            i == 0
            or previous in _BEFORE_VERB
            or previous.endswith("ly")
            or (previous.endswith("s") and not previous.endswith("ss"))
        )
    if tokens[i].low in _PROBABLE_NOUN:
        if previous in (
            "to",
            "will",
            "would",
            "may",
            "might",
            "could",
            "can",
            "should",
            "must",
            "and",
            "or",
            "not",
            "shall",
            "",
        ):
            return (
                previous in ("and", "or")
                and i > 1
                and (known_noun := tokens[i - 2].low) is not None
                and known_noun in _PROBABLE_NOUN
            )
        if i and tokens[i - 1].text[0].isupper() and tokens[i].low.endswith("s") and not tokens[i].text[0].isupper():
            return i > 1 and tokens[i - 2].low in ("the", "on", "of", "from", "with", "new")
        return (
            not previous.endswith("ly")
            and tokens[i].low in wordlist("verbs: in is noun 2")
            and not (i and tokens[i - 1].text[0].isupper())
        )
    return False


def _group(tokens: tuple[Token, ...], i: int, form: Form, before: list[Verb]) -> Verb:
    mode, passive, negated = "", False, False
    controller, controller_classes = "", frozenset[str]()
    seen_to = False
    k = i - 1
    while k >= 0 and i - k <= 7:
        low = tokens[k].low
        if low in _NEGATIONS or (low == "t" and k and tokens[k - 1].text in "'’"):
            negated = True
        elif low == "against" and k == i - 1 and form.form == "ing":
            negated = True  # "opted against imposing"
        elif low in _POSSIBLE:
            mode = "possible"
        elif low in _CONDITIONAL:
            mode = mode or "conditional"
        elif low in _FUTURE:
            mode = mode or "future"
        elif low == "must" or low == "need":
            mode = mode or "present"
        elif low == "to" and not seen_to:
            seen_to = True
        elif seen_to and low in _TO_FUTURE:
            controller, mode = low, "future" if mode in ("", "infinitive") else mode
        elif low in _BE:
            passive = passive or (form.form in ("past", "participle") and not seen_to)
            if seen_to and not controller:
                mode = mode or "future"  # "is to keep", "are to meet"
            if low in ("was", "were") and not mode:
                mode = "past"
        elif low in _HAVE:
            mode = mode or ("past" if not seen_to else "present")
        elif low in ("do", "does", "did"):
            mode = mode or "present"
        elif seen_to and low in forms():
            controller, controller_classes = forms()[low].lemma, forms()[low].classes
            previous = next((verb for verb in reversed(before) if verb.i == k), None)
            if previous is not None:
                mode = _after_controller(previous, mode)
                negated = negated or previous.negated
                return Verb(
                    i,
                    form.lemma,
                    form.classes,
                    form.form,
                    mode,
                    passive,
                    negated,
                    controller,
                    controller_classes,
                    previous.start,
                )
            break
        elif low not in _ADVERBS and not low.endswith("ly"):
            if seen_to and low in wordlist('verbs: nouns that take "to"'):
                controller = low
            break
        k -= 1
    if controller in _NOUN_MODES and mode in ("", "infinitive"):
        mode = _NOUN_MODES[controller]
    if not mode:
        mode = _bare_mode(tokens, i, form, seen_to, passive)
    near = {token.low for token in tokens[max(0, i - 10) : i]}
    if mode == "progressive" and near & {"may", "might", "could"}:
        mode = "possible"  # "may respond by limiting": the modal reaches the participle
    if mode == "conditional" and _reported_plan(tokens, k):
        mode = "future"
    if controller == "threat":
        controller_classes = frozenset({"threaten"})
    return Verb(i, form.lemma, form.classes, form.form, mode, passive, negated, controller, controller_classes, k + 1)


def _reported_plan(tokens: tuple[Token, ...], k: int) -> bool:
    """ "said it would introduce": the past of "will", not a condition."""
    before = [token.low for token in tokens[max(0, k - 7) : k + 1]]
    comma = next((n for n in range(len(tokens) - 1, k, -1) if tokens[n].low == ","), len(tokens))
    after = [token.low for token in tokens[comma : comma + 9]]  # "..., the ministry said"
    everything = {token.low for token in tokens}
    return (
        bool({"said", "announced", "pledged", "promised", "confirmed", "declared"} & {*before, *after})
        and not {"if", "unless"} & everything
    )


def _after_controller(previous: Verb, mode: str) -> str:
    if previous.mode in ("possible", "conditional") and not previous.classes & {"threaten"}:
        return previous.mode
    if previous.lemma in wordlist("verbs: aspectual"):
        return previous.mode  # "had begun to restrict" restricts
    if previous.classes & {"plan", "expect"}:
        return "future"
    if previous.classes & {"consider"}:
        return "possible"
    return mode or "infinitive"


def _bare_mode(tokens: tuple[Token, ...], i: int, form: Form, seen_to: bool, passive: bool) -> str:
    if seen_to:
        return "infinitive"
    if (
        form.form == "base" and i > 2 and tokens[i - 1].low == "and"
    ):  # "will fly to Seoul and meet": the auxiliary carries over
        for token in reversed(tokens[max(0, i - 14) : i]):
            if token.low in _FUTURE:
                return "future"
            if token.low in _POSSIBLE:
                return "possible"
    if passive:
        return "present"
    if form.form in ("past", "participle"):
        return "past"
    if form.form == "ing":
        return "progressive"
    return "present" if form.form == "s" else "base"


@cache
def inflections(verb: str) -> frozenset[str]:
    """All forms of a verb given as its base or as base/past/participle/ing; the register knows irregular ones."""
    irregular = {item.split("/")[0]: item for item in wordlist("verbs: irregular")}
    parts = irregular.get(verb, verb).split("/")
    lemma = parts[0]
    if len(parts) == 4:
        return frozenset((*parts, _third(lemma)))
    known = {word for word, form in forms().items() if form.lemma == lemma}
    if not known and len(lemma) <= 5 and lemma[-1] in "pmgbt" and lemma[-2] in "aeiou" and lemma[-3] not in "aeiou":
        known = {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}  # slam, slammed
    return frozenset({*(known or _regular(lemma)), lemma, _third(lemma)})


def verb_at(tokens: tuple[Token, ...], known: tuple[Verb, ...], i: int) -> Verb:
    """The verb at a token; one that the register does not hold is read by its ending as an act put in place."""
    for verb in known:
        if verb.i == i:
            return verb._replace(classes=verb.classes - {"threaten", "consider", "seek", "keep", "ease"} | {"enact"})
    low = tokens[i].low
    shape = "ing" if low.endswith("ing") else "past" if low.endswith(("ed", "ung", "ept", "old", "eld")) else "base"
    shape = "s" if shape == "base" and low.endswith("s") and not low.endswith("ss") else shape
    return _group(tokens, i, Form(low, shape, frozenset({"enact"})), list(known))
