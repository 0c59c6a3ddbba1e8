"""The process that judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tasks.checks.lazy_import import without_collector

with without_collector():
    from schemas.checks import article_checks
    from schemas.settings import Settings
    from schemas.sources import sources_if_any
    from tasks.logs import log, set_up
    from tasks.runs.handover import ids_of
    from tasks.store.snapshots import snapshot_to_read
    from tasks.validate.batch import Suites, validate_batch
    from tasks.workers.step_process import serve

if __name__ == "__main__":
    _suites: dict[tuple[Path, Path], Suites] = {}

    def _suites_of(settings: Settings) -> Suites:
        # Made at the first call: a fault in the files then reaches the one who asked.
        files = (settings.checks_file, settings.sources_file)
        if files not in _suites:
            sources = sources_if_any(settings.sources_file).values()
            changes = {source.name: source.checks for source in sources if source.checks}
            _suites[files] = Suites(article_checks(settings.checks_file), changes, files)
        return _suites[files]

    def validate(batch_folder: str, settings: dict[str, Any]) -> int:
        given = Settings(**settings)
        set_up(given)
        with ids_of(Path(batch_folder)):
            held = validate_batch(Path(batch_folder), _suites_of(given), snapshot_to_read(given))
            log("validate").info("judged", extra={"held": held})
        return held

    serve(validate)
