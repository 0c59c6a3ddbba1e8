"""Captures in other containers than WARC files: WACZ, Zstandard, ARC; whole, damaged, and as articles' bytes."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.archive import ArchiveDamaged, Place, read

AT = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
PAGE = b"<html><p>The rope was cut at night.</p></html>"
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE


def records(*uris: str, zipped: bool = True) -> list[bytes]:
    """A response with the page for each address, as bytes of a WARC file."""
    made = []
    for uri in uris:
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=zipped)
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                uri, "response", payload=io.BytesIO(PAGE), http_headers=head,
                warc_headers_dict={"WARC-Date": "2026-04-01T08:00:00Z"},
            )
        )  # fmt: skip
        made.append(out.getvalue())
    return made


def wacz(*parts: tuple[str, bytes], packed: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as file:
        file.writestr("datapackage.json", "{}", zipfile.ZIP_DEFLATED)
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


def zstd(content: bytes) -> bytes:
    """A frame of Zstandard with raw blocks (RFC 8878, section 3.1)."""
    blocks = [content[at : at + 100_000] for at in range(0, len(content), 100_000)]
    headers = [
        (len(block) << 3 | (number == len(blocks) - 1)).to_bytes(3, "little") for number, block in enumerate(blocks)
    ]
    return b"\x28\xb5\x2f\xfd\x00\x58" + b"".join(head + block for head, block in zip(headers, blocks, strict=True))


def arc(*uris: str) -> list[bytes]:
    """The records of an ARC file, its description first."""
    first = b"1 0 Desk\nURL IP-address Archive-date Content-type Archive-length\n"
    made = [b"filedesc://desk.arc 0.0.0.0 20260401080000 text/plain %d\n%s\n" % (len(first), first)]
    made += [b"%s 192.0.2.1 20260401080000 text/html %d\n%s\n" % (uri.encode(), len(HTTP), HTTP) for uri in uris]
    return made


TWO = ("https://a.example/1", "https://a.example/2")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("crawl.wacz", wacz(("archive/data.warc.gz", b"".join(records(*TWO))))),
        ("plain.wacz", wacz(("archive/data.warc", b"".join(records(*TWO, zipped=False))))),
        ("parts.wacz", wacz(*((f"archive/{n}.warc.gz", one) for n, one in enumerate(records(*TWO))))),
        ("crawl.warc.zst", b"".join(map(zstd, records(*TWO, zipped=False)))),
        ("frames.warc.zst", b"".join(zstd(one[:-30]) + zstd(one[-30:]) for one in records(*TWO, zipped=False))),
        ("crawl.arc", b"".join(arc(*TWO))),
        ("crawl.arc.gz", b"".join(map(gzip.compress, arc(*TWO)))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_page_is_an_offer_whose_place_gives_its_bytes(tmp_path, ask, name, content):
    (tmp_path / name).write_bytes(content)
    offers = [offer for offer in ask("warc", tmp_path / name).offers if offer.reason is None]
    assert [offer.url for offer in offers] == list(TWO)
    for offer in offers:
        stored = read(tmp_path, Place(offer.record.warc_file, offer.record.offset, offer.record.length))
        assert (stored.payload, stored.content_type, offer.record.captured_at) == (PAGE, "text/html", AT)


@pytest.mark.parametrize(
    ("name", "content", "end"),
    [
        ("packed.wacz", wacz(("archive/data.warc.gz", b"x" * 500), packed=True),
            ("read_error", "is compressed or encrypted within the WACZ: unpack it first")),
        ("empty.wacz", wacz(), ("bad_manifest", "this is a ZIP file without a WARC file in it, so no WACZ")),
        ("cut.wacz", wacz(("archive/data.warc.gz", b"".join(records(*TWO))))[:-30],
            ("bad_manifest", "this WACZ cannot be opened: File is not a zip file")),
        ("text.wacz", wacz(("archive/data.warc.gz", b"words")), ("read_error", ("archive/data.warc.gz: this is no "
            "WARC file, it does not begin with a record"))),
        ("dictionary.warc.zst", b"\x5d\x2a\x4d\x18\4\0\0\0dict" + zstd(b"words"),
            ("bad_manifest", ("its records are compressed with a dictionary of their own: unpack it with zstd, "
                "then use gzip"))),
        ("whole.warc.zst", zstd(b"".join(records(*TWO, zipped=False))),
            ("bad_manifest", "it is compressed as a whole, not record by record: compress it anew")),
        ("words.warc.zst", zstd(b"words"), ("bad_manifest", "this is no WARC file, it does not begin with a record")),
        ("words.arc", b"words", ("bad_manifest", "this is no WARC file, it does not begin with a record")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_container_that_cannot_be_read_ends_with_a_reason(tmp_path, ask, name, content, end):
    (tmp_path / name).write_bytes(content)
    [(reason, detail)] = ask("warc", tmp_path / name).ends
    assert (reason, detail.endswith(end[1])) == (end[0], True), detail


@pytest.mark.parametrize(
    ("name", "parts"),
    [("crawl.warc.zst", [zstd(one) for one in records(*TWO, zipped=False)]), ("crawl.arc", arc(*TWO))],
    ids=["zst", "arc"],
)
def test_a_container_that_was_cut_off_gives_what_is_whole_and_says_what_is_not(tmp_path, ask, name, parts):
    (tmp_path / name).write_bytes(b"".join(parts)[: -len(parts[-1]) // 2])
    found = ask("warc", tmp_path / name)
    whole = []
    for offer in found.offers:
        if offer.reason is None:
            with suppress(ArchiveDamaged):
                read(tmp_path, Place(offer.record.warc_file, offer.record.offset, offer.record.length))
                whole.append(offer.url)
    assert whole == [TWO[0]]
    assert len(found.offers) == 2


@pytest.mark.parametrize("by", [-7, 400, 10**12])
def test_a_wrong_length_within_zstandard_touches_its_own_record_only(tmp_path, ask, by):
    three = (*TWO, "https://a.example/3")
    parts = records(*three, zipped=False)
    begin, stated, rest = parts[1].partition(b"Content-Length: ")
    length, _, rest = rest.partition(b"\r\n")
    parts[1] = begin + stated + b"%d\r\n" % (int(length) + by) + rest
    (tmp_path / "crawl.warc.zst").write_bytes(b"".join(map(zstd, parts)))
    payloads = {}
    for offer in ask("warc", tmp_path / "crawl.warc.zst").offers:
        if offer.reason is None:
            with suppress(ArchiveDamaged):
                place = Place(offer.record.warc_file, offer.record.offset, offer.record.length)
                payloads[offer.url] = read(tmp_path, place).payload
    assert (payloads[three[0]], payloads[three[2]]) == (PAGE, PAGE)
    # To the length that is stated, where that much is there.
    assert payloads.get(three[1]) == (PAGE[:by] if by < 0 else None)


def record(
    kind: str = "response",
    block_type: str = "application/http; msgtype=response",
    head: str = "HTTP/1.1 200 OK\r\nContent-Type: text/html",
) -> bytes:
    """A record written by hand, as writers of other programs spell it."""
    block = f"{head}\r\n\r\n".encode() + PAGE
    said = f"Content-Type: {block_type}\r\n" if block_type else ""
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\nWARC-Date: "
            "2026-04-01T08:00:00Z\r\n"
            f"{said}Content-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    "odd",
    [
        record(),
        record(kind="Response"),
        record(kind="resource"),
        record(block_type=""),
        record(block_type="Application/HTTP; msgtype=response"),
        record(head="HTTP/2 200\r\nContent-Type: text/html"),
        record(head="HTTP/1.1 203 Non-Authoritative Information\r\nContent-Type: text/html"),
        record(head="HTTP/1.1 200 OK\r\nContent-Type: text/html, text/html"),
        record(head="HTTP/1.1 200 OK\r\nContent-Type: application/force-download"),
        record(head="HTTP/1.1 200 OK\r\nContent-Type: unknown/unknown"),
        record(head="HTTP/1.1 200 OK\r\nX-Name: \u00e9\r\n  folded\r\nContent-Type: text/html"),
    ],
    ids=[
        "usual",
        "Response",
        "resource",
        "no type",
        "capitals",
        "HTTP/2",
        "203",
        "twice",
        "download",
        "unknown",
        "folded",
    ],
)
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
def test_a_page_is_taken_however_its_record_is_spelled_and_without_the_head_of_http(tmp_path, ask, odd, zipped):
    (tmp_path / "odd.warc").write_bytes(gzip.compress(odd) if zipped else odd)
    [offer] = ask("warc", tmp_path / "odd.warc").offers
    assert (offer.url, offer.reason) == ("https://a.example/1", None)
    place = Place(offer.record.warc_file, offer.record.offset, offer.record.length)
    assert read(tmp_path, place).payload == PAGE
