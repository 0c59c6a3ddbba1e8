"""The text that a feed carries stands in for a page that is not there, or that shows less; and a tracker that is
dead.
"""

from __future__ import annotations

import pytest

TEXT = "<p>" + "The council voted on Tuesday to rebuild the old quay before winter comes. " * 12 + "</p>"
WHOLE = f"<html><body><nav>Menu</nav><article>{TEXT}</article></body></html>".encode()
STUB = b"<html><body><p>The council voted on Tuesday.</p><p>Subscribe to read on.</p></body></html>"
SHELL = b"<html><body><div id=app></div><script>" + b"let text = 1;" * 500 + b"</script></body></html>"


@pytest.fixture
def end(serve, http, open_to, candidate, fetch_all):
    """How a page of this body or status ends whose feed carries TEXT: reason, content type, and what the server was
    asked.
    """

    def ended(body: bytes = b"", status: str = "200 OK", *fields: str, **given: object):
        server = serve({"/a": http(body, *fields, status=status), "/b": http(WHOLE), "/robots.txt": http(b"")})
        told = {"said_content": TEXT} | {key: server.url(v) if key == "other_url" else v for key, v in given.items()}
        [capture] = fetch_all([candidate(0, url=server.url("/a"), **told)], open_to(server))
        return capture.reason, capture.content_type, [request.path for request in server.requests]

    return ended


FROM_FEED = "text/html; charset=utf-8; from=feed"


@pytest.mark.parametrize("status", ["401 No", "403 No", "404 No", "410 No", "451 No"])
def test_a_page_that_is_denied_or_gone_is_replaced_by_the_text_of_its_feed(end, status):
    assert end(b"no", status) == (None, FROM_FEED, ["/a"])


@pytest.mark.parametrize("body", [STUB, SHELL])
def test_a_page_that_shows_less_than_its_feed_is_replaced(end, body):
    assert end(body, "200 OK", "Content-Type: text/html")[:2] == (None, FROM_FEED)


def test_a_page_that_shows_the_article_is_taken(end):
    assert end(WHOLE, "200 OK", "Content-Type: text/html")[:2] == (None, "text/html")


@pytest.mark.parametrize("status", ["500 No", "429 No"])
def test_a_page_that_fails_otherwise_is_asked_again_and_not_replaced(end, status):
    assert end(b"no", status)[0] in {"http_5xx", "http_429"}


def test_without_a_text_in_the_feed_the_page_ends_as_it_does(end):
    assert end(b"no", "403 No", said_content=None)[0] == "denied"


def test_a_page_that_was_there_once_and_is_gone_now_is_gone(end):
    assert end(b"no", "410 No", last_url="https://l.example/a")[0] == "gone"


def test_where_a_link_is_dead_the_other_address_of_its_feed_is_asked(end):
    assert end(b"no", "404 No", said_content=None, other_url="/b") == (None, None, ["/a", "/b"])


def test_where_a_link_is_alive_no_other_address_is_asked(end):
    assert end(WHOLE, said_content=None, other_url="/b")[2] == ["/a"]
