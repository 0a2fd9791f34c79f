"""A process that owns a data directory, for tests that kill it: prints the URL, then waits."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from golive.models.embedded import embedded

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever began the tests in the background had it ignored
    with embedded(Path(sys.argv[1]), owner=True) as server:
        print(server.url, flush=True)
        threading.Event().wait()
