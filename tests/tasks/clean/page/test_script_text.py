"""Pages that draw themselves: their text is in the data of their scripts."""

from __future__ import annotations

import json

import pytest
from lxml.html import fromstring

from tasks.clean.page.script_text import script_paragraphs

TEXTS = [
    "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the outer quay.",
    "The mayor, Ana Ruiz, called it a day for the whole coast and thanked the crews who had worked two winters.",
    "Ferries to the islands will sail again from June, said the port, which expects forty thousand passengers.",
]
PARTS = [{"type": "text", "content": text} for text in TEXTS]
MARKED = "".join(f"<p>{text}</p>" for text in TEXTS)


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"body": MARKED}})}</script>',
        f"<script>Fusion.globalContent={json.dumps({'content_elements': PARTS})};Fusion.x=1</script>",
        f"<script>window.__INITIAL_STATE__ = {json.dumps({'story': {'paragraphs': TEXTS}})};</script>",
        f"<script>self.__next_f.push([1,{json.dumps('7:T9aa,' + MARKED)}])</script>",
    ],
)
def test_the_text_is_found_with_its_paragraphs(script):
    assert script_paragraphs(fromstring(f"<html><body>{script}</body></html>"), []) == TEXTS


def test_the_text_beside_the_title_goes_before_a_longer_one():
    data = [{"title": "Other", "body": MARKED * 2}, {"headlines": {"basic": "Harbour reopens"}, "parts": PARTS}]
    page = f'<script type="application/json">{json.dumps(data)}</script>'
    assert script_paragraphs(fromstring(f"<html><body>{page}</body></html>"), ["Harbour reopens"]) == TEXTS


def test_what_is_no_text_is_none():
    data = json.dumps({"path": "M10 20C" * 100, "url": "https://a.example/" + "x" * 400, "code": "function (a) {" * 60})
    page = f'<script type="application/json">{data}</script><script>var x = {{}};</script>'
    assert script_paragraphs(fromstring(f"<html><body>{page}</body></html>"), []) == []
