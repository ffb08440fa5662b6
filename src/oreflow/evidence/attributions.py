"""Who is made answerable for what: sources with a reporting verb, chains ("Bloomberg, citing US officials"),
each once."""

from __future__ import annotations

import re

from oreflow.evidence.claims import Attribution
from oreflow.evidence.scene import BREAKS, Scene, Sentence, oblique
from oreflow.evidence.sources import (
    GROUPS,
    canonical_name,
    full_names,
    is_name,
    is_outlet,
    resolve_office,
    same_source,
    surface,
)
from oreflow.evidence.wordlists import wordlist

_SAY = wordlist("attributions: say")


_SPEECH_ONLY_PEOPLE = wordlist("attributions: speech only people")


_GENERIC_SOURCES = {
    "data": "data",
    "report": "report",
    "statement": "statement",
    "study": "study",
    "figures": "figures",
}


_NAME = re.compile(r"[^\W\d_][\w’'.\-]*")


_UNNAMED = wordlist("attributions: unnamed")
_SPEAKER_WORDS = wordlist("attributions: speaker words")


def find_attributions(scene: Scene) -> list[Attribution]:
    """Every cited source of a document once, in order."""
    found: list[Attribution] = []
    names = full_names(scene)
    for sentence in scene.sentences:
        if sentence.kind == "title":
            continue
        for source, i, j, rule, via in _in_sentence(scene, sentence):
            canonical = (
                source
                if source.startswith(("people familiar", "people close", "persons ", "person "))
                else canonical_name(resolve_office(scene, sentence, source), names)
            )
            if canonical is None or canonical.lower() in (scene.document.outlet or "").lower().split(","):
                continue
            if canonical == "officials" and any("officials" in a.source for a in found):
                continue
            known = next((n for n, a in enumerate(found) if same_source(a.source, canonical)), None)
            if known is not None:
                if len(canonical) > len(found[known].source) and not canonical.isupper():
                    old = found[known]
                    found[known] = Attribution(canonical, old.evidence, old.rule, old.via)
                continue
            found.append(Attribution(canonical, scene.tokens_span(sentence, i, j), rule, via))
    return found


def _in_sentence(scene: Scene, sentence: Sentence) -> list[tuple[str, int, int, str, str | None]]:
    lows = sentence.lows
    found: list[tuple[str, int, int, str, str | None]] = []
    for k, low in enumerate(lows):
        if low == "according" and lows[k + 1 : k + 2] == ("to",):
            phrase = _phrase(sentence, k + 2)
            if phrase is not None and lows[k + 2 : k + 3] != ("new",):
                found.append((phrase[0], k, phrase[1], "according-to", None))
                cited = next(
                    (n for n in range(phrase[1], min(len(lows), phrase[1] + 6)) if lows[n] in ("citing", "cited")), None
                )
                if cited is not None:
                    second = _phrase(sentence, cited + 1)
                    if second is not None:
                        found.append((second[0], cited, second[1], "citing", phrase[0]))
        elif (
            low in ("data", "figures", "estimates", "survey")
            and lows[k + 1 : k + 2] in (("from",), ("by",))
            and any(
                word in ("showed", "show", "shows", "suggest", "indicate", "indicated") for word in lows[k + 2 : k + 10]
            )
        ):
            phrase = _phrase(sentence, k + 2)
            if phrase is not None and is_name(phrase[0]):
                found.append((phrase[0], k, phrase[1] + 1, "data-from", None))
        elif low in ("indicated", "confirmed", "signalled", "signaled") and "to" in lows[k + 1 : k + 3]:
            phrase = _phrase(sentence, lows.index("to", k) + 1)
            if phrase is not None and is_outlet(phrase[0]):
                found.append((phrase[0], k, phrase[1], "told-outlet", None))
            speaker = _before(scene, sentence, k)
            if speaker is not None:
                found.append((speaker[0], speaker[1], k + 1, "said", None))
        elif low in ("citing", "cited") and not any(f[1] == k for f in found):
            phrase = _phrase(sentence, k + 1)
            if phrase is not None:
                found.append((phrase[0], k, phrase[1], "citing", None))
        elif (
            low == "by"
            and k
            and lows[k - 1] in ("reported", "assessed", "published", "estimated")
            and not (k > 1 and lows[k - 2] == "quoted")
        ):
            phrase = _phrase(sentence, k + 1)
            if phrase is not None and is_name(phrase[0]):
                found.append((phrase[0], max(0, k - 2), phrase[1], "reported-by", None))
        elif low in ("told", "tells", "telling"):
            phrase = _phrase(sentence, k + 1)
            if phrase is not None and is_outlet(phrase[0]):
                found.append((phrase[0], k, phrase[1], "told-outlet", None))
            speaker = _unnamed(sentence, k) or _before(scene, sentence, k)
            if speaker is not None:
                found.append((speaker[0], speaker[1], k + 1, "told", None))
        elif low in _SAY:
            item = _said(scene, sentence, k)
            if item is not None:
                found.append((*item, None))
    return found


def _unnamed(sentence: Sentence, k: int) -> tuple[str, int] | None:
    """ "a trader in Germany said", "people familiar with the matter told": the speaker without a name before a verb."""
    lows = sentence.lows
    for n in range(k - 1, max(-1, k - 9), -1):
        if lows[n] in (",", ";", ".", "”", '"') or any(v.i == n and v.form == "s" for v in sentence.verbs):
            return None
        if lows[n] in _UNNAMED and n and lows[n - 1] in ("a", "an", "one", "another", "second"):
            if lows[n] == "person":
                return surface(sentence, n, k), n - 1
            return lows[n], n - 1
        if lows[n] in ("people", "persons", "sources") and lows[n + 1 : n + 3] in (
            ("familiar", "with"),
            ("close", "to"),
        ):
            return surface(sentence, n, k), n
    return None


def _said(scene: Scene, sentence: Sentence, k: int) -> tuple[str, int, int, str] | None:
    lows = sentence.lows
    unnamed = _unnamed(sentence, k)
    if unnamed is not None:
        return unnamed[0], unnamed[1], k + 1, "unnamed"
    low = lows[k]
    if (
        low in wordlist("attributions: reports as verbs")
        and k
        and lows[k - 1] in wordlist("attributions: small words of a name")
    ):
        return None
    if (
        low in wordlist("attributions: said in passing")
        and k + 1 < len(lows)
        and low == "added"
        and sentence.tokens[k + 1].text[0].isdigit()
    ):
        return None
    if low in ("saying", "arguing", "adding", "noting", "warning", "claiming") and k and lows[k - 1] == ",":
        return _main_subject(sentence, k)
    if k and lows[k - 1] in wordlist("attributions: auxiliaries"):
        return None
    if k + 1 < len(lows) and low in wordlist("attributions: reporting verbs"):
        prior = sentence.tokens[k - 1].text if k else ""
        if prior in ('"', "”", ",", "’") or k == 0:
            after = _phrase(sentence, k + 1)
            if after is not None and is_name(after[0]):
                return after[0], k, after[1], "said-after"
    if low in _SPEECH_ONLY_PEOPLE and not _speaking(sentence, k):
        return None
    before = _before(scene, sentence, k)
    if before is None:
        return None
    return before[0], before[1], k + 1, "said"


def _main_subject(sentence: Sentence, k: int) -> tuple[str, int, int, str] | None:
    """ "Trump has threatened ..., saying": the speaker is the subject of the sentence."""
    for m in sentence.mentions:
        if m.j <= k and m.kind in ("person", "agency") and m.value and not oblique(sentence, m):
            return surface(sentence, m.i, m.j), k, k + 1, "saying"
    first = next(
        (n for n, token in enumerate(sentence.tokens[:6]) if token.text[0].isupper() and token.text.isalpha()), None
    )
    if (
        first is None
        or first in sentence.covered
        or sentence.tokens[first].low in ("the", "a")
        or (first == 0 and sentence.lows[0] in wordlist("attributions: not a subject"))
    ):
        return None
    return surface(sentence, first, first + 1), k, k + 1, "saying"


def _speaking(sentence: Sentence, k: int) -> bool:
    """Verbs that are speech only with a clause or quotation after them."""
    after = sentence.lows[k + 1 : k + 5]
    if sentence.lows[k] in ("see", "sees"):
        return k > 0 and sentence.lows[k - 1] in GROUPS
    if sentence.lows[k] == "put":
        return k > 0 and sentence.lows[k - 1] in ("estimates", "estimate", "figures")
    if sentence.lows[k] == "referred":
        return "to" in after[:1]
    return (
        "that" in after
        or any(sign in ('"', "“") for sign in after)
        or sentence.lows[k - 1 : k] in (("data",), ("figures",), ("report",), ("survey",))
        or sentence.lows[k] in ("describes", "described", "estimate", "estimates")
    )


def _before(scene: Scene, sentence: Sentence, k: int) -> tuple[str, int] | None:
    """The noun phrase left of a reporting verb."""
    lows = sentence.lows
    n = k - 1
    while n >= 0 and (lows[n] in wordlist("attributions: adverbs before a reporting verb") or lows[n].endswith("ly")):
        n -= 1
    if n < 0:
        return None
    if lows[n] in _SPEAKER_WORDS:
        if lows[n] in ("it", "who", "they"):
            if lows[n] == "who":
                return _before(scene, sentence, n)
            return (
                _last_agency(scene, sentence, n)
                if lows[n] == "it" and lows[k] in wordlist("attributions: reporting verbs, past")
                else None
            )
        return None
    if lows[n] == "reporters" and n > 1 and lows[n - 1] == "briefing":
        return _back(sentence, n - 2)
    if lows[n] == "," and n > 1:
        inner = _back(sentence, n - 1)
        if (
            inner is not None
            and len(inner[0].split()) in (2, 3)
            and sentence.lows[inner[1] - 1 : inner[1]] == (",",)
            and all(w[0].isupper() for w in inner[0].split())
        ):
            return inner  # "Dylan Loh, a professor at X, said": go to the head before the apposition
        comma = next((m for m in range(n - 1, max(-1, n - 16), -1) if lows[m] == ","), None)
        head = _back(sentence, comma - 1) if comma is not None and comma > 0 else None
        if head is not None and is_name(head[0]):
            return head
        return None
    return _back(sentence, n)


def _last_agency(scene: Scene, sentence: Sentence, n: int) -> tuple[str, int] | None:
    """The ministry or agency that "it" stands for: the last one named, in this sentence or the one before."""
    for number in (sentence.number, sentence.number - 1):
        if number < 0:
            continue
        here = scene.sentences[number]
        agencies = [
            m for m in here.mentions if m.kind == "agency" and m.canonical and (number < sentence.number or m.j <= n)
        ]
        if agencies:
            return agencies[-1].canonical, n
        if number < sentence.number:
            for k, low in enumerate(here.lows):
                if low in ("ministry", "department") and k and here.tokens[k].text[0].isupper():
                    return surface(here, max(0, k - 1), k + 1), n
    return None


def _back(sentence: Sentence, n: int) -> tuple[str, int] | None:
    """The name or group that ends at token ``n``: capitalised words, or a collective noun with its modifiers."""
    lows = sentence.lows
    if lows[n] in BREAKS and lows[n] != ")":
        return None
    agency = sentence.covered.get(n)
    if agency is not None and agency.kind == "agency" and agency.canonical and agency.j - agency.i > 4:
        return agency.canonical, agency.i
    if lows[n] == ")":
        opening = next((m for m in range(n - 1, max(-1, n - 8), -1) if lows[m] == "("), None)
        if opening is None or opening == 0:
            return None
        n = opening - 1
    end = n + 1
    start = n
    while start >= 0 and end - start <= 12 and _belongs(sentence, start, end):
        start -= 1
    start += 1
    while start < end and lows[start] in wordlist("attributions: inside a source's name"):
        start += 1
    if start >= end:
        return None
    text = surface(sentence, start, end)
    if not (is_name(text) or lows[end - 1] in GROUPS or lows[end - 1] in wordlist("attributions: source nouns")):
        return None
    return text, start


def _belongs(sentence: Sentence, k: int, end: int) -> bool:
    token, low = sentence.tokens[k], sentence.lows[k]
    if token.text[0].isupper() and low not in wordlist("attributions: opens a sentence"):
        return True
    if low in wordlist("attributions: joins a name") and k > 0 and end - k <= 9:
        before = sentence.tokens[k - 1]
        return (before.text[0].isupper() and low in ("'s", "’s", "of", "for", "and")) or (
            low == "the" and sentence.lows[k - 1] in ("of", "for")
        )
    return low in GROUPS or low in wordlist("attributions: ranks and offices")


def _phrase(sentence: Sentence, i: int) -> tuple[str, int] | None:
    """The noun phrase that starts at token ``i``: after "according to", "citing", "said"."""
    lows = sentence.lows
    start = i
    while start < len(lows) and lows[start] in wordlist("attributions: before a cited source"):
        start += 1
        if start - i > 7:
            return None
    if start >= len(lows):
        return None
    agency = sentence.covered.get(start)
    if (
        agency is not None
        and agency.kind == "agency"
        and agency.canonical
        and agency.i == start
        and agency.j - agency.i > 4
    ):
        return agency.canonical, agency.j
    end = start
    while end < len(lows) and end - start < 12:
        token, low = sentence.tokens[end], lows[end]
        if token.text[0].isupper() or low in GROUPS or low in wordlist("attributions: common words of sources"):
            end += 1
            continue
        if low in ("'s", "’s") or (
            low in wordlist("attributions: goes on after a source")
            and end + 1 < len(lows)
            and (
                sentence.tokens[end + 1].text[0].isupper()
                or lows[end - 1] == "person"
                or (
                    lows[end + 1] in ("the", "talks", "matter", "with")
                    and lows[end - 1] in ("of", "for", "person", "familiar", "with", "talks")
                )
            )
        ):
            end += 1
            continue
        if low == "." and end > start and len(sentence.tokens[end - 1].text) <= 2:
            end += 1
            continue
        break
    if end == start:
        return None
    if lows[end - 1] in ("'s", "’s", "and", "of", "the", "with"):
        end -= 1
    return surface(sentence, start, end), end
