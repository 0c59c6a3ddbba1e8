"""Which of the changes that a feed or sitemap reports are its own: some write the moment at which they were made.

Pure: offers and the time go in, offers come out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tasks.dates import instant_of
from tasks.discover.offers import Offer

_JUST_NOW = timedelta(minutes=10)
_LEAST_FOR_NOW = 3
_AT_ONCE = timedelta(minutes=2)
"""What a program needs to write a sitemap of 50,000 addresses, one after the other."""
_LEAST_AT_ONCE = 10
"""Articles that a newsroom may well correct within two minutes are fewer."""


def without_false_changes(offers: Sequence[Offer], now: datetime) -> list[Offer]:
    """The offers of one source, without the times of change that say only when its list was made.

    These are times of the last ten minutes where most entries have such a time, and times within two minutes of one
    another where most entries have one of these.
    """
    moments = sorted(moment for offer in offers if (moment := _moment(offer)))
    begin, end = _made_between(moments, now)
    if begin is None or end is None:
        return list(offers)
    return [
        replace(offer, said=replace(offer.said, modified=None))
        if (moment := _moment(offer)) and begin <= moment <= end
        else offer
        for offer in offers
    ]


def _moment(offer: Offer) -> datetime | None:
    return instant_of(offer.said.modified) if offer.said.modified else None


def _made_between(moments: list[datetime], now: datetime) -> tuple[datetime | None, datetime | None]:
    """The first and last moment that say when the list was made; of moments in order."""
    recent = bisect_left(moments, now - _JUST_NOW)
    if len(moments) >= _LEAST_FOR_NOW and (len(moments) - recent) * 2 > len(moments):
        return moments[recent], moments[-1]
    if len(moments) < _LEAST_AT_ONCE:
        return None, None
    # More than half of them lie together only where the middle one lies among them.
    middle = moments[len(moments) // 2]
    first = bisect_left(moments, middle - _AT_ONCE)
    for begin in range(first, len(moments) // 2 + 1):
        end = bisect_left(moments, moments[begin] + _AT_ONCE, begin)
        if (end - begin) * 2 > len(moments):
            return moments[begin], moments[end - 1]
    return None, None
