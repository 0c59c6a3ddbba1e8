"""What a run leaves on the Prefect server for people: how far it is, the funnel, the worst sources, the held articles.

An artifact that cannot be left fails nothing: what was asked for is in the snapshot.
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
"""Rows of a table: the quality page and the warehouse have the rest."""
_NOW: dict[str, Any] = {"_sync": True}
"""The flow is async, what it calls is not: without this Prefect would hand back something to await."""


class Progress:
    """How many batches are loaded, in percent; nothing for a run of one batch, which is over before anybody looks."""

    def __init__(self, run_id: str, batches: int) -> None:
        self._batches = batches
        self._loaded = 0
        self._id: UUID | None = None
        if batches > 1:
            said = f"{batches} batches of run {run_id}"
            self._id = _left(lambda: create_progress_artifact(0.0, key="progress", description=said, **_NOW))

    def advance(self) -> None:
        """One more batch is loaded."""
        self._loaded += 1
        at, artifact = 100 * self._loaded / self._batches, self._id
        if artifact is not None:
            _left(lambda: update_progress_artifact(artifact, at, **_NOW))


def leave_tables(ended: RunResult, settings: Settings) -> None:
    """The funnel of a run; where it lost or held anything also its worst sources and what is held."""
    link = f" [The quality page]({settings.page_url})" if settings.page_url else ""
    _leave("funnel", _funnel(ended), f"How the {ended.discovered:,} candidates of run {ended.run_id} ended.{link}")
    if any(ended.total(status) for status in (Status.QUARANTINED, Status.REFUSED, Status.FAILED)):
        for key, name, words in (
            ("worst-sources", "run_worst_sources", "Sources of run {} that lost or held the most."),
            ("held-articles", "run_held", "Articles that run {} held back, with the checks that hold them."),
        ):
            if rows := _left(lambda name=name: _asked(name, ended.run_id, settings)):  # type: ignore[misc]
                _leave(key, rows, words.format(ended.run_id) + link)


def _funnel(ended: RunResult) -> list[dict[str, Any]]:
    came_through = [{"": name, "articles": count, "what it means": ""} for name, count in ended.step_counts]
    return came_through + [
        {"": f"{status} · {code}", "articles": count, "what it means": REASONS[code].words}
        for status in Status
        for code, count in sorted(ended.outcomes.get(status, {}).items())
    ]


def _asked(name: str, run_id: str, settings: Settings) -> list[dict[str, Any]]:
    with opened_snapshot(settings) as database:
        return fetch_rows(database, question(name), {"run_id": run_id, "most": _MOST})


def _leave(key: str, rows: list[dict[str, Any]], words: str) -> None:
    plain = [
        {name: value if isinstance(value, int) else str(value or "") for name, value in row.items()} for row in rows
    ]
    _left(lambda: create_table_artifact(table=plain, key=key, description=words, **_NOW))


def _left(leave: Callable[[], Any]) -> Any:
    """What it gives, None where it fails; nothing is left outside of a flow run."""
    if FlowRunContext.get() is None:
        return None
    try:
        return leave()
    except Exception as error:  # the server may be gone in mid-run, and the run goes on
        log("artifacts").warning("an artifact was not left: %s: %s", type(error).__name__, error)
        return None
