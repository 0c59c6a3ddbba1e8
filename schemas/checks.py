"""Checks: our expectations as data, read from schemas/expectations/*.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.errors import ChecksFileError
from schemas.settings import PROJECT


class Check(BaseModel):
    """One expectation, with an id, how loud it is (severity), what happens when it fails (action), and why it is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    expectation: str = Field(pattern=r"^Expect[A-Za-z]+$")
    arguments: dict[str, Any]
    severity: Literal["critical", "warning", "info"]
    action: Literal["quarantine", "flag", "stop"]
    reason: str = Field(min_length=20)

    @property
    def column(self) -> str | None:
        value = self.arguments.get("column")
        return value if isinstance(value, str) else None

    @property
    def bound(self) -> str:
        """What the check asks of its column, in words: `at least 140`, `one of article, live_blog`."""
        return _in_words(self.expectation, {k: v for k, v in self.arguments.items() if k != "column"})


def _in_words(expectation: str, arguments: dict[str, Any]) -> str:
    parts = [
        f"{words} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, words in _WORDS.items()
        if (value := arguments.get(name)) is not None
    ]
    return " and ".join(parts) or _NAMES.get(expectation, expectation)


_WORDS = {"min_value": "at least", "max_value": "at most", "value_set": "one of", "regex": "matching"}
_NAMES = {"ExpectColumnValuesToNotBeNull": "present", "ExpectColumnValuesToBeUnique": "only once"}


def article_checks(path: Path | None = None) -> list[Check]:
    """The checks of single articles, in the order of their file (ours where none is named). Raises ChecksFileError."""
    path = path or PROJECT / "schemas" / "expectations" / "articles.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ChecksFileError(f"{path}: {error}", "Set BROADSHEET_CHECKS_FILE to a file of checks.") from error
    return parse_checks(text, str(path))


def parse_checks(text: str, name: str) -> list[Check]:
    """Checks from YAML. Raises ChecksFileError naming the file and the entry."""
    try:
        entries = yaml.safe_load(text)["checks"]
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise ChecksFileError(f"{name}: {error}", "The file begins with `checks:` and a list.") from error
    checks: dict[str, Check] = {}
    for number, entry in enumerate(entries, 1):
        try:
            check = Check.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ChecksFileError(f"{name}, check {number}: {where}: {first['msg']}", "Mend the entry.") from error
        if check.id in checks:
            raise ChecksFileError(f"{name}, check {number}: the id {check.id} is used twice", "Rename one of them.")
        checks[check.id] = check
    return list(checks.values())
