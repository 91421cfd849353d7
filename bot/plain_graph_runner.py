"""Runs a loaded model's components one after the other, in an order found once.

Rasa plans its graph anew for every message and every prediction, with a scheduler made for parallel work that it then
runs in one thread.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Text, Tuple

from rasa.core.agent import Agent
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

_Step = Tuple[Text, GraphNode, Tuple[Text, ...]]


class PlainGraphRunner:
    """Takes over the components of a DaskGraphRunner; gives the same results and raises the same errors."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        self._schema: GraphSchema = runner._graph_schema  # noqa: SLF001 - Rasa keeps them to itself
        self._nodes: Dict[Text, GraphNode] = runner._instantiated_nodes  # noqa: SLF001
        self._plans: Dict[Tuple[Text, ...], List[_Step]] = {}

    def run(self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None) -> Dict[Text, Any]:
        """The targets' results by name. Raises GraphRunError when an input is missing."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in self._plans[wanted]:
            try:
                given = [results[need] for need in needs]
            except KeyError as error:
                raise GraphRunError(f"Missing input {error} to run node '{name}'.") from error
            results[name] = node(*given)
        return {name: results[name][1] for name in wanted}

    def _plan(self, targets: Sequence[Text]) -> List[_Step]:
        """What the targets need, each behind what it needs itself."""
        schema = self._schema.minimal_graph_schema(list(targets)).nodes
        steps: Dict[Text, _Step] = {}

        def add(name: Text) -> None:
            if name in steps or name not in schema:
                return
            needs = tuple(schema[name].needs.values())
            for need in needs:
                add(need)
            steps[name] = (name, self._nodes[name], needs)

        for target in targets:
            add(target)
        return list(steps.values())


def run_plainly(agent: Agent) -> None:
    """Let the agent's model run this way. Cheap to repeat; needed again after another model was loaded."""
    if agent.processor and isinstance(agent.processor.graph_runner, DaskGraphRunner):
        agent.processor.graph_runner = PlainGraphRunner(agent.processor.graph_runner)
