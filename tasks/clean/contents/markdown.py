"""Markdown, with its YAML front matter as metadata."""

from __future__ import annotations

from schemas.outcomes import Outcome
from tasks.clean import front_matter
from tasks.clean.contents import EXTRACTOR_OF_TEXT, CleanInput, ContentRead, Limits
from tasks.clean.contents.plain_text import decoded_text, derive_title
from tasks.clean.metadata.claims import judged
from tasks.clean.metadata.page_metadata import Metadata, web_address
from tasks.clean.metadata.people import is_organisation, people
from tasks.clean.page.links import link_row
from tasks.clean.prose import cleaned, first_line_as_title, line, paragraphs_of


def is_content(_: bytes) -> bool:
    """Bytes alone never tell Markdown from plain text."""
    return False


def read(job: CleanInput, payload: bytes, _: Limits) -> ContentRead | Outcome:
    """The paragraphs without marks; the title of the front matter, else the first heading or line."""
    text = decoded_text(job, payload, job.stored.content_type)
    if isinstance(text, Outcome):
        return text
    values, rest = front_matter.split(cleaned(text.text))
    paragraphs = paragraphs_of(front_matter.plain(rest))
    meta = Metadata()
    given = {key: front_matter.texts(value) for key, value in values.items()}
    _from_front_matter(meta, given, job)
    heading = line(front_matter.plain(front_matter.first_heading(rest) or ""))
    if heading and paragraphs and paragraphs[0] == heading:
        paragraphs = paragraphs[1:]  # the title is a field; the text begins behind it
    if not meta.title:
        derive_title(meta, heading or first_line_as_title(paragraphs))
    links = [link_row(url, anchor) for found, anchor in front_matter.links(rest) if (url := web_address(None, found))]
    return ContentRead(meta, paragraphs, "article", links, EXTRACTOR_OF_TEXT, None, text.charset)


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
