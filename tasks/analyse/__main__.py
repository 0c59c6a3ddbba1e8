"""The process that analyses, beside the flow: its memory goes when it ends. Its name ends in __main__, so workers do
not import it again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from schemas.settings import Settings
from tasks.analyse.run import analyse
from tasks.logs import set_up
from tasks.store.engine import without_pandas
from tasks.workers.step_process import serve


def run(settings: dict[str, Any], *, again: bool) -> dict[str, Any]:
    given = Settings(**settings)
    set_up(given)
    done = analyse(given, datetime.now(UTC), again=again)
    return {"articles": dict(done.articles), "batches": done.batches}


if __name__ == "__main__":
    with without_pandas():
        serve(run)
