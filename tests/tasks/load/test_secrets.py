"""Secrets in addresses: user names and passwords are never sent, tokens are, and none of them is kept or shown."""

from __future__ import annotations

import gzip
import json
import shutil
import tarfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import Article
from schemas.private_parts import bare_address, shown_address, without_secrets
from schemas.records import Candidate, Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.runs.handover import batch_folders, read_rows, write_rows
from tests.tasks.load.conftest import Offered


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://ann:sesame@a.example/x?q=1@2", "https://a.example/x?q=1@2"),
        ("HTTP://ann@a.example", "HTTP://a.example"),
        ("https://a@b:c@a.example/", "https://a.example/"),
        ("ftp://ann:sesame@a.example/", "ftp://a.example/"),
        ("https://archive.example/https://ann:x@a.example/", "https://archive.example/https://ann:x@a.example/"),
        ("https://medium.example/@author/post", "https://medium.example/@author/post"),
        ("mailto:ann@a.example", "mailto:ann@a.example"),
        ("folder/ann:sesame@home", "folder/ann:sesame@home"),
    ],
)
def test_an_address_loses_its_user_and_nothing_else(address: str, bare: str):
    assert bare_address(address) == bare


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/x?id=7&page=2#top", "https://a.example/x?id=7&page=2#top"),
        (
            "https://a.example/?key=harbour-bridge-opens-2024-again",
            "https://a.example/?key=harbour-bridge-opens-2024-again",
        ),
        (
            "https://a.example/?tokens=3&keyword=pass&sort=signature",
            "https://a.example/?tokens=3&keyword=pass&sort=signature",
        ),
        ("https://medium.example/@author/post?token=", "https://medium.example/@author/post?token="),
        ("http://[::1]:80/a:b@c", "http://[::1]:80/a:b@c"),
        ("https://a.example/x?token=abc&id=7", "https://a.example/x?token=hidden-ba7816bf8f&id=7"),
        ("https://a.example/x?id=7&X-Amz-Signature=abc", "https://a.example/x?id=7&X-Amz-Signature=hidden-ba7816bf8f"),
        ("https://a.example/?client_secret=abc?x=1", "https://a.example/?client_secret=hidden-af23b8a277"),
        ("https://a.example/?%74oken=abc", "https://a.example/?%74oken=hidden-ba7816bf8f"),
        ("https://a.example/?id=7;sig=abc", "https://a.example/?id=7;sig=hidden-ba7816bf8f"),
        ("https://a.example/x;auth=abc/y", "https://a.example/x;auth=hidden-ba7816bf8f/y"),
        ("https://a.example/#access_token=abc", "https://a.example/#access_token=hidden-ba7816bf8f"),
        ("https://a.example/?key=abcdefghij0123456789", "https://a.example/?key=hidden-7ddccfc3e2"),
        (
            "https://a.example/?u=https://ann:x@b.example/?jwt=abc",
            "https://a.example/?u=https://***@b.example/?jwt=hidden-ba7816bf8f",
        ),
        (
            "https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fapi_key%3Dabc%26y%3D1&z=2",
            "https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fapi_key%3Dhidden-ba7816bf8f%26y%3D1&z=2",
        ),
        (
            "https://a.example/?u=https%253A%252F%252Fb.example%252F%253Fpwd%253Dabc",
            "https://a.example/?u=https%253A%252F%252Fb.example%252F%253Fpwd%253Dhidden-ba7816bf8f",
        ),
        ("https://user:p%61ss/wo#rd@a.example/x", "https://hidden-b59e52cd85@a.example/x"),
        ("https://user:12/34@intranet/x", "https://hidden-9b0c60fca8@intranet/x"),
    ],
)
def test_an_address_is_shown_without_its_secrets_and_stays_told_from_others(address: str, shown: str):
    assert shown_address(address) == shown
    assert shown_address(shown) == shown
    quoted = f"'{address}': no answer"
    assert without_secrets(without_secrets(quoted)) == without_secrets(quoted) == f"'{shown}': no answer"


@pytest.mark.parametrize(
    "sign", ["://", "?token=", "a%25", "u=https://b/?", ";a=b", "@", "://u:x/", "%3A%2F%2F%", "&key="]
)
def test_hostile_text_is_read_in_linear_time(sign: str):
    text = "token" + sign * 200_000
    began = time.process_time()
    without_secrets(text)
    shown_address(text)
    assert time.process_time() - began < 20  # a square of it would take hours


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "https://",
                    "token=",
                    "?",
                    "&",
                    "#",
                    "%3A%2F%2F",
                    "%3F",
                    "%25",
                    "%FF",
                    "@",
                    ":",
                    ";",
                    "hidden-",
                    "=",
                    "/",
                    "'",
                ]
            ),
            st.text(st.characters(), max_size=6),
        ),
        max_size=14,
    ).map("".join)
)
def test_whatever_a_stranger_writes_is_hidden_once_and_never_raises(text: str):
    assert shown_address(shown_address(text)) == shown_address(text)
    assert isinstance(without_secrets(text), str)


def test_in_other_texts_every_password_is_covered():
    text = "GET https://ann:sesame@a.example/x failed; see http://bob@b.example and ann@a.example"
    assert without_secrets(text) == "GET https://***@a.example/x failed; see http://***@b.example and ann@a.example"
    line = '{"said":"GET /feed?token=abc HTTP/1.1","url":"https%3A%2F%2Fb%2F%3Ftoken%3Dabc&x"}'
    hidden = "hidden-ba7816bf8f"
    assert without_secrets(line) == line.replace("token=abc", f"token={hidden}").replace("%3Dabc", f"%3D{hidden}")


def test_no_file_of_the_data_folder_has_a_secret_and_servers_get_only_tokens(
    serve: Callable, open_to: Callable[..., Settings], http: Callable, tmp_path: Path, now
):
    site = serve({})
    items = "".join(
        f"<item><title>{n}</title><link>{site.url(f'/{n}').replace('//', '//ann:sesame@')}</link></item>"
        for n in (1, 2)
    )
    site.routes["/feed"] = http(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode())
    for name in "12345":
        site.routes[f"/{name}"] = http(b"<p>The ferry waits.</p>", "Content-Type: text/html")
    secret = site.url().replace("//", "//ann:sesame@").rstrip("/")
    site.routes["/feed?api_key=opensesame"] = site.routes["/feed"]
    for name in "345":
        site.routes[f"/{name}?token=opensesame&page=1"] = site.routes[f"/{name}"]
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n- {{name: wire, kind: feed, location: '{secret}/feed?api_key=opensesame'}}\n- {{name: list, "
        f"kind: urls, urls: ['{secret}/3?token=opensesame&page=1', 'https://ann:p%61ss/sesame#d@a.example/']}}\n"
    )
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"url": f"{secret}/4?token=opensesame&page=1"})
        + "\n"
        + json.dumps({"url": "ftp://ann:sesame@a.example/"})
    )
    settings = open_to(site, sources_file=tmp_path / "sources.yaml")
    folder = settings.runs / "run-1"
    folder.mkdir(parents=True)
    words = ["wire", "list", str(tmp_path / "rows.jsonl"), f"{secret}/5?token=opensesame&page=1"]
    found = discover(folder, words, None, settings, now)
    begin_run("run-1", ["wire", "list"], found.candidates, found.warnings, False, now, settings)
    captured = 0
    for batch in batch_folders(folder):
        fetch_batch(batch, "run-1", settings, lambda: now)
        captures = [capture for capture in read_rows(batch / "captures.parquet", Capture) if not capture.reason]
        captured += len(captures)
        articles = [Article(position=capture.position, reason="no_text") for capture in captures]
        for name, kind, rows in (
            ("articles", Article, articles),
            ("verdicts", Verdict, []),
            ("results", CheckResult, []),
        ):
            write_rows(batch / f"{name}.parquet", kind, rows)
        load_batch(batch, "run-1", settings, now)
    assert captured == 5
    end_run("run-1", settings, now)
    publish(settings)
    shutil.rmtree(folder)  # as at the end of each run
    assert sorted(request.path for request in site.requests) == [
        "/1",
        "/2",
        *(f"/{name}?token=opensesame&page=1" for name in "345"),
        "/feed?api_key=opensesame",
    ]
    assert not [request for request in site.requests if "authorization" in request.fields or b"ann" in request.head]
    assert "sesame" not in " ".join(map(str, found.warnings))
    kept = {file for file in settings.home.rglob("*") if file.is_file() and b"sesame" in _plain(file)}
    assert kept == set()
    with duckdb.connect(str(settings.snapshot), read_only=True) as database:
        for schema, table in database.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            assert "sesame" not in str(database.execute(f"FROM {schema}.{table}").fetchall()), table
        told = "SELECT count(*) FROM ops.outcomes WHERE reason = 'bad_url' AND detail LIKE '%hidden-%'"
        assert database.execute(told).fetchone() == (1,)
    # What was hidden is known again, is asked for with its secret, and does not come back by itself.
    folder = settings.runs / "run-2"
    folder.mkdir(parents=True)
    discover(folder, ["list"], None, settings, now + timedelta(days=2), again=True)
    seen = [one for batch in batch_folders(folder) for one in read_rows(batch / "candidates.parquet", Candidate)]
    again = {one.secret_url: one.last_payloads for one in seen if one.reason is None and one.secret_url}
    assert list(again) == [site.url("/3?token=opensesame&page=1")]
    assert all(again.values())
    assert not [one for one in seen if one.came_back and "token" in str(one.url)]


def _plain(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_secrets_that_an_earlier_release_has_kept_are_hidden_and_the_article_stays_the_same(desk, project, tmp_path):
    """The release's own warehouse, with addresses put in as that release wrote them: with all their secrets."""
    with tarfile.open(project / "tests" / "fixtures" / "data-folder-0.1.0.tar.gz") as archive:
        archive.extract("data/private/warehouse.duckdb", tmp_path, filter="data")
    assert desk.settings.warehouse == tmp_path / "data" / "private" / "warehouse.duckdb"
    address, plain = "https://wire.example/a?token=opensesame", "https://wire.example/b?page=2"
    record = json.dumps({"title": "T", "links": [{"url": address}], "canonical_url": address})
    with duckdb.connect(str(desk.settings.warehouse)) as database:
        (article, other), *_ = database.execute("SELECT min(article_id), max(article_id) FROM articles").fetchall()
        for change, *values in (
            ("UPDATE articles SET url = ?, canonical_url = ? WHERE article_id = ?", address, address, article),
            ("UPDATE articles SET url = ? WHERE article_id = ?", plain, other),
            ("UPDATE sources SET location = 'https://ann:opensesame@wire.example/feed'",),
            ("UPDATE captures SET url = ?", address),
            ("UPDATE ops.outcomes SET url = ?, detail = 'no answer from ' || ?", address, address),
            ("UPDATE ops.addresses SET url = ?, answered_url = ?, captured_url = ?", address, address, address),
            ("UPDATE ops.runs SET inputs = [?, 'x'], warnings = ['slow: ' || ?]", address, address),
            ("UPDATE quality.quarantine SET url = ?, record = ?", address, record),
            ("UPDATE links SET url = ?", address),
        ):
            database.execute(change, values)

    with open_warehouse(desk.settings):
        pass

    shown = shown_address(address)
    with duckdb.connect(str(desk.settings.warehouse), read_only=True) as database:
        for schema, table in database.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            assert "sesame" not in str(database.execute(f"FROM {schema}.{table}").fetchall()), table
        assert database.execute("SELECT url FROM articles WHERE article_id = ?", [other]).fetchall() == [(plain,)]
        assert database.execute("SELECT url FROM articles WHERE article_id = ?", [article]).fetchall() == [(shown,)]
        held = database.execute("SELECT DISTINCT record->>'$.links[0].url' FROM quality.quarantine").fetchall()
        assert held == [(shown,)]
        [(body,)] = database.execute(
            "SELECT body FROM article_versions WHERE article_id = ? AND version = 1", [article]
        ).fetchall()

    # The source offers it again, as it is kept now: with one more paragraph it is a version of the same article.
    [(source, title)] = desk.ask(
        f"SELECT s.name, v.title FROM articles a JOIN sources s USING (source_id) JOIN article_versions v"
        f" USING (article_id) WHERE article_id = '{article}' AND version = 1"
    )
    desk.run(Offered(shown, body=f"{body}\n\nThe harbour opened at dawn.", title=title, source=source))
    assert desk.ask(f"SELECT max(version) FROM article_versions WHERE article_id = '{article}'") == [(2,)]
