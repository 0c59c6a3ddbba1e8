"""WARC files as other programs write them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

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


def with_length(content: bytes, by: int) -> bytes:
    """The record with its first Content-Length, that of WARC, wrong by so many bytes."""
    begin, stated, rest = content.partition(b"Content-Length: ")
    number, line_end, rest = rest.partition(b"\r\n")
    return begin + stated + b"%d" % (int(number) + by) + line_end + rest
