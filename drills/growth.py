"""How the time for one page grows with hostile content: `python -m drills.growth [--only NAME]`.

`drills.patterns` looks at regular expressions; this at whole functions: a loop over all pairs of blocks, authors, dates
or links shows here. Each page is one of the units below, repeated to 10,000 and to 100,000 characters; timed are the
whole way from bytes to the record, and the analysis of its text. 10 times the CPU time is linear, 100 is quadratic.
Exits with 1 where 100,000 characters need more than LIMIT seconds.
"""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

from schemas.fields import Article
from tasks.analyse.workers import AnalysedText, read_article
from tasks.archive import Stored
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits

LIMIT = 10.0
"""CPU seconds for 100,000 characters."""
SHORT, LONG = 10_000, 100_000
"""Characters."""
_NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
_SENTENCE = (
    "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the outer quay. "
)
_ARTICLE = f"<article><h1>Harbour reopens</h1>{f'<p>{_SENTENCE * 3}</p>' * 5}</article>"

IN_BODY = {
    "paragraphs": "<p>Word {n}, and so on.</p>",
    "long paragraphs": f"<p>{{n}} {_SENTENCE}</p>",
    "the same paragraph": f"<p>{_SENTENCE}</p>",
    "line breaks": "word {n}<br>",
    "one line": "word ",
    "one word": "a",
    "no letters": "\u00a0.",
    "headings": "<h2>Harbour {n}</h2>",
    "h1": "<h1>Harbour {n}</h1>",
    "the headline again": "<h1>Harbour reopens</h1>",
    "articles": "<article><h1>Harbour {n}</h1><p>It is open.</p></article>",
    "comments of readers": "<div class=comments><h3>Comments</h3><p>It is open {n}.</p></div>",
    "headings of comments": "<h3>Comments</h3>",
    "labels": "<p>Read more: <a href=/{n}>Harbour {n}</a></p>",
    "links": "<a href=/{n}>Harbour {n}</a> ",
    "links with a long query": "<a href='/x?{n}&token=a&b=https%3A%2F%2Fa'>x</a>",
    "links around paragraphs": "<a href=/{n}><p>Harbour</p></a>",
    "links that never end": "<a href=/{n}>",
    "bold": "<b>a</b> ",
    "bold that never ends": "<b>",
    "paragraphs that never end": "<p>",
    "divs inside one another": "<div>a",
    "lists inside one another": "<ul><li>a",
    "quotations inside one another": "<blockquote>a",
    "tables inside one another": "<table><tr><td>a",
    "spans inside one another": "<span>",
    "fonts inside one another": "<font><p>a",
    "list items": "<li>Harbour {n}</li>",
    "cells": "<td>{n}",
    "rows": "<tr><td>{n}<td>a</tr>",
    "definitions": "<dt>a<dd>b",
    "forms": "<form><input name=a{n}></form>",
    "options": "<option>a",
    "pictures": "<figure><img src=/{n}.jpg><figcaption>Harbour {n}</figcaption></figure>",
    "hidden": "<div style='display:none' hidden>a</div>",
    "many classes": "<p class='a{n} b{n} article-body comment share related'>a</p>",
    "one long class": "<p class='{n}-share'>",
    "times": "<time datetime=2026-01-0{d}>{d} January 2026</time> ",
    "dates in words": "<p class=date>Published {d} January 2026, updated 1{d} March 2026</p>",
    "dates in numbers": "<span>0{d}/02/2026 1{d}:30</span>",
    "bylines": "<p class=byline>By Ana Ruiz{n} and Tom Lee{n}</p>",
    "names after By": "<p>By Ana{n} Ruiz, Reporter</p>",
    "links of authors": "<a rel=author href=/author/{n}>Ana Ruiz{n}</a>",
    "marked authors": "<span itemprop=author itemscope><span itemprop=name>Ana {n}</span></span>",
    "marked items": "<div itemscope itemtype=https://schema.org/NewsArticle itemprop=a>",
    "cards of authors": "<div class=author-bio><h4>Ana Ruiz{n}</h4><p>Ana writes.</p></div>",
    "scripts": "<script>a={n}</script>",
    "scripts with text": '<script>window.x={{"text":"The council met on Tuesday and agreed {n}"}}</script>',
    "scripts that never end": "<script>",
    "templates": "<template><p>a</p></template>",
    "noscript": "<noscript><p>a",
    "svg": "<svg><text>a",
    "math": "<math><mi>a",
    "frames": "<iframe src=/{n}></iframe>",
    "unknown elements": "<x-{n}>a</x-{n}>",
    "unknown elements inside one another": "<x-{n}>a",
    "wrong ends": "</p></div></span>",
    "wrong nesting": "<b><p></b></p>",
    "comments": "<!-- a -->",
    "comments that never end": "<!-- ",
    "sections of data": "<![CDATA[a]]>",
    "references": "&amp;&#x41;&bogus;",
    "references that never end": "&a",
    "attributes": "<p a{n}=b c{n}=d>",
    "angles": "<",
    "ends": "</",
    "quotation marks": "<p>“It is open,” said Ana Ruiz. “Yes,” he said.</p>",
    "marks that never end": '<p>“‘"«</p>',
    "names": "<p>Ana Ruiz{n} met Tom Lee{n} of the Harbour Board</p>",
    "one list of names": "Ana Ruiz, Tom Lee, ",
    "agencies": "<p>(Reuters) - AP, AFP</p>",
    "places": "<p>LONDON, April 2 (AP) —</p>",
    "live entries": "<div class=post><time>10:{d}0</time><h3>Post {n}</h3><p>Goal.</p></div>",
    "shared words": "<p>Share Tweet Email Print Save {n}</p>",
    "breadcrumbs": "<nav><a href=/>Home</a> &gt; <a href=/{n}>News</a></nav>",
    "pages": "<a class=next rel=next href=?page={n}>next</a>",
    "scripts of other languages": "<p>港は再開した。市議会は火曜日に。</p>",
    "right to left": "<p>افتتح الميناء أبوابه \u202e</p>",
    "combining marks": "a\u0301\u0302\u0303\u0304",
    "wide spaces": "a\u2003\u2003\u00a0\u200b",
    "emoji": "👩‍👩‍👧‍👦 ",
    "shy": "a\u00ad",
    "pre": "<pre>a\n",
    "a base": "<base href=https://{n}.example/>",
}
"""What stands after an honest article, and alone."""
IN_HEAD = {
    "titles": "<title>Harbour {n}</title>",
    "meta titles": '<meta property="og:title" content="Harbour {n} - Courier | News">',
    "meta authors": '<meta name=author content="Ana Ruiz{n}">',
    "meta dates": '<meta property=article:published_time content="2026-01-0{d}T10:00:00Z">',
    "meta tags": '<meta property=article:tag content="tag {n}">',
    "unknown meta": '<meta name=a{n} content="b">',
    "styles": "<style>.a{n}{{display:none}}</style>",
    "canonicals": "<link rel=canonical href=https://a.example/{n}>",
    "alternates": "<link rel=alternate hreflang=e{n} href=/{n}>",
    "data": '<script type="application/ld+json">{{"@type":"NewsArticle","author":"Ana {n}"}}</script>',
}
IN_VALUE = {
    "a title of parts": ('<meta property="og:title" content="{}">', "Harbour - "),
    "a title of bars": ("<title>{}</title>", "a | "),
    "a title of words": ("<title>{}</title>", "harbour "),
    "a title of one word": ("<title>{}</title>", "a"),
    "an author of names": ('<meta name=author content="{}">', "Ana Ruiz, "),
    "an author of and": ('<meta name=author content="{}">', "and "),
    "an author of addresses": ('<meta name=author content="{}">', "a@b.example "),
    "a date of dates": ('<meta property=article:published_time content="{}">', "2026-01-01 "),
    "a date of digits": ('<meta property=article:published_time content="{}">', "1"),
    "a byline": ("<p class=byline>By {}</p>", "Ana Ruiz and "),
    "a byline of parts": ("<p class=byline>{}</p>", "By Ana | By Tom, "),
    "keywords": ("<meta name=keywords content='{}'>", "a{n}, "),
    "a description": ('<meta name=description content="{}">', _SENTENCE),
    "a class": ("<p class='{}'>a</p>", "article-body "),
    "a class of one word": ("<p class='{}'>a</p>", "share-"),
    "a style": ("<p style='{}'>a</p>", "display:none;"),
    "an address": ("<a href='https://a.example/{}'>a</a>", "a/../"),
    "a query": ("<a href='https://a.example/?{}'>a</a>", "a{n}=b&"),
    "a canonical": ("<link rel=canonical href='https://a.example/?{}'>", "u=https%3A%2F%2F"),
    "a language": ("<html lang='{}'>", "en-"),
    "a heading": ("<h2>{}</h2>", "harbour "),
    "an anchor": ("<a href=/x>{}</a>", "harbour "),
    "a script": ("<script>x={}</script>", '"text that is long enough to read",'),
    "a script of braces": ("<script>x={}</script>", "{{"),
    "a script of escapes": ('<script>x="{}"</script>', "\\u0041\\n\\\\"),
    "data of authors": (
        '<script type="application/ld+json">{{"@type":"NewsArticle","author":[{}"x"]}}</script>',
        '{{"@type":"Person","name":"Ana {n}"}},',
    ),
    "data of types": ('<script type="application/ld+json">{{"@type":[{}"NewsArticle"]}}</script>', '"A{n}",'),
    "a graph": (
        '<script type="application/ld+json">{{"@graph":[{}{{}}]}}</script>',
        '{{"@type":"NewsArticle","@id":"#{n}","author":{{"@id":"#{n}"}},"headline":"Harbour {n}"}},',
    ),
    "data inside data": ('<script type="application/ld+json">{}</script>', '{{"mainEntity":'),
    "data of lists": ('<script type="application/ld+json">{}</script>', "["),
    "data of text": (
        '<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{}"}}</script>',
        "The council met {n}. ",
    ),
    "data of lines": (
        '<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{}"}}</script>',
        "The council met {n}.\\n",
    ),
    "broken data": ('<script type="application/ld+json">{{"@type":"NewsArticle",{}</script>', '"a{n}":"b\t",'),
    "data in comments": ('<script type="application/ld+json">{}</script>', "/* */ // <!-- "),
}
"""One value or element that is long, in a page."""
TEXTS = {
    "lines": "word {n}\n",
    "paragraphs of text": "Harbour {n}\n\n",
    "blank lines": "\n",
    "blanks": " ",
    "Markdown headings": "# a {n}\n",
    "Markdown links": "[a](/{n}) ",
    "Markdown brackets": "[",
    "Markdown images": "![a](",
    "Markdown stars": "*a ",
    "Markdown quotations": "> ",
    "Markdown code": "`a",
    "Markdown lines": "a\n===\n",
    "front matter": "a{n}: [b, c]\n",
}


@dataclass(frozen=True, slots=True)
class Growth:
    """CPU seconds of one page at both lengths; `long` is None where the limit ended it."""

    name: str
    short: float
    long: float | None

    @property
    def factor(self) -> float:
        return self.long / max(self.short, 0.001) if self.long is not None else float("inf")


class OutOfTime(BaseException):
    """A page has used its CPU time. Not an Exception: what cleans a page catches those."""


def pages() -> dict[str, tuple[Callable[[int], str], str]]:
    """Name -> the page of so many characters, and its Content-Type."""

    def _alone(unit: str) -> Callable[[int], str]:
        return lambda size: f"<html><head><title>Harbour reopens</title></head><body>{repeated(unit, size)}"

    def _behind(unit: str) -> Callable[[int], str]:
        return lambda size: f"<html><head><title>Harbour reopens</title></head><body>{_ARTICLE}{repeated(unit, size)}"

    def _head(unit: str) -> Callable[[int], str]:
        return lambda size: f"<html><head>{repeated(unit, size)}</head><body>{_ARTICLE}"

    def _value(frame: str, unit: str) -> Callable[[int], str]:
        return lambda size: f"<html><head></head><body>{frame.format(repeated(unit, size))}{_ARTICLE}"

    def _text(unit: str, frame: str) -> Callable[[int], str]:
        return lambda size: frame.format(repeated(unit, size))

    found: dict[str, tuple[Callable[[int], str], str]] = {}
    for name, unit in IN_BODY.items():
        found[name] = _behind(unit), "text/html"
        found[f"{name}, alone"] = _alone(unit), "text/html"
    for name, unit in IN_HEAD.items():
        found[name] = _head(unit), "text/html"
    for name, (frame, unit) in IN_VALUE.items():
        found[name] = _value(frame, unit), "text/html"
    for name, unit in TEXTS.items():
        frame = "---\n{}---\nText\n" if name == "front matter" else "Text\n\n{}"
        found[name] = _text(unit, frame), "text/markdown"
    return found


def repeated(unit: str, size: int) -> str:
    """The unit again and again, with its number for {n} and a digit for {d}."""
    if "{" not in unit:
        return unit * (size // len(unit))
    count = size // len(unit.format(n=1000, d=1))
    return "".join(unit.format(n=number, d=number % 9 + 1) for number in range(count))


def growth(name: str, page: Callable[[int], str], content_type: str) -> Growth:
    short = _seconds(page(SHORT), content_type) or LIMIT
    return Growth(name, short, _seconds(page(LONG), content_type))


def _seconds(text: str, content_type: str) -> float | None:
    stored = Stored(text.encode("utf-8", "replace"), content_type, None)
    job = CleanInput(1, stored, "https://a.example/x", "https://a.example/x", _NOW)
    begun = time.process_time()
    try:
        with _cpu_limit(LIMIT):
            article = article_of(job, Limits(5_000_000, 100_000))
            _analyse(article)
    except OutOfTime:
        return None
    return time.process_time() - begun


def _analyse(article: Article) -> None:
    if article.body:
        read_article(AnalysedText("x", 1, article.title, article.body, article.language))


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    def _stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="pages whose name contains this")
    given = parser.parse_args()
    chosen = {name: made for name, made in pages().items() if given.only in name}
    _seconds(f"<html><body>{_ARTICLE}", "text/html")  # what is loaded with the first page is not its cost
    found = [growth(name, page, kind) for name, (page, kind) in chosen.items()]
    found.sort(key=lambda one: one.long if one.long is not None else float("inf"), reverse=True)
    print(f"{'page':48} {'10 kB':>8} {'100 kB':>8} {'factor':>7}")
    for one in found:
        shown = f"{one.long:8.2f}" if one.long is not None else f"  > {LIMIT:g}"
        print(f"{one.name:48} {one.short:8.2f} {shown:>8} {one.factor:7.1f}")
    over = [one.name for one in found if one.long is None]
    print(f"\n{len(found)} pages, {len(over)} over {LIMIT:g} s of CPU time for {LONG:,} characters")
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
