"""The dashboard of examples/grafana: each query answers, SQL over the snapshot and PromQL in a real Prometheus."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.service.command import listening
from flows.service.metrics import serve
from schemas.settings import Settings
from tasks.notify import note_failure
from tasks.notify.incidents import Failure
from tasks.store.snapshots import open_to_read
from tests.histories import History, judge_yesterday, make

DASHBOARD = json.loads(
    (Path(__file__).resolve().parents[2] / "examples/grafana/broadsheet.json").read_text(encoding="utf-8")
)
QUERIES = [(panel["title"], query) for panel in DASHBOARD["panels"] for query in panel.get("targets", [])]
PROMQL = [(title, query["expr"]) for title, query in QUERIES if "expr" in query]
SQL = [(title, query["rawSql"]) for title, query in QUERIES if "rawSql" in query]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A month of eight sources that ends today, with faults, an audit, and runs that failed before they had a row."""
    history = History(today=datetime.now(UTC).date(), days=30)
    settings = make(tmp_path_factory.mktemp("past") / "data", history, {"radio-estuary": "denied"})
    judge_yesterday(settings, history)
    failure = Failure(key="run/ingest", id="1", title="ingest failed", what="x", at=datetime.now(UTC))
    note_failure(failure, settings, flow="ingest", state="Failed")
    return settings


@pytest.mark.parametrize(("title", "sql"), SQL, ids=[title for title, _ in SQL])
def test_its_sql_answers(past: Settings, title: str, sql: str):
    with open_to_read(past) as database:
        cursor = database.execute(sql)
        names, rows = [column[0] for column in cursor.description], cursor.fetchall()
    assert rows, title
    if "percent" in title:
        shares = [
            value for row in rows for name, value in zip(names, row, strict=True) if name in {"title", "language"}
        ]
        assert 1 < max(shares) <= 100


def test_each_panel_has_a_place_of_its_own_and_a_data_source_that_the_dashboard_asks_for():
    asked = {f"${{{variable['name']}}}" for variable in DASHBOARD["templating"]["list"]}
    assert {query["datasource"]["uid"] for _, query in QUERIES} == asked
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


@pytest.fixture(scope="module")
def metrics(past: Settings) -> Iterator[str]:
    listens = listening(0)
    threading.Thread(target=serve, args=(past, listens), daemon=True).start()
    yield f"127.0.0.1:{listens.getsockname()[1]}"


def test_every_figure_that_it_names_is_there(metrics: str):
    named = {name for _, query in PROMQL for name in re.findall(r"broadsheet_\w+", query)}
    assert len(named) >= 10
    text = httpx.get(f"http://{metrics}/metrics").text
    assert [name for name in sorted(named) if not re.search(rf"^{name}[ {{]", text, re.MULTILINE)] == []


@pytest.fixture(scope="module")
def prometheus(metrics: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A real Prometheus that has scraped the figures a few times."""
    if not (program := shutil.which("prometheus")):
        pytest.skip("needs Prometheus: apt-get install prometheus")
    folder = tmp_path_factory.mktemp("prometheus")
    job = {"job_name": "broadsheet", "scrape_interval": "1s", "static_configs": [{"targets": [metrics]}]}
    (folder / "prometheus.yml").write_text(json.dumps({"scrape_configs": [job]}))
    with listening(0) as probe:
        port = probe.getsockname()[1]
    words = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
    process = subprocess.Popen(
        [program, *words, f"--web.listen-address=127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            until = time.monotonic() + 60
            while len(_result(client, "broadsheet_articles[1m]", "values")) < 3:
                assert time.monotonic() < until, "it scraped nothing"
                time.sleep(0.3)
            yield client
    finally:
        process.kill()
        process.wait()


def _result(client: httpx.Client, expression: str, part: str) -> list[Any]:
    try:
        answer = client.get("/api/v1/query", params={"query": expression})
    except httpx.TransportError:
        return []
    found = answer.json()["data"]["result"] if answer.status_code == 200 else []
    return found[0][part] if found else []


@pytest.mark.parts
@pytest.mark.parametrize(("title", "expression"), PROMQL, ids=[title for title, _ in PROMQL])
def test_its_promql_answers(prometheus: httpx.Client, title: str, expression: str):
    assert _result(prometheus, expression, "value"), title
