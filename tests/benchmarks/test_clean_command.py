"""The benchmark of cleaning, on a folder of two pages."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from benchmarks.clean import corpus
from benchmarks.clean.__main__ import known_answers, measured
from benchmarks.clean.speed import unseen_f1
from benchmarks.clean.split import FOLDS, fold_of
from benchmarks.clean.table import tables
from tasks.clean.page import body, model

TEXT = "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work on the quay. "
MARKUP = f"""<html lang="en"><head><title>Harbour reopens</title><meta name="author" content="Ana Ruiz"></head>
<body><article><h1>Harbour
reopens</h1>{"".join(f"<p>{number}. {TEXT}</p>" for number in range(6))}</article></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1.html.gz").write_bytes(gzip.compress(MARKUP.encode()))
    (tmp_path / "2.html").write_text(MARKUP)
    body = "\n".join(f"{number}. {TEXT}" for number in range(6))
    row = {"file": "1.html.gz", "id": "one", "source": "mine", "title": "Harbour reopens", "body": body}
    (tmp_path / "truth.jsonl").write_text(json.dumps(row | {"published": float("nan")}) + "\n")
    (tmp_path / "kinds.jsonl").write_text(json.dumps({"file": "2.html", "kind": "listing"}) + "\n")
    return tmp_path


def test_every_reader_reads_every_page_and_the_table_says_how_well(folder):
    dump = io.StringIO()
    results = measured(corpus.articles(folder) + corpus.others(folder), {"stock": sys.executable}, dump, rounds=2)
    lines = [line.split() for line in tables(results).splitlines()]
    assert ["stock", "1.000", "1.000"] in lines  # the text, in the one set and on average; and the title
    assert not any("kinds" in line for line in lines)  # it tells no kinds
    assert not any("day" in line for line in lines)
    rows = [json.loads(line) for line in dump.getvalue().splitlines()]
    assert [(row["id"], row["reader"], row["kind"]) for row in rows] == [
        ("one", "stock", "article"),
        ("2.html", "stock", "listing"),
    ]


def test_ours_tells_kinds_and_the_table_counts_what_would_be_held_and_loaded(folder):
    results = measured(corpus.articles(folder) + corpus.others(folder), {"ours": sys.executable}, None)
    lines = [line.split() for line in tables(results).splitlines()]
    assert ["ours", "0/1", "1/1", "1/1"] in lines  # articles held, others loaded, listings loaded


def test_a_page_that_cannot_be_read_is_an_error_and_not_the_end(folder):
    (folder / "1.html.gz").write_bytes(b"\x1f\x8bno gzip")
    [result] = measured(corpus.articles(folder) * 2, {"stock": sys.executable}, None)
    assert (result.errors, len(result.articles)) == (2, 2)


def test_answers_of_an_earlier_run_are_scored_alike_and_have_no_speed(folder, tmp_path):
    pages = corpus.articles(folder) + corpus.others(folder)
    dumped = tmp_path / "dump.jsonl"
    with dumped.open("w", encoding="utf-8") as dump:
        before = measured(pages, {"stock": sys.executable}, dump)
    known = known_answers(dumped, pages)
    again = measured(pages, {"stock": "/no/such/python"}, None, known=known)
    assert [result.articles for result in again] == [result.articles for result in before]
    assert (before[0].cpu[0] > 0, again[0].cpu) == (True, [0.0])


def test_answers_for_some_of_the_pages_are_not_used(folder, tmp_path):
    pages = corpus.articles(folder) + corpus.others(folder)
    dumped = tmp_path / "dump.jsonl"
    with dumped.open("w", encoding="utf-8") as dump:
        measured(pages[:1], {"stock": sys.executable}, dump)
    assert known_answers(dumped, pages) == []


def test_the_curve_reads_each_page_by_the_model_of_its_fold_at_the_doubt_asked_for(folder, monkeypatch):
    monkeypatch.setattr(body, "DOUBTFUL", body.DOUBTFUL)
    monkeypatch.setattr(model, "FILE", model.FILE)
    [page] = corpus.articles(folder)
    shipped, none = model.FILE, folder / "none.npz"
    models = [shipped if fold == fold_of(page) else none for fold in range(FOLDS)]
    assert unseen_f1([page], models, 0.0) == pytest.approx(1.0)
    assert body.DOUBTFUL == 0.0
    others = [none if fold == fold_of(page) else shipped for fold in range(FOLDS)]
    assert unseen_f1([page], others, 0.0) == 0.0
    model.text_model.cache_clear()
