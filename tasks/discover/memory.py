"""What earlier runs left: looked up in the published snapshot, so that nobody opens the private warehouse for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.engine import attached

Memory = Callable[[Iterable[str]], dict[str, list[str]]]
"""Address ids -> SHA-256 of what each held last time, of those that were judged for good (see ops.addresses)."""


@contextmanager
def memory_of(snapshot: Path) -> Iterator[Memory]:
    """A memory over the snapshot; an empty one where nothing was published yet."""
    if not snapshot.exists():
        yield lambda _: {}
        return
    with attached(snapshot, "READ_ONLY") as (database, _):

        def last_payloads(address_ids: Iterable[str]) -> dict[str, list[str]]:
            rows = database.execute(
                """
                SELECT address_id::VARCHAR, last_payloads
                FROM ops.addresses
                WHERE address_id IN (SELECT unnest(?::UUID[]))
                """,
                [list(address_ids)],
            ).fetchall()
            return dict(rows)

        yield last_payloads
