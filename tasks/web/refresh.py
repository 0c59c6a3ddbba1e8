"""Pages that send their reader on without an HTTP redirect: the Refresh header and `meta http-equiv=refresh`."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from schemas.contents import media_type_of
from tasks.web.addresses import as_browsers_read
from tasks.web.encodings import first_bytes

_MOST_SECONDS = 5
_HEAD_BYTES = 65_536
_SHOWS_LITTLE = 600
"""Characters. A page that shows more is read by people, so what it says to readers without scripts is left alone."""
# Each pattern reads a character once; what is never closed reaches to the end.
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|template|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_WITHOUT_SCRIPTS = re.compile(r"<noscript\b.*?(?:</noscript\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*+>")
_ELEMENT = re.compile(r"<(meta|base)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_CONTENT = re.compile(
    r"\s*+(\d{0,9}+)[\d.]*+(?=[;,\s])\s*+[;,]?+\s*+(?:url\s*+=\s*+)?+(.*+)", re.IGNORECASE | re.DOTALL
)


def refresh_of(at: str, headers: list[tuple[str, str]], payload: bytes) -> str | None:
    """Where the answer from `at` sends its reader within 5 seconds; None where it sends nobody on.

    The rules are those of the HTML standard, section "Refresh state". A refresh that stands in `noscript` counts only
    where the page shows nearly nothing else.
    """
    fields = {name.lower(): value for name, value in headers}
    if "refresh" in fields and (address := _address(fields["refresh"])):
        return _joined(at, address)
    kind = media_type_of(fields.get("content-type"))
    if kind not in {"", "text/html", "application/xhtml+xml"}:
        return None
    start = first_bytes(payload, fields.get("content-encoding"), _HEAD_BYTES)
    if b"refresh" not in start.lower():
        return None
    markup = _NOT_SHOWN.sub(" ", start.decode("utf-8", "replace"))
    bare = _WITHOUT_SCRIPTS.sub(" ", markup)
    shown = " ".join(_TAG.sub(" ", bare).split())
    return _in_markup(at, markup if len(shown) < _SHOWS_LITTLE else bare)


def _in_markup(at: str, markup: str) -> str | None:
    base: str | None = None
    address: str | None = None
    for name, inside in _ELEMENT.findall(markup):
        said = {
            key.lower(): html.unescape(double or single or plain)
            for key, double, single, plain in _ATTRIBUTE.findall(inside)
        }
        if name.lower() == "base":
            base = base or said.get("href")
        elif said.get("http-equiv", "").strip().lower() == "refresh" and address is None:
            address = _address(said.get("content", ""))
    if address is None:
        return None
    return _joined(_joined(at, as_browsers_read(base or "")), address)


def _joined(base: str, address: str) -> str:
    """The address in full; as it is where that cannot be told, to be refused by the fetch."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _address(content: str) -> str | None:
    """The address of `5; url=/next`; None where there is none, or where it waits for longer."""
    found = _CONTENT.match(content)
    if found is None or int(found[1] or 0) > _MOST_SECONDS:
        return None
    address = found[2].strip()
    if address[:1] in {"'", '"'}:
        address = address[1:].partition(address[0])[0]
    return as_browsers_read(address) or None
