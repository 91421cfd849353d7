"""R29, in small: minutes instead of a day at a third of what one desk carries, watched for what grows."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from benchmarks.live_house import desk_process, measure, prepared

pytestmark = pytest.mark.timeout(600)
CUSTOMERS, AGENTS = 60, 6
A_SECOND, SECONDS = 150.0, 200.0
# The first minute fills caches and pools; what grows afterwards would grow all day.
WARM_SECONDS, LOOK_EVERY = 60.0, 2.0
GROWTH_MB, GROWTH_FILES = 8.0, 5
"""Messages themselves are in the record; a leak of one kilobyte for each would be 20 MB."""


@dataclass
class Looks:
    """Memory and open files of a process, as they were after each while."""

    pid: int
    memory_mb: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Look until it is over."""
        process = psutil.Process(self.pid)
        while not self.over.wait(LOOK_EVERY):
            self.memory_mb.append(process.memory_info().rss / 1e6)
            self.files.append(process.num_fds())


def test_r29_nothing_grows_while_people_talk(tmp_path: Path) -> None:
    """Memory and open files stand still after the first minute, nothing is lost, and the last third is no slower."""
    with desk_process(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/desk.db") as house:
        widgets, consoles = prepared(house, CUSTOMERS, AGENTS)
        groups = [{"share": 0.8, "peers": widgets}, {"share": 0.2, "peers": consoles}]
        phases = [(A_SECOND, WARM_SECONDS), (A_SECOND, SECONDS - WARM_SECONDS)]
        looks = Looks(house.pid)
        looking = threading.Thread(target=looks.go_on)
        looking.start()
        began = time.monotonic()
        plan = {"port": house.port, "pid": house.pid, "groups": groups, "phases": phases, "echo": False, "run": 0x29}
        answered = measure(plan)
        took = time.monotonic() - began
        looks.over.set()
        looking.join()
    assert took > SECONDS
    assert answered["problems"] == {}
    warm = int(WARM_SECONDS / LOOK_EVERY)
    memory, files = looks.memory_mb[warm:-3], looks.files[warm:-3]
    waits = answered["phases"][1]["ack"]
    third = len(waits) // 3
    first, last = sorted(waits[:third]), sorted(waits[-third:])
    print(f"memory {memory[0]:.0f} -> {memory[-1]:.0f} MB, files {files[0]} -> {files[-1]}, {len(waits)} acknowledged,",
          f"median {first[third // 2]:.0f} -> {last[third // 2]:.0f} ms")  # fmt: skip
    assert memory[-1] - memory[0] < GROWTH_MB
    assert files[-1] - files[0] <= GROWTH_FILES
    assert last[third // 2] < 2 * first[third // 2] + 20
