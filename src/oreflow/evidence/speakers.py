"""Who speaks: the noun phrase left of a reporting verb, right of it, or after "according to"."""

from __future__ import annotations

from oreflow.evidence.antecedents import last_agency, last_person
from oreflow.evidence.firms import last_firm
from oreflow.evidence.scene import BREAKS, Scene, Sentence
from oreflow.evidence.sources import GROUPS, PERSON_OFFICES, is_name, surface
from oreflow.evidence.unnamed_speakers import UNNAMED, Spot, familiar, knows, modified
from oreflow.evidence.wordlists import wordlist

_ANY = ("a", "an", "one", "another")
_DOCUMENTS = wordlist("attributions: documents")
_SOURCE_NOUNS = wordlist("attributions: source nouns")
_SPEAKER_WORDS = wordlist("attributions: speaker words")
_SAID_OF_PERSONS = (
    wordlist("attributions: say") | wordlist("attributions: name with quoted words") | wordlist("attributions: cast as")
)


def before(scene: Scene, sentence: Sentence, k: int) -> Spot | None:
    """The speaker left of a reporting verb at token ``k``: past adverbs, dates, asides and appositions."""
    lows = sentence.lows
    n = past_adverbs(sentence, k - 1)
    if n < 0:
        return None
    if lows[n] in _SPEAKER_WORDS:
        if lows[n] == "who":
            return before(scene, sentence, n)
        if lows[n] in ("he", "she") and lows[k] in _SAID_OF_PERSONS:
            return last_person(scene, sentence, n)
        if lows[n] == "it" and lows[k] in wordlist("attributions: reporting verbs, past"):
            return last_agency(scene, sentence, n)
        return None
    if lows[n] == "reporters" and n > 1 and lows[n - 1] == "briefing":
        return back(sentence, n - 2)
    if lows[n] == "," and n > 1:
        return _before_aside(sentence, n)
    named = sentence.tokens[n].text[0].isupper() and n and sentence.tokens[n - 1].text[0].isupper() and n > 1
    if lows[n] in wordlist("attributions: firms") and n and not named and lows[n - 1] not in _ANY:
        firm = last_firm(scene, sentence, n)
        if firm is not None:
            return firm, n
    if lows[n] == "and" and n > 1:  # "Jane Doe praised the plan and said"
        return _of_first_verb(scene, sentence, n)
    if lows[n] in ("country", "capital") and lows[n - 2 : n] == ("in", "the") and n > 3:
        n -= 3
    found = _past_phrase(sentence, n) or back(sentence, n)
    at = lows[found[1] - 2 : found[1]] if found is not None and found[1] > 1 else ()
    if found is not None and at[:1] and at[0] in GROUPS and at[1] in ("at", "from", "with"):
        return f"{found[0]} {at[0]}", found[1] - 2  # "analysts at Citi"
    inside = found[1] - 1 if found is not None else 0
    if inside > 1 and lows[inside] == "the":
        inside -= 1
    if found is not None and inside > 0 and lows[inside] == "in":  # "the Ministry of Mines in Lima"
        place = sentence.covered.get(found[1])
        if place is not None and place.kind == "place":
            return back(sentence, inside - 1)
    return found


def _past_phrase(sentence: Sentence, n: int) -> Spot | None:
    """ "Carmakers around the world", "Rosa Quill of the energy ministry": the head before a phrase in lower case."""
    lows, tokens = sentence.lows, sentence.tokens
    if not tokens[n].text[0].islower() or lows[n] in GROUPS:
        return None
    for p in range(n - 1, max(0, n - 7), -1):
        if tokens[p].text[0].isupper() or not tokens[p].text[0].isalpha():
            return None
        if lows[p] in ("around", "across", "of", "at", "in", "from", "on", "with"):
            head = back(sentence, p - 1)
            if head is None:
                return None
            words = head[0].split()
            person = (
                len(words) in (2, 3) and all(word[0].isupper() for word in words) and lows[p] in ("of", "at", "from")
            )
            organised = {word.lower() for word in words} & wordlist("sources: bodies")
            if (person and not organised) or (words[-1].lower() in GROUPS and lows[p] != "of"):
                return head
            return None
    return None


def _of_first_verb(scene: Scene, sentence: Sentence, n: int) -> Spot | None:
    """The subject that a verb behind "and" shares with the verb before it."""
    for k in range(n - 1, max(0, n - 25), -1):
        low = sentence.lows[k]
        if low in (";", ":", "—"):
            return None
        past = low.endswith("ed") and sentence.tokens[k].text[0].islower()
        if low in wordlist("attributions: say") or past:
            found = before(scene, sentence, k) if sentence.lows[k - 1] != "and" else None
            if found is not None and is_name(found[0]):
                return found
    return None


def past_adverbs(sentence: Sentence, n: int) -> int:
    """Left over adverbs, auxiliaries and dates: "the ministry later said", "China on Thursday confirmed"."""
    lows = sentence.lows
    dated = {k for when in sentence.whens for k in range(when.i, when.j)}
    while n >= 0:
        if lows[n] in wordlist("attributions: adverbs before a reporting verb") or lows[n].endswith("ly"):
            n -= 1
        elif n in dated:
            while n in dated:
                n -= 1
            if n >= 0 and lows[n] in ("on", "in", "late", "early", "last", "this", "earlier"):
                n -= 1
            if n > 0 and lows[n] in ("released", "published", "issued", "dated", "compiled", "out"):
                n -= 1  # "customs data released on Saturday showed"
        elif lows[max(0, n - 2) : n + 1] in _MEANWHILE:
            n -= 3
        elif lows[n] in ("turn", "addition", "response") and lows[n - 1 : n] == ("in",):
            n -= 2
        elif lows[n] in wordlist("attributions: documents") and lows[max(0, n - 2) : n] in (("in", "a"), ("in", "its")):
            n -= 3  # "the ministry in a statement said"
        else:
            break
    return n


_MEANWHILE = (("for", "its", "part"), ("for", "his", "part"), ("for", "her", "part"), ("for", "their", "part"))


def _before_aside(sentence: Sentence, n: int) -> Spot | None:
    """The head before what stands between commas: "Jane Doe, minister of trade, industry and mines, said"."""
    lows, tokens = sentence.lows, sentence.tokens
    inner = back(sentence, n - 1)
    if (
        inner is not None
        and len(inner[0].split()) in (2, 3)
        and lows[inner[1] - 1] == ","
        and all(w[0].isupper() for w in inner[0].split())
        and not set(inner[0].lower().split()) & PERSON_OFFICES
    ):
        return inner
    for comma in range(n - 1, max(0, n - 26), -1):
        if lows[comma] in (";", ":", "”", '"', "—"):
            return None
        if lows[comma] != ",":
            continue
        opens = lows[comma + 1 : comma + 6]
        if tokens[comma + 1].text[0].islower() or set(opens) & PERSON_OFFICES:
            head = back(sentence, comma - 1)
            if head is not None and (is_name(head[0]) or head[0].split()[-1] in GROUPS):
                return head
    return None


def back(sentence: Sentence, n: int) -> Spot | None:
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
    office = _listed_fields(sentence, start)
    if office is not None:
        start = office
    while start < end and lows[start] in wordlist("attributions: inside a source's name"):
        start += 1
    if start >= end:
        return None
    text = surface(sentence, start, end)
    named = is_name(text) or (sentence.tokens[end - 1].text[0].isupper() and len(lows[end - 1]) > 1)
    if not (named or lows[end - 1] in GROUPS or lows[end - 1] in _SOURCE_NOUNS):
        return None
    return text, start


def _listed_fields(sentence: Sentence, start: int) -> int | None:
    """Where an office begins that is "of" several fields: "the Ministry of Mines, Water and Power"."""
    lows = sentence.lows
    if start < 3 or lows[start - 1] != ",":
        return None
    for m in range(start - 2, max(-1, start - 12), -1):
        if lows[m] in ("ministry", "minister", "department", "secretary", "bureau") and lows[m + 1] in ("of", "for"):
            return m
        if not (sentence.tokens[m].text[0].isupper() or lows[m] in (",", "and", "of", "for", "&")):
            return None
    return None


def _belongs(sentence: Sentence, k: int, end: int) -> bool:
    token, low = sentence.tokens[k], sentence.lows[k]
    if token.text[0].isupper() and low not in wordlist("attributions: opens a sentence"):
        return True
    if low in wordlist("attributions: joins a name") and k > 0 and end - k <= 9:
        earlier = sentence.tokens[k - 1]
        return (earlier.text[0].isupper() and low in ("'s", "’s", "of", "for", "and")) or (
            low == "the" and sentence.lows[k - 1] in ("of", "for")
        )
    if low in wordlist("attributions: particles") and k > 0 and end - k <= 4 and k + 1 < end:
        return sentence.tokens[k - 1].text[0].isupper()  # "Omar al-Masri", "Garcia de la Cruz"
    return low in GROUPS or low in wordlist("attributions: ranks and offices") or low in _SOURCE_NOUNS


def phrase(sentence: Sentence, i: int) -> Spot | None:
    """The noun phrase from token ``i``, after "according to", "citing", "said": its words and the token behind."""
    lows, tokens = sentence.lows, sentence.tokens
    start = i
    while start < len(lows) and lows[start] in wordlist("attributions: before a cited source"):
        start += 1
        if start - i > 7:
            return None
    if start >= len(lows):
        return None
    if sentence.lows[start + 1 : start + 2] in (("listed",), ("based",), ("headquartered",)):
        start += 2  # "Toronto-listed Acme"
        if start >= len(lows):
            return None
    holder = _office_holder(sentence, start)
    if holder is not None:
        return holder
    issuer = _issuer(sentence, start)
    if issuer is not None:
        start = issuer
    agency = sentence.covered.get(start)
    if (
        agency is not None
        and agency.kind == "agency"
        and agency.canonical
        and agency.i == start
        and agency.j - agency.i > 4
    ):
        return agency.canonical, agency.j
    if not tokens[start].text[0].isupper():
        common = _common(sentence, start)
        if common is not None:
            return common
    end = start
    while end < len(lows) and end - start < 12 and _goes_on(sentence, start, end):
        end += 1
    if end == start:
        return None
    if lows[end - 1] in ("'s", "’s", "and", "of", "the", "with"):
        end -= 1
    return surface(sentence, start, end), end


def _office_holder(sentence: Sentence, start: int) -> Spot | None:
    """ "Acme managing director Ada Brook", "the country's mines minister, Lin Pao": the person behind the office."""
    lows, tokens = sentence.lows, sentence.tokens
    office = False
    for n in range(start, min(len(lows) - 2, start + 10)):
        low = lows[n]
        office = office or (low in PERSON_OFFICES and tokens[n].text[0].islower())
        if office and tokens[n].text[0].islower():
            at = n + 2 if lows[n + 1] == "," else n + 1
            end = at
            while end < len(lows) and end - at < 4 and tokens[end].text[0].isupper() and tokens[end].text.isalpha():
                end += 1
            person = end < len(lows) and end - at >= 2 and not any(k in sentence.covered for k in range(at, at + 1))
            known = at in sentence.covered and sentence.covered[at].kind == "person"
            if end - at >= 2 and (person or known):
                return surface(sentence, at, end), end
        inside = tokens[n].text[0].isupper() or low in ("'s", "’s", "’", "of", "for", "and", "the", "-", "’", "'")
        if not inside and low not in PERSON_OFFICES and low not in wordlist("attributions: before an office"):
            return None
    return None


def _goes_on(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a cited source's name runs over token ``end``."""
    lows, token, low = sentence.lows, sentence.tokens[end], sentence.lows[end]
    if token.text[0].isupper() or low in GROUPS or low in wordlist("attributions: common words of sources"):
        return True
    if low in ("'s", "’s"):
        return True
    if end - start < 4 and (low in wordlist("attributions: ranks and offices") or low in PERSON_OFFICES):
        return low not in ("market", "trade", "some", "many", "close", "two", "data", "figures", "report")
    follows = end + 1 < len(lows)
    capital = follows and sentence.tokens[end + 1].text[0].isupper()
    if low in wordlist("attributions: particles") and end > start and capital:
        return True
    if low == "on" and capital and end > start and lows[end - 1] in wordlist("sources: bodies"):
        return True  # "the Council on Foreign Relations"
    if low in wordlist("attributions: goes on after a source") and follows:
        return (
            capital
            or lows[end - 1] == "person"
            or (
                lows[end + 1] in ("the", "talks", "matter", "with")
                and lows[end - 1] in ("of", "for", "person", "familiar", "with", "talks")
            )
        )
    return low == "." and end > start and len(sentence.tokens[end - 1].text) <= 2


def _issuer(sentence: Sentence, i: int) -> int | None:
    """Who issued a document: "a note of last week from the ministry", "notices by", "a note from"."""
    lows = sentence.lows
    noun = next((n for n in range(i, min(len(lows), i + 3)) if lows[n] in _DOCUMENTS), None)
    if noun is None or any(low in BREAKS or low == "," for low in lows[i:noun]):
        return None
    for n in range(noun + 1, min(len(lows) - 1, noun + 8)):
        if lows[n] in (",", ";", ".", "that", "said", "show", "showed"):
            return None
        if lows[n] in ("from", "by") or (lows[n] == "of" and n == noun + 1):
            at = n + 1
            while at < len(lows) - 1 and lows[at] in ("the", "its", "a", "an"):
                at += 1
            named = sentence.tokens[at].text[0].isupper() and not sentence.tokens[at].text[0].isdigit()
            ministry = any(low in ("ministry", "regulator", "agency") for low in lows[at : at + 3])
            dated = any(when.i <= at < when.j for when in sentence.whens)
            return at if (named or ministry) and not dated else None
    return None


def _common(sentence: Sentence, start: int) -> Spot | None:
    """A source without a name after "according to": "a zinc analyst", "two people close to the talks"."""
    lows, tokens = sentence.lows, sentence.tokens
    for n in range(start, min(len(lows), start + 5)):
        if not tokens[n].text.isalpha() or lows[n] in wordlist("scene: prepositions"):
            return None
        if lows[n] in _DOCUMENTS and n > start:
            return surface(sentence, start, n + 1), n + 1  # "a stock exchange filing"
        if lows[n] not in UNNAMED and lows[n] not in GROUPS and lows[n] != "people":
            continue
        if lows[n + 1 : n + 2] and (lows[n + 1] in GROUPS or tokens[n + 1].text[0].isupper()):
            continue  # "industry sources": the head comes later; "analyst Jane Doe": the name does
        if lows[n] in ("person", "people", "source") and knows(sentence, n + 1):
            end = n + 1
            while end < len(lows) and end - n < 9 and lows[end] not in wordlist("attributions: ends a source"):
                end += 1
            return familiar(surface(sentence, n, end)), end
        return modified(sentence, start, n), n + 1
    return None
