"""Pages are told by their first bytes, under whatever content coding; everything else is left unidentified."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tasks.archive.writer import identified_type

PAGE = b"<!DOCTYPE html><title>News</title>" + b"<p>words</p>" * 5000


@pytest.mark.parametrize(
    ("payload", "coding", "kind"),
    [
        (PAGE, None, "text/html"),
        (gzip.compress(PAGE), "gzip", "text/html"),
        (gzip.compress(PAGE), " X-GZIP ", "text/html"),
        (brotli.compress(PAGE), "br", "text/html"),
        (b"\xef\xbb\xbf\r\n <HTML lang=en>", None, "text/html"),
        (b"<!-- made by hand --><p>words", None, "text/html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', None,
            "application/xhtml+xml"),
        (b'<?xml version="1.0"?><rss>', None, None),
        (b"<paper>", None, None),
        (b"%PDF-1.7 <html>", None, None),
        (b"words", None, None),
        (b"", None, None),
        (PAGE, "gzip", None),
        (b"\xff" * 50, "br", None),
        (PAGE, "gzip, br", None),
    ],
)  # fmt: skip
def test_the_type_is_that_of_the_bytes(payload, coding, kind):
    assert identified_type(payload, coding) == kind


def test_only_the_beginning_is_unpacked():
    """A megabyte of spaces in front of a page: nobody unpacks that for a label."""
    assert identified_type(gzip.compress(b" " * 1_000_000 + PAGE), "gzip") is None
