"""Measures on trade: export controls, import restrictions, quotas, duties and sanctions, found by noun or by verb."""

from __future__ import annotations

from oreflow.evidence.arguments import (
    action_noun,
    by_agent,
    chain_goods,
    clause,
    condition,
    condition_range,
    context_states,
    denied,
    goods,
    has_firm_subject,
    head_goods,
    know_how,
    modifier_states,
    moment,
    np_start,
    recent_goods,
    subjects,
    tail,
    targets,
)
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.lexicon import minerals
from oreflow.evidence.scene import Scene, Sentence, anaphor, modifies, oblique
from oreflow.evidence.status import AWAY, Judgement, comes_into_effect, from_verb, judge_measure
from oreflow.evidence.verbs import Verb
from oreflow.evidence.wordlists import wordlist

EXPORT = wordlist("measures: export")
IMPORT = wordlist("measures: import")
CONTROL_NOUNS = wordlist("measures: control nouns")
_PLAIN_CONTROLS = wordlist("measures: plain controls")
_LICENCE = wordlist("measures: licence")
TARIFF_NOUNS = wordlist("measures: tariff nouns")
_TAX = wordlist("measures: tax")
_QUOTA = wordlist("measures: quota")
WANTED = wordlist("measures: wanted")
_MEASURE_WANTED = wordlist("measures: measure wanted")
_TECHNOLOGY = frozenset(
    ("USA", "NLD", "JPN", "TWN", "KOR", "GBR", "EU")
)  # their controls without goods named are on technology
_NOT_TRADE = wordlist("measures: not trade")


def find_measures(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """All candidates for measures on trade in a sentence; ``earlier`` are those of the sentences before."""
    found: list[Candidate] = []
    used: set[int] = set()
    for k, low in enumerate(sentence.lows):
        if k in used:
            continue
        candidate: Candidate | None = None
        if low in TARIFF_NOUNS or (low in _TAX and k and sentence.lows[k - 1] in ("import", "export", "border")):
            candidate = _tariff(scene, sentence, k, earlier)
        elif low in _QUOTA:
            candidate = _quota(scene, sentence, k)
        elif low in CONTROL_NOUNS and not any(v.i == k for v in sentence.verbs):
            candidate = _control(scene, sentence, k, used, earlier)
        elif low in ("sanction", "sanctions", "countermeasures", "blacklist") or (
            low == "list" and k and sentence.lows[k - 1] in ("entity", "entities")
        ):
            candidate = _sanction(scene, sentence, k)
        if candidate is not None:
            found.append(candidate)
            used.update(range(k, k + 3))
    for verb in sentence.verbs:
        candidate = _by_verb(scene, sentence, verb)
        if candidate is not None:
            found.append(candidate)
    return found


def _is_topic(sentence: Sentence, start: int) -> bool:
    """ "tensions over tariffs, export controls and access": a subject of talk, not a measure."""
    for n in range(start - 1, max(-1, start - 8), -1):
        low = sentence.lows[n]
        if low in ("over", "about", "regarding") or low in ("tensions", "issues", "dispute", "disputes", "topics"):
            return True
        if low not in wordlist("measures: in is topic"):
            return False
    return False


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


def _control(scene: Scene, sentence: Sentence, k: int, used: set[int], earlier: list[Candidate]) -> Candidate | None:
    lows = sentence.lows
    low = lows[k]
    flow = _flow(sentence, k)
    start = np_start(sentence, k)
    end = tail(sentence, k + 1)
    own = head_goods(sentence, start, k, end)
    anaphoric = False
    if low in wordlist("measures: in control") and not flow:
        if not (
            low in ("rules", "regulations", "regulation")
            and any(g in minerals() for g in own)
            and sentence.has("new", "introduced")
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
        if anaphoric and not (k and lows[k - 1] in wordlist("measures: in control 2")):
            return None
    if low == "control" and flow != "export" and k and lows[k - 1] in wordlist("measures: in control 3"):
        return None
    if lows[k + 1 : k + 2] == ("list",) and any(
        word in lows[max(0, k - 9) : k] for word in ("firms", "companies", "entities")
    ):
        return _sanction(scene, sentence, k)
    kind = "import_restriction" if flow == "import" else "export_control"
    if low in _LICENCE and _company_permit(sentence, k):
        return None
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, _MEASURE_WANTED, _applies(sentence, conditional, k))
    if low in _LICENCE:
        verdict = _licence(sentence, k, verdict)
    if_from, if_to = condition_range(sentence)
    if _is_topic(sentence, start) or if_from <= k < if_to:
        return None
    actor, own_actor = _actor(scene, sentence, start, k, end, verdict)
    antecedent = _antecedent(sentence, start, k, earlier) if anaphoric else None
    if antecedent is not None:
        actor, own_actor = antecedent.actor, True
    if actor is None:
        return None
    if (
        not verdict.strong
        and not _possessed(sentence, start, k)
        and any(low in AWAY for low in lows[max(0, start - 4) : start])
    ):
        return None
    aims = targets(sentence, k, end, actor, wordlist("measures: aims"))
    if kind == "import_restriction":
        aims = targets(sentence, k, end, actor, wordlist("measures: aims"))
    if not aims:
        aims = _beneficiary(sentence, k, actor) or (
            _provoker(sentence, start, actor) if own and not set(own) & minerals() else []
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
    if not named and (flow or low in _LICENCE) and actor not in _TECHNOLOGY:
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
    elif not named and actor not in _TECHNOLOGY:
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
        status=_dated(scene, verdict.status, date, effective),
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
            if any(low in wordlist("measures: in beneficiary") for low in after) and any(
                low in ("for", "of", "to") for low in before
            ):
                return [m.value]
    return []


def _provoker(sentence: Sentence, start: int, actor: str) -> list[str]:
    """ "China retaliates to US chip restrictions": the one who hits back is the target of the first measure."""
    for verb in sentence.verbs:
        if verb.lemma in ("retaliate", "respond", "counter") and verb.i < start and start - verb.i <= 4:
            here = [
                m.value
                for m in sentence.states()
                if m.j <= verb.start + 1 and not oblique(sentence, m) and m.value != actor
            ]
            if here:
                return here[-1:]
    before = sentence.lows[max(0, start - 4) : start]
    if "response" in before or "retaliation" in before or "answer" in before:
        after = [
            m.value
            for m in sentence.states()
            if m.i > start and not oblique(sentence, m) and not modifies(sentence, m) and m.value != actor
        ]
        return after[:1]
    return []


def _possessed(sentence: Sentence, start: int, k: int) -> bool:
    return any(
        modifies(sentence, m) or m.value in ("USA", "EU") for m in modifier_states(sentence, start, k)
    ) or sentence.lows[k + 1 : k + 2] in (("by",), ("imposed",))


def _antecedent(sentence: Sentence, start: int, k: int, earlier: list[Candidate]) -> Candidate | None:
    """The control that "the restrictions" stands for: the last one told, unless the words name another state."""
    if modifier_states(sentence, start, k):
        return None
    return next(
        (c for c in reversed(earlier) if c.kind == "export_control" and c.strong and sentence.number - c.sentence <= 6),
        None,
    )


def _applies(sentence: Sentence, conditional: str | None, k: int) -> bool:
    """Whether the condition governs this measure, and the measure is not itself inside the condition."""
    if conditional is None:
        return False
    for n, low in enumerate(sentence.lows):
        if low in ("if", "unless", "provided"):
            return not (n < k and not _comma_between(sentence, n, k))
    return False


def _comma_between(sentence: Sentence, i: int, j: int) -> bool:
    return any(low in (",", ";", "—") for low in sentence.lows[i:j])


def _company_permit(sentence: Sentence, k: int) -> bool:
    """A company's own application for its permit is no measure."""
    before = sentence.lows[max(0, k - 8) : k]
    return any(low in wordlist("measures: in company permit") for low in before) and not sentence.has(
        "must", "need", "required", "requires"
    )


def _granted_by(sentence: Sentence, k: int) -> tuple[str, int] | None:
    """The state whose permits are granted: "have been granted Chinese permits to import"."""
    before = sentence.lows[max(0, k - 6) : k]
    if not any(low in wordlist("measures: in granted by") for low in before):
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
    date, effective = moment(scene, sentence, verb.i, 0, end, status == "announced")
    return Candidate(
        "import_restriction",
        _dated(scene, status, date, effective),
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


def _licence(sentence: Sentence, k: int, verdict: Judgement) -> Judgement:
    """Licences that must be had are a control; licences that are granted ease one."""
    if sentence.has("general") and sentence.lows[k - 1] == "general":
        return Judgement("eased", "ease", verdict.verb, True)
    before = sentence.lows[max(0, k - 9) : k]
    if any(low in wordlist("measures: in licence") for low in before):
        if verdict.verb is not None and verdict.verb.negated:
            return verdict
        return Judgement("eased", "ease", verdict.verb, True)
    if any(low in wordlist("measures: in licence 2") for low in before):
        ahead = any(low in ("will", "would") for low in before)
        return Judgement("announced" if ahead else "in_force", None, verdict.verb, True)
    return verdict


def _locative(sentence: Sentence, state: str) -> bool:
    """ "in Malaysia" is where, not against whom."""
    return any(m.value == state and m.i and sentence.lows[m.i - 1] == "in" for m in sentence.states())


def _actor(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verdict: Judgement
) -> tuple[str | None, bool]:
    modifiers = modifier_states(sentence, start, k)
    possessive = [m for m in modifiers if modifies(sentence, m) or m.value in ("USA", "EU", "GBR")]
    passive_agent = by_agent(sentence, k + 1, end + 8)
    if possessive:
        return possessive[0].value, True
    if passive_agent:
        return passive_agent, True
    if verdict.verb is not None and verdict.verb.i < k:
        states = subjects(scene, sentence, verdict.verb)
        if states and not (has_firm_subject(sentence, verdict.verb)):
            named = any(m.value == states[-1] for m in sentence.states())
            return states[-1] if len(states) > 1 and not named else states[0], named
    if modifiers:
        return modifiers[0].value, True
    if_from, if_to = condition_range(sentence)
    for n in range(start - 1, -1, -1):
        if sentence.covered.get(n) is not None and sentence.covered[n].kind != "good":
            break
        if sentence.lows[n] in ("administration", "government", "bloc", "president", "ministry"):
            state = anaphor(scene, sentence, n)
            if state:
                return state, True
    here = [
        m.value
        for m in sentence.states()
        if m.i < start and not oblique(sentence, m) and not if_from <= m.i < if_to <= start
    ]
    if here:
        return here[-1], True
    context = context_states(scene, sentence, start)
    return (context[0], False) if context else (None, False)


def _dated(scene: Scene, status: str, date: str | None, effective: bool) -> str:
    """A measure whose day of effect lies after publication is announced, not in force."""
    published = scene.document.published
    if status == "in_force" and date and published is not None and len(date) == 10 and date > published.isoformat():
        return "announced"
    if (
        status == "announced"
        and effective
        and date
        and published is not None
        and len(date) == 10
        and date <= published.isoformat()
    ):
        return "in_force"
    return status


def _tariff(scene: Scene, sentence: Sentence, k: int, earlier: list[Candidate]) -> Candidate | None:
    lows = sentence.lows
    if (
        k + 1 < len(lows)
        and lows[k + 1] in wordlist("measures: in tariff")
        and lows[k + 1] not in ("rate", "threat", "threats", "pause")
    ):
        return None
    if lows[k + 1 : k + 2] and lows[k + 1] in wordlist("measures: in tariff 2"):
        return None  # the inquiry is an event of its own
    if lows[k + 1 : k + 3] == ("and", "trade") and k and lows[k - 1] == "on":
        return None  # the General Agreement on Tariffs and Trade
    if k and lows[k - 1] in ("active", "heavy", "off", "stamp", "civic", "excise"):
        return None
    start = np_start(sentence, k)
    end = tail(sentence, k + 1)
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, _MEASURE_WANTED, _applies(sentence, conditional, k))
    if _is_topic(sentence, start) and not (verdict.verb is not None and verdict.verb.classes & {"threaten"}):
        return None
    actor, own_actor = _tariff_actor(scene, sentence, start, k, end, verdict)
    if actor is None:
        return None
    rate = _rate(sentence, start, k, end, verdict.verb)
    aims = targets(sentence, k, end, actor)
    made_in = [m.value for m in sentence.states() if m.i > k and m.i < end and lows[m.i - 1] == "in"]
    if not _possessed(sentence, start, k) and (verdict.verb is None or verdict.verb.i > k):
        last = next((c.actor for c in reversed(earlier) if c.kind == "tariff" and c.own_actor and c.actor), None)
        if last is not None and (not own_actor or actor in made_in):
            actor = last
            aims = targets(sentence, k, end, actor)
    modifiers = [m for m in modifier_states(sentence, start, k) if m.value != actor and not modifies(sentence, m)]
    if not aims and modifiers and modifiers[-1].form == "name":
        aims = [modifiers[-1].value]
    if verdict.verb is not None and not aims and verdict.verb.lemma in ("hit", "target", "threaten", "subject"):
        aims = [m.value for m in sentence.states() if verdict.verb.i < m.i < k and m.value != actor][:1]
    if not aims:
        aims = _provoker(sentence, start, actor)
    export_tax = any(low in EXPORT for low in lows[max(0, k - 3) : k])
    named = head_goods(sentence, start, k, end)
    if (
        verdict.verb is not None
        and verdict.verb.lemma in ("exempt", "exclude", "spare")
        and verdict.verb.i < k
        and "from" in lows[verdict.verb.i : k]
    ):
        named = goods(sentence, verdict.verb.i, k) or named
    owner = next(
        (m.value for m in sentence.states() if m.i > k and m.j <= end and modifies(sentence, m) and m.value == actor),
        None,
    )
    if owner is not None and not _possessed(sentence, start, k):  # "tariffs on British steel" are not Britain's
        other = [s.value for s in sentence.states() if s.i < start and s.value != owner and not oblique(sentence, s)]
        if other:
            actor, aims = other[-1], [owner]
    if not named and export_tax:
        named = [g for g in goods(sentence, 0, len(lows)) if g in minerals()] or recent_goods(scene, sentence)
    if (
        not named
        and verdict.verb is not None
        and verdict.verb.lemma in ("face", "subject", "hit")
        and verdict.verb.i < start
    ):
        left, _ = clause(sentence, verdict.verb.i, verdict.verb.i + 1)
        named = goods(sentence, left, verdict.verb.start)
    own_goods = bool(named)
    if any(
        pair in (("one", "another"), ("each", "other"))
        for pair in zip(lows[k : k + 18], lows[k + 1 : k + 19], strict=False)
    ):
        return None  # "tariffs the two are imposing on one another": whose is not said
    if not aims and conditional and verdict.status in ("threatened", "possible"):
        if_from, if_to = condition_range(sentence)
        aims = [m.value for m in sentence.states() if if_from <= m.i < if_to and m.value != actor][:1]
    retaliatory = sentence.has(
        "retaliatory", "reciprocal", "retaliate", "retaliation", "retaliated", "response", "answer"
    )
    if not named and verdict.verb is None and not own_actor:
        return None
    if not named and any(low in ("dumping", "antidumping", "countervailing") for low in lows[start:k]):
        named = recent_goods(scene, sentence, 4)  # trade-remedy duties are always on one product
    if not named:
        named = ["all goods"]
    last = max(end, verdict.verb.i + 8) if verdict.verb is not None and verdict.verb.i > k else end
    date, effective = moment(
        scene,
        sentence,
        k,
        min(start, verdict.verb.i if verdict.verb else start),
        last,
        verdict.status in ("announced", "threatened"),
    )
    left_edge = min(start, verdict.verb.start if verdict.verb is not None and verdict.verb.i < start else start)
    strong = verdict.strong or rate is not None
    bare = (
        start < k + 1
        and lows[start] in ("the", "those", "these", "such", "its")
        and not own_goods
        and not aims
        and rate is None
    )
    if (
        bare
        and (verdict.verb is None or not verdict.verb.classes & {"ease", "suspend", "threaten"})
        and verdict.status not in ("threatened",)
    ):
        strong, own_actor = False, False
    return Candidate(
        kind="tariff",
        status=_dated(scene, verdict.status, date, effective),
        actor=actor,
        target=[] if export_tax else aims,
        objects=named,
        sentence=sentence.number,
        evidence=scene.tokens_span(sentence, left_edge, max(k + 1, min(end, k + 12))),
        rule="tariff-noun",
        confidence=0.8 if strong and own_actor else 0.5,
        strong=strong,
        rate=rate,
        date=date,
        condition=conditional if verdict.status in ("threatened", "possible") else None,
        effect=verdict.effect,
        own_goods=own_goods,
        own_actor=own_actor,
        retaliation=retaliatory,
    )


def _tariff_actor(
    scene: Scene, sentence: Sentence, start: int, k: int, end: int, verdict: Judgement
) -> tuple[str | None, bool]:
    """Like any measure, but "China tariffs" in a headline are tariffs on China."""
    modifiers = modifier_states(sentence, start, k)
    if (
        modifiers
        and modifiers[-1].form == "name"
        and not modifies(sentence, modifiers[-1])
        and modifiers[-1].value not in ("USA", "EU")
    ):
        if len(modifiers) > 1:
            return modifiers[0].value, True
        if verdict.verb is None:
            return None, False
        states = [s for s in subjects(scene, sentence, verdict.verb) if s != modifiers[-1].value]
        return (states[0], True) if states else (None, False)
    return _actor(scene, sentence, start, k, end, verdict)


def _rate(sentence: Sentence, start: int, k: int, end: int, verb: Verb | None) -> float | None:
    """The duty itself: "from 25% to 100%" is 100, "98% of its duties" is coverage and no rate."""
    best: tuple[int, float] | None = None
    for amount in sentence.amounts:
        if amount.kind != "percent" or amount.fraction:
            continue
        after = sentence.lows[amount.j : amount.j + 4]
        if after[:1] == ("of",) or (after[:1] == ("ad",) and False):
            continue
        if after[:1] in (
            ("interest",),
            ("stake",),
            ("purity",),
            ("owned",),
            ("drop",),
            ("increase",),
            ("rise",),
            ("decline",),
            ("share",),
        ):
            continue
        before = sentence.lows[max(0, amount.i - 2) : amount.i]
        if before[-1:] == ("by",):
            continue
        inside = start - 3 <= amount.i < k
        limit = verb.i + 8 if verb is not None and verb.i > k else end + 4
        following = k < amount.i <= k + 20 and amount.i <= limit
        if not inside and not following:
            continue
        distance = abs(amount.i - k)
        if before[-1:] == ("from",):
            distance += 20
        if before[-1:] == ("to",):
            distance -= 6
        if best is None or distance < best[0]:
            best = (distance, amount.value)
    if (
        best is None
        and verb is not None
        and sentence.has("zero")
        and verb.lemma in ("cut", "reduce", "lower", "bring", "slash")
    ):
        return 0.0
    return best[1] if best is not None else None


def _quota(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
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
    verdict = judge_measure(sentence, start, k + 1, _MEASURE_WANTED, False)
    if "refrain" in lows[max(0, k - 8) : k] or (
        verdict.verb is not None
        and verdict.verb.classes & {"seek"}
        and any(low in ("greater", "higher", "larger", "more", "bigger") for low in lows[start:k])
    ):
        return None  # a promise not to, or an exporter's wish for more
    actor, own_actor = _actor(scene, sentence, start, k, end, verdict)
    if actor is None:
        return None
    named = goods(sentence, start, end)
    own_goods = bool(named)
    named = named or recent_goods(scene, sentence)
    date, effective = moment(scene, sentence, k, start, end, verdict.status == "announced")
    mass = next((a for a in sentence.amounts if a.kind == "mass" and a.i > start - 8), None)
    return Candidate(
        "quota",
        _dated(scene, verdict.status, date, effective),
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


def _sanction(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    conditional = condition(scene, sentence, k)
    verdict = judge_measure(sentence, start, k + 1, _MEASURE_WANTED, _applies(sentence, conditional, k))
    if sentence.lows[k] == "countermeasures" and any(
        low in EXPORT or low in ("regulations", "tariffs") for low in sentence.lows[k:]
    ):
        return None  # the sentence goes on to say which
    actor, own_actor = _actor(scene, sentence, start, k, end, verdict)
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
        _dated(scene, verdict.status, date, effective),
        actor,
        aims,
        [g for g in goods(sentence, k, end) if g in minerals()],
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


def _by_verb(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "banned exports of gallium", "exports were halted", "restrict sales to China of chips"."""
    if verb.lemma in ("blacklist", "sanction"):
        return _blacklisted(scene, sentence, verb)
    if verb.lemma == "face":
        return _faced(scene, sentence, verb)
    if verb.lemma in ("allow", "permit", "set", "cap", "limit"):
        capped = _volume(scene, sentence, verb)
        if capped is not None:
            return capped
    if verb.lemma in ("prohibit", "bar", "ban", "forbid") and "from" in sentence.lows[verb.i : verb.i + 2]:
        barred = _barred_from_buying(scene, sentence, verb)
        if barred is not None:
            return barred
    if not verb.classes & {"block"} and verb.lemma not in wordlist("measures: in by verb"):
        return None
    lows = sentence.lows
    flow_at = next(
        (n for n in range(verb.i + 1, min(len(lows), verb.i + 8)) if lows[n] in EXPORT or lows[n] in IMPORT), None
    )
    passive_subject = False
    if (
        flow_at is not None
        and any(low in wordlist("measures: in by verb 2") for low in lows[verb.i + 1 : flow_at])
        and verb.form != "ing"
    ):
        flow_at = None
    if verb.passive:
        subject_at = next(
            (n for n in range(verb.start - 1, max(-1, verb.start - 16), -1) if lows[n] in EXPORT or lows[n] in IMPORT),
            None,
        )
        if subject_at is not None and not any(low in (",", ";") for low in lows[subject_at : verb.start]):
            flow_at = None
    if flow_at is None and verb.passive:
        flow_at = next(
            (n for n in range(verb.start - 1, max(-1, verb.start - 16), -1) if lows[n] in EXPORT or lows[n] in IMPORT),
            None,
        )
        passive_subject = flow_at is not None
    if flow_at is None:
        return None
    after = lows[flow_at + 1 : flow_at + 2]
    if after and after[0] in CONTROL_NOUNS | TARIFF_NOUNS | {"quota", "quotas"}:
        return None
    if any(low in CONTROL_NOUNS | TARIFF_NOUNS for low in lows[verb.i + 1 : flow_at]):
        return None
    if lows[flow_at] in ("sales", "overseas") and not sentence.has("abroad", "foreign", "overseas", "to"):
        return None
    kind = "import_restriction" if lows[flow_at] in IMPORT else "export_control"
    region_start, region_end = (
        (np_start(sentence, flow_at), verb.start) if passive_subject else (verb.i + 1, tail(sentence, flow_at + 1))
    )
    conditional = condition(scene, sentence, verb.i)
    status, effect = from_verb(verb, _applies(sentence, conditional, verb.i))
    if verb.lemma == "suspend" or verb.lemma == "pause":  # to suspend exports tightens; to suspend controls eases
        status, effect = (
            (
                "in_force"
                if verb.mode in ("past", "present", "base")
                else status
                if status != "suspended"
                else "announced"
            ),
            None,
        )
    if verb.lemma == "cut":
        status, effect = (
            (
                "in_force"
                if verb.mode in ("past", "present", "base")
                else "possible"
                if verb.mode == "possible"
                else "announced"
            ),
            None,
        )
    if denied(sentence, verb.i):
        status, effect = "denied", None
    if action_noun(sentence, verb) in ("future", "propose", "threat") and any(
        v.lemma in ("drop", "scrap", "shelve", "withdraw", "cancel") and v.i < verb.i for v in sentence.verbs
    ):
        status, effect = "denied", "ease"  # "dropped a plan to ban"
    if verb.lemma in ("resume", "allow"):
        effect, status = "ease", "eased"
    if verb.lemma == "tighten":
        return None
    if "refrain" in lows[max(0, verb.i - 6) : verb.i]:
        effect, status = "ease", "announced"
    actor: str | None = None
    own_actor = True
    if passive_subject:
        actor = by_agent(sentence, verb.i + 1, verb.i + 10)
        premod = [m for m in modifier_states(sentence, np_start(sentence, flow_at), flow_at) if modifies(sentence, m)]
        if actor is None and premod and kind == "export_control":
            actor = premod[0].value
    if actor is None:
        if has_firm_subject(sentence, verb) and not passive_subject:
            return None
        states = subjects(scene, sentence, verb)
        actor = states[0] if states else None
        own_actor = any(m.value == actor for m in sentence.states())
    if actor is None:
        return None
    named = goods(sentence, region_start, region_end)
    own_goods = bool(named)
    if not named and any(know_how(sentence, m) for m in sentence.goods() if m.i >= region_start):
        own_goods = True
    elif not named and actor not in _TECHNOLOGY:
        named = recent_goods(scene, sentence)
    if_from, if_to = condition_range(sentence)
    if (kind == "import_restriction" and not own_goods) or if_from <= verb.i < if_to:
        return None
    aims = targets(
        sentence,
        region_start,
        region_end,
        actor,
        frozenset(("to", "for", "on")) if kind == "export_control" else frozenset(("from", "of", "on")),
    )
    date, effective = moment(scene, sentence, verb.i, min(region_start, verb.start), region_end, status == "announced")
    in_effect, ahead = comes_into_effect(sentence, region_end)
    if in_effect and status == "announced" and not ahead:
        status = "in_force"
    return Candidate(
        kind,
        _dated(scene, status, date, effective),
        actor,
        aims,
        named,
        sentence.number,
        scene.tokens_span(
            sentence,
            min(verb.start, region_start),
            min(region_end, flow_at + 14) if not passive_subject else verb.i + 1,
        ),
        "control-verb",
        0.8 if own_goods and own_actor else 0.55,
        True,
        date=date,
        effect=effect,
        own_goods=own_goods,
        own_actor=own_actor,
        condition=conditional if status in ("threatened", "possible") else None,
    )


def _volume(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "allowed to ship up to 18,125 tonnes", "yearly limits of 96,600 tons set for 2026": a stated volume is a quota."""
    lows = sentence.lows
    mass = next((a for a in sentence.amounts if a.kind == "mass" and abs(a.i - verb.i) <= 12), None)
    if mass is None:
        return None
    shipped = any(low in ("ship", "export", "exports", "shipments") for low in lows[max(0, mass.i - 8) : mass.j + 6])
    limited = any(low in wordlist("measures: in volume") for low in lows[max(0, mass.i - 5) : mass.j])
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
        "in_force" if status == "in_force" and verb.lemma == "cap" else "announced",
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
    if verb.passive or not aims or has_firm_subject(sentence, verb):
        return None
    states = [s for s in subjects(scene, sentence, verb) if s not in aims]
    if not states:
        return None
    status, effect = from_verb(verb)
    date, _ = moment(scene, sentence, verb.i, verb.start, end, status == "announced")
    return Candidate(
        "sanction",
        status,
        states[0],
        list(dict.fromkeys(aims))[:2],
        [],
        sentence.number,
        scene.tokens_span(sentence, verb.start, end),
        "sanction-verb",
        0.65,
        True,
        date=date,
        effect=effect,
    )


def _faced(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """ "Exports of graphite to U.S. buyers will face tighter checks": the flow is the subject, the measure the object."""
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


def find_listed_rates(scene: Scene, sentence: Sentence, earlier: list[Candidate]) -> list[Candidate]:
    """Rates in the bullets under a duty: "three subheadings for certain tungsten products: 25%"."""
    if sentence.kind != "bullet" or sentence.parent is None:
        return []
    if any(low in TARIFF_NOUNS for low in sentence.lows):
        return []
    rates = [
        a
        for a in sentence.amounts
        if a.kind == "percent" and not a.fraction and sentence.lows[a.j : a.j + 1] != ("of",)
    ]
    named = goods(sentence, 0, len(sentence.lows))
    if len(rates) != 1 or not named:
        return []
    lead = scene.sentences[sentence.parent]
    above = [c for c in earlier if c.kind == "tariff" and scene.sentences[c.sentence].block == lead.block]
    if not above and not any(low in TARIFF_NOUNS for low in lead.lows):
        return []
    if not above:
        return []
    head = above[-1]
    date = next((w.value for w in (*sentence.whens, *lead.whens) if w.value), head.date)
    return [
        Candidate(
            "tariff",
            _dated(scene, "announced" if head.status in ("possible", "under_negotiation") else head.status, date, True),
            head.actor,
            list(head.target),
            named,
            sentence.number,
            scene.tokens_span(sentence, 0, len(sentence.tokens)),
            "tariff-list",
            0.65,
            True,
            rate=rates[0].value,
            date=date,
            own_goods=True,
        )
    ]
