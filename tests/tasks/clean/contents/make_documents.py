"""Documents as tests need them, written here byte for byte: PDF, Word, EPUB."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

Line = tuple[float, float, float, str]
"""Left and baseline in points from the lower left corner, size, words."""


def pdf(
    *pages: Sequence[Line],
    info: Mapping[str, str] | None = None,
    encrypted: bool = False,
    streams: Sequence[bytes] = (),
    language: str | None = None,
) -> bytes:
    """A PDF 1.7 file in the font Helvetica; `streams` are the contents of further pages, as they are."""
    contents = [zlib.compress(_drawn(page)) for page in pages] + list(streams)
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    said = "".join(f"/{name} ({_escaped(value)})" for name, value in (info or {}).items())
    spoken = f"/Lang ({language})" if language else ""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{spoken}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<<{said}>>".encode("latin-1"),
    ]
    for number, content in enumerate(contents):
        objects.append(
            (
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
                f"/Contents {first + 2 * number + 1} 0 R>>"
            ).encode()
        )
        objects.append(f"<</Length {len(content)}/Filter/FlateDecode>>\nstream\n".encode() + content + b"\nendstream")
    if encrypted:
        objects.append(b"<</Filter/Standard/V 1/R 2/P -44/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>")
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    table = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    key = f"/Encrypt {len(objects)} 0 R/ID[<00><00>]" if encrypted else ""
    out.write(f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R{key}>>\nstartxref\n{table}\n%%EOF\n".encode())
    return out.getvalue()


def _drawn(page: Sequence[Line]) -> bytes:
    rows = (f"BT /F {size} Tf {left} {at} Td ({_escaped(words)}) Tj ET" for left, at, size, words in page)
    return "\n".join(rows).encode("cp1252")


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(*lines: str, top: float = 740, left: float = 72, size: float = 11, leading: float = 13) -> list[Line]:
    """Lines one below the other; an empty one leaves a gap."""
    return [(left, top - leading * number, size, words) for number, words in enumerate(lines) if words]


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP file with these parts, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def docx(body: str, core: str = "", styles: str = "", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A Word document with this body, in WordprocessingML."""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": '<Relationships><Relationship Type="http://x/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
            "word/document.xml": f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
            "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://x/cp" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            f' xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>',
            **(more or {}),
        }
    )


def paragraph(words: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t xml:space='preserve'>{words}</w:t></w:r></w:p>"


def epub(chapters: Mapping[str, str], metadata: str = "", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """An EPUB with these chapters (path below OEBPS -> what stands in the body) in their order."""
    items = "".join(
        f'<item id="c{number}" href="{path.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for number, path in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    pages = {
        f"OEBPS/{path}": '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>x</title></head>{body if body.startswith('<body') else f'<body>{body}</body>'}</html>"
        for path, body in chapters.items()
    }
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
            **pages,
            **(more or {}),
        }
    )
