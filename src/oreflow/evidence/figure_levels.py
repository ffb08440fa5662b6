"""Figures that are levels: prices per unit, tonnes made, traded, stored or in the ground, and sums of money."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from oreflow.evidence.claims import Statistic
from oreflow.evidence.figure_roles import (
    PRICED,
    metals,
    minerals_of,
    own_mineral,
    period_of,
    priced_in,
    stretch,
    whose,
)
from oreflow.evidence.figure_traders import buyer_and_seller, traders
from oreflow.evidence.lexicon import GENERIC, minerals
from oreflow.evidence.numbers import Amount
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist


def make(
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


def known_unit(scene: Scene, sentence: Sentence, amount: Amount) -> str | None:
    """ "down from $60,000", "nickel eased to $15,020": a price whose unit was given just before."""
    lead = sentence.lows[max(0, amount.i - 2) : amount.i]
    if not set(lead) & wordlist("figures: price leads"):
        return None
    same = [a for a in sentence.amounts if a.kind == "price" and a.j <= amount.i]
    named = any(amount.i - 9 <= m.j <= amount.i and m.value in minerals() for m in metals(sentence))
    if not same and not named:
        return None
    back = scene.sentences[max(0, sentence.number - 14) : sentence.number] if not same else []
    earlier = same or [a for s in back for a in s.amounts if a.kind == "price"]
    reach = 10 if not (same and named) else 40  # a list of metals spans lead to tin
    if not earlier or not earlier[-1].value / reach <= amount.value <= earlier[-1].value * reach:
        return None
    return earlier[-1].unit


def find_price(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    """A price per unit; "from A to B" tells two of them, "A to B" one range."""
    near = minerals_of(scene, sentence, amount.i, amount.j, before_first=True, known=PRICED)
    subjects = [s for s in near if s != "all goods"]
    if not subjects or sentence.has("capex", "tariff", "conversion", "warrant"):
        return []
    if amount.high is not None and sentence.lows[amount.i - 1] in wordlist("figures: growth"):
        levels = [amount._replace(value=amount.high, high=None)]  # "rose $3 to $71": moved by, to
    elif amount.high is not None and "from" in sentence.lows[max(0, amount.i - 3) : amount.i]:
        levels = [amount._replace(high=None), amount._replace(value=amount.high, high=None)]
    else:
        levels = [amount]
    where = priced_in(sentence, amount.i)
    return [make(scene, sentence, level, subjects[0], "price", "price", amount.unit, country=where) for level in levels]


_MASS_CUES = {
    "reserves": wordlist("figures: in the ground"),
    "inventory": wordlist("figures: stocks"),
    "exports": wordlist("figures: sold abroad"),
    "imports": wordlist("figures: brought in"),
    "mining": wordlist("figures: made"),
    "consumption": wordlist("figures: used up"),
}


_WORLD_STAGES = ("consumption", "mining", "reserves")
_WORLD_RESERVES = tuple((a, b) for a in ("world", "global") for b in ("reserves", "resources", "deposits"))


def find_mass(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    """Tonnes in the ground, in store, made, traded or used; aims and quotas are none."""
    lows = sentence.lows
    near = lows[max(0, amount.i - 8) : amount.i] + lows[amount.j : amount.j + 8]
    if any(low in wordlist("figures: tonnes that are no output") for low in near) or _aimed(sentence, amount):
        return []
    stage = _mass_stage(sentence, amount) or _ranked(scene, sentence, amount)
    if stage is None or amount.unit not in ("t", "t/yr", "kg"):
        return []
    subjects = minerals_of(scene, sentence, amount.i, amount.j)
    if not subjects:
        return []
    country, counterparty = _mass_parties(scene, sentence, amount, stage)
    of_the_world = bool({"world", "global", "worldwide"} & set(lows[: amount.i])) and stage in _WORLD_STAGES
    if stage == "reserves" and lows[:2] in _WORLD_RESERVES:
        country = None  # "Global deposits of tin stand at": nobody's
    if country is None and stage != "inventory" and not of_the_world:
        return []
    measures = {"reserves": "resource (ore)", "inventory": "inventory", "consumption": "value"}
    return [
        make(
            scene,
            sentence,
            amount,
            subjects[0],
            "other" if stage == "inventory" else stage,
            measures.get(stage, "production"),
            "t",
            value=amount.value * (0.001 if amount.unit == "kg" else 1.0),
            country=country,
            counterparty=counterparty,
            period=period_of(sentence, amount.i, scene),
        )
    ]


def _aimed(sentence: Sentence, amount: Amount) -> bool:
    """ "targets 720 tonnes", "output planned at", "a quota of": wished for or allowed, not there."""
    lows = sentence.lows
    lead = lows[max(0, amount.i - 12) : amount.i]
    to_come = any(a in ("is", "are", "was", "were") and b == "to" for a, b in pairwise(lead))
    return (
        to_come
        or "would" in lead[-5:]  # "the mine would yield"
        or any(low in wordlist("figures: aims") for low in lead)
        or any(low in ("quota", "quotas", "ceiling", "cap") for low in lows[: amount.i])
    )


def _mass_stage(sentence: Sentence, amount: Amount) -> str | None:
    """The stage of the nearest cue, before the amount first: "output at 70 t", "23 Mt of resources"."""
    lows = sentence.lows
    start, end = stretch(sentence, amount.i, amount.j)
    after = lows[amount.j : min(end, amount.j + 8)]
    before = tuple(reversed(lows[max(start, amount.i - 20) : amount.i]))
    best: tuple[int, str] | None = None
    for words, cost in ((before, 0), (after, 0), (tuple(reversed(lows[:start])), 40)):
        for n, low in enumerate(words):
            stage = next((s for s, cues in _MASS_CUES.items() if low in cues), None)
            if stage is not None:
                if best is None or n + cost < best[0]:
                    best = (n + cost, stage)
                break
    return best[1] if best is not None else None


def _ranked(scene: Scene, sentence: Sentence, amount: Amount) -> str | None:
    """ "Vietnam comes next with 3,400 tonnes": the stage of the tonnes in the sentences before, where ranks go on."""
    for number in range(sentence.number, max(0, sentence.number - 3), -1):
        if not scene.sentences[number].has(*_RANKS):
            return None
        last = scene.sentences[number - 1]
        earlier = [a for a in last.amounts if a.kind == "mass"]
        if not earlier or earlier[-1].unit != amount.unit:
            return None
        stage = _mass_stage(last, earlier[-1])
        if stage is not None:
            return stage
    return None


_RANKS = ("next", "second", "third", "followed", "trails", "behind", "runner-up", "largest", "biggest", "most")


def _mass_parties(scene: Scene, sentence: Sentence, amount: Amount, stage: str) -> tuple[str | None, str | None]:
    """Whose tonnes, and with whom they are traded."""
    lows = sentence.lows
    trade = traders(sentence, stage)
    if trade is not None and trade[0] is not None:
        return trade
    country: str | None
    if stage == "inventory":
        places = [m.value for m in sentence.states() if m.kind == "place" and lows[m.j : m.j + 1] in (("'s",), ("’s",))]
        return (places[0] if places else None), None
    country, _ = whose(scene, sentence, amount.i, amount.j)
    after = [m for m in sentence.states() if amount.j <= m.i <= amount.j + 2 and lows[m.i - 1] == "in"]
    if after:
        country = after[0].value
    if country is None:
        named = {m.value for m in sentence.states() if m.kind == "place"}
        country = next(iter(named)) if len(named) == 1 and stage == "reserves" else None
    if country is None and sentence.number:
        country = scene.subjects[sentence.number - 1]
    if country is None and stage == "reserves" and scene.title_states:
        country = scene.title_states[-1]
    partner = trade[1] if trade is not None else None
    if partner is not None and country in (None, partner):  # "shipments to China came to": the report's own state
        country = next((state for state in (*scene.title_states, *scene.ranked[:2]) if state != partner), None)
    return country, partner


def find_money(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    lows = sentence.lows
    near = lows[max(0, amount.i - 8) : amount.i]
    after = lows[amount.j : amount.j + 4]
    if any(low in wordlist("figures: sums that are no price") for low in (*near, *after)) and not any(
        low in ("worth", "estimated") for low in near
    ):
        return []
    subjects = minerals_of(scene, sentence, amount.i, amount.j)
    stored = any(low in wordlist("figures: stocks") for low in lows[: amount.i])
    if not subjects or (not own_mineral(sentence) and not stored and "goods" not in near):
        return []
    period = period_of(sentence, amount.i, scene)
    country = whose(scene, sentence, amount.i, amount.j)[0]
    if stored and (sentence.has("worth", "valued", "value") or "inventories" in lows):
        subject = subjects[0] if own_mineral(sentence) else GENERIC  # a state's store holds many
        told = make(scene, sentence, amount, subject, "other", "inventory", "USD", country=country or _home(scene))
        return [replace(told, period=period)]
    if any(
        low in ("earned", "exports", "exported", "sales", "shipments", "shipped", "sold", "revenue", "earnings")
        for low in lows[max(0, amount.i - 14) : amount.i]
    ):
        trade = traders(sentence, "exports")
        if trade is not None and trade[0] is not None:
            seller, buyer = trade
            told = make(scene, sentence, amount, subjects[0], "exports", "value", "USD", country=seller, period=period)
            return [replace(told, counterparty=buyer)]
        country = country or (scene.subjects[sentence.number - 1] if sentence.number else None)
        if not country:
            return []
        return [make(scene, sentence, amount, subjects[0], "exports", "value", "USD", country=country, period=period)]
    if any(low in ("imports", "imported", "buys", "bought", "purchases") for low in near):
        buyer, seller = buyer_and_seller(sentence, amount) or (country, None)
        told = make(scene, sentence, amount, subjects[0], "imports", "value", "USD", country=buyer, period=period)
        return [replace(told, counterparty=seller)]
    if any(low in ("resources", "reserves", "deposits") for low in lows) and "worth" in near:
        alone = country if len({m.value for m in sentence.states()}) == 1 else None
        return [make(scene, sentence, amount, subjects[0], "reserves", "value", "USD", country=alone)]
    if any(low in ("untapped", "deposits", "reserves", "underground") for low in lows) and amount.value >= 1e11:
        return [make(scene, sentence, amount, subjects[0], "reserves", "value", "USD", country=country, period=period)]
    return []


def _home(scene: Scene) -> str | None:
    return scene.ranked[0] if scene.ranked else None


def find_zero_trade(scene: Scene, sentence: Sentence) -> list[Statistic]:
    """ "Zero tin was exported from Peru to Spain": no tonnes of each mineral named between."""
    lows = sentence.lows
    none = lows.index("zero") if "zero" in lows else len(lows)
    moved = next((k for k in range(none, min(len(lows), none + 14)) if lows[k] in ("exported", "shipped")), None)
    trade = traders(sentence, "exports") if moved is not None else None
    if moved is None or trade is None or trade[0] is None:
        return []
    goods = [m.value for m in sentence.goods() if none < m.i < moved and m.value in minerals()]
    span = scene.tokens_span(sentence, none, min(len(lows), moved + 7))
    seller, buyer = trade
    return [
        Statistic(good, "exports", seller, buyer, "production", 0.0, "t", None, span, "figure-zero", 0.6)
        for good in dict.fromkeys(goods)
    ]


def find_zero(scene: Scene, sentence: Sentence) -> Statistic | None:
    """ "Finland has not mined zinc since 1990": zero production is a figure too."""
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
