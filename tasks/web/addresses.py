"""Addresses as keys: two spellings of one page get one key, two pages never share one.

The key is for comparing only; what is fetched is always the address as it was written.
"""

from __future__ import annotations

import os
import re
from operator import itemgetter
from pathlib import Path
from urllib.parse import quote_from_bytes

from yarl import URL

# Parameters that tell a publisher where a reader came from, and never which page is meant.
# Of at_ and pk_ only the names that campaigns use: `at_time=` or `pk_id=` may well name the page.
_TRACKING = re.compile(
    r"(utm|mtm|hsa|vero)_\w+|(at|pk)_(campaign|medium|source|kwd|keyword|content|link|ptr|bbc|format)\w*"
    r"|_hs(enc|mi)|_ga|_gl|mc_(cid|eid)|ns_(mchannel|source|campaign|linkname|fee)"
    r"|(fb|g|d|y|tw|tt)clid|msclkid|gclsrc|(gb|wb)raid|li_fat_id|igshid|igsh|cmp|cmpid|xtor|wt_mc|smid|s_cid|mkt_tok",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|oscsid|zenid|session_?id", re.IGNORECASE
)
"""Parameters that tell one visit from another: no two visitors are given the same."""
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|session_?id|sid)=[^/;?]*", re.IGNORECASE)
_AMP_PARAMETER = re.compile(r"(?:amp|output|outputtype|view)=(?:amp|1|true)?|amp", re.IGNORECASE)
_AMP_IN_PATH = re.compile(r"^/amp(?=/)|/amp(?:\.html?)?/?$|\.amp(?=\.html?$|$)", re.IGNORECASE)
_OTHER_HOSTS = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)", re.IGNORECASE)
_DROPPED = re.compile(r"[\t\n\r]+")
_NEVER_INSIDE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""White space, control characters, line and paragraph separators, lone surrogates."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class BadAddress(ValueError):
    """Not an address that can be fetched; the message says why."""


_AS_IT_IS = re.compile(r"https?://[^\s\\/][^\s\\]*")
"""Most addresses: browsers change nothing of them."""
_BEFORE_HOST = re.compile(r"(https?:)[/\\]{2,}(?=[^/\\?#]+\.)", re.IGNORECASE)


def looks_like_address(text: str) -> bool:
    """Whether a word on the command line or in a list is meant as an address (of whatever scheme)."""
    return bool(_SCHEME.match(text)) and not re.match(r"[a-z]:[\\/]", text, re.IGNORECASE)


def as_browsers_read(text: str) -> str:
    """The address without outer blanks, tabs and line breaks, inner blanks as %20, and slashes for backslashes before
    its query, two of them behind `http:` where there are more (WHATWG URL Standard, section 4.4).

    Indentation beside a line break goes too: some files wrap long addresses. A blank in the host stays and is refused.
    """
    if _AS_IT_IS.fullmatch(text):
        return text
    parts = (part.strip(" ") for part in _DROPPED.split(text.strip()))
    whole = "".join(parts)
    if (begin := _BEFORE_HOST.match(whole)) and "@" not in whole:  # there parsers differ on which part is the host
        place, mark, rest = re.split(r"([?#]|$)", whole[begin.end() :], maxsplit=1)
        whole = f"{begin[1]}//" + place.replace("\\", "/") + mark + rest
    if " " not in whole:
        return whole
    scheme, slashes, rest = whole.partition("://")
    if not slashes:
        return whole.replace(" ", "%20")  # relative: it has no host
    end = min((at for sign in "/?#" if (at := rest.find(sign)) >= 0), default=len(rest))
    return scheme + slashes + rest[:end] + rest[end:].replace(" ", "%20")


def parse_address(text: str) -> URL:
    """The address, checked, as browsers read it.

    Raises BadAddress for other schemes, no host, control characters, bad ports or names.
    """
    text = as_browsers_read(text)
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
    """The key of a page: https, no user, fragment, default port, trackers or session; the query sorted by name.

    http and https count as one page. Path and remaining query stay as they are: both may be case-sensitive,
    and `?q=` or `?id=` may be all that tells two articles apart. They stay encoded too: decoded, `%2F` would be `/`,
    and every letter of a query in windows-1251 the same replacement character.
    """
    return f"https://{_host(url)}{_path(url)}{_query(url)}"


def twin_key(url: URL) -> str:
    """The key of a page in all its forms: for telephones, as AMP, with and without www. Only for comparison."""
    host, path = _OTHER_HOSTS.sub("", _host(url)), _AMP_IN_PATH.sub("", _path(url)).rstrip("/")
    return f"{host}{path}{_query(url, _AMP_PARAMETER)}"


def page_key(url: URL) -> str:
    """The key of a page without its query: pages that may be one, where they say the same."""
    return twin_key(url.with_query(None) if url.raw_query_string else url)


def _host(url: URL) -> str:
    host = (url.host_subcomponent or "").lower().rstrip(".")
    return host if url.port in (80, 443) else f"{host}:{url.port}"


def _path(url: URL) -> str:
    return _SESSION_IN_PATH.sub("", url.raw_path) or "/"


def _query(url: URL, passed_over: re.Pattern[str] | None = None) -> str:
    parts = (
        part.partition("=")
        for part in url.raw_query_string.replace("%20", "+").split("&")
        if part and not (passed_over and passed_over.fullmatch(part))
    )
    query = sorted(((name, value) for name, _, value in parts if _names_the_page(name)), key=itemgetter(0))
    return "?" + "&".join(f"{name}={value}" for name, value in query) if query else ""


def without_trackers(url: URL) -> str:
    """The address as it was written, without the parameters of trackers and sessions, and without its fragment."""
    kept = [part for part in url.raw_query_string.split("&") if part and _names_the_page(part.partition("=")[0])]
    bare = _SESSION_IN_PATH.sub("", str(url.with_query(None).with_fragment(None)))
    return bare + ("?" + "&".join(kept) if kept else "")


def _names_the_page(parameter: str) -> bool:
    return not (_TRACKING.fullmatch(parameter) or _SESSION.fullmatch(parameter))


def file_address(path: Path | str) -> str:
    """A file's URI (RFC 8089), from its absolute path without `..` and without following links."""
    return f"file://{quote_from_bytes(os.fsencode(os.path.abspath(path)))}"
