"""Old runs go, what they add up to stays, and every command can still say what became of an address."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.maintain.upkeep import OldRuns, old_runs, remove_old_runs

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
ID = "('00000000-0000-5000-8000-' || lpad({}::VARCHAR, 12, '0'))::UUID"


@pytest.fixture
def house(settings, empty_warehouse):
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    return House(settings.model_copy(update={"keep_runs_days": 90}))


class House:
    def __init__(self, settings):
        self.settings = settings
        with open_warehouse(settings) as database:
            database.execute(
                f"INSERT INTO sources SELECT {ID.format(1)}, 'courier', 'urls', NULL, NULL, NULL, NULL, now(), NULL, "
                "NULL"
            )

    def run(self, name, days_ago, *ends, status="completed"):
        """A run whose candidates are (address, status, reason, whether there was a capture); each was fetched."""
        at = NOW - timedelta(days=days_ago)
        with open_warehouse(self.settings) as database:
            database.execute(
                "INSERT INTO ops.runs VALUES (?, 'ingest', ['x'], ?, ?, ?, ?, false, [])",
                [name, at, None if status == "running" else at, status, len(ends)],
            )
            database.execute("INSERT INTO ops.batches VALUES (?, 1, ?, ?)", [name, len(ends), at])
            for position, (address, ended, reason, has_capture) in enumerate(ends):
                database.execute(
                    f"INSERT INTO ops.outcomes SELECT $run, $position, {ID.format(1)}, {ID.format(address)}, 'u', "
                    "$status, $reason,"
                    f" [], NULL, false, NULL, NULL, NULL, CASE WHEN $captured THEN uuid() END, $at, false",
                    {
                        "run": name,
                        "position": position,
                        "status": ended,
                        "reason": reason,
                        "captured": has_capture,
                        "at": at,
                    },
                )
                database.execute(
                    "INSERT INTO ops.fetches BY NAME SELECT $run AS run_id, $position AS position, 1 AS attempt, "
                    "'u' AS url,"
                    " 0 AS redirects, 1 AS elapsed_ms, $at AS fetched_at",
                    {"run": name, "position": position, "at": at},
                )

    def maintain(self):
        with open_warehouse(self.settings) as database:
            going = old_runs(database, self.settings, NOW)
            remove_old_runs(database, going)
        return going

    def ask(self, sql):
        with open_warehouse(self.settings) as database:
            return database.execute(sql).fetchall()


def test_what_only_says_that_nothing_is_new_goes_and_what_an_address_is_known_by_stays(house):
    house.run(
        "old-1", 200, (1, "loaded", "new", True), (2, "failed", "tls", False), (3, "unchanged", "not_modified", False)
    )
    house.run(
        "old-2",
        150,
        (1, "unchanged", "not_modified", False),
        (2, "loaded", "new", True),
        (3, "unchanged", "same_payload", False),
    )
    house.run("young", 80, (1, "unchanged", "not_modified", False))
    before = house.ask("SELECT * FROM source_health")
    assert house.maintain() == OldRuns(runs=2, outcomes=3, fetches=3)
    assert house.ask("SELECT run_id FROM ops.runs UNION SELECT run_id FROM ops.batches") == [("young",)]
    assert house.ask("SELECT run_id, position, status, reason FROM ops.outcomes ORDER BY ALL") == [
        ("old-1", 0, "loaded", "new"),  # the last of its address that says more, and its last capture
        ("old-2", 1, "loaded", "new"),
        ("old-2", 2, "unchanged", "same_payload"),  # the last of its address
        ("young", 0, "unchanged", "not_modified"),
    ]
    assert house.ask("SELECT run_id, position FROM ops.fetches ORDER BY ALL") == [
        ("old-1", 0), ("old-2", 1), ("old-2", 2), ("young", 0),
    ]  # fmt: skip
    assert house.ask("SELECT day::VARCHAR, flow, status, reason, candidates FROM ops.outcome_days ORDER BY ALL") == [
        ("2025-09-14", "ingest", "failed", "tls", 1),
        ("2025-09-14", "ingest", "unchanged", "not_modified", 1),
        ("2025-11-03", "ingest", "unchanged", "not_modified", 1),
    ]
    assert house.ask("SELECT * FROM source_health") == before
    assert house.maintain() == OldRuns()


def test_what_checks_found_and_what_is_under_way_stays(house):
    gone = (1, "unchanged", "not_modified", False)
    house.run("failed-checks", 200, gone)
    house.run("resumable", 200, gone)
    house.run("running", 200, gone, status="running")
    house.run("gone", 200, gone)
    house.run("young", 1, gone)
    (house.settings.runs / "resumable").mkdir(parents=True)
    house.ask(
        f"INSERT INTO quality.row_failures VALUES ('failed-checks', 1, 0, {ID.format(1)}, 'c', 'info', 'flag', NULL, "
        "NULL)"
    )
    assert house.maintain() == OldRuns(runs=2, outcomes=1, fetches=1)
    assert house.ask("SELECT run_id FROM ops.runs ORDER BY 1") == [("resumable",), ("running",), ("young",)]
    assert house.ask("SELECT run_id FROM ops.outcomes ORDER BY 1") == [
        ("failed-checks",), ("resumable",), ("running",), ("young",),
    ]  # fmt: skip


def test_attempts_have_an_age_of_their_own(house):
    house.settings = house.settings.model_copy(update={"keep_runs_days": 0, "keep_fetches_days": 90})
    house.run("old", 91, (1, "loaded", "new", True))
    house.run("young", 89, (1, "unchanged", "same_payload", False))
    assert house.maintain() == OldRuns(fetches=1)
    assert house.ask("SELECT run_id FROM ops.fetches") == [("young",)]
    assert len(house.ask("FROM ops.outcomes")) == 2


def test_by_default_everything_is_kept_for_ever(house):
    house.settings = Settings(home=house.settings.home)
    house.run("old", 9000, (1, "unchanged", "not_modified", False), (1, "unchanged", "not_modified", False))
    assert house.maintain() == OldRuns()


def test_an_age_that_audits_could_not_learn_from_is_refused():
    with pytest.raises(ValidationError, match="0, or at least 90 days"):
        Settings(keep_runs_days=30)
