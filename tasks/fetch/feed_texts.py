"""The text of an article that its feed carries, in place of a page that is not there or shows less than the feed
does.
"""

from __future__ import annotations

import html
import re

from schemas.outcomes import Outcome
from schemas.records import FROM_FEED, Candidate
from tasks.files.charset import decode
from tasks.web.answers import Page, Refusal
from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded

CONTENT_TYPE = f"text/html; charset=utf-8; {FROM_FEED}"
_NOT_THERE = frozenset({"denied", "gone"})
_LEAST_SHARE = 0.8
"""A page counts as the article if its words, menus included, are at least this share of the feed's text."""
_MOST_READ = 2_000_000
"""Bytes of a page whose text is counted: a page with more of them than that shows more than any feed."""
_HIDDEN = re.compile(r"<(script|style|template|noscript|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"\s+")


def stands_in(candidate: Candidate, answer: Page | Refusal) -> bytes | None:
    """The feed's text as a page, where it is to be used; None where the answer is what counts.

    A page that is denied or gone is replaced only where it was never had: one that was taken away later is news of its
    own. What robots.txt forbids and what was opted out of ends otherwise, and is never replaced.
    """
    if candidate.said_content is None:
        return None
    if isinstance(answer, Refusal):
        is_missing = _is_missing(answer.outcome) and candidate.last_url is None
        return _as_page(candidate.said_content) if is_missing else None
    shown = _text_shown(answer)
    if shown is None or len(shown) >= _LEAST_SHARE * len(_text(candidate.said_content)):
        return None
    return _as_page(candidate.said_content)


def _is_missing(end: Outcome) -> bool:
    return end.reason.code in _NOT_THERE


def _text_shown(page: Page) -> str | None:
    """All words that a page shows; None where that is not known, or too much to count."""
    try:
        plain = decoded(page.payload, page.field("content-encoding"), _MOST_READ)
    except (TooLarge, Truncated, Undecodable):
        return None
    if plain.lstrip()[:1] != b"<":
        return None
    return _text(decode(plain, page.content_type).text)


def _text(markup: str) -> str:
    bare = _TAG.sub(" ", _COMMENT.sub(" ", _HIDDEN.sub(" ", markup)))
    return _BLANKS.sub(" ", html.unescape(bare)).strip()


def _as_page(markup: str) -> bytes:
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article>{markup}</article></body></html>'
    return page.encode("utf-8", "replace")
