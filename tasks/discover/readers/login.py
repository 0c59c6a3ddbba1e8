"""The login of a declared feed or sitemap: from a place of its owner's, never from an address."""

from __future__ import annotations

import os
from pathlib import Path

from schemas.outcomes import Outcome, outcome
from schemas.sources import Source
from tasks.files.confined import not_a_file


def login_of(source: Source) -> str | Outcome | None:
    """`user:password`, None where the source needs none, or why it cannot be had. The login itself is in no message."""
    if source.login_env:
        login = os.environ.get(source.login_env, "")
        place = f"the environment variable {source.login_env}"
    elif source.login_file:
        place = f"the file {source.login_file}"
        if objection := not_a_file(Path(source.login_file)):
            return outcome("unreadable", f"{place} for the login cannot be read: {objection}")
        try:
            login = Path(source.login_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            return outcome("unreadable", f"{place} for the login cannot be read: {type(error).__name__}")
    else:
        return None
    if ":" not in login or not login.isprintable():
        return outcome("unreadable", f"{place} holds no login: write user:password into it")
    return login
