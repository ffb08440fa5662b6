"""What a figure is about: mineral, stage, whose, with whom, and when."""

from __future__ import annotations

from oreflow.evidence.dates import When
from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.numbers import Amount
from oreflow.evidence.objects import recent_goods
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies, oblique
from oreflow.evidence.wordlists import wordlist

_STAGES = (
    ("reserves", "reserves reserve deposits deposit resources resource holds holding endowment"),
    ("processing", "processing process processes processed separation separated"),
    ("refining", "refined refining refine refinery refineries refines smelting smelted smelter"),
    ("magnets", "magnet magnets"),
    (
        "imports",
        "imports imported import relied relies depends dependent reliant sourced supply supplies buys bought gets got takes",  # noqa: E501
    ),
    ("exports", "exports exported export shipments shipped ships"),
    ("consumption", "consumption demand consumed consumes consumer uses used"),
    (
        "mining",
        "production produced produces producing producer output mined mining mine mines supplied supplies supply extraction extracted produce accounts accounted controls control dominates market comes",  # noqa: E501
    ),
)


WORLD = wordlist("figure_roles: world")


PRICED = minerals() | {"sulfuric acid", "helium"}  # what has a price in tonnes, beyond the minerals themselves
_OF_ALL = (("of", "the", "world", "total"), ("of", "the", "global", "total"))
_AMBIGUOUS = ("lead", "tin")  # metals only where a market speaks of them
_FAR = 8  # tokens after which a general word no longer says what a figure is of


def metals(sentence: Sentence) -> list[Mention]:
    """The goods of a sentence, with "lead" and "tin" where a market report quotes them: "LME lead shed 1.5 %"."""
    lows = sentence.lows
    found = sentence.goods()
    quoted = any(a.kind in ("price", "percent") for a in sentence.amounts)
    if not quoted or not any(word in lows for word in _AMBIGUOUS):
        return found
    for k, low in enumerate(lows):
        if low not in _AMBIGUOUS or k in sentence.covered:
            continue
        led = k == 0 or lows[k - 1] in wordlist("figures: before a quoted metal")
        moves = lows[k + 1 : k + 2] and lows[k + 1] in wordlist("figures: after a quoted metal")
        if led and moves:
            found.append(Mention("good", low, low, k, k + 1))
    return sorted(found, key=lambda m: m.i)


def minerals_of(
    scene: Scene,
    sentence: Sentence,
    i: int,
    j: int,
    *,
    before_first: bool = False,
    known: frozenset[str] | None = None,
) -> list[str]:
    """The mineral a figure is about: after the figure in its clause, then before, then in the sentence before.

    Prices and their changes follow the metal they are told of: ``before_first``.
    """
    known = minerals() if known is None else known
    start, end = stretch(sentence, i, j)
    goods = [m for m in metals(sentence) if m.value in known]
    after = [m for m in goods if m.i >= j and m.j <= end]
    before = [m for m in goods if start <= m.i and m.j <= i]
    earlier = [m for m in goods if m.j <= i]
    picked: list[Mention] = []
    if sentence.lows[j : j + 4] in _OF_ALL or sentence.lows[j : j + 3] == ("of", "the", "total"):
        after = []  # "produced 50 tonnes, 5 % of the world total": of what was named before
    if after and before and after[0].value == GENERIC and after[0].i - j > _FAR:
        after = []  # "80 % of smelting ..., a tax on metals"
    if before_first and earlier and not (after and sentence.lows[j : j + 1] in (("for",), ("of",))):
        picked = [earlier[-1]]
    elif after:
        picked = [after[0]]
        for m in after[1:]:
            between = sentence.lows[picked[-1].j : m.i]
            if between in (("and",), (",",), (",", "and")) or (between == ("and", "rare")):
                picked.append(m)
            else:
                break
    elif before:
        picked = [before[-1]]
    else:
        picked = earlier[-1:] or [m for m in goods if m.i >= j][:1]
    if picked:
        names = list(dict.fromkeys(m.value for m in picked))
        specific = [n for n in names if n != GENERIC]
        plain = {low for m in picked for low in sentence.lows[m.i : m.j]} <= {"ore", "ores", "metal"}
        if not specific and plain:  # "the ore": the one named before
            return recent_goods(scene, sentence)[:1] or names
        return specific or names
    return _minerals_before(scene, sentence, known)


def _minerals_before(scene: Scene, sentence: Sentence, known: frozenset[str]) -> list[str]:
    """The mineral that the sentences before speak of, else the title, else the report's theme."""
    general: list[str] = []
    for number in range(sentence.number - 1, max(-1, sentence.number - 4), -1):
        named = [m.value for m in scene.sentences[number].goods() if m.value in known]
        specific = [n for n in named if n != GENERIC]
        if specific:
            return specific[:1]
        general = general or named[:1]
    title = [m.value for m in scene.sentences[0].goods() if m.value in known] if scene.sentences else []
    theme = [good for good in (*title, *scene.goods[:1]) if good in known and good != GENERIC]
    return theme[:1] or general or title[:1]


def stretch(sentence: Sentence, i: int, j: int) -> tuple[int, int]:
    """The stretch of a sentence that belongs to one figure: up to the neighbouring figures and hard breaks."""
    start, end = i, j
    others = [(a.i, a.j) for a in sentence.amounts if a.i != i]
    while start > 0 and sentence.lows[start - 1] not in BREAKS:
        if any(b == start for _, b in others):
            break
        start -= 1
    while end < len(sentence.lows) and sentence.lows[end] not in BREAKS:
        if any(a == end for a, _ in others):
            break
        if (
            end > j
            and sentence.lows[end] in ("while", "but", "whereas", "and")
            and any(end < v.i <= end + 6 for v in sentence.verbs)
        ):
            break
        end += 1
    return start, end


def stage_of(sentence: Sentence, i: int, j: int, default: str) -> str:
    start, end = stretch(sentence, i, j)
    after = sentence.lows[j : min(end, j + 14)]
    before = sentence.lows[max(start, i - 14) : i]
    for words in (after, tuple(reversed(before))):
        best: tuple[int, str] | None = None
        for stage, cues in _STAGES:
            if stage == "magnets":
                continue
            cue_set = cues.split()
            for n, low in enumerate(words):
                if low in cue_set and (best is None or n < best[0]):
                    if low in wordlist("figure_roles: supply and use") and n < len(words) - 1:
                        continue
                    best = (n, stage)
        if best is not None:
            if (
                best[1] == "mining"
                and words is after
                and not any(low in ("mined", "mine", "mines", "mining", "extraction", "ore") for low in after)
            ):
                earlier = {
                    "processing": "processing",
                    "refining": "refining",
                    "separation": "processing",
                    "refined": "refining",
                    "processed": "processing",
                }
                staged = next((earlier[low] for low in reversed(before) if low in earlier), None)
                if staged is not None:
                    return staged  # "its processing accounted for 92 % of production"
            return best[1]
    return default


def whose(scene: Scene, sentence: Sentence, i: int, j: int) -> tuple[str | None, tuple[str, ...]]:
    """Whose figure it is: the subject before it, else "comes from X" after it, else the subject of the
    sentence before."""
    start, end = stretch(sentence, i, j)
    close = _close_owner(sentence, i, j) or _named_behind(sentence, i, j) or _that_country(scene, sentence, i)
    if close is not None:
        return close, ()
    for low in (start, 0):
        here = [
            m for m in sentence.states() if low <= m.i and m.j <= i and not oblique(sentence, m) and m.kind != "agency"
        ]
        here = [m for m in here if not _is_source(sentence, m)]
        if here:
            last = here[-1]
            joined = sentence.has("together", "combined", "collectively", "jointly")
            near = here if joined else [m for m in here if last.i - m.i <= 8]
            group = [m.value for m in near if m.kind == "place" and not modifies(sentence, m)]
            listed = len(group) >= 3 or (len(group) == 2 and joined)
            if listed and any(w in sentence.lows[:i] for w in ("and",)):
                return None, tuple(dict.fromkeys(group))
            return last.value, ()
    after = [m for m in sentence.states() if j <= m.i < end]
    for m in after:
        lead = sentence.lows[m.i - 1] if m.i else ""
        if (
            lead in ("from", "by", "in", "to")
            or (lead == "the" and m.i > 1 and sentence.lows[m.i - 2] in ("from", "by", "in"))
            or sentence.lows[m.i - 2 : m.i] in (("out", "of"), ("that", "of"))
        ):
            return m.value, ()
    if "there" in sentence.lows[j : j + 5]:  # "mined in China, and about 90 % are refined there"
        return next((m.value for m in reversed(sentence.states()) if m.j <= i), None), ()
    previous = scene.subjects[sentence.number - 1] if sentence.number else None
    if any(low in ("it", "its", "country", "whose", "nation") for low in sentence.lows[:i]) or not sentence.states():
        agency = next((m.value for m in sentence.states() if m.j <= i and m.kind == "agency"), None)
        if agency and any(sentence.lows[n : n + 2] == ("the", "nation") for n in range(i)):
            return agency, ()  # "the mines department finds that the nation is"
        away = ("outside", "beyond", "than")
        whose = [
            m.value
            for m in sentence.states()
            if m.j <= i and m.kind != "agency" and sentence.lows[m.i - 1 : m.i] not in tuple((low,) for low in away)
        ]
        return (whose[-1] if whose else previous), ()
    return None, ()


def _close_owner(sentence: Sentence, i: int, j: int) -> str | None:
    """ "Peru, which has 11 million tonnes", "70 % is in China's hands", "in the hands of China"."""
    lows = sentence.lows
    for m in sentence.states():
        if m.kind != "place":
            continue
        behind = lows[m.j : m.j + 4]
        relative = behind[:2] in ((",", "which"), (",", "whose"), (",", "home"))
        if m.j <= i <= m.j + 8 and relative and not {",", "and"} & set(lows[m.j + 1 : i]):
            return m.value
        lead = lows[m.i - 1] if m.i else ""
        those = lows[m.i - 2 : m.i] == ("those", "of") or lows[m.i - 3 : m.i] == ("those", "of", "the")
        if m.j <= i <= m.j + 12 and those:
            return m.value  # "small next to those of Chile, put at 9 million tonnes"
        if m.j <= i <= m.j + 2 and lead in _ONE_MORE and lows[m.j : i] in (("with",), ("has",), ("holds",), ()):
            return m.value  # "followed by Peru with 3 million tonnes, Chile with 2 million"
        if m.j <= i <= m.j + 12 and behind[:1] in (("make",), ("origin",)):
            return m.value  # "nickel of Finnish make", "the Finnish-origin part"
        made = set(lows[max(0, m.i - 6) : m.i]) & _MADE_IN
        if lows[m.i - 1 : m.i] == ("in",) and made and m.j <= i <= m.j + 6 and lows[m.j : m.j + 1] != (",",):
            return m.value  # "output of tin in Myanmar stood at"
        held = "hands" in behind or "hands" in lows[max(0, m.i - 3) : m.i]
        if m.i >= j and held:
            return m.value
    return None


def _named_behind(sentence: Sentence, i: int, j: int) -> str | None:
    """ "With 28 % of world output, Indonesia leads", "at 70 % of supply, Congo towers": the subject behind a comma."""
    lead = next((n for n in range(i - 1, max(-1, i - 5), -1) if sentence.lows[n] in _HAVING), None)
    if lead is None or (lead and sentence.lows[lead - 1] not in (",", ".", ";", "and")):
        return None
    comma = next((n for n in range(j, min(len(sentence.lows), j + 14)) if sentence.lows[n] == ","), None)
    if comma is None:
        return None
    named = next((m for m in sentence.states() if m.i > comma), None)
    return named.value if named is not None and named.i <= comma + 3 and not oblique(sentence, named) else None


_HAVING = ("with", "at", "holding", "boasting", "having", "producing", "mining", "controlling", "supplying")


def _that_country(scene: Scene, sentence: Sentence, i: int) -> str | None:
    """ "That country holds 90 %": the state named last in the sentence before."""
    lows = sentence.lows[: min(i, 4)]
    if lows[:2] not in (("that", "country"), ("that", "nation"), ("the", "latter")) or not sentence.number:
        return None
    before = [m for m in scene.sentences[sentence.number - 1].states() if m.kind == "place"]
    return before[-1].value if before else None


def priced_in(sentence: Sentence, i: int) -> str | None:
    """The state that a price before token ``i`` is quoted in: "cif China", "delivered in China", "ex works Peru"."""
    for m in sentence.states():
        if m.kind != "place" or m.j > i or m.form == "demonym":
            continue
        if sentence.lows[m.i] in wordlist("figures: market towns"):
            continue  # "in London": where it is quoted, not whose price
        lead = [low for low in sentence.lows[max(0, m.i - 3) : m.i] if low not in ("the", "domestic", "main", "ports")]
        terms = wordlist("figures: terms of delivery")
        if lead and (lead[-1] in terms or (lead[-1] in ("in", "to", "within") and lead[-2:-1] == ["delivered"])):
            return m.value
        if lead and lead[-1] in ("in", "within") and sentence.lows[m.j : m.j + 1] != ("'s",):
            return m.value
    return None


_ONE_MORE = (",", ";", "and", "by", "the")
_MADE_IN = frozenset(("output", "production", "reserves", "deposits", "resources", "mining"))


def consumer(scene: Scene, sentence: Sentence, amount: Amount) -> str | None:
    """Whose needs a share is of: "20 % of what Dutch smelters need", "35 % of the country's demand"."""
    lows = sentence.lows
    if lows[amount.j : amount.j + 1] != ("of",):
        return None
    needs = next(
        (n for n in range(amount.j + 1, min(len(lows), amount.j + 9)) if lows[n] in wordlist("figures: used up")), None
    )
    if needs is None or any(low in WORLD for low in lows[amount.j : needs]):
        return None
    named = next((m.value for m in sentence.states() if amount.j <= m.i < needs), None)
    if named is not None:
        return named
    if any(low in ("country", "nation", "domestic") for low in lows[amount.j : needs]):
        before = scene.subjects[sentence.number - 1] if sentence.number else None
        return before or (scene.ranked[0] if scene.ranked else None)
    return None


def _is_source(sentence: Sentence, m: Mention) -> bool:
    """ "According to US data" names a source, not whose share it is."""
    return any(low in ("according", "data", "citing") for low in sentence.lows[max(0, m.i - 3) : m.i]) or sentence.lows[
        m.j : m.j + 1
    ] in (("data",), ("officials",), ("estimates",))


def period_of(sentence: Sentence, i: int, scene: Scene) -> str | None:
    years = [w for w in sentence.whens if w.form == "year" and w.value]
    if (len(years) >= 2 and "between" in sentence.lows) or (len(years) == 2 and abs(years[0].j - years[1].i) <= 1):
        a, b = years[0].value, years[1].value
        return f"{a}/{b}" if a and b and a < b else b
    nearest: When | None = None
    own = next((w for w in years if w.value and i < w.i <= i + 5 and sentence.lows[w.i - 1] in ("in", "for")), None)
    if own is not None and not any(i < a.i < own.i for a in sentence.amounts):
        return own.value
    for when in sentence.whens:
        if not when.value or (when.form not in ("year",) and not (when.form == "relative" and len(when.value) == 4)):
            continue
        if sentence.lows[when.i - 1 : when.i] in (("since",),):
            continue
        if nearest is None or abs(when.i - i) < abs(nearest.i - i):
            nearest = when
    return nearest.value[:4] if nearest is not None and nearest.value else None


def own_mineral(sentence: Sentence) -> bool:
    return any(m.value in minerals() for m in sentence.goods())
