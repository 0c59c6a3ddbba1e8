"""The little server of the quality page: what is in the folder, and nothing else."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest

from flows.service.command import listening
from flows.service.page import serve


@pytest.fixture
def page(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("not for anybody")
    listens = listening(0)
    threading.Thread(target=serve, args=(tmp_path / "reports", listens), daemon=True).start()
    with httpx.Client(base_url=f"http://127.0.0.1:{listens.getsockname()[1]}") as client:
        yield client


def test_before_there_is_a_page_it_says_how_to_get_one_and_then_it_is_served(page, tmp_path: Path):
    before = page.get("/")
    assert (before.status_code, "broadsheet report" in before.text) == (200, True)
    (tmp_path / "reports" / "index.html").write_text("<p>how good it is")
    after = page.get("/")
    assert (after.status_code, after.text, after.headers["cache-control"]) == (200, "<p>how good it is", "no-cache")


def test_nothing_outside_of_the_folder_and_no_list_of_it_is_served(page, tmp_path: Path):
    (tmp_path / "reports" / "old").mkdir()
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/old/", "/none.html"):
        assert page.get(path).status_code == 404, path
    assert page.post("/").status_code == 501
