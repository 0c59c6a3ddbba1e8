"""The good server that is asked beside each unhappy one: a page, a feed and a sitemap."""

from __future__ import annotations

from drills.unhappy_servers.case import Answer
from drills.unhappy_servers.talk import ARTICLE, PAGE, http

_LINK = "https://neighbour.example/1"
ROUTES: dict[str, Answer] = {
    ARTICLE: PAGE,
    "/feed": http(f"<rss version='2.0'><channel><item><link>{_LINK}</link></item></channel></rss>".encode()),
    "/sitemap": http(f"<urlset><url><loc>{_LINK}</loc></url></urlset>".encode()),
}
PATHS = {"page": ARTICLE, "feed": "/feed", "sitemap": "/sitemap"}
