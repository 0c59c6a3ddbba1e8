"""Every command that writes, on a warehouse of several machines: it works, or refuses before it changes anything."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from drills.postgres_server import PostgresServer
from flows.service.prefect_server import QUIET
from schemas.settings import Settings
from tasks.archive import Facts, Writer
from tests.flows.commands import Command
from tests.tasks.load.conftest import AT, Desk, Offered

pytestmark = [pytest.mark.slow, pytest.mark.parts, pytest.mark.xdist_group("postgres")]
SAID = 'The mayor, Ana Ruiz, opened it. "The first ferry of the year leaves at noon on Monday," Ruiz said.'
SOURCES = "sources:\n  - {name: courier, kind: feed, location: 'https://a.example/rss'}\n"


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> tuple[Command, Command]:
    """The command on two machines; the warehouse that they share has three articles of two sources, and three held."""
    folder, catalogue = tmp_path_factory.mktemp("machines"), postgres.new_database()
    _load(Settings(home=folder / "one" / "data", shared=folder / "shared", catalogue=SecretStr(catalogue)))

    def machine(name: str) -> Command:
        own = folder / name
        own.mkdir(exist_ok=True)
        (own / "sources.yaml").write_text(SOURCES)
        given = {
            "BROADSHEET_HOME": str(own / "data"),
            "BROADSHEET_SOURCES_FILE": str(own / "sources.yaml"),
            "BROADSHEET_SHARED": str(folder / "shared"),
            "BROADSHEET_CATALOGUE": catalogue,
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "PREFECT_"))}
        return Command(own / "data", clean | QUIET | given | {"NO_COLOR": "1"})

    return machine("one"), machine("two")


def _load(settings: Settings) -> None:
    with Writer(settings.archive, "a.warc.gz") as writer:
        place = writer.add_response(
            "https://a.example/h", "HTTP/1.1 200 OK", [], b"words", "192.0.2.1", AT, facts=Facts(elapsed_ms=1)
        )
    held = [Offered(f"https://a.example/h{n}", f"Text {n}.", held_by=["words_enough"], place=place) for n in range(3)]
    Desk(settings).run(
        Offered("https://a.example/1", f"{SAID}\n\nSo much for a."),
        Offered("https://b.example/1", f"{SAID}\n\nSo much for b.", source="ledger"),
        Offered("https://b.example/2", "The quay stays closed.", source="ledger"),
        *held,
    )
    shutil.rmtree(settings.runs)


@pytest.mark.parametrize(
    ("words", "what", "cure"),
    [
        (
            ("forget", "https://a.example/1", "--yes", "--reason", "case 12"),
            "nothing can be forgotten yet where several machines share the warehouse (setting catalogue)",
            "Nothing was changed. docs/scaling-out.md says what to do instead.",
        ),
        (
            ("backup", "TO"),
            "the warehouse of several machines (setting catalogue) is saved with the tools of PostgreSQL",
            "First `pg_dump` its database, then copy the folder SHARED: docs/scaling-out.md has the commands.",
        ),
        (
            ("restore", "TO"),
            "a backup is restored on one machine, and the setting catalogue is set",
            "Nothing was changed. Unset it, and restore into a folder of its own.",
        ),
        (
            ("maintain", "--from-snapshot"),
            "the warehouse of several machines (setting catalogue) is not made from the snapshot of one of them",
            "Restore the database of PostgreSQL and the folder of the setting shared, saved one after the other.",
        ),
    ],
)
def test_what_is_for_one_machine_refuses_in_two_lines_and_changes_nothing(machines, words, what, cure):
    one, _ = machines
    one("maintain")
    shared = one.environment["BROADSHEET_SHARED"]
    before = _files(one, Path(shared))
    answer = one(*(word.replace("TO", str(one.home.parent / "backup")) for word in words))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"broadsheet: {what}\n  {cure.replace('SHARED', shared)}\n"
    assert _files(one, Path(shared)) == before


def test_what_one_machine_decides_and_finds_another_has(machines):
    one, two = machines
    held = _published(one, "SELECT quarantine_id AS id FROM quality.quarantine ORDER BY url")
    for words in (
        ("sources", "rename", "courier", "harbour", "--reason", "sold"),
        ("sources", "merge", "ledger", "harbour", "--reason", "one house"),
        ("sources", "remove", "harbour", "--reason", "closed"),
        ("checks", "mute", "articles_as_usual", "--until", "2126-12-31", "--reason", "a holiday"),
        ("quarantine", "release", held[0]["id"], "--reason", "short, but true"),
        ("quarantine", "discard", held[1]["id"], "--reason", "a menu"),
        ("audit",),
    ):
        done = one(*words)
        assert done.code == 0, (words, done.screen)
    assert _published(
        two,
        "SELECT (SELECT string_agg(DISTINCT source, ' ') FROM latest_articles) AS sources,"
        " (SELECT count(*) FROM latest_articles) AS articles,"
        " (SELECT count(*) FROM ops.source_changes) AS changes, (SELECT count(*) FROM quality.mutes) AS mutes,"
        " (SELECT string_agg(state, ' ' ORDER BY state) FROM quality.quarantine) AS held,"
        " (SELECT count(DISTINCT run_id) FROM quality.audit_results) AS audits",
    ) == [
        {"sources": "harbour", "articles": 4, "changes": 3, "mutes": 1, "held": "discarded open released", "audits": 1}
    ]  # fmt: skip


def _published(machine: Command, sql: str) -> list[dict[str, object]]:
    assert machine("maintain").code == 0
    return machine.rows(sql)


def _files(*places: Command | Path) -> dict[str, int]:
    """Every file, but logs and locks, with its time of writing."""
    folders = [place if isinstance(place, Path) else place.home for place in places]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files if path.suffix not in {".jsonl", ".lock", ".log"}}
