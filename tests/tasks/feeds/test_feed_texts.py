"""Feeds as text: decoded, without what XML and JSON may not contain, and mended where something is bare."""

from __future__ import annotations

import pytest

from tasks.feeds.item import MOST_ITEMS, newest, newest_items
from tasks.feeds.json_items import read_json
from tasks.feeds.xml_text import mended, xml_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b'\n <?xml version="1.0" encoding="windows-1251"?>\n<a>\xcc\xee\xf1\xf2</a>', "<a>Мост</a>"),
        ('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16-le"), "<a>é</a>"),
        ("<a>Café „Ne".encode() + b"\xff" + "n“</a>".encode(), "<a>Café „Ne\ufffdn“</a>"),
        (b"<a>x\x0by&#x1F;z&#0;&#65;</a>", "<a>xyz&#65;</a>"),
    ],
)
def test_xml_is_decoded_and_has_only_characters_that_it_may_have(content, text):
    assert xml_text(content, None) == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("A & B", "A &amp; B"),
        ("?a=1&b=2&copy=3", "?a=1&amp;b=2&amp;copy=3"),
        ("caf&eacute;&nbsp;&lt;", "café\xa0&lt;"),
        ("&unknown;", "&amp;unknown;"),
        ("3 < 4 <b>", "3 &lt; 4 <b>"),
        ("<![CDATA[a & b < c]]> & d", "<![CDATA[a & b < c]]> &amp; d"),
        ("<![CDATA[never closed & on", "<![CDATA[never closed &amp; on"),
    ],
)
def test_what_is_bare_is_written_out(text, right):
    assert mended(text) == right


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": [1, 2,], "b": ",]",}', {"a": [1, 2], "b": ",]"}),
        (b'{"a": "one\ttwo\nthree"}', {"a": "one\ttwo\nthree"}),
        ('{"a": "Brücke"}'.encode("cp1252"), {"a": "Brücke"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    ],
)
def test_json_as_it_is_written_by_hand_is_read(content, value):
    assert read_json(content) == value


@pytest.mark.parametrize("content", [b"{", b'{"a": "never closed', b"[" * 100_000, b'{"' + b'\\"' * 100_000])
def test_what_is_no_json_is_told(content):
    with pytest.raises(ValueError, match=r"."):
        read_json(content)


def test_of_a_long_feed_the_newest_items_stay_in_their_order():
    items = "".join(f"<item><pubDate>2026-01-01T00:00:{n % 60:02}Z</pubDate><n>{n}</n></item>" for n in range(3))
    old = "<item><pubDate>Thu, 01 Jan 2015 00:00:00 GMT</pubDate></item>" * MOST_ITEMS
    text, passed_over = newest_items(f"<rss>{old}{items}</rss>")
    assert passed_over == 3
    assert text.endswith(f"{items}</rss>")


def test_an_item_without_a_date_is_as_old_as_the_one_before_it():
    dates = ["2026-01-02", None, *["2025-01-01"] * MOST_ITEMS, "2026-01-01"]
    assert newest(dates)[:2] == [0, 1]
    assert newest(dates)[-1] == MOST_ITEMS + 2
