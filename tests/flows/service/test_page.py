"""The little server of the quality page: what is in the folder, and nothing else."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import httpx
import pytest

from flows.service.command import listening
from flows.service.page import MOST_CONNECTIONS, serve


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


def test_no_hidden_file_and_nothing_that_a_link_leads_to_elsewhere_is_served(page, tmp_path: Path):
    folder = tmp_path / "reports"
    for name in (".env", "runs/.git/config", "runs/page.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("inside")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "round").symlink_to(folder / "round")
    (folder / "index.html").symlink_to(tmp_path / "secret.txt")
    for path in ("/.env", "/%2eenv", "/runs/.git/config", "/out.txt", "/up/secret.txt", "/round", "/", "/a%00b"):
        for answer in (page.get(path), page.head(path)):
            assert answer.status_code == 404, path
    assert page.get("/runs/page.html").text == "inside"


def test_it_answers_under_names_of_this_machine_only(page):
    (name, host), *_ = page.get("/").request.headers.raw[:1]
    assert name.lower() == b"host"
    assert host.startswith(b"127.0.0.1:")
    assert page.get("/", headers={"Host": "localhost:1"}).status_code == 200
    assert page.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert page.get("/", headers={"Origin": "http://evil.example"}).status_code == 403


def test_a_name_that_no_file_can_have_and_a_named_pipe_are_not_found(page, tmp_path: Path, capfd):
    (tmp_path / "reports").mkdir(exist_ok=True)
    os.mkfifo(tmp_path / "reports" / "pipe")
    for path in ("/" + "a" * 5000, "/" + "a/" * 4000, "/pipe"):
        for answer in (page.get(path), page.head(path)):
            assert answer.status_code == 404, path
    assert "Traceback" not in capfd.readouterr().err


def test_connections_that_say_nothing_take_no_more_than_a_fixed_number_of_threads(page):
    held: list[socket.socket] = []
    try:
        before = threading.active_count()
        place = (page.base_url.host, page.base_url.port)
        held += [socket.create_connection(place, timeout=10) for _ in range(MOST_CONNECTIONS + 50)]
        # The oldest are answered; one that is too many is closed at once.
        assert held[-1].recv(1) == b""
        assert threading.active_count() - before <= MOST_CONNECTIONS
    finally:
        for one in held:
            one.close()
    assert page.get("/").status_code == 200
