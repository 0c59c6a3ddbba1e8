"""HOW the steps are strung, retried and scheduled. Only this package knows Prefect."""

import broadsheet_start as _  # noqa: F401 - `tasks` and `schemas` are ours from here on
