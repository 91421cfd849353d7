"""The pipeline of `config.yml`, trained and loaded the way Rasa does it, without the dialogue around it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file
from rasa.utils.log_utils import configure_structlog

_PREPARING = {DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER}


class TrainedPipeline:
    """All steps in order, each from what its training stored, as a served bot has them."""

    def __init__(self, components: Sequence[Any]) -> None:
        self._components = components

    def component(self, name: str) -> Any:
        """The step of this class name. Raises LookupError when there is none."""
        for component in self._components:
            if type(component).__name__ == name:
                return component
        raise LookupError(f"config.yml has no {name} in its pipeline.")

    def read(self, text: str) -> Message:
        """What the steps make of one message."""
        messages = [Message({TEXT: text})]
        for component in self._components:
            messages = component.process(messages)
        return messages[0]


class ModelMissing(Exception):
    """There is no such model, or none that can be loaded; the message says which."""


class TrainedModel:
    """A whole Rasa model out of its archive, asked only what a message says."""

    def __init__(self, archive: Path) -> None:
        from rasa.core.agent import load_agent  # noqa: PLC0415 - takes seconds, and only this needs it

        # Rasa would print every message it reads.
        configure_structlog(logging.ERROR)
        agent = asyncio.run(load_agent(model_path=str(archive))) if archive.exists() else None
        if agent is None or agent.processor is None:
            raise ModelMissing(f"{archive} is no trained model.")
        self._processor = agent.processor

    def read(self, text: str) -> Mapping[str, Any]:
        """What it makes of one message."""
        return asyncio.run(self._processor.parse_message(UserMessage(text)))


def train_pipeline(
    config: Path, data: TrainingData, folder: Path, overrides: Mapping[str, Mapping[str, Any]]
) -> TrainedPipeline:
    """Train every step of the file on `data`, storing in `folder`; `overrides` holds settings by class name."""
    storage = LocalModelStorage.create(folder)
    components = []
    for number, step in enumerate(read_yaml_file(config)["pipeline"]):
        known = DefaultV1Recipe._from_registry(step["name"])  # noqa: SLF001 - the only way from a name to its kind
        kind = known.clazz
        given = {key: value for key, value in step.items() if key != "name"}
        settings = {**kind.get_default_config(), **given, **overrides.get(kind.__name__, {})}
        resource = Resource(f"step_{number}")
        context = ExecutionContext(GraphSchema({}), node_name=f"step_{number}")
        component = kind.create(settings, storage, resource, context)
        if known.is_trainable:
            component.train(data)
            component = kind.load(settings, storage, resource, context)
        if known.types & _PREPARING:
            component.process_training_data(data)
        components.append(component)
    return TrainedPipeline(components)
