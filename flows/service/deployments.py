"""prefect.yaml as `up` deploys it: the file of the project, with the minutes that were asked for in place of its schedule."""

from __future__ import annotations

from pathlib import Path

import yaml

from schemas.settings import PROJECT


def deployments_file(folder: Path, every: int | None) -> Path:
    """A file to deploy from, written to `folder` where something differs. `every`: minutes between two runs of ingest."""
    ours = _prefect_file()
    if every is None:
        return ours
    content = yaml.safe_load(ours.read_text(encoding="utf-8"))
    for deployment in content["deployments"]:
        if deployment["name"] == "ingest":
            (schedule,) = deployment["schedules"]
            deployment["schedules"] = [{"slug": schedule["slug"], "interval": 60 * every}]
    file = folder / "prefect.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return file


def _prefect_file() -> Path:
    """That of the checkout; the wheel has a copy beside this module."""
    checkout = PROJECT / "prefect.yaml"
    return checkout if checkout.exists() else Path(__file__).with_name("prefect.yaml")
