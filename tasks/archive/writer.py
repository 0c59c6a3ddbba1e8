"""Writing captures: records appended to new WARC files, which get their names when they are whole."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from uuid import uuid4

from isal import igzip

from tasks.archive.places import Place, further_name
from tasks.archive.records import Facts, Original, Profile, metadata, resource, response, revisit, warcinfo
from tasks.files.atomic import atomic_write

_SOFTWARE = "broadsheet"
_BUFFER_BYTES = 1 << 20
_MOST_FILE_BYTES = 1_000_000_000
"""A file of at least this size gets no further capture: the next begins another file (ISO 28500, annex C)."""


class Writer:
    """Appends records to new WARC files below the archive, to be used in a `with` statement, by one thread.

    The files get their names together, when all are whole and on disk; without a record there is no file.
    """

    def __init__(self, archive: Path, warc_file: str, most_file_bytes: int = _MOST_FILE_BYTES) -> None:
        self._archive = archive
        self._first = warc_file
        self._most = most_file_bytes
        self._stack = ExitStack()
        self._files = 0
        self._out: BinaryIO | None = None
        self._warc_file = warc_file
        self._offset = 0

    def __enter__(self) -> Writer:
        self._stack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add_resource(
        self,
        uri: str,
        payload: bytes,
        content_type: str,
        at: datetime,
        *,
        payload_sha256: str | None = None,
        capture_id: str | None = None,
    ) -> Place:
        """A file or inline content. `capture_id`, a UUID, becomes the record's id; `payload_sha256` saves hashing again."""
        record_id = capture_id or str(uuid4())
        return self._add(resource(uri, payload, content_type, at, payload_sha256, record_id), at)

    def add_response(
        self,
        url: str,
        status_line: str,
        headers: list[tuple[str, str]],
        payload: bytes,
        ip: str | None,
        at: datetime,
        *,
        facts: Facts | None = None,
        payload_sha256: str | None = None,
        capture_id: str | None = None,
    ) -> Place:
        """An answer with new content, and its facts behind it. Headers as received, the payload without transfer coding.

        `url` is the address that answered. The place is that of the response.
        """
        record_id = capture_id or str(uuid4())
        record = response(url, status_line, headers, payload, ip, at, payload_sha256, record_id)
        return self._add(record, at, metadata(url, facts, at, record_id) if facts else None)

    def add_revisit(
        self,
        url: str,
        status_line: str,
        headers: list[tuple[str, str]],
        ip: str | None,
        at: datetime,
        *,
        original: Original,
        profile: Profile,
        facts: Facts | None = None,
        capture_id: str | None = None,
    ) -> Place:
        """An answer that brought nothing new: its head, and where the payload is. The place is that of the revisit."""
        record_id = capture_id or str(uuid4())
        record = revisit(url, status_line, headers, ip, at, original, profile, record_id)
        return self._add(record, at, metadata(url, facts, at, record_id) if facts else None)

    def _add(self, record: bytes, at: datetime, beside: bytes | None = None) -> Place:
        """Both records go to one file."""
        if self._out is None or self._offset >= self._most:
            self._begin_file(at)
        place = self._write(record)
        if beside is not None:
            self._write(beside)
        return place

    def _begin_file(self, at: datetime) -> None:
        if self._out is not None:
            self._out.close()
        self._files += 1
        self._warc_file = further_name(self._first, self._files)
        self._offset = 0
        path = self._archive / self._warc_file
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._stack.enter_context(atomic_write(path))
        self._out = self._stack.enter_context(draft.open("wb", buffering=_BUFFER_BYTES))
        self._write(warcinfo(path.name, _SOFTWARE, at))

    def _write(self, record: bytes) -> Place:
        assert self._out is not None
        # ISA-L compresses at a tenth of zlib's cost.
        member = igzip.compress(record, compresslevel=1)
        self._out.write(member)
        place = Place(self._warc_file, self._offset, len(member))
        self._offset += len(member)
        return place
