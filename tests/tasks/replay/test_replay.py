"""Reading the archive again: what reads otherwise is a further version, what people decided stands, nothing is lost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from schemas.errors import UsageError
from schemas.fields import Article
from schemas.identity import content_hash
from tasks.load.holds import discard, release
from tasks.load.statements import Decision
from tasks.publish import publish
from tasks.replay import Choice, choose, count_chosen
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.recovery import recover_runs

HELD = {"The lock": ["words_enough"]}
"""As in the fixture `two`."""


def shorter(article: Article) -> Article:
    """An extractor of tomorrow, which takes the last paragraph for furniture."""
    kept = article.paragraphs[:-1]
    body = (article.body or "")[: kept[-1]["char_end"]]
    return replace(article, body=body, paragraphs=kept, content_hash=_hash(article.title, body), text_hash=_hash(body),
                   extractor_version="99")  # fmt: skip


def without_authors(article: Article) -> Article:
    return replace(article, authors=[], extractor_version="99")


def _hash(*parts: str | None) -> str:
    return str(content_hash(*parts))


def test_the_same_reading_changes_nothing(two):
    before = two.ask("SELECT count(*) FROM captures"), two.ask("SELECT * FROM article_versions")
    ended = two.replay(held=HELD)
    assert ended.outcomes == {"unchanged": {"same_content": 1}, "quarantined": {"failed_checks": 1}}
    assert (two.ask("SELECT count(*) FROM captures"), two.ask("SELECT * FROM article_versions")) == before
    assert two.ask("SELECT flow, discovered FROM ops.runs ORDER BY run_id") == [("ingest", 2), ("replay", 2)]
    assert two.ask("SELECT count(*) FROM ops.fetches") == [(0,)]


@pytest.mark.parametrize("rewrite", [shorter, without_authors], ids=["text", "authors"])
def test_what_reads_otherwise_is_a_further_version_of_the_same_capture(two, rewrite):
    assert two.replay(Choice(condition="standing = 'loaded'"), rewrite=rewrite).outcomes == {
        "loaded": {"read_again": 1}
    }
    assert two.ask("SELECT version, extractor_version = '99' FROM article_versions ORDER BY version") == [
        (1, False),
        (2, True),
    ]
    assert two.ask("SELECT count(DISTINCT capture_id) FROM article_versions") == [(1,)]
    assert two.replay(Choice(condition="standing = 'loaded'"), rewrite=rewrite).outcomes == {
        "unchanged": {"same_content": 1}
    }


def test_what_passes_now_is_loaded_and_its_hold_has_passed(two):
    assert two.replay(Choice(condition="standing = 'held'")).outcomes == {"loaded": {"new": 1}}
    assert two.ask("SELECT state FROM quality.quarantine") == [("passed",)]
    assert two.ask("SELECT state, who FROM quality.hold_events ORDER BY run_id") == [
        ("open", "checks"),
        ("passed", "checks"),
    ]
    assert two.ask("SELECT title FROM latest_articles ORDER BY title") == [("The lock",), ("The quay",)]


def test_what_is_held_again_is_the_same_hold_with_todays_reasons(two):
    hold = two.ask("SELECT quarantine_id FROM quality.quarantine")
    two.replay(held={"The lock": ["text_long_enough", "page_is_article"]})
    assert two.ask("SELECT quarantine_id FROM quality.quarantine") == hold
    assert two.ask("SELECT state, checks, run_id FROM quality.quarantine") == [
        ("open", ["text_long_enough", "page_is_article"], "run-2")
    ]


def test_what_a_person_released_is_not_held_again(two):
    hold = str(two.ask("SELECT quarantine_id FROM quality.quarantine")[0][0])
    release([hold], Decision("ana", None), "release-1", two.settings, two.now)
    publish(two.settings)
    assert two.replay(held=HELD, rewrite=without_authors).outcomes == {"loaded": {"read_again": 2}}
    assert two.ask("SELECT state FROM quality.quarantine") == [("released",)]
    assert two.ask("SELECT flags FROM latest_articles WHERE title = 'The lock'") == [(["words_enough"],)]


def test_what_a_person_discarded_is_not_read_again(two):
    hold = str(two.ask("SELECT quarantine_id FROM quality.quarantine")[0][0])
    discard([hold], Decision("ana", "an advertisement"), two.settings, two.now)
    publish(two.settings)
    assert two.replay().discovered == 1


def test_an_alias_stays_one_although_both_read_otherwise(press, page):
    press.file("a.html", page("The quay", "The quay"))
    press.file("b.html", page("The quay", "The quay"))
    press.ingest()
    assert press.replay(rewrite=shorter).outcomes == {"loaded": {"read_again": 1}, "alias": {"same_text": 1}}


def test_what_a_manifest_knew_is_still_known(press, page):
    press.file("quay.html", page("The quay", "The quay"))
    row = {"file": "quay.html", "url": "https://a.example/quay", "title": "A quay for all",
        "authors": ["Ben Okri", "Ana Ruiz"],
           "published": "2026-03-25", "language": "de"}  # fmt: skip
    press.file("manifest.jsonl", json.dumps(row))
    press.ingest()
    known = "SELECT title, authors, published_at::VARCHAR, published_precision, language FROM latest_articles"
    before = press.ask(known)
    assert before == [("A quay for all", ["Ben Okri", "Ana Ruiz"], "2026-03-25 00:00:00+00", "day", "de")]
    assert press.replay().outcomes == {"unchanged": {"same_content": 1}}
    assert press.replay(rewrite=shorter).outcomes == {"loaded": {"read_again": 1}}
    assert press.ask(known) == before


SAID = (
    "2026-03-01", "2026-03-01T23:30", "2026-03-01T23:30+02:00", "2026-03-01T23:30:10-05:30", "2026-03-01T23:30:00Z",
    "2026-03-01T00:10:00+05:45",
)  # fmt: skip


def test_a_replay_keeps_the_zone_and_the_precision_of_a_time_that_a_manifest_said(press, page):
    names = {f"{number}.html": said for number, said in enumerate(SAID)}
    rows = []
    for name, said in names.items():
        press.file(name, page(f"The quay {name}", f"The quay {name}"))
        rows.append({"file": name, "url": f"https://a.example/{name}", "published": said})
    press.file("manifest.jsonl", "\n".join(map(json.dumps, rows)))
    press.ingest({"The quay 3.html": ["words_enough"]})
    found = press.compare({"The quay 3.html": ["words_enough"]})
    assert (found.read, found.unchanged, found.fields) == (6, 6, [])
    # The hold is let in as it was said, too.
    assert press.replay().outcomes["loaded"] == {"new": 1}
    zones = press.ask("SELECT right(url, 6), published_precision, published_zone FROM latest_articles ORDER BY url")
    assert zones == [
        ("0.html", "day", None), ("1.html", "day", None), ("2.html", "minute", "+02:00"),
        ("3.html", "second", "-05:30"),
        ("4.html", "second", "+00:00"), ("5.html", "second", "+05:45"),
    ]  # fmt: skip


def test_after_a_replay_the_same_bytes_are_still_known(press, page):
    """An address that a manifest offers twice has two contents; a replay reads the newer one alone."""
    press.file("a.html", page("The quay", "The quay"))
    press.file("b.html", page("The quay", "The quay, corrected"))
    rows = [{"file": name, "url": "https://a.example/quay"} for name in ("a.html", "b.html")]
    press.file("manifest.jsonl", "\n".join(map(json.dumps, rows)))
    press.ingest()
    press.replay(rewrite=shorter)
    assert press.ingest().outcomes == {"unchanged": {"same_payload": 2}}


def test_a_capture_that_is_gone_is_a_failure_and_its_article_stays(two):
    for file in two.settings.archive.rglob("*.warc.gz"):
        file.unlink()
    assert two.replay(held=HELD).outcomes == {"failed": {"read_error": 2}}
    assert two.ask("SELECT title, version FROM latest_articles") == [("The quay", 1)]
    assert two.ask("SELECT standing FROM replayable ORDER BY standing") == [("held",), ("loaded",)]
    assert two.ask("SELECT state FROM quality.quarantine") == [("open",)]


def test_captures_are_chosen_by_source_time_and_condition(two, now):
    def total(**choice: Any) -> int:
        return count_chosen(Choice(**choice), two.settings).total

    source = str(two.ask("SELECT name FROM sources")[0][0])
    assert (total(source=source), total(source="nobody")) == (2, 0)
    assert (total(since=now), total(since=now.replace(year=2027))) == (2, 0)
    assert (total(condition="title = 'The lock' OR false"), total(source="nobody", condition="false) OR (true")) == (
        1,
        0,
    )
    assert count_chosen(Choice(), two.settings).by_source == {source: {"held": 1, "loaded": 1}}


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("no_such_column = 1", "Referenced column"),
        ("length((SELECT content FROM read_text('/etc/hosts'))) > 0", "file system operations are disabled"),
        ("1 = 1; DROP TABLE articles", "cannot be used"),
    ],
)
def test_a_condition_asks_the_snapshot_and_nothing_else(two, condition: str, told: str):
    with pytest.raises(UsageError, match=told):
        count_chosen(Choice(condition=condition), two.settings)


def test_a_comparison_says_what_would_change_and_changes_nothing(press, page):
    press.file("quay.html", page("The quay", "The quay"))
    press.file("lock.html", page("The lock", "The lock"))
    press.file("mill.html", page("The mill", "The mill"))
    press.ingest(HELD)
    files = (press.settings.snapshot, press.settings.warehouse)
    before = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    found = press.compare(held={"The mill": ["words_enough"]}, rewrite=lambda a: without_authors(shorter(a)))

    assert [hashlib.sha256(file.read_bytes()).hexdigest() for file in files] == before
    assert (found.read, found.unchanged) == (3, 0)
    assert {field["field"]: field["articles"] for field in found.fields} == {"authors": 2, "body": 2}
    body = next(field for field in found.fields if field["field"] == "body")["samples"][0]
    assert "The mill 3:" in body["old"]
    assert "The mill 3:" not in body["new"]
    assert [(move["was"], move["becomes"], move["articles"]) for move in found.moves] == [
        ("held", "loaded", 1),
        ("loaded", "held", 1),
    ]
    assert found.moves[1]["samples"][0]["checks"] == ["words_enough"]
    assert found.likeness == [{"likeness": "0.8 to 0.95", "texts": 2}]


def test_what_was_loaded_while_a_replay_was_under_way_is_not_taken_back(press, page):
    press.file("quay.html", page("The quay", "The quay"))
    press.ingest()
    chosen = press.begin_replay()
    press.now += timedelta(hours=1)
    press.file("quay.html", page("The quay", "The quay as it is now"))
    assert press.ingest().outcomes == {"loaded": {"revised": 1}}
    assert press.complete(*chosen, rewrite=shorter).outcomes == {"unchanged": {"overtaken": 1}}
    [(body, version)] = press.ask("SELECT body, version FROM latest_articles")
    assert "The quay as it is now" in body
    assert version == 2


def test_a_name_in_capitals_is_the_same_person(two):
    def shouted(article: Article) -> Article:
        return replace(article, authors=[{**author, "name": str(author["name"]).upper()} for author in article.authors])

    assert any(two.ask("SELECT name FROM authors"))
    found = two.compare(held=HELD, rewrite=shouted)
    assert (found.read, found.unchanged, found.fields) == (2, 2, [])


def test_without_a_snapshot_there_is_nothing_to_read(settings):
    with pytest.raises(UsageError, match="there is no snapshot"):
        count_chosen(Choice(), settings)


def test_a_replay_that_is_cut_off_is_resumed_once_it_has_chosen_and_forgotten_before(two, now):
    for is_chosen in (False, True):
        with new_run(RunRequest(inputs=["everything"], flow="replay"), two.settings, now) as run:
            if is_chosen:
                choose(run.folder, Choice(), two.settings)
        left = recover_runs(two.settings, now)
        assert [(found.run_id, found.request.flow) for found in left] == ([(run.run_id, "replay")] if is_chosen else [])
        assert run.folder.exists() is is_chosen
