"""prefect.yaml: every deployment leads to a flow, and says what it is for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml


def test_every_entrypoint_loads_from_any_folder(project: Path, tmp_path: Path):
    deployments = yaml.safe_load((project / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    code = (
        "import sys\nfrom prefect.flows import load_flow_from_entrypoint\n"
        "for entrypoint in sys.argv[1:]: print(load_flow_from_entrypoint(entrypoint).name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *(deployment["entrypoint"] for deployment in deployments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    flows = ["ingest", "audit", "analyse", "maintain", "replay", "backfill"]
    assert (done.returncode, done.stdout.split()) == (0, flows), done.stderr
    assert [deployment["name"] for deployment in deployments] == flows


def test_every_deployment_has_its_own_description_tags_a_limit_and_a_named_schedule(project: Path):
    deployments = yaml.safe_load((project / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert len({deployment["description"] for deployment in deployments}) == len(deployments)
    assert all(deployment["name"] in deployment["tags"] for deployment in deployments)
    assert all(deployment["concurrency_limit"]["limit"] == 1 for deployment in deployments)
    slugs = [schedule["slug"] for deployment in deployments for schedule in deployment.get("schedules", [])]
    assert slugs == ["every-five-minutes", "after-midnight", "every-half-hour", "sunday-morning"]
