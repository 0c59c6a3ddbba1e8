"""The panel of stories: who reports what, who was first, what is copied, what several quote; foreign text is text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lxml.html
import pytest

pytestmark = pytest.mark.xdist_group("quality page")

HOSTILE = "<script>alert(1)</script> “{{ 7 * 7 }}”"
STORY = f"""
UPDATE article_versions SET title = '{HOSTILE}', body = 'He said: “<img src=x onerror=alert(1)> we stay here tonight”
and left.';
UPDATE articles SET url = 'javascript:alert(1)' WHERE source_id = md5('ledger')::UUID;
CREATE TEMP TABLE chosen AS
SELECT min(a.article_id) AS article_id, row_number() OVER (ORDER BY s.name) AS n
FROM articles AS a JOIN sources AS s ON s.source_id = a.source_id GROUP BY s.name;
INSERT INTO analysis.story_articles
SELECT md5('story')::UUID, article_id, TIMESTAMPTZ '2026-04-01 08:00:00+00' + INTERVAL 1 HOUR * n FROM chosen;
INSERT INTO analysis.quotations BY NAME
SELECT article_id, 1 AS version, 0 AS position, 10 AS char_start, 59 AS char_end, 'direct' AS kind, '“' AS mark, 8 AS
words FROM chosen;
INSERT INTO analysis.utterance_speakers VALUES (md5('words')::UUID, '<b>Ana</b>', 'person', 1, 1, true);
INSERT INTO analysis.utterances SELECT md5('words')::UUID, min(article_id), 1, 0, 8, 2, 2 FROM chosen;
INSERT INTO analysis.utterance_quotations SELECT md5('words')::UUID, article_id, 1, 0 FROM chosen;
INSERT INTO analysis.copies SELECT
    (SELECT article_id FROM chosen WHERE n = 1), 1, (SELECT article_id FROM chosen WHERE n = 2), 1, 'copy', 90, 8, 0.9,
    0.9, NULL;
"""


@pytest.fixture
def told(young: Callable[..., Any]) -> Any:
    return young(("courier", "ledger"), then=STORY)


def test_a_story_says_who_reports_it_who_was_first_what_is_a_copy_and_what_is_quoted_by_several(told):
    [story] = told.html.xpath("//*[@id='stories']//details[@class='story']")
    head = " ".join(story.xpath("string(summary)").split())
    assert head.endswith(
        "2 articles of 2 sources, 1 own report; first: courier, 2026-04-01 09:00 UTC; 1 shared quotation"
    )
    reports = [" ".join(item.text_content().split()) for item in story.xpath(".//li")]
    assert reports == [
        f"courier: {HOSTILE} 2026-04-01 09:00 UTC",
        f"ledger: {HOSTILE} 2026-04-01 10:00 UTC · copy of courier",
    ]
    quoted = " ".join(story.xpath("string(blockquote)").split())
    assert quoted == "“<img src=x onerror=alert(1)> we stay here tonight” <b>Ana</b>; quoted by courier, ledger"
    assert told.ask(f"SELECT articles, own_reports, first_source FROM ({told.query('stories')})") == [(2, 1, "courier")]


def test_titles_quotations_and_addresses_of_others_are_text_and_never_code(told):
    home = told.settings.reports
    pages = [told.written.index, home / "day.html", *(home / "source").glob("*.html"), *(home / "run").glob("*.html")]
    for file in pages:
        html: Any = lxml.html.fromstring(file.read_bytes().decode("utf-8"))
        assert len(html.xpath("//script")) == 1, file
        assert html.xpath("//img | //b | //*[@onerror]") == [], file
        assert [link for link in html.xpath("//a/@href") if link.startswith("javascript")] == [], file
    links = told.html.xpath("//*[@id='stories']//li//a[@rel]/@href")
    assert all(link.startswith("https://") for link in links)
    assert len(links) == 1


def test_without_an_analysis_there_is_no_such_panel(young: Callable[..., Any]):
    assert young().html.xpath("//*[@id='stories'] | //nav//a[text()='Stories']") == []
