"""Who does it, to whom, to which goods, when and on what condition: roles around a trigger, sentence first, then context."""

from __future__ import annotations

from oreflow.evidence.dates import MONTHS, WEEKDAYS, When
from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.scene import (
    BREAKS,
    PREPOSITIONS,
    SUBORDINATORS,
    Scene,
    Sentence,
    anaphor,
    head_person,
    modifies,
    oblique,
)
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_CONDITION = wordlist("arguments: condition")
_NP_SKIP = wordlist("arguments: np skip")
_FIRM_WORDS = wordlist("arguments: firm words")
_TARGET_PREPOSITIONS = wordlist("arguments: target prepositions")
_LIST_SIGNS = frozenset((",", "and", "or", "&", "as", "well"))


def clause(sentence: Sentence, i: int, j: int) -> tuple[int, int]:
    """The token range around ``i``..``j`` between hard breaks and subordinators."""
    lows = sentence.lows
    start = i
    while start > 0 and lows[start - 1] not in BREAKS and lows[start - 1] not in SUBORDINATORS:
        start -= 1
    end = j
    while end < len(lows) and lows[end] not in BREAKS and lows[end] not in SUBORDINATORS:
        end += 1
    return start, end


_FINITE = wordlist("arguments: finite")
_ACTION_NOUNS = {
    "decision": "past",
    "move": "past",
    "plan": "future",
    "plans": "future",
    "threat": "threat",
    "threats": "threat",
    "effort": "infinitive",
    "efforts": "infinitive",
    "bid": "infinitive",
    "attempt": "infinitive",
    "pledge": "future",
    "proposal": "propose",
    "willingness": "possible",
    "promise": "future",
    "intention": "future",
}


def condition_range(sentence: Sentence) -> tuple[int, int]:
    """Token range of an "if ..." or "unless ..." clause, ``(-1, -1)`` where there is none."""
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low == "provided" and k and lows[k - 1] == ",":
            return k, len(lows)
        if low in ("if", "unless", "whether"):
            end = k + 1
            while end < len(lows) and lows[end] not in (",", ";", "—", "”", '"'):
                end += 1
            return k, end
    return -1, -1


def tail(sentence: Sentence, j: int, limit: int = 40) -> int:
    """Where the complement of a noun ends: at a break, a subordinator, or a comma before a new verb phrase."""
    lows = sentence.lows
    starts = {verb.start: verb for verb in sentence.verbs}
    k = j
    while k < len(lows) and k - j < limit:
        low = lows[k]
        if k == j or (k == j + 1 and lows[j] in ("that", "which")):
            jump = _relative(sentence, k)
            if jump:
                k = jump
                continue
        if low in _FINITE:
            break
        if low in BREAKS or low in SUBORDINATORS or (low == "that" and k > j):
            if low == "(":
                close = next((n for n in range(k, min(len(lows), k + 14)) if lows[n] == ")"), None)
                if close is not None:
                    k = close + 1
                    continue
            break
        if (
            k > j
            and low in wordlist("arguments: in tail")
            and k + 1 < len(lows)
            and not (low == "as" and lows[k + 1] in ("well", "of"))
        ):
            break
        if (
            low == ","
            and k + 1 < len(lows)
            and (lows[k + 1].endswith("ing") or lows[k + 1] in wordlist("arguments: in tail 2"))
        ):
            break
        if (
            low == "and"
            and any(n in starts for n in (k + 1, k + 2))
            and (k + 1) not in sentence.covered
            and (k + 2) not in sentence.covered
        ):
            break
        verb = starts.get(k)
        if verb is not None and low in wordlist("arguments: in tail 3"):
            k += 1
            continue
        if verb is not None and verb.mode != "infinitive" and verb.form != "ing" and k > j:
            break
        k += 1
    return k


def _relative(sentence: Sentence, k: int) -> int:
    """Where a short relative clause such as "it has placed" or "imposed by Washington" ends, so that "on ..." after it still belongs."""
    lows = sentence.lows
    n = k
    while (
        n < len(lows)
        and n - k < 6
        and (
            lows[n] in wordlist("arguments: in relative")
            or (n in sentence.covered and sentence.covered[n].kind != "good")
        )
    ):
        n += 1
    if n < len(lows) and any(
        v.i == n and v.form in ("past", "participle") and v.classes & {"enact", "announce", "threaten"}
        for v in sentence.verbs
    ):
        after = lows[n + 1 : n + 2]
        if after and after[0] in ("on", "against", "in", "by", "to", "over"):
            return n + 1
    return 0


def np_start(sentence: Sentence, i: int) -> int:
    """The first token of the noun phrase whose head is at ``i``: modifiers, goods, places, percents, possessives."""
    lows = sentence.lows
    verb_at = {verb.i for verb in sentence.verbs}
    k = i
    while k > 0 and i - k < 14:
        low = lows[k - 1]
        if (
            low in PREPOSITIONS
            or low in BREAKS
            or low in SUBORDINATORS
            or low
            in (
                "that",
                "to",
                "is",
                "are",
                "was",
                "were",
                "be",
                "will",
                "has",
                "have",
                "had",
                "would",
                "not",
                "also",
                "then",
                '"',
                "“",
                "”",
                "by",
            )
        ):
            break
        if (k - 1) in verb_at and (
            k >= 2 and (lows[k - 2] in wordlist("arguments: in np start") or (k - 2) in sentence.covered)
        ):
            break
        if (k - 1) in verb_at and low not in wordlist("arguments: in np start 2"):
            break
        if low in (",", "and", "or", "&"):
            if not _joins(sentence, k - 1, i):
                break
        k -= 1
    return k


def _joins(sentence: Sentence, comma: int, head: int) -> bool:
    """Whether a comma or "and" joins modifiers inside the noun phrase ("steel and aluminium tariffs")."""
    left = sentence.covered.get(comma - 1)
    if left is None and sentence.lows[comma - 1] in ("'s", "’s"):
        return False
    right = sentence.covered.get(comma + 1)
    if left is not None and right is not None:
        return left.kind == right.kind or (left.kind != "good" and right.kind != "good")
    return (
        left is None
        and right is None
        and sentence.lows[comma] in ("and", "or")
        and comma >= 1
        and sentence.lows[comma - 1].endswith(("al", "ic", "ive", "ed"))
        and head - comma <= 3
    )


def subjects(scene: Scene, sentence: Sentence, verb: Verb) -> list[str]:
    """The states that do what a verb says: coordinated subjects first, then context when the sentence names none."""
    begin = verb.start
    asked = persuaded(sentence, verb)
    if asked:
        return [asked]
    owner = _action_owner(sentence, begin)
    if owner:
        return [owner]
    found = left_states(sentence, begin)
    if found:
        return found
    for k in range(begin - 1, max(-1, begin - 9), -1):
        state = anaphor(scene, sentence, k)
        if state:
            return [state]
    return context_states(scene, sentence, begin)


def action_noun(sentence: Sentence, verb: Verb) -> str:
    """The noun that a "to" clause hangs on: "decision" in "China's decision to tighten"; its sense, else ""."""
    for k in range(verb.i - 1, max(-1, verb.i - 5), -1):
        if sentence.lows[k] in _ACTION_NOUNS and "to" in sentence.lows[k : verb.i]:
            return _ACTION_NOUNS[sentence.lows[k]]
    return ""


_PERSUADERS = wordlist("arguments: persuaders")


def persuaded(sentence: Sentence, verb: Verb) -> str | None:
    """ "asked the US to exclude", "convince his Chinese counterpart to resume": the one who is to act."""
    for earlier in reversed(sentence.verbs):
        if earlier.i < verb.i and earlier.lemma in _PERSUADERS and "to" in sentence.lows[earlier.i : verb.i]:
            between = [m for m in sentence.states() if earlier.i < m.i and m.j <= verb.i]
            if between:
                return between[-1].value
    return None


def denied(sentence: Sentence, i: int) -> bool:
    """ "denied that it had banned": the clause around token ``i`` is what somebody denies."""
    return any(
        v.lemma in ("deny", "refute", "dispute")
        and v.i < i
        and not v.negated
        and ("that" in sentence.lows[v.i : i] or i - v.i <= 4)
        for v in sentence.verbs
    )


def _action_owner(sentence: Sentence, begin: int) -> str | None:
    for k in range(begin, max(-1, begin - 4), -1):
        if k < len(sentence.lows) and sentence.lows[k] in _ACTION_NOUNS:
            for mention in reversed(sentence.states()):
                if k - 6 <= mention.i and mention.j <= k and modifies(sentence, mention):
                    return mention.value
    return None


def left_states(sentence: Sentence, begin: int) -> list[str]:
    """States in subject position left of a token, coordinated ones together."""
    if_from, if_to = condition_range(sentence)
    low_clause = begin
    while (
        low_clause > 0
        and sentence.lows[low_clause - 1] not in BREAKS
        and sentence.lows[low_clause - 1] not in SUBORDINATORS
    ):
        low_clause -= 1
    for start in (low_clause, 0):
        picked: list[Mention] = []
        for mention in reversed(sentence.mentions):
            if mention.kind == "good" or not mention.value or mention.j > begin or mention.i < start:
                continue
            if oblique(sentence, mention) or (if_from <= mention.i < if_to <= begin):
                continue
            if modifies(sentence, mention) and not head_person(sentence, mention):
                continue
            if picked and not _coordinated(sentence, mention, picked[-1]):
                break
            picked.append(mention)
        if picked:
            return list(dict.fromkeys(m.value for m in reversed(picked)))
    return []


def _coordinated(sentence: Sentence, left: Mention, right: Mention) -> bool:
    between = sentence.lows[left.j : right.i]
    if not between or (between == (",",) and sentence.kind == "title"):
        return True
    if len(between) > 12:
        return False
    if left.value == right.value:
        return len(between) <= 4
    return (
        "and" in between
        and not any(low in SUBORDINATORS or low in ("that", ";") for low in between)
        and not any(left.j <= verb.i < right.i for verb in sentence.verbs)
    )


def context_states(scene: Scene, sentence: Sentence, begin: int) -> list[str]:
    """States from outside the sentence: a bullet's lead-in, the previous subject, the title."""
    if sentence.parent is not None and sentence.parent < len(scene.sentences):
        parent = scene.sentences[sentence.parent]
        named = [m.value for m in parent.states() if not oblique(parent, m)]
        if named:
            return list(dict.fromkeys(named))[:1]
    previous = (
        scene.subjects[sentence.number - 1] if sentence.number and sentence.number <= len(scene.subjects) else None
    )
    if previous:
        return [previous]
    return list(scene.title_states[:1] or scene.ranked[:1])


def has_firm_subject(sentence: Sentence, verb: Verb) -> bool:
    """Whether a company and no state stands directly before the verb."""
    k = verb.start - 1
    if k >= 0 and sentence.lows[k] in wordlist("arguments: in has firm subject"):
        return False
    seen_capital = False
    steps = 0
    while k >= 0 and steps < 6:
        low, token = sentence.lows[k], sentence.tokens[k]
        if sentence.covered.get(k) is not None and sentence.covered[k].kind != "good":
            return False
        if low in _FIRM_WORDS:
            return True
        if low in (",", ")", ";", "(", ".") or low in PREPOSITIONS:
            break
        if (
            token.text[0].isupper()
            and k > 0
            and low not in ("the", "president", "minister", "secretary", "prime")
            and low not in WEEKDAYS
            and low not in MONTHS
        ):
            seen_capital = True
        k -= 1
        steps += 1
    return seen_capital


def by_agent(sentence: Sentence, start: int, end: int) -> str | None:
    """The state after "by": "tariffs imposed by Washington"."""
    for k in range(start, min(end, len(sentence.lows))):
        if sentence.lows[k] == "by" and not any(w.i in (k + 1, k + 2) for w in sentence.whens):
            for mention in sentence.states():
                if k < mention.i <= k + 6 and not any(
                    low in BREAKS or low in SUBORDINATORS or low == "," for low in sentence.lows[k : mention.i]
                ):
                    return mention.value
    return None


def modifier_states(sentence: Sentence, start: int, head: int) -> list[Mention]:
    """States among the modifiers of a noun phrase, from the left."""
    return [m for m in sentence.states() if start <= m.i and m.j <= head]


def targets(
    sentence: Sentence, start: int, end: int, actor: str | None, prepositions: frozenset[str] = _TARGET_PREPOSITIONS
) -> list[str]:
    """States that a measure is aimed at: after a preposition of direction, with the list that follows."""
    found: list[str] = []
    last_end = -9
    for mention in sentence.states():
        if mention.i < start or mention.j > end:
            continue
        between = sentence.lows[last_end : mention.i] if last_end > 0 else ()
        if (
            found
            and 0 < len(between) <= 4
            and all(low in _LIST_SIGNS or low in ("the", "to", "from", "with") for low in between)
        ):
            found.append(mention.value)
            last_end = mention.j
            continue
        lead = _lead(sentence, mention.i, start, "of" in prepositions)
        if lead in prepositions and mention.value != actor:
            if lead == "in" and not modifies(sentence, mention) and not _made_in(sentence, mention.i):
                continue
            found.append(mention.value)
            last_end = mention.j
    return [state for state in dict.fromkeys(found) if state != actor]


def _lead(sentence: Sentence, i: int, start: int, of_too: bool = False) -> str:
    """The preposition that governs a phrase: "on" in "on most Chinese suppliers"."""
    k = i - 1
    steps = 0
    while k >= start - 1 and k >= 0 and steps < 9:
        low = sentence.lows[k]
        if low in PREPOSITIONS and (low not in ("of", "like", "including") or (low == "of" and of_too)):
            return low
        if low in BREAKS or low in SUBORDINATORS:
            return ""
        if any(verb.i == k for verb in sentence.verbs):
            return ""
        k -= 1
        steps += 1
    return ""


def _made_in(sentence: Sentence, i: int) -> bool:
    """ "made in China", "mined or refined in China": origin, not place."""
    return any(low in wordlist("arguments: in made in") for low in sentence.lows[max(0, i - 4) : i])


def head_goods(sentence: Sentence, start: int, k: int, end: int) -> list[str]:
    """Objects of a control or duty whose head is token ``k``: modifiers before it, or the chain after "on", "of", "for"."""
    before = goods(sentence, start, k)
    after = chain_goods(sentence, k + 1, end)
    if before and (
        not after or k + 1 >= len(sentence.lows) or sentence.lows[k + 1] not in ("on", "of", "for", "over", "covering")
    ):
        return before
    return clean([*before, *after])


_COUNTS = wordlist("arguments: counts")


def _refers_back(sentence: Sentence, mention: Mention) -> bool:
    """ "these minerals", "the three metals": the ones named before."""
    before = sentence.lows[max(0, mention.i - 2) : mention.i]
    if sentence.kind == "title" or not before:
        return False
    return before[-1] in ("these", "those", "such") or (
        before[-1] in _COUNTS and before[0] in ("the", "these", "those") and len(before) == 2
    )


def know_how(sentence: Sentence, mention: Mention) -> bool:
    """ "rare earth processing technology": licensed technology is no object."""
    return any(
        low in ("technology", "technologies", "know", "expertise") for low in sentence.lows[mention.j : mention.j + 3]
    ) and sentence.lows[mention.j : mention.j + 1] not in ((",",), ("and",), (".",))


def chain_goods(sentence: Sentence, i: int, end: int) -> list[str]:
    """Goods after a head noun until the phrase turns to something else ("on", "of" open it; "to the US of" is passed)."""
    lows = sentence.lows
    named: list[Mention] = []
    opened = False
    k = i
    while k < min(end, len(lows)):
        low = lows[k]
        mention = sentence.covered.get(k)
        if mention is not None and mention.kind == "good":
            if (opened or k - i <= 2) and not know_how(sentence, mention):
                named.append(mention)
            k = mention.j
            continue
        if named and low in wordlist("arguments: in chain goods"):
            break
        if low in wordlist("arguments: in chain goods 2"):
            opened = True
        elif low in ("to", "from", "toward", "towards") and any(k < m.i <= k + 3 for m in sentence.states()):
            k = next(m.j for m in sentence.states() if k < m.i <= k + 3)
            continue
        elif (
            named
            and (low in PREPOSITIONS or low == "to")
            and low not in ("including", "like", "such", "from", "of", "with")
        ) or (low in BREAKS and low != "("):
            break
        k += 1
    return clean([m.value for m in named if not _after_example_of_goods(sentence, m, i)])


def goods(sentence: Sentence, start: int, end: int) -> list[str]:
    """Canonical objects named in a token range, cleaned by the rules of the schema."""
    named: list[str] = []
    for mention in sentence.mentions:
        if (
            mention.kind != "good"
            or mention.i < start
            or mention.j > end
            or not mention.value
            or know_how(sentence, mention)
        ):
            continue
        if mention.value == GENERIC and _refers_back(sentence, mention):
            continue
        if _after_example_of_goods(sentence, mention, start):
            continue
        named.append(mention.value)
    return clean(named)


def _after_example_of_goods(sentence: Sentence, mention: Mention, start: int) -> bool:
    """ "Australian goods, including wine": examples of all goods are not the object themselves."""
    if mention.value in minerals():
        return False
    lows = sentence.lows[start : mention.i]
    for word in ("including", "particularly", "especially", "such"):
        if word in lows:
            before = lows[: lows.index(word)]
            return any(low in ("goods", "products", "imports", "exports") for low in before)
    return False


def clean(named: list[str]) -> list[str]:
    """One canonical list: the generic word only where no mineral is named beside it."""
    unique = [name for name in dict.fromkeys(named) if name]
    specific = [name for name in unique if name in minerals() and name != GENERIC]
    if specific and GENERIC in unique:
        unique.remove(GENERIC)
    if "all goods" in unique and len(unique) > 1 and not specific:
        unique = ["all goods"]
    return unique


def recent_goods(scene: Scene, sentence: Sentence, back: int = 3) -> list[str]:
    """Minerals named just before: the bullet's lead-in, the previous sentences, then the title."""
    if sentence.kind == "title":
        for later in scene.sentences[sentence.number + 1 : sentence.number + 4]:
            named = [m.value for m in later.goods() if m.value in minerals()]
            if named:
                return clean(named)
        return []
    numbers = [] if sentence.parent is None else [sentence.parent]
    numbers.extend(range(sentence.number - 1, max(-1, sentence.number - 1 - back), -1))
    if scene.sentences and 0 not in numbers:
        numbers.append(0)
    generic: list[str] = []
    for number in numbers:
        named = clean([m.value for m in scene.sentences[number].goods() if m.value in minerals()])
        if named and named != [GENERIC]:
            return named
        generic = generic or named
    return generic


def moment(
    scene: Scene, sentence: Sentence, anchor: int, start: int, end: int, future: bool
) -> tuple[str | None, bool]:
    """The date of an act: the nearest date in its clause; the flag says that it is marked as the day of effect."""
    best: tuple[float, When, bool] | None = None
    for when in sentence.whens:
        if when.j > end + 10:
            continue
        if any(low in BREAKS and low not in "()—" for low in sentence.lows[min(when.i, anchor) : max(when.i, anchor)]):
            continue
        lead = sentence.lows[when.i - 1] if when.i else ""
        if lead == "of" and when.form == "year":
            continue  # "the Trade Act of 1974"
        effective = lead in ("from", "by", "effective", "starting", "beginning", "until") or (
            when.i >= 2
            and sentence.lows[when.i - 2 : when.i]
            in (("as", "of"), ("starting", "on"), ("effect", "on"), ("effect", "from"))
        )
        if lead in ("until", "through", "till"):
            continue
        distance = abs(when.i - anchor) - (3 if effective else 0) + (6 if when.form == "year" else 0)
        if best is None or distance < best[0]:
            best = (distance, when, effective)
    if best is None:
        return None, False
    when = best[1]
    if (
        when.implied
        and when.form == "month"
        and not future
        and scene.calendar.published is not None
        and when.value is not None
    ):
        if when.value > scene.calendar.published.isoformat()[: len(when.value)]:
            return f"{int(when.value[:4]) - 1:04d}{when.value[4:]}", best[2]
    if when.form == "weekday" and when.weekday is not None:
        return scene.calendar.weekday(when.weekday, when.direction, future), best[2]
    return when.value, best[2]


def condition(scene: Scene, sentence: Sentence, anchor: int) -> str | None:
    """The words of the condition in the sentence: "if ...", "unless ...", "provided ..."."""
    lows = sentence.lows
    for k, low in enumerate(lows):
        if low not in _CONDITION or (
            low == "until"
            and (
                k + 1 >= len(lows)
                or any(w.i in (k + 1, k + 2) for w in sentence.whens)
                or lows[k + 1] in ("further", "now", "then", "recently")
            )
        ):
            continue
        if low == "provided" and not (
            (k and lows[k - 1] in (",", "and")) or (k + 1 < len(lows) and lows[k + 1] == "that")
        ):
            continue
        if low == "if" and k and lows[k - 1] in wordlist("arguments: in condition"):
            continue
        end = k + 1
        while (
            end < len(lows)
            and lows[end] not in (";", "—", ".", "”", '"')
            and not (lows[end] == "," and end > k + 3 and k < anchor)
        ):
            end += 1
        return scene.tokens_span(sentence, k, end).text
    return None
