"""One document laid out for reading: sentences with their mentions, amounts, dates and verbs, and who is
talked about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from oreflow.evidence.claims import Document, Span
from oreflow.evidence.dates import MONTHS, WEEKDAYS, Calendar, When, whens
from oreflow.evidence.lexicon import Mention, minerals, scan
from oreflow.evidence.numbers import Amount, amounts
from oreflow.evidence.text import Block, RawSentence, Token, blocks, sentences
from oreflow.evidence.verbs import Verb, verbs
from oreflow.evidence.wordlists import wordlist

PREPOSITIONS = wordlist("scene: prepositions")
BREAKS = frozenset({";", ":", "—", "(", ")", "–", "|", "…", "•"})
SUBORDINATORS = wordlist("scene: subordinators")
_BARE_STATE = {
    "bloc": "EU",
    "commission": "EU",
    "kremlin": "RUS",
    "pentagon": "USA",
}
_STATE_NOUNS = wordlist("scene: state nouns")
_PRONOUNS = wordlist("scene: pronouns")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence understood word by word."""

    number: int
    start: int
    end: int
    block: int
    kind: str
    parent: int | None  # number of the sentence that leads a bullet in
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    amounts: tuple[Amount, ...]
    whens: tuple[When, ...]
    verbs: tuple[Verb, ...]
    lows: tuple[str, ...]
    covered: dict[int, Mention] = field(hash=False)

    def has(self, *words: str) -> bool:
        """Whether any of the words occurs."""
        return any(word in self.lows for word in words)

    def goods(self) -> list[Mention]:
        """Goods named, from the left."""
        return [m for m in self.mentions if m.kind == "good"]

    def states(self) -> list[Mention]:
        """Places, people and agencies that stand for a state, from the left."""
        return [m for m in self.mentions if m.kind != "good" and m.value]


@dataclass(slots=True)
class Scene:
    """A document and what its sentences refer to."""

    document: Document
    calendar: Calendar
    parts: list[Block]
    sentences: list[Sentence]
    subjects: list[str | None] = field(default_factory=list)  # the state last in subject position, after each sentence
    title_states: tuple[str, ...] = ()
    president: str | None = None  # the state whose president the document speaks of most
    ranked: tuple[str, ...] = ()  # states by how often the document names them
    goods: tuple[str, ...] = ()  # minerals by how often the document names them

    def span(self, start: int, end: int) -> Span:
        """A verbatim span of the document."""
        return Span(start, end, self.document.text[start:end])

    def tokens_span(self, sentence: Sentence, i: int, j: int) -> Span:
        """The verbatim span of tokens ``i`` up to ``j``."""
        i, j = max(0, i), max(i + 1, min(j, len(sentence.tokens)))
        return self.span(sentence.tokens[i].start, sentence.tokens[j - 1].end)


def lay_out(document: Document) -> Scene:
    """Split and annotate a document; linear in its length."""
    calendar = Calendar(document.published, document.year_hint)
    parts = blocks(document.text, document.body, document.title)
    raw = sentences(document.text, parts)
    first_of_block: dict[int, int] = {}
    last_of_block: dict[int, int] = {}
    for number, sentence in enumerate(raw):
        first_of_block.setdefault(sentence.block, number)
        last_of_block[sentence.block] = number
    full: list[Sentence] = []
    for number, sentence in enumerate(raw):
        block = parts[sentence.block]
        parent = last_of_block.get(block.parent) if block.parent is not None else None
        full.append(_understand(number, sentence, block, parent, calendar))
    full = _own_parliaments(full)
    scene = Scene(document, calendar, parts, full)
    named = [(s, m) for s in full for m in s.states() if m.form != "region"]
    count = Counter(m.value for _, m in named)
    acting = Counter(m.value for s, m in named if not oblique(s, m) and not modifies(s, m))
    order = sorted(count, key=lambda state: (-acting[state] - 0.25 * count[state], state))
    scene.ranked = tuple(order)  # who acts most, then who is named most
    named_goods = Counter(m.value for s in full for m in s.goods() if m.value in minerals())
    scene.goods = tuple(sorted(named_goods, key=lambda good: -named_goods[good]))
    heads = Counter(
        m.value for s in full for m in s.mentions if m.kind == "person" and m.form == "president" and not oblique(s, m)
    )
    scene.president = max(heads, key=lambda state: heads[state]) if heads else None  # the first named of equals
    _follow_subjects(scene)
    return scene


_ANY_PARLIAMENT = frozenset((("house", "of", "representatives"), ("congress",), ("the", "senate")))


def _own_parliaments(full: list[Sentence]) -> list[Sentence]:
    """A house of representatives in a report that names no American is the one of the state it speaks of most."""
    found = [(s, m) for s in full for m in s.mentions if m.kind == "agency" and s.lows[m.i : m.j] in _ANY_PARLIAMENT]
    if not found or sum(1 for s in full for m in s.mentions if m.value == "USA") > len(found):
        return full
    others = Counter(m.value for s in full for m in s.states() if m.value != "USA")
    if not others:
        return full
    home = others.most_common(1)[0][0]
    for sentence, mention in found:
        named = tuple(m._replace(value=home) if m is mention else m for m in full[sentence.number].mentions)
        covered = {k: m for m in named for k in range(m.i, m.j)}
        full[sentence.number] = replace(full[sentence.number], mentions=named, covered=covered)
    return full


def recent_pair(scene: Scene, sentence: Sentence, besides: str = "") -> tuple[str, ...]:
    """The two states that "the two nations" stand for: those last named, else those named most; never ``besides``."""
    found: list[str] = []
    for number in range(sentence.number, max(-1, sentence.number - 4), -1):
        for mention in reversed(scene.sentences[number].states()):
            if mention.value not in (*found, besides) and mention.value in scene.ranked[:4]:
                found.append(mention.value)
    return tuple((found + [s for s in scene.ranked if s not in (*found, besides)])[:2])


def _understand(number: int, raw: RawSentence, block: Block, parent: int | None, calendar: Calendar) -> Sentence:
    tokens = raw.tokens
    found = tuple(scan(tokens))
    return Sentence(
        number=number,
        start=raw.start,
        end=raw.end,
        block=raw.block,
        kind=block.kind,
        parent=parent,
        tokens=tokens,
        mentions=found,
        amounts=tuple(amounts(tokens)),
        whens=tuple(whens(tokens, calendar)),
        verbs=tuple(verbs(tokens)),
        lows=tuple(token.low for token in tokens),
        covered={k: mention for mention in found for k in range(mention.i, mention.j)},
    )


def oblique(sentence: Sentence, mention: Mention) -> bool:
    """Whether a mention stands inside a prepositional phrase ("in Malaysia") and so cannot be a subject."""
    if mention.form == "region":
        return True
    k = mention.i - 1
    steps = 0
    while k >= 0 and steps < 7:
        low, text = sentence.lows[k], sentence.tokens[k].text
        if low in PREPOSITIONS:
            return not (low in ("after", "before", "since", "until") and _verb_follows(sentence, mention))
        if low in MONTHS or low in WEEKDAYS or low[0].isdigit():
            return False  # "On Monday the administration": the preposition belongs to the date
        inside = sentence.covered.get(k)
        if (
            inside is not None
            or low in wordlist("scene: small words before a name")
            or (text[0].isupper() and k > 0)
            or low in _STATE_NOUNS
            or low in wordlist("scene: ranks before a name")
        ):
            k -= 1
            steps += 1
            continue
        if low in ("and", "or") and k > 1 and sentence.lows[k - 1] == ",":
            k -= 1
            low = ","
        if (
            low in ("and", ",", "&")
            and k > 0
            and sentence.covered.get(k - 1) is not None
            and sentence.covered[k - 1].kind != "good"
        ):
            before = sentence.covered[k - 1]
            return before.i < mention.i and oblique(sentence, before) and (low != "," or _lists(sentence, mention))
        return False
    return False


def _verb_follows(sentence: Sentence, mention: Mention) -> bool:
    """ "after China unveiled": a clause, so the mention is its subject."""
    return any(
        verb.start <= mention.j + 2 <= verb.i + 2 and verb.i >= mention.j and verb.form != "ing"
        for verb in sentence.verbs
    )


def _lists(sentence: Sentence, mention: Mention) -> bool:
    """Whether a comma before a mention belongs to a list of places rather than ending a phrase."""
    k = mention.j
    return k < len(sentence.tokens) and (sentence.lows[k] in (",", "and", "or") or sentence.tokens[k].text in ".;")


def modifies(sentence: Sentence, mention: Mention) -> bool:
    """Whether a mention only modifies the noun after it ("Chinese goods", "China's ban") and is no subject by
    itself."""
    k = mention.j
    if k >= len(sentence.tokens):
        return mention.form == "demonym"
    if sentence.lows[k] in ("'s", "’s") or (sentence.tokens[k].text in "'’" and mention.j > mention.i):
        return True
    return mention.form == "demonym"


def head_person(sentence: Sentence, mention: Mention) -> bool:
    """Whether "Chinese", "China's" leads into a ruler or organ of that state ("Chinese President", "China's
    cabinet")."""
    k = mention.j
    for low in sentence.lows[k : k + 5]:
        if low in _STATE_NOUNS or low in wordlist("scene: offices"):
            return True
        if low in PREPOSITIONS or low in (",", ";", "and"):
            return False
    return False


def anaphor(scene: Scene, sentence: Sentence, i: int) -> str | None:
    """The state that a pronoun or bare noun at token ``i`` stands for: "the bloc", "it", "the ministry"."""
    low = sentence.lows[i]
    if low in _BARE_STATE and (i == 0 or sentence.lows[i - 1] in ("the", "european")):
        return _BARE_STATE[low]
    before = scene.subjects[sentence.number - 1] if sentence.number and sentence.number <= len(scene.subjects) else None
    if before is None and scene.title_states:
        before = scene.title_states[0]
    if before is None and scene.ranked:
        before = scene.ranked[0]
    if low in _PRONOUNS:
        earlier = [m for m in sentence.states() if m.i < i and not oblique(sentence, m)]
        return earlier[-1].value if earlier else before
    if low in _STATE_NOUNS and i and (sentence.lows[i - 1] in wordlist("scene: before a bare office")):
        if low == "president" and scene.president is not None:
            return scene.president
        if low in ("administration", "department") and not _led_by_other(scene):
            return "USA"
        earlier = [m for m in sentence.states() if m.i < i and not oblique(sentence, m)]
        return earlier[-1].value if earlier and sentence.lows[i - 1] == "its" else before
    return None


def _led_by_other(scene: Scene) -> bool:
    return (
        bool(scene.title_states)
        and "USA" not in scene.title_states
        and not any(m.value == "USA" for s in scene.sentences[:6] for m in s.mentions)
    )


def _follow_subjects(scene: Scene) -> None:
    """Remember after each sentence which state was last its subject; titles come first."""
    if scene.sentences and (scene.sentences[0].kind in ("title", "heading") or len(scene.sentences) == 1):
        scene.title_states = tuple(dict.fromkeys(m.value for m in scene.sentences[0].states()))
    current: str | None = None
    for sentence in scene.sentences:
        bare = next(
            (
                n
                for n, low in enumerate(sentence.lows[:4])
                if low == "president" and n and sentence.lows[n - 1] == "the"
            ),
            None,
        )
        if bare is not None and scene.president is not None:
            current = scene.president
            scene.subjects.append(current)
            continue
        if sentence.kind == "heading" and not sentence.states():
            current = None  # a new section: what was said of others no longer holds
        for mention in sentence.states():
            if oblique(sentence, mention):
                continue
            if modifies(sentence, mention) and not head_person(sentence, mention) and _has_plain(sentence):
                continue
            current = mention.value
            break
        scene.subjects.append(current)


def _has_plain(sentence: Sentence) -> bool:
    return any(not oblique(sentence, m) and not modifies(sentence, m) for m in sentence.states())
