"""Feeds: RSS, Atom and JSON Feed, as they are served and as they are broken."""

from __future__ import annotations

import gzip

import pytest

from schemas.errors import UsageError
from schemas.records import Candidate
from tasks.discover import discover
from tasks.feeds.reading import FeedReading
from tasks.feeds.said import FeedFields, plain
from tasks.runs.handover import read_rows
from tests.tasks.discover.readers.feeds import RSS, rss

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es"><title>Voces</title><id>urn:v</id>
<entry><title type="html">La ni&lt;i&gt;ñ&lt;/i&gt;a</title><id>urn:1</id>
<link rel="enclosure" href="https://v.example/a.mp3"/><link rel="alternate" href="https://v.example/1"/>
<author><name>Zoë</name></author><summary>Breve.</summary>
<published>2026-03-31T23:00:00-01:00</published><updated>2026-04-01T08:15:30Z</updated></entry></feed>""".encode()

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "de", "items": [
{"id": "1", "url": "https://j.example/1", "title": "Eins", "summary": "Kurz", "authors": [{"name": "A"}, {"name": "B"}],
 "date_published": "2026-04-01T08:00:00Z", "date_modified": "2026-04-01T09:00:00Z"},
{"id": "2", "external_url": "/2"}, {"id": "https://j.example/3"}, 7]}"""


def test_rss_is_an_offer_an_item_with_what_it_says(feed):
    found, _ = feed(RSS, "Content-Type: text/xml")
    assert [(offer.url, offer.address, offer.reason, offer.said) for offer in found.offers] == [
        (
            "https://l.example/1",
            "https://l.example/1",
            None,
            FeedFields(
                title="Ferry & tide",
                author="Ana Ruiz",
                summary="A rope was cut.",
                language="en-gb",
                published="2026-04-01T10:30:00+02:00",
            ),
        ),
        (
            "https://l.example/2?id=7&page=2",
            "https://l.example/2?id=7&page=2",
            None,
            FeedFields(title="Second", language="en-gb"),
        ),
    ]
    assert found.warnings == []


def test_atom_is_known_by_its_alternate_link(feed):
    found, _ = feed(ATOM, "Content-Type: application/atom+xml")
    assert [(offer.url, offer.said) for offer in found.offers] == [
        (
            "https://v.example/1",
            FeedFields(
                title="La ni ñ a",
                author="Zoë",
                summary="Breve.",
                language="es",
                published="2026-03-31T23:00:00-01:00",
                modified="2026-04-01T08:15:30+00:00",
            ),
        )
    ]


def test_json_feed_and_an_item_without_an_address(feed):
    found, server = feed(JSON_FEED, "Content-Type: application/feed+json")
    assert [(offer.url, offer.reason) for offer in found.offers] == [
        ("https://j.example/1", None),
        (server.url("/2"), None),
        ("https://j.example/3", None),
        (None, "bad_row"),
    ]
    assert found.offers[0].said == FeedFields(
        title="Eins",
        author="A; B",
        summary="Kurz",
        language="de",
        published="2026-04-01T08:00:00+00:00",
        modified="2026-04-01T09:00:00+00:00",
    )


def test_a_feed_on_disk_is_read_too_and_gzipped(tmp_path, ask):
    (tmp_path / "feed.xml").write_bytes(RSS)
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(RSS))
    for name in ("feed.xml", "feed.xml.gz"):
        assert ask("feed", tmp_path / name).urls == ["https://l.example/1", "https://l.example/2?id=7&page=2"]


def test_a_content_coding_is_taken_off(feed):
    found, _ = feed(gzip.compress(RSS), "Content-Encoding: gzip")
    assert len(found.offers) == 2


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (RSS.replace(b"Second", "Fünf Männer".encode("latin-1")), "text/xml; charset=ISO-8859-1"),
        (
            RSS.replace(b"Second", "Fünf Männer".encode("latin-1")).replace(
                b'"1.0"?>', b'"1.0" encoding="iso-8859-1"?>'
            ),
            "text/xml",
        ),
        (RSS.replace(b"Second", "Fünf Männer".encode()), "text/xml"),
        # declared as UTF-8, and is not
        (
            RSS.replace(b"Second", "Fünf Männer".encode("cp1252")).replace(b'"1.0"?>', b'"1.0" encoding="utf-8"?>'),
            "text/xml",
        ),
        (RSS.decode().replace("Second", "Fünf Männer").encode("utf-16"), "text/xml"),
        (b"\xef\xbb\xbf" + RSS.replace(b"Second", "Fünf Männer".encode()), "application/rss+xml"),
    ],
    ids=["header", "declaration", "nothing said", "wrong declaration", "utf-16", "byte order mark"],
)
def test_titles_are_read_in_the_encoding_they_are_written_in(feed, body, label):
    found, _ = feed(body, f"Content-Type: {label}")
    assert [offer.said.title for offer in found.offers] == ["Ferry & tide", "Fünf Männer"]


def test_relative_links_are_relative_to_where_the_feed_was_found(serve, http, redirect, open_to, ask):
    body = rss(*(f"<item><title>x</title><link>{link}</link></item>" for link in ("/a", "b", "//c.example/c", "?d=1")))
    server = serve({"/feed": redirect("/news/today/feed"), "/news/today/feed": http(body)})
    assert ask("feed", server.url("/feed"), open_to(server)).urls == [
        server.url("/a"),
        server.url("/news/today/b"),
        "http://c.example/c",
        server.url("/news/today/feed?d=1"),
    ]


def test_the_same_guid_with_other_links_is_several_articles(feed):
    found, _ = feed(
        rss(
            "<item><guid>https://a.example/guid</guid><link>https://a.example/1</link></item>",
            "<item><link>https://a.example/2</link><guid>https://a.example/guid</guid></item>",
        )
    )
    assert found.urls == ["https://a.example/1", "https://a.example/2"]


def test_a_document_that_is_attached_is_the_article_of_an_item_without_a_link(feed):
    body = rss(
        '<item><title>Report</title><enclosure url="/report.pdf" type="application/pdf" length="9"/></item>',
        '<item><title>Podcast</title><enclosure url="/talk.mp3" type="audio/mpeg" length="9"/></item>',
        '<item><title>Both</title><link>/both</link><enclosure url="/both.pdf" type="application/pdf" length="9"/>'
        "</item>",
        '<item><title>Untyped</title><enclosure url="/statement.docx?v=2" type="" length="9"/></item>',
    )
    found, _ = feed(body)
    assert [(offer.url or offer.reason or "").rpartition("/")[2] for offer in found.offers] == [
        "report.pdf",
        "bad_row",
        "both",
        "statement.docx?v=2",
    ]


def test_a_document_that_a_json_feed_attaches_is_the_article_of_an_item_without_a_link(feed):
    items = (
        b'[{"id": "1", "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg"}, {"url": "/a.epub", '
        b'"mime_type": "application/epub+zip"}]}]'
    )
    found, _ = feed(b'{"version": "https://jsonfeed.org/version/1.1", "items": %s}' % items)
    assert [(offer.url or "").rpartition("/")[2] for offer in found.offers] == ["a.epub"]


def test_an_item_without_a_link_is_a_bad_row_and_the_next_is_read(feed):
    found, server = feed(
        rss(
            "<item><title>A</title><guid isPermaLink='false'>7</guid></item>",
            "<item><link>https://a.example/2</link></item>",
            "<item><link>javascript:alert(1)</link></item>",
        )
    )
    assert [offer.reason for offer in found.offers] == ["bad_row", None, "bad_url"]
    assert found.offers[0].detail == f"feed {server.url('/news/feed')}, item 1 (A): it has no link"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Sat, 04 Apr 2026 09:00:00 GMT", "2026-04-04T09:00:00+00:00"),
        ("Sun, 05 Apr 2026 09:00:00 GMT", None),
        ("Tue, 01 Jan 2036 09:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("yesterday", None),
        ("2026-04-01", "2026-04-01"),
    ],
)
def test_dates_more_than_48_hours_ahead_and_other_nonsense_are_dropped(feed, date, published):
    found, _ = feed(rss(f"<item><link>https://a.example/1</link><pubDate>{date}</pubDate></item>"))
    assert [offer.said.published for offer in found.offers] == [published]


def test_dates_as_feeds_write_them_keep_their_precision_and_zone(feed):
    """A day is a day; a time without a zone is kept as it was said, not as UTC; zones are those of mail."""
    written = {
        "Wed, 01 Apr 2026 19:58:02 IST": "2026-04-01T19:58:02+05:30",
        "Wed, 01 Apr 2026 19:58 UTC+2": "2026-04-01T19:58+02:00",
        "Wed, 01 Apr 26 19:58:02 GMT": "2026-04-01T19:58:02+00:00",
        "mer., 1 avr. 2026 10:00:02 +0100": "2026-04-01T10:00:02+01:00",
        "5.3.2026 10:00": "2026-03-05T10:00",
        "Wed, 01 Apr 2026 10:00 XYZT": "2026-04-01T10:00",
        "1 Apr 2026": "2026-04-01",
        "1775037482": "2026-04-01T09:58:02+00:00",
    }
    items = (
        f"<item><link>https://a.example/{n}</link><pubDate>{text}</pubDate></item>" for n, text in enumerate(written)
    )
    found, _ = feed(rss(*items))
    assert [offer.said.published for offer in found.offers] == list(written.values())
    assert found.warnings == []


def test_a_date_that_can_be_read_two_ways_is_left_empty_and_told_unless_the_language_decides(feed):
    item = "<item><link>https://a.example/1</link><pubDate>05/03/2026 19:58</pubDate></item>"
    found, server = feed(rss(item, item))
    assert [offer.said.published for offer in found.offers] == [None, None]
    assert found.warnings == [
        f'feed {server.url("/news/feed")}: a date was left empty: "05/03/2026 19:58" can be read two ways,'
        " write 2026-05-03 or 2026-03-05, and 1 more such"
    ]
    found, _ = feed(rss("<language>fr</language>", item))
    assert [offer.said.published for offer in found.offers] == ["2026-03-05T19:58"]


def test_dc_date_is_the_date_of_publication_and_so_is_the_update_of_an_entry_without_one(feed):
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://a.example/"><title>T</title></channel>
      <item rdf:about="https://a.example/1"><title>A</title><link>https://a.example/1</link><dc:date>2026-04-01</dc:date></item>
      </rdf:RDF>"""
    found, _ = feed(rdf)
    assert [(offer.said.published, offer.said.modified) for offer in found.offers] == [("2026-04-01", None)]
    entry = '<entry><link href="https://a.example/1"/><updated>2026-04-01T10:00:00Z</updated></entry>'
    found, _ = feed(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entry}</feed>'.encode())
    assert [(offer.said.published, offer.said.modified) for offer in found.offers] == [
        ("2026-04-01T10:00:00+00:00", "2026-04-01T10:00:00+00:00")
    ]


def test_broken_xml_is_salvaged_with_a_warning(feed):
    found, server = feed(
        rss(
            "<item><title>Salt & tide</title><link>https://a.example/1</link></item>",
            "<item><title>B</b></title><link>https://a.example/2</link></item>",
        )[:-20]
    )
    assert found.urls == ["https://a.example/1", "https://a.example/2"]
    [warning] = found.warnings
    assert warning.startswith(f"feed {server.url('/news/feed')}: it is broken, what can be read is used: SAX")


def test_at_most_2000_items_are_taken(feed):
    found, server = feed(rss(*(f"<item><link>https://a.example/{n}</link></item>" for n in range(2100))))
    assert found.urls == [f"https://a.example/{n}" for n in range(2000)]
    assert found.warnings == [f"feed {server.url('/news/feed')}: 100 items beyond the newest 2000 were passed over"]


def test_claims_are_plain_and_bounded():
    assert plain(" <p>a<br>b &amp; c</p>\x00\n d") == "a b & c d"
    assert plain("3 < 4 and 5 > 2") == "3 < 4 and 5 > 2"
    assert plain("<br>") is None
    assert len(plain("word " * 100_000)) == 1999


def test_a_declared_address_is_not_taken_for_a_path(serve, http, open_to, tmp_path, now):
    server = serve({"/feed": http(RSS), "/map": http(b"https://l.example/3")})
    (tmp_path / "feed.xml").write_bytes(RSS.replace(b"l.example", b"m.example"))
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n- {{name: web, kind: feed, location: '{server.url('/feed')}'}}\n"
        f"- {{name: disk, kind: feed, location: feed.xml}}\n- {{name: map, kind: sitemap, location: "
        f"'{server.url('/map')}'}}\n"
    )
    settings = open_to(server, sources_file=tmp_path / "sources.yaml")
    run = tmp_path / "run"
    run.mkdir()
    discover(run, ["web", "disk", "map"], None, settings, now)
    candidates = [c for path in run.glob("*/candidates.parquet") for c in read_rows(path, Candidate)]
    assert [(c.source_name, c.source_location, c.url) for c in sorted(candidates, key=lambda c: c.position)] == [
        ("web", server.url("/feed"), "https://l.example/1"),
        ("web", server.url("/feed"), "https://l.example/2?id=7&page=2"),
        ("disk", f"{tmp_path}/feed.xml", "https://m.example/1"),
        ("disk", f"{tmp_path}/feed.xml", "https://m.example/2?id=7&page=2"),
        ("map", server.url("/map"), "https://l.example/3"),
    ]
    assert (candidates[0].said_title, candidates[0].known_title) == ("Ferry & tide", None)
    assert candidates[0].said_published == "2026-04-01T10:30:00+02:00"


def test_no_feed_of_a_stranger_is_asked_for_without_a_contact(ask):
    with pytest.raises(UsageError, match="no contact address is set"):
        ask("feed", "https://news.example/feed")


def test_a_feed_that_takes_too_long_to_read_is_ended_and_the_next_is_read(now):
    deep = b"<rss version='2.0'><channel>" + b"<a>" * 400_000
    with FeedReading(seconds=2) as reading:
        assert (
            reading.read(deep, "https://a.example/", None, now).problem == "reading it took more than 2 s and was ended"
        )
        assert [item.link for item in reading.read(RSS, "https://a.example/", None, now).items] == [
            "https://l.example/1",
            "https://l.example/2?id=7&page=2",
        ]


def test_a_json_feed_that_writes_authors_as_texts_has_them(feed):
    items = b'[{"url": "/1", "author": "Ida Marrow"}, {"url": "/2", "authors": ["Ida Marrow", {"name": "Tom Okafor"}]}]'
    found, _ = feed(b'{"version": "https://jsonfeed.org/version/1.1", "items": %s}' % items)
    assert [offer.said.author for offer in found.offers] == ["Ida Marrow", "Ida Marrow; Tom Okafor"]


def test_several_mails_with_their_names_are_several_authors(feed):
    found, _ = feed(
        rss("<item><link>/1</link><author>ida@x.example (Ida Marrow), tom@x.example (Tom Okafor)</author></item>")
    )
    assert [offer.said.author for offer in found.offers] == ["Ida Marrow; Tom Okafor"]
