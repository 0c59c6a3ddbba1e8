"""`broadsheet automations`: what `up` does by itself, for servers that it did not start."""

from __future__ import annotations

import asyncio
import os

from flows.cli.output.console import err
from flows.service.claim import running_api
from flows.service.prefect_api import PrefectApi
from schemas.errors import SourceUnavailable, UsageError
from schemas.settings import load_settings


def run_automations(notify: str) -> None:
    """Raises UsageError where no server is named, SourceUnavailable where it does not answer."""
    settings = load_settings(notify=notify or None)
    api = os.environ.get("PREFECT_API_URL") or running_api(settings)
    if not api:
        raise UsageError(
            "there is no Prefect server to put automations on",
            "Set PREFECT_API_URL to its API, or run `broadsheet up`, which does this by itself.",
        )
    if not PrefectApi(api).is_healthy():
        raise SourceUnavailable(f"no Prefect server answers at {api}", "Start it, or correct PREFECT_API_URL.")
    os.environ["PREFECT_API_URL"] = api
    for name in asyncio.run(_put(settings.notify)):
        err().print(name, highlight=False)


async def _put(notify: str) -> list[str]:
    from prefect.client.orchestration import get_client

    from flows.service.automations import put_automations

    async with get_client() as client:
        return await put_automations(client, notify)
