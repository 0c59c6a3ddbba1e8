"""How large is the quality page, and how long does it take? `python -m benchmarks.report` (3 minutes, 1 GB of disk in a
temporary folder).

Two pasts made by SQL: 8 sources over 30 days, and 500 over 365. Of each: the first report, the same again, the one
after another run (which is what a schedule pays), the page's bytes, and what Chromium takes to draw it, where there is
one. Beside it the same small charts as one faceted chart, as Altair draws it by itself.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import altair as alt
import duckdb
import pandas as pd
import vl_convert
from playwright.sync_api import sync_playwright

from schemas.settings import Settings
from tasks.report import report
from tasks.report.drawing import draw
from tests.histories import OUTLETS, History, make

SMALL = History(days=30)
LARGE = History(days=365, names=tuple(f"source-{number:03d}" for number in range(500)), per_day=10, word="a")
_ANOTHER_RUN = (
    "UPDATE ops.outcomes SET status = 'unchanged', reason = 'same_content' WHERE position = 0 AND run_id"
    " = (SELECT max(run_id) FROM ops.runs WHERE flow = 'ingest')"
)


@dataclass
class Spent:
    """Seconds; `cpu` with what child processes took."""

    wall: float = 0
    cpu: float = 0

    def __str__(self) -> str:
        return f"{self.cpu:6.2f} s CPU {self.wall:6.2f} s wall"


@contextmanager
def spending() -> Iterator[Spent]:
    spent, wall, cpu = Spent(), time.perf_counter(), _cpu()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in used)


def measure(name: str, history: History, folder: Path) -> None:
    with spending() as made:
        settings = make(folder, history)
    print(f"\n{name} (made in {made.wall:.0f} s, snapshot {settings.snapshot.stat().st_size / 1e6:.0f} MB)")
    with spending() as first:
        written = report(settings, history.now)
    print(f"  first report, every page and chart  {first}  {written.pages} pages")
    with spending() as again:
        report(settings, history.now)
    print(f"  the same again                      {again}")
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute(_ANOTHER_RUN)
    with spending() as later:
        written = report(settings, history.now + timedelta(minutes=5))
    print(f"  after another run of that day       {later}  {written.pages} pages")
    most = _memory_of_another(settings, history)
    print(f"  index.html {written.index.stat().st_size / 1000:.0f} kB; a process that only reports takes {most:.0f} MB")
    _draw(written.index)


def _memory_of_another(settings: Settings, history: History) -> float:
    """Megabytes, of a process of its own: this one made the past. (What getrusage says begins with the memory of the
    parent.)
    """
    code = f"""from datetime import datetime
from pathlib import Path
from schemas.settings import Settings
from tasks.report import report
report(Settings(home=Path({str(settings.home)!r})), datetime.fromisoformat({history.now.isoformat()!r}))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1000


def _draw(index: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("  not drawn: no Chromium here")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto("about:blank")
        with spending() as drawn:
            page.goto(index.as_uri())
            page.screenshot(full_page=True)
        print(f"  Chromium: drawn as a whole after {drawn.wall:.2f} s")
        browser.close()


def faceted() -> None:
    """Twelve charts of thirty days: ours, and one faceted chart as it comes."""
    days = [
        {"day": f"2026-03-{day:02d}", "value": (7 * day) % 23, "low": 5, "high": 20, "odd": day == 9}
        for day in range(1, 31)
    ]
    ours = [{"kind": "volume", "label": name, "rows": days} for name in (*OUTLETS, *OUTLETS[:4])]
    draw(ours[:1])  # the engine starts
    with spending() as small:
        drawn = sum(map(len, draw(ours)))
    rows = [{**day, "source": str(number)} for number in range(12) for day in days]
    base = alt.Chart(pd.DataFrame(rows)).encode(x="day:T")
    layers = alt.layer(base.mark_area().encode(y="low:Q", y2="high:Q"), base.mark_line().encode(y="value:Q"))
    with spending() as peer:
        stock = len(
            vl_convert.vegalite_to_svg(layers.properties(width=226, height=64).facet("source:N", columns=4).to_dict())
        )
    print(f"\ntwelve small charts: {drawn / 1000:.0f} kB {small}; as one faceted chart: {stock / 1000:.0f} kB {peer}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="broadsheet-report-") as name:
        measure("8 sources × 30 days", SMALL, Path(name) / "small")
        if "--small" not in sys.argv:
            measure("500 sources × 365 days", LARGE, Path(name) / "large")
    faceted()
