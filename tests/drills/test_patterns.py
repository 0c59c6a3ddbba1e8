"""No text that a stranger writes makes a regular expression run for long: text of 100,000 characters ends within the
limit.
"""

from __future__ import annotations

import re

import pytest

from drills.patterns import Found, growth, patterns


@pytest.mark.long
def test_no_pattern_of_the_project_needs_more_than_its_limit_of_cpu_time():
    found = patterns()
    assert len(found) > 100
    over = [(one.name, one.text) for one in map(growth, found) if one.long is None]
    assert over == []


def test_a_pattern_that_grows_with_the_square_of_the_text_is_found():
    quadratic = re.compile(r"([a-z][a-z-]*)\s*=\s*no(?![a-z-])", re.IGNORECASE)
    assert growth(Found("signal", quadratic, ("findall",)), limit=0.5).long is None
    assert growth(Found("between", re.compile(r"\s*(?:;|\s&\s)\s*"), ("split",)), limit=0.5).long is None
