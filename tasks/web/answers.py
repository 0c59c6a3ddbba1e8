"""The result of requesting one address: a page, or a refusal with its reason."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from datetime import datetime

import httpcore
import httpx

from schemas.outcomes import Outcome, outcome
from schemas.private_parts import shown_address
from schemas.settings import Settings
from tasks.web.transport import AddressBlocked
from tasks.web.turns import HostGivenUp


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version it sent last: sent back to it, it may answer that nothing changed (RFC 9110,
    section 13).

    They are of the address that sent them; after a redirect to another one they say nothing.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def fields(self, target: str) -> dict[str, str]:
        """The header fields of a request to `target`: none where the validators are of another address."""
        if shown_address(target) != self.url:
            return {}
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        # What no header may hold is not sent back: some servers write dates in their own language.
        return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with content: status 200 or 203, the body as received (transfer coding off, content coding on)."""

    url: str
    status_line: str
    headers: list[tuple[str, str]]
    payload: bytes
    ip: str | None
    redirects: int
    opt_outs: list[str] = field(default_factory=list)
    """The site's objections to keeping the page: see tasks/web/opt_outs.py."""
    network_ms: int = 0
    """What the requests took, waiting for the host's turn not counted."""

    moved_to: str | None = None
    """The new address, if every redirect to it was permanent (301, 308)."""

    @property
    def http_status(self) -> int:
        return int(self.status_line[:3])

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
    """The end of the pause that the host asked for."""
    network_ms: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Of a 304: what it says of the version that we have."""

    @property
    def status_line(self) -> str:
        return "304 Not Modified" if self.http_status == 304 else str(self.http_status or "")


_STATUS_REASONS = {
    401: "denied",
    402: "denied",
    403: "denied",
    451: "denied",
    404: "gone",
    410: "gone",
    408: "deadline",
    429: "http_429",
}

# Not every system knows both. A resolver that cannot be reached or has trouble answers otherwise (EAI_AGAIN, EAI_FAIL).
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def status_reason(status: int) -> str:
    """The reason for an HTTP status that is neither 200 nor a redirect."""
    if status in _STATUS_REASONS:
        return _STATUS_REASONS[status]
    if status == 204:
        return "empty"
    if status == 206:
        return "unexpected_206"
    if 400 <= status < 500:
        return "http_4xx"
    return "http_5xx" if 500 <= status < 600 else "unexpected_status"


def explained(error: Exception, settings: Settings) -> Outcome:
    """The reason behind whatever httpcore, anyio, ssl, socket or idna raise."""
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    if isinstance(error, TimeoutError):
        return outcome("deadline", f"no whole answer in {settings.fetch_seconds:g} s")
    if isinstance(error, httpcore.TimeoutException):
        return outcome("connect" if isinstance(error, httpcore.ConnectTimeout) else "deadline", text)
    if isinstance(error, HostGivenUp):
        return outcome(error.code, str(error))
    if isinstance(error, AddressBlocked):
        return outcome("blocked_address", str(error))
    if any(isinstance(link, ssl.SSLError) for link in chain):
        return outcome("tls", text)
    if unresolved := next((link for link in chain if isinstance(link, socket.gaierror)), None):
        return outcome("dns_nx" if unresolved.errno in _NO_SUCH_NAME else "dns_temp", text)
    if isinstance(error, httpcore.ConnectError):
        return outcome("connect", text)
    if isinstance(error, httpcore.RemoteProtocolError):
        if "without sending complete message body" in text:
            return outcome("truncated", text)
        return outcome("reset" if "disconnected without sending" in text else "protocol_error", text)
    if isinstance(error, (httpcore.NetworkError, OSError)):
        return outcome("reset", text)
    if isinstance(error, (httpcore.ProtocolError, httpcore.UnsupportedProtocol)):
        return outcome("protocol_error", text)
    if isinstance(error, (httpx.InvalidURL, UnicodeError)):
        return outcome("bad_url", text)
    return outcome("protocol_error", text)
