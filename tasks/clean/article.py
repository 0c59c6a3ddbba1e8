"""One capture -> one article: sniffed, decoded, read as page, Markdown or plain text, completed by what was known."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import trafilatura

from schemas.fields import Article
from schemas.identity import author_id, content_hash, tag_id
from schemas.outcomes import Outcome, outcome
from schemas.records import FROM_FEED
from tasks.archive import Stored
from tasks.clean import front_matter
from tasks.clean.metadata.choice import choose
from tasks.clean.metadata.claims import Claims, judged, published_day, settle
from tasks.clean.metadata.page_metadata import Metadata, date_context, metadata_of, settle_titles, web_address
from tasks.clean.metadata.people import is_organisation, people
from tasks.clean.mhtml import saved_page
from tasks.clean.page.body import text_of
from tasks.clean.page.links import links_of
from tasks.clean.page.page_kind import page_kind
from tasks.clean.page.parse import page_tree
from tasks.clean.prose import cleaned, first_line_as_title, joined, line, paragraphs_of, place_of
from tasks.clean.sniff import content_of, foreign_type
from tasks.files.charset import Decoded, decode
from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded, gunzipped

_DATA_URI = re.compile(r"data:[\w.+/;=-]{0,80};base64,[A-Za-z0-9+/=\s]{200,}")
_EXTRACTOR_OF_TEXT = "broadsheet"


@dataclass(frozen=True, slots=True)
class CleanInput(Claims):
    """One capture to clean, with what others said of it. `captured_at` is the "now" that dates are judged by."""

    position: int
    stored: Stored
    name: str
    """File name or address: its ending helps where the content does not tell."""
    url: str | None
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    page_bytes: int
    elements: int


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading one kind of content gives."""

    meta: Metadata
    paragraphs: list[str]
    kind: str
    links: list[dict[str, str]]
    extractor: str
    extractor_version: str | None


def article_of(job: CleanInput, limits: Limits) -> Article:
    """The clean record, or one with the reason why there is none. Raises only what the extractor itself raises."""
    begun = time.monotonic()
    payload = _plain_bytes(job, limits)
    if isinstance(payload, Outcome):
        return _without(job, payload, begun)
    if foreign := foreign_type(payload):
        return _without(job, outcome("unsupported_type", f"{job.name}: {foreign}"), begun)
    content, label, url = content_of(payload, job.name, job.stored.content_type), job.stored.content_type, job.url
    if content == "mhtml":
        saved = saved_page(payload)
        if saved is None:
            return _without(
                job, outcome("no_text", f"{job.name}: a saved page (MHTML) without a page that can be read"), begun
            )
        payload, label, url = saved.markup, saved.content_type, job.url or saved.url
    text = decode(payload, label)
    if not text.text.strip("\ufeff\x00 \t\r\n"):
        return _without(job, outcome("empty", f"{job.name}: nothing but white space"), begun)
    match content:
        case "html" | "mhtml":
            read = _page(job, text, limits, url)
        case "markdown":
            read = _markdown(job, text)
        case _:
            read = _plain(text)
    if isinstance(read, Outcome):
        return _without(job, read, begun)
    return _completed(job, text, read, begun)


def _plain_bytes(job: CleanInput, limits: Limits) -> bytes | Outcome:
    """The content without its codings: those of HTTP, then those of a .gz file."""
    try:
        payload = decoded(job.stored.payload, job.stored.content_encoding, limits.page_bytes)
        if payload.startswith(b"\x1f\x8b"):
            payload = gunzipped(payload, limits.page_bytes)
    except TooLarge:
        limit = limits.page_bytes / 1e6
        return outcome("too_large", f"{job.name}: over {limit:g} MB after decompression (setting max_page_mb)")
    except Truncated as error:
        return outcome("truncated", f"{job.name}: {error}")
    except Undecodable as error:
        return outcome("decode_error", f"{job.name}: {error}")
    return payload or outcome("empty", f"{job.name}: no bytes after decompression")


def _page(job: CleanInput, text: Decoded, limits: Limits, url: str | None) -> _Read | Outcome:
    elements = text.text.count("<")
    if elements > limits.elements:
        return outcome(
            "too_many_elements", f"{job.name}: {elements:,}, the limit is {limits.elements:,} (max_elements)"
        )
    markup = cleaned(text.text)
    if "base64," in markup:
        # Pictures inside the markup can be a hundred times the text, and hide it from the parser.
        markup = _DATA_URI.sub("data:,", markup)
    tree = page_tree(markup)
    if tree is None:
        return outcome("no_text", f"{job.name}: no markup that a browser would show")
    meta, said = metadata_of(tree, url, job.captured_at, job.timezone)
    read = text_of(tree, meta, said, is_live="LiveBlogPosting" in said.types)
    paragraphs = read.paragraphs
    settle_titles(meta, tree, url, read.headings)
    choose(meta, said, tree, read.place, url, date_context(meta, job.captured_at, job.timezone))
    kind = page_kind(tree, said, meta, paragraphs, url)
    if not paragraphs and kind == "article":
        return outcome("no_text", f"{job.name}: the page has no text")
    links = links_of(read.anchors, url or meta.canonical_url)
    return _Read(meta, paragraphs, kind, links, "trafilatura", trafilatura.__version__)


def _markdown(job: CleanInput, text: Decoded) -> _Read:
    values, rest = front_matter.split(cleaned(text.text))
    paragraphs = paragraphs_of(front_matter.plain(rest))
    meta = Metadata()
    given = {key: front_matter.texts(value) for key, value in values.items()}
    _from_front_matter(meta, given, job)
    heading = line(front_matter.plain(front_matter.first_heading(rest) or ""))
    if heading and paragraphs and paragraphs[0] == heading:
        paragraphs = paragraphs[1:]  # the title is a field; the text begins behind it
    if not meta.title:
        _derived_title(meta, heading or first_line_as_title(paragraphs))
    links = [
        {"url": url[:2000], "host": urlsplit(url).hostname or "", "anchor": anchor[:500]}
        for found, anchor in front_matter.links(rest)
        if (url := web_address(None, found))
    ]
    return _Read(meta, paragraphs, "article", links, _EXTRACTOR_OF_TEXT, None)


def _from_front_matter(meta: Metadata, given: dict[str, list[str]], job: CleanInput) -> None:
    def first(*keys: str) -> str | None:
        return next((value for key in keys for value in given.get(key, ()) if value), None)

    if title := line(first("title", "headline")):
        meta.title, meta.title_from = title, "front_matter"
    if authors := people(given.get("authors", []) + given.get("author", [])):
        meta.authors, meta.authors_from = authors, "front_matter"
        meta.organisations = frozenset(filter(is_organisation, authors))
    language = first("language", "lang")
    meta.published, meta.refused_date = judged(
        first("published", "date", "pubdate"), job.captured_at, language, job.timezone
    )
    meta.published_from = "front_matter" if meta.published else None
    meta.modified, _ = judged(first("modified", "updated", "lastmod"), job.captured_at, language, job.timezone)
    meta.modified_from = "front_matter" if meta.modified else None
    meta.languages_said = [("front_matter", language)]
    meta.description = line(first("description", "summary"))
    meta.section = line(first("section", "category"))
    meta.tags = [tag for text in given.get("tags", []) if (tag := line(text))]
    meta.canonical_url = web_address(None, first("canonical", "canonical_url", "url"))
    meta.sitename = line(first("site", "sitename"))


def _plain(text: Decoded) -> _Read:
    """Plain text says nothing of itself but its words: no author, no date, and never the file's time."""
    paragraphs = paragraphs_of(text.text)
    meta = Metadata()
    _derived_title(meta, first_line_as_title(paragraphs))
    return _Read(meta, paragraphs, "article", [], _EXTRACTOR_OF_TEXT, None)


def _derived_title(meta: Metadata, title: str | None) -> None:
    meta.title, meta.title_from = title, "derived" if title else None


def _completed(job: CleanInput, text: Decoded, read: _Read, begun: float) -> Article:
    meta = read.meta
    body, offsets = joined(read.paragraphs)
    if not body:
        return _without(job, outcome("no_text", f"{job.name}: no text"), begun)
    settle(meta, job, body, job.captured_at)
    return Article(
        position=job.position,
        content_hash=str(content_hash(meta.title, body)),
        text_hash=str(content_hash(body)),
        title=meta.title,
        title_from=meta.title_from,
        headline=meta.headline,
        description=meta.description,
        body=body,
        paragraphs=offsets,
        language=meta.language,
        language_from=meta.language_from,
        place=place_of(read.paragraphs),
        section=meta.section,
        authors=[_author(name, meta.organisations) for name in meta.authors],
        authors_from=meta.authors_from,
        tags=[{"tag_id": str(tag_id(name)), "name": name} for name in meta.tags],
        published_at=meta.published.at if meta.published else None,
        published_precision=meta.published.precision if meta.published else None,
        published_on=published_day(meta, job.timezone),
        published_zone=None if meta.published is None or meta.published.is_zone_assumed else meta.published.zone,
        published_from=meta.published_from,
        refused_date=meta.refused_date,
        modified_at=meta.modified.at if meta.modified else None,
        modified_precision=meta.modified.precision if meta.modified else None,
        modified_from=meta.modified_from,
        canonical_url=meta.canonical_url,
        sitename=meta.sitename,
        image_url=meta.image_url,
        is_free=meta.is_free,
        page_kind=read.kind,
        links=read.links,
        charset=text.charset,
        replacement_count=body.count("\ufffd"),
        # Whoever compares extractors must not take a feed's text for what one of them made of a page.
        extractor="feed" if FROM_FEED in (job.stored.content_type or "") else read.extractor,
        extractor_version=read.extractor_version,
        elapsed_ms=_milliseconds(begun),
    )


def _author(name: str, organisations: frozenset[str]) -> dict[str, str]:
    kind = "organisation" if name in organisations else "person"
    return {"author_id": str(author_id(name)), "name": name, "kind": kind}


def _without(job: CleanInput, end: Outcome, begun: float) -> Article:
    return Article(position=job.position, reason=end.reason.code, detail=end.detail, elapsed_ms=_milliseconds(begun))


def _milliseconds(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
