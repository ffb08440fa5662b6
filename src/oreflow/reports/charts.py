"""Charts as inline SVG, so that a page works offline, prints, and carries no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oreflow.studies.brief_result import Effect, ExposureLine
from oreflow.studies.wording import place

# Okabe-Ito: distinguishable for colour-blind readers and in grey print.
PALETTE = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#999999"]
_AXIS = {"labelFontSize": 11, "titleFontSize": 11, "labelColor": "#444", "titleColor": "#444", "gridColor": "#e8e8e8"}
_CONFIG = {"font": "sans-serif", "view": {"stroke": None}, "axis": _AXIS, "legend": {"labelFontSize": 11}}


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec})
    return svg


def origin_history(line: ExposureLine, *, width: int = 380, height: int = 170) -> str:
    """Stacked bars of import shares by origin over the years; the largest origins named, the rest together."""
    if not line.history:
        return ""
    last_year = max(year for year, _, _ in line.history)
    totals: dict[str, float] = {}
    for year, origin, share in line.history:
        if year >= last_year - 4:
            totals[origin] = totals.get(origin, 0.0) + share
    named = sorted(totals, key=lambda origin: -totals[origin])[:5]
    order = [place(origin) for origin in named] + ["others"]
    rows: dict[tuple[int, str], float] = {}
    for year, origin, share in line.history:
        key = (year, place(origin) if origin in named else "others")
        rows[key] = rows.get(key, 0.0) + share
    # Tables name the largest origins only; what they leave out belongs to "others", or the bars would not reach 100 %.
    for year in {year for year, _ in rows}:
        missing = 1.0 - sum(share for (y, _), share in rows.items() if y == year)
        rows[(year, "others")] = rows.get((year, "others"), 0.0) + max(0.0, missing)
    values = [{"year": str(y), "origin": o, "share": s, "rank": order.index(o)} for (y, o), s in sorted(rows.items())]
    return _svg(
        {
            "width": width,
            "height": height,
            "config": _CONFIG,
            "data": {"values": values},
            "mark": {"type": "bar"},
            "encoding": {
                "x": {
                    "field": "year",
                    "type": "ordinal",
                    "axis": {"title": None, "labelAngle": 0, "labelOverlap": True},
                },
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "scale": {"domain": [0, 1]},
                    "axis": {"format": ".0%", "title": "share of import value"},
                },
                "color": {
                    "field": "origin",
                    "type": "nominal",
                    "scale": {"domain": order, "range": [*PALETTE[: len(named)], "#cccccc"]},
                    "legend": {"title": None},
                },
                "order": {"field": "rank", "type": "quantitative"},
            },
        }
    )


def _case_label(effect: Effect) -> str:
    """Short enough for an axis: the commodity and the case without its actor."""
    what = effect.scenario.partition(": ")[2] or effect.scenario.lower()
    return f"{effect.product.split('/')[0]}: {what}"


def ranges(effects: Sequence[Effect], key: str, title: str, *, width: int = 480) -> str:
    """Median and 5-95 % range of one quantity over all cases and products: what the draws say, not one number."""
    values = [
        {"label": _case_label(effect), "low": row.low, "median": row.median, "high": row.high}
        for effect in effects
        for row in effect.rows
        if row.key == key and row.low is not None and row.median is not None and row.high is not None
    ]
    if not values:
        return ""
    y = {"field": "label", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 460}}
    return _svg(
        {
            "width": width,
            "height": {"step": 26},
            "config": _CONFIG,
            "data": {"values": values},
            "layer": [
                {
                    "mark": {"type": "bar", "height": 8, "color": "#0072B2", "opacity": 0.35, "cornerRadius": 3},
                    "encoding": {
                        "y": y,
                        "x": {"field": "low", "type": "quantitative", "axis": {"title": title}},
                        "x2": {"field": "high"},
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 70, "color": "#0072B2", "opacity": 1},
                    "encoding": {"y": y, "x": {"field": "median", "type": "quantitative"}},
                },
            ],
        }
    )
