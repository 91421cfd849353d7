"""What a child of the school does, from its first step to its last word through the pipe."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

from bot.nlu.encoder_model import EncoderModel
from trainer.lesson import Job, Lesson
from trainer.reader import Reader
from trainer.settings import TrainerSettings
from trainer.training_data import DataWrong, read_lessons

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1


def work(job: Job, settings: TrainerSettings, encoder: EncoderModel, base: Reader | None, to: Connection) -> None:
    """The child: never returns anything but through the pipe."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    known = {text for text in (str(row["text"]) for row in (*job.exam, *job.replay)) if not encoder.knows(text)}

    def tell(step: str, share: float) -> None:
        to.send(("step", (step, share)))

    lesson = Lesson(job, settings.data_root, settings.models_dir, encoder, base, tell)
    try:
        report = lesson.run()
        new = known | {line.text for line in read_lessons(settings.data_root).lines}
        to.send(("vectors", encoder.vectors_of(new)))
        to.send(("done", {"report": report}))
    except DataWrong as wrong:
        to.send(("failed", _failure(wrong.code, wrong.message) | {"file": wrong.file, "line": wrong.line}))
    except OSError as failure:
        full = failure.errno in (errno.ENOSPC, errno.EDQUOT)
        told = "The disk is full." if full else f"A file could not be used ({type(failure).__name__})."
        to.send(("failed", _failure("disk_full" if full else "file_failed", f"{told} The live model is untouched.")))
    except Exception:  # the edge of the process: all of it is logged, and the next job has another process
        logger.exception("school: a training broke")
        to.send(("failed", _failure("failed", "The training broke; the trainer's log says why.")))


def _failure(code: str, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "file": None, "line": None}
