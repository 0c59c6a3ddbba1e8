"""Where a site lists its articles: in the feeds that a page links to, the sitemaps that robots.txt names, the usual
places.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from yarl import URL

from schemas.outcomes import Family, Outcome, outcome
from schemas.settings import Settings
from tasks.discover.listing import Kind, Listing, ListingAddress, best, form_of, language_of, read_listing
from tasks.discover.readers.documents import Documents
from tasks.discover.readers.page_links import FeedLinks, feed_links
from tasks.web.addresses import BadAddress, address_key, parse_address
from tasks.web.answers import Page, Refusal
from tasks.web.client import Client
from tasks.web.robots import RobotsMemory, Rules, answer_of

_MEGABYTES = 50
_MOST_OPENED = 3
"""Of a kind, of what is named: each costs its host a request, and us its pause."""
_USUAL: tuple[tuple[Kind, str], ...] = (
    ("feed", "/feed"),
    ("feed", "/rss.xml"),
    ("sitemap", "/sitemap.xml"),
    ("sitemap", "/news-sitemap.xml"),
    ("feed", "/rss"),
    ("feed", "/atom.xml"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was found. `problem` is why the page itself could not be had."""

    homepage: str
    language: str | None
    listings: tuple[Listing, ...]
    problem: Outcome | None = None

    @property
    def best(self) -> Listing | None:
        return best(self.listings)


def look(
    url: str, kind: Kind | None, settings: Settings, clock: Callable[[], datetime], tell: Callable[[str], None]
) -> Site:
    """Find what lists the articles of a site, by way of any of its pages, or at the very address.

    kind: only such listings; and a person who names it declares the address itself to be one, so robots.txt is not
    asked for it. `tell` is told each address before it is asked for. Raises UsageError where no contact is set.
    """
    tell(url)
    with Documents(settings, _MEGABYTES) as documents:
        page = documents.open(url, is_declared=kind is not None)
    if isinstance(page, Outcome):
        if Family.OTHERS_WORTH_ASKING not in page.reason.families:
            return Site(homepage=_front_page(url), language=None, listings=(), problem=page)
        return _site(url, FeedLinks(), kind, settings, clock, tell, page)
    form = form_of(page.content) or kind
    if form not in {"feed", "sitemap"}:
        return _site(page.at, feed_links(page.content, page.at, page.link_field), kind, settings, clock, tell)
    found = read_listing(ListingAddress(form, url, "the address itself"), settings, clock())
    return Site(
        homepage=_front_page((found.sample[0].url if found.sample else None) or page.at),
        language=found.language,
        listings=(found,) if kind in {None, form} else (),
    )


def _site(
    at: str,
    links: FeedLinks,
    kind: Kind | None,
    settings: Settings,
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
    problem: Outcome | None = None,
) -> Site:
    """What the site of a page lists: what is named first, and where that is nothing, what is in the usual places."""

    def opened(place: ListingAddress) -> Listing:
        tell(place.location)
        if settings.respect_robots:
            rules = _rules(place.location, settings, clock)
            if objection := rules.objection(place.location):
                code = rules.objection_code
                return Listing(place=place, problem=outcome(code, objection))
        return read_listing(place, settings, clock())

    sitemaps = [urljoin(at, said) for said in _rules(at, settings, clock).sitemaps]
    named: dict[Kind, list[ListingAddress]] = {
        "feed": [ListingAddress("feed", feed, "the page") for feed in _addresses(links.alternates)],
        "sitemap": [
            ListingAddress("sitemap", sitemap, "robots.txt")
            for sitemap in sorted(_addresses(sitemaps), key=_is_no_news)
        ],
    }
    kinds: list[Kind] = [kind] if kind else ["feed", "sitemap"]
    listings = [opened(place) for each in kinds for place in named[each][:_MOST_OPENED]]
    asked = {listing.place.location for listing in listings}
    # Links in the text go before the usual places, but only where nothing is named for machines.
    anchors = [ListingAddress("feed", link, "a link of the page") for link in _addresses(links.anchors)[:_MOST_OPENED]]
    usual = [ListingAddress(usual_kind, urljoin(at, path), "a usual place") for usual_kind, path in _USUAL]
    for place in [*anchors, *usual]:
        if best(listings):
            break
        if place.kind in kinds and place.location not in asked:
            asked.add(place.location)
            listings.append(opened(place))
    said = next((listing.language for listing in listings if listing.language), None)
    return Site(
        homepage=_front_page(at),
        language=language_of(links.language) or said,
        listings=tuple(listings),
        problem=problem,
    )


def _rules(url: str, settings: Settings, clock: Callable[[], datetime]) -> Rules:
    """The robots.txt of an address's host: as it was kept, or asked for now."""
    at = URL(url)
    origin = f"{at.scheme}://{at.host_subcomponent}:{at.port}"
    memory = RobotsMemory(settings)
    if (known := memory.rules(origin, clock())) is not None:
        return known
    answer = asyncio.run(_asked(f"{origin}/robots.txt", settings))
    return memory.keep(answer_of(origin, answer, clock()))


async def _asked(url: str, settings: Settings) -> Page | Refusal:
    client = Client(settings)
    try:
        return await client.get(url, is_declared=True)
    finally:
        await client.aclose()


def _addresses(urls: Iterable[str]) -> list[str]:
    """Those that can be fetched, each once."""
    found: dict[str, str] = {}
    for url in urls:
        try:
            found.setdefault(address_key(parse_address(url)), url)
        except BadAddress:
            continue
    return list(found.values())


def _front_page(url: str) -> str:
    return str(URL(url).origin()) + "/"


def _is_no_news(url: str) -> bool:
    return "news" not in URL(url).path.lower()
