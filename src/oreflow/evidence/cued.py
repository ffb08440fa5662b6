"""Events that only their cues tell: a candidate from the word that speaks most for them, roles and status weighed."""

from __future__ import annotations

from oreflow.evidence.candidates import Candidate
from oreflow.evidence.claims import Quantity
from oreflow.evidence.cues import Told, weigh
from oreflow.evidence.giving import in_usd, lead_word
from oreflow.evidence.measure_roles import status_on
from oreflow.evidence.phrases import clause, condition, moment
from oreflow.evidence.roles import PAIRED, assign, likeliest_status
from oreflow.evidence.scene import Scene, Sentence, modifies, oblique
from oreflow.evidence.sides import has_firm_subject
from oreflow.evidence.wordlists import wordlist

TAKEN = 0.95  # a kind is taken as told from this probability on where the grammar is silent
_ONE_THING = (
    frozenset(("capacity_project", "subsidy_or_price_support", "stockpile", "purchase")),
    frozenset(("quota", "export_control")),
    frozenset(("tariff", "import_restriction")),
)
_ON_GOODS = frozenset(("capacity_project", "stockpile", "quota", "import_restriction"))


# kinds that no sentence tells without a word of their own
_NAMED_BY = {
    "tariff": wordlist("cues: words of taxing") - {"rate", "percent", "reciprocal", "margin"},
    "investigation": wordlist("cues: words of probing") | {"probes", "investigations", "petitions", "reviews"},
    "stockpile": wordlist("cues: words of storing") - {"reserve", "reserves", "stock", "stocks"},  # ore in the ground
    "quota": wordlist("cues: words of limiting") - {"annual", "yearly", "tonnage", "volume"},
}


def blank(scene: Scene, sentence: Sentence, kind: str, anchor: int) -> Candidate:
    """A candidate of a kind around the token that tells it, before anything is known of its roles."""
    start, end = clause(sentence, anchor, anchor + 1)
    start, end = max(start, anchor - 14), min(end, anchor + 15)
    date, _ = moment(scene, sentence, anchor, start, end, False)
    money = next((a for a in sentence.amounts if a.kind == "money" and start <= a.i < end), None)
    mass = next((a for a in sentence.amounts if a.kind == "mass" and start <= a.i < end), None)
    percent = next((a for a in sentence.amounts if a.kind == "percent" and start <= a.i < end), None)
    pays = kind in ("subsidy_or_price_support", "capacity_project", "stockpile", "deal")
    return Candidate(
        kind,
        "announced",
        None,
        [],
        [],
        sentence.number,
        scene.tokens_span(sentence, start, end),
        "cue",
        0.5,
        True,
        rate=percent.value if kind == "tariff" and percent is not None else None,
        value=in_usd(sentence, money) if money is not None and pays else None,
        quantity=Quantity(mass.value, mass.unit) if mass is not None and kind == "quota" else None,
        date=date,
        own_goods=False,
        own_actor=False,
    )


def with_cued(scene: Scene, sentence: Sentence, here: list[Candidate]) -> list[Candidate]:
    """The candidates of a sentence with those that only its cues tell, their roles and status weighed."""
    if not here and not sentence.mentions:
        return []  # neither a state nor goods: nothing of ours
    told = weigh(sentence, here, TAKEN)
    kept = list(here)
    for kind, sure in told.items():
        alike = next((group for group in _ONE_THING if kind in group), frozenset((kind,)))
        bought = kind == "deal" and any(c.kind == "purchase" for c in kept)  # "agreed to purchase": one event
        if bought or any(c.kind in alike for c in kept):
            continue
        if kind not in _NAMED_BY or set(sentence.lows) & _NAMED_BY[kind]:
            cued = _cued(scene, sentence, kind, sure)
            kept.extend([cued] if cued is not None and not _talks_told(cued, kept) else [])
    return kept


def _talks_told(cued: Candidate, here: list[Candidate]) -> bool:
    """ "will visit Peru for talks on copper": the meeting that a rule told, and no deal under negotiation beside it."""
    sides = {cued.actor, *cued.target}
    return (
        cued.kind == "deal"
        and cued.status not in ("signed", "expired")
        and any(c.kind == "meeting" and sides <= {c.actor, *c.target} for c in here)
    )


def _cued(scene: Scene, sentence: Sentence, kind: str, sure: Told) -> Candidate | None:
    """The event that cues tell; None where no state can be the one who acts, or works and money name no goods."""
    anchor = sure.anchor(0, len(sentence.lows))
    candidate = blank(scene, sentence, kind, anchor)
    status = likeliest_status(sentence, candidate, anchor)
    if status == "denied" and kind in PAIRED and not any(v.negated or v.classes & {"deny"} for v in sentence.verbs):
        status = "in_force"
    candidate.status = status_on(scene, status, candidate.date, False)
    candidate.effect = "ease" if status in ("eased", "suspended") and kind not in ("deal", "meeting") else None
    if status in ("possible", "threatened", "under_negotiation"):
        candidate.condition = condition(scene, sentence, anchor)
    candidate.confidence = round(min(0.75, sure.probability), 2)
    assign(scene, sentence, candidate, sure.anchor(*token_range(sentence, candidate)))
    if not _a_state_acts(sentence, candidate, anchor) or (kind in _ON_GOODS and not candidate.objects):
        return None
    return candidate if candidate.actor else None


def _a_state_acts(sentence: Sentence, candidate: Candidate, anchor: int) -> bool:
    """Whether a state can be the one who acts: not where it is only a place, nor where a firm is the subject."""
    paired = candidate.kind in PAIRED
    if paired and not candidate.target:
        return False
    sides = {candidate.actor, *candidate.target} if paired else {candidate.actor}
    named = [m for m in sentence.states() if m.value in sides]
    if any(m.kind in ("agency", "person") or modifies(sentence, m) or not oblique(sentence, m) for m in named):
        return True
    leads = ("by", "between") if paired else ("by", "from", "between", "with")
    if any(lead_word(sentence, m) in leads for m in named):
        return True
    verb = next((v for v in reversed(sentence.verbs) if v.i <= anchor), None)
    return not named and not (verb is not None and has_firm_subject(sentence, verb) and not verb.passive)


def token_range(sentence: Sentence, candidate: Candidate) -> tuple[int, int]:
    """The tokens that the evidence of a candidate covers."""
    inside = [
        k for k, token in enumerate(sentence.tokens) if candidate.evidence.start <= token.start < candidate.evidence.end
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, len(sentence.tokens))
