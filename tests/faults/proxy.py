"""A network that does what a test tells it: stands between tablets and the service and spoils single requests.

Requests that nobody spoke about pass, in turn to each of the app processes behind it. A fault is a function that gets the
`Exchange` and says what happens; those below are all the ways a reply can fail to be a receipt.
"""

from __future__ import annotations

import contextlib
import http.client
import select
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}

Fault = Callable[["Exchange"], None]
Reply = tuple[int, list[tuple[str, str]], bytes]


@dataclass
class Exchange:
    """One request on its way, with the means to carry it on or not."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    proxy: FaultProxy
    handler: BaseHTTPRequestHandler
    replies: list[Reply] = field(default_factory=list)
    trickled: int = 0  # bytes that went on one by one

    def ask(self, body: bytes | None = None, port: int | None = None) -> Reply:
        """Carry the request to the service and bring its reply back here, not to the tablet."""
        sent = self.body if body is None else body
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.proxy.next_port(), timeout=60
        )
        with contextlib.closing(connection):
            connection.putrequest(self.method, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers:
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(sent)))
            connection.endheaders(sent)
            answer = connection.getresponse()
            reply = (answer.status, answer.getheaders(), answer.read())
        self.replies.append(reply)
        return reply

    def answer(self, reply: Reply, told_length: int | None = None) -> None:
        """Give the tablet this reply; `told_length` promises another length than comes."""
        status, headers, body = reply
        self.promise(status, headers, told_length or len(body))
        self.handler.wfile.write(body)
        self.handler.wfile.flush()

    def promise(self, status: int, headers: list[tuple[str, str]], length: int) -> None:
        """Give the tablet the head of a reply with a body of so many bytes."""
        self.handler.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.handler.send_header(name, value)
        self.handler.send_header("Content-Length", str(length))
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def begin(self) -> socket.socket:
        """A line to the service on which the head of the request has gone, and nothing of its body."""
        line = socket.create_connection(("127.0.0.1", self.proxy.next_port()), timeout=10)
        head = [f"{self.method} {self.path} HTTP/1.1"]
        head += [f"{n}: {v}" for n, v in self.headers if n.lower() not in HOP_BY_HOP]
        head += [f"Content-Length: {len(self.body)}", "Connection: close"]
        line.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
        return line

    def trickle(self, line: socket.socket, body: bytes, pause: float) -> bool:
        """Each byte by itself, with so many seconds between; False when the tablet hung up before the last."""
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(len(body)):
            line.sendall(body[place : place + 1])
            self.trickled += 1
            # A tablet that has sent its request says nothing more: all there can be to read is the end.
            if select.select([self.handler.connection], [], [], pause)[0]:
                return False
        return True

    def hang_up(self, reset: bool = False) -> None:
        """End the connection without a word; `reset` as a dying network does."""
        if reset:
            linger = struct.pack("ii", 1, 0)
            self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        else:
            with contextlib.suppress(OSError):
                self.handler.connection.shutdown(socket.SHUT_RDWR)
        self.handler.connection.close()


# -- what can happen to a request ----------------------------------------------------------------


class _Door(ThreadingHTTPServer):
    request_queue_size = 128  # where five are let wait, a sixth comes a second later
    daemon_threads = True


def passed(exchange: Exchange) -> None:
    """Nothing: it arrives, and the reply comes back."""
    exchange.answer(exchange.ask())


def lost(exchange: Exchange) -> None:
    """The request never arrives."""
    exchange.hang_up()


def reply_lost(exchange: Exchange) -> None:
    """It arrived and was carried out; nobody hears of it."""
    exchange.ask()
    exchange.hang_up()


def reset(exchange: Exchange) -> None:
    """The connection is torn down under the reply."""
    exchange.ask()
    exchange.hang_up(reset=True)


def doubled(exchange: Exchange) -> None:
    """It arrives twice at once, at different processes where there are two."""
    threads = [
        threading.Thread(target=exchange.ask, kwargs={"port": exchange.proxy.next_port()})
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    exchange.answer(exchange.replies[0])


def reply_cut(exchange: Exchange) -> None:
    """Half of the reply comes, then the line is dead."""
    status, headers, body = exchange.ask()
    exchange.answer((status, headers, body[: len(body) // 2]), told_length=len(body))
    exchange.hang_up()


def reply_half_said(exchange: Exchange) -> None:
    """A proxy in between ends the reply early and calls it whole."""
    status, headers, body = exchange.ask()
    exchange.answer((status, headers, body[: len(body) // 2]))


def request_cut(exchange: Exchange) -> None:
    """Half of the request arrives and no more."""
    with exchange.begin() as line:
        line.sendall(exchange.body[: len(exchange.body) // 2])
    exchange.hang_up()


def request_stalls(half: threading.Event, until: threading.Event) -> Fault:
    """Half of the request arrives, and the line stays open without a word until then."""

    def fault(exchange: Exchange) -> None:
        with exchange.begin() as line:
            line.sendall(exchange.body[: len(exchange.body) // 2])
            half.set()
            until.wait(timeout=120)
        exchange.hang_up()

    return fault


def reply_trickles(pause: float) -> Fault:
    """The reply comes byte by byte, with so many seconds between, for as long as the tablet listens."""

    def fault(exchange: Exchange) -> None:
        status, headers, body = exchange.ask()
        exchange.promise(status, headers, len(body))
        exchange.trickle(exchange.handler.connection, body, pause)

    return fault


def request_trickles(pause: float) -> Fault:
    """The request goes on byte by byte; its rest does not, once the tablet has given it up."""

    def fault(exchange: Exchange) -> None:
        with exchange.begin() as line:
            if not exchange.trickle(line, exchange.body, pause):
                return
            answer = http.client.HTTPResponse(line, method=exchange.method)
            answer.begin()
            exchange.answer((answer.status, answer.getheaders(), answer.read()))

    return fault


def silent(until: threading.Event) -> Fault:
    """The request arrives; the reply does not come until it is too late for it."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.ask()
        until.wait(timeout=60)
        with contextlib.suppress(OSError):
            exchange.answer(reply)

    return fault


def held_back(until: threading.Event) -> Fault:
    """The request itself is under way until then; the tablet has given it up meanwhile."""

    def fault(exchange: Exchange) -> None:
        exchange.proxy.late.append(exchange)
        until.wait(timeout=60)
        exchange.ask()
        exchange.hang_up()
        exchange.proxy.arrived.release()

    return fault


def answered(
    status: int, body: bytes = b"", content_type: str = "text/html", **headers: str
) -> Fault:
    """Something in between answers in the place of the service."""

    def fault(exchange: Exchange) -> None:
        said = [("Content-Type", content_type)]
        said += [(name.replace("_", "-"), value) for name, value in headers.items()]
        exchange.answer((status, said, body))

    return fault


def rewritten(change: Callable[[bytes], bytes]) -> Fault:
    """The request is altered on its way."""

    def fault(exchange: Exchange) -> None:
        exchange.answer(exchange.ask(change(exchange.body)))

    return fault


def misanswered(change: Callable[[bytes], bytes]) -> Fault:
    """The reply is altered on its way."""

    def fault(exchange: Exchange) -> None:
        status, headers, body = exchange.ask()
        exchange.answer((status, headers, change(body)))

    return fault


def after(work: Callable[[], None], then: Fault = passed) -> Fault:
    """Something happens at this very moment, before the request goes on."""

    def fault(exchange: Exchange) -> None:
        work()
        then(exchange)

    return fault


class FaultProxy:
    """Listens on `url`. `spoil("push", lost, passed, reply_lost)` plans for the next requests whose path ends so."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = cycle(ports)
        self._plans: dict[str, list[Fault]] = {}
        self._lock = threading.Lock()
        self.always: dict[str, Fault] = {}
        self.log: list[Exchange] = []
        self.late: list[Exchange] = []
        self.arrived = threading.Semaphore(0)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _carry(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                exchange = Exchange(
                    self.command,
                    self.path,
                    list(self.headers.items()),
                    self.rfile.read(length),
                    proxy,
                    self,
                )
                self.close_connection = True
                proxy.log.append(exchange)
                with contextlib.suppress(OSError, http.client.HTTPException):
                    proxy.fault_for(exchange)(exchange)
                    return
                exchange.hang_up()  # nobody is behind us

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _carry  # noqa: N815 -- http.server's names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = _Door(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def is_well(self) -> None:
        """Forget every plan and what was seen."""
        with self._lock:
            self._plans.clear()
            self.always.clear()
            self.log.clear()
            self.late.clear()

    def next_port(self) -> int:
        """The app process whose turn it is."""
        with self._lock:
            return next(self._ports)

    def spoil(self, ending: str, *faults: Fault) -> None:
        """What happens to the next requests whose path ends so; after them all is well again."""
        with self._lock:
            self._plans.setdefault(ending, []).extend(faults)

    def fault_for(self, exchange: Exchange) -> Fault:
        """What was planned for this request."""
        path = exchange.path.partition("?")[0]
        with self._lock:
            for ending, faults in self._plans.items():
                if path.endswith(ending) and faults:
                    return faults.pop(0)
        return next(
            (fault for ending, fault in self.always.items() if path.endswith(ending)), passed
        )

    def sent_to(self, ending: str) -> list[Exchange]:
        """The requests so far whose path ends so."""
        return [one for one in self.log if one.path.partition("?")[0].endswith(ending)]
