"""HOW the steps are strung, retried and scheduled. Only this package knows Prefect."""

import os

import broadsheet_start as _  # noqa: F401 - `tasks` and `schemas` are ours from here on

# Prefect's client does not call home, unless a person says so.
os.environ.setdefault("DO_NOT_TRACK", "1")
