"""One capture -> one article, or the reason why there is none."""

from __future__ import annotations

import gzip
import json
import textwrap
from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.fields import Article
from tasks.archive import Stored
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
LIMITS = Limits(page_bytes=1_000_000, elements=1000)

PARAGRAPHS = [
    "PORT ELLERBY, May 1 — The council met on Tuesday and agreed to reopen the harbour after sixteen months of work.",
    "The mayor, Ana Ruiz, called it a day for the whole coast, and thanked the crews who had worked through two "
    "winters.",
    "Ferries to the islands will sail again from June, said the port, which expects forty thousand passengers this "
    "year.",
]
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Harbour reopens | The Courier</title>
<meta property="og:title" content="Harbour reopens after storm"><meta property="og:site_name" content="The Courier">
<meta property="article:published_time" content="2024-05-01T10:00:00+02:00"><meta name="author" content="Tom Okafor">
<link rel="canonical" href="/news/harbour"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Harbour reopens after storm</h1>{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}
<p>More is in <a href="/report">the full report</a> of the port.</p></article></body></html>"""


def cleaned(content: str | bytes, name: str = "news.html", limits: Limits = LIMITS, **given: Any) -> Article:
    payload = content if isinstance(content, bytes) else content.encode()
    stored = Stored(payload, given.pop("content_type", None), given.pop("content_encoding", None))
    return article_of(CleanInput(7, stored, name, given.pop("url", None), NOW, **given), limits)


def texts(article: Article) -> list[str]:
    assert article.body is not None
    return [article.body[paragraph["char_start"] : paragraph["char_end"]] for paragraph in article.paragraphs]


def end(article: Article) -> tuple[str | None, str | None]:
    return article.reason, article.detail


def test_a_page_becomes_an_article_with_its_witnesses():
    article = cleaned(PAGE, url="https://courier.example/1")
    assert (article.position, article.reason) == (7, None)
    assert (article.title, article.title_from, article.headline) == (
        "Harbour reopens after storm",
        "open_graph",
        "Harbour reopens after storm",
    )
    assert (article.published_at, article.published_precision, article.published_from) == (
        datetime(2024, 5, 1, 8, 0, tzinfo=UTC),
        "second",
        "open_graph",
    )
    assert (article.published_zone, [author["kind"] for author in article.authors]) == ("+02:00", ["person"])
    assert (article.language, article.language_from, article.sitename) == ("en", "html_lang", "The Courier")
    assert ([author["name"] for author in article.authors], article.authors_from) == (["Tom Okafor"], "meta")
    assert (article.canonical_url, article.page_kind) == ("https://courier.example/news/harbour", "article")
    assert (article.place, article.charset, article.extractor) == ("Port Ellerby", "utf-8", "trafilatura")
    assert article.links == [
        {"url": "https://courier.example/report", "host": "courier.example", "anchor": "the full report"}
    ]


@pytest.mark.parametrize(
    ("said", "timezone", "at", "day", "precision", "zone"),
    [
        ("2024-05-01T23:30:00-05:00", None, "2024-05-02T04:30Z", "2024-05-01", "second", "-05:00"),
        ("2024-05-01T20:00:00Z", "Asia/Tokyo", "2024-05-01T20:00Z", "2024-05-02", "second", "+00:00"),
        ("2024-05-01T09:30", "Asia/Tokyo", "2024-05-01T00:30Z", "2024-05-01", "minute", None),
        ("2024-05-01T09:30", None, "2024-05-01T09:30Z", "2024-05-01", "day", None),
        ("2024-05-01", "Asia/Tokyo", "2024-05-01T00:00Z", "2024-05-01", "day", None),
        ("2024-05-01", "America/New_York", "2024-05-01T00:00Z", "2024-05-01", "day", None),
    ],
)
def test_the_day_of_publication_is_that_of_the_outlet(said, timezone, at, day, precision, zone):
    article = cleaned(PAGE.replace("2024-05-01T10:00:00+02:00", said), source_timezone=timezone)
    assert (article.published_at, article.published_on) == (datetime.fromisoformat(at), date.fromisoformat(day))
    assert (article.published_precision, article.published_zone) == (precision, zone)


def test_the_text_of_a_page_is_its_paragraphs_without_menu():
    assert texts(cleaned(PAGE))[-4:] == [*PARAGRAPHS, "More is in the full report of the port."]


@pytest.mark.parametrize(
    "wrapped",
    [
        {"content": gzip.compress(PAGE.encode()), "name": "news.html.gz"},
        {"content": gzip.compress(PAGE.encode()), "content_encoding": "gzip"},
        {"content": gzip.compress(gzip.compress(PAGE.encode())), "content_encoding": "gzip"},
        {"content": PAGE.encode("utf-16"), "content_type": "text/html; charset=iso-8859-1"},
        {"content": b"\xef\xbb\xbf" + PAGE.encode()},
        {"content": '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE},
        {"content": PAGE, "name": "news.txt", "content_type": "text/plain"},
        {"content": PAGE.replace("<p>", "<p>\x00")},
    ],
)
def test_the_same_page_in_other_wrappings_is_the_same_article(wrapped):
    plain, other = cleaned(PAGE), cleaned(**wrapped)
    assert (other.content_hash, other.body, other.published_at) == (plain.content_hash, plain.body, plain.published_at)


def test_what_the_source_knew_beats_what_the_page_says():
    article = cleaned(
        PAGE,
        known_title=" A  title ",
        known_authors=["Ruiz, Ana"],
        known_published="2024-04-30",
        known_language="pt-BR",
    )
    assert (article.title, article.title_from) == ("A title", "manifest")
    assert ([author["name"] for author in article.authors], article.authors_from) == (["Ana Ruiz"], "manifest")
    assert (article.published_at, article.published_precision, article.published_from) == (
        datetime(2024, 4, 30, tzinfo=UTC),
        "day",
        "manifest",
    )
    assert (article.language, article.language_from) == ("pt", "manifest")


def test_what_the_source_knew_and_cannot_be_leaves_what_the_page_says():
    article = cleaned(
        PAGE, known_title=" ", known_authors=["n/a"], known_published="2031-01-01", known_language="English"
    )
    assert (article.title_from, article.authors_from, article.published_from, article.language_from) == (
        "open_graph",
        "meta",
        "open_graph",
        "html_lang",
    )
    assert article.refused_date == "2031-01-01"


PLAIN = (
    "Harbour reopens after storm\n\n" + "\n\n".join([textwrap.fill(PARAGRAPHS[0], 60), "Ships:\n- one\n- two"]) + "\n"
)


def test_plain_text_has_its_paragraphs_at_blank_lines_and_line_breaks_where_they_mean_something():
    assert texts(cleaned(PLAIN, "news.txt")) == ["Harbour reopens after storm", PARAGRAPHS[0], "Ships:\n- one\n- two"]


def test_plain_text_takes_a_title_from_a_short_first_line_and_nothing_else_from_anywhere():
    article = cleaned(PLAIN, "news.txt", url="https://courier.example/2024/05/01/x.txt")
    assert (article.title, article.title_from) == ("Harbour reopens after storm", "derived")
    assert (article.authors, article.authors_from, article.published_at, article.published_from) == (
        [],
        None,
        None,
        None,
    )
    assert (article.language, article.canonical_url, article.page_kind, article.extractor) == (
        None,
        None,
        "article",
        "broadsheet",
    )


def test_plain_text_that_begins_with_a_sentence_has_no_title():
    article = cleaned("\n\n".join(PARAGRAPHS), "news.txt")
    assert (article.title, article.title_from, article.place) == (None, None, "Port Ellerby")


MARKDOWN = f"""---
title: "Harbour reopens: at last"
date: 2024-05-01
author: [Ana Ruiz, Tom Okafor]
lang: en-GB
tags: [sea, ports]
url: /2024/harbour
---
# Harbour **reopens**
{PARAGRAPHS[1]}

## More
See [the report](https://a.example/r), [here](/x) and [bad](http://[bad/).
"""


def test_markdown_is_read_with_its_front_matter_as_witness():
    article = cleaned(MARKDOWN, "news.md")
    assert (article.title, article.title_from) == ("Harbour reopens: at last", "front_matter")
    assert ([author["name"] for author in article.authors], article.authors_from) == (
        ["Ana Ruiz", "Tom Okafor"],
        "front_matter",
    )
    assert (article.published_at, article.published_precision, article.published_from) == (
        datetime(2024, 5, 1, tzinfo=UTC),
        "day",
        "front_matter",
    )
    assert (article.language, [tag["name"] for tag in article.tags]) == ("en", ["sea", "ports"])
    assert article.canonical_url is None  # `url` is a path here, and no address


def test_the_text_of_markdown_is_its_words_without_the_heading_that_is_its_title():
    article = cleaned(MARKDOWN, "news.md")
    assert texts(article) == [PARAGRAPHS[1], "More", "See the report, here and bad."]
    assert article.links == [{"url": "https://a.example/r", "host": "a.example", "anchor": "the report"}]


def test_the_heading_of_markdown_without_front_matter_is_its_title():
    article = cleaned(f"# Harbour **reopens**\n{PARAGRAPHS[1]}\n", "news.md")
    assert (article.title, article.title_from, texts(article)) == ("Harbour reopens", "derived", [PARAGRAPHS[1]])


def test_a_mistyped_date_in_front_matter_costs_the_date_only():
    article = cleaned("---\ntitle: One\ndate: 2024-13-45\n---\nText that stays.\n", "news.md")
    assert (article.title, article.published_at, article.body) == ("One", None, "Text that stays.")


@pytest.mark.parametrize("address", ["http://[domain]/x", "http://[", "//[x"])
def test_broken_addresses_in_a_page_cost_those_addresses_only(address):
    head = f'<link rel="canonical" href="{address}"><meta property="og:image" content="{address}">'
    page = PAGE.replace('<link rel="canonical" href="/news/harbour">', head).replace("/report", address)
    article = cleaned(page, url="https://courier.example/1")
    assert (article.reason, article.canonical_url, article.image_url, article.links) == (None, None, None, [])
    assert article.body == cleaned(PAGE).body


@pytest.mark.parametrize(
    ("content", "given", "reason", "detail"),
    [
        (b"", {}, "empty", "news.html: no bytes after decompression"),
        (gzip.compress(b""), {}, "empty", "news.html: no bytes after decompression"),
        (b" \r\n\t\xef\xbb\xbf\x00", {}, "empty", "news.html: nothing but white space"),
        (b"\x89PNG\r\n ...", {}, "unsupported_type", "news.html: a PNG image"),
        (bytes(range(256)) * 10, {}, "unsupported_type", "news.html: binary data"),
        (gzip.compress(PAGE.encode())[:-9], {}, "truncated", "news.html: the gzip data ends before its end mark"),
        (b"x", {"content_encoding": "gzip, br, br"}, "decode_error",
         "news.html: 3 content encodings on top of each other: 'gzip, br, br'"),
        (gzip.compress(bytes(20_000_000)), {}, "too_large",
         "news.html: over 1 MB after decompression (setting max_page_mb)"),
        (PAGE.encode() + b" " * 1_000_000, {}, "too_large",
         "news.html: over 1 MB after decompression (setting max_page_mb)"),
        (b"<html><body>" + b"<div>" * 1000, {}, "too_many_elements",
         "news.html: 1,002, the limit is 1,000 (max_elements)"),
        (b"<html><body><img src=x></body></html>", {}, "no_text", "news.html: the page has no text"),
        ("\u00a0\u3000".encode(), {"name": "news.txt"}, "no_text", "news.txt: no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_makes_no_article_ends_with_its_reason_and_the_name(content, given, reason, detail):
    assert end(cleaned(content, **given)) == (reason, detail)


SAVED = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/1\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html; '
    "charset=utf-8\r\n"
    f"Content-Transfer-Encoding: 8bit\r\nContent-Location: https://courier.example/1\r\n\r\n{PAGE}\r\n--B--\r\n"
)


@pytest.mark.parametrize("name", ["news.mhtml", "news.html", "news"])
def test_a_page_that_a_browser_saved_in_one_file_is_that_page_of_that_address(name):
    article, page = cleaned(SAVED, name), cleaned(PAGE, url="https://courier.example/1")
    assert (article.content_hash, article.links, article.canonical_url) == (
        page.content_hash,
        page.links,
        page.canonical_url,
    )


def test_a_saved_file_without_a_page_ends_with_its_reason():
    assert end(cleaned(SAVED.replace("text/html; charset", "text/css; charset"), "a.mht")) == (
        "no_text",
        "a.mht: a saved page (MHTML) without a page that can be read",
    )


def test_a_page_whose_text_is_in_its_json_ld_only_has_that_text_and_its_paragraphs():
    stated = json.dumps({"@type": "NewsArticle", "headline": "Harbour reopens", "articleBody": "\n\n".join(PARAGRAPHS)})
    page = (
        f'<html><head><script type="application/ld+json">{stated}</script></head><body><div id=root></div></body>'
        "</html>"
    )
    article = cleaned(page)
    assert (texts(article), article.title, article.page_kind) == (PARAGRAPHS, "Harbour reopens", "article")


def test_a_million_elements_are_refused_unread():
    assert cleaned(b"<div>" * 1_000_000, limits=Limits(10_000_000, 100_000)).reason == "too_many_elements"


@pytest.mark.parametrize("uri", ["data:image/png;base64,", "data:image/svg+xml;charset=utf-8;base64,", "data:;base64,"])
def test_a_picture_of_12_mb_inside_a_page_does_not_cost_its_text(uri):
    picture = f'<p><img src="{uri}{"QUJD" * 3_000_000}"></p>'
    article = cleaned(PAGE.replace("<h1>", picture + "<h1>"), limits=Limits(20_000_000, 1000))
    assert article.body == cleaned(PAGE).body


def test_a_text_is_known_by_its_words_and_not_by_its_markup():
    spaced = PAGE.replace("<p>", '<p class="x">\n  ').replace("harbour after", "harbour\nafter")
    assert cleaned(spaced).content_hash == cleaned(PAGE).content_hash
    assert cleaned(PAGE.replace("forty", "fifty")).content_hash != cleaned(PAGE).content_hash


def test_characters_that_could_not_be_read_are_counted():
    payload = ("“Words” " * 20).encode() + b"\xff and \xff more"
    assert cleaned(payload, "news.txt").replacement_count == 2
