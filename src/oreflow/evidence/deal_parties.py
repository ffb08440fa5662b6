"""Who makes a deal with whom: named before and after its noun, met before it was signed, or known from context."""

from __future__ import annotations

from typing import NamedTuple

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.phrases import tail
from oreflow.evidence.scene import BREAKS, Scene, Sentence, modifies, recent_pair
from oreflow.evidence.sides import context_states, left_states, subjects
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

DEAL_NOUNS = wordlist("deals: deal nouns")
TRUCES = frozenset(("truce", "ceasefire", "armistice", "détente", "detente"))
_TAKES_OVER = (("buy",), ("acquire",), ("develop",), ("explore",), ("mine",), ("work",), ("purchase",))
_MANY = ("partners", "countries", "nations", "allies", "economies", "series")


class Parties(NamedTuple):
    """Who a deal names: those who act or stand before the noun, those after "with", and whether each has its own."""

    protagonists: list[str]
    others: list[str]
    separate: bool


def named_parties(scene: Scene, sentence: Sentence, k: int, start: int, end: int, verb: Verb | None) -> Parties:
    """The parties that a deal at token ``k`` names in its own sentence."""
    lows = sentence.lows
    modifiers = [
        m.value for m in sentence.states() if start <= m.i and m.j <= k and not (m.i and lows[m.i - 1] in ("of", "in"))
    ]
    others: list[str] = []
    withs = 0
    first = k + 1
    while first < end and lows[first] in DEAL_NOUNS:  # "framework deals" is one noun
        first += 1
    other_deal = next((n for n in range(first, end) if lows[n] in DEAL_NOUNS), end)
    for n in range(k, other_deal):
        if lows[n] in ("with", "between") or (lows[n] == "from" and lows[k] in ("access",)):
            listed = states_listed(sentence, n + 1, len(lows))
            withs += bool(listed)
            others.extend(listed)
            if lows[n] == "between" and not listed and any(low in ("two", "both") for low in lows[n : n + 3]):
                others.extend(recent_pair(scene, sentence))
    reach = verb.i if verb is not None and verb.i < start else max(0, start - 9)
    for n in range(reach, start):  # "signed with Japan a deal", "talks with Chile on a trade pact"
        if lows[n] == "with" and "," not in lows[n:start]:
            others.extend(states_listed(sentence, n + 1, start))
    if "including" in lows[k:]:
        others.extend(states_listed(sentence, lows.index("including", k) + 1, len(lows)))
    for n in range(k, min(len(lows) - 1, end + 6)):  # "one of the first agreements could be with Malaysia"
        if lows[n] in ("be", "is", "was", "are") and lows[n + 1] == "with":
            others.extend(states_listed(sentence, n + 2, len(lows)))
    if lows[k + 1 : k + 2] == ("for",) and "to" in lows[k + 2 : k + 7]:  # "a pact for Namibia to supply the EU with"
        named = [m.value for m in sentence.states() if k + 1 < m.i <= k + 10 and lows[m.i - 1] not in ("in", "at")]
        others.extend(named if len(set(named)) > 1 else [])
    acting = (
        subjects(scene, sentence, verb)
        if verb is not None and not (verb.passive and verb.i > k) and _acts(sentence, verb, k)
        else []
    )
    acting = [*acting, *signers(sentence, k, start)]
    if lows[k + 1 : k + 2] == ("of",) and others and not acting:  # "other pacts of the Trump administration"
        acting = states_listed(sentence, k + 2, min(end, k + 7))
    return Parties(list(dict.fromkeys([*acting, *modifiers])), list(dict.fromkeys(others)), withs > 1)


def signers(sentence: Sentence, k: int, start: int) -> list[str]:
    """Who puts a name to a deal in the passive: "was signed in Paris by A and B", "bears the signatures of A and B",
    "Signed by A and B, the pact"."""
    lows = sentence.lows
    signed = wordlist("deals: signed by")
    stop = next((n for n in range(k + 2, len(lows)) if lows[n] in DEAL_NOUNS or lows[n] in BREAKS), len(lows))
    opening = (0, start) if lows[0] in signed else (0, 0)
    for first, last in ((k + 1, stop), opening):
        for n in range(first, last):
            by = lows[n] == "by" and any(low in signed for low in lows[max(first, n - 14) : n])
            if by or (lows[n] == "of" and lows[n - 1] in ("signature", "signatures")):
                found = states_listed(sentence, n + 1, last if last == start else len(lows))
                if found:
                    return list(dict.fromkeys(found))
    return []


def holder(sentence: Sentence, k: int, end: int, known: list[str]) -> str | None:
    """Whose goods or mines a deal is about: "a pact on the copper of Zambia", "access to Kazakhstan's tungsten"."""
    lows = sentence.lows
    for mention in sentence.states():
        if mention.i <= k or mention.j > end or mention.kind != "place" or mention.form == "region":
            continue
        if mention.value in known or any(low in wordlist("deals: against a holder") for low in lows[k : mention.j + 4]):
            continue
        if lows[mention.i - 1] in ("of", "in") or lows[mention.i - 2 : mention.i] in (("of", "the"), ("in", "the")):
            near = range(max(k + 1, mention.i - 7), mention.i)
        elif modifies(sentence, mention):
            near = range(mention.j, min(end, mention.j + 4))
        else:
            continue
        if any(lows[n] in wordlist("deals: what a state holds") or _mineral(sentence, n) for n in near):
            return mention.value
    return None


def _bought(sentence: Sentence, end: int) -> int:
    """ "signed a memorandum to buy 40% of the copper mines in Zambia": where the purpose after token ``end`` ends."""
    if sentence.lows[end : end + 1] != ("to",) or sentence.lows[end + 1 : end + 2] not in _TAKES_OVER:
        return end
    return tail(sentence, end + 2)


def _mineral(sentence: Sentence, n: int) -> bool:
    mention = sentence.covered.get(n)
    return mention is not None and mention.kind == "good" and mention.value in minerals()


def _acts(sentence: Sentence, verb: Verb, k: int) -> bool:
    """Whether the verb's subject is a party: the noun itself is the subject of "expires" or "remains"."""
    return not (verb.i > k and verb.classes & {"expire", "keep", "suspend"} and not verb.classes & {"sign", "agree"})


def states_listed(sentence: Sentence, i: int, end: int) -> list[str]:
    """States listed from token ``i`` on: "Australia, Saudi Arabia, Malaysia and others", "Prime Minister Anwar"."""
    found: list[str] = []
    k = i
    last = False  # after "and" comes the last of the list
    while k < min(end, len(sentence.lows)):
        mention = sentence.covered.get(k)
        if mention is not None and mention.kind != "good" and mention.value:
            found.append(mention.value)
            k = mention.j
            if last and k < end - 1 and sentence.lows[k] == "," and not _list_goes_on(sentence, k + 1):
                break
            continue
        low = sentence.lows[k]
        if found and (low == ")" or (low == "(" and k + 1 in sentence.covered)):
            k += 1  # "the Democratic Republic of Congo (DRC) and"
            continue
        if low == "of" and k and sentence.lows[k - 1] in wordlist("deals: offices of a state"):
            k += 1  # "the governments of Chile and Peru"
            continue
        if low in wordlist("deals: joins a list of states") or (
            (sentence.tokens[k].text[0].isupper() and low not in ("on", "in", "to"))
            or low in wordlist("deals: titles in a list of states")
            or low in wordlist("deals: offices of a state")
        ):
            if (
                low == ","
                and found
                and not any(n in sentence.covered and sentence.covered[n].kind != "good" for n in range(k + 1, k + 7))
            ):
                break
            last = last or (low == "and" and bool(found))
            k += 1
            continue
        break
    return found


def _list_goes_on(sentence: Sentence, k: int) -> bool:
    """ "Turkey and Switzerland, Canada and the United States": whether another state of the list stands at ``k``."""
    mention = sentence.covered.get(k)
    after = sentence.lows[mention.j : mention.j + 1] if mention is not None else ()
    return sentence.lows[k] in ("and", "or") or after in ((",",), ("and",))


def without_verb(sentence: Sentence, start: int, named: Parties) -> Parties:
    """The parties of a deal that no verb governs: the states left of it."""
    if named.protagonists:
        return named
    if named.others:
        return named._replace(protagonists=[s for s in left_states(sentence, start) if s not in named.others][-1:])
    both = left_states(sentence, start)
    if not both:  # "negotiators from India and the United States are close to a deal"
        led = next((n for n in range(start) if sentence.lows[n] in ("from", "between", "of")), start)
        both = states_listed(sentence, led + 1, start)
    if not both and sentence.lows[0] in ("by", "under", "in") and start <= 2:  # "Under a pact, Chile and Peru will"
        comma = next((n for n in range(start, len(sentence.lows)) if sentence.lows[n] == ","), len(sentence.lows))
        both = states_listed(sentence, comma + 1, len(sentence.lows))
    return named._replace(protagonists=both if len(both) == 2 else [])


def all_parties(
    scene: Scene, sentence: Sentence, k: int, phrase: tuple[int, int], verb: Verb | None, named: Parties, told: str
) -> list[str]:
    """All parties, the protagonist first; ``told`` is the status where the sentence states the deal outright."""
    lows = sentence.lows
    start, end = phrase
    parties = list(dict.fromkeys([*named.protagonists, *named.others]))
    with_many = "with" in lows[k:end] and "between" not in lows[k:end] and not named.separate
    if not named.protagonists and (len(parties) == 1 or (parties and with_many)):
        near = (*context_states(scene, sentence, start), *scene.ranked[:1])
        parties = [*[s for s in near if s not in parties][:1], *parties]
    trade_truce = lows[k] in TRUCES and (lows[k] == "truce" or sentence.has("trade", "tariff", "tariffs"))
    if not parties and trade_truce:  # "the Geneva truce": of those the report is about, not of where it was made
        parties = list(scene.title_states if len(scene.title_states) == 2 else scene.ranked[:2])
    if not parties:
        parties = context_states(scene, sentence, start)[:1]
    if trade_truce and len(parties) < 2:
        parties = list(dict.fromkeys([*parties, *recent_pair(scene, sentence)]))[:2]
    if len(parties) == 1 and verb is not None and verb.classes & {"sign"}:  # "met with X at the White House and signed"
        for n in range(start):
            if lows[n] == "with" and any(v.lemma == "meet" and v.i < n for v in sentence.verbs):
                parties.extend(s for s in states_listed(sentence, n + 1, start) if s not in parties)
    if (
        len(parties) == 1
        and told in ("possible", "under_negotiation")
        and not any(low in _MANY for low in lows[start:end])
        and not lows[k].endswith("s")
        and parties[0] not in scene.ranked[:1]
    ):
        parties.append(scene.ranked[0])
    if not named.protagonists and not named.others and _the_two(sentence, start, verb):
        parties = list(recent_pair(scene, sentence))
    if len(parties) == 1 and told:
        held = holder(sentence, k, end, parties) or holder(sentence, k, _bought(sentence, end), parties)
        parties.extend([held] if held else [])
    return parties


def _the_two(sentence: Sentence, start: int, verb: Verb | None) -> bool:
    """ "the two put their names to an accord", "where the pair signed a pact": both parties, named just before."""
    lows = sentence.lows
    first = verb.start if verb is not None and verb.i < start else start
    return any(
        lows[n - 1 : n + 1] in (("the", "two"), ("the", "pair"), ("the", "duo"))
        and (lows[n + 1] in ("put", "set", "placed", "affixed") or n + 1 == first)
        for n in range(max(1, first - 5), min(first, len(lows) - 1))
    )


def partner_groups(sentence: Sentence, k: int, partners: list[str], named: Parties) -> list[list[str]]:
    """The partners of each deal: several deals where the noun is plural or "with" is said again."""
    plural = (sentence.lows[k].endswith("s") or sentence.lows[k] == "memoranda") and "including" not in sentence.lows[
        k:
    ]
    each = plural and bool(named.others) and len(partners) <= 3 and set(partners) <= set(named.others)
    if len(partners) > 1 and (named.separate or each):
        return [[p] for p in partners]
    return [partners]


def told_already(before: list[Candidate], named: Parties) -> bool:
    """ "London signed the memorandum": the one told before with its partner."""
    party = {*named.protagonists, *named.others}
    return len(party) == 1 and any({c.actor, *c.target} > party for c in before)


def known_deal(before: list[Candidate], parties: list[str], status: str) -> bool:
    """ "She was glad to see the pact signed": of the one party that context gives, told before."""
    return len(parties) == 1 and any(
        c.target and c.status == status and parties[0] in (c.actor, *c.target) for c in before
    )


def told_with(before: list[Candidate], others: list[str]) -> list[str]:
    """ "The memorandum with Peru covers": of whoever the report said before has one with that partner."""
    actor = next((c.actor for c in before if c.strong and set(others) <= set(c.target) and c.actor), None)
    return [actor, *others] if actor else []


def same_partner(before: list[Candidate], sentence: Sentence, party: str) -> list[str]:
    """ "Peru also signed an accord": with the state that the deals told just before have in common."""
    near = [{c.actor or "", *c.target} for c in before if sentence.number - c.sentence <= 2]
    shared = set.intersection(*near) - {"", party} if near else set()
    return list(shared) if len(shared) == 1 else []
