"""audit results -> warehouse. Results of single batches become sums by day once they are old."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from schemas.records import AuditResult
from schemas.settings import Settings
from tasks.load.statements import run_sql, set_variables, transaction
from tasks.load.warehouse import open_warehouse
from tasks.runs.handover import write_rows


def record_audit(
    results: list[AuditResult], day: date, status: str, run_id: str, settings: Settings, now: datetime
) -> None:
    """Record an audit and roll up what is older than the setting keep_results_days: one transaction.

    Raises WarehouseBusy, WarehouseUnusable.
    """
    with open_warehouse(settings) as database, tempfile.TemporaryDirectory(dir=settings.private) as folder:
        file = Path(folder) / "results.parquet"
        write_rows(file, AuditResult, results)
        # Only whole days are rolled up.
        keep_from = datetime.combine(now.date() - timedelta(days=settings.keep_results_days), time.min, UTC)
        given = {"run_id": run_id, "day": day, "status": status, "now": now, "keep_from": keep_from}
        set_variables(database, results_file=str(file), **given)
        with transaction(database, settings):
            run_sql(database, "record_audit")
            run_sql(database, "roll_up")
