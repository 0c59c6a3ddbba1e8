"""User names and passwords in addresses: never sent, and nowhere in the data folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.fields import Article
from schemas.private_parts import bare_address, without_passwords
from schemas.records import Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.claims import claim
from tasks.runs.handover import batch_folders, read_rows, write_rows


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


def test_in_other_texts_every_password_is_covered():
    text = "GET https://ann:sesame@a.example/x failed; see http://bob@b.example and ann@a.example"
    assert without_passwords(text) == "GET https://***@a.example/x failed; see http://***@b.example and ann@a.example"


def test_no_file_of_the_data_folder_has_a_password_and_no_server_gets_one(
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
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n- {{name: wire, kind: feed, location: '{secret}/feed'}}\n- {{name: list, kind: urls, urls: ['{secret}/3']}}\n"
    )
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"url": f"{secret}/4"}) + "\n" + json.dumps({"url": "ftp://ann:sesame@a.example/"})
    )
    settings = open_to(site, sources_file=tmp_path / "sources.yaml")
    folder = settings.runs / "run-1"
    folder.mkdir(parents=True)
    words = ["wire", "list", str(tmp_path / "rows.jsonl"), f"{secret}/5"]
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
    claim(folder, [])  # what was asked for, in the words of whoever asked: the command takes them out
    assert len(site.requests) == 6
    assert not [request for request in site.requests if "authorization" in request.fields or b"sesame" in request.head]
    kept = {file for file in settings.home.rglob("*") if file.is_file() and b"sesame" in file.read_bytes()}
    assert kept == set()
