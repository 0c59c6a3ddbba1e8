"""The items of RSS and Atom, by feedparser, which reads them as they are really written."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import feedparser

from schemas.contents import media_type_of
from tasks.feeds.item import (
    MOST_ITEMS,
    FeedItem,
    NotAFeed,
    is_document,
    is_web_address,
    items_in,
    mended_link,
    newest_items,
    resolved,
)
from tasks.feeds.said import FeedFields, SaidDates, carried, plain

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_NO_PERMALINK = re.compile(r"(<guid\b[^>]{0,300}?ispermalink\s*=\s*[\"']?\s*false[^>]{0,300}>)", re.IGNORECASE)
_LINK = re.compile(r"(<link>)([^<]{1,4000})</", re.IGNORECASE)
_NO_LINK = "urn:no-link:"
"""Put before a guid that says it is no address: feedparser gives it as an id like any other."""
_ALTERNATES = frozenset({"alternate", "", "http://www.iana.org/assignments/relation/alternate"})
_PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
_MAIL_AND_NAME = re.compile(r"[\w.+%-]@[\w.-]{1,200}\s{0,9}\(([^()]{1,200})\)")
_LONGEST_BYLINE = 5_000
_WITHOUT_NAME = frozenset({"unknown", "noreply", "no-reply"})
"""What blog software writes where it knows nobody."""
_FULL_TEXTS = ("yandex_full-text", "turbo_content", "fulltext", "full-text", "full_text")
"""Elements that carry the article, beside content:encoded, xhtml:body and Atom's content."""
_MISMATCHED = re.compile(r"<([\w:.-]{1,50})((?:\s[^<>]{0,500})?)>([^<]{0,10000})</([\w:.-]{1,50})\s*>")
_MOST_BY_THEMSELVES = 500
"""Items of a broken feed that are parsed one by one: it takes ten times as long."""
_LONGEST_HEAD = 20_000
_MAIL = re.compile(r"(?:<mailto:|[<(\[])?(?<![\w.+%-])[\w.+%-]++@[\w.-]*+[>)\]]?")


def xml_items(text: str, at: str, now: datetime, warn: Callable[[str], None]) -> Iterator[FeedItem]:
    """The items of a feed found at `at`, the newest 2,000. Raises NotAFeed."""
    text = _sanitised(text, at, warn)
    parsed = _parsed(text, at)
    if not parsed.version and not parsed.entries:
        raise NotAFeed("it has neither the form of RSS nor of Atom")
    if parsed.bozo:
        fault = parsed.bozo_exception
        warn(f"it is broken, what can be read is used: {type(fault).__name__}: {fault}"[:500])
        parsed.entries = _each_by_itself(text, at, parsed.entries)
    if is_web_address(elsewhere := parsed.feed.get("itunes_new-feed-url") or parsed.feed.get("newlocation")):
        warn(f"it says that it has moved to {elsewhere}: write that as its location in the sources file")
    dates = SaidDates(now)
    return dates.with_warning_after((_item(entry, at, parsed, dates) for entry in parsed.entries[:MOST_ITEMS]), warn)


def _parsed(text: str, at: str) -> Any:
    return feedparser.parse(
        # As a stream: feedparser takes bytes for an address or the name of a file, where they look like one.
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-location": at, "content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _each_by_itself(text: str, at: str, entries: list[Any]) -> list[Any]:
    """The entries of a broken feed, each item parsed by itself where one that is broken swallowed others."""
    head, items = items_in(text)
    if not len(entries) < len(items) <= _MOST_BY_THEMSELVES or len(head) > _LONGEST_HEAD:
        return entries
    found = [entry for item in items for entry in _parsed(head + _MISMATCHED.sub(_closed, item), at).entries[:1]]
    return found if len(found) > len(entries) else entries


def _closed(element: re.Match[str]) -> str:
    """An element that is closed by another name, closed by its own."""
    name, attributes, inner, end = element.groups()
    return element[0] if name == end else f"<{name}{attributes}>{inner}</{name}>"


def _sanitised(text: str, at: str, warn: Callable[[str], None]) -> str:
    """Without document type and entities, and with at most 2,000 items."""
    # Looked for at one place only, near the beginning: a million of them would cost a million searches.
    begin = text[:10_000].upper().find("<!DOCTYPE")
    if begin >= 0 and (kind := _DOCTYPE.match(text, begin)):
        text = text[:begin] + text[kind.end() :]
    text, passed_over = newest_items(text)
    if passed_over:
        warn(f"{passed_over} items beyond the newest {MOST_ITEMS} were passed over")
    # Before parsing, as feedparser would take a wrapped or bare address for one relative to the feed.
    text = _LINK.sub(lambda found: f"{found[1]}{mended_link(at, found[2])}</", text)
    return _NO_PERMALINK.sub(rf"\1{_NO_LINK}", text)


def _item(entry: Any, base: str, parsed: Any, dates: SaidDates) -> FeedItem:
    is_atom = parsed.version.startswith("atom")
    language = plain(entry.get("language")) or plain(parsed.feed.get("language"))
    published = dates.read(entry.get("published"), language) or dates.read(entry.get("created"), language)
    updated = dates.read(_updated(entry), language)
    said = FeedFields(
        title=plain(entry.get("title")),
        # Atom says that an entry without authors has those of the feed (RFC 4287, section 4.2.1); RSS has editors only.
        author=plain("; ".join(_authors(entry) or (_authors(parsed.feed) if is_atom else []))),
        summary=plain(entry.get("summary")),
        language=language,
        published=published or updated,
        # RSS has no date of a change: what stands in dc:date is when the item was published.
        modified=updated if published or is_atom else None,
        content=carried(
            *(part.get("value") for part in entry.get("content", ())),
            *(entry.get(name) for name in _FULL_TEXTS),
            entry.get("summary"),
        ),
    )
    link, other = _links(entry)
    return FeedItem(resolved(base, link), said, said.title or "no title", resolved(base, other))


def _updated(entry: Any) -> str | None:
    return entry.get("updated") if "updated" in entry.keys() else None  # noqa: SIM118 - `in` falls back on published


def _links(entry: Any) -> tuple[str | None, str | None]:
    """Where the publisher has the article, and where else it is said to be.

    The address behind a tracker goes first, then the first page among the alternates; an id is a link where it is an
    address and does not say that it is none. Where there is no link, the article is where Atom says that the content
    is (RFC 4287, section 4.1.3.2), or a document that is attached.
    """
    guid = next((said for said in (entry.get("id"), entry.get("guid")) if is_web_address(said)), None)
    behind = next(
        (value for name, value in entry.items() if name.endswith("_origlink") and is_web_address(value)), None
    )
    alternates = [one for one in entry.get("links", ()) if _rel(one) in _ALTERNATES and one.get("href")]
    pages = [one for one in alternates if media_type_of(one.get("type")) in _PAGES]
    said = entry.get("link") if str(entry.get("link") or "") != str(entry.get("id") or "") else None
    outside = next((str(part["src"]) for part in entry.get("content", ()) if part.get("src")), None)
    pointed = next((str(one["href"]) for one in [*pages, *alternates]), None)
    link = behind or pointed or said or outside or guid or _attached(entry)
    return link, guid if guid != link else None


def _attached(entry: Any) -> str | None:
    enclosures = (one for one in entry.get("links", ()) if _rel(one) == "enclosure" and one.get("href"))
    return next((str(one["href"]) for one in enclosures if is_document(one["href"], one.get("type"))), None)


def _rel(link: Any) -> str:
    return str(link.get("rel") or "").strip().lower()


def _authors(told: Any) -> list[str]:
    """The names of an entry or feed, each once."""
    written = str(told.get("author") or "")[:_LONGEST_BYLINE]
    if written.count("@") > 1 and (several := _MAIL_AND_NAME.findall(written)):
        # feedparser knows of one mail: what stands behind the first is the rest of its name.
        return list(dict.fromkeys(" ".join(name.split()) for name in several))
    people = [_person(str(one.get("name") or ""), str(one.get("email") or "")) for one in told.get("authors", ())]
    # Of the only author the text is there as it was written.
    names = [_name(one) for one in ([written] if "@" in written and len(people) < 2 else people)]
    return list(dict.fromkeys(name for name in names if name and name.lower() not in _WITHOUT_NAME))


def _person(name: str, mail: str) -> str:
    """The name that feedparser gives, without the end of a long domain of the mail, which it takes for part of it."""
    if mail and name.count("(") > name.count(")"):
        return name.partition("(")[2]
    return "" if mail and name.isalpha() and name.islower() else name


def _name(written: str) -> str:
    """The name of a person that may be written as "mail (Name)" (RSS 2.0), "Name <mail>" or "Name (mail)"."""
    if found := _MAIL_AND_NAME.search(written):
        return " ".join(found[1].split())
    return " ".join(_MAIL.sub(" ", written).split()).strip(" ,;()<>\"'")
