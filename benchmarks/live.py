"""What one desk process carries: people who write to each other over sockets, acknowledged only when on the disk.

    bin/bench live --json OUT [--seconds 15] [--customers 200] [--agents 20] [--rates 50,200,550] [--no-postgres]

Customers in conversations held by agents (so that no bot is needed) write, and the agents answer, at fixed rates,
whatever the desk does. Beside it, in the same run and with the same client, a plain Sanic WebSocket server that says
back what it hears: the physical limit. Then the same desk on PostgreSQL. docs/benchmarks.md names the keys.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.live_house import desk_process, free_port, measure, prepared, server
from benchmarks.postgres_server import PostgresServer, find_postgres
from benchmarks.results import report

RATES = (50.0, 200.0, 550.0)
"""Messages a second, customers and agents together; the last is the one the main figures are of."""
CUSTOMERS_SHARE, AGENTS_SHARE = 0.82, 0.18
WARM_UP_SECONDS = 4.0


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description="Measure what one desk process carries over sockets.")
    parser.add_argument("--json", type=Path, dest="out")
    parser.add_argument("--seconds", type=float, default=15.0, help="of the highest rate; the lower ones take half")
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--rates", type=_rates, default=RATES, help="messages a second, the one that counts last")
    parser.add_argument("--no-postgres", action="store_true")
    asked = parser.parse_args()
    figures: dict[str, object] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "customers": asked.customers,
        "agents": asked.agents,
        "rate": asked.rates[-1],
    }
    with tempfile.TemporaryDirectory(prefix="warmhand-live-") as folder:
        # On both sides of the desk: a machine that is slower for a while slows the limit down as well.
        before = echoed(asked, Path(folder))
        figures |= desk_figures(asked, Path(folder) / "sqlite", f"sqlite+aiosqlite:///{folder}/sqlite/desk.db")
        figures |= echo_figures([before, echoed(asked, Path(folder))])
        figures["ack_over_echo_cpu"] = ratio(figures, "ack_cpu_us", "echo_cpu_us")
        figures |= postgres_figures(asked, Path(folder) / "postgres")
    figures["load_average"] = os.getloadavg()[0]
    report(figures, asked.out)
    return 0


def desk_figures(asked: argparse.Namespace, folder: Path, database_url: str) -> dict[str, object]:
    """One desk on that database."""
    with desk_process(folder, database_url) as house:
        customers, agents = prepared(house, asked.customers, asked.agents)
        groups = [{"share": CUSTOMERS_SHARE, "peers": customers}, {"share": AGENTS_SHARE, "peers": agents}]
        answered = measure(plan(house.port, house.pid, groups, asked, echo=False))
    figures: dict[str, object] = {}
    for phase in answered["phases"][1:-1]:
        at, seconds = f"{phase['rate']:.0f}", phase["ended"] - phase["began"]
        figures |= {
            f"ack_ms_p95_at_{at}": percentile(phase["ack"], 95),
            f"fanout_ms_p95_at_{at}": percentile(phase["fanout"], 95),
            f"acknowledged_per_s_at_{at}": len(phase["ack"]) / seconds,
            f"desk_cpu_share_at_{at}": phase["cpu_seconds"] / seconds,
        }
    top = answered["phases"][-1]
    for name in ("ack", "fanout"):
        figures |= {f"{name}_ms_p{at}": percentile(top[name], at) for at in (50, 95, 99)}
        figures[f"{name}_ms_max"] = max(top[name], default=0.0)
    figures["acknowledged_per_s"] = len(top["ack"]) / (top["ended"] - top["began"])
    figures["ack_cpu_us"] = top["cpu_seconds"] / max(1, len(top["ack"])) * 1e6
    figures["desk_cpu_share"] = top["cpu_seconds"] / (top["ended"] - top["began"])
    figures["client_cpu_share"] = top["client_cpu_seconds"] / (top["ended"] - top["began"])
    figures["rss_mb"] = top["rss_mb"]
    figures["errors"] = sum(answered["problems"].values())
    if answered["problems"]:
        print(f"Problems: {answered['problems']}", file=sys.stderr)
    return figures


def echoed(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The same clients and messages against a server that only says back what it hears."""
    port = free_port()
    command = (sys.executable, "-m", "benchmarks.live_echo", str(port))
    with server(command, port, dict(os.environ), folder / "echo.log") as pid:

        def clients(count: int, net: int) -> list[dict[str, Any]]:
            return [
                {"from": f"127.0.{net}.{n + 1}", "path": "/echo", "headers": {}, "greets": [], "conversations": ["c"]}
                for n in range(count)
            ]

        groups = [
            {"share": CUSTOMERS_SHARE, "peers": clients(asked.customers, 2)},
            {"share": AGENTS_SHARE, "peers": clients(asked.agents, 1)},
        ]
        return measure(plan(port, pid, groups, asked, echo=True))


def echo_figures(runs: list[dict[str, Any]]) -> dict[str, object]:
    """The runs of the echo server taken together."""
    tops = [run["phases"][-1] for run in runs]
    took = [each for top in tops for each in top["ack"]]
    return {
        "echo_ms_p50": percentile(took, 50),
        "echo_ms_p95": percentile(took, 95),
        "echo_cpu_us": sum(top["cpu_seconds"] for top in tops) / max(1, len(took)) * 1e6,
        "echo_cpu_us_each": [top["cpu_seconds"] / max(1, len(top["ack"])) * 1e6 for top in tops],
        "echo_errors": sum(sum(run["problems"].values()) for run in runs),
    }


def postgres_figures(asked: argparse.Namespace, folder: Path) -> dict[str, object]:
    """The desk on a PostgreSQL of its own, or loud words that there is none."""
    if asked.no_postgres:
        return {"postgres": "not asked for"}
    found = find_postgres()
    if found.folder is None:
        print(f"POSTGRESQL WAS NOT MEASURED: {found.reason}.", file=sys.stderr)
        return {"postgres": f"NOT MEASURED: {found.reason}"}
    with PostgresServer(found.folder) as postgres:
        figures = desk_figures(asked, folder, postgres.database("live"))
    return {f"postgres_{name}": figure for name, figure in figures.items()}


def plan(port: int, pid: int, groups: list[dict[str, Any]], asked: argparse.Namespace, *, echo: bool) -> dict[str, Any]:
    """What the client process is to do: warm up at a middle rate, then each rate in turn."""
    rates = asked.rates
    lower = [] if echo else [(rate, asked.seconds / 2) for rate in rates[:-1]]
    phases = [(rates[len(rates) // 2], WARM_UP_SECONDS), *lower, (rates[-1], asked.seconds)]
    return {"port": port, "pid": pid, "groups": groups, "phases": phases, "echo": echo, "run": 0xBE}


def _rates(written: str) -> tuple[float, ...]:
    return tuple(float(each) for each in written.split(","))


def percentile(figures: list[float], at: int) -> float:
    """The figure below which so many of a hundred lie."""
    return statistics.quantiles(figures, n=100)[at - 1] if len(figures) > 1 else 0.0


def ratio(figures: dict[str, object], over: str, under: str) -> float:
    """One figure over another."""
    return float(str(figures[over])) / float(str(figures[under]))


if __name__ == "__main__":
    sys.exit(main())
