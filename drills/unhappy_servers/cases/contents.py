"""Pages that are not what they are called, in encodings that they do not name, or no articles at all."""

from __future__ import annotations

import io
import zipfile

from drills.unhappy_servers.case import Case
from drills.unhappy_servers.talk import html, http

_SAID = "Grüße aus Łódź? Nein, aus Köln: fünf Männer übten dort für größere Häfen."
_WESTERN = "Grüße aus Köln: fünf Männer übten dort für größere Häfen."
_HEAD = "Content-Type: text/html; charset="


def _charset(name: str, text: str, coding: str, label: str | None, meta: str = "") -> Case:
    body = html(text, f"<meta charset={meta}>" if meta else "").decode().encode(coding)
    fields = [_HEAD + label] if label else ["Content-Type: text/html"]
    return Case(name=f"charset: {name}", right="article", routes={"*": http(body, *fields)}, says=(text,), asked=1)


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("page.html", html("Packed."))
    return packed.getvalue()


def _called_html(name: str, body: bytes, right: str = "unsupported_type") -> Case:
    return Case(name=f"{name} called text/html", right=right, routes={"*": http(body, _HEAD + "utf-8")})


def _page(name: str, right: str, title: str, body: str) -> Case:
    markup = f"<!doctype html><html lang=en><title>{title}</title><body>{body}</body></html>".encode()
    return Case(name=name, right=right, routes={"*": http(markup, _HEAD + "utf-8")}, asked=1)


_TEASERS = "".join(
    f"<div><h2><a href=/news/{number}>Council votes on harbour plan number {number}</a></h2>"
    f"<p>Members want to hear the pilots before anything is built, the chair said. <a"
    f" href=/news/{number}>More</a></p></div>"
    for number in range(40)
)

CONTENTS = (
    _charset("UTF-8 called ISO-8859-1", _SAID, "utf-8", "ISO-8859-1", meta="iso-8859-1"),
    _charset("windows-1252 called UTF-8", _WESTERN, "cp1252", "utf-8", meta="utf-8"),
    _charset("ISO-8859-2, said by the header", _SAID.replace("ß", "ss"), "iso-8859-2", "iso-8859-2"),
    _charset("ISO-8859-2, said by the page", _SAID.replace("ß", "ss"), "iso-8859-2", None, meta="iso-8859-2"),
    _charset("unknown name", _SAID, "utf-8", "x-no-such"),
    _charset("a codec that is no charset", _WESTERN, "cp1252", "zlib"),
    _charset("UTF-16 with a byte order mark, called UTF-8", _SAID, "utf-16", "utf-8"),
    Case(
        name="charset: UTF-8 with one bad byte",
        right="article",
        routes={"*": http(html(_SAID).replace(b"Dredging", b"Dredg\xffng", 1), _HEAD + "utf-8")},
        says=(_SAID,),
    ),
    _called_html("broken PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "bad_document"),
    _called_html("ZIP", _zip()),
    _called_html("PNG image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)),
    _called_html("video", b"\0\0\0\x18ftypmp42" + bytes(200)),
    _called_html("noise", bytes(range(256)) * 20),
    Case(name="nothing but white space", right="empty", routes={"*": http(b" \n\t " * 99, _HEAD + "utf-8")}),
    _page(
        "soft 404",
        "soft_404",
        "Page not found",
        "<h1>Page not found</h1><p>Sorry, the page that you are looking for could not be found.</p>",
    ),
    _page(
        "consent wall",
        "consent",
        "Before you continue",
        "<h1>We value your privacy</h1><p>We and our partners store cookies. Choose what you consent to.</p>"
        "<button>Accept all</button>",
    ),
    _page(
        "challenge",
        "js_only",
        "Just a moment...",
        "<p>Enable JavaScript and cookies to continue</p><noscript>Please enable JavaScript.</noscript>",
    ),
    _page(
        "paywall stub",
        "paywall_stub",
        "Harbour plan falls",
        "<article><h1>Harbour plan falls</h1><p>The council threw the plan out last night.</p>"
        "<p>Subscribe to continue reading.</p></article>",
    ),
    _page("front page", "index", "The Ledger", f"<h1>The Ledger</h1>{_TEASERS}"),
)
