"""Lines that are no text by their whole wording are left out, and sentences like them are not."""

from __future__ import annotations

import pytest
from trafilatura import load_html

from tasks.clean.page.blocks import blocks_of
from tasks.clean.page.furniture import is_inserted, without_furniture

FIRST = "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the walls."
LAST = "Ferries to the islands will sail again from June, said the port, which expects forty thousand passengers."


def kept(*lines: str) -> list[str]:
    """What is left of paragraphs; a line that begins with an element is taken as it is."""
    markup = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    blocks, _ = blocks_of(load_html(f"<html><body><div>{markup}</div></body></html>"))
    return [block.text for block in without_furniture(blocks)]


@pytest.mark.parametrize(
    "line",
    [
        "Story continues below", "Article continues after this advertisement", "ADVERTISEMENT", "Anzeige",
        "La suite après la publicité", "Sigue leyendo",
        "L'articolo continua dopo la pubblicità", "Saken fortsetter under annonsen", ("Dalsza część artykułu pod "
            "reklamą"), "Juttu jatkuu mainoksen jälkeen",
        "Реклама", "広告", "광고", "إعلان", "5 min read", "Jump to comments", "Scroll to continue",
        "Iscriviti alla nostra newsletter",
    ],
)  # fmt: skip
def test_a_line_set_between_paragraphs_is_no_text(line):
    assert kept(FIRST, line, LAST) == [FIRST, LAST]


@pytest.mark.parametrize(
    "label",
    [
        "Read also |", "Baca juga:", "Xem thêm:", "Lue myös:", "Läs mer:", "Διαβάστε επίσης:", "Přečtěte si:",
        "관련기사:",
        "延伸閱讀：",
        "यह भी पढ़ें:", "بیشتر بخوانید:", "Citește și:",
    ],
)  # fmt: skip
def test_a_label_with_a_link_points_elsewhere(label):
    pointer = f'<p>{label} <a href="/n/3">Ferry company orders two new boats</a></p>'
    assert kept(FIRST, pointer, LAST) == [FIRST, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "Most read it as a threat.", "The story continues below the surface of the town.", ("Advertising paid for the "
            "new boats."), "Print is not dead, he said.",
        "Watch the video and judge for yourself, she told the court.", "See also: the council's own report of 1998.",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_like_such_a_line_is_text(line):
    assert kept(FIRST, line, LAST) == [FIRST, line, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "First published on: 12-03-2026 at 09:30 IST", "Last updated: 12 March 2026, 10:30", "12 March 2026",
        "Share this article", "WhatsApp", "Tags: sea, wall",
        "Quelle: dpa", "Back to top", "Leave a comment", "Follow us on Facebook and Twitter.",
        "Email: ana@courier.example",
    ],
)  # fmt: skip
def test_dates_tags_and_sharing_end_no_text(line):
    assert kept(FIRST, LAST, line) == [FIRST, LAST]


def test_several_such_lines_end_no_text():
    assert kept(FIRST, LAST, "Share this article", "Facebook", "Twitter") == [FIRST, LAST]


def test_a_date_may_begin_a_paragraph_and_stand_between_two():
    assert kept("12 March 2026", FIRST, LAST) == [FIRST, LAST]
    assert kept(FIRST, "12 March 2026", LAST) == [FIRST, "12 March 2026", LAST]


@pytest.mark.parametrize(
    "credit", ["Photograph: Ana Ruiz/Courier", "Foto: Ana Ruiz", "(AP Photo/Ana Ruiz)", "© Ana Ruiz", "Getty Images"]
)
def test_a_caption_beside_its_picture_is_no_text(credit):
    caption = f'<div class="lead"><img src="a.jpg"><span>The old sea wall at low tide. {credit}</span></div>'
    assert kept(caption, FIRST, LAST) == [FIRST, LAST]


def test_a_paragraph_beside_a_picture_is_text():
    assert kept(f'<div><img src="a.jpg"><p>{FIRST}</p></div>', LAST) == [FIRST, LAST]


def test_a_pointer_needs_a_link():
    blocks, _ = blocks_of(load_html("<html><body><p>Read more: the report has four hundred pages.</p></body></html>"))
    assert not is_inserted(blocks[0])
