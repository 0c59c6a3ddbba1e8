"""EPUB books and magazines (EPUB 2 and 3): the chapters in reading order as one text."""

from __future__ import annotations

import io
import posixpath
import re
from urllib.parse import unquote, urlsplit

from lxml import etree

from schemas.outcomes import Outcome, outcome
from tasks.clean.contents import EXTRACTOR_OF_TEXT, CleanInput, ContentRead, Limits
from tasks.clean.contents.documents import (
    DocumentRefused,
    StatedFields,
    ZipParts,
    attribute,
    dublin_core,
    local_name,
    names_in_zip,
    settled,
)
from tasks.clean.metadata.page_metadata import web_address
from tasks.clean.page.links import MOST_LINKS, link_row
from tasks.clean.page.parse import page_tree
from tasks.clean.prose import cleaned, line, words_in
from tasks.files.charset import decode

_ZIP = b"PK\x03\x04"
_MIMETYPE = b"mimetypeapplication/epub+zip"
_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_PASSED_OVER = frozenset({"head", "script", "style", "svg", "math", "nav", "template", "noscript", "rt", "rp"})
_NOT_TEXT = re.compile(r"\b(?:toc|cover|titlepage|copyright-page|landmarks|page-list)\b")
_FONTS = re.compile(r"idpf\.org/2008/embedding|ns\.adobe\.com/pdf/enc")
"""Ways of hiding fonts only; everything else that encrypts hides the text."""


def is_content(payload: bytes) -> bool:
    """Whether the bytes are an EPUB, also one whose parts stand in the wrong order."""
    if not payload.startswith(_ZIP):
        return False
    return _MIMETYPE in payload[:200] or _CONTAINER in names_in_zip(payload)


def read(job: CleanInput, payload: bytes, limits: Limits) -> ContentRead | Outcome:
    """All chapters; title, authors, date, language and publisher as the package states them."""
    try:
        return _read(job, ZipParts(job.name, io.BytesIO(payload), limits), limits)
    except DocumentRefused as refused:
        return outcome(refused.code, str(refused))


def _read(job: CleanInput, parts: ZipParts, limits: Limits) -> ContentRead | Outcome:
    if _hides_text(parts.tree("META-INF/encryption.xml")):
        return outcome("encrypted", f"{job.name}: the EPUB is protected (DRM)")
    path = _package_path(parts)
    package = parts.tree(path) if path else None
    if package is None or path is None:
        return outcome("bad_document", f"{job.name}: an EPUB without a package file")
    chapters = _chapters(package, posixpath.dirname(path))
    if len(chapters) > limits.document_pages:
        words = f"{len(chapters):,} chapters, the limit is {limits.document_pages:,} (setting max_document_pages)"
        return outcome("too_large", f"{job.name}: {words}")
    text = _BookText()
    missing = []
    for chapter in chapters:
        content = parts.text(chapter)
        if content is None:
            missing.append(chapter)
            continue
        tree = page_tree(cleaned(decode(content, "application/xhtml+xml").text))
        if tree is not None and not _is_beside(tree):
            text.add(tree)
    if not text.paragraphs:
        if missing:
            return outcome("bad_document", f"{job.name}: an EPUB without its chapter {missing[0]}")
        return outcome("no_text", f"{job.name}: the EPUB has no text")
    stated = _stated(package)
    meta = settled(job, stated, text.title if not stated.title else None, text.paragraphs)
    return ContentRead(meta, text.paragraphs, "article", list(text.links.values()), EXTRACTOR_OF_TEXT, None)


def _hides_text(tree: etree._Element | None) -> bool:
    methods = [attribute(one, "Algorithm") or "" for one in _below(tree) if local_name(one) == "EncryptionMethod"]
    return any(not _FONTS.search(method) for method in methods)


def _package_path(parts: ZipParts) -> str | None:
    for one in _below(parts.tree(_CONTAINER)):
        if local_name(one) == "rootfile" and (path := attribute(one, "full-path")):
            return path
    return next((name for name in parts.names() if name.lower().endswith(".opf")), None)


def _below(tree: etree._Element | None) -> list[etree._Element]:
    return list(tree.iter()) if tree is not None else []


def _chapters(package: etree._Element, folder: str) -> list[str]:
    """The paths of the pages in reading order, without the table of contents."""
    items = {attribute(one, "id"): one for one in package.iter() if local_name(one) == "item"}
    found: dict[str, None] = {}
    for reference in package.iter():
        item = items.get(attribute(reference, "idref")) if local_name(reference) == "itemref" else None
        if item is None or (attribute(reference, "linear") or "").lower() == "no":
            continue
        is_page = (attribute(item, "media-type") or "").lower() in _PAGES
        if is_page and "nav" not in (attribute(item, "properties") or "").split():
            href = unquote(urlsplit(attribute(item, "href") or "").path)
            found[posixpath.normpath(posixpath.join(folder, href))] = None
    return list(found)


def _is_beside(tree: etree._Element) -> bool:
    """Whether a page is a cover, an imprint or a table of contents, by what it calls itself."""
    for element in tree.iter("body", "section"):
        kind = str(element.get("epub:type") or element.get("role") or "")
        if _NOT_TEXT.search(kind.replace("doc-", "")):
            return True
    return False


def _stated(package: etree._Element) -> StatedFields:
    metadata = next((one for one in package.iter() if local_name(one) == "metadata"), None)
    said = dublin_core(metadata)
    changed = next((one.text for one in _below(metadata) if attribute(one, "property") == "dcterms:modified"), None)
    dates = [one for one in _below(metadata) if local_name(one) == "date" and line(one.text)]
    # EPUB 2 says with each date what happened then.
    publication = [one for one in dates if (attribute(one, "event") or "publication") == "publication"]
    return StatedFields(
        title=next(iter(said.get("title", ())), None),
        authors=said.get("creator", []),
        published=line((publication or dates)[0].text) if dates else None,
        modified=line(changed),
        language=next(iter(said.get("language", ())), None),
        description=_without_markup(next(iter(said.get("description", ())), None)),
        keywords=said.get("subject", []),
        publisher=next(iter(said.get("publisher", ())), None),
    )


def _without_markup(text: str | None) -> str | None:
    tree = page_tree(f"<html><body>{text}</body></html>") if text and "<" in text else None
    return words_in(tree) if tree is not None else text


class _BookText:
    """The paragraphs of the chapters, and the links in them."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.title: str | None = None
        """The first heading."""
        self.links: dict[str, dict[str, str]] = {}
        self._words: list[str] = []

    def add(self, tree: etree._Element) -> None:
        """Take the text of a page: each block is a paragraph, a row of a table one."""
        # An element, or what closes it: without recursion, as elements may lie in one another a thousand deep.
        waiting: list[tuple[etree._Element, bool]] = [(tree, False)]
        while waiting:
            element, is_end = waiting.pop()
            name = local_name(element).lower()
            if is_end:
                if name in _BLOCKS:
                    self._end_paragraph(is_heading=name in {"h1", "h2"})
                elif name in {"td", "th"}:
                    self._words.append(" | ")
                self._words.append(_folded(element.tail))
                continue
            if name in _PASSED_OVER or not name:
                self._words.append(_folded(element.tail))
                continue
            if name in _BLOCKS:
                self._end_paragraph()
                self._words.append("- " if name == "li" else "")
            elif name == "br":
                self._words.append("\n")
            self._note_link(element, name)
            self._words.append(_folded(element.text) if name != "pre" else element.text or "")
            waiting.append((element, True))
            waiting.extend((child, False) for child in reversed(element))
        self._end_paragraph()

    def _note_link(self, element: etree._Element, name: str) -> None:
        url = web_address(None, element.get("href")) if name == "a" else None
        if url and len(self.links) < MOST_LINKS:
            self.links.setdefault(url, link_row(url, words_in(element)))

    def _end_paragraph(self, *, is_heading: bool = False) -> None:
        rows = (" ".join(row.split()) for row in "".join(self._words).split("\n"))
        text = "\n".join(row for row in rows if row).strip(" |")
        self._words = []
        if text == "-":
            self._words = ["- "]  # the item's words are in a block of their own
        elif text:
            self.paragraphs.append(text)
            if is_heading and self.title is None:
                self.title = line(text)


def _folded(text: str | None) -> str:
    """Line breaks of the markup are spaces."""
    return re.sub(r"\s+", " ", text or "")
