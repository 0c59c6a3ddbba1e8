"""Does the audit find what breaks on the first day, and is it silent while nothing does? Weeks of twenty invented
outlets.

    python -m benchmarks.audit_weeks [--seeds 3] [--quiet-weeks 8] [--only-faults]

Each seed draws other weeks: four to learn from, the quiet ones, one in which sixteen outlets break in as many ways, and
two behind it. They are written into a real warehouse, published, and `tasks.audit.audit` judges every day of the
snapshot as the nightly deployment would. A failure on a day and outlet that nothing is wrong with is a false alarm, the
weeks behind a fault included.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.audit_weeks.life import life
from benchmarks.audit_weeks.outlets import FAULTS, OUTLETS
from schemas.checks import batch_checks
from schemas.records import AuditResult
from schemas.settings import Settings
from tasks.audit.days import audit
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

_FIRST = date(2026, 1, 5)
"""A Monday."""
_LEARNING, _AFTER = 28, 14
_FAULT_WEEKDAY = 1
"""Faults begin on a Tuesday: the business outlets work then."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quiet-weeks", type=int, default=8)
    parser.add_argument("--only-faults", action="store_true", help="judge only the days of the faults and behind them")
    given = parser.parse_args()
    for seed in range(1, given.seeds + 1):
        with tempfile.TemporaryDirectory() as home:
            weeks(seed, 7 * given.quiet_weeks, Settings(home=Path(home)), only_faults=given.only_faults)


def weeks(seed: int, quiet: int, settings: Settings, *, only_faults: bool) -> None:
    """One life, judged day by day, and what came of it."""
    on = _FIRST + timedelta(days=_LEARNING + quiet + _FAULT_WEEKDAY)
    days = _LEARNING + quiet + 7 + _AFTER
    lived = life(OUTLETS, _FIRST, days, FAULTS, on, seed)
    written(lived, settings)
    begun, judged = time.process_time(), 0
    failures: dict[date, list[AuditResult]] = {}
    for number in range((on - _FIRST).days if only_faults else 0, days):
        day = _FIRST + timedelta(days=number)
        now = datetime(day.year, day.month, day.day, 0, 20, tzinfo=UTC) + timedelta(days=1)
        found = audit(batch_checks(), day, settings, now)
        judged += sum(result.status in {"pass", "fail"} for result in found)
        assert not [result for result in found if result.status == "error"]
        failures[day] = [result for result in found if result.status == "fail"]
    print(
        f"seed {seed}: {len(lived)} candidates of {len(OUTLETS)} outlets in {days} days; {judged} judgements,"
        f" {(time.process_time() - begun) / len(failures):.1f} s of CPU a day"
    )
    _tell_alarms(failures, on, quiet)
    _tell_faults(failures, on)


def written(lived: object, settings: Settings) -> None:
    """The warehouse that these days would have left, and its snapshot."""
    settings.private.mkdir(parents=True)
    with open_warehouse(settings) as database:
        database.register("lived", lived)
        database.execute(Path(__file__).with_name("warehouse.sql").read_text(encoding="utf-8"))
        database.unregister("lived")
    publish(settings)


def _tell_alarms(failures: dict[date, list[AuditResult]], on: date, quiet: int) -> None:
    broken = {fault.outlet: on + timedelta(days=fault.days) for fault in FAULTS}
    quiet_from = _FIRST + timedelta(days=_LEARNING)
    alarms: dict[str, list[tuple[date, AuditResult]]] = defaultdict(list)
    for day, found in failures.items():
        for result in found:
            name = result.source or ""
            if day < on:
                alarms["while learning" if day < quiet_from else "quiet"].append((day, result))
            elif name not in broken or day >= broken[name]:
                alarms["calm outlets" if name not in broken else "behind a fault"].append((day, result))
    print(
        f"  false alarms: {len(alarms['while learning'])} in {_LEARNING} days of learning, "
        f"{len(alarms['quiet'])} in {quiet} quiet days,"
    )
    print(
        f"    {len(alarms['calm outlets'])} of outlets that stay calm from then on, "
        f"{len(alarms['behind a fault'])} of others once"
        " their fault is over"
    )
    for when, those in alarms.items():
        counted = Counter(f"{result.check_id} ({result.severity})" for _, result in those)
        if counted:
            print(f"    {when}: {dict(counted.most_common())}")
        for day, result in those[:12]:
            bounds = f"{result.lowest} to {result.highest}"
            print(
                f"      {day} {day:%a} {result.source}: {result.check_id} {result.observed:.3f}, "
                f"bounds {bounds} of {result.history}"
            )


def _tell_faults(failures: dict[date, list[AuditResult]], on: date) -> None:
    for fault in FAULTS:
        at = {
            ago: {r.check_id for r in failures.get(on + timedelta(days=ago), []) if r.source == fault.outlet}
            for ago in range(fault.days)
        }
        first = next((ago for ago, checks in at.items() if checks & fault.found_by), None)
        found = "NOT FOUND" if first is None else f"found on day {first + 1}"
        also = sorted(at.get(first or 0, set()))
        verdict = "ok" if first is not None and first < fault.within else "MISSED"
        print(f"  {verdict:6} {fault.name:20} {fault.outlet:16} {found} (asked: {fault.within}) by {', '.join(also)}")


if __name__ == "__main__":
    main()
