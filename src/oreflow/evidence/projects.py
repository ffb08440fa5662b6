"""Works that a state takes part in: built with a ministry, by a state firm, under a contract of the state, or several
backed in one sentence."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.giving import GIVING, firm_home, giver, giving_status, lead_word, nearest_verb, subject_goods
from oreflow.evidence.lexicon import GENERIC, Mention, minerals
from oreflow.evidence.objects import clean, goods
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

_PLANTS = wordlist("works: plants")
_SITES = wordlist("works: plants") | wordlist("works: works") | wordlist("works: ground")
_DOING = wordlist("works: doing")


def state_projects(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """The works of a sentence in which a state is builder, partner or contractor; empty where it is none."""
    several = _several_backed(scene, sentence)
    if several:
        return several
    for find in (_with_a_ministry, _by_a_state_firm, _under_contract):
        candidate = find(scene, sentence)
        if candidate is not None:
            return [candidate]
    return []


def _project(
    scene: Scene, sentence: Sentence, at: int, v: int, actor: str, aims: list[str], status: str
) -> Candidate | None:
    named, own_goods = subject_goods(scene, sentence, at)
    if not named:
        return None
    low, high = min(at, v), max(at, v)
    return Candidate(
        "capacity_project",
        status,
        actor,
        [a for a in dict.fromkeys(aims) if a != actor][:2],
        named,
        sentence.number,
        scene.tokens_span(sentence, low, min(len(sentence.lows), high + 6)),
        "public-works",
        0.6 if own_goods else 0.5,
        True,
        own_goods=own_goods,
        own_actor=True,
    )


def _doing(sentence: Sentence, at: int) -> int | None:
    """The word of building or developing nearest to the work at token ``at``."""
    near = [n for n, low in enumerate(sentence.lows) if low in _DOING and abs(n - at) < 14]
    return min(near, key=lambda n: abs(n - at), default=None)


def _verb_on(sentence: Sentence, n: int) -> Verb | None:
    return next((v for v in sentence.verbs if v.i == n), None)


def _status(sentence: Sentence, n: int) -> str:
    """The status of a work from the verb at token ``n``; what is being built is announced until it runs."""
    near = sentence.lows[max(0, n - 6) : n + 1]
    if any(low in ("may", "might", "could", "considering", "weighing", "mulling") for low in near):
        return "possible"
    if any(low in ("sought", "seeks", "seeking", "talks", "negotiating") for low in near):
        return "under_negotiation"
    verb = _verb_on(sentence, n)
    status = giving_status(sentence, verb)
    return "announced" if status == "in_force" else status


def _homes(sentence: Sentence, actor: str) -> list[str]:
    """Whose firm or soil it is: "Korea Zinc", "a Chinese smelter", "in Argentina"."""
    return [
        m.value
        for m in sentence.states()
        if m.value != actor
        and m.kind == "place"
        and m.form != "region"
        and (firm_home(sentence, m) or lead_word(sentence, m) in ("in", "at"))
    ]


def _with_a_ministry(scene: Scene, sentence: Sentence) -> Candidate | None:
    """ "is building the smelter together with the Department of Commerce": the state is the partner."""
    lows = sentence.lows
    at = next((k for k, low in enumerate(lows) if low in _PLANTS), None)
    n = _doing(sentence, at) if at is not None else None
    if at is None or n is None:
        return None
    partner = next(
        (
            m
            for m in sentence.mentions
            if m.kind == "agency"
            and m.value
            and m.i > n
            and lead_word(sentence, m) in ("with", "alongside")
            and not set(lows[m.i : m.j]) & wordlist("works: state firms")
        ),
        None,
    )
    if partner is None:
        return None
    return _project(scene, sentence, at, n, partner.value, _homes(sentence, partner.value), _status(sentence, n))


def _by_a_state_firm(scene: Scene, sentence: Sentence) -> Candidate | None:
    """ "to be explored by state-owned Kabil", "Codelco will run a tender": what a state firm sets out to do."""
    lows = sentence.lows
    firm = next(
        (
            m
            for m in sentence.mentions
            if m.kind == "agency"
            and m.value
            and set(lows[m.i : m.j]) & wordlist("works: state firms")
            and (not oblique(sentence, m) or lead_word(sentence, m) == "by")
            and not modifies(sentence, m)
        ),
        None,
    )
    if firm is None:
        return None
    sites = [k for k, low in enumerate(lows) if low in _SITES]
    n = next((n for n, low in enumerate(lows) if low in _DOING and abs(n - firm.i) < 16), None)
    if n is None or not sites:
        return None
    agent = lead_word(sentence, firm) == "by"
    ahead = any(low in wordlist("works: ahead") for low in lows[max(0, n - 6) : n + 1])
    if not ahead or (not agent and n < firm.i) or (agent and n > firm.i):
        return None
    at = min(sites, key=lambda k: abs(k - n))
    return _project(scene, sentence, at, n, firm.value, _homes(sentence, firm.value), _status(sentence, n))


def _under_contract(scene: Scene, sentence: Sentence) -> Candidate | None:
    """ "the government of Bolivia signed a contract with Russia's firm for a plant": the state that lets it build."""
    lows = sentence.lows
    at = next((k for k, low in enumerate(lows) if low in _PLANTS), None)
    if at is None:
        return None
    pact = next(
        (k for k in range(at - 1, -1, -1) if lows[k] in ("contract", "contracts", "tender", "concession")), None
    )
    if pact is None or not any(low in ("for", "build", "covering", "on") for low in lows[pact:at]):
        return None
    states = sentence.states()
    host = next((m for m in states if m.j <= pact and _governs(sentence, m)), None)
    other = next(
        (m for m in states if pact < m.i < at and lead_word(sentence, m) in ("with", "to") and _foreign(m)), None
    )
    if host is None or other is None or host.value == other.value:
        return None
    return _project(scene, sentence, at, pact, host.value, [other.value], "announced")


def _governs(sentence: Sentence, m: Mention) -> bool:
    lows = sentence.lows
    before = lows[max(0, m.i - 2) : m.i]
    return before == ("government", "of") or not (oblique(sentence, m) or modifies(sentence, m))


def _foreign(m: Mention) -> bool:
    return m.kind in ("place", "agency") and m.form != "region"


def _several_backed(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """ "backing the lithium venture in Germany and the molybdenum mine in Greenland": each is support of its own."""
    lows = sentence.lows
    heads = [k for k, low in enumerate(lows) if low in wordlist("works: one work")]
    if len(heads) < 2:
        return []
    verb = nearest_verb(sentence, heads[0], GIVING)
    told = [n for n, low in enumerate(lows[: heads[0]]) if low in wordlist("works: backing")]
    actor, own = giver(scene, sentence, verb, heads[0])
    if not told or actor is None or not own or (verb is not None and verb.passive):
        return []
    status = giving_status(sentence, verb, "in_force" if "already" in lows else "announced")
    found: list[Candidate] = []
    start = told[-1] + 1
    bounds = [*heads[1:], len(lows)]
    for head, following in zip(heads, bounds, strict=True):
        named = [g for g in clean(goods(sentence, max(start, head - 5), head)) if g in minerals() and g != GENERIC]
        if not named:
            return []
        until = next((n for n in range(head, following) if lows[n] in ("and", ";")), following)
        sites = [m.value for m in sentence.states() if head < m.i < until and m.value != actor and m.form != "region"]
        found.append(
            Candidate(
                "subsidy_or_price_support",
                status,
                actor,
                sites[:1],
                named,
                sentence.number,
                scene.tokens_span(sentence, max(start, head - 4), min(len(lows), until)),
                "public-money",
                0.55,
                True,
                own_actor=True,
            )
        )
        start = until
    return found if len({tuple(c.objects + c.target) for c in found}) > 1 else []
