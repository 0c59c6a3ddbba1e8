"""Our work pool, opened and closed over Prefect's API: plain HTTP, as the supervisor does not import Prefect."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request

from flows.service.plan import POOL


def set_paused(api: str, *, is_paused: bool) -> bool:
    """Whether the server took it. A paused pool hands no run to any worker; those under way go on."""
    return _sent("PATCH", f"{api}/work_pools/{POOL}", {"is_paused": is_paused})


def answers(api: str) -> bool:
    return _sent("GET", f"{api}/health", None)


def _sent(method: str, url: str, body: dict[str, object] | None) -> bool:
    headers = {"Content-Type": "application/json", **_credentials()}
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - the server that was named
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _credentials() -> dict[str, str]:
    """As Prefect's own client: a key for its cloud, or name and password of a server of one's own."""
    if key := os.environ.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if words := os.environ.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}
    return {}
