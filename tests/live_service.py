"""An outside live service under the test's control: takes signed POSTs and answers as it is told."""

import base64
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook, WebhookVerificationError

STATUS = {"OK": 200, "REFUSE": 400, "FAIL": 500, "BUSY": 429}


class LiveService:
    """Answers every delivery by `mode`: OK, REFUSE (400), FAIL (500), BUSY (429) or HANG (silence until it changes).

    Those about a record in `refused` it refuses whatever the mode.
    `deliveries` are the verified bodies in order, `forged` counts those whose signature doesn't verify.
    """

    def __init__(self) -> None:
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        self.deliveries: list[dict[str, Any]] = []
        self.refused: set[str] = set()
        self.forged = 0
        self._mode = "OK"
        self._changed = threading.Condition()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(service.answer(body, dict(self.headers.items())))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/live"

    @property
    def mode(self) -> str:
        """How deliveries are answered."""
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        with self._changed:
            self._mode = mode
            self._changed.notify_all()

    def wait_for(self, deliveries: int) -> None:
        """Wait until so many deliveries have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.deliveries) >= deliveries, timeout=60)

    def answer(self, body: bytes, headers: dict[str, str]) -> int:
        """Verify one delivery and return the HTTP status for it."""
        try:
            Webhook(self.secret).verify(body, {name.lower(): value for name, value in headers.items()})
        except (WebhookVerificationError, ValueError):  # ValueError: the signature is no base64
            self.forged += 1
            return 401
        with self._changed:
            self.deliveries.append(json.loads(body))
            self._changed.notify_all()
            if self.deliveries[-1]["recordId"] in self.refused:
                return STATUS["REFUSE"]
            self._changed.wait_for(lambda: self._mode != "HANG", timeout=120)
            return STATUS[self._mode]

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.mode = "FAIL"
        self.server.shutdown()
        self.server.server_close()
