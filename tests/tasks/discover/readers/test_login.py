"""Feeds behind a login: it goes to their own host only, and where it cannot be had that is said."""

from __future__ import annotations

import base64
import os

import pytest

FEED = b'<rss version="2.0"><channel><title>t</title><item><title>a</title><link>https://l.example/1</link></item></channel></rss>'
BASIC = "Basic " + base64.b64encode(b"reader:sheets of lead").decode()


@pytest.fixture
def served(serve, http):
    return serve({"/feed": http(FEED), "/robots.txt": http(b"")})


def sent(server) -> list[str | None]:
    return [request.fields.get("authorization") for request in server.requests if request.path == "/feed"]


def test_the_login_of_a_variable_is_sent(served, open_to, ask, monkeypatch):
    monkeypatch.setenv("DESK_LOGIN", "reader:sheets of lead")
    found = ask("feed", served.url("/feed"), open_to(served), login_env="DESK_LOGIN")
    assert (found.urls, sent(served)) == (["https://l.example/1"], [BASIC])


def test_the_login_of_a_file_is_sent(served, open_to, ask, tmp_path):
    (tmp_path / "login").write_text("reader:sheets of lead\n")
    ask("feed", served.url("/feed"), open_to(served), login_file=str(tmp_path / "login"))
    assert sent(served) == [BASIC]


def test_another_host_that_is_redirected_to_is_not_sent_the_login(served, serve, redirect, open_to, ask, monkeypatch):
    monkeypatch.setenv("DESK_LOGIN", "reader:sheets of lead")
    gate = serve({"/feed": redirect(served.url("/feed"))})
    ask("feed", gate.url("/feed"), open_to(served, gate), login_env="DESK_LOGIN")
    assert (sent(gate), sent(served)) == ([BASIC], [None])


@pytest.mark.parametrize("value", [None, "", "no colon"])
def test_a_login_that_cannot_be_had_is_told_and_nothing_is_asked(served, open_to, ask, monkeypatch, value):
    monkeypatch.delenv("DESK_LOGIN", raising=False)
    if value is not None:
        monkeypatch.setenv("DESK_LOGIN", value)
    [(reason, detail)] = ask("feed", served.url("/feed"), open_to(served), login_env="DESK_LOGIN").ends
    assert (reason, served.requests) == ("unreadable", [])
    assert detail.endswith("the environment variable DESK_LOGIN holds no login: write user:password into it")


def test_a_named_pipe_in_place_of_a_login_is_not_opened(served, open_to, ask, tmp_path):
    os.mkfifo(tmp_path / "login")
    [(reason, detail)] = ask("feed", served.url("/feed"), open_to(served), login_file=str(tmp_path / "login")).ends
    assert (reason, served.requests) == ("unreadable", [])
    assert "named pipe" in detail
