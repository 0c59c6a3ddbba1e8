"""Makes the pictures of README and docs/ from the demo: `make pictures` (needs Chromium).

It runs the demo in a temporary folder and takes pictures of its quality page: the first screen, and one story.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPEN_A_STORY = (
    "document.querySelectorAll('details:has(#stories), #stories .story:nth-of-type(2)').forEach(e => { e.open = true })"
)


def draw(index: Path, folder: Path) -> None:
    """Write quality-page.png and story.png."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1000, "height": 720})
        page.goto(index.as_uri())
        page.screenshot(path=folder / "quality-page.png")
        page.evaluate(OPEN_A_STORY)
        page.evaluate("scrollTo(0, 0)")
        box = page.locator("#stories .story[open]").bounding_box() or {}
        around = {"x": box["x"] - 12, "y": box["y"] - 8, "width": box["width"] + 24, "height": box["height"] + 12}
        page.screenshot(path=folder / "story.png", clip=around, full_page=True)
        chromium.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="broadsheet-pictures-") as home:
        command = [str(Path(sys.executable).with_name("broadsheet")), "demo"]
        subprocess.run(command, cwd=PROJECT, env=os.environ | {"BROADSHEET_HOME": home}, check=True)
        draw(Path(home) / "reports" / "index.html", HERE / "pictures")
