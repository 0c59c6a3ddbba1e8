"""Lost and foreign sentences, borders of paragraphs, halves and folds, and how sure a difference is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.clean.corpus import Page
from benchmarks.clean.intervals import mean_f1_gain
from benchmarks.clean.scores import score
from benchmarks.clean.sentences import Kept, kept
from benchmarks.clean.split import FOLDS, fold_of, is_looked_at, site_of

FIRST = "The council met on Tuesday in the old hall. It agreed to reopen the harbour in June."
SECOND = "Work on the quay had taken sixteen months. Nobody had expected that."


def test_a_text_that_is_the_truth_keeps_every_sentence_and_border():
    assert kept(f"{FIRST}\n{SECOND}", f"{FIRST}\n\n{SECOND}") == Kept(0, 4, 0, 4, 1, 1)


def test_a_sentence_that_no_line_has_is_lost_and_one_that_the_truth_lacks_is_foreign():
    found = kept(f"{FIRST}\n{SECOND}", f"{FIRST}\nSubscribe to our letter for more of this.")
    assert (found.lost, found.sentences, found.foreign, found.given) == (2, 4, 1, 3)


def test_paragraphs_that_run_together_lose_their_border():
    found = kept(f"{FIRST}\n{SECOND}", f"{FIRST} {SECOND}")
    assert (found.lost, found.borders, found.joined) == (0, 0, 1)


def test_a_sentence_that_is_broken_over_two_lines_is_lost():
    assert kept(FIRST, FIRST.replace("on Tuesday ", "on Tuesday\n")).lost == 1


def test_sentences_of_chinese_end_without_a_space():
    assert kept(
        "市议会星期二在旧大厅开会讨论港口问题。六月份将重新开放港口给所有人使用。",
        "市议会星期二在旧大厅开会讨论港口问题。",
    )[:2] == (1, 2)


def page(url: str, **known) -> Page:
    return Page(id=url, file=Path("1.html"), url=url, source="set", **known)


def test_pages_of_one_site_are_in_one_fold_and_one_half():
    pages = [page(f"https://{host}a.example/{number}") for number in range(4) for host in ("", "www.", "m.")]
    assert {site_of(each) for each in pages} == {"a.example"}
    assert len({(fold_of(each), is_looked_at(each)) for each in pages}) == 1
    assert 0 <= fold_of(pages[0]) < FOLDS
    assert site_of(page("https://x.b.example/", domain="b.example")) == "b.example"
    assert site_of(page("")) == ""


def test_a_quarter_of_the_sites_was_opened_by_nobody():
    seen = sum(is_looked_at(page(f"https://site-{number}.example/")) for number in range(400))
    assert 260 < seen < 340


def test_what_is_held_counts_as_nothing_found():
    truth = page("https://a.example/", body=FIRST, title="Harbour reopens")
    held = score(truth, {"body": FIRST, "title": "Harbour reopens", "held": "index"})
    assert (held.recall, held.precision, held.title, held.loaded) == (0.0, None, False, False)
    assert held.kept.lost == 2


def test_the_gain_over_another_reader_has_bounds_that_hold_it():
    truths = [page(f"https://site-{number}.example/", body=FIRST) for number in range(20)]
    better = [score(truth, {"body": FIRST}) for truth in truths]
    worse = [score(truth, {"body": FIRST if number % 2 else SECOND}) for number, truth in enumerate(truths)]
    gain, low, high = mean_f1_gain(better, worse)
    assert gain == pytest.approx(0.5)
    assert low < gain < high
    assert mean_f1_gain(better, better) == (0.0, 0.0, 0.0)
