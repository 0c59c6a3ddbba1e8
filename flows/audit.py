"""What is in the warehouse, judged once a day: an artifact for people, an event for each new critical failure."""

from __future__ import annotations

from datetime import UTC, date, datetime

from prefect import flow
from prefect.artifacts import acreate_table_artifact
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.states import Completed, Failed

from flows.audit_command import audit_and_record, require_open, row, summary
from flows.logs import set_up_logs
from schemas.audits import AuditResult
from schemas.errors import QualityGateClosed
from schemas.settings import load_settings


@flow(name="audit")
async def audit(day: date | None = None, source: str = "") -> State[int]:
    """Judge a day (UTC; yesterday where none is named) of every source, or of one, and the warehouse as a whole."""
    settings = load_settings()
    set_up_logs(settings)
    results = audit_and_record(day, source, settings, datetime.now(UTC))
    failures = [result for result in results if result.status in {"fail", "error"}]
    await acreate_table_artifact(
        key="audit", table=[{k: str(v) for k, v in row(f).items()} for f in failures], description=summary(results)
    )
    for result in failures:
        if result.is_new and result.severity == "critical":
            _tell(result)
    try:
        require_open(results)
    except QualityGateClosed as closed:
        return Failed(name="QualityFailed", data=len(failures), message=closed.what)
    return Completed(data=len(failures), message=summary(results))


def _tell(result: AuditResult) -> None:
    """An event that an automation can listen for: broadsheet.check.failed."""
    emit_event(
        event="broadsheet.check.failed",
        resource={
            "prefect.resource.id": f"broadsheet.check.{result.check_id}",
            "prefect.resource.name": result.check_id,
            "broadsheet.source": result.source or "warehouse",
        },
        payload={name: str(value) for name, value in row(result).items()},
    )
