"""The rows of a table, read in a process with limits: what a file unpacks to, and how long that takes, is not ours to
know.

A Parquet file of three kilobytes can hold four gigabytes, a JSON line can be as long as the disk. The process has a
limit of memory, the reader a limit of time for each part, and what it gives a limit in proportion to the file. Small
plain text is read at once: there is nothing in it that could grow.

`python -m tasks.discover.readers.bounded_rows` is the process. It is asked by one JSON line, and answers with parts:
four bytes of length, then a list as `marshal` writes it.
"""

from __future__ import annotations

import json
import marshal
import os
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tasks.discover.readers.table_text import BadRow, NoTable, Row
from tasks.discover.readers.tables import packed_form, rows_in

MOST_MEMORY = 2_000_000_000
"""Bytes of address space that the process may have."""
SECONDS = 120.0
"""The longest wait for the next part. A part has at most 200 rows."""
MOST_COLUMNS = 5_000
MOST_BYTES, MOST_TIMES = 200_000_000, 100
"""A table gives at most this many bytes, plus this many times the size of its file. Text is packed to a tenth."""
_SMALL = 1_000_000
"""Bytes of plain text that is read here."""
_PART_ROWS, _PART_BYTES = 200, 1 << 20
_LENGTH = struct.Struct("<I")


def bounded_rows(
    path: Path, given: Iterable[str] | None, tell: Callable[[str], None], seconds: float = SECONDS
) -> Iterator[Row]:
    """As `rows_in`, within limits of memory, time and size. Raises OSError, and NoTable where a limit is met."""
    rows = rows_in(path, given, tell) if _is_small_text(path) else _rows_of_process(path, given, tell, seconds)
    for row in rows:
        if isinstance(row, dict) and len(row) > MOST_COLUMNS:
            yield BadRow(f"it has {len(row)} columns, more than {MOST_COLUMNS}")
        else:
            yield row


def _is_small_text(path: Path) -> bool:
    return path.stat().st_size <= _SMALL and not packed_form(path)


def _rows_of_process(
    path: Path, given: Iterable[str] | None, tell: Callable[[str], None], seconds: float
) -> Iterator[Row]:
    left = MOST_BYTES + MOST_TIMES * path.stat().st_size
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tasks.discover.readers.bounded_rows"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is this process's to handle
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        asked = {"path": os.fsencode(path).hex(), "given": None if given is None else list(given)}
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        while True:
            size = _LENGTH.unpack(_read(process, _LENGTH.size, seconds))[0]
            left -= size
            if left < 0:
                raise NoTable(f"it holds more than {MOST_TIMES} times its size, so it was not read further")
            for kind, content in marshal.loads(_read(process, size, seconds)):  # noqa: S302 - written by our own process
                match kind:
                    case "row":
                        yield content
                    case "bad":
                        yield BadRow(content)
                    case "tell":
                        tell(content)
                    case "fault":
                        raise NoTable(content)
                    case _:
                        return
    finally:
        process.kill()
        process.communicate()


def _read(process: subprocess.Popen[bytes], size: int, seconds: float) -> bytes:
    """So many bytes of the answer. Raises NoTable where they do not come."""
    assert process.stdout is not None
    found = bytearray()
    until = time.monotonic() + seconds
    while len(found) < size:
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise NoTable(f"no row of it came within {seconds:g} s, so it was not read further")
        part = os.read(process.stdout.fileno(), min(size - len(found), 1 << 20))
        if not part:
            raise NoTable(f"reading it ended the process that did, with exit code {process.wait()}")
        found += part
    return bytes(found)


class _ReaderAnswer:
    """Gathers what is found into parts, and writes them."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._waiting: list[tuple[str, Any]] = []
        self._size = 0

    def add(self, kind: str, content: Any, size: int = 0) -> None:
        self._waiting.append((kind, content))
        self._size += size
        if len(self._waiting) >= _PART_ROWS or self._size >= _PART_BYTES:
            self.send()

    def send(self) -> None:
        part = marshal.dumps(self._waiting)
        self._out.write(_LENGTH.pack(len(part)) + part)
        self._out.flush()
        self._waiting, self._size = [], 0


def _serve() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What a library prints must not get into the answer: DuckDB shows its progress where a query takes seconds.
    answer = _ReaderAnswer(os.fdopen(os.dup(1), "wb"))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    path = Path(os.fsdecode(bytes.fromhex(asked["path"])))
    try:
        for row in rows_in(path, asked["given"], lambda words: answer.add("tell", words)):
            if isinstance(row, BadRow):
                answer.add("bad", str(row))
            elif len(row) > MOST_COLUMNS:
                answer.add("bad", f"it has {len(row)} columns, more than {MOST_COLUMNS}")
            else:
                answer.add("row", {str(name): _plain(value) for name, value in row.items()}, _size_of(row))
    except MemoryError:
        answer.add("fault", f"reading it takes more than {MOST_MEMORY / 1e9:g} GB of memory")
    except Exception as error:
        answer.add("fault", str(error) or type(error).__name__)
    answer.add("end", None)
    answer.send()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _plain(value: object) -> object:
    """The value in types that `marshal` writes; others as their text, which is how they are read anyway."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return str(value)


def _size_of(row: dict[str, Any]) -> int:
    return sum(len(value) for value in row.values() if isinstance(value, (str, bytes)))


if __name__ == "__main__":
    _serve()
