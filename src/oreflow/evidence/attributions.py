"""Who is made answerable for what: sources with a reporting verb, chains ("Bloomberg, citing US officials"),
each once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from oreflow.evidence.claims import Attribution
from oreflow.evidence.firms import last_firm
from oreflow.evidence.scene import Scene, Sentence, oblique
from oreflow.evidence.source_turns import (
    accuses,
    cast_as,
    document_of,
    idiom,
    in_writing,
    no_report,
    puts_at,
    speaker_ends,
    viewed_by,
)
from oreflow.evidence.sources import (
    GROUPS,
    PERSON_OFFICES,
    canonical_name,
    full_names,
    is_name,
    is_outlet,
    resolve_office,
    same_source,
    surface,
)
from oreflow.evidence.speakers import before, past_adverbs, phrase
from oreflow.evidence.unnamed_speakers import unnamed
from oreflow.evidence.wordlists import wordlist

_SAY = wordlist("attributions: say")
_SAY_WITH_CLAUSE = wordlist("attributions: say with a clause")
_NAMING = wordlist("attributions: name with quoted words")
_PLURAL = wordlist("attributions: say of groups")
_CASTING = wordlist("attributions: cast as")
_ACCUSING = wordlist("attributions: accuse")
_SPEAKS = _SAY | _SAY_WITH_CLAUSE | _NAMING | _PLURAL | _CASTING | _ACCUSING
_TELLING = (
    _SPEAKS
    | wordlist("attributions: nouns of a view")
    | wordlist("attributions: documents")
    | wordlist("attributions: opens a report")
)
_QUOTES = ('"', "“", "'", "‘", "«")
_SPEECH_ONLY_PEOPLE = wordlist("attributions: speech only people")
_PASSIVE = ("was", "were", "been", "is", "are", "be", "being")


class _Cited(NamedTuple):
    """A source as the text words it, on tokens ``i`` up to ``j``; ``via`` relays it."""

    source: str
    i: int
    j: int
    rule: str
    via: str | None = None


def find_attributions(scene: Scene) -> list[Attribution]:
    """Every cited source of a document once, in order."""
    found: list[Attribution] = []
    names = full_names(scene)
    for sentence in scene.sentences:
        if sentence.kind == "title":
            continue
        for cited in _in_sentence(scene, sentence):
            canonical = (
                cited.source
                if cited.source.lower().startswith(("people familiar", "people close", "persons ", "person "))
                else canonical_name(resolve_office(scene, sentence, cited.source), names)
            )
            if canonical is None or canonical.lower() in (scene.document.outlet or "").lower().split(","):
                continue
            if _already(found, canonical):
                continue
            known = next((n for n, a in enumerate(found) if same_source(a.source, canonical)), None)
            if known is not None and canonical.startswith("second ") and not found[known].source.startswith("second "):
                known = None
            if known is not None:
                if len(canonical) > len(found[known].source) and not canonical.isupper():
                    old = found[known]
                    found[known] = Attribution(canonical, old.evidence, old.rule, old.via)
                continue
            evidence = scene.tokens_span(sentence, cited.i, cited.j)
            found.append(Attribution(canonical, evidence, cited.rule, cited.via))
    return found


def _already(found: list[Attribution], source: str) -> bool:
    """ "The officials", "the sources": those who were cited before with more words."""
    if source == "officials":
        return any("officials" in a.source for a in found)
    return source == "sources" and any(
        "sources" in a.source.lower() or a.source.startswith(("people", "persons")) for a in found
    )


def _in_sentence(scene: Scene, sentence: Sentence) -> list[_Cited]:
    lows = sentence.lows
    found: list[_Cited] = []
    for k, low in enumerate(lows):
        if low not in _TELLING:
            continue
        if low == "according" and lows[k + 1 : k + 2] == ("to",):
            found.extend(_according(sentence, k))
        elif low in wordlist("attributions: nouns of a view") and viewed_by(sentence, k) is not None:
            view = viewed_by(sentence, k)
            found.extend(() if view is None else (_Cited(view[0], view[1], k + 1, "according-to"),))
        elif low == "per":
            found.extend(_per(sentence, k))
        elif low in ("data", "figures", "estimates", "survey") and lows[k + 1 : k + 2] in (("from",), ("by",)):
            found.extend(_data_from(sentence, k))
        elif low in wordlist("attributions: documents") and document_of(sentence, k) is not None:
            issued = document_of(sentence, k)
            found.extend(() if issued is None else (_Cited(issued[0], k, issued[1], "data-from"),))
        elif low in ("indicated", "confirmed", "signalled", "signaled") and "to" in lows[k + 1 : k + 3]:
            heard = phrase(sentence, lows.index("to", k) + 1)
            if heard is not None and is_outlet(heard[0]):
                found.append(_Cited(heard[0], k, heard[1], "told-outlet"))
            speaker = before(scene, sentence, k)
            if speaker is not None:
                found.append(_Cited(speaker[0], speaker[1], k + 1, "said"))
        elif low in ("citing", "cited", "quoting") and not any(f.i == k for f in found):
            cited = phrase(sentence, k + 1)
            if cited is not None and lows[k + 1] != "by":
                found.append(_Cited(cited[0], k, cited[1], "citing"))
        elif low in ("quotes", "quoted", "cites"):
            found.extend(_quoting(scene, sentence, k))
        elif low == "by" and k:
            found.extend(_by(sentence, k))
        elif low in ("told", "tells", "telling"):
            found.extend(_told(scene, sentence, k))
        elif low in _SPEAKS or idiom(sentence, k):
            item = _said(scene, sentence, k)
            if item is not None:
                found.append(item)
    return found


def _according(sentence: Sentence, k: int) -> Iterator[_Cited]:
    """ "according to X", with a second name in "according to notices from X and Y" and in "X, citing Y"."""
    lows = sentence.lows
    first = phrase(sentence, k + 2)
    if first is None or lows[k + 2 : k + 3] == ("new",):
        return
    yield _Cited(first[0], k, first[1], "according-to")
    n = first[1]
    if lows[n : n + 1] == ("and",) and any(low in ("ministry", "department") for low in lows[n + 1 : n + 5]):
        joined = phrase(sentence, n + 1)
        if joined is not None:
            yield _Cited(joined[0], n, joined[1], "according-to")
    at = next((n for n in range(first[1], min(len(lows), first[1] + 6)) if lows[n] in ("citing", "cited")), None)
    if at is not None:
        second = phrase(sentence, at + 1)
        if second is not None and lows[at + 1] != "by":
            yield _Cited(second[0], at, second[1], "citing", first[0])


def _per(sentence: Sentence, k: int) -> Iterator[_Cited]:
    """ "per a statement from the ministry", "per Reuters"; "per tonne" and "per capita" are none."""
    lows = sentence.lows
    if k and (sentence.tokens[k - 1].text[0].isdigit() or any(a.i <= k < a.j for a in sentence.amounts)):
        return
    named = phrase(sentence, k + 1)
    opens = lows[k + 1 : k + 2] in (("a",), ("the",))
    if named is None or not (opens or sentence.tokens[k + 1].text[0].isupper()):
        return
    if is_name(named[0]) and len(named[0]) > 2:
        yield _Cited(named[0], k, named[1], "according-to")


def _data_from(sentence: Sentence, k: int) -> Iterator[_Cited]:
    """ "figures from the customs service show"."""
    shows = wordlist("attributions: shows")
    if any(low in shows for low in sentence.lows[k + 2 : k + 14]):
        named = phrase(sentence, k + 2)
        if named is not None and is_name(named[0]):
            yield _Cited(named[0], k, named[1] + 1, "data-from")


def _quoting(scene: Scene, sentence: Sentence, k: int) -> Iterator[_Cited]:
    """ "Reuters quotes two traders as saying": who relays and who is relayed; "was quoted as saying": the speaker."""
    lows = sentence.lows
    saying = any(lows[n : n + 2] == ("as", "saying") for n in range(k + 1, k + 9))
    if k and lows[k - 1] in _PASSIVE:
        speaker = before(scene, sentence, k - 1) if saying else None
        if speaker is not None:
            yield _Cited(speaker[0], speaker[1], k + 1, "quoted")
        return
    relayer = before(scene, sentence, k) if k else None
    if relayer is None or not (saying or lows[k] == "cites"):
        return
    yield _Cited(relayer[0], relayer[1], k + 1, "said")
    cited = phrase(sentence, k + 1)
    if cited is not None:
        yield _Cited(cited[0], k, cited[1], "citing", relayer[0])


def _by(sentence: Sentence, k: int) -> Iterator[_Cited]:
    """ "reported by X", "were announced on Monday by X", "was confirmed by X"; "quoted by" only relays."""
    lows = sentence.lows
    after = phrase(sentence, k + 1)
    if after is None:
        return
    if lows[k - 1] in ("reported", "assessed", "published", "estimated") and "quoted" not in lows[max(0, k - 2) : k]:
        first = (
            lows[max(0, k - 2)] == "first" and "as" not in lows[max(0, k - 3) : k]
        )  # who had the news first is credited, not cited
        if is_name(after[0]) and not first:
            yield _Cited(after[0], max(0, k - 2), after[1], "reported-by")
        return
    told = wordlist("attributions: passive of reporting")
    at = next((n for n in range(k - 1, max(0, k - 5), -1) if lows[n] in told), None)
    if at is None or any(low in (",", ";", "to", "in") for low in lows[at + 1 : k]):
        return
    auxiliary = lows[at - 1] in _PASSIVE or (at > 1 and lows[at - 1].endswith("ly") and lows[at - 2] in _PASSIVE)
    if auxiliary and (is_name(after[0]) or after[0].split()[-1].lower() in GROUPS or "sources" in after[0]):
        yield _Cited(after[0], at, after[1], "said-by")


def _told(scene: Scene, sentence: Sentence, k: int) -> Iterator[_Cited]:
    """ "X told Reuters", and turned round, "Reuters was told by X"."""
    lows = sentence.lows
    if k and lows[k - 1] in _PASSIVE:
        hearer = before(scene, sentence, k - 1)
        by = next((n for n in range(k + 1, min(len(lows), k + 6)) if lows[n] == "by"), None)
        if hearer is not None and is_outlet(hearer[0]):
            yield _Cited(hearer[0], hearer[1], k + 1, "told-outlet")
            speaker = phrase(sentence, by + 1) if by is not None else None
            if speaker is not None:
                yield _Cited(speaker[0], k, speaker[1], "told")
        return
    heard = phrase(sentence, k + 1)
    if heard is not None and is_outlet(heard[0]):
        yield _Cited(heard[0], k, heard[1], "told-outlet")
    elif _orders(sentence, k):
        return
    speaker = unnamed(sentence, k) or before(scene, sentence, k)
    if speaker is not None:
        yield _Cited(speaker[0], speaker[1], k + 1, "told")


def _orders(sentence: Sentence, k: int) -> bool:
    """ "told refiners to halt sales" is an order, no report."""
    for low in sentence.lows[k + 1 : k + 7]:
        if low in ("that", ",", "of", "about") or low in _QUOTES:
            return False
        if low == "to":
            return True
    return False


def _said(scene: Scene, sentence: Sentence, k: int) -> _Cited | None:
    """The speaker of an active reporting verb, before it or, inverted, after it."""
    lows, low = sentence.lows, sentence.lows[k]
    if no_report(sentence, k):
        return None
    plain = (low in _SAY and low not in _SPEECH_ONLY_PEOPLE) or idiom(sentence, k)
    group = low in _PLURAL
    someone = unnamed(sentence, k)
    if someone is not None and (plain or _speaking(sentence, k)):
        return _Cited(someone[0], someone[1], k + 1, "unnamed")
    if low in wordlist("attributions: participles of reporting") and k and lows[k - 1] == ",":
        return _main_subject(scene, sentence, k)
    if k and lows[k - 1] in wordlist("attributions: auxiliaries"):
        return None
    after = _inverted(sentence, k)
    if after is not None:
        return after
    speaker = before(scene, sentence, k)
    if speaker is None:
        return None
    if any(low in wordlist("attributions: not yet said") for low in lows[max(0, speaker[1] - 2) : speaker[1]]):
        return None  # "provided the panel concludes that"
    cited = _Cited(speaker[0], speaker[1], k + 1, "said")
    if group and speaker[0].split()[-1].lower() in GROUPS:
        return cited
    if plain or _speaking(sentence, k) or (low not in _NAMING and _trailing(sentence, cited)):
        return cited
    return None


def _inverted(sentence: Sentence, k: int) -> _Cited | None:
    """ "..., said Jane Doe" and "..., said its head, Jane Doe"."""
    lows, tokens = sentence.lows, sentence.tokens
    if k + 1 >= len(lows) or lows[k] not in wordlist("attributions: reporting verbs"):
        return None
    prior = tokens[k - 1].text if k else ""
    if prior not in ('"', "”", ",", "’", "'", "—", "–", "…") and k:
        return None
    after = phrase(sentence, k + 1)
    goes_on = after is not None and any(v.start == after[1] or v.i == after[1] for v in sentence.verbs)
    if after is not None and not speaker_ends(sentence, after[1]):
        return None
    if after is not None and (goes_on or lows[after[1] : after[1] + 1] in (("would",), ("will",), ("had",), ("was",))):
        return None  # "..., Jane Doe, said Tokyo would protest"
    someone = GROUPS | wordlist("attributions: unnamed")  # "said a trader in Malta"
    known = after is not None and after[0].startswith("source familiar")
    if after is not None and (is_name(after[0]) or known or after[0].split()[-1].lower() in someone):
        return _Cited(after[0], k, after[1], "said-after")
    for n in range(k + 2, min(len(lows) - 1, k + 9)):
        if lows[n] == "," and tokens[n + 1].text[0].isupper():
            named = phrase(sentence, n + 1)
            if named is not None and len(named[0].split()) in (2, 3):
                return _Cited(named[0], k, named[1], "said-after")
        if not (tokens[n].text.isalpha() or lows[n] in ("'s", "’s")) or tokens[n].text[0].isupper():
            return None
    return None


def _trailing(sentence: Sentence, cited: _Cited) -> bool:
    """Whether "..., the company announced on Monday." stands behind or inside what is said."""
    lows, j = sentence.lows, cited.j
    if lows[j - 1] in wordlist("attributions: never trailing"):
        return False
    n = cited.i - 1
    small = ("the", "a", "an", "as", "and")
    while n >= 0 and (lows[n] in small or sentence.tokens[n].text[0].isupper()) and cited.i - n < 6:
        n -= 1
    if n < 0 or lows[n] not in (",", "”", '"', "’", "—", "–"):
        return False
    follows = lows[j] if j < len(lows) else "."
    dated = any(when.i <= j <= when.j or (when.i == j + 1 and follows in ("on", "in")) for when in sentence.whens)
    return dated or follows in (".", ",", "”", '"', ";", "today", "yesterday", "earlier")


def _main_subject(scene: Scene, sentence: Sentence, k: int) -> _Cited | None:
    """ "Trump has threatened ..., saying": the speaker is the subject of the sentence."""
    if any(low in wordlist("attributions: firms") for low in sentence.lows[:3]):
        firm = last_firm(scene, sentence, 1)
        return None if firm is None else _Cited(firm, k, k + 1, "saying")
    for m in sentence.mentions:
        if m.j <= k and m.kind in ("person", "agency") and m.value and not oblique(sentence, m):
            end = m.j
            while end < k and sentence.lows[m.j - 1] in PERSON_OFFICES and sentence.tokens[end].text[0].isupper():
                end += 1
            return _Cited(surface(sentence, m.i, end), k, k + 1, "saying")
    first = next(
        (n for n, token in enumerate(sentence.tokens[:6]) if token.text[0].isupper() and token.text.isalpha()), None
    )
    if first is not None and first + 1 < k and sentence.tokens[first].low == "the":
        end = first + 1
        while end < k and sentence.tokens[end].text[0].isupper() and end not in sentence.covered:
            end += 1
        if (
            end - first > 2 and "that" in sentence.lows[k + 1 : k + 4]
        ):  # "The Zinc Council, for its part, called for a levy, adding"
            return _Cited(surface(sentence, first + 1, end), k, k + 1, "saying")
    if (
        first is None
        or first in sentence.covered
        or sentence.tokens[first].low in ("the", "a")
        or (first == 0 and sentence.lows[0] in wordlist("attributions: not a subject"))
    ):
        return None
    return _Cited(surface(sentence, first, first + 1), k, k + 1, "saying")


def _speaking(sentence: Sentence, k: int) -> bool:
    """Verbs that are speech only with a clause, a quotation or a statement after them."""
    lows, low = sentence.lows, sentence.lows[k]
    after = lows[k + 1 : k + 6]
    subject = lows[max(0, past_adverbs(sentence, k - 1))] if k else ""
    if low in ("see", "sees"):
        return subject in GROUPS
    if low in _CASTING and cast_as(sentence, k):
        return True
    if low in _ACCUSING and accuses(sentence, k):
        return True
    if low in _NAMING:
        return any(sign in _QUOTES for sign in lows[k + 1 : k + 12]) or "what" in lows[max(0, k - 7) : k]
    if low in wordlist("attributions: value at"):
        return subject in ("estimates", "estimate", "figures", "data") or puts_at(sentence, k)
    if low == "state":
        return subject in GROUPS
    if low == "referred":
        return "to" in after[:1]
    return (
        "that" in (lows[k + 1 : k + 11] if low in ("informed", "informs", "notified") else after)
        or any(sign in ('"', "“", "‘") for sign in after)
        or subject in ("data", "figures", "report", "survey", "statistics", "records", "documents", "filings")
        or low in ("describes", "described", "estimate", "estimates")
        or in_writing(after, lows[k + 1 : k + 8])
    )
