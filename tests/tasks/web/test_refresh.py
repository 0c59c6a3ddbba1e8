"""Pages that send their reader on: which are followed, over real sockets, and which are pages of their own."""

from __future__ import annotations

import gzip

import pytest

from tasks.web.refresh import refresh_of

TEXT = "<p>" + "The council met on Tuesday and agreed to reopen the harbour. " * 20 + "</p>"


def _meta(content: str) -> bytes:
    return f'<html><head><meta http-equiv="refresh" content="{content}"></head></html>'.encode()


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("0;url=/next", "/next"),
        ("5; URL='/next'", "/next"),
        ("0 ; url = /next ", "/next"),
        ("1.5;url=/next", "/next"),
        ("0,/next", "/next"),
        ("0 /next", "/next"),
        (";url=/next", "/next"),
        ("0;url=/a?b=1&amp;c=2", "/a?b=1&c=2"),
        ("0;url=/a b", "/a%20b"),
        ("6;url=/next", None),
        ("5", None),
        ("", None),
        ("url=/next", None),
        ("0;url=", None),
    ],
)
def test_the_address_of_a_refresh_is_read_as_browsers_read_it(content, address):
    assert refresh_of("https://a.example/x", [], _meta(content)) == (address and "https://a.example" + address)


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<META CONTENT='0;URL=n' HTTP-EQUIV=Refresh>", "https://a.example/x/n"),
        ("<base href='/b/'><meta http-equiv=refresh content='0;url=n'>", "https://a.example/b/n"),
        ("<noscript><meta http-equiv=refresh content='0;url=n'></noscript>", "https://a.example/x/n"),
        (f"<noscript><meta http-equiv=refresh content='0;url=n'></noscript>{TEXT}", None),
        (f"<meta http-equiv=refresh content='0;url=n'>{TEXT}", "https://a.example/x/n"),
        ("<!-- <meta http-equiv=refresh content='0;url=n'> -->", None),
        ("<script>'<meta http-equiv=refresh content=0;url=n>'</script>", None),
        ("<meta name=refresh content='0;url=n'>", None),
    ],
)
def test_only_markup_that_counts_sends_a_reader_on(markup, address):
    assert refresh_of("https://a.example/x/", [("Content-Type", "text/html")], markup.encode()) == address


def test_a_refresh_is_found_below_a_coding_and_not_in_what_is_no_page():
    page = gzip.compress(_meta("0;url=/n"))
    assert refresh_of("https://a.example/", [("Content-Encoding", "gzip")], page) == "https://a.example/n"
    assert refresh_of("https://a.example/", [("Content-Type", "text/plain")], _meta("0;url=/n")) is None


def test_a_refresh_goes_through_the_guard_and_counts_as_a_redirect(serve, http, open_to, get, ending):
    server = serve(
        {
            "/a": http(_meta("0;url=/b")),
            "/b": http(b"", "Refresh: 3;url=/c"),
            "/c": http(b"news"),
            "/inside": http(_meta("0;url=http://10.0.0.1/")),
            "/file": http(_meta("0;url=file:///etc/passwd")),
            "/one": http(_meta("0;url=/two")),
            "/two": http(_meta("0;url=/one")),
        }
    )
    page = get(server.url("/a"), open_to(server))

    assert (page.payload, page.redirects, page.moved_to) == (b"news", 2, None)
    assert ending(server.url("/inside"), open_to(server)) == "blocked_address"
    assert ending(server.url("/file"), open_to(server)) == "bad_redirect"
    assert ending(server.url("/one"), open_to(server)) == "redirect_limit"


def test_a_page_that_renews_itself_is_a_page(serve, http, open_to, get):
    server = serve({"/": http(_meta("5;url=/") + b"news")})

    assert (get(server.url("/"), open_to(server)).redirects, len(server.requests)) == (0, 1)


def test_a_cookie_lives_as_long_as_its_chain(serve, http, open_to, get):
    server = serve(
        {
            "/a": http(b"", "Set-Cookie: seen=1; Path=/", "Location: /b", status="302 Found"),
            "/b": http(b"news"),
        }
    )
    get(server.url("/a"), open_to(server))
    get(server.url("/b"), open_to(server))

    assert [request.fields.get("cookie") for request in server.requests] == [None, "seen=1", None]


def test_a_cookie_is_not_sent_to_another_host(serve, http, open_to, get):
    other = serve({"/b": http(b"news")})
    there = f"http://localhost:{other.port}/b"
    server = serve({"/a": http(b"", "Set-Cookie: seen=1", f"Location: {there}", status="302 Found")})
    settings = open_to(server, allow_ports=[server.port, other.port])

    assert get(server.url("/a"), settings).payload == b"news"
    assert other.requests[0].fields.get("cookie") is None


@pytest.mark.parametrize("status", ["200 OK", "203 Non-Authoritative Information"])
def test_an_answer_with_content_is_a_page(serve, http, open_to, get, status):
    server = serve({"/": http(b"news", status=status)})
    page = get(server.url("/"), open_to(server))

    assert (page.payload, page.http_status) == (b"news", int(status[:3]))


def test_a_choice_of_pages_with_a_location_is_a_redirect(serve, http, open_to, get, ending):
    server = serve(
        {
            "/a": http(b"", "Location: /b", status="300 Multiple Choices"),
            "/b": http(b"news"),
            "/c": http(b"choose", status="300 Multiple Choices"),
        }
    )
    assert get(server.url("/a"), open_to(server)).payload == b"news"
    assert ending(server.url("/c"), open_to(server)) == "unexpected_status"


def test_bytes_of_a_location_stay_the_bytes_that_they_are(serve, open_to, get, http):
    server = serve(
        {
            "/a": b"HTTP/1.1 302 Found\r\nLocation: /caf\xe9\r\nContent-Length: 0\r\n\r\n",
            "/caf%E9": http(b"news"),
        }
    )
    assert get(server.url("/a"), open_to(server)).payload == b"news"
