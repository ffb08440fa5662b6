"""The register: every file sound, the past seen as it was known, dates and truces as published."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oreflow import register
from oreflow.register.loader import check_entry
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Measure
from oreflow.vocabulary.reading import check, parse

FOLDER = Path(register.__file__).parent / "measures"
OCTOBER = {
    "cn-2025-55-superhard",
    "cn-2025-56-equipment",
    "cn-2025-57-five-rare-earths",
    "cn-2025-58-graphite-batteries",
    "cn-2025-61-foreign-products",
    "cn-2025-61-users",
    "cn-2025-62-technology",
}


def stack(on: date, as_of: date | None = None, executed: tuple[str, ...] = ()) -> float:
    """The general US duty on Chinese goods: layers that name all goods, without Section 301 lists."""
    general = [
        m
        for m in register.in_force(on, as_of, executed=executed)
        if m.actor == "USA" and m.instrument == "tariff" and "all goods" in m.commodities
        if not m.targets or "CHN" in m.targets
    ]
    return sum(m.severity.mode for m in general if m.severity)


@pytest.mark.parametrize(
    ("on", "percent"),
    [  # timeline_notes.md B, from the executive orders
        (date(2025, 2, 3), 0),
        (date(2025, 2, 4), 10),
        (date(2025, 3, 4), 20),
        (date(2025, 4, 9), 104),
        (date(2025, 4, 10), 145),
        (date(2025, 5, 14), 30),
        (date(2025, 10, 26), 30),
        (date(2025, 11, 10), 20),
        (date(2026, 2, 20), 0),
        (date(2026, 2, 24), 10),
        (date(2026, 7, 24), 0),
    ],
)
def test_us_stack_on_china_follows_the_orders(on: date, percent: int) -> None:
    assert stack(on) == pytest.approx(percent / 100)


def test_the_truce_of_august_ran_out_as_known_in_october() -> None:
    # on 26 October 2025 the 10 % was to end on 10 November; the extension came on 4 November
    assert stack(date(2025, 11, 20), as_of=date(2025, 10, 26)) == pytest.approx(0.54)
    assert stack(date(2025, 11, 20), as_of=date(2025, 11, 4)) == pytest.approx(0.20)


def test_the_threat_needs_what_it_answers() -> None:
    threat = ("us-2025-additional-100",)
    assert stack(date(2025, 11, 5), date(2025, 10, 26)) == pytest.approx(0.30)
    assert stack(date(2025, 11, 5), date(2025, 10, 26), threat) == pytest.approx(
        1.30
    )  # Announcement 62 applies at once
    assert stack(date(2025, 12, 1), executed=threat) == pytest.approx(
        0.20
    )  # all three controls suspended since 7 November


def test_october_controls_are_announced_then_suspended_then_back() -> None:
    def live(on: date, as_of: date | None = None) -> set[str]:
        return {m.id for m in register.in_force(on, as_of)} & OCTOBER

    assert live(date(2025, 10, 26)) == {"cn-2025-61-users", "cn-2025-62-technology"}
    assert live(date(2025, 12, 1), as_of=date(2025, 10, 26)) == OCTOBER
    assert live(date(2025, 12, 1)) == set()
    assert live(date(2026, 11, 9)) == set()
    assert live(date(2026, 11, 10)) == OCTOBER  # unless renewed


def test_suspension_of_the_ban_leaves_licences_and_the_military_clause() -> None:
    after = {m.id for m in register.in_force(date(2025, 12, 1))}
    assert "cn-2024-46-gallium-germanium" not in after
    assert {"cn-2023-23-gallium", "cn-2024-46-military"} <= after


def test_status_is_that_of_the_day() -> None:
    def status(name: str, as_of: date | None) -> str:
        return next(m.status for m in register.measures(as_of=as_of) if m.id == name)

    assert status("cn-2025-57-five-rare-earths", date(2025, 10, 26)) == "announced"
    assert status("cn-2025-57-five-rare-earths", date(2025, 11, 20)) == "suspended"
    assert status("us-2025-additional-100", date(2025, 10, 26)) == "threatened"
    assert status("us-2025-additional-100", date(2025, 10, 30)) == "expired"  # dropped at Busan
    assert status("us-2025-reciprocal-125", date(2025, 10, 26)) == "expired"
    assert status("us-2025-fentanyl-10", date(2025, 10, 26)) == "expired"
    assert status("us-2025-fentanyl-10-truce", None) == "expired"  # void since 20 February 2026


def test_numbers_learnt_later_are_not_known_before() -> None:
    def mode(name: str, as_of: date) -> float:
        (entry,) = register.by_id(name, as_of=as_of)
        assert entry.severity is not None
        return entry.severity.mode

    assert mode("cn-2025-18-magnets", date(2025, 4, 10)) == 0.7
    assert mode("cn-2025-18-magnets", date(2025, 10, 26)) == 0.84
    assert register.by_id("us-2025-additional-100", as_of=date(2025, 10, 12))[0].probability == 0.25
    assert register.by_id("us-2025-additional-100", as_of=date(2025, 10, 26))[0].probability == 0.1


def test_magnet_let_through_is_the_customs_figures() -> None:
    # market_2025.csv: exports of April to September 2025 in tonnes; about 58,000 t in 2024 (57,392 t in 2025)
    months = [2628, 1238, 3188, 5577, 6146, 5774]
    (entry,) = register.by_id("cn-2025-18-magnets", as_of=date(2025, 10, 26))
    assert entry.severity is not None
    assert entry.severity.mode == pytest.approx(sum(months) / (58_000 / 2), abs=0.01)
    assert entry.severity.low == pytest.approx(sum(months[:3]) / (58_000 / 4), abs=0.01)


def test_commodity_filter_knows_baskets_and_exemptions() -> None:
    ndpr = {m.id for m in register.measures(as_of=date(2025, 10, 26), commodity="ndpr")}
    assert "us-2025-additional-100" in ndpr
    assert "us-2025-reciprocal-34" not in ndpr  # Annex II
    assert "cn-2025-18-rare-earths" not in ndpr  # seven heavies only
    heavies = {m.id for m in register.measures(as_of=date(2025, 10, 26), commodity="heavy rare earths")}
    assert {"cn-2025-18-rare-earths", "cn-2025-57-five-rare-earths"} <= heavies


def test_cobalt_quota_is_the_decision() -> None:
    rows = {m.id: m for m in register.measures(commodity="cobalt", actor="COD")}
    assert rows["cd-2026-cobalt-quota"].terms["limit_t"].mode == 96_600
    assert rows["cd-2025-cobalt-quota"].terms["limit_t"].mode == pytest.approx(18_125 / 2.5 * 12)
    shut = [m.id for m in register.in_force(date(2025, 8, 1)) if m.actor == "COD"]
    assert shut == ["cd-2025-cobalt-suspension-2"]


@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.integers(0, 400))
def test_nothing_is_known_before_it_is_published(as_of: date, ahead: int) -> None:
    known = register.measures(as_of=as_of)
    assert all(m.published_on is not None and m.published_on <= as_of for m in known)
    names = {m.id for m in known}
    assert {m.id for m in register.in_force(as_of + timedelta(days=ahead), as_of)} <= names
    assert names <= {m.id for m in register.measures(as_of=as_of + timedelta(days=ahead))}


def test_every_file_carries_source_dates_and_reasons() -> None:
    entries = register.measures()
    assert len(entries) == len(list(FOLDER.glob("*.yaml"))) >= 75
    for m in entries:
        assert m.url.startswith("http"), m.id
        assert m.announced is not None and m.published_on is not None, m.id  # noqa: PT018
        assert all(value.note for value in m.ranges().values()), m.id
        assert m.severity or m.terms or m.instrument == "truce", m.id


def test_unknown_and_unpublished_ids_say_what_to_do() -> None:
    with pytest.raises(OreflowError, match="did you mean 'cn-2023-23-gallium'"):
        register.by_id("cn-2023-23-galium")
    with pytest.raises(OreflowError, match="published on 2025-11-07, after the as-of date 2025-10-26"):
        register.by_id("cn-2025-70-suspension", as_of=date(2025, 10, 26))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("targets:", "target:", "unknown key 'target'; did you mean 'targets'"),
        ("instrument: tariff", "instrument: tarif", "instrument 'tarif' is not known; did you mean 'tariff'"),
        ("severity: {low: 1.0, mode", "severity: {low: 2.0, mode", "low <= mode <= high"),
        ("severity: {low: 1.0", "severity: {lo: 1.0", "unknown key 'severity.lo'; did you mean 'low'"),
        ("  probability: {", "  probabilty: {", "has no term 'probabilty'; did you mean 'probability'"),
        ("targets: [CHN]", "targets: [CHINA]", "country 'CHINA' is not an ISO3 code"),
        (
            "commodities: [all goods]",
            "commodities: [galium]",
            "commodity 'galium' is not known; did you mean 'gallium'",
        ),
        ("announced: 2025-10-10\n", "", "announced missing"),
        ("effective: 2025-11-01", "effective: 2025-11-01\nexpires: 2025-10-01", "before it takes effect"),
        ("effective: 2025-11-01", "effective: 2025-11-31", "dates as YYYY-MM-DD"),
        ("effective: 2025-11-01", "effective: 2025-11-01\neffective: 2025-11-02", "stands twice"),
        ("actor: USA", "actor: [USA", "not valid YAML"),
        ("url: ", "link: ", "unknown key 'link'"),
    ],
)
def test_bad_files_name_file_line_key_and_fix(old: str, new: str, message: str) -> None:
    text = (FOLDER / "us-2025-additional-100.yaml").read_text(encoding="utf-8").split("revisions:")[0] + "\n".join(
        ["layer: us-additional-100", 'source: "CNA"', "url: https://www.channelnewsasia.com", ""]
    )
    assert old in text

    def load(content: str) -> Measure:
        data, lines = parse(content, "bad.yaml")
        return check_entry(check(Measure, data, "bad.yaml", lines), "bad.yaml")

    load(text)
    with pytest.raises(OreflowError, match=r"^bad\.yaml") as caught:
        load(text.replace(old, new, 1))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
