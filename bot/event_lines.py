"""One event as one line of JSON, written once: it is stored as that line and sent to each action as that line."""

from __future__ import annotations

import json
from typing import Any, Dict, Text, Tuple

from rasa.shared.core.events import Event

_LINE = "line_of_json"
_Written = Tuple[float, Dict[Text, Any], Text]


def line_of(event: Event) -> Text:
    """The JSON of `event.as_dict()`, remembered on the event itself.

    Rasa changes an event once, when it comes onto a tracker: then it gets its time and what it belongs to.
    """
    written: _Written | None = event.__dict__.get(_LINE)
    if written is not None and written[0] == event.timestamp and written[1] is event.metadata:
        return written[2]
    line = json.dumps(event.as_dict())
    event.__dict__[_LINE] = (event.timestamp, event.metadata, line)
    return line
