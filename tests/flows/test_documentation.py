"""What the documentation shows is what happens: its commands, SQL and Python are run (measurements are not), its
outputs compared.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from tests.flows.blocks import Block, blocks_of, is_as_shown, steps_of
from tests.flows.commands import Answer, Command, CommandOfResident, Resident
from tests.flows.estuary import ADDRESS, estuary

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow, pytest.mark.long]

PROJECT = Path(__file__).resolve().parents[2]
MEASUREMENTS = ("python -m benchmarks.", "python -m drills.")
"""These take minutes, and often real pages: they are run by hand."""
HOLDS = ("5f0c21", "8ad417", "c3e9b0")
"""Ids of held articles on the pages; the test puts those of its own in their places."""
PAGES = [
    page
    for page in (PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md")))
    if any(not block.not_run for block in blocks_of(page))
]


@pytest.fixture(scope="session")
def after_the_demo(
    surroundings, resident: Resident, site: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Answer]:
    """A folder like a fresh clone in which the demo was run, and what it said."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    done = walker(folder, surroundings, resident, site)("demo")
    assert done.code == 0, done.err
    return folder, done


def walker(folder: Path, surroundings: dict[str, str], resident: Resident, site: str) -> Command:
    """The command as somebody types it in `folder`."""
    environment = surroundings | {
        "BROADSHEET_HOME": "data",
        "BROADSHEET_SOURCES_FILE": "seeds/sources.yaml",
        "HOME": str(folder),
        # The site of the examples is on this machine.
        "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
        "BROADSHEET_ALLOW_PORTS": f"[{site.rpartition(':')[2]}]",
        "BROADSHEET_HOST_INTERVAL_SECONDS": "0",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    return CommandOfResident(folder / "data", environment, resident)


@pytest.fixture(scope="session")
def site(page) -> Iterator[str]:
    with estuary(page) as address:
        yield address


@pytest.mark.parametrize("documented", PAGES, ids=lambda page: page.stem)
def test_what_the_page_shows_is_what_happens(
    documented: Path, after_the_demo, surroundings, resident, site: str, tmp_path: Path
):
    clone, demo = after_the_demo
    shutil.copytree(clone, tmp_path / "clone")
    walk = Walk(walker(tmp_path / "clone", surroundings, resident, site), demo, site)
    wrong = [words for block in blocks_of(documented) if not block.not_run for words in walk.through(block)]
    assert not wrong, "\n\n".join(wrong)


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody who types what a page says, in one folder from its first block to its last."""

    command: Command
    demo: Answer
    """What `make demo` said in the fresh clone that this folder is a copy of."""
    site: str
    """Where the site of the examples really is."""

    def through(self, block: Block) -> Iterator[str]:
        """What of the block went otherwise than the page says."""
        where = f"{block.page}:{block.line}"
        if block.language == "console":
            for step in steps_of(block):
                if step.command.startswith(MEASUREMENTS):
                    continue
                answer = self.typed(self.here(step.command))
                screen = self.as_on_the_page(answer.screen)
                if answer.code not in {0, 3} or (step.shown and not is_as_shown(step.shown, screen)):
                    yield f"{where}: {step.command} (exit code {answer.code}) prints\n{screen}"
        else:
            whole = {"sql": self.asked, "python": self.written}[block.language](block.text)
            if whole.code:
                yield f"{where}: {whole.screen}"

    def here(self, command: str) -> str:
        """The command with what the page can only give an example of: the site, and ids of held articles."""
        if any(example in command for example in HOLDS):
            holds = self.command.rows("SELECT quarantine_id FROM quality.quarantine ORDER BY ALL")
            for example, hold in zip(HOLDS, holds, strict=False):
                command = command.replace(example, hold["quarantine_id"][:8])
        return command.replace(ADDRESS, self.site)

    def as_on_the_page(self, screen: str) -> str:
        demo_folder = self.demo.screen.rpartition("/data/broadsheet.duckdb")[0].rpartition(" ")[2]
        for folder in (str(self.command.home.parent), demo_folder):
            screen = screen.replace(f"{folder}/", "")
        return screen.replace(self.site, ADDRESS).replace(self.site.replace("http:", "https:"), ADDRESS)

    def typed(self, line: str) -> Answer:
        """Do what the line says; what only needs the command is answered by the resident."""
        if line == "make demo":
            return self.demo
        if exported := re.fullmatch(r"export (\w+)=(.*)", line):
            known = self.command.environment | {"PWD": str(self.command.home.parent)}
            self.command.environment[exported[1]] = Template(exported[2].strip('"')).substitute(known)
            return Answer(0, "", "", "")
        unquoted = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
        if re.search(r"[|<>&;$*]", unquoted) or not re.match(r"(\w+=\S* )*broadsheet ", unquoted):
            return self.in_shell(line)
        words = shlex.split(line)
        start = words.index("broadsheet")
        return self.command(*words[start + 1 :], **dict(word.split("=", 1) for word in words[:start]))

    def asked(self, sql: str) -> Answer:
        return self.command("query", sql)

    def written(self, script: str) -> Answer:
        return self.in_shell(f"{sys.executable} - <<'END'\n{script}END\n")

    def in_shell(self, line: str) -> Answer:
        done = subprocess.run(
            ["bash", "-c", line],
            env=self.command.environment,
            cwd=self.command.home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        return Answer(done.returncode, "", "", done.stdout)
