"""Prefect's API over plain HTTP, for processes that do not import Prefect: the import takes two seconds."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from flows.service.plan import POOL
from schemas.private_parts import without_passwords


class NoAnswer(Exception):
    """The server did not answer, or refused; the message says why, without passwords."""


@dataclass(frozen=True, slots=True)
class PrefectApi:
    """A Prefect server at `address` (`http://127.0.0.1:4200/api`). Every call waits `timeout` seconds at most."""

    address: str
    timeout: float = 10

    def get(self, path: str) -> tuple[Any, dict[str, str]]:
        """The JSON at this path, and the headers of the response. Raises NoAnswer."""
        body, headers = self._send("GET", path)
        return _json(body), headers

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON that the server returns for this body. Raises NoAnswer."""
        return _json(self._send("POST", path, body)[0])

    def is_healthy(self) -> bool:
        """Whether the server answers."""
        return self._accepts("GET", "/health")

    def set_pool_paused(self, *, is_paused: bool) -> bool:
        """Whether the server accepted it. A paused pool gives no run to any worker; runs under way go on."""
        return self._accepts("PATCH", f"/work_pools/{POOL}", {"is_paused": is_paused})

    def _accepts(self, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        try:
            self._send(method, path, body)
        except NoAnswer:
            return False
        return True

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": "application/json", **_credentials()}
        data = json.dumps(body).encode() if body is not None else None
        try:
            request = urllib.request.Request(self.address.rstrip("/") + path, data, headers, method=method)  # noqa: S310 - the server that was named
            with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                return response.read(), dict(response.headers)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise NoAnswer(without_passwords(str(error))) from None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise NoAnswer(f"the response is not JSON: {error}") from None


def _credentials() -> dict[str, str]:
    """What Prefect's own client sends: a key for Prefect Cloud, or the name and password of one's own server."""
    if key := os.environ.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if words := os.environ.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}
    return {}
