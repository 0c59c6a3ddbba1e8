"""What does the quality page look like? `python -m benchmarks.page_pictures FOLDER [NAME...]` (a minute, needs
Chromium).

Three pasts: `day-one` (the demo's articles, loaded by real runs), `quiet` (ten invented weeks without a fault),
`faults` (the same with six faults and a stopped run). Of each the overview, a source and a run, 1,280 and 390 pixels
wide, light and dark; printed is how high the overview is. To be looked at by a person.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from schemas.settings import Settings
from tasks.report import report
from tests.histories import FAULTS, History, judge_yesterday, make, stop_at_a_gate

WIDTHS, SCHEMES = (1280, 390), ("light", "dark")


def day_one(folder: Path) -> Path:
    """The demo, as somebody sees it who has just installed it."""
    environment = {**os.environ, "BROADSHEET_HOME": str(folder)}
    subprocess.run([sys.executable, "-m", "flows.cli.main", "demo"], env=environment, check=True, capture_output=True)
    return report(Settings(home=folder), datetime.now(UTC)).index


def invented(folder: Path, faults: dict[str, str]) -> Path:
    history = History()
    settings = make(folder, history, faults)
    judge_yesterday(settings, history)
    if faults:
        stop_at_a_gate(settings, history.now)
    return report(settings, history.now + timedelta(minutes=10)).index


PASTS: dict[str, Callable[[Path], Path]] = {
    "day-one": day_one,
    "quiet": partial(invented, faults={}),
    "faults": partial(invented, faults=FAULTS),
}


def picture(browser: Browser, file: Path, to: Path, width: int, scheme: str) -> int:
    """Returns the height of the whole page in pixels."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    page.screenshot(path=to, full_page=True)
    height: int = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    return height


def main(folder: Path, names: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for name in names or PASTS:
            home = folder / name
            shutil.rmtree(home, ignore_errors=True)
            index = PASTS[name](home)
            parts = {"overview": index}
            for kind in ("source", "run"):
                parts[kind] = max((index.parent / kind).glob("*.html"), key=lambda path: path.stat().st_size)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    heights = {
                        part: picture(browser, file, folder / f"{name}-{part}-{width}-{scheme}.png", width, scheme)
                        for part, file in parts.items()
                    }
                print(f"{name:8} {width:5} px wide: " + ", ".join(f"{part} {high:,}" for part, high in heights.items()))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
