"""Pages made to hurt, one after the other through the real way of cleaning: outcome, time and memory of each.

    python -m drills.hostile_pages [--only NAME] [--no-limits] [--memory-mb 400]

`--no-limits` raises the limits on size, elements, time and memory, to see what they save from. Memory is the largest
resident set of the worker that had the page. Exits with 1 where an outcome blames the cleaner (clean_error,
clean_crash).
"""

from __future__ import annotations

import argparse
import base64
import gzip
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drills.cleaned_batches import Page, PeakOfWorkers, cleaned
from schemas.settings import Settings
from tasks.clean.sandbox.pool import Sandbox

_TEXT = "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the outer quay. "
_HEAD = '<html lang="en"><head><title>Harbour reopens</title><meta property="og:title" content="Harbour reopens">'
_PARAGRAPHS = "".join(f"<p>{number}. {_TEXT * 3}</p>" for number in range(8))
_MILLION = 1_000_000


def _page(before: str = "", after: str = "", head: str = "") -> bytes:
    """An honest article with something hostile in its head, before or after its text."""
    return (
        f"{_HEAD}{head}</head><body>{before}<article><h1>Harbour reopens</h1>{_PARAGRAPHS}</article>{after}</body>"
        "</html>"
    ).encode()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("page.html", _page())
    return file.getvalue()


def pages() -> Iterator[Page]:
    """Each built when it is asked for: together they take a gigabyte."""
    script = '<script type="application/ld+json">'
    yield Page("an honest article", _page())
    yield Page("25 MB of article", _page("<p>".join([_TEXT * 5] * 46_000)))
    yield Page("9 MB of article", _page("<p>".join([_TEXT * 5] * 16_000)))
    yield Page("a million divs beside one another", _page("<div>x</div>" * _MILLION))
    yield Page("90,000 divs beside one another", _page("<div>x</div>" * 49_000))
    yield Page("49,000 divs inside one another", _page("<div>x" * 49_000))
    yield Page("90,000 tags inside one another", _page("<b>" * 90_000))
    yield Page("a ZIP called a page", _zip())
    yield Page(
        "a picture of 9 MB as data: URI",
        _page(f'<img src="data:image/png;base64,{base64.b64encode(bytes(6_600_000)).decode()}">'),
    )
    yield Page("UTF-8 with one bad byte", _page("<p>Zoë’s café</p>").replace(b"sixteen", b"six\xffteen", 1))
    yield Page("a paragraph 5,000 times", _page(f"<p>{_TEXT}</p>" * 5000))
    yield Page("a gzip of 2 GB", gzip.compress(gzip.compress(bytes(200 * _MILLION))))
    yield Page("9 MB of <", b"<" * 9 * _MILLION)
    yield Page("9 MB without a space", _page("x" * 9 * _MILLION))
    yield Page(
        "9 MB of spaces in a title", _page(head=f'<meta property="og:title" content="A{" " * 9 * _MILLION}- B">')
    )
    yield Page("a title of 9 MB of dashes", f"<title>{'a - ' * 2_200_000}</title>{_PARAGRAPHS}".encode())
    yield Page(
        "a byline of 2 MB",
        _page(
            f'<p class="byline">By {"Ana Ruiz and " * 160_000}</p>',
            head=f'<meta name="author" content="{"A, B and " * 200_000}">',
        ),
    )
    yield Page("90,000 bylines", _page('<a rel="author">Ana Ruiz</a>' * 40_000))
    yield Page(
        "a date of 5 MB",
        _page(
            f"<p class=date>{'1.1.2024 ' * 600_000}</p>",
            head=f'<meta property="article:published_time" content="{"2024-05-01 " * 400_000}">',
        ),
    )
    yield Page("40,000 dates at the headline", _page("<time datetime=2024-05-01>1 May</time>" * 40_000))
    yield Page("JSON-LD 200,000 deep", _page(head=f"{script}{'[' * 200_000}</script>"))
    yield Page(
        "JSON-LD of 9 MB, broken",
        _page(head=f'{script}{{"@type":"NewsArticle","a":"{chr(92)}x{"a" * 9 * _MILLION}</script>'),
    )
    yield Page(
        "JSON-LD with 50,000 authors",
        _page(head=f"{script}{json.dumps({'@type': 'Article', 'author': [{'name': 'Ana Ruiz'}] * 50_000})}</script>"),
    )
    yield Page(
        "a stated text of 8 MB of tags",
        f'<html><head>{script}{{"@type":"Article","articleBody":"{"<a " * 2_600_000}"}}</script></head><body></body>'
        "</html>".encode(),
    )
    yield Page("90,000 meta elements", _page(head='<meta name="author" content="Ana Ruiz">' * 90_000))
    yield Page("90,000 links in the text", _page(f"<p>{_TEXT}" + '<a href="/x">harbour</a> ' * 45_000))
    yield Page("a table of 45,000 cells", _page("<table><tr>" + "<td>1" * 45_000 + "</table>"))
    yield Page("45,000 list items inside one another", _page("<ul><li>x" * 22_000))
    yield Page("9 MB of character references", _page("&#55296;&#0;&bogus;" * 470_000))
    yield Page(
        "entities that multiply",
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "'
        + b"x" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'">]><html><body>&b;&b;</body></html>',
    )
    yield Page("a comment that never ends", _page("<!--" * 80_000))
    yield Page("9 MB of NUL", bytes(9 * _MILLION))
    yield Page("random bytes", os.urandom(5 * _MILLION))
    yield Page(
        "a saved page with 100,000 parts",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
        + b"--B\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n" * 100_000,
    )
    yield Page("9 MB of plain text in one line", b"word " * 1_800_000, "text/plain")
    yield Page("Markdown of 9 MB of brackets", b"[" * 9 * _MILLION, "text/markdown")
    yield Page("Markdown of 9 MB of stars", b"*a" * 4 * _MILLION, "text/markdown")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="pages whose name contains this")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--memory-mb", type=int, help="the setting clean_memory_mb")
    given = parser.parse_args()
    limits: dict[str, Any] = {"clean_memory_mb": given.memory_mb} if given.memory_mb else {}
    if given.no_limits:
        limits = {"clean_seconds": 600, "clean_memory_mb": 20_000, "max_page_mb": 500, "max_elements": 100 * _MILLION}
    blamed = 0
    with tempfile.TemporaryDirectory(prefix="hostile-") as home:
        settings = Settings(home=Path(home), clean_workers=1, **limits)
        sandbox, memory = Sandbox(settings), PeakOfWorkers(os.getpid())
        memory.start()
        list(cleaned(Path(home, "warm"), settings, sandbox, [Page("warm", _page())]))
        print(f"{'page':40} {'outcome':20} {'seconds':>8} {'MB':>7}")
        for number, page in enumerate(pages()):
            if given.only and given.only not in page.name:
                continue
            memory.forget()
            [end] = cleaned(Path(home, f"page-{number}"), settings, sandbox, [page])
            memory.look()
            blamed += end.end in {"clean_error", "clean_crash"}
            print(f"{end.name:40} {end.end:20} {end.seconds:8.2f} {memory.peak:7,.0f}  {end.detail[:100]}", flush=True)
        sandbox.close()
        memory.stop()
    return 1 if blamed else 0


if __name__ == "__main__":
    raise SystemExit(main())
