"""What a source offers, before it gets its place in a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from schemas.outcomes import REASONS
from schemas.private_parts import bare_address, shown_address, without_secrets
from schemas.sources import Source
from tasks.feeds.said import NOTHING_SAID, FeedFields
from tasks.web.addresses import BadAddress, address_key, as_browsers_read, file_address, parse_address


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFields:
    """What the source itself says of an article. It beats what is extracted."""

    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    language: str | None = None
    source: str | None = field(default=None, compare=False)
    """The source that the row itself names; of the article it says nothing."""
    outlet: str | None = None
    """Where the article appeared, where the source carries several outlets."""


NOTHING = ManifestFields()


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A capture that somebody else made, by its place in a WARC file: pointed to, never copied."""

    warc_file: str
    offset: int
    length: int
    captured_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    source: Source
    address: str
    url: str | None = None
    secret_url: str | None = None
    """What is requested, where `url` has a part hidden."""
    file: str | None = None
    inline: bytes | None = None
    inline_type: str | None = None
    known: ManifestFields = NOTHING
    said: FeedFields = NOTHING_SAID
    record: WarcRecord | None = None
    other_url: str | None = None
    """Where else the article is said to be: asked for where `url` leads nowhere."""
    comes_back: bool = False
    """Not offered by the source this time: its time to be asked again has come."""
    is_by_hand: bool = False
    """A person named this very address: it is asked for, due or not."""
    reason: str | None = None
    detail: str | None = None


def offered_url(source: Source, text: str, known: ManifestFields = NOTHING, said: FeedFields = NOTHING_SAID) -> Offer:
    """An offer of an address; an unusable one is an offer too, with the reason why it ends here."""
    given = bare_address(text)
    asked = bare_address(as_browsers_read(given))  # a user part may stand behind slashes that only browsers take
    shown = shown_address(asked)
    try:
        url = parse_address(asked)
    except BadAddress as error:
        return refused(source, given, "bad_url", f"{given[:500]!r}: {error}")
    is_hidden = shown != asked
    return Offer(
        source=source,
        address=address_key(parse_address(shown) if is_hidden else url),
        url=shown,
        secret_url=asked if is_hidden else None,
        known=known,
        said=said,
    )


def offered_file(source: Source, path: Path | str, known: ManifestFields = NOTHING, url: str | None = None) -> Offer:
    """An offer of a file, known by its web address where the source says one."""
    if url is None:
        return Offer(source=source, address=file_address(path), file=file_address(path), known=known)
    offer = offered_url(source, url, known)
    if offer.reason:
        return offer
    return Offer(source=source, address=offer.address, url=offer.url, file=file_address(path), known=known)


def printable(text: str) -> str:
    """The text with lone surrogates (names of files that are not UTF-8) written out: ids and JSON need real
    characters.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def refused(source: Source, address: str, reason: str, detail: str) -> Offer:
    """An offer that ends at once with this reason. Raises KeyError for one that `schemas/outcomes.py` does not name."""
    code = REASONS[reason].code
    return Offer(source=source, address=without_secrets(address), reason=code, detail=without_secrets(detail))
