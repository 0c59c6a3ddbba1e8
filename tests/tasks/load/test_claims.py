"""What feeds say of an article is kept beside it, once a distinct claim, and is not taken for the article's own
word.
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.runs.handover import batch_folders

FEED = """<rss version="2.0"><channel><title>t</title><language>en</language>
<item><title>{title}</title><link>/1</link><author>Ana Ruiz</author><description>Short.</description>
<pubDate>Wed, 01 Apr 2026 10:00:00 GMT</pubDate></item>
<item><link>/2</link></item></channel></rss>"""


@pytest.fixture
def run_feed(serve, http, open_to, tmp_path, now):
    """Runs over one feed whose articles are gone; gives the claims in the warehouse after each."""
    server = serve({"/1": http(b"", status="404 Not Found"), "/2": http(b"", status="404 Not Found")})
    (tmp_path / "sources.yaml").write_text(
        f"sources: [{{name: courier, kind: feed, location: '{server.url('/feed')}'}}]"
    )
    settings = open_to(server, sources_file=tmp_path / "sources.yaml")
    numbers = iter(range(1, 10))

    def run(title: str):
        server.routes["/feed"] = http(FEED.format(title=title).encode())
        run_id = f"run-{next(numbers)}"
        folder = settings.runs / run_id
        folder.mkdir(parents=True)
        found = discover(folder, ["courier"], None, settings, now)
        begin_run(run_id, ["courier"], found.candidates, found.warnings, False, now, settings)
        for batch in batch_folders(folder):
            fetch_batch(batch, run_id, settings, lambda: now)
            load_batch(batch, run_id, settings, now)
        ended = end_run(run_id, settings, now)
        with duckdb.connect(str(settings.warehouse), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            claims = database.execute(
                "SELECT s.name, s.location, o.url, c.run_id, c.title, c.author, c.summary, c.language, c.published_at,"
                " c.modified_at, c.seen_at FROM claims AS c JOIN sources AS s USING (source_id)"
                " JOIN ops.outcomes AS o ON o.address_id = c.address_id AND o.run_id = c.run_id ORDER BY o.url, "
                "c.run_id"
            ).fetchall()
        return ended, claims

    return run, server


def test_a_claim_is_kept_once_until_something_about_it_changes(run_feed, now):
    run, server = run_feed
    at = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)

    def claim(run_id: str, path: str, *said: object):
        return ("courier", server.url("/feed"), server.url(path), run_id, *said, None, now)

    first = claim("run-1", "/1", "Rope", "Ana Ruiz", "Short.", "en", at)
    second = claim("run-1", "/2", None, None, None, "en", None)
    ended, claims = run("Rope")
    assert ended.outcomes == {"failed": {"gone": 2}}
    assert claims == [first, second]
    assert run("Rope")[1] == [first, second]
    changed = claim("run-3", "/1", "Rope, corrected", "Ana Ruiz", "Short.", "en", at)
    assert run("Rope, corrected")[1] == [first, changed, second]
    assert run("Rope")[1] == [first, changed, second]
