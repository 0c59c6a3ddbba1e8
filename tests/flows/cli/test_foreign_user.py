"""Users of the machine beside the owner: readers of the group read, and nobody gets a traceback.

The tests drop to an unprivileged user, because root ignores modes.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.settings import Settings
from tasks.publish import publish
from tasks.report import report
from tests.flows.commands import BROADSHEET
from tests.histories import History, make

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
USER, GROUP = 12345, 54321  # neither has a name
_AS_USER = f"""
set -e
p=$1; closed=$2; shift 2
if [ -n "$closed" ]; then  # the interpreter lies in a folder that only root may enter
    there=$(mktemp -d); mkdir "$there/p"
    mount --bind "$p" "$there/p"; mount -t tmpfs -o mode=755 tmpfs "$closed"
    mkdir -p "$p"; mount --bind "$there/p" "$p"
fi
exec setpriv --reuid={USER} --regid={GROUP} --clear-groups "$@"
"""


def words_as_user(*words: str) -> list[str]:
    """A command line that runs these words as a user without a name."""
    prefix = Path(sys.base_prefix)
    closed = next((str(folder) for folder in prefix.parents if not folder.stat().st_mode & stat.S_IXOTH), "")
    return ["unshare", "--mount", "sh", "-c", _AS_USER, "sh", str(prefix), closed, *words]


def as_user(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "BROADSHEET_HOME": str(home), "NO_COLOR": "1"}
    command = words_as_user(str(BROADSHEET), *words)
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False, timeout=180)


@pytest.fixture
def home(empty_warehouse: Path) -> Iterator[Settings]:
    # Not below the folder of pytest, which each session closes to others.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield _readable_by_group(Path(folder, "data"), empty_warehouse)


def _readable_by_group(folder: Path, empty_warehouse: Path) -> Settings:
    if (
        os.geteuid()
        or not shutil.which("setpriv")
        or subprocess.run(["unshare", "--mount", "true"], check=False).returncode
    ):
        pytest.skip("only root can become another user")
    folder.mkdir()
    settings = make(folder, History(names=("courier",), days=1), {}, empty_warehouse)
    shutil.rmtree(settings.private / "published.db", ignore_errors=True)
    before = os.umask(0o077)
    try:
        publish(settings)
        report(settings, NOW)
    finally:
        os.umask(before)
    settings.home.chmod(settings.folder_mode)
    for path in (settings.home, *settings.home.rglob("*")):
        os.chown(path, -1, GROUP)
    if as_user(settings.home, "--version").returncode:
        pytest.skip("another user cannot start this interpreter")
    return settings


@pytest.mark.long
def test_a_reader_of_the_group_reads_and_is_told_what_is_the_owners(home: Settings):
    for words in (["query", "SELECT count(*) AS n FROM articles"], ["search", "ferry"], ["status"], ["report"],
                  ["why", "https://courier.example/none"], ["runs"], ["sources", "list"],
                  ["quarantine", "list"]):  # fmt: skip
        done = as_user(home.home, *words)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (words, done.stderr)
    assert str(home.reports / "index.html").lstrip("/") in as_user(home.home, "report").stdout
    for words in (["ingest", "/etc/hostname"], ["maintain"], ["explore", "--no-open"], ["analyse"]):
        done = as_user(home.home, *words)
        assert done.returncode in {1, 2}, (words, done.stdout)
        assert "is a fault of Broadsheet" not in done.stderr, (words, done.stderr)
        assert len([line for line in done.stderr.splitlines() if line and "starting Prefect" not in line]) == 2, (
            done.stderr
        )


def test_another_user_who_is_no_reader_is_told_so(home: Settings):
    home.snapshot.chmod(0o400)
    done = as_user(home.home, "query", "SELECT 1")
    assert done.returncode != 0
    assert "is a fault of Broadsheet" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("readers", "folder", "page"), [("owner", 0o700, 0o600), ("group", 0o750, 0o640), ("all", 0o755, 0o644)]
)
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_setting_readers_holds_for_the_page_whatever_the_umask(
    readers: str, folder: int, page: int, umask: int, tmp_path: Path, empty_warehouse: Path
):
    settings = make(tmp_path, History(names=("courier",), days=1), {}, empty_warehouse)
    settings = settings.model_copy(update={"readers": readers})
    before = os.umask(umask)
    try:
        report(settings, NOW)
    finally:
        os.umask(before)
    folders = {settings.reports, settings.reports / "source", settings.reports / "run"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in folders} == {folder}
    assert {stat.S_IMODE(one.stat().st_mode) for one in settings.reports.rglob("*.html")} == {page}
    assert stat.S_IMODE((settings.reports / ".charts").stat().st_mode) == 0o700


@pytest.mark.long
def test_on_a_file_system_that_is_read_only_questions_are_answered_and_writing_is_told(
    tmp_path: Path, empty_warehouse: Path, command
):
    settings = make(tmp_path, History(names=("courier",), days=1), {}, empty_warehouse)
    publish(settings)
    mounted = ["mount", "-o", "bind,ro", str(settings.home), str(settings.home)]
    if os.geteuid() or subprocess.run(["mount", "--bind", settings.home, settings.home], check=False).returncode:
        pytest.skip("this machine does not let its user mount")
    try:
        subprocess.run([*mounted[:2], "remount,bind,ro", settings.home], check=True)
        for words in (["query", "SELECT count(*) AS n FROM articles"], ["search", "ferry"], ["status"], ["runs"]):
            done = command(*words, BROADSHEET_HOME=str(settings.home))
            assert (done.code, "Traceback" in done.err) == (0, False), (words, done.err)
        done = command("report", BROADSHEET_HOME=str(settings.home))
        assert (done.code, "there is no page" in done.err) == (2, True), done.err
        for words in (["ingest", "/etc/hostname"], ["maintain"], ["analyse"]):
            done = command(*words, BROADSHEET_HOME=str(settings.home))
            assert done.code == 1, (words, done.screen)
            assert "Read-only file system" in done.err, (words, done.err)
            assert "is a fault of Broadsheet" not in done.err, (words, done.err)
    finally:
        subprocess.run(["umount", "--lazy", settings.home], check=True)
