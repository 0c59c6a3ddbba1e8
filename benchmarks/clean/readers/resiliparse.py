"""resiliparse: main text only."""

from __future__ import annotations

from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding
from resiliparse.parse.html import HTMLTree


def read(markup: bytes, url: str) -> dict[str, Any]:  # noqa: ARG001 - readers are called alike
    tree = HTMLTree.parse(bytes_to_str(markup, detect_encoding(markup) or "utf-8"))
    return {"body": extract_plain_text(tree, main_content=True, alt_texts=False), "title": tree.title}
