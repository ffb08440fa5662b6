"""Who does it and to whom: subjects, agents, targets, sentence first, then the context."""

from __future__ import annotations

from oreflow.evidence.dates import MONTHS, WEEKDAYS
from oreflow.evidence.lexicon import Mention
from oreflow.evidence.phrases import condition_range
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

_FIRM_WORDS = wordlist("sides: firm words")


_TARGET_PREPOSITIONS = wordlist("sides: target prepositions")


_LIST_SIGNS = frozenset((",", "and", "or", "&", "as", "well"))


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


def subjects(scene: Scene, sentence: Sentence, verb: Verb) -> list[str]:
    """The states that do what a verb says: coordinated subjects first, then context when the sentence names none."""
    begin = verb.start
    asked = persuaded(sentence, verb)
    if asked:
        return [asked]
    owner = _action_owner(sentence, begin)
    if owner:
        return [owner]
    head = _relative_head(sentence, begin)
    if head:
        return [head]
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


_PERSUADERS = wordlist("sides: persuaders")


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


def _relative_head(sentence: Sentence, begin: int) -> str | None:
    """ "Harare, which slammed the door": the state that a relative clause is about."""
    k = begin - 1 if begin and sentence.lows[begin - 1] in ("which", "who") else begin
    if not 0 < k < len(sentence.lows) or sentence.lows[k] not in ("which", "who"):
        return None
    comma = k - 1 if sentence.lows[k - 1] == "," else k
    return next((m.value for m in sentence.states() if m.j == comma and not modifies(sentence, m)), None)


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
    toured = visited(sentence)
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
            if mention.i in toured:
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


def visited(sentence: Sentence) -> dict[int, str]:
    """ "will visit Chile, Peru and Bolivia": where somebody goes, by first token; these act in nothing there."""
    found: dict[int, str] = {}
    for verb in sentence.verbs:
        if verb.lemma not in ("visit", "tour") or verb.passive:
            continue
        last = verb.i + 1
        for mention in sentence.states():
            if mention.i < last or mention.kind != "place" or modifies(sentence, mention):
                continue
            if not set(sentence.lows[last : mention.i]) <= {",", "and", "the"}:
                break
            found[mention.i] = mention.value
            last = mention.j
    return found


def _coordinated(sentence: Sentence, left: Mention, right: Mention) -> bool:
    between = sentence.lows[left.j : right.i]
    if not between:
        return True
    if between == (",",) and (
        sentence.kind == "title" or (left.i == 0 and any(verb.start == right.j for verb in sentence.verbs))
    ):
        return True  # "India, Peru agree"
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
    if k >= 0 and sentence.lows[k] in wordlist("sides: public subjects"):
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
        if low in BREAKS or low in SUBORDINATORS or (low == "," and any(w.i <= k <= w.j for w in sentence.whens)):
            return ""  # "on Oct. 9, President Xi": the preposition belongs to the date
        if any(verb.i == k for verb in sentence.verbs):
            return ""
        k -= 1
        steps += 1
    return ""


def _made_in(sentence: Sentence, i: int) -> bool:
    """ "made in China", "mined or refined in China": origin, not place."""
    return any(low in wordlist("sides: made in") for low in sentence.lows[max(0, i - 4) : i])
