"""Manifests: a row an article; a broken row is told and costs nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from schemas.sources import Source
from tasks.discover.offers import ManifestFields, Offer
from tasks.discover.readers.manifest import offers_in_manifest

ARTICLE = '{"url": "https://a.example/1"}\n'


@pytest.fixture
def read(tmp_path):
    """Writes a manifest, reads it; the warnings collect in `read.warnings`."""

    def read(name: str, content: str | bytes, columns: dict[str, str] | None = None) -> list[Offer]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_path(path, columns)

    def read_path(path: Path, columns: dict[str, str] | None = None) -> list[Offer]:
        source = Source(name="dump", kind="manifest", location=str(path), columns=columns)
        return list(offers_in_manifest(source, path, read.warnings.append, named))  # type: ignore[attr-defined]

    def named(name: str) -> Source:
        return Source(name=name, kind="manifest", location=name)

    read.warnings = []  # type: ignore[attr-defined]
    read.path = read_path  # type: ignore[attr-defined]
    return read


def ends(offers: list[Offer]) -> list[tuple[str | None, str | None]]:
    """Each offer as the address it was given and the reason why it ends here."""
    return [(offer.url, offer.reason) for offer in offers]


JSON_LINES = '{"url": "https://a.example/1", "title": "One"}\n\n{"url": "https://a.example/2", "title": null}\n'
CSV = "url,title\r\nhttps://a.example/1,One\r\n\r\nhttps://a.example/2,\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.jsonl", JSON_LINES.encode()),
        ("m.JSONL", JSON_LINES.encode()),
        ("m.jsonl", b"\xef\xbb\xbf" + JSON_LINES.encode()),
        ("m.jsonl", JSON_LINES.strip().replace("\n", "\r\n").encode()),
        ("m.jsonl.gz", gzip.compress(JSON_LINES.encode())),
        ("m.jsonl.gz", gzip.compress(JSON_LINES[:10].encode()) + gzip.compress(JSON_LINES[10:].encode())),
        ("m.csv", CSV.encode()),
        ("m.csv", b"\xef\xbb\xbf" + CSV.encode()),
        ("m.csv.gz", gzip.compress(CSV.encode())),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_form_of_a_manifest_gives_the_same_offers(read, name, content):
    offers = read(name, content)
    assert [(offer.address, offer.url, offer.known, offer.reason) for offer in offers] == [
        ("https://a.example/1", "https://a.example/1", ManifestFields(title="One"), None),
        ("https://a.example/2", "https://a.example/2", ManifestFields(), None),
    ]
    assert read.warnings == []


def test_a_parquet_manifest_is_read_in_its_order_with_its_types(read, tmp_path):
    path = tmp_path / "m.parquet"
    duckdb.sql(
        """
        SELECT 'https://a.example/' || i AS url, 'Title ' || i AS title, ['Ana Ruiz', 'Tom Okafor'] AS authors,
               TIMESTAMPTZ '2024-05-01 10:00:00+02' AS published, 'en' AS language
        FROM range(3000) AS numbers(i)
        """
    ).write_parquet(str(path))
    offers = read.path(path)
    assert [offer.url for offer in offers] == [f"https://a.example/{number}" for number in range(3000)]
    assert offers[2999].known == ManifestFields(
        title="Title 2999",
        authors=("Ana Ruiz", "Tom Okafor"),
        published="2024-05-01 08:00:00+00:00",
        language="en",
    )


def test_everything_that_a_row_may_say_of_an_article_is_known(read):
    [offer] = read(
        "m.jsonl",
        '{"id": 7, "url": "https://a.example/1", "title": " One ", "authors": ["Ana Ruiz", null, " "],'
        ' "published": "2024-05-01", "language": "en", "source": "The Courier"}',
    )
    assert offer.known == ManifestFields(title="One", authors=("Ana Ruiz",), published="2024-05-01", language="en")
    assert offer.source.name == "The Courier"


def test_no_control_of_a_terminal_or_of_writing_direction_comes_in_with_what_a_row_says(read):
    row = (
        r'{"url": "https://a.example/1", "title": "\u001b[31mQuay\u0085 to\u202e be\u200c\trebuilt", "authors": '
        r'"A\u009bna; \u2066", '
        r'"language": "\u001b", "source": "De\u0007sk"}'
    )
    [offer] = read("m.jsonl", row)
    assert offer.known == ManifestFields(title="[31mQuay to be\u200c rebuilt", authors=("A na",))
    assert offer.source.name == "De sk"


def test_authors_in_one_text_are_parted_at_semicolons_because_a_comma_may_stand_in_a_name(read):
    [offer] = read("m.csv", 'url,authors\nhttps://a.example/1,"Ruiz, Ana; Tom Okafor"\n')
    assert offer.known.authors == ("Ruiz, Ana", "Tom Okafor")


def test_a_broken_row_is_refused_with_its_number_and_the_others_are_read(read, tmp_path):
    offers = read(
        "m.jsonl", ARTICLE + '{"url": \n[1]\n3\nnull\n{}\n{"url": ["x"]}\n{"url": 5}\n' + "[" * 50_000 + "\n" + ARTICLE
    )
    assert ends(offers) == [
        ("https://a.example/1", None),
        *[(None, "bad_row")] * 5,
        (None, "bad_url"),
        (None, "bad_url"),
        (None, "bad_row"),
        ("https://a.example/1", None),
    ]
    assert offers[1].address == f"file://{tmp_path}/m.jsonl#2"
    assert offers[2].detail == f"{tmp_path}/m.jsonl, row 3: not an object"
    assert offers[5].detail == f"{tmp_path}/m.jsonl, row 6: none of the columns file, url, html, text has a value"


def test_a_csv_row_with_more_fields_is_refused_and_one_with_fewer_lacks_the_last(read, tmp_path):
    offers = read("m.csv", "url,title\nhttps://a.example/1,a,b\nhttps://a.example/2\nhttps://a.example/3,c\n")
    assert ends(offers) == [(None, "bad_row"), ("https://a.example/2", None), ("https://a.example/3", None)]
    assert offers[0].detail == f"{tmp_path}/m.csv, row 1: 1 more fields than the header has"


def test_a_quotation_mark_that_is_never_closed_is_told_and_does_not_swallow_the_rest(read):
    offers = read("m.csv", 'url,title\nhttps://a.example/1,a\nhttps://a.example/2,"b\nhttps://a.example/3,c\n')
    assert ends(offers) == [("https://a.example/1", None), (None, "bad_row")]


def test_a_csv_field_may_hold_a_page_with_lines_commas_and_quotation_marks(read):
    page = "<p>" + "words, \n" * 50_000 + '"quoted"</p>'
    quoted = page.replace('"', '""')
    [offer] = read("m.csv", f'url,html\nhttps://a.example/1,"{quoted}"\n')
    assert offer.inline == page.encode()


def test_a_manifest_without_the_columns_that_hold_content_refuses_each_row(read, tmp_path):
    offers = read("m.csv", "headline,where\nOne,https://a.example/1\nTwo,https://a.example/2\n")
    assert ends(offers) == [(None, "bad_row"), (None, "bad_row")]
    assert read.warnings == [
        f"{tmp_path}/m.csv: took headline for title; to say otherwise: --columns title=headline",
        f"{tmp_path}/m.csv: columns that say nothing to us were ignored: where",
    ]


def test_unknown_columns_are_warned_about_once_for_the_whole_manifest(read, tmp_path):
    read(
        "m.jsonl", '{"url": "https://a.example/1", "views": 1}\n' * 3 + '{"url": "https://a.example/2", "b\\ud800": 2}'
    )
    assert read.warnings == [f"{tmp_path}/m.jsonl: columns that say nothing to us were ignored: b\ud800, views"]


def test_with_a_mapping_only_the_mapped_columns_are_read_and_nothing_is_warned_about(read):
    [offer] = read(
        "m.jsonl",
        '{"link": "https://a.example/1", "url": "https://b.example/", "title": "Not this", "body": "Nor this"}',
        columns={"url": "link", "published": "when"},
    )
    assert (offer.url, offer.known, offer.inline, read.warnings) == ("https://a.example/1", ManifestFields(), None, [])


def test_a_mapped_column_that_is_nowhere_is_told_with_the_one_that_was_meant(read, tmp_path):
    columns = {"url": "link", "title": "Ueberschrift", "published": "zzz"}
    [offer] = read("m.csv", "link;Überschrift\nhttps://a.example/1;Brücke zu\n", columns=columns)
    assert offer.known.title is None
    assert read.warnings == [f"{tmp_path}/m.csv: there is no column Ueberschrift; did you mean Überschrift?"]


def test_a_mapping_is_named_in_the_refusal_of_a_row_without_content(read, tmp_path):
    [offer] = read("m.jsonl", '{"url": "https://a.example/1"}', columns={"url": "link"})
    assert offer.detail == f"{tmp_path}/m.jsonl, row 1: none of the columns file, link, html, text has a value"


def test_nan_and_infinity_are_no_values(read):
    offers = read(
        "m.jsonl", '{"url": "https://a.example/1", "title": NaN}\n{"url": NaN}\n{"text": "x", "title": -Infinity}'
    )
    assert [(offer.known.title, offer.reason) for offer in offers] == [(None, None), (None, "bad_row"), (None, None)]


def test_a_lone_surrogate_in_a_text_becomes_the_replacement_character_and_a_pair_its_character(read):
    [lone, pair] = read("m.jsonl", '{"text": "a\\ud800b"}\n{"text": "a\\ud83d\\ude00b\\ud800"}')
    assert [lone.inline, pair.inline] == ["a\ufffdb".encode(), "a😀b\ufffd".encode()]


def test_a_lone_surrogate_in_an_address_is_a_bad_address(read):
    assert [offer.reason for offer in read("m.jsonl", '{"url": "https://a.example/\\ud800"}\n')] == ["bad_url"]


@pytest.mark.parametrize("name", ["a\\u0000b.html", "a\\ud800b.html"])
def test_a_file_name_that_no_file_can_have_is_a_bad_row_and_the_others_are_read(read, name):
    offers = read("m.jsonl", f'{{"file": "{name}"}}\n{ARTICLE}')
    assert ends(offers) == [(None, "bad_row"), ("https://a.example/1", None)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.jsonl.gz", ARTICLE.encode()),
        ("m.csv.gz", b"url\nhttps://a.example/1\n"),
        ("m.parquet", b"PAR1 and no more PAR1"),
        ("m.parquet", b""),
    ],
)
def test_a_manifest_that_is_not_what_its_name_says_is_refused_once(read, name, content):
    assert [offer.reason for offer in read(name, content)] == ["bad_manifest"]


def test_what_comes_before_the_damage_in_a_gzipped_manifest_is_read(read):
    whole = gzip.compress(ARTICLE.encode() * 3)
    assert [offer.reason for offer in read("m.jsonl.gz", whole[:-4])] == [None, None, None, "bad_manifest"]


def test_broken_compressed_data_is_a_bad_manifest(read):
    whole = bytearray(gzip.compress(bytes(range(256)) * 10))
    whole[20:40] = b"\xff" * 20
    assert [offer.reason for offer in read("m.jsonl.gz", bytes(whole))][-1] == "bad_manifest"


def test_a_csv_manifest_that_is_not_utf_8_is_read_as_what_it_is_and_told(read, tmp_path):
    [offer] = read("m.csv", b"url,title\nhttps://a.example/1,caf\xe9\n")
    assert offer.known.title == "café"
    assert read.warnings == [
        f"{tmp_path}/m.csv: it is not UTF-8 and was read as cp1252; where its letters are wrong, save it as UTF-8"
    ]


@pytest.mark.parametrize(
    ("name", "content"), [("m.jsonl", ""), ("m.jsonl", "\n \n"), ("m.csv", ""), ("m.csv", "url,title\n")]
)
def test_a_manifest_without_rows_holds_nothing(read, name, content):
    assert [offer.reason for offer in read(name, content)] == ["nothing_inside"]


@pytest.mark.parametrize(
    ("row", "inline", "media_type"),
    [
        ('{"html": "<p>x</p>"}', b"<p>x</p>", "text/html; charset=utf-8"),
        ('{"text": "Böse"}', "Böse".encode(), "text/plain; charset=utf-8"),
        ('{"html": "<p>x</p>", "text": "x"}', b"<p>x</p>", "text/html; charset=utf-8"),
        ('{"html": "", "text": "x"}', b"x", "text/plain; charset=utf-8"),
        ('{"text": ""}', b"", "text/plain; charset=utf-8"),
        ('{"url": "https://a.example/1", "text": ""}', None, None),
    ],
)
def test_content_in_the_row_is_taken_as_it_is_and_an_empty_one_only_where_nothing_else_is_given(
    read, row, inline, media_type
):
    [offer] = read("m.jsonl", row)
    assert (offer.inline, offer.inline_type, offer.reason) == (inline, media_type, None)


def test_inline_content_is_known_by_its_url_else_its_id_else_what_it_says(read, tmp_path):
    rows = [
        '{"url": "https://a.example/1?utm_source=x", "id": "7", "text": "a"}',
        '{"id": 7, "text": "a"}',
        '{"text": "a"}',
    ]
    offers = read("m.jsonl", "\n".join(rows))
    here = f"file://{tmp_path}/m.jsonl"
    assert [offer.address for offer in offers] == [
        "https://a.example/1",
        f"{here}#7",
        f"{here}#990e269d-51e9-2655-e90f-59e05a554b9c",
    ]


def test_a_file_is_found_beside_the_manifest_and_known_by_the_url_of_its_row(read, tmp_path):
    offers = read("m.jsonl", '{"file": "p/1.html", "url": "https://a.example/1"}\n{"file": "p/../2.html"}\n')
    assert [(offer.address, offer.url, offer.file) for offer in offers] == [
        ("https://a.example/1", "https://a.example/1", f"file://{tmp_path}/p/1.html"),
        (f"file://{tmp_path}/2.html", None, f"file://{tmp_path}/2.html"),
    ]


def test_a_file_that_two_rows_name_is_told_with_its_row(read, tmp_path):
    (tmp_path / "a.html").write_text("<p>One</p>")
    rows = '{"file": "a.html", "url": "https://a.example/1"}\n{"file": "a.html", "url": "https://a.example/2"}\n'
    assert len(read("m.jsonl", rows)) == 2
    assert read.warnings == [
        f"{tmp_path}/m.jsonl: a row names a file that an earlier row names too (row 2: a.html);"
        " look whether each row names its own file"
    ]


def test_a_url_that_is_none_costs_a_row_with_a_file_one_warning_and_not_the_article(read, tmp_path):
    [offer] = read("m.jsonl", '{"file": "1.html", "url": "desk:soon"}\n')
    assert (offer.address, offer.url, offer.reason) == (f"file://{tmp_path}/1.html", None, None)
    assert read.warnings == [
        f"{tmp_path}/m.jsonl: 1 rows have a file but a url that is none, the file's address is used;"
        " row 1: 'desk:soon': only http and https are fetched, not desk:"
    ]


def test_a_file_that_is_missing_is_offered_for_fetching_to_say_so(read, tmp_path):
    [offer] = read("m.jsonl", '{"file": "missing.html"}\n')
    assert (offer.file, offer.reason) == (f"file://{tmp_path}/missing.html", None)


def test_rows_that_an_interface_wraps_in_several_objects_are_found(read):
    inner = '{"articles": [{"url": "https://a.example/1"}, {"url": "https://a.example/2"}]}'
    whole = '{"status": "ok", "data": {"response": ' + inner + "}}"
    assert [offer.url for offer in read("a.json", whole)] == [
        "https://a.example/1",
        "https://a.example/2",
    ]


def test_remarks_above_the_header_are_no_header(read):
    assert ends(read("a.csv", "# exported 2026-03-01\n#\n\nurl,title\nhttps://a.example/1,One\n")) == [
        ("https://a.example/1", None)
    ]
    assert ends(read("b.csv", "#id,url\n1,https://a.example/1\n")) == [("https://a.example/1", None)]


@pytest.mark.parametrize("word", ["nan", "NaN", "None", "null", "N/A", "NaT", "#N/A"])
def test_the_words_of_programs_for_nothing_are_nothing(read, word):
    [offer] = read("a.csv", f"url,title,authors,published\nhttps://a.example/1,{word},{word},{word}\n")
    assert offer.known == ManifestFields()
    assert offer.detail is None


def test_a_byline_with_its_markup_is_its_words(read):
    [offer] = read(
        "a.csv", "url,authors\nhttps://a.example/1,\"<a href='/x'>Ida Marrow</a>; Tom &amp; Co <b>Okafor</b>\"\n"
    )
    assert offer.known.authors == ("Ida Marrow", "Tom & Co Okafor")


@pytest.mark.parametrize(
    ("number", "day"), [("46082", "2026-03-01"), ("46082.75", "2026-03-01T18:00:00"), ("12345", "12345")]
)
def test_the_days_of_a_spreadsheet_are_dates(read, number, day):
    [offer] = read("a.csv", f"url,published\nhttps://a.example/1,{number}\n")
    assert (offer.known.published or "12345") == day
