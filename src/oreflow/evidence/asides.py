"""Lesser claims that a brief needs: deadlines, who moved first, doubts, office-holders, and how long things take."""

from __future__ import annotations

from oreflow.evidence.claims import Aside
from oreflow.evidence.scene import Scene, Sentence
from oreflow.evidence.wordlists import wordlist

_DOUBTS = (
    "not sustainable",
    "unsustainable",
    "non-binding",
    "nonbinding",
    "no guarantee",
    "remains to be seen",
    "yet to confirm",
    "cannot be ruled out",
    "unlikely to",
    "scepticism",
    "skepticism",
    "sceptical",
    "skeptical",
    "major breakthroughs",
    "under wraps",
    "undisclosed",
    "not convinced",
    "stall",
)
_CAUSE = (
    "in response to",
    "in retaliation",
    "retaliat",
    "in answer to",
    "hitting back",
    "hit back",
    "took countermeasures",
    "to counter",
    "provoked by",
    "following the",
    "tit-for-tat",
    "after washington",
    "after beijing",
)
_OFFICES = wordlist("asides: offices")


def find_asides(scene: Scene) -> list[Aside]:
    """All lesser claims in order."""
    found: list[Aside] = []
    for sentence in scene.sentences:
        text = scene.document.text[sentence.start : sentence.end]
        low = text.lower()
        found.extend(_deadlines(scene, sentence))
        found.extend(_office_holders(scene, sentence))
        found.extend(_durations(scene, sentence))
        for phrase in _DOUBTS:
            at = low.find(phrase)
            if at >= 0:
                span = scene.span(sentence.start + at, sentence.start + at + len(phrase))
                found.append(Aside("credibility", phrase, text[:200], span, "doubt", 0.6))
                break
        for phrase in _CAUSE:
            at = low.find(phrase)
            if at >= 0 and len({m.value for m in sentence.states()}) >= 1:
                states = list(dict.fromkeys(m.value for m in sentence.states()))
                mover = next(
                    (m.value for m in sentence.states() if m.i < _token_at(sentence, sentence.start + at)), states[0]
                )
                found.append(
                    Aside(
                        "cause",
                        mover,
                        text[:240],
                        scene.span(sentence.start + at, sentence.start + at + len(phrase)),
                        "claimed-cause",
                        0.6,
                        country=mover,
                    )
                )
                break
    return found


def _token_at(sentence: Sentence, offset: int) -> int:
    return next((n for n, token in enumerate(sentence.tokens) if token.start >= offset), len(sentence.tokens))


def _deadlines(scene: Scene, sentence: Sentence) -> list[Aside]:
    """A date ahead of publication, with what falls due."""
    found: list[Aside] = []
    published = scene.document.published
    for when in sentence.whens:
        value = when.value
        if when.form == "weekday" and when.weekday is not None and any(v.mode == "future" for v in sentence.verbs):
            value = scene.calendar.weekday(when.weekday, when.direction, True)
        if when.form in ("year", "relative"):
            continue
        ahead = published is None or (value is not None and value > published.isoformat()[: len(value)])
        named = sentence.has(
            "expire",
            "expires",
            "deadline",
            "by",
            "until",
            "effective",
            "scheduled",
            "set",
            "will",
            "due",
            "end",
            "starts",
            "start",
        )
        if not ahead or not named:
            continue
        due = next((v.lemma for v in sentence.verbs if v.classes & {"expire"}), None)
        text = scene.document.text[sentence.start : sentence.end]
        found.append(
            Aside(
                "deadline",
                due or "date",
                text[:240],
                scene.tokens_span(sentence, when.i, when.j),
                "dated-ahead",
                0.7,
                date=value,
            )
        )
    return found


def _office_holders(scene: Scene, sentence: Sentence) -> list[Aside]:
    """ "Japanese (new) Prime Minister X": who is said to hold the office, as the document spells it."""
    found: list[Aside] = []
    lows, tokens = sentence.lows, sentence.tokens
    for k, low in enumerate(lows):
        if low == "minister" and k and lows[k - 1] == "prime":
            office, lead = "prime minister", k - 2
        elif low in _OFFICES and tokens[k].text[0].isupper():
            office, lead = low, k - 1
        else:
            continue
        while lead >= 0 and lows[lead] in wordlist("asides: before an office"):
            if lows[lead] in ("former", "vice", "deputy"):
                lead = -1
            else:
                lead -= 1
        country = sentence.covered.get(lead) if lead >= 0 else None
        end = k + 1
        while (
            end < len(tokens)
            and end - k < 5
            and (tokens[end].text[0].isupper() or tokens[end].glue)
            and lows[end] not in ("and", "air")
            and tokens[end].text.isalpha()
        ):
            end += 1
        if end == k + 1 or (country is not None and country.kind != "place"):
            continue
        person = next((m for m in sentence.mentions if m.kind == "person" and m.i == k + 1), None)
        state = country.value if country is not None else person.value if person is not None else None
        if state is None:
            continue
        name = scene.document.text[tokens[k + 1].start : tokens[end - 1].end]
        start = lead if country is not None else k
        found.append(
            Aside(
                "office_holder",
                f"{state} {office}",
                name,
                scene.tokens_span(sentence, start, end),
                "office-name",
                0.8,
                country=state,
            )
        )
    return found


def _durations(scene: Scene, sentence: Sentence) -> list[Aside]:
    """ "12-24 months", "10 to 20 years": statements on time that base rates can be set against."""
    found: list[Aside] = []
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low not in ("months", "years", "decade", "decades") or k == 0:
            continue
        start = k
        while (
            start > 0
            and k - start < 5
            and (lows[start - 1][0].isdigit() or lows[start - 1] in wordlist("asides: before a duration"))
        ):
            start -= 1
        if start == k or not any(
            lows[n][0].isdigit() or lows[n] in ("several", "two", "three", "five", "ten") for n in range(start, k)
        ):
            continue
        if not sentence.has(
            "take",
            "takes",
            "over",
            "within",
            "emerge",
            "years",
            "decade",
            "need",
            "needs",
            "last",
            "until",
            "building",
            "build",
        ):
            continue
        text = scene.document.text[sentence.start : sentence.end]
        value = scene.tokens_span(sentence, start, k + 1)
        found.append(Aside("time_statement", value.text, text[:240], value, "duration", 0.6))
    return found
