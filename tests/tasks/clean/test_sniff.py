"""What bytes are, by the bytes."""

from __future__ import annotations

import random

import pytest

from tasks.clean.sniff import content_of, foreign_type


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"PK\x03\x04", "a ZIP archive: unpack it first"),
        (
            b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "an OpenDocument file: save it as a Word document (.docx), web page or text first",
        ),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"BZh91AY&SY", "a bzip2 file"),
        (b"\xfd7zXZ\x00", "an xz file"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\x7fELF", "a program"),
        (b"OggS\x00", "an Ogg file"),
        (b"ID3\x03\x00", "an MP3 file"),
        (b"{\\rtf1", "an RTF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
        (b"wOFF\x00\x01", "a font"),
        (b"wOF2\x00\x01", "a font"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b"PAR1\x15", "a Parquet file"),
        (b"\x00\x00\x00\x20ftypisom", "a video or audio file"),
        (b"RIFF\x24\x00\x00\x00WEBP", "an image, audio or video file"),
        (b"RIFF\x24\x00\x00\x00WAVE", "an image, audio or video file"),
        (b"RIFF\x24\x00\x00\x00AVI ", "an image, audio or video file"),
    ],
)
def test_other_formats_are_recognised_by_their_first_bytes(start, words):
    assert foreign_type(start + b"<html><p>some words</p>" * 20) == words


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_binary(seed):
    assert foreign_type(b"\x01" + random.Random(seed).randbytes(5000)) == "binary data"


@pytest.mark.parametrize(
    "payload",
    [
        b"words",
        b"words \x00 with\x00 a few\x00 NULs",
        b"\x00" * 8 + b"words",
        ("words " * 200).encode() + b"\x00" * 40,
        "日本語の新聞記事です。".encode("shift_jis"),
        "日本語の新聞記事です。".encode("iso-2022-jp") * 20,
        "Правительство".encode("cp1251"),
        "words in two bytes each".encode("utf-16"),
        b"tabs\tand\x0cpages\r\n",
        b"ID3 tags: what they are",
        b"OggSpeak is a word",
        b"GIF8 was never a format",
        b"",
    ],
    ids=lambda value: repr(value[:16]),
)
def test_text_in_whatever_encoding_may_be_an_article(payload):
    assert foreign_type(payload) is None


def name_of(payload, name, label):
    kind = content_of(payload, name, label)
    return kind if isinstance(kind, str) else kind.name


@pytest.mark.parametrize("name", ["script.py", "Server.LOG", "data.json.gz", "style.css", "feed.xml", "notes.tex"])
def test_text_in_a_file_that_is_named_as_no_article_is_none(name):
    assert "name it .txt" in name_of(b"import this", name, None)


@pytest.mark.parametrize(
    ("name", "label"),
    [("letter", None), ("notes.text", None), ("2026.04.02", None), ("Mr. Smith", None), ("a.py", "text/plain"),
     ("https://l.example/story.php", None), ("file:///list.csv#wire.a", None)],
)  # fmt: skip
def test_other_text_without_a_name_of_its_own_is_an_article(name, label):
    assert name_of(b"Words of a letter.", name, label) == "plain_text"


PAGE = b"<!DOCTYPE html><html><body><p>words</p></body></html>"


@pytest.mark.parametrize(
    "payload",
    [
        PAGE,
        b"\xef\xbb\xbf\r\n  " + PAGE,
        b'<?xml version="1.0"?>\n<!-- one --><!-- two -->\n' + PAGE,
        b"<!-- " + b"x" * 3000 + b" -->" + PAGE,
        b"<HTML lang=en>",
        b"<body>",
        PAGE.decode().encode("utf-16"),
    ],
    ids=lambda value: repr(value[:16]),
)
@pytest.mark.parametrize(("name", "label"), [("a.txt", "text/plain"), ("a.md", "text/markdown"), ("a", None)])
def test_a_page_is_a_page_whatever_it_is_called(payload, name, label):
    assert name_of(payload, name, label) == "web_page"


@pytest.mark.parametrize(
    ("payload", "name", "label", "content"),
    [
        (b"# words", "a.md", None, "markdown"),
        (b"# words", "a.MD.gz", None, "markdown"),
        (b"# words", "https://a.example/x", "text/markdown; charset=utf-8", "markdown"),
        (b"<p>words</p>", "a.txt", None, "plain_text"),
        (b"<p>words</p>", "https://a.example/x", "Text/Plain", "plain_text"),
        (b"words", "a.html", None, "web_page"),
        (b"words", "https://a.example/x", "application/xhtml+xml", "web_page"),
        (b"words", "https://a.example/x", None, "plain_text"),
        (b"words <div class=x>words</div>", "https://a.example/x", "application/octet-stream", "web_page"),
        (b"3 < 4 and <b>", "https://a.example/x", None, "plain_text"),
    ],
)
def test_else_the_name_or_the_label_says_what_it_is_and_last_the_markup(payload, name, label, content):
    assert name_of(payload, name, label) == content


def test_many_comments_before_anything_else_are_read_once():
    # Each of them once doubled the time; 24 took seconds, these would take longer than the sun has left.
    assert name_of(b"<!---->" * 500 + b"<div>words</div>", "https://a.example/x", None) == "web_page"
