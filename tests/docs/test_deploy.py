"""docs/deploy/machines.yaml: every command of it is one that its program takes, and names settings that exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from schemas.settings import Settings

BIN = Path(sys.executable).parent
OURS = ("scheduler", "first", "joined", "cleaner")


@pytest.fixture(scope="module")
def services(project: Path) -> dict[str, dict]:
    return yaml.safe_load((project / "docs" / "deploy" / "machines.yaml").read_text())["services"]


def options_of(words: list[str]) -> set[str]:
    """The options that a command says it has."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    done = subprocess.run(
        [BIN / words[0], words[1], "--help"], env=environment | {"COLUMNS": "200"}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return set(re.findall(r"--[a-z][a-z-]*", done.stdout))


@pytest.mark.parametrize("name", OURS)
def test_its_commands_are_known_to_their_programs(services, name):
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    service = services[name]
    words = [*service.get("entrypoint", ["broadsheet"]), *service["command"]]
    assert {word for word in words if word.startswith("--")} <= options_of(words)


def test_its_settings_exist_and_all_machines_have_the_same(services):
    given = [services[name]["environment"] for name in OURS]
    assert given == [given[0]] * len(OURS)
    known = {f"BROADSHEET_{name.upper()}" for name in Settings.model_fields}
    assert given[0].keys() <= known
