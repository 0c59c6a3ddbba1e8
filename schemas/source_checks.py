"""What sources change in the checks of articles, judged before anything is asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from schemas.checks import Check, article_checks, changed_checks
from schemas.errors import ChecksFileError
from schemas.settings import Settings
from schemas.sources import declared_sources
from schemas.yaml_loader import YAML_LOADER


def require_sound_checks(settings: Settings) -> None:
    """Raises ChecksFileError, with the place in its file, for the first check of a source that makes no sense.

    Arguments that only the library behind the checks can judge are not looked at: it is too heavy to import for that.
    """
    for fault in faults_in_sources(settings):
        raise fault


def faults_in_sources(settings: Settings) -> Iterator[ChecksFileError]:
    """Every check of a source that makes no sense. Raises ChecksFileError and SourcesFileError where a file is broken as a whole."""
    path = settings.sources_file
    changing = [source for source in declared_sources(path).values() if source.checks] if _names_checks(path) else []
    checks = article_checks(settings.checks_file) if changing else []
    for source in changing:
        for check_id, change in source.checks.items():
            try:
                changed_checks(checks, {check_id: change}, source.name)
            except ChecksFileError as error:
                line = _line_of(path.read_text(encoding="utf-8"), source.name, check_id)
                place = f"{path}, line {line}" if line else f"{path}"
                yield ChecksFileError(f"{place}: {error.what}", error.cure)


def checks_of_sources(settings: Settings) -> Iterator[tuple[str, Check, bool]]:
    """What each source changes, adds or leaves out: its name, the check as it has it, and whether it is on.

    Faults are passed over. Raises ChecksFileError and SourcesFileError where a file is broken as a whole.
    """
    path = settings.sources_file
    usual = article_checks(settings.checks_file)
    known = {check.id: check for check in usual}
    for source in declared_sources(path).values() if _names_checks(path) else ():
        for check_id, change in source.checks.items():
            if change is False:
                if check_id in known:
                    yield source.name, known[check_id], False
                continue
            with suppress(ChecksFileError):
                own = changed_checks(usual, {check_id: change}, source.name)
                yield source.name, next(check for check in own if check.id == check_id), True


def _names_checks(path: Path) -> bool:
    """Few sources have checks of their own, and reading YAML takes long."""
    try:
        return b"checks" in path.read_bytes()
    except OSError:
        return False  # who needs the sources says so


def _line_of(text: str, source: str, check_id: str) -> int | None:
    """The line on which a check of a source begins; None where the source has it by a merge from elsewhere."""
    entries = _value(yaml.compose(text, Loader=YAML_LOADER), "sources")
    for entry in entries.value if entries else []:
        name, checks = _value(entry, "name"), _value(entry, "checks")
        if name and checks and name.value == source:
            return next((key.start_mark.line + 1 for key, _ in checks.value if key.value == check_id), None)
    return None


def _value(mapping: yaml.Node | None, name: str) -> yaml.Node | None:
    assert isinstance(mapping, yaml.MappingNode)
    return next((value for key, value in mapping.value if key.value == name), None)
