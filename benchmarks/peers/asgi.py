"""Runs an ASGI application under uvicorn on any free port, and tells which."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import uvicorn

CHANGE: dict[str, Any] = json.loads((Path(__file__).parent / "change.json").read_text())
ANYBODY = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6"  # the operation's id where no operation is known, as long as others are
DOCUMENT = f"subscription {{ statusChanged {{ {' '.join(CHANGE)} }} }}"


def message(revision: int) -> str:
    """What a subscriber is sent about one change."""
    return json.dumps(
        {"id": ANYBODY, "type": "next", "payload": {"data": {"statusChanged": CHANGE | {"revision": revision}}}}, separators=(",", ":")
    )


def run(app: Any, **options: Any) -> None:
    """Serve until SIGTERM."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"ready at http://127.0.0.1:{listener.getsockname()[1]}")
    config = uvicorn.Config(app, lifespan="off", access_log=False, timeout_keep_alive=75, log_level="warning", **options)
    uvicorn.Server(config).run([listener])
