"""The objections of a site to keeping a page or training on it. Pure: headers and a robots.txt in, short names out.

Read are X-Robots-Tag and its form in a page, `meta name="robots"` (noai, noimageai, noarchive, nosnippet; for all or
for one agent), TDM-Reservation (W3C community group, TDMRep) as a header and as `meta`, and Content-Signal
(contentsignals.org) as a header and as lines of robots.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.web.encodings import first_bytes

AGAINST_KEEPING = frozenset({"noai", "noarchive", "tdm-reservation=1", "ai-train=no"})
"""With these a page is not archived where the setting respect_opt_outs is on."""

_TAGS = frozenset({"noai", "noimageai", "noarchive", "nosnippet"})
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Rules of X-Robots-Tag with a colon of their own: what stands before it is no agent."""
_HEAD_BYTES = 65_536
"""How much of a page holds its `meta` elements."""
_META = re.compile(rb"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
# A name is only read from its beginning, and nothing is read twice: the time of both patterns grows with the text, not
# its square.
_ATTRIBUTE = re.compile(rb"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_SIGNAL = re.compile(r"(?<![a-z-])([a-z][a-z-]*+)\s*+=\s*+no(?![a-z-])", re.IGNORECASE)
_AFTER_TOKEN = re.compile(r"[/\s*;(]")
_MOST_CHARACTERS = 10_000
"""Of one header or line. Longer ones are not sent by a site that wants to be understood."""


def opt_outs(headers: list[tuple[str, str]], payload: bytes, token: str, signals: Iterable[str] = ()) -> list[str]:
    """The opt-outs of one answer, each once, in the order met. `signals` are those of the host's robots.txt."""
    coding = next((value for name, value in headers if name.lower() == "content-encoding"), None)
    beginning = first_bytes(payload, coding, _HEAD_BYTES)
    return list(dict.fromkeys([*_in_headers(headers, token), *_in_page(beginning, token), *signals]))


def _in_headers(headers: Iterable[tuple[str, str]], token: str) -> list[str]:
    found: list[str] = []
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                found += _tags(value, token)
            case "tdm-reservation" if value.strip() == "1":
                found.append("tdm-reservation=1")
            case "content-signal":
                found += _refused(value)
    return found


def _in_page(beginning: bytes, token: str) -> list[str]:
    found: list[str] = []
    for element in _META.findall(beginning):
        said = {name.lower(): (double or single or plain).decode("ascii", "replace").strip()
                for name, double, single, plain in _ATTRIBUTE.findall(element)}  # fmt: skip
        match said.get(b"name", "").lower():
            case "tdm-reservation" if said.get(b"content") == "1":
                found.append("tdm-reservation=1")
            case name if name in {"robots", token.lower()}:
                found += _tags(said.get(b"content", ""), token)
    return found


def robots_signals(robots: str, token: str) -> list[str]:
    """The Content-Signal lines of a robots.txt that are for us: of our own group, else of `*`, and those before any
    group.
    """
    own: list[str] = []
    everyone: list[str] = []
    without_group: list[str] = []
    agents: set[str] = set()
    in_rules, named = True, False
    for line in robots.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        match field.strip().lower():
            case "user-agent":
                # Several agents in a row share one group; after a rule the next agent begins another.
                agents = set() if in_rules else agents
                agents.add(agent_name(value))
                in_rules = False
                named = named or token.lower() in agents
            case "content-signal":
                in_rules = True
                refused = _refused(value)
                if not agents:
                    without_group += refused
                if token.lower() in agents:
                    own += refused
                if "*" in agents:
                    everyone += refused
            case "allow" | "disallow" | "crawl-delay":
                in_rules = True
    return list(dict.fromkeys([*without_group, *(own if named else everyone)]))


def agent_name(value: str) -> str:
    """The product token of a User-agent line, in small letters, without its version (RFC 9309, section 2.2.1)."""
    words = _AFTER_TOKEN.split(value.strip(), maxsplit=1)
    return words[0].lower() or "*"


def _refused(value: str) -> list[str]:
    return [f"{use.lower()}=no" for use in _SIGNAL.findall(value[:_MOST_CHARACTERS])]


def _tags(value: str, token: str) -> list[str]:
    found = []
    ours = True
    for part in value[:_MOST_CHARACTERS].split(","):
        before, colon, after = part.partition(":")
        rule = part
        if colon and before.strip().lower() not in _WITH_VALUE:
            # An agent is named once and holds for the rest of this header.
            ours = before.strip().lower() in {token.lower(), "*"}
            rule = after
        if ours and rule.strip().lower() in _TAGS:
            found.append(rule.strip().lower())
    return found
