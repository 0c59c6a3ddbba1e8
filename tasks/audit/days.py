"""warehouse -> audit results: the figures of a day, judged against bounds that are fixed or learned from the past."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import duckdb
import pandas as pd

from schemas.checks import BatchCheck
from schemas.errors import UsageError
from schemas.features import COUNTS, DAY_FIGURES, OF_ASKING, WAREHOUSE_FIGURES
from schemas.records import AuditResult
from schemas.settings import Settings
from tasks.audit.bounds import Bounds, bounds_of
from tasks.checks.judge import Finding, Judge
from tasks.load.mutes import Mute, mutes_of
from tasks.store.engine import attached
from tasks.store.snapshots import snapshot_to_read
from tasks.store.sql import sql_text

_WITHOUT_END = 1.7e308


def audit(
    checks: list[BatchCheck],
    day: date,
    settings: Settings,
    now: datetime,
    source: str = "",
    declared: Collection[str] | None = None,
    ignored: Collection[date] = (),
) -> list[AuditResult]:
    """Judge one day (UTC) of every source, or of one, and the warehouse as a whole, as the snapshot has them.

    `declared`: the sources that are declared, None for all. For other sources, volume and freshness are not judged.

    `ignored`: days on which no source is judged, and from which nothing is learned.

    Raises UsageError where nothing was published yet, or no source of that name has offered anything.
    """
    if not snapshot_to_read(settings).exists():
        raise UsageError(f"there is no snapshot {settings.snapshot} yet", "Run `broadsheet ingest` first.")
    of_sources = [check for check in checks if check.scope == "source" and day not in ignored]
    if source and not of_sources:
        raise UsageError(f"{day} is an ignored day: no source is judged", "See ignored_days in the folder own_checks.")
    of_whole = [check for check in checks if check.scope == "warehouse" and not source]
    longest = max((check.history.days for check in of_sources if check.history), default=0)
    results: list[AuditResult] = []
    if of_sources:
        days = day_figures(settings, day - timedelta(days=longest), day, now)
        wanted = [row for row in days if source in {"", row["source"]} and row["day"] not in ignored]
        if source and not wanted:
            raise UsageError(
                f"source {source} has offered nothing in the {longest} days up to {day}", "See `broadsheet sources`."
            )
        results += _of_sources(of_sources, wanted, day, declared, settings)
    if of_whole:
        whole = warehouse_figures(settings, day, now)
        results += judged(of_whole, Judge(of_whole, settings.own_checks), whole, [], day, list(WAREHOUSE_FIGURES))
    with attached(snapshot_to_read(settings), "READ_ONLY") as (database, _):
        before = {(check, of): status for check, of, status in database.execute(_sql("last_statuses")).fetchall()}
        mutes = mutes_of(database)
    return [_noticed(_muted(result, mutes), before) for result in results]


def day_figures(settings: Settings, first: date, last: date, now: datetime) -> list[dict[str, Any]]:
    """The figures of every source and day (schemas/features.py), by source and day."""
    with attached(snapshot_to_read(settings), "READ_ONLY") as (database, _):
        return _rows(database, "day_figures", {"first": first, "last": last, "now": now})


def warehouse_figures(settings: Settings, last: date, now: datetime) -> dict[str, Any]:
    """Those of the warehouse as a whole."""
    with attached(snapshot_to_read(settings), "READ_ONLY") as (database, _):
        return _rows(database, "warehouse_figures", {"last": last, "now": now})[0]


def _of_sources(
    checks: list[BatchCheck],
    days: list[dict[str, Any]],
    day: date,
    declared: Collection[str] | None,
    settings: Settings,
) -> Iterator[AuditResult]:
    judge = Judge([with_parameters(check) for check in checks], settings.own_checks)
    of_asking = {check.id for check in checks if check.column in OF_ASKING}
    for _, rows in groupby(days, key=lambda row: row["source_id"]):
        *past, today = rows
        passed_over = set() if declared is None or today["source"] in declared else of_asking
        results = judged(checks, judge, today, past, day, list(DAY_FIGURES))
        yield from (result for result in results if result.check_id not in passed_over)


def judged(
    checks: list[BatchCheck],
    judge: Judge,
    figures: dict[str, Any],
    past: list[dict[str, Any]],
    day: date,
    columns: list[str],
) -> list[AuditResult]:
    """Figures of one day against those of the days before it: a result a check. `judge` is of
    `with_parameters(checks)`.
    """
    bounds = {check.id: bounds_of(check, past, {"day": day, **figures}) for check in checks}
    frame = pd.DataFrame([{name: figures[name] for name in columns}]).astype(float).assign(position=0)
    findings = judge.findings(frame, _parameters(bounds))
    return [
        _result(check, finding, bounds[check.id], figures, day) for check, finding in zip(checks, findings, strict=True)
    ]


def with_parameters(check: BatchCheck) -> BatchCheck:
    """A check with learned bounds gets them as parameters of each judgement."""
    if check.history is None:
        return check
    bounds = {"min_value": {"$PARAMETER": f"{check.id}_lowest"}, "max_value": {"$PARAMETER": f"{check.id}_highest"}}
    return check.model_copy(update={"arguments": {**check.arguments, **bounds}})


def _parameters(bounds: dict[str, Bounds]) -> dict[str, float]:
    learned = {check_id: bound for check_id, bound in bounds.items() if bound.is_learned}
    lowest = {f"{name}_lowest": -_WITHOUT_END if b.lowest is None else b.lowest for name, b in learned.items()}
    return lowest | {f"{name}_highest": _WITHOUT_END if b.highest is None else b.highest for name, b in learned.items()}


def _result(check: BatchCheck, finding: Finding, bounds: Bounds, figures: dict[str, Any], day: date) -> AuditResult:
    observed = figures.get(check.column or "")
    status, message = finding.status, finding.message
    if status != "error" and observed is None:
        status, message = "insufficient_history", "there was nothing to measure on that day"
    elif status != "error" and figures.get("is_unfinished") and check.column in COUNTS:
        again = f"`broadsheet audit --day {day}` judges it then"
        status, message = "insufficient_history", f"a run of that day that asks it has not ended; {again}"
    elif status != "error" and bounds.lack:
        status, message = "insufficient_history", bounds.lack
    elif status != "error":
        message = bounds.note
    return AuditResult(
        day=day,
        source_id=figures.get("source_id"),
        source=figures.get("source"),
        check_id=check.id,
        severity=check.severity,
        action=check.action,
        status=status,
        observed=None if observed is None else float(observed),
        lowest=bounds.lowest,
        highest=bounds.highest,
        history=bounds.history,
        message=message,
        is_new=False,
    )


def _muted(result: AuditResult, mutes: list[Mute]) -> AuditResult:
    """A failure that a person muted is none: it neither stops nor notifies."""
    mute = next((one for one in mutes if one.covers(result.check_id, result.source_id, result.day)), None)
    if mute is None or result.status != "fail":
        return result
    return AuditResult(**{**result.row(), "status": "muted", "message": mute.in_words})


def _noticed(result: AuditResult, before: dict[tuple[str, str | None], str]) -> AuditResult:
    is_new = result.status == "fail" and before.get((result.check_id, result.source_id)) != "fail"
    return AuditResult(**{**result.row(), "is_new": is_new})


def _rows(database: duckdb.DuckDBPyConnection, name: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    answer = database.execute(_sql(name), given)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _sql(name: str) -> str:
    return sql_text("tasks.audit", name)
