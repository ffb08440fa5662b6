"""Claims of documents become the register's measures where the register knows them."""

from __future__ import annotations

from datetime import date

from oreflow.register import measures
from oreflow.studies.policy import resolve
from oreflow.vocabulary.measure import Measure

AS_OF = date(2025, 10, 26)


def _claim(**fields: object) -> Measure:
    return Measure.model_validate({"id": "claim", "status": "announced"} | fields)


def test_october_controls_on_rare_earths_are_the_announcements_of_9_october() -> None:
    claim = _claim(instrument="licence", actor="CHN", commodities=["rare earths"], announced=date(2025, 10, 9))
    found = {p.measure.id for p in resolve([claim], measures(as_of=AS_OF), AS_OF)}
    assert {"cn-2025-57-five-rare-earths", "cn-2025-61-foreign-products"} <= found
    assert "cn-2025-18-rare-earths" not in found, "the April announcement is another act"
    assert "cn-2025-58-graphite-batteries" not in found, "graphite was not claimed"


def test_threatened_tariff_keeps_its_register_severity_and_status() -> None:
    claim = _claim(
        instrument="tariff",
        actor="USA",
        targets=["CHN"],
        commodities=["all goods"],
        effective=date(2025, 11, 1),
        status="threatened",
    )
    (found,) = resolve([claim], measures(as_of=AS_OF), AS_OF)
    assert found.measure.id == "us-2025-additional-100"
    assert found.basis == "register"
    assert found.measure.severity is not None
    assert found.measure.severity.mode == 1.0


def test_a_measure_the_register_does_not_know_gets_a_range_marked_assumed() -> None:
    claim = _claim(instrument="export_quota", actor="GAB", commodities=["manganese"], announced=date(2025, 6, 1))
    (found,) = resolve([claim], measures(as_of=AS_OF), AS_OF)
    assert found.basis == "documents"
    assert found.measure.severity is not None
    assert found.measure.severity.status == "assumed"
    assert found.measure.severity.low < found.measure.severity.high


def test_nothing_published_after_the_as_of_date_is_matched() -> None:
    claim = _claim(instrument="truce", actor="CHN", commodities=[], announced=date(2025, 11, 7))
    assert all(p.basis == "documents" for p in resolve([claim], measures(as_of=AS_OF), AS_OF))
