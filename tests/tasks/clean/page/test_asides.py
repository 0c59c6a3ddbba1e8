"""What is nothing but links among the paragraphs of a page is marked; what has a link in it is not."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from tasks.clean.page.asides import PATH, mark_asides


def marked(body: str) -> list[str]:
    tree = fromstring(f"<html><body><article>{body}</article></body></html>")
    mark_asides(tree)
    return ["".join(element.itertext()) for element in tree.xpath(PATH)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p><a href='/1'>Ferries sail again from June</a></p>", ["Ferries sail again from June"]),
        ("<p>See <a href='/1'>Ferries sail again from June</a></p>", ["See Ferries sail again from June"]),
        ("<p>The council met, as <a href='/1'>the Ledger wrote</a>, on Tuesday and agreed.</p>", []),
        ("<ul><li><a href='/1'>Ferries sail again</a></li><li><a href='/2'>The strike is over</a></li></ul>", None),
        ("<ul><li>Ferries, <a href='/1'>from June</a></li><li>Trains, from the autumn of this year</li></ul>", []),
        (
            f"<p>{'<a href=/1>Ferries sail again from June</a> ' * 30}</p>",
            [],
        ),  # where so much is linked, links are the text
        ("<ul><li><p><a href='/1'>The Ledger</a></p> A paper of the north, printed on Fridays</li></ul>", []),
        ("<p>Write to <a href='mailto:a@courier.example'>a@courier.example</a></p>", []),
        ("<p><a href='mailto:desk@courier.example'>desk@courier.example</a></p>", []),
    ],
)
def test_a_paragraph_or_list_that_is_nothing_but_links_is_an_aside(body, expected):
    assert marked(body) == (["Ferries sail againThe strike is over"] if expected is None else expected)


@pytest.mark.parametrize(
    ("before", "is_marked"),
    [
        ("<h3>Also of interest</h3>", True),
        ("<p>More on this:</p>", True),
        ("<p>The council met on Tuesday.</p>", False),
        (f"<p>{'The council met on Tuesday and agreed. ' * 3}Its reasons:</p>", False),
    ],
)
def test_the_line_that_announces_links_goes_with_them(before, is_marked):
    assert len(marked(f"<p>Text.</p>{before}<ul><li><a href='/1'>Ferries sail again</a></li></ul>")) == 1 + is_marked
