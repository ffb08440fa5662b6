"""Statistics in reports: shares, tonnes, values, prices and their changes, with whose, at which stage and when."""

from __future__ import annotations

from dataclasses import replace

from oreflow.evidence.claims import Statistic
from oreflow.evidence.figure_levels import (
    find_mass,
    find_money,
    find_price,
    find_zero,
    find_zero_trade,
    known_unit,
    make,
)
from oreflow.evidence.figure_roles import (
    PRICED,
    WORLD,
    consumer,
    minerals_of,
    own_mineral,
    period_of,
    priced_in,
    stage_of,
    stretch,
    whose,
)
from oreflow.evidence.figure_traders import buyer_and_seller, traders
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
_FLOW_VERBS = ("exported", "imported", "produced", "mined", "shipped")
_FLOWS = frozenset(
    ("exports", "imports", "output", "production", "shipments", "volumes", "leaving", "enter", "entering", *_FLOW_VERBS)
)
_DETERMINERS = ("a", "an", "the", "its", "their", "this", "that", "of", "steep", "sharp", "further", "weekly")
_HOPES = ("hopes", "hope", "aims", "aim", "wants", "want", "plans", "plan", "expects", "intends", "seeks")
_CUTS = ("cut", "cuts", "slashed", "reduced", "trimmed", "curbed", "lowered")
_ROUND_DUTIES = (10, 15, 20, 25, 50, 100, 125, 145)  # percents that in a text on tariffs are duties


def find_figures(scene: Scene) -> list[Statistic]:
    """All statistics of a document; repeated figures once."""
    found: list[Statistic] = []
    seen: set[tuple[str, str, str | None, float, str]] = set()
    for sentence in scene.sentences:
        last: Statistic | None = None
        for amount in sentence.amounts:
            told = _compared(scene, sentence, amount, last) or _statistic(scene, sentence, amount)
            last = told[-1] if told else last
            for statistic in told:
                key = (statistic.subject, statistic.unit, statistic.country, statistic.value, statistic.measure)
                if key not in seen:
                    seen.add(key)
                    found.append(statistic)
        made = find_zero(scene, sentence)
        for zero in [made] if made is not None else find_zero_trade(scene, sentence):
            key = (zero.subject, zero.unit, zero.country, 0.0, zero.measure)
            if key not in seen:
                seen.add(key)
                found.append(zero)
    return found


def _compared(scene: Scene, sentence: Sentence, amount: Amount, last: Statistic | None) -> list[Statistic]:
    """ "59 %, up from 31 % in 2019", "40 tonnes, compared with 25 a year before": the same figure at another time."""
    if last is None or amount.unit != last.unit or last.measure == "growth":
        return []
    lead = sentence.lows[max(0, amount.i - 3) : amount.i]
    while lead and lead[-1] in wordlist("figures: hedges") | {"the"}:
        lead = lead[:-1]
    if lead[-2:] not in _COMPARING and lead[-1:] not in (("against",), ("versus",)):
        return []
    start, end = stretch(sentence, amount.i, amount.j)
    span = scene.tokens_span(sentence, max(start, amount.i - 6), min(end, amount.j + 6))
    year = next((w.value for w in sentence.whens if w.form == "year" and amount.j <= w.i <= amount.j + 3), None)
    there = next((m.value for m in sentence.states() if amount.j <= m.i <= amount.j + 2), last.country)
    return [replace(last, value=amount.value, value_max=amount.high, country=there, period=year, evidence=span)]


_COMPARING = (("up", "from"), ("down", "from"), ("compared", "with"), ("compared", "to"), ("instead", "of"))


def _statistic(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    if amount.kind == "percent":
        return _percent(scene, sentence, amount)
    if amount.kind == "price":
        return find_price(scene, sentence, amount)
    if amount.kind == "mass":
        return find_mass(scene, sentence, amount)
    if amount.kind == "money" and amount.unit == "USD":
        first = next((a for a in reversed(sentence.amounts) if a.j <= amount.i), None)
        if (
            first is not None
            and first.kind == "price"
            and amount.i - first.j <= 4
            and "to" in sentence.lows[first.j : amount.i]
        ):
            return find_price(scene, sentence, amount._replace(kind="price", unit=first.unit))
        later = next((a for a in sentence.amounts if a.i >= amount.j), None)
        if (
            later is not None
            and later.kind == "price"
            and later.i - amount.j <= 4
            and "to" in sentence.lows[amount.j : later.i]
        ):
            return find_price(scene, sentence, amount._replace(kind="price", unit=later.unit))
        known = known_unit(scene, sentence, amount)
        if known is not None:
            return find_price(scene, sentence, amount._replace(kind="price", unit=known))
        return find_money(scene, sentence, amount)
    return []


def _percent(scene: Scene, sentence: Sentence, amount: Amount) -> list[Statistic]:
    """Shares and changes; duties, stakes, grades and the percents of firms are neither."""
    lows = sentence.lows
    if _other_percent(sentence, amount):
        return []
    of_after = lows[amount.j : amount.j + 1] in (("of",), ("the",), ("its",), ("their",))
    moved = _moved(sentence, amount)
    if moved and not of_after:
        priced = _near_price(sentence, amount)
        subjects = minerals_of(scene, sentence, amount.i, amount.j, before_first=True, known=PRICED)
        if not subjects or not (own_mineral(sentence) or priced):
            return []
        return _change(scene, sentence, amount, subjects[0], moved)
    known = PRICED | {"batteries"} if "market" in lows[amount.j : amount.j + 8] else None
    level = lows[max(0, amount.i - 2) : amount.i]
    subjects = minerals_of(
        scene, sentence, amount.i, amount.j, before_first="from" in level or "to" in level, known=known
    )
    of_which = lows[max(0, amount.i - 4) : amount.i]
    loose = amount.fraction and not of_after and not _depends(sentence) and "which" not in of_which
    if not subjects or _of_a_firm(sentence, amount) or loose:
        return []
    near = set(lows[max(0, amount.i - 5) : amount.j + 5])
    if not near & _SHARE_CUES and not of_after and not _portion(sentence, amount):
        return []
    themed = set(lows) & (WORLD | _OF_THE_WORLD) or _depends(sentence) or consumer(scene, sentence, amount)
    if not own_mineral(sentence) and not themed:
        return []
    return _share(scene, sentence, amount, subjects)


def _moved(sentence: Sentence, amount: Amount) -> int:
    """-1 or 1 where a percent says by how much something moved: "fell 5 %", "a loss of 2 %", "2 % lower"; else 0.

    "Rose to 62 %" and "down from 90 %" tell levels, no movement, unless what moved is itself a gain or loss.
    """
    lows = sentence.lows
    ahead = lows[max(0, amount.i - 4) : amount.i]
    behind = lows[amount.j : amount.j + 2]
    lead = ahead[-1:] if not ahead or ahead[-1] not in wordlist("figures: hedges") else ahead[-2:-1]
    if "than" in ahead[-1:]:
        lead = ahead[-3:-2]  # "to more than 7 %"
    nouns = wordlist("figures: gains and losses")
    gain = [low for low, prior in zip(ahead[1:], ahead, strict=False) if low in nouns and prior in _DETERMINERS]
    if lead in (("to",), ("from",), ("at",)) and not (lead == ("to",) and gain):
        return 0
    if behind[:1] and behind[0] in wordlist("figures: less by"):
        return -1
    if behind[:1] and behind[0] in wordlist("figures: more by"):
        return 1
    if lead == ("by",) and not gain:
        far = [low for low in lows[max(0, amount.i - 12) : amount.i] if low in _GROWTH]
        if far:  # "swelled stocks in the sheds by 14 %"
            return -1 if far[-1] in _DOWN else 1
        if any(low in _CUTS for low in lows[max(0, amount.i - 8) : amount.i]) and set(ahead) & _FLOWS:
            return -1  # "cut its tin exports by 20 %"
    put_on = any(ahead[n : n + 2] == ("put", "on") for n in range(len(ahead)))
    if not any(low in _GROWTH for low in ahead) and not gain and not put_on:
        if _falls(behind):
            return -1
        return int(any(low in wordlist("figures: changes") for low in behind))
    words = [token.text for token in sentence.tokens[max(0, amount.i - 6) : amount.i]]  # "May" is a month
    modal = any(word in ("would", "could", "may", "might") for word in words)
    if modal and not gain:
        return 0
    return -1 if any(low in _DOWN for low in ahead) or _falls(behind) else 1


def _falls(words: tuple[str, ...]) -> bool:
    return any(low in ("drop", "decline", "fall", "slump", "cut", "loss") for low in words)


def _near_price(sentence: Sentence, amount: Amount) -> bool:
    return any(low in _PRICE for low in sentence.lows) or any(a.kind == "price" for a in sentence.amounts)


def _of_a_firm(sentence: Sentence, amount: Amount) -> bool:
    """ "a third of Acme's output", "half of the plant's metal", "40 % of them": no share of a country."""
    lows, j = sentence.lows, amount.j
    if lows[j : j + 1] != ("of",) or j + 1 >= len(lows):
        return False
    at = j + 2 if lows[j + 1] in ("the", "its", "their") and j + 2 < len(lows) else j + 1
    if any(low in wordlist("figures: takeovers") for low in lows[max(0, amount.i - 4) : amount.i]):
        return True
    if at > j + 1 and lows[at] in wordlist("figures: parts of firms"):
        return True
    if at > j + 1 and set(lows[at : at + 3]) & {"miner", "producer", "company", "firm", "refiner", "group"}:
        return True
    capital = sentence.tokens[at].text[0].isupper() and at not in sentence.covered
    return capital and lows[at + 1 : at + 2] in (("'s",), ("’s",))


def _depends(sentence: Sentence) -> bool:
    return sentence.has("dependence", "dependent", "reliance", "reliant", "relied", "relies")


def _portion(sentence: Sentence, amount: Amount) -> bool:
    """ "China's share rose to 62 %", "dependence fell from 90 %"."""
    return any(low in wordlist("figures: portions") for low in sentence.lows[max(0, amount.i - 16) : amount.j + 4])


def _other_percent(sentence: Sentence, amount: Amount) -> bool:
    """Whether a percent is a duty, a stake, an interest rate, a grade: no statistic on a mineral."""
    lows = sentence.lows
    near = lows[max(0, amount.i - 5) : amount.j + 5]
    tight = lows[max(0, amount.i - 3) : amount.j + 3]
    if any(low in _NOT_STAT for low in tight):
        return True
    if any(low in wordlist("figures: percents that are no share") or low in TARIFF_NOUNS for low in near):
        return True
    ahead = lows[max(0, amount.i - 12) : amount.i]
    if any(low in ("quota", "quotas") for low in lows[: amount.i]) or ahead[-2:] == ("at", "most"):
        return True
    if ahead[-2:] == ("one", "of") or _wished(ahead):
        return True  # "a duty of 15 %, and one of 30 % from 2028", "is to cover 10 %"
    if any(low in ("must", "shall") for low in lows[amount.j : amount.j + 14]) or "majority" in near:
        return True  # a rule to come, a vote
    bound = ahead[-2:] == ("at", "least") or ahead[-3:] == ("no", "more", "than")
    if bound and {"should", "must", "shall"} & set(lows[: amount.i]):
        return True  # "Spain should mine at least 10 % of its lithium": a rule
    if bound and "to" in lows[amount.j : amount.j + 10]:
        return True  # "at least 10 % of demand to be met at home": an aim
    if any(low in TARIFF_NOUNS or low in ("tax", "levy", "rate") for low in ahead) and "of" not in lows[amount.j :][:1]:
        return True
    return (
        ("tariff" in lows or "tariffs" in lows)
        and amount.value in _ROUND_DUTIES
        and "of" not in lows[amount.j : amount.j + 2]
    )


def _wished(ahead: tuple[str, ...]) -> bool:
    """ "are by 2030 to cover 10 %", "is to supply a tenth", "hopes to meet a third": an aim."""
    to = next((n for n in range(len(ahead) - 1, -1, -1) if ahead[n] == "to"), None)
    if to is None or to + 1 >= len(ahead) or ahead[to + 1] not in wordlist("figures: what an aim does"):
        return False
    return bool({"is", "are", "was", "were", "has", "have", *_HOPES} & set(ahead[max(0, to - 4) : to]))


def _change(scene: Scene, sentence: Sentence, amount: Amount, subject: str, sign: int) -> list[Statistic]:
    """ "exports fell 5.2 %", "prices rose by a third": growth of a flow, a stock or the price."""
    lows = sentence.lows
    if any(low in wordlist("figures: percents of firms") for low in lows):
        return []
    if any(low == "share" and lows[n + 1 : n + 2] in (("price",), ("prices",)) for n, low in enumerate(lows)):
        return []
    led = [low for low in lows[: amount.i] if low in _PRICE or low in _FLOWS]
    told_of = led or lows  # "exports grew by 8 %, a year in which the price fell": what is named before it
    price = any(low in _PRICE for low in told_of) or not any(low in _FLOWS for low in told_of)
    if price:
        stage = "price"
    elif any(low in ("exports", "shipments", "leaving", "exported", "shipped") for low in lows):
        stage = "exports"
    else:
        stage = "imports" if any(low in ("imports", "imported", "enter", "entering") for low in lows) else "mining"
    if any(low in wordlist("figures: stocks") for low in lows[max(0, amount.i - 12) : amount.i]):
        price, stage = True, "other"  # what warehouses hold is nobody's flow
    country = counterparty = None
    if price and stage == "price":
        country = priced_in(sentence, amount.i)
    if not price:
        country, counterparty = traders(sentence, stage) or (whose(scene, sentence, amount.i, amount.j)[0], None)
    if not price and country is None:  # "shipments from China declined"
        country = next((m.value for m in sentence.states() if m.kind == "place" and m.j <= amount.i), None)
    value = sign * amount.value
    period = period_of(sentence, amount.i, scene)
    told = make(scene, sentence, amount, subject, stage, "growth", "%", value=value, country=country, period=period)
    return [replace(told, counterparty=counterparty)]


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
    else:
        needs = consumer(scene, sentence, amount)
        if needs is not None:  # "30 % of what Japan needs"
            country, stage = needs, "consumption"
        elif country is None and not countries:
            return []
    _, last = stretch(sentence, amount.i, amount.j)
    capacity = "capacity" in lows[amount.j : min(last, amount.j + 10)] and "global" not in lows[amount.j : amount.j + 4]
    return [
        make(
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
