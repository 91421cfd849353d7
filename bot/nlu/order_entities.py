"""Order numbers, e-mail addresses and parcel numbers, found by spaCy rules: no model, no guessing."""

from __future__ import annotations

from typing import Any, Dict, List, Text

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.matcher import Matcher
from spacy.tokens import Span
from spacy.util import filter_spans

from bot.nlu.endless_words import without_endless_words
from bot.nlu.found_entity import FoundEntity

_SPOKEN_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", **{digit: digit for digit in "0123456789"},
}  # fmt: skip
_POSTCODE_WORDS = {"zip", "zipcode", "postcode", "postal", "plz", "code"}
_MONEY_SIGNS = {"€", "$", "£", "eur", "euro", "euros", "usd", "dollars", "pounds"}
_ORDER_DIGITS = 5
# Nobody asks about more orders at once; a text with more five-digit numbers is a log, a list or a table.
_MOST_ORDERS = 3


class EntityFinder:
    """A blank spaCy pipeline with an entity ruler for written forms and a matcher for spoken ones."""

    def __init__(self) -> None:
        self._language = spacy.blank("en")
        ruler = self._language.add_pipe("entity_ruler", config={"overwrite_ents": True})
        ruler.add_patterns(_written_patterns())
        self._spoken = Matcher(self._language.vocab)
        digit = {"LOWER": {"IN": sorted(_SPOKEN_DIGITS)}}
        self._spoken.add("order_number", [[digit] * _ORDER_DIGITS])
        self._spoken.add("too_long", [[digit] * (_ORDER_DIGITS + 1)])
        mail_name = {"TEXT": {"REGEX": r"^[A-Za-z0-9._+-]+$"}}
        self._spoken.add(
            "email",
            [[mail_name, {"LOWER": "at"}, mail_name, {"LOWER": "dot"}, {"LOWER": {"REGEX": r"^[a-z]{2,6}$"}}]],
        )

    def find(self, text: str) -> list[FoundEntity]:
        """Entities in the order of the text, without overlaps; a value said twice is given once."""
        document = self._language(without_endless_words(text))
        spoken = [Span(document, start, end, label=name) for name, start, end in self._spoken(document)]
        spans = filter_spans([*spoken, *document.ents])
        found: list[FoundEntity] = []
        for span in sorted(spans, key=lambda each: each.start_char):
            entity = _entity(span)
            if entity and (entity.entity, entity.value) not in {(each.entity, each.value) for each in found}:
                found.append(entity)
        too_many = sum(each.entity == "order_number" for each in found) > _MOST_ORDERS
        return [each for each in found if each.entity != "order_number"] if too_many else found


def _written_patterns() -> list[dict[str, Any]]:
    return [
        {"label": "email", "pattern": [{"TEXT": {"REGEX": r"^[^\s@,;:<>()]+@[^\s@,;:<>()]+\.[A-Za-z]{2,}$"}}]},
        {"label": "order_number", "pattern": [{"TEXT": {"REGEX": r"^(?i:no\.?|nr\.?|order|#)?#?\d{5}[.?!]?$"}}]},
        {
            "label": "order_number",
            "pattern": [{"LOWER": "order"}, {"LOWER": {"REGEX": r"^\d{2}$"}}, {"LOWER": {"REGEX": r"^\d{3}$"}}],
        },
        {"label": "tracking_number", "pattern": [{"TEXT": {"REGEX": r"^(?i:[a-z]{2})\d{9}(?i:[a-z]{2})?$"}}]},
        {"label": "tracking_number", "pattern": [{"TEXT": {"REGEX": r"^(?i:jd|jjd)\d{10,18}$"}}]},
        {"label": "tracking_number", "pattern": [{"TEXT": {"REGEX": r"^(?i:1z)[A-Za-z0-9]{16}$"}}]},
        {"label": "tracking_number", "pattern": [{"TEXT": {"REGEX": r"^\d{12,20}$"}}]},
    ]


def _entity(span: Span) -> FoundEntity | None:
    label, text = span.label_, span.text
    if label == "order_number":
        digits = "".join(_SPOKEN_DIGITS.get(token.lower_, token.text) for token in span)
        value = "".join(character for character in digits if character.isdigit())
        if len(value) != _ORDER_DIGITS or not value.isascii() or _is_something_else(span):
            return None
    elif label == "email":
        value = _spoken_email(span) if len(span) > 1 else text.strip(".").lower()
    elif label == "tracking_number":
        value = text.upper()
    else:
        return None
    return FoundEntity(label, value, span.start_char, span.end_char)


def _is_something_else(span: Span) -> bool:
    """Five digits next to a postcode word or a currency are no order number."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    two_before = span.doc[span.start - 2].lower_ if span.start > 1 else ""
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    words = {before, two_before} if before in {"is", ":", "="} else {before}
    return bool(words & _POSTCODE_WORDS) or before in _MONEY_SIGNS or after in _MONEY_SIGNS


def _spoken_email(span: Span) -> str:
    return "".join({"at": "@", "dot": "."}.get(token.lower_, token.lower_) for token in span)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class OrderEntities(GraphComponent, EntityExtractorMixin):
    """Adds what `EntityFinder` finds to the message."""

    @staticmethod
    def required_packages() -> List[Text]:
        return ["spacy"]

    def __init__(self) -> None:
        self._finder = EntityFinder()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OrderEntities:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            found = [
                {"entity": each.entity, "value": each.value, "start": each.start, "end": each.end}
                for each in self._finder.find(message.get(TEXT) or "")
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training learns nothing from these entities: the rules stand on their own."""
        return training_data
