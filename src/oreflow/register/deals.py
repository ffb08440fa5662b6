"""Deals of the register: who promised what to whom, how binding, known from which day."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from oreflow.register.loader import OTHER_GOODS, is_place
from oreflow.vocabulary import commodities, known_by
from oreflow.vocabulary.coverage import covered_share
from oreflow.vocabulary.deal import Deal, LegalForce
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.reading import check, nearest, parse

_FILE = "register/deals.yaml"


class _Deals(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    deals: tuple[Deal, ...]


@cache
def _all() -> tuple[Deal, ...]:
    data, lines = parse(files("oreflow.register").joinpath("deals.yaml").read_text(encoding="utf-8"), _FILE)
    found = check(_Deals, data, _FILE, lines).deals
    seen: set[str] = set()
    for deal in found:
        if deal.id in seen:
            raise OreflowError(f"{_FILE}: deal '{deal.id}' stands twice; keep one")
        seen.add(deal.id)
        if deal.published_on is None or not (deal.source and deal.url and deal.title):
            raise OreflowError(f"{_FILE}: deal '{deal.id}' needs title, published_on, source and url")
        for code in deal.parties:
            if not is_place(code):
                raise OreflowError(f"{_FILE}: deal '{deal.id}' names '{code}', which is no ISO3 code or group")
        for name in deal.commodities:
            if name not in commodities() and name not in OTHER_GOODS:
                raise OreflowError(
                    f"{_FILE}: deal '{deal.id}': commodity '{name}'{nearest(name, sorted(commodities()))}"
                )
    return tuple(sorted(found, key=lambda deal: (deal.signed or date.max, deal.id)))


def deals(
    *,
    as_of: date | None = None,
    party: str | None = None,
    commodity: str | None = None,
    force: LegalForce | None = None,
) -> list[Deal]:
    """Deals known on ``as_of``, oldest first; of one party, touching a commodity, of one legal force."""
    return [
        deal
        for deal in _all()
        if known_by(deal.published_on, as_of)
        if party is None or party in deal.parties
        if commodity is None or covered_share(deal.commodities, commodity) > 0.0
        if force is None or deal.legal_force == force
    ]
