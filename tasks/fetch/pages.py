"""Web addresses -> captures: requested in the turns of their hosts, archived as received. Unchanged content is archived
as a revisit record.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from schemas.identity import payload_hash
from schemas.outcomes import Family, outcome
from schemas.private_parts import public_address
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.archive import Facts, Original, Profile, Writer
from tasks.fetch.captures import Captures, milliseconds
from tasks.fetch.feed_texts import CONTENT_TYPE, stands_in
from tasks.web.answers import Page, Refusal, Validators
from tasks.web.client import Client
from tasks.web.opt_outs import AGAINST_KEEPING
from tasks.web.transport import Opened

_LEADS_NOWHERE = frozenset({"gone", "dns_nx", "connect", "tls", "redirect_limit", "bad_redirect"})
"""Reasons that show a dead tracking link: then the other address that the feed gives is requested."""


class Pages:
    """The pages of one batch. `warc` takes what is new, and a revisit record of what is not."""

    def __init__(self, settings: Settings, captures: Captures, warc: Writer) -> None:
        self._settings = settings
        self._captures = captures
        self._warc = warc

    async def fetch(self, candidates: list[Candidate]) -> list[Capture]:
        client = Client(self._settings, self._captures.clock)
        try:
            return await asyncio.gather(*(self._page(candidate, client) for candidate in candidates))
        finally:
            await client.aclose()

    async def _page(self, candidate: Candidate, client: Client) -> Capture:
        begun = time.monotonic()
        earlier: list[dict[str, Any]] = []
        had = _validators(candidate)
        asked = candidate.secret_url or _url(candidate)
        opened = Opened(tuple(candidate.source_cidrs or ()), tuple(candidate.source_ports or ()))
        answer = await client.get(asked, had=had, opened=opened)
        if isinstance(answer, Refusal) and Family.RETRY_AT_ONCE in answer.outcome.reason.families:
            earlier.append(self._attempt(answer, begun))
            answer = await client.get(asked, had=had, opened=opened)
        if isinstance(answer, Refusal) and candidate.other_url and answer.outcome.reason.code in _LEADS_NOWHERE:
            earlier.append(self._attempt(answer, begun))
            answer = await client.get(candidate.secret_other_url or candidate.other_url, opened=opened)
        capture = self._capture(candidate, answer, begun)
        return replace(capture, is_conditional=had is not None, earlier=earlier)

    def _capture(self, candidate: Candidate, answer: Page | Refusal, begun: float) -> Capture:
        captures = self._captures
        if isinstance(answer, Refusal):
            if carried := stands_in(candidate, answer):
                return self._carried(candidate, answer, carried, begun)
            if answer.http_status == 304:
                digest = candidate.last_payloads[-1] if candidate.last_payloads else None
                self._add_revisit(candidate, answer, Profile.NOT_MODIFIED, digest)
            return captures.ended(candidate, answer.outcome, begun, answer)
        if self._settings.respect_opt_outs and (against := AGAINST_KEEPING.intersection(answer.opt_outs)):
            return captures.ended(candidate, outcome("opted_out", ", ".join(sorted(against))), begun, answer)
        if known := captures.unchanged(candidate, answer.payload, begun, answer):
            self._add_revisit(candidate, answer, Profile.SAME_PAYLOAD, known.payload_sha256)
            return known
        if carried := stands_in(candidate, answer):
            return self._carried(candidate, answer, carried, begun)
        captures.note_label(answer.url, answer.payload, answer.field("content-encoding"))
        at = captures.clock()
        digest = payload_hash(answer.payload)
        place = self._warc.add_response(
            answer.url,
            answer.status_line,
            answer.headers,
            answer.payload,
            answer.ip,
            at,
            facts=_facts(candidate, answer),
            payload_sha256=digest,
            capture_id=captures.id_of(candidate),
        )
        return captures.captured(candidate, answer.payload, digest, place, answer.content_type, begun, at, answer)

    def _carried(self, candidate: Candidate, answer: Page | Refusal, payload: bytes, begun: float) -> Capture:
        """The text of the feed, archived as a resource at the address of the page that it stands in for."""
        captures = self._captures
        if known := captures.unchanged(candidate, payload, begun, answer):
            return known
        at, digest, identity = captures.clock(), payload_hash(payload), captures.id_of(candidate)
        place = self._warc.add_resource(
            public_address(_url(candidate)), payload, CONTENT_TYPE, at, payload_sha256=digest, capture_id=identity
        )
        return captures.captured(candidate, payload, digest, place, CONTENT_TYPE, begun, at, answer)

    def _add_revisit(self, candidate: Candidate, answer: Page | Refusal, profile: Profile, digest: str | None) -> None:
        if not (digest and candidate.last_captured_url and candidate.last_captured_at):
            return  # captured by another crawler: our archive has no record of it
        self._warc.add_revisit(
            answer.url,
            answer.status_line,
            answer.headers,
            answer.ip,
            self._captures.clock(),
            original=Original(digest, candidate.last_captured_url, candidate.last_captured_at, None),
            profile=profile,
            facts=_facts(candidate, answer),
        )

    def _attempt(self, answer: Refusal, begun: float) -> dict[str, Any]:
        """An attempt that is not the last one, as Capture.earlier keeps it."""
        return {
            "fetched_at": self._captures.clock(),
            "reason": answer.outcome.reason.code,
            "detail": answer.outcome.detail or None,
            "final_url": answer.url,
            "http_status": answer.http_status,
            "ip": answer.ip,
            "redirects": answer.redirects,
            "elapsed_ms": milliseconds(begun),
        }


def _url(candidate: Candidate) -> str:
    return candidate.url or candidate.address


def _validators(candidate: Candidate) -> Validators | None:
    if candidate.last_url is None or not (candidate.last_etag or candidate.last_modified):
        return None
    return Validators(candidate.last_url, candidate.last_etag, candidate.last_modified)


def _facts(candidate: Candidate, answer: Page | Refusal) -> Facts:
    # Without secrets, which a candidate of an earlier release may still have.
    asked, via = public_address(_url(candidate)), public_address(candidate.source_location)
    return Facts(answer.network_ms, answer.redirects, asked, via or None)
