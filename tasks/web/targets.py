"""Addresses as they are asked for."""

from __future__ import annotations

import httpx


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
    port = target.port or (443 if target.scheme == "https" else 80)
    return (
        f"{target.scheme}://{target.raw_host.decode('ascii') if ':' not in target.host else f'[{target.host}]'}:{port}"
    )
