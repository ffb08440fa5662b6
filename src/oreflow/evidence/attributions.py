"""Who is made answerable for what: sources with a reporting verb, chains ("Bloomberg, citing US officials"), each once."""

from __future__ import annotations

import re
from functools import cache

from oreflow.evidence.claims import Attribution
from oreflow.evidence.lexicon import leaders, rows, split
from oreflow.evidence.scene import BREAKS, Scene, Sentence, oblique
from oreflow.evidence.wordlists import wordlist
from oreflow.vocabulary import countries

_SAY = wordlist("attributions: say")
_SPEECH_ONLY_PEOPLE = wordlist("attributions: speech only people")
_GROUPS = wordlist("attributions: groups")
_GENERIC_SOURCES = {
    "data": "data",
    "report": "report",
    "statement": "statement",
    "study": "study",
    "figures": "figures",
}
_CANONICAL = {
    "international energy agency": "IEA",
    "iea": "IEA",
    "us geological survey": "USGS",
    "u.s. geological survey": "USGS",
    "usgs": "USGS",
    "united states geological survey": "USGS",
    "us geological": "USGS",
    "us geological report": "USGS",
    "bloomberg news": "Bloomberg",
    "bloomberg television": "Bloomberg",
    "bloomberg tv": "Bloomberg",
    "bloomberg": "Bloomberg",
    "reuters": "Reuters",
    "reuters news": "Reuters",
    "tass": "TASS",
    "new york times": "The New York Times",
    "wall street journal": "The Wall Street Journal",
    "financial times": "Financial Times",
    "centre for strategic and international studies": "CSIS",
    "center for strategic and international studies": "CSIS",
    "csis": "CSIS",
    "fox business news": "Fox Business News",
    "fox business": "Fox Business News",
    "fox news": "Fox News",
    "benchmark mineral intelligence": "Benchmark Mineral Intelligence",
    "world bank": "World Bank",
    "associated press": "AP",
    "ap": "AP",
    "xinhua": "Xinhua",
    "xinhua news agency": "Xinhua",
    "white house": "White House",
    "eu": "EU",
    "european union": "EU",
}
_DROP_TITLES = wordlist("attributions: drop titles")
_PLACES_ONLY = wordlist("attributions: places only")
_NAME = re.compile(r"[^\W\d_][\w’'.\-]*")
_SPEAKER_WORDS = wordlist("attributions: speaker words")
_LOCATION_STATES = {
    "USA": "US",
    "CHN": "Chinese",
    "EU": "EU",
    "IND": "Indian",
    "JPN": "Japanese",
    "AUS": "Australian",
    "KAZ": "Kazakh",
    "COD": "Congolese",
    "IDN": "Indonesian",
    "CAN": "Canadian",
    "GBR": "UK",
    "DEU": "German",
    "RUS": "Russian",
    "KOR": "South Korean",
    "MYS": "Malaysian",
    "BRA": "Brazilian",
    "UKR": "Ukrainian",
    "ZWE": "Zimbabwe",
    "CHL": "Chilean",
    "FRA": "French",
}


def find_attributions(scene: Scene) -> list[Attribution]:
    """Every cited source of a document once, in order."""
    found: list[Attribution] = []
    names = _full_names(scene)
    for sentence in scene.sentences:
        if sentence.kind == "title":
            continue
        for source, i, j, rule, via in _in_sentence(scene, sentence):
            canonical = _canonical(_resolve(scene, sentence, source), names)
            if canonical is None or canonical.lower() in (scene.document.outlet or "").lower().split(","):
                continue
            if canonical == "officials" and any("officials" in a.source for a in found):
                continue
            known = next((n for n, a in enumerate(found) if _same(a.source, canonical)), None)
            if known is not None:
                if len(canonical) > len(found[known].source) and not canonical.isupper():
                    old = found[known]
                    found[known] = Attribution(canonical, old.evidence, old.rule, old.via)
                continue
            found.append(Attribution(canonical, scene.tokens_span(sentence, i, j), rule, via))
    return found


def _same(a: str, b: str) -> bool:
    wa, wb = set(re.findall(r"\w+", a.lower())), set(re.findall(r"\w+", b.lower()))
    return wa == wb or (
        bool(wa & wb)
        and (wa < wb or wb < wa)
        and not ({a.lower(), b.lower()} & {"officials", "sources", "eu"})
        and len(min(wa, wb, key=len)) >= 1
        and next(iter(sorted(wa & wb, key=len, reverse=True)))[0:1] != ""
        and _proper(a) == _proper(b)
    )


def _proper(name: str) -> bool:
    return name[:1].isupper()


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
            if phrase is not None and _is_name(phrase[0]):
                found.append((phrase[0], k, phrase[1] + 1, "data-from", None))
        elif low in ("indicated", "confirmed", "signalled", "signaled") and "to" in lows[k + 1 : k + 3]:
            phrase = _phrase(sentence, lows.index("to", k) + 1)
            if phrase is not None and _is_outlet(phrase[0]):
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
            if phrase is not None and _is_name(phrase[0]):
                found.append((phrase[0], max(0, k - 2), phrase[1], "reported-by", None))
        elif low in ("told", "tells", "telling"):
            phrase = _phrase(sentence, k + 1)
            if phrase is not None and _is_outlet(phrase[0]):
                found.append((phrase[0], k, phrase[1], "told-outlet", None))
            speaker = _before(scene, sentence, k)
            if speaker is not None:
                found.append((speaker[0], speaker[1], k + 1, "told", None))
        elif low in _SAY:
            item = _said(scene, sentence, k)
            if item is not None:
                found.append((*item, None))
    return found


def _said(scene: Scene, sentence: Sentence, k: int) -> tuple[str, int, int, str] | None:
    lows = sentence.lows
    low = lows[k]
    if low in wordlist("attributions: in said") and k and lows[k - 1] in wordlist("attributions: in said 2"):
        return None
    if (
        low in wordlist("attributions: in said 3")
        and k + 1 < len(lows)
        and low == "added"
        and sentence.tokens[k + 1].text[0].isdigit()
    ):
        return None
    if low in ("saying", "arguing", "adding", "noting", "warning", "claiming") and k and lows[k - 1] == ",":
        return _main_subject(sentence, k)
    if k and lows[k - 1] in wordlist("attributions: in said 4"):
        return None
    if k + 1 < len(lows) and low in wordlist("attributions: in said 5"):
        prior = sentence.tokens[k - 1].text if k else ""
        if prior in ('"', "”", ",", "’") or k == 0:
            after = _phrase(sentence, k + 1)
            if after is not None and _is_name(after[0]):
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
            return _text(sentence, m.i, m.j), k, k + 1, "saying"
    first = next(
        (n for n, token in enumerate(sentence.tokens[:6]) if token.text[0].isupper() and token.text.isalpha()), None
    )
    if (
        first is None
        or first in sentence.covered
        or sentence.tokens[first].low in ("the", "a")
        or (first == 0 and sentence.lows[0] in wordlist("attributions: in main subject"))
    ):
        return None
    return _text(sentence, first, first + 1), k, k + 1, "saying"


def _speaking(sentence: Sentence, k: int) -> bool:
    """Verbs that are speech only with a clause or quotation after them."""
    after = sentence.lows[k + 1 : k + 5]
    if sentence.lows[k] in ("see", "sees"):
        return k > 0 and sentence.lows[k - 1] in _GROUPS
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
    while n >= 0 and (lows[n] in wordlist("attributions: in before") or lows[n].endswith("ly")):
        n -= 1
    if n < 0:
        return None
    if lows[n] in _SPEAKER_WORDS:
        if lows[n] in ("it", "who", "they"):
            if lows[n] == "who":
                return _before(scene, sentence, n)
            return (
                _last_agency(scene, sentence, n)
                if lows[n] == "it" and lows[k] in wordlist("attributions: in before 2")
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
        if head is not None and _is_name(head[0]):
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
                    return _text(here, max(0, k - 1), k + 1), n
    return None


def _resolve(scene: Scene, sentence: Sentence, source: str) -> str:
    """Bare offices and ministries get their state or their holder's name: "the government", "its trade minister"."""
    low = source.lower()
    state = scene.subjects[sentence.number] or (scene.subjects[sentence.number - 1] if sentence.number else None)
    if low == "government" and state:
        return f"{_LOCATION_STATES.get(state, countries()[state].name if state in countries() else state)} government"
    if low in ("ministry", "the ministry"):
        for number in range(sentence.number, max(-1, sentence.number - 6), -1):
            here = scene.sentences[number]
            for k in range(len(here.lows) - 1, 0, -1):
                if (
                    here.lows[k] in ("ministry", "minister")
                    and here.tokens[k].text[0].isupper()
                    and here.tokens[k - 1].text[0].isupper()
                ):
                    return f"{_LOCATION_STATES.get(state or '', '')} {here.tokens[k - 1].text} Ministry".strip()
    if low.endswith("ministry") and state and not any(word in low for word in ("chinese", "indian", "of")):
        return (
            f"{_LOCATION_STATES.get(state, '')} {source}".strip()
            if low.split()[0] in wordlist("attributions: in resolve")
            else source
        )
    if low.endswith("minister") and state:
        people = [
            m
            for s in scene.sentences
            for m in s.mentions
            if m.kind == "person" and m.value == state and low.split()[-2:][0] in m.form
        ]
        if people:
            return people[0].canonical
    return source


def _back(sentence: Sentence, n: int) -> tuple[str, int] | None:
    """The name or group that ends at token ``n``: capitalised words, or a collective noun with its modifiers."""
    lows = sentence.lows
    if lows[n] in BREAKS and lows[n] != ")":
        return None
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
    while start < end and lows[start] in wordlist("attributions: in back"):
        start += 1
    if start >= end:
        return None
    text = _text(sentence, start, end)
    if not (_is_name(text) or lows[end - 1] in _GROUPS or lows[end - 1] in wordlist("attributions: in back 2")):
        return None
    return text, start


def _belongs(sentence: Sentence, k: int, end: int) -> bool:
    token, low = sentence.tokens[k], sentence.lows[k]
    if token.text[0].isupper() and low not in wordlist("attributions: in belongs"):
        return True
    if low in wordlist("attributions: in belongs 2") and k > 0 and end - k <= 9:
        before = sentence.tokens[k - 1]
        return (before.text[0].isupper() and low in ("'s", "’s", "of", "for", "and")) or (
            low == "the" and sentence.lows[k - 1] in ("of", "for")
        )
    return low in _GROUPS or low in wordlist("attributions: in belongs 3")


def _text(sentence: Sentence, i: int, j: int) -> str:
    parts: list[str] = []
    for n in range(i, j):
        token = sentence.tokens[n]
        glued = n > i and token.start == sentence.tokens[n - 1].end
        if parts and (token.low in ("'s", "’s") or glued):
            parts[-1] += token.text
        elif parts and token.glue:
            parts[-1] += "-" + token.text
        else:
            parts.append(token.text)
    return " ".join(parts)


def _phrase(sentence: Sentence, i: int) -> tuple[str, int] | None:
    """The noun phrase that starts at token ``i``: after "according to", "citing", "said"."""
    lows = sentence.lows
    start = i
    while start < len(lows) and lows[start] in wordlist("attributions: in phrase"):
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
        if token.text[0].isupper() or low in _GROUPS or low in wordlist("attributions: in phrase 2"):
            end += 1
            continue
        if low in ("'s", "’s") or (
            low in wordlist("attributions: in phrase 3")
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
    return _text(sentence, start, end), end


def _is_name(text: str) -> bool:
    first = text.split()[0] if text.split() else ""
    return bool(first) and first[0].isupper() and any(len(word) > 1 for word in text.split())


def _is_outlet(text: str) -> bool:
    low = text.lower()
    return _is_name(text) and any(
        word in low
        for word in (
            "news",
            "reuters",
            "bloomberg",
            "times",
            "post",
            "journal",
            "television",
            "tv",
            "cnbc",
            "bbc",
            "cnn",
            "fox",
            "afp",
            "press",
            "radio",
            "nikkei",
            "politico",
            "axios",
            "mining.com",
        )
    )


def _full_names(scene: Scene) -> dict[str, str]:
    """Last names to full names as the document gives them."""
    found: dict[str, str] = {}
    for sentence in scene.sentences:
        tokens = sentence.tokens
        for n in range(len(tokens) - 1):
            a, b = tokens[n], tokens[n + 1]
            if (
                a.text[0].isupper()
                and b.text[0].isupper()
                and len(b.text) > 2
                and a.text.isalpha()
                and b.text.isalpha()
                and a.low not in _DROP_TITLES
                and not b.glue
            ):
                found.setdefault(b.low, f"{a.text} {b.text}")
    for sentence in scene.sentences:
        for m in sentence.mentions:
            if m.kind != "person":
                continue
            last = sentence.tokens[m.j - 1].low
            if m.j - m.i > 1:
                found[last] = _text(sentence, m.i, m.j)
            else:
                found.setdefault(last, m.canonical)
    return found


def _canonical(source: str, names: dict[str, str]) -> str | None:
    """One short name without full stops; people by full name without office."""
    text = re.sub(r"['’]s\b", "", source).strip(" ,.").replace("“", "").replace("”", "")
    text = re.sub(r"\bU\.\s?S\.(?!\w)", "US", text)
    low = text.lower()
    if low.startswith("the "):
        text, low = text[4:], low[4:]
    if low in _PLACES_ONLY or all(word in _PLACES_ONLY for word in low.split()):
        return None
    if not low or low in (
        "minister",
        "regulator",
        "ministry",
        "spokesperson",
        "spokesman",
        "department",
        "bank",
        "commission",
        "authority",
        "critics",
        "watchers",
        "close watchers",
        "observers",
        "however",
        "i",
        "we",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "government",
        "report",
        "data",
        "statement",
        "this",
        "that",
        "these",
        "company",
        "reports",
        "sources say",
    ):
        return None
    if low in _CANONICAL:
        return _CANONICAL[low]
    if low in _agencies():
        return _agencies()[low]
    for phrase, name in _CANONICAL.items():
        rest = low[len(phrase) :].split()
        if (
            len(phrase) > 5
            and low.startswith(phrase)
            and all(word in _DROP_TITLES or word in wordlist("attributions: in canonical") for word in rest)
        ):
            return name
    leader = leaders().get(low)
    if leader is not None:
        return text if " " in text else names.get(low, leader.name)
    if "officials" in low and ("us " in low + " " or "administration" in low or "white house" in low):
        return "US officials"
    words = text.split()
    if words[-1].lower() in _GROUPS:
        kept = [w for w in words if w.lower() not in wordlist("attributions: in canonical 2")]
        return " ".join(kept) if kept else None
    while words and words[0].lower().strip(".") in _DROP_TITLES and len(words) > 1 and not _org(words):
        words = words[1:]
    for cut in range(len(words) - 1):
        tail_words = words[cut:]
        known = leaders().get(" ".join(tail_words).lower())
        if known is not None:
            return " ".join(tail_words) if len(tail_words) > 1 else names.get(tail_words[0].lower(), known.name)
    if not _org(words):
        titles = [n for n, w in enumerate(words) if w.lower() in _DROP_TITLES]
        if titles and titles[-1] < len(words) - 1 and len(words) - titles[-1] <= 5:
            words = words[titles[-1] + 1 :]
    if len(words) == 1:
        last = words[0].lower()
        if last in names:
            return names[last]
    if len(words) >= 2 and " ".join(words).lower() in names.values():
        return " ".join(words)
    return " ".join(words) if words else None


@cache
def _agencies() -> dict[str, str]:
    """Short names of agencies by every alias, possessives dropped."""
    found: dict[str, str] = {}
    for row in rows("agencies.csv"):
        for name in split(row["names"]):
            if row["canonical"]:
                found[name.lower().replace("'s", "").replace(".", "")] = row["canonical"]
    found["china moc"] = found["moc"] = "Chinese Ministry of Commerce"
    return found


def _org(words: list[str]) -> bool:
    return any(w.lower() in wordlist("attributions: in org") for w in words)
