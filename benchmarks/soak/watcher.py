"""The snapshot, watched from outside as a reader does: when does what become queryable?"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import duckdb

_SQL = "SELECT a.url, v.version FROM articles AS a JOIN article_versions AS v USING (article_id)"


class Watcher(threading.Thread):
    """Opens every snapshot that is published; `seen` says when an address's version was first there (seconds since
    1970).
    """

    def __init__(self, snapshot: Path) -> None:
        super().__init__(daemon=True)
        self.seen: dict[tuple[str, int], float] = {}
        self.published = 0
        self.errors: list[str] = []
        self._snapshot = snapshot
        self._over = threading.Event()

    def run(self) -> None:
        last = 0
        while not self._over.wait(0.5):
            try:
                now = self._snapshot.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            if now != last:
                last = now
                self.published += 1
                self.look()

    def look(self) -> None:
        try:
            with duckdb.connect(str(self._snapshot), read_only=True) as database:
                found = database.execute(_SQL).fetchall()
        except duckdb.Error as error:
            self.errors.append(str(error))
            return
        at = time.time()
        for key in found:
            self.seen.setdefault(key, at)

    def stop(self) -> None:
        self._over.set()
        self.join()
