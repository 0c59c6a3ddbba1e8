"""When it was published and changed, by which witness; dates as they are written in many languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from trafilatura import load_html

from tasks.clean.metadata.dates import Dates, dates_of, is_day_first
from tasks.clean.metadata.shown import Shown
from tasks.clean.metadata.structured import said_by
from tasks.instants import instant
from tasks.written_dates import Written, date_in

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
TEXT = "<p>The council met on Tuesday and agreed to reopen the harbour.</p>" * 3


def dates(
    line: str = "", url: str | None = None, head: str = "", ld: dict | None = None, day_first: bool = True
) -> Dates:
    script = f'<script type="application/ld+json">{json.dumps({"@type": "Article", **(ld or {})})}</script>'
    tree = load_html(f"<html><head>{head}{script}</head><body><h1>Harbour reopens</h1>{line}{TEXT}</body></html>")
    return dates_of(said_by(tree), tree, Shown(tree), url, NOW, day_first=day_first)


def said(found: Dates) -> tuple[str | None, str | None]:
    return (found.published.at.isoformat()[:16] if found.published else None), found.published_from


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("<p>17. Mai 2021, 14:30 Uhr</p>", "2021-05-17T14:30"),
        ("<p>Publié le 3 février 2020 à 9h05</p>", "2020-02-03T09:05"),
        ("<p>By Ana Ruiz | 03/05/2022 20:36</p>", "2022-05-03T20:36"),
        ("<time datetime='2024-05-01T10:00+02:00'>1 May</time>", "2024-05-01T10:00"),
        ("<p>Updated May 6, 2025</p><p>May 1, 2025</p>", "2025-05-01T00:00"),
        ("<p>Updated May 6, 2025</p>", "2025-05-06T00:00"),
    ],
)
def test_the_date_at_the_headline_is_that_of_the_article(line, at):
    assert said(dates(line)) == (at, "shown")


@pytest.mark.parametrize(
    "line",
    [
        "<p>© 2024 The Courier, 1 May 2024</p>",
        "<p>The council said on 1 May 2024 that it would reopen the harbour after sixteen months of work on the quay.</p>",
        "<div class=comments><time datetime='2024-05-01'>1 May</time></div>",
        "<aside>1 May 2024</aside>",
        "<p>1 May 2031</p>",
    ],
)
def test_other_dates_are_not_what_readers_are_shown_as_its_date(line):
    assert dates(line).published_from != "shown"


def test_far_from_the_headline_a_date_must_call_itself_that_of_publication():
    far = "<p>words</p>" * 200
    assert said(dates(f"{far}<p>1 May 2024</p>")) == (None, None)
    assert said(dates(f"{far}<p>1 May 2023</p><p>(Re)Published: 1 May 2024<br>Edited: 3 May 2024</p>")) == (
        "2024-05-01T00:00",
        "shown",
    )


def test_the_nearest_date_behind_the_headline_goes_before_the_date_of_today_above_it():
    page = load_html(
        f"<html><body><p>2 April 2026</p><h1>Harbour</h1><p>Ports</p><p>1 May 2024</p>{TEXT}</body></html>"
    )
    assert said(dates_of(said_by(page), page, Shown(page), None, NOW, day_first=True)) == ("2024-05-01T00:00", "shown")


def test_the_day_in_an_address_is_believed_where_nothing_else_is_said():
    assert said(dates(url="https://a.example/2024/5/1/harbour")) == ("2024-05-01T00:00", "address")
    assert said(dates(url="https://a.example/20240501/harbour")) == ("2024-05-01T00:00", "address")


@pytest.mark.parametrize(
    "url",
    ["https://a.example/2024/13/41/x", "https://a.example/2031/05/01/x", "https://a.example/12024050112", "http://[x"],
)
def test_numbers_in_an_address_that_are_no_day_say_nothing(url):
    assert said(dates(url=url)) == (None, None)


def test_a_stated_date_that_is_days_away_from_the_address_gives_way():
    ld = {"datePublished": "2024-05-02T23:00:00Z"}
    assert said(dates(url="https://a.example/2017/07/12/x", ld=ld)) == ("2017-07-12T00:00", "address")
    assert said(dates(url="https://a.example/2024/05/01/x", ld=ld)) == ("2024-05-02T23:00", "json_ld")


def test_a_date_keeps_the_zone_it_was_said_in():
    published = dates(ld={"datePublished": "2024-05-02T01:00:00+05:30"}).published
    assert published is not None
    assert (published.zone, published.at.date().isoformat(), published.at.astimezone(UTC).isoformat()) == (
        "+05:30", "2024-05-02", "2024-05-01T19:30:00+00:00",
    )  # fmt: skip
    nowhere = dates(ld={"datePublished": "2024-05-02T01:00:00"}).published
    assert nowhere is not None
    assert nowhere.zone is None


def test_the_change_has_its_own_witness():
    found = dates(
        head='<meta property="article:modified_time" content="2024-05-02">', ld={"datePublished": "2024-05-01"}
    )
    assert (found.modified and found.modified.at.day, found.modified_from) == (2, "open_graph")


def test_what_slashes_mean_depends_on_where_the_page_is_from():
    tags = ["en-US", "en", None, "en-GB", "de", "es-VE", "en_AU"]
    assert [is_day_first(tag) for tag in tags] == [False, False, False, True, True, True, True]
    head = '<meta property="article:published_time" content="10/05/2022 05:22 pm">'
    assert said(dates(head=head)) == ("2022-05-10T17:22", "open_graph")
    assert said(dates(head=head, day_first=False)) == ("2022-10-05T17:22", "open_graph")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 de mayo de 2021", "2021-05-03"), ("12 kwietnia 2020", "2020-04-12"), ("5 июня 2020, 12:33", "2020-06-05 12:33"),
        ("14 marzo 2020", "2020-03-14"), ("07 Dezember, 2022", "2022-12-07"), ("2020年07月12日 10時30分", "2020-07-12 10:30"),
        ("2021년 3월 4일", "2021-03-04"), ("الأربعاء، 07 أكتوبر 2020", "2020-10-07"), ("1. března 2021", "2021-03-01"),
        ("4 Ekim 2019 08:15", "2019-10-04 08:15"), ("Sept. 3, 2021 at 4:30 p.m. ET", "2021-09-03 16:30"),
        ("13 Jan 2020, 22:11 GMT+10", "2020-01-13 22:11 +10"), ("2. 3. 2021", "2021-03-02"), ("13/2/2021", "2021-02-13"),
        ("2/13/2021", "2021-02-13"), ("2021/02/13", "2021-02-13"), ("1st of May 2024", "2024-05-01"),
    ],
)  # fmt: skip
def test_written_dates_of_many_languages_are_found_in_a_line(text, iso):
    found = date_in(f"Ports: {text}")
    assert found is not None
    assert found.iso == iso
    assert instant(iso, NOW) is not None


@pytest.mark.parametrize(
    "text", ["", "May 2024 edition 7", "on 3 May", "12.30.45", "31/31/2024", "version 10.5.2", "1845 January 1"]
)
def test_what_is_no_whole_date_is_not_found(text):
    assert date_in(text) is None


def test_a_found_date_says_where_it_stands():
    assert date_in("On 1 May 2024 it rained") == Written("2024-05-01", 3, 13)
