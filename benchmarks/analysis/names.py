"""Whom he and she stand for, against quotations labelled by hand: the first 200 of half b whose marked source is a
pronoun.

A label has the quotation and one mention of the person as offsets; `person` is null where the text names nobody.
`python -m benchmarks.analysis names [wrong]`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from benchmarks.analysis.quotes import annotated_source
from benchmarks.analysis.texts import half_of, lines
from tasks.analyse.consensus import name_key
from tasks.analyse.marks import marked, paragraphs
from tasks.analyse.reading import read_every_rule

LABELS = Path(__file__).parent / "labels" / "names.jsonl"
COUNT = 200


def sample() -> list[tuple[dict[str, Any], int, int]]:
    """(article, start of the quotation, start of the pronoun): in an order that no rule changes."""
    found = []
    for row in lines("analysis/attributions-train.jsonl"):
        if half_of(row["id"]) == "a":
            continue
        text = row["body"]
        for one in marked(text, paragraphs(text)):
            source = annotated_source(row, one)
            if len(source) == 1 and text[slice(*source[0])].lower() in {"he", "she"} and one.nested_in is None:
                found.append((row, one.start, source[0][0]))
    return sorted(found, key=lambda one: hashlib.md5(f"{one[0]['id']}:{one[1]}".encode()).digest())[:COUNT]  # noqa: S324


def main(words: list[str]) -> None:
    labels = {
        (label["id"], label["quotation"]): label["person"]
        for label in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())
    }
    right = named = silent = 0
    for row, start, _ in sample():
        text, person = row["body"], labels[row["id"], start]
        reading = read_every_rule(text, "en")
        position = next(one.position for one in reading.quotations if one.char_start == start)
        names = [one.name for one in reading.speakers if one.position == position and one.name]
        silent += not names
        if names:
            named += 1
            told = text[slice(*person)] if person else ""
            is_right = bool(told) and name_key(told) in {name_key(name) for name in names}
            right += is_right
            if "wrong" in words and not is_right:
                print(f"    {names} for {told or '-'}: {' '.join(text[max(0, start - 300) : start + 30].split())}")
    print(
        f"{len(labels)} pronouns labelled: {right} of {named} named rightly ({right / named:.3f}), "
        f"{silent} without a name"
    )
