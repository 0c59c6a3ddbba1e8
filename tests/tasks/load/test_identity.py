"""One article under several addresses: redirects, canonical addresses, forms for telephones, sessions; only where texts
are alike.
"""

from __future__ import annotations

import duckdb
import pytest

from tasks.store.sql import sql_text

BODY = "\n\n".join(
    f"The council of Port Ellery voted on {day} to rebuild the {thing} before the winter comes, "
    "and asked who is to pay."
    for day, thing in [("Monday", "old quay"), ("Tuesday", "tide mill"), ("Friday", "night ferry"), ("Sunday", "bell")]
)
CORRECTED = BODY + "\n\nThis article was corrected: the vote was close."
OTHER = (
    "A storm closed the northern road for two days. Lorries waited at the pass until the snow ploughs had cleared it."
)


def count(desk) -> int:
    return desk.ask("SELECT count(*) FROM articles")[0][0]


def test_a_corrected_text_behind_another_tracker_is_a_version_of_the_one_article(desk, offer):
    at = "https://a.example/1"
    desk.run(offer("https://t.example/x?1", BODY, final_url=at))
    assert desk.run(offer("https://t.example/x?2", CORRECTED, final_url=at)).outcomes == {"loaded": {"revised": 1}}
    assert desk.ask("SELECT url, version FROM latest_articles") == [(at, 2)]


def test_a_page_that_names_its_canonical_address_is_found_by_it(desk, offer):
    at = "https://a.example/1"
    desk.run(offer(f"{at}?visit=1", BODY, canonical_url=at))
    assert desk.run(offer(f"{at}?visit=2", CORRECTED, canonical_url=at)).outcomes == {"loaded": {"revised": 1}}
    assert desk.run(offer(at, CORRECTED + " Again.")).outcomes == {"loaded": {"revised": 1}}
    assert count(desk) == 1


def test_another_form_of_a_page_that_is_known_adds_no_version(desk, offer):
    at = "https://a.example/1"
    desk.run(offer(at, BODY))
    ended = desk.run(offer(f"{at}/amp", CORRECTED, canonical_url=at))
    assert ended.outcomes == {"alias": {"same_text": 1}}
    assert desk.ask("SELECT body FROM latest_articles") == [(BODY,)]


def test_a_canonical_address_that_names_another_article_merges_nothing(desk, offer):
    at = "https://a.example/1"
    desk.run(offer(at, BODY))
    desk.run(offer("https://a.example/2", OTHER, title="Snow", canonical_url=at))
    assert count(desk) == 2


def test_a_canonical_address_that_names_the_front_page_or_another_site_merges_nothing(desk, offer):
    for number, canonical in enumerate(("https://a.example/", "https://b.example/1")):
        desk.run(offer(f"https://a.example/{number}0", f"{BODY} {number}", title="One", canonical_url=canonical))
        desk.run(offer(f"https://a.example/{number}1", f"{BODY} {number} More.", title="Two", canonical_url=canonical))
    assert count(desk) == 4


def test_the_same_address_with_another_query_is_one_article_where_title_and_text_are_alike(desk, offer):
    desk.run(offer("https://a.example/read?id=1", BODY))
    assert desk.run(offer("https://a.example/read?id=2", OTHER)).outcomes == {"loaded": {"new": 1}}
    assert desk.run(offer("https://a.example/read?id=3", BODY, title="Not this")).outcomes == {
        "alias": {"same_text": 1}
    }
    assert desk.run(offer("https://a.example/read?id=1&visit=7", CORRECTED)).outcomes == {"loaded": {"revised": 1}}


def test_twins_of_one_batch_are_one_article(desk, offer):
    at = "https://a.example/1"
    desk.run(offer(at, BODY), offer(f"{at}/amp", CORRECTED, canonical_url=at))
    assert count(desk) == 1


def test_the_url_of_an_article_is_its_publishers(desk, offer):
    at = "https://a.example/1"
    desk.run(offer("https://m.a.example/1/amp?utm_source=x", BODY, canonical_url=at))
    desk.run(offer("https://t.example/x", OTHER, final_url="https://a.example/2?utm_source=feed"))
    assert desk.ask("SELECT url FROM articles ORDER BY url") == [(at,), ("https://a.example/2",)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [("", 1), ("one two three", 1), ("one two three four", 1), ("One two; three four. ONE two three four", 4),
     (" ".join(f"word{number}" for number in range(5_000)), 4_997)],
)  # fmt: skip
def test_the_phrases_of_a_text_are_its_different_runs_of_four_words(text: str, phrases: int):
    database = duckdb.connect()
    for statement in duckdb.extract_statements(sql_text("tasks.load", "identify")):
        if "MACRO phrases_" in statement.query:
            database.execute(statement)
    assert database.execute("SELECT len(phrases_of(?))", [text]).fetchall() == [(phrases,)]
