"""The artifacts of a run on the Prefect server: its progress, the funnel, the worst sources, the held articles.

If one cannot be created, the run goes on with a warning in the log: the snapshot has the data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.context import FlowRunContext

from flows.inspect.reading import fetch_rows, opened_snapshot, question
from schemas.outcomes import REASONS, Status
from schemas.settings import Settings
from tasks.load import RunResult
from tasks.logs import log

_MOST = 50
"""Rows of a table; the quality page and the warehouse have the rest."""
_SYNC: dict[str, Any] = {"_sync": True}
"""The flow is async, but this code is not: without this argument Prefect would return a coroutine."""


class Progress:
    """The share of batches that are loaded, in percent. A run of one batch has none: it ends before anybody looks."""

    def __init__(self, run_id: str, batches: int) -> None:
        self._batches = batches
        self._loaded = 0
        self._id: UUID | None = None
        if batches > 1:
            description = f"{batches} batches of run {run_id}"
            self._id = _attempt(lambda: create_progress_artifact(0.0, key="progress", description=description, **_SYNC))

    def advance(self) -> None:
        """One more batch is loaded."""
        self._loaded += 1
        at, artifact = 100 * self._loaded / self._batches, self._id
        if artifact is not None:
            _attempt(lambda: update_progress_artifact(artifact, at, **_SYNC))


def create_tables(ended: RunResult, settings: Settings) -> None:
    """The funnel of a run; if it lost or held anything, also its worst sources and its held articles."""
    link = f" [The quality page]({settings.page_url})" if settings.page_url else ""
    _create_table(
        "funnel", _funnel(ended), f"How the {ended.discovered:,} candidates of run {ended.run_id} ended.{link}"
    )
    if any(ended.total(status) for status in (Status.QUARANTINED, Status.REFUSED, Status.FAILED)):
        for key, name, words in (
            ("worst-sources", "run_worst_sources", "Sources of run {} that lost or held the most."),
            ("held-articles", "run_held", "Articles that run {} held back, with the checks that hold them."),
        ):
            if rows := _attempt(lambda name=name: _rows_of(name, ended.run_id, settings)):  # type: ignore[misc]
                _create_table(key, rows, words.format(ended.run_id) + link)


def _funnel(ended: RunResult) -> list[dict[str, Any]]:
    by_step = [{"": name, "articles": count, "what it means": ""} for name, count in ended.step_counts]
    return by_step + [
        {"": f"{status} · {code}", "articles": count, "what it means": REASONS[code].words}
        for status in Status
        for code, count in sorted(ended.outcomes.get(status, {}).items())
    ]


def _rows_of(name: str, run_id: str, settings: Settings) -> list[dict[str, Any]]:
    with opened_snapshot(settings) as database:
        return fetch_rows(database, question(name), {"run_id": run_id, "most": _MOST})


def _create_table(key: str, rows: list[dict[str, Any]], words: str) -> None:
    plain = [
        {name: value if isinstance(value, int) else str(value or "") for name, value in row.items()} for row in rows
    ]
    _attempt(lambda: create_table_artifact(table=plain, key=key, description=words, **_SYNC))


def _attempt(create: Callable[[], Any]) -> Any:
    """What `create` returns; None if it fails, or outside of a flow run."""
    if FlowRunContext.get() is None:
        return None
    try:
        return create()
    except Exception as error:  # the server may be gone, and the run goes on
        log("artifacts").warning("an artifact was not created: %s: %s", type(error).__name__, error)
        return None
