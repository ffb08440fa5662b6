"""What ``exposure`` answers: frozen results in which every number carries unit, standing, definition and source ids."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from oreflow.studies.figures import Figure


@dataclass(frozen=True, slots=True)
class OriginLine:
    """One origin in the imports of a destination at one stage and year."""

    origin: str
    name: str
    tonnes: float | None
    usd: float | None
    tonnes_share: float | None  # 0..1 of tonnes where all tonnes are known or estimated
    usd_share: float | None
    estimated: bool  # tonnes came from a unit value


@dataclass(frozen=True, slots=True)
class YearLine:
    """Import shares by origin and concentration of one year."""

    year: int
    shares_usd: tuple[tuple[str, float], ...]
    shares_tonnes: tuple[tuple[str, float], ...]
    hhi_imports_usd: float | None
    usd: float
    tonnes: float | None


@dataclass(frozen=True, slots=True)
class StageExposure:
    """Dependence of one destination on origins of one stage of a commodity."""

    stage: str
    year: int
    codes: tuple[str, ...]
    coverage: str  # observed | curated
    basis: str
    imports_tonnes: Figure
    imports_usd: Figure
    origins: tuple[OriginLine, ...]
    history: tuple[YearLine, ...]
    hhi_imports: Figure
    hhi_output: Figure
    net_import_reliance: Figure
    largest_supplier: str
    largest_supplier_share: Figure
    loss_of_largest: Figure  # N-1: share of output and imports that goes with the largest supplier
    world_without_largest: Figure  # other origins' exports of the stage over the lost imports
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """GeoPolRisk of one raw material of the published list."""

    raw_material: str
    year: int
    score: Figure
    characterisation_factor: Figure
    hhi: Figure
    import_risk: Figure


@dataclass(frozen=True, slots=True)
class TracedLine:
    """Dependence on one country: as customs see it, and traced through processing hubs to the producer."""

    country: str
    name: str
    direct: float | None
    traced: float | None


@dataclass(frozen=True, slots=True)
class ExposureResult:
    """Exposure of one destination to one commodity."""

    commodity: str
    destination: str
    destination_name: str
    year: int
    as_of: str
    stages: tuple[StageExposure, ...]
    scores: tuple[Score, ...]
    traced: tuple[TracedLine, ...]
    traced_note: str
    notes: tuple[str, ...]
    sources: tuple[dict[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The result as one JSON document; unknown numbers are null."""
        return asdict(self)
