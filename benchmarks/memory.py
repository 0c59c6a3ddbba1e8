"""How much memory and processor time a process and all below it take, watched from outside."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class Memory(threading.Thread):
    """The largest memory of a process and all below it (proportional set size, megabytes) while the thread runs."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._root = root
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.25):
            self.peak = max(self.peak, memory_of(self._root))

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self.peak


def memory_of(root: int) -> float:
    """Of a process and all below it now, in megabytes."""
    return sum(map(memory_of_process, below(root)))


def processor_time_of(root: int) -> float:
    """Seconds of the processor that a process and all below it have used, with those that ended and were waited for."""
    return sum(sum(_clocks_of(pid)) for pid in below(root))


def clock_of(pid: int) -> float:
    """Seconds of the processor that one process has used so far; 0 where it has ended."""
    return sum(_clocks_of(pid)[:2])


def _clocks_of(pid: int) -> list[float]:
    """Its own seconds in user mode and in the kernel, then those of its ended children."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return [0.0]
    return [int(ticks) / _TICKS for ticks in words[11:15]]


_TICKS = os.sysconf("SC_CLK_TCK")


def below(root: int) -> list[int]:
    """The process and all processes below it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def memory_of_process(pid: int) -> float:
    """Its proportional set size now, in megabytes; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
