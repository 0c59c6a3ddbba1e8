"""Every sample article comes out as recorded beside it (`make record` re-records on purpose)."""

from __future__ import annotations

import json

import pytest

from tests.samples.record import SEEDS, results


@pytest.fixture(scope="module")
def now_and_then() -> list[tuple[str, dict, dict]]:
    return [
        (str(place.relative_to(SEEDS)), result, json.loads(place.read_text(encoding="utf-8")) if place.exists() else {})
        for place, result in results()
    ]


def test_every_sample_comes_out_as_recorded(now_and_then):
    assert [(name, result) for name, result, _ in now_and_then] == [(name, then) for name, _, then in now_and_then]


def test_every_recorded_result_has_its_sample(now_and_then):
    recorded = {str(path.relative_to(SEEDS)) for path in SEEDS.glob("*/expected/*.json")}
    assert recorded == {name for name, _, _ in now_and_then}


def test_the_samples_show_every_part_of_the_pipeline(now_and_then):
    endings = {(result["status"], result["reason"]) for _, result, _ in now_and_then}
    assert endings >= {
        ("loaded", "new"),
        ("loaded", "revised"),
        ("alias", "same_text"),
        ("quarantined", "failed_checks"),
        ("refused", "empty"),
        ("refused", "unsupported_type"),
        ("failed", "truncated"),
    }
    assert sum(result["status"] == "loaded" for _, result, _ in now_and_then) >= 30
