"""WARC files: other people's, zipped and not; their pages are pointed to and become articles."""

from __future__ import annotations

import gzip

import duckdb
import pytest

from schemas.checks import article_checks
from schemas.fields import Article
from schemas.records import CheckResult, Verdict
from schemas.settings import Settings
from tasks.archive import Place, Writer, read
from tasks.checks.judge import Judge
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.handover import batch_folders, write_rows
from tasks.validate.batch import validate_batch
from tests.tasks.discover.readers.crawls import AT, PAGE, Crawl, places, three


@pytest.mark.parametrize("zipped", [True, False], ids=["warc.gz", "warc"])
def test_each_page_is_an_offer_that_says_where_it_is(tmp_path, ask, zipped):
    crawl = three(zipped)
    path = tmp_path / ("crawl.warc.gz" if zipped else "crawl.warc")
    path.write_bytes(crawl.content)
    found = ask("warc", path)
    ends = [*crawl.offsets[1:], len(crawl.content)]
    assert places(found) == [
        (f"https://a.example/{number}", begin, end - begin)
        for number, begin, end in zip((1, 2, 3), crawl.offsets, ends, strict=True)
    ]
    assert {(offer.record.warc_file, offer.record.captured_at) for offer in found.offers} == {(str(path), AT)}
    assert {offer.source.name for offer in found.offers} == {"desk"}
    assert found.warnings == []


def test_our_own_archive_is_read_back(tmp_path, ask):
    with Writer(tmp_path, "ours.warc.gz") as writer:
        page = writer.add_response("https://a.example/1", "200 OK", [("Content-Type", "text/html")], PAGE, None, AT)
        file = writer.add_resource("file:///news/a.html", PAGE, "text/html", AT)
    found = ask("warc", tmp_path / "ours.warc.gz")
    assert [(offer.address, offer.url, offer.record.offset, offer.record.length) for offer in found.offers] == [
        ("https://a.example/1", "https://a.example/1", page.offset, page.length),
        ("file:///news/a.html", None, file.offset, file.length),
    ]
    assert found.warnings == [
        f"{tmp_path}/ours.warc.gz: 1 records that are no pages were passed over: 1 warcinfo (ops.passed_records)"
    ]


def test_records_that_are_no_pages_are_counted_by_kind_in_one_warning(tmp_path, ask):
    crawl = Crawl()
    crawl.add("https://a.example/1")
    crawl.add("https://a.example/1", b"", kind="request")
    crawl.add("https://a.example/gone", status="404 Not Found")
    crawl.add("https://a.example/gone2", status="404 Not Found")
    crawl.add("https://a.example/x.png", Content_Type="image/png")
    crawl.add("https://a.example/meta", kind="metadata")
    crawl.add("https://a.example/t", b"words", kind="resource", Content_Type="text/plain")
    (tmp_path / "crawl.warc.gz").write_bytes(crawl.content)
    found = ask("warc", tmp_path / "crawl.warc.gz")
    assert [(offer.url, offer.reason) for offer in found.offers] == [
        ("https://a.example/1", None),
        ("https://a.example/t", None),
    ]
    assert found.warnings == [
        f"{tmp_path}/crawl.warc.gz: 5 records that are no pages were passed over: 2 response with HTTP 404, 1 request,"
        " 1 response of type image/png, 1 metadata (ops.passed_records)"
    ]


def test_a_folder_and_a_glob_are_read_in_the_order_of_their_names(tmp_path, ask):
    for name in ("2026/b.warc.gz", "2026/a.warc.gz", "2025/z.warc", ".hidden/x.warc"):
        crawl = Crawl(name.endswith(".gz"))
        crawl.add(f"https://a.example/{name}")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(crawl.content)
    names = ["2025/z.warc", "2026/a.warc.gz", "2026/b.warc.gz"]
    assert ask("warc", tmp_path).urls == [f"https://a.example/{name}" for name in names]
    assert ask("warc", tmp_path / "*/*.warc.gz").urls == [f"https://a.example/{name}" for name in names[1:]]
    missing = tmp_path / "3*.warc"
    assert ask("warc", missing).ends == [("not_found", f"source desk: no WARC file at {missing}")]


def test_named_by_hand_a_page_belongs_to_its_host(tmp_path, ask):
    crawl = three()
    crawl.add("https://b.example/1")
    (tmp_path / "crawls").mkdir()
    (tmp_path / "crawls" / "a.warc.gz").write_bytes(crawl.content)
    for word in ("crawls", "crawls/a.warc.gz", "crawls/*.warc.gz"):
        found = ask(None, tmp_path / word)
        assert [(offer.source.name, offer.source.kind) for offer in found.offers] == [
            *[("a.example", "warc")] * 3,
            ("b.example", "warc"),
        ]


def test_in_a_folder_with_articles_a_warc_file_is_named_in_a_warning(tmp_path, ask):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "a.warc.gz").write_bytes(three().content)
    found = ask(None, tmp_path)
    assert [offer.file for offer in found.offers] == [f"file://{tmp_path}/a.html"]
    assert found.warnings == [f"{tmp_path}: 1 WARC file(s) not read, name them to read them: {tmp_path}/a.warc.gz"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.warc", b"<html>a page</html>", "this is no WARC file, it does not begin with a record"),
        ("a.warc.gz", gzip.compress(b"<html>a page</html>"), "this is no WARC file, it does not begin with a record"),
        ("a.warc.gz", b"\x1f\x8b\x08rubbish", "this is no WARC file, it does not begin with a record"),
        ("a.warc", b"", "this is no WARC file, it does not begin with a record"),
        (
            "a.warc.gz",
            gzip.compress(three(False).content),
            "it is compressed as a whole, not record by record: compress it anew",
        ),
    ],
    ids=["a page", "a zipped page", "broken gzip", "empty", "zipped as a whole"],
)
def test_a_file_that_is_no_warc_is_refused_and_the_next_is_read(tmp_path, ask, name, content, words):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.warc.gz").write_bytes(three().content)
    found = ask("warc", tmp_path)
    assert [offer.reason for offer in found.offers] == ["bad_manifest", None, None, None]
    assert found.offers[0].detail == f"{tmp_path}/{name}: {words}"


def test_a_warc_file_within_a_plain_record_is_its_content(tmp_path, ask):
    crawl = Crawl(zipped=False)
    crawl.add("https://a.example/crawl.txt", b"\r\n\r\n" + three(False).content, Content_Type="text/plain")
    crawl.add("https://a.example/2")
    (tmp_path / "a.warc").write_bytes(crawl.content)
    assert ask("warc", tmp_path / "a.warc").urls == ["https://a.example/crawl.txt", "https://a.example/2"]


def test_an_empty_gzip_member_is_passed_over_and_a_second_record_in_a_member_is_told(tmp_path, ask):
    one = Crawl(zipped=False)
    one.add("https://a.example/1")
    first, empty = gzip.compress(one.content), gzip.compress(b"")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(first + empty + gzip.compress(one.content * 2) + first)
    found = ask("warc", path)
    second = len(first + empty)
    assert [(offer.url, offer.detail) for offer in found.offers] == [
        ("https://a.example/1", None),
        ("https://a.example/1", None),
        (
            None,
            f"{path}, at byte {second}: only the first of several records in a gzip member is read: compress them one"
            " by one",
        ),
        ("https://a.example/1", None),
    ]


def test_a_capture_points_into_the_given_file_and_nothing_is_copied(tmp_path, captured):
    (tmp_path / "a.warc.gz").write_bytes(three().content)
    [row, *_], [candidate, *_], settings = captured(tmp_path / "a.warc.gz")
    assert (row.warc_file, row.warc_offset, row.warc_length) == (
        str(tmp_path / "a.warc.gz"),
        candidate.warc_offset,
        candidate.warc_length,
    )
    assert (row.final_url, row.fetched_at, row.content_type) == (
        "https://a.example/1",
        AT,
        "text/html; charset=utf-8",
    )
    assert not settings.archive.exists()


@pytest.mark.parametrize("zipped", [True, False])
def test_chunks_are_taken_off_and_a_content_coding_stays(tmp_path, captured, zipped):
    packed = gzip.compress(PAGE, mtime=0)
    chunked = b"%x\r\n%b\r\n%x;x=y\r\n%b\r\n0\r\n\r\n" % (10, packed[:10], len(packed) - 10, packed[10:])
    crawl = Crawl(zipped)
    crawl.add("https://a.example/1", chunked, Transfer_Encoding="chunked", Content_Encoding="gzip")
    crawl.add("https://a.example/2", PAGE, Transfer_Encoding="chunked")  # the head still says so, the body is not
    (tmp_path / "a.warc").write_bytes(crawl.content)
    rows, _, settings = captured(tmp_path / "a.warc")
    stored = [read(settings.archive, Place(row.warc_file, row.warc_offset, row.warc_length)) for row in rows]
    assert [(one.payload, one.content_encoding) for one in stored] == [(packed, "gzip"), (PAGE, None)]
    assert [row.payload_bytes for row in rows] == [len(packed), len(PAGE)]


def test_a_record_larger_than_the_limit_is_too_large_and_one_that_lies_is_damaged(tmp_path, captured):
    crawl = Crawl()
    crawl.add("https://a.example/1", bytes(3_000_000))
    honest = crawl.content
    lying = gzip.compress(gzip.decompress(honest).replace(b"Content-Length: 3", b"Content-Length: 0"))
    crawl = Crawl()
    crawl.add("https://a.example/2")
    (tmp_path / "a.warc.gz").write_bytes(honest + crawl.content)
    settings = Settings(home=tmp_path / "data", sources_file=tmp_path / "none.yaml", max_file_mb=1)
    rows, _, _ = captured(tmp_path / "a.warc.gz", settings)
    assert [row.reason for row in rows] == ["too_large", None]
    (tmp_path / "lying.warc.gz").write_bytes(lying + crawl.content)
    rows, _, _ = captured(tmp_path / "lying.warc.gz", settings, "run-2")
    assert rows[0].reason == "read_error"


ARTICLE = """<html lang="en"><head><title>{title}</title><meta property="article:published_time"
content="2026-03-30T10:00:00Z"></head><body><article><h1>{title}</h1>{body}</article></body></html>"""


def news(title: str) -> bytes:
    body = "".join(
        f"<p>{title}: the harbour office said on Monday that ferry number {n} would sail again once the rope, which was"
        f" cut at night, had been replaced and the crew of {n + 3} had been heard by the inspector.</p>"
        for n in range(8)
    )
    return ARTICLE.format(title=title, body=body).encode()


def test_pages_of_a_warc_file_become_articles_and_the_second_time_they_are_unchanged(tmp_path, now):
    crawl = Crawl()
    crawl.add("https://a.example/rope", news("The rope at the harbour"))
    crawl.add("https://b.example/ferry", news("Ferry sails again"))
    crawl.add("https://a.example/rope", news("The rope at the harbour, corrected"))
    (tmp_path / "news.warc.gz").write_bytes(crawl.content)
    settings = Settings(home=tmp_path / "data", sources_file=tmp_path / "none.yaml", clean_workers=1)
    sandbox = Sandbox(settings)
    ends = []
    try:
        for run_id in ("run-1", "run-2"):
            run = settings.runs / run_id
            run.mkdir(parents=True)
            found = discover(run, [str(tmp_path / "news.warc.gz")], None, settings, now)
            begin_run(run_id, [], found.candidates, found.warnings, False, now, settings)
            for batch in batch_folders(run):
                fetch_batch(batch, run_id, settings, lambda: now)
                clean_batch(batch, sandbox)
                validate_batch(batch, Judge(article_checks()))
                load_batch(batch, run_id, settings, now)
            ends.append(end_run(run_id, settings, now).outcomes)
            publish(settings)
    finally:
        sandbox.close()
    assert ends == [{"loaded": {"new": 2, "revised": 1}}, {"unchanged": {"same_payload": 3}}]
    with duckdb.connect(str(settings.snapshot), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        rows = database.execute(
            "SELECT s.name, s.kind, v.title, v.version FROM article_versions AS v"
            " JOIN articles AS a USING (article_id) JOIN sources AS s USING (source_id) ORDER BY a.url, v.version"
        ).fetchall()
        fetches = database.execute("SELECT count(*) FROM ops.fetches").fetchall()
        files = database.execute("SELECT DISTINCT warc_file, captured_at FROM captures").fetchall()
    assert rows == [
        ("a.example", "warc", "The rope at the harbour", 1),
        ("a.example", "warc", "The rope at the harbour, corrected", 2),
        ("b.example", "warc", "Ferry sails again", 1),
    ]
    assert fetches == [(0,)]
    assert files == [(str(tmp_path / "news.warc.gz"), AT)]


def test_records_that_are_passed_over_are_listed_once_with_their_reason(tmp_path, now):
    crawl = Crawl()
    crawl.add("https://a.example/rope", news("The rope at the harbour"))
    crawl.add("https://a.example/rope", b"", kind="request")
    crawl.add("https://a.example/ferry", b"", kind="request")
    crawl.add("https://a.example/gone", status="404 Not Found")
    crawl.add("https://a.example/rope.png", b"\x89PNG", Content_Type="image/png")
    (tmp_path / "crawl.warc.gz").write_bytes(crawl.content)
    settings = Settings(home=tmp_path / "data", sources_file=tmp_path / "none.yaml", clean_workers=1)
    for run_id in ("run-1", "run-2"):
        run = settings.runs / run_id
        run.mkdir(parents=True)
        found = discover(run, [str(tmp_path / "crawl.warc.gz")], None, settings, now)
        begin_run(run_id, [], found.candidates, found.warnings, False, now, settings)
        for batch in batch_folders(run):
            fetch_batch(batch, run_id, settings, lambda: now)
            write_rows(batch / "articles.parquet", Article, [Article(position=0, reason="no_text", detail="by hand")])
            write_rows(batch / "verdicts.parquet", Verdict, [])
            write_rows(batch / "results.parquet", CheckResult, [])
            load_batch(batch, run_id, settings, now)
        end_run(run_id, settings, now)
    publish(settings)
    with duckdb.connect(str(settings.snapshot), read_only=True) as database:
        rows = database.execute(
            "SELECT run_id, url, reason, records, warc_offset FROM ops.passed_records "
            "ORDER BY warc_offset NULLS LAST, reason"
        ).fetchall()
    assert rows == [
        ("run-1", "https://a.example/gone", "response with HTTP 404", 1, crawl.offsets[3]),
        ("run-1", "https://a.example/rope.png", "response of type image/png", 1, crawl.offsets[4]),
        ("run-1", None, "request", 2, None),
    ]
