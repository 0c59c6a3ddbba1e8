"""End what the server counts as lost: the process of a run that was marked so may still live, and hold its sources.

The automation lost-run.yaml marks a run that sends no heartbeat. The mark is on the server only. A process that hangs
would keep the lock of its run, and with it every source that it claims, so that no other run could ask them.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flows.service.prefect_api import NoAnswer, PrefectApi
from flows.service.reaper import RUN, marked, send, wait_until

LOST = "Lost"
"""The name of the state that lost-run.yaml gives."""
_INTERVAL = 15.0
_GRACE = 10.0
"""Seconds from SIGTERM to SIGKILL."""


class LostRuns:
    """Looks for lost runs below one `up`, in a thread of its own, so that a slow server holds up nothing."""

    def __init__(self, mark: str, api: PrefectApi) -> None:
        self._mark = mark
        self._api = api
        self._messages: list[str] = []

    def start(self, stop: threading.Event) -> None:
        """Look every 15 s until `stop` is set."""
        threading.Thread(target=self._watch, args=(stop,), name="lost-runs", daemon=True).start()

    def new(self) -> list[str]:
        """What was ended since the last call, in words."""
        messages, self._messages = self._messages, []
        return messages

    def end_lost(self) -> None:
        """End every process of a run whose state on the server is Lost, by SIGTERM or else by SIGKILL."""
        for run_id, pids in self._runs().items():
            if self._state_of(run_id) != LOST:
                continue
            send(pids, signal.SIGTERM)
            if not wait_until(self._is_gone(run_id), _GRACE, 0.2):
                send(self._runs().get(run_id, []), signal.SIGKILL)
            self._messages.append(
                f"run {run_id} was marked as lost and still lived: it was ended, its sources are free"
            )

    def _watch(self, stop: threading.Event) -> None:
        while not stop.wait(_INTERVAL):
            self.end_lost()

    def _is_gone(self, run_id: str) -> Callable[[], bool]:
        return lambda: run_id not in self._runs()

    def _state_of(self, run_id: str) -> str:
        """The name of the run's state; empty where the server does not say."""
        try:
            run, _ = self._api.get(f"/flow_runs/{run_id}")
        except NoAnswer:
            return ""
        state = run.get("state") if isinstance(run, dict) else None
        return str(state.get("name") or "") if isinstance(state, dict) else ""

    def _runs(self) -> dict[str, list[int]]:
        """The id of each flow run -> its processes."""
        found: dict[str, list[int]] = {}
        for pid in marked(self._mark, only_runs=True):
            with suppress(OSError):
                for variable in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                    if variable.startswith(RUN):
                        found.setdefault(variable.removeprefix(RUN).decode("ascii", "replace"), []).append(pid)
        return found
