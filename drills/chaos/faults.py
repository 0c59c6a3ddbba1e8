"""The faults: each done to a run that is under way, each with what undoes it afterwards."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress

from benchmarks.memory import below
from drills.chaos.runs import Run
from drills.chaos.world import World

Dice = random.Random
Fault = Callable[[Run, World, Dice], bool]
"""Whether there was something to do it to."""


def kill_run(run: Run, world: World, dice: Dice) -> bool:  # noqa: ARG001
    return _send([run.pid], signal.SIGKILL)


def terminate_run(run: Run, world: World, dice: Dice) -> bool:  # noqa: ARG001
    return _send([run.pid], signal.SIGTERM)


def kill_cleaner(run: Run, world: World, dice: Dice) -> bool:  # noqa: ARG001
    return _send(run.below(b"tasks.clean")[:1], signal.SIGKILL)


def kill_cleaning_worker(run: Run, world: World, dice: Dice) -> bool:  # noqa: ARG001
    """One of those that the cleaner's fork server made."""
    workers = [pid for cleaner in run.below(b"tasks.clean")[:1] for pid in below(cleaner)[1:]]
    return _send([dice.choice(workers)] if workers else [], signal.SIGKILL)


def kill_judge(run: Run, world: World, dice: Dice) -> bool:  # noqa: ARG001
    return _send(run.below(b"tasks.validate")[:1], signal.SIGKILL)


def fill_disk(run: Run, world: World, dice: Dice) -> bool:
    world.fill_disk(leave=dice.choice((0, 4096, 100_000, 1_000_000)))
    return run.is_alive()


def cut_line(run: Run, world: World, dice: Dice) -> bool:  # noqa: ARG001
    world.set_line(is_cut=True)
    return run.is_alive()


def move_clock(run: Run, world: World, dice: Dice) -> bool:
    world.move_clock(dice.choice((-86_400, -3_600, 3_600, 86_400, 31 * 86_400)))
    return run.is_alive()


FAULTS: dict[str, tuple[Fault, int]] = {
    "kill -9 of the flow": (kill_run, 40),
    "SIGTERM to the flow": (terminate_run, 25),
    "kill -9 of the cleaner": (kill_cleaner, 20),
    "kill -9 of a cleaning worker": (kill_cleaning_worker, 20),
    "kill -9 of the judge": (kill_judge, 15),
    "disk full": (fill_disk, 20),
    "network cut": (cut_line, 20),
    "clock moved": (move_clock, 15),
}
"""With how often each is done."""


def undo(world: World) -> None:
    world.free_disk()
    world.set_line(is_cut=False)
    world.move_clock(0)


def _send(pids: list[int], number: signal.Signals) -> bool:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    return bool(pids)
