"""Result: the answers of one solved market, in tonnes and USD, carrying its own convergence.

Axes: product n, origin i, buyer j = (destination, end-user class), sector s, quota group g. Tonnes are t/yr of the
product's basis; USD are USD/yr; prices are ratios to the benchmark unless the name ends in ``_usd``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from oreflow.equilibrium import accounts
from oreflow.equilibrium.anderson import Convergence
from oreflow.equilibrium.benchmark import Floats
from oreflow.equilibrium.parameters import Parameters
from oreflow.equilibrium.setting import Setting
from oreflow.vocabulary.errors import OreflowError


@dataclass(frozen=True)
class Rent:
    """What a quota is worth: multiplier mu (log points), USD/yr, and who keeps it."""

    quota: str
    holder: str  # "state", "licensee" or "importer"
    multiplier: float
    flow: float  # t/yr under the quota
    limit: float  # t/yr
    usd: float


@dataclass(frozen=True)
class Replacement:
    """Who replaces whom at one destination, t/yr: the sums obey lost = gained + used_less + unmet.

    lost, gained   (origin, tonnes >= 0), largest first; the destination itself stands for its domestic supply
    used_less      tonnes no longer wanted at the new price (negative: more is wanted)
    unmet          tonnes wanted at that price that nobody sells
    """

    product: str
    destination: str
    lost: tuple[tuple[str, float], ...]
    gained: tuple[tuple[str, float], ...]
    used_less: float
    unmet: float


@dataclass(frozen=True)
class Leakage:
    """Trade that bends round a wedge: third countries that buy more from the origin and sell more to the destination.

    through  (third country, t/yr): the smaller of both increases, an upper bound on transit, largest first
    cut      t/yr less from origin to destination
    evaded   t/yr that the measure record itself says go round it (phi > 0)
    """

    product: str
    origin: str
    destination: str
    cut: float
    evaded: float
    through: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Result:
    """Equilibrium of one period under one set of wedges and parameters.

    convergence     read this first; figures of a market that did not converge are not answers
    price           p[n, i], producer price ratio; NaN where an origin has nothing left to sell
    delivered       d[n, i, j], price ratio paid at the buyer; inf on closed routes
    composite       P[n, j]
    flow            X[n, i, j] t/yr by true origin, evaded tonnes included
    evaded          [n, i, j] t/yr of that which goes round the measures
    output          Q[n, i] t/yr, vintages included; vintage_output [k]
    use             U[n, j] t/yr wanted at the composite price
    final           F[n, j, s] t/yr wanted by final users
    unmet           [n, j] use - sum_i X: what only the backstop "supplies", net of its benchmark share. Slightly
                    negative where prices fall below the benchmark: real tonnes then serve latent demand
    unit_cost       c[n, i]
    multiplier      mu[g] of the quotas in ``setting.quotas``
    """

    setting: Setting
    parameters: Parameters
    convergence: Convergence
    price: Floats
    delivered: Floats
    composite: Floats
    flow: Floats
    evaded: Floats
    output: Floats
    vintage_output: Floats
    use: Floats
    final: Floats
    unmet: Floats
    unit_cost: Floats
    multiplier: Floats

    @property
    def bound(self) -> NDArray[np.bool_]:
        """[n, j] "rationing: price is a bound", where P > p_choke / 2."""
        if self.parameters.form == "ces":
            return np.zeros(self.composite.shape, dtype=bool)
        return np.asarray(self.composite > self.parameters.p_choke / 2)

    @property
    def unsold(self) -> Floats:
        """[n, i] t/yr made and not bought: only where a price floor keeps plants running beyond what is let out."""
        return np.asarray(np.maximum(self.output - self.flow.sum(axis=2), 0.0))

    @cached_property
    def unmet_by_sector(self) -> Floats:
        """[n, j, s] t/yr: unmet demand in proportion to what each sector wants; the rest falls on input use."""
        share = np.divide(
            self.final, self.use[:, :, None], out=np.zeros_like(self.final), where=self.use[:, :, None] > 0
        )
        return np.asarray(self.unmet[:, :, None] * share)

    @cached_property
    def price_usd(self) -> Floats:
        """[n, i] producer price, USD/t."""
        return np.asarray(self.price * self.setting.value)

    @cached_property
    def composite_usd(self) -> Floats:
        """[n, j] composite price times the buyer's benchmark mean unit value, USD/t; NaN where nobody buys.

        A bound where ``bound`` is set.
        """
        weight = self.setting.weight
        mean = (weight * self.setting.value[:, :, None]).sum(axis=1)
        return np.where(weight.sum(axis=1) > 0, self.composite * mean, np.nan)

    @cached_property
    def paid_usd(self) -> Floats:
        """[n, j] mean price paid on the tonnes delivered, USD/t, taxes and rents included; NaN without tonnes."""
        return accounts.paid_per_tonne(self.setting, self.flow, self.delivered, self.evaded, self.price)

    @cached_property
    def rents(self) -> tuple[Rent, ...]:
        """Quota rents of all groups, those of bans (zero tonnes, zero rent) included."""
        usd = accounts.quota_rents(self.setting, self.price, self.legal, self.multiplier)
        found = [
            Rent(g.name, g.rent_holder, float(mu), float(self.legal[g.members].sum()), g.limit, float(rent))
            for g, mu, rent in zip(self.setting.quotas, self.multiplier, usd, strict=True)
        ]
        binding = {id(g) for g in self.setting.quotas}
        for g in self.setting.wedges.quotas:
            if id(g) not in binding:
                mu = np.inf if g.limit <= 0 else 0.0
                found.append(Rent(g.name, g.rent_holder, mu, float(self.legal[g.members].sum()), g.limit, 0.0))
        return tuple(found)

    @property
    def legal(self) -> Floats:
        """[n, i, j] t/yr that move under the measures."""
        return np.asarray(self.flow - self.evaded)

    @cached_property
    def tariff_revenue(self) -> Floats:
        """[n, j] USD/yr collected by the destination on the tariffs in the wedges (changes from the benchmark)."""
        return accounts.tariff_revenue(self.setting, self.price, self.legal, self.multiplier)

    @cached_property
    def export_tax_revenue(self) -> Floats:
        """[n, i] USD/yr collected by the origin on the export taxes in the wedges."""
        return accounts.export_tax_revenue(self.setting, self.price, self.legal, self.multiplier)

    @cached_property
    def floor_cost(self) -> Floats:
        """[n, i] USD/yr of public money that a price floor costs: (floor - p) x tonnes where p is below it."""
        gap = np.maximum(self.setting.wedges.price_floor - np.nan_to_num(self.price, nan=np.inf), 0.0)
        return np.asarray(gap * self.setting.value * self.output)

    @cached_property
    def consumer_surplus(self) -> Floats:
        """[n, j] USD/yr change of final users' surplus at the composite price; never add a downstream loss to it."""
        return accounts.consumer_surplus(self.setting, self.parameters, self.composite)

    @cached_property
    def producer_surplus(self) -> Floats:
        """[n, i] USD/yr change of producers' operating surplus, gross of the capital cost of new plants."""
        return accounts.producer_surplus(self.setting, self.parameters, self.price, self.unit_cost)

    def surplus_by_country(self) -> dict[str, dict[str, float]]:
        """USD/yr by country, products summed: consumer, producer, tariff, export_tax, floor (negative: a cost).

        Quota rents are in ``rents`` with their holder, not here: who keeps them is an assumption of the measure.
        """
        bench = self.setting.benchmark
        names = dict.fromkeys((*bench.origins, *(b.destination for b in bench.buyers)))
        books = {name: dict.fromkeys(("consumer", "producer", "tariff", "export_tax", "floor"), 0.0) for name in names}
        for i, origin in enumerate(bench.origins):
            books[origin]["producer"] += float(self.producer_surplus[:, i].sum())
            books[origin]["export_tax"] += float(self.export_tax_revenue[:, i].sum())
            books[origin]["floor"] -= float(self.floor_cost[:, i].sum())
        for j, buyer in enumerate(bench.buyers):
            books[buyer.destination]["consumer"] += float(self.consumer_surplus[:, j].sum())
            books[buyer.destination]["tariff"] += float(self.tariff_revenue[:, j].sum())
        return books

    def buyers_of(self, destination: str) -> NDArray[np.int64]:
        """Positions of the destination's buyer classes; OreflowError if it is no destination here."""
        found = [j for j, b in enumerate(self.setting.benchmark.buyers) if b.destination == destination]
        if not found:
            known = ", ".join(dict.fromkeys(b.destination for b in self.setting.benchmark.buyers))
            raise OreflowError(f"'{destination}' is no destination in this benchmark; it holds {known}")
        return np.array(found, dtype=np.int64)

    def who_replaces_whom(self, product: str, destination: str) -> Replacement:
        """Tonnes lost and gained by origin at one destination (all classes), and what is done without."""
        bench = self.setting.benchmark
        n, here = bench.product_index(product), self.buyers_of(destination)
        change = (self.flow[n][:, here] - bench.flow[n][:, here]).sum(axis=1)
        lost = [(bench.origins[i], float(-change[i])) for i in np.argsort(change, kind="stable") if change[i] < 0]
        gained = [(bench.origins[i], float(change[i])) for i in np.argsort(-change, kind="stable") if change[i] > 0]
        less = float((bench.use[n, here] - self.use[n, here]).sum())
        return Replacement(product, destination, tuple(lost), tuple(gained), less, float(self.unmet[n, here].sum()))

    def leakage(self, product: str, origin: str, destination: str) -> Leakage:
        """Third countries through which the origin's cut exports may reach the destination after all."""
        bench = self.setting.benchmark
        n, there = bench.product_index(product), self.buyers_of(destination)
        if origin not in bench.origins:
            raise OreflowError(f"'{origin}' is no origin in this benchmark; it holds {', '.join(bench.origins)}")
        source = bench.origins.index(origin)
        change = self.flow[n] - bench.flow[n]
        through = []
        for i, third in enumerate(bench.origins):
            if third in (origin, destination):
                continue
            bought = sum(float(change[source, j]) for j, b in enumerate(bench.buyers) if b.destination == third)
            sold = float(change[i, there].sum())
            if bought > 0 and sold > 0:
                through.append((third, min(bought, sold)))
        through.sort(key=lambda item: -item[1])
        cut, evaded = float(-change[source, there].sum()), float(self.evaded[n, source, there].sum())
        return Leakage(product, origin, destination, cut, evaded, tuple(through))
