"""Cleaning by workers of Dask: the rows of a local run, also where a worker is killed."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from schemas.errors import UsageError
from schemas.fields import Article
from schemas.records import Candidate
from schemas.settings import Settings
from tasks.chain.cluster import _clean_there, _versions, clean_on_cluster
from tasks.chain.processes import worker_processes
from tasks.fetch import fetch_batch
from tasks.runs.handover import read_rows, write_rows

pytestmark = [pytest.mark.parts, pytest.mark.xdist_group("dask")]


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as made,
        distributed.Client(made, set_as_default=False) as client,
    ):
        yield client


def address(cluster) -> str:
    return cluster.scheduler.address.replace("tcp://", "dask://")


@pytest.fixture
def fetched(candidate, project: Path, tmp_path: Path, now):
    """Makes folders of batches with the sample pages, fetched by these settings."""
    pages = sorted(path for path in (project / "seeds").rglob("pages/*") if path.is_file())

    def of(number: int, settings: Settings) -> Path:
        folder = settings.runs / "run-1" / f"{number:05}"
        folder.mkdir(parents=True)
        rows = [candidate(position, file=str(path), url=None) for position, path in enumerate(pages)]
        write_rows(folder / "candidates.parquet", Candidate, rows)
        fetch_batch(folder, "run-1", settings, lambda: now)
        return folder

    return of


def cleaned(batch: Path, settings: Settings) -> list[Article]:
    """The rows, but for the time that each took."""
    with worker_processes() as processes:
        processes.clean(batch, settings)
    return [replace(article, elapsed_ms=0) for article in read_rows(batch / "articles.parquet", Article)]


def test_the_rows_are_those_of_this_machine(cluster, fetched, settings):
    here, there = fetched(1, settings), fetched(2, settings)
    elsewhere = settings.model_copy(update={"clean_on": address(cluster)})
    expected = cleaned(here, settings)
    assert len(expected) > 10
    assert sum(article.reason is None for article in expected) > 10
    assert cleaned(there, elsewhere) == expected


def test_a_batch_whose_worker_is_killed_is_cleaned_by_another(cluster, fetched, settings):
    expected = cleaned(fetched(1, settings), settings)
    batch = fetched(2, settings)
    found: list[list[Article]] = []
    elsewhere = settings.model_copy(update={"clean_on": address(cluster)})
    thread = Thread(target=lambda: found.append(cleaned(batch, elsewhere)))
    thread.start()
    workers: dict[str, list[str]] = {}
    while not any(workers.values()):
        workers = cluster.processing()
    [busy] = [name for name, tasks in workers.items() if tasks]
    os.kill(cluster.run(os.getpid, workers=[busy])[busy], signal.SIGKILL)
    thread.join()
    assert found == [expected]


def test_a_worker_with_other_versions_is_refused_in_words(cluster, settings):
    versions = _versions() | {"trafilatura": "1.0"}
    with pytest.raises(UsageError, match=r"the worker on \S+ has trafilatura \S+ instead of 1\.0"):
        cluster.submit(_clean_there, str(settings.home), settings.for_workers(), versions, pure=False).result()


def test_a_worker_without_the_folder_says_which(cluster, settings, tmp_path):
    elsewhere = settings.model_copy(update={"clean_on": address(cluster)})
    with pytest.raises(UsageError, match=r"does not have \S+00001"), worker_processes() as processes:
        processes.clean(tmp_path / "nowhere" / "00001", elsewhere)


def test_a_cluster_that_does_not_answer_is_named(settings, tmp_path):
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    nowhere = settings.model_copy(update={"clean_on": "dask://127.0.0.1:1"})
    with pytest.raises(UsageError, match=r"the cluster dask://127\.0\.0\.1:1 .* does not answer"):
        clean_on_cluster(tmp_path, nowhere)
