"""Settings of how people learn what happened."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from schemas.settings.group import Group


class Telling(Group):
    """Telling people"""

    page_url: str = Field(
        "", description="Address of the quality page, for links to it. `broadsheet up` sets it to that of its own."
    )
    allowed_hosts: tuple[str, ...] = Field(
        (),
        description="Names, beside this machine's own, under which the pages and the Prefect server of `broadsheet up` answer: those"
        " of a web server in front of them. Requests for any other name are refused.",
    )
    notify: str = Field(
        "", description="Notification block of Prefect that its automations tell, TYPE/NAME such as slack-webhook/news."
    )

    @field_validator("page_url")
    @classmethod
    def _is_on_the_web(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it begins with http:// or https://")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _are_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name):
                raise ValueError("names of hosts in lower case, without scheme and port")
        return value

    @field_validator("notify")
    @classmethod
    def _names_a_block(cls, value: str) -> str:
        if value and not all(value.partition("/")):
            raise ValueError("a block is named TYPE/NAME")
        return value
