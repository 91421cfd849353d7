"""What makes a turn cheap changes nothing in it: each change beside Rasa's own way, on the shop's own model."""

from __future__ import annotations

import ast
import asyncio
import copy
import inspect
import json
import random
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import rasa.version
from jsonschema import ValidationError, validate
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot import lean_rasa
from bot.action_endpoint import _RASAS_DOCUMENT, KeptActionEndpoint, call_document, is_plain, written
from bot.conversation_tracker import ConversationTracker
from bot.indexed_rules import index_rules
from bot.message_reader import MessageReader
from bot.plain_graph_runner import PlainGraphRunner
from bot.rule_index import RuleIndex
from tests.bot.wandering_conversations import wander

ACTIONS = EndpointConfig(url="http://127.0.0.1:9/webhook")


@pytest.fixture(scope="module")
def agent(model_path: str) -> Agent:
    """The shop's model as Rasa loads it, with nothing changed about it."""
    return Agent.load(model_path, action_endpoint=ACTIONS)


@pytest.fixture(scope="module")
def policy(agent: Agent) -> RulePolicy:
    components = [node._component for node in agent.processor.graph_runner._instantiated_nodes.values()]
    return next(component for component in components if isinstance(component, RulePolicy))


def wandering(agent: Agent, policy: RulePolicy, seeds: range) -> Iterator[tuple[DialogueStateTracker, list[Event]]]:
    """Rasa's own tracker after each step of each conversation, with the events of that step."""
    domain = agent.domain
    for seed in seeds:
        tracker = DialogueStateTracker(f"c_{seed}", domain.slots)

        def expected(tracker: DialogueStateTracker = tracker) -> str:
            prediction = policy.predict_action_probabilities(tracker, domain)
            return str(domain.action_names_or_texts[prediction.max_confidence_index])

        for events in wander(random.Random(seed), domain, expected, turns=12):
            for event in events:
                tracker.update(event, domain)
            yield tracker, events


def test_indexed_rules_predict_as_rules_do(agent: Agent, policy: RulePolicy) -> None:
    """The same prediction in every moment of conversations that follow the rules, leave them and come back."""
    indexed = copy.copy(policy)
    index_rules(indexed)
    seen: set[str] = set()
    for tracker, _ in wandering(agent, policy, range(25)):
        wanted = policy.predict_action_probabilities(tracker, agent.domain)
        assert indexed.predict_action_probabilities(tracker, agent.domain) == wanted
        if wanted.max_confidence == 1.0:
            seen.add(agent.domain.action_names_or_texts[wanted.max_confidence_index])
    # The conversations did meet the rules.
    assert len(seen) > 20


def test_indexed_rules_try_few(policy: RulePolicy) -> None:
    """A moment of the conversation leaves a handful of rules to try, not all of them; none of ours reads texts."""
    index = RuleIndex(policy.lookup[RULES])
    now = {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "track_order"}}
    assert len(index) > 200
    assert 0 < len(index.candidates(now)) < 20
    assert not index.may_read_text()


@pytest.mark.parametrize("user", [{}, {"user": {"text": "hi"}}])
def test_a_rule_about_texts_is_noticed(user: dict[str, Any]) -> None:
    """Rules that do not name an intent may match by text: then both ways are tried, as Rasa does."""
    listening = {"prev_action": {"action_name": "action_listen"}, **user}
    assert RuleIndex([json.dumps([listening])]).may_read_text()


def test_a_tracker_remembers_what_rasa_replays(agent: Agent, policy: RulePolicy) -> None:
    """After every step the same states, and a copy in the same state, as a tracker that replays everything."""
    ours = ConversationTracker("none", agent.domain.slots)
    for theirs, events in wandering(agent, policy, range(100, 120)):
        if ours.sender_id != theirs.sender_id:
            ours = ConversationTracker(theirs.sender_id, agent.domain.slots)
        for event in events:
            ours.update(event, agent.domain)
        if random.Random(len(ours.events)).random() < 0.3:
            ours.clear_followup_action()
            theirs.clear_followup_action()
        assert ours.past_states(agent.domain) == theirs.past_states(agent.domain)
        assert state_of(ours.copy()) == state_of(theirs.copy())
        assert ours.past_states(agent.domain, ignore_rule_only_turns=True) == theirs.past_states(
            agent.domain, ignore_rule_only_turns=True
        )


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    said = tracker.latest_bot_utterance
    return {
        **tracker.current_state(EventVerbosity.ALL),
        "set": {name: (slot.value, slot.has_been_set) for name, slot in tracker.slots.items()},
        "bot": said and (said.text, said.data, said.metadata),
        "rule": tracker.is_rule_tracker,
        "loop": tracker.active_loop,
        "ids": (tracker.model_id, tracker.assistant_id, tracker.sender_source),
    }


def test_a_copy_goes_its_own_way(agent: Agent, policy: RulePolicy) -> None:
    """What happens to a copy does not happen to the tracker."""
    tracker = ConversationTracker("c_1", agent.domain.slots)
    tracker.update(ActiveLoop("order_form"))
    before = state_of(tracker)
    twin = tracker.copy()
    twin.update(SlotSet("order_wish", "track"))
    twin.interrupt_loop(True)
    assert state_of(tracker) == before


def test_what_is_sent_to_an_action_is_what_rasa_sends(agent: Agent, policy: RulePolicy) -> None:
    """The same document, to the letter of its values, whether or not its events were written before."""
    action = RemoteAction("action_track_order", KeptActionEndpoint(ACTIONS, agent.domain))
    for tracker, _ in wandering(agent, policy, range(200, 203)):
        wanted = json.loads(json.dumps(_RASAS_DOCUMENT(action, tracker, agent.domain)))
        assert json.loads(written(call_document(action, tracker, agent.domain))) == wanted


def test_an_answer_taken_without_its_schema_would_have_passed() -> None:
    """Answers of every shape, broken ones among them: what is taken for plain, the schema accepts."""
    chance, spec = random.Random(7), RemoteAction.action_response_format_spec()
    schema = validator_for(spec)(spec)
    plain = [answer for answer in (some_answer(chance) for _ in range(3000)) if is_plain(answer)]
    assert len(plain) > 300
    assert all(schema.is_valid(answer) for answer in plain)
    assert not is_plain({"events": [{"event": "slot", "name": "order_wish"}]})
    with pytest.raises(ValidationError):
        validate({"events": [{"event": "slot", "name": "order_wish"}]}, spec)


def some_answer(chance: random.Random) -> Any:
    odd = [None, 1, 1.5, True, "x", [], {}, {"a": 1}]
    kinds = ["slot", "followup", "active_loop", "bot", "user", "action", "entities", "rewind", "nothing", None, 3, []]

    def event() -> Any:
        if chance.random() < 0.02:
            return chance.choice(odd)
        made: dict[str, Any] = {"event": chance.choice(kinds) if chance.random() < 0.3 else "slot"}
        for name, usual in (("timestamp", None), ("metadata", {}), ("name", "order_wish"), ("value", "track")):
            if chance.random() < 0.9:
                made[name] = usual if chance.random() < 0.9 else chance.choice(odd)
        return made

    if chance.random() < 0.02:
        return chance.choice(odd)
    answer: dict[str, Any] = {"events": [event() for _ in range(chance.randint(0, 3))], "responses": [{"text": "Hi."}]}
    if chance.random() < 0.1:
        answer[chance.choice(["events", "responses"])] = chance.choice(odd)
    return answer


TEXTS = ["where is my order 20417?", "cancel it", "/restart", "wo ist mein Paket", "👍", " ", "the blue shirt in M"]


def test_messages_are_read_as_rasa_reads_them(agent: Agent) -> None:
    """Read in two steps around the encoder: the same intents, rankings, entities and marks."""
    reader = MessageReader(agent.processor, PlainGraphRunner(agent.processor.graph_runner))
    assert reader._before_encoder is not None

    async def both(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
        ours = await reader.begin(text).finish()
        message = UserMessage()
        message.text = reader.begin(text)._read
        return ours, {**await agent.processor.parse_message(message), "text": text}

    for text in TEXTS:
        ours, theirs = asyncio.run(both(text))
        assert ours == theirs


def test_a_served_bot_remembers_few_texts(agent: Agent) -> None:
    """However many different messages come, the memory they take stays small; the last one is read only once."""
    reader = MessageReader(agent.processor, PlainGraphRunner(agent.processor.graph_runner))
    texts = [f"where is parcel {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)]

    async def read_all() -> None:
        for text in texts:
            await reader.begin(text).finish()

    asyncio.run(read_all())
    assert reader._encoder is not None
    assert reader._encoder.knows(texts[-1])
    assert sum(reader._encoder.knows(text) for text in texts) <= 256


def test_the_graph_gives_what_the_scheduler_gives(agent: Agent, policy: RulePolicy) -> None:
    """The whole ensemble predicts the same with either runner, events of the prediction included."""
    theirs = agent.processor.graph_runner
    ours, target = PlainGraphRunner(theirs), agent.processor.model_metadata.core_target
    assert isinstance(theirs, DaskGraphRunner)
    for tracker, _ in wandering(agent, policy, range(300, 302)):
        inputs = {"__tracker__": tracker}
        assert ours.run(inputs, [target]) == theirs.run(inputs, [target])


@pytest.mark.parametrize("module", lean_rasa.LOGGING_COPIES)
def test_rasa_copies_only_for_its_log(module: ModuleType) -> None:
    """In the modules that copy for readers of the log only, nothing else is copied."""
    tree = ast.parse(inspect.getsource(module))
    copies = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_name(node.value, "copy")]
    logged = [
        node
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr == "debug" and is_name(call.func.value, "structlogger")
        for node in ast.walk(call)
        if node in copies
    ]
    assert copies
    assert {node.attr for node in copies} == {"deepcopy"}
    assert set(copies) == set(logged)


def is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_another_rasa_is_refused(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The changes lean on what Rasa keeps to itself: with another version nothing is changed, and it is said why."""
    monkeypatch.setattr(rasa.version, "__version__", "3.6.22")
    with pytest.raises(RasaException, match="bin/setup"):
        lean_rasa.make_lean(agent)
    assert isinstance(agent.processor.graph_runner, DaskGraphRunner)
