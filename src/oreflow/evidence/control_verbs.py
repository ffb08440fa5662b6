"""Controls told by a verb: "banned exports", "allowed to ship up to", "will face checks", "barred from buying"."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.measure_roles import (
    CONTROL_NOUNS,
    EXPORT,
    IMPORT,
    TARIFF_NOUNS,
    TECHNOLOGY,
    condition_applies,
    status_on,
)
from oreflow.evidence.objects import goods, know_how, listed_goods, recent_goods
from oreflow.evidence.phrases import clause, condition, condition_range, moment, np_start, tail
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import (
    action_noun,
    by_agent,
    context_states,
    denied,
    has_firm_subject,
    left_states,
    modifier_states,
    subjects,
    targets,
)
from oreflow.evidence.status import comes_into_effect, from_verb
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist


def _barred_from_buying(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "the Pentagon will be prohibited from buying tungsten mined in China": a bar on imports."""
    if not any(
        low in ("buying", "purchasing", "procuring", "importing", "sourcing")
        for low in sentence.lows[verb.i : verb.i + 4]
    ):
        return None
    end = tail(sentence, verb.i + 1)
    named = goods(sentence, verb.i, len(sentence.lows))
    subject = [m.value for m in sentence.states() if m.j <= verb.start + 1 and not oblique(sentence, m)]
    if not subject or not named:
        return None
    status, effect = from_verb(verb)
    aims = targets(sentence, verb.i, len(sentence.lows), subject[-1], frozenset(("from", "in")))
    aims = (
        aims
        or [
            m.value
            for m in sentence.states()
            if verb.i < m.i < end
            and m.value != subject[-1]
            and (modifies(sentence, m) or sentence.lows[m.j : m.j + 1] == ("origin",))
        ][:1]
    )
    date, effective = moment(scene, sentence, verb.i, 0, end, status == "announced")
    return Candidate(
        "import_restriction",
        status_on(scene, status, date, effective),
        subject[-1],
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, verb.start, end),
        "barred-from-buying",
        0.7,
        True,
        date=date,
        effect=effect,
    )


def control_by_verb(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "banned exports of gallium", "exports were halted", "restrict sales to China of chips"."""
    if a_noun(sentence, verb):
        return None
    special = _special(scene, sentence, verb)
    if special is not None or verb.lemma in ("blacklist", "sanction", "face"):
        return special
    if not verb.classes & {"block"} and verb.lemma not in wordlist("control_verbs: verbs that control by their object"):
        return None
    flow = _controlled_flow(sentence, verb)
    if flow is None or verb.lemma == "tighten":
        return None
    flow_at, is_subject = flow
    kind = "import_restriction" if sentence.lows[flow_at] in IMPORT else "export_control"
    left, right = (np_start(sentence, flow_at), verb.start) if is_subject else (verb.i + 1, tail(sentence, flow_at + 1))
    conditional = condition(scene, sentence, verb.i)
    status, effect = _verb_status(sentence, verb, condition_applies(sentence, conditional, verb.i))
    actor, own_actor = _verb_actor(scene, sentence, verb, flow_at if is_subject else None, kind)
    if actor is None:
        return None
    named = goods(sentence, left, right)
    own_goods = bool(named)
    if not named and any(know_how(sentence, m) for m in sentence.goods()):
        own_goods = True
    elif not named and actor not in TECHNOLOGY:
        named = recent_goods(scene, sentence)
    if_from, if_to = condition_range(sentence)
    if (kind == "import_restriction" and not own_goods) or if_from <= verb.i < if_to:
        return None
    aims = targets(
        sentence,
        left,
        right,
        actor,
        frozenset(("to", "for", "on")) if kind == "export_control" else frozenset(("from", "of", "on", "in")),
    )
    date, effective = moment(scene, sentence, verb.i, min(left, verb.start), right, status == "announced")
    in_effect, ahead = comes_into_effect(sentence, right)
    if in_effect and status == "announced" and not ahead:
        status = "in_force"
    words_end = verb.i + 1 if is_subject else min(right, flow_at + 14)
    return Candidate(
        kind,
        status_on(scene, status, date, effective),
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, min(verb.start, left), words_end),
        "control-verb",
        0.8 if own_goods and own_actor else 0.55,
        True,
        date=date,
        effect=effect,
        own_goods=own_goods,
        own_actor=own_actor,
        condition=conditional if status in ("threatened", "possible") else None,
    )


def a_noun(sentence: Sentence, verb: Verb) -> bool:
    """ "an across-the-board curb on", "its export control regime": no verb, whatever stands before it."""
    if verb.form not in ("base", "s") or sentence.lows[verb.i] not in CONTROL_NOUNS:
        return False
    flow = sentence.lows[verb.i - 1] if verb.i else ""
    return sentence.lows[verb.i + 1 : verb.i + 2] in (("on",), ("regime",)) or flow in ("export", "import")


def _special(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """Verbs with a construction of their own: to blacklist, to face, to cap at a volume, to bar from buying."""
    if verb.lemma in ("blacklist", "sanction"):
        return _blacklisted(scene, sentence, verb)
    if verb.lemma == "face":
        return _faced(scene, sentence, verb)
    if verb.lemma in ("allow", "permit", "set", "cap", "limit"):
        return _volume(scene, sentence, verb)
    if verb.lemma in ("prohibit", "bar", "ban", "forbid") and "from" in sentence.lows[verb.i : verb.i + 2]:
        return _barred_from_buying(scene, sentence, verb)
    return None


def _controlled_flow(sentence: Sentence, verb: Verb) -> tuple[int, bool] | None:
    """Where the flow that a verb controls stands, and whether it is the verb's subject ("exports were halted")."""
    lows = sentence.lows
    flow_at = next(
        (n for n in range(verb.i + 1, min(len(lows), verb.i + 8)) if lows[n] in EXPORT or lows[n] in IMPORT), None
    )
    if (
        flow_at is not None
        and any(low in wordlist("control_verbs: ends the object") for low in lows[verb.i + 1 : flow_at])
        and verb.form != "ing"
    ):
        flow_at = None
    is_subject = False
    if verb.passive:
        before = next(
            (n for n in range(verb.start - 1, max(-1, verb.start - 16), -1) if lows[n] in EXPORT or lows[n] in IMPORT),
            None,
        )
        close = before is not None and not any(low in (",", ";") for low in lows[before : verb.start])
        if before is not None and (close or flow_at is None):
            flow_at, is_subject = before, True
    if flow_at is None:
        return None
    if is_subject and any(low in CONTROL_NOUNS for low in lows[max(0, flow_at - 4) : flow_at]):
        return None  # "a ban on exports was lifted": the ban is what the verb acts on
    after = lows[flow_at + 1 : flow_at + 2]
    if after and after[0] in CONTROL_NOUNS | TARIFF_NOUNS | {"quota", "quotas"}:
        return None
    if any(low in CONTROL_NOUNS | TARIFF_NOUNS for low in lows[verb.i + 1 : flow_at]):
        return None
    if lows[flow_at] in ("sales", "overseas") and not sentence.has("abroad", "foreign", "overseas", "to"):
        return None
    if _reliance(sentence, verb, flow_at) or (is_subject and _as_the_rules_ask(sentence, verb, flow_at)):
        return None
    return flow_at, is_subject


def _reliance(sentence: Sentence, verb: Verb, flow_at: int) -> bool:
    """ "to cut its dependence on imported lithium": what is cut is a need, not a flow."""
    return any(low in wordlist("control_verbs: needs") for low in sentence.lows[verb.i + 1 : flow_at])


def _as_the_rules_ask(sentence: Sentence, verb: Verb, flow_at: int) -> bool:
    """ "Exports that meet the rules will be allowed": how a regime works, not its easing."""
    between = sentence.lows[flow_at + 1 : verb.start]
    compliant = sentence.lows[flow_at - 1] == "compliant" if flow_at else False
    meets = between[:1] in (("that",), ("which",)) and bool(wordlist("control_verbs: complies") & set(between[1:3]))
    return verb.lemma in ("allow", "permit", "approve") and (compliant or meets)


def _verb_status(sentence: Sentence, verb: Verb, conditional: bool) -> tuple[str, str | None]:
    """Status and effect of a control told by its verb; the same verb tightens a flow and eases a rule."""
    status, effect = from_verb(verb, conditional)
    if verb.lemma in ("suspend", "pause"):  # to suspend exports tightens; to suspend controls eases
        if verb.mode in ("past", "present", "base"):
            status = "in_force"
        elif status == "suspended":
            status = "announced"
        effect = None
    if verb.lemma == "cut":
        if verb.mode in ("past", "present", "base"):
            status = "in_force"
        else:
            status = "possible" if verb.mode == "possible" else "announced"
        effect = None
    if verb.form == "ing" and any(
        low in wordlist("control_verbs: acts of law") for low in sentence.lows[max(0, verb.i - 3) : verb.i]
    ):
        passing = next(
            (v for v in reversed(sentence.verbs) if v.i < verb.i and v.classes & {"sign", "agree", "enact"}), None
        )
        # "signed a bill barring"
        status = "in_force" if passing is not None and passing.mode == "past" else "announced"
    if verb.mode == "infinitive" and any(
        low in wordlist("control_verbs: acts of law") for low in sentence.lows[max(0, verb.i - 3) : verb.i]
    ):
        above = next((v for v in reversed(sentence.verbs) if v.i < verb.i), None)
        if above is not None and above.classes & {"consider"}:
            status = "possible"  # "debating a bill to limit"
    if denied(sentence, verb.i):
        status, effect = "denied", None
    if action_noun(sentence, verb) in ("future", "propose", "threat") and any(
        v.lemma in ("drop", "scrap", "shelve", "withdraw", "cancel") and v.i < verb.i for v in sentence.verbs
    ):
        status, effect = "denied", "ease"  # "dropped a plan to ban"
    if verb.lemma in ("resume", "allow"):
        status, effect = "eased", "ease"
    if "refrain" in sentence.lows[max(0, verb.i - 6) : verb.i]:
        status, effect = "announced", "ease"
    return status, effect


def _verb_actor(
    scene: Scene, sentence: Sentence, verb: Verb, subject_at: int | None, kind: str
) -> tuple[str | None, bool]:
    """Who controls: the agent or owner of a flow at ``subject_at``, else the verb's own subject."""
    if subject_at is not None:
        agent = by_agent(sentence, verb.i + 1, verb.i + 10)
        if agent is not None:
            return agent, True
        start = np_start(sentence, subject_at)
        owners = [m for m in modifier_states(sentence, start, subject_at) if modifies(sentence, m)]
        if owners and kind == "export_control":
            return owners[0].value, True
    elif has_firm_subject(sentence, verb) or _nobodys_act(sentence, verb):
        return None, False
    states = subjects(scene, sentence, verb)
    if not states:
        return None, False
    return states[0], any(m.value == states[0] for m in sentence.states())


def _nobodys_act(sentence: Sentence, verb: Verb) -> bool:
    """ "A strike stopped shipments", "rising costs curb exports": what happens, not what a state decrees."""
    if verb.passive or left_states(sentence, verb.start):
        return False
    start, _ = clause(sentence, verb.start, verb.i)
    return any(low in wordlist("control_verbs: mere events") for low in sentence.lows[start : verb.start])


def _volume(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "allowed to ship up to 18,125 tonnes", "yearly limits of 96,600 tons set for 2026": a stated volume is
    a quota."""
    lows = sentence.lows
    mass = next((a for a in sentence.amounts if a.kind == "mass" and abs(a.i - verb.i) <= 12), None)
    if mass is None:
        return None
    shipped = any(low in ("ship", "export", "exports", "shipments") for low in lows[max(0, mass.i - 8) : mass.j + 6])
    limited = any(low in wordlist("control_verbs: limits") for low in lows[max(0, mass.i - 5) : mass.j])
    if any(low in ("quota", "quotas") for low in lows[max(0, mass.i - 5) : mass.j]) or not (
        (shipped and "to" in lows[max(0, mass.i - 5) : mass.i]) or limited
    ):
        return None
    states = (
        context_states(scene, sentence, verb.start)
        if has_firm_subject(sentence, verb) or verb.passive
        else subjects(scene, sentence, verb)
    )
    if not states:
        return None
    named = goods(sentence, mass.i, min(len(lows), mass.j + 6)) or recent_goods(scene, sentence)
    yearly = any(low in ("annual", "yearly", "annually") for low in lows[max(0, mass.i - 5) : mass.j + 3])
    status, _ = from_verb(verb)
    date, _ = moment(scene, sentence, mass.i, mass.i, mass.j, True)
    return Candidate(
        "quota",
        "in_force" if status == "in_force" and verb.lemma in ("cap", "limit") else "announced",
        states[0],
        [],
        named,
        sentence.number,
        scene.tokens_span(sentence, min(mass.i - 4, verb.start) if mass.i > 4 else verb.start, mass.j + 3),
        "quota-volume",
        0.65,
        True,
        date=date,
        quantity=Quantity(mass.value, "t/yr" if yearly else mass.unit),
        own_goods=True,
    )


def _blacklisted(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "Washington blacklisted dozens of Chinese companies"."""
    end = tail(sentence, verb.i + 1)
    aims = [m.value for m in sentence.states() if verb.i < m.i < end]
    agent = by_agent(sentence, verb.i + 1, verb.i + 4) if verb.passive else None
    if agent is not None:
        aims = [m.value for m in sentence.states() if m.j <= verb.start and m.value != agent and modifies(sentence, m)]
    if (verb.passive and agent is None) or not aims or (agent is None and has_firm_subject(sentence, verb)):
        return None
    states = [agent] if agent is not None else [s for s in subjects(scene, sentence, verb) if s not in aims]
    if not states:
        return None
    status, effect = from_verb(verb)
    date, _ = moment(scene, sentence, verb.i, verb.start, end, status == "announced")
    return Candidate(
        "sanction",
        status,
        states[0],
        list(dict.fromkeys(aims))[:2],
        listed_goods(scene, sentence, 0 if agent is not None else verb.i, end),
        sentence.number,
        scene.tokens_span(sentence, verb.start, end),
        "sanction-verb",
        0.65,
        True,
        date=date,
        effect=effect,
    )


def _faced(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "Exports of graphite to U.S. buyers will face tighter checks": the flow is the subject, the measure the
    object."""
    lows = sentence.lows
    flow_at = next(
        (n for n in range(verb.start - 1, max(-1, verb.start - 14), -1) if lows[n] in EXPORT or lows[n] in IMPORT), None
    )
    measure_at = next(
        (
            n
            for n in range(verb.i + 1, min(len(lows), verb.i + 7))
            if lows[n] in CONTROL_NOUNS or lows[n] in ("review", "scrutiny", "licensing", "requirements")
        ),
        None,
    )
    if flow_at is None or measure_at is None:
        return None
    kind = "import_restriction" if lows[flow_at] in IMPORT else "export_control"
    named = goods(sentence, flow_at, verb.start)
    if not named:
        return None
    owner = [m.value for m in sentence.states() if m.j <= flow_at and modifies(sentence, m)]
    context = owner or context_states(scene, sentence, verb.start)
    if not context:
        return None
    actor = context[0]
    aims = targets(sentence, flow_at, verb.start, actor, frozenset(("to", "from")))
    status, effect = from_verb(verb)
    date, _ = moment(scene, sentence, verb.i, flow_at, len(lows), True)
    return Candidate(
        kind,
        status,
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(sentence, flow_at, measure_at + 1),
        "control-faced",
        0.6,
        True,
        date=date,
        effect=effect,
        own_actor=bool(owner),
    )
