"""One self-contained HTML page: works offline, prints well, and every figure links to its source line.

Text that came out of documents is untrusted. The template engine escapes everything; only our own SVG is passed
through.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from oreflow.reports import charts
from oreflow.reports.numbers import short
from oreflow.studies.brief_result import Brief, Effect, ExposureLine
from oreflow.studies.figures import Figure
from oreflow.vocabulary import countries


def _references(numbers: dict[str, int], keys: tuple[str, ...]) -> Markup:
    links = [
        Markup('<a href="#s{0}">{0}</a>').format(numbers[key])
        for key in sorted(dict.fromkeys(keys), key=lambda key: numbers.get(key, 0))
        if key in numbers
    ]
    return Markup('<sup class="ref">{}</sup>').format(Markup(",").join(links)) if links else Markup("")


def _figure(numbers: dict[str, int], figure: Figure) -> Markup:
    return Markup('<span class="fig {0}" title="{1}">{2}</span>{3}').format(
        figure.standing, f"{figure.standing}: {figure.definition}", figure.text, _references(numbers, figure.sources)
    )


def _history(line: ExposureLine) -> Markup:
    # Markup: the SVG is drawn by our chart library from numbers and names of our own register.
    return Markup(charts.origin_history(line))


def _price_chart(effects: Sequence[Effect], home: str) -> Markup:
    return Markup(charts.ranges(effects, "price_home_pct", f"change of price in {home}, %, median and 5-95 % of draws"))


def _web_address(url: str) -> str:
    """The address when a browser may follow it, else nothing (a document could hold ``javascript:``)."""
    return url if url.startswith(("https://", "http://")) else ""


def render_brief(brief: Brief) -> str:
    """The page for a brief."""
    environment = Environment(
        loader=PackageLoader("oreflow.reports"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    numbers = {line.key: position for position, line in enumerate(brief.sources, start=1)}
    environment.filters["ref"] = partial(_references, numbers)
    environment.filters["fig"] = partial(_figure, numbers)
    environment.filters["history"] = _history
    environment.filters["web"] = _web_address
    environment.filters["number"] = short
    environment.globals["price_chart"] = _price_chart
    names = {iso3: entry.name for iso3, entry in countries().items()} | {
        "EU": "European Union",
        "EUU": "European Union",
    }
    return environment.get_template("brief.html.j2").render(brief=brief, names=names)
