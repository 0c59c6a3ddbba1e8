"""What a person decides over held articles: each decision is recorded, none happens twice, none happens by half."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.archive import Place
from tasks.load.holds import discard, release
from tasks.load.statements import Decision
from tasks.load.warehouse import open_warehouse

BODY = "The harbour opened at dawn.\n\nBy noon the first ferry had left."
LATER = datetime(2026, 4, 3, 8, 0, tzinfo=UTC)
ANA = Decision("ana", "a short poem, and meant to be short")


def test_a_released_article_is_loaded_as_it_was_held(desk, held: str):
    assert release([held], ANA, "release-1", desk.settings, LATER) == {held: "new"}
    assert desk.ask("SELECT title, body, authors, tags, flags FROM latest_articles") == [
        ("The ferry", BODY, ["Ana Ruiz"], ["harbour"], ["words_enough", "text_long_enough", "has_date"])
    ]
    assert desk.ask("SELECT count(*) FROM paragraph_texts") == [(2,)]


def test_a_release_is_a_run_whose_outcomes_add_up(desk, held: str):
    release([held], ANA, "release-1", desk.settings, LATER)
    assert desk.ask("SELECT flow, discovered, status FROM ops.runs WHERE run_id = 'release-1'") == [
        ("release", 1, "completed")
    ]
    assert desk.ask("SELECT status, reason, version, detail FROM ops.outcomes WHERE run_id = 'release-1'") == [
        ("loaded", "new", 1, "released by ana: a short poem, and meant to be short")
    ]
    assert desk.ask("SELECT last_status, last_reason FROM ops.addresses") == [("loaded", "new")]


def test_the_history_says_who_when_and_why(desk, held: str):
    release([held], ANA, "release-1", desk.settings, LATER)
    assert desk.ask("SELECT state FROM quality.quarantine") == [("released",)]
    assert desk.ask("SELECT state, who, reason, run_id FROM quality.hold_events ORDER BY happened_at") == [
        ("open", "checks", "words_enough, text_long_enough", "run-1"),
        ("released", "ana", "a short poem, and meant to be short", "release-1"),
    ]


def test_a_held_change_becomes_the_next_version_of_its_article(desk, offer, archived: Place):
    desk.run(offer("https://a.example/1", BODY))
    desk.run(offer("https://a.example/1", "Shorter.", held_by=["text_long_enough"], place=archived))
    hold = str(desk.ask("SELECT quarantine_id FROM quality.quarantine")[0][0])
    assert release([hold], ANA, "release-1", desk.settings, LATER) == {hold: "revised"}
    assert desk.ask("SELECT version, body FROM latest_articles") == [(2, "Shorter.")]


def test_the_beginning_of_an_id_will_do_and_each_hold_is_released_once(desk, held: str):
    assert release([held[:8], held, held.upper()], ANA, "release-1", desk.settings, LATER) == {held: "new"}


def test_of_two_releases_at_once_one_loads_and_the_other_is_told(desk, held: str):
    patient = desk.settings.model_copy(update={"writer_wait_seconds": 20})
    answers: list[object] = []

    def try_it(who: str) -> None:
        try:
            answers.append(release([held], Decision(who, None), f"release-{who}", patient, LATER))
        except UsageError as told:
            answers.append(told.what)

    both = [threading.Thread(target=try_it, args=(who,)) for who in ("ana", "ben")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert {held: "new"} in answers
    told = next(answer for answer in answers if isinstance(answer, str))
    assert " is released already by " in told
    assert desk.ask("SELECT count(*) FROM article_versions") == [(1,)]


def test_an_article_whose_capture_is_gone_is_not_released(desk, held: str):
    before = desk.counts()
    (desk.settings.archive / "2026/04/by-hand.warc.gz").unlink()
    with pytest.raises(UsageError, match=rf"hold {held} .*: its raw capture is gone: .*by-hand.warc.gz"):
        release([held], ANA, "release-1", desk.settings, LATER)
    assert desk.counts() == before


def test_one_bad_id_stops_all(desk, held: str):
    with pytest.raises(UsageError, match="no held article has the id '0badc0de'"):
        release([held, "0badc0de"], ANA, "release-1", desk.settings, LATER)
    assert desk.ask("SELECT state FROM quality.quarantine") == [("open",)]


@pytest.mark.parametrize("text", ["", "%", "f", "'; DROP TABLE articles; --"])
def test_what_is_no_id_is_refused(desk, held: str, text: str):
    with pytest.raises(UsageError, match="no held article has the id"):
        discard([text], ANA, desk.settings, LATER)


def test_a_discarded_article_stays_with_its_reason(desk, held: str):
    assert discard([held], Decision("ben", "an advertisement"), desk.settings, LATER) == [held]
    assert desk.ask("SELECT state, record IS NOT NULL FROM quality.quarantine") == [("discarded", True)]
    assert desk.ask("SELECT state, who, reason FROM quality.hold_events ORDER BY happened_at DESC LIMIT 1") == [
        ("discarded", "ben", "an advertisement")
    ]
    with pytest.raises(UsageError, match=r"is discarded already by ben on 2026-04-03 08:00 UTC"):
        discard([held], ANA, desk.settings, LATER)


def test_a_discarded_article_can_still_be_released(desk, held: str):
    discard([held], Decision("ben", "an advertisement"), desk.settings, LATER)
    assert release([held], ANA, "release-1", desk.settings, LATER) == {held: "new"}


@pytest.mark.parametrize(
    "decide",
    [lambda holds, decision, *rest: release(holds, decision, "release-1", *rest), discard],
    ids=["release", "discard"],
)
def test_a_hold_that_a_later_capture_superseded_is_history(desk, offer, held: str, decide: Callable[..., object]):
    desk.run(offer("https://a.example/1", BODY + " And returned."))
    with pytest.raises(UsageError, match="is superseded already by checks"):
        decide([held], ANA, desk.settings, LATER)
    assert desk.ask("SELECT state, who FROM quality.hold_events ORDER BY state") == [
        ("open", "checks"),
        ("superseded", "checks"),
    ]


def test_a_record_of_an_older_version_is_read_with_what_it_has(desk, held: str):
    """A field that was not known when the article was held is null, not an error."""
    from tasks.load.warehouse import open_warehouse

    with open_warehouse(desk.settings) as database:
        database.execute("UPDATE quality.quarantine SET record = json_merge_patch(record, '{\"sitename\": null}')")
    assert release([held], ANA, "release-1", desk.settings, LATER) == {held: "new"}


def test_without_any_holds_nothing_is_found(settings: Settings, tmp_path: Path):
    with pytest.raises(UsageError, match="no held article has the id 'abcdef'"):
        release(["abcdef"], ANA, "release-1", settings, LATER)


def test_a_hold_from_before_there_was_a_day_of_publication_is_released_with_that_of_its_zone(desk, held: str):
    with open_warehouse(desk.settings) as database:
        database.execute(
            "UPDATE quality.quarantine SET record = json_merge_patch(record,"
            """ '{"published_on": null, "published_at": "2026-04-02T22:30:00Z", "published_zone": "+05:30"}')"""
        )
    release([held], ANA, "release-1", desk.settings, LATER)
    assert desk.ask("SELECT published_on::VARCHAR FROM article_versions") == [("2026-04-03",)]
