"""Files between the steps: what one step writes the next reads, whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from schemas.fields import Article
from schemas.records import Candidate, Capture, CheckResult, Verdict
from tasks.files.atomic import atomic_write, read_note, write_note
from tasks.runs.handover import batch_folders, read_rows, write_rows

AT = datetime(2026, 4, 2, 9, 30, 0, 123456, tzinfo=UTC)
ODD = "\x00 \t\r\n ' \" \\ ; -- 日本語 😀 \u2028 \x7f \ufffd {{x}} %s"

CANDIDATE = Candidate(
    position=2**31 - 1,
    source_id="s",
    source_name=ODD,
    source_kind="files",
    source_location="l",
    source_homepage="h",
    source_language="en",
    source_country="gb",
    address="a",
    address_id="i",
    url="u",
    file="f",
    inline=bytes(range(256)),
    inline_type="text/html",
    known_title="2024-05-01",
    known_authors=["Ana Ruiz", "", ODD],
    known_published="12",
    known_language="null",
    last_payloads=["p"],
    reason="r",
    detail="d",
)
CAPTURE = Capture(
    position=0,
    reason="r",
    detail="d",
    capture_id="c",
    warc_file="w",
    warc_offset=2**62,
    warc_length=2**40,
    payload_sha256="p",
    payload_bytes=2**40,
    content_type="t",
    fetched_at=AT,
    elapsed_ms=1,
    final_url="f",
    http_status=599,
    ip="::1",
    redirects=10,
)
ARTICLE = Article(
    position=1,
    reason="r",
    detail="d",
    content_hash="h",
    text_hash="t",
    title=ODD,
    title_from="f",  # type: ignore[arg-type]
    headline="h",
    description="d",
    body="words\n\n" * 300_000,
    paragraphs=[{"char_start": 0, "char_end": 5}, {"char_start": 7, "char_end": 12}],
    language="en",
    language_from="f",  # type: ignore[arg-type]
    place="p",
    section="s",
    authors=[{"author_id": "a", "name": "Ana Ruiz", "kind": "person"}],
    authors_from="f",  # type: ignore[arg-type]
    tags=[{"tag_id": "t", "name": "n"}],
    published_at=AT,
    published_precision="second",
    published_zone="+02:00",
    published_from="f",  # type: ignore[arg-type]
    refused_date="1969",
    modified_at=AT,
    modified_precision="day",
    modified_from="f",  # type: ignore[arg-type]
    canonical_url="c",
    sitename="s",
    image_url="i",
    is_free=False,
    page_kind="article",
    links=[{"url": "u", "host": "h", "anchor": "a"}],
    charset="utf-8",
    replacement_count=3,
    extractor="e",
    extractor_version="v",
    elapsed_ms=5,
)
VERDICT = Verdict(
    position=0,
    held=True,
    failures=[{"check_id": "c", "severity": "critical", "action": "quarantine", "observed": None, "bound": None}],
)
RESULT = CheckResult(
    check_id="c",
    expectation="e",
    column_name=None,
    severity="info",
    action="flag",
    status="pass",
    evaluated=2,
    unexpected=1,
    message="m",
)
BARE = Candidate(
    position=0, source_id="", source_name="", source_kind="", source_location="", address="", address_id=""
)


@pytest.mark.parametrize(
    "records",
    [
        [CANDIDATE, BARE],
        [CAPTURE, Capture(position=1, fetched_at=AT)],
        [ARTICLE, Article(position=1)],
        [VERDICT],
        [RESULT],
    ],
    ids=lambda records: type(records[0]).__name__,
)
def test_records_with_every_field_filled_and_with_none_come_back_equal(tmp_path, records):
    path = tmp_path / "rows.parquet"
    write_rows(path, type(records[0]), records)
    assert read_rows(path, type(records[0])) == records
    assert [found.name for found in tmp_path.iterdir()] == ["rows.parquet"]


@pytest.mark.parametrize("kind", [Candidate, Capture, Article, Verdict, CheckResult])
def test_no_records_are_a_file_with_the_columns_of_the_kind(tmp_path, kind):
    path = tmp_path / "rows.parquet"
    write_rows(path, kind, [])
    assert read_rows(path, kind) == []
    layout = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    plain = {
        name: sql.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ").replace(chr(34), "") for name, sql, *_ in layout
    }
    assert plain == kind.LAYOUT


def test_the_order_of_many_records_is_kept(tmp_path):
    path = tmp_path / "rows.parquet"
    write_rows(path, Verdict, (Verdict(position=9999 - n, held=False, failures=[]) for n in range(10_000)))
    assert [verdict.position for verdict in read_rows(path, Verdict)] == [9999 - n for n in range(10_000)]


def test_a_lone_surrogate_is_handed_over_as_a_question_mark_wherever_it_stands(tmp_path):
    path = tmp_path / "rows.parquet"
    article = Article(
        position=0, title="a\ud800b", authors=[{"author_id": "x", "name": "\udce9", "kind": "person"}], body="plain"
    )
    write_rows(path, Article, [article])
    [found] = read_rows(path, Article)
    assert (found.title, found.authors, found.body) == (
        "a?b",
        [{"author_id": "x", "name": "?", "kind": "person"}],
        "plain",
    )


def test_a_large_inline_page_is_handed_over_whole(tmp_path):
    path = tmp_path / "rows.parquet"
    page = bytes(range(256)) * 40_000
    large = Candidate(
        position=0, source_id="", source_name="", source_kind="", source_location="", address="", address_id="",
        inline=page
    )  # fmt: skip
    write_rows(path, Candidate, [large])
    assert read_rows(path, Candidate) == [large]


def test_a_write_that_fails_half_way_leaves_no_file(tmp_path):
    def records():
        yield VERDICT
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_rows(tmp_path / "rows.parquet", Verdict, records())
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_file_of_before(tmp_path):
    path = tmp_path / "rows.parquet"
    write_rows(path, Verdict, [VERDICT])
    wrong = Verdict(position="not a number", held=False, failures=[])  # type: ignore[arg-type]
    with pytest.raises(duckdb.Error):
        write_rows(path, Verdict, [wrong])
    assert read_rows(path, Verdict) == [VERDICT]
    assert [found.name for found in tmp_path.iterdir()] == ["rows.parquet"]


def test_a_folder_whose_name_would_mean_something_in_sql_is_a_folder(tmp_path):
    folder = tmp_path / "it's [a] *folder*; DROP"
    folder.mkdir()
    write_rows(folder / "rows.parquet", Verdict, [VERDICT])
    assert read_rows(folder / "rows.parquet", Verdict) == [VERDICT]


def test_under_its_name_a_file_is_whole(tmp_path):
    path = tmp_path / "x"
    with atomic_write(path) as draft:
        draft.write_text("words")
        assert not path.exists()
    assert path.read_text() == "words"


def test_a_note_comes_back_as_it_was_written(tmp_path):
    note = {"inputs": ["böse", ODD], "columns": None, "count": 3}
    write_note(tmp_path / "note.json", note)
    assert read_note(tmp_path / "note.json") == note


def test_batches_are_the_numbered_folders_in_order(tmp_path):
    for name in ("00002", "00001", "00010", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "00003").write_text("a file")
    assert [path.name for path in batch_folders(tmp_path)] == ["00001", "00002", "00010"]
