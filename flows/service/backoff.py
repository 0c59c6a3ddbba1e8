"""How long to wait before something that died is started again."""

from __future__ import annotations

from dataclasses import dataclass

_STEADY = 60.0
"""Seconds: what lived this long was well, and its death is a new story."""
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Death:
    """`in_a_row` counts deaths without a steady life between them; `wait` is in seconds."""

    in_a_row: int
    wait: float


def after_death(in_a_row: int, lived: float) -> Death:
    """What a further death after `lived` seconds means: 1 s of waiting, then 2, 4, … up to a minute."""
    deaths = 1 if lived >= _STEADY else in_a_row + 1
    return Death(deaths, min(_LONGEST, 2.0 ** (min(deaths, 10) - 1)))
