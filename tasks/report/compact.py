"""SVG as Vega writes it -> the same picture at a third of the size. Pure."""

from __future__ import annotations

import re

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_POINT = re.compile(r"[ML](-?[\d.]+),(-?[\d.]+)")
_KEPT = {
    "d", "fill", "height", "stroke", "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox", "width", "x2", "y2",
}  # fmt: skip
"""Attributes without which the picture would be another; letters get their form from the style sheet."""
_DEFAULTS = {("stroke-width", "1"), ("x2", "0"), ("y2", "0"), ("transform", "translate(0,0)")}


def compact(svg: str, label: str) -> str:
    """For a page of HTML: without what only scripts and other style sheets look at, numbers of one decimal, `label` for screen readers."""
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
