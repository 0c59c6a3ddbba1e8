"""Pages saved by browsers in one file: the page inside is the page."""

from __future__ import annotations

import base64

import pytest

from tasks.clean.contents.mhtml import SavedPage, is_content, saved_page

PAGE = "<html><body><p>Zoë’s harbour reopens.</p></body></html>"
QUOTED = PAGE.replace("=", "=3D").replace("ë", "=C3=AB").replace("’", "=E2=80=99")


def part(
    body: str,
    location: str,
    content: str = "text/html; charset=utf-8",
    coding: str = "quoted-printable",
    more: str = "",
) -> str:
    return (
        f"--B\r\nContent-Type: {content}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: "
        f"{location}\r\n{more}\r\n{body}\r\n"
    )


def saved(*parts: str, head: str = "", kind: str = "multipart/related") -> bytes:
    first = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/1\r\n{head}MIME-Version: "
        f'1.0\r\nContent-Type: {kind};\r\n\ttype="text/html";\r\n\tboundary="B"\r\n\r\n'
    )
    return (first + "".join(parts) + "--B--\r\n").encode()


def test_the_page_is_the_part_that_was_saved_whatever_stands_before_it():
    file = saved(
        part("<p>advertisement</p>", "https://ads.example/frame"),
        part("aGk=", "https://a.example/i.png", "image/png", "base64"),
        part(QUOTED, "https://a.example/1"),
    )
    assert is_content(file)
    assert saved_page(file) == SavedPage(PAGE.encode(), "text/html; charset=utf-8", "https://a.example/1")


def test_the_start_that_the_head_names_goes_before_the_address():
    file = saved(
        part("<p>frame</p>", "https://a.example/1"),
        part(
            base64.b64encode(PAGE.encode()).decode(),
            "cid:x",
            coding="base64",
            more="Content-ID: <root>\r\n",
        ),
        kind='multipart/related; start="<root>"',
    )
    assert saved_page(file) == SavedPage(PAGE.encode(), "text/html; charset=utf-8", "https://a.example/1")


def test_without_start_and_address_the_first_page_is_it():
    page = saved_page(
        saved(part("x{}", "https://a.example/s.css", "text/css"), part(QUOTED, "cid:1"), part("<p>frame</p>", "cid:2"))
    )
    assert page is not None
    assert page.markup == PAGE.encode()


@pytest.mark.parametrize(
    "file",
    [
        saved(),
        saved(part("x", "cid:1", "text/css")),
        saved(part("", "https://a.example/1")),
        saved(part("x", "cid:1"))[:120],
    ],
)
def test_a_file_without_a_page_gives_none(file):
    assert saved_page(file) is None


def test_parts_in_parts_without_end_give_none_and_end():
    nest = "".join(
        f'Content-Type: multipart/related; boundary="{number}"\r\n\r\n--{number}\r\n' for number in range(3000)
    )
    assert saved_page(f"MIME-Version: 1.0\r\n{nest}".encode()) is None


@pytest.mark.parametrize(
    "other",
    [
        b"",
        PAGE.encode(),
        b"Content-Type: text/html\r\n\r\n<p>x</p>",
        b"From: Ana\nTo: Tom\n\nwords",
        b"Note: the harbour\n\nmultipart/related",
        b"words " * 9000,
    ],
)
def test_other_texts_are_no_saved_pages(other):
    assert not is_content(other)
