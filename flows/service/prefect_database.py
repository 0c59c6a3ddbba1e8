"""Prefect's own database for a data folder that is new: copied from a template instead of migrated from nothing.

In an empty folder Prefect runs its whole history of migrations and registers its block types before it answers: about
4.5 s of processor time for migrations and 1 s for blocks. The result is the same every time, so the first one is kept
as a template in the user's cache folder, under a name made of Prefect's version and its migrations. Another version
makes its own.

A note beside the database says which version made it. Where that is the installed one, migration and registration are
switched off by Prefect's own settings.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, suppress
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tasks.files import user_cache
from tasks.files.atomic import atomic_write

_FILE = "prefect.db"
_NOTE = "made-by"
_MIGRATIONS = Path("server", "database", "_migrations", "versions", "sqlite")
_NOTHING_TO_MAKE = {
    "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}


def settings_for_start(home: Path) -> dict[str, str]:
    """Prefect's settings for a server on the database of this folder; makes a missing database from the template.

    Empty where Prefect must migrate: another version made the database, or there is no template yet.
    """
    # A cache that cannot be read costs time, nothing else. RuntimeError: this user has no home folder.
    with suppress(OSError, RuntimeError):
        if not (home / _FILE).exists() and template().exists():
            (home / _NOTE).unlink(missing_ok=True)
            with atomic_write(home / _FILE) as draft:
                draft.write_bytes(template().read_bytes())
                draft.chmod(0o600)
            (home / _NOTE).write_text(made_by(), encoding="utf-8")
        if (home / _NOTE).read_text(encoding="utf-8") == made_by():
            return dict(_NOTHING_TO_MAKE)
    return {}


def note_made(home: Path) -> None:
    """Note that the database of this folder was made, or migrated, by the installed Prefect, whose server answers now.

    If there is no template yet, and the database has no flow run in it, it becomes the template.
    """
    with suppress(OSError, RuntimeError, sqlite3.Error):
        if (home / _NOTE).exists() and (home / _NOTE).read_text(encoding="utf-8") == made_by():
            return
        (home / _NOTE).write_text(made_by(), encoding="utf-8")
        if not template().exists():
            _keep_template(home / _FILE)


def template() -> Path:
    """Where the template of the installed Prefect is, or would be."""
    return user_cache() / f"prefect-{made_by()}.db"


def _keep_template(database: Path) -> None:
    template().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as made:
        if made.execute("SELECT count(*) FROM flow_run").fetchone() != (0,):
            return
        with atomic_write(template()) as draft:
            draft.unlink(missing_ok=True)
            with closing(sqlite3.connect(draft)) as copy:
                made.backup(copy)
            draft.chmod(0o600)


@cache
def made_by() -> str:
    """Prefect's version and a digest of the names of its migrations, without importing it."""
    package = find_spec("prefect")
    assert package is not None
    assert package.submodule_search_locations
    folder = Path(package.submodule_search_locations[0]) / _MIGRATIONS
    names = sorted(entry.name for entry in folder.glob("*.py"))
    return f"{version('prefect')}-{hashlib.sha256(' '.join(names).encode()).hexdigest()[:12]}"
