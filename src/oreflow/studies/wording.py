"""Ledger entries in words: one plain line a claim, the same everywhere it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oreflow.vocabulary import countries

if TYPE_CHECKING:
    from oreflow.evidence import Entry


def place(code: str) -> str:
    """Readable name of a country or group code."""
    if code == "EU":
        return "European Union"
    entry = countries().get(code)
    return entry.name if entry else code


def mineral(name: str) -> str:
    """A commodity as a reader writes it."""
    return {"ndpr": "NdPr"}.get(name, name)


def listing(words: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def money(usd: float) -> str:
    """An amount as a reader says it."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(usd) >= size:
            return f"{usd / size:,.3g} {word} USD"
    return f"{usd:,.0f} USD"


def claim_text(entry: Entry) -> str:
    """What the entry says, without its status and date."""
    goods = listing(entry.objects)
    targets = listing([place(code) for code in entry.target])
    text = _KINDS.get(entry.kind, _plain)(place(entry.actor), targets, goods, entry)
    if entry.condition:
        text = f"{text}; condition: \u201c{entry.condition}\u201d"
    return text


def _tariff(actor: str, targets: str, goods: str, entry: Entry) -> str:
    rate = f"{entry.rate_pct:g} % " if entry.rate_pct is not None else ""
    of = f" from {targets}" if targets else ""
    return f"{actor}: {rate}tariff on {goods or 'goods not named'}{of}"


def _control(actor: str, targets: str, goods: str, entry: Entry) -> str:
    to = f" to {targets}" if targets else ""
    word = "easing of export controls" if entry.effect == "ease" else "export controls"
    return f"{actor}: {word} on {goods or 'goods not named'}{to}"


def _deal(actor: str, targets: str, goods: str, entry: Entry) -> str:
    who = f"{actor} and {targets}" if targets else actor
    worth = f", {money(entry.value_usd)}" if entry.value_usd is not None else ""
    on = f" on {goods}" if goods else ""
    return f"{who}: agreement{on}{worth}"


def _purchase(actor: str, targets: str, goods: str, entry: Entry) -> str:
    amount = f", {entry.quantity.value:,.0f} {entry.quantity.unit}" if entry.quantity is not None else ""
    worth = f", {money(entry.value_usd)}" if entry.value_usd is not None else ""
    seller = f" of {targets}" if targets else ""
    return f"{actor}: purchases of {goods or 'goods not named'}{seller}{amount}{worth}"


def _investigation(actor: str, targets: str, goods: str, entry: Entry) -> str:
    against = f" into {targets}" if targets else ""
    on = f" on {goods}" if goods else ""
    return f"{actor}: investigation{against}{on}"


def _meeting(actor: str, targets: str, goods: str, entry: Entry) -> str:
    return f"{actor} and {targets}: meeting or talks" if targets else f"{actor}: talks"


def _plain(actor: str, targets: str, goods: str, entry: Entry) -> str:
    words = entry.kind.replace("_", " ")
    parts = [f"{actor}: {words}"]
    if goods:
        parts.append(f"for {goods}")
    if targets:
        parts.append(f"with {targets}")
    if entry.value_usd is not None:
        parts.append(f", {money(entry.value_usd)}")
    if entry.quantity is not None:
        parts.append(f", {entry.quantity.value:,.0f} {entry.quantity.unit}")
    return " ".join(parts).replace(" ,", ",")


_KINDS = {
    "tariff": _tariff,
    "export_control": _control,
    "deal": _deal,
    "purchase": _purchase,
    "investigation": _investigation,
    "meeting": _meeting,
}
