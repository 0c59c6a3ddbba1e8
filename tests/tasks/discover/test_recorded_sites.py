"""Archives that other people's tools recorded from a site become articles, whatever that tool's habits."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys

import duckdb
import pytest

from schemas.fields import Article
from schemas.records import CheckResult, Verdict
from schemas.settings import Settings
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.runs.handover import batch_folders, read_rows, write_rows

_WARCIO = """
import sys
from warcio.capture_http import capture_http
from urllib.request import urlopen
with capture_http(sys.argv[1]):
    for url in sys.argv[2:]:
        urlopen(url).read()
"""


def _by_warcio(folder, urls):
    """In a process of its own: recording replaces parts of http.client for good."""
    subprocess.run([sys.executable, "-c", _WARCIO, folder / "site.warc.gz", *urls], check=True, timeout=60)


_NETWORK_FAILURE = 4
"""wget's exit code."""


def _by_wget(folder, urls):
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    command = [
        "wget",
        "--quiet",
        "--tries=1",
        "--no-config",
        f"--warc-file={folder / 'site'}",
        "--output-document=/dev/null",
    ]
    done = subprocess.run([*command, *urls], check=False, timeout=60)
    if done.returncode == _NETWORK_FAILURE:
        pytest.skip("wget cannot reach a server on this machine")
    assert done.returncode == 0


def news(title):
    text = "".join(
        f"<p>{title}: the harbour office said on Monday that ferry number {n} would sail again once the rope, which was"
        f" cut at night, had been replaced and the crew of {n + 3} had been heard by the inspector.</p>"
        for n in range(8)
    )
    return (
        f'<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article>'
        "</body></html>"
    ).encode()


def judged_good(batch):
    """What judging would hand over where every check passes: checks are not the subject here."""
    positions = [article.position for article in read_rows(batch / "articles.parquet", Article) if not article.reason]
    write_rows(batch / "verdicts.parquet", Verdict, [Verdict(position=p, held=False, failures=[]) for p in positions])
    write_rows(batch / "results.parquet", CheckResult, [])


@pytest.mark.parametrize("record", [_by_warcio, _by_wget], ids=["warcio", "wget"])
def test_a_recorded_site_becomes_articles_and_what_is_no_page_is_passed_over(
    serve, http, redirect, tmp_path, now, record
):
    chunks = news("In chunks")
    server = serve(
        {
            "/plain": http(news("Plain"), "Content-Type: text/html"),
            "/gzip": http(gzip.compress(news("Squeezed")), "Content-Type: text/html", "Content-Encoding: gzip"),
            "/chunked": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (chunks[:100], chunks[100:]))
            + b"0\r\n\r\n",
            "/old": redirect("/plain"),
        }
    )
    record(tmp_path, [server.url(path) for path in ("/gzip", "/chunked", "/old")])
    settings = Settings(home=tmp_path / "data", sources_file=tmp_path / "none.yaml", clean_workers=1)
    run = settings.runs / "run-1"
    run.mkdir(parents=True)

    found = discover(run, [str(tmp_path / "site.warc.gz")], None, settings, now)
    begin_run("run-1", [], found.candidates, found.warnings, False, now, settings)
    [batch] = batch_folders(run)
    fetch_batch(batch, "run-1", settings, lambda: now)
    sandbox = Sandbox(settings)
    try:
        clean_batch(batch, sandbox)
    finally:
        sandbox.close()
    judged_good(batch)
    load_batch(batch, "run-1", settings, now)

    assert end_run("run-1", settings, now).outcomes == {"loaded": {"new": 3}}
    assert any("1 response with HTTP 302" in warning for warning in found.warnings)
    with duckdb.connect(str(settings.warehouse), read_only=True) as database:
        rows = database.execute("SELECT url, title, word_count FROM latest_articles ORDER BY url").fetchall()
        [(captures,)] = database.execute(
            "SELECT count(*) FROM captures WHERE warc_file = ?", [str(tmp_path / "site.warc.gz")]
        ).fetchall()
    assert rows == [
        (server.url("/chunked"), "In chunks", 296),
        (server.url("/gzip"), "Squeezed", 288),
        (server.url("/plain"), "Plain", 288),
    ]
    assert captures == 3
