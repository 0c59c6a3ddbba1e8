"""Nothing disappears: every candidate has exactly one outcome, with its reason."""

from __future__ import annotations

import pytest

from schemas.errors import WarehouseUnusable
from tasks.load import begin_run, end_run, load_batch

BODY = "The harbour opened at dawn.\n\nBy noon the first ferry had left."


def test_each_way_to_end_is_recorded(desk, offer):
    ended = desk.run(
        offer("https://a.example/new", BODY),
        offer("https://a.example/held", "Short.", held_by=["text_long_enough", "words_enough"]),
        offer("https://a.example/gone", fetch_reason="gone"),
        offer("https://a.example/slow", fetch_reason="deadline"),
        offer("https://a.example/zip", "PK", clean_reason="unsupported_type"),
    )
    assert ended.outcomes == {
        "loaded": {"new": 1},
        "quarantined": {"failed_checks": 1},
        "failed": {"deadline": 1, "gone": 1},
        "refused": {"unsupported_type": 1},
    }
    assert desk.ask("SELECT position, checks, retryable, next_attempt_at IS NULL FROM ops.outcomes ORDER BY 1") == [
        (0, [], False, True),
        (1, ["text_long_enough", "words_enough"], False, True),
        (2, [], False, True),
        (3, [], True, False),
        (4, [], False, True),
    ]


def test_what_a_site_says_against_keeping_stands_beside_its_captures(desk, offer):
    desk.run(
        offer("https://a.example/1", BODY, opt_outs=["noai", "ai-train=no"]), offer("https://a.example/2", "Other.")
    )
    assert desk.ask("SELECT url, opt_outs FROM captures ORDER BY url") == [
        ("https://a.example/1", ["noai", "ai-train=no"]),
        ("https://a.example/2", []),
    ]


def test_a_held_article_stays_out_with_its_reasons_its_record_and_its_capture(desk, offer):
    desk.run(offer("https://a.example/1", "Short.", held_by=["words_enough"], flagged_by=["has_date"]))
    assert desk.ask("SELECT count(*) FROM articles") == [(0,)]
    assert desk.ask("SELECT checks, state, record->>'body', capture_id IN (SELECT capture_id FROM captures)"
                    " FROM quality.quarantine") == [(["words_enough"], "open", "Short.", True)]  # fmt: skip
    assert desk.ask("SELECT check_id, action, observed FROM quality.row_failures ORDER BY 1") == [
        ("has_date", "flag", "7"),
        ("words_enough", "quarantine", "7"),
    ]


def test_a_better_capture_supersedes_the_hold(desk, offer):
    desk.run(offer("https://a.example/1", "Short.", held_by=["words_enough"]))
    desk.run(offer("https://a.example/1", BODY))
    assert desk.ask("SELECT state FROM quality.quarantine") == [("superseded",)]
    assert desk.ask("SELECT count(*) FROM latest_articles") == [(1,)]


def test_what_was_judged_for_good_is_remembered_and_what_may_pass_is_not(desk, offer):
    desk.run(
        offer("https://a.example/1", BODY, payload="1" * 64),
        offer("https://a.example/2", "Short.", held_by=["words_enough"], payload="2" * 64),
        offer("https://a.example/3", "x", clean_reason="truncated", payload="3" * 64),
    )
    assert desk.ask("SELECT last_status, last_payloads FROM ops.addresses ORDER BY last_status") == [
        ("failed", []),
        ("loaded", ["1" * 64]),
        ("quarantined", ["2" * 64]),
    ]


def test_an_unchanged_candidate_says_how_its_bytes_ended(desk, offer):
    desk.run(offer("https://a.example/2", "Short.", held_by=["words_enough"]))
    desk.run(offer("https://a.example/2", fetch_reason="same_payload"))
    assert desk.ask("SELECT status, last_status FROM ops.outcomes JOIN ops.addresses USING (address_id)"
                    " WHERE run_id = 'run-2'") == [("unchanged", "quarantined")]  # fmt: skip


def test_outcomes_that_do_not_add_up_are_a_loud_fault(desk, offer, now):
    begin_run("run-1", ["x"], 2, [], False, now, desk.settings)
    load_batch(desk.batch("run-1", (offer("https://a.example/1", BODY),)), "run-1", desk.settings, now)
    with pytest.raises(WarehouseUnusable, match="discovered 2 candidates but has 1 outcomes"):
        end_run("run-1", desk.settings, now)


def test_a_source_of_which_nothing_came_is_named(desk, offer):
    ended = desk.run(
        offer("https://a.example/1", BODY, source="alive"),
        offer("https://a.example/2", fetch_reason="gone", source="alive"),
        offer("https://b.example/1", fetch_reason="dns_temp", source="dead"),
    )
    assert ended.failed_sources == ["dead"]
