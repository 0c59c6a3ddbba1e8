"""What loading makes of articles: new, revised, unchanged, aliases."""

from __future__ import annotations

from datetime import UTC, datetime

from tasks.load import load_batch

BODY = "The harbour opened at dawn.\n\nBy noon the first ferry had left."


def test_a_new_article_fills_every_table(desk, offer):
    ended = desk.run(
        offer(
            "https://a.example/1",
            BODY,
            authors=["Ana Ruiz", "Tom Okafor"],
            tags=["Harbour", "Ferries"],
            links=[{"url": "https://b.example/x", "host": "b.example", "anchor": "a report"}],
            flagged_by=["has_date"],
        )
    )
    assert ended.outcomes == {"loaded": {"new": 1}}
    assert desk.ask("SELECT source, title, body, authors, tags, word_count, version, flags FROM latest_articles") == [
        ("courier", "A title", BODY, ["Ana Ruiz", "Tom Okafor"], ["Harbour", "Ferries"], 12, 1, ["has_date"])
    ]
    assert desk.ask("SELECT name, kind FROM authors ORDER BY name") == [
        ("Ana Ruiz", "person"),
        ("Tom Okafor", "person"),
    ]
    assert desk.ask("SELECT published_zone, modified_precision, modified_from FROM article_versions") == [
        ("+02:00", "day", "json_ld")
    ]
    assert desk.ask("SELECT position, text FROM paragraph_texts ORDER BY position") == [
        (1, "The harbour opened at dawn."),
        (2, "By noon the first ferry had left."),
    ]
    assert desk.ask("SELECT position, url, host, anchor FROM links") == [
        (1, "https://b.example/x", "b.example", "a report")
    ]
    assert desk.ask("SELECT warc_file, warc_offset FROM captures") == [("2026/04/a.warc.gz", 0)]


def test_loading_the_same_batch_twice_changes_nothing(desk, offer, now):
    desk.run(offer("https://a.example/1", BODY), offer("https://a.example/2", "", fetch_reason="empty"))
    before = desk.counts()
    again = load_batch(desk.settings.runs / "run-1" / "00001", "run-1", desk.settings, now)
    assert (again, desk.counts()) == (False, before)


def test_a_changed_text_is_a_second_version_and_both_stay_readable(desk, offer):
    desk.run(offer("https://a.example/1", BODY))
    ended = desk.run(offer("https://a.example/1", BODY + "\n\nCorrection: the ferry left at one."))
    assert ended.outcomes == {"loaded": {"revised": 1}}
    assert desk.ask("SELECT version, is_current, words_added FROM article_history ORDER BY version") == [
        (1, False, None),
        (2, True, 6),
    ]
    assert desk.ask("SELECT body FROM article_versions WHERE version = 1") == [(BODY,)]
    assert desk.ask("SELECT version FROM latest_articles") == [(2,)]


def test_an_older_capture_does_not_become_the_current_version(desk, offer):
    newer, older = datetime(2026, 3, 2, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC)
    desk.run(offer("https://a.example/1", BODY, captured_at=newer))
    ended = desk.run(offer("https://a.example/1", BODY + " As it was once.", captured_at=older))
    assert ended.outcomes == {"unchanged": {"overtaken": 1}}
    assert desk.ask("SELECT version, body FROM latest_articles") == [(1, BODY)]


def test_captures_of_one_batch_are_versions_in_the_order_of_their_times(desk, offer):
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (22, 20, 21)]
    desk.run(*(offer("https://a.example/1", f"{BODY} Day {day.day}.", captured_at=day) for day in days))
    assert desk.ask("SELECT version, body FROM article_versions ORDER BY version") == [
        (1, f"{BODY} Day 20."),
        (2, f"{BODY} Day 21."),
        (3, f"{BODY} Day 22."),
    ]


def test_a_page_of_the_web_is_newer_than_any_capture_of_an_archive(desk, offer):
    desk.run(offer("https://a.example/1", BODY, captured_at=datetime(2026, 3, 2, tzinfo=UTC)))
    ended = desk.run(offer("https://a.example/1", BODY + " Corrected."))
    assert ended.outcomes == {"loaded": {"revised": 1}}


def test_a_changed_title_is_a_version(desk, offer):
    desk.run(offer("https://a.example/1", BODY))
    assert desk.run(offer("https://a.example/1", BODY, title="Another")).outcomes == {"loaded": {"revised": 1}}


def test_a_return_to_an_old_text_is_a_version_too(desk, offer):
    desk.run(offer("https://a.example/1", BODY))
    desk.run(offer("https://a.example/1", BODY + " More."))
    desk.run(offer("https://a.example/1", BODY))
    assert desk.ask("SELECT count(*), max(version) FROM article_versions") == [(3, 3)]


def test_the_same_content_in_other_bytes_is_unchanged(desk, offer):
    desk.run(offer("https://a.example/1", BODY, payload="a" * 64))
    before = desk.ask("SELECT count(*) FROM article_versions")
    ended = desk.run(offer("https://a.example/1", BODY.replace(" ", "  "), payload="b" * 64))
    assert ended.outcomes == {"unchanged": {"same_content": 1}}
    assert desk.ask("SELECT count(*) FROM article_versions") == before


def test_the_same_text_of_the_same_source_elsewhere_is_an_alias(desk, offer):
    desk.run(offer("https://a.example/1", BODY))
    ended = desk.run(offer("https://a.example/print/1", BODY))
    assert ended.outcomes == {"alias": {"same_text": 1}}
    assert desk.ask("SELECT url, relation FROM article_urls ORDER BY url") == [
        ("https://a.example/1", "address"),
        ("https://a.example/print/1", "alias"),
    ]


def test_two_aliases_in_one_batch_lead_to_the_first(desk, offer):
    ended = desk.run(*(offer(f"https://a.example/{number}", BODY) for number in (1, 2, 3)))
    assert ended.outcomes == {"loaded": {"new": 1}, "alias": {"same_text": 2}}
    assert desk.ask("SELECT count(DISTINCT article_id) FROM article_urls") == [(1,)]


def test_the_same_text_of_another_source_is_an_article_of_its_own(desk, offer):
    ended = desk.run(offer("https://a.example/1", BODY), offer("https://b.example/1", BODY, source="ledger"))
    assert ended.outcomes == {"loaded": {"new": 2}}


def test_an_address_twice_in_a_batch_is_two_versions_in_order(desk, offer):
    ended = desk.run(offer("https://a.example/1", BODY), offer("https://a.example/1", BODY + " Updated."))
    assert ended.outcomes == {"loaded": {"new": 1, "revised": 1}}
    assert desk.ask("SELECT version, body LIKE '%Updated.' FROM article_versions ORDER BY version") == [
        (1, False),
        (2, True),
    ]


def test_an_author_is_one_person_whatever_the_case(desk, offer):
    desk.run(offer("https://a.example/1", BODY, authors=["Ana Ruiz"]))
    desk.run(offer("https://a.example/2", "Another text.", authors=["ANA  RUIZ", "Tom Okafor"]))
    assert desk.ask("SELECT name FROM authors ORDER BY name") == [("Ana Ruiz",), ("Tom Okafor",)]
    assert desk.ask("SELECT len(authors) FROM latest_articles ORDER BY url") == [(1,), (2,)]
