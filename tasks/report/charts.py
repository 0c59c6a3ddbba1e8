"""Small charts, drawn to SVG by Altair and vl-convert: no script, no font, no colour that a dark page could not change.

Runs in a process of its own (`python -m tasks.report`): what it imports would weigh on the flow for ever.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert

INK, BAND, BAD, AXIS, RULE = "#33557a", "#dbe4ee", "#b3261e", "#5c6066", "#c4c8cc"
"""The colours that the style sheet knows by name and changes for dark pages."""

_WIDTH, _HEIGHT = 226, 64
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_EMPTY = re.compile(r'<path class="(?:foreground|background)"[^>]*/>|<g[^>]*></g>')
_BARE = re.compile(r' (?:class|aria-[a-z]+|role|pointer-events|stroke-miterlimit|opacity|xmlns:xlink|version)="[^"]*"')


def draw(charts: list[dict[str, Any]]) -> list[str]:
    """`charts`: each with `kind` (volume, bars, line), `rows` and `label`. The SVG of each, in order."""
    return [_compact(vl_convert.vegalite_to_svg(_spec(chart)), chart["label"]) for chart in charts]


def _spec(chart: dict[str, Any]) -> dict[str, Any]:
    base = alt.Chart({"values": chart["rows"]}).encode(x=_days())
    spec: dict[str, Any] = (
        alt.layer(*{"volume": _volume, "bars": _bars, "line": _line}[chart["kind"]](base))
        .properties(width=_WIDTH, height=_HEIGHT, background="transparent")
        .configure(aria=False, font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=AXIS,
            labelFontSize=10,
            domainColor=RULE,
            tickColor=RULE,
            gridColor=RULE,
            gridOpacity=0.5,
            tickSize=3,
        )
        .to_dict()
    )
    return spec


def _days() -> alt.X:
    return alt.X(
        "day:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, format="%-d %b", tickCount=4, grid=False, labelFlush=True),
    )


def _amount(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        axis=alt.Axis(title=None, tickCount=3, format="~s", domain=False, ticks=False),
        scale=alt.Scale(zero=True),
    )


def _volume(base: alt.Chart) -> list[alt.Chart]:
    """What came each day, on the band of what was to be expected; days outside of it are marked."""
    band = base.mark_area(color=BAND, interpolate="step").encode(y=_amount("low"), y2="high:Q")
    line = base.mark_line(color=INK, strokeWidth=1.5).encode(y=_amount("value"))
    odd = base.mark_point(filled=True, shape="square", size=34, color=BAD, opacity=1).encode(y=_amount("value"))
    return [band, line, odd.transform_filter("datum.odd")]


def _bars(base: alt.Chart) -> list[alt.Chart]:
    return [base.mark_bar(color=INK, width=5).encode(y=_amount("value"))]


def _line(base: alt.Chart) -> list[alt.Chart]:
    return [base.mark_line(color=INK, strokeWidth=1.5).encode(y=_amount("value"))]


def _compact(svg: str, label: str) -> str:
    """A third of the size: numbers of one decimal, without what only scripts and style sheets of others would look at."""
    svg = _BARE.sub("", _EMPTY.sub("", svg))
    while (smaller := _EMPTY.sub("", svg)) != svg:
        svg = smaller
    svg = _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), svg)
    head = '<svg role="img" aria-label="' + _escaped(label) + '" class="chart"'
    return svg.replace("<svg", head, 1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
