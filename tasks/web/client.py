"""The only module that speaks HTTP: one address in, bytes as received or a reason out.

It stands on httpx's transport interface, not on its client: so there is no cookie jar, no Authorization made of a
URL's user part, no proxy from the environment, and redirects are followed by hand, each through the address guard.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from schemas.outcomes import Outcome, outcome
from schemas.settings import MEGABYTE, Settings
from tasks.web.reasons import explained, status_reason
from tasks.web.transport import GuardedNetwork, Transport

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with content: status 200, the body as received (transfer coding off, content coding on)."""

    url: str
    status_line: str
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


class Client:
    """Fetches addresses, with a transport a host and one TLS context for all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._network = GuardedNetwork(settings)
        self._hosts: dict[tuple[str, int | None], Transport] = {}
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
                    if isinstance(answer, Page):
                        return answer
                    target = answer
                    redirects += 1
        except _Ended as end:
            return Refusal(end.outcome, at, end.http_status, end.ip, redirects)
        except Exception as error:
            return Refusal(explained(error, self._settings), at, redirects=redirects)

    async def _once(self, target: httpx.URL, redirects: int) -> httpx.URL | Page:
        """One request: a page, or the address that the server redirects to."""
        key = (target.host, target.port)
        if key not in self._hosts:
            self._hosts[key] = Transport(self._settings, self._tls, self._network)
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
                raise _Ended(status_reason(response.status_code), f"HTTP {response.status_code}")
            payload = await self._body(response)
            if not payload:
                raise _Ended("empty", "HTTP 200 without a body")
        except _Ended as end:
            end.http_status, end.ip = response.status_code, ip
            raise
        else:
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
            return Page(str(target), f"200 {response.reason_phrase}", headers, payload, ip, redirects)
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
