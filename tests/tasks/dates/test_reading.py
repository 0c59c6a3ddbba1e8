"""One reader for all dates: a text and its place in, a timestamp or a named refusal out."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.dates import DateContext, DateRefusal, FoundDate, Timestamp, date_order, find_date, read_date

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
HERE = DateContext(NOW)


def stamp(text: str, context: DateContext = HERE) -> Timestamp:
    found = read_date(text, context)
    assert isinstance(found, Timestamp), found
    return found


def utc(text: str, context: DateContext = HERE) -> str:
    """The moment in UTC to the second, and how exactly it is known."""
    found = stamp(text, context)
    return f"{found.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} {found.precision}"


def refusal(text: str | None, context: DateContext = HERE) -> DateRefusal:
    found = read_date(text, context)
    assert isinstance(found, DateRefusal), found
    return found


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Fri, 27 Nov 2026 19:58:02 IST", "2026-11-27 14:28:02"),
        ("Fri, 27 Nov 2026 19:58:02 JST", "2026-11-27 10:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 AEDT", "2026-11-27 08:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 MEST", "2026-11-27 17:58:02"),
        ("Fri Nov 27 2026 19:58:02 GMT+0200", "2026-11-27 17:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 UTC+2", "2026-11-27 17:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 GMT-0500", "2026-11-28 00:58:02"),
        ("Fri, 27 Nov 26 19:58:02 GMT", "2026-11-27 19:58:02"),
        ("ven., 27 nov. 2026 19:58:02 +0100", "2026-11-27 18:58:02"),
        ("Fre, 27 Nov 2026 19:58:02 +0100", "2026-11-27 18:58:02"),
        ("Пт, 27 ноя 2026 19:58:02 +0300", "2026-11-27 16:58:02"),
        ("Vie, 27 Nov 2026 19:58:02 +0100", "2026-11-27 18:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 EST", "2026-11-28 00:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 +0000", "2026-11-27 19:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 PST", "2026-11-28 03:58:02"),
        ("Friday, 27-Nov-26 19:58:02 GMT", "2026-11-27 19:58:02"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06 08:49:37"),
        ("Fri Nov 27 19:58:02 CET 2026", "2026-11-27 18:58:02"),
        ("27/Nov/2026:19:58:02 +0100", "2026-11-27 18:58:02"),
        ("Fri Nov 27 2026 19:58:02 GMT+0100 (Central European Standard Time)", "2026-11-27 18:58:02"),
        ("Fri, 27 Nov 2026 19:58:02 +0000 (UTC)", "2026-11-27 19:58:02"),
        ("2026-11-27T19:58:02+01:00[Europe/Paris]", "2026-11-27 18:58:02"),
        ("2026-11-27 19:58:02 Europe/Paris", "2026-11-27 18:58:02"),
        ("2026-11-27T19:58:02−05:00", "2026-11-28 00:58:02"),
        ("2026-11-27T19:58:02.123456789Z", "2026-11-27 19:58:02"),
        ("20261127T195802Z", "2026-11-27 19:58:02"),
        ("2026-11-26T24:00:00Z", "2026-11-27 00:00:00"),
        ("2026-11-27T19:58:60Z", "2026-11-27 19:58:59"),
        ("1795809482", "2026-11-27 19:58:02"),
        ("1795809482.25", "2026-11-27 19:58:02"),
        ("1795809482000", "2026-11-27 19:58:02"),
        ("1795809482000000", "2026-11-27 19:58:02"),
        ("/Date(1795809482000)/", "2026-11-27 19:58:02"),
    ],
)
def test_dates_of_machines_are_moments_to_the_second(text, right):
    assert utc(text) == f"{right} second"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026-11-27T19:58Z", "2026-11-27 19:58:00"),
        ("20261127T1958+0100", "2026-11-27 18:58:00"),
        ("November 27, 2026 7:58 PM ET", "2026-11-28 00:58:00"),
        ("November 27, 2026 7:58 PM Eastern", "2026-11-28 00:58:00"),
        ("November 27, 2026 7:58 PM Pacific Standard Time", "2026-11-28 03:58:00"),
        ("July 27, 2026 7:58 PM ET", "2026-07-27 23:58:00"),
        ("Nov 27th 2026 at 5pm PST", "2026-11-28 01:00:00"),
        ("27 Nov 2026, 15:30 WIB", "2026-11-27 08:30:00"),
        ("27 नवम्बर 2026, 09:30 AM IST", "2026-11-27 04:00:00"),
        ("Дата: 27 ноября 2026 г., 09:30 МСК", "2026-11-27 06:30:00"),
        ("Thursday 26 November 2026 09.30 GMT", "2026-11-26 09:30:00"),
        ("20 Oct 2026 10:00 GMT+2", "2026-10-20 08:00:00"),
    ],
)
def test_dates_with_a_known_zone_are_moments_to_the_minute(text, right):
    assert utc(text) == f"{right} minute"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("5.11.2026 10:00", "2026-11-05 10:00:00"),
        ("03.04.2026 10:00 Uhr", "2026-04-03 10:00:00"),
        ("2026-11-27T10:00:00", "2026-11-27 10:00:00"),
        ("Thu Nov 26 10:00:00 2026", "2026-11-26 10:00:00"),
        ("20261126100000", "2026-11-26 10:00:00"),
        ("12 مارس 2026 3:30 مساءً", "2026-03-12 15:30:00"),
        ("12 Μαρτίου 2026 3:30 μ.μ.", "2026-03-12 15:30:00"),
        ("12 मार्च 2026, शाम 5:30", "2026-03-12 17:30:00"),
        ("12 Mart 2026 Perşembe 15.30", "2026-03-12 15:30:00"),
        ("12 de marzo de 2026, 3:30 de la tarde", "2026-03-12 15:30:00"),
        ("12 March 2026, 12:30 AM", "2026-03-12 00:30:00"),
        ("12 March 2026, 12:30 PM", "2026-03-12 12:30:00"),
        ("12 March 2026, 12 noon", "2026-03-12 12:00:00"),
        ("2026年3月12日星期四 下午3:30", "2026-03-12 15:30:00"),
        ("2026年3月12日 9時30分", "2026-03-12 09:30:00"),
        ("2026년 3월 12일 오후 3:30", "2026-03-12 15:30:00"),
        ("二〇二五年十一月二十八日 下午3点30分", "2025-11-28 15:30:00"),
        ("令和元年5月1日 午後3時", "2019-05-01 15:00:00"),
        ("১২ মার্চ ২০২৬, ০৯:৩০", "2026-03-12 09:30:00"),
        ("12 มี.ค. 2569 เวลา 15:30 น.", "2026-03-12 15:30:00"),
        ("پنجشنبه ۲۱ اسفند ۱۴۰۴ ساعت ۱۵:۳۰", "2026-03-12 15:30:00"),
        ("2026. gada 12. marts, 09:30", "2026-03-12 09:30:00"),
        ("2026 m. kovo 12 d. 09:30", "2026-03-12 09:30:00"),
        ("12 de març de 2026, 09:30", "2026-03-12 09:30:00"),
        ("12 במרץ 2026, 09:30", "2026-03-12 09:30:00"),
        ("09:30, 12 Mar 2026", "2026-03-12 09:30:00"),
        ("Publié le 12 mars 2026 à 9h05", "2026-03-12 09:05:00"),
        ("Fri, 27 Nov 2026 10:00 XYZT", "2026-11-27 10:00:00"),
        ("Fri, 27 Nov 2026 10:00 AST", "2026-11-27 10:00:00"),
        ("2026-11-27T10:00+99:99", "2026-11-27 10:00:00"),
    ],
)
def test_a_time_in_no_known_zone_tells_the_day_only(text, right):
    assert utc(text) == f"{right} day"
    assert stamp(text).zone is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-27", "2026-11-27"),
        ("2026-W48-5", "2026-11-27"),
        ("2026W485", "2026-11-27"),
        ("2026-331", "2026-11-27"),
        ("20261127", "2026-11-27"),
        ("2026-11-27+02:00", "2026-11-27"),
        ("2026-03-12T25:00", "2026-03-12"),
        ("١٢ مارس ٢٠٢٦", "2026-03-12"),
        ("12 آذار/مارس 2026", "2026-03-12"),
        ("15 كانون الثاني 2026", "2026-01-15"),
        ("الخميس 23 رمضان 1447هـ 12 مارس 2026م", "2026-03-12"),
        ("12 มีนาคม 2569", "2026-03-12"),
        ("12 มี.ค. 69", "2026-03-12"),
        ("12 มี.ค. 26", "2026-03-12"),
        ("۱۴۰۴/۱۲/۲۱", "2026-03-12"),
        ("1 فروردین 1404", "2025-03-21"),
        ("30 اسفند 1403", "2025-03-20"),
        ("令和8年3月12日", "2026-03-12"),
        ("民國115年3月12日", "2026-03-12"),
        ("ngày 12 tháng 3 năm 2026", "2026-03-12"),
        ("May 5, '26", "2026-05-05"),
        ("12.03.26", "2026-03-12"),
        ("Publié le 12 mars 2026, mis à jour à 11h00", "2026-03-12"),
        ("12 March 2026 • 5 min read", "2026-03-12"),
        ("EKİM 12, 2025", "2025-10-12"),
    ],
)
def test_a_bare_day_is_a_day(text, day):
    found = stamp(text)
    assert (found.at.isoformat(), found.precision, found.written, found.zone) == (
        f"{day}T00:00:00+00:00",
        "day",
        "day",
        None,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no_date"), ("", "no_date"), ("4 days ago", "no_date"), ("today", "no_date"), ("10.5.26.1", "no_date"),
        ("23 رمضان 1447", "no_day"), ("1447/09/23", "before_the_web"), ("30 اسفند 1404", "no_such_day"),
        ("2026", "no_day"), ("March 2026", "no_day"), ("2026-03", "no_day"),
        ("31/02/2026", "no_such_day"), ("2026-02-30", "no_such_day"), ("0000-00-00 00:00:00", "no_such_day"),
        ("0001-01-01T00:00:00Z", "before_the_web"), ("9999-12-31T23:59:59Z", "ahead"), ("2026-12-03", "ahead"),
        ("12. listopad 2025.", "ambiguous_month"),
    ],
)  # fmt: skip
def test_what_is_no_date_of_publication_is_refused_with_its_reason(text, reason):
    assert refusal(text).reason == reason


def test_two_numbers_that_can_change_places_are_refused_with_both_days():
    found = refusal("05/11/2026 19:58")
    assert (found.reason, [day.isoformat() for day in found.days]) == ("ambiguous_order", ["2026-05-11", "2026-11-05"])
    assert found.words == "can be read two ways, write 2026-05-11 or 2026-11-05"


@pytest.mark.parametrize(
    ("context", "text", "day"),
    [
        (DateContext(NOW, language="en-US"), "05/11/2026", "2026-05-11"),
        (DateContext(NOW, language="en-GB"), "05/11/2026", "2026-11-05"),
        (DateContext(NOW, language="fr"), "05/11/2026", "2026-11-05"),
        (DateContext(NOW, order="month"), "05/11/2026", "2026-05-11"),
        (DateContext(NOW, language="fr", order="month"), "05/11/2026", "2026-05-11"),
        (DateContext(NOW, order="month"), "25/11/2026", "2026-11-25"),
        (DateContext(NOW, language="en-US"), "05.11.2026", "2026-11-05"),
        (DateContext(NOW), "Thu, 05/11/2026", "2026-11-05"),
        (DateContext(NOW), "Mon, 05/11/2026", "2026-05-11"),
        (DateContext(NOW, language="ko"), "26. 03. 12", "2026-03-12"),
        (DateContext(NOW, language="th"), "12/03/2569", "2026-03-12"),
        (DateContext(NOW, language="fa"), "1404/12/21", "2026-03-12"),
        (DateContext(NOW, language="hr"), "12. listopada 2025.", "2025-10-12"),
        (DateContext(NOW, language="pl"), "12 listopada 2025", "2025-11-12"),
    ],
)
def test_language_order_and_weekday_decide_where_a_text_can_be_read_two_ways(context, text, day):
    assert stamp(text, context).at.date().isoformat() == day


@pytest.mark.parametrize(("tag", "order"), [
    ("en-US", "month"), ("en_us", "month"), ("en-GB", "day"), ("en-AU", "day"), ("en", None), (None, None), ("", None),
    ("de", "day"), ("de-CH", "day"), ("fil", "month"), ("ja", "year"), ("zh-Hant-TW", "year"), ("pt-BR", "day"),
])  # fmt: skip
def test_the_order_of_numbers_is_that_of_the_language(tag, order):
    assert date_order(tag) == order


def test_a_time_without_a_zone_is_in_the_timezone_of_its_source():
    paris = DateContext(NOW, timezone=ZoneInfo("Europe/Paris"))
    assert utc("2026-07-12T10:00:00", paris) == "2026-07-12 08:00:00 second"
    assert stamp("2026-07-12T10:00:00", paris).zone == "+02:00"
    assert utc("2026-07-12T10:00:00Z", paris) == "2026-07-12 10:00:00 second"
    assert utc("12 July 2026 10:00 XYZT", paris) == "2026-07-12 10:00:00 day"
    assert utc("12 July 2026", paris) == "2026-07-12 00:00:00 day"


@pytest.mark.parametrize(
    ("language", "text"),
    [("he", "12 Mar 2026 9:30 IST"), ("zh-CN", "12 Mar 2026 9:30 CST"), ("en-AU", "12 Mar 2026 9:30 EST")],
)
def test_a_zone_that_means_another_where_it_is_written_is_not_known(language, text):
    assert stamp(text).zone is not None
    assert stamp(text, DateContext(NOW, language=language)).zone is None


def test_a_timestamp_keeps_text_zone_and_the_precision_of_its_words():
    found = stamp("  Fri, 27 Nov 2026\n19:58 +0530 ")
    assert found == Timestamp(datetime(2026, 11, 27, 14, 28, tzinfo=UTC), "minute")
    assert (found.zone, found.text, found.written) == ("+05:30", "Fri, 27 Nov 2026 19:58 +0530", "minute")
    unknown = stamp("27 Nov 2026 19:58:02")
    assert (unknown.zone, unknown.precision, unknown.written) == (None, "day", "second")


@pytest.mark.parametrize(
    ("text", "day", "start", "end"),
    [
        ("On 1 May 2024 it rained in the whole of the country", "2024-05-01", 3, 13),
        ("By Ana Ruiz | 13/05/2022 20:36 | Ports", "2022-05-13", 14, 30),
        ("© 1999-2024 The Courier, 1 May 2024", "2024-05-01", 25, 35),
        ("12.03.26", "2026-03-12", 0, 8),
    ],
)
def test_a_date_is_found_in_a_line_with_its_place(text, day, start, end):
    found = find_date(text, HERE)
    assert isinstance(found, FoundDate)
    assert isinstance(found.date, Timestamp)
    assert (found.date.at.date().isoformat(), found.start, found.end) == (day, start, end)


@pytest.mark.parametrize(
    "text",
    ["", "May 2024 edition 7", "on 3 May", "12.30.45", "31/31/2024", "version 10.5.2", "1845 January 1",
     "In the night of 3 May 20 people were hurt when a wall came down"],
)  # fmt: skip
def test_what_is_no_whole_date_is_not_found_in_a_line(text):
    assert find_date(text, HERE) is None


@hypothesis.settings(deadline=None, derandomize=True, max_examples=1000)
@hypothesis.given(
    st.text(max_size=60)
    | st.text("0123456789-:/.,TZW+ AMayMon年月日時午後元۱۲٣ตคพศ'()", max_size=60)
    | st.lists(
        st.sampled_from([*"0123456789-:/. ,+TZ(", "12", "2026", "May", "مارس", "年", "PM", "de", "GMT", "Europe/Paris"])
    ).map("".join),
    st.sampled_from([None, "en", "fa", "th", "ja", "hu", "x-y"]),
)
def test_any_text_is_a_timestamp_or_a_refusal_and_no_warning(text, language):
    context = DateContext(NOW, language=language)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read_date(text, context)
        in_line = find_date(text, context)
    if isinstance(found, Timestamp):
        assert found.at.utcoffset() is not None
        assert (found.zone is None) <= (found.precision == "day")
        again = read_date(found.iso, context)
        assert again == found
        assert (again.written, again.zone) == (found.written, found.zone)
    if in_line:
        assert 0 <= in_line.start < in_line.end <= len(text)


@hypothesis.settings(deadline=None, derandomize=True, max_examples=200)
@hypothesis.given(
    st.datetimes(
        min_value=datetime(1990, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2026, 4, 1),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_every_instant_in_iso_form_comes_back(at):
    offset = at.utcoffset()
    hypothesis.assume(offset is not None and offset.total_seconds() % 60 == 0)
    assert stamp(at.isoformat()).at == datetime.fromisoformat(at.isoformat()).astimezone(UTC)


@pytest.mark.parametrize("piece", ["1.", "12 May ", "2026-", "12:", "年", "م", "1 2 3 May 2026 ", "(", "२"])
def test_a_text_of_any_length_is_read_in_its_first_characters_only(piece):
    long = piece * 100_000
    assert read_date(long, HERE) == read_date(long[:300_000], HERE)
    assert find_date(long, HERE) == find_date(long[:500], HERE)
