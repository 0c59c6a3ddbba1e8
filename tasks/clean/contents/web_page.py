"""Web pages: the text by the extractors and the model, metadata by its witnesses."""

from __future__ import annotations

import re

import trafilatura

from schemas.outcomes import Outcome, outcome
from tasks.clean.contents import CleanInput, ContentRead, Limits
from tasks.clean.contents.plain_text import decoded_text
from tasks.clean.metadata.bylines import without_byline
from tasks.clean.metadata.choice import choose
from tasks.clean.metadata.page_metadata import date_context, metadata_of, settle_titles
from tasks.clean.page.body import text_of
from tasks.clean.page.links import links_of
from tasks.clean.page.page_kind import page_kind
from tasks.clean.page.parse import page_tree
from tasks.clean.prose import cleaned

_DATA_URI = re.compile(r"data:[\w.+/;=-]{0,80};base64,[A-Za-z0-9+/=\s]{200,}")
# Possessive (*+): a page that begins with thirty comments would otherwise be tried in 2^30 ways.
_PAGE_START = re.compile(
    rb"(?:\s|(?><!--.*?-->)|<\?xml[^>]*>)*+<(!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)


def is_content(payload: bytes) -> bool:
    """Whether the bytes begin as a page does, whatever they are called."""
    head = payload[:4096].replace(b"\x00", b"")
    return _PAGE_START.match(head.lstrip(b"\xef\xbb\xbf\xff\xfe")) is not None


def read(job: CleanInput, payload: bytes, limits: Limits) -> ContentRead | Outcome:
    """The article of a page, or why there is none."""
    return read_markup(job, payload, limits, job.stored.content_type, job.url)


def read_markup(
    job: CleanInput, payload: bytes, limits: Limits, label: str | None, url: str | None
) -> ContentRead | Outcome:
    """The same for markup with this Content-Type from this address."""
    text = decoded_text(job, payload, label)
    if isinstance(text, Outcome):
        return text
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
    found = text_of(tree, meta, said, is_live="LiveBlogPosting" in said.types)
    settle_titles(meta, tree, url, found.headings)
    kind = page_kind(tree, said, meta, found, url)  # before the choice: its model knows what the rules find
    choose(meta, said, tree, found.place, url, date_context(meta, job.captured_at, job.timezone))
    if not found.paragraphs and kind == "article":
        return outcome("no_text", f"{job.name}: the page has no text")
    links = links_of(found.anchors, url or meta.canonical_url)
    paragraphs = without_byline(found.paragraphs, meta.authors)
    return ContentRead(meta, paragraphs, kind, links, "trafilatura", trafilatura.__version__, text.charset, found.doubt)
