"""Small charts, drawn to SVG by Altair and vl-convert: no script, no font, no colour that a dark page could not change.

Runs in a process of its own (`python -m tasks.report`): what it imports would weigh on the flow for ever.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert

from tasks.report.compact import compact

INK, BAND, BAD, AXIS, RULE = "#33557a", "#dbe4ee", "#b3261e", "#5c6066", "#c4c8cc"
"""The colours that the style sheet knows by name and changes for dark pages."""

_WIDTH, _HEIGHT = 226, 64


def draw(charts: list[dict[str, Any]]) -> list[str]:
    """`charts`: each with `kind` (volume, bars, line), `rows` and `label`. The SVG of each, in order."""
    specs = {kind: _spec(kind) for kind in {chart["kind"] for chart in charts}}
    return [
        compact(vl_convert.vegalite_to_svg({**specs[chart["kind"]], "data": {"values": chart["rows"]}}), chart["label"])
        for chart in charts
    ]


def _spec(kind: str) -> dict[str, Any]:
    """Made once a kind, and filled with the rows of each chart: checking it takes longer than drawing it."""
    base = alt.Chart({"values": []}).encode(x=_days())
    spec: dict[str, Any] = (
        alt.layer(*{"volume": _volume, "bars": _bars, "line": _line}[kind](base))
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
