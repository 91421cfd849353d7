"""A real HTTP action server with written-down answers: the bot's tests need the protocol, not the shop."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], dict[str, Any]]


class ActionStandIn:
    """Answers by action name and keeps what it was asked; an action in `down` fails as a broken server would."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.down: set[str] = set()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                call = json.loads(self.rfile.read(int(self.headers["content-length"])))
                stand_in.asked.append(call)
                broken = call["next_action"] in stand_in.down
                body = json.dumps({} if broken else answer(call)).encode()
                self.send_response(500 if broken else 200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def answer(call: dict[str, Any]) -> dict[str, Any]:
    """What the named action says; unknown names say their own name, so a wrong route shows in the reply."""
    name, tracker = call["next_action"], call["tracker"]
    return ANSWERS.get(name, lambda tracker: says(name))(tracker)


def says(text: str, *events: dict[str, Any], buttons: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"events": list(events), "responses": [{"text": text, "buttons": buttons or []}]}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def _validate(tracker: dict[str, Any]) -> dict[str, Any]:
    customer = tracker["latest_message"]["metadata"]["customer"]
    required = ["order_number"] if customer["verified"] else ["order_number", "email"]
    missing = [name for name in required if tracker["slots"].get(name) is None]
    since_message = []
    for event in reversed(tracker["events"]):
        if event["event"] == "user":
            break
        if event["event"] == "slot" and event["name"] in required and event["value"] is not None:
            since_message.append(slot(event["name"], event["value"]))
    return {"events": [*since_message, slot("requested_slot", missing[0] if missing else None)], "responses": []}


def _track(tracker: dict[str, Any]) -> dict[str, Any]:
    number = tracker["slots"]["order_number"]
    return {
        "events": [slot("order_wish", None), {"event": "followup", "name": "action_listen"}],
        "responses": [
            {"text": f"Order {number} is on its way.", "buttons": []},
            {"custom": {"card": {"kind": "order", "order": {"number": number}}}},
            {"custom": {"fact": {"asked": f"order {number}", "answered": "shipped", "ok": True}}},
        ],
    }


def _clarify(tracker: dict[str, Any]) -> dict[str, Any]:
    """Two equally likely readings are asked about, anything else goes on to the miss."""
    first, second = [each["confidence"] for each in tracker["latest_message"]["intent_ranking"][1:3]]
    if second > 0.9 * first:
        return says("Which of these?")
    return {"events": [{"event": "followup", "name": "action_miss"}], "responses": []}


def _validate_reason(tracker: dict[str, Any]) -> dict[str, Any]:
    text, asked = tracker["latest_message"]["text"], tracker["slots"].get("requested_slot")
    if asked != "return_reason":
        return {"events": [slot("requested_slot", "return_reason")], "responses": []}
    if text.endswith("?"):
        return {"events": [slot("requested_slot", "return_reason")], "responses": []}
    return {"events": [slot("return_reason", text), slot("requested_slot", None)], "responses": []}


def _return(tracker: dict[str, Any]) -> dict[str, Any]:
    if tracker["slots"].get("return_reason") is None:
        return says("You can send it back.", {"event": "followup", "name": "return_form"})
    return says(
        "Shall I register it?", slot("pending_confirmation", "return"), {"event": "followup", "name": "action_listen"}
    )


def _hand_over(tracker: dict[str, Any]) -> dict[str, Any]:
    decision = tracker["slots"].get("handoff_decision") or {"reason": "explicit_request", "evidence": []}
    return {"events": [], "responses": [{"custom": {"handoff": decision}}]}


ANSWERS: dict[str, Answer] = {
    "validate_order_form": _validate,
    "action_ask_order_number": lambda tracker: says("Which order is it?"),
    "action_ask_email": lambda tracker: says("Which e-mail address did you order with?"),
    "action_clarify": _clarify,
    "validate_return_form": _validate_reason,
    "action_ask_return_reason": lambda tracker: says("May I ask why?"),
    "action_return_item": _return,
    "action_confirm_return": lambda tracker: says(
        "It is registered.", slot("pending_confirmation", None), slot("return_reason", None), slot("order_wish", None)
    ),
    "action_track_order": _track,
    "action_cancel_order": lambda tracker: says(
        "Shall I cancel it?",
        slot("pending_confirmation", "cancel"),
        buttons=[{"title": "Yes, cancel", "payload": "Yes"}, {"title": "No", "payload": "No"}],
    ),
    "action_confirm_cancel": lambda tracker: says(
        "It is cancelled.", slot("pending_confirmation", None), slot("order_wish", None)
    ),
    "action_drop_confirmation": lambda tracker: says("Nothing was changed.", slot("pending_confirmation", None)),
    "action_answer_question": lambda tracker: says(f"About {tracker['latest_message']['intent']['name']}: this."),
    "action_offer_agent": lambda tracker: says(
        "Would you like to talk to a person?", buttons=[{"title": "Talk to a person", "payload": "desk:request_agent"}]
    ),
    "action_hand_over": _hand_over,
    "action_miss": lambda tracker: says("I did not understand that."),
}
