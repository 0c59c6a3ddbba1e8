"""Word documents (.docx, ECMA-376): the text of the main part, without headers, footers, notes and deleted passages."""

from __future__ import annotations

import io
import posixpath
import re

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
from tasks.clean.prose import cleaned, line

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD_BYTES = 8192
_PASSED_OVER = frozenset({"del", "moveFrom", "Fallback", "instrText", "pPr", "rPr", "sectPr", "delText"})
"""Deleted or moved passages, what older programs see instead of a text box, instructions of fields."""
_SPACES = re.compile(r"[ \t\u00a0]+")
_TITLE_STYLES = frozenset({"title", "titel", "titre", "título", "titolo", "rubrik", "tittel"})
_HEADINGS = re.compile(r"^(?:heading|überschrift|titre|título|titolo|kop|rubrik|otsikko)\s*(\d)$", re.IGNORECASE)


def is_content(payload: bytes) -> bool:
    """Whether the bytes are a Word document, also one that asks for a password."""
    if payload.startswith(_OLE):
        return _ENCRYPTED in payload
    if not payload.startswith(_ZIP):
        return False
    return b"word/document" in payload[:_HEAD_BYTES] or any(name.startswith("word/") for name in names_in_zip(payload))


def read(job: CleanInput, payload: bytes, limits: Limits) -> ContentRead | Outcome:
    """The paragraphs, each row of a table one; title, authors and dates of the core properties and first lines."""
    if payload.startswith(_OLE):
        return outcome("encrypted", f"{job.name}: the Word document asks for a password")
    try:
        return _read(job, ZipParts(job.name, io.BytesIO(payload), limits))
    except DocumentRefused as refused:
        return outcome(refused.code, str(refused))


def _read(job: CleanInput, parts: ZipParts) -> ContentRead | Outcome:
    main = _main_part(parts)
    tree = parts.tree(main)
    if tree is None:
        return outcome("bad_document", f"{job.name}: a Word document without {main}")
    folder, name = posixpath.split(main)
    links = _targets(parts.tree(f"{folder}/_rels/{name}.rels"))
    text = _WordText(_styles(parts.tree(f"{folder}/styles.xml")), links)
    text.add(tree)
    if not text.paragraphs:
        return outcome("no_text", f"{job.name}: the Word document has no text")
    stated = _stated(parts)
    meta = settled(job, stated, text.title, text.paragraphs)
    return ContentRead(meta, text.paragraphs, "article", list(text.links.values()), EXTRACTOR_OF_TEXT, None)


def _main_part(parts: ZipParts) -> str:
    """The part that the package calls its document; some programs number it."""
    for kind, target in _relations(parts.tree("_rels/.rels")):
        if kind.endswith("/officeDocument"):
            return target.lstrip("/")
    return "word/document.xml"


def _relations(tree: etree._Element | None) -> list[tuple[str, str]]:
    return [(one.get("Type") or "", one.get("Target") or "") for one in (tree if tree is not None else ())]


def _targets(tree: etree._Element | None) -> dict[str, str]:
    """Web addresses by the ids that hyperlinks have."""
    found = {}
    for one in tree if tree is not None else ():
        if (one.get("Type") or "").endswith("/hyperlink") and (url := web_address(None, one.get("Target"))):
            found[one.get("Id") or ""] = url
    return found


def _styles(tree: etree._Element | None) -> dict[str, str]:
    """Names of styles, in small letters, by the ids that paragraphs have: ids are translated, names mostly not."""
    found = {}
    for style in tree if tree is not None else ():
        names = [attribute(one, "val") for one in style if local_name(one) == "name"]
        if local_name(style) == "style" and names and names[0]:
            found[attribute(style, "styleId") or ""] = names[0].lower()
    return found


def _stated(parts: ZipParts) -> StatedFields:
    core = dublin_core(parts.tree("docProps/core.xml"))
    return StatedFields(
        title=next(iter(core.get("title", ())), None),
        authors=[name for text in core.get("creator", ()) for name in text.split(";")],
        created=next(iter(core.get("created", ())), None),
        modified=next(iter(core.get("modified", ())), None),
        language=next(iter(core.get("language", ())), None),
        description=next(iter(core.get("description", ())), None) or next(iter(core.get("subject", ())), None),
        keywords=[word for text in core.get("keywords", ()) for word in re.split(r"[,;]", text)],
    )


class _WordText:
    """The paragraphs of a main part, in its order."""

    def __init__(self, styles: dict[str, str], targets: dict[str, str]) -> None:
        self.paragraphs: list[str] = []
        self.title: str | None = None
        """The first paragraph in the style for titles, else the first heading of the first level."""
        self.links: dict[str, dict[str, str]] = {}
        self._styles = styles
        self._targets = targets
        self._has_title = False

    def add(self, root: etree._Element) -> None:
        """Take the text below an element; without recursion, as tables may lie in tables a thousand deep."""
        waiting = [root]
        while waiting:
            element = waiting.pop()
            name = local_name(element)
            if name in _PASSED_OVER or not name:
                continue
            if name == "p":
                self._add_paragraph(element, waiting)
            elif name == "tr":
                self._add_row(element)
            else:
                waiting.extend(reversed(element))

    def _add_paragraph(self, paragraph: etree._Element, waiting: list[etree._Element]) -> None:
        pieces: list[str] = []
        boxes = _words(paragraph, pieces)
        self._add_links(paragraph)
        waiting.extend(reversed(boxes))
        if text := _joined(pieces):
            style = self._style_of(paragraph)
            self.paragraphs.append(f"- {text}" if _is_item(paragraph, style) else text)
            self._note_title(style, text)

    def _add_row(self, row: etree._Element) -> None:
        cells = []
        for cell in row.iter():
            if local_name(cell) == "p":
                pieces: list[str] = []
                _words(cell, pieces)
                self._add_links(cell)
                cells.append(_joined(pieces))
        if text := " | ".join(filter(None, cells)):
            self.paragraphs.append(text)

    def _style_of(self, paragraph: etree._Element) -> str:
        style_id = next((attribute(one, "val") for one in paragraph.iter() if local_name(one) == "pStyle"), None) or ""
        return self._styles.get(style_id, style_id.lower())

    def _note_title(self, style: str, text: str) -> None:
        if style in _TITLE_STYLES and not self._has_title:
            self.title, self._has_title = line(text), True
        elif self.title is None and len(self.paragraphs) <= 3 and (level := _HEADINGS.match(style)) and level[1] == "1":
            self.title = line(text)

    def _add_links(self, paragraph: etree._Element) -> None:
        for link in paragraph.iter():
            url = self._targets.get(attribute(link, "id") or "") if local_name(link) == "hyperlink" else None
            if url and len(self.links) < MOST_LINKS:
                pieces: list[str] = []
                _words(link, pieces)
                self.links.setdefault(url, link_row(url, _joined(pieces)))


def _is_item(paragraph: etree._Element, style: str) -> bool:
    """Whether a paragraph is an item of a list: numbered headings are none."""
    if style.startswith("list"):
        return True
    return not _HEADINGS.match(style) and any(local_name(one) == "numPr" for one in paragraph.iter())


def _words(root: etree._Element, pieces: list[str]) -> list[etree._Element]:
    """Add the words of a paragraph to `pieces`; return its text boxes, which hold paragraphs of their own."""
    boxes = []
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        match name:
            case "t":
                pieces.append("".join([element.text or "", *(child.tail or "" for child in element)]))
            case "tab" | "ptab":
                pieces.append(" ")
            case "br" | "cr":
                pieces.append("\n")
            case "noBreakHyphen":
                pieces.append("-")
            case "txbxContent":
                boxes.append(element)
            case _ if name and name not in _PASSED_OVER:
                waiting.extend(reversed(element))
    return boxes


def _joined(pieces: list[str]) -> str:
    rows = (_SPACES.sub(" ", row).strip() for row in cleaned("".join(pieces)).split("\n"))
    return "\n".join(row for row in rows if row)
