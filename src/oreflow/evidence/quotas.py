"""Quotas named by a noun: "the export quota on cobalt", "a ceiling on shipments"."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.controls import flow_of
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import MEASURE_WANTED, actor_of, status_on
from oreflow.evidence.objects import goods, recent_goods
from oreflow.evidence.phrases import moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, oblique
from oreflow.evidence.sides import context_states, targets
from oreflow.evidence.status import judge_measure
from oreflow.evidence.wordlists import wordlist


def quota_by_noun(scene: Scene, sentence: Sentence, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The quota that a noun at token ``k`` names; None where it limits no trade."""
    lows = sentence.lows
    if k and lows[k - 1] in ("debt", "price", "emissions", "subscription"):
        return None
    if (
        k
        and lows[k - 1] in ("production", "mining", "output", "smelting")
        and not any(a.kind == "mass" for a in sentence.amounts)
    ):
        return None  # work at home, not trade
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    known = _export_quota_before(scene, sentence)
    flow = _flow_limited(sentence, k) or ("export" if known is not None or _after_a_control(sentence, earlier) else "")
    if not flow:
        return None
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, False)
    if verdict.status == "denied" and k and lows[k - 1] in ("by", "through"):
        return None  # "not to cap them by quota": the cap is told by its verb
    if "subject" in lows[max(0, k - 6) : k] and {"not", "never"} & set(lows[max(0, k - 20) : k]):
        return None  # "not to ban exports or subject them to quotas"
    if "refrain" in lows[max(0, k - 8) : k] or (
        verdict.verb is not None
        and verdict.verb.classes & {"seek"}
        and any(low in ("greater", "higher", "larger", "more", "bigger") for low in lows[start:k])
    ):
        return None  # a promise not to, or an exporter's wish for more
    actor, own_actor = actor_of(scene, sentence, start, k, end, verdict)
    if actor is None:
        return None
    named = goods(sentence, start, end)
    own_goods = bool(named)
    if not named and known is not None and flow == "export":
        named = [g for g in goods(known, 0, len(known.lows)) if g in minerals()]
    named = named or recent_goods(scene, sentence)
    date, effective = moment(scene, sentence, k, start, end, verdict.status == "announced")
    mass = next((a for a in sentence.amounts if a.kind == "mass" and a.i > start - 8), None)
    return Candidate(
        "quota",
        status_on(scene, verdict.status, date, effective),
        actor,
        targets(sentence, k, end, actor, frozenset(("to", "on", "against")))
        if flow == "export"
        else targets(sentence, k, end, actor),
        named,
        sentence.number,
        scene.tokens_span(sentence, start, min(end, k + 12)),
        "quota-noun",
        0.7 if own_actor else 0.5,
        verdict.strong,
        date=date,
        effect=verdict.effect,
        own_goods=own_goods,
        own_actor=own_actor,
        quantity=Quantity(mass.value, "t/yr" if sentence.has("annual", "yearly", "annually") else mass.unit)
        if mass
        else None,
    )


def _flow_limited(sentence: Sentence, k: int) -> str:
    """The flow that a quota limits, said beside it or anywhere in the sentence."""
    if flow_of(sentence, k):
        return flow_of(sentence, k)
    if sentence.has("export", "exports", "ship", "shipments"):
        return "export"
    return "import" if sentence.has("import", "imports") else ""


def _after_a_control(sentence: Sentence, earlier: list[Candidate]) -> bool:
    """ "... with annual caps": where the sentences before told of a control or quota, it is that flow's."""
    return any(
        c.kind in ("export_control", "quota") and c.strong and sentence.number - c.sentence <= 4
        for c in earlier[:-9:-1]
    )


def _export_quota_before(scene: Scene, sentence: Sentence) -> Sentence | None:
    """ "For 2011 the quota was set at 30,000 tonnes": the sentence before that names the export quota meant."""
    if not any(a.kind == "mass" for a in sentence.amounts):
        return None
    before = reversed(scene.sentences[max(0, sentence.number - 3) : sentence.number])
    quota = wordlist("measure_roles: quota")
    return next((s for s in before if s.has(*quota) and s.has("export", "exports", "shipments")), None)


def volume_limits(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """ "with yearly caps of 96,600 tonnes in 2026 and 2027": a limit stated beside another, with no verb of its own."""
    lows = sentence.lows
    found = []
    for mass in sentence.amounts:
        before = lows[max(0, mass.i - 3) : mass.i]
        if mass.kind != "mass" or not any(low in wordlist("control_verbs: volume nouns") for low in before):
            continue
        if not sentence.has("ship", "export", "exports", "shipments", "quota", "quotas"):
            continue
        states = context_states(scene, sentence, 0)
        here = [m.value for m in sentence.states() if not oblique(sentence, m)]
        actor = next(iter([*here[:1], *states]), None)
        if actor is None:
            continue
        named = goods(sentence, 0, len(lows)) or recent_goods(scene, sentence)
        yearly = any(low in ("annual", "yearly", "annually") for low in lows[max(0, mass.i - 5) : mass.j + 3])
        date, _ = moment(scene, sentence, mass.i, mass.i, mass.j, True)
        span = scene.tokens_span(sentence, max(0, mass.i - 3), mass.j + 3)
        unit = "t/yr" if yearly else mass.unit
        found.append(
            Candidate(
                "quota",
                "announced",
                actor,
                [],
                named,
                sentence.number,
                span,
                "quota-limit",
                0.6,
                True,
                date=date,
                quantity=Quantity(mass.value, unit),
            )
        )
    return found
