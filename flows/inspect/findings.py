"""What `doctor` finds: one line, with how bad it is and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """`about` names what was examined, `words` say what was seen. `cure` is empty if there is nothing to do."""

    about: str
    state: State
    words: str
    cure: str = ""


def ok(about: str, words: str) -> DoctorFinding:
    return DoctorFinding(about, "ok", words)


def warn(about: str, words: str, cure: str) -> DoctorFinding:
    return DoctorFinding(about, "warn", words, cure)


def fail(about: str, words: str, cure: str) -> DoctorFinding:
    return DoctorFinding(about, "fail", words, cure)
