"""A Prefect server that goes away in the middle of a run: the steps go on without it, and here is how the run ended."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from flows.cli.leaving import be_in_a_hurry
from flows.inspect.reading import fetch_rows
from flows.inspect.run_facts import ended_of, opened_history
from schemas.errors import BroadsheetError
from schemas.private_parts import without_passwords
from schemas.settings import Settings
from tasks.load import RunResult

_NEWEST = (
    "SELECT run_id FROM run_history WHERE started_at >= ? AND ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1"
)
_NEVER_REACHED = "Failed to reach API"
"""What Prefect says where its server is gone before a run begins."""


def ended_all_the_same(run: Callable[[], RunResult], settings: Settings) -> RunResult:
    """What `run` gives; where the server was gone at its end, what the snapshot knows of the run.

    Raises BroadsheetError where the run did not come to its end either.
    """
    begun = datetime.now(UTC)
    try:
        return run()
    except RuntimeError as error:
        if _NEVER_REACHED not in str(error):
            raise
        be_in_a_hurry()
        raise BroadsheetError(
            f"the Prefect server at {_server()} went away before the run began", "Nothing was begun: run again."
        ) from error
    except httpx.HTTPError as error:  # our own requests end in outcomes, never here
        be_in_a_hurry()
        gone = f"the Prefect server at {_server()} went away ({without_passwords(str(error))})"
        ended = _recorded(settings, begun)
        if ended is None:
            raise BroadsheetError(
                gone, "What was fetched, cleaned and judged is kept: run again, and the run is completed."
            ) from None
        return replace(ended, warnings=[*ended.warnings, f"{gone}: its page does not know how this run ended"])


def _server() -> str:
    return without_passwords(os.environ.get("PREFECT_API_URL", "this machine"))


def _recorded(settings: Settings, begun: datetime) -> RunResult | None:
    if not settings.snapshot.exists():
        return None
    with opened_history(settings) as database:
        found = fetch_rows(database, _NEWEST, [begun])
        return ended_of(database, found[0]["run_id"]) if found else None
