"""When to ask again: a source at an interval that it teaches us, an address by what is known of it.

Pure: what was remembered and the time go in, the decision comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.outcomes import Outcome
from schemas.records import SourceState
from schemas.sources import Source
from tasks.discover.lookup import Remembered

SHORTEST = 600
LONGEST = 86_400
_FIRST = 1800
"""Seconds, for a source that was never asked."""
_STEP = 1.5
_MOSTLY_KNOWN = 2 / 3
_MOSTLY_NEW = 1 / 3
_MOST_NEW_AT_ONCE = 1 / 4
"""Of a feed, at its busiest pace of late: chance and a lively hour may bring three times as much, and none is lost."""
_LONGEST_AFTER_FAILURE = 21_600
"""Seconds. A feed forgets while its server is down: whoever comes back late finds less."""
_HALF_LIFE = timedelta(days=3.5)
"""A busy day is remembered into the next week, fainter: news keeps the rhythm of the week."""
_EARLY = 1 / 5
"""Of an interval, at most a minute: a schedule's runs begin some seconds sooner or later, and who comes three seconds
early would else be sent away until the next time."""
_SOONEST = timedelta(seconds=SHORTEST)
"""After which an address is asked again because its source says that it changed."""
_FULL_AFTER = timedelta(days=7)
"""Some servers say for ever that nothing changed: once in a while the whole answer is asked for."""


@dataclass(frozen=True, slots=True)
class AskResult:
    """How asking one source went. `problem` where it could not be had at all, `is_same` where it says nothing
    changed.
    """

    items: int = 0
    known_items: int = 0
    is_same: bool = False
    problem: Outcome | None = None
    retry_at: datetime | None = None


def is_due(source: Source, state: SourceState | None, now: datetime) -> bool:
    """Whether the schedule is to ask a source now. A last time that lies ahead is a clock that was wrong."""
    if state is None or state.asked_at > now:
        return True
    if state.next_ask_at - (timedelta() if state.failures else _early(state.interval_seconds)) <= now:
        return True
    # An interval that was declared meanwhile counts from now on.
    own = _own_interval(source)
    return own is not None and state.asked_at + timedelta(seconds=own) - _early(own) <= now


def _early(interval: int) -> timedelta:
    return timedelta(seconds=min(interval * _EARLY, 60))


def learned(source: Source, source_id: str, before: SourceState | None, asked: AskResult, now: datetime) -> SourceState:
    """The state of a source after it was asked.

    The interval, in seconds, goes up by half where more than two thirds of the items were known and down likewise where
    less than a third was; it stays within 10 minutes and 24 hours. Nor does it ever grow so long that, at the busiest
    pace of the last days, a quarter of the items would be new: what falls out at the end of a feed unseen is lost.
    """
    interval = before.interval_seconds if before else _FIRST
    if asked.problem is not None:
        return _failed(source, source_id, before, asked, asked.problem, interval, now)
    elapsed = (now - before.asked_at).total_seconds() if before and before.asked_at < now else 0.0
    new = asked.items - asked.known_items
    fading = 0.5 ** (elapsed / _HALF_LIFE.total_seconds())
    # The first look finds everything new: that says nothing of the pace.
    pace = 3600 * new / max(elapsed, SHORTEST)
    most_per_hour = max(before.most_per_hour * fading, pace) if before else 0.0
    share_known = asked.known_items / asked.items if asked.items else 1.0
    if before:
        interval = _stepped(interval, share_known)
    items = before.items if asked.is_same and before else asked.items
    if most_per_hour:
        interval = min(interval, int(3600 * items * _MOST_NEW_AT_ONCE / most_per_hour))
    interval = _own_interval(source) or min(max(interval, SHORTEST), LONGEST)
    return SourceState(
        source_id=source_id,
        asked_at=now,
        next_ask_at=now + timedelta(seconds=interval),
        interval_seconds=interval,
        status="unchanged" if asked.is_same else "ok",
        items=items,
        known_items=items if asked.is_same else asked.known_items,
        most_per_hour=most_per_hour,
    )


def _stepped(interval: int, share_known: float) -> int:
    if share_known > _MOSTLY_KNOWN:
        return int(interval * _STEP)
    return int(interval / _STEP) if share_known < _MOSTLY_NEW else interval


def _failed(
    source: Source,
    source_id: str,
    before: SourceState | None,
    asked: AskResult,
    problem: Outcome,
    interval: int,
    now: datetime,
) -> SourceState:
    """Twice the wait for every failure in a row, up to six hours where it is not longer anyway; what was learned
    stays.
    """
    failures = (before.failures if before else 0) + 1
    usual = _own_interval(source) or interval
    wait = max(usual, min(usual * 2 ** min(failures, 10), _LONGEST_AFTER_FAILURE))
    state = before or SourceState(
        source_id=source_id, asked_at=now, next_ask_at=now, interval_seconds=interval, status="failed"
    )
    return replace(
        state,
        asked_at=now,
        next_ask_at=max(now + timedelta(seconds=wait), asked.retry_at or now),
        status="failed",
        reason=problem.reason.code,
        detail=problem.detail or None,
        failures=failures,
    )


def _own_interval(source: Source) -> int | None:
    """What the declaration says, in seconds."""
    return source.every_minutes * 60 if source.every_minutes is not None else None


def not_due(known: Remembered, said_modified: datetime | None, now: datetime) -> str | None:
    """Why an address that a source offers is not asked for now, in words; None where it is."""
    if known.asked_at is None or known.asked_at > now:
        return None  # never asked, or by a clock that was wrong
    if known.ask_again_at is not None and known.ask_again_at <= now:
        return None
    if _has_changed(known, said_modified, now):
        return None
    ended = f"ended as {known.status} ({known.reason}) on {known.asked_at:%Y-%m-%d %H:%M} UTC"
    when = f"asked again from {known.ask_again_at:%Y-%m-%d %H:%M} UTC" if known.ask_again_at else "left alone"
    return f"{ended}; {when}"


def _has_changed(known: Remembered, said_modified: datetime | None, now: datetime) -> bool:
    """Whether to believe a source that an address changed since it was asked.

    Not a change that lies ahead, not within ten minutes after asking, and not after such a report proved false.
    """
    if said_modified is None or known.asked_at is None or not known.asked_at < said_modified <= now:
        return False
    return now - known.asked_at >= _SOONEST and not known.is_said_falsely


def may_be_conditional(answered_at: datetime | None, now: datetime) -> bool:
    """Whether the last full answer is recent enough to be taken at its word when the server says `304`."""
    return answered_at is not None and timedelta(0) <= now - answered_at < _FULL_AFTER
