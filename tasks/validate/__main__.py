"""The process that judges."""

from __future__ import annotations

from pathlib import Path

from schemas.checks import article_checks
from tasks.step_process import serve
from tasks.validate.batch import validate_batch
from tasks.validate.judge import Judge

if __name__ == "__main__":
    _judges: dict[str, Judge] = {}

    def validate(batch_folder: str, checks_file: str) -> int:
        # Made at the first call: a fault in the file then reaches the one who asked.
        if checks_file not in _judges:
            _judges[checks_file] = Judge(article_checks(Path(checks_file)))
        return validate_batch(Path(batch_folder), _judges[checks_file])

    serve(validate)
