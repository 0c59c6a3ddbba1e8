"""Authors, day and title are chosen among all that a page offers, once it is known where its text stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from trafilatura import load_html

from tasks.clean.metadata.author_choice import groups_of
from tasks.clean.metadata.bylines import Authors
from tasks.clean.metadata.choice import FIELDS, best_of, choose
from tasks.clean.metadata.date_choice import days_of_page
from tasks.clean.metadata.dates import Dates
from tasks.clean.metadata.page_metadata import Metadata, date_context, metadata_of, settle_titles
from tasks.clean.metadata.structured import said_by
from tasks.clean.metadata.title_choice import wordings_of
from tasks.clean.metadata.titles import Titles
from tasks.clean.page.blocks import TextPlace, blocks_of
from tasks.clean.page.body import text_of
from tasks.clean.page.trees import Trees

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
URL = "https://www.courier.example/news/1"
TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the walls.",
        "The mayor called it a day for the whole coast, and thanked the crews who had worked through two winters.",
        "Ferries to the islands will sail again from June, said the port, which expects forty thousand passengers.",
        "Some owners say that they cannot sell their houses at any price, and wait for what the ministry will do.",
    )
)


def chosen(above: str = "", behind: str = "", head: str = "", url: str | None = URL) -> Metadata:
    """The metadata of a page with this above and behind its text."""
    tree = load_html(
        f"<html lang='en'><head><title>Harbour reopens after storm</title>{head}</head><body><main><article>"
        f"<h1>Harbour reopens after storm</h1>{above}{TEXT}{behind}</article></main></body></html>"
    )
    meta, said = metadata_of(tree, url, NOW)
    read = text_of(tree, meta, said)
    settle_titles(meta, tree, url, read.headings)
    choose(meta, said, tree, read.place, url, date_context(meta, NOW, None))
    return meta


@pytest.mark.parametrize(
    "above",
    [
        '<div class="post-meta"><div>Written by</div> <div class="name">Ana Ruiz</div></div>',
        '<div class="article-author"><a href="/author/ana-ruiz">Ana Ruiz</a> <span>12 March 2026</span></div>',
        '<p class="byline">By Ana Ruiz</p>',
    ],
)
def test_the_writer_is_who_stands_between_headline_and_text(above):
    meta = chosen(above)
    assert (meta.authors, meta.authors_from) == (["Ana Ruiz"], "byline")


def test_people_whom_the_page_states_are_not_chosen_anew():
    meta = chosen('<p class="byline">By Tom Okafor</p>', head='<meta name="author" content="Ana Ruiz">')
    assert (meta.authors, meta.authors_from) == (["Ana Ruiz"], "meta")


@pytest.mark.parametrize("shown", ["11 March 2026", "March 11, 2026"])
def test_a_moment_in_utc_keeps_the_day_that_the_page_shows(shown):
    head = '<meta property="article:published_time" content="2026-03-12T02:18:11+00:00">'
    meta = chosen(f'<p class="date">{shown}</p>', head=head, url="https://www.courier.example/2026/03/11/harbour")
    assert meta.published is not None
    assert meta.published.at == datetime(2026, 3, 12, 2, 18, 11, tzinfo=UTC)
    assert meta.shown_day == date(2026, 3, 11)


def authors_of_page(around: str = "", head: str = "") -> list[set[str]]:
    """The candidates for authors of a page with this between headline and text, and behind the text."""
    above, _, behind = around.partition("…")
    tree = load_html(
        f"<html lang='en'><head>{head}</head><body><main><h1>Harbour reopens</h1>{above}{TEXT}</main>{behind}</body>"
        "</html>"
    )
    meta, said = metadata_of(tree, URL, NOW)
    place = text_of(tree, meta, said).place
    ruled = Authors(meta.authors, meta.authors_from, meta.organisations)
    return [set(group.names) for group in groups_of(said, place, ruled, frozenset({"courier"}))]


def test_the_writer_whom_readers_see_goes_before_the_agency_that_is_stated():
    head = '<meta name="author" content="Reuters">'
    assert chosen('<p class="byline">By Ana Ruiz</p>', head=head).authors == ["Ana Ruiz"]
    assert chosen(head=head).authors == ["Reuters"]


@pytest.mark.parametrize("label", ["Text & Fotos", "Text und Bilder", "Words and pictures", "Texte et photos"])
def test_a_line_of_works_is_the_label_of_the_names_in_the_next(label):
    assert {"Ana Ruiz"} in authors_of_page(f"<div>{label}</div><div>Ana Ruiz</div>")


def test_the_name_of_the_site_beside_a_person_is_no_author():
    assert {"Ana Ruiz"} in authors_of_page('<div class="meta">Ana Ruiz, Courier</div>')


@pytest.mark.parametrize("name", ["related", "teaser-list", "recommended"])
def test_who_wrote_other_articles_is_no_candidate(name):
    teaser = f'<div class="{name}"><h3>Herring fleet stays</h3><span class="author">Tom Okafor</span></div>'
    assert {"Tom Okafor"} not in authors_of_page(f"…{teaser}")


def test_each_time_on_a_line_has_its_own_label():
    line = (
        '<div><time class="updated" datetime="2026-03-14T18:00:00+01:00">14 March</time>'
        '<time class="published" datetime="2026-03-12T09:30:00+01:00">12 March</time></div>'
    )
    days = days_of(line)
    assert "changed" in days["2026-03-14"]
    assert "published" in days["2026-03-12"]
    assert "changed" not in days["2026-03-12"]
    assert not any(day < "2026" for day in days)


def days_of(above: str, head: str = "", url: str | None = None) -> dict[str, set[str]]:
    """The days that may be that of publication, with what names them."""
    tree = load_html(
        f"<html lang='en-GB'><head>{head}</head><body><main><h1>Harbour reopens</h1>{above}{TEXT}</main></body></html>"
    )
    meta, said = metadata_of(tree, url, NOW)
    place = text_of(tree, meta, said).place
    ruled = Dates(meta.published, meta.published_from, guessed=meta.guessed)
    found = days_of_page(said, place, ruled, url, date_context(meta, NOW, None))
    return {each.day.isoformat(): set(each.counts) for each in found}


def test_a_time_element_names_its_day_where_its_words_do_not():
    days = days_of('<p class="meta"><time datetime="2026-03-30T10:00:00+02:00">three days ago</time></p>')
    assert days["2026-03-30"] >= {"unwritten", "time"}
    assert "shown" not in days["2026-03-30"]


def test_a_day_begins_the_text_however_long_its_first_paragraph_is():
    days = days_of(f"<p>12 March 2026 – The council met. {'It agreed to reopen the harbour. ' * 9}</p>")
    assert "shown" in days["2026-03-12"]


def test_what_htmldate_finds_is_a_candidate_where_the_page_states_no_date():
    assert "guessed" in days_of('<p><time datetime="2026-03-30">30 March 2026</time></p>')["2026-03-30"]
    stated = '<meta property="article:published_time" content="2026-03-12T10:00:00+01:00">'
    assert all("guessed" not in names for names in days_of("<p>30 March 2026</p>", stated).values())


def test_the_day_of_a_change_is_no_candidate_where_publication_is_stated():
    head = (
        '<meta property="article:published_time" content="2024-05-01T10:00:00+01:00">'
        '<meta property="article:modified_time" content="2026-03-30T10:00:00+01:00">'
    )
    assert list(days_of("", head)) == ["2024-05-01"]
    assert "2026-03-30" in days_of("<p>30 March 2026</p>", head)


def test_a_stated_change_before_the_stated_publication_is_a_candidate():
    head = (
        '<meta property="article:published_time" content="2024-05-02T10:00:00+01:00">'
        '<meta property="article:modified_time" content="2024-05-01T10:00:00+01:00">'
    )
    assert set(days_of("", head)) == {"2024-05-02", "2024-05-01"}


def test_json_ld_of_the_page_itself_dates_it_as_well():
    page = '{"@context": "https://schema.org", "@type": "WebPage", "datePublished": "2024-05-01T10:00:00+01:00"}'
    days = days_of("", f'<script type="application/ld+json">{page}</script>')
    assert "other_datePublished" in days["2024-05-01"]


def test_a_day_in_the_description_is_a_candidate():
    days = days_of("", '<meta name="description" content="Harbour reopens (news of 14 January 2024)">')
    assert "described" in days["2024-01-14"]


@pytest.mark.parametrize(
    "line",
    [
        "Published on 1 November 2024 © Courier",
        "(Portwick, 1 November 24)",
        "1. Nov. 24",
    ],
)
def test_a_day_beside_the_owner_or_with_a_short_year_is_a_candidate(line):
    assert "shown" in days_of(f"<p>{line}</p>")["2024-11-01"]


def test_the_year_of_an_owner_is_no_day():
    assert days_of("<p>© 1 November 2024 Courier</p>") == {}


def test_a_page_without_blocks_is_left_as_it_is():
    tree = load_html("<html><head><title>Harbour</title></head><body><p>x</p></body></html>")
    meta, said = metadata_of(tree, URL, NOW)
    before = meta.title
    choose(meta, said, tree, TextPlace((), -1, -1), URL, date_context(meta, NOW, None))
    assert meta.title == before


def test_the_candidates_of_a_page_are_bounded():
    links = "".join(
        f'<a rel="author" href="/author/{at}">Ana {chr(65 + at % 26)}{chr(97 + at // 26)}ruiz</a> ' for at in range(500)
    )
    tree = load_html(f"<html><body><h1>Harbour reopens</h1><div>{links}</div>{TEXT}</body></html>")
    blocks, _ = blocks_of(tree)
    assert len(groups_of(said_by(tree), TextPlace(blocks, 2, 5), Authors(), frozenset())) <= 40


def test_a_title_of_a_thousand_parts_is_looked_at_in_few():
    tree = load_html(
        f"<html><head><title>{'Harbour | ' * 1000}</title></head><body><h1>Harbour</h1>{TEXT}</body></html>"
    )
    blocks, _ = blocks_of(tree)
    assert len(wordings_of(said_by(tree), tree, TextPlace(blocks, 1, 4), Titles())) <= 30


@pytest.mark.parametrize(
    ("leaves", "ruled", "best"),
    [
        ([[-5.0, 3.0]], [False, False], 1),
        ([[-5.0, 3.0]], [True, False], 1),
        ([[-5.0, -4.0]], [True, False], None),
    ],
)
def test_the_likeliest_candidate_is_chosen_where_it_is_likely_enough(leaves, ruled, best):
    model = Trees(np.zeros((1, 1), np.int16), np.full((1, 1), 0.5, np.float32), np.array(leaves, np.float32))
    rows: Any = np.array([[0.0], [1.0]], dtype=np.float32)
    assert best_of("authors", rows, ruled, model).best == best


def test_the_columns_of_a_model_have_each_name_once():
    assert {field: len(columns) - len(set(columns)) for field, columns in FIELDS.items()} == {
        "authors": 0,
        "day": 0,
        "title": 0,
    }
