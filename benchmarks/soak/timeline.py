"""What each site of the soak publishes, changes and takes back, and when: drawn by a seeded dice, the same for all who
ask.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import count

from benchmarks.living_web.articles import Article

_AT_FIRST = 5
_CHANGES = 0.15
_VANISHES = 0.1


@dataclass(frozen=True)
class Story:
    """One article. Times are seconds from the beginning; changed and gone only where these ever happen."""

    host: str
    number: int
    appears: float
    changes: float | None = None
    vanishes: float | None = None

    @property
    def path(self) -> str:
        return f"/news/{self.number}"

    def is_listed(self, at: float) -> bool:
        return self.appears <= at and (self.vanishes is None or at < self.vanishes)

    def has_changed(self, at: float) -> bool:
        return self.changes is not None and at >= self.changes

    def modified(self, at: float) -> float:
        return self.changes if self.changes is not None and self.has_changed(at) else self.appears

    def page(self, at: float, begun: float) -> bytes:
        article = Article(self.host, self.number)
        article.published = datetime.fromtimestamp(begun + self.appears, UTC)
        if self.has_changed(at):
            article.title += ", as was found later"
            article.paragraphs.append("An earlier version of this report named another day; that has been put right.")
        return article.page()


def stories(host: str, seed: int, every: float, until: float) -> Iterator[Story]:
    """A few that are there at first, then one every `every` seconds on average, up to `until`."""
    dice = random.Random(f"{seed} {host}")  # noqa: S311 - moments, not secrets
    at = 0.0
    for number in count(1):
        if number > _AT_FIRST:
            at += dice.expovariate(1 / every)
        if at >= until:
            return
        # Only what was there for a while: what is gone before anybody may ask was never published.
        changes = at + dice.uniform(240, 480) if dice.random() < _CHANGES else None
        vanishes = at + dice.uniform(540, 900) if dice.random() < _VANISHES else None
        yield Story(host, number, at, changes if changes and changes < until else None, vanishes)


def feed(listed: list[Story], at: float, begun: float) -> bytes:
    """Atom, newest first."""
    entries = "".join(
        f"<entry><title>{escape(Article(story.host, story.number).title)}</title><id>{story.path}</id>"
        f'<link href="{story.path}"/><published>{_when(begun + story.appears)}</published>'
        f"<updated>{_when(begun + story.modified(at))}</updated></entry>"
        for story in sorted(listed, key=lambda story: -story.appears)[:20]
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"'
        f' xml:lang="en">{entries}</feed>'
    ).encode()


def sitemap(listed: list[Story], at: float, begun: float) -> bytes:
    urls = "".join(
        f"<url><loc>http://{story.host}{story.path}</loc><lastmod>{_when(begun + story.modified(at))}</lastmod></url>"
        for story in listed
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
