"""Checks: our expectations as data, read from schemas/expectations/*.yaml, and what sources change in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.errors import ChecksFileError
from schemas.features import ARTICLE_FEATURES, DAY_FIGURES, WAREHOUSE_FIGURES
from schemas.owners_files import text_of
from schemas.settings import PROJECT, Settings
from schemas.sources import sources_if_any
from schemas.yaml_loader import YAML_LOADER

EXPECTATIONS = PROJECT / "schemas" / "expectations"
_WORDS = {"min_value": "at least", "max_value": "at most", "value_set": "one of", "regex": "matching"}
_NAMES = {"ExpectColumnValuesToNotBeNull": "present", "ExpectColumnValuesToBeUnique": "only once"}


class Check(BaseModel):
    """One expectation, with an id, how loud it is (severity), what happens when it fails (action), and why it is
    there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    expectation: str = Field(pattern=r"^Expect[A-Za-z]+$")
    arguments: dict[str, Any]
    severity: Literal["critical", "warning", "info"]
    action: Literal["quarantine", "flag", "stop"]
    owner: str = Field("", max_length=60)
    """Whom to ask."""
    since: date | None = None
    """The day from which it is in force."""
    reason: str = Field(min_length=20)

    @property
    def column(self) -> str | None:
        value = self.arguments.get("column")
        return value if isinstance(value, str) else None

    @property
    def columns(self) -> list[str]:
        """Every column that its arguments name."""
        named = [value for name, value in self.arguments.items() if name in {"column", "column_A", "column_B"}]
        return [str(name) for name in [*named, *self.arguments.get("column_list", [])]]

    @property
    def bound(self) -> str:
        """What the check asks of its column, in words: `at least 140`, `one of article, live_blog`."""
        parts = [
            f"{words} {', '.join(map(str, value)) if isinstance(value, list) else value}"
            for name, words in _WORDS.items()
            if (value := self.arguments.get(name)) is not None
        ]
        return " and ".join(parts) or _NAMES.get(self.expectation, self.expectation)


class History(BaseModel):
    """Bounds learned from a source's own past: how far from usual is too far (tasks/audit/bounds.py).

    Days on which nothing at all could be had from the source do not count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(56, ge=7, le=366)
    """How far back."""
    same_weekday: bool = False
    """Compare Mondays with Mondays."""
    at_least: int = Field(7, ge=3)
    """Fewer earlier days than this are too little to judge by."""
    spread: float = Field(5, gt=2)
    """Deviations of a normal distribution: 5 are passed by chance once in three million days."""
    tolerance: float = Field(0, ge=0)
    """Least width to either side, so that a figure that never moved may move a little."""
    below: bool = True
    """Whether too little is a failure."""
    above: bool = True
    """Whether too much is a failure."""


class BatchCheck(Check):
    """A check of a figure of a day: of each source, or of the warehouse as a whole; bounds fixed, or from history."""

    action: Literal["flag", "stop"]
    scope: Literal["source", "warehouse"]
    history: History | None = None
    enough: int = Field(0, ge=0)
    """Shares and lengths of fewer things than this are not judged: of two articles, one is a half."""

    @property
    def bound(self) -> str:
        if self.history is None:
            return super().bound
        sides = [name for name, is_on in (("below", self.history.below), ("above", self.history.above)) if is_on]
        days = "the same weekdays" if self.history.same_weekday else "the days"
        return (
            f"not far {' or '.join(sides)} {days} of the {self.history.days} days before"
            f" ({self.history.spread:g} deviations, {self.history.tolerance:g} at least)"
        )


_Kind = TypeVar("_Kind", bound=Check)


def article_checks(path: Path | None = None) -> list[Check]:
    """The checks of single articles, in the order of their file (ours where none is named). Raises ChecksFileError."""
    path = path or EXPECTATIONS / "articles.yaml"
    return parse_checks(_text_of(path), str(path))


def batch_checks(path: Path | None = None) -> list[BatchCheck]:
    """The checks of sources, days and the warehouse. Raises ChecksFileError."""
    path = path or EXPECTATIONS / "batches.yaml"
    return _parsed(_text_of(path), str(path), BatchCheck, _figures_of)


def _figures_of(check: BatchCheck) -> Collection[str]:
    return DAY_FIGURES if check.scope == "source" else WAREHOUSE_FIGURES


def checks_of_articles(settings: Settings) -> list[Check]:
    """The checks of single articles as this project has them. Raises ChecksFileError."""
    checks = article_checks(settings.checks_file)
    for path, own in own_files(settings):
        with _errors_name(path):
            checks = _changed(checks, own.checks, "this folder", Check, lambda _: ARTICLE_FEATURES)
    return checks


def checks_of_days(settings: Settings) -> list[BatchCheck]:
    """The checks of sources, days and the warehouse as this project has them. Raises ChecksFileError."""
    checks = batch_checks()
    for path, own in own_files(settings):
        with _errors_name(path):
            checks = _changed(checks, own.day_checks, "this folder", BatchCheck, _figures_of)
    return checks


class OwnChecks(BaseModel):
    """A file of the folder that the setting own_checks names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: dict[str, dict[str, Any] | Literal[False]] = Field(default_factory=dict)
    day_checks: dict[str, dict[str, Any] | Literal[False]] = Field(default_factory=dict)
    ignored_days: tuple[date, ...] = ()
    """Days that no audit judges or learns from: holidays, a day of repairs."""


def own_files(settings: Settings) -> list[tuple[Path, OwnChecks]]:
    """The files *.yaml of the setting own_checks, by name. Raises ChecksFileError that names the file."""
    folder = settings.own_checks
    if folder is None:
        return []
    if not folder.is_dir():
        raise ChecksFileError(f"own_checks: there is no folder {folder}", "Make it, or leave the setting out.")
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.load(_text_of(path), Loader=YAML_LOADER)  # noqa: S506  # a safe one, in C
            found.append((path, OwnChecks.model_validate({} if content is None else content)))
        except yaml.YAMLError as error:
            raise ChecksFileError(f"{path}: {error}", "Mend the file at that place.") from error
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "the file"
            raise ChecksFileError(
                f"{path}: {field}: {first['msg']}", "Its keys are checks, day_checks and ignored_days; docs/quality.md."
            ) from error
    return found


def ignored_days(settings: Settings) -> set[date]:
    """Days that no audit judges or learns from. Raises ChecksFileError."""
    return {day for _, own in own_files(settings) for day in own.ignored_days}


@contextmanager
def _errors_name(path: Path) -> Iterator[None]:
    try:
        yield
    except ChecksFileError as error:
        raise ChecksFileError(f"{path}: {error.what}", error.cure) from error


def parse_checks(text: str, name: str) -> list[Check]:
    """Checks of articles from YAML. Raises ChecksFileError naming the file and the line."""
    return _parsed(text, name, Check, lambda _: ARTICLE_FEATURES)


def changed_checks(checks: list[Check], changes: Mapping[str, dict[str, Any] | bool], source: str) -> list[Check]:
    """The checks as one source has them: some changed or off, some added. `changes`: id -> fields, or False for off.

    Raises ChecksFileError naming the source and the check.
    """
    return _changed(checks, changes, f"source {source}", Check, lambda _: ARTICLE_FEATURES)


def _changed(
    checks: list[_Kind],
    changes: Mapping[str, dict[str, Any] | bool],
    whose: str,
    kind: type[_Kind],
    columns_of: Callable[[_Kind], Collection[str]],
) -> list[_Kind]:
    kept = {check.id: check for check in checks}
    for check_id, change in changes.items():
        where = f"{whose}, check {check_id}"
        if isinstance(change, bool):
            if kept.pop(check_id, None) is None:
                raise ChecksFileError(f"{where}: there is no such check to leave out", _meant(check_id, kept))
            continue
        if check_id not in kept and "expectation" not in change:
            raise ChecksFileError(f"{where}: there is no such check to change", _meant(check_id, kept))
        entry: dict[str, Any] = {"id": check_id, **change}
        if known := kept.get(check_id):
            arguments = {**known.arguments, **change.get("arguments", {})}
            entry = {**known.model_dump(), **change, "arguments": arguments}
        kept[check_id] = _checked(kind, entry, where, columns_of)
    return list(kept.values())


def _meant(check_id: str, known: Collection[str]) -> str:
    near = get_close_matches(check_id, known, n=2)
    own = "A check of your own names an expectation, arguments, severity, action and reason."
    return f"Did you mean {' or '.join(near)}? {own}" if near else f"See `broadsheet checks`. {own}"


def _text_of(path: Path) -> str:
    try:
        return text_of(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ChecksFileError(f"{path}: {error}", "Set BROADSHEET_CHECKS_FILE to a file of checks.") from error


def _parsed(text: str, name: str, kind: type[_Kind], columns_of: Callable[[_Kind], Collection[str]]) -> list[_Kind]:
    checks: dict[str, _Kind] = {}
    for line, entry in _entries(text, name):
        where = f"{name}, line {line}"
        check = _checked(kind, entry, where, columns_of)
        if check.id in checks:
            raise ChecksFileError(f"{where}: the id {check.id} is used twice", "Rename one of them.")
        checks[check.id] = check
    return list(checks.values())


@lru_cache(8)
def _entries(text: str, name: str) -> list[tuple[int, Any]]:
    """The entries of the list `checks`, each with the line it begins at. A key given twice is an error, not a
    choice.

    Kept, because a run asks for the same checks when it begins and for its page: do not change what it returns.
    """
    try:
        loader = YAML_LOADER(text)
        root = loader.get_single_node()
        content = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        raise ChecksFileError(f"{name}: {error}", "Mend the file at that place.") from error
    if not isinstance(content, dict) or [*content] != ["checks"] or not isinstance(content["checks"], list):
        raise ChecksFileError(f"{name} is no list of checks", "The file has one key, `checks:`, and a list below it.")
    assert root is not None
    nodes = root.value[0][1].value
    for node in nodes:
        keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        if repeated := next((key for key in keys if keys.count(key) > 1), None):
            line = node.start_mark.line + 1
            raise ChecksFileError(f"{name}, line {line}: {repeated} is given twice", "Leave one of them.")
    return [(node.start_mark.line + 1, entry) for node, entry in zip(nodes, content["checks"], strict=True)]


def _checked(kind: type[_Kind], entry: Any, where: str, columns_of: Callable[[_Kind], Collection[str]]) -> _Kind:
    try:
        check = kind.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ChecksFileError(f"{where}: {field}: {first['msg']}", "Mend the entry.") from error
    known = columns_of(check)
    if unknown := [column for column in check.columns if column not in known]:
        raise ChecksFileError(
            f"{where}: check {check.id} looks at {unknown[0]}, which is no feature",
            f"The features: {', '.join(known)}.",
        )
    return check


def require_sound_checks(settings: Settings) -> None:
    """Raises ChecksFileError, with the place in its file, for the first check of a source that makes no sense.

    Arguments that only the library behind the checks can judge are not looked at: it is too heavy to import for that.
    """
    for fault in faults_in_sources(settings):
        raise fault


def faults_in_sources(settings: Settings) -> Iterator[ChecksFileError]:
    """Every check of a source that makes no sense. Raises ChecksFileError and SourcesFileError where a file is broken
    as a whole.
    """
    path = settings.sources_file
    changing = [source for source in sources_if_any(path).values() if source.checks]
    checks = checks_of_articles(settings) if changing or settings.own_checks else []
    for source in changing:
        for check_id, change in source.checks.items():
            try:
                changed_checks(checks, {check_id: change}, source.name)
            except ChecksFileError as error:
                line = _line_of(text_of(path), source.name, check_id)
                place = f"{path}, line {line}" if line else f"{path}"
                yield ChecksFileError(f"{place}: {error.what}", error.cure)


def checks_of_sources(settings: Settings) -> Iterator[tuple[str, Check, bool]]:
    """What each source changes, adds or leaves out: its name, the check as it has it, and whether it is on.

    Faults are passed over. Raises ChecksFileError and SourcesFileError where a file is broken as a whole.
    """
    usual = checks_of_articles(settings)
    known = {check.id: check for check in usual}
    for source in sources_if_any(settings.sources_file).values():
        for check_id, change in source.checks.items():
            if change is False:
                if check_id in known:
                    yield source.name, known[check_id], False
                continue
            with suppress(ChecksFileError):
                own = changed_checks(usual, {check_id: change}, source.name)
                yield source.name, next(check for check in own if check.id == check_id), True


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
