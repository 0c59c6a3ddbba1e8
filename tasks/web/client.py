"""The only module that speaks HTTP: one address in, bytes as received or a reason out.

It stands on httpx's transport interface, not on its client: so no cookie outlives one chain of redirects, there is no
Authorization made of a URL's user part, no proxy from the environment, and redirects are followed by hand, each through
the address guard.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import httpx

from schemas.errors import CatalogueUnusable
from schemas.outcomes import Family, Outcome, outcome
from schemas.private_parts import shown_address, without_secrets
from schemas.settings import MEGABYTE, Settings
from tasks.runs.handover import note_life
from tasks.web.addresses import as_browsers_read
from tasks.web.answers import Page, Refusal, Validators, explained, status_reason
from tasks.web.opt_outs import opt_outs
from tasks.web.pace import retry_after
from tasks.web.refresh import refresh_of
from tasks.web.robots import MOST_BYTES, MOST_REDIRECTS, RobotsMemory, Rules, answer_of
from tasks.web.transport import NOTHING_MORE, GuardedNetwork, Opened, Transport, origin_of, target_of, tls_context
from tasks.web.turns import HostTurns, Turns

_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_WITH_CONTENT = frozenset({200, 203})
"""203: a proxy on the way changed something (RFC 9110, section 15.3.4)."""
_MOST_COOKIE_CHARACTERS = 8_000
_FOR_GOOD = frozenset({301, 308})


class _Ended(Exception):
    """A server's answer is not what we want: why, and what is known of the answer."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome(code, detail)
        self.http_status: int | None = None
        self.ip: str | None = None
        self.headers: list[tuple[str, str]] = []


@dataclass(slots=True)
class _Way:
    """How far one fetch has come: where it is, and what is left of its time."""

    at: str
    seconds: float
    redirects: int = 0
    is_for_good: bool = True
    """Whether each redirect so far was permanent."""
    insists: bool = False
    """Asked again past every cache, after a 304 that nothing had been asked for."""
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    """What the servers of this chain set. It ends with the chain."""


@dataclass(frozen=True, slots=True)
class _RequestKind:
    """What one fetch is for: pages and feeds differ in this from robots.txt."""

    accept: str
    encodings: str
    most_redirects: int
    asks_robots: bool
    had: Validators | None = None
    login: str | None = None
    login_at: str = ""
    """The address whose origin the login is for."""
    follows_refresh: bool = False
    """Whether a page that sends its reader on within some seconds counts as a redirect."""
    opened: Opened = NOTHING_MORE
    cut_at: int | None = None
    """Bytes after which the rest of the body is left; None where a longer body than max_file_mb is refused."""


_ROBOTS = _RequestKind("text/plain,*/*;q=0.1", "identity", MOST_REDIRECTS, asks_robots=False, cut_at=MOST_BYTES + 1)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _PaceAnswer:
    """What an answer says of the host's pace, for as far as there was one."""

    status: int | None = None
    retry_after: str | None = None


class Client:
    """Fetches addresses, each host at its pace, with a transport a host and one TLS context for all."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = _now) -> None:
        self._settings = settings
        self._clock = clock
        self._tls = tls_context()
        self._hosts: dict[tuple[str, int | None, Opened], Transport] = {}
        self._turns = Turns(settings)
        self._robots = RobotsMemory(settings)
        self._asking: dict[str, asyncio.Lock] = {}

    async def get(
        self,
        url: str,
        *,
        is_declared: bool = False,
        had: Validators | None = None,
        login: str | None = None,
        opened: Opened = NOTHING_MORE,
    ) -> Page | Refusal:
        """Fetch one address, every request in its host's turn; every failure comes back as a Refusal, none is raised.

        is_declared: a person named this very address as a source, so robots.txt is not asked: it is for robots that
        find their way by themselves (RFC 9309, section 1). had: asks only for what changed since; where nothing did,
        the Refusal's reason is `not_modified`. login: `user:password` for basic authentication (RFC 7617), sent to the
        origin of this address and to no other that it redirects to. opened: what its source may
        reach beside what the settings open. In the answer the secrets of addresses are hidden.
        """
        asks_robots = self._settings.respect_robots and not is_declared
        answer = await self._fetch(
            url,
            _RequestKind(
                "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
                "gzip, br",
                self._settings.max_redirects,
                asks_robots,
                had,
                login=login,
                login_at=url,
                opened=opened,
                follows_refresh=True,
            ),
        )
        return _shown(answer)

    async def _fetch(self, url: str, order: _RequestKind) -> Page | Refusal:
        way = _Way(url, self._settings.fetch_seconds)
        try:
            return replace(await self._follow(target_of(url), order, way), network_ms=self._network_ms(way))
        except CatalogueUnusable:
            raise  # no outcome of this address: the run stops, and resumes
        except _Ended as end:
            return await self._refusal(end.outcome, way, end)
        except Exception as error:
            return await self._refusal(explained(error, self._settings), way)

    async def _refusal(self, why: Outcome, way: _Way, end: _Ended | None = None) -> Refusal:
        return Refusal(
            why,
            way.at,
            http_status=end.http_status if end else None,
            ip=end.ip if end else None,
            redirects=way.redirects,
            retry_at=await self._retry_at(way.at),
            network_ms=self._network_ms(way),
            headers=end.headers if end else [],
        )

    def _network_ms(self, way: _Way) -> int:
        return round((self._settings.fetch_seconds - way.seconds) * 1000)

    async def _retry_at(self, url: str) -> datetime | None:
        """Until when the host of this address asked to be left alone, where it did."""
        with suppress(httpx.InvalidURL, ValueError):
            if seconds := await self._turns.of(httpx.URL(url).host).pause():
                return self._clock() + timedelta(seconds=seconds)
        return None

    async def _follow(self, target: httpx.URL, order: _RequestKind, way: _Way) -> Page:
        while True:
            way.at = str(target)
            origin = origin_of(target)
            host = self._turns.of(target.host)
            # Asked for before the place is taken: robots.txt needs one itself.
            rules = await self._rules(origin, order.opened) if order.asks_robots else None
            if rules:
                host.pace.keep_crawl_delay(rules.crawl_delay)
                _check(rules, target)
            async with host.place:
                while origin_of(target) == origin:
                    way.at = str(target)
                    if rules:
                        _check(rules, target)
                    answer = await self._in_turn(host, target, order, way)
                    if isinstance(answer, Page):
                        answer.opt_outs.extend(self._opt_outs(answer, rules))
                        return replace(answer, moved_to=answer.url if way.redirects and way.is_for_good else None)
                    if answer is not None:
                        target = answer
                        way.redirects += 1

    async def _in_turn(
        self, host: HostTurns, target: httpx.URL, order: _RequestKind, way: _Way
    ) -> httpx.URL | Page | None:
        """One request in its host's turn. The fetch's time runs from here on, not while it waits."""
        async with host.turn() as started:
            heard = _PaceAnswer()
            try:
                async with asyncio.timeout(way.seconds):
                    return await self._once(target, order, way, heard, lambda: host.sent(started))
            finally:
                note_life()
                way.seconds -= time.monotonic() - started
                await host.ended(started, heard.status, retry_after(heard.retry_after, self._clock()))

    async def _once(
        self, target: httpx.URL, order: _RequestKind, way: _Way, heard: _PaceAnswer, sent: Callable[[], Awaitable[None]]
    ) -> httpx.URL | Page | None:
        """One request: a page, the address that the server redirects to, or None where the same is to be asked
        again.
        """
        # A connection that was opened for one source alone is not used for another.
        key = (target.host, target.port, order.opened)
        if key not in self._hosts:
            network = GuardedNetwork(self._settings, order.opened)
            self._hosts[key] = Transport(self._settings, self._tls, network, target.host)
        seconds = self._settings.fetch_connect_seconds
        conditions = order.had.fields(str(target)) if order.had and not way.insists else {}
        request = httpx.Request(
            "GET",
            target,
            headers={
                "User-Agent": self._settings.sent_agent,
                "Accept": order.accept,
                "Accept-Encoding": order.encodings,
            }
            | conditions
            | ({"Cache-Control": "no-cache"} if way.insists else {})
            | _authorization(target, order),
            extensions={
                "timeout": {"connect": seconds, "read": seconds * 3, "write": seconds, "pool": None},
                "trace": _call_when_sent(sent),
            },
        )
        way.cookies.set_cookie_header(request)
        response = await self._hosts[key].handle_async_request(request)
        response.request = request
        had_cookies = _cookie_values(way.cookies)
        if sum(map(len, response.headers.get_list("set-cookie"))) <= _MOST_COOKIE_CHARACTERS:
            way.cookies.extract_cookies(response)
        brought_cookie = _cookie_values(way.cookies) != had_cookies
        ip = self._hosts[key].peer(response)
        heard.status, heard.retry_after = response.status_code, response.headers.get("retry-after")
        try:
            if response.status_code in _REDIRECTS and (response.status_code != 300 or "location" in response.headers):
                _count_redirect(way, order)
                way.is_for_good = way.is_for_good and response.status_code in _FOR_GOOD
                return _redirect(target, _location(response))
            if response.status_code == 304:
                if conditions:
                    raise _Ended("not_modified", "HTTP 304")
                if not way.insists:
                    way.insists = True
                    return None
            if response.status_code not in _WITH_CONTENT:
                raise _Ended(status_reason(response.status_code), f"HTTP {response.status_code}")
            payload = await self._body(response, order.cut_at)
            sent_on = refresh_of(str(target), _headers(response), payload) if order.follows_refresh else None
            # A page that names itself renews itself, unless it waits for the cookie that it has just set.
            if sent_on and (brought_cookie or not _is_same(target, sent_on)):
                _count_redirect(way, order)
                way.is_for_good = False
                return _redirect(target, sent_on)
            if not payload:
                raise _Ended("empty", f"HTTP {response.status_code} without a body")
        except _Ended as end:
            end.http_status, end.ip, end.headers = response.status_code, ip, _headers(response)
            raise
        else:
            return Page(
                str(target),
                f"{response.status_code} {response.reason_phrase}",
                _headers(response),
                payload,
                ip,
                way.redirects,
            )
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response, cut_at: int | None) -> bytes:
        limit = int(self._settings.max_file_mb * MEGABYTE)
        parts = bytearray()
        async for part in response.aiter_raw():
            parts += part
            if cut_at is not None and len(parts) >= cut_at:
                return bytes(parts[:cut_at])
            if cut_at is None and len(parts) > limit:
                raise _Ended("too_large", f"more than {self._settings.max_file_mb:g} MB (setting max_file_mb)")
        return bytes(parts)

    async def _rules(self, origin: str, opened: Opened) -> Rules:
        """The rules of a host, asked for once: whoever comes meanwhile waits for the answer."""
        async with self._asking.setdefault(origin, asyncio.Lock()):
            known = self._robots.rules(origin, self._clock())
            if known is not None:
                return known
            answer = await self._fetch(f"{origin}/robots.txt", replace(_ROBOTS, opened=opened))
            if isinstance(answer, Refusal) and _was_not_requested(answer):
                raise _Ended(answer.outcome.reason.code, answer.outcome.detail)
            return self._robots.keep(answer_of(origin, answer, self._clock()))

    def _opt_outs(self, page: Page, rules: Rules | None) -> list[str]:
        return opt_outs(page.headers, page.payload, self._settings.product_token, rules.signals if rules else ())

    async def aclose(self) -> None:
        await asyncio.gather(*(transport.aclose() for transport in self._hosts.values()), self._turns.aclose())


def _shown(answer: Page | Refusal) -> Page | Refusal:
    """The answer as it is kept: some of its addresses, and some of its headers, may name the secrets of the request."""
    headers = [(name, without_secrets(value)) for name, value in answer.headers]
    if isinstance(answer, Page):
        moved_to = shown_address(answer.moved_to) if answer.moved_to else None
        return replace(answer, url=shown_address(answer.url), moved_to=moved_to, headers=headers)
    end = replace(answer.outcome, detail=without_secrets(answer.outcome.detail))
    return replace(answer, url=shown_address(answer.url), outcome=end, headers=headers)


def _authorization(target: httpx.URL, order: _RequestKind) -> dict[str, str]:
    if order.login is None or origin_of(target) != origin_of(target_of(order.login_at)):
        return {}
    return {"Authorization": "Basic " + base64.b64encode(order.login.encode()).decode("ascii")}


def _check(rules: Rules, target: httpx.URL) -> None:
    objection = rules.objection(str(target))
    if objection is not None:
        raise _Ended(rules.objection_code, objection)


def _was_not_requested(refusal: Refusal) -> bool:
    """The guard or the pace ended it before anything was sent: that says nothing of robots.txt, and the address ends so
    too.
    """
    return refusal.http_status is None and refusal.redirects == 0 and Family.NOT_SENT in refusal.outcome.reason.families


def _call_when_sent(sent: Callable[[], Awaitable[None]]) -> Callable[[str, object], Awaitable[None]]:
    async def trace(event: str, _: object) -> None:
        if event == "http11.send_request_headers.started":
            await sent()

    return trace


def _headers(response: httpx.Response) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]


def _cookie_values(cookies: httpx.Cookies) -> list[tuple[str, str, str, str | None]]:
    return [(cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in cookies.jar]


def _count_redirect(way: _Way, order: _RequestKind) -> None:
    if way.redirects == order.most_redirects:
        raise _Ended("redirect_limit", f"more than {way.redirects} redirects")


def _is_same(asked: httpx.URL, address: str) -> bool:
    with suppress(httpx.InvalidURL, ValueError):
        return target_of(urljoin(str(asked), address)) == asked
    return False


def _location(response: httpx.Response) -> str | None:
    """The Location as written; bytes that are not UTF-8 stay those bytes, as browsers send them."""
    value = next((value for name, value in response.headers.raw if name.lower() == b"location"), None)
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)


def _redirect(asked: httpx.URL, location: str | None) -> httpx.URL:
    if not location:
        raise _Ended("bad_redirect", "a redirect without a Location")
    try:
        return target_of(urljoin(str(asked), as_browsers_read(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise _Ended("bad_redirect", f"a redirect to {location[:200]!r}: {error}") from error
