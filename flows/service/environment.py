"""The environment of Prefect's servers and clients: what a forgotten shell has set must not lead them astray.

Only for a server of ours. Where PREFECT_API_URL names another server, its variables are those of the user and stay.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path

from flows.service.access import THIS_MACHINE
from schemas.errors import UsageError

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy")
_OF_ANOTHER_SERVER = (
    "PREFECT_API_KEY",
    "PREFECT_PROFILE",
    "PREFECT_PROFILES_PATH",
    "PREFECT_API_SSL_CERT_FILE",
    "PREFECT_API_ENABLE_HTTP2",
    "PREFECT_CLIENT_CUSTOM_HEADERS",
    "PREFECT_TEST_MODE",
    "PREFECT_UNIT_TEST_MODE",
)
_OF_ADDRESSES = ("PREFECT_SERVER_API_BASE_PATH", "PREFECT_SERVER_API_HOST", "PREFECT_SERVER_API_PORT")
_OF_SERVERS = ("PREFECT_SERVER_", "PREFECT_API_DATABASE_", "PREFECT_UI_", "PREFECT_API_SERVICES_")
_FILES = (".env", "prefect.toml", "pyproject.toml")
"""Files of the working folder in which Prefect looks for settings."""


def for_server_of_ours(given: Mapping[str, str], *, is_temporary: bool) -> dict[str, str]:
    """The variables without those that name another server, or a proxy to this machine.

    A temporary server also ignores every setting of a server: a database that was named for another one is not its own.
    """
    kept = {
        name: value
        for name, value in given.items()
        if name not in {*_OF_ANOTHER_SERVER, *_OF_ADDRESSES}
        and not (is_temporary and name.startswith(_OF_SERVERS))
        and not _is_unusable_proxy(name, value)
    }
    if not any(name.lower() in _PROXIES for name in kept):
        return kept
    # urllib, httpx and websockets read either spelling; the lower one wins in urllib.
    past = [words for name in ("no_proxy", "NO_PROXY") if (words := kept.get(name))]
    direct = past[0] if "*" in past[:1] else ",".join([*past[:1], *sorted(THIS_MACHINE)])
    return kept | {"no_proxy": direct, "NO_PROXY": direct}


def _is_unusable_proxy(name: str, value: str) -> bool:
    """A proxy that Prefect's client cannot use, and that stops it even where no proxy is to be used (socks5://…)."""
    return name.lower() in _PROXIES and bool(value) and not value.lower().startswith(("http://", "https://"))


@contextmanager
def settings_files_unseen() -> Iterator[None]:
    """Import Prefect inside this block: on import it reads settings from files in the working folder.

    A file of another project there may name its server, or be broken.
    """
    with chdir("/"):
        yield


def require_no_settings_files(folder: Path) -> None:
    """Raises UsageError if Prefect would read settings from a file in this folder: flow runs begin in it."""
    for name in _FILES:
        try:
            text = (folder / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if name == "prefect.toml" or ("PREFECT_" if name == ".env" else "[tool.prefect") in text:
            raise UsageError(
                f"{folder / name} has settings for Prefect, which every scheduled run would take",
                "Start `broadsheet up` in another folder; broadsheet.toml is found by --config FILE.",
            )


def change_environment(changed: Mapping[str, str]) -> None:
    """Make the environment of this process exactly this one."""
    for name in os.environ.keys() - changed.keys():
        del os.environ[name]
    os.environ.update(changed)
