"""One unhappy server: what is asked of it, how it answers, and the end that is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from drills.unhappy_servers.talk import ARTICLE, Talk

Answer = bytes | Callable[[Talk], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A server at an address of its own.

    right: the ends of `asks` in their order for pages ("http_429, article"), of all items together for feeds and
    sitemaps ("2 offered"); " or " between ends that are as good. A page's end is a reason, or the kind of page that was
    read.
    """

    name: str
    right: str
    kind: Literal["page", "feed", "sitemap"] = "page"
    routes: Mapping[str, Answer] = field(default_factory=dict)
    """By path; `*` is any other. What is not there, robots.txt too, is answered with 404."""
    asks: tuple[str, ...] = (ARTICLE,)
    """Paths, or whole addresses, in which {port} and {host} are the server's. Of feeds and sitemaps the first is
    declared.
    """
    asked: int | None = None
    """Requests that the server may see, robots.txt left out: where a second try would be one too many, or one is
    due.
    """
    apart: float = 0
    """Seconds that must lie between the first two requests, robots.txt left out."""
    says: tuple[str, ...] = ()
    """What must be found in what was kept or told of it: texts, titles, addresses, dates, details, warnings."""
    never: tuple[str, ...] = ()
    """What must be found neither there nor in what the server was sent."""
    tls: str | None = None
    """The certificate that it shows, by name; see certificates.py."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    is_slow: bool = False
    """Takes half a minute: played beside the others."""
