"""Statistics in reports: shares, tonnes, values, prices and their changes, with whose, at which stage and when."""

from __future__ import annotations

from oreflow.evidence.claims import Statistic
from oreflow.evidence.dates import When
from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.measures import TARIFF_NOUNS
from oreflow.evidence.numbers import Amount
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies, oblique
from oreflow.evidence.wordlists import wordlist

_STAGES = (
    ("reserves", "reserves reserve deposits deposit resources resource holds holding endowment"),
    ("processing", "processing process processes processed separation separated"),
    ("refining", "refined refining refine refinery refineries refines smelting smelted smelter"),
    ("magnets", "magnet magnets"),
    (
        "imports",
        "imports imported import relied relies depends dependent reliant sourced supply supplies buys bought gets got takes",
    ),
    ("exports", "exports exported export shipments shipped ships"),
    ("consumption", "consumption demand consumed consumes consumer uses used"),
    (
        "mining",
        "production produced produces producing producer output mined mining mine mines supplied supplies supply extraction extracted produce accounts accounted controls control dominates market comes",
    ),
)
_WORLD = wordlist("figures: world")
_SHARE_CUES = wordlist("figures: share cues")
_GROWTH = wordlist("figures: growth")
_DOWN = wordlist("figures: down")
_NOT_STAT = wordlist("figures: not stat")
_PRICE = wordlist("figures: price")


def find_figures(scene: Scene) -> list[Statistic]:
    """All statistics of a document; repeated figures once."""
    found: list[Statistic] = []
    seen: set[tuple[str, str, str | None, float, str]] = set()
    for sentence in scene.sentences:
        for amount in sentence.amounts:
            for statistic in _statistic(scene, sentence, amount):
                key = (statistic.subject, statistic.unit, statistic.country, statistic.value, statistic.measure)
                if key not in seen:
                    seen.add(key)
                    found.append(statistic)
        zero = _zero(scene, sentence)
        if zero is not None and (zero.subject, zero.unit, zero.country, 0.0, zero.measure) not in seen:
            seen.add((zero.subject, zero.unit, zero.country, 0.0, zero.measure))
            found.append(zero)
    return found


def _statistic(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    if amount.kind == "percent":
        return _percent(scene, sentence, amount)
    if amount.kind == "price":
        return _price(scene, sentence, amount)
    if amount.kind == "mass":
        return _mass(scene, sentence, amount)
    if amount.kind == "money" and amount.unit == "USD":
        first = next((a for a in reversed(sentence.amounts) if a.j <= amount.i), None)
        if (
            first is not None
            and first.kind == "price"
            and amount.i - first.j <= 4
            and "to" in sentence.lows[first.j : amount.i]
        ):
            return _price(scene, sentence, amount._replace(kind="price", unit=first.unit))
        later = next((a for a in sentence.amounts if a.i >= amount.j), None)
        if (
            later is not None
            and later.kind == "price"
            and later.i - amount.j <= 4
            and "to" in sentence.lows[amount.j : later.i]
        ):
            return _price(scene, sentence, amount._replace(kind="price", unit=later.unit))
        return _money(scene, sentence, amount)
    return []


def _subject(scene: Scene, sentence: Sentence, i: int, j: int) -> list[str]:
    """The mineral a figure is about: after the figure in its clause, then before, then in the sentence before."""
    start, end = _segment(sentence, i, j)
    after = [m for m in sentence.goods() if m.i >= j and m.j <= end and m.value in minerals()]
    before = [m for m in sentence.goods() if start <= m.i and m.j <= i and m.value in minerals()]
    picked: list[Mention] = []
    if after:
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
        left = [m for m in sentence.goods() if m.j <= i and m.value in minerals()]
        right = [m for m in sentence.goods() if m.i >= j and m.value in minerals()]
        picked = left[-1:] or right[:1]
    if picked:
        names = list(dict.fromkeys(m.value for m in picked))
        return [n for n in names if n != GENERIC] or names
    for number in range(sentence.number - 1, max(-1, sentence.number - 4), -1):
        named = [m.value for m in scene.sentences[number].goods() if m.value in minerals()]
        specific = [n for n in named if n != GENERIC]
        if specific or named:
            return [(specific or named)[0]]
    title = [m.value for m in scene.sentences[0].goods() if m.value in minerals()] if scene.sentences else []
    return title[:1]


def _segment(sentence: Sentence, i: int, j: int) -> tuple[int, int]:
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


def _stage(sentence: Sentence, i: int, j: int, default: str) -> str:
    start, end = _segment(sentence, i, j)
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
                    if low in wordlist("figures: in stage") and n < len(words) - 1:
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


def _country(scene: Scene, sentence: Sentence, i: int, j: int) -> tuple[str | None, tuple[str, ...]]:
    """Whose figure it is: the subject before it, else "comes from X" after it, else the subject of the sentence before."""
    start, end = _segment(sentence, i, j)
    for low in (start, 0):
        here = [
            m
            for m in sentence.states()
            if low <= m.i and m.j <= i and not oblique(sentence, m) and not (m.kind == "agency")
        ]
        here = [m for m in here if not _is_source(sentence, m)]
        if here:
            last = here[-1]
            group = [m.value for m in here if last.i - m.i <= 8 and m.kind == "place" and not modifies(sentence, m)]
            listed = len(group) >= 3 or (
                len(group) == 2
                and any(w in sentence.lows[here[0].i : i] for w in ("together", "combined", "collectively"))
            )
            if listed and any(w in sentence.lows[:i] for w in ("and",)):
                return None, tuple(dict.fromkeys(group))
            return last.value, ()
    after = [m for m in sentence.states() if j <= m.i < end]
    for m in after:
        lead = sentence.lows[m.i - 1] if m.i else ""
        if lead in ("from", "by", "in", "to") or (
            lead == "the" and m.i > 1 and sentence.lows[m.i - 2] in ("from", "by", "in")
        ):
            return m.value, ()
    previous = scene.subjects[sentence.number - 1] if sentence.number else None
    if any(low in ("it", "its", "country", "whose", "nation") for low in sentence.lows[:i]) or not sentence.states():
        whose = [m.value for m in sentence.states() if m.j <= i]
        return (whose[-1] if whose else previous), ()
    return None, ()


def _is_source(sentence: Sentence, m: Mention) -> bool:
    """ "According to US data" names a source, not whose share it is."""
    return any(low in ("according", "data", "citing") for low in sentence.lows[max(0, m.i - 3) : m.i]) or sentence.lows[
        m.j : m.j + 1
    ] in (("data",), ("officials",), ("estimates",))


def _period(sentence: Sentence, i: int, scene: Scene) -> str | None:
    years = [w for w in sentence.whens if w.form == "year" and w.value]
    if (len(years) >= 2 and "between" in sentence.lows) or (len(years) == 2 and abs(years[0].j - years[1].i) <= 1):
        a, b = years[0].value, years[1].value
        return f"{a}/{b}" if a and b and a < b else b
    nearest: When | None = None
    for when in sentence.whens:
        if not when.value or (when.form not in ("year",) and not (when.form == "relative" and len(when.value) == 4)):
            continue
        if sentence.lows[when.i - 1 : when.i] in (("since",),):
            continue
        if nearest is None or abs(when.i - i) < abs(nearest.i - i):
            nearest = when
    return nearest.value[:4] if nearest is not None and nearest.value else None


def _make(
    scene: Scene,
    sentence: Sentence,
    amount: Amount,
    subject: str,
    stage: str,
    country: str | None,
    counterparty: str | None,
    measure: str,
    unit: str,
    value: float,
    countries: tuple[str, ...] = (),
    period: str | None = None,
    confidence: float = 0.7,
) -> Statistic:
    start, end = _segment(sentence, amount.i, amount.j)
    lo = max(start, amount.i - 10)
    return Statistic(
        subject,
        stage,
        country,
        counterparty,
        measure,
        value,
        unit,
        period,
        scene.tokens_span(sentence, lo, min(end, amount.j + 9)),
        f"figure-{measure.split()[0]}",
        confidence,
        amount.qualifier,
        amount.high,
        countries,
    )


def _percent(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    lows = sentence.lows
    near = lows[max(0, amount.i - 5) : min(len(lows), amount.j + 5)]
    tight = lows[max(0, amount.i - 3) : min(len(lows), amount.j + 3)]
    if any(low in _NOT_STAT for low in tight) or any(low in wordlist("figures: in percent") for low in near):
        return []
    if any(low in TARIFF_NOUNS for low in near) or (
        ("tariff" in lows or "tariffs" in lows)
        and amount.value in (10, 15, 20, 25, 50, 100, 145, 125)
        and "of" not in lows[amount.j : amount.j + 2]
    ):
        return []
    subjects = _subject(scene, sentence, amount.i, amount.j)
    if not subjects:
        return []
    growth = any(low in _GROWTH for low in lows[max(0, amount.i - 4) : amount.i]) or any(
        low in wordlist("figures: in percent 2") for low in lows[amount.j : amount.j + 2]
    )
    of_after = (
        lows[amount.j : amount.j + 1] == ("of",)
        or lows[amount.j : amount.j + 2] in (("the",), ("its",))
        or amount.fraction
    )
    period = _period(sentence, amount.i, scene)
    if growth and not of_after:
        if not _own_mineral(sentence) or any(low in wordlist("figures: in percent 3") for low in lows):
            return []
        price = any(low in _PRICE for low in lows) or not any(
            low in ("exports", "imports", "output", "production", "shipments") for low in lows
        )
        down = any(low in _DOWN for low in lows[max(0, amount.i - 4) : amount.i]) or any(
            low in ("drop", "decline", "fall") for low in lows[amount.j : amount.j + 2]
        )
        stage = (
            "price"
            if price
            else "exports"
            if any(low in ("exports", "shipments") for low in lows)
            else "imports"
            if "imports" in lows
            else "mining"
        )
        country = None if price else _country(scene, sentence, amount.i, amount.j)[0]
        return [
            _make(
                scene,
                sentence,
                amount,
                s,
                stage,
                country,
                None,
                "growth",
                "%",
                -amount.value if down else amount.value,
                (),
                period,
            )
            for s in subjects[:1]
        ]
    if not set(near) & _SHARE_CUES and not of_after:
        return []
    if not _own_mineral(sentence) and not (
        set(lows) & (_WORLD | {"production", "processing", "refining", "output", "supply", "it", "reserves"})
    ):
        return []
    stage = _stage(sentence, amount.i, amount.j, "mining")
    country, countries = _country(scene, sentence, amount.i, amount.j)
    counterparty = None
    dependence = _dependence(sentence, amount)
    if dependence is not None:
        country, counterparty = dependence
        stage = "imports"
    elif country is None and not countries:
        return []
    _, stretch = _segment(sentence, amount.i, amount.j)
    measure = (
        "share of production capacity"
        if "capacity" in lows[amount.j : min(stretch, amount.j + 10)] and "global" not in lows[amount.j : amount.j + 4]
        else "share"
    )
    return [
        _make(scene, sentence, amount, s, stage, country, counterparty, measure, "%", amount.value, countries, period)
        for s in subjects
    ]


def _own_mineral(sentence: Sentence) -> bool:
    return any(m.value in minerals() for m in sentence.goods())


def _dependence(sentence: Sentence, amount: Amount) -> tuple[str | None, str | None] | None:
    """The buyer and the seller in "the US relied on China for 70 % of its imports"."""
    lows = sentence.lows
    states = [m for m in sentence.states() if m.kind != "agency"]
    importing = any(low in wordlist("figures: in dependence") for low in lows)
    if not importing:
        return None
    buyer = seller = None
    supplied = next(
        (
            m
            for m in states
            if amount.j < m.i <= amount.j + 2 and lows[amount.j] == "of" and "imports" in lows[m.j : m.j + 7]
        ),
        None,
    )
    if supplied is not None:  # "China supplied over 70 % of U.S. imports"
        first = next((m.value for m in states if m.j <= amount.i and not oblique(sentence, m)), None)
        return (supplied.value, first) if first and first != supplied.value else None
    for n, m in enumerate(states):
        lead = lows[m.i - 1] if m.i else ""
        if lead == "the" and m.i > 1:
            lead = lows[m.i - 2]
        if (
            lead == "from"
            and seller is None
            and lows[m.j : m.j + 1] in ((",",), ("and",))
            and any(later.i - m.j <= 2 for later in states if later.i > m.i)
        ):
            return None  # several sellers: the share is of the buyer alone
        if lead in ("on", "from", "upon") or lows[m.j : m.j + 1] in (
            ("provided",),
            ("supplied",),
            ("supplies",),
            ("provides",),
            ("accounted",),
            ("accounts",),
        ):
            seller = m.value if seller is None else seller
        elif lead in ("by", "to", "into") or lows[m.j : m.j + 1] in (
            ("relied",),
            ("relies",),
            ("imports",),
            ("imported",),
            ("gets",),
            ("takes",),
            ("depends",),
            ("import",),
            ("'s",),
            ("’s",),
            ("rely",),
            ("buys",),
            ("sources",),
        ):
            buyer = m.value if buyer is None else buyer
        elif n == 0:
            buyer = m.value
    if seller is not None and buyer != seller:
        return buyer, seller
    return None


def _price(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    subjects = _subject(scene, sentence, amount.i, amount.j)
    subjects = [s for s in subjects if s not in ("all goods",)]
    if not subjects or sentence.has("capex", "tariff", "conversion", "warrant"):
        return []
    found = []
    for value, high in ((amount.value, amount.high),):
        if amount.high is not None and "from" in sentence.lows[max(0, amount.i - 3) : amount.i]:
            found.append(
                _make(
                    scene,
                    sentence,
                    amount._replace(high=None),
                    subjects[0],
                    "price",
                    None,
                    None,
                    "price",
                    amount.unit,
                    value,
                )
            )
            found.append(
                _make(
                    scene,
                    sentence,
                    amount._replace(high=None),
                    subjects[0],
                    "price",
                    None,
                    None,
                    "price",
                    amount.unit,
                    amount.high,
                )
            )
        else:
            found.append(
                _make(
                    scene,
                    sentence,
                    amount._replace(high=high),
                    subjects[0],
                    "price",
                    None,
                    None,
                    "price",
                    amount.unit,
                    value,
                )
            )
    return found


def _mass(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    lows = sentence.lows
    near = lows[max(0, amount.i - 8) : amount.i] + lows[amount.j : amount.j + 8]
    cues = {
        "reserves": ("reserves", "deposits", "resources", "resource", "deposit"),
        "exports": ("exported", "exports", "shipped", "shipments", "export", "sales"),
        "imports": ("imported", "imports"),
        "mining": ("produced", "production", "output", "mined", "produces"),
        "consumption": ("consumed", "consumption", "demand"),
    }
    if any(low in wordlist("figures: in mass") for low in near):
        return []
    stage = next((s for s, words in cues.items() if any(low in words for low in near)), None)
    if stage is None:
        earlier = lows[: amount.i]
        stage = next((s for s, words in cues.items() if any(low in words for low in earlier)), None)
    if stage is None or amount.unit not in ("t", "t/yr", "kg"):
        return []
    subjects = _subject(scene, sentence, amount.i, amount.j)
    if not subjects:
        return []
    country, _ = _country(scene, sentence, amount.i, amount.j)
    after = [m for m in sentence.states() if amount.j <= m.i <= amount.j + 2 and lows[m.i - 1] == "in"]
    if after:
        country = after[0].value
    if country is None and sentence.number:
        country = scene.subjects[sentence.number - 1]
    if country is None:
        return []
    counterparty = (
        next(
            (
                m.value
                for m in sentence.states()
                if m.value != country and amount.j <= m.i <= amount.j + 3 and lows[m.i - 1] == "to"
            ),
            None,
        )
        if stage == "exports"
        else None
    )
    scale = 0.001 if amount.unit == "kg" else 1.0
    measure = "resource (ore)" if stage == "reserves" else "production"
    return [
        _make(
            scene,
            sentence,
            amount,
            subjects[0],
            stage,
            country,
            counterparty,
            measure,
            "t",
            amount.value * scale,
            (),
            _period(sentence, amount.i, scene),
        )
    ]


def _money(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    lows = sentence.lows
    near = lows[max(0, amount.i - 8) : amount.i]
    after = lows[amount.j : amount.j + 4]
    if any(low in wordlist("figures: in money") for low in (*near, *after)) and not any(
        low in ("worth", "estimated") for low in near
    ):
        return []
    subjects = _subject(scene, sentence, amount.i, amount.j)
    if not subjects or (not _own_mineral(sentence) and not any(low in ("goods",) for low in near)):
        return []
    if any(low in ("earned", "exports", "exported") for low in near):
        country = _country(scene, sentence, amount.i, amount.j)[0] or (
            scene.subjects[sentence.number - 1] if sentence.number else None
        )
        return (
            [
                _make(
                    scene,
                    sentence,
                    amount,
                    subjects[0],
                    "exports",
                    country,
                    None,
                    "value",
                    "USD",
                    amount.value,
                    (),
                    _period(sentence, amount.i, scene),
                )
            ]
            if country
            else []
        )
    if any(low in ("imports", "imported") for low in near):
        dependence = _dependence(sentence, amount)
        country, seller = dependence if dependence else (_country(scene, sentence, amount.i, amount.j)[0], None)
        return [
            _make(
                scene,
                sentence,
                amount,
                subjects[0],
                "imports",
                country,
                seller,
                "value",
                "USD",
                amount.value,
                (),
                _period(sentence, amount.i, scene),
            )
        ]
    if any(low in ("resources", "reserves", "deposits") for low in lows) and "worth" in near:
        return [_make(scene, sentence, amount, subjects[0], "reserves", None, None, "value", "USD", amount.value)]
    return []


def _zero(scene: Scene, sentence: Sentence) -> Statistic | None:
    """ "No tungsten has been mined in the United States": zero production is a figure too."""
    lows = sentence.lows
    none = next((k for k, low in enumerate(lows) if low in ("no", "not", "never") or low == "zero"), None)
    if none is None:
        return None
    made = next(
        (k for k in range(none, len(lows)) if lows[k] in ("mined", "produced", "mine", "produce", "production")), None
    )
    if (
        made is None
        or made - none > 8
        or not (sentence.has("since", "commercially", "domestic", "domestically", "currently") or lows[none] == "zero")
    ):
        return None
    if not _own_mineral(sentence):
        return None
    subject = next(m.value for m in sentence.goods() if m.value in minerals())
    country = next((m.value for m in sentence.states() if m.kind == "place"), None)
    if country is None:
        country = scene.subjects[sentence.number - 1] if sentence.number else None
    if country is None:
        return None
    stage = "refining" if sentence.has("refined", "metal") else "mining"
    end = min(len(lows), made + 8)
    return Statistic(
        subject,
        stage,
        country,
        None,
        "production",
        0.0,
        "t",
        None,
        scene.tokens_span(sentence, none, end),
        "figure-zero",
        0.6,
    )
