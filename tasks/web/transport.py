"""httpx over httpcore with the address guard as its network: which addresses may be connected to, and how they are
asked for.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore
import httpx

from schemas.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """What one source may reach beside what the settings open."""

    cidrs: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()


NOTHING_MORE = Opened()


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves once, checks every address of the host, and connects to the very address that was checked."""

    def __init__(self, settings: Settings, opened: Opened = NOTHING_MORE) -> None:
        self._cidrs = (*settings.allow_cidrs, *opened.cidrs)
        self._ports = (*settings.allow_ports, *opened.ports)
        self._inner = httpcore.AnyIOBackend()

    async def checked(self, host: str, port: int) -> list[str]:
        """The addresses of a host. Raises AddressBlocked where one of them, or the port, is closed; OSError."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            check(host, port, (), self._cidrs, self._ports)
            raise
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        check(host, port, addresses, self._cidrs, self._ports)
        return addresses

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        last: Exception | None = None
        for address in (await self.checked(host, port))[:3]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        assert last is not None
        raise last

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


_PORTS = {"http": 80, "https": 443}
_PROXY_LOGIN = 407


def proxy_of(settings: Settings) -> httpcore.Proxy | None:
    """The proxy of the settings, with the user and password of its address; None where there is none."""
    address = httpx.URL(settings.proxy.get_secret_value())
    if not address.host:
        return None
    return httpcore.Proxy(
        httpcore.URL(
            scheme=address.raw_scheme, host=address.raw_host, port=address.port or _PORTS[address.scheme], target=b"/"
        ),
        auth=(address.username, address.password) if address.userinfo else None,
        ssl_context=tls_context() if address.scheme == "https" else None,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


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
    """httpx requests to one host over a small httpcore pool: with the guard as its network, or by way of the proxy.

    A proxy looks the name up itself. So what this machine knows of the name is checked before, and what the proxy makes
    of it is not seen.
    """

    def __init__(self, settings: Settings, tls: ssl.SSLContext, network: GuardedNetwork, host: str) -> None:
        proxy = None if _is_this_machine(host) else proxy_of(settings)
        self._proxy = f"{proxy.url.host.decode()}:{proxy.url.port}" if proxy else ""
        self._network = network
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=settings.fetch_per_host,
            network_backend=None if proxy else network,
            retries=0,
            proxy=proxy,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self._proxy:
            return await self._send(request)
        with suppress(OSError):  # only the proxy knows the name
            await self._network.checked(request.url.host, request.url.port or _PORTS[request.url.scheme])
        try:
            answer = await self._send(request)
        except (httpcore.ProxyError, httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise httpcore.ConnectError(f"the proxy {self._proxy} (setting proxy): {error}".rstrip(": ")) from error
        if answer.status_code == _PROXY_LOGIN:
            await answer.aclose()
            raise httpcore.ConnectError(f"the proxy {self._proxy} (setting proxy) wants a user and password")
        return answer

    def peer(self, response: httpx.Response) -> str | None:
        """The address of the server that answered; None where only the proxy knows it."""
        stream = response.extensions.get("network_stream")
        address = stream.get_extra_info("server_addr") if stream is not None and not self._proxy else None
        return str(address[0]) if address else None

    async def _send(self, request: httpx.Request) -> httpx.Response:
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


_CLOSED_V4 = tuple(
    IPv4Network(cidr)
    for cidr in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(IPv6Network(cidr) for cidr in ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])


OPENED_BY = "; if it is yours, broadsheet.toml opens it: "
"""Between what is closed and the lines of settings that would open it."""
BETWEEN_LINES = " and "


class AddressBlocked(Exception):
    """A host leads to a closed network or port; the message says all that is closed, and what would open it."""


def check(
    host: str, port: int, addresses: Sequence[str], allowed_cidrs: Sequence[str], allowed_ports: Sequence[int]
) -> None:
    """Raises AddressBlocked where the port or any of the host's addresses is closed: one bad address condemns the
    host.
    """
    allowed = [ip_network(cidr) for cidr in allowed_cidrs]
    said: list[str] = []
    lines: list[str] = []
    if closed := next((text for text in addresses if not _may_be(_parsed(text), allowed)), None):
        who = host if host == closed else f"{host} is {closed}, which"
        said.append(f"{who} is in a private or reserved network")
        lines.append(f"allow_cidrs = {json.dumps([*allowed_cidrs, str(ip_network(_parsed(closed)))])}")
    if port not in allowed_ports:
        said.append(f"port {port} is closed" if said else f"{host}:{port}: this port is closed")
        lines.append(f"allow_ports = {json.dumps(sorted({*allowed_ports, port}))}")
    if said:
        raise AddressBlocked(", and ".join(said) + OPENED_BY + BETWEEN_LINES.join(lines))


def is_open(address: str) -> bool:
    """Whether anybody may be asked at this address, without any setting."""
    return _may_be(_parsed(address), ())


def _parsed(text: str) -> IPv4Address | IPv6Address:
    return ip_address(text.partition("%")[0])


def _may_be(address: IPv4Address | IPv6Address, allowed: Sequence[IPv4Network | IPv6Network]) -> bool:
    return _is_open(address) or any(address in network for network in allowed)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def target_of(url: str) -> httpx.URL:
    """What is asked for at an address: without user part and fragment. Raises httpx.InvalidURL, UnicodeError."""
    target = httpx.URL(url)
    if target.userinfo or target.fragment:
        target = target.copy_with(username=None, password=None, fragment=None)
    if target.scheme not in {"http", "https"} or not target.host:
        raise httpx.InvalidURL(f"no web address: {url[:200]!r}")
    target.raw_host.decode("ascii").encode("idna")  # as it will be looked up: an empty or too long label ends here
    return target


def origin_of(target: httpx.URL) -> str:
    """Scheme, host and port: what one robots.txt speaks for (RFC 9309, section 2.3)."""
    port = target.port or _PORTS[target.scheme]
    return (
        f"{target.scheme}://{target.raw_host.decode('ascii') if ':' not in target.host else f'[{target.host}]'}:{port}"
    )
