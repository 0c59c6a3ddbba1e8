"""PDF, Word and EPUB as articles: paragraphs, title, authors and date; and what each kind of unusable file ends as."""

from __future__ import annotations

import subprocess
import sys
import zlib
from datetime import UTC, datetime

import pytest

from schemas.fields import Article
from schemas.settings import Settings
from tasks.archive import Stored, Writer
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits
from tasks.clean.sandbox.pool import Sandbox
from tasks.clean.sandbox.worker import CleanRequest
from tests.tasks.clean.contents.make_documents import column, docx, epub, paragraph, pdf, zipped

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = "The council of Saltmarsh decided on Monday to repair the harbour wall before the winter storms come."
SECOND = "Costs have risen from four to eleven million since the plan was first approved three years ago."


def article(payload: bytes, name: str = "paper", label: str | None = None, **limits: int) -> Article:
    kept = Limits(**{"page_bytes": 10_000_000, "elements": 100_000, **limits})
    return article_of(CleanInput(0, Stored(payload, label, None), name, None, NOW), kept)


def paragraphs(found: Article) -> list[str]:
    assert found.reason is None, (found.reason, found.detail)
    return [found.body[place["char_start"] : place["char_end"]] for place in found.paragraphs]


def ended(found: Article) -> tuple[str | None, str | None]:
    return found.reason, found.detail


WRAPPED = ("The council of Saltmarsh decided on Monday to repair", "the harbour wall before the winter storms come.")
NEXT = ("Costs have risen from four to eleven million since the", "plan was first approved three years ago.")


@pytest.mark.parametrize(
    "lines",
    [
        column(*WRAPPED, "", *NEXT),
        [*column(*WRAPPED), *column(NEXT[0], top=714, left=84), *column(NEXT[1], top=701)],
        [*column(*WRAPPED), *column(*NEXT, left=320)],
    ],
    ids=["a gap", "an indent", "a second column"],
)
def test_lines_of_a_pdf_are_joined_to_the_paragraphs_that_readers_see(lines):
    assert paragraphs(article(pdf(lines))) == [FIRST, SECOND]


def test_words_that_were_broken_at_line_ends_are_whole_again_and_compounds_keep_their_hyphen():
    lines = column(
        "The com-",
        "mittee of the well-",
        "known harbour met in the long-",
        "term store. A long-term lease was the re-",
        "sult.",
    )
    assert paragraphs(article(pdf(lines))) == [
        "The committee of the well-known harbour met in the long-term store. A long-term lease was the result."
    ]


def test_running_heads_and_page_numbers_are_no_text_and_a_sentence_goes_on_over_the_page():
    def page(number, *lines):
        head = (72, 810, 8, "Saltmarsh Council, Quarterly Bulletin")
        return [head, *column(*lines), (500, 30, 8, f"Page {number} of 3")]

    whole = pdf(
        page(1, *WRAPPED, "", "The ferry, which many residents of the island"),
        page(2, "use every day, will run again from Monday on.", "", "Page 4 of the report names the price."),
        page(3, *NEXT),
    )
    assert paragraphs(article(whole)) == [
        FIRST,
        "The ferry, which many residents of the island use every day, will run again from Monday on.",
        "Page 4 of the report names the price.",
        SECOND,
    ]


def test_title_authors_and_dates_come_from_the_lines_that_readers_see_then_from_the_document():
    lines = [
        (72, 780, 22, "Harbour wall to be repaired"),
        *column("By Ida Marrow and Tom Okafor", "12 March 2026", "", *WRAPPED, "", *NEXT),
    ]
    info = {"Title": "Harbour wall to be repaired", "Author": "Press office", "CreationDate": "D:20260310093000+01'00'",
            "ModDate": "D:20260314093000Z", "Keywords": "harbour; winter", "Subject": "What was decided"}  # fmt: skip
    found = article(pdf(lines, info=info, language="en-GB"))
    assert paragraphs(found) == [FIRST, SECOND]
    assert (found.title, found.title_from, found.headline) == (
        "Harbour wall to be repaired",
        "document",
        "Harbour wall to be repaired",
    )
    assert ([one["name"] for one in found.authors], found.authors_from) == (["Ida Marrow", "Tom Okafor"], "byline")
    assert (found.published_at, found.published_precision, found.published_from) == (
        datetime(2026, 3, 12, tzinfo=UTC),
        "day",
        "shown",
    )
    assert (found.modified_at, found.modified_from) == (datetime(2026, 3, 14, 9, 30, tzinfo=UTC), "document")
    assert ([tag["name"] for tag in found.tags], found.description) == (["harbour", "winter"], "What was decided")
    assert (found.language, found.extractor) == ("en", "pdfium")


def test_what_programs_write_into_title_and_author_by_themselves_is_not_believed():
    info = {
        "Title": "Microsoft Word - statement_final.docx",
        "Author": "Administrator",
        "CreationDate": "D:20260310093000+01'00'",
    }
    found = article(pdf([(72, 780, 22, "Ferry returns"), *column(*WRAPPED)], info=info))
    assert (found.title, found.title_from, found.authors) == ("Ferry returns", "derived", [])
    assert (found.published_at, found.published_from) == (datetime(2026, 3, 10, 8, 30, tzinfo=UTC), "document")


def test_a_pdf_is_known_by_its_bytes_whatever_it_is_called():
    assert paragraphs(article(b"\r\nrubbish\n" + pdf(column(*WRAPPED)), "news.html", "text/html")) == [FIRST]


@pytest.mark.parametrize(
    ("payload", "limits", "end"),
    [
        (pdf(column(*WRAPPED), encrypted=True), {}, ("encrypted", "paper: the PDF asks for a password")),
        (pdf([], []), {},
         ("no_text", "paper: 2 pages without text, as a scanner makes them: it needs text recognition (OCR) first")),
        (pdf(*[column(*WRAPPED)] * 3), {"document_pages": 2},
         ("too_large", "paper: 3 pages, the limit is 2 (setting max_document_pages)")),
        (b"%PDF-1.7\nnothing of it is there", {},
         ("bad_document", "paper: the PDF cannot be opened: Failed to load document (PDFium: Data format error).")),
    ],
    ids=["encrypted", "scanned", "too many pages", "broken"],
)  # fmt: skip
def test_a_pdf_that_cannot_be_read_ends_with_a_reason(payload, limits, end):
    assert ended(article(payload, **limits)) == end


def test_a_pdf_cut_off_in_the_middle_gives_its_pages_or_a_reason():
    whole = pdf(column(*WRAPPED), column(*NEXT))
    for share in (0.3, 0.6, 0.9):
        found = article(whole[: int(len(whole) * share)])
        assert found.reason in {None, "bad_document", "no_text"}


BODY = (
    paragraph("Harbour wall to be repaired", "Titel1")
    + paragraph("By Ida Marrow")
    + paragraph("12 March 2026")
    + "<w:p><w:r><w:t>The council of Saltmarsh decided on Monday to repair the har</w:t></w:r>"
    "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    "<w:r><w:t>bour wall before the winter storms come.</w:t></w:r></w:p>"
    f"<w:tbl><w:tr><w:tc>{paragraph('2024')}</w:tc><w:tc>{paragraph('4 million')}</w:tc></w:tr></w:tbl>"
    '<w:p><w:hyperlink r:id="r9"><w:r><w:t>The plan</w:t></w:r></w:hyperlink>'
    '<w:r><w:t xml:space="preserve"> was first</w:t><w:br/><w:t>approved.</w:t></w:r></w:p>'
)
STYLES = '<w:style w:styleId="Titel1"><w:name w:val="Title"/></w:style>'
LINKS = {
    "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r9" Type="http://x/hyperlink"'
    ' Target="https://plans.example/1"/></Relationships>',
    "word/header1.xml": "<w:hdr>Running head</w:hdr>",
}


def test_a_word_document_gives_its_paragraphs_rows_title_byline_date_and_links():
    core = (
        "<dc:title/><dc:creator>Press office</dc:creator><dcterms:created>2026-03-10T08:30:00Z</dcterms:created>"
        "<dcterms:modified>2026-03-14T08:30:00Z</dcterms:modified>"
    )
    found = article(docx(BODY, core, STYLES, LINKS), "paper.docx")
    assert paragraphs(found) == [FIRST, "2024 | 4 million", "The plan was first\napproved."]
    assert (found.title, found.title_from) == ("Harbour wall to be repaired", "derived")
    assert ([one["name"] for one in found.authors], found.authors_from) == (["Ida Marrow"], "byline")
    assert (found.published_at, found.published_from) == (datetime(2026, 3, 12, tzinfo=UTC), "shown")
    assert (found.modified_at, found.modified_from) == (datetime(2026, 3, 14, 8, 30, tzinfo=UTC), "document")
    assert found.links == [{"url": "https://plans.example/1", "host": "plans.example", "anchor": "The plan"}]


def test_an_epub_gives_its_chapters_in_reading_order_and_what_its_package_says():
    metadata = (
        "<dc:title>The Ferry Papers</dc:title><dc:creator>Ida Marrow</dc:creator><dc:creator>Tom Okafor</dc:creator>"
        "<dc:language>en</dc:language><dc:date>2026-02-03</dc:date>"
        '<meta property="dcterms:modified">2026-02-04T10:00:00Z</meta><dc:publisher>Saltmarsh Press</dc:publisher>'
        "<dc:description>&lt;p&gt;About &lt;b&gt;ferries&lt;/b&gt;.&lt;/p&gt;</dc:description>"
        "<dc:subject>Ferries</dc:subject>"
    )
    chapters = {
        "toc.xhtml": '<body epub:type="frontmatter toc"><p>Chapter 1 … 3</p></body>',
        "text/one 1.xhtml": f"<h1>The wall</h1><p>{FIRST.replace(' on ', chr(10) + 'on ')}</p>"
        "<nav><p>Next</p></nav><ul><li>One</li><li><p>Two</p></li></ul>",
        "text/two.xhtml": f"<h1>The price</h1><p>{SECOND}</p>"
        '<table><tr><td>2024</td><td><a href="https://plans.example/1">4 million</a></td></tr></table>',
    }
    found = article(epub(chapters, metadata), "papers.epub")
    assert paragraphs(found) == ["The wall", FIRST, "- One", "- Two", "The price", SECOND, "2024 | 4 million"]
    assert (found.title, found.title_from) == ("The Ferry Papers", "document")
    assert ([one["name"] for one in found.authors], found.authors_from) == (["Ida Marrow", "Tom Okafor"], "document")
    assert (found.published_at, found.published_from) == (datetime(2026, 2, 3, tzinfo=UTC), "document")
    assert (found.sitename, found.description, found.language) == ("Saltmarsh Press", "About ferries.", "en")
    assert [link["url"] for link in found.links] == ["https://plans.example/1"]


BOMB = docx("<w:p><w:r><w:t>" + "word " * 2_000_000 + "</w:t></w:r></w:p>")
_ENCRYPTION = (
    '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
    '<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
)
DRM = _ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc")
FONTS = _ENCRYPTION.format("http://www.idpf.org/2008/embedding")


@pytest.mark.parametrize(
    ("payload", "limits", "end"),
    [
        (BOMB, {"document_bytes": 1_000_000},
         ("too_large", "paper: its parts are more than 1 MB (setting max_document_mb) when unpacked")),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), {},
         ("encrypted", "paper: the Word document asks for a password")),
        (docx(""), {}, ("no_text", "paper: the Word document has no text")),
        (docx(paragraph(FIRST * 500))[:-300], {},
         ("bad_document", "paper: its ZIP file cannot be read: File is not a zip file")),
        (zipped({"word/other.xml": "<x/>"}), {}, ("bad_document", "paper: a Word document without word/document.xml")),
        (epub({"a.xhtml": f"<p>{FIRST}</p>"}, more={"META-INF/encryption.xml": DRM}), {},
         ("encrypted", "paper: the EPUB is protected (DRM)")),
        (epub({"a.xhtml": ""}), {}, ("no_text", "paper: the EPUB has no text")),
        (epub({f"{number}.xhtml": "<p>x</p>" for number in range(3)}), {"document_pages": 2},
         ("too_large", "paper: 3 chapters, the limit is 2 (setting max_document_pages)")),
        (zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"}), {},
         ("bad_document", "paper: an EPUB without a package file")),
        (zipped({"a.txt": "words"}), {}, ("unsupported_type", "paper: a ZIP archive: unpack it first")),
    ],
    ids=["zip bomb", "locked word", "empty word", "cut off", "no main part", "drm", "empty epub", "many chapters",
         "no package", "other zip"],
)  # fmt: skip
def test_a_word_document_or_epub_that_cannot_be_read_ends_with_a_reason(payload, limits, end):
    assert ended(article(payload, **limits)) == end


def test_fonts_that_are_hidden_do_not_make_a_book_unreadable():
    assert paragraphs(article(epub({"a.xhtml": f"<p>{FIRST}</p>"}, more={"META-INF/encryption.xml": FONTS}))) == [FIRST]


def test_entities_of_a_word_document_are_not_read():
    inside = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]><d><p><t>&b;&f;words</t></p></d>'
    found = article(zipped({"word/document.xml": inside}))
    assert paragraphs(found) == ["words"]


def test_nested_tables_a_thousand_deep_cost_no_stack():
    deep = "<w:tbl><w:tr><w:tc>" * 200 + paragraph("words at the bottom") + "</w:tc></w:tr></w:tbl>" * 200
    assert paragraphs(article(docx(deep))) == ["words at the bottom"]


def test_without_the_optional_part_a_pdf_says_what_to_install(tmp_path):
    (tmp_path / "paper.pdf").write_bytes(pdf(column(*WRAPPED)))
    script = f"""
import sys
sys.modules["pypdfium2"] = None  # as where it is not installed
from datetime import UTC, datetime
from tasks.archive import Stored
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits
payload = open({str(tmp_path / "paper.pdf")!r}, "rb").read()
asked = CleanInput(0, Stored(payload, None, None), "paper.pdf", None, datetime.now(UTC))
found = article_of(asked, Limits(10**7, 10**5))
print(found.reason, found.detail)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "reader_missing paper.pdf: a PDF; to read it: pip install 'broadsheet[documents]'\n"


@pytest.mark.long
def test_hostile_documents_end_by_themselves_in_the_sandbox_and_their_neighbours_are_read(tmp_path):
    million = zlib.compress(b"BT /F 11 Tf 72 700 Td (word ) Tj ET\n" * 2_000_000, 1)
    payloads = [
        pdf(column(*WRAPPED)),
        pdf(streams=[million]),
        pdf(streams=[zlib.compress(bytes(400_000_000), 1)]),
        docx(paragraph(FIRST)),
        epub({"a.xhtml": f"<p>{SECOND}</p>"}),
    ]
    settings = Settings(home=tmp_path, clean_workers=2, clean_seconds=5, clean_memory_mb=1500)
    with Writer(settings.archive, "documents.warc.gz") as writer:
        places = [writer.add_resource(f"file:///{at}", one, "application/pdf", NOW) for at, one in enumerate(payloads)]
    known = {"known_title": None, "known_authors": None, "known_published": None, "known_language": None}
    sandbox = Sandbox(settings)
    try:
        orders = [CleanRequest(at, place, f"{at}", None, NOW, known) for at, place in enumerate(places)]
        found = {one.position: one for one in sandbox.clean(orders)}
    finally:
        sandbox.close()
    assert [found[at].body for at in (0, 3, 4)] == [FIRST, FIRST, SECOND]
    assert found[1].reason in {None, "too_large", "clean_timeout", "clean_memory", "clean_crash"}
    assert found[2].reason in {"no_text", "clean_timeout", "clean_memory", "clean_crash", "bad_document"}
