"""Metadata with its provenance: what is stated for machines, then what readers see, then guesses."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree
from trafilatura import load_html

from schemas.language_codes import language_code
from tasks.clean.metadata.page_metadata import Metadata, metadata_of, web_address
from tasks.dates import Timestamp

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
URL = "https://a.example/news/1"
TEXT = "<p>The council met on Tuesday and agreed to reopen the harbour after months of work.</p>"


def meta_of(
    head: str = "", body: str = "", ld: dict | None = None, html: str = "<html>", url: str | None = URL
) -> Metadata:
    script = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    tree = load_html(f"{html}<head>{head}{script}</head><body>{body}{TEXT}</body></html>")
    return metadata_of(tree, url, NOW)[0]


def article(**properties: Any) -> dict:
    return {"@type": "NewsArticle", **properties}


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("page", "title", "witness"),
    [
        (
            {"ld": article(headline="By LD"), "head": meta("og:title", "By OG"), "body": "<h1>By h1</h1>"},
            "By OG",
            "open_graph",
        ),
        ({"ld": article(headline="By LD"), "body": "<h1>By h1</h1>"}, "By LD", "json_ld"),
        (
            {"head": meta("og:title", "By OG") + "<title>By title</title>", "body": "<h1>By h1</h1>"},
            "By OG",
            "open_graph",
        ),
        ({"head": "<title>Title</title>", "body": "<h1>Title by h1</h1>"}, "Title by h1", "h1"),
        ({"head": "<title>By title</title>"}, "By title", "title"),
        ({"body": "<h1><!-- --><b>By</b> h1<!-- x --></h1>"}, "By h1", "h1"),
        ({"head": meta("og:title", "Fish &amp;amp; chips")}, "Fish & chips", "open_graph"),
        (
            {"head": meta("og:title", "Harbour | The Courier") + meta("og:site_name", "Courier")},
            "Harbour",
            "open_graph",
        ),
        (
            {"head": meta("og:title", "Rise – and fall") + meta("og:site_name", "Courier")},
            "Rise – and fall",
            "open_graph",
        ),
        ({}, None, None),
    ],
)
def test_a_title_is_believed_from_the_best_witness(page, title, witness):
    found = meta_of(**page)
    assert (found.title, found.title_from) == (title, witness)


@pytest.mark.parametrize(
    ("headings", "headline"),
    [
        ("<h1>The Courier</h1><h1>Harbour reopens after storm</h1>", "Harbour reopens after storm"),
        ("<h1>The Courier</h1>", None),
        ("", None),
    ],
)
def test_the_headline_is_the_h1_that_says_nearly_what_the_title_says(headings, headline):
    assert meta_of(body=headings, head=meta("og:title", "Harbour reopens after the storm")).headline == headline


@pytest.mark.parametrize(
    ("page", "authors", "witness"),
    [
        (
            {"ld": article(author=[{"name": "Ana Ruiz"}, {"name": "By Tom Okafor"}]), "head": meta("author", "Other")},
            ["Ana Ruiz", "Tom Okafor"],
            "json_ld",
        ),
        ({"ld": article(author="https://a.example/ana"), "head": meta("author", "Ana Ruiz")}, ["Ana Ruiz"], "meta"),
        (
            {"head": meta("article:author", "https://social.example/ana") + meta("byl", "By Ana Ruiz")},
            ["Ana Ruiz"],
            "meta",
        ),
        ({"body": '<span class="author">Ana Ruiz</span>'}, ["Ana Ruiz"], "byline"),
        ({}, [], None),
    ],
)
def test_authors_are_believed_from_the_best_witness(page, authors, witness):
    found = meta_of(**page)
    assert (found.authors, found.authors_from) == (authors, witness)


@pytest.mark.parametrize(
    ("page", "at", "precision", "witness"),
    [
        (
            {"ld": article(datePublished="2024-05-01T10:00:00+02:00"),
                "head": meta("article:published_time", "2023-01-01")},
            "2024-05-01T08:00",
            "second",
            "json_ld",
        ),
        ({"ld": article(datePublished="soon"), "head": meta("article:published_time", "2024-05-01T10:00Z")},
         "2024-05-01T10:00", "minute", "open_graph"),
        ({"head": meta("parsely-pub-date", "2024-05-01")}, "2024-05-01T00:00", "day", "meta"),
        ({"body": '<time itemprop="datePublished" datetime="2024-05-01T10:00">1 May</time>'},
         "2024-05-01T10:00", "day", "time"),
        ({"body": "<p class='date'>1 May 2024</p>"}, "2024-05-01T00:00", "day", "htmldate"),
    ],
)  # fmt: skip
def test_the_date_of_publication_is_believed_from_the_best_witness(page, at, precision, witness):
    found = meta_of(**page)
    assert found.published == Timestamp(datetime.fromisoformat(at).replace(tzinfo=UTC), precision)
    assert found.published_from == witness


def test_a_date_that_cannot_be_is_kept_as_refused_and_the_next_witness_is_asked():
    found = meta_of(ld=article(datePublished="2031-01-01"), head=meta("article:published_time", "2024-05-01"))
    assert (found.published_from, found.refused_date) == ("open_graph", "2031-01-01")


def test_a_page_without_a_date_has_none():
    found = meta_of()
    assert (found.published, found.published_from, found.refused_date) == (None, None, None)


@pytest.mark.parametrize(
    ("page", "language", "witness"),
    [
        ({"html": '<html lang="pt-BR">', "ld": article(inLanguage="en")}, "pt", "html_lang"),
        ({"html": '<html xml:lang="DE">'}, "de", "html_lang"),
        ({"html": '<html lang="{{lang}}">', "ld": article(inLanguage="en-GB")}, "en", "json_ld"),
        ({"head": meta("og:locale", "fr_FR")}, "fr", "meta"),
        ({"head": meta("og:locale", "English")}, None, None),
    ],
)
def test_the_language_is_a_code_from_the_best_witness(page, language, witness):
    found = meta_of(**page)
    assert (found.language, found.language_from) == (language, witness)


def test_language_codes_are_read_from_tags_and_locales_and_never_cut_from_words():
    texts = ["en", "EN-us", " pt_BR ", "fil", "English", "german", "x", "", None]
    assert [language_code(text) for text in texts] == ["en", "en", "pt", "fil", None, None, None, None, None]


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="https://b.example/x">', "https://b.example/x"),
        ('<link rel="Canonical" href=" /y ">', "https://a.example/y"),
        ('<link rel="canonical" href="javascript:x">', None),
        (
            '<base href="https://a.example/news/"><link rel="canonical" href="sea-wall">',
            "https://a.example/news/sea-wall",
        ),
        ('<base href="/old/"><link rel="canonical" href="sea-wall">', "https://a.example/old/sea-wall"),
        (
            '<link rel="canonical" href="https://a.example/"><meta property="og:url" '
            'content="https://a.example/news/7">',
            "https://a.example/news/7",
        ),
        ('<link rel="canonical" href="https://a.example/">', "https://a.example/"),
        ('<link rel="canonical" href="http://[domain]/x">', None),
        ('<link rel="canonical" href="">', None),
    ],
)
def test_the_canonical_address_is_a_web_address_or_nothing(head, canonical):
    assert meta_of(head).canonical_url == canonical


def test_a_relative_canonical_address_of_a_file_is_nothing():
    assert meta_of('<link rel="canonical" href="/y">', url=None).canonical_url is None


@pytest.mark.parametrize(
    ("page", "image"),
    [
        ({"head": meta("og:image", "/i.jpg")}, "https://a.example/i.jpg"),
        ({"ld": article(image=[{"url": "https://b.example/i.jpg"}])}, "https://b.example/i.jpg"),
        ({"ld": article(image="//b.example/i.jpg")}, "https://b.example/i.jpg"),
        ({"head": meta("og:image", "http://[domain]/i.jpg")}, None),
        ({"head": meta("og:image", "data:image/gif;base64,R0lGOD")}, None),
        ({"ld": article(image={"@id": "#x"})}, None),
    ],
)
def test_the_picture_is_a_web_address_or_nothing(page, image):
    assert meta_of(**page).image_url == image


def test_web_addresses_are_absolute_and_of_the_web():
    hrefs = ["b", "//b.example/x", "https://b.example", "ftp://b.example/", "http://[b", "", None]
    assert [web_address(URL, href) for href in hrefs] == [
        "https://a.example/news/b", "https://b.example/x", "https://b.example", None, None, None, None,
    ]  # fmt: skip
    assert web_address(None, "/x") is None


@pytest.mark.parametrize(
    ("page", "tags"),
    [
        ({"head": meta("article:tag", "Sea") + meta("article:tag", "Ports")}, ["Sea", "Ports"]),
        ({"ld": article(keywords="Sea, Ports,sea")}, ["sea", "Ports"]),
        ({"ld": article(keywords=["Sea", "Paris, France"])}, ["Sea", "Paris, France"]),
        ({"head": meta("article:tag", "Sea"), "ld": article(keywords="Ports, Ships")}, ["Sea", "Ports", "Ships"]),
        ({"head": meta("keywords", "Sea; Ports")}, ["Sea", "Ports"]),
        ({"ld": article(about=[{"name": "Sea"}, {"name": "Ports"}])}, ["Sea", "Ports"]),
        ({"head": meta("article:tag", "x" * 81)}, []),
        ({}, []),
    ],
)
def test_tags_are_parted_and_each_counts_once(page, tags):
    assert meta_of(**page).tags == tags


@pytest.mark.parametrize(
    ("page", "free"),
    [
        ({"ld": article(isAccessibleForFree=True)}, True),
        ({"ld": article(isAccessibleForFree="False")}, False),
        ({"head": meta("article:content_tier", "metered")}, False),
        ({"head": meta("article:content_tier", "free")}, True),
        ({"ld": article(isAccessibleForFree="perhaps")}, None),
        ({}, None),
    ],
)
def test_whether_it_is_free_is_known_only_where_it_is_said(page, free):
    assert meta_of(**page).is_free is free


def test_the_other_fields_are_read_from_what_the_page_says():
    found = meta_of(
        head=meta("og:site_name", "The Courier") + meta("og:description", "Ships &amp;amp; sea"),
        ld=article(articleSection=["Local", "News"], dateModified="2024-05-02T10:00:00Z"),
    )
    assert (found.sitename, found.description, found.section) == ("The Courier", "Ships & sea", "Local")
    assert found.modified == Timestamp(datetime(2024, 5, 2, 10, 0, tzinfo=UTC), "second")


def test_reading_metadata_leaves_the_page_as_it_was():
    tree = load_html(
        f"<html><body><nav>menu</nav><h1>Title</h1><p>1 May 2024</p>{TEXT}<footer>x</footer></body></html>"
    )
    before = etree.tostring(tree)
    metadata_of(tree, URL, NOW)
    assert etree.tostring(tree) == before
