"""The hours of a live blog are part of its text."""

from __future__ import annotations

from lxml import etree
from trafilatura import load_html

from tasks.clean.page.live_blog import keep_times


def after(markup: str) -> str:
    tree = load_html(f"<html><body>{markup}</body></html>")
    keep_times(tree)
    return etree.tostring(tree.find(".//body"), encoding="unicode").replace("<body>", "").replace("</body>", "").strip()


def test_an_hour_beside_the_paragraphs_of_an_entry_becomes_one_of_them():
    assert (
        after("<div><time>09:44</time><p>The gate opens.</p></div>") == "<div><p>09:44</p><p>The gate opens.</p></div>"
    )
    assert (
        after("<div><header><time>09:44</time></header><p>x</p></div>")
        == "<div><header><p>09:44</p></header><p>x</p></div>"
    )


def test_an_hour_inside_a_heading_or_paragraph_is_text_already():
    for entry in (
        "<div><h3><time>09:44</time> Gate</h3><p>x</p></div>",
        "<div><p><time>09:44</time> The gate opens.</p></div>",
    ):
        assert after(entry) == entry


def test_a_time_without_an_entry_around_it_stays_what_it_is():
    assert (
        after("<header><div><span><time>1 May</time></span></div></header>")
        == "<header><div><span><time>1 May</time></span></div></header>"
    )
