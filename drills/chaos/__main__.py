"""At least 200 faults at random moments; after each the next runs recover, and everything is added up.

    python -m drills.chaos [--share 1.0] [--under-up 30] [--seed 1] [--folder FOLDER]

Small runs (four feeds, two new articles each) into one data folder on a tmpfs of 400 MB; `--share` of the tries of each
fault. Then, below a real `broadsheet up`, `--under-up` kills of its worker, its server and of `up` itself
(under_up.py). A try is whole again when every article is in the snapshot once, every run's outcomes add up, and no run
folder is left. The moved clock is a library of ours (clock.c) that is preloaded. Needs the right to mount, and a C
compiler.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drills.chaos.faults import FAULTS, undo
from drills.chaos.runs import Run
from drills.chaos.under_up import under_up
from drills.chaos.world import Sum, World, moved_clock, world
from flows.service.prefect_server import serving

_NEW = 2
_MOST_RUNS = 4
_LONGEST = 180


@dataclass
class Tally:
    """What became of one kind of fault."""

    tries: int = 0
    missed: int = 0
    """Runs that ended before their moment came: no tries."""
    survived: int = 0
    """The run ended well by itself."""
    lost: int = 0
    twice: int = 0
    unbalanced: int = 0
    folders: int = 0
    seconds: list[float] = field(default_factory=list)

    def note(self, left: Sum, seconds: float) -> None:
        self.tries += 1
        self.lost += left.lost
        self.twice += left.twice
        self.unbalanced += left.unbalanced
        self.folders += left.folders
        self.seconds.append(seconds)


class Chaos:
    """The faults, one after the other, into one data folder. `span` is how long a run takes that nobody disturbs."""

    def __init__(self, at: World, dice: random.Random, log: Path, span: float) -> None:
        self._at = at
        self._dice = dice
        self._log = log
        self._span = span

    def attempt(self, name: str, tally: Tally) -> str:
        """One fault and the recovery from it, begun again where the run ended before its moment. Gives a line about
        it.
        """
        while True:
            self._at.more_articles(_NEW)
            begun = time.monotonic()
            run = Run(self._log)
            moment = self._dice.uniform(0.05, 1.0) * self._span
            run.wait(moment)
            done = False
            while not done and not run.wait(0.02):  # a cleaning worker, say, is not always there
                done = FAULTS[name][0](run, self._at, self._dice)
            struck = time.monotonic()
            if done:
                break
            # How long a run takes depends on what else this machine does.
            self._span = (self._span + time.monotonic() - begun) / 2
            tally.missed += 1
        return f"{name} after {struck - begun:.1f} s: {self._recovered(name, run, struck, tally)}"

    def _recovered(self, name: str, run: Run, struck: float, tally: Tally) -> str:
        if name == "network cut":
            run.wait(self._dice.uniform(1, 5))
            self._at.set_line(is_cut=False)
        if not run.wait(_LONGEST):
            os.kill(run.pid, signal.SIGABRT)
            raise SystemExit(f"the run hangs after {name}: runs.log ends with what its threads were doing")
        undo(self._at)
        left = self._at.sum()
        tally.survived += left.is_whole
        runs = 0
        while not left.is_whole and runs < _MOST_RUNS:
            runs += 1
            # What failed for a passing reason is asked again after ten minutes; here it is asked at once.
            Run(self._log, again=name == "network cut").wait(_LONGEST)
            left = self._at.sum()
        seconds = time.monotonic() - struck
        tally.note(left, seconds)
        return f"whole after {runs} more runs, {seconds:.0f} s; {left}"


def tries(share: float, dice: random.Random) -> Iterator[str]:
    names = [name for name, (_, count) in FAULTS.items() for _ in range(max(1, round(count * share)))]
    dice.shuffle(names)
    yield from names


def table(tallies: dict[str, Tally]) -> Iterator[str]:
    yield (
        f"{'fault':30} {'tries':>5} {'lost':>5} {'twice':>5} {'sums':>5} {'left':>5} {'alone':>6} {'late':>5} "
        f"{'seconds to recover':>24}"
    )
    for name, tally in tallies.items():
        times = sorted(tally.seconds) or [0.0]
        spread = f"median {statistics.median(times):.0f}, most {times[-1]:.0f}"
        yield (
            f"{name:30} {tally.tries:5} {tally.lost:5} {tally.twice:5} {tally.unbalanced:5} {tally.folders:5}"
            f" {tally.survived:6} {tally.missed:5} {spread:>24}"
        )
    yield f"{sum(tally.tries for tally in tallies.values())} faults"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--under-up", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    dice = random.Random(given.seed)  # noqa: S311 - moments, not secrets
    tallies: dict[str, Tally] = {name: Tally() for name in FAULTS}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        with world(folder, 400) as at:
            os.environ |= at.environment
            with serving(folder / "prefect") as server:
                server.wait()
                os.environ |= moved_clock(folder)  # for the runs, not for the server
                span = usual(at, folder / "runs.log")
                print(f"a run that nobody disturbs takes {span:.1f} s", flush=True)
                chaos = Chaos(at, dice, folder / "runs.log", span)
                for fault in tries(given.share, dice):
                    print(chaos.attempt(fault, tallies[fault]), flush=True)
            del os.environ["LD_PRELOAD"]
            if given.under_up:
                under_up(at, folder, given.under_up, dice, tallies)
        for line in table(tallies):
            print(line)
        print(f"{(time.monotonic() - begun) / 60:.0f} minutes in all")


def usual(at: World, log: Path) -> float:
    """Seconds of an undisturbed run, the first of which makes the warehouse and does not count."""
    spans = []
    for _ in range(3):
        at.more_articles(_NEW)
        begun = time.monotonic()
        Run(log).wait(_LONGEST)
        spans.append(time.monotonic() - begun)
        if not at.sum().is_whole:
            raise SystemExit(f"an undisturbed run left {at.sum()}; see {log}")
    return statistics.mean(spans[1:])


if __name__ == "__main__":
    main()
