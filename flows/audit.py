"""Audit the warehouse once a day: leave an artifact for people, and an event for each new critical failure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.hooks import RUN_END_HOOKS, logged_errors, recorded
from flows.pipeline import begin_flow, run_name
from flows.steps import RETRY_BUSY_WAREHOUSE
from schemas.errors import QualityGateClosed
from schemas.records import AuditResult
from schemas.settings import Settings
from tasks.audit.daily import audit_and_record, shown
from tasks.notify import note_end, note_failure
from tasks.notify.incidents import Failure

_SILENCE = "source_is_fresh"
"""The check that fails when a source has given nothing new for longer than usual."""

_audit = task(name="audit", cache_policy=NO_CACHE, **RETRY_BUSY_WAREHOUSE)(audit_and_record)


def _flow_run_name() -> str:
    return run_name([f"audit of {flow_run.parameters.get('source') or 'all sources'}"])


@flow(name="audit", flow_run_name=_flow_run_name, **RUN_END_HOOKS)
@recorded
async def audit(day: date | None = None, source: str = "") -> State[int]:
    """Audit one day (UTC; yesterday by default) of every source, or of one, and the warehouse as a whole."""
    settings = begin_flow()
    done = _audit(day, source, settings, datetime.now(UTC))
    link = f" [The quality page]({settings.page_url})" if settings.page_url else ""
    await acreate_table_artifact(
        key="audit",
        table=[{name: str(value) for name, value in shown(failure).items()} for failure in done.failures],
        description=done.summary + link,
    )
    for failure in done.failures:
        if failure.is_new:
            _emit_events(failure)
    with logged_errors():
        _note(done.results, settings)
    message = "; ".join([done.summary, *done.warnings])
    try:
        done.require_open()
    except QualityGateClosed as closed:
        return Failed(name="QualityFailed", data=len(done.failures), message=closed.what)
    return Completed(data=len(done.failures), message=message)


def _note(results: list[AuditResult], settings: Settings) -> None:
    """Note what people get messages about: new failures of critical checks and silent sources; and which of them are
    over. Raises OSError, LockHeld.
    """
    now = datetime.now(UTC)
    for result in results:
        if (
            result.is_new
            and result.status in {"fail", "error"}
            and (result.severity == "critical" or result.check_id == _SILENCE)
        ):
            source = _source(result)
            found = f"found {_observed(result)}, expected {_expected(result)}"
            words = f"{result.day}, {source}: {found}. {result.message or ''}"
            failure = Failure(
                key=_cause(result),
                id=f"{_cause(result)}/{result.day}",
                title=f"{source} is silent" if result.check_id == _SILENCE else f"check {result.check_id} fails",
                what=words.strip(),
                cure=f"`broadsheet sources check {source}` tries it." if result.check_id == _SILENCE else "",
                at=now,
            )
            note_failure(failure, settings)
    note_end([_cause(result) for result in results if result.status == "pass"], now, "The check passes", settings)


def _cause(result: AuditResult) -> str:
    return f"check/{result.check_id}/{quote(result.source or '', safe='')}"


def _emit_events(result: AuditResult) -> None:
    """Send the events that automations listen for: broadsheet.check.failed (critical checks),
    broadsheet.source.silent.
    """
    payload = {
        "source": _source(result),
        "day": f"{result.day}",
        "observed": _observed(result),
        "expected": _expected(result),
        "message": result.message or "",
        "severity": result.severity,
    }
    if result.severity == "critical":
        resource = {
            "prefect.resource.id": f"broadsheet.check.{result.check_id}",
            "prefect.resource.name": result.check_id,
            "broadsheet.source": result.source or "warehouse",
        }
        emit_event("broadsheet.check.failed", resource, payload=payload)
    if result.check_id == _SILENCE:
        resource = {
            "prefect.resource.id": f"broadsheet.source.{result.source_id}",
            "prefect.resource.name": result.source or "",
        }
        emit_event("broadsheet.source.silent", resource, payload=payload)


def _source(result: AuditResult) -> str:
    return result.source or "the warehouse"


def _observed(result: AuditResult) -> str:
    return "nothing" if result.observed is None else f"{result.observed:.3g}"


def _expected(result: AuditResult) -> str:
    """The bounds in words."""
    words = [
        f"{word} {bound:.3g}"
        for word, bound in (("at least", result.lowest), ("at most", result.highest))
        if bound is not None
    ]
    return " and ".join(words) or "that it can be evaluated"
