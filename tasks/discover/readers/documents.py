"""Documents that list articles (feeds, sitemaps), from the web or from a file, within limits.

The login of a declared one comes from a place of its owner's, never from an address.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.identity import payload_hash
from schemas.outcomes import Outcome, outcome
from schemas.private_parts import shown_address
from schemas.settings import MEGABYTE, Settings
from schemas.sources import Source
from tasks.discover.readers.visits import Visits
from tasks.files.confined import forbidden, not_a_file
from tasks.web.addresses import file_address
from tasks.web.answers import Page, Refusal, Validators
from tasks.web.client import Client
from tasks.web.contact import require_contact
from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded, gunzipped
from tasks.web.transport import NOTHING_MORE, Opened


@dataclass(frozen=True, slots=True)
class Document:
    """`at` is where it was found in the end: what relative links in it are relative to."""

    at: str
    content: bytes
    content_type: str | None = None
    sha256: str = ""
    """Of the bytes as received; empty for files."""
    etag: str | None = None
    last_modified: str | None = None
    link_field: str | None = None
    """The field Link of the answer (RFC 8288)."""
    moved_to: str | None = None
    """Where its server says that it is from now on; None where it stands where it was asked for."""


class Documents:
    """Opens documents of at most `megabytes`, as received and again unpacked; to be used in a `with` statement.

    `login`, a `user:password`, goes to the host of a declared address only; `opened` is what its source may reach. With
    `visits`, one that did not change comes back as the outcome `not_modified` or `same_payload`.
    """

    def __init__(
        self,
        settings: Settings,
        megabytes: int,
        visits: Visits | None = None,
        login: str | None = None,
        opened: Opened = NOTHING_MORE,
    ) -> None:
        self._login = login
        self._opened = opened
        self._visits = visits
        self._settings = settings.model_copy(update={"max_file_mb": megabytes})
        self._limit = megabytes * MEGABYTE
        self._runner = asyncio.Runner()
        self._client: Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._client is not None:
                self._runner.run(self._client.aclose())
        finally:
            self._runner.close()

    def open(self, location: str, *, is_declared: bool) -> Document | Outcome:
        """The document at a web address or path, content coding and gzip taken off, or the reason why there is none.

        `is_declared`: a person named this address, see tasks/web/client.py. Raises UsageError where a site would be
        asked and no contact is set.
        """
        if location.lower().startswith(("http://", "https://")):
            require_contact([location], self._settings)
            return self._fetched(location, is_declared)
        return self._read(Path(location))

    def understood(self, location: str, document: Document) -> None:
        """The document was read to its end: the same bytes need no second reading."""
        if self._visits and document.sha256:
            self._visits.note(location, document.at, document.sha256, document.etag, document.last_modified)

    def _fetched(self, url: str, is_declared: bool) -> Document | Outcome:
        had = self._visits.validators(url) if self._visits else None
        answer = self._runner.run(self._get(url, is_declared, had))
        if isinstance(answer, Refusal):
            if self._visits:
                self._visits.same += answer.outcome.reason.code == "not_modified"
                self._visits.retry_at = answer.retry_at
            return answer.outcome
        etag, last_modified = answer.field("etag"), answer.field("last-modified")
        digest = payload_hash(answer.payload)
        if self._visits and self._visits.is_same(url, digest):
            self._visits.note(url, answer.url, digest, etag, last_modified)
            self._visits.same += 1
            return outcome("same_payload", shown_address(url))
        document = self._unpacked(answer.url, answer.payload, answer.field("content-encoding"), answer.content_type)
        if isinstance(document, Outcome):
            return document
        return replace(
            document,
            sha256=digest,
            etag=etag,
            last_modified=last_modified,
            link_field=answer.field("link"),
            moved_to=answer.moved_to,
        )

    async def _get(self, url: str, is_declared: bool, had: Validators | None) -> Page | Refusal:
        # Made here, inside the loop that it belongs to.
        if self._client is None:
            visits = self._visits
            self._client = Client(self._settings, lambda: visits.now) if visits else Client(self._settings)
        login = self._login if is_declared else None
        return await self._client.get(url, is_declared=is_declared, had=had, login=login, opened=self._opened)

    def _read(self, path: Path) -> Document | Outcome:
        if objection := not_a_file(path):
            return outcome("blocked_file" if forbidden(path) else "unsupported_type", objection)
        try:
            with path.open("rb") as file:
                payload = file.read(self._limit + 1)
        except FileNotFoundError:
            return outcome("not_found", f"there is no {path}")
        except OSError as error:
            return outcome("unreadable", f"{path}: {error.strerror}")
        return self._unpacked(file_address(path), payload, None, None)

    def _unpacked(self, at: str, payload: bytes, coding: str | None, content_type: str | None) -> Document | Outcome:
        try:
            content = decoded(payload, coding, self._limit)
            if content.startswith(b"\x1f\x8b"):
                # A .gz file is sent as what it is; some servers label it as a coding too, and then it is packed once
                # only.
                content = gunzipped(content, self._limit)
        except TooLarge:
            return outcome("too_large", f"{at}: more than {self._limit // MEGABYTE} MB")
        except Truncated as error:
            return outcome("truncated", f"{at}: {error}")
        except Undecodable as error:
            return outcome("decode_error", f"{at}: {error}")
        return Document(at, content, content_type)


def login_of(source: Source) -> str | Outcome | None:
    """`user:password`, None where the source needs none, or why it cannot be had. The login itself is in no message."""
    if source.login_env:
        login = os.environ.get(source.login_env, "")
        place = f"the environment variable {source.login_env}"
    elif source.login_file:
        place = f"the file {source.login_file}"
        if objection := not_a_file(Path(source.login_file)):
            return outcome("unreadable", f"{place} for the login cannot be read: {objection}")
        try:
            login = Path(source.login_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            return outcome("unreadable", f"{place} for the login cannot be read: {type(error).__name__}")
    else:
        return None
    if ":" not in login or not login.isprintable():
        return outcome("unreadable", f"{place} holds no login: write user:password into it")
    return login
