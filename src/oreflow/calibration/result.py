"""What ``calibrate`` returns: the frozen benchmark, and every change each step made on the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from oreflow.equilibrium.benchmark import Benchmark, Floats
from oreflow.vocabulary import OreflowError

#: Names of the steps of model.md §1, in order; every row of a report carries one of them.
STEPS = (
    "0 quantity",
    "1 route",
    "2 content",
    "3 twin codes",
    "4 cap",
    "5 hub",
    "6 domestic",
    "7 input use",
    "8 gather",
)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One change of one step: tonnes per year before and after, and why. Empty origin or destination means "all"."""

    step: str
    product: str
    origin: str
    destination: str
    before: float | None
    after: float | None
    reason: str
    status: str  # reported | derived | imputed | assumed

    @property
    def factor(self) -> float | None:
        """after / before; None where either is unknown or before is zero."""
        if self.before is None or self.after is None or self.before == 0.0:
            return None
        return self.after / self.before


@dataclass(frozen=True, slots=True)
class OriginLine:
    """One origin of one product, from what customs booked to what the benchmark holds; t/yr, before gathering."""

    product: str
    origin: str
    role: str  # producer | re-exporter | buyer
    booked: float  # gross exports; NaN = curated flow, stated in the product's basis
    contained: float  # after content, basket and twin codes
    capped: float  # after the cap
    output: float
    domestic: float
    use: float
    status: str  # of the output: derived = published figure less exports; assumed

    @property
    def content_factor(self) -> float | None:
        """Contained over booked exports; None without exports or without a gross figure."""
        return self.contained / self.booked if self.booked > 0 else None

    @property
    def cap_factor(self) -> float | None:
        """Exports kept by the cap; None without exports."""
        return self.capped / self.contained if self.contained > 0 else None


@dataclass(frozen=True)
class Calibration:
    """A benchmark with its adjustment report. Axes: product n, origin i, buyer j; tonnes per year.

    direct      [n, i, j] flows as customs book them, after content and cap, before tracing through hubs
    via_hub     [n, h, j] tonnes re-exported by hub h (origin axis) to buyer j, a part of ``direct``
    invented_share  per product, share of its use that no source states (imputed imports, lowered output)
    """

    commodity: str
    year: int
    as_of: date | None
    benchmark: Benchmark
    report: tuple[Adjustment, ...]
    origins: tuple[OriginLine, ...]
    direct: Floats
    via_hub: Floats
    hubs: tuple[tuple[str, ...], ...]
    coverage: tuple[str, ...]  # per product: observed | curated
    output_basis: tuple[str, ...]  # per product: observed | trade-only
    theta: tuple[float | None, ...]
    invented_share: tuple[float, ...]
    labels: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for array in (self.direct, self.via_hub):
            array.setflags(write=False)


class Overrides(BaseModel):
    """What a scenario may state by name instead of what the data give. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accept_scale: tuple[str, ...] = Field(default=(), description="'product:ORIGIN' whose cap factor is accepted")
    accept_invented: tuple[str, ...] = Field(default=(), description="products whose invented tonnes are accepted")
    theta: dict[str, float] = Field(default_factory=dict, description="product -> domestic flow over exports")
    content: dict[str, float] = Field(default_factory=dict, description="HS code -> contained t per gross t")
    output: dict[str, float] = Field(default_factory=dict, description="'product:ORIGIN' -> output in t/yr")
    keep: tuple[str, ...] = Field(default=(), description="countries (ISO3) never gathered in ROW")


def read_overrides(given: Mapping[str, object] | Overrides | None) -> Overrides:
    """Overrides from a mapping; :class:`OreflowError` names the key that is unknown or of the wrong type."""
    if given is None:
        return Overrides()
    if isinstance(given, Overrides):
        return given
    try:
        return Overrides.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Overrides.model_fields)
        raise OreflowError(f"calibration override '{where}': {first['msg']}; known overrides: {known}") from None
