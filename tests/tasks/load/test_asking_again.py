"""Runs one after the other against a living server, with the time as an argument: what is asked again, and what is
not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from schemas.errors import WarehouseUnusable
from tests.tasks.load.living import feed

pytestmark = pytest.mark.long


@pytest.fixture
def desk(newsroom: Callable) -> Callable:
    return newsroom


def asked(server) -> list[tuple[str, bool]]:
    """Path, and whether only a change was asked for; of the requests since the last call."""
    found = [
        (request.path, "if-none-match" in request.fields or "if-modified-since" in request.fields)
        for request in server.requests
    ]
    server.requests.clear()
    return found


def with_etag(http: Callable, body: bytes, etag: str = '"1"') -> Callable:
    """A page whose server knows conditional requests."""

    def answer(_, connection, request):
        if request.fields.get("if-none-match") == etag:
            connection.sendall(http(b"", f"ETag: {etag}", status="304 Not Modified"))
        else:
            connection.sendall(http(body, f"ETag: {etag}"))

    return answer


def test_what_is_known_is_not_asked_for_before_its_time_and_then_only_for_a_change(desk, http):
    news, server = desk({"/feed": http(feed("/1", "/2")), "/1": with_etag(http, b"one"), "/2": http(b"two")})
    assert news.run() == {"new": 2}
    assert sorted(asked(server)) == [("/1", False), ("/2", False), ("/feed", False)]

    assert news.run(hours=0.9) == {}  # the feed has the same bytes as before
    assert asked(server) == [("/feed", False)]

    # The feed does not offer them anew: their own time has come.
    assert news.run(hours=0.2) == {"not_modified": 1, "same_payload": 1}
    assert sorted(asked(server)) == [("/1", True), ("/2", False), ("/feed", False)]
    # One hour unchanged, then two more, then six more; after a month they are left alone.
    assert news.run(hours=2.1) == {}
    assert news.run(hours=0.2) == {"not_modified": 1, "same_payload": 1}
    assert news.run(hours=24 * 29) == {"same_payload": 2}
    assert news.ask("SELECT ask_again_at FROM ops.addresses") == [(None,), (None,)]


def test_the_schedule_leaves_a_source_alone_until_its_time_has_come(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"one")})
    news.run(due_only=True)
    asked(server)
    assert news.run(hours=0.4, due_only=True) == {}
    assert asked(server) == []
    assert news.run(hours=0.2, due_only=True) == {}
    assert asked(server) == [("/feed", False)]
    # It was all known: half as long again.
    assert news.ask("SELECT status, interval_seconds, items FROM ops.source_states") == [("unchanged", 2700, 1)]


def test_again_asks_for_everything_in_full(desk, http):
    news, server = desk({"/feed": with_etag(http, feed("/1")), "/1": with_etag(http, b"one")})
    news.run()
    asked(server)
    assert news.run(hours=0.1, again=True) == {"same_payload": 1}
    assert asked(server) == [("/feed", False), ("/1", False)]


def test_a_server_that_always_says_304_is_asked_for_the_whole_page_once_a_week(desk, http):
    def lying(_, connection, request):
        same = "if-none-match" in request.fields
        connection.sendall(http(b"", status="304 Not Modified") if same else http(bodies[-1], 'ETag: "1"'))

    bodies = [b"one"]
    news, _ = desk({"/feed": http(feed("/1")), "/1": lying})
    news.run()
    bodies.append(b"one, corrected")
    assert news.run(hours=24 * 6) == {"not_modified": 1}
    assert news.run(hours=24 * 13) == {"revised": 1}


def test_what_failed_for_a_passing_reason_comes_back_although_the_feed_forgot_it(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"", status="500 Oh")})
    assert news.run() == {"http_5xx": 1}
    assert news.ask("SELECT next_attempt_at - recorded_at FROM ops.outcomes") == [(timedelta(minutes=10),)]
    server.routes["/feed"] = http(feed())
    assert news.run(hours=0.1) == {}
    server.routes["/1"] = http(b"one")
    assert news.run(hours=0.1) == {"new": 1}
    assert news.ask("SELECT tries FROM ops.addresses") == [(0,)]


def test_after_so_many_tries_it_has_failed_for_good_with_its_reason(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"", status="500 Oh")}, most_tries=3)
    waits = []
    for hours in (0, 1, 1):
        assert news.run(hours=hours) == {"http_5xx": 1}
        waits.append(
            news.ask("SELECT next_attempt_at - recorded_at FROM ops.outcomes ORDER BY run_id DESC LIMIT 1")[0][0]
        )
    assert waits == [timedelta(minutes=10), timedelta(minutes=30), None]
    assert news.ask("SELECT detail FROM ops.outcomes ORDER BY run_id DESC LIMIT 1") == [
        ("HTTP 500; given up after 3 tries",)
    ]
    server.routes["/feed"] = http(feed("/1", "/2"))
    server.routes["/2"] = http(b"two")
    asked(server)
    assert news.run(hours=999) == {"not_due": 1, "new": 1}
    assert asked(server) == [("/feed", False), ("/2", False)]


def test_a_busy_host_is_left_alone_for_as_long_as_it_asked(desk, http):
    busy = http(b"", "Retry-After: 36000", status="429 Slow")
    news, server = desk({"/feed": http(feed("/1")), "/1": busy})
    assert news.run() == {"http_429": 1}
    [(wait,)] = news.ask("SELECT next_attempt_at - recorded_at FROM ops.outcomes")
    assert timedelta(hours=9, minutes=59) < wait <= timedelta(hours=10)
    asked(server)
    # The feed lies on the same host: it is not asked for either, and its next time is when the host allows it.
    assert news.run(hours=1) == {"http_429": 1}
    assert asked(server) == []
    [(wait,)] = news.ask("SELECT next_ask_at - asked_at FROM ops.source_states")
    assert timedelta(hours=9, minutes=59) < wait <= timedelta(hours=10)


def test_what_the_same_again_leaves_in_the_archive_is_a_revisit_record(desk, http):
    from warcio.archiveiterator import ArchiveIterator

    news, server = desk({"/feed": http(feed("/1", "/2")), "/1": with_etag(http, b"one"), "/2": http(b"two")})
    news.run()
    news.run(hours=2)
    found: dict[Any, Any] = {}
    for path in sorted(news.settings.archive.rglob("*.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                head = record.rec_headers
                kind = (head.get_header("WARC-Profile") or "").rpartition("/")[2]
                found.setdefault((record.rec_type, kind), []).append(head.get_header("WARC-Target-URI"))
    assert {key: len(urls) for key, urls in found.items() if key[0] in {"response", "revisit"}} == {
        ("response", ""): 2,
        ("revisit", "server-not-modified"): 1,
        ("revisit", "identical-payload-digest"): 1,
    }
    assert found["revisit", "server-not-modified"] == [server.url("/1")]


def test_each_attempt_is_a_row_of_the_ledger(desk, http):
    answers = iter([None, http(b"one", "Content-Type: text/html", 'ETag: "7"')])

    def once_broken(server, connection, _):
        answer = next(answers)
        server.reset(connection) if answer is None else connection.sendall(answer)

    news, _ = desk({"/feed": http(feed("/1")), "/1": once_broken})
    assert news.run() == {"new": 1}
    rows = news.ask("SELECT attempt, reason, http_status, content_type, etag FROM ops.fetches ORDER BY attempt")
    assert rows == [(1, "reset", None, None, None), (2, None, 200, "text/html", '"7"')]


def test_a_feed_that_turned_over_between_two_looks_is_told(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"one"), "/2": http(b"two")})
    news.run()
    server.routes["/feed"] = http(feed("/2"))
    news.run(hours=5)
    [(warnings,)] = news.ask("SELECT warnings FROM ops.runs ORDER BY run_id DESC LIMIT 1")
    assert warnings == [
        "source wire: nothing in it was known, so articles that came and went since 2026-04-02 09:30 UTC may be missing"
    ]


def test_an_etag_that_no_header_may_hold_is_not_sent_back(desk, http):
    news, server = desk({"/feed": http(feed("/1"), 'ETag: "caf\xe9"'), "/1": http(b"one")})
    news.run()
    asked(server)
    assert news.run(hours=0.5) == {}
    assert asked(server) == [("/feed", False)]


def test_validators_go_to_the_address_that_they_came_from(desk, http, redirect):
    news, server = desk({"/feed": redirect("/real"), "/real": with_etag(http, feed("/1")), "/1": http(b"one")})
    news.run()
    asked(server)
    news.run(hours=0.5)
    assert asked(server) == [("/feed", False), ("/real", True)]


def test_a_comeback_that_fails_again_is_no_failure_of_its_source(desk, http):
    news, server = desk({"/feed": http(feed("/1", "/2")), "/1": http(b"one"), "/2": http(b"", status="500 Oh")})
    news.run()
    assert news.run(hours=0.2) == {"http_5xx": 1}
    assert news.ask("SELECT status FROM ops.runs ORDER BY run_id") == [("completed",), ("completed",)]
    server.routes["/feed"] = http(b"", status="500 Oh")
    news.run(hours=0.1)
    assert news.ask("SELECT status FROM ops.runs ORDER BY run_id DESC LIMIT 1") == [("source_failed",)]


def test_a_source_that_was_met_before_it_was_declared_is_what_is_declared(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"", status="500 Oh")})
    declaration = news.settings.sources_file.read_text()
    news.settings.sources_file.write_text(declaration.replace("wire", "other"))
    assert news.run() == {"not_found": 1}
    news.settings.sources_file.write_text(declaration)
    assert news.run(hours=1) == {"http_5xx": 1}
    assert news.ask("SELECT name, kind FROM sources") == [("wire", "feed")]
    server.routes["/feed"] = http(feed())
    assert news.run(hours=1) == {"http_5xx": 1}


def test_a_link_that_a_feed_lists_twice_is_remembered_by_how_it_ended(desk, http):
    news, _ = desk({"/feed": http(feed("/1", "/1")), "/1": http(b"", status="500 Oh")})
    assert news.run() == {"http_5xx": 1, "repeated": 1}
    assert news.ask("SELECT last_reason, tries FROM ops.addresses") == [("http_5xx", 1)]


def test_what_was_asked_by_a_clock_that_was_ahead_is_asked_again(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"", status="500 Oh")})
    news.run(hours=24 * 365)
    news.now -= timedelta(days=365)
    server.routes["/1"] = http(b"one")
    assert news.run(hours=1) == {"new": 1}


def test_of_two_sources_the_one_that_says_it_changed_is_heard(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"one")})
    with news.settings.sources_file.open("a") as file:
        file.write(f"- {{name: map, kind: sitemap, location: '{server.url('/map')}'}}\n")
    server.routes["/map"] = http(b"<urlset/>")
    news.run(names=("wire", "map"))
    server.routes["/1"] = http(b"one, corrected")
    server.routes["/feed"] = http(feed("/1", "/1#again"))
    changed = news.now + timedelta(minutes=20)
    url = f"<url><loc>{server.url('/1')}</loc><lastmod>{changed.isoformat()}</lastmod></url>"
    server.routes["/map"] = http(f"<urlset>{url}</urlset>".encode())
    assert news.run(hours=0.5, names=("wire", "map")) == {"not_due": 2, "revised": 1}


class Reporter:
    """A feed of thirty pages, which says at each look which of them changed."""

    def __init__(self, desk: Callable, http: Callable) -> None:
        self.texts = {number: b"text %d" % number for number in range(30)}
        self._feed = b""
        pages = {f"/{n}": lambda _, c, request: c.sendall(http(self.texts[int(request.path[1:])])) for n in self.texts}
        self.news, self.server = desk({"/feed": lambda _, c, request: c.sendall(http(self._feed)), **pages})
        self.news.settings = self.news.settings.model_copy(update={"look_again_hours": 1000.0})

    def look(self, reported: range, changed: range) -> int:
        """The pages that are requested half an hour later."""
        self.news.now += timedelta(hours=0.5)
        self.texts.update({n: b"changed %d" % n for n in changed})
        entries = "".join(
            f"<entry><id>{n}</id><title>t</title><link href='/{n}'/><published>2026-03-01T10:00:00Z</published>"
            f"<updated>{self._said(n, reported).isoformat()}</updated></entry>"
            for n in self.texts
        )
        self._feed = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>".encode()
        self.server.requests.clear()
        self.news.run()
        return len([request for request in self.server.requests if request.path != "/feed"])

    def _said(self, number: int, reported: range) -> datetime:
        ago = timedelta(minutes=12 + number % 7) if number in reported else timedelta(days=2, minutes=5 * number)
        return self.news.now - ago

    @property
    def record(self) -> list[tuple[object, ...]]:
        return self.news.ask("SELECT reported, proved_false FROM ops.change_reports")


def test_a_source_whose_reports_of_changes_prove_false_is_not_believed_any_more(desk, http):
    reporter = Reporter(desk, http)
    assert reporter.look(range(0), range(0)) == 30
    # Ten reports, each of another page, so that no page has a record of its own.
    assert reporter.look(range(5), range(0)) == 5
    assert reporter.look(range(5, 10), range(0)) == 5
    assert reporter.record == [(10, 10)]
    assert reporter.look(range(10, 15), range(0)) == 0


def test_a_source_whose_reports_of_changes_are_true_stays_believed(desk, http):
    reporter = Reporter(desk, http)
    for some in (range(0), range(6), range(6, 12), range(12, 18)):
        reporter.look(some, some)
    assert reporter.record == [(18, 0)]
    assert reporter.news.ask("SELECT count(*) FROM article_versions WHERE version = 2") == [(18,)]


def test_a_dead_sitemap_in_an_index_does_not_make_the_source_fail(desk, http):
    news, server = desk({"/a": http(b"<urlset/>"), "/b": http(b"", status="404 No")})
    locs = "".join(f"<sitemap><loc>{server.url(path)}</loc></sitemap>" for path in ("/a", "/b"))
    server.routes["/map"] = http(f"<sitemapindex>{locs}</sitemapindex>".encode())
    news.settings.sources_file.write_text(
        f"sources:\n- {{name: wire, kind: sitemap, location: '{server.url('/map')}'}}\n"
    )
    for hours in (0, 1, 1):
        assert news.run(hours=hours) == {"gone": 1}
    assert news.ask("SELECT status, failures FROM ops.source_states") == [("unchanged", 0)]


def test_a_run_that_ends_late_does_not_bring_an_older_text_back(desk, http):
    news, server = desk({"/feed": http(feed("/1")), "/1": http(b"first")})
    slow = news.begin()
    server.routes["/1"] = http(b"corrected")
    assert news.run(hours=0.1) == {"new": 1}
    assert news.complete(slow) == {"overtaken": 1}
    assert news.ask("SELECT body FROM latest_articles") == [("corrected",)]


def test_a_snapshot_that_is_none_is_told_with_the_cure(desk, http):
    news, _ = desk({"/feed": http(feed("/1")), "/1": http(b"one")})
    news.settings.snapshot.write_bytes(b"no database")
    with pytest.raises(WarehouseUnusable, match="cannot be read"):
        news.run()


def test_what_was_never_asked_because_its_host_is_busy_has_not_been_tried(desk, http):
    busy = http(b"", "Retry-After: 36000", status="429 Slow")
    paths = [f"/{number}" for number in range(4)]
    news, server = desk({"/feed": http(feed(*paths)), **dict.fromkeys(paths, busy)}, fetch_per_host=1)
    assert news.run() == {"http_429": 4}
    assert len([path for path, _ in asked(server) if path != "/feed"]) == 1
    assert news.ask("SELECT tries, count(*) FROM ops.addresses WHERE url IS NOT NULL GROUP BY 1 ORDER BY 1") == [
        (0, 3),
        (1, 1),
    ]


@pytest.mark.parametrize("left", ["removed", "disabled"])
def test_pages_of_a_source_that_is_removed_or_disabled_are_not_asked_again(desk, http, left):
    news, server = desk({"/feed": http(feed("/1", "/2")), "/1": http(b"one"), "/2": http(b"", status="500 Oh")})
    file = news.settings.sources_file
    other = f"- {{name: other, kind: feed, location: '{server.url('/other')}'}}\n"
    server.routes["/other"] = http(feed())
    assert news.run() == {"new": 1, "http_5xx": 1}
    before = file.read_text(encoding="utf-8")
    file.write_text(
        "sources:\n" + other if left == "removed" else before.replace("}", ", enabled: false}") + other,
        encoding="utf-8",
    )
    asked(server)
    names = ("other",) if left == "removed" else ("other", "wire")
    assert news.run(hours=24, names=names, due_only=True) == {}
    assert asked(server) == [("/other", False)]
    # Declared again, it goes on where it was.
    file.write_text(before, encoding="utf-8")
    assert news.run(hours=1, due_only=True) == {"same_payload": 1, "http_5xx": 1}
