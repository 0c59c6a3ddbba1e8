"""Does every check pass what is good, fail what is broken and nothing else, and say so where it cannot tell?

    python -m drills.mutations [--articles 500] [--broken 5] [--seed 1]

Checks of articles: a clean set, judged as a batch; then, check by check, the same set with so many articles broken in
that one way at random places, judged as a batch of its own. missed: broken articles that the check let pass. false
alarms: other articles that it objected to, and other checks that objected to a broken one without it following from the
fault (a text of three words is too short for several checks). Checks of days: the figures of a calm past, then with the
one figure beyond its bounds. error: the column holds what cannot be compared; where even that has an answer (is it
there? is it there twice?), there is no error to be seen. Ends with 1 where anything was missed, an alarm was false, or
a check was not seen to pass and to fail.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from schemas.checks import BatchCheck, Check, article_checks, batch_checks
from schemas.features import DAY_FIGURES, WAREHOUSE_FIGURES
from schemas.fields import Article
from schemas.records import Verdict
from schemas.settings import Settings
from tasks.audit.days import day_figures, judged, warehouse_figures, with_parameters
from tasks.checks.judge import Judge
from tasks.load.warehouse import open_warehouse
from tasks.runs.handover import read_rows
from tasks.validate.batch import features, validate_batch
from tests.histories import History, make
from tests.tasks.validate.prepared import ADDRESSES, ALSO, batch, faults, good, lived_through

_PAST = History(days=70, per_day=240, names=("calm",))
_BEYOND = (0.0, 1.0, 1e6, -1.0)
"""Figures of which one lies beyond any bounds."""


@dataclass
class Seen:
    """What a check was seen to do."""

    passed: int = 0
    failed: int = 0
    errors: int = 0
    broken: int = 0
    missed: int = 0
    false_alarms: Counter[str] = field(default_factory=Counter)
    """By the check that raised them."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--broken", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        seen = of_articles(Path(name), given.articles, given.broken, given.seed) | of_days(Path(name))
    print(f"{'check':30} passed failed errors  broken missed false alarms")
    for check_id, it in seen.items():
        alarms = ", ".join(f"{count} of {other}" for other, count in it.false_alarms.items()) or "0"
        print(f"{check_id:30} {it.passed:6} {it.failed:6} {it.errors:6} {it.broken:7} {it.missed:6} {alarms}")
    missed = sum(it.missed for it in seen.values())
    false_alarms = sum(it.false_alarms.total() for it in seen.values())
    unseen = [check_id for check_id, it in seen.items() if not (it.passed and it.failed)]
    without_error = [check_id for check_id, it in seen.items() if not it.errors]
    print(
        f"{len(seen)} checks: {missed} missed, {false_alarms} false alarms; not seen to pass and to fail:"
        f" {unseen or 'none'}"
    )
    print(f"seen as error: {len(seen) - len(without_error)}; even nonsense has an answer: {', '.join(without_error)}")
    sys.exit(bool(missed or false_alarms or unseen))


def of_articles(home: Path, articles: int, broken: int, seed: int) -> dict[str, Seen]:
    """Passed, failed and errors are counted in batches."""
    dice = random.Random(seed)  # noqa: S311
    checks = article_checks()
    unknown = [check.id for check in checks if check.action != "stop" and check.id not in faults()]
    assert not unknown, f"add a fault of {', '.join(unknown)} to tests/tasks/validate/prepared.py"
    judge, seen = Judge(checks), {check.id: Seen() for check in checks}
    settings = Settings(home=home / "articles")
    settings.private.mkdir(parents=True)
    with open_warehouse(settings):
        pass
    past = lived_through(settings.warehouse)

    clean = [good(number) for number in range(articles)]
    folder = batch(home / "clean" / "00001", clean)
    validate_batch(folder, judge, past)
    for verdict in read_rows(folder / "verdicts.parquet", Verdict):
        for failure in verdict.failures:
            seen[str(failure["check_id"])].false_alarms[str(failure["check_id"])] += 1
    frame = features(folder, past)
    for finding in judge.findings(frame):
        seen[finding.check.id].passed += finding.status == "pass"

    for check in checks:
        places = set(dice.sample(range(articles), broken))
        if check.action == "stop":
            _closed(check, frame, places, judge, seen[check.id])
        else:
            _broken(check, home / check.id / "00001", clean, places, judge, past, seen)
        _senseless(check, frame, judge, seen[check.id])
    return seen


def _broken(
    check: Check, folder: Path, clean: list[Article], places: set[int], judge: Judge, past: Path, seen: dict[str, Seen]
) -> None:
    it, articles = seen[check.id], list(clean)
    for key, number in enumerate(sorted(places)):
        # A text that stands at several addresses is the one fault that takes several articles.
        fault: dict[str, Any] = faults(0 if check.id == "text_is_its_own" else key)[check.id]
        articles[number] = replace(articles[number], **fault)
    addresses: dict[str, Any] = ADDRESSES.get(check.id, {})
    batch(folder, articles, dict.fromkeys(places, addresses))
    validate_batch(folder, judge, past)
    it.broken = len(places)
    follows = {check.id} | ALSO.get(check.id, set())
    for verdict in read_rows(folder / "verdicts.parquet", Verdict):
        failed = {str(failure["check_id"]) for failure in verdict.failures}
        it.missed += verdict.position in places and check.id not in failed
        it.false_alarms.update(failed - follows if verdict.position in places else failed)
    it.failed += it.missed < len(places)


def _closed(check: Check, frame: pd.DataFrame, places: set[int], judge: Judge, it: Seen) -> None:
    """A check that guards the pipeline itself is broken in the frame: no article can be made that breaks it."""
    spoilt = frame.copy()
    if check.expectation == "ExpectColumnValuesToBeUnique":
        spoilt.loc[sorted(places), check.column] = spoilt[check.column].iloc[min(places)]
    else:
        spoilt.loc[sorted(places), check.column] = None
    labels = set(spoilt["position"].iloc[sorted(places)])
    for finding in judge.findings(spoilt):
        if finding.check.id == check.id:
            it.failed += finding.status == "fail"
            it.missed = len(labels - set(finding.positions))
        elif finding.positions:
            it.false_alarms[finding.check.id] += len(finding.positions)
    it.broken = len(places)


def _senseless(check: Check, frame: pd.DataFrame, judge: Judge, it: Seen) -> None:
    nonsense: dict[str, Any] = {name: [object() for _ in range(3)] for name in check.columns if name != "position"}
    spoilt = frame.head(3).assign(**nonsense)
    it.errors += next(f.status for f in judge.findings(spoilt) if f.check.id == check.id) == "error"


def of_days(home: Path) -> dict[str, Seen]:
    """Passed, failed and errors are counted in days."""
    settings = make(home / "days", _PAST)
    at = _PAST.now
    days = day_figures(settings, _PAST.today - timedelta(days=60), _PAST.yesterday, at)
    whole = warehouse_figures(settings, _PAST.yesterday, at)
    seen: dict[str, Seen] = {}
    for scope, (*past, today), columns in (("source", days, DAY_FIGURES), ("warehouse", [whole], WAREHOUSE_FIGURES)):
        checks = [check for check in batch_checks() if check.scope == scope]
        judge = Judge([with_parameters(check) for check in checks])
        for calm in judged(checks, judge, today, past, _PAST.yesterday, list(columns)):
            seen[calm.check_id] = it = Seen(passed=calm.status == "pass", broken=1)
            check = next(check for check in checks if check.id == calm.check_id)
            beyond = next(
                value
                for value in _BEYOND
                if (calm.lowest is not None and value < calm.lowest)
                or (calm.highest is not None and value > calm.highest)
            )
            spoilt = today | {str(check.column): beyond}
            for result in judged(checks, judge, spoilt, past, _PAST.yesterday, list(columns)):
                if result.check_id == check.id:
                    it.failed += result.status == "fail"
                    it.missed = 1 - it.failed
            it.errors = _senseless_day(check, judge, today, list(columns))
    return seen


def _senseless_day(check: BatchCheck, judge: Judge, today: dict[str, object], columns: list[str]) -> bool:
    nonsense: dict[str, Any] = {str(check.column): object()}
    frame = pd.DataFrame([{name: today[name] for name in columns}]).assign(position=0, **nonsense)
    every = [other.id for other in batch_checks()]
    parameters = {f"{name}_{side}": 0.0 for name in every for side in ("lowest", "highest")}
    return next(f.status for f in judge.findings(frame, parameters) if f.check.id == check.id) == "error"


if __name__ == "__main__":
    main()
