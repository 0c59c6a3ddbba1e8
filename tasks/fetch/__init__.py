"""candidates -> captures: bytes into the archive, or a reason for each candidate that has none (or no new ones)."""

from __future__ import annotations

import asyncio
import mimetypes
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from schemas.identity import payload_hash
from schemas.outcomes import Outcome, outcome
from schemas.records import Candidate, Capture
from schemas.settings import MEGABYTE, Settings
from tasks.archive import RECORD_HEAD_BYTES, ArchiveDamaged, Place, Writer, read, warc_name
from tasks.fetch.captures import Captures
from tasks.fetch.files import read_local_file
from tasks.fetch.pages import Pages
from tasks.logs import log
from tasks.runs.handover import batch_folders, has_row, read_rows, write_rows
from tasks.web.contact import require_contact
from tasks.web.opt_outs import AGAINST_KEEPING, opt_outs

_URI = "%:/?#[]@!$&'()*+,;="
"""Characters that stay as they are in a URI, beside letters, digits and -._~ (RFC 3986, section 2)."""


def check_contact(run_folder: Path, settings: Settings) -> None:
    """Raises UsageError where any batch of a run would ask a site and no contact is set: before anything is
    recorded.
    """
    if settings.names_contact:
        return
    for batch in batch_folders(run_folder):
        file = batch / "candidates.parquet"
        # Content given inline is large: a batch is read only where something in it is to be fetched.
        if has_row(file, "reason IS NULL AND file IS NULL AND inline_type IS NULL AND warc_file IS NULL"):
            _require_contact(read_rows(file, Candidate), settings)


def fetch_batch(batch_folder: Path, run_id: str, settings: Settings, clock: Callable[[], datetime]) -> Path:
    """Write captures.parquet, a row a candidate, and the batch's WARC file below the archive where there is any new
    content.

    The WARC is whole on disk before captures.parquet names it. Done before: returns at once.
    Raises UsageError before anything is requested, where sites would be asked and no contact is set.
    """
    done = batch_folder / "captures.parquet"
    if done.exists():
        return done
    candidates = read_rows(batch_folder / "candidates.parquet", Candidate)
    work = _Batch(Captures(run_id, clock), settings)
    captures = [work.captures.settled(candidate) for candidate in candidates if candidate.reason]
    remaining = [candidate for candidate in candidates if not candidate.reason]
    web = [candidate for candidate in remaining if _is_web(candidate)]
    _require_contact(remaining, settings)
    warc_file = warc_name(run_id, batch_folder.name, clock())
    with Writer(settings.archive, warc_file, int(settings.archive_file_mb * MEGABYTE)) as warc:
        captures += [work.local(candidate, warc) for candidate in remaining if _is_local(candidate)]
        captures += [work.pointed_to(candidate) for candidate in remaining if candidate.warc_file is not None]
        if web:
            captures += asyncio.run(Pages(settings, work.captures, warc).fetch(web))
    if false := work.captures.false_labels:
        words = f"{len(false)} bodies are plain text although their Content-Encoding says otherwise: read as they are"
        log("fetch").warning("%s; the first is %s", words, false[0])
    write_rows(done, Capture, sorted(captures, key=lambda capture: capture.position))
    return done


class _Batch:
    """What candidates on this machine share while their content is read."""

    def __init__(self, captures: Captures, settings: Settings) -> None:
        self.captures = captures
        self._settings = settings

    def local(self, candidate: Candidate, warc: Writer) -> Capture:
        begun = time.monotonic()
        payload = self._payload(candidate)
        if isinstance(payload, Outcome):
            return self.captures.ended(candidate, payload, begun)
        if known := self.captures.unchanged(candidate, payload, begun):
            return known
        content_type = candidate.inline_type or _type_of(candidate.file or "")
        at = self.captures.clock()
        digest = payload_hash(payload)
        # An inline row's address holds its id: a line break in it would forge the record's header.
        uri = quote(candidate.address, safe=_URI)
        identity = self.captures.id_of(candidate)
        place = warc.add_resource(uri, payload, content_type, at, payload_sha256=digest, capture_id=identity)
        return self.captures.captured(candidate, payload, digest, place, content_type, begun, at)

    def pointed_to(self, candidate: Candidate) -> Capture:
        """A capture of another crawler: read once for its hash, not copied."""
        begun = time.monotonic()
        there = Place(candidate.warc_file or "", candidate.warc_offset or 0, candidate.warc_length or 0)
        limit = int(self._settings.max_file_mb * MEGABYTE)
        try:
            stored = read(self._settings.archive, there, limit + RECORD_HEAD_BYTES)
        except ArchiveDamaged as error:
            return self.captures.ended(candidate, outcome("read_error", str(error)), begun)
        payload = stored.payload
        if not payload:
            end = outcome("empty", f"{there.warc_file} at {there.offset}: no bytes")
            return self.captures.ended(candidate, end, begun)
        if len(payload) > limit:
            size = f"{there.warc_file} at {there.offset}: {len(payload) / MEGABYTE:.1f} MB (setting max_file_mb)"
            return self.captures.ended(candidate, outcome("too_large", size), begun)
        said = opt_outs(stored.headers, payload, self._settings.product_token)
        if self._settings.respect_opt_outs and (against := AGAINST_KEEPING.intersection(said)):
            return self.captures.ended(candidate, outcome("opted_out", ", ".join(sorted(against))), begun)
        if known := self.captures.unchanged(candidate, payload, begun):
            return known
        self.captures.note_label(candidate.address, payload, stored.content_encoding)
        now = self.captures.clock()
        # A capture time in the future comes from a wrong clock: the capture would stay the newest for years.
        at = min(candidate.captured_at or now, now)
        digest = payload_hash(payload)
        capture = self.captures.captured(candidate, payload, digest, there, stored.content_type, begun, at)
        return replace(capture, final_url=candidate.url, http_status=stored.http_status, ip=stored.ip, opt_outs=said)

    def _payload(self, candidate: Candidate) -> bytes | Outcome:
        if candidate.inline is None:
            return read_local_file(candidate.file or "", self._settings.max_file_mb)
        if len(candidate.inline) > self._settings.max_file_mb * MEGABYTE:
            return outcome("too_large", f"{len(candidate.inline) / MEGABYTE:.1f} MB inline (setting max_file_mb)")
        return candidate.inline or outcome("empty", "the row's content is empty")


def _require_contact(candidates: list[Candidate], settings: Settings) -> None:
    to_fetch = (candidate for candidate in candidates if not candidate.reason and _is_web(candidate))
    require_contact((candidate.url or candidate.address for candidate in to_fetch), settings)


def _is_web(candidate: Candidate) -> bool:
    return not _is_local(candidate) and candidate.warc_file is None


def _is_local(candidate: Candidate) -> bool:
    return candidate.file is not None or candidate.inline is not None


def _type_of(file: str) -> str:
    name, encoding = mimetypes.guess_type(file)
    return "application/gzip" if encoding == "gzip" else name or "application/octet-stream"
