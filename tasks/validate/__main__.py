"""The process that judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tasks.checks.lazy_import import without_collector

with without_collector():
    from schemas.checks import checks_of_articles
    from schemas.settings import Settings
    from tasks.logs import log, set_up
    from tasks.runs.handover import ids_of
    from tasks.store.engine import give_memory_back
    from tasks.store.snapshots import snapshot_to_read
    from tasks.validate.batch import Suites, validate_batch, warm_up
    from tasks.workers.step_process import serve

Changes = dict[str, dict[str, Any]]
"""Name of a source -> what it changes in the checks of articles."""

if __name__ == "__main__":
    _suites: dict[str, Suites] = {}

    def _suites_of(settings: Settings, changes: Changes) -> Suites:
        # Made at the first call: a fault in the files then reaches the one who asked.
        files = (settings.checks_file, settings.sources_file)
        key = repr((files, settings.own_checks, sorted(changes.items())))
        if key not in _suites:
            _suites[key] = Suites(checks_of_articles(settings), changes, files, settings.own_checks)
        return _suites[key]

    def prepare(settings: dict[str, Any], changes: Changes) -> None:
        with without_collector():
            warm_up(_suites_of(Settings(**settings), changes))

    def validate(batch_folder: str, settings: dict[str, Any], changes: Changes) -> int:
        given = Settings(**settings)
        set_up(given)
        with ids_of(Path(batch_folder)):
            held = validate_batch(Path(batch_folder), _suites_of(given, changes), snapshot_to_read(given))
            log("validate").info("judged", extra={"held": held})
        give_memory_back()
        return held

    serve(validate, prepare=prepare)
