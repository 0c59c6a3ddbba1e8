"""`broadsheet explore` as its readers see it: an article, its versions, story and capture, in a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.flows.commands import BROADSHEET, Command

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow, pytest.mark.parts]

TITLE = "River takes Nether Tharn in the night"
"""A sample article with a correction, which another outlet reports too."""
PATIENCE = 90_000
"""Milliseconds until the server has run its cells, on a busy machine."""


@pytest.fixture
def notebook(command: Command, project: Path) -> Iterator[str]:
    """The address that `explore` prints, over the articles of two outlets."""
    for source, seed in (("harbour-courier", "harbour-courier"), ("north-ledger", "north-ledger/manifest.jsonl")):
        assert command("ingest", str(project / "seeds" / seed), "--source", source).code == 0
    assert command("analyse").code == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = [str(BROADSHEET), "explore", "--no-open", "--port", port]
    environment = command.environment | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            assert server.stdout
            yield next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def test_an_article_is_read_with_its_versions_its_story_and_its_capture(notebook: str, browser: Any, shots: Path):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(notebook)
    page.get_by_label("Words in title or text").fill("Nether Tharn")
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text=TITLE)
    row.get_by_role("checkbox").check()

    shown = _reader(page, shots)
    assert TITLE in shown("Text")
    versions = shown("Versions")
    assert versions.index("Version 2, loaded ") < versions.index("Version 1, loaded ")
    assert "The first that was seen." in versions
    story = shown("Story")
    assert story.index("harbour-courier: ") < story.index(f"north-ledger: {TITLE}")
    capture = shown("Raw capture")
    assert ".warc.gz, byte " in capture
    assert TITLE in capture
    context.close()


def _reader(page: Any, shots: Path) -> Callable[[str], str]:
    """What a tab of the reader shows, by its name; a picture of each is left."""

    def shown(name: str) -> str:
        tab = page.get_by_role("tab", name=name, exact=True)
        tab.click()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        panel.scroll_into_view_if_needed()
        page.screenshot(path=shots / f"explore-{name.lower().replace(' ', '-')}.png")
        return str(panel.inner_text())

    return shown


def test_nobody_reads_it_without_the_token(notebook: str):
    bare = notebook.partition("?")[0]
    answer = httpx.get(bare, follow_redirects=True)
    assert "/auth/login" in str(answer.url)
    assert httpx.get(f"{bare}/api/status").status_code == 401
