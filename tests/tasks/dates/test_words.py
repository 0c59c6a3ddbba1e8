"""The words of dates in the languages of the press come from CLDR, and dates as CLDR writes them are read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from babel import dates

from tasks.dates import DateContext, Timestamp, read_date
from tasks.dates.make_words import TABLE, table

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
LANGUAGES = (
    "af ar az be bg bn bs ca cs cy da de el en en_GB en_AU es es_MX et fi fr fr_CA gu he hi hr hu hy id is it ja ka "
    "kk kn ko"
    " lt lv mk ml mr ms nb nl nn pa pl pt pt_PT ro ru sk sl sq sr sr_Latn sv sw ta te tr uk ur vi zh zh_Hant"
).split()


def test_the_table_is_the_one_that_babel_gives():
    """After an update of Babel: python -m tasks.dates.make_words"""
    assert json.loads(TABLE.read_text(encoding="utf-8")) == json.loads(json.dumps(table()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_dates_of_a_language_are_read_with_their_time(language):
    """Twelve months, hours before and after noon; the language is known, as it is on a page."""
    context = DateContext(NOW, language=language.replace("_", "-"))
    wrong = []
    for month in range(1, 13):
        for hour, minute in ((0, 15), (9, 5), (12, 40), (15, 30), (20, 0)):
            at = datetime(2025, month, 2 * month, hour, minute, tzinfo=UTC)
            for form in ("long", "full"):
                text = f"{dates.format_date(at, form, language)}, {dates.format_time(at, 'short', locale=language)}"
                found = read_date(text, context)
                if not (isinstance(found, Timestamp) and found.at == at):
                    wrong.append((text, found))
    assert wrong == []
