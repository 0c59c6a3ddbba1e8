"""What earlier runs left: looked up in the published snapshot, so that nobody opens the private warehouse for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import duckdb


class Memory:
    """Looks up the payloads that addresses held last time. Empty where nothing was published yet."""

    def __init__(self, snapshot: Path) -> None:
        self._database = duckdb.connect(str(snapshot), read_only=True) if snapshot.exists() else None

    def last_payloads(self, address_ids: Iterable[str]) -> dict[str, list[str]]:
        """SHA-256 of each, by address id, of those that were judged for good (see ops.addresses)."""
        if self._database is None:
            return {}
        rows = self._database.execute(
            """
            SELECT address_id::VARCHAR, last_payloads
            FROM ops.addresses
            WHERE address_id IN (SELECT unnest(?::UUID[]))
            """,
            [list(address_ids)],
        ).fetchall()
        return dict(rows)

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._database is not None:
            self._database.close()
