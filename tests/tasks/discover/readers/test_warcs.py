"""WARC files: other people's, damaged, uncompressed; their pages are pointed to and become articles."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime

import duckdb
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.checks import article_checks
from schemas.fields import Article
from schemas.records import Candidate, Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.archive import Place, Writer, read
from tasks.checks.judge import Judge
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.handover import batch_folders, read_rows, write_rows
from tasks.validate.batch import validate_batch

AT = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
PAGE = b"<html><p>The rope was cut at night.</p></html>"


class Crawl:
    """Writes records as warcio does, and notes where each begins."""

    def __init__(self, zipped: bool = True) -> None:
        self.out = io.BytesIO()
        self.offsets: list[int] = []
        self._writer = WARCWriter(self.out, gzip=zipped)

    def add(
        self, uri: str, payload: bytes = PAGE, kind: str = "response", status: str = "200 OK", **fields: str
    ) -> None:
        self.offsets.append(self.out.tell())
        head = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in fields.items()}
        http = (
            StatusAndHeaders(status, list(head.items()), protocol="HTTP/1.1")
            if kind in {"response", "request"}
            else None
        )
        self._writer.write_record(
            self._writer.create_warc_record(
                uri,
                kind,
                payload=io.BytesIO(payload),
                http_headers=http,
                warc_content_type="" if http else head["Content-Type"],
                warc_headers_dict={"WARC-Date": "2026-04-01T08:00:00Z"},
            )
        )

    @property
    def content(self) -> bytes:
        return self.out.getvalue()


def three(zipped: bool = True) -> Crawl:
    crawl = Crawl(zipped)
    for number in (1, 2, 3):
        # Random enough that a record is longer than what a reader looks ahead.
        crawl.add(f"https://a.example/{number}", PAGE + b"".join(b"%x " % (i * 7919 % 10007) for i in range(3000)))
    return crawl


def places(found) -> list[tuple[str | None, int, int]]:
    return [(offer.url, offer.record.offset, offer.record.length) for offer in found.offers if offer.record]


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


@pytest.mark.parametrize("zipped", [True, False], ids=["warc.gz", "warc"])
def test_a_record_whose_head_is_wiped_is_told_and_the_rest_goes_on(tmp_path, ask, zipped):
    crawl = three(zipped)
    path = tmp_path / "a.warc"
    begin = crawl.offsets[1]
    path.write_bytes(crawl.content[:begin] + b"x" * 40 + crawl.content[begin + 40 :])
    found = ask("warc", path)
    assert [(offer.url, offer.reason) for offer in found.offers] == [
        ("https://a.example/1", None),
        (None, "read_error"),
        ("https://a.example/3", None),
    ]
    assert found.offers[1].detail.startswith(f"{path}, at byte {begin}: ")
    assert places(found)[1] == ("https://a.example/3", crawl.offsets[2], len(crawl.content) - crawl.offsets[2])


@pytest.fixture
def captured(tmp_path, now):
    """The captures of what discovery finds at a place."""

    def captured(path, settings=None, run_id="run-1"):
        settings = settings or Settings(home=tmp_path / "data", sources_file=tmp_path / "none.yaml")
        run = settings.runs / run_id
        run.mkdir(parents=True)
        discover(run, [str(path)], None, settings, now)
        [batch] = batch_folders(run)
        rows = read_rows(fetch_batch(batch, run_id, settings, lambda: now), Capture)
        return rows, read_rows(batch / "candidates.parquet", Candidate), settings

    return captured


@pytest.mark.parametrize("at", [60, 1000, 4000])
def test_a_record_with_a_flipped_bit_ends_in_one_read_error_and_the_rest_goes_on(tmp_path, captured, at):
    crawl = three()
    broken = bytearray(crawl.content)
    broken[crawl.offsets[1] + at] ^= 0x10
    (tmp_path / "a.warc.gz").write_bytes(broken)
    rows, candidates, _ = captured(tmp_path / "a.warc.gz")
    assert [row.reason for row in rows] == [None, "read_error", None]
    assert [candidates[0].url, candidates[2].url] == ["https://a.example/1", "https://a.example/3"]


@pytest.mark.parametrize("zipped", [True, False], ids=["warc.gz", "warc"])
@pytest.mark.parametrize("cut", [2, 10, 100, 200, 300, 500, 3000])
def test_a_file_that_was_cut_short_loses_its_last_record_only(tmp_path, captured, cut, zipped):
    crawl = three(zipped)
    path = tmp_path / "a.warc"
    path.write_bytes(crawl.content[: crawl.offsets[2] + cut])
    rows, _, _ = captured(path)
    assert [row.reason for row in rows] == [None, None, "read_error"]


def with_length(content: bytes, by: int) -> bytes:
    """The record with its first Content-Length, that of WARC, wrong by so many bytes."""
    begin, stated, rest = content.partition(b"Content-Length: ")
    number, line_end, rest = rest.partition(b"\r\n")
    return begin + stated + b"%d" % (int(number) + by) + line_end + rest


@pytest.mark.parametrize("zipped", [True, False], ids=["warc.gz", "warc"])
@pytest.mark.parametrize("wrong", [0, 1, 3], ids=["first", "middle", "last"])
@pytest.mark.parametrize("by", [-5000, -40, 40, 5000, 10**12])
def test_a_wrong_content_length_touches_its_own_record_only(tmp_path, captured, ask, zipped, wrong, by):
    records = []
    for number in range(4):
        crawl = Crawl(zipped=False)
        crawl.add(f"https://a.example/{number}", PAGE + b"words " * (1000 if number == wrong else 50))
        plain = with_length(crawl.content, by) if number == wrong else crawl.content
        records.append(gzip.compress(plain) if zipped else plain)
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(records))
    begins = [sum(map(len, records[:number])) for number in range(4)]
    found = ask("warc", path)
    refused_at = [offer.detail for offer in found.offers if offer.reason]
    if by < 0 or by == 10**12:
        # Too short leaves bytes between two records, or at the end; this much too long is above the limit of size.
        assert len(refused_at) == 1
        assert f"{path}, at byte " in refused_at[0]
    else:
        assert refused_at == []
    assert [place for place in places(found) if place[0] != f"https://a.example/{wrong}"] == [
        (f"https://a.example/{number}", begins[number], len(records[number])) for number in range(4) if number != wrong
    ]
    rows, candidates, _ = captured(path)
    reasons = {candidate.address: row.reason for candidate, row in zip(candidates, rows, strict=True)}
    ends: dict[str, str | None] = {f"https://a.example/{number}": None for number in range(4)}
    if by > 0:
        ends[f"https://a.example/{wrong}"] = "too_large" if by == 10**12 else "read_error"
    assert {address: reason for address, reason in reasons.items() if address.startswith("https:")} == ends
    assert sum(row.reason is not None for row in rows) == 1


@pytest.mark.parametrize("zipped", [True, False], ids=["warc.gz", "warc"])
@pytest.mark.parametrize("length", [b"abc", b"-50", b"-99999", b"", b"0", b"1" + b"0" * 30])
def test_a_content_length_that_is_no_length_ends_its_own_record_only(tmp_path, captured, zipped, length):
    crawl = Crawl(zipped=False)
    crawl.add("https://a.example/1")
    begin, _, rest = crawl.content.partition(b"Content-Length: ")
    bad = begin + b"Content-Length: " + length + rest[rest.index(b"\r\n") :]
    pack = gzip.compress if zipped else bytes
    (tmp_path / "a.warc").write_bytes(pack(crawl.content) + pack(bad) + pack(crawl.content))
    rows, _, _ = captured(tmp_path / "a.warc")
    assert [rows[0].reason, rows[-1].reason] == [None, None]
    assert {row.reason for row in rows[1:-1]} & {"read_error", "too_large"}


def test_every_record_of_a_plain_file_is_found_where_all_lengths_are_too_long(tmp_path, ask):
    crawl = Crawl(zipped=False)
    crawl.add("https://a.example/1")
    (tmp_path / "a.warc").write_bytes(with_length(crawl.content, 100_000) * 2000)
    size = len(with_length(crawl.content, 100_000))
    assert places(ask("warc", tmp_path / "a.warc")) == [("https://a.example/1", n * size, size) for n in range(2000)]


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
