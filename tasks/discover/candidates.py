"""Offers -> candidates: numbered in their order, each address once, with what is remembered of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from schemas.identity import address_id, content_hash, payload_hash, source_id
from schemas.private_parts import shown_address
from schemas.records import Candidate
from tasks.dates import instant_of
from tasks.discover.lookup import Remembered
from tasks.discover.offers import NOTHING, Offer, WarcRecord, printable
from tasks.discover.schedule import may_be_conditional, not_due
from tasks.store.forgotten import Tombstones


def candidates_of(
    offers: Iterable[Offer], identity_of: Callable[[str], str] = lambda name: str(source_id(name))
) -> Iterator[tuple[Offer, Candidate]]:
    """A candidate an offer, beside it; `identity_of` the name of a source is its id. The same address with the same
    content again is `repeated`; one that only comes back is left out.
    """
    seen: dict[tuple[bytes, str | bytes | WarcRecord | None], int] = {}
    described: set[tuple[bytes, str | bytes | WarcRecord | None]] = set()
    addresses: set[bytes] = set()
    ids: dict[str, str] = {}
    position = 0
    for offer in offers:
        address = printable(offer.address)
        identity = address_id(address)
        if offer.comes_back and identity.bytes in addresses:
            continue
        addresses.add(identity.bytes)
        # The same address with other content is another capture of it (an archive of several days, say).
        what = (identity.bytes, offer.record or offer.file or _digest(offer.inline))
        first = seen.setdefault(what, position)
        reason, detail = offer.reason, offer.detail
        digest = _manifest_digest(offer)
        if digest and offer.file and what not in described:
            # A manifest says more of a file than the folder that offered it.
            described.add(what)
            first = position
        if first != position and reason is None:
            reason, detail = "repeated", f"the same as candidate {first} of this run"
        name = offer.source.name
        other_url = shown_address(offer.other_url) if offer.other_url else None
        yield (
            offer,
            Candidate(
                position=position,
                source_id=ids.get(name) or ids.setdefault(name, identity_of(name)),
                source_name=name,
                source_kind=offer.source.kind,
                source_location=offer.source.location,
                source_homepage=offer.source.homepage,
                source_language=offer.source.language,
                source_country=offer.source.country,
                source_cidrs=list(offer.source.allow_cidrs) or None,
                source_ports=list(offer.source.allow_ports) or None,
                source_timezone=offer.source.timezone,
                address=address,
                address_id=str(identity),
                url=offer.url,
                secret_url=offer.secret_url,
                file=offer.file,
                inline=offer.inline,
                inline_type=offer.inline_type,
                came_back=offer.comes_back,
                known_title=offer.known.title,
                known_authors=list(offer.known.authors) if offer.known.authors else None,
                known_published=offer.known.published,
                known_language=offer.known.language,
                known_outlet=offer.known.outlet,
                manifest_digest=digest,
                is_source_said=offer.known.source is not None,
                said_title=offer.said.title,
                said_author=offer.said.author,
                said_summary=offer.said.summary,
                said_language=offer.said.language,
                said_published=offer.said.published,
                said_modified=offer.said.modified,
                warc_file=offer.record.warc_file if offer.record else None,
                warc_offset=offer.record.offset if offer.record else None,
                warc_length=offer.record.length if offer.record else None,
                captured_at=offer.record.captured_at if offer.record else None,
                other_url=other_url,
                secret_other_url=offer.other_url if offer.other_url != other_url else None,
                said_content=offer.said.content,
                reason=reason,
                detail=detail,
            ),
        )
        position += 1


def without_forgotten(
    found: Iterable[tuple[Offer, Candidate]], tombstones: Tombstones | None
) -> Iterator[tuple[Offer, Candidate]]:
    """The candidates; of one that is forgotten nothing is left but that it was offered."""
    for offer, candidate in found:
        if tombstones and (
            tombstones.has("address", candidate.address_id) or tombstones.has("content", _payload_of(candidate))
        ):
            name = tombstones.name_for(candidate.address_id)
            bare = {one: getattr(candidate, one) for one in Candidate.LAYOUT if one.startswith("source_")}
            yield (
                offer,
                Candidate(
                    position=candidate.position,
                    address=name,
                    address_id=str(address_id(name)),
                    reason="forgotten",
                    **bare,
                ),
            )
        else:
            yield offer, candidate


def _payload_of(candidate: Candidate) -> str | None:
    """The hash of content that is given inline."""
    return payload_hash(candidate.inline) if candidate.inline is not None else None


def is_to_be_fetched(candidate: Candidate) -> bool:
    """Whether a web server is asked for it."""
    return (
        candidate.reason is None and candidate.file is None and candidate.inline is None and candidate.warc_file is None
    )


def remembered(
    candidate: Candidate,
    known: Remembered | None,
    now: datetime,
    *,
    insists: bool,
    is_by_hand: bool,
    is_believed: bool = True,
) -> Candidate:
    """The candidate with what is known of its address; where that is not to be asked again yet, with this as its end.

    Named by hand, it is asked whether due or not; `insists` also asks for the whole of it, changed or not. A source
    that is not believed cannot say that it changed.
    """
    if known is None:
        return candidate
    says = candidate.manifest_digest
    # A page on the web is not requested only because a manifest now names it too.
    is_corrected = says not in {None, known.manifest_digest} and (
        known.manifest_digest is not None or not is_to_be_fetched(candidate)
    )
    kept = replace(
        candidate,
        # What is known of the content does not end a row whose title, authors or date are others now.
        last_payloads=None if is_corrected else known.payloads or None,
        last_url=known.answered_url,
        last_captured_url=known.captured_url,
        last_captured_at=known.captured_at,
    )
    if not is_to_be_fetched(candidate) or insists or is_corrected:
        return kept
    said_modified = _moment(candidate.said_modified) if is_believed else None
    if not is_by_hand and (wait := not_due(known, said_modified, now)):
        return replace(kept, reason="not_due", detail=wait, said_content=None)
    if known.payloads and may_be_conditional(known.answered_at, now):
        return replace(kept, last_etag=known.etag, last_modified=known.last_modified)
    return kept


def _moment(said: str | None) -> datetime | None:
    return instant_of(said) if said else None


def _manifest_digest(offer: Offer) -> str | None:
    said = offer.known
    if said == NOTHING:
        return None
    parts = [said.title, "\n".join(said.authors or ()), said.published, said.language, said.source]
    if said.outlet:
        parts.append(said.outlet)
    return str(content_hash(*(part or "" for part in parts)))


def _digest(content: bytes | None) -> bytes | None:
    return None if content is None else hashlib.sha256(content).digest()
