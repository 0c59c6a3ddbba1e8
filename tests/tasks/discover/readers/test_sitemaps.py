"""Sitemaps: nested, gzipped, of news; bounded in depth, number and size."""

from __future__ import annotations

import gzip

import pytest

from tasks.feeds.said import FeedFields

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://n.example/1 </loc><lastmod>2026-04-01</lastmod>
<news:news><news:publication><news:name>The Ledger</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-31T22:00:00-02:00</news:publication_date>
<news:title>Rope &amp; tide</news:title></news:news>
<image:image><image:loc>https://n.example/1.jpg</image:loc><image:title>A rope</image:title></image:image></url>
<url><loc>https://n.example/2</loc><lastmod>2036-04-01T00:00:00Z</lastmod></url>
</urlset>"""


def urlset(*urls: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def index(*urls: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>".encode()


@pytest.fixture
def site(serve, open_to, ask, http):
    """What the sitemap /map of a server offers; `{}` in a body is the server's address."""

    def served(**bodies: bytes):
        server = serve({})
        for name, body in bodies.items():
            server.routes[f"/{name}"] = http(body.replace(b"{}", server.url("").encode()))
        return ask("sitemap", server.url("/map"), open_to(server)), server

    return served


def test_a_news_sitemap_says_title_date_and_language_and_its_images_do_not(site):
    found, _ = site(map=NEWS)
    assert [(offer.url, offer.said) for offer in found.offers] == [
        (
            "https://n.example/1",
            FeedFields(
                title="Rope & tide",
                language="en",
                published="2026-03-31T22:00:00-02:00",
                modified="2026-04-01",
            ),
        ),
        ("https://n.example/2", FeedFields()),
    ]
    assert found.warnings == []


def test_indexes_are_followed_and_each_address_comes_once(site):
    found, server = site(
        map=index("{}/a", "{}/b", "{}/a"),
        a=urlset("https://n.example/1", "https://n.example/2"),
        b=urlset("https://n.example/2#x", "https://n.example/3"),
    )
    assert found.urls == ["https://n.example/1", "https://n.example/2", "https://n.example/3"]
    assert [request.path for request in server.requests] == ["/map", "/a", "/b"]


def test_a_loop_of_indexes_ends(site):
    found, server = site(
        map=index("{}/map", "{}/other"), other=index("{}/map", "{}/a"), a=urlset("https://n.example/1")
    )
    assert found.urls == ["https://n.example/1"]
    assert [request.path for request in server.requests] == ["/map", "/other", "/a"]


def test_what_is_nested_too_deep_is_passed_over_with_a_warning(site):
    found, server = site(
        map=index("{}/b", "{}/page"), b=index("{}/c"), c=index("{}/d"), d=urlset("{}/never"), page=urlset("{}/1")
    )
    assert found.urls == [server.url("/1")]
    assert found.warnings == [f"sitemap {server.url('/map')}: 1 sitemaps nested deeper than 3 levels were passed over"]


def test_at_most_500_files_are_opened(site):
    found, server = site(
        map=index(*(f"{{}}/{n}" for n in range(600))), **{str(n): urlset(f"{{}}/p{n}") for n in range(600)}
    )
    assert len(server.requests) == 500
    assert found.urls == [server.url(f"/p{n}") for n in range(499)]
    assert found.warnings == [
        f"sitemap {server.url('/map')}: 101 further sitemaps were passed over:"
        " at most 500 files and some 500000 addresses are read"
    ]


def test_gzipped_sitemaps_are_unpacked_from_the_web_and_from_disk(site, ask, tmp_path):
    found, _ = site(map=gzip.compress(NEWS))
    (tmp_path / "map.xml.gz").write_bytes(gzip.compress(NEWS))
    assert found.urls == ask("sitemap", tmp_path / "map.xml.gz").urls == ["https://n.example/1", "https://n.example/2"]


def test_a_gzip_bomb_is_too_large(site):
    found, _ = site(map=gzip.compress(NEWS + bytes(60_000_000), 1))
    assert [offer.reason for offer in found.offers] == ["too_large"]


def test_addresses_beyond_50000_are_passed_over(ask, tmp_path):
    (tmp_path / "map.xml").write_bytes(urlset(*(f"https://n.example/{n}" for n in range(50_010))))
    found = ask("sitemap", tmp_path / "map.xml")
    assert len(found.offers) == 50_000
    assert found.warnings == [f"sitemap {tmp_path}/map.xml: 10 addresses beyond the first 50000 were passed over"]


def test_a_list_of_addresses_is_a_sitemap_too(site):
    found, _ = site(map=b"\xef\xbb\xbfhttps://n.example/1\r\n\r\nhttps://n.example/2\nftp://n.example/3\n")
    assert [(offer.url, offer.reason) for offer in found.offers] == [
        ("https://n.example/1", None),
        ("https://n.example/2", None),
        (None, "bad_url"),
    ]


def test_only_addresses_of_the_web_are_taken_and_no_file_of_ours_is_opened(ask, tmp_path):
    (tmp_path / "secret.xml").write_bytes(urlset("https://n.example/secret"))
    (tmp_path / "map.xml").write_bytes(index(f"file://{tmp_path}/secret.xml", f"{tmp_path}/secret.xml"))
    (tmp_path / "pages.xml").write_bytes(urlset("file:///etc/passwd", "javascript:x", "/relative"))
    assert [offer.reason for offer in ask("sitemap", tmp_path / "map.xml").offers] == ["bad_url", "bad_url"]
    assert [offer.reason for offer in ask("sitemap", tmp_path / "pages.xml").offers] == ["bad_url"] * 3


def test_entities_are_not_expanded_and_no_file_is_read_by_them(site, tmp_path):
    (tmp_path / "secret").write_text("sesame")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{levels}<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    found, _ = site(
        map=kind.encode() + urlset("https://n.example/1", "https://n.example/&x;", "https://n.example/&l9;")
    )
    # Nor is an address offered that is cut where an entity stood, or has the reference in it.
    assert found.urls == ["https://n.example/1"]
    assert [words for words in found.warnings if "2 entries without a whole address" in words]
    assert not any("sesame" in str(offer) or "haha" in str(offer) for offer in found.offers)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><body>x</body></html>", "XML, but its outermost element is 'html'"),
        (b"words and more", "neither XML nor a list of web addresses"),
        (b"<", "not XML: "),
        (bytes(100), "neither XML nor a list of web addresses"),
    ],
)
def test_something_else_is_not_a_sitemap(site, body, words):
    found, server = site(map=body)
    [(reason, detail)] = found.ends
    assert reason == "not_a_sitemap"
    assert detail.startswith(f"sitemap {server.url('/map')}: {words}")


def test_broken_xml_is_used_for_what_is_whole_in_it_with_a_warning(site):
    found, server = site(map=urlset("https://n.example/1", "https://n.example/2")[:-20])
    assert found.urls == ["https://n.example/1"]
    [warning] = found.warnings
    assert warning.startswith(f"sitemap {server.url('/map')}: it is broken, what can be read is used: ")


def test_one_sitemap_that_is_gone_is_told_and_the_others_are_read(site, http):
    found, server = site(map=index("{}/gone", "{}/a"), gone=b"", a=urlset("https://n.example/1"))
    assert [(offer.url, offer.reason) for offer in found.offers] == [(None, "empty"), ("https://n.example/1", None)]
    assert found.offers[0].detail == f"sitemap {server.url('/gone')}: HTTP 200 without a body"


def test_a_sitemap_without_addresses_is_told_and_no_failure(site):
    found, server = site(map=urlset())
    assert (found.offers, found.warnings) == ([], [f"sitemap {server.url('/map')}: there are no addresses in it"])


def test_a_document_type_that_is_no_whole_one_costs_nothing(site):
    found, _ = site(map=b'<!DOCTYPE urlset PUBLIC "-//x">' + urlset("https://n.example/1"))
    assert (found.urls, found.warnings) == (["https://n.example/1"], [])


def test_what_stands_behind_the_addresses_of_a_list_is_no_part_of_them(site):
    lines = "https://n.example/1,2026-03-01\nhttps://n.example/2\t0.8\nhttps://n.example/3 2026-03-01T10:00:00+01:00\n"
    found, _ = site(map=(lines + "https://n.example/a,b,2\nhttps://n.example/2026-03-01\n").encode())
    assert found.urls == [
        "https://n.example/1",
        "https://n.example/2",
        "https://n.example/3",
        "https://n.example/a,b,2",
        "https://n.example/2026-03-01",
    ]
