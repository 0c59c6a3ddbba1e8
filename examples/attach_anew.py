"""The newest publication in a process that stays (a web server, a notebook): attach anew.

Copy it. `python examples/attach_anew.py data/broadsheet.duckdb` asks once a second how many articles there are.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import duckdb


class Newest:
    """The snapshot, attached as `broadsheet`. For one thread; give each thread its own."""

    def __init__(self, snapshot: Path) -> None:
        self._snapshot = snapshot
        self._session = duckdb.connect()
        self._attached: tuple[int, int] | None = None

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of an answer; views are called by their plain names."""
        status = self._snapshot.stat()
        if self._attached != (status.st_ino, status.st_mtime_ns):
            if self._attached:
                self._session.execute("USE memory; DETACH broadsheet")
            path = str(self._snapshot).replace("'", "''")
            self._session.execute(f"ATTACH '{path}' AS broadsheet (READ_ONLY); USE broadsheet")
            self._attached = (status.st_ino, status.st_mtime_ns)
        return self._session.execute(sql, list(values)).fetchall()


if __name__ == "__main__":
    newest = Newest(Path(sys.argv[1]))
    while True:
        print(newest.ask("SELECT count(*), max(first_seen_at) FROM latest_articles"), flush=True)
        time.sleep(1)
