"""What an examination finds: a line a thing, with how bad it is and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` names what was looked at, `words` say what was seen; `cure` is empty where nothing is to be done."""

    about: str
    state: State
    words: str
    cure: str = ""


def ok(about: str, words: str) -> Finding:
    return Finding(about, "ok", words)


def warn(about: str, words: str, cure: str) -> Finding:
    return Finding(about, "warn", words, cure)


def fail(about: str, words: str, cure: str) -> Finding:
    return Finding(about, "fail", words, cure)
