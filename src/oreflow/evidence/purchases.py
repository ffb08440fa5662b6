"""What states promise to buy of each other: goods, quantities, value, and the lots of one promise."""

from __future__ import annotations

import itertools
from dataclasses import replace

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.giving import host_in_title
from oreflow.evidence.objects import chain_goods, goods
from oreflow.evidence.phrases import condition, moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, modifies
from oreflow.evidence.sides import has_firm_subject, subjects
from oreflow.evidence.status import governing
from oreflow.evidence.verbs import Verb, verb_at
from oreflow.evidence.wordlists import wordlist


def purchases(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    """The purchase told by the word at token ``k``, with a lot for each further quantity; empty where it is none."""
    if set(sentence.lows[max(0, k - 4) : k]) & wordlist("purchases: barred"):
        return []
    if _habit(sentence, k) or "prohibited" in sentence.lows[k:] or _private(sentence, k) or _to_end(sentence, k):
        return []
    first = _purchase(scene, sentence, k)
    return [] if first is None else [first, *_further_lots(sentence, k, first)]


def _habit(sentence: Sentence, k: int) -> bool:
    """ "buys nearly all of its magnets abroad", "buys 80% of its ore": a trade that goes on, and no commitment."""
    after = sentence.lows[k + 1 : k + 5]
    share = bool({"all", "most", "half", "%"} & set(after)) or any(
        a.kind == "percent" and k < a.i < k + 4 for a in sentence.amounts
    )
    return share and sentence.lows[k] in ("buy", "buys", "buying", "take", "takes")


def _private(sentence: Sentence, k: int) -> bool:
    """ "Chinese mills buy", "lets US persons buy": buyers who are no state."""
    lows = sentence.lows
    return any(
        low in wordlist("purchases: private buyers") and not {"state", "public", "government"} & set(lows[:k])
        for low in lows[max(0, k - 8) : k]
    )


def _to_end(sentence: Sentence, k: int) -> bool:
    """ "purchases of Russian gas must end", "may not buy", "charged with taking": a ban, or no purchase at all."""
    lows = sentence.lows
    if lows[k].endswith("ing") and lows[k - 1 : k] and lows[k - 1] in ("for", "with") and lows[k] not in ("buying",):
        return True  # "charged with taking", "designated for procuring"
    if lows[k] in ("order", "orders", "book", "books") and k and lows[k - 1] in wordlist("purchases: before a noun"):
        return True  # "review of the order covering"
    stops = any(a in ("must", "will", "to", "should") and b in _ENDS for a, b in itertools.pairwise(lows[k:]))
    return stops or {"may", "must", "not"} <= {*lows[max(0, k - 3) : k], "must"} or "cannot" in lows[max(0, k - 3) : k]


_ENDS = frozenset(("end", "stop", "cease", "halt"))


def _purchase(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
    lows = sentence.lows
    end = tail(sentence, k + 1)
    start = np_start(sentence, k)
    named = chain_goods(sentence, k + 1, end) or goods(sentence, k, min(end, k + 9)) or goods(sentence, start, k)
    if not named or set(lows[k + 1 : k + 9]) & wordlist("purchases: securities"):
        return None
    named = [g for g in named if g != "all goods"]
    if not named:
        return None
    verb = _buying_verb(sentence, start, k)
    actor, joint = _buyer(scene, sentence, start, k, verb)
    if not actor:
        return None
    aims = _sellers(scene, sentence, (start, k, end), actor) or joint
    status, effect = _purchase_status(sentence, verb, k)
    if status == "in_force" and _traded(sentence, verb, actor):
        return None
    mass = next((a for a in sentence.amounts if a.kind == "mass" and a.i >= start - 6), None)
    money = next(
        (a for a in sentence.amounts if a.kind == "money" and a.unit == "USD" and start - 6 <= a.i <= end + 8), None
    )
    public = any(m.kind == "agency" and m.value == actor for m in sentence.states())
    known = aims or mass or public or lows[max(0, k - 2) : k].count("resume") or _vowed(sentence, verb, k)
    if not known or (lows[k] in wordlist("purchases: other verbs") and not _measured(sentence, k, end, aims)):
        return None
    date, _ = moment(scene, sentence, k, start, end, status == "announced")
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return Candidate(
        "purchase",
        status,
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, left_edge, end),
        "purchase",
        0.7,
        True,
        value=money.value if money else None,
        quantity=Quantity(mass.value, mass.unit) if mass else None,
        date=date,
        effect=effect,
        condition=condition(scene, sentence, k) if status == "possible" else None,
    )


def _traded(sentence: Sentence, verb: Verb | None, actor: str) -> bool:
    """ "China bought 12 million tonnes last year": trade that happened, unless a ministry or agency did the buying."""
    organ = any(m.kind in ("agency", "person") and m.value == actor for m in sentence.states())
    past = verb is not None and verb.form in ("past", "participle") and verb.lemma not in ("resume", "order")
    return past and not organ and not sentence.has("agreed", "resumed", "government", "state", "pledged", "promised")


def _buying_verb(sentence: Sentence, start: int, k: int) -> Verb | None:
    """The verb of the buying word at token ``k``: itself, or what governs "purchases of"."""
    verb = next((v for v in sentence.verbs if v.i == k), None)
    if verb is None and (
        sentence.lows[k] in wordlist("purchases: other verbs") or sentence.lows[k].startswith("procur")
    ):
        return verb_at(sentence.tokens, sentence.verbs, k)
    if verb is None:
        verb, side = governing(sentence, start, k + 1, wordlist("purchases: verbs"), 12)
        return None if side == "right" else verb
    return verb


def _buyer(scene: Scene, sentence: Sentence, start: int, k: int, verb: Verb | None) -> tuple[str, list[str]]:
    """The state that buys ("" where none does), and the others of a joint purchase."""
    owners = [m.value for m in sentence.states() if start <= m.i and m.j <= k and modifies(sentence, m)]
    if owners and (verb is None or verb.i != k):
        return owners[0], []
    if verb is None or has_firm_subject(sentence, verb):
        return "", []
    states = subjects(scene, sentence, verb)
    return (states[0] if states else ""), (states[1:] if "joint" in sentence.lows[max(0, k - 3) : k] else [])


def _vowed(sentence: Sentence, verb: Verb | None, k: int) -> bool:
    """ "Ottawa will buy graphite", "joint purchasing of magnesium": outright a state's own buying."""
    joint = bool({"joint", "jointly", "pooled", "common", "collective"} & set(sentence.lows[max(0, k - 3) : k]))
    ahead = (
        verb is not None
        and verb.i == k
        and verb.mode in ("future", "infinitive")
        and any(m.j <= k for m in sentence.states())
    )
    return joint or (ahead and verb is not None and bool(verb.classes & {"buy"}))


def _measured(sentence: Sentence, k: int, end: int, aims: list[str]) -> bool:
    """ "take 12 million tonnes of", "spend $15 billion on American planes": words that buy only beside a quantity."""
    lows = sentence.lows
    near = [a for a in sentence.amounts if k < a.i <= min(end, k + 8)]
    if lows[k].startswith("sp"):
        return bool(aims) and "on" in lows[k:end] and any(a.kind == "money" for a in near)
    return any(a.kind == "mass" or (a.kind == "money" and aims) for a in near) or (
        lows[k].startswith(("order", "book"))
        and bool(aims)
        and any(k < m.i <= k + 4 for m in sentence.goods())
        and "out" not in lows[k:end]
    )


def _sellers(scene: Scene, sentence: Sentence, at: tuple[int, int, int], actor: str) -> list[str]:
    """Whose goods are bought: the state named after the buying word, before it in its phrase, or in the title."""
    start, k, end = at
    aims = [m.value for m in sentence.states() if m.i > k and m.j <= end + 1 and m.value != actor][:1]
    if not aims:
        aims = [m.value for m in sentence.states() if start <= m.i < k and m.value != actor][:1]
    if not aims:  # "U.S. energy" is one word for the goods
        bought = [sentence.lows[m.i] for m in sentence.goods() if k < m.i < end and m.j - m.i > 1]
        aims = ["USA" for low in bought if low in ("american", "u.s.", "us") and actor != "USA"][:1]
    if not aims and actor in scene.title_states and len(scene.title_states) == 2:
        aims = [s for s in scene.title_states if s != actor and host_in_title(scene, s)]
    if not aims and any(a.kind == "mass" and a.i > k for a in sentence.amounts):  # whose, the sentences before say
        back = scene.sentences[max(0, sentence.number - 2) : sentence.number]
        near = {m.value for s in (scene.sentences[0], *back) for m in s.states() if m.value != actor}
        aims = [*near] if len(near) == 1 else []
    return aims


def _further_lots(sentence: Sentence, k: int, first: Candidate) -> list[Candidate]:
    """Each quantity of one promise is a lot of its own: "12 million tonnes this year and 25 million in each of
    the next three"."""
    masses = [a for a in sentence.amounts if a.kind == "mass" and a.i > k]
    lots = []
    for mass in masses[1:]:
        when = next((w for w in sentence.whens if w.i >= mass.j and w.value), None)
        unit = "t/yr" if "each" in sentence.lows[mass.j : mass.j + 4] else mass.unit
        lots.append(replace(first, quantity=Quantity(mass.value, unit), date=when.value if when else None, mentions=[]))
    return lots


def _purchase_status(sentence: Sentence, verb: Verb | None, k: int) -> tuple[str, str | None]:
    if sentence.lows[k].startswith("pledge"):
        return "announced", None
    if verb is None or "resumption" in sentence.lows[max(0, k - 4) : k]:
        return "under_negotiation", None
    if any(
        v.lemma in ("persuade", "convince", "press", "urge", "push", "seek", "want", "ask", "hope", "expect")
        for v in sentence.verbs
        if v.i < verb.i
    ):
        return "under_negotiation", None
    if verb.mode == "possible" or {"may", "might", "could"} & set(sentence.lows[max(0, verb.i - 5) : verb.i]):
        return "possible", None
    if verb.classes & {"suspend", "block"} and verb.lemma not in ("resume", "order"):
        return "suspended", None
    if verb.negated:
        return ("suspended" if verb.mode in ("past", "present") else "denied"), None
    if verb.mode in ("future", "infinitive", "conditional", "base") or verb.controller:
        return "announced", None
    if verb.mode == "progressive":
        return "possible" if sentence.has("may", "could", "might", "potential") else "under_negotiation", None
    return "in_force", None
