"""When it was published and changed, by which witness; dates as they are written in many languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from trafilatura import load_html

from tasks.clean.metadata.dates import Dates, dates_of, is_day_first, page_order
from tasks.clean.metadata.shown import Shown
from tasks.clean.metadata.shown_dates import date_of_line
from tasks.clean.metadata.structured import said_by
from tasks.dates import DateContext

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
TEXT = "<p>The council met on Tuesday and agreed to reopen the harbour.</p>" * 3


def dates(
    line: str = "", url: str | None = None, head: str = "", ld: dict | None = None, day_first: bool = True
) -> Dates:
    script = f'<script type="application/ld+json">{json.dumps({"@type": "Article", **(ld or {})})}</script>'
    tree = load_html(f"<html><head>{head}{script}</head><body><h1>Harbour reopens</h1>{line}{TEXT}</body></html>")
    context = DateContext(NOW, order="day" if day_first else "month")
    return dates_of(said_by(tree), tree, Shown(tree), url, context)


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
        "<p>The council said on 1 May 2024 that it would reopen the harbour after sixteen months of work on the quay."
        "</p>",
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
    assert said(dates_of(said_by(page), page, Shown(page), None, DateContext(NOW, order="day"))) == (
        "2024-05-01T00:00",
        "shown",
    )


def test_the_day_in_an_address_is_believed_where_nothing_else_is_said():
    assert said(dates(url="https://a.example/2024/5/1/harbour")) == ("2024-05-01T00:00", "address")
    assert said(dates(url="https://a.example/20240501/harbour")) == ("2024-05-01T00:00", "address")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "12.03.2026, 09:30 Uhr | Stand: 14.03.2026, 18:00 Uhr"),
        ("fr", "Mis à jour le 14 mars 2026 à 18h00 – Publié le 12 mars 2026 à 9h30"),
        ("it", "Pubblicato il 12 marzo 2026 alle 9:30, aggiornato il 14 marzo 2026 alle 18:00"),
        ("pt-BR", "Atualizado em 14/03/2026 18h00 Publicado em 12/03/2026 09h30"),
        ("es", "Actualizado a las 18:00 del 14 de marzo de 2026. Publicado el 12 de marzo de 2026, 09:30"),
        ("pl", "Aktualizacja: 14.03.2026, 18:00 Publikacja: 12.03.2026, 09:30"),
        ("nl", "Laatste update: 14 maart 2026 18:00, gepubliceerd: 12 maart 2026 09:30"),
        ("fi", "Päivitetty 14.3.2026 klo 18.00, julkaistu 12.3.2026 klo 9.30"),
        ("hu", "Frissítve: 2026. március 14. 18:00, közzétéve: 2026. március 12. 9:30"),
        ("cs", "Aktualizováno 14. 3. 2026 18:00, vydáno 12. 3. 2026 9:30"),
        ("tr", "Güncelleme: 14.03.2026 18:00 Yayınlanma: 12.03.2026 09:30"),
        ("vi", "Cập nhật: 14/03/2026 18:00 - Đăng: 12/03/2026 09:30"),
        ("id", "Diperbarui 14 Maret 2026 18.00, diterbitkan 12 Maret 2026 09.30"),
        ("ru", "Обновлено 14 марта 2026, 18:00. Опубликовано 12 марта 2026, 09:30"),
        ("ar", "آخر تحديث: 14 مارس 2026 18:00 | نشر: 12 مارس 2026 09:30"),
        ("ja", "更新：2026年3月14日 18:00　公開：2026年3月12日 9:30"),
        ("ja", "2026年3月14日 18:00更新 2026年3月12日 9:30公開"),
        ("zh", "更新时间：2026-03-14 18:00 发布时间：2026-03-12 09:30"),
        ("ko", "수정 2026.03.14 18:00 입력 2026.03.12 09:30"),
        ("ko", "입력 2026.03.12 09:30 수정 2026.03.14 18:00"),
    ],
)
def test_the_date_of_a_change_on_the_same_line_is_not_that_of_publication(language, line):
    found = date_of_line(line, DateContext(NOW, language, "day"))
    assert found is not None
    assert found.at.isoformat()[:16] == "2026-03-12T09:30"


@pytest.mark.parametrize(
    "name",
    ["publication_date", "publish_date", "publishedDate", "OriginalPublicationDate", "DC.date.created", "created"],
)
def test_systems_call_the_date_of_publication_by_many_names(name):
    found = dates(head=f'<meta name="{name}" content="2024-05-01T10:00:00+02:00">')
    assert said(found) == ("2024-05-01T10:00", "meta")


@pytest.mark.parametrize("path", ["news/23-01-2022-second-win", "23.01.2022/win", "media/23_01_2022"])
def test_a_part_of_an_address_may_begin_with_a_day_in_the_order_of_the_page(path):
    assert said(dates(url=f"https://a.example/{path}")) == ("2022-01-23T00:00", "address")


def test_a_day_behind_the_first_word_of_an_address_is_that_of_an_event():
    assert said(dates(url="https://a.example/concert-on-23-01-2022")) == (None, None)


@pytest.mark.parametrize(
    "marked",
    [
        '<span itemprop="datePublished" content="2024-05-01T10:00:00+02:00">yesterday</span>',
        '<abbr itemprop="datePublished" title="2024-05-01T10:00:00+02:00">yesterday</abbr>',
        '<span property="dc:date datePublished" content="2024-05-01T10:00:00+02:00">yesterday</span>',
        '<time itemprop="datePublished" datetime="2024-05-01T10:00:00+02:00">yesterday</time>',
    ],
)
def test_an_element_may_be_marked_as_the_date_of_publication(marked):
    assert said(dates(f"<div>{marked}</div>"))[0] == "2024-05-01T10:00"


def test_the_mark_of_a_teaser_is_not_that_of_the_page():
    teaser = '<div class="related"><span itemprop="datePublished" content="2024-05-01">x</span></div>'
    assert dates(teaser).published_from != "time"


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
    ("ld", "line", "at", "witness"),
    [
        ("2024-05-01", "<time datetime='2024-05-01T10:00+02:00'>1 May</time>", "2024-05-01T10:00", "shown"),
        ("2024-05-01", "<time datetime='2024-04-30T23:30:00Z'>1 May</time>", "2024-04-30T23:30", "shown"),
        ("2024-05-01T10:00", "<time datetime='2024-05-01T10:00:20+02:00'>1 May</time>", "2024-05-01T10:00", "shown"),
        ("2024-05-01T10:00", "<time datetime='2024-05-01T08:00:00Z'>1 May</time>", "2024-05-01T08:00", "shown"),
        ("2024-05-01", "<p>2 May 2024, 11:00 GMT</p>", "2024-05-01T00:00", "json_ld"),
        ("2024-05-01", "<p>1 May 2024, 10:00</p>", "2024-05-01T00:00", "json_ld"),
        ("2024-05-01T10:00", "<p>1 May 2024, 11:20 GMT</p>", "2024-05-01T10:00", "json_ld"),
        ("2024-05-01T10:00+02:00", "<p>1 May 2024, 11:00:30 GMT</p>", "2024-05-01T10:00", "json_ld"),
    ],
)
def test_who_knows_the_day_alone_gives_way_to_a_moment_of_that_day(ld, line, at, witness):
    assert said(dates(line, ld={"datePublished": ld})) == (at, witness)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("<p>Updated - May 2, 2024 08:00 am IST; Published - May 1, 2024 09:30 pm IST</p>", "2024-05-01T21:30"),
        ("<p>Updated 2 May 2024 | 1 May 2024</p>", "2024-05-01T00:00"),
        ("<p>1 May 2024, 09:30 | Updated 11:02</p>", "2024-05-01T09:30"),
        ("<p>Publié le 1 mai 2024, mis à jour à 11h00</p>", "2024-05-01T00:00"),
        ("<p>1 May 2024 • 5 min read • 12:00 to read</p>", "2024-05-01T00:00"),
        ("<p>١ مايو ٢٠٢٤</p>", "2024-05-01T00:00"),
        ("<p>令和6年5月1日</p>", "2024-05-01T00:00"),
        ("<time datetime='1714557600000'>2 days ago</time>", "2024-05-01T10:00"),
    ],
)
def test_of_a_line_the_date_of_publication_is_read_and_not_the_hour_of_a_change(line, at):
    assert said(dates(line)) == (at, "shown")


def test_on_pages_in_languages_that_write_the_year_first_numbers_are_read_so():
    assert [page_order(tag) for tag in ("ko", "ja-JP", "zh-Hant-TW", "de", "en", "en-GB")] == [
        "year", "year", "year", "day", "month", "day",
    ]  # fmt: skip
