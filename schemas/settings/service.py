"""Settings of the pages and servers that stay, of several machines, and of the log."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, field_validator

from schemas.settings.groups import Group, Secret

_ADDRESS_OR_BLOCK = re.compile(r"[a-z][a-z0-9+.-]*://\S.*|[a-z0-9-]+/[^/\s]+", re.IGNORECASE)


class Service(Group):
    """Pages and notifications"""

    page_url: str = Field(
        "", description="Address of the quality page, for links to it. `broadsheet up` sets it to that of its own."
    )
    public_url: str = Field(
        "",
        description="Address of the quality page of `broadsheet up` for people, where a web server is in front of it:"
        " https://news.example.org/broadsheet/. Prefect's page is at prefect/ below it. Unset: this machine's ports.",
    )
    allowed_hosts: tuple[str, ...] = Field(
        (),
        description="Names, beside this machine's own, under which the pages and the Prefect server of `broadsheet up`"
        " answer: those of a web server in front of them. Requests for any other name are refused.",
    )
    keep_server_minutes: float = Field(
        0,
        ge=0,
        le=1440,
        description="Minutes that the temporary Prefect server of a command stays after its last use, for the next"
        " command; it takes 170 MB. 0: it ends with its command.",
    )
    notify: tuple[Secret, ...] = Field(
        (),
        description="Who gets messages about failures: addresses as Apprise takes them (slack://…, mailto://…,"
        " https://…), to which Broadsheet sends; or notification blocks of Prefect, TYPE/NAME, which its automations"
        " call.",
    )

    @field_validator("page_url")
    @classmethod
    def _is_on_the_web(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it begins with http:// or https://")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address_of_a_folder(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^/?#@\s]+(/[\w.~-]+)*/?", value):
            raise ValueError("it has the form https://HOST/PATH/, without user, query and fragment")
        return f"{value.rstrip('/')}/" if value else ""

    @field_validator("allowed_hosts")
    @classmethod
    def _are_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name):
                raise ValueError("names of hosts in lower case, without scheme and port")
        return value

    @field_validator("notify", mode="before")
    @classmethod
    def _is_list(cls, value: Any) -> Any:
        """One alone may stand without brackets."""
        return ((value,) if value else ()) if isinstance(value, str) else value

    @field_validator("notify")
    @classmethod
    def _are_addresses_or_blocks(cls, value: tuple[Secret, ...]) -> tuple[Secret, ...]:
        if not all(_ADDRESS_OR_BLOCK.fullmatch(one.get_secret_value()) for one in value):
            raise ValueError("an address has the form SCHEME://…, a block of Prefect TYPE/NAME")
        return value

    @property
    def notify_addresses(self) -> list[str]:
        """The addresses to which Broadsheet itself sends. They are secrets: each holds what lets one send there."""
        return [word for one in self.notify if "://" in (word := one.get_secret_value())]

    @property
    def notify_blocks(self) -> list[str]:
        """The notification blocks of Prefect, TYPE/NAME."""
        return [word for one in self.notify if "://" not in (word := one.get_secret_value())]


class Sharing(Group):
    """More than one machine"""

    catalogue: Secret | None = Field(
        None,
        description="PostgreSQL database by which several machines agree, postgres://USER:PASSWORD@HOST/DATABASE. Needs"
        " the extra `lake`. Unset: one machine, and no other part is needed.",
    )

    clean_on: str = Field(
        "",
        description="Scheduler of Dask whose workers clean, dask://HOST:8786. Needs the extra `cluster`, and a folder"
        " `shared`. Unset: this machine cleans.",
    )

    @field_validator("clean_on")
    @classmethod
    def _is_of_dask(cls, value: str) -> str:
        if value and not re.fullmatch(r"dask://[^/\s:]+:\d+", value):
            raise ValueError("it has the form dask://HOST:PORT")
        return value

    @field_validator("catalogue")
    @classmethod
    def _is_of_postgres(cls, value: Secret | None) -> Secret | None:
        if value and not value.get_secret_value().startswith(("postgres://", "postgresql://")):
            raise ValueError("it begins with postgres://")
        return value or None


class Logging(Group):
    """The log"""

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    log_days: int = Field(14, ge=0, description="Days that files of the log are kept, one a day; 0 writes none.")
    log_to_stderr: bool = Field(
        False, description="Log to stderr too: as JSON lines, or as words where that is a terminal."
    )
