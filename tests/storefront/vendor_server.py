"""A vendor's server on loopback: takes requests one by one, and goes wrong on request as servers do."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Any, dict[str, str]]


@dataclass
class Fault:
    """What goes wrong with the next `times` requests of this method whose path ends like this, with this in their body.

    `how`: `status` answers without doing anything, `late_status` after doing it, `cut` hangs up before doing anything,
    `cut_after` after doing it, `hang` waits `seconds` and then does it, `garbage` does it and answers no JSON.
    """

    how: str
    method: str = ""
    path: str = ""
    within: str = ""
    times: int = 1
    status: int = 503
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


class VendorServer:
    """Runs `answer(method, path, query, body, headers)` behind HTTP until closed. All that was asked is in `asked`."""

    def __init__(self, answer: Callable[[str, str, dict[str, str], Any, dict[str, str]], Answer]) -> None:
        self._answer = answer
        self._lock = threading.RLock()
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def breaks(self, how: str, **more: Any) -> None:
        """Order a fault."""
        self.faults.append(Fault(how, **more))

    def count(self, method: str, ending: str) -> int:
        """How often this was asked."""
        return sum(1 for asked, path in self.asked if asked == method and path.endswith(ending))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _fault(self, method: str, path: str, body: str) -> Fault | None:
        for fault in self.faults:
            met = method.startswith(fault.method) and path.endswith(fault.path) and fault.within in body
            if fault.times > 0 and met:
                fault.times -= 1
                return fault
        return None

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        raw = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            self.asked.append((handler.command, parts.path))
            fault = self._fault(handler.command, parts.path, raw.decode())
        if fault and fault.how in ("status", "cut"):
            self._send(handler, fault)
            return
        if fault and fault.how == "hang":
            time.sleep(fault.seconds)
        with self._lock:
            body = json.loads(raw) if raw else None
            answer = self._answer(handler.command, parts.path, dict(parse_qsl(parts.query)), body, headers)
        if fault and fault.how != "hang":
            self._send(handler, fault)
        else:
            self._write(handler, *answer)

    def _send(self, handler: BaseHTTPRequestHandler, fault: Fault) -> None:
        if fault.how.startswith("cut"):
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
        elif fault.how == "garbage":
            self._write(
                handler, 200, "<b>Fatal error</b>: Allowed memory size exhausted", {"content-type": "text/html"}
            )
        else:
            self._write(handler, fault.status, fault.body, fault.headers)

    def _write(self, handler: BaseHTTPRequestHandler, status: int, body: Any, headers: dict[str, str]) -> None:
        sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        try:
            handler.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                handler.send_header(name, value)
            handler.send_header("content-length", str(len(sent)))
            handler.end_headers()
            handler.wfile.write(sent)
        except OSError:
            handler.close_connection = True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_words: object) -> None:
                pass

            def do_GET(self) -> None:
                server.serve(self)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

        return Handler
