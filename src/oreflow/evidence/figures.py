"""Statistics in reports: shares, tonnes, values, prices and their changes, with whose, at which stage and when."""

from __future__ import annotations

from dataclasses import replace

from oreflow.evidence.claims import Statistic
from oreflow.evidence.figure_roles import (
    WORLD,
    buyer_and_seller,
    minerals_of,
    own_mineral,
    period_of,
    stage_of,
    stretch,
    whose,
)
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import TARIFF_NOUNS
from oreflow.evidence.numbers import Amount
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist

_SHARE_CUES = wordlist("figures: share cues")


_GROWTH = wordlist("figures: growth")


_DOWN = wordlist("figures: down")


_NOT_STAT = wordlist("figures: not stat")


_PRICE = wordlist("figures: price")
_OF_THE_WORLD = frozenset(("production", "processing", "refining", "output", "supply", "it", "reserves"))
_ROUND_DUTIES = (10, 15, 20, 25, 50, 100, 125, 145)  # percents that in a text on tariffs are duties


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
        known = _known_unit(scene, sentence, amount)
        if known is not None:
            return _price(scene, sentence, amount._replace(kind="price", unit=known))
        return _money(scene, sentence, amount)
    return []


def _known_unit(scene: Scene, sentence: Sentence, amount: Amount) -> str | None:
    """ "down from $60,000", "zinc was flat at $2,761": a price whose unit was given just before."""
    lead = sentence.lows[max(0, amount.i - 2) : amount.i]
    if not set(lead) & wordlist("figures: price leads"):
        return None
    same = [a for a in sentence.amounts if a.kind == "price" and a.j <= amount.i]
    named = any(amount.i - 9 <= m.j <= amount.i and m.value in minerals() for m in sentence.goods())
    if not same and not named:
        return None
    back = scene.sentences[max(0, sentence.number - 14) : sentence.number] if not same else []
    earlier = same or [a for s in back for a in s.amounts if a.kind == "price"]
    if not earlier or not earlier[-1].value / 10 <= amount.value <= earlier[-1].value * 10:
        return None
    return earlier[-1].unit


def _make(
    scene: Scene,
    sentence: Sentence,
    amount: Amount,
    subject: str,
    stage: str,
    measure: str,
    unit: str,
    *,
    value: float | None = None,
    country: str | None = None,
    counterparty: str | None = None,
    countries: tuple[str, ...] = (),
    period: str | None = None,
) -> Statistic:
    """The statistic of an amount, with the words around it as evidence; ``value`` where it is not the amount's own."""
    start, end = stretch(sentence, amount.i, amount.j)
    return Statistic(
        subject,
        stage,
        country,
        counterparty,
        measure,
        amount.value if value is None else value,
        unit,
        period,
        scene.tokens_span(sentence, max(start, amount.i - 10), min(end, amount.j + 9)),
        f"figure-{measure.split()[0]}",
        0.7,
        amount.qualifier,
        amount.high,
        countries,
    )


def _percent(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    """Shares and changes; duties, stakes, grades and the percents of firms are neither."""
    lows = sentence.lows
    if _other_percent(sentence, amount):
        return []
    subjects = minerals_of(scene, sentence, amount.i, amount.j)
    if not subjects:
        return []
    of_after = (
        lows[amount.j : amount.j + 1] == ("of",)
        or lows[amount.j : amount.j + 2] in (("the",), ("its",))
        or amount.fraction
    )
    growth = any(low in _GROWTH for low in lows[max(0, amount.i - 4) : amount.i]) or any(
        low in wordlist("figures: changes") for low in lows[amount.j : amount.j + 2]
    )
    if growth and not of_after:
        return _change(scene, sentence, amount, subjects[0])
    near = set(lows[max(0, amount.i - 5) : amount.j + 5])
    if not near & _SHARE_CUES and not of_after:
        return []
    if not own_mineral(sentence) and not set(lows) & (WORLD | _OF_THE_WORLD):
        return []
    return _share(scene, sentence, amount, subjects)


def _other_percent(sentence: Sentence, amount: Amount) -> bool:
    """Whether a percent is a duty, a stake, an interest rate, a grade: no statistic on a mineral."""
    lows = sentence.lows
    near = lows[max(0, amount.i - 5) : amount.j + 5]
    tight = lows[max(0, amount.i - 3) : amount.j + 3]
    if any(low in _NOT_STAT for low in tight):
        return True
    if any(low in wordlist("figures: percents that are no share") or low in TARIFF_NOUNS for low in near):
        return True
    return (
        ("tariff" in lows or "tariffs" in lows)
        and amount.value in _ROUND_DUTIES
        and "of" not in lows[amount.j : amount.j + 2]
    )


def _change(scene: Scene, sentence: Sentence, amount: Amount, subject: str) -> list[Statistic]:
    """ "exports fell 5.2 %", "prices rose by a third": growth of a flow or of the price."""
    lows = sentence.lows
    if not own_mineral(sentence) or any(low in wordlist("figures: percents of firms") for low in lows):
        return []
    flows = ("exports", "imports", "output", "production", "shipments")
    price = any(low in _PRICE for low in lows) or not any(low in flows for low in lows)
    down = any(low in _DOWN for low in lows[max(0, amount.i - 4) : amount.i]) or any(
        low in ("drop", "decline", "fall") for low in lows[amount.j : amount.j + 2]
    )
    if price:
        stage = "price"
    elif any(low in ("exports", "shipments") for low in lows):
        stage = "exports"
    else:
        stage = "imports" if "imports" in lows else "mining"
    country = None if price else whose(scene, sentence, amount.i, amount.j)[0]
    if not price and country is None:  # "shipments from China declined"
        country = next((m.value for m in sentence.states() if m.kind == "place" and m.j <= amount.i), None)
    value = -amount.value if down else amount.value
    period = period_of(sentence, amount.i, scene)
    return [_make(scene, sentence, amount, subject, stage, "growth", "%", value=value, country=country, period=period)]


def _share(scene: Scene, sentence: Sentence, amount: Amount, subjects: list[str]) -> list[Statistic]:
    """ "China mines 70 % of the world's rare earths", "imports 80 % of its antimony from China"."""
    lows = sentence.lows
    stage = stage_of(sentence, amount.i, amount.j, "mining")
    country, countries = whose(scene, sentence, amount.i, amount.j)
    counterparty = None
    dependence = buyer_and_seller(sentence, amount)
    if dependence is not None:
        country, counterparty = dependence
        stage = "imports"
    elif country is None and not countries:
        return []
    _, last = stretch(sentence, amount.i, amount.j)
    capacity = "capacity" in lows[amount.j : min(last, amount.j + 10)] and "global" not in lows[amount.j : amount.j + 4]
    return [
        _make(
            scene,
            sentence,
            amount,
            subject,
            stage,
            "share of production capacity" if capacity else "share",
            "%",
            country=country,
            counterparty=counterparty,
            countries=countries,
            period=period_of(sentence, amount.i, scene),
        )
        for subject in subjects
    ]


def _price(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    """A price per unit; "from A to B" tells two of them, "A to B" one range."""
    subjects = [s for s in minerals_of(scene, sentence, amount.i, amount.j) if s != "all goods"]
    if not subjects or sentence.has("capex", "tariff", "conversion", "warrant"):
        return []
    if amount.high is not None and "from" in sentence.lows[max(0, amount.i - 3) : amount.i]:
        levels = [amount._replace(high=None), amount._replace(value=amount.high, high=None)]
    else:
        levels = [amount]
    return [_make(scene, sentence, level, subjects[0], "price", "price", amount.unit) for level in levels]


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
    if any(low in wordlist("figures: tonnes that are no output") for low in near):
        return []
    stage = next((s for s, words in cues.items() if any(low in words for low in near)), None)
    if stage is None:
        earlier = lows[: amount.i]
        stage = next((s for s, words in cues.items() if any(low in words for low in earlier)), None)
    if stage is None or amount.unit not in ("t", "t/yr", "kg"):
        return []
    subjects = minerals_of(scene, sentence, amount.i, amount.j)
    if not subjects:
        return []
    country, _ = whose(scene, sentence, amount.i, amount.j)
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
    return [
        _make(
            scene,
            sentence,
            amount,
            subjects[0],
            stage,
            "resource (ore)" if stage == "reserves" else "production",
            "t",
            value=amount.value * (0.001 if amount.unit == "kg" else 1.0),
            country=country,
            counterparty=counterparty,
            period=period_of(sentence, amount.i, scene),
        )
    ]


def _money(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    lows = sentence.lows
    near = lows[max(0, amount.i - 8) : amount.i]
    after = lows[amount.j : amount.j + 4]
    if any(low in wordlist("figures: sums that are no price") for low in (*near, *after)) and not any(
        low in ("worth", "estimated") for low in near
    ):
        return []
    subjects = minerals_of(scene, sentence, amount.i, amount.j)
    if not subjects or (not own_mineral(sentence) and not any(low in ("goods",) for low in near)):
        return []
    period = period_of(sentence, amount.i, scene)
    country = whose(scene, sentence, amount.i, amount.j)[0]
    if any(low in ("earned", "exports", "exported") for low in near):
        country = country or (scene.subjects[sentence.number - 1] if sentence.number else None)
        if not country:
            return []
        return [_make(scene, sentence, amount, subjects[0], "exports", "value", "USD", country=country, period=period)]
    if any(low in ("imports", "imported") for low in near):
        buyer, seller = buyer_and_seller(sentence, amount) or (country, None)
        told = _make(scene, sentence, amount, subjects[0], "imports", "value", "USD", country=buyer, period=period)
        return [replace(told, counterparty=seller)]
    if any(low in ("resources", "reserves", "deposits") for low in lows) and "worth" in near:
        return [_make(scene, sentence, amount, subjects[0], "reserves", "value", "USD")]
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
    if not own_mineral(sentence):
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
