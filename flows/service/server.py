"""`python -m flows.service.server DESCRIPTOR`: a Prefect server on a socket that the supervisor listens on already.

The port is ours from the first moment to the last: nobody else can take it while the server starts, and whoever asks
while it is started again waits for the answer instead of being refused.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings


def serve(descriptor: int) -> None:
    opened = socket.socket(fileno=descriptor)
    host, port = opened.getsockname()[:2]
    print(f"the Prefect server begins on {host}:{port}; only warnings and errors are written below", flush=True)
    config = uvicorn.Config(
        create_app(final=True),
        log_level="warning",
        timeout_keep_alive=get_current_settings().server.api.keepalive_timeout,
        # Browsers keep their event streams open for ever.
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run([opened])


if __name__ == "__main__":
    serve(int(sys.argv[1]))
