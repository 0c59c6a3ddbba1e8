"""candidates -> captures: bytes into the archive, or a reason for each candidate that has none (or no new ones)."""

from __future__ import annotations

import asyncio
import mimetypes
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from schemas.identity import capture_id, payload_hash
from schemas.outcomes import Outcome, outcome
from schemas.records import Candidate, Capture
from schemas.settings import MEGABYTE, Settings
from tasks.archive import RECORD_HEAD_BYTES, ArchiveDamaged, Place, Writer, read, warc_name
from tasks.fetch.files import read_file
from tasks.handover import batch_folders, has_row, read_rows, write_rows
from tasks.web.answers import Page, Refusal
from tasks.web.client import Client
from tasks.web.contact import require_contact
from tasks.web.opt_outs import AGAINST_KEEPING

_URI = "%:/?#[]@!$&'()*+,;="
"""What stays as it is in a URI beside letters, digits and -._~ (RFC 3986, section 2)."""


def check_contact(run_folder: Path, settings: Settings) -> None:
    """Raises UsageError where any batch of a run would ask a site and no contact is set: before anything is recorded."""
    if settings.names_contact:
        return
    for batch in batch_folders(run_folder):
        file = batch / "candidates.parquet"
        # Content given inline is large: a batch is read only where something in it is to be fetched.
        if has_row(file, "reason IS NULL AND file IS NULL AND inline_type IS NULL AND warc_file IS NULL"):
            _require_contact(read_rows(file, Candidate), settings)


def fetch_batch(batch_folder: Path, run_id: str, settings: Settings, clock: Callable[[], datetime]) -> Path:
    """Write captures.parquet, a row a candidate, and the batch's WARC file below the archive where there is any new content.

    The WARC is whole on disk before captures.parquet names it. Done before: returns at once.
    Raises UsageError before anything is requested, where sites would be asked and no contact is set.
    """
    done = batch_folder / "captures.parquet"
    if done.exists():
        return done
    candidates = read_rows(batch_folder / "candidates.parquet", Candidate)
    work = _Batch(run_id, settings, clock)
    captures = [work.settled(candidate) for candidate in candidates if candidate.reason]
    remaining = [candidate for candidate in candidates if not candidate.reason]
    web = [candidate for candidate in remaining if _is_web(candidate)]
    _require_contact(remaining, settings)
    with Writer(settings.archive, warc_name(run_id, batch_folder.name, clock())) as warc:
        captures += [work.local(candidate, warc) for candidate in remaining if _is_local(candidate)]
        captures += [work.pointed_to(candidate) for candidate in remaining if candidate.warc_file is not None]
        if web:
            captures += asyncio.run(work.web(web, warc))
    write_rows(done, Capture, sorted(captures, key=lambda capture: capture.position))
    return done


class _Batch:
    """What all candidates of one batch share while they are fetched."""

    def __init__(self, run_id: str, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._run_id = run_id
        self._settings = settings
        self._clock = clock

    def settled(self, candidate: Candidate) -> Capture:
        """A candidate whose end discovery already knew."""
        return Capture(
            position=candidate.position, reason=candidate.reason, detail=candidate.detail, fetched_at=self._clock()
        )

    def local(self, candidate: Candidate, warc: Writer) -> Capture:
        begun = time.monotonic()
        payload = self._payload(candidate)
        if isinstance(payload, Outcome):
            return self._ended(candidate, payload, begun)
        if known := self._unchanged(candidate, payload, begun):
            return known
        content_type = candidate.inline_type or _type_of(candidate.file or "")
        at = self._clock()
        # An inline row's address holds its id: a line break in it would forge the record's header.
        uri = quote(candidate.address, safe=_URI)
        place = warc.add_resource(uri, payload, content_type, at)
        return self._captured(candidate, payload, place, content_type, begun, at)

    def pointed_to(self, candidate: Candidate) -> Capture:
        """A capture that somebody else made: read once for its hash, and left where it is."""
        begun = time.monotonic()
        there = Place(candidate.warc_file or "", candidate.warc_offset or 0, candidate.warc_length or 0)
        limit = int(self._settings.max_file_mb * MEGABYTE)
        try:
            stored = read(self._settings.archive, there, limit + RECORD_HEAD_BYTES)
        except ArchiveDamaged as error:
            return self._ended(candidate, outcome("read_error", str(error)), begun)
        payload = stored.payload
        if not payload:
            return self._ended(candidate, outcome("empty", f"{there.warc_file} at {there.offset}: no bytes"), begun)
        if len(payload) > limit:
            size = f"{there.warc_file} at {there.offset}: {len(payload) / MEGABYTE:.1f} MB (setting max_file_mb)"
            return self._ended(candidate, outcome("too_large", size), begun)
        if known := self._unchanged(candidate, payload, begun):
            return known
        at = candidate.captured_at or self._clock()
        capture = self._captured(candidate, payload, there, stored.content_type, begun, at)
        return replace(capture, final_url=candidate.url)

    async def web(self, candidates: list[Candidate], warc: Writer) -> list[Capture]:
        client = Client(self._settings, self._clock)
        try:
            return await asyncio.gather(*(self._page(candidate, client, warc) for candidate in candidates))
        finally:
            await client.aclose()

    async def _page(self, candidate: Candidate, client: Client, warc: Writer) -> Capture:
        begun = time.monotonic()
        answer = await client.get(candidate.url or candidate.address)
        if isinstance(answer, Refusal):
            return self._ended(candidate, answer.outcome, begun, answer)
        if self._settings.respect_opt_outs and (against := AGAINST_KEEPING.intersection(answer.opt_outs)):
            return self._ended(candidate, outcome("opted_out", ", ".join(sorted(against))), begun, answer)
        if known := self._unchanged(candidate, answer.payload, begun, answer):
            return known
        at = self._clock()
        place = warc.add_response(answer.url, answer.status_line, answer.headers, answer.payload, answer.ip, at)
        return self._captured(candidate, answer.payload, place, answer.content_type, begun, at, answer)

    def _payload(self, candidate: Candidate) -> bytes | Outcome:
        if candidate.inline is None:
            return read_file(candidate.file or "", self._settings.max_file_mb)
        if len(candidate.inline) > self._settings.max_file_mb * MEGABYTE:
            return outcome("too_large", f"{len(candidate.inline) / MEGABYTE:.1f} MB inline (setting max_file_mb)")
        return candidate.inline or outcome("empty", "the row's content is empty")

    def _unchanged(
        self, candidate: Candidate, payload: bytes, begun: float, answer: Page | None = None
    ) -> Capture | None:
        """The end of a candidate that holds the same bytes as last time; None where they are new."""
        if not candidate.last_payloads or (digest := payload_hash(payload)) not in candidate.last_payloads:
            return None
        ended = self._ended(candidate, outcome("same_payload"), begun, answer)
        return replace(ended, payload_sha256=digest, payload_bytes=len(payload))

    def _ended(self, candidate: Candidate, end: Outcome, begun: float, answer: Page | Refusal | None = None) -> Capture:
        return Capture(
            position=candidate.position,
            reason=end.reason.code,
            detail=end.detail or None,
            fetched_at=self._clock(),
            elapsed_ms=_milliseconds(begun),
            **_facts(answer),
        )

    def _captured(
        self,
        candidate: Candidate,
        payload: bytes,
        place: Place,
        content_type: str | None,
        begun: float,
        at: datetime,
        answer: Page | None = None,
    ) -> Capture:
        return Capture(
            position=candidate.position,
            capture_id=str(capture_id(self._run_id, candidate.position)),
            warc_file=place.warc_file,
            warc_offset=place.offset,
            warc_length=place.length,
            payload_sha256=payload_hash(payload),
            payload_bytes=len(payload),
            content_type=content_type,
            fetched_at=at,
            elapsed_ms=_milliseconds(begun),
            **_facts(answer),
        )


def _require_contact(candidates: list[Candidate], settings: Settings) -> None:
    to_fetch = (candidate for candidate in candidates if not candidate.reason and _is_web(candidate))
    require_contact((candidate.url or candidate.address for candidate in to_fetch), settings)


def _is_web(candidate: Candidate) -> bool:
    return not _is_local(candidate) and candidate.warc_file is None


def _is_local(candidate: Candidate) -> bool:
    return candidate.file is not None or candidate.inline is not None


def _facts(answer: Page | Refusal | None) -> dict[str, Any]:
    if answer is None:
        return {}
    facts: dict[str, Any] = {"final_url": answer.url, "ip": answer.ip, "redirects": answer.redirects}
    if isinstance(answer, Page):
        return facts | {"http_status": 200, "opt_outs": answer.opt_outs}
    return facts | {"http_status": answer.http_status}


def _milliseconds(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _type_of(file: str) -> str:
    name, encoding = mimetypes.guess_type(file)
    return "application/gzip" if encoding == "gzip" else name or "application/octet-stream"
