"""Runs a loaded model's components one after the other, in an order found once.

Rasa plans its graph anew for every message and every prediction, with a scheduler made for parallel work that it then
runs in one thread, and describes every step to a debug log that nobody reads.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Optional, Sequence, Text, Tuple, Type

from rasa.core.agent import Agent
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import GraphComponent, GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.exceptions import RasaException

# Name of the step, what it runs, and which earlier result goes into which of its parameters.
_Step = Tuple[Text, Callable[..., Any], Tuple[Tuple[Text, Text], ...]]


class PlainGraphRunner:
    """Takes over the components of a DaskGraphRunner; gives the same results and raises the same errors."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        self._schema: GraphSchema = runner._graph_schema  # noqa: SLF001 - Rasa keeps them to itself
        self._nodes: Dict[Text, GraphNode] = runner._instantiated_nodes  # noqa: SLF001
        self._plans: Dict[Tuple[Tuple[Text, ...], Tuple[Text, ...]], List[_Step]] = {}

    def components(self) -> Iterator[GraphComponent]:
        """Every loaded component of the model."""
        return (node._component for node in self._nodes.values() if node._component is not None)  # noqa: SLF001

    def step_before(self, component: Type[GraphComponent]) -> Optional[Text]:
        """The step whose messages the first component of that class works on, None when there is no such component."""
        for name, node in self._nodes.items():
            if isinstance(node._component, component):  # noqa: SLF001
                return self._schema.nodes[name].needs.get("messages")
        return None

    def run(self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None) -> Dict[Text, Any]:
        """The targets' results by name. Raises GraphRunError when an input is missing.

        An input may also be the result of a step, from an earlier run: then the graph is taken up behind that step.
        """
        wanted, results = tuple(targets or self._schema.target_names), dict(inputs or {})
        plan = self._plans.get((wanted, tuple(results)))
        if plan is None:
            plan = self._plans[(wanted, tuple(results))] = self._plan(wanted, frozenset(results))
        for name, work, needs in plan:
            try:
                given = {parameter: results[need] for parameter, need in needs}
            except KeyError as error:
                raise GraphRunError(f"Missing input {error} to run node '{name}'.") from error
            results[name] = work(**given)
        return {name: results[name] for name in wanted}

    def _plan(self, targets: Sequence[Text], given: FrozenSet[Text]) -> List[_Step]:
        """What the targets need and is not given, each behind what it needs itself."""
        schema = self._schema.minimal_graph_schema(list(targets)).nodes
        steps: Dict[Text, _Step] = {}

        def add(name: Text) -> None:
            if name in steps or name in given or name not in schema:
                return
            needs = tuple(schema[name].needs.items())
            for _, need in needs:
                add(need)
            steps[name] = (name, _work_of(name, self._nodes[name]), needs)

        for target in targets:
            add(target)
        return list(steps.values())


def _work_of(name: Text, node: GraphNode) -> Callable[..., Any]:
    """What a node does when it is called, without telling of it. Hooks and late loading are left to the node."""
    component, function = node._component, node._fn  # noqa: SLF001
    if component is None or node._hooks or not node._eager:  # noqa: SLF001
        return lambda **given: node(*((node._inputs[parameter], value) for parameter, value in given.items()))[1]  # noqa: SLF001

    def work(**given: Any) -> Any:
        try:
            return function(component, **given)
        except RasaException:
            raise
        except Exception as error:
            raise GraphComponentException(f"Error running graph component for node {name}.") from error

    return work


def run_plainly(agent: Agent) -> None:
    """Let the agent's model run this way. Cheap to repeat; needed again after another model was loaded."""
    if agent.processor and isinstance(agent.processor.graph_runner, DaskGraphRunner):
        agent.processor.graph_runner = PlainGraphRunner(agent.processor.graph_runner)
