"""Finding what lists a site's articles, from a server that plays the site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.discover.find_feeds import Site, look
from tasks.discover.listing import form_of
from tasks.discover.readers.page_links import feed_links


def clock() -> datetime:
    return datetime.now(UTC)


def rss(*titles: str) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://l.example/{number}</link>"
        f"<pubDate>0{number} Mar 2026 10:00:00 GMT</pubDate></item>"
        for number, title in enumerate(titles, 1)
    )
    return f'<rss version="2.0"><channel><title>t</title><language>en-gb</language>{items}</channel></rss>'.encode()


def sitemap(*paths: str, news: bool = False) -> bytes:
    said = "<news:news><news:title>{0}</news:title></news:news>" if news else ""
    urls = "".join(
        f"<url><loc>https://l.example{path}</loc><lastmod>2026-03-0{number}</lastmod>{said.format(path)}</url>"
        for number, path in enumerate(paths, 1)
    )
    space = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {space}>{urls}</urlset>'.encode()


PAGE = b"""<!doctype html><html lang="de-AT"><head><title>The Ledger</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="news.atom">
<link rel="stylesheet" href="x.css"><link rel="alternate" hreflang="en" href="/en">
</head><body><p>rss feed</p></body></html>"""


@pytest.fixture
def site(serve, http, open_to) -> Callable[..., tuple[Site, list[str]]]:
    """What is found on a site of these pages (all others 404), and what its server was asked for."""

    def found(pages: dict[str, bytes], at: str = "/", kind: str | None = None, **given: Any):
        missing = http(b"no", status="404 Not Found")

        class Routes(dict):
            def __missing__(self, path: str) -> bytes:
                return missing

        server = serve(Routes({path: http(body) for path, body in pages.items()}))
        said: list[str] = []
        settings = open_to(server, respect_robots=True, **given)
        looked = look(server.url(at), kind, settings, clock, said.append)  # type: ignore[arg-type]
        return looked, [request.path for request in server.requests]

    return found


def told(site: Site) -> list[tuple[str, str, str, int, str | None]]:
    return [
        (
            listing.place.kind,
            "/" + listing.place.location.split("/", 3)[3],
            listing.place.named_by,
            listing.items,
            listing.problem.reason.code if listing.problem else None,
        )
        for listing in site.listings
    ]


def test_a_feed_that_the_page_links_to_is_preferred_to_the_sitemap_that_robots_txt_names(site):
    found, asked = site(
        {
            "/a/page.html": PAGE,
            "/a/news.atom": rss("Ferry", "Rope", "Tide", "Quay"),
            "/robots.txt": b"User-agent: *\nDisallow: /private/\nSitemap: /map.xml\n",
            "/map.xml": sitemap("/1", "/2"),
        },
        "/a/page.html",
    )
    assert told(found) == [
        ("feed", "/a/news.atom", "the page", 4, None),
        ("sitemap", "/map.xml", "robots.txt", 2, None),
    ]
    assert found.best is found.listings[0]
    assert [offer.said.title for offer in found.best.sample] == ["Quay", "Tide", "Rope"]
    assert found.best.newest.isoformat() == "2026-03-04T10:00:00+00:00"
    assert found.language == "de"
    assert asked == ["/robots.txt", "/a/page.html", "/a/news.atom", "/map.xml"], "each is asked for once"


def test_of_sitemaps_the_one_for_news_is_preferred(site):
    found, _ = site(
        {
            "/": b"<html><body>no links</body></html>",
            "/robots.txt": b"Sitemap: /all.xml\nSitemap: /gone.xml\nSitemap: /latest-news.xml\n",
            "/all.xml": sitemap("/1", "/2", "/3"),
            "/latest-news.xml": sitemap("/1", news=True),
        }
    )
    assert told(found) == [
        ("sitemap", "/latest-news.xml", "robots.txt", 1, None),
        ("sitemap", "/all.xml", "robots.txt", 3, None),
        ("sitemap", "/gone.xml", "robots.txt", 0, "gone"),
    ]
    assert found.best is found.listings[0]


def test_where_nothing_is_named_the_usual_places_are_tried_up_to_the_first_that_lists_articles(site):
    found, _ = site({"/": b"<html></html>", "/sitemap.xml": sitemap("/1")})
    assert told(found) == [
        ("feed", "/feed", "a usual place", 0, "gone"),
        ("feed", "/rss.xml", "a usual place", 0, "gone"),
        ("sitemap", "/sitemap.xml", "a usual place", 1, None),
    ]


@pytest.mark.parametrize(("body", "kind"), [(rss("Ferry"), "feed"), (sitemap("/1"), "sitemap")])
def test_an_address_that_is_a_listing_itself_is_taken_as_what_it_is(site, body: bytes, kind: str):
    found, _ = site({"/x": body}, "/x")
    assert told(found) == [(kind, "/x", "the address itself", 1, None)]
    assert found.homepage == "https://l.example/", "of the articles, which need not be the host of the list"


def test_what_robots_txt_disallows_is_not_asked_for_unless_a_person_says_what_it_is(site):
    pages = {"/robots.txt": b"User-agent: *\nDisallow: /rss\nDisallow: /a/\n", "/a/": PAGE, "/rss": rss("Ferry")}
    found, asked = site(pages, "/rss")
    assert found.problem.reason.code == "robots"
    assert ("feed", "/rss", "a usual place", 0, "robots") in told(found)
    assert "/rss" not in asked
    found, asked = site(pages, "/rss", "feed")
    assert told(found) == [("feed", "/rss", "the address itself", 1, None)]


def test_a_page_that_cannot_be_had_does_not_hide_the_feed_beside_it(site):
    found, _ = site({"/feed": rss("Ferry")}, "/missing")
    assert found.problem.reason.code == "gone"
    assert told(found) == [("feed", "/feed", "a usual place", 1, None)]


def test_of_a_host_that_cannot_be_reached_nothing_more_is_asked(tmp_path):
    said: list[str] = []
    settings = Settings(home=tmp_path, contact="a@b.example")
    found = look("http://127.0.0.1/", None, settings, clock, said.append)
    assert (found.problem.reason.code, found.listings, said) == ("blocked_address", (), ["http://127.0.0.1/"])


def test_without_a_contact_nothing_is_asked(tmp_path):
    with pytest.raises(UsageError, match="no contact"):
        look("https://l.example/", None, Settings(home=tmp_path), clock, lambda _: None)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <html> is not here --><rss version="2.0">', "feed"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="x">', "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><urlset>".encode("utf-16"), "sitemap"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        (b"https://l.example/1\nhttps://l.example/2\n", "sitemap"),
        (b"<!DOCTYPE html><html><body><pre>&lt;rss></pre><feed>", "page"),
        (b"words", None),
        (b"", None),
    ],
)
def test_the_form_tells_what_a_document_is(content: bytes, form: str | None):
    assert form_of(content) == form


@pytest.mark.parametrize(
    ("page", "links"),
    [
        (b"", []),
        (b"\x00\xff" * 50, []),
        (b'<base href="https://cdn.example/b/"><link rel="ALTERNATE" type="text/xml" href="f">', ["https://cdn.example/b/f"]),
        (b'<link rel="alternate" type="application/rss+xml" href="http://[broken">', ["http://[broken"]),
        (b'<link rel="alternate" type="application/rss+xml">', []),
    ],
)  # fmt: skip
def test_links_are_read_from_any_bytes(page: bytes, links: list[str]):
    assert list(feed_links(page, "https://l.example/a/").alternates) == links
