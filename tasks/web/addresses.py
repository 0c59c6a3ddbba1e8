"""Addresses as keys: two spellings of one page get one key, two pages never share one.

The key is for comparing only; what is fetched is always the address as it was written.
"""

from __future__ import annotations

import os
import re
from operator import itemgetter
from pathlib import Path

from yarl import URL

# Parameters that tell a publisher where a reader came from, and never which page is meant.
# Of at_ and pk_ only the names that campaigns use: `at_time=` or `pk_id=` may well name the page.
_TRACKING = re.compile(
    r"(utm|mtm|hsa|vero)_\w+|(at|pk)_(campaign|medium|source|kwd|keyword|content|link|ptr|bbc|format)\w*"
    r"|_hs(enc|mi)|_ga|_gl|mc_(cid|eid)|ns_(mchannel|source|campaign|linkname|fee)"
    r"|(fb|g|d|y|tw|tt)clid|msclkid|gclsrc|(gb|wb)raid|li_fat_id|igshid|igsh|cmp|cmpid|xtor|wt_mc|smid|s_cid|mkt_tok",
    re.IGNORECASE,
)
_NEVER_INSIDE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""White space, control characters, line and paragraph separators, lone surrogates."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class BadAddress(ValueError):
    """Not an address that can be fetched; the message says why."""


def looks_like_address(text: str) -> bool:
    """Whether a word on the command line or in a list is meant as an address (of whatever scheme)."""
    return bool(_SCHEME.match(text)) and not re.match(r"[a-z]:[\\/]", text, re.IGNORECASE)


def parse_address(text: str) -> URL:
    """The address, checked. Raises BadAddress for other schemes, no host, control characters, bad ports or names."""
    text = text.strip()
    if _NEVER_INSIDE.search(text):
        raise BadAddress("white space or control characters inside")
    scheme = text.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        raise BadAddress(f"only http and https are fetched, not {scheme}:")
    try:
        url = URL(text)
        # `host` is decoded, and so finds what is wrong with an xn-- name; `raw_host` is what a resolver is asked.
        host = (url.raw_host or "").rstrip(".") if url.host else ""
        port = url.port
    except ValueError as error:
        raise BadAddress(str(error)) from error
    if not host:
        raise BadAddress("no host")
    # RFC 1035, section 2.3.4. Resolvers do not refuse other names, they raise.
    if ":" not in host and (len(host) > 253 or not all(0 < len(label) < 64 for label in host.split("."))):
        raise BadAddress("no name that a host can have")
    if port == 0:
        raise BadAddress("port 0")
    return url


def address_key(url: URL) -> str:
    """The key of a page: https, no user, fragment, default port or tracking parameters; the query sorted by name.

    http and https count as one page. Path and remaining query stay as they are: both may be case-sensitive,
    and `?q=` or `?id=` may be all that tells two articles apart. They stay encoded too: decoded, `%2F` would be `/`,
    and every letter of a query in windows-1251 the same replacement character.
    """
    parts = (part.partition("=") for part in url.raw_query_string.replace("%20", "+").split("&") if part)
    query = sorted(((name, value) for name, _, value in parts if not _TRACKING.fullmatch(name)), key=itemgetter(0))
    host = (url.host_subcomponent or "").lower().rstrip(".")
    port = "" if url.port in (80, 443) else f":{url.port}"
    told = "?" + "&".join(f"{name}={value}" for name, value in query) if query else ""
    return f"https://{host}{port}{url.raw_path or '/'}{told}"


def file_address(path: Path) -> str:
    """A file's URI (RFC 8089), from its absolute path without `..` and without following links."""
    return Path(os.path.abspath(path)).as_uri()
