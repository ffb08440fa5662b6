"""The table of draws: exact distributions, reproducible bytes, ranks as the textbook has them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from oreflow.ensemble import Spec, draw_table, quantiles, rank_correlation
from oreflow.vocabulary import OreflowError

numbers = st.floats(-50, 50).map(lambda x: round(x, 3))


@settings(max_examples=40, deadline=None)
@given(st.tuples(numbers, numbers, numbers).map(sorted), st.integers(1, 300), st.integers(0, 10**6))
def test_draws_lie_within_their_range_and_repeat(bounds: list[float], n: int, seed: int) -> None:
    low, mode, high = bounds
    specs = [Spec("a", "triangular", low, mode, high), Spec("b", "uniform", low, mode, high)]
    table = draw_table(specs, n, seed)
    assert table.values.shape == (n, 2)
    assert (table.values >= low).all()
    assert (table.values <= high).all()
    again = draw_table(specs, n, seed)
    assert again.sha256 == table.sha256
    assert again.values.tobytes() == table.values.tobytes()


def test_triangular_and_lognormal_have_their_quantiles() -> None:
    specs = [Spec("t", "triangular", 1.0, 3.0, 6.0), Spec("l", "lognormal", 0.5, 1.0, 2.0), Spec("f", "fixed", 7, 7, 7)]
    table = draw_table(specs, 4096, seed=3)
    exact = stats.triang(c=0.4, loc=1.0, scale=5.0)
    for q, value in quantiles(table.column("t")).items():
        assert value == pytest.approx(exact.ppf(q), abs=0.01)
    assert quantiles(table.column("l"))[0.05] == pytest.approx(0.5, rel=0.02)
    assert quantiles(table.column("l"))[0.95] == pytest.approx(2.0, rel=0.02)
    assert set(table.column("f")) == {7.0}


def test_seed_changes_the_draws_and_the_hash() -> None:
    specs = [Spec("a", "uniform", 0, 0.5, 1)]
    assert draw_table(specs, 64, 1).sha256 != draw_table(specs, 64, 2).sha256


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=8, max_size=40))
def test_rank_correlation_is_spearmans_with_ties(headline: list[int]) -> None:
    table = draw_table([Spec("a", "uniform", 0, 0.5, 1)], len(headline), seed=5)
    values = np.array(headline, dtype=float)
    found = rank_correlation(table, values)
    if np.ptp(values) == 0:
        assert found == {}
    else:
        assert found["a"] == pytest.approx(stats.spearmanr(table.column("a"), values).statistic, abs=1e-12)


def test_draws_without_a_value_are_left_out_of_the_rank_correlation() -> None:
    table = draw_table([Spec("a", "uniform", 0, 0.5, 1)], 64, seed=5)
    headline = table.column("a").copy()
    headline[::7] = np.nan
    assert rank_correlation(table, headline)["a"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("a", "gaussian", 0, 1, 2), "gaussian"),
        (("a", "triangular", 2, 1, 3), "low <= mode <= high"),
        (("a", "lognormal", 0, 1, 3), "low > 0"),
    ],
)
def test_bad_specs_name_the_parameter(arguments: tuple[str, str, float, float, float], says: str) -> None:
    with pytest.raises(OreflowError, match=says) as error:
        Spec(*arguments)
    assert "'a'" in str(error.value)


def test_unknown_column_and_repeated_name_are_refused() -> None:
    table = draw_table([Spec("a", "fixed", 1, 1, 1)], 4, 0)
    with pytest.raises(OreflowError, match="no column 'b'"):
        table.column("b")
    with pytest.raises(OreflowError, match="given twice"):
        draw_table([Spec("a", "fixed", 1, 1, 1)] * 2, 4, 0)
