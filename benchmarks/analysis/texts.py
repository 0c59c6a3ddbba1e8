"""The texts with truth, in ../shared beside the checkout. They belong to their publishers and are read there, never
copied.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
WEEKS = 28
"""Days that all texts are moved into, so that they stand beside one another as on one desk."""


@dataclass(frozen=True)
class Report:
    """A dated article; `story` is what the truth says, None where it says nothing."""

    name: str
    title: str
    body: str
    day: int
    story: str | None
    kind: str


def lines(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    if not path.exists():
        sys.exit(f"{path} is not there: this part measures on texts that are not in the project")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def half_of(name: str) -> str:
    """Half a or b, by the name alone: rules were written on half a, figures count on half b."""
    return "ab"[hashlib.md5(name.encode(), usedforsecurity=False).digest()[0] % 2]


def reports() -> list[Report]:
    """The given stories, every dated page with a text, and the articles on one event, moved into the same weeks."""
    given = lines("analysis/stories.jsonl")
    first: dict[str, date] = {}
    for row in given:
        day = date.fromisoformat(row["date"][:10])
        first[row["story"]] = min(first.get(row["story"], day), day)
    found = [
        Report(
            row["id"], row["title"], row["body"],
            first[row["story"]].toordinal() % WEEKS + (date.fromisoformat(row["date"][:10]) - first[row["story"]]).days,
            row["story"], "given",
        )
        for row in given
    ]  # fmt: skip
    for folder in ("corpus", "corpus-more"):
        for row in lines(f"{folder}/truth.jsonl"):
            stated = re.match(r"(\d{4})-(\d\d)-(\d\d)", row.get("published") or "")
            if stated and row.get("body"):
                moved = date(*map(int, stated.groups())).toordinal() % WEEKS
                found.append(Report(row["id"], row.get("title") or "", row["body"], moved, None, "page"))
    for row in lines("analysis/copies-helsinki.jsonl"):
        moved = (date.fromisoformat(row["at"][:10]) - date(2018, 7, 7)).days
        found.append(Report(f"event:{row['id']}", row["title"], row["body"], moved, "event", "event"))
    return found
