"""What died is started again, later and later while it keeps dying."""

from __future__ import annotations

import pytest

from flows.service.child import after_death


def test_deaths_in_a_row_wait_twice_as_long_each_time_up_to_a_minute():
    waits, in_a_row = [], 0
    for _ in range(9):
        death = after_death(in_a_row, lived=3)
        in_a_row = death.in_a_row
        waits.append(death.wait)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(("lived", "in_a_row"), [(59.9, 6), (60, 1), (86_400, 1)])
def test_what_lived_for_a_minute_begins_anew(lived, in_a_row):
    assert after_death(5, lived).in_a_row == in_a_row
