"""Checks over prepared articles: what is held, what is flagged, what stops the load. The library is the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.checks import Check, article_checks, parse_checks
from schemas.errors import ChecksFileError, QualityGateClosed
from schemas.identity import content_hash
from schemas.records import Article, Capture, CheckResult, Verdict
from tasks.handover import read_rows, write_rows
from tasks.validate.batch import features, validate_batch
from tasks.validate.judge import Judge

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
SENTENCE = "The council of Port Ellery voted on Tuesday to rebuild the old quay before winter comes. "


def good(position: int, **changes: object) -> Article:
    paragraphs = [f"{number}. {SENTENCE}{SENTENCE}".strip() for number in range(4)]
    body = "\n\n".join(paragraphs)
    offsets, at = [], 0
    for paragraph in paragraphs:
        offsets.append({"char_start": at, "char_end": at + len(paragraph)})
        at += len(paragraph) + 2
    article = Article(
        position=position,
        content_hash=str(content_hash("Council rebuilds quay", body)),
        text_hash=str(content_hash(body)),
        title="Council rebuilds quay",
        title_from="json_ld",
        body=body,
        paragraphs=offsets,
        language="en",
        authors=[{"author_id": "x", "name": "Ana Ruiz"}],
        published_at=AT - timedelta(days=1),
        published_precision="minute",
        page_kind="article",
        extractor="trafilatura",
    )
    return replace(article, **changes)


def batch(folder: Path, articles: list[Article]) -> Path:
    folder.mkdir(exist_ok=True)
    write_rows(folder / "articles.parquet", Article, articles)
    write_rows(folder / "captures.parquet", Capture, [Capture(position=a.position, fetched_at=AT) for a in articles])
    return folder


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(article_checks())


def one_paragraph(text: str) -> dict[str, object]:
    return {"body": text, "paragraphs": [{"char_start": 0, "char_end": len(text)}]}


FAULTS = {
    "page_is_article": {"page_kind": "soft_404"},
    "text_long_enough": one_paragraph("A short line."),
    "words_enough": one_paragraph("Extraordinarily incomprehensible " * 5),
    "text_not_a_book": one_paragraph(SENTENCE * 5000),
    "text_decoded": {"replacement_count": 40},
    "text_without_mojibake": one_paragraph((SENTENCE + "MÃ¼nchen cafÃ© ") * 4),
    "text_without_markup": one_paragraph((SENTENCE + "<div> &nbsp; ") * 4),
    "text_is_letters": one_paragraph("0-1 2:3 44 " * 100),
    "paragraphs_not_repeated": {"paragraphs": [{"char_start": 0, "char_end": 50}] * 4},
    "no_boilerplate": one_paragraph("Subscribe now to our newsletter. " + SENTENCE * 3),
    "has_title": {"title": None},
    "title_length": {"title": "A b"},
    "title_is_no_address": {"title": "https://a.example/1"},
    "has_date": {"published_at": None},
    "date_plausible": {"refused_date": "2031-01-01"},
    "modified_after_published": {"modified_at": AT - timedelta(days=9)},
    "has_author": {"authors": []},
    "authors_are_names": {"authors": [{"author_id": "x", "name": "Ana Ruiz " * 9}]},
    "not_too_many_authors": {"authors": [{"author_id": str(n), "name": f"Person {n}"} for n in range(21)]},
    "language_known": {"language": None},
    "language_is_code": {"language": "english"},
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, judge: Judge) -> dict[int, Verdict]:
    """One article a fault, each between two good ones."""
    articles = [good(0)]
    for number, changes in enumerate(FAULTS.values()):
        articles += [good(2 * number + 1, **changes), good(2 * number + 2)]
    folder = batch(tmp_path_factory.mktemp("judged") / "00001", articles)
    validate_batch(folder, judge)
    assert {r.status for r in read_rows(folder / "results.parquet", CheckResult)} == {"pass", "fail"}
    return {verdict.position: verdict for verdict in read_rows(folder / "verdicts.parquet", Verdict)}


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_a_fault_fails_its_check_and_its_neighbours_pass(judged: dict[int, Verdict], number: int):
    check_id = list(FAULTS)[number]
    action = next(check.action for check in article_checks() if check.id == check_id)
    verdict = judged[2 * number + 1]
    assert (check_id, action) in {(f["check_id"], f["action"]) for f in verdict.failures}
    assert verdict.held is any(f["action"] == "quarantine" for f in verdict.failures)
    assert judged[2 * number].failures == []
    assert judged[2 * number + 2].failures == []


def test_every_check_that_does_not_guard_the_pipeline_itself_has_a_fault_here():
    assert set(FAULTS) == {check.id for check in article_checks() if check.action != "stop"}


def test_there_are_at_least_fifteen_checks_each_with_a_reason():
    assert len([check for check in article_checks() if len(check.reason.split()) >= 8]) >= 15


def test_a_failing_stop_check_closes_the_gate(tmp_path: Path, judge: Judge):
    folder = batch(tmp_path / "00001", [good(0), good(1, content_hash=None)])
    with pytest.raises(QualityGateClosed, match="check hash_present failed for 1 articles"):
        validate_batch(folder, judge)
    assert not (folder / "verdicts.parquet").exists()


def test_a_check_that_cannot_be_evaluated_closes_the_gate(tmp_path: Path):
    broken = Check(
        id="no_such_feature",
        expectation="ExpectColumnValuesToNotBeNull",
        arguments={"column": "nowhere"},
        severity="info",
        action="flag",
        reason="A column that the frame does not have.",
    )
    folder = batch(tmp_path / "00001", [good(0)])
    with pytest.raises(QualityGateClosed, match="check no_such_feature could not be evaluated"):
        validate_batch(folder, Judge([broken]))


def test_an_expectation_that_does_not_exist_is_refused_by_name():
    check = article_checks()[0].model_copy(update={"expectation": "ExpectMiracles"})
    with pytest.raises(ChecksFileError, match="Great Expectations has no ExpectMiracles"):
        Judge([check])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("checks: [{id: a}]", "check 1: expectation: Field required"),
        ("- nothing", "list indices"),
        (
            "checks: [{id: A!, expectation: ExpectX, arguments: {}, severity: info, action: flag, reason: "
            + "x" * 20
            + "}]",
            "check 1: id",
        ),
    ],
)
def test_a_file_of_checks_with_a_fault_is_refused_with_its_place(text: str, told: str):
    with pytest.raises(ChecksFileError, match=told):
        parse_checks(text, "articles.yaml")


def test_an_empty_batch_has_no_verdicts_and_no_findings(tmp_path: Path, judge: Judge):
    folder = batch(tmp_path / "00001", [])
    assert validate_batch(folder, judge) == 0
    assert read_rows(folder / "verdicts.parquet", Verdict) == []


def test_the_frame_holds_no_text(tmp_path: Path):
    frame = features(batch(tmp_path / "00001", [good(0)]))
    longest = max(len(str(value)) for value in frame.iloc[0])
    assert longest <= 36  # a hash is the longest thing in it


def test_words_without_spaces_are_counted(tmp_path: Path):
    text = "港の労働者は火曜日に仕事を止めた。市長は話し合いを求めている。" * 8
    frame = features(batch(tmp_path / "00001", [good(0, **one_paragraph(text))]))
    assert frame["words_or_ideographs"][0] >= 100
