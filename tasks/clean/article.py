"""One capture -> one article: sniffed, decoded, read as the kind of content that it is, completed by what was known."""

from __future__ import annotations

import time

from schemas.fields import Article
from schemas.identity import author_id, content_hash, tag_id
from schemas.outcomes import Outcome, outcome
from schemas.records import FROM_FEED
from tasks.clean.contents import CleanInput, ContentRead, Limits, reader_of
from tasks.clean.metadata.claims import published_day, settle
from tasks.clean.prose import joined, line, place_of
from tasks.clean.sniff import content_of
from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded, gunzipped


def article_of(job: CleanInput, limits: Limits) -> Article:
    """The clean record, or one with the reason why there is none. Raises only what the extractor itself raises."""
    begun = time.monotonic()
    payload = _plain_bytes(job, limits)
    if isinstance(payload, Outcome):
        return _without(job, payload, begun)
    kind = content_of(payload, job.name, job.stored.content_type)
    if isinstance(kind, str):
        return _without(job, outcome("unsupported_type", f"{job.name}: {kind}"), begun)
    read = reader_of(kind).read(job, payload, limits)
    if isinstance(read, Outcome):
        return _without(job, read, begun)
    return _completed(job, read, begun)


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


def _completed(job: CleanInput, read: ContentRead, begun: float) -> Article:
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
        outlet=line(job.known_outlet),
        image_url=meta.image_url,
        is_free=meta.is_free,
        page_kind=read.kind,
        text_doubt=read.doubt,
        links=read.links,
        charset=read.charset,
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
