"""The forms in which publishers write dates, each with its precision; nonsense is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.dates import DateContext, DateRefusal, Timestamp, find_date, read_date

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
AMERICAN = DateContext(NOW, order="month")


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2024-05-01", "2024-05-01T00:00:00", "day"),
        ("20240501", "2024-05-01T00:00:00", "day"),
        ("2024-05-01Z", "2024-05-01T00:00:00", "day"),
        ("2024-05-01+02:00", "2024-05-01T00:00:00", "day"),
        ("May 1, 2024", "2024-05-01T00:00:00", "day"),
        ("1 May 2024", "2024-05-01T00:00:00", "day"),
        ("Wednesday, May 1st, 2024", "2024-05-01T00:00:00", "day"),
        ("05/31/2024", "2024-05-31T00:00:00", "day"),
        ("31/05/2024", "2024-05-31T00:00:00", "day"),
        ("31.12.2023", "2023-12-31T00:00:00", "day"),
        ("03.05.2024", "2024-05-03T00:00:00", "day"),
        ("3. 5. 2024", "2024-05-03T00:00:00", "day"),
        ("03.05.2024 14:00", "2024-05-03T14:00:00", "minute"),
        ("2024-05-01T10", "2024-05-01T10:00:00", "minute"),
        ("2024-05-01T10:00", "2024-05-01T10:00:00", "minute"),
        ("2024-05-01 10:00", "2024-05-01T10:00:00", "minute"),
        ("2024-05-01T10:00Z", "2024-05-01T10:00:00", "minute"),
        ("20240501T1000", "2024-05-01T10:00:00", "minute"),
        ("202405011000", "2024-05-01T10:00:00", "minute"),
        ("May 1, 2024 5 PM", "2024-05-01T17:00:00", "minute"),
        ("2024-05-01T10:00:00", "2024-05-01T10:00:00", "second"),
        ("2024-05-01T00:00:00", "2024-05-01T00:00:00", "second"),
        ("20240501T100000Z", "2024-05-01T10:00:00", "second"),
        ("20240501100000", "2024-05-01T10:00:00", "second"),
        ("20240501T100000+0200", "2024-05-01T08:00:00", "second"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00", "second"),
        ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00", "second"),
        ("2024-05-01T10:00:00+0200", "2024-05-01T08:00:00", "second"),
        ("2024-05-01T23:30:00-04:00", "2024-05-02T03:30:00", "second"),
        ("2024-05-01T10:00:00.123Z", "2024-05-01T10:00:00.123", "second"),
        ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00", "second"),
        ("Wed, 01 May 2024 10:00:00 EST", "2024-05-01T15:00:00", "second"),
        ("Wed, 01 May 2024 10:00:00 +0530", "2024-05-01T04:30:00", "second"),
        ("2024-05-01 10:00 CEST", "2024-05-01T08:00:00", "minute"),
        ("Wed May 01 2024 10:00:00 GMT+0200 (CEST)", "2024-05-01T08:00:00", "second"),
        ("Wednesday, 1 May 2024; corrected on Saturday, 4 May", "2024-05-01T00:00:00", "day"),
        ("Mercredi 1er mai 2024 | Le Port", "2024-05-01T00:00:00", "day"),
        ("  2024-05-01\n10:00  ", "2024-05-01T10:00:00", "minute"),
    ],
)
def test_the_forms_that_publishers_use_are_instants_in_utc(text, at, precision):
    found = read_date(text, AMERICAN)
    assert isinstance(found, Timestamp)
    assert (found.at, found.written) == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "   ", "unknown", "today", "2 hours ago", "2024", "May 2024", "2024-05", "10:00", "May 1", "Monday",
        "2024-02-30", "2024-13-01", "9999-99-99", "31/31/2024", "x" * 100 + "2024-05-01",
        "2024-05-01" * 9, "May 2024 edition 7", "١٢٣٤٥٦٧٨",
        "On Wednesday, 2 April 2026, the gates will be opened",
    ],
)  # fmt: skip
def test_what_is_no_whole_date_is_no_instant(text):
    found = read_date(text, AMERICAN)
    assert isinstance(found, DateRefusal)
    assert not found.is_implausible


@pytest.mark.parametrize(
    "text", ["1969-12-31", "1989-12-31T23:59:59Z", "2026-04-04T09:30:01Z", "2030-01-01", "0001-01-01"]
)
def test_a_date_before_the_web_or_two_days_ahead_is_implausible(text):
    found = read_date(text, AMERICAN)
    assert isinstance(found, DateRefusal)
    assert found.is_implausible


@pytest.mark.parametrize("text", ["1990-01-01", "2026-04-04T09:30:00Z"])
def test_the_first_day_of_the_web_and_two_days_ahead_are_believed(text):
    assert isinstance(read_date(text, AMERICAN), Timestamp)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-06-05", ["2026-06-05"]),
        ("Fri, 05 Jun 2026 10:00:00 +0200", ["2026-06-05"]),
        ("5 juin 2026", ["2026-06-05"]),
        ("25/06/2026", ["2026-06-25"]),
        ("06/25/2026", ["2026-06-25"]),
        ("05.06.2026", ["2026-06-05"]),
        ("2026/06/05", ["2026-06-05"]),
        ("05/05/2026", ["2026-05-05"]),
        ("05/06/2026", ["2026-05-06", "2026-06-05"]),
        ("5-6-2026 10:30", ["2026-05-06", "2026-06-05"]),
        ("05/06/26", ["2026-05-06", "2026-06-05"]),
        ("31/02/2026", []),
        ("2026-05", []),
        ("the day before yesterday-ish", []),
    ],
)
def test_a_text_is_read_as_one_day_or_two_or_none(text, days):
    found = read_date(text, DateContext(datetime(2030, 1, 1, tzinfo=UTC)))
    read = [found.at.date()] if isinstance(found, Timestamp) else found.days
    assert [day.isoformat() for day in read] == days


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 de mayo de 2021", "2021-05-03"), ("12 kwietnia 2020", "2020-04-12"),
        ("5 июня 2020, 12:33", "2020-06-05T12:33"),
        ("14 marzo 2020", "2020-03-14"), ("07 Dezember, 2022", "2022-12-07"),
        ("2020年07月12日 10時30分", "2020-07-12T10:30"),
        ("2021년 3월 4일", "2021-03-04"), ("الأربعاء، 07 أكتوبر 2020", "2020-10-07"), ("1. března 2021", "2021-03-01"),
        ("4 Ekim 2019 08:15", "2019-10-04T08:15"), ("Sept. 3, 2021 at 4:30 p.m. ET", "2021-09-03T16:30-04:00"),
        ("13 Jan 2020, 22:11 GMT+10", "2020-01-13T22:11+10:00"), ("2. 3. 2021", "2021-03-02"),
        ("13/2/2021", "2021-02-13"),
        ("2/13/2021", "2021-02-13"), ("2021/02/13", "2021-02-13"), ("1st of May 2024", "2024-05-01"),
    ],
)  # fmt: skip
def test_written_dates_of_many_languages_are_found_in_a_line(text, iso):
    found = find_date(f"Ports: {text}", DateContext(NOW, order="day"))
    assert found is not None
    assert isinstance(found.date, Timestamp)
    assert found.date.iso == iso
