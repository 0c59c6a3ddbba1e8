"""`broadsheet sources add`: find what lists the articles of a site, print it, and declare the best of it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yarl import URL

from flows.cli.output.console import err
from flows.cli.output.formats import write_json
from flows.cli.output.progress import pauses_printed
from flows.cli.output.table import write_table
from flows.cli.preflight import by_present_name, meant_by
from schemas.errors import NoProject, SourceUnavailable, UsageError
from schemas.private_parts import shown_address
from schemas.settings import Settings
from schemas.sources import Source, declared_sources, name_objection
from tasks.discover.declare_source import declare, free_name, kind_at
from tasks.discover.find_feeds import Site, look
from tasks.discover.listing import Kind, Listing
from tasks.discover.readers.warc import is_glob_of_warcs
from tasks.web.addresses import BadAddress, address_key, looks_like_address, parse_address
from tasks.web.transport import BETWEEN_LINES, OPENED_BY


def add_source(url: str, name: str, kind: Kind | None, settings: Settings, *, as_json: bool) -> None:
    """Declare the best feed or sitemap of a site under `name` (without: its host), or a path as the source that it is.

    If it is declared already, say so and write nothing. Raises UsageError, NoProject, SourcesFileError, and
    SourceUnavailable if nothing lists any article.
    """
    if not settings.has_project:
        raise NoProject
    file = settings.sources_file
    declared = declared_sources(file) if file.exists() else {}
    path = Path(os.path.abspath(os.path.expanduser(url)))  # noqa: PTH111 - leaves `~nobody-here` as it is
    is_path = not looks_like_address(url) and (os.path.exists(path) or is_glob_of_warcs(url))  # noqa: PTH110
    if not is_path:
        _check_address(url)
    _check_name(name, declared)
    _check_reserved(name, settings)
    if is_path:
        _declare_path(path, name, kind, declared, settings, as_json=as_json)
        return
    if known := _declared_at(url, declared):
        _print_found(None, known, Site(homepage="", language=None, listings=()), settings, as_json=as_json)
        return
    with pauses_printed():
        site = look(url, kind, settings, lambda: datetime.now(UTC), _print_asking)
    best = site.best
    if best is None:
        raise _nothing_found(url, site)
    if known := _declared_at(best.place.location, declared):
        _print_found(None, known, site, settings, as_json=as_json)
        return
    source = Source(
        name=name or free_name(_host_name(site.homepage), declared),
        kind=best.place.kind,
        location=best.place.location,
        homepage=site.homepage,
        language=site.language,
    )
    declare(file, source)
    _print_found(source, None, site, settings, as_json=as_json)


def _declare_path(
    path: Path, name: str, kind: Kind | None, declared: dict[str, Source], settings: Settings, *, as_json: bool
) -> None:
    """Declare what is on this machine; nothing of it is read but its beginning."""
    known = next((source for source in declared.values() if source.location == str(path)), None)
    added = None
    if known is None:
        try:
            found = kind or kind_at(path)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror or error}", "Nothing was declared.") from error
        if found is None:
            raise UsageError(
                f"{path} is no articles, and no list of them",
                "Name a folder, a manifest, a WARC file, a feed or a list.",
            )
        added = Source(name=name or free_name(path.name.partition(".")[0], declared), kind=found, location=str(path))
        declare(settings.sources_file, added)
    _print_found(added, known, Site(homepage="", language=None, listings=()), settings, as_json=as_json)


def _print_asking(address: str) -> None:
    err().print(f"asking {shown_address(address)}", style="dim", highlight=False, markup=False)


def _check_address(url: str) -> None:
    try:
        parse_address(url)
    except BadAddress as error:
        cure = "Name a page of the site, or its feed, as http:// or https://."
        if not looks_like_address(url):
            meant = meant_by(url, {})
            cure = f"Did you mean {' or '.join(meant)}?" if meant else f"There is no such file or folder either. {cure}"
        raise UsageError(f"{url!r} is not an address that can be asked: {error}", cure) from error


def _check_name(name: str, declared: dict[str, Source]) -> None:
    if name in declared:
        raise UsageError(
            f"there is a source {name} already", "Choose another --name: the history of a source belongs to its name."
        )
    if name and (objection := name_objection(name)):
        raise UsageError(
            f"{name!r} can be no name of a source: {objection}",
            "Choose a --name without a colon, and without - or space at its ends.",
        )


def _check_reserved(name: str, settings: Settings) -> None:
    """A former name belongs to the history of its source."""
    [now] = by_present_name([name], settings)
    if now != name:
        raise UsageError(
            f"{name} is a former name of the source {now}", "Choose another --name: its history belongs to it."
        )


def _declared_at(url: str, declared: dict[str, Source]) -> Source | None:
    """The source that has this address, in any spelling."""
    key = address_key(parse_address(url))
    return next(
        (source for source in declared.values() if source.is_on_the_web and _key(source.asked_location) == key),
        None,
    )


def _key(location: str) -> str:
    try:
        return address_key(parse_address(location))
    except BadAddress:
        return location


def _host_name(homepage: str) -> str:
    return (URL(homepage).host or "source").removeprefix("www.").replace(":", "-")


def _nothing_found(url: str, site: Site) -> SourceUnavailable | UsageError:
    if site.problem and site.problem.reason.code == "blocked_address":
        closed, _, lines = site.problem.detail.partition(OPENED_BY)
        ready = "\n  ".join(lines.split(BETWEEN_LINES))
        return UsageError(
            f"{url}: {closed}", f"Nothing was declared. If it is yours, put into broadsheet.toml:\n  {ready}"
        )
    if not site.listings and site.problem:
        return SourceUnavailable(
            f"{url}: {site.problem.reason.words} ({site.problem.detail or site.problem.reason.code})",
            "Nothing was declared. Try again later, or name another page of the site.",
        )
    tried = [f"{shown_address(listing.place.location)} ({_state(listing)})" for listing in site.listings]
    page = [f"{url} ({site.problem.reason.code})"] if site.problem else []
    return SourceUnavailable(
        f"no feed or sitemap with articles was found at {url}; tried: {', '.join(page + tried) or 'that address'}",
        "Nothing was declared. Where you know of one, name it: broadsheet sources add ADDRESS --kind feed (or"
        " sitemap).",
    )


def _print_found(added: Source | None, known: Source | None, site: Site, settings: Settings, *, as_json: bool) -> None:
    best = site.best
    if as_json:
        write_json(
            {
                "added": added.model_dump(mode="json", exclude_defaults=True) if added else None,
                "declared_already": known.name if known else None,
                "sources_file": str(settings.sources_file),
                "found": [_listing_row(listing) | {"reason": _reason(listing)} for listing in site.listings],
                "sample": _sample(best) if best else [],
            }
        )
    elif best:
        write_table([_listing_row(listing) | {"state": _state(listing)} for listing in site.listings])
        write_table(_sample(best), "\nthe newest of it")
    if known:
        err().print(f"\ndeclared already, as {known.name}: nothing was written", highlight=False, markup=False)
    if added:
        err().print(
            f"\nadded {added.name} ({added.kind}) to {settings.sources_file}"
            f"\nTry it: broadsheet sources check {added.name} · take it: broadsheet ingest {added.name}",
            highlight=False,
            markup=False,
        )


def _listing_row(listing: Listing) -> dict[str, Any]:
    return {
        "kind": listing.place.kind,
        "location": shown_address(listing.place.location),
        "named_by": listing.place.named_by,
        "items": listing.items,
        "newest": listing.newest,
    }


def _sample(listing: Listing) -> list[dict[str, Any]]:
    return [
        {"title": offer.said.title, "published": offer.said.published or offer.said.modified, "address": offer.url}
        for offer in listing.sample
    ]


def _reason(listing: Listing) -> str | None:
    return listing.problem.reason.code if listing.problem else None


def _state(listing: Listing) -> str:
    return _reason(listing) or ("" if listing.is_whole else "and more")
