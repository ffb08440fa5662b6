"""Invariants of the one rule that says what is in force: order does not matter, nothing outlives its dates."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from oreflow.vocabulary.measure import Measure
from oreflow.vocabulary.timeline import active_on, starts_on, status_on

START = date(2025, 1, 1)
DAYS = st.integers(0, 60).map(lambda n: START + timedelta(days=n))


@st.composite
def acts(draw: st.DrawFn) -> list[Measure]:
    """Up to six controls with random dates, triggers and layers, and up to two truces that suspend or end some."""
    count = draw(st.integers(1, 6))
    names = [f"m{n}" for n in range(count)]
    found = []
    for name in names:
        begin = draw(DAYS)
        end = draw(st.none() | st.integers(0, 40).map(lambda n, begin=begin: begin + timedelta(days=n)))
        found.append(
            Measure(
                id=name,
                instrument="tariff",
                actor="USA",
                layer=draw(st.sampled_from(["", "a"])),
                announced=begin - timedelta(days=draw(st.integers(0, 20))),
                effective=begin,
                expires=end,
                status=draw(st.sampled_from(["in_force", "announced", "threatened", "suspended"])),
                triggered_by=draw(st.sampled_from(["", *names])),
            )
        )
    for n in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from(["suspends", "terminates"]))
        chosen = tuple(draw(st.lists(st.sampled_from(names), max_size=3, unique=True)))
        begin = draw(DAYS)
        found.append(Measure(id=f"t{n}", instrument="truce", actor="USA", effective=begin, **{key: chosen}))
    return found


@given(acts(), DAYS, st.randoms())
def test_order_of_the_list_does_not_matter(measures: list[Measure], on: date, random: object) -> None:
    shuffled = list(measures)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    kept, again = active_on(measures, on), active_on(shuffled, on)
    loose = {m.id for m in kept if not m.layer}
    assert loose == {m.id for m in again if not m.layer}
    assert {(starts_on(m), m.announced) for m in kept if m.layer} == {
        (starts_on(m), m.announced) for m in again if m.layer
    }


@given(acts(), DAYS)
def test_what_is_in_force_has_begun_has_not_ended_and_is_decided(measures: list[Measure], on: date) -> None:
    for m in active_on(measures, on):
        assert m.effective is not None
        assert m.effective <= on
        assert m.expires is None or on < m.expires
        assert m.status in ("in_force", "announced")


@given(acts(), DAYS)
def test_carrying_out_more_threats_never_hides_an_unlayered_act(measures: list[Measure], on: date) -> None:
    every = {m.id for m in measures}
    plain = {m.id for m in active_on(measures, on) if not m.layer and not m.triggers}
    assert plain <= {m.id for m in active_on(measures, on, executed=every)}


@given(acts(), DAYS)
def test_one_duty_a_layer(measures: list[Measure], on: date) -> None:
    assert sum(m.layer == "a" for m in active_on(measures, on)) <= 1


@given(acts(), DAYS)
def test_status_agrees_with_force(measures: list[Measure], on: date) -> None:
    free = [m for m in measures if not m.triggers]
    live = {m.id for m in active_on(free, on)}
    for m in free:
        if status_on(m, free, on) == "in_force" and not m.layer:
            assert m.id in live
        if m.id in live:
            assert status_on(m, free, on) == "in_force"
