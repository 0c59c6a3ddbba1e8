"""The documents of one source (feeds, sitemaps): what is known of each, and what this visit found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from schemas.private_parts import shown_address
from schemas.records import DocumentRead
from tasks.discover.schedule import may_be_conditional
from tasks.web.answers import Validators


class Visits:
    """`known` are the documents by address, with its secrets hidden; `insists` asks for each in full and reads it
    whatever it holds.
    """

    def __init__(self, source_id: str, known: Mapping[str, DocumentRead], now: datetime, *, insists: bool) -> None:
        self._source_id = source_id
        self._known = {} if insists else known
        self.now = now
        self.read: list[DocumentRead] = []
        """Had in full this time, and understood."""
        self.same = 0
        """Documents that are what they were."""
        self.retry_at: datetime | None = None
        """Until when a host asked to be left alone."""

    def validators(self, url: str) -> Validators | None:
        """What lets the server say that nothing changed; None where the whole document is to be asked for."""
        last = self._known.get(shown_address(url))
        if last is None or not may_be_conditional(last.answered_at, self.now):
            return None
        return Validators(last.answered_url, last.etag, last.last_modified)

    def is_same(self, url: str, sha256: str) -> bool:
        """Whether it was read in full before with the very same bytes; the server's own word is not needed for that."""
        last = self._known.get(shown_address(url))
        return last is not None and last.sha256 == sha256

    def note(self, url: str, at: str, sha256: str, etag: str | None, last_modified: str | None) -> None:
        """It was had in full, from `at` in the end, and understood; or is the same as one that was."""
        self.read.append(
            DocumentRead(
                source_id=self._source_id,
                url=shown_address(url),
                answered_url=at,
                answered_at=self.now,
                sha256=sha256,
                etag=etag,
                last_modified=last_modified,
            )
        )
