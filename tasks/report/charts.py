"""The charts of the pages. A chart is kept beside the pages under a hash of what it shows, and drawn again only when
that changes, by a process of its own (drawing.py): importing Altair takes 0.2 s, and most runs draw nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from tasks.workers.step_process import StepProcess

MODULE = "tasks.report"
_FORM = 4
"""Another number whenever the drawing changed."""
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Chart:
    kind: str
    """volume, bars or line"""
    label: str
    """What it shows, for those who do not see it."""
    rows: list[dict[str, Any]]
    """`day` as text, `value`; of volumes also `low`, `high`, `odd`."""

    @property
    def name(self) -> str:
        return hashlib.sha256(orjson.dumps([_FORM, asdict(self)])).hexdigest()[:20]


def drawn(charts: list[Chart], folder: Path) -> dict[str, str]:
    """The SVG of each chart, by its name; those that no chart here is go from the folder.

    Raises StepDied where drawing fails: the pages are whole without.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {chart.name: chart for chart in charts}
    found = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.svg") if path.stem in wanted}
    missing = [chart for name, chart in wanted.items() if name not in found]
    if missing:
        with StepProcess(MODULE) as process:
            svgs = process.call(time_limit=_SECONDS, charts=[asdict(chart) for chart in missing])
        for chart, svg in zip(missing, svgs, strict=True):
            (folder / f"{chart.name}.svg").write_text(svg, encoding="utf-8")
            found[chart.name] = svg
    for path in folder.glob("*.svg"):
        if path.stem not in wanted:
            path.unlink(missing_ok=True)
    return found
