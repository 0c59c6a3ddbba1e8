"""Names of runs on the Prefect server: what is asked, and when. How people find one in a list of hundreds."""

from __future__ import annotations

from datetime import UTC, datetime


def run_name(asked: list[str]) -> str:
    """The first of what is asked, how many more, the minute: `desk and 2 more, 2026-04-02 09:30`."""
    more = f" and {len(asked) - 1} more" if len(asked) > 1 else ""
    return f"{asked[0]}{more}, {datetime.now(UTC):%Y-%m-%d %H:%M}"
