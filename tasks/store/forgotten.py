"""Tombstones: keyed hashes of what must never come back. Without the key of the data folder nobody can test a guess."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cached_property
from pathlib import Path

import duckdb

from schemas.settings import Settings
from tasks.files.atomic import atomic_write


class Tombstones:
    """The keys in a warehouse or snapshot, and whether something is one of them."""

    def __init__(self, database: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        """A database of an earlier release has none."""
        # Not duckdb_tables(): it says how large each table is, for which a lake asks PostgreSQL about every one.
        there = "SELECT 1 FROM duckdb_columns() WHERE database_name = current_database() AND table_name = 'forgotten'"
        rows = (
            database.execute("SELECT kind, key FROM ops.forgotten").fetchall()
            if database.execute(there).fetchone()
            else []
        )
        self._keys = {(kind, key) for kind, key in rows}
        self._file = key_file(settings)

    def __bool__(self) -> bool:
        return bool(self._keys)

    @cached_property
    def _secret(self) -> bytes:
        return self._file.read_bytes()

    def has(self, kind: str, *values: str | None) -> bool:
        """Whether one of the values is forgotten. `kind`: address (its id) or content (a hash)."""
        return bool(self._keys) and any(
            (kind, tombstone(self._secret, kind, value)) in self._keys for value in values if value
        )

    def name_for(self, value: str) -> str:
        """What stands for a forgotten address: it says nothing of it, and is the same each time."""
        return f"forgotten:{tombstone(self._secret, 'name', value)[:32]}"


def tombstone(secret: bytes, kind: str, value: str) -> str:
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def key_file(settings: Settings) -> Path:
    """That of all machines, where several share a warehouse that has tombstones (`share_key`)."""
    of_all = settings.lake.with_name(_NAME)
    return of_all if settings.shared and of_all.exists() else settings.private / _NAME


_NAME = "forget.key"


def share_key(settings: Settings) -> None:
    """Give the key of this machine, if it has one, to all that will read its tombstones. Raises OSError."""
    of_all, own = settings.lake.with_name(_NAME), settings.private / _NAME
    if settings.shared and own.exists() and not of_all.exists():
        _write(of_all, own.read_bytes())


def secret_of(settings: Settings) -> bytes:
    """The key, made where there is none. Raises OSError."""
    file = key_file(settings)
    if not file.exists():
        _write(file, secrets.token_bytes(32))
    return file.read_bytes()


def _write(file: Path, secret: bytes) -> None:
    with atomic_write(file) as draft:
        draft.touch(mode=0o600)
        draft.write_bytes(secret)
