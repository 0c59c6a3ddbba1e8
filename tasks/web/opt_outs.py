"""What a site says against keeping a page or training on it. Pure: headers and a robots.txt in, short names out.

Read are X-Robots-Tag (noai, noimageai, noarchive, nosnippet; for all or for one agent), TDM-Reservation (W3C
community group, TDMRep) and Content-Signal (contentsignals.org), as a header and as lines of robots.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

AGAINST_KEEPING = frozenset({"noai", "noarchive", "tdm-reservation=1", "ai-train=no"})
"""With these a page is not archived where the setting respect_opt_outs is on."""

_TAGS = frozenset({"noai", "noimageai", "noarchive", "nosnippet"})
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Rules of X-Robots-Tag with a colon of their own: what stands before it is no agent."""
_SIGNAL = re.compile(r"([a-z][a-z-]*)\s*=\s*no(?![a-z-])", re.IGNORECASE)


def opt_outs(headers: Iterable[tuple[str, str]], token: str, signals: Iterable[str] = ()) -> list[str]:
    """The opt-outs of one answer, each once, in the order met. `signals` are those of the host's robots.txt."""
    found: list[str] = []
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                found += _tags(value, token)
            case "tdm-reservation" if value.strip() == "1":
                found.append("tdm-reservation=1")
            case "content-signal":
                found += _refused(value)
    return list(dict.fromkeys([*found, *signals]))


def robots_signals(robots: str, token: str) -> list[str]:
    """The Content-Signal lines of a robots.txt that are for us: of our own group, else of `*`, and those before any group."""
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
                agents.add(value.strip().lower().partition("/")[0])
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


def _refused(value: str) -> list[str]:
    return [f"{use.lower()}=no" for use in _SIGNAL.findall(value)]


def _tags(value: str, token: str) -> list[str]:
    found = []
    ours = True
    for part in value.split(","):
        before, colon, after = part.partition(":")
        rule = part
        if colon and before.strip().lower() not in _WITH_VALUE:
            # An agent is named once and holds for the rest of this header.
            ours = before.strip().lower() in {token.lower(), "*"}
            rule = after
        if ours and rule.strip().lower() in _TAGS:
            found.append(rule.strip().lower())
    return found
