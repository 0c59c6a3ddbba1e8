"""The only module that speaks HTTP: one address in, bytes as received or a reason out.

It stands on httpx's transport interface, not on its client: so there is no cookie jar, no Authorization made of a
URL's user part, no proxy from the environment, and redirects are followed by hand, each through the address guard.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from schemas.outcomes import Outcome, outcome
from schemas.settings import MEGABYTE, Settings
from tasks.fetch.guard import AddressBlocked, check_addresses, check_port

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS_REASONS = {
    401: "denied",
    402: "denied",
    403: "denied",
    451: "denied",
    404: "gone",
    410: "gone",
    429: "http_429",
}


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with content: status 200, the body as received (transfer coding off, content coding on)."""

    url: str
    headers: list[tuple[str, str]]
    payload: bytes
    ip: str | None
    redirects: int

    @property
    def content_type(self) -> str | None:
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer without content we want, or none at all."""

    outcome: Outcome
    url: str
    http_status: int | None = None
    ip: str | None = None
    redirects: int = 0


class _Ended(Exception):
    """A server's answer is not what we want: why, and what is known of the answer."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome(code, detail)
        self.http_status: int | None = None
        self.ip: str | None = None


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves once, checks every address of the host, and connects to the very address that was checked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        check_port(host, port, self._settings.allow_ports)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        check_addresses(host, addresses, self._settings.allow_cidrs)
        last: Exception | None = None
        for address in addresses[:3]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        assert last is not None
        raise last

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Transport(httpx.AsyncBaseTransport):
    """httpx requests over one small httpcore pool with the guard as its network."""

    def __init__(self, settings: Settings, tls: ssl.SSLContext, network: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=settings.fetch_per_host, network_backend=network, retries=0
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        connected = False

        async def note(event: str, _: dict[str, Any]) -> None:
            nonlocal connected
            connected = connected or event == "connection.connect_tcp.started"

        asked = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=request.extensions | {"trace": note},
        )
        while True:
            try:
                answer = await self._pool.handle_async_request(asked)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                # A server may close a kept connection just as it is used again (RFC 9112, section 9.3.1): that says
                # nothing of this page. Every failure uses up one kept connection, so this ends on a new one.
                if connected:
                    raise
            else:
                return httpx.Response(
                    answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
                )

    async def aclose(self) -> None:
        await self._pool.aclose()


class Client:
    """Fetches addresses, with a transport a host and one TLS context for all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._network = _GuardedNetwork(settings)
        self._hosts: dict[tuple[str, int | None], _Transport] = {}
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._total = asyncio.Semaphore(settings.fetch_concurrency)

    async def get(self, url: str) -> Page | Refusal:
        """Fetch one address within the total time; every failure comes back as a Refusal, none is raised."""
        at, redirects = url, 0
        try:
            target = _target(url)
            turn = self._turns.setdefault(target.host, asyncio.Semaphore(self._settings.fetch_per_host))
            async with turn, self._total, asyncio.timeout(self._settings.fetch_seconds):
                while True:
                    at = str(target)
                    answer = await self._once(target, redirects)
                    if not isinstance(answer, httpx.URL):
                        headers, payload, ip = answer
                        return Page(at, headers, payload, ip, redirects)
                    target = answer
                    redirects += 1
        except _Ended as end:
            return Refusal(end.outcome, at, end.http_status, end.ip, redirects)
        except Exception as error:
            return Refusal(_explained(error, self._settings), at, redirects=redirects)

    async def _once(
        self, target: httpx.URL, redirects: int
    ) -> httpx.URL | tuple[list[tuple[str, str]], bytes, str | None]:
        """One request: the address it redirects to, or headers, body and IP address of a page."""
        key = (target.host, target.port)
        if key not in self._hosts:
            self._hosts[key] = _Transport(self._settings, self._tls, self._network)
        seconds = self._settings.fetch_connect_seconds
        request = httpx.Request(
            "GET",
            target,
            headers={
                "User-Agent": self._settings.user_agent,
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
                "Accept-Encoding": "gzip, br",
            },
            extensions={"timeout": {"connect": seconds, "read": seconds * 3, "write": seconds, "pool": None}},
        )
        response = await self._hosts[key].handle_async_request(request)
        ip = _peer(response)
        try:
            if response.status_code in _REDIRECTS:
                if redirects == self._settings.max_redirects:
                    raise _Ended("redirect_limit", f"more than {redirects} redirects")
                return _redirect_target(target, response.headers.get("location"))
            if response.status_code != 200:
                raise _Ended(_status_reason(response.status_code), f"HTTP {response.status_code}")
            payload = await self._body(response)
            if not payload:
                raise _Ended("empty", "HTTP 200 without a body")
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
            return headers, payload, ip
        except _Ended as end:
            end.http_status, end.ip = response.status_code, ip
            raise
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        limit = int(self._settings.max_file_mb * MEGABYTE)
        parts = bytearray()
        async for part in response.aiter_raw():
            parts += part
            if len(parts) > limit:
                raise _Ended("too_large", f"more than {self._settings.max_file_mb:g} MB (setting max_file_mb)")
        return bytes(parts)

    async def aclose(self) -> None:
        await asyncio.gather(*(transport.aclose() for transport in self._hosts.values()))


def _peer(response: httpx.Response) -> str | None:
    stream = response.extensions.get("network_stream")
    address = stream.get_extra_info("server_addr") if stream is not None else None
    return str(address[0]) if address else None


def _target(url: str) -> httpx.URL:
    """What is asked for at an address: without user part and fragment. Raises httpx.InvalidURL, UnicodeError."""
    target = httpx.URL(url).copy_with(username=None, password=None, fragment=None)
    if target.scheme not in {"http", "https"} or not target.host:
        raise httpx.InvalidURL(f"no web address: {url[:200]!r}")
    target.raw_host.decode("ascii").encode("idna")  # as it will be looked up: an empty or too long label ends here
    return target


def _redirect_target(asked: httpx.URL, location: str | None) -> httpx.URL:
    if not location:
        raise _Ended("bad_redirect", "a redirect without a Location")
    try:
        return _target(urljoin(str(asked), location.strip()))
    except (httpx.InvalidURL, ValueError) as error:
        raise _Ended("bad_redirect", f"a redirect to {location[:200]!r}: {error}") from error


def _status_reason(status: int) -> str:
    if status in _STATUS_REASONS:
        return _STATUS_REASONS[status]
    if status == 204:
        return "empty"
    if 400 <= status < 500:
        return "http_4xx"
    return "http_5xx" if 500 <= status < 600 else "unexpected_status"


def _explained(error: Exception, settings: Settings) -> Outcome:
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
    if isinstance(error, AddressBlocked):
        return outcome("blocked_address", str(error))
    if any(isinstance(link, ssl.SSLError) for link in chain):
        return outcome("tls", text)
    if any(isinstance(link, socket.gaierror) for link in chain):
        return outcome("dns", text)
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
