"""A page as blocks of text: one for each paragraph that a reader sees, with the elements around it."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from tasks.clean.page import blocks as b
from tasks.clean.page.blocks import blocks_of


def texts(body: str) -> list[str]:
    return [block.text for block in blocks_of(fromstring(f"<html><body>{body}</body></html>"))[0]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", ["One bold word.", "Two."]),
        ("loose <div>inner</div> tail", ["loose", "inner", "tail"]),
        ("<div>One.<br><br>Two.<br>Three.</div>", ["One.", "Two.", "Three."]),
        ("<p>One.<span class='br'></span>Two.</p>", ["One.", "Two."]),
        (
            "<p>The council of the town voted on the bridge,<br>which is closed.<br>Two.</p>",
            ["The council of the town voted on the bridge, which is closed.", "Two."],
        ),
        (
            "<p>The council of the town voted on the bridge,<br><br>which is closed.</p>",
            ["The council of the town voted on the bridge,", "which is closed."],
        ),
        ("<p>so much depends<br>upon</p>", ["so much depends", "upon"]),
        ("<p>According to <button>Ana Ruiz</button>, a teacher.</p>", ["According to Ana Ruiz, a teacher."]),
        ("<p>Half <a href='/x'>a</a> line.<button>Share</button></p>", ["Half a line.", "Share"]),
        ("<table><tr><td>Town</td><td>3</td></tr></table>", ["| Town | 3 |"]),
        ("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", ["One.", "Two."]),
        ("<x-part>One.</x-part><x-part>Two.</x-part>", ["One.", "Two."]),
        ("<p>Half <x-term>a</x-term> line.</p>", ["Half a line."]),
        ("<p><span class='dropcap'>T</span> he council.</p>", ["The council."]),
        ("<p>Seen<span class='sr-only'> opens a tab</span>.</p>", ["Seen."]),
        ("<script>x()</script><template><p>Card</p></template><style>p{}</style>", []),
        ("<span style='display:block'>One.</span><span style='display:block'>Two.</span>", ["One.", "Two."]),
    ],
)
def test_every_paragraph_is_a_block(body, expected):
    assert texts(body) == expected


@pytest.mark.parametrize(
    ("attributes", "is_hidden"),
    [
        ("hidden", True),
        ("style='DISPLAY : none'", True),
        ("class='u-hidden'", True),
        ("class='hidden'", True),
        ("class='hidden md:block'", False),
        ("class='lead'", False),
    ],
)
def test_what_is_hidden_is_marked(attributes, is_hidden):
    (block,), _ = blocks_of(fromstring(f"<html><body><div {attributes}><p>Text.</p></div></body></html>"))
    assert bool(block.box.bits & b.HIDDEN) is is_hidden


def test_a_block_knows_its_links():
    (block,), _ = blocks_of(fromstring("<html><body><p>See <a href='/r'>the report</a>.</p></body></html>"))
    assert (block.linked, [anchor.get("href") for anchor in block.anchors]) == (10, ["/r"])


def test_deep_nesting_is_no_recursion():
    assert texts("<div>" * 5000 + "deep" + "</div>" * 5000) in ([], ["deep"])
