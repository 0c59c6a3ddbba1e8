"""`broadsheet sources`: listing, trying and adding, with a site on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.cli.sources import show_sources
from flows.cli.sources_add import add_source
from flows.cli.sources_check import check_sources
from schemas.errors import SourceUnavailable, UsageError
from schemas.identity import source_id
from schemas.settings import PROJECT, Settings
from schemas.sources import declared_sources
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

BROADSHEET = Path(sys.executable).with_name("broadsheet")
FRONT = b'<html lang="en"><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
RSS = b"""<rss version="2.0"><channel><title>t</title><item><title>Ferry</title><link>/1</link>
<pubDate>Wed, 01 Apr 2026 10:30:00 GMT</pubDate></item></channel></rss>"""
DECLARED = "# ours\nsources:\n  - {name: desk, kind: files, location: desk}  # kept\n"


@pytest.fixture
def site() -> Iterator[Callable[[dict[str, bytes]], str]]:
    """Start a site of these pages; the address of its front page."""
    servers: list[ThreadingHTTPServer] = []

    def start(pages: dict[str, bytes]) -> str:
        class Site(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path in pages else 404)
                self.send_header("Content-Length", str(len(pages.get(self.path, b""))))
                self.end_headers()
                self.wfile.write(pages.get(self.path, b""))

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def at_hand(tmp_path: Path) -> Callable[[str], Settings]:
    """Settings that may ask a site on this machine, with a sources file that declares one source."""
    (tmp_path / "sources.yaml").write_text(DECLARED)

    def settings(url: str = "http://127.0.0.1:1/") -> Settings:
        return Settings(
            home=tmp_path / "data",
            sources_file=tmp_path / "sources.yaml",
            allow_cidrs=("127.0.0.0/8",),
            allow_ports=(int(url.rstrip("/").rpartition(":")[2]),),
            host_interval_seconds=0,
        )

    return settings


def test_add_declares_the_feed_that_a_page_links_to_and_the_second_time_nothing(site, at_hand, capfd):
    url = site({"/": FRONT, "/rss": RSS})
    settings = at_hand(url)
    add_source(url, "", None, settings, as_json=True)
    answer = json.loads(capfd.readouterr().out)
    assert answer["added"] == {
        "name": "127.0.0.1", "kind": "feed", "location": url + "rss", "homepage": url, "language": "en"
    }  # fmt: skip
    assert [(found["kind"], found["items"], found["reason"]) for found in answer["found"]] == [("feed", 1, None)]
    assert answer["sample"] == [{"title": "Ferry", "published": "2026-04-01T10:30:00+00:00", "address": url + "1"}]
    written = settings.sources_file.read_text()
    assert written.startswith(DECLARED)
    assert list(declared_sources(settings.sources_file)) == ["desk", "127.0.0.1"]
    for same in (url, url + "rss"):
        add_source(same, "other", None, settings, as_json=False)
        assert "declared already, as 127.0.0.1: nothing was written" in capfd.readouterr().err
    assert settings.sources_file.read_text() == written


def test_a_site_that_lists_nothing_is_told_with_all_that_was_tried_and_nothing_is_written(site, at_hand):
    url = site({"/": b"<html></html>", "/feed": b"<html>a page</html>"})
    with pytest.raises(SourceUnavailable) as error:
        add_source(url, "", None, at_hand(url), as_json=False)
    assert error.value.what == (
        f"no feed or sitemap with articles was found at {url}; tried: {url}feed (not_a_feed), {url}rss.xml (gone),"
        f" {url}sitemap.xml (gone), {url}news-sitemap.xml (gone), {url}rss (gone), {url}atom.xml (gone)"
    )
    assert "--kind feed" in error.value.cure
    assert at_hand(url).sources_file.read_text() == DECLARED


def test_what_is_closed_is_told_at_once_with_the_lines_that_open_it(at_hand):
    settings = at_hand().model_copy(update={"allow_cidrs": (), "allow_ports": (80, 443)})
    with pytest.raises(UsageError) as error:
        add_source("http://127.0.0.1:8123/", "", None, settings, as_json=False)
    assert str(error.value).splitlines() == [
        "http://127.0.0.1:8123/: 127.0.0.1 is in a private or reserved network, and port 8123 is closed",
        "Nothing was declared. If it is yours, put into broadsheet.toml:",
        '  allow_cidrs = ["127.0.0.1/32"]',
        "  allow_ports = [80, 443, 8123]",
    ]


@pytest.mark.parametrize(
    ("url", "name", "what", "cure"),
    [
        ("l.example/news", "", "is not an address", "Did you mean https://l.example/news?"),
        ("ftp://l.example/", "", "only http and https", "Name a page of the site"),
        ("http:// l.example/", "", "white space", "Name a page of the site"),
        ("https://l.example/", "desk", "there is a source desk already", "another --name"),
        ("https://l.example/", "a:b", "cannot be told from", "without a colon"),
        ("https://l.example/", "-x", "cannot be told from", "without a colon"),
        ("https://l.example/", "a\nb", "signs that cannot be seen", "without a colon"),
    ],
)
def test_what_cannot_be_added_is_said_before_anything_is_asked(at_hand, url: str, name: str, what: str, cure: str):
    with pytest.raises(UsageError) as error:
        add_source(url, name, None, at_hand(), as_json=False)
    assert what in error.value.what
    assert cure in error.value.cure


@pytest.mark.parametrize(
    ("file", "content", "kind"),
    [
        ("papers/1.html", "<p>One</p>", "files"),
        ("papers/1.warc.gz", "", "warc"),
        ("papers.csv", "url,title\nhttps://l.example/1,One\n", "manifest"),
        ("papers.json", '{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        ("papers.xml", "<urlset><url><loc>https://l.example/1</loc></url></urlset>", "sitemap"),
        ("papers.txt", "# ours\nhttps://l.example/1\n\nhttps://l.example/2\n", "urls"),
        ("papers.md", "https://l.example/1 is what they say", "files"),
    ],
)
def test_a_path_is_declared_as_what_it_is_and_only_once(at_hand, tmp_path: Path, capfd, file, content, kind):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(content)
    path = tmp_path / file.partition("/")[0]
    add_source(str(path), "", None, at_hand(), as_json=False)
    assert f"added papers ({kind})" in capfd.readouterr().err
    added = declared_sources(tmp_path / "sources.yaml")["papers"]
    assert (added.kind, added.location) == (kind, str(path))
    add_source(str(path), "others", None, at_hand(), as_json=True)
    assert json.loads(capfd.readouterr().out)["declared_already"] == "papers"


def test_a_path_that_is_nothing_to_take_articles_from_is_not_declared(at_hand, tmp_path: Path):
    (tmp_path / "script.py").write_text("print()")
    for word, what in ((str(tmp_path / "script.py"), "no articles"), ("../no-such-folder", "is not an address")):
        with pytest.raises(UsageError) as error:
            add_source(word, "", None, at_hand(), as_json=False)
        assert what in error.value.what
        assert "https://.." not in error.value.cure
    assert at_hand().sources_file.read_text() == DECLARED


def broadsheet(*words: str, home: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [BROADSHEET, *words],
        env={"PATH": "/usr/bin:/bin", "BROADSHEET_HOME": str(home / "data"), "NO_COLOR": "1",
             "BROADSHEET_SOURCES_FILE": str(home / "sources.yaml")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_check_takes_the_first_article_through_every_step_and_leaves_nothing_behind(page, tmp_path: Path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "1.html").write_bytes(b"")
    (tmp_path / "desk" / "2.html").write_text(page("Quay to be rebuilt", "The quay"))
    rows = [{"url": "ftp://l.example/1"}, {"file": "missing.html"}]
    (tmp_path / "dead.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "sources.yaml").write_text(DECLARED + "  - {name: dead, kind: manifest, location: dead.jsonl}\n")
    code, out, _ = broadsheet("sources", "check", "--json", home=tmp_path)
    desk, dead = json.loads(out)
    assert code == 5, "one of them gives nothing"
    assert [(tried["address"].rpartition("/")[2], tried["reason"]) for tried in desk["tried"]] == [
        ("1.html", "empty"), ("2.html", None)
    ]  # fmt: skip
    assert (desk["works"], desk["candidates"], desk["robots"]) == (True, 2, None)
    assert desk["article"]["title"] == "Quay to be rebuilt"
    assert desk["article"]["would_be"] == "loaded"
    assert [check.partition(" ")[0] for check in desk["article"]["fails"]] == ["has_date", "has_author"]
    assert (dead["works"], dead["candidates"], dead["ended"]) == (False, 2, {"bad_url": 1})
    assert [tried["reason"] for tried in dead["tried"]] == ["not_found"]
    left = [path.name for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert left == [], "no database, no archive"


def test_check_knows_the_name_that_was_meant(at_hand):
    with pytest.raises(UsageError) as error:
        check_sources(["dsk"], at_hand(), as_json=False)
    assert (error.value.what, error.value.cure) == (
        f"there is no source dsk in {at_hand().sources_file}",
        "Did you mean desk?",
    )


def listed(settings: Settings, capfd) -> list[dict[str, object]]:
    capfd.readouterr()
    show_sources(settings, as_json=True)
    return json.loads(capfd.readouterr().out)


def test_the_list_shows_when_a_source_is_asked_next_and_can_do_without(at_hand, capfd):
    settings = at_hand()
    assert [(row["source"], row["articles"]) for row in listed(settings, capfd)] == [("desk", None)]
    at = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
    with open_warehouse(settings) as database:
        for name, kind in (("desk", "files"), ("old", "feed")):
            database.execute(
                "INSERT INTO sources (source_id, name, kind, first_seen_at) VALUES (?, ?, ?, ?)",
                [source_id(name), name, kind, at],
            )
        database.execute(
            "INSERT INTO ops.source_states BY NAME SELECT unnest([?, ?]) AS source_id, ? AS asked_at, ? AS next_ask_at,"
            " 5400 AS interval_seconds, 'failed' AS status, 'gone' AS reason, NULL AS detail, 3 AS failures,"
            " 0 AS items, 0 AS known_items, 0.0 AS most_per_hour",
            [source_id("desk"), source_id("old"), at, datetime(2026, 4, 2, 11, tzinfo=UTC)],
        )
    publish(settings)
    desk, old = listed(settings, capfd)
    assert (desk["declared"], desk["articles"], desk["status"]) == (True, 0, "failed")
    assert (old["declared"], old["kind"], old["status"], old["reason"], old["failures"]) == (
        False, "feed", "failed", "gone", 3
    )  # fmt: skip
    assert (desk["last_asked_at"], desk["next_ask_at"]) == ("2026-04-02T09:30:00+00:00", "2026-04-02T11:00:00+00:00")
    assert (old["last_asked_at"], old["next_ask_at"]) == ("2026-04-02T09:30:00+00:00", None), "nothing asks it any more"
    show_sources(settings, as_json=False)
    assert "1.5 h" in capfd.readouterr().out
    with open_warehouse(settings) as database:
        database.execute("DROP TABLE ops.source_states")
    publish(settings)
    assert [row["next_ask_at"] for row in listed(settings, capfd)] == [None, None]


def test_an_installed_package_is_no_project_and_gets_no_sources(tmp_path: Path):
    installed = tmp_path / "site-packages"
    for package in ("flows", "tasks", "schemas"):
        shutil.copytree(PROJECT / package, installed / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "broadsheet_start.py", installed)
    (tmp_path / "articles").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    environment |= {"PYTHONPATH": str(installed), "BROADSHEET_HOME": str(tmp_path / "data"), "NO_COLOR": "1"}

    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from broadsheet_start import main; main()", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    refused = typed("sources", "add", "articles")
    assert (refused.returncode, "no project here" in refused.stderr) == (2, True), refused.stderr
    assert "`broadsheet init NAME`" in refused.stderr
    assert not (installed / "seeds").exists()
    assert "`broadsheet init NAME`" in typed("doctor").stdout
    (tmp_path / "mine.toml").write_text('sources_file = "sources.yaml"\n')
    added = typed("--config", "mine.toml", "sources", "add", "articles")
    assert (added.returncode, (tmp_path / "sources.yaml").exists()) == (0, True), added.stderr
