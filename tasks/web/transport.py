"""httpx's transport interface over httpcore, with the address guard as its network."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from functools import cache
from typing import Any

import httpcore
import httpx

from schemas.settings import Settings
from tasks.web.guard import check


class GuardedNetwork(httpcore.AsyncNetworkBackend):
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
        cidrs, ports = self._settings.allow_cidrs, self._settings.allow_ports
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            check(host, port, (), cidrs, ports)
            raise
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        check(host, port, addresses, cidrs, ports)
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


@cache
def tls_context() -> ssl.SSLContext:
    """One a process: reading the list of authorities takes longer than many a page."""
    return httpx.create_ssl_context(trust_env=False)


class _Body(httpx.AsyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


class Transport(httpx.AsyncBaseTransport):
    """httpx requests over one small httpcore pool with the guard as its network."""

    def __init__(self, settings: Settings, tls: ssl.SSLContext, network: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=settings.fetch_per_host, network_backend=network, retries=0
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        connected = False

        told = request.extensions.get("trace")

        async def note(event: str, facts: dict[str, Any]) -> None:
            nonlocal connected
            connected = connected or event == "connection.connect_tcp.started"
            if told:
                await told(event, facts)

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
