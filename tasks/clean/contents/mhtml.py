"""Web pages as browsers save them in one file (MHTML, RFC 2557): the page itself, without its pictures and styles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from itertools import islice

from schemas.outcomes import Outcome, outcome
from tasks.clean.contents import CleanInput, ContentRead, Limits
from tasks.clean.contents.web_page import read_markup

_HEAD = re.compile(rb"\A(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,40}", re.ASCII)
_RELATED = re.compile(rb"^content-type:\s*multipart/(?:related|alternative|mixed)", re.IGNORECASE | re.MULTILINE)
_NESTED = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
_MOST_NESTED = 50
"""Messages in parts inside one another; browsers write one or two, and the parser takes a step more for each at every
line.
"""
_MOST_PARTS = 2000
"""Parts of a file that are looked through; a page with its pictures has some hundred."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    markup: bytes
    content_type: str
    url: str | None
    """Where the page was saved from."""


def is_content(payload: bytes) -> bool:
    """Whether a file begins with the head of a message in parts."""
    head = _HEAD.match(payload[:16_384].lstrip())
    return bool(head and _RELATED.search(head[0]))


def read(job: CleanInput, payload: bytes, limits: Limits) -> ContentRead | Outcome:
    """The article of the page that was saved, or why there is none."""
    saved = saved_page(payload)
    if saved is None:
        return outcome("no_text", f"{job.name}: a saved page (MHTML) without a page that can be read")
    return read_markup(job, saved.markup, limits, saved.content_type, job.url or saved.url)


def saved_page(payload: bytes) -> SavedPage | None:
    """The page of the file: the part its head names as the start, else the one of the address it was saved from, else
    the first page. None where there is none, or the parts are broken.
    """
    if sum(1 for _ in islice(_NESTED.finditer(payload), _MOST_NESTED + 1)) > _MOST_NESTED:
        return None
    try:
        message = message_from_bytes(payload.lstrip())
        pages = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False) if _is_page(part)]
    except (RecursionError, ValueError, LookupError):
        return None
    if not pages:
        return None
    start = message.get_param("start")
    address = _text(message.get("Snapshot-Content-Location")) or _text(message.get("Content-Location"))
    page = next(
        (part for part in pages if start and _text(part.get("Content-ID")) == start),
        next((part for part in pages if address and _text(part.get("Content-Location")) == address), pages[0]),
    )
    markup = page.get_payload(decode=True)
    if not isinstance(markup, bytes) or not markup.strip():
        return None
    url = next(filter(_is_web, (_text(page.get("Content-Location")), address)), None)
    return SavedPage(markup, _text(page.get("Content-Type")) or "text/html", url)


def _is_page(part: Message) -> bool:
    return part.get_content_type() in {"text/html", "application/xhtml+xml"}


def _text(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _is_web(url: str | None) -> bool:
    return bool(url and url.startswith(("http://", "https://")))
