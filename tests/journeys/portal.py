"""What stands between a tablet and the service in a hotel: something that answers everything with a page of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"""<!DOCTYPE html><html lang="en"><title>Free Wi-Fi</title><h1>Welcome</h1>
<form method="post"><label>Room <input name="room"></label><button>Sign in</button></form></html>"""


class _Handler(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    do_GET = do_POST = do_HEAD = do_PUT = _answer  # noqa: N815 -- the names http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Portal:
    """Answers every request at a port with 200 and a page in HTML, until it is closed."""

    def __init__(self, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self.asked: list[str] = []
        self._server.asked = self.asked  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Portal:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
