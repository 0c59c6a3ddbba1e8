"""What comes of asking for one address: a page, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from schemas.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version it sent last: sent back to it, it may answer that nothing changed (RFC 9110, section 13).

    They are of the address that sent them; after a redirect to another one they say nothing.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def fields(self, target: str) -> dict[str, str]:
        """The header fields of a request to `target`: none where the validators are of another address."""
        if target != self.url:
            return {}
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        # What no header may hold is not sent back: some servers write dates in their own language.
        return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with content: status 200, the body as received (transfer coding off, content coding on)."""

    url: str
    status_line: str
    headers: list[tuple[str, str]]
    payload: bytes
    ip: str | None
    redirects: int
    opt_outs: list[str] = field(default_factory=list)
    """What the site says against keeping it: see tasks/web/opt_outs.py."""
    network_ms: int = 0
    """What the requests took, waiting for the host's turn not counted."""

    moved_to: str | None = None
    """Its address from now on, where every redirect to it was for good (301, 308)."""

    @property
    def content_type(self) -> str | None:
        return self.field("content-type")

    def field(self, name: str) -> str | None:
        """The first header field of this name, in lower case, as it was received."""
        return next((value for field, value in self.headers if field.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer without content we want (an error, nothing new), or none at all."""

    outcome: Outcome
    url: str
    http_status: int | None = None
    ip: str | None = None
    redirects: int = 0
    retry_at: datetime | None = None
    """Until when the host asked to be left alone."""
    network_ms: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Of a 304: what it says of the version that we have."""

    @property
    def status_line(self) -> str:
        return "304 Not Modified" if self.http_status == 304 else str(self.http_status or "")
