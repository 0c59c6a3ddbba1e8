"""Requests name a contact: without the setting `contact` nothing is requested from a site."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

import httpx

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.web.transport import is_open


def require_contact(urls: Iterable[str], settings: Settings) -> None:
    """Raises UsageError if a site would be requested and no contact is set. Private networks need none."""
    if settings.names_contact:
        return
    host = next((host for url in urls if (host := _stranger(url, settings))), None)
    if host is not None:
        raise UsageError(
            f"{host} is to be fetched from, and no contact address is set",
            "Set BROADSHEET_CONTACT to an e-mail address or a page about you: sites want to know whom to ask.",
        )


def _stranger(url: str, settings: Settings) -> str | None:
    """The host of an address, if it is a public one; None for addresses that are never requested."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        return None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        return None
    try:
        address = ip_address(parsed.host)
    except ValueError:
        return parsed.host
    if any(address in ip_network(cidr) for cidr in settings.allow_cidrs):
        return None
    # No connection is made to a closed address: the guard ends it later, with its reason.
    return parsed.host if is_open(parsed.host) else None
