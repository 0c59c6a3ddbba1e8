"""The sentence below the headline is part of the text, wherever the page keeps it."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from tasks.clean.page.standfirst import standfirst_of

TITLE = "Harbour reopens after sixteen months of work"
STANDFIRST = "Ferries to the islands sail again from June, and the port expects forty thousand passengers this year."
FIRST = "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on its quay."


def found(head: str, said: tuple[str, ...] = (), paragraphs: tuple[str, ...] = (FIRST,)) -> str | None:
    tree = fromstring(f"<html><body>{head}<div><p>{FIRST}</p><p class='late'>{STANDFIRST}</p></div></body></html>")
    return standfirst_of(tree, paragraphs, [TITLE, None], said)


@pytest.mark.parametrize(
    ("head", "said", "expected"),
    [
        (f"<h1>{TITLE}</h1><div><h2>{STANDFIRST}</h2></div>", (STANDFIRST,), STANDFIRST),
        (f"<h1>{TITLE}</h1><p>{STANDFIRST}</p>", (STANDFIRST[:60] + "…",), STANDFIRST),
        (f"<h1>{TITLE}</h1><p>{STANDFIRST}</p>", (f"{STANDFIRST} More in the paper.",), STANDFIRST),
        (f"<header><h1>{TITLE}</h1><p>{STANDFIRST}</p></header>", (), STANDFIRST),
        (f"<h1>{TITLE}</h1><p>{STANDFIRST}</p>", (), None),  # neither described nor in the header
        (f"<header><p>{STANDFIRST}</p><h1>{TITLE}</h1></header>", (), None),  # above the headline is the site's
        (f"<header><h1>{TITLE}</h1><p>Updated on Tuesday, 5 March 2024 at 10:30</p></header>", (), None),
        (f"<h1>{TITLE}</h1><section><header><p>09:14 {STANDFIRST}</p></header></section>", (), None),  # an entry's own
        (f"<header><h1>{TITLE}</h1><figure><figcaption>{STANDFIRST}</figcaption></figure></header>", (), None),
        (f"<header><h1>{TITLE}</h1><p><a href='/'>{STANDFIRST}</a></p></header>", (), None),
        (f"<header><h1>{TITLE}</h1><p>Politics: {TITLE}.</p></header>", (), None),
        ("", (STANDFIRST,), None),  # it stands below the first paragraph: the text has its own order
    ],
)
def test_the_standfirst_is_what_the_page_describes_itself_by_or_keeps_in_its_header(head, said, expected):
    assert found(head, said) == expected


def test_a_standfirst_that_the_text_has_already_is_not_taken_twice():
    assert found(f"<h1>{TITLE}</h1><p>{STANDFIRST}</p>", (STANDFIRST,), (STANDFIRST, FIRST)) is None
