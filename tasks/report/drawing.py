"""Small charts as SVG, drawn by Altair and vl-convert: no script, no font. Only the process that draws imports this."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert
from lxml import etree

INK, BAND, AXIS, RULE = "#33557a", "#dbe4ee", "#5c6066", "#c4c8cc"
ODD = {"critical": "#b3261e", "warning": "#855300", "info": "#2f5f96"}
"""The mark of a day outside of its band, by the severity of the check. The style sheet knows these colours by name, and
changes them for dark pages.
"""

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
    odd = base.mark_point(filled=True, size=34, opacity=1).encode(
        y=_amount("value"),
        color=alt.Color("odd:N", scale=alt.Scale(domain=[*ODD], range=[*ODD.values()]), legend=None),
        shape=alt.Shape(
            "odd:N", scale=alt.Scale(domain=[*ODD], range=["square", "triangle-up", "diamond"]), legend=None
        ),
    )
    return [band, line, odd.transform_filter("datum.odd")]


def _bars(base: alt.Chart) -> list[alt.Chart]:
    return [base.mark_bar(color=INK, width=5).encode(y=_amount("value"))]


def _line(base: alt.Chart) -> list[alt.Chart]:
    return [base.mark_line(color=INK, strokeWidth=1.5).encode(y=_amount("value"))]


_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?(?<!\d)\d++\.\d{2,}")
_POINT = re.compile(r"[ML](-?[\d.]+),(-?[\d.]+)")
_KEPT = {
    "d", "fill", "height", "stroke", "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox", "width",
    "x2", "y2",
}  # fmt: skip
"""Attributes without which the picture would be another; letters get their form from the style sheet."""
_DEFAULTS = {("stroke-width", "1"), ("x2", "0"), ("y2", "0"), ("transform", "translate(0,0)")}


def compact(svg: str, label: str) -> str:
    """For a page of HTML: without what only scripts and other style sheets look at, numbers of one decimal, `label` for
    screen readers.
    """
    root = etree.fromstring(svg.encode("utf-8"))
    for element in list(root.iter()):
        for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
            if name not in _KEPT or (name, value) in _DEFAULTS:
                del element.attrib[name]
            else:
                element.set(name, _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), value))
        if path := element.get("d"):
            element.set("d", _straightened(path))
    for element in reversed(list(root.iter())):
        _drop_or_unwrap(element)
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-label", label)
    text: str = etree.tostring(root, encoding="unicode")
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)


def _drop_or_unwrap(element: etree._Element) -> None:
    """Takes out what draws nothing: empty groups and paths, and groups that only hold others."""
    parent = element.getparent()
    if parent is None:
        return
    is_group = element.tag == f"{_SVG}g"
    if (is_group and not len(element)) or (element.tag == f"{_SVG}path" and _is_unseen(element)):
        parent.remove(element)
    elif is_group and not element.attrib:
        at = parent.index(element)
        for child in reversed(element):
            parent.insert(at, child)
        parent.remove(element)


def _is_unseen(path: etree._Element) -> bool:
    has_no_length = not path.get("d") or path.get("d", "").endswith("h0v0h0Z")
    return has_no_length or not (path.get("fill") or path.get("stroke"))


def _straightened(path: str) -> str:
    """Of points on one horizontal or vertical line only the ends."""
    if not re.fullmatch(r"(?:[ML]-?[\d.]+,-?[\d.]+)+Z?", path):
        return path
    kept: list[tuple[str, str]] = []
    for x, y in _POINT.findall(path):
        while len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == (x, y)[axis] for axis in (0, 1)):
            kept.pop()
        if not kept or kept[-1] != (x, y):
            kept.append((x, y))
    drawn = "L".join(f"{x},{y}" for x, y in kept)
    return f"M{drawn}{'Z' if path.endswith('Z') else ''}"
