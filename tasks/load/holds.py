"""A person decides on held articles: released ones are loaded as they are, discarded ones stay in quarantine.

Each decision is one transaction and is recorded with person, time and reason. Nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import orjson

from schemas.errors import UsageError
from schemas.fields import Article
from schemas.records import Verdict
from schemas.settings import Settings
from tasks.archive import ArchiveDamaged, Place, read
from tasks.load.source_names import use_present_ids
from tasks.load.statements import (
    Decision,
    add_in_rounds,
    loading_time,
    reconcile,
    run_sql,
    set_variables,
    sql,
    transaction,
)
from tasks.load.warehouse import open_warehouse

_WHOLE_ID = 36
_SHORTEST_ID = 6
"""An id may be shortened to this many characters, if no other hold begins with them."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A held article in the warehouse, and where its raw bytes are."""

    quarantine_id: str
    url: str
    state: str
    is_newest: bool
    """Whether no later capture of the same address was judged."""
    place: Place | None
    removed_at: datetime | None
    """When retention took the raw bytes away."""


def release(ids: list[str], decision: Decision, run_id: str, settings: Settings, now: datetime) -> dict[str, str]:
    """Load held articles as they were cleaned: hold's id -> reason of its outcome (new, revised, same_text …). All or
    none.

    Raises UsageError for an id that is unknown, answered already, or whose raw bytes are gone: what is loaded must be
    traceable to its capture. Raises WarehouseBusy, WarehouseUnusable.
    """
    with open_warehouse(settings) as database:
        holds = _found(database, ids)
        for hold in holds:
            _require_releasable(database, hold, settings.archive)
        set_variables(
            database,
            run_id=run_id,
            batch=1,
            now=loading_time(database, now),
            hold_ids=[hold.quarantine_id for hold in holds],
            record_layout=_RECORD_LAYOUT,
        )
        with transaction(database, settings):
            run_sql(database, "sieves")
            run_sql(database, "release_stage")
            use_present_ids(database, "staged", "judged")
            add_in_rounds(database)
            set_variables(database, who=decision.who, why=decision.reason)
            run_sql(database, "release_record")
            reconcile(database, 1)
        return {str(hold): reason for hold, reason in database.execute(sql("released")).fetchall()}


def discard(ids: list[str], decision: Decision, settings: Settings, now: datetime) -> list[str]:
    """Say of open holds that they are no articles; returns their ids. All or none.

    Raises UsageError for an id that is unknown or no longer open. Raises WarehouseBusy, WarehouseUnusable.
    """
    with open_warehouse(settings) as database:
        holds = _found(database, ids)
        for hold in holds:
            if hold.state != "open":
                raise UsageError(*_answered(database, hold))
        found = [hold.quarantine_id for hold in holds]
        set_variables(database, now=now, hold_ids=found, who=decision.who, why=decision.reason)
        with transaction(database, settings):
            run_sql(database, "discard")
    return found


def _found(database: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Hold]:
    """The holds that the ids, or beginnings of ids, stand for; each once."""
    words = [text.strip().lower() for text in ids]
    whole = [word for word in words if len(word) == _WHOLE_ID]
    known = {hold.quarantine_id: hold for hold in _holds(database, whole, "")}
    found = [known.get(word) or _hold(database, word) for word in words]
    return list({hold.quarantine_id: hold for hold in found}.values())


def _holds(database: duckdb.DuckDBPyConnection, ids: list[str], start: str) -> list[Hold]:
    """The holds with these ids, or with one that begins so."""
    rows = database.execute(sql("hold_by_id"), {"ids": ids, "start": start}).fetchall()
    return [
        Hold(str(hold), url, state, is_newest, Place(file, offset, length) if file else None, removed_at)
        for hold, url, state, is_newest, file, offset, length, removed_at in rows
    ]


def _hold(database: duckdb.DuckDBPyConnection, text: str) -> Hold:
    found = _holds(database, [], text) if len(text) >= _SHORTEST_ID else []
    if len(found) != 1:
        many = (
            f"{len(found)} holds have an id that begins with {text}"
            if found
            else f"no held article has the id {text!r}"
        )
        raise UsageError(
            many, f"`broadsheet quarantine list --all` names them; {_SHORTEST_ID} characters or more will do."
        )
    return found[0]


def _require_releasable(database: duckdb.DuckDBPyConnection, hold: Hold, archive: Path) -> None:
    if hold.state not in {"open", "discarded"} or not hold.is_newest:
        raise UsageError(*_answered(database, hold))
    try:
        if hold.place is None:
            raise ArchiveDamaged("the warehouse has no row for it in captures")
        read(archive, hold.place)
    except ArchiveDamaged as error:
        since = f" (retention removed it on {hold.removed_at:%Y-%m-%d})" if hold.removed_at else ""
        raise UsageError(
            f"hold {hold.quarantine_id} ({hold.url}): its raw capture is gone{since}: {error}",
            "Nothing was released: an article must be traceable to its bytes. Put the WARC file back, fetch the address"
            " again with `broadsheet ingest`, or discard the hold.",
        ) from error


def _answered(database: duckdb.DuckDBPyConnection, hold: Hold) -> tuple[str, str]:
    if hold.state in {"open", "discarded"} and not hold.is_newest:
        return (
            f"hold {hold.quarantine_id} ({hold.url}) is {hold.state}, and a later capture of its address was judged",
            "Nothing was changed: the later capture stands.",
        )
    event = database.execute(sql("last_hold_event"), [hold.quarantine_id]).fetchone()
    by = f" by {event[0]} on {event[1]:%Y-%m-%d %H:%M} UTC" if event else ""
    return (
        f"hold {hold.quarantine_id} ({hold.url}) is {hold.state} already{by}",
        "Nothing was changed. `broadsheet quarantine show` has its history.",
    )


_RECORD_LAYOUT = orjson.dumps(
    {name: kind for name, kind in Article.LAYOUT.items() if name not in {"reason", "detail"}}
    | {"content_hash": "UUID", "text_hash": "UUID", "article_id": "UUID", "source_id": "UUID", "capture_id": "UUID"}
    | {"url": "VARCHAR", "fetched_at": "TIMESTAMPTZ", "failures": Verdict.LAYOUT["failures"]}
).decode()
"""How the record of a hold is read back; a field that an older version did not know yet is null."""
