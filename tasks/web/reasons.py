"""Why there is no page: HTTP statuses and whatever the libraries raise, as our reasons."""

from __future__ import annotations

import socket
import ssl

import httpcore
import httpx

from schemas.outcomes import Outcome, outcome
from schemas.settings import Settings
from tasks.web.guard import AddressBlocked
from tasks.web.turns import HostGivenUp

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
