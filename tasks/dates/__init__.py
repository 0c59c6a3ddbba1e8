"""The one reader of dates, for pages, feeds, sitemaps, manifests and front matter alike."""

from tasks.dates.reading import FoundDate, find_date, find_dates, has_date, read_date
from tasks.dates.timestamp import DateContext, DateOrder, DateRefusal, Precision, Timestamp, instant_of
from tasks.dates.words import date_order
from tasks.dates.zones import zone_of_database

__all__ = [
    "DateContext",
    "DateOrder",
    "DateRefusal",
    "FoundDate",
    "Precision",
    "Timestamp",
    "date_order",
    "find_date",
    "find_dates",
    "has_date",
    "instant_of",
    "read_date",
    "zone_of_database",
]
