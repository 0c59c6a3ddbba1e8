"""`private/incidents.json`: every incident that is not over, or that an address has still to be told of.

Runs, audits and `up` write it, each under its lock and for milliseconds. It holds no address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schemas.controls import shown
from schemas.private_parts import without_secrets
from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note
from tasks.files.locks import locked
from tasks.notify.incidents import Failure, Incident, ended, is_done, key_of, with_failure

_MOST_INCIDENTS = 200
_MOST_OF_A_CAUSE = 8
"""Incidents of one cause that go on at one time. Failures with yet other words count to one more."""
_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressState:
    """Of one address: when it was first given to us, and how sending to it went."""

    since: datetime
    tries: int = 0
    """That failed, in a row."""
    next_at: datetime | None = None
    why: str = ""
    """Why the last one failed, without the address."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The content of the file."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    addresses: dict[str, AddressState] = field(default_factory=dict)
    failed: dict[str, dict[str, int]] = field(default_factory=dict)
    """How many scheduled runs failed, by flow and state, ever: also those that have no row in the warehouse."""


_LEDGER = TypeAdapter(Ledger)


def ledger_file(settings: Settings) -> Path:
    return settings.private / "incidents.json"


def read_ledger(settings: Settings) -> Ledger:
    """The ledger; an empty one where there is none, or it is damaged, or this user may not read it."""
    with suppress(OSError, ValueError, ValidationError):
        return _LEDGER.validate_python(read_note(ledger_file(settings)))
    return Ledger()


def change_ledger(change: Callable[[Ledger], object], settings: Settings) -> None:
    """Change the ledger under its lock, and write it where that made a difference. Raises OSError, LockHeld."""
    settings.private.mkdir(parents=True, exist_ok=True)
    with locked(settings.private / "incidents.lock", _WAIT_SECONDS):
        ledger = read_ledger(settings)
        before: dict[str, Any] = asdict(ledger)
        change(ledger)
        if (after := asdict(ledger)) != before:
            write_note(ledger_file(settings), after)


def note_failure(failure: Failure, settings: Settings, *, flow: str = "", state: str = "") -> None:
    """Keep a failure until every address was told of it. `flow` and `state` of a scheduled run are counted.

    Raises OSError, LockHeld.
    """
    safe = {name: shown(without_secrets(getattr(failure, name))) for name in ("title", "what", "cure")}

    def change(ledger: Ledger) -> None:
        if any(failure.id in incident.ids for incident in ledger.incidents.values()):
            return
        noted = Failure(key=failure.key, id=failure.id, at=failure.at, **safe)
        key = _place_of(noted, ledger.incidents)
        ledger.incidents[key] = with_failure(ledger.incidents.get(key), noted, key)
        if state:
            counts = ledger.failed.setdefault(flow, {})
            counts[state] = counts.get(state, 0) + 1

    change_ledger(change, settings)


def note_end(causes: Iterable[str], at: datetime, words: str, settings: Settings) -> None:
    """End every incident of these causes (`run/ingest`) that goes on. Raises OSError, LockHeld."""
    starts = tuple(f"{cause}/" for cause in causes)

    def change(ledger: Ledger) -> None:
        for key, incident in ledger.incidents.items():
            if key.startswith(starts):
                ledger.incidents[key] = ended(incident, at, words)

    if any(_goes_on(key, incident, starts) for key, incident in read_ledger(settings).incidents.items()):
        change_ledger(change, settings)


def without_done(
    incidents: Mapping[str, Incident], addresses: Mapping[str, AddressState], now: datetime
) -> dict[str, Incident]:
    """The incidents that are still to be kept."""
    since = {name: address.since for name, address in addresses.items()}
    return {key: incident for key, incident in incidents.items() if not is_done(incident, since, now)}


def _goes_on(key: str, incident: Incident, starts: str | tuple[str, ...]) -> bool:
    return key.startswith(starts) and incident.over_at is None


def _place_of(failure: Failure, incidents: dict[str, Incident]) -> str:
    """The key of its incident: one of its own words, or the common one of its cause where there are too many."""
    key = key_of(failure)
    if key in incidents:
        return key
    of_cause = sum(_goes_on(other, incident, f"{failure.key}/") for other, incident in incidents.items())
    is_full = len(incidents) >= _MOST_INCIDENTS
    return f"{failure.key}/others" if is_full or of_cause >= _MOST_OF_A_CAUSE else key
