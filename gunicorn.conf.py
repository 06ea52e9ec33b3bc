"""How `make run` serves: one process, eight threads. SQLite writes one at a time, so more processes would only queue.

With PostgreSQL raise WEB_CONCURRENCY; then point RATELIMIT_STORAGE_URI at Redis, so that workers count together.
"""

import os
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
timeout = 30
graceful_timeout = 10
keepalive = 5
# A sync batch is small; long header lines are never ours.
limit_request_line = 2048
limit_request_fields = 50
loglevel = "warning"
accesslog = None  # app/request_log.py writes one line a request, without paths


def when_ready(server: Any) -> None:
    """Say where to go, once there is somebody to answer."""
    for address in server.address:
        host, port = address[:2]
        print(f"\n  Wholeview is at http://{host}:{port}\n  Stop it with Ctrl-C.\n", flush=True)
