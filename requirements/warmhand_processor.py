"""Read by every Python of Rasa's environment before anything else: which processor its linear algebra is to work for.

The numpy and scipy that Rasa 3.6 allows bring an OpenBLAS of 2021. On a processor that came later it falls back to the
kernels of 2004, and those end the process with a general protection fault in the middle of a training. So what every
processor of the last ten years runs is asked for by name; that a model is then the same on all of them is worth more
here than the last bit of speed.
"""

import os
from pathlib import Path


def wanted(processor: str) -> "str | None":
    """The kernels to ask for, from what the system says of its processor; None leaves the choice to OpenBLAS."""
    words = set(processor.split())
    return "Haswell" if {"avx2", "fma"} <= words else None


def choose(processor: Path = Path("/proc/cpuinfo")) -> None:
    """Ask for them, unless whoever started this process has chosen."""
    try:
        kernels = wanted(processor.read_text())
    except OSError:
        return
    if kernels:
        os.environ.setdefault("OPENBLAS_CORETYPE", kernels)


choose()
