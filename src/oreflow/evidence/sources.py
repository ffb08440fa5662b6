"""Names of sources: one short name each, offices and ministries resolved to their state or holder."""

from __future__ import annotations

import re
from functools import cache

from oreflow.evidence.lexicon import leaders, rows, split
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist
from oreflow.vocabulary import countries

GROUPS = wordlist("sources: groups")


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
    "ft": "Financial Times",
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
    "bis": "BIS",
    "ec": "European Commission",
    "commerce": "US Commerce Department",
    "eu": "EU",
    "european union": "EU",
}


_DROP_TITLES = wordlist("sources: drop titles")
PERSON_OFFICES = wordlist("sources: offices of persons")
_PARTICLES = wordlist("attributions: particles")


_PLACES_ONLY = wordlist("sources: places only")


_NO_SOURCE = wordlist("sources: no source") | {"close watchers", "sources say"}


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


def same_source(a: str, b: str) -> bool:
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


def resolve_office(scene: Scene, sentence: Sentence, source: str) -> str:
    """Bare offices and ministries get their state or their holder's name: "the government", "its trade minister"."""
    low = source.lower()
    state = scene.subjects[sentence.number] or (scene.subjects[sentence.number - 1] if sentence.number else None)
    if low in ("government", "junta", "cabinet", "authorities") and state:
        return f"{_LOCATION_STATES.get(state, countries()[state].name if state in countries() else state)} {low}"
    if low == "commission" and "EU" in scene.ranked:
        return "European Commission"
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
            if low.split()[0] in wordlist("sources: ministries by their field")
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


def surface(sentence: Sentence, i: int, j: int) -> str:
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


def is_name(text: str) -> bool:
    """Whether words begin or end as a name does: "Acme", "energy minister Jane Doe"."""
    words = text.split()
    return bool(words) and (words[0][0].isupper() or words[-1][0].isupper()) and any(len(word) > 1 for word in words)


def is_outlet(text: str) -> bool:
    low = text.lower()
    return is_name(text) and any(
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


def full_names(scene: Scene) -> dict[str, str]:
    """Last names to full names as the document gives them."""
    found: dict[str, str] = {}
    inner: dict[str, str] = {}  # "Garcia" of "Ana Garcia de la Cruz"
    for sentence in scene.sentences:
        for i, j in _name_runs(sentence):
            name = surface(sentence, i, j)
            found.setdefault(sentence.lows[j - 1], name)
            for k in range(i + 1, j - 1):
                if sentence.tokens[k].text[0].isupper():
                    inner.setdefault(sentence.lows[k], name)
    for sentence in scene.sentences:
        for m in sentence.mentions:
            if m.kind != "person":
                continue
            last = sentence.tokens[m.j - 1].low
            if m.j - m.i > 1:
                found[last] = surface(sentence, m.i, m.j)
            else:
                found.setdefault(last, m.canonical)
    return inner | found


def _name_runs(sentence: Sentence) -> list[tuple[int, int]]:
    """Runs of two to five capitalised words, titles before them left out, that may be a person's full name."""
    tokens, runs, i = sentence.tokens, [], 0
    while i < len(tokens):
        j = i
        while j < len(tokens) and _of_name(sentence, i, j):
            j += 1
        k = i
        offices = [n for n in range(i, j - 1) if sentence.lows[n] in PERSON_OFFICES | {"mr", "ms", "mrs", "dr"}]
        if offices:
            k = offices[-1] + 1
        while k < j and sentence.lows[k] in _DROP_TITLES:
            k += 1
        if 2 <= j - k <= 5:
            runs.append((k, j))
        i = max(j, i + 1)
    return runs


def _of_name(sentence: Sentence, i: int, j: int) -> bool:
    token = sentence.tokens[j]
    mention = sentence.covered.get(j)
    if mention is not None and mention.kind != "person":
        return False
    if not token.text.isalpha() or (token.glue and token.text[0].islower()):
        return False
    if token.low in _PARTICLES and token.text[0].islower():
        return j > i and j + 1 < len(sentence.tokens) and sentence.tokens[j + 1].text[0].isupper()
    if j == 0 and token.low in wordlist("attributions: opens a sentence") | {"the", "a", "an", "its", "for"}:
        return False
    return token.text[0].isupper() and (len(token.text) > 1 or j > i)


def canonical_name(source: str, names: dict[str, str]) -> str | None:
    """One short name without full stops; people by full name without office; None for what is no source."""
    text = re.sub(r"['’]s\b", "", _of_the_house(source)).strip(" ,.").replace("“", "").replace("”", "")
    text = re.sub(r"\bU\.\s?S\.(?!\w)", "US", text)
    text = text[4:] if text.lower().startswith("the ") else text
    low = text.lower()
    if not low or low in _NO_SOURCE or all(word in _PLACES_ONLY for word in low.split()):
        return None
    words = _bare(text.split())
    text = " ".join(words)
    low = text.lower()
    if low in PERSON_OFFICES and (text[0].isupper() or low not in wordlist("attributions: unnamed")):
        return None
    if all(word in PERSON_OFFICES | _DROP_TITLES for word in low.split()) and text[0].isupper() and " " in text:
        return None  # "Prime Minister"
    known = _known_name(low)
    if known is not None:
        return known
    leader = leaders().get(low)
    if leader is not None:
        return text if " " in text else names.get(low, leader.name)
    if "officials" in low and ("us " in low + " " or "administration" in low or "white house" in low):
        return "US officials"
    if words[-1].lower() in _DOCUMENT_NOUNS:
        house = words[:-1]  # "Argus data" speaks for Argus, "customs data" for itself
        proper = (
            all(word[0].isupper() or word in ("of", "and", "for") for word in house)
            and house[:1]
            and house[0].lower() not in _COMMON_DATA
        )
        return canonical_name(" ".join(house), names) or text if proper else text
    if words[-1].lower() in GROUPS:
        kept = [w for w in words if w.lower() not in wordlist("sources: dropped from a name's start")]
        return " ".join(kept) if kept else None
    return _without_office(words, names)


def _of_the_house(source: str) -> str:
    """ "The Globe's Jane Doe": who speaks, without whose pen or firm it is."""
    _, mark, tail = source.rpartition("'s ") if "'s " in source else source.rpartition("’s ")
    words = tail.split()
    named = mark and 2 <= len(words) <= 3 and all(word[0].isupper() for word in words)
    lows = {word.lower() for word in words}
    bodies = wordlist("sources: bodies") | wordlist("sources: organisations") | _DROP_TITLES | GROUPS
    return tail if named and not lows & bodies else source


def _bare(words: list[str]) -> list[str]:
    """ "the Reuters news agency", "consultancy Acme Metals": the name without the common noun that says what it is."""
    kinds = wordlist("sources: says what a source is")
    named = any(word[0].isupper() for word in words)
    while named and len(words) > 1 and words[-1] in kinds:
        words = words[:-1]
    while (
        named and len(words) > 1 and (words[0] in kinds or (words[0].lower() in _KEPT_BY and words[1].lower() in kinds))
    ):
        words = words[1:]
    of = next((n for n in (2, 3) if words[n : n + 1] in (["of"], ["at"]) and n + 1 < len(words)), None)
    head = words[:of] if of is not None else []
    lows = {word.lower() for word in head}
    if head and all(word[0].isupper() for word in head) and not lows & (wordlist("sources: bodies") | _DROP_TITLES):
        return head  # "Jane Doe of Acme"
    return words


_KEPT_BY = ("state", "official", "local", "national", "industry", "financial")


def _known_name(low: str) -> str | None:
    """The short name of a source that the lexicon knows, also with a title or "data" after it."""
    low = low.replace(",", "")
    if low in _CANONICAL:
        return _CANONICAL[low]
    if low in _agencies():
        return _agencies()[low]
    dropped = wordlist("sources: dropped from a name's end")
    for phrase, name in _CANONICAL.items():
        rest = low[len(phrase) :].split()
        if len(phrase) > 5 and low.startswith(phrase) and all(w in _DROP_TITLES or w in dropped for w in rest):
            return name
    return None


_COMMON_DATA = ("government", "trade", "customs", "official", "industry", "recent", "new", "latest", "joint", "early")
_DOCUMENT_NOUNS = frozenset(
    (
        "data",
        "figures",
        "statement",
        "statements",
        "report",
        "reports",
        "estimates",
        "study",
        "analysis",
        "poll",
        "note",
    )
)


def _without_office(words: list[str], names: dict[str, str]) -> str:
    """The name behind its titles ("Chief Executive Jane Doe"); a surname becomes the full name given before."""
    while words[0].lower().strip(".") in _DROP_TITLES and len(words) > 1 and not _org(words):
        words = words[1:]
    for cut in range(len(words) - 1):
        known = leaders().get(" ".join(words[cut:]).lower())
        if known is not None:
            tail_words = words[cut:]
            return " ".join(tail_words) if len(tail_words) > 1 else names.get(tail_words[0].lower(), known.name)
    office = max((n for n, w in enumerate(words) if w.lower() in PERSON_OFFICES), default=len(words))
    person = words[office + 1 :]
    if 0 < len(person) < 5 and not _org(person) and person[0][0].isupper():
        return " ".join(person) if len(person) > 1 else names.get(person[0].lower(), person[0])
    if not _org(words):
        titles = [n for n, w in enumerate(words) if w.lower() in _DROP_TITLES]
        held = any(w.lower() in PERSON_OFFICES for w in words)
        if titles and held and titles[-1] < len(words) - 1 and len(words) - titles[-1] <= 5:
            words = words[titles[-1] + 1 :]
    if len(words) == 1 and words[0].lower() in names:
        return names[words[0].lower()]
    return " ".join(words)


@cache
def _agencies() -> dict[str, str]:
    """Short names of agencies by every alias, possessives dropped."""
    found: dict[str, str] = {}
    for row in rows("agencies.csv"):
        for name in split(row["names"]):
            stands_for = row["canonical"].endswith("government") and not _org(name.split())
            if row["canonical"] and (not stands_for or "overnment" in name):  # Orano speaks for itself
                found[name.lower().replace("'s", "").replace(".", "")] = row["canonical"]
    found["china moc"] = found["moc"] = "Chinese Ministry of Commerce"
    return found


def _org(words: list[str]) -> bool:
    return any(w.lower() in wordlist("sources: organisations") for w in words)
