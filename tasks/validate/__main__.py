"""The process that judges."""

from __future__ import annotations

from pathlib import Path

from schemas.checks import article_checks
from tasks.step_process import serve
from tasks.validate.batch import validate_batch
from tasks.validate.judge import Judge

if __name__ == "__main__":
    _judge = Judge(article_checks())

    def validate(batch_folder: str) -> int:
        return validate_batch(Path(batch_folder), _judge)

    serve(validate)
