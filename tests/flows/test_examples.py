"""The SQL of examples/ answers over the sample articles."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_examples_answer_over_the_sample_articles(command):
    assert command("demo").code == 0
    answers = {file.stem: command.rows(file.read_text(encoding="utf-8")) for file in sorted(EXAMPLES.glob("*.sql"))}
    assert {name: len(rows) for name, rows in answers.items()} == {
        "corrections_after_publication": 1,
        "coverage_of_an_event": 3,
        "shared_titles": 1,
        "silent_sources": 2,
    }
    assert [(row["source"], row["articles"], row["minutes_behind"]) for row in answers["coverage_of_an_event"]] == [
        ("harbour-courier", 2, 0),
        ("north-ledger", 1, 175),
        ("radio-estuary", 1, 255),
    ]
    corrected = answers["corrections_after_publication"][0]
    assert (corrected["title"], corrected["version"], corrected["words_added"]) == (
        "River takes Nether Tharn in the night",
        2,
        44,
    )
