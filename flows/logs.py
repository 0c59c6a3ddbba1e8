"""Where the log of a flow goes beside its file: to Prefect's page of the run, and Prefect's own words into our file."""

from __future__ import annotations

import logging

from flows.inspect.worker_notes import is_of_a_worker
from schemas.settings import Settings
from tasks.logs import NAME, file_handler, set_up


def set_up_logs(settings: Settings) -> None:
    """For this process, once. Started by a worker, what we log also stands beside the run in Prefect's page, and what
    Prefect logs in our file; a command says in words what a person should know, so there Prefect stays quiet.
    """
    set_up(settings)
    ours = logging.getLogger(NAME)
    if not is_of_a_worker() or any(type(handler).__name__ == "APILogHandler" for handler in ours.handlers):
        return
    from prefect.logging.handlers import APILogHandler  # noqa: PLC0415 - only where a worker started us

    # Not by PREFECT_LOGGING_EXTRA_LOGGERS: that is read when Prefect is imported, before there are settings.
    ours.addHandler(APILogHandler())
    theirs = file_handler(settings)
    if theirs:
        logging.getLogger("prefect").addHandler(theirs)
