"""Damaged WARC files: a record that cannot be read is told, and all others are read."""

from __future__ import annotations

import gzip

import pytest

from tests.tasks.discover.readers.crawls import PAGE, Crawl, places, three, with_length


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
