"""What the tracker tells about the order form: which run is on, how often an answer did not fit. Pure."""

from actions.proofs import Proof, is_answer, is_lacking, order_numbers
from actions.turn import TrackerEvent, is_slot, messages_after

FORM = "order_form"
MOST_INVALID_ANSWERS = 2
MOST_LACKING_ANSWERS = 2
PROOFS: tuple[Proof, ...] = ("order_number", "email")


def form_start(events: tuple[TrackerEvent, ...]) -> int | None:
    """Where in the events the form's latest run began, or None when it never ran."""
    for index in range(len(events) - 1, -1, -1):
        if events[index].get("event") == "active_loop" and events[index].get("name") == FORM:
            return index
    return None


def texts_of_run(events: tuple[TrackerEvent, ...]) -> tuple[str, ...]:
    """What the customer wrote in the form's latest run, and with the wish that began it."""
    start = form_start(events)
    begins = len(events) if start is None else start
    wish = next((event for event in reversed(events[:begins]) if event.get("event") == "user"), None)
    said = [] if start is None else list(messages_after(events, start))
    return tuple(str(event.get("text") or "") for event in ([wish] if wish else []) + said)


def asked_before(events: tuple[TrackerEvent, ...]) -> bool:
    """True when the form has already asked something in this run."""
    start = form_start(events)
    return start is not None and any(True for _ in messages_after(events, start))


def invalid_answers(events: tuple[TrackerEvent, ...]) -> int:
    """How many answers in the form's latest run were meant as a number or an address and were none.

    The form empties a slot whose value does not hold; side questions and two numbers at once do not count.
    """
    start = form_start(events)
    if start is None:
        return 0
    count, text, counted = 0, "", True
    for event in events[start:]:
        if event.get("event") == "user":
            text, counted = str(event.get("text") or ""), False
        elif not counted and _refused(event, text):
            count, counted = count + 1, True
    return count


def lacking_answers(events: tuple[TrackerEvent, ...]) -> int:
    """How many messages since the form's latest run began say that the number or the address is not at hand."""
    start = form_start(events)
    if start is None:
        return 0
    return sum(is_lacking(str(message.get("text") or "")) for message in messages_after(events, start))


def gave_up(events: tuple[TrackerEvent, ...]) -> bool:
    """True when the form's latest run ended, with the last message, because it got no answer it could use."""
    return invalid_answers(events) >= MOST_INVALID_ANSWERS or lacking_answers(events) >= MOST_LACKING_ANSWERS


def changed_wish(events: tuple[TrackerEvent, ...]) -> bool:
    """True when the latest message was a wish other than the one before."""
    wishes: list[object] = []
    latest: object = None
    for event in events:
        if event.get("event") == "user":
            wishes.append(latest)
        elif is_slot(event, "order_wish"):
            latest = event.get("value")
    return bool(wishes) and latest is not None and latest != wishes[-1]


def _refused(event: TrackerEvent, text: str) -> bool:
    for slot in PROOFS:
        if is_slot(event, slot) and event.get("value") is None and is_answer(text, slot):
            return slot == "email" or len(order_numbers(text)) < 2
    return False
