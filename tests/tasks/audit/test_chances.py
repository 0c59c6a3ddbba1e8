"""How improbable is a figure? Beside values of scipy.stats (nbinom, betabinom), worked out once."""

from __future__ import annotations

import pytest

from tasks.audit.chances import UsualCount, UsualShare

COUNT = UsualCount(middle=100.02, evenness=91.0)
SHARE = UsualShare(middle=0.1017, strength=200.0)


def test_a_count_is_as_far_from_usual_as_it_is_improbable():
    assert COUNT.deviations(150) == pytest.approx(3.09845, abs=1e-4)
    assert COUNT.deviations(60) == pytest.approx(-3.02821, abs=1e-4)
    assert (COUNT.limit(5), COUNT.limit(-5)) == (186.5, 39.5)


def test_a_share_is_as_far_from_usual_as_it_is_improbable_among_so_many():
    assert SHARE.deviations(0.2, 200) == pytest.approx(2.76486, abs=1e-4)
    assert SHARE.limit(5, 200) == pytest.approx(0.2975)


def test_where_chance_can_explain_all_of_them_nothing_is_beyond_the_bound():
    assert SHARE.limit(5, 3) > 1
    assert SHARE.limit(-5, 200) < 0


@pytest.mark.parametrize("value", [0, 1, 7, 93, 186, 187, 2000])
def test_what_is_within_the_limit_is_nearer_than_it_and_what_is_beyond_is_not(value: int):
    assert (value <= COUNT.limit(5)) is (COUNT.deviations(value) < 5)
    assert (value >= COUNT.limit(-5)) is (COUNT.deviations(value) > -5)
