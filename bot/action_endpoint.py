"""How Rasa calls the action server: over one kept connection, without what costs more than understanding a message.

For every action Rasa opens a connection, sends the whole domain, and has `jsonschema` prove the schema of an answer
before it proves the answer. Here the connection stays open, the domain goes over once (rasa_sdk remembers it by its
digest and asks with status 449 when it does not), and the schema is proved once.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Text

import aiohttp
from aiohttp.client_exceptions import ContentTypeError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

_SCHEMA = RemoteAction.action_response_format_spec()
_ANSWER = validator_for(_SCHEMA)(_SCHEMA)
_SEND_THE_DOMAIN = 449
# Shorter than the action server keeps a silent connection: we hang up first, so no call meets a closed door.
_SILENT_SECONDS = 15.0


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
            method, url, json=document, params=self.combine_parameters(), compress=compress or None
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


def keep_connection(agent: Agent) -> None:
    """Let the agent call its actions this way. Cheap to repeat; needed again after another model was loaded."""
    processor = agent.processor
    if processor is None or processor.action_endpoint is None:
        return
    endpoint = processor.action_endpoint
    if not isinstance(endpoint, KeptActionEndpoint) or endpoint.domain is not processor.domain:
        processor.action_endpoint = KeptActionEndpoint(endpoint, processor.domain)
        RemoteAction._validate_action_result = _check_answer  # noqa: SLF001 - Rasa offers no other way


def _check_answer(action: RemoteAction, result: Dict[Text, Any]) -> bool:
    """Raises jsonschema.ValidationError, as Rasa's own check does."""
    error = best_match(_ANSWER.iter_errors(result))
    if error is not None:
        error.message += f". The action server's answer to '{action.name()}' is not what Rasa expects."
        raise error
    return True
