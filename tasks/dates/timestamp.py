"""What the reader of dates gives back: a timestamp with its precision and zone, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Literal

Precision = Literal["day", "minute", "second"]
DateOrder = Literal["day", "month", "year"]
"""What comes first where a date is three numbers: 3/5/2026, 5/3/2026, 2026/5/3."""
Reason = Literal["no_date", "no_day", "no_such_day", "ambiguous_order", "ambiguous_month", "before_the_web", "ahead"]


@dataclass(frozen=True, slots=True)
class Timestamp:
    """Equal where the same moment is known with the same precision, however it was written."""

    at: datetime
    """In the zone that was written. Without one: the written time as if it were UTC. A bare day stands as its
    midnight.
    """
    precision: Precision
    """How exactly the moment is known. A time without a zone tells the day only: the moment is up to 14 hours off."""
    written: Precision = field(default="day", compare=False)
    """How exactly the text says it, its zone aside."""
    zone: str | None = field(default=None, compare=False)
    """Its distance from UTC as +05:30; None where none was written, or one that nobody can be sure of."""
    text: str = field(default="", compare=False)
    """As it was written, at most 80 characters."""
    is_zone_assumed: bool = field(default=False, compare=False)
    """No zone was written: it is that of the publisher."""

    def day_in(self, timezone: tzinfo | None) -> date:
        """The calendar day in a zone; in the zone that was written where `timezone` is None, or no moment is known."""
        if timezone is None or self.precision == "day":
            return self.at.date()
        return self.at.astimezone(timezone).date()

    @property
    def iso(self) -> str:
        """In ISO 8601, as exactly as it was written and with its zone: what the reader reads as this very timestamp."""
        if self.written == "day":
            return self.at.date().isoformat()
        spec = "minutes" if self.written == "minute" else "microseconds" if self.at.microsecond else "seconds"
        return self.at.replace(tzinfo=None).isoformat(timespec=spec) + (self.zone or "")


@dataclass(frozen=True, slots=True)
class DateRefusal:
    """Why a text is no date of publication."""

    reason: Reason
    text: str = field(default="", compare=False)
    days: tuple[date, ...] = ()
    """The days it can be read as: two where day and month can change places."""

    @property
    def is_implausible(self) -> bool:
        """Whether it is a whole date, but of a time in which no page can have been published."""
        return self.reason in {"before_the_web", "ahead"}

    @property
    def words(self) -> str:
        """The reason as the end of a sentence about the text."""
        if self.reason == "ambiguous_order":
            return f"can be read two ways, write {' or '.join(day.isoformat() for day in self.days)}"
        return _WORDS[self.reason]


def instant_of(iso: str) -> datetime:
    """The moment of a text that `Timestamp.iso` made; a day is its midnight, a time without a zone as if it were
    UTC.
    """
    at = datetime.fromisoformat(iso)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


_WORDS = {
    "no_date": "is no date",
    "no_day": "names no day",
    "no_such_day": "is no date",
    "ambiguous_month": "names a month that is another one in another language",
    "before_the_web": "is before 1990",
    "ahead": "is in the future",
}


@dataclass(frozen=True, slots=True)
class DateContext:
    """What is known of the place where a date was written."""

    now: datetime
    """Aware. A date of publication is at most 48 hours later."""
    language: str | None = None
    """The tag (RFC 5646) of the text around it: decides between words, and between 3/5 and 5/3 where `order` does
    not.
    """
    order: DateOrder | None = None
    timezone: tzinfo | None = None
    """Of the publisher, for times that name no zone."""
