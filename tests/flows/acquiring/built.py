"""What a case file cannot hold as text: documents (PDF, Word, EPUB), workbooks, and WARC files in their containers."""

from __future__ import annotations

import gzip
import io
import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.tasks.clean.contents.make_documents import column, docx, epub, paragraph, pdf, zipped

Record = Mapping[str, Any]


def document(kind: str, title: str, paragraphs: Sequence[str]) -> bytes:
    """A document with this title, said to be of 20 November 2026, and this text."""
    if kind == "pdf":
        lines = [line for words in paragraphs for line in [*textwrap.wrap(words, 85), ""]]
        return pdf(column(title, "", *lines), info={"Title": title, "CreationDate": "D:20261120100000Z"}, language="en")
    if kind == "docx":
        core = f"<dc:title>{title}</dc:title><dcterms:created>2026-11-20T10:00:00Z</dcterms:created>"
        return docx("".join(map(paragraph, [title, *paragraphs])), core)
    text = f"<h1>{title}</h1>" + "".join(f"<p>{words}</p>" for words in paragraphs)
    said = f"<dc:title>{title}</dc:title><dc:language>en</dc:language><dc:date>2026-11-20</dc:date>"
    return epub({"one.xhtml": text}, said)


def warc(records: Sequence[Record], content: Callable[[Record], bytes], *, packs: bool = True) -> list[bytes]:
    """A response for each record: `uri`, what it holds, `type`, `date`, `headers`, `shift` (of its Content-Length)."""
    made = []
    for record in records:
        out = io.BytesIO()
        said = [("Content-Type", record.get("type", "text/html")), *record.get("headers", {}).items()]
        head = StatusAndHeaders(record.get("status", "200 OK"), said, protocol="HTTP/1.1")
        writer = WARCWriter(out, gzip=False)
        writer.write_record(
            writer.create_warc_record(
                record["uri"], "response", payload=io.BytesIO(content(record)), http_headers=head,
                warc_headers_dict={"WARC-Date": record.get("date", "2026-11-20T10:00:00Z")},
            )
        )  # fmt: skip
        plain = _shifted(out.getvalue(), record.get("shift", 0))
        made.append(gzip.compress(plain, mtime=0) if packs else plain)
    return made


def _shifted(record: bytes, by: int) -> bytes:
    """The record with its Content-Length wrong by so many bytes."""
    begin, stated, rest = record.partition(b"Content-Length: ")
    length, _, rest = rest.partition(b"\r\n")
    return b"".join([begin, stated, b"%d\r\n" % (int(length) + by), rest])


def zstd(content: bytes) -> bytes:
    """A frame of Zstandard with raw blocks (RFC 8878, section 3.1)."""
    blocks = [content[at : at + 100_000] for at in range(0, len(content), 100_000)]
    heads = [(len(one) << 3 | (number == len(blocks) - 1)).to_bytes(3, "little") for number, one in enumerate(blocks)]
    return b"\x28\xb5\x2f\xfd\x00\x58" + b"".join(head + block for head, block in zip(heads, blocks, strict=True))


def arc(records: Sequence[Record], content: Callable[[Record], bytes]) -> list[bytes]:
    """The records of an ARC file of version 1, its description first."""
    first = b"1 0 Desk\nURL IP-address Archive-date Content-type Archive-length\n"
    made = [b"filedesc://desk.arc 0.0.0.0 20261120100000 text/plain %d\n%s\n" % (len(first), first)]
    for record in records:
        kind = record.get("type", "text/html").encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n" + content(record)
        head = b"%s 192.0.2.1 20261120100000 %s %d\n" % (record["uri"].encode(), kind, len(http))
        made.append(head + http + b"\n")
    return made


def wacz(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        file.writestr("datapackage.json", "{}", zipfile.ZIP_DEFLATED)
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """An Excel file with one sheet. A cell `{day: N}` or `{moment: N}` is a number that is shown as a date."""

    def cell(row: int, place: int, value: Any) -> str:
        at = f'r="{chr(65 + place)}{row}"'
        match value:
            case None:
                return ""
            case {"day": number}:
                return f'<c {at} s="1"><v>{number}</v></c>'
            case {"moment": number}:
                return f'<c {at} s="2"><v>{number}</v></c>'
            case int() | float():
                return f"<c {at}><v>{value}</v></c>"
        return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

    lines = "".join(
        f'<row r="{row}">{"".join(cell(row, place, value) for place, value in enumerate(cells))}</row>'
        for row, cells in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    styles = '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_REL}/officeDocument" '
                'Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": (
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
                '<sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{_PACKAGE}">'
                f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="r2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
            ),
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{merges}</worksheet>'
            ),
        }
    )
