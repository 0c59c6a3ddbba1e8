"""Which WARC files are old enough to go: decided from what is known of each, without looking at a disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tasks.maintain.retention import ArchiveFile, decide

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def file(name, age, **given):
    """`age` in days."""
    return ArchiveFile(name, 1000, NOW - timedelta(days=age), **given)


def names(files):
    return [file.warc_file for file in files]


def test_what_is_older_than_the_limit_goes_and_what_is_held_or_in_use_stays():
    found = [
        file("old", 91, captures=3),
        file("on the day", 90),
        file("young", 1),
        file("held", 91, captures=3, holds=1),
        file("in use", 91, is_under_way=True),
    ]
    decided = decide(found, 90, NOW)
    assert names(decided.going) == ["old"]
    assert names(decided.held) == ["held"]
    assert names(decided.staying) == ["on the day", "young", "in use"]


def test_without_a_limit_nothing_goes_but_what_was_decided_before():
    found = [file("old", 9000), file("recorded", 9000, holds=1, removed_at=NOW)]
    assert names(decide(found, 0, NOW).going) == ["recorded"]
