"""What a source removed is marked as gone, never deleted, and comes back to live once it is there again."""

from __future__ import annotations

from datetime import timedelta

from tests.tasks.load.living import START, feed

STATUS = "SELECT status, gone_since FROM articles ORDER BY url"
LIVE = ("live", None)


def test_an_article_is_gone_once_two_runs_found_its_address_empty(newsroom, http):
    news, server = newsroom({"/feed": http(feed("/1", "/2")), "/1": http(b"one"), "/2": http(b"two")})
    news.run()
    server.routes["/1"] = http(b"", status="404 Not Found")
    assert news.run(hours=1.1) == {"gone": 1, "same_payload": 1}
    assert news.ask(STATUS) == [LIVE, LIVE]
    server.routes["/1"] = http(b"", status="410 Gone")
    assert news.run(hours=3, names=(server.url("/1"),)) == {"gone": 1}
    gone = ("gone", START + timedelta(hours=1.1))
    assert news.ask(STATUS) == [gone, LIVE]
    assert news.ask("SELECT status, body FROM latest_articles ORDER BY url") == [("gone", "one"), ("live", "two")]
    assert news.ask("SELECT status FROM search('one')") == [("gone",)]
    server.routes["/1"] = http(b"one")
    assert news.run(hours=6, names=(server.url("/1"),)) == {"same_payload": 1}
    assert news.ask(STATUS) == [LIVE, LIVE]
    # What it takes begins anew.
    server.routes["/1"] = http(b"", status="404 Not Found")
    news.run(hours=6, names=(server.url("/1"),))
    assert news.ask(STATUS) == [LIVE, LIVE]


def test_a_failure_that_says_nothing_of_the_page_neither_counts_nor_interrupts(newsroom, http):
    news, server = newsroom({"/feed": http(feed("/1")), "/1": http(b"one")})
    news.run()
    for status in ("500 Oh", "500 Oh", "404 Not Found", "500 Oh"):
        server.routes["/1"] = http(b"", status=status)
        news.run(hours=2, names=(server.url("/1"),))
        assert news.ask(STATUS) == [LIVE]
    server.routes["/1"] = http(b"", status="404 Not Found")
    news.run(hours=2, names=(server.url("/1"),))
    assert news.ask(STATUS) == [("gone", START + timedelta(hours=6))]


def test_a_text_that_moved_to_another_address_is_not_gone(newsroom, http):
    news, server = newsroom({"/feed": http(feed("/1")), "/1": http(b"one")})
    news.run()
    server.routes["/1"] = http(b"", status="404 Not Found")
    server.routes["/moved"] = http(b"one")
    news.run(hours=2, names=(server.url("/1"),))
    server.routes["/feed"] = http(feed("/moved"))
    assert news.run(hours=2) == {"same_text": 1}
    assert news.run(hours=2, names=(server.url("/1"),)) == {"gone": 1}
    assert news.ask(STATUS) == [LIVE]
