"""How `make run` serves: one process, eight threads. SQLite writes one at a time, so more processes would only queue.

With PostgreSQL raise WEB_CONCURRENCY; then point RATELIMIT_STORAGE_URI at Redis, so that workers count together.
"""

import ctypes
import gc
import os
import socket
import struct
import time
from typing import Any

from gunicorn.http import parser
from gunicorn.http.unreader import SocketUnreader

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
timeout = 30
graceful_timeout = 10
keepalive = 5
# Read once, its memory shared by the workers: 144 MB for two of them instead of 250; one that dies is back at once.
preload_app = True
# A worker's threads take turns, so one heap does for all; and what a batch or a page took goes back when it is answered,
# instead of staying with whichever heap once served a large one: 10 to 25 MB of two workers. (Only glibc has the knobs.)
KNOBS = {
    -8: 1,
    -3: 1 << 20,
    -1: 8 << 20,
}  # M_ARENA_MAX; M_MMAP_THRESHOLD and M_TRIM_THRESHOLD in bytes
_libc = ctypes.CDLL(None)
if hasattr(_libc, "mallopt"):
    for knob, value in KNOBS.items():
        _libc.mallopt(knob, value)
# A sync batch is small; long header lines are never ours.
limit_request_line = 2048
limit_request_fields = 50
# A line on which nothing moves for so long, or whose request is not whole after so long, gives its thread back. A tablet
# hangs up after two minutes by itself: until then a slow line that lives is waited for.
SILENCE = 30  # seconds
PATIENCE = 130  # seconds
# The kernel lets a sender go on once a third of its buffer is read, and one left to itself grows to 4 MB: a reader of
# 20 kB/s would look dead. It doubles this number; a third of that is read within the silence at 3 kB/s.
UNREAD = 128 * 1024  # bytes
sendfile = False  # it waits for its reader without a limit
loglevel = "warning"
accesslog = None  # app/request_log.py writes one line a request, without paths


def post_fork(server: Any, worker: Any) -> None:
    """A connection belongs to the process that opened it: a worker begins with none."""
    worker.app.wsgi().extensions["database"].engine.dispose(close=False)


class InTime(SocketUnreader):
    """Waits for a request only so long, from when its line has a thread, though a byte of it comes now and then."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.until = time.monotonic() + PATIENCE

    def chunk(self, size_hint: int | None = None) -> bytes:
        if time.monotonic() > self.until:
            raise TimeoutError
        read: bytes = super().chunk(size_hint)
        return read


# Gunicorn's own hooks come after the head of a request: too late for one that is sent byte by byte.
parser.SocketUnreader = InTime


def post_request(_worker: Any, request: Any, _environ: Any, _reply: Any) -> None:
    """As long again for what nobody has read of it, or for the next one on the same line."""
    request.unreader.until = time.monotonic() + PATIENCE


def when_ready(server: Any) -> None:
    """Say where to go, once there is somebody to answer."""
    # What was read before the workers are forked stays for good: the collector need not walk through it, which would also
    # copy its pages into each worker. And a batch of visits is 15,000 small objects that go by themselves: looking for
    # circles among them every 700, as Python does unasked, takes a tenth of the time of a push.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    # Every connection has what its listener had. By the kernel, because Python's own limit is one for a whole reply.
    limit = struct.pack("ll", SILENCE, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD)
    for address in server.address:
        host, port = address[:2]
        print(f"\n  Wholeview is at http://{host}:{port}\n  Stop it with Ctrl-C.\n", flush=True)
