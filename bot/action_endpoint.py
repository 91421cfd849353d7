"""How Rasa calls the action server: over one kept connection, without what costs more than understanding a message.

For every action Rasa opens a connection, sends the whole domain, writes every event of the conversation as JSON once
more, and has `jsonschema` prove the schema of an answer before it proves the answer. Here the connection stays open,
the domain goes over once (rasa_sdk remembers it by its digest and asks with status 449 when it does not), events keep
their JSON, and only an unusual answer is proved by its schema.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Text

import aiohttp
from aiohttp.client_exceptions import ContentTypeError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

from bot.event_lines import line_of

_SCHEMA = RemoteAction.action_response_format_spec()
_ANSWER = validator_for(_SCHEMA)(_SCHEMA)
_RASAS_DOCUMENT = RemoteAction._action_call_format  # noqa: SLF001 - what `call_document` stands in for
_SEND_THE_DOMAIN = 449
# Shorter than the action server keeps a silent connection: we hang up first, so no call meets a closed door.
_SILENT_SECONDS = 15.0
# Events whose schema asks for nothing but their name.
_BARE_EVENTS = frozenset({"followup", "active_loop", "action_execution_rejected", "bot", "rewind", "restart", "pause"})


class EventLines(List[Text]):
    """The events of a tracker, each already written as JSON."""


class KeptActionEndpoint(EndpointConfig):
    """Rasa's action endpoint with one connection pool; raises what Rasa's own raises."""

    def __init__(self, endpoint: EndpointConfig, domain: Domain) -> None:
        super().__init__(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            endpoint.cafile,
            **{**endpoint.kwargs, "enable_selective_domain": True},
        )
        self.domain = domain
        self._digest = domain.fingerprint()
        self._session: Optional[aiohttp.ClientSession] = None

    async def request(
        self,
        method: Text = "post",
        subpath: Optional[Text] = None,
        content_type: Optional[Text] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Optional[Any]:
        """The action server's answer as a document, None when it is none."""
        document = {**(kwargs.get("json") or {}), "domain_digest": self._digest}
        try:
            return await self._send(method, subpath, document, compress)
        except ClientResponseError as error:
            if error.status != _SEND_THE_DOMAIN:
                raise
        return await self._send(method, subpath, {**document, "domain": self.domain.as_dict()}, compress)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _send(self, method: Text, subpath: Optional[Text], document: Dict[Text, Any], compress: bool) -> Any:
        if self._session is None or self._session.closed:
            self._session = self._open()
        url = concat_url(self.url, subpath)
        call = self._session.request(
            method,
            url,
            data=written(document),
            headers={"Content-Type": "application/json"},
            params=self.combine_parameters(),
            compress=compress or None,
        )
        async with call as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.content.read())
            try:
                return await response.json()
            except ContentTypeError:
                return None

    def _open(self) -> aiohttp.ClientSession:
        auth = aiohttp.BasicAuth(**self.basic_auth) if self.basic_auth else None
        return aiohttp.ClientSession(
            headers=self.headers,
            auth=auth,
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            connector=aiohttp.TCPConnector(keepalive_timeout=_SILENT_SECONDS),
        )


def written(document: Dict[Text, Any]) -> bytes:
    """The document of an action call as JSON."""
    tracker = document.get("tracker")
    if not isinstance(tracker, dict) or not isinstance(tracker.get("events"), EventLines):
        return json.dumps(document).encode()
    without_events = {name: value for name, value in tracker.items() if name != "events"}
    rest = {name: value for name, value in document.items() if name != "tracker"}
    events = ", ".join(tracker["events"])
    return f'{json.dumps(rest)[:-1]}, "tracker": {json.dumps(without_events)[:-1]}, "events": [{events}]}}}}'.encode()


def call_document(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
    """What Rasa's own `_action_call_format` gives, with the events as lines."""
    document = _RASAS_DOCUMENT(action, _WithoutEvents(tracker), domain)
    document["tracker"]["events"] = EventLines(map(line_of, tracker.events))
    return document


class _WithoutEvents:
    """A tracker whose state is told without its events."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        self.sender_id = tracker.sender_id
        self._tracker = tracker

    def current_state(self, event_verbosity: EventVerbosity) -> Dict[Text, Any]:
        return self._tracker.current_state(EventVerbosity.NONE)


def is_plain(result: Any) -> bool:
    """Whether an answer is of the usual kind, which the schema is sure to accept."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(map(_is_plain_event, events)) and all(isinstance(response, dict) for response in responses)


def _is_plain_event(event: Any) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("metadata"), (dict, type(None))):
        return False
    if type(event.get("timestamp")) not in (float, int, type(None)):
        return False
    kind = event.get("event")
    if kind == "slot":
        return isinstance(event.get("name"), str) and "value" in event
    return isinstance(kind, str) and kind in _BARE_EVENTS


def keep_connection(agent: Agent) -> None:
    """Let the agent call its actions this way. Cheap to repeat; needed again after another model was loaded."""
    processor = agent.processor
    if processor is None or processor.action_endpoint is None:
        return
    endpoint = processor.action_endpoint
    if not isinstance(endpoint, KeptActionEndpoint) or endpoint.domain is not processor.domain:
        processor.action_endpoint = KeptActionEndpoint(endpoint, processor.domain)
        RemoteAction._validate_action_result = _check_answer  # noqa: SLF001 - Rasa offers no other way
        RemoteAction._action_call_format = call_document  # noqa: SLF001


def _check_answer(action: RemoteAction, result: Dict[Text, Any]) -> bool:
    """Raises jsonschema.ValidationError, as Rasa's own check does."""
    error = None if is_plain(result) else best_match(_ANSWER.iter_errors(result))
    if error is not None:
        error.message += f". The action server's answer to '{action.name()}' is not what Rasa expects."
        raise error
    return True
