"""Plain text: it says nothing of itself but its words. No author, no date, and never the file's time."""

from __future__ import annotations

from schemas.outcomes import Outcome, outcome
from tasks.clean.contents import EXTRACTOR_OF_TEXT, CleanInput, ContentRead, Limits
from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.prose import first_line_as_title, paragraphs_of
from tasks.files.charset import Decoded, decode


def is_content(_: bytes) -> bool:
    """Bytes alone never tell plain text."""
    return False


def read(job: CleanInput, payload: bytes, _: Limits) -> ContentRead | Outcome:
    """The paragraphs; the title is the first line where that is short and unpunctuated."""
    text = decoded_text(job, payload, job.stored.content_type)
    if isinstance(text, Outcome):
        return text
    paragraphs = paragraphs_of(text.text)
    meta = Metadata()
    derive_title(meta, first_line_as_title(paragraphs))
    return ContentRead(meta, paragraphs, "article", [], EXTRACTOR_OF_TEXT, None, text.charset)


def decoded_text(job: CleanInput, payload: bytes, label: str | None) -> Decoded | Outcome:
    """The text of bytes with this Content-Type, or the outcome `empty`."""
    text = decode(payload, label)
    if not text.text.strip("\ufeff\x00 \t\r\n"):
        return outcome("empty", f"{job.name}: nothing but white space")
    return text


def derive_title(meta: Metadata, title: str | None) -> None:
    """Take a line of the text for its title."""
    meta.title, meta.title_from = title, "derived" if title else None
