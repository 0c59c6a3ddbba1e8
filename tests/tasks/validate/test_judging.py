"""A batch before the judge: what is held, what stops the load, what a source changes. The library is the real one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flows.cli.preflight import require_possible
from flows.inspect.doctor_setup import checks
from schemas.checks import Check, article_checks, checks_of_articles, checks_of_days
from schemas.errors import ChecksFileError, QualityGateClosed
from schemas.features import ARTICLE_FEATURES
from schemas.records import CheckResult, Verdict
from schemas.settings import Settings
from tasks.chain.processes import worker_processes
from tasks.checks.judge import Judge
from tasks.runs.handover import read_rows
from tasks.validate.batch import Suites, features, validate_batch

TWO_CHECKS = """
checks:
  - id: has_title
    expectation: ExpectColumnValuesToNotBeNull
    arguments: {column: title_characters}
    severity: warning
    action: flag
    reason: Readers find an article by its title.
  - id: has_author
    expectation: ExpectColumnValuesToBeBetween
    arguments: {column: author_count, min_value: 1}
    severity: warning
    action: quarantine
    reason: In this test nobody may write without a name.
"""


ITS_SOURCE = """
sources:
  - name: courier
    kind: files
    location: pages
    checks: {has_title: {action: quarantine}}
"""


def check(check_id: str) -> Check:
    return next(check for check in article_checks() if check.id == check_id)


def ends(folder: Path) -> dict[int, set[str]]:
    """The checks that each article fails."""
    return {
        v.position: {str(f["check_id"]) for f in v.failures} for v in read_rows(folder / "verdicts.parquet", Verdict)
    }


def test_there_are_at_least_thirty_checks_each_with_an_owner_a_day_and_a_reason():
    told = [check for check in article_checks() if check.owner and check.since and len(check.reason.split()) >= 8]
    assert len(told) >= 30


def test_a_failing_stop_check_closes_the_gate(tmp_path: Path, judge: Judge, good, batch):
    folder = batch(tmp_path / "00001", [good(0), good(1, content_hash=None)])
    with pytest.raises(QualityGateClosed, match="check hash_present failed for 1 articles"):
        validate_batch(folder, judge)
    assert not (folder / "verdicts.parquet").exists()


def test_a_check_that_cannot_be_evaluated_closes_the_gate(tmp_path: Path, good, batch):
    broken = check("has_title").model_copy(update={"id": "no_such_feature", "arguments": {"column": "nowhere"}})
    folder = batch(tmp_path / "00001", [good(0)])
    with pytest.raises(QualityGateClosed, match="check no_such_feature could not be evaluated"):
        validate_batch(folder, Judge([broken]))


def test_an_expectation_that_does_not_exist_is_refused_by_name():
    with pytest.raises(ChecksFileError, match="Great Expectations has no ExpectMiracles"):
        Judge([check("has_title").model_copy(update={"expectation": "ExpectMiracles"})])


def test_an_empty_batch_has_no_verdicts_and_no_findings(tmp_path: Path, judge: Judge, batch):
    folder = batch(tmp_path / "00001", [])
    assert validate_batch(folder, judge) == 0
    assert read_rows(folder / "verdicts.parquet", Verdict) == []


def test_the_frame_has_the_features_that_are_listed_and_no_text(tmp_path: Path, good, batch, past: Path):
    for snapshot in (None, past):
        frame = features(batch(tmp_path / "00001", [good(0)]), snapshot)
        assert [*frame.columns] == [*ARTICLE_FEATURES]
        assert max(len(str(value)) for value in frame.iloc[0]) <= 36  # a hash is the longest thing in it


def test_words_without_spaces_are_counted(tmp_path: Path, good, batch, text):
    japanese = text("港の労働者は火曜日に仕事を止めた。市長は話し合いを求めている。" * 8)
    frame = features(batch(tmp_path / "00001", [good(0, **japanese)]))
    assert frame["words_or_ideographs"][0] >= 100


@pytest.mark.parametrize(
    ("title", "share"),
    [
        ("WOODEN MUSEUM QUESTIONED AFTER FIRE", 1),
        ("МУЗЕЙ ЗАКРЫТ ПОСЛЕ ПОЖАРА НОЧЬЮ", 1),
        ("ΤΟ ΜΟΥΣΕΙΟ ΕΚΛΕΙΣΕ ΜΕΤΑ ΤΗ ΦΩΤΙΑ", 1),
        ("BREAKING: Wooden museum questioned after fire", 0.23),
        ("Neue Öffnungszeiten im Museum für Völkerkunde", 0.1),
        ("NATO, UNHCR, UNICEF", None),
        ("火災のあと木造博物館が疑問視される理由とは何か", None),
        ("تساؤلات حول المتحف الخشبي بعد الحريق الكبير", None),
        ("ხის მუზეუმი ხანძრის შემდეგ დაიკეტა", 0),
        (None, None),
    ],
)
def test_a_long_title_in_capitals_is_known_by_its_letters(tmp_path: Path, good, batch, title, share):
    frame = features(batch(tmp_path / "00001", [good(0, title=title)]))
    found = frame["title_capital_share"].dropna().tolist()
    assert [round(float(one), 2) for one in found] == ([] if share is None else [share])


def test_what_needs_a_past_is_not_judged_without_one(tmp_path: Path, judge: Judge, good, batch):
    folder = batch(tmp_path / "00001", [good(0, language="fr")])
    validate_batch(folder, judge)
    assert ends(folder) == {0: set()}


def test_a_source_can_relax_leave_out_and_add_checks(tmp_path: Path, good, batch, text):
    short = text("The bells rang.")
    own: dict[str, Any] = {
        "text_long_enough": {"arguments": {"min_value": 10}},
        "words_enough": False,
        "title_fits_text": False,
        "signed_by_one": {
            "expectation": "ExpectColumnValuesToBeBetween",
            "arguments": {"column": "author_count", "min_value": 1, "max_value": 1},
            "severity": "info",
            "action": "flag",
            "reason": "Poems of this source are signed by one person.",
        },
    }
    suites = Suites(article_checks(), {"poems": own})
    of_poems = {"source_name": "poems"}
    articles = [good(0, **short), good(1, **short), good(2, **short, authors=[])]
    folder = batch(tmp_path / "00001", articles, {1: of_poems, 2: of_poems})
    assert validate_batch(folder, suites) == 1
    assert ends(folder) == {
        0: {"text_long_enough", "words_enough", "title_fits_text"},
        1: set(),
        2: {"has_author", "signed_by_one"},
    }
    results = {r.check_id: (r.evaluated, r.unexpected) for r in read_rows(folder / "results.parquet", CheckResult)}
    assert results["text_long_enough"] == (3, 1)
    assert results["words_enough"] == (1, 1)
    assert results["signed_by_one"] == (2, 1)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"no_such_check": False}, "source poems, check no_such_check: there is no such check"),
        ({"words_enough": {"severity": "loud"}}, "source poems, check words_enough: severity"),
        ({"mine": {"action": "flag"}}, "source poems, check mine: there is no such check to change"),
        ({"words_enough": {"arguments": {"column": "smell"}}}, "looks at smell, which is no feature"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_by_source_and_check(own: dict[str, Any], told: str):
    with pytest.raises(ChecksFileError, match=told):
        Suites(article_checks(), {"poems": own})


def test_what_only_the_library_knows_to_be_wrong_is_named_with_its_file_and_source():
    one = check("words_enough")
    miracles = {"words_enough": {"expectation": "ExpectMiracles"}}
    with pytest.raises(
        ChecksFileError, match=r"^a/sources.yaml: source poems: check words_enough: Great Expectations has no ExpectMir"
    ):
        Suites([one], {"poems": miracles}, (Path("a/checks.yaml"), Path("a/sources.yaml")))
    wrong = [one.model_copy(update={"expectation": "ExpectMiracles"})]
    with pytest.raises(
        ChecksFileError, match=r"^a/checks.yaml: check words_enough: Great Expectations has no ExpectMir"
    ):
        Suites(wrong, {}, (Path("a/checks.yaml"), Path("a/sources.yaml")))


def test_batches_judged_at_once_end_as_those_judged_one_after_another(tmp_path: Path, good, batch):
    """The library is not thread-safe: calls from several threads take turns at one process."""
    (tmp_path / "two.yaml").write_text(TWO_CHECKS)
    (tmp_path / "sources.yaml").write_text(ITS_SOURCE)
    settings = Settings(
        home=tmp_path / "data", checks_file=tmp_path / "two.yaml", sources_file=tmp_path / "sources.yaml"
    )

    def folders(name: str) -> list[Path]:
        return [
            batch(
                tmp_path / name / f"{number:05d}",
                [good(0), good(1, **({"title": None} if number % 2 else {"authors": []}))],  # type: ignore[dict-item]
            )
            for number in range(8)
        ]

    at_once, in_turn = folders("at once"), folders("in turn")
    with worker_processes() as processes, ThreadPoolExecutor(8) as threads:
        held = [*threads.map(lambda folder: processes.validate(folder, settings), at_once)]
    suites = Suites(article_checks(settings.checks_file), {"courier": {"has_title": {"action": "quarantine"}}})
    assert held == [validate_batch(folder, suites) for folder in in_turn] == [1] * 8
    assert [ends(folder) for folder in at_once] == [ends(folder) for folder in in_turn]


OWN_EXPECTATION = '''
import great_expectations.expectations as gxe


class ExpectEnoughWordsAParagraph(gxe.ExpectColumnPairValuesAToBeGreaterThanB):
    """More words than paragraphs: a list of names has one of each."""

    or_equal: bool = False
'''
OWN_CHECK = """
checks:
  words_enough: false
  title_fits_text: {severity: info}
  more_than_names:
    expectation: ExpectEnoughWordsAParagraph
    arguments: {column_A: words_or_ideographs, column_B: paragraph_count}
    severity: warning
    action: flag
    reason: A list of names has a word in each paragraph, and is no text.
"""


def test_a_folder_of_ones_own_changes_checks_and_defines_expectations(tmp_path: Path, good, batch, text):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.py").write_text(OWN_EXPECTATION)
    (own / "mine.yaml").write_text(OWN_CHECK)
    settings = Settings(home=tmp_path / "data", own_checks=own, sources_file=tmp_path / "none.yaml")
    names = {**text("Ann\n\nBob\n\nCy\n\nDi"), "paragraphs": [{"char_start": n, "char_end": n} for n in range(30)]}
    folder = batch(tmp_path / "00001", [good(0), good(1, **names)])
    with worker_processes() as processes:
        processes.validate(folder, settings)
    found = ends(folder)
    assert found[0] == set()
    assert "more_than_names" in found[1]
    assert "words_enough" not in found[1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.py", "import nothing_of_this_name", "a.py cannot be imported: ModuleNotFoundError"),
        ("a.yaml", "checks: [x]", "a.yaml: checks: Input should be a valid dictionary"),
        ("a.yaml", "checks: {words: {}}", "a.yaml: this folder, check words: there is no such check to change"),
        ("a.yaml", "cheques: {}", "a.yaml: cheques: Extra inputs are not permitted"),
        ("a.yaml", "checks: {nothing: false}", "a.yaml: this folder, check nothing: there is no such check"),
        ("a.yaml", "ignored_days: [yesterday]", "a.yaml: ignored_days.0: "),
        ("a.yaml", "checks: {", "a.yaml: while parsing"),
    ],
)
def test_what_is_wrong_in_that_folder_is_named_with_its_file(tmp_path: Path, name: str, content: str, said: str):
    (tmp_path / name).write_text(content)
    settings = Settings(own_checks=tmp_path)
    with pytest.raises(ChecksFileError) as caught:
        Judge(checks_of_articles(settings)[:1], tmp_path)
        checks_of_days(settings)
    assert caught.value.what.startswith(f"{tmp_path}/{said}")


@pytest.mark.parametrize(
    ("name", "content", "said", "cure"),
    [
        ("zz.py", "import nope", "zz.py cannot be imported: ModuleNotFoundError: No module named 'nope'", "Mend"),
        ("zz.py", "from nope.here import x", "zz.py cannot be imported: ModuleNotFoundError", "Mend"),
        ("zz.py", "class:", "zz.py cannot be imported: SyntaxError", "Mend"),
        ("mine.yaml", OWN_CHECK.replace("EnoughWords", "EnoughWord"), "mine.yaml: more_than_names: there is no "
            "expectation ExpectEnoughWordAParagraph", "Did you mean ExpectEnoughWordsAParagraph?"),
        ("mine.yaml", OWN_CHECK.replace("ExpectEnoughWordsAParagraph", "ExpectColumnValuesToBeBetwen"),
            "mine.yaml: more_than_names: there is no expectation", "Did you mean ExpectColumnValuesToBeBetween?"),
        ("a.yaml", "checks: {word_enough: {arguments: {min_value: 9}}}", "a.yaml: this folder, check word_enough: "
            "there is no such check to change", "Did you mean words_enough?"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_found_by_doctor_and_before_anything_is_asked(tmp_path: Path, name, content, said, cure):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.py").write_text(OWN_EXPECTATION)
    (own / "mine.yaml").write_text(OWN_CHECK)
    settings = Settings(
        home=tmp_path / "data", own_checks=own, sources_file=tmp_path / "none.yaml", contact="a@b.example"
    )
    require_possible(["https://a.example/1"], settings)
    (own / name).write_text(content)
    before_a_run, doctor = partial(require_possible, ["https://a.example/1"]), lambda s: [*checks(s, datetime.now(UTC))]
    for look in (before_a_run, doctor):
        with pytest.raises(ChecksFileError) as caught:
            look(settings)
        assert caught.value.what.startswith(f"{own}/{said}")
        assert caught.value.cure.startswith(cure)


@pytest.mark.parametrize("open_to_all", ["own", "own/mine.py"])
def test_a_file_of_expectations_that_every_user_can_write_is_not_run(tmp_path: Path, open_to_all: str):
    own, ran = tmp_path / "own", tmp_path / "ran"
    own.mkdir()
    (own / "mine.py").write_text(f"open({str(ran)!r}, 'w')")
    (tmp_path / open_to_all).chmod(0o777)
    with pytest.raises(ChecksFileError) as caught:
        Judge(checks_of_articles(Settings())[:1], own)
    assert (
        caught.value.what
        == f"{own}/mine.py is not run: every user of this machine can write to {tmp_path / open_to_all}"
    )
    assert not ran.exists()
