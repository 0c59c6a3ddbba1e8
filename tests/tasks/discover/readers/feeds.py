"""Feeds that several tests read."""

from __future__ import annotations

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Ledger</title><link>https://l.example/</link><language>en-gb</language>
<item><title>Ferry &amp; tide</title><link>https://l.example/1</link><guid isPermaLink="false">x1</guid>
<description>&lt;p&gt;A &lt;b&gt;rope&lt;/b&gt; was cut.&lt;/p&gt;</description><dc:creator>Ana Ruiz</dc:creator>
<pubDate>Wed, 01 Apr 2026 10:30:00 +0200</pubDate></item>
<item><title>Second</title><link>https://l.example/2?id=7&amp;page=2</link><guid>x2</guid></item>
</channel></rss>"""


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>t</title>{"".join(items)}</channel></rss>'.encode()
