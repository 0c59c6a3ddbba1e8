"""The messages that the page on troubleshooting explains are messages that the code has."""

from __future__ import annotations

import re
from pathlib import Path

NOT_OURS = {"Could not set lock on file"}  # DuckDB's


def test_every_message_that_is_explained_is_one_of_ours(project: Path):
    page = (project / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    explained = [found[1] for line in page.splitlines() if (found := re.match(r"\| `([^`]+)` \|", line))]
    assert len(explained) > 15
    code = " ".join(
        path.read_text(encoding="utf-8")
        for name in ("flows", "tasks", "schemas")
        for path in (project / name).rglob("*.py")
    )
    # What stands between the parts of a message is a name or number, in the code a pair of braces.
    unknown = [
        message
        for message in explained
        if message not in NOT_OURS
        and not re.search(
            r"[^\"]*?".join(re.escape(part.strip(" …")) for part in message.split("…") if part.strip()), code
        )
    ]
    assert unknown == []
