"""The row that each candidate gets: its capture, or the reason why it has none (or no new one)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from schemas.identity import capture_id, payload_hash
from schemas.outcomes import Outcome, outcome
from schemas.records import Candidate, Capture
from tasks.archive import Place
from tasks.web.answers import Page, Refusal
from tasks.web.encodings import false_label


@dataclass(frozen=True, slots=True)
class Captures:
    """Makes the rows of one run. `begun` is when work on a candidate began, by time.monotonic."""

    run_id: str
    clock: Callable[[], datetime]
    false_labels: list[str] = field(default_factory=list)
    """Addresses whose Content-Encoding names a coding that their content does not have."""

    def id_of(self, candidate: Candidate) -> str:
        return str(capture_id(self.run_id, candidate.position))

    def note_label(self, address: str, payload: bytes, label: str | None) -> None:
        """Remember an address whose label of the content coding is false."""
        if false_label(payload, label):
            self.false_labels.append(f"{address} ({label})")

    def settled(self, candidate: Candidate) -> Capture:
        """A candidate that ended in discovery."""
        return Capture(
            position=candidate.position, reason=candidate.reason, detail=candidate.detail, fetched_at=self.clock()
        )

    def ended(self, candidate: Candidate, end: Outcome, begun: float, answer: Page | Refusal | None = None) -> Capture:
        return Capture(
            position=candidate.position,
            reason=end.reason.code,
            detail=end.detail or None,
            fetched_at=self.clock(),
            elapsed_ms=milliseconds(begun),
            **_facts(answer),
        )

    def unchanged(
        self, candidate: Candidate, payload: bytes, begun: float, answer: Page | Refusal | None = None
    ) -> Capture | None:
        """The end of a candidate that holds the same bytes as last time; None where they are new."""
        if not candidate.last_payloads or (digest := payload_hash(payload)) not in candidate.last_payloads:
            return None
        ended = self.ended(candidate, outcome("same_payload"), begun, answer)
        return replace(ended, payload_sha256=digest, payload_bytes=len(payload))

    def captured(
        self,
        candidate: Candidate,
        payload: bytes,
        payload_sha256: str,
        place: Place,
        content_type: str | None,
        begun: float,
        at: datetime,
        answer: Page | Refusal | None = None,
    ) -> Capture:
        return Capture(
            position=candidate.position,
            capture_id=self.id_of(candidate),
            warc_file=place.warc_file,
            warc_offset=place.offset,
            warc_length=place.length,
            payload_sha256=payload_sha256,
            payload_bytes=len(payload),
            content_type=content_type,
            fetched_at=at,
            elapsed_ms=milliseconds(begun),
            **_facts(answer),
        )


def milliseconds(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _facts(answer: Page | Refusal | None) -> dict[str, Any]:
    if answer is None:
        return {}
    facts: dict[str, Any] = {"final_url": answer.url, "ip": answer.ip, "redirects": answer.redirects}
    if isinstance(answer, Refusal):
        return facts | {"http_status": answer.http_status, "retry_at": answer.retry_at}
    return facts | {
        "http_status": answer.http_status,
        "opt_outs": answer.opt_outs,
        "etag": answer.field("etag"),
        "last_modified": answer.field("last-modified"),
    }
