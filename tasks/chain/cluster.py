"""Cleaning on other machines: a batch is cleaned by a worker of Dask, which has the folders that it names.

A worker of Dask is a daemon and may have no pools of processes, so each keeps one worker process of ours, as the flow
does on one machine (tasks/workers/step_process.py). It ends with the worker, also by `kill -9`; Dask then gives the
batch to another, and its file is written whole or not at all.
"""

from __future__ import annotations

import secrets
import socket
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks import clean
from tasks.store.machines import PARTS
from tasks.workers.step_process import StepKilled, StepProcess

_CONNECT_SECONDS = 20
_opening = Lock()


def clean_on_cluster(batch: Path, settings: Settings) -> None:
    """Clean the captures of a batch folder on the cluster of the setting clean_on.

    Raises UsageError where the cluster does not answer or has other versions, StepKilled where every worker that got
    the batch died, and what cleaning on this machine raises.
    """
    with _opening:
        client = _client(settings.clean_on)
    from distributed import KilledWorker  # noqa: PLC0415 - of the extra `cluster`

    name = f"clean-{batch.parent.name}-{batch.name}-{secrets.token_hex(4)}"
    try:
        client.submit(_clean_there, str(batch), settings.for_workers(), _versions(), key=name, pure=False).result()
    except KilledWorker as error:
        raise StepKilled(f"the workers of {settings.clean_on} died over {batch}: {error}") from error


@cache
def _client(address: str) -> Any:
    """One connection a process; it is made again by itself after the scheduler was started again."""
    try:
        import distributed  # noqa: PLC0415 - an extra, which one machine does not need
    except ImportError as error:
        raise UsageError(
            f"the setting clean_on needs a package that is not installed: {error}",
            "Install the extra: pip install 'broadsheet[cluster]'.",
        ) from error
    try:
        client: Any = distributed.Client
        return client(address.replace("dask://", "tcp://"), timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise UsageError(
            f"the cluster {address} (setting clean_on) does not answer",
            "Start it there (`dask scheduler`), or unset clean_on: then this machine cleans.",
        ) from error


def _versions() -> dict[str, str]:
    return {name: version(name) for name in PARTS}


def _clean_there(batch_folder: str, settings: dict[str, Any], versions: dict[str, str]) -> None:
    """On the worker of Dask. Raises UsageError where it has other versions, or not the folder."""
    mine = _versions()
    if unlike := sorted(name for name in mine if mine[name] != versions.get(name)):
        words = ", ".join(f"{name} {mine[name]} instead of {versions.get(name)}" for name in unlike)
        raise UsageError(
            f"the worker on {socket.gethostname()} has {words}",
            "All machines need the same versions: install requirements.lock there, and start the worker again.",
        )
    if not Path(batch_folder).is_dir():
        raise UsageError(
            f"the worker on {socket.gethostname()} does not have {batch_folder}",
            "All machines need the folder of the setting shared at the same place.",
        )
    _own_process().call(batch_folder=batch_folder, settings=settings | {"clean_workers": 1})


@cache
def _own_process() -> StepProcess:
    return StepProcess(clean.MODULE)
