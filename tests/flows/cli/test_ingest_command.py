"""`broadsheet ingest` as people run it: good input beside every kind of bad input, and the run goes on."""

from __future__ import annotations

import gzip
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

from schemas.settings import Settings
from tasks.runs.folder import RunRequest, new_run

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def bad_and_good(folder: Path, page) -> list[str]:
    """Inputs of every kind; what each must end as is in the test."""
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "good.html").write_text(page("Quay to be rebuilt", "The quay"))
    (inbox / "good.htm.gz").write_bytes(gzip.compress(page("Ferries wait", "The ferries").encode()))
    (inbox / "note.md").write_text(
        "---\ntitle: Market moves\nauthor: Ana Ruiz\ndate: 2026-04-01T08:00:00+01:00\n---\n\n"
        + "The market of Port Ellery moves to the station square, the council said. " * 6
    )
    (inbox / "wire.txt").write_text(
        "PORT ELLERY—" + "The bridge was closed at dawn, and buses went round by the mill. " * 6
    )
    (inbox / "empty.html").write_bytes(b"")
    (inbox / "noise.html").write_bytes(bytes(range(256)) * 40)
    (inbox / "cut.html.gz").write_bytes(gzip.compress(page("Cut", "The cut " * 40).encode())[:-40])
    (inbox / "huge.html").write_bytes(b"<html><body>" + b"<p>large</p>" * 2_600_000)
    (inbox / "divs.html").write_bytes(b"<html><body>" + b"<div>" * 1_000_000)
    (inbox / "odd.html").write_bytes(page("Odd \x00 letters", "Nul \x00 here").encode() + b"\xed\xa0\x80")
    with zipfile.ZipFile(inbox / "bundle.html", "w") as bundle:
        bundle.writestr("a.txt", "a")
    manifest = folder / "rows.jsonl"
    rows = [
        json.dumps(
            {"url": "https://a.example/1", "text": "A text of the wire, long enough to be read. " * 8, "mood": "x"}
        ),
        json.dumps({"url": "https://a.example/1", "text": "A text of the wire, long enough to be read. " * 8}),
        "{broken",
        json.dumps({"title": "no content"}),
        json.dumps({"html": page("Inline", "The inline page"), "authors": ["Tom Okafor"], "title": "Known title"}),
        '{"url": "https://a.example/s", "text": "\\ud800 '
        + "A lone surrogate, and then a text that is long enough. " * 6
        + '"}',
    ]
    manifest.write_text("\n".join(rows))
    return [str(inbox), str(manifest), str(folder / "nowhere"), "ftp://a.example/x", "file:///etc/passwd",
            "javascript:alert(1)", "http://127.0.0.1:9/closed"]  # fmt: skip


FEED = """<rss version="2.0"><channel><title>Wire</title>
<item><title>One</title><link>/1</link></item><item><title>Two</title><link>/2</link></item></channel></rss>"""


@contextmanager
def site(pages: dict[str, str]) -> Iterator[str]:
    """A site on this machine; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((found or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_bad_input_has_its_outcome_and_the_rest_is_loaded(command, page, tmp_path: Path):
    inputs = bad_and_good(tmp_path, page)
    answer = command("ingest", *inputs, "--json", BROADSHEET_CLEAN_SECONDS="5")
    assert answer.code == 5, answer.err  # some of the inputs gave nothing at all
    assert answer.json["discovered"] == 22
    assert sum(sum(reasons.values()) for reasons in answer.json["outcomes"].values()) == 22
    rows = command.rows("SELECT url, status, reason FROM ops.outcomes")
    ends = {row["url"].rpartition("/")[2]: (row["status"], row["reason"]) for row in rows}
    assert {name: ends[name] for name in ("good.html", "good.htm.gz", "note.md", "wire.txt", "odd.html", "1", "s")} == {
        "good.html": ("loaded", "new"),
        "good.htm.gz": ("loaded", "new"),
        "note.md": ("loaded", "new"),
        "wire.txt": ("loaded", "new"),
        "odd.html": ("loaded", "new"),
        "1": ("alias", "repeated"),
        "s": ("loaded", "new"),
    }
    assert {
        name: ends[name]
        for name in ("empty.html", "noise.html", "cut.html.gz", "huge.html", "divs.html", "bundle.html")
    } == {
        "empty.html": ("refused", "empty"),
        "noise.html": ("refused", "unsupported_type"),
        "cut.html.gz": ("failed", "truncated"),
        "huge.html": ("refused", "too_large"),
        "divs.html": ("refused", "too_many_elements"),
        "bundle.html": ("refused", "unsupported_type"),
    }
    assert [
        ends[name]
        for name in ("rows.jsonl#3", "rows.jsonl#4", "nowhere", "x", "passwd", "javascript:alert(1)", "closed")
    ] == [
        ("refused", "bad_row"),
        ("refused", "bad_row"),
        ("refused", "not_found"),
        ("refused", "bad_url"),
        ("refused", "bad_url"),
        ("refused", "bad_url"),
        ("refused", "blocked_address"),
    ]
    assert "columns that say nothing to us were ignored: mood" in " ".join(answer.err.split())
    assert "Traceback" not in answer.err

    known = command.rows(
        "SELECT title, authors, place FROM latest_articles WHERE title = 'Known title' OR place = 'Port Ellery'"
    )
    assert sorted(known, key=str) == [
        {"title": "Known title", "authors": ["Tom Okafor"], "place": None},
        {"title": None, "authors": [], "place": "Port Ellery"},
    ]
    # The bytes of what could not be read are kept.
    kept = command.rows("SELECT count(*) AS n FROM captures WHERE url LIKE '%cut.html.gz' OR url LIKE '%bundle.html'")
    assert kept == [{"n": 2}]

    with duckdb.connect(str(command.home / "broadsheet.duckdb"), read_only=True) as reader:
        before = reader.execute("SELECT count(*) FROM ops.runs").fetchall()
        again = command("ingest", str(tmp_path / "inbox" / "good.html"), str(tmp_path / "inbox" / "note.md"), "--json")
        assert (again.code, again.json["outcomes"]) == (0, {"unchanged": {"same_payload": 2}})
        # A reader does not disturb a run, and keeps its copy whole.
        assert reader.execute("SELECT count(*) FROM ops.runs").fetchall() == before == [(1,)]
    assert command.rows("SELECT count(*) AS n FROM ops.runs") == [{"n": 2}]
    assert not list((command.home / "runs").iterdir())


def test_a_site_is_not_asked_without_a_contact_and_no_later_run_stumbles_over_the_call(
    command, page, now, tmp_path: Path
):
    answer = command("ingest", "https://news.example/1")
    assert answer.code == 2
    assert "news.example is to be fetched from, and no contact address is set" in answer.err
    assert "Set BROADSHEET_CONTACT to an e-mail address or a page about you" in answer.err

    # Nor over a run that was cut off and cannot go on until a contact is set: it waits, and is told.
    with new_run(RunRequest(inputs=["https://news.example/1"]), Settings(home=command.home), now) as cut_off:
        pass
    with site({"/feed": FEED, "/1": page("A later call", "The call"), "/2": page("A second call", "The other")}) as url:
        (tmp_path / "sources.yaml").write_text(f"sources:\n- {{name: wire, kind: feed, location: '{url}/feed'}}\n")
        reach = {"BROADSHEET_SOURCES_FILE": str(tmp_path / "sources.yaml"), "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]'}
        port = url.rpartition(":")[2]
        answer = command("ingest", **reach, BROADSHEET_ALLOW_PORTS=f"[{port}]", BROADSHEET_HOST_INTERVAL_SECONDS="0")
    assert answer.code == 0, answer.err
    assert f"run {cut_off.run_id} was cut off and still waits" in " ".join(answer.err.split())
    rows = command.rows("SELECT source, title, reason FROM ops.outcomes JOIN latest_articles USING (article_id)")
    assert sorted(rows, key=str) == [
        {"source": "wire", "title": title, "reason": "new"} for title in ("A later call", "A second call")
    ]


@pytest.mark.long
def test_a_secret_in_an_address_reaches_its_site_and_nobody_else(process, page, tmp_path: Path):
    text = page("Quay to be rebuilt", "The quay").replace(
        "<article>",
        "<link rel='canonical' href='/a?id=1&token=opensesame'><article><a href='/b?token=opensesame'>b</a>",
    )
    with site({"/a?id=1&token=opensesame": text}) as address:
        words = f"{address.replace('//', '//ann:sesame@')}/a?id=1&token=opensesame"
        opened = {
            "BROADSHEET_CONTACT": "desk@example.org",
            "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
            "BROADSHEET_ALLOW_PORTS": f"[{address.rpartition(':')[2]}]",
            "BROADSHEET_RESPECT_ROBOTS": "false",
            "PREFECT_API_URL": "",
        }
        runs = [process("-v", "ingest", words, **opened) for _ in range(2)]
        asked = process("why", words)
    assert [run.code for run in runs] == [0, 0], [run.err for run in runs]
    assert process.rows("SELECT status, reason FROM ops.outcomes ORDER BY run_id") == [
        {"status": "loaded", "reason": "new"},
        {"status": "unchanged", "reason": "same_payload"},
    ]
    assert (asked.code, "token=hidden-" in asked.out) == (0, True), asked.screen
    others = [process(*call) for call in (["status"], ["runs"], ["sources", "list"], ["search", "quay"], ["report"])]
    assert not [answer.screen for answer in (*runs, asked, *others) if "sesame" in answer.screen]
    # The page itself is archived as it was received: what it says of its own address stays in it.
    files = [file for file in process.home.rglob("*") if file.is_file() and file.suffix != ".gz"]
    assert {file for file in files if b"sesame" in file.read_bytes()} == set()
    heads = [
        line for file in process.home.rglob("*.warc.gz") for line in gzip.decompress(file.read_bytes()).split(b"\n")
    ]
    assert {line for line in heads if b"sesame" in line and b"<" not in line} == set()
