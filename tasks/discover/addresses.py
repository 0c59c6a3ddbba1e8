"""Addresses as keys: two spellings of one page get one key, two pages never share one.

The key is for comparing only; what is fetched is always the address as it was written.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from yarl import URL

# Parameters that tell a publisher where a reader came from, and never which page is meant.
_TRACKING = re.compile(
    r"(utm|mtm|pk|at|hsa|vero)_\w+|_hs(enc|mi)|_ga|_gl|mc_(cid|eid)|ns_(mchannel|source|campaign|linkname|fee)"
    r"|(fb|g|d|ms|y|tw|tt|li_fat_|gb|wb)?(clid|clkid|raid)|li_fat_id|igshid|igsh|cmp|cmpid|xtor|wt_mc|smid|s_cid|mkt_tok",
    re.IGNORECASE,
)
# Only those at_ and pk_ names that campaigns use: `at_time=` or `pk_id=` may well name the page.
_CAMPAIGN_ONLY = re.compile(
    r"(at|pk)_(?!campaign|medium|source|kwd|keyword|content|link|ptr|bbc|format)", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class BadAddress(ValueError):
    """Not an address that can be fetched; the message says why."""


def looks_like_address(text: str) -> bool:
    """Whether a word on the command line or in a list is meant as an address (of whatever scheme)."""
    return bool(_SCHEME.match(text)) and not re.match(r"[a-z]:[\\/]", text, re.IGNORECASE)


def parse_address(text: str) -> URL:
    """The address, checked. Raises BadAddress for other schemes, no host, control characters, bad ports or names."""
    text = text.strip()
    if any(ord(character) < 33 for character in text):
        raise BadAddress("white space or control characters inside")
    scheme = text.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        raise BadAddress(f"only http and https are fetched, not {scheme}:")
    try:
        url = URL(text)
        host = url.host
        port = url.port
    except ValueError as error:
        raise BadAddress(str(error)) from error
    if not host or port == 0:
        raise BadAddress("no host")
    return url


def address_key(url: URL) -> str:
    """The key of a page: https, no user, fragment, default port or tracking parameters; the query sorted.

    http and https count as one page. Path and remaining query stay as they are: both may be case-sensitive,
    and `?q=` or `?id=` may be all that tells two articles apart.
    """
    query = sorted((name, value) for name, value in url.query.items() if not _is_tracking(name))
    port = None if url.port in (80, 443) else url.port
    return str(
        URL.build(
            scheme="https",
            host=(url.host or "").lower().rstrip("."),
            port=port,
            path=url.path or "/",
            query=query,
        )
    )


def _is_tracking(name: str) -> bool:
    return bool(_TRACKING.fullmatch(name)) and not _CAMPAIGN_ONLY.match(name)


def file_address(path: Path) -> str:
    """A file's URI (RFC 8089), from its absolute path without `..` and without following links."""
    return Path(os.path.abspath(path)).as_uri()
