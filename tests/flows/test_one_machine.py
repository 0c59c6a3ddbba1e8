"""One machine needs nothing of what several machines need: none of it is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WORK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import flows.cli.main, flows.ingest, flows.service.command, flows.service.prepare, flows.inspect.doctor
from schemas.settings import Settings
from tasks.chain.steps import chain_of
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.runs.folder import RunRequest, new_run
settings = Settings(home=Path(sys.argv[1]))
with new_run(RunRequest(inputs=["a"]), settings, datetime.now(UTC)), open_warehouse(settings):
    pass
publish(settings)
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"psycopg", "distributed", "dask", "obstore"}))
print(*sorted(name for name in sys.modules if name in {"tasks.store.catalogue", "tasks.store.lake",
"tasks.store.machines",
    "tasks.load.shared_warehouse", "tasks.chain.cluster", "tasks.web.shared_pace"}))
"""


@pytest.mark.slow
def test_nothing_of_several_machines_is_imported_by_default(tmp_path: Path):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "PREFECT_"))
    }
    environment["PREFECT_HOME"] = str(tmp_path / "prefect")
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(tmp_path / "data")],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "\n\n"), done.stderr
