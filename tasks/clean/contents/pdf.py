"""PDF documents, by PDFium: lines with their places on the page, from which lines.py makes paragraphs.

PDFium is an optional part of the installation (`broadsheet[documents]`). It is C++ that reads foreign bytes, and runs
only here, in a worker process with limits of time and memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schemas.outcomes import Outcome, outcome
from tasks.clean.contents import CleanInput, ContentRead, Limits
from tasks.clean.contents.documents import StatedFields, settled
from tasks.clean.contents.pdf_lines import PrintedLine, paragraphs_of_lines
from tasks.clean.prose import cleaned

_SIGN = b"%PDF-"
_SIGN_BYTES = 1024
"""What readers of PDF pass over before the sign (ISO 32000-1, annex H.3)."""
_CURE = "pip install 'broadsheet[documents]'"
_PASSWORD = 4
"""FPDF_ERR_PASSWORD"""
_DATE = re.compile(r"^D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?")
_MOST_UNREADABLE = 0.2
"""Share of signs without a letter from which a text is rubbish: its fonts do not say what their signs mean."""
_MOST_SIGNS = 5_000_000


def is_content(payload: bytes) -> bool:
    """Whether the bytes are a PDF, also with some rubbish before it."""
    if payload.startswith(_SIGN):
        return True
    return _SIGN in payload[:_SIGN_BYTES] and (b"startxref" in payload or b"%%EOF" in payload)


def read(job: CleanInput, payload: bytes, limits: Limits) -> ContentRead | Outcome:
    """The paragraphs without running heads and page numbers; title, authors and dates of the document's information."""
    try:
        import pypdfium2 as pdfium  # noqa: PLC0415 - an optional part
    except ImportError:
        return outcome("reader_missing", f"{job.name}: a PDF; to read it: {_CURE}")
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            return outcome("encrypted", f"{job.name}: the PDF asks for a password")
        return outcome("bad_document", f"{job.name}: the PDF cannot be opened: {error}")
    try:
        return _read(job, document, limits, pdfium)
    finally:
        document.close()


def _read(job: CleanInput, document: Any, limits: Limits, pdfium: Any) -> ContentRead | Outcome:
    count = len(document)
    if count > limits.document_pages:
        words = f"{count:,} pages, the limit is {limits.document_pages:,} (setting max_document_pages)"
        return outcome("too_large", f"{job.name}: {words}")
    pages: list[list[PrintedLine]] = []
    broken = signs = unreadable = 0
    for number in range(count):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            broken += 1
            pages.append([])
            continue
        lines = list(_lines(page, pdfium.raw))
        page.close()
        signs += sum(len(printed.text) for printed in lines)
        unreadable += sum(_unreadable(printed.text) for printed in lines)
        pages.append(lines)
        if signs > _MOST_SIGNS:
            return outcome("too_large", f"{job.name}: more than {_MOST_SIGNS:,} signs of text")
    if broken == count:
        return outcome("bad_document", f"{job.name}: none of {count} pages of the PDF can be read")
    if unreadable > signs * _MOST_UNREADABLE:
        return outcome(
            "no_text", f"{job.name}: its fonts do not say which letters they show: it needs text recognition"
        )
    text = paragraphs_of_lines(pages)
    if not text.paragraphs:
        words = f"{count} pages without text, as a scanner makes them: it needs text recognition (OCR) first"
        return outcome("no_text", f"{job.name}: {words}")
    meta = settled(job, _stated(document, pdfium.raw), text.title, text.paragraphs)
    version = pdfium.PYPDFIUM_INFO.version
    return ContentRead(meta, text.paragraphs, "article", [], "pdfium", str(version))


def _stated(document: Any, raw: Any) -> StatedFields:
    said = {name: cleaned(value).strip() for name, value in document.get_metadata_dict(skip_empty=True).items()}
    return StatedFields(
        title=said.get("Title"),
        authors=[name for name in re.split(r"[;\n]", said.get("Author", "")) if name.strip()],
        created=_iso(said.get("CreationDate")),
        modified=_iso(said.get("ModDate")),
        language=_language(document, raw),
        description=said.get("Subject"),
        keywords=re.split(r"[,;]", said.get("Keywords", "")),
    )


def _iso(date: str | None) -> str | None:
    """A date of PDF (D:20260312093000+01'00') in ISO 8601."""
    found = _DATE.match(date or "")
    if not found:
        return None
    year, month, day, hour, minute, second, sign, off_hours, off_minutes = found.groups()
    if not (month and day):
        return None
    if not (hour and minute):
        return f"{year}-{month}-{day}"
    zone = f"{sign}{off_hours}:{off_minutes or '00'}" if sign else "Z" if "Z" in found[0] else ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}"


def _language(document: Any, raw: Any) -> str | None:
    """The language that the document's catalogue states."""
    import ctypes  # noqa: PLC0415 - with PDFium only

    ask = getattr(raw, "FPDFCatalog_GetLanguage", None)
    if ask is None:
        return None
    try:
        size = ask(document, None, 0)
        if not 2 < size < 200:
            return None
        buffer = ctypes.create_string_buffer(size)
        ask(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
        return buffer.raw.decode("utf-16-le", "ignore").strip("\x00 ") or None
    except (ctypes.ArgumentError, TypeError):
        return None


def _lines(page: Any, raw: Any) -> Iterator[PrintedLine]:
    """The lines of a page in the order in which it draws them, which nearly always is that of reading."""
    text = page.get_textpage()
    start = 0
    codes: list[int] = []
    count = text.count_chars()
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        # PDFium joins the parts of a word that was broken at the end of a line, and puts 2 in place of the hyphen.
        is_hyphen = code == 2
        if is_hyphen or code in {10, 13}:
            if found := _line(text, raw, codes + ([0x2010] if is_hyphen else []), start, broken=is_hyphen):
                yield found
            codes, start = [], at + 1
        else:
            codes.append(code)
    if found := _line(text, raw, codes, start, broken=False):
        yield found
    text.close()


def _line(text: Any, raw: Any, codes: list[int], start: int, *, broken: bool) -> PrintedLine | None:
    shown = [place for place, code in enumerate(codes) if code > 32]
    if not shown:
        return None
    left, low, _, high = text.get_charbox(start + shown[0], loose=True)
    _, low_end, right, high_end = text.get_charbox(start + shown[-1], loose=True)
    words = "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    size = raw.FPDFText_GetFontSize(text, start + shown[0]) or 0.0
    height = max(high, high_end) - min(low, low_end)
    return PrintedLine(
        text=" ".join(cleaned(words).split()),
        left=left,
        right=max(right, left),
        bottom=min(low, low_end),
        top=max(high, high_end),
        # Some programs draw at size 1 and enlarge the page: the box then tells the size.
        size=size if size > 2 else height * 0.8,
        is_broken=broken,
    )


def _unreadable(text: str) -> int:
    return sum(1 for sign in text if sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or ord(sign) >= 0xF0000)
