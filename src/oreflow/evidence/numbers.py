"""Number grammar over tokens: money, percent, prices per unit, tonnes and ranges, in words or digits."""

from __future__ import annotations

from typing import NamedTuple

from oreflow.evidence.text import Token
from oreflow.evidence.wordlists import wordlist

SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "mln": 1e6,
    "mil": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "bln": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
    "kt": 1e3,
    "mt": 1e6,
}
_SMALL = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
_FRACTIONS = {
    ("two", "thirds"): 66.7,
    ("two", "third"): 66.7,
    ("three", "quarters"): 75.0,
    ("three", "fourths"): 75.0,
    ("four", "fifths"): 80.0,
    ("three", "fifths"): 60.0,
    ("one", "third"): 33.3,
    ("a", "third"): 33.3,
    ("one", "half"): 50.0,
    ("one", "quarter"): 25.0,
    ("a", "quarter"): 25.0,
    ("one", "fifth"): 20.0,
    ("a", "fifth"): 20.0,
    ("a", "tenth"): 10.0,
    ("one", "tenth"): 10.0,
    ("nine", "tenths"): 90.0,
}
_TONNES = wordlist("numbers: tonnes")
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "元": "CNY"}
_CURRENCY_WORDS = {
    "dollars": "USD",
    "dollar": "USD",
    "usd": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "pounds": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rmb": "CNY",
    "rupees": "INR",
    "won": "KRW",
    "aud": "AUD",
    "cad": "CAD",
}
_FOREIGN_DOLLARS = {"a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "s": "SGD", "hk": "HKD"}
_DOLLAR_SIGNS = frozenset(("US", "A", "AU", "C", "CA", "NZ", "S", "HK"))
QUALIFIERS = {
    "over": "over",
    "above": "over",
    "exceeding": "over",
    "exceeds": "over",
    "than": "over",
    "least": "at least",
    "about": "about",
    "around": "about",
    "roughly": "about",
    "approximately": "about",
    "some": "about",
    "estimated": "about",
    "nearly": "nearly",
    "almost": "nearly",
    "close": "nearly",
    "under": "under",
    "below": "under",
    "to": "",
    "most": "at most",
}


class Amount(NamedTuple):
    """A number with its unit on tokens ``i`` up to ``j``; ``high`` is the other end of a range."""

    kind: str  # money | percent | mass | price | points | count
    value: float
    high: float | None
    unit: str  # USD, EUR, ..., %, t, t/yr, kg, USD/t, USD/kg, USD/lb, USD/mtu
    i: int
    j: int
    qualifier: str | None
    fraction: bool = False


def amounts(tokens: tuple[Token, ...]) -> list[Amount]:
    """All numbers with a unit in a sentence, from the left, without overlap."""
    found: list[Amount] = []
    i, count = 0, len(tokens)
    while i < count:
        amount = _at(tokens, i)
        if amount is None:
            i += 1
            continue
        found.append(amount)
        i = amount.j
    return found


def _plain(tokens: tuple[Token, ...], i: int) -> tuple[float, int] | None:
    """A bare number with its scale word: value and the token after it."""
    if i >= len(tokens):
        return None
    token = tokens[i]
    if token.text[0].isdigit() and token.text.isascii():
        value, j = float(token.text.replace(",", "")), i + 1
    elif token.low in _SMALL:
        value, j = float(_SMALL[token.low]), i + 1
        if j < len(tokens) and tokens[j].low == "hundred":
            value, j = value * 100, j + 1
    elif (
        token.low == "a" and i + 1 < len(tokens) and tokens[i + 1].low in ("billion", "million", "trillion", "hundred")
    ):
        return (SCALES.get(tokens[i + 1].low, 100.0), i + 2)
    else:
        return None
    if j < len(tokens) and tokens[j].low in wordlist("numbers: magnitudes"):
        return value * SCALES[tokens[j].low], j + 1
    if j < len(tokens) and tokens[j].low in ("m", "b", "k") and tokens[j].start == tokens[j - 1].end:
        return value * SCALES[tokens[j].low], j + 1
    return value, j


def _at(tokens: tuple[Token, ...], i: int) -> Amount | None:
    low = tokens[i].low
    fraction = _fraction(tokens, i)
    if fraction is not None:
        return fraction
    start = i
    currency = _CURRENCY.get(low)
    if currency is not None:
        before = tokens[i - 1] if i else None
        if before is not None and before.end == tokens[i].start and before.low in _FOREIGN_DOLLARS and low == "$":
            currency = _FOREIGN_DOLLARS[before.low]
        i += 1
        after = tokens[i] if i + 1 < len(tokens) else None
        if low == "$" and after is not None and after.start == tokens[i - 1].end and after.text in _DOLLAR_SIGNS:
            currency = _FOREIGN_DOLLARS.get(after.low, currency)  # "$US36,000", "$A2 million"
            i += 1
    elif low in ("usd", "eur", "aud", "cad", "rmb") and i + 1 < len(tokens):
        currency = _CURRENCY_WORDS[low]
        i += 1
    first = _plain(tokens, i)
    if first is None:
        return None
    value, j = first
    high: float | None = None
    joined = _range_end(tokens, j)
    if (
        joined is None
        and start
        and tokens[start - 1].low == "between"
        and j + 1 < len(tokens)
        and tokens[j].low == "and"
    ):
        joined = j + 2 if tokens[j + 1].text in _CURRENCY else j + 1  # "between 6 and 8 million tonnes"
    if joined is not None:
        second = _plain(tokens, joined)
        if second is not None:
            high, j = second
            if high >= 1e3 and value < 1e3 and first[1] == i + 1:  # "3 to 5 billion": the scale covers both ends
                value *= _scale_of(tokens, joined, high)
            if high < value:
                high = None
                value, j = first
    return _with_unit(tokens, start, j, value, high, currency)


def _scale_of(tokens: tuple[Token, ...], i: int, high: float) -> float:
    bare = tokens[i].text.replace(",", "")
    try:
        return high / float(bare) if float(bare) else 1.0
    except ValueError:
        return 1.0


def _range_end(tokens: tuple[Token, ...], j: int) -> int | None:
    """Where the second number of "10-20", "10 to 20" or "10 and 20" starts; percent signs and currency between
    are passed."""
    if j >= len(tokens):
        return None
    if tokens[j].glue and tokens[j].text[0].isdigit():
        return j
    if tokens[j].text in ("%",) and j + 2 < len(tokens) and (tokens[j + 1].low == "to" or tokens[j + 1].glue):
        return None  # "from 25% to 100%": two figures, not a range
    if tokens[j].low in ("to",) and j + 1 < len(tokens):
        k = j + 1
        if tokens[k].text in _CURRENCY:
            k += 1
        if k < len(tokens) and tokens[k].text[0].isdigit():
            return k
    return None


def _fraction(tokens: tuple[Token, ...], i: int) -> Amount | None:
    if i + 1 < len(tokens):
        value = _FRACTIONS.get((tokens[i].low, tokens[i + 1].low))
        if value is not None:
            return Amount("percent", value, None, "%", i, i + 2, _qualifier(tokens, i), True)
    if (
        tokens[i].low == "half"
        and not (i + 1 < len(tokens) and tokens[i + 1].low in ("a", "year", "yearly"))
        and not tokens[i].glue
    ):
        previous = tokens[i - 1].low if i else ""
        if previous not in ("first", "second", "and", "other", "latter"):
            return Amount("percent", 50.0, None, "%", i, i + 1, _qualifier(tokens, i), True)
    return None


def _with_unit(
    tokens: tuple[Token, ...], start: int, j: int, value: float, high: float | None, currency: str | None
) -> Amount | None:
    low = tokens[j].low if j < len(tokens) else ""
    after = tokens[j + 1].low if j + 1 < len(tokens) else ""
    qualifier = _qualifier(tokens, start)
    if currency is None:
        if low == "%" or low in ("percent", "pct", "pc"):
            if after in ("point", "points"):
                return Amount("points", value, high, "points", start, j + 2, qualifier)
            return Amount("percent", value, high, "%", start, j + 1, qualifier)
        if low == "per" and after in ("cent", "cents"):
            return Amount("percent", value, high, "%", start, j + 2, qualifier)
        if low == "percentage" and after in ("point", "points"):
            return Amount("points", value, high, "points", start, j + 2, qualifier)
        if low in ("us", "u.s.", "american", "australian", "canadian") and after in ("dollars", "dollar", "$"):
            code = {"australian": "AUD", "canadian": "CAD"}.get(low, "USD")
            return Amount("money", value, high, code, start, j + 2, qualifier)
        if low in _CURRENCY_WORDS and not (low == "pounds" and value < 1e5):
            currency = _CURRENCY_WORDS[low]
            j += 1
        else:
            return _mass(tokens, start, j, value, high, qualifier)
    end, unit = _per(tokens, j)
    if unit is None and low in (")", ",") and after in ("per", "a"):  # "68,630 yuan ($9,634) a tonne"
        end, unit = _per(tokens, j + 1)
    if unit is not None and currency == "USD":
        return Amount("price", value, high, f"USD/{unit}", start, end, qualifier)
    if j < len(tokens) and tokens[j].low in ("usd", "us") and currency == "USD":
        j += 1
    return Amount("money", value, high, currency, start, j, qualifier)


_PER = {
    "tonne": "t",
    "ton": "t",
    "t": "t",
    "mt": "t",
    "kilogram": "kg",
    "kilo": "kg",
    "kg": "kg",
    "pound": "lb",
    "lb": "lb",
    "mtu": "mtu",
    "tonnes": "t",
    "tons": "t",
}


def _per(tokens: tuple[Token, ...], j: int) -> tuple[int, str | None]:
    """The unit after "per", "a", "/" behind a price."""
    if j < len(tokens) and tokens[j].low in ("per", "a", "/", "an"):
        k = j + 1
        if k < len(tokens) and tokens[k].low in ("metric", "dry", "short") and k + 1 < len(tokens):
            k += 1
        if k < len(tokens) and tokens[k].low in _PER:
            unit = _PER[tokens[k].low]
            if k + 1 < len(tokens) and tokens[k + 1].low == "unit":
                return k + 2, "mtu"
            return k + 1, unit
    return j, None


def _mass(
    tokens: tuple[Token, ...], start: int, j: int, value: float, high: float | None, qualifier: str | None
) -> Amount | None:
    if j < len(tokens) and tokens[j].low in ("metric", "short", "long", "dry", "wet"):
        j += 1
    if j >= len(tokens):
        return None
    low = tokens[j].low
    unit = ""
    if low in _TONNES:
        glued = tokens[j].start == tokens[j - 1].end
        if low == "t" and not (glued or tokens[j].text == "t"):
            return None
        factor = {"kt": 1e3, "mt": 1e6 if glued or tokens[j].text == "Mt" else 1.0}.get(low, 1.0)
        value, high, unit = value * factor, None if high is None else high * factor, "t"
    elif low in ("kg", "kilograms", "kilogrammes", "kilos"):
        unit = "kg"
    elif low in ("pounds", "lbs", "lb"):
        unit = "lb"
    if not unit:
        return None
    j += 1
    if (
        j + 1 < len(tokens)
        and tokens[j].low in ("per", "a", "each", "every", "/")
        and tokens[j + 1].low in ("year", "annum", "yr", "y")
    ):
        return Amount("mass", value, high, unit + "/yr", start, j + 2, qualifier)
    if j < len(tokens) and tokens[j].low in ("annually", "yearly", "pa"):
        return Amount("mass", value, high, unit + "/yr", start, j + 1, qualifier)
    return Amount("mass", value, high, unit, start, j, qualifier)


def _qualifier(tokens: tuple[Token, ...], i: int) -> str | None:
    previous = tokens[i - 1].low if i else ""
    if previous in ("us", "u.s.") and i > 1:
        previous = tokens[i - 2].low
    if previous == "to" and i > 1 and tokens[i - 2].low == "up":
        return "up to"
    return QUALIFIERS.get(previous) or None
