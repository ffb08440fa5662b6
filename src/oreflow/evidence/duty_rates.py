"""The rate of a duty, rates listed in bullets or clauses under one duty, and the day that all of them start."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.measure_roles import TARIFF_NOUNS, status_on
from oreflow.evidence.numbers import Amount
from oreflow.evidence.objects import goods
from oreflow.evidence.scene import Scene, Sentence, modifies
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_NO_RATE = frozenset(("of", "interest", "stake", "purity", "owned", "drop", "increase", "rise", "decline", "share"))
_BACK = 2  # sentences back in which the duty stands whose rates are told


def duty_rate(sentence: Sentence, start: int, k: int, end: int, verb: Verb | None) -> float | None:
    """The duty itself: "from 25% to 100%" is 100, "98% of its duties" is coverage and no rate."""
    best: tuple[int, Amount] | None = None
    for amount in sentence.amounts:
        if not _is_rate(sentence, amount):
            continue
        before = sentence.lows[max(0, amount.i - 2) : amount.i]
        inside = start - 3 <= amount.i < k
        limit = verb.i + 8 if verb is not None and verb.i > k else end + 4
        following = k < amount.i <= k + 20 and amount.i <= limit
        if not inside and not following:
            continue
        distance = abs(amount.i - k)
        if before[-1:] == ("from",):
            distance += 20
        if before[-1:] == ("to",):
            distance -= 6
        if best is None or distance < best[0]:
            best = (distance, amount)
    if zero_after(sentence, k, len(sentence.lows)) and (best is None or sentence.lows[best[1].i - 1] in ("from", "to")):
        return 0.0  # "will drop to zero from 15%"
    if (
        best is None
        and verb is not None
        and sentence.has("zero")
        and verb.lemma in ("cut", "reduce", "lower", "bring", "slash")
    ):
        return 0.0
    return _changed_to(sentence, best[1]).value if best is not None else None


def _is_rate(sentence: Sentence, amount: Amount) -> bool:
    if amount.kind != "percent" or amount.fraction:
        return False
    after = sentence.lows[amount.j : amount.j + 1]
    return not (after and after[0] in _NO_RATE) and sentence.lows[amount.i - 1 : amount.i] != ("by",)


def _changed_to(sentence: Sentence, amount: Amount) -> Amount:
    """The new rate where a pair is told: 47 of "from 57 per cent to 47 per cent"."""
    if amount.i and sentence.lows[amount.i - 1] == "from":
        for later in sentence.amounts:
            if later.kind == "percent" and 1 <= later.i - amount.j <= 2 and sentence.lows[later.i - 1] == "to":
                return later
    return amount


def zero_after(sentence: Sentence, i: int, end: int) -> bool:
    """Whether "to zero", "at nil" follows in the clause."""
    for n in range(i, min(end, i + 24, len(sentence.lows) - 1)):
        if sentence.lows[n] in (";", ":"):
            return False
        if sentence.lows[n] in ("to", "at") and sentence.lows[n + 1] in ("zero", "nil", "nought"):
            return True
    return False


def find_echoes(scene: Scene, sentence: Sentence, here: list[Candidate], earlier: list[Candidate]) -> list[Candidate]:
    """Duties told only by their rate: "and that on zinc to 4%", "for tin the rate is 25%", after one that was named."""
    if not any(a.kind == "percent" for a in sentence.amounts) and not sentence.has("zero"):
        return []
    head = next((c for c in reversed(earlier[-30:]) if c.kind == "tariff" and c.strong), None)
    if head is not None and sentence.number - head.sentence > _BACK:
        head = None
    found: list[Candidate] = []
    for a, b in pairwise(_pieces(sentence)):
        lows = sentence.lows[a:b]
        if any(low in TARIFF_NOUNS for low in lows):
            inside = [c for c in here if c.kind == "tariff" and sentence.tokens[a].start <= c.evidence.start]
            inside = [c for c in inside if c.evidence.start <= sentence.tokens[b - 1].start]
            head = inside[-1] if inside else head
            continue
        told = set(lows) & {"rate", "rates"} or (sentence.has("rate", "rates") and set(lows) & {"it", "they"})
        if head is None or not (told or set(lows[:4]) & {"that", "those"}):
            continue
        if set(lows) & wordlist("duties: other rates"):
            continue
        echo = _echo(scene, sentence, head, a, b)
        if echo is not None:
            found.append(echo)
    return found


def _pieces(sentence: Sentence) -> list[int]:
    """Where the clauses of a sentence that may each tell a rate begin, and its end."""
    lows = sentence.lows
    cuts = [0]
    for n in range(1, len(lows) - 2):
        turns = lows[n] == "," and lows[n + 1] in ("while", "whereas", "with", "but", "so")
        points = lows[n + 1] in ("that", "those") and lows[n + 2] in ("on", "for")
        turns = turns or (lows[n] == "and" and lows[n - 1] == "," and lows[n + 1] in ("for", "on"))
        if lows[n] in (";", ":") or turns or (points and lows[n] in ("and", "while", "with")):
            cuts.append(n + 1)
    return [*sorted(set(cuts)), len(lows)]


def _echo(scene: Scene, sentence: Sentence, head: Candidate, a: int, b: int) -> Candidate | None:
    rates = [m for m in sentence.amounts if a <= m.i < b and _is_rate(sentence, m)]
    zero = zero_after(sentence, a, b)
    if len(rates) > 2 or not (rates or zero):
        return None
    named = goods(sentence, a, b)
    aims = [
        m.value
        for m in sentence.states()
        if a <= m.i < b
        and m.value != head.actor
        and (modifies(sentence, m) or sentence.lows[m.i - 1] in ("from", "for", "on") or _of_origin(sentence, m.j))
    ]
    if not named and (aims or zero or head.rate is not None or not set(sentence.lows[a:b]) & {"rate", "level"}):
        return None  # without goods only "a rate of 5%" of the duty that was named without one
    date = next((w.value for w in sentence.whens if w.value and a <= w.i < b), None)
    kept = set(sentence.lows[a:b]) & {"kept", "remain", "remains", "stay", "stays", "stand", "stands", "unchanged"}
    status = "in_force" if kept else head.status
    return Candidate(
        "tariff",
        status_on(scene, status, date or head.date, True),
        head.actor,
        aims or list(head.target),
        named or list(head.objects),
        sentence.number,
        scene.tokens_span(sentence, a, b),
        "tariff-list",
        0.6,
        True,
        rate=0.0 if zero else _changed_to(sentence, rates[0]).value,
        date=date or (head.date if head.sentence == sentence.number else None),
        effect=None if kept else head.effect,
        own_goods=bool(named),
    )


def _of_origin(sentence: Sentence, j: int) -> bool:
    return sentence.lows[j : j + 1] in (("origin",), ("made",))


def find_listed_rates(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """Rates in the bullets under a duty: "three subheadings for certain tungsten products: 25%"."""
    if sentence.kind != "bullet" or sentence.parent is None:
        return []
    if any(low in TARIFF_NOUNS for low in sentence.lows):
        return []
    rates = [
        a
        for a in sentence.amounts
        if a.kind == "percent" and not a.fraction and sentence.lows[a.j : a.j + 1] != ("of",)
    ]
    named = goods(sentence, 0, len(sentence.lows))
    if len(rates) != 1 or not named:
        return []
    lead = scene.sentences[sentence.parent]
    first = bisect_left(earlier, lead.block, key=lambda c: scene.sentences[c.sentence].block)
    last = bisect_right(earlier, lead.block, key=lambda c: scene.sentences[c.sentence].block)
    above = [c for c in earlier[first:last] if c.kind == "tariff"]
    if not above:
        return []
    head = above[-1]
    date = next((w.value for w in (*sentence.whens, *lead.whens) if w.value), head.date)
    return [
        Candidate(
            "tariff",
            status_on(
                scene, "announced" if head.status in ("possible", "under_negotiation") else head.status, date, True
            ),
            head.actor,
            list(head.target),
            named,
            sentence.number,
            scene.tokens_span(sentence, 0, len(sentence.tokens)),
            "tariff-list",
            0.65,
            True,
            rate=rates[0].value,
            date=date,
            own_goods=True,
        )
    ]


def date_the_last(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> None:
    """ "Both steps take effect on 1 March.": the day belongs to the measures of the sentence before."""
    lows = sentence.lows
    if not lows or len(lows) > 22 or lows[0] not in ("both", "the", "these", "they", "it", "all", "this", "those"):
        return
    if not set(lows[:5]) & wordlist("dates: measures that start"):
        return
    starts = set(lows) & {"effective", "apply", "applies", "effect", "force", "start", "starts", "begin", "begins"}
    days = [w for w in sentence.whens if w.form == "day" and w.value]
    if not starts or len(days) != 1 or sentence.has("until", "after", "before"):
        return
    for c in reversed(earlier[-12:]):
        if c.sentence != sentence.number - 1:
            break
        if c.kind in ("tariff", "export_control", "import_restriction", "quota") and c.strong and c.date is None:
            c.date = days[0].value
            c.status = status_on(scene, c.status, c.date, True)
