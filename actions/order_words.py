"""What an order's state means for the customer: what happened, what it means, what is next. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from actions import spoken
from actions.orders import Order, OrderGlance, Refund, step_day
from actions.reply import PERSON, QuickReply

RETURN_DAYS = 30
AnyOrder = Order | OrderGlance


@dataclass(frozen=True, slots=True)
class Said:
    """A message and the next steps offered under it."""

    text: str
    quick_replies: tuple[QuickReply, ...] = ()


def state_words(order: AnyOrder, today: date) -> Said:
    """The words for the state an order is in. A parcel that is late by the calendar is late, whatever its step."""
    if order.late:
        return _late(order, today)
    return _WORDS[order.state](order, today)


def state_fact(order: AnyOrder, today: date) -> str:
    """One phrase for the agent's brief: "shipped with DHL, due Friday, 27 November"."""
    said = order.state_label.lower()
    if order.carrier and order.state in ("shipped", "out_for_delivery", "late", "lost"):
        said += f" with {order.carrier}"
    delivered = _delivered_on(order)
    if delivered and order.state in ("delivered", "returned", "refunded"):
        joint = " on" if order.state == "delivered" else ", delivered on"
        return f"{said}{joint} {spoken.day(delivered, today)}"
    if order.promised_on and (order.late or order.state in ("paid", "packed", "shipped", "out_for_delivery", "late")):
        return f"{said}, {'was due' if order.late else 'due'} {spoken.day(order.promised_on, today)}"
    return said


def refund_words(refund: Refund, today: date) -> str:
    """Where a refund stands, and when the money is there."""
    amount = spoken.money(refund.amount)
    by = spoken.day(refund.expected_on, today) if refund.expected_on else None
    overdue = refund.expected_on is not None and refund.expected_on < today
    if refund.state == "requested":
        when = f" You can expect it by {by}." if by and not overdue else ""
        return f"{amount} goes back to you as soon as your parcel has reached us and has been checked.{when}"
    if refund.state == "approved":
        when = f" It should be in your account by {by}." if by and not overdue else ""
        return f"Your refund of {amount} is approved and being paid out, the same way you paid.{when}"
    if overdue:
        return f"We sent your refund of {amount}; it should have been in your account by {by}."
    when = f" It should be in your account by {by}." if by else " It can take a few working days to show."
    return f"We have sent your refund of {amount}, the same way you paid.{when}"


def refund_is_overdue(refund: Refund, today: date) -> bool:
    """The day the money was expected has passed."""
    return refund.expected_on is not None and refund.expected_on < today


def return_deadline(order: AnyOrder) -> date | None:
    """The last day on which a delivered order can be sent back."""
    delivered = _delivered_on(order)
    return delivered + timedelta(days=RETURN_DAYS) if delivered else None


def _paid(order: AnyOrder, today: date) -> Said:
    cancel = (_cancel(order),) if isinstance(order, Order) and order.cancellable else ()
    still = " You can still cancel it." if cancel else ""
    if any(step.state == "paid" and not step.done for step in order.timeline):
        return Said(f"Order {order.number} waits for your payment and is packed once it is here.{still}", cancel)
    return Said(f"Order {order.number} is paid and waiting to be packed.{_due(order, today)}{still}", cancel)


def _packed(order: AnyOrder, today: date) -> Said:
    cancel = (_cancel(order),) if isinstance(order, Order) and order.cancellable else ()
    still = " Until it leaves our house you can still cancel it." if cancel else ""
    by = order.carrier or "the carrier"
    return Said(
        f"Order {order.number} is packed and waiting for {by} to collect it.{_due(order, today)}{still}", cancel
    )


def _shipped(order: AnyOrder, today: date) -> Said:
    track = " The card below has the link to follow the parcel." if _trackable(order) else ""
    return Said(f"Order {order.number} is on its way{_with(order)}.{_due(order, today)}{track}")


def _out_for_delivery(order: AnyOrder, _today: date) -> Said:
    driver = f"the {order.carrier} driver" if order.carrier else "the driver"
    track = " The card below has the link to follow the parcel." if _trackable(order) else ""
    return Said(f"Order {order.number} is with {driver} and should reach you in the course of the day.{track}")


def _delivered(order: AnyOrder, today: date) -> Said:
    when = _delivered_on(order)
    on = f" on {spoken.day(when, today)}" if when else ""
    text = f"Order {order.number} was delivered{on}."
    missing = QuickReply("It has not arrived", f"Order {order.number} says delivered but I have not received it")
    deadline = return_deadline(order)
    if isinstance(order, Order) and order.returnable and deadline:
        back = QuickReply("Send it back", f"I want to return order {order.number}")
        return Said(f"{text} You can send it back until {spoken.day(deadline, today)}.", (missing, back))
    return Said(f"{text} If it is not with you, tell me.", (missing,))


def _late(order: AnyOrder, today: date) -> Said:
    due = f" It was due on {spoken.day(order.promised_on, today)}" if order.promised_on else " It is past its day"
    if order.state in ("paid", "packed"):
        step = "has not left our house yet"
        next_step = "A person can find out what is holding it up and what we can do about it."
    else:
        step = f"is still on its way{_with(order)}"
        next_step = f"A person can chase the parcel with {order.carrier or 'the carrier'} for you."
    return Said(f"I am sorry, order {order.number} is late.{due} and {step}. {next_step}", (PERSON,))


def _lost(order: AnyOrder, _today: date) -> Said:
    who = f"{order.carrier} has" if order.carrier else "The carrier has"
    text = f"I am sorry: the parcel with order {order.number} is lost. {who} lost track of it and it will not arrive."
    return Said(f"{text} A person can sort out with you whether we send it again or refund it.", (PERSON,))


def _cancelled(order: AnyOrder, today: date) -> Said:
    when = step_day(order, "cancelled")
    on = f" on {spoken.day(when, today)}" if when else ""
    return Said(f"Order {order.number} was cancelled{on}, so nothing will be sent.{_refund_of(order, today)}")


def _returned(order: AnyOrder, today: date) -> Said:
    if isinstance(order, Order) and order.refund and order.refund.state == "requested":
        return Said(f"Your return of order {order.number} is registered.{_refund_of(order, today)}")
    return Said(f"Order {order.number} has come back to us as a return.{_refund_of(order, today)}")


def _refunded(order: AnyOrder, today: date) -> Said:
    text = f"Order {order.number} has been refunded.{_refund_of(order, today)}"
    if isinstance(order, Order) and order.refund and refund_is_overdue(order.refund, today):
        return Said(f"{text} If the money is not there, a person can trace it.", (PERSON,))
    return Said(text)


def _refund_of(order: AnyOrder, today: date) -> str:
    if not isinstance(order, Order) or order.refund is None:
        return ""
    return f" {refund_words(order.refund, today)}"


def _due(order: AnyOrder, today: date) -> str:
    return f" It should be with you by {spoken.day(order.promised_on, today)}." if order.promised_on else ""


def _with(order: AnyOrder) -> str:
    return f" with {order.carrier}" if order.carrier else ""


def _trackable(order: AnyOrder) -> bool:
    return isinstance(order, Order) and order.tracking_url is not None


def _delivered_on(order: AnyOrder) -> date | None:
    if isinstance(order, Order) and order.delivered_on:
        return order.delivered_on
    return step_day(order, "delivered")


def _cancel(order: AnyOrder) -> QuickReply:
    return QuickReply("Cancel this order", f"I want to cancel order {order.number}")


_WORDS: dict[str, Callable[[AnyOrder, date], Said]] = {
    "paid": _paid,
    "packed": _packed,
    "shipped": _shipped,
    "out_for_delivery": _out_for_delivery,
    "delivered": _delivered,
    "late": _late,
    "lost": _lost,
    "cancelled": _cancelled,
    "returned": _returned,
    "refunded": _refunded,
}
