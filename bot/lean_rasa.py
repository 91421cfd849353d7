"""All that the bot changes about how a loaded Rasa works, in one place.

Each change gives what Rasa itself would give, sooner (docs/decisions/0004); `tests/bot` compares the two. They lean on
what Rasa keeps to itself, so another Rasa than the one they were written for is refused.
"""

from __future__ import annotations

import copy
import ctypes
import gc
import logging
from typing import Any

import rasa.core.actions.forms
import rasa.core.processor
import rasa.version
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.exceptions import RasaException

from bot.action_endpoint import keep_connection
from bot.indexed_rules import index_rules
from bot.message_reader import MessageReader
from bot.plain_graph_runner import PlainGraphRunner, run_plainly

WRITTEN_FOR = "3.6.21"
# These modules copy nothing but what they log.
LOGGING_COPIES = (rasa.core.processor, rasa.core.actions.forms)
_READER = "message_reader"
# How many new objects call for a look at the youngest, Python's default being 700: a turn makes some ten thousand.
_NEW_OBJECTS = 20_000


def make_lean(agent: Agent) -> MessageReader:
    """Change the agent's loaded model, and give what reads messages with it.

    To be called before each turn, because another model may have been loaded; does its work once for each. Raises
    RasaException when this is not the Rasa that the changes were written for.
    """
    processor = agent.processor
    assert processor is not None, "there is a model"
    reader: MessageReader | None = getattr(processor, _READER, None)
    if reader is not None:
        return reader
    if rasa.version.__version__ != WRITTEN_FOR:
        raise RasaException(
            f"bot/lean_rasa.py was written for Rasa {WRITTEN_FOR}, not {rasa.version.__version__}: "
            "run bin/setup, which installs the right one."
        )
    keep_connection(agent)
    run_plainly(agent)
    for module in LOGGING_COPIES:
        module.copy = _CopyForReaders
    runner = processor.graph_runner
    assert isinstance(runner, PlainGraphRunner)
    for component in runner.components():
        if isinstance(component, RulePolicy):
            index_rules(component)
    reader = MessageReader(processor, runner)
    setattr(processor, _READER, reader)
    _keep_out_of_the_sweep()
    _give_memory_back()
    return reader


class _CopyForReaders:
    """Stands in for the module `copy` where Rasa copies only what it writes into its debug log."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        return copy.deepcopy(value) if logging.getLogger("rasa").isEnabledFor(logging.DEBUG) else value


def _keep_out_of_the_sweep() -> None:
    """What is loaded stays: Python need not look through a million objects again for what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)


def _give_memory_back() -> None:
    """What loading took and no longer needs goes back to the system; the C library would keep it for later."""
    # Only glibc keeps so much, and only glibc has this.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
