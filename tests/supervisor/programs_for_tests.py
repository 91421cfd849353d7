"""Small real programs to keep running."""

import sys
from pathlib import Path

from supervisor.probes import Probe, http_probe
from supervisor.programs import Program

# Answers 200 on its port. Told to, it starts a process of its own, ignores SIGTERM, or ends at once.
SERVER = """
import http.server, os, pathlib, signal, subprocess, sys
port, folder, *manners = sys.argv[1:]
if "ends" in manners:
    sys.exit("no setting for tea")
if "stubborn" in manners:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "parent" in manners:
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    pathlib.Path(folder, "worker.pid").write_text(str(worker.pid))
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", int(port)), Answer)
print("open on", port)
server.serve_forever()
"""


def server(name: str, port: int, folder: Path, *manners: str, **fields) -> Program:
    """A server that answers on `port`."""
    probe: Probe = fields.pop("ready", None) or http_probe(f"http://127.0.0.1:{port}/")
    command = (sys.executable, "-c", SERVER, str(port), str(folder), *manners)
    return Program(name, command, probe, port, **fields)
