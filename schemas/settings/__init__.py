"""Every setting, its meaning, unit and limits: a group a class, put together here. Where values come from, loading.py
says.
"""

from __future__ import annotations

from typing import Any

from schemas.settings.fetching import DEFAULT_AGENT, Fetching, Manners
from schemas.settings.groups import (
    MEGABYTE,
    PROJECT,
    Cleaning,
    Group,
    Keeping,
    Places,
    Questions,
    Running,
    Storing,
    is_secret,
)
from schemas.settings.loading import load_values
from schemas.settings.service import Logging, Service, Sharing

__all__ = ["DEFAULT_AGENT", "GROUPS", "MEGABYTE", "PROJECT", "Settings", "load_settings"]

GROUPS: tuple[type[Group], ...] = (
    Places,
    Running,
    Cleaning,
    Fetching,
    Manners,
    Keeping,
    Storing,
    Questions,
    Sharing,
    Logging,
    Service,
)
"""In the order in which people are shown them; the first line of each docstring is its heading."""


class Settings(Places, Running, Cleaning, Fetching, Manners, Keeping, Storing, Questions, Sharing, Logging, Service):
    """Passed to every step as an argument, so that a step on another machine needs nothing else."""

    def for_workers(self, *, writing: bool = False) -> dict[str, Any]:
        """As JSON, for a worker process; without secrets, but for the catalogue if it is `writing` to the warehouse."""
        secret = {name for name, field in type(self).model_fields.items() if is_secret(field)}
        given = self.model_dump(mode="json", exclude=secret)
        return given | {"catalogue": self.catalogue.get_secret_value()} if writing and self.catalogue else given


def load_settings(**given: object) -> Settings:
    """Settings from broadsheet.toml, the environment and the command line, in that order: the later wins.

    `given` is what a command was given itself, and wins over all; None stands for not given. Raises UsageError that
    names the value, where it stands, and the allowed form.
    """
    return load_values(Settings, given).settings
