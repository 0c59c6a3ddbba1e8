"""Lists that are made to use up memory or time end with a reason, and what was read before is kept."""

from __future__ import annotations

import gzip
import resource
import time

import duckdb
import pytest
from xlsxwriter import Workbook

from tasks.discover.readers.bounded_rows import bounded_rows
from tasks.discover.readers.table_text import NoTable
from tasks.discover.readers.tables import rows_in

MB = 1_000_000


def _no_words(_: str) -> None:
    return None


def test_a_small_parquet_file_that_unpacks_to_a_thousand_times_its_size_is_cut_off(ask, tmp_path):
    path = tmp_path / "bomb.parquet"
    duckdb.execute(
        f"COPY (SELECT repeat('a', 1_000_000) AS text FROM range(600)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )
    assert path.stat().st_size < MB
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = ask("manifest", path)
    reason, detail = found.ends[-1]
    assert reason == "bad_manifest"
    assert "times its size" in detail or "memory" in detail.lower()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000  # kilobytes


@pytest.mark.long
def test_a_packed_json_line_of_hundreds_of_megabytes_is_cut_off(ask, tmp_path):
    path = tmp_path / "long.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b'{"url": "https://a.example/1"}\n{"text": "')
        for _ in range(60):
            out.write(b"a" * 10 * MB)
        out.write(b'"}')
    found = ask("manifest", path)
    assert [offer.reason for offer in found.offers][-1] == "bad_manifest"
    assert len(found.offers) <= 2


@pytest.mark.long
def test_a_table_of_100_000_columns_is_refused_and_not_taken_apart(ask, tmp_path):
    path = tmp_path / "wide.csv"
    names = ",".join(["url", *(f"c{n}" for n in range(100_000))])
    path.write_text(f"{names}\n" + ("https://a.example/1" + "," * 100_000 + "\n") * 20)
    assert {offer.reason for offer in ask("manifest", path).offers} == {"bad_row"}


def test_rows_of_a_large_manifest_come_through_the_process_as_they_are(tmp_path):
    path = tmp_path / "large.jsonl"
    row = '{"url": "https://a.example/%d", "authors": ["Ana Ruiz", "Ben Okri"], "text": "%s", "lone": "\\ud800"}\n'
    path.write_text("".join(row % (n, "words " * 400) for n in range(600)))
    assert path.stat().st_size > MB
    rows = list(bounded_rows(path, None, _no_words))
    assert len(rows) == 600
    assert rows[7] == {
        "url": "https://a.example/7", "authors": ["Ana Ruiz", "Ben Okri"], "text": "words " * 400, "lone": "\ud800",
    }  # fmt: skip


def test_a_file_that_keeps_the_process_busy_for_too_long_is_left(tmp_path):
    path = tmp_path / "busy.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(10):
            out.write(b" \n" * 5 * MB)
    with pytest.raises(NoTable, match="within 1 s"):
        list(bounded_rows(path, None, _no_words, seconds=1))


@pytest.mark.long
@pytest.mark.parametrize("content", [b"http://a.example/1\n" + b"a\n" * 20 * MB, b"<urlset>" + b"<url>" * MB])
def test_a_sitemap_of_millions_of_lines_or_elements_does_not_grow_with_them(ask, tmp_path, content):
    path = tmp_path / "sitemap.txt"
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ask("sitemap", path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000


@pytest.mark.long
def test_a_small_workbook_with_one_far_cell_is_read_in_a_process_of_its_own_whatever_its_first_bytes(ask, tmp_path):
    plain, path = tmp_path / "plain.xlsx", tmp_path / "far.xlsx"
    book = Workbook(str(plain))
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "url")
    sheet.write_string(2_500, 16_383, "far")  # a reader takes room for each cell between: more than a gigabyte
    book.close()
    path.write_bytes(b"AAAA" + plain.read_bytes())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert ask("manifest", path).offers
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000  # kilobytes


@pytest.mark.long
def test_a_list_of_millions_of_small_values_is_read_in_linear_time(tmp_path):
    path = tmp_path / "small.json"
    path.write_text("[" + "{}," * 2_000_000 + "{}]")
    begun = time.process_time()
    assert sum(1 for _ in rows_in(path, None, _no_words)) == 2_000_001
    assert time.process_time() - begun < 30  # a copy of the rest for each value takes minutes
