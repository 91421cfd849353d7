"""The closed loop in a whole house: a miss arrives, is labelled, trained, judged, reads along, goes live, goes back."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.rollout_house import Designer, bot_of_its_own
from tests.journeys.house import House, eventually, open_house

ODD = "gimme the dosh back for them wellies i posted to you"
LETTERS = str.maketrans("0123456789", "ghijklmnop")
LIKE = ["the dosh for the wellies i posted", "when does my dosh come back for the stuff i posted", "dosh back now pls"]


class Customer:
    """Somebody in the widget."""

    def __init__(self, house: House) -> None:
        self.http = httpx.Client(base_url=house.url("desk"), trust_env=False, timeout=20)
        token = self.http.post("/api/widget/sessions", json={"identity": None}).json()["token"]
        self.http.headers["authorization"] = f"Bearer {token}"
        opened = self.http.post("/api/widget/conversations", json={}).json()
        self.conversation = opened["conversation"]["id"]

    def says(self, text: str) -> None:
        """Say it, and wait for an answer."""
        path = f"/api/widget/conversations/{self.conversation}"
        before = len(self._bots())
        answer = self.http.post(f"{path}/messages", json={"id": str(uuid.uuid4()), "text": text})
        assert answer.status_code in (200, 201), answer.text
        eventually(lambda: len(self._bots()) > before, "the bot answers", 30)

    def _bots(self) -> list[Any]:
        entries = self.http.get(f"/api/widget/conversations/{self.conversation}/entries?after=0").json()["entries"]
        return [entry for entry in entries if entry["author"]["kind"] == "bot"]


@pytest.mark.slow
def test_a_miss_becomes_a_better_live_model(tmp_path: Path) -> None:
    """Each step over the studio's own routes, with the real trainer and two real Rasas."""
    root, models, base = bot_of_its_own(tmp_path)
    settings = {"WARMHAND_DATA_ROOT": str(root), "WARMHAND_MODELS_DIR": str(models), "WARMHAND_LIMIT_FACTOR": "1000"}
    house = open_house(tmp_path, **settings)
    try:
        ida = Designer.signs_in(house)
        Customer(house).says(ODD)
        found = eventually(lambda: of(ida, ODD), "the message is in the inbox", 30)
        assert found["model_id"] == base
        for text in LIKE:
            Customer(house).says(text)
        eventually(lambda: of(ida, LIKE[-1]), "all are in the inbox", 30)
        messages = [{"id": m["id"], "version": m["version"]} for m in (of(ida, text) for text in (ODD, *LIKE))]
        ida.does("labels", messages=messages, kind="intent", intent="refund_status", text=None)
        run_id = begun(ida)
        run = eventually(lambda: over(ida, run_id), "the training ends", 240)
        assert run["state"] == "done", run
        assert run["verdict"]["passed"], run["verdict"]["findings"]
        assert ODD in "".join(path.read_text("utf-8") for path in (root / "data/nlu").glob("*.yml"))
        candidate = run["model_id"]
        ida.does("rollout", model_id=candidate)
        ida.until_up()
        Customer(house).says("when will my money arrive")
        eventually(lambda: ida.sees()["shadow"]["seen"] > 0, "the candidate has read along", 30)
        ida.does("rollout/promote", signed_reason=None)
        assert ida.sees()["live"] == candidate
        eventually(lambda: answered_by(ida, house) == candidate, "the new model answers", 30)
        told = ida.http.post("/api/studio/try", json={"text": ODD, "session": None, "slot": "live"}).json()
        assert (told["model_id"], told["understanding"]["intent"]["name"]) == (candidate, "refund_status")
        assert len(told["decision"]["reasons"]) == 10, "the nine reasons, and all signs together"
        ida.does(f"models/{base}/restore", reason="the loop is closed, and opened again")
        eventually(lambda: ida.sees()["live"] == base, "the model before is live again", 240)
        asked = ida.http.post("/api/studio/threshold", json={"threshold": 0.35})
        assert asked.status_code == 200, asked.text
        run_id = begun(ida)
        surer = eventually(lambda: over(ida, run_id), "the training of the whole ends", 400)
        assert (surer["state"], surer["report"]["crossed"]["threshold"]) == ("done", 0.35), surer
    finally:
        house.stop()


def of(ida: Designer, text: str) -> Any:
    """The message in the inbox that says this, or nothing."""
    told = ida.http.get("/api/studio/inbox", params={"state": "all", "order": "newest", "limit": 100}).json()
    return next((message for message in told["messages"] if message["text"] == text), None)


def begun(ida: Designer) -> str:
    answer = ida.http.post("/api/studio/runs", json={"says": "wellies"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["run"]["id"])


def over(ida: Designer, run_id: str) -> Any:
    """The training once it is over."""
    run = ida.http.get(f"/api/studio/runs/{run_id}").json()
    return run if run["state"] not in ("queued", "running") else None


def answered_by(ida: Designer, house: House) -> str:
    """Which model answers somebody who comes now."""
    # In letters alone: what looks like a number of an order is masked in the inbox, and then never found there.
    text = f"where is my parcel {uuid.uuid4().hex.translate(LETTERS)[:6]}"
    Customer(house).says(text)
    return str(eventually(lambda: of(ida, text), "the message is in the inbox", 30)["model_id"])
