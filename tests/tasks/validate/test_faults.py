"""One thing broken at a time in otherwise clean articles: each check fires on exactly the article that is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.checks import article_checks
from schemas.verdicts import CheckResult, Verdict
from tasks.handover import read_rows
from tasks.validate.batch import validate_batch

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
"""When everything was captured, as in conftest."""

CHECKS = [check for check in article_checks() if check.action != "stop"]
ADDRESSES = {"address_is_a_page": {"url": "https://a.example/"}}
ALSO = {
    "text_long_enough": {"words_enough", "text_as_long_as_usual", "title_fits_text"},
    "words_enough": {"text_as_long_as_usual", "title_fits_text"},
    "text_not_a_book": {"text_as_long_as_usual"},
    "text_is_letters": {"title_fits_text"},
    "paragraphs_are_parted": {"text_as_long_as_usual"},
    "language_is_code": {"language_is_usual"},
    "script_fits_language": {"language_is_usual"},
}
"""What cannot be broken alone: a short line has few words."""


@pytest.fixture(scope="module")
def faults(
    text: Callable[..., dict[str, object]], sentences: Callable[[int, int], str]
) -> dict[str, dict[str, object]]:
    """What is changed about the article, check by check."""
    some = sentences(7, 4)
    return {
        "page_is_article": {"page_kind": "soft_404"},
        "text_long_enough": text("A short line."),
        "words_enough": text("Extraordinarily incomprehensible " * 5),
        "text_not_a_book": text(*(sentences(part, 50) for part in range(100))),
        "text_decoded": {"replacement_count": 40},
        "text_without_mojibake": text(sentences(70, 4) + " MÃ¼nchen cafÃ©."),
        "text_without_markup": text(sentences(71, 4), "<div> &nbsp; " * 4 + "is in the text."),
        "text_is_letters": text("0-1 2:3 44 " * 60),
        "paragraphs_not_repeated": text(sentences(82, 4), *["So it is, they said."] * 4),
        "no_boilerplate": text("Subscribe now to our newsletter. " + sentences(72, 2), sentences(73, 2)),
        "text_as_long_as_usual": text(*(sentences(part, 10) for part in range(60))),
        "letters_not_lost": text(sentences(74, 4), "In M?nchen, in K?ln and in D?sseldorf."),
        "text_is_visible": text(sentences(75, 5) + "\u200b" * 40 + "."),
        "no_template_left": text(sentences(76, 5), "Welcome, {{ reader }}."),
        "text_does_not_shout": text(sentences(77, 5).upper()),
        "sentences_not_repeated": text(sentences(78, 3), sentences(78, 3) + " Once more."),
        "no_navigation": text(
            sentences(79, 5), "Home", "Sport today", "Weather", "The arts", "About us", "Your letters"
        ),
        "paragraphs_are_parted": text(sentences(80, 90)),
        "text_has_an_end": text(sentences(81, 5), "The mayor said that …"),
        "not_a_list_of_links": {
            "links": [{"url": "https://b.example", "host": "b.example", "anchor": str(n)} for n in range(40)]
        },
        "text_is_its_own": text(some),
        "has_title": {"title": None},
        "title_length": {"title": "A b"},
        "title_is_no_address": {"title": "https://a.example/1"},
        "title_is_not_the_site": {"title": "The Courier"},
        "title_fits_text": {"title": "Seventeen otters escape from zoological gardens"},
        "has_date": {"published_at": None},
        "date_plausible": {"refused_date": "2031-01-01"},
        "date_is_meant": {"published_at": AT.replace(month=1, day=1, hour=0, minute=0)},
        "date_in_living_memory": {"published_at": AT - timedelta(days=9200)},
        "modified_after_published": {"modified_at": AT - timedelta(days=9)},
        "modified_before_capture": {"modified_at": AT + timedelta(days=9)},
        "has_author": {"authors": []},
        "authors_are_names": {"authors": [{"author_id": "x", "name": "Ana Ruiz " * 9}]},
        "not_too_many_authors": {
            "authors": [{"author_id": str(n), "name": f"Person {chr(65 + n)}"} for n in range(21)]
        },
        "authors_without_addresses": {"authors": [{"author_id": "x", "name": "ana@courier.example"}]},
        "language_known": {"language": None},
        "language_is_code": {"language": "english"},
        "language_is_usual": {"language": "fr"},
        "script_fits_language": {"language": "el"},
        "address_is_a_page": {},
        "canonical_is_here": {"canonical_url": "https://other.example/1"},
    }


@pytest.fixture(scope="module")
def verdicts(faults, good, batch, judge, past: Path, tmp_path_factory) -> dict[int, Verdict]:
    """One article a fault, each between two good ones; behind them four more at whose addresses one text stands again."""
    articles = [good(0)]
    for number, check in enumerate(CHECKS):
        articles += [good(2 * number + 1, **faults[check.id]), good(2 * number + 2)]
    articles += [good(len(articles) + number, **faults["text_is_its_own"]) for number in range(4)]
    addresses = {2 * _number(check_id) + 1: change for check_id, change in ADDRESSES.items()}
    folder = batch(tmp_path_factory.mktemp("faults") / "00001", articles, addresses)
    validate_batch(folder, judge, past)
    assert {result.status for result in read_rows(folder / "results.parquet", CheckResult)} == {"pass", "fail"}
    return {verdict.position: verdict for verdict in read_rows(folder / "verdicts.parquet", Verdict)}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_fault_fails_its_check_and_no_other(verdicts: dict[int, Verdict], check):
    verdict = verdicts[2 * _number(check.id) + 1]
    failed = {failure["check_id"] for failure in verdict.failures}
    assert failed == {check.id} | ALSO.get(check.id, set())
    assert verdict.held is any(other.action == "quarantine" for other in CHECKS if other.id in failed)


def test_articles_without_a_fault_pass_every_check(verdicts: dict[int, Verdict]):
    clean = [verdicts[2 * number] for number in range(len(CHECKS) + 1)]
    assert [verdict.failures for verdict in clean] == [[] for _ in clean]


def test_a_failure_says_what_was_observed_and_what_should_be(verdicts: dict[int, Verdict]):
    verdict = verdicts[2 * _number("text_long_enough") + 1]
    assert {**verdict.failures[0]} == {
        "check_id": "text_long_enough",
        "severity": "critical",
        "action": "quarantine",
        "observed": "13",
        "bound": "at least 140",
    }


def test_every_check_that_does_not_guard_the_pipeline_itself_has_a_fault_here(faults):
    assert set(faults) == {check.id for check in CHECKS}


def _number(check_id: str) -> int:
    return [check.id for check in CHECKS].index(check_id)
