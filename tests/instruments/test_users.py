"""Licences, lists and rules that look at the user: queue by hand, classes, content thresholds, evasion."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oreflow.equilibrium.instruments import apply, changes
from oreflow.equilibrium.instruments_licence import DAYS_PER_MONTH, licence_queue
from oreflow.vocabulary.errors import OreflowError
from oreflow.vocabulary.measure import Measure

from .world import CHN, HEAVY, MAGNETS, MYS, NDPR, USA, act, point, world


def test_queue_by_hand() -> None:
    # two months of processing, three quarters granted, a fifth under general licences: 0.2, 0.2, then 0.2 + 0.75 * 0.8
    out = licence_queue(4, approval_rate=0.75, processing_days=2 * DAYS_PER_MONTH, general_share=0.2)
    assert out == pytest.approx([0.2, 0.2, 0.8, 0.8])


def test_a_slow_office_lets_the_backlog_wait() -> None:
    # half of the applications are decided each month: the rest queues, so the flow is half, not less and less
    out = licence_queue(6, approval_rate=1.0, processing_days=0.0, office_capacity=0.5)
    assert out == pytest.approx([0.5] * 6)


def test_a_fraction_of_a_month_splits_the_first_shipment() -> None:
    out = licence_queue(3, approval_rate=1.0, processing_days=0.5 * DAYS_PER_MONTH)
    assert out == pytest.approx([0.5, 1.0, 1.0])


@given(approval=st.floats(0, 1), days=st.floats(0, 700), general=st.floats(0, 1), office=st.none() | st.floats(0, 2))
def test_nothing_leaves_that_was_not_applied_for(
    approval: float, days: float, general: float, office: float | None
) -> None:
    out = licence_queue(24, approval_rate=approval, processing_days=days, general_share=general, office_capacity=office)
    asked = np.cumsum(np.full(24, 1.0))
    assert (np.cumsum(out) <= asked * (general + approval * (1 - general)) + 1e-9).all()
    assert (out >= general - 1e-12).all()


@pytest.mark.parametrize(("share", "limit"), [(0.0, 0.0), (0.6, 90.0), (1.0, None)])
def test_licence_lets_a_share_of_exports_through(share: float, limit: float | None) -> None:
    quotas = apply([act("licence", share)], world()).quotas
    assert [q.limit for q in quotas] == ([] if limit is None else [pytest.approx(limit)])


def test_licence_without_a_share_takes_the_queue_and_recovers_in_the_second_year() -> None:
    regime = act("licence", terms={"approval_rate": point(1.0), "processing_days": point(3 * DAYS_PER_MONTH)})
    (first,) = apply([regime], world(), on=date(2025, 1, 1)).quotas
    assert first.limit == pytest.approx(150.0 * 9 / 12)
    assert apply([regime], world(), on=date(2026, 1, 1)).quotas == ()


def test_licence_with_neither_share_nor_queue_is_refused() -> None:
    with pytest.raises(OreflowError, match="neither a severity"):
        apply([act("licence")], world())


def test_licence_keeps_a_ceiling_for_each_class_of_buyers() -> None:
    quotas = {q.name: q for q in apply([act("licence", 0.5)], world(classes=True)).quotas}
    assert {name.rsplit(":", 1)[-1] for name in quotas} == {"civil", "defence"}
    civil, defence = (next(q for name, q in quotas.items() if name.endswith(kind)) for kind in ("civil", "defence"))
    assert civil.limit == pytest.approx(0.5 * (80 + 50))
    assert defence.limit == pytest.approx(0.5 * 20)
    assert not (civil.members & defence.members).any()


@pytest.mark.parametrize(("cut", "limit"), [(0.0, None), (0.5, 10.0), (1.0, 0.0)])
def test_entity_list_bars_the_class_where_the_benchmark_splits_it(cut: float, limit: float | None) -> None:
    quotas = apply([act("entity_list", cut, targets=("USA",), user_classes=("defence",))], world(classes=True)).quotas
    assert [q.limit for q in quotas] == ([] if limit is None else [pytest.approx(limit)])


def test_entity_list_takes_the_class_share_where_nothing_is_split() -> None:
    barred = act("entity_list", 1.0, targets=("USA",), user_classes=("defence",), terms={"class_share": point(0.1)})
    (change,) = changes([barred], world())
    assert [q.limit for q in change.quotas] == [pytest.approx(90.0)]
    assert "share taken from the measure" in change.notes[0]
    (blind,) = changes([act("entity_list", 1.0, user_classes=("defence",))], world())
    assert blind.quotas == ()
    assert "no share is given; no effect" in blind.notes[0]


def foreign(cut: float, **terms: float) -> Measure:
    return act("foreign_product_rule", cut, commodities=("rare earths",), terms={k: point(v) for k, v in terms.items()})


@pytest.mark.parametrize("cut", [0.0, 0.5, 1.0])
def test_foreign_product_rule_catches_what_is_made_with_chinese_inputs(cut: float) -> None:
    # Malaysia buys 10 of 18 t of heavies and 50 of 150 t of NdPr from China; the larger share counts, 10/18
    quotas = apply([foreign(cut)], world()).quotas
    limits = {q.name.rsplit(":", 1)[-1]: q.limit for q in quotas if q.members[MAGNETS].any()}
    assert limits == ({} if cut == 0.0 else {"MYS": pytest.approx(100.0 * (1 - cut * 10 / 18))})
    assert all(not q.members[:, CHN].any() and not q.members[:, :, CHN].any() for q in quotas)
    assert all(not q.members[MAGNETS, MYS, MYS] for q in quotas)


def test_foreign_product_rule_spares_goods_below_the_threshold() -> None:
    # Chinese heavies and NdPr are 0.3 * 60/70 * 1/3 + 0.02 * 200/70 * 10/18 = 11.7 % of the value of Malaysian magnets
    assert apply([foreign(1.0, threshold=0.11)], world()).quotas
    assert not apply([foreign(1.0, threshold=0.12)], world()).quotas


def test_evasion_leaks_from_the_control_it_names() -> None:
    ban = act("export_ban", 1.0, targets=("USA",))
    leak = act("evasion", 0.4, id="leak", triggered_by="m", terms={"evasion_premium": point(0.25)})
    wedges = apply([ban, leak], world())
    assert wedges.evasion is not None
    assert wedges.evasion_premium is not None
    assert np.argwhere(wedges.evasion).tolist() == [[NDPR, CHN, USA]]
    assert (wedges.evasion.max(), wedges.evasion_premium.max()) == (0.4, 0.25)
    stated = act(
        "export_ban", 1.0, targets=("USA",), terms={"evasion_share": point(0.4), "evasion_premium": point(0.25)}
    )
    assert np.array_equal(apply([stated], world()).evasion, wedges.evasion)  # type: ignore[arg-type]
    assert apply([ban], world()).evasion is None


def test_heavy_elements_cover_their_basket_in_part() -> None:
    seven = ("samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium")
    (quota,) = apply([act("export_ban", 1.0, commodities=seven)], world()).quotas
    assert quota.members[HEAVY].any()
    assert 0.05 < quota.limit / 30.0 < 0.2  # Ho, Er, Tm, Eu, Yb stay free
    (whole,) = apply([act("export_ban", 1.0, commodities=("heavy rare earths",))], world()).quotas
    assert whole.limit == 0.0
