"""Ensemble: draws made first, quantiles and sensitivities of what came of them."""

from oreflow.ensemble.draws import QUANTILES, DrawTable, Spec, draw_table, quantiles, rank_correlation

__all__ = ["QUANTILES", "DrawTable", "Spec", "draw_table", "quantiles", "rank_correlation"]
