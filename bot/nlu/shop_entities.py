"""Products, sizes, colours, days and sums in a message; the shop's words come from the lookup tables of the data."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_END, ENTITY_ATTRIBUTE_START, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.dates_and_amounts import find_amounts, find_dates
from bot.nlu.found_entity import without_overlaps
from bot.nlu.learnt_words import TABLES, WORDS_FILE, learnt_words
from bot.nlu.shop_words import Catalogue, ShopWordFinder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ShopEntities(GraphComponent, EntityExtractorMixin):
    """Adds `product`, `size`, `colour`, `date` and `amount`, where no entity found before lies in the way.

    Learns the lookup tables `product`, `size` and `colour` by heart; `bin/refresh-catalogue` writes them.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        return ["spacy"]

    def __init__(self, model_storage: ModelStorage, resource: Resource, finder: ShopWordFinder) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopEntities:
        return cls(model_storage, resource, ShopWordFinder(Catalogue()))

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopEntities:
        """Raises when the archive holds no word list."""
        with model_storage.read_from(resource) as directory:
            learnt = json.loads((directory / WORDS_FILE).read_text(encoding="utf-8"))
        catalogue = Catalogue(*(tuple(learnt[table]) for table in TABLES))
        return cls(model_storage, resource, ShopWordFinder(catalogue, frozenset(learnt["known"])))

    def train(self, training_data: TrainingData) -> Resource:
        tables = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        learnt = learnt_words(tables, (example.get(TEXT) or "" for example in training_data.intent_examples))
        with self._model_storage.write_to(self._resource) as directory:
            (directory / WORDS_FILE).write_text(json.dumps(learnt, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text, before = message.get(TEXT) or "", message.get(ENTITIES, [])
            found = without_overlaps([*self._finder.find(text), *find_dates(text), *find_amounts(text)])
            taken = [(each[ENTITY_ATTRIBUTE_START], each[ENTITY_ATTRIBUTE_END]) for each in before]
            added = [
                {"entity": each.entity, "value": each.value, "start": each.start, "end": each.end}
                for each in found
                if all(each.end <= start or end <= each.start for start, end in taken)
            ]
            message.set(ENTITIES, before + self.add_extractor_name(added), add_to_output=True)
        return messages
