"""The DuckDB of a process."""

from __future__ import annotations

import subprocess
import sys

_SCRIPT = """
import sys
from tasks.store.engine import cursor, without_pandas

with without_pandas():
    assert cursor().execute("SELECT ?", ["ferry"]).fetchall() == [("ferry",)]
assert "pandas" not in sys.modules
import pandas
with without_pandas():
    assert sys.modules["pandas"] is pandas
assert cursor().execute("SELECT ? AS word", ["ferry"]).df()["word"].tolist() == ["ferry"]
"""


def test_parameters_import_no_pandas_where_it_is_left_out_and_it_can_be_imported_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
