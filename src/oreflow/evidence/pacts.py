"""What states agree, buy, investigate and talk about: deals, purchases, inquiries and meetings."""

from __future__ import annotations

from oreflow.evidence.arguments import clause, condition, context_states, goods, has_firm_subject, moment, np_start, recent_goods, subjects, tail, targets
from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.lexicon import Mention, minerals
from oreflow.evidence.scene import BREAKS, Scene, Sentence, anaphor, modifies, oblique
from oreflow.evidence.status import governing
from oreflow.evidence.verbs import Verb

DEAL_NOUNS = frozenset(
    "agreement agreements deal deals pact pacts accord accords memorandum memorandums memoranda mou mous framework frameworks"
    " truce treaty treaties partnership partnerships alliance ceasefire".split()
)
_DEAL_WANTED = frozenset("sign agree seek plan consider propose suspend expire ease keep deny announce threaten".split())
_SIGNED = frozenset("sign ink seal clinch secure finalise finalize conclude formalise formalize ratify enter close".split())
_FIRM_DEAL = frozenset("offtake definitive purchase supply acquisition merger lease financing licensing loan option royalty streaming peace nuclear ceasefire employment".split())
_BUY_GOODS = frozenset(("soybeans", "aircraft", "energy", "agricultural products", "sorghum", "military equipment", "natural gas", "petroleum", "coal", "timber", "semiconductors"))
_PROBE = frozenset("investigation investigations probe probes inquiry inquiries review reviews".split())
_PROBE_CUES = frozenset(
    "232 301 201 antidumping anti-dumping dumping countervailing subsidy anti-subsidy antitrust safeguard trade import imports tariff commerce"
    " ustr compliance complied commitments section antimonopoly".split()
)
_TALK_NOUNS = frozenset("talks meeting meetings negotiations consultations summit dialogue discussions".split())
_TALK_CUES = frozenset("trade tariff tariffs minerals mineral bilateral economic earths export commerce negotiators trade-talks agreement deal".split())


def find_pacts(scene: Scene, sentence: Sentence) -> list[Candidate]:
    """All candidates for deals, purchases, inquiries and meetings in a sentence."""
    found: list[Candidate] = []
    done_until = -1
    for k, low in enumerate(sentence.lows):
        if k < done_until:
            continue
        if low in DEAL_NOUNS:
            found.extend(_deal(scene, sentence, k))
            done_until = k + 3
        elif low in _PROBE:
            found.extend(_probe(scene, sentence, k))
        elif low in _TALK_NOUNS:
            found.extend(_talks(scene, sentence, k))
        elif low in ("purchase", "purchases", "purchasing", "buying", "buy", "bought", "buys", "purchased"):
            candidate = _purchase(scene, sentence, k)
            if candidate is not None and not any(c.kind == "purchase" and c.objects == candidate.objects for c in found):
                found.append(candidate)
    for verb in sentence.verbs:
        if verb.lemma in ("meet", "receive", "host", "visit"):
            candidate = _meets(scene, sentence, verb)
            if candidate is not None:
                found.append(candidate)
    return found


def _partners(scene: Scene, sentence: Sentence, k: int, start: int, end: int, verb: Verb | None) -> tuple[list[str], list[str], bool]:
    """Protagonists and the others of a deal; the flag says that each partner has a deal of its own."""
    modifiers: list[str] = []
    for m in sentence.states():
        if start <= m.i and m.j <= k and not (m.i and sentence.lows[m.i - 1] in ("of", "in")):
            modifiers.append(m.value)
    others: list[str] = []
    separate = False
    with_at = [n for n in range(k, end) if sentence.lows[n] in ("with", "between", "from", "and")]
    for n in with_at:
        if sentence.lows[n] == "and" and not others:
            continue
        if sentence.lows[n] == "and" and sentence.lows[n + 1 : n + 2] != ("with",):
            continue
        listed = _list_after(sentence, n + 1, end)
        if listed and sentence.lows[n] == "and":
            separate = True
        others.extend(listed)
    for n in range(max(0, start - 12), start):  # "signed with Japan a deal", "agreed with China on"
        if sentence.lows[n] == "with":
            others.extend(_list_after(sentence, n + 1, start))
    if "including" in sentence.lows[k:end]:
        others.extend(_list_after(sentence, sentence.lows.index("including", k) + 1, len(sentence.lows)))
    acting = subjects(scene, sentence, verb) if verb is not None and not (verb.passive and verb.i > k) else []
    if verb is not None and verb.i > k and not verb.passive and not acting:
        acting = []
    return list(dict.fromkeys([*acting, *modifiers])), list(dict.fromkeys(others)), separate


def _list_after(sentence: Sentence, i: int, end: int) -> list[str]:
    """States listed from token ``i`` on: "Australia, Saudi Arabia, Malaysia and others", "Prime Minister Anwar"."""
    found: list[str] = []
    k = i
    while k < min(end, len(sentence.lows)):
        mention = sentence.covered.get(k)
        if mention is not None and mention.kind != "good" and mention.value:
            found.append(mention.value)
            k = mention.j
            continue
        low = sentence.lows[k]
        if low in (",", "and", "or", "the", "both", "'s", "’s", "new", "&") or (
            sentence.tokens[k].text[0].isupper() and low not in ("on", "in", "to") or low in ("prime", "minister", "president", "key", "allies", "partners", "such", "as", "its", "leader", "counterpart", "counterparts")
        ):
            if low == "," and found and not any(n in sentence.covered and sentence.covered[n].kind != "good" for n in range(k + 1, k + 5)):
                break
            k += 1
            continue
        break
    return found


def _deal(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    lows = sentence.lows
    near = lows[max(0, k - 4) : k]
    if any(low in _FIRM_DEAL for low in near) or (k + 1 < len(lows) and lows[k + 1] in ("breaker", "maker", "makers", "making", "momentum", "team")):
        return []
    if lows[k] in ("framework", "partnership", "alliance", "deal") and near[-1:] in (("legal",), ("regulatory",), ("great",), ("good",), ("a",)) and near[-1:] != ("a",):
        return []
    if lows[k] == "deal" and (near[-1:] in (("new",),) and near[-2:-1] == ("green",) or (k + 1 < len(lows) and lows[k + 1] == "with" and near[-1:] == ("to",))):
        return []
    start, end = np_start(sentence, k), tail(sentence, k + 1, 45)
    verb, side = governing(sentence, start, k + 1, _DEAL_WANTED, 18)
    if side == "right" and verb is not None and not verb.passive and not verb.classes & {"expire", "suspend"}:
        verb = None
    protagonists, others, separate = _partners(scene, sentence, k, start, end, verb)
    status, strong = _deal_status(scene, sentence, k, start, verb)
    if status is None:
        return []
    plural = lows[k].endswith("s") and lows[k] not in ("alliance",)
    if verb is not None and not protagonists and has_firm_subject(sentence, verb):
        return []
    own_actor = bool(protagonists)
    if not protagonists:
        context = [] if others and len(others) > 1 else context_states(scene, sentence, start)
        protagonists = [s for s in context if s not in others][:1]
        if not protagonists and others:
            protagonists, others = others[:1], others[1:]
    if not protagonists:
        return []
    if not own_actor and not others and not strong:
        return []
    named = _deal_goods(sentence, k, start, end)
    actor = protagonists[0]
    partners = [s for s in (*protagonists[1:], *others) if s != actor]
    if not partners and verb is not None:
        for m in sentence.states():  # "secure access to Ukrainian minerals"
            if m.i > k and m.value != actor and m.i < end and modifies(sentence, m) and not oblique(sentence, m):
                partners.append(m.value)
                break
    if not partners and not strong:
        return []
    anchor = verb.i if verb is not None else k
    date, _ = moment(scene, sentence, anchor, min(start, anchor), end, status in ("announced", "under_negotiation"))
    value = next((a.value for a in sentence.amounts if a.kind == "money" and a.unit == "USD" and (start - 2 <= a.i < k or k < a.i < end + 14)), None)
    until = _until(scene, sentence, k)
    conditional = condition(scene, sentence, k)
    groups = [[p] for p in partners] if (separate or (plural and "separate" in lows)) and len(partners) > 1 else [partners]
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return [
        Candidate(
            "deal", status, actor, group, named, sentence.number, scene.tokens_span(sentence, left_edge, max(k + 1, min(end, k + 10))), "deal-noun",
            0.8 if strong and own_actor else 0.5, strong, value=value, date=date, until=until,
            condition=conditional if status in ("possible", "under_negotiation", "threatened") else None, own_goods=bool(named), own_actor=own_actor,
        )
        for group in groups
    ]  # fmt: skip


def _deal_goods(sentence: Sentence, k: int, start: int, end: int) -> list[str]:
    named = [g for g in goods(sentence, start, end)]
    if not named:
        left, right = clause(sentence, k, k + 1)
        named = [g for g in goods(sentence, k, right) if g in minerals()]
    return [g for g in named if g in minerals() or g == "all goods" or g in _BUY_GOODS]


def _until(scene: Scene, sentence: Sentence, k: int) -> str | None:
    for verb in sentence.verbs:
        if verb.classes & {"expire"} and verb.lemma in ("expire", "lapse", "end") and verb.i > k:
            for when in sentence.whens:
                if when.i > verb.i and when.value:
                    return when.value
    return None


def _deal_status(scene: Scene, sentence: Sentence, k: int, start: int, verb: Verb | None) -> tuple[str | None, bool]:
    lows = sentence.lows
    near = lows[max(0, start - 6) : k]
    nominal = lows[k]
    after = lows[k + 1 : k + 9]
    if verb is None:
        if any(low in ("possible", "potential", "possibility") for low in near):
            return "possible", True
        if any(low in ("talks", "negotiations", "negotiating", "towards", "toward") for low in near):
            return "under_negotiation", True
        if "signed" in near or "signed" in after[:4]:
            return "signed", True
        if "reached" in after[:2] or "struck" in after[:6] or "agreed" in near:
            return "announced", True
        if nominal in ("truce", "partnership", "partnerships", "alliance", "treaty"):
            return "in_force", False
        return "in_force", False
    if verb.negated or verb.classes & {"deny"}:
        return ("denied", True) if verb.classes & {"sign", "agree", "deny"} else (None, False)
    lemma, mode = verb.lemma, verb.mode
    if mode == "possible" or verb.classes & {"consider"} and not verb.classes & {"sign", "agree", "announce"}:
        return "possible", True
    ahead = mode in ("future", "infinitive", "conditional") or bool(verb.controller_classes & {"seek", "plan"})
    if lemma in _SIGNED:
        if ahead:
            return "under_negotiation", True
        if mode == "progressive" and verb.form == "ing":
            return "under_negotiation", True
        return "signed", True
    if verb.classes & {"expire"} and lemma in ("expire", "lapse", "end"):
        return ("expired" if mode == "past" and not ahead else "in_force"), True
    if verb.classes & {"seek", "plan", "propose"} and not verb.classes & {"agree"}:
        return "under_negotiation", True
    if verb.classes & {"suspend"}:
        return "suspended", True
    if verb.classes & {"agree", "announce"}:
        if ahead:
            return "under_negotiation", True
        return "announced", True
    return "in_force", False


def _purchase(scene: Scene, sentence: Sentence, k: int) -> Candidate | None:
    lows = sentence.lows
    end = tail(sentence, k + 1)
    start = np_start(sentence, k)
    named = goods(sentence, k, end) or goods(sentence, start, k)
    if not named:
        return None
    verb = next((v for v in sentence.verbs if v.i == k), None)
    nominal = verb is None
    if verb is None:
        verb, side = governing(sentence, start, k + 1, frozenset("buy enact announce keep suspend block ease seek consider plan agree threaten expire".split()), 12)
        if side == "right":
            verb = None
    named = [g for g in named if g != "all goods"]
    if not named:
        return None
    modifiers = [m for m in sentence.states() if start <= m.i and m.j <= k and modifies(sentence, m)]
    if modifiers and nominal:
        actor = modifiers[0].value
    elif verb is not None:
        if has_firm_subject(sentence, verb):
            return None
        mover = _persuaded(sentence, verb)
        states = [mover] if mover else subjects(scene, sentence, verb)
        actor = states[-1] if states and verb.controller_classes & {"seek"} and False else (states[0] if states else "")
    else:
        return None
    if not actor:
        return None
    aims = [m.value for m in sentence.states() if m.i > k and m.j <= end + 1 and m.value != actor][:1]
    if not aims:
        aims = [m.value for m in sentence.states() if start <= m.i < k and m.value != actor][:1]
    status, effect = _purchase_status(sentence, verb, k)
    mass = next((a for a in sentence.amounts if a.kind == "mass" and a.i >= start - 6), None)
    money = next((a for a in sentence.amounts if a.kind == "money" and a.unit == "USD" and start - 6 <= a.i <= end + 8), None)
    if not aims and not (mass or money) and not lows[max(0, k - 2) : k].count("resume"):
        return None
    date, _ = moment(scene, sentence, k, start, end, status == "announced")
    left_edge = min(start, verb.start if verb is not None and verb.i < start else start)
    return Candidate(
        "purchase", status, actor, aims, named, sentence.number, scene.tokens_span(sentence, left_edge, end), "purchase", 0.7, True,
        value=money.value if money else None, quantity=Quantity(mass.value, mass.unit) if mass else None, date=date, effect=effect,
        condition=condition(scene, sentence, k) if status == "possible" else None,
    )  # fmt: skip


def _persuaded(sentence: Sentence, verb: Verb) -> str | None:
    """"convince his Chinese counterpart to resume purchases": the one who is to buy."""
    persuaders = [v for v in sentence.verbs if v.lemma in ("persuade", "convince", "press", "urge", "push", "ask", "want", "get") and v.i < verb.i]
    if not persuaders:
        return None
    between = [m for m in sentence.states() if persuaders[-1].i < m.i < verb.i]
    return between[-1].value if between else None


def _purchase_status(sentence: Sentence, verb: Verb | None, k: int) -> tuple[str, str | None]:
    if verb is None:
        return "under_negotiation", None
    if any(v.lemma in ("persuade", "convince", "press", "urge", "push", "seek") for v in sentence.verbs if v.i < verb.i):
        return "under_negotiation", None
    if verb.mode == "possible":
        return "possible", None
    if verb.classes & {"suspend", "block"} and verb.lemma not in ("resume", "order"):
        return "suspended", None
    if verb.negated:
        return "denied", None
    if verb.mode in ("future", "infinitive", "conditional", "base") or verb.controller:
        return "announced", None
    if verb.mode == "progressive":
        return "possible" if sentence.has("may", "could", "might", "potential") else "under_negotiation", None
    return "in_force", None


def _probe(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    window = set(lows[max(0, start - 3) : min(len(lows), end + 12)])
    verb, _ = governing(sentence, start, k + 1, frozenset("open expire suspend ease consider plan announce enact propose threaten seek".split()), 12)
    if not window & _PROBE_CUES:
        return []
    if lows[k].startswith("review") and not (window & {"232", "301", "ustr", "tariff", "section", "four", "national"}) and not (verb is not None and verb.classes & {"open"}):
        return []
    modifiers = [m for m in sentence.states() if start <= m.i and m.j <= k and (modifies(sentence, m) or m.value in ("USA", "EU"))]
    if modifiers:
        actor = modifiers[0].value
    elif verb is not None:
        states = subjects(scene, sentence, verb)
        actor = states[0] if states else ""
    else:
        actor = "USA" if window & {"232", "301", "ustr"} else ""
    if window & {"232", "301"} and actor != "USA":
        actor = "USA"
    if not actor:
        return []
    status, effect = _probe_status(verb, lows, k)
    aims = targets(sentence, k, end, actor)
    if not aims:
        left, right = clause(sentence, k, min(len(lows), end + 12))
        aims = [m.value for m in sentence.states() if m.i > k and m.j <= right + 14 and m.value != actor and not oblique(sentence, m)][:1] if "whether" in lows or "if" in lows else []
    if not aims and lows[k + 1 : k + 2] == ("of",):
        aims = [m.value for m in sentence.states() if k < m.i <= k + 4 and m.value != actor][:1]
    date, _ = moment(scene, sentence, verb.i if verb is not None else k, start, end, False)
    named = goods(sentence, start, end)
    return [
        Candidate(
            "investigation", status, actor, aims, named, sentence.number,
            scene.tokens_span(sentence, min(start, verb.start if verb is not None and verb.i < start else start), min(end, k + 12)), "probe", 0.75,
            verb is not None, date=date, effect=effect, own_goods=bool(named),
        )
    ]  # fmt: skip


def _probe_status(verb: Verb | None, lows: tuple[str, ...], k: int) -> tuple[str, str | None]:
    if "completion" in lows[max(0, k - 5) : k]:
        return "expired", None
    if verb is None:
        return "in_force", None
    if verb.mode == "possible" or verb.classes & {"consider"}:
        return "possible", None
    if verb.classes & {"expire"} and not verb.classes & {"open"}:
        if verb.mode == "past" and verb.lemma in ("complete", "conclude", "finish", "end", "close"):
            return "expired", None
        return "eased", "ease"
    if verb.classes & {"ease"} and not verb.classes & {"enact"}:
        return "eased", "ease"
    if verb.classes & {"suspend"}:
        return "suspended", "ease"
    if verb.mode in ("future",) or (verb.mode == "infinitive" and not verb.controller_classes & {"announce"}):
        return "announced", None
    return "in_force", None


def _talks(scene: Scene, sentence: Sentence, k: int) -> list[Candidate]:
    """"trade talks with China", "a meeting between Trump and Xi"."""
    lows = sentence.lows
    start, end = np_start(sentence, k), tail(sentence, k + 1)
    if lows[k] in ("talks", "negotiations", "discussions") and any(low in DEAL_NOUNS for low in lows[k + 1 : k + 9]):
        return []  # talks towards a deal are the deal under negotiation
    people = [m.value for m in sentence.states() if start <= m.i and m.j <= k]
    others: list[str] = []
    for n in range(k, end):
        if lows[n] in ("with", "between", "among"):
            others.extend(_list_after(sentence, n + 1, end))
    verb, _ = governing(sentence, start, k + 1, frozenset("keep meet plan agree announce seek suspend deny expire enact open".split()), 12)
    acting = []
    if len(set(people) | set(others)) < 2 and verb is not None:
        acting = subjects(scene, sentence, verb)
    pair = list(dict.fromkeys([*acting, *people, *others]))
    if len(pair) < 2:
        if lows[k] == "summit" or not pair or (k and lows[k - 1] not in ("the", "trade", "bilateral", "key", "crucial")):
            return []
        context = [s for s in (*context_states(scene, sentence, start), *scene.title_states) if s not in pair]
        if not context or not (others or people):
            return []
        pair = [*context[:1], *pair]
    if lows[k] == "summit" and len(pair) != 2:
        return []
    status = "in_force"
    if verb is not None:
        if verb.negated or verb.classes & {"deny"}:
            status = "denied"
        elif verb.mode == "possible":
            status = "possible"
        elif verb.mode in ("future", "infinitive", "conditional"):
            status = "announced"
    elif any(low in ("ahead", "upcoming", "planned", "before", "prior", "scheduled", "looming", "next", "crucial", "pivotal", "high") for low in lows[max(0, start - 5) : k]):
        status = "announced"
    date, _ = moment(scene, sentence, k, start, end, status == "announced")
    return [
        Candidate("meeting", status, pair[0], pair[1:], [], sentence.number, scene.tokens_span(sentence, start, max(k + 1, min(end, k + 8))), "talks", 0.55, verb is not None, date=date)
    ]


def _meets(scene: Scene, sentence: Sentence, verb: Verb) -> Candidate | None:
    """"Trump will meet Japanese Prime Minister ...", "met with", "received the leaders of"."""
    lows = sentence.lows
    k = verb.i + 1
    if verb.lemma != "meet" and not any(low in ("president", "minister", "leaders", "leader", "premier", "chancellor") for low in lows[k : k + 8]):
        return None
    if verb.lemma == "visit":
        return None
    if k < len(lows) and lows[k] == "with":
        k += 1
    end = min(len(lows), k + 14)
    others = []
    for m in sentence.states():
        if k <= m.i <= k + 3 or (others and m.i < end and lows[m.i - 1] in ("and", ",", "president", "minister", "prime")):
            if others and any(low in BREAKS or low in ("in", "at", "on", "to") for low in lows[k : m.i]):
                break
            others.append(m.value)
    acting = subjects(scene, sentence, verb)
    others = [s for s in dict.fromkeys(others) if s not in acting[:1]]
    if not others:
        if len(acting) < 2:
            return None
        acting, others = acting[:1], acting[1:2]
    if not acting:
        return None
    if verb.negated:
        status = "denied"
    elif verb.mode == "possible":
        status = "possible"
    elif verb.mode in ("future", "infinitive", "conditional"):
        status = "announced"
    else:
        status = "in_force"
    date, _ = moment(scene, sentence, verb.i, verb.start, end, status == "announced")
    return Candidate(
        "meeting", status, acting[0], others, [], sentence.number, scene.tokens_span(sentence, verb.start, min(end, verb.i + 8)), "meets", 0.7, True, date=date
    )


def state_mentions(sentence: Sentence) -> list[Mention]:
    """States named in a sentence."""
    return sentence.states()


__all__ = ["DEAL_NOUNS", "anaphor", "find_pacts", "recent_goods", "state_mentions"]
