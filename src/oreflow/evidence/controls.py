"""Export controls, import restrictions, quotas and sanctions named by a noun ("the ban on exports of gallium")."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.measure_roles import (
    EXPORT,
    IMPORT,
    MEASURE_WANTED,
    TARIFF_NOUNS,
    TECHNOLOGY,
    actor_of,
    condition_applies,
    is_topic,
    possessed,
    provoker,
    status_on,
)
from oreflow.evidence.objects import chain_goods, goods, head_goods, know_how, listed_goods, recent_goods
from oreflow.evidence.phrases import clause, condition, condition_range, moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, modifies
from oreflow.evidence.sides import (
    modifier_states,
    targets,
)
from oreflow.evidence.status import AWAY, Judgement, judge_measure
from oreflow.evidence.wordlists import wordlist

_PLAIN_CONTROLS = wordlist("controls: plain controls")


_LICENCE = wordlist("controls: licence")


_NOT_TRADE = wordlist("controls: not trade")


def _flow(sentence: Sentence, k: int) -> str:
    """Whether a control noun is about exports or imports: modifier before it, or "on (the) exports of" after it."""
    lows = sentence.lows
    for n in range(k - 1, max(-1, k - 5), -1):
        low = lows[n]
        if low in EXPORT and low not in ("sales", "overseas"):
            return "export"
        if low in IMPORT:
            return "import"
        if low in (",", ";", "to", "by", "that", "from") or low in TARIFF_NOUNS:
            break
    for n in range(k + 1, min(len(lows), k + 9)):
        low = lows[n]
        if low in EXPORT:
            return "export"
        if low in IMPORT:
            return "import"
        if low in (";", ".", "by", "that", ",") or (
            low == "to" and n + 1 < len(lows) and lows[n + 1] not in EXPORT | IMPORT
        ):
            break
    return ""


def control_by_noun(
    scene: Scene, sentence: Sentence, k: int, used: set[int], earlier: list[Candidate]
) -> Candidate | None:
    lows = sentence.lows
    low = lows[k]
    flow = _flow(sentence, k)
    start = np_start(sentence, k)
    end = tail(sentence, k + 1)
    own = head_goods(sentence, start, k, end)
    anaphoric = False
    if (
        low in wordlist("controls: in control")
        and not flow
        and not (
            low in ("rules", "regulations", "regulation")
            and any(g in minerals() for g in own)
            and sentence.has("new", "introduced")
        )
    ):
        return None
    if low in _LICENCE and flow != "export":
        granted = _granted_by(sentence, k)
        if granted is not None:
            return _granted(scene, sentence, k, *granted)
        regime = (
            low == "licensing"
            and lows[k + 1 : k + 2] in (("regime",), ("system",), ("requirements",), ("rules",))
            and bool(
                chain_goods(sentence, k, len(lows)) or [g for g in goods(sentence, k, len(lows)) if g in minerals()]
            )
        )
        general = k > 0 and lows[k - 1] == "general"
        if (
            not flow
            and not regime
            and not general
            and not sentence.has("export", "exports", "exporters", "exporting", "shipments")
        ):
            return None
    if not flow and low in _PLAIN_CONTROLS:
        premod = goods(sentence, start, k)
        if not own or (not premod and k + 1 < len(lows) and lows[k + 1] not in ("on", "over", "of", "for")):
            anaphoric = True
        if k and lows[k - 1] in _NOT_TRADE:
            return None
        if anaphoric and not (k and lows[k - 1] in wordlist("controls: in control 2")):
            return None
    if low == "control" and flow != "export" and k and lows[k - 1] in wordlist("controls: in control 3"):
        return None
    if lows[k + 1 : k + 2] == ("list",) and any(
        word in lows[max(0, k - 9) : k] for word in ("firms", "companies", "entities")
    ):
        return sanction_by_noun(scene, sentence, k)
    kind = "import_restriction" if flow == "import" else "export_control"
    if low in _LICENCE and _company_permit(sentence, k):
        return None
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, condition_applies(sentence, conditional, k))
    if low in _LICENCE:
        verdict = _licence(sentence, k, verdict)
    if_from, if_to = condition_range(sentence)
    if is_topic(sentence, start) or if_from <= k < if_to:
        return None
    actor, own_actor = actor_of(scene, sentence, start, k, end, verdict)
    antecedent = _antecedent(sentence, start, k, earlier) if anaphoric else None
    if antecedent is not None:
        actor, own_actor = antecedent.actor, True
    if actor is None:
        return None
    if (
        not verdict.strong
        and not possessed(sentence, start, k)
        and any(low in AWAY for low in lows[max(0, start - 4) : start])
    ):
        return None
    aims = targets(sentence, k, end, actor, wordlist("controls: aims 2"))
    if kind == "import_restriction":
        aims = targets(sentence, k, end, actor, wordlist("controls: aims 2"))
    if not aims:
        aims = _beneficiary(sentence, k, actor) or (
            provoker(sentence, start, actor) if own and not set(own) & minerals() else []
        )
    if not aims and actor == "USA" and own and not set(own) & minerals() and "CHN" in scene.ranked[:3]:
        aims = ["CHN"]  # the chip controls of the dispute are on China; reports do not repeat it
    if flow == "export":
        aims = [t for t in aims if not _locative(sentence, t)]
    named = own
    own_goods = bool(named)
    if antecedent is not None and not named:
        named, own_goods = list(antecedent.objects), True
    technology = not named and any(know_how(sentence, m) for m in sentence.goods() if m.i > start)
    if not named and (flow or low in _LICENCE) and actor not in TECHNOLOGY:
        left, right = clause(sentence, start, end)
        named = [g for g in goods(sentence, left, right) if g in minerals()]
        named = named or (
            [g for g in goods(sentence, 0, len(lows)) if g in minerals()]
            if sum(1 for low in lows if low in EXPORT) < 3
            else []
        )
        own_goods = bool(named)
    if technology and not named:
        own_goods = True
    elif not named and actor not in TECHNOLOGY:
        named = recent_goods(scene, sentence)
    date, effective = moment(
        scene,
        sentence,
        verdict.verb.i if verdict.verb else k,
        min(start, verdict.verb.i if verdict.verb else start),
        end,
        verdict.status == "announced",
    )
    used.update(range(start, k + 1))
    left_edge = min(start, verdict.verb.start if verdict.verb is not None and verdict.verb.i < start else start)
    return Candidate(
        kind=kind,
        status=status_on(scene, verdict.status, date, effective),
        actor=actor,
        target=aims,
        objects=named,
        sentence=sentence.number,
        evidence=scene.tokens_span(sentence, left_edge, max(k + 1, min(end, k + 14))),
        rule="control-noun" if not anaphoric else "control-anaphor",
        confidence=0.8 if verdict.strong and own_goods and own_actor else 0.5,
        strong=verdict.strong
        and (
            not anaphoric
            or (verdict.verb is not None and bool(verdict.verb.classes & {"ease", "suspend", "keep", "expire"}))
        ),
        date=date,
        condition=conditional if verdict.status in ("threatened", "possible", "eased", "under_negotiation") else None,
        effect=verdict.effect,
        own_goods=own_goods,
        own_actor=own_actor,
        acts=verdict.verb is not None and bool(verdict.verb.classes & {"enact", "block", "announce"}),
    )


def _beneficiary(sentence: Sentence, k: int, actor: str) -> list[str]:
    """ "for the benefit of U.S. end users", "for European buyers": whom an easing is for."""
    for m in sentence.states():
        if (m.i > k and m.value != actor and modifies(sentence, m)) or (
            m.i > k and m.value == "USA" and m.value != actor
        ):
            after = sentence.lows[m.j : m.j + 3]
            before = sentence.lows[max(0, m.i - 4) : m.i]
            if any(low in wordlist("controls: in beneficiary") for low in after) and any(
                low in ("for", "of", "to") for low in before
            ):
                return [m.value]
    return []


def _antecedent(sentence: Sentence, start: int, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The control that "the restrictions" stands for: the last one told, unless the words name another state."""
    if modifier_states(sentence, start, k):
        return None
    return next(
        (c for c in reversed(earlier) if c.kind == "export_control" and c.strong and sentence.number - c.sentence <= 6),
        None,
    )


def _company_permit(sentence: Sentence, k: int) -> bool:
    """A company's own application for its permit is no measure."""
    before = sentence.lows[max(0, k - 8) : k]
    return any(low in wordlist("controls: in company permit") for low in before) and not sentence.has(
        "must", "need", "required", "requires"
    )


def _granted_by(sentence: Sentence, k: int) -> tuple[str, int] | None:
    """The state whose permits are granted: "have been granted Chinese permits to import"."""
    before = sentence.lows[max(0, k - 6) : k]
    if not any(low in wordlist("controls: in granted by") for low in before):
        return None
    for m in sentence.states():
        if k - 4 <= m.i and m.j <= k and modifies(sentence, m):
            return m.value, m.i
    return None


def _granted(scene: Scene, sentence: Sentence, k: int, actor: str, at: int) -> Candidate | None:
    aims = [m.value for m in sentence.states() if m.i < at and m.value != actor][:1]
    named = goods(sentence, k, len(sentence.lows)) or recent_goods(scene, sentence)
    if not named:
        return None
    return Candidate(
        "export_control",
        "eased",
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, max(0, at - 5), tail(sentence, k + 1)),
        "licence-granted",
        0.65,
        True,
        effect="ease",
    )


def _licence(sentence: Sentence, k: int, verdict: Judgement) -> Judgement:
    """Licences that must be had are a control; licences that are granted ease one."""
    if sentence.has("general") and sentence.lows[k - 1] == "general":
        return Judgement("eased", "ease", verdict.verb, True)
    before = sentence.lows[max(0, k - 9) : k]
    if any(low in wordlist("controls: in licence") for low in before):
        if verdict.verb is not None and verdict.verb.negated:
            return verdict
        return Judgement("eased", "ease", verdict.verb, True)
    if any(low in wordlist("controls: in licence 2") for low in before):
        ahead = any(low in ("will", "would") for low in before)
        return Judgement("announced" if ahead else "in_force", None, verdict.verb, True)
    return verdict


def _locative(sentence: Sentence, state: str) -> bool:
    """ "in Malaysia" is where, not against whom."""
    return any(m.value == state and m.i and sentence.lows[m.i - 1] == "in" for m in sentence.states())


def quota_by_noun(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
    lows = sentence.lows
    if k and lows[k - 1] in ("debt", "price", "emissions", "subscription"):
        return None
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    flow = _flow(sentence, k) or (
        "export"
        if sentence.has("export", "exports", "ship", "shipments")
        else "import"
        if sentence.has("import", "imports")
        else ""
    )
    if not flow:
        return None
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, False)
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


def sanction_by_noun(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, MEASURE_WANTED, condition_applies(sentence, conditional, k))
    if sentence.lows[k] == "countermeasures" and any(
        low in EXPORT or low in ("regulations", "tariffs") for low in sentence.lows[k:]
    ):
        return None  # the sentence goes on to say which
    if k and sentence.lows[k - 1] in ("western", "international", "allied"):
        return None  # of no one state
    actor, own_actor = actor_of(scene, sentence, start, k, end, verdict)
    if actor is None or (not verdict.strong and not own_actor):
        return None
    if verdict.verb is not None and verdict.verb.negated:
        return None
    aims = targets(sentence, k, end, actor)
    if not aims and verdict.verb is not None:
        aims = [
            m.value
            for m in sentence.states()
            if verdict.verb.i < m.i < k and m.value != actor and modifies(sentence, m)
        ][:2]
    date, effective = moment(scene, sentence, k, start, end, verdict.status == "announced")
    return Candidate(
        "sanction",
        status_on(scene, verdict.status, date, effective),
        actor,
        aims,
        [g for g in goods(sentence, k, end) if g in minerals()] or listed_goods(scene, sentence, 0, k),
        sentence.number,
        scene.tokens_span(
            sentence,
            min(start, verdict.verb.start if verdict.verb and verdict.verb.i < start else start),
            min(end, k + 8),
        ),
        "sanction-noun",
        0.6,
        verdict.strong,
        date=date,
        effect=verdict.effect,
        own_actor=own_actor,
        condition=conditional if verdict.status == "threatened" else None,
    )
