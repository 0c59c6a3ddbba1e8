"""Numbers, times, names and levels as people read them."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum

_HOURS = 48
"""From so many hours on, a duration is printed in days."""


def number(value: float | None) -> str:
    """12,345, or 12.3 where it is small and no whole number; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.1f}"


def whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def amount(value: float | None) -> str:
    """A figure of unknown kind, with three digits."""
    return "–" if value is None else number(value) if abs(value) >= 10 or float(value).is_integer() else f"{value:.3g}"


def share(value: float | None) -> str:
    """0.314 -> 31 %. A share that is nearly 0 or 1 is never rounded to 0 % or 100 %."""
    if value is None:
        return "–"
    percent = 100 * value
    if 0 < percent < 1:
        return "under 1 %"
    if 99 < percent < 100:
        return "over 99 %"
    return f"{percent:.0f} %"


def hours(value: float | None) -> str:
    if value is None:
        return "–"
    if value < 1:
        return f"{value * 60:.0f} minutes"
    return f"{number(round(value, 1))} hours" if value < _HOURS else f"{number(round(value / 24, 1))} days"


def took(value: timedelta | None) -> str:
    """0:42, 12:05, 1:02:03."""
    if value is None:
        return "–"
    seconds = max(0, round(value.total_seconds()))
    whole, rest = divmod(seconds, 3600)
    return f"{whole}:{rest // 60:02d}:{rest % 60:02d}" if whole else f"{rest // 60}:{rest % 60:02d}"


def moment(value: datetime | None) -> str:
    return "–" if value is None else f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def day(value: date | None) -> str:
    """Wed 1 Apr."""
    return "–" if value is None else f"{value:%a} {value.day} {value:%b}"


def how_often(value: timedelta) -> str:
    """12 minutes, 3 hours, 2 days."""
    minutes = round(value.total_seconds() / 60)
    if minutes < 120:
        return count(max(1, minutes), "minute")
    whole_hours = round(minutes / 60)
    return f"{whole_hours} hours" if whole_hours < _HOURS else f"{round(whole_hours / 24)} days"


def link(url: str | None) -> str:
    """The address where it is one of the web; empty for all others, which a browser must not follow."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""


def weekday(value: date) -> str:
    return f"{value:%A}"


def count(value: int, one: str, many: str = "") -> str:
    """1 source, 2 sources."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def copied(kind: str | None, source: str | None, part: float | None) -> str:
    """From which source an article has its text: "copy of courier", "23% of its text also in ledger"; else empty.

    `kind` is that of the copy (same, copy, part), `part` the share of the text, 0 to 1.
    """
    if kind is None or source is None:
        return ""
    return f"{part or 0:.0%} of its text also in {source}" if kind == "part" else f"copy of {source}"


def short(text: str, most: int = 120) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"


_LONGEST = 60
_PLAIN = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{_LONGEST - 1}}}|\d{{8}}T\d{{6}}-[0-9a-f]{{6}}")
"""Most sources, and the ids of runs."""


def file_name(name: str) -> str:
    """`harbour-courier` stays so; whatever is unsafe, long, or differs in case only is told apart by a part of its
    hash.
    """
    if _PLAIN.fullmatch(name):
        return f"{name}.html"
    safe = re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST].strip("-")
    return f"{safe or 'name'}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.html"


class Level(IntEnum):
    """Ranked: of several levels, the greatest counts."""

    OK = 0
    UNJUDGED = 1
    NOTE = 2
    WARNING = 3
    FAILING = 4

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def mark(self) -> str:
        return _MARKS[self]


_WORDS = {
    Level.OK: "as usual",
    Level.UNJUDGED: "not judged",
    Level.NOTE: "note",
    Level.WARNING: "warning",
    Level.FAILING: "failing",
}
_MARKS = {Level.OK: "●", Level.UNJUDGED: "○", Level.NOTE: "◆", Level.WARNING: "▲", Level.FAILING: "■"}

OF_RUN = {
    "completed": Level.OK,
    "completed_with_quarantine": Level.NOTE,
    "running": Level.UNJUDGED,
    "source_failed": Level.WARNING,
    "given_up": Level.WARNING,
}
"""Status of a run -> level; any other status is failing."""
OF_SEVERITY = {"critical": Level.FAILING, "warning": Level.WARNING, "info": Level.NOTE}
