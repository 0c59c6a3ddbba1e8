"""How the time of every regular expression grows on hostile text: `python -m drills.patterns`.

It finds the patterns by itself: every compiled pattern that a module of flows, tasks or schemas holds, also inside a
list or a dictionary, and every pattern that is written into a call (`re.search("…", text)`). For each it makes texts
from the pattern's own parts: parts that match, repeated and joined in pairs, so that a search begins often and fails
late. It prints the CPU time for texts of 10,000 and 100,000 characters, and the factor between them: 10 is linear, 100
is quadratic.

A pattern that needs more than LIMIT seconds of CPU time for 100,000 characters is a fault. Text that is shortened
before a pattern sees it is no excuse, because the next caller may not do that.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

LIMIT = 5.0
"""Seconds of CPU time for 100,000 characters. A linear pattern needs some milliseconds."""
SHORT, LONG = 10_000, 100_000
"""Characters."""
_FIRST_LOOK = 3_000
"""Characters of the texts by which the worst are chosen."""
_SLOW = 0.02
"""Seconds for a first look from which a text is bad enough: no other is tried."""
_WORST = 3
"""Texts of each pattern that are tried at full length."""
_MOST_PARTS = 8
"""Of a pattern, by which its texts are made: their pairs are tried too."""
_PROJECT = Path(__file__).resolve().parent.parent
_PACKAGES = ("flows", "tasks", "schemas")
_NOT_FOREIGN = ("flows.explore.notebook",)
"""Modules that are no modules when they are imported: marimo's form of a file."""
_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split")


class OutOfTime(Exception):
    """A pattern has used its CPU time."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern of the source. `methods` are those that the source calls on it; `search` where that cannot be seen."""

    name: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """The worst text for one pattern: CPU seconds at both lengths; `long` is None where the time limit ended it."""

    name: str
    short: float
    long: float | None
    text: str
    """How the text is made, in words."""

    @property
    def factor(self) -> float:
        return self.long / max(self.short, 0.001) if self.long is not None else float("inf")


def patterns() -> list[Found]:
    """Every pattern of the source, each once, in the order of their names."""
    found: dict[tuple[str | bytes, int], Found] = {}
    for package in _PACKAGES:
        for path in sorted((_PROJECT / package).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            module = ".".join(path.relative_to(_PROJECT).with_suffix("").parts).removesuffix(".__init__")
            if (
                not re.search(r"^import re$|^from re import|re\.compile", source, re.MULTILINE)
                or module in _NOT_FOREIGN
            ):
                continue
            for one in (*_held_by(module, source), *_written_into_calls(module, source)):
                found.setdefault((one.pattern.pattern, one.pattern.flags), one)
    return sorted(found.values(), key=lambda one: one.name)


def _held_by(module: str, source: str) -> Iterator[Found]:
    for name, value in vars(importlib.import_module(module)).items():
        called = tuple(sorted(set(re.findall(rf"\b{re.escape(name)}\.({'|'.join(_METHODS)})\(", source))))
        for number, pattern in enumerate(_inside(value)):
            many = "" if pattern is value else f"[{number}]"
            yield Found(f"{module}.{name}{many}", pattern, called or ("search",))


def _inside(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        yield from (one for part in (*value.keys(), *value.values()) for one in _inside(part, depth + 1))
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        yield from (one for part in value for one in _inside(part, depth + 1))


def _written_into_calls(module: str, source: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        is_of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        text = node.args[0]
        if is_of_re and isinstance(text, ast.Constant) and isinstance(text.value, (str, bytes)):
            flags = sum(
                {
                    getattr(re, one.attr)
                    for one in ast.walk(node)
                    if isinstance(one, ast.Attribute) and one.attr.isupper()
                }
            )
            method = node.func.attr if node.func.attr in _METHODS else "search"
            yield Found(f"{module}:{node.lineno}", re.compile(text.value, flags), (method,))


def texts(pattern: re.Pattern[Any]) -> dict[str, tuple[str, str, str]]:
    """Hostile texts for a pattern: words for how one is made -> its beginning, the part to be repeated, its end."""
    parsed = re._parser.parse(pattern.pattern, pattern.flags)  # type: ignore[attr-defined] # noqa: SLF001 - no public name
    parts = [part for part in dict.fromkeys(_parts(parsed)) if part]
    parts = [part[:40] for part in parts]
    parts = list(dict.fromkeys([*parts[:_MOST_PARTS], *parts[-2:], " ", "a", "1"]))
    ends = ("", "\x00", "\n")
    made = {}
    for part in parts:
        for end in ends:
            made[f"{part[:30]!r} * n + {end!r}"] = ("", part, end)
        for other in parts:
            if other != part:
                made[f"({part[:20]!r} + {other[:20]!r}) * n"] = ("", part + other, "\x00")
                made[f"{part[:20]!r} + {other[:20]!r} * n"] = (part, other, "\x00")
    return made


def _parts(tree: Any) -> Iterator[str]:
    """Texts that the parts of a pattern match: the whole, each sequence's beginnings, each element."""
    whole = ""
    for operation, argument in tree:
        yield from _parts_of(str(operation), argument)
        whole += _sample(str(operation), argument)
        yield whole
    yield whole


def _parts_of(operation: str, argument: Any) -> Iterator[str]:
    match operation:
        case "BRANCH":
            for branch in argument[1]:
                yield from _parts(branch)
        case "SUBPATTERN":
            yield from _parts(argument[3])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            yield from _parts(argument[2])
        case "ATOMIC_GROUP":
            yield from _parts(argument)
        case "ASSERT" | "ASSERT_NOT":
            yield from _parts(argument[1])
        case "IN":
            yield from dict.fromkeys(_members(argument))
        case "LITERAL":
            yield chr(argument)


def _sample(operation: str, argument: Any) -> str:
    """One text that this part of a pattern matches, or nearly."""
    match operation:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "a" if argument != ord("a") else "b"
        case "ANY":
            return "a"
        case "IN":
            return _members(argument)[0]
        case "BRANCH":
            return "".join(_sample(str(kind), value) for kind, value in argument[1][0])
        case "SUBPATTERN":
            return "".join(_sample(str(kind), value) for kind, value in argument[3])
        case "ATOMIC_GROUP":
            return "".join(_sample(str(kind), value) for kind, value in argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            text = "".join(_sample(str(kind), value) for kind, value in argument[2])
            return text * min(max(int(argument[0]), 1), 300)
    return ""


def _members(choices: Any) -> list[str]:
    """Some characters of a set; of a set that excludes, some that it does not."""
    kinds = [(str(kind), value) for kind, value in choices]
    if kinds[0][0] == "NEGATE":
        pattern = re.compile("[^" + "".join(_written(kind, value) for kind, value in kinds[1:]) + "]")
        return [one for one in ("a", " ", "1", "<", "-", ".", "\n", "é") if pattern.match(one)] or ["\x01"]
    found = []
    for kind, value in kinds:
        match kind:
            case "LITERAL":
                found.append(chr(value))
            case "RANGE":
                found.append(chr(value[0]))
            case "CATEGORY":
                category = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
                found.append(
                    {"SPACE": " ", "DIGIT": "1", "WORD": "a", "NOT_SPACE": "a", "NOT_DIGIT": "a", "NOT_WORD": " "}.get(
                        category, "a"
                    )
                )
    return found or ["a"]


def _written(kind: str, value: Any) -> str:
    if kind == "LITERAL":
        return re.escape(chr(value))
    if kind == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    category = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
    return {
        "SPACE": r"\s",
        "DIGIT": r"\d",
        "WORD": r"\w",
        "NOT_SPACE": r"\S",
        "NOT_DIGIT": r"\D",
        "NOT_WORD": r"\W",
    }.get(category, "")


def growth(found: Found, limit: float = LIMIT) -> Growth:
    """The worst of the texts for one pattern. Call it in the main thread: it uses a timer of this process."""
    tried = []
    for words, text in texts(found.pattern).items():
        seconds = _first_look(found, _made(text, _FIRST_LOOK), limit)
        tried.append((seconds, words, text))
        if seconds > _SLOW:
            break
    tried.sort(key=lambda one: -one[0])
    worst = Growth(found.name, 0.0, 0.0, "")
    for _, words, text in tried[:_WORST]:
        short = _seconds(found, _made(text, SHORT), limit)
        long = None if short is None else _seconds(found, _made(text, LONG), limit)
        grown = Growth(found.name, limit if short is None else short, long, words)
        if long is None:
            return grown
        worst = max(worst, grown, key=lambda one: one.long or 0.0)
    return worst


def _first_look(found: Found, text: str, limit: float) -> float:
    """Seconds by the wall clock, the shorter of two: the clock of CPU time is too coarse for short texts."""
    shortest = limit
    for _ in range(2):
        begun = time.perf_counter()
        if _seconds(found, text, limit) is None:
            return limit
        shortest = min(shortest, time.perf_counter() - begun)
    return shortest


def _made(text: tuple[str, str, str], length: int) -> str:
    beginning, part, end = text
    return (beginning + part * (length // len(part) + 1))[:length] + end


def _seconds(found: Found, text: str, limit: float) -> float | None:
    """CPU seconds of the slowest of the pattern's methods; None where the limit ended one."""
    given: Any = text if isinstance(found.pattern.pattern, str) else text.encode("utf-8", "replace")
    slowest = 0.0
    for method in found.methods:
        begun = time.process_time()
        try:
            with _cpu_limit(limit):
                _call(found.pattern, method, given)
        except OutOfTime:
            return None
        slowest = max(slowest, time.process_time() - begun)
    return slowest


def _call(pattern: re.Pattern[Any], method: str, text: Any) -> None:
    match method:
        case "match":
            pattern.match(text)
        case "fullmatch":
            pattern.fullmatch(text)
        case "search":
            pattern.search(text)
        case "split":
            pattern.split(text)
        case "sub" | "subn":
            pattern.sub(text[:0], text)
        case _:
            for _ in pattern.finditer(text):
                pass


class _cpu_limit:  # noqa: N801 - used like a function, in a `with` statement
    """Raises OutOfTime in the block after so much CPU time of this process. The regular expression engine looks for
    signals.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGVTALRM, self._over)
        signal.setitimer(signal.ITIMER_VIRTUAL, self._seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, self._before)

    @staticmethod
    def _over(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime


def main() -> int:
    asked = argparse.ArgumentParser(description="How the time of every regular expression grows on hostile text.")
    asked.add_argument("name", nargs="?", default="", help="only patterns whose name contains this")
    asked.add_argument("--limit", type=float, default=LIMIT, help="CPU seconds for 100,000 characters")
    given = asked.parse_args()
    grown = [growth(found, given.limit) for found in patterns() if given.name in found.name]
    grown.sort(key=lambda one: -(one.long if one.long is not None else float("inf")))
    print(f"{'10 kB, ms':>10} {'100 kB, ms':>10} {'factor':>7}  pattern, text")
    for one in grown:
        long = "ended" if one.long is None else f"{one.long * 1000:.2f}"
        print(f"{one.short * 1000:>10.2f} {long:>10} {one.factor:>7.0f}  {one.name}, {one.text}")
    over = [one.name for one in grown if one.long is None]
    print(f"{len(grown)} patterns; {len(over)} did not end 100,000 characters within {given.limit:g} s of CPU time")
    with suppress(BrokenPipeError):
        sys.stdout.flush()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
