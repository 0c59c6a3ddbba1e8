"""Headings and lists that an extractor lost between the paragraphs it took come back to their places."""

from __future__ import annotations

from lxml.html import fromstring

from tasks.clean.page.asides import mark_asides
from tasks.clean.page.restore import restored

ONE, TWO, THREE = (
    f"Paragraph number {word} is long enough to be told from all of the others." for word in ("one", "two", "three")
)
LIST = "<ul><li>The quay was raised.</li><li>Its lamps were replaced.</li></ul>"


def text_of(body: str, paragraphs: list[str]) -> list[str]:
    tree = fromstring(f"<html><body>{body}</body></html>")
    mark_asides(tree)
    return restored(tree, paragraphs)


def test_lost_headings_come_back_before_their_paragraphs_and_lists_between_theirs():
    body = f"<h2>The quay</h2><p>{ONE}</p>{LIST}<p>{TWO}</p><h3>The ferries</h3><p></p><p>{THREE}</p>"
    assert text_of(body, [ONE, TWO, THREE]) == [
        "The quay",
        ONE,
        "- The quay was raised.",
        "- Its lamps were replaced.",
        TWO,
        "The ferries",
        THREE,
    ]


def test_where_no_headings_were_lost_a_missing_list_was_left_out_for_a_reason():
    body = f"<h2>The quay</h2><p>{ONE}</p>{LIST}<p>{TWO}</p>"
    assert text_of(body, ["The quay", ONE, TWO]) == ["The quay", ONE, TWO]


def test_one_heading_may_be_a_teaser():
    assert text_of(f"<h2>Ferries sail again</h2><p>{ONE}</p>", [ONE]) == [ONE]


def test_headings_that_are_links_and_lists_of_links_stay_away():
    links = "<ul><li><a href='/1'>Ferries sail again</a></li></ul>"
    heads = f"<h2><a href='/2'>The strike is over</a></h2><p>{ONE}</p>{links}<h2>The quay</h2><p>{TWO}</p><h2>The end</h2><p>{THREE}</p>"
    assert text_of(heads, [ONE, TWO, THREE]) == [ONE, "The quay", TWO, "The end", THREE]


def test_headings_of_what_is_not_in_the_text_stay_away():
    body = f"<h2>The quay</h2><p>{ONE}</p><h2>The ferries</h2><p>{TWO}</p><h2>Also in the news</h2><p>{THREE}</p>"
    assert text_of(body, [ONE, TWO]) == ["The quay", ONE, "The ferries", TWO]


def test_paragraphs_that_begin_alike_are_told_by_their_order():
    alike = [
        f"The council met on Tuesday and agreed, said the mayor for the time number {number}." for number in range(3)
    ]
    body = "".join(f"<h2>Entry {number}</h2><p>{text}</p>" for number, text in enumerate(alike))
    assert text_of(body, alike) == ["Entry 0", alike[0], "Entry 1", alike[1], "Entry 2", alike[2]]


def test_a_heading_that_is_there_without_its_time_is_there():
    body = f"<h2>9:14 The quay</h2><p>{ONE}</p><h2>9:40 The ferries</h2><p>{TWO}</p>"
    assert text_of(body, ["The quay", ONE, "The ferries", TWO]) == ["The quay", ONE, "The ferries", TWO]
