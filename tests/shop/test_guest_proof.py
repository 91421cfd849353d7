"""A guest proves an order with a code from a letter: what it opens, how it ends, that it tells strangers nothing."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from pathlib import Path

import httpx
import pytest

from shop import schema
from shop.store import open_store
from tests.shop.conftest import OpenShop

pytestmark = pytest.mark.slow

ANAS, TOMS = "20417", "20418"
OURS = "c_conversation_one"
ADDRESS = "a_some_key_of_an_address"


async def ask(
    shop: OpenShop, number: str = ANAS, email: str = "ana@example.com", conversation: str = OURS, **more: str
) -> httpx.Response:
    body = {"email": email, "conversation_id": conversation, **more}
    return await shop.api.post(f"/api/orders/{number}/proofs", json=body)


async def tell(shop: OpenShop, code: str, number: str = ANAS, conversation: str = OURS, **more: str) -> httpx.Response:
    body = {"code": code, "conversation_id": conversation, **more}
    return await shop.api.post(f"/api/orders/{number}/proofs/confirm", json=body)


async def look(shop: OpenShop, number: str = ANAS, conversation: str = OURS) -> httpx.Response:
    return await shop.api.get(f"/api/orders/{number}", params={"conversation_id": conversation})


async def letters(shop: OpenShop, count: int, seconds: float = 8.0) -> list[str]:
    """The outbox page's letters, newest first, once there are that many."""
    visitor, deadline = await shop.visitor(), time.monotonic() + seconds
    while True:
        found = (await visitor.get("/outbox")).text.split('data-testid="letter">')[1:]
        if len(found) >= count:
            return found
        assert time.monotonic() < deadline, f"{len(found)} letters instead of {count}"
        await asyncio.sleep(0.05)


def code_in(letter: str) -> str:
    found = re.search(r"^ +(\d{3}) (\d{3})$", letter, re.MULTILINE)
    assert found, letter
    return found[1] + found[2]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_s4_the_code_opens_the_whole_order_in_this_conversation(open_shop: OpenShop) -> None:
    """The letter goes by SMTP to the address on the order; its code opens the order for half an hour, here only."""
    asked = await ask(open_shop, email="Ana@Example.com")
    assert (asked.status_code, asked.json()) == (202, {"expires_at": "2026-11-22T09:40:00Z"})
    letter = (await letters(open_shop, 1))[0]
    assert "to ana@example.com" in letter
    assert "order 20417" in letter
    assert (await look(open_shop)).status_code == 404
    code = code_in(letter)
    assert code not in letter.split("<pre>")[0]
    told = await tell(open_shop, code)
    assert (told.status_code, told.json()) == (200, {"open_until": "2026-11-22T10:00:00Z"})
    assert (await look(open_shop)).json()["order"]["items"][0]["name"]
    assert (await look(open_shop, conversation="c_another_one")).status_code == 404
    assert (await look(open_shop, number="20435")).status_code == 404
    listed = (await open_shop.api.get(f"/api/conversations/{OURS}/orders")).json()["orders"]
    assert listed == [(await look(open_shop)).json()["order"]]
    assert (await open_shop.api.get("/api/conversations/c_another_one/orders")).json() == {"orders": []}
    open_shop.clock.turn(minutes=30)
    assert (await look(open_shop)).status_code == 404
    assert (await open_shop.api.get(f"/api/conversations/{OURS}/orders")).json() == {"orders": []}


async def test_s4_a_proved_guest_can_cancel_and_return_like_the_owner(open_shop: OpenShop) -> None:
    """With the proof the conversation stands in for the customer; without it, the order does not exist."""
    wishes = (("20435", "cancel", {}), ("20406", "return", {"reason": "Too small"}))
    for count, (number, verb, more) in enumerate(wishes, start=1):
        body = {"conversation_id": OURS, "idempotency_key": f"key-for-{verb}", **more}
        refused = await open_shop.api.post(f"/api/orders/{number}/{verb}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (404, "order_not_found")
        await ask(open_shop, number)
        code = code_in((await letters(open_shop, count))[0])
        assert (await tell(open_shop, code, number)).status_code == 200
        done = await open_shop.api.post(f"/api/orders/{number}/{verb}", json=body)
        assert done.status_code == 200
        assert (await open_shop.api.post(f"/api/orders/{number}/{verb}", json=body)).content == done.content
    both = {"conversation_id": OURS, "customer_id": "C1003", "idempotency_key": "key-for-both"}
    assert (await open_shop.api.post("/api/orders/20435/cancel", json=both)).status_code == 400


async def test_s4_a_wrong_address_gets_the_same_words_and_no_letter(open_shop: OpenShop) -> None:
    """Wrong address, unknown number and the right pair get the same bytes; only the last sends a letter."""
    answers = [
        await ask(open_shop, TOMS, "ana@example.com", "c_first_one"),
        await ask(open_shop, "99999", "ana@example.com", "c_second_one"),
        await ask(open_shop, ANAS, "ana@example.com", "c_third_one"),
    ]
    assert {(each.status_code, each.content) for each in answers} == {(202, answers[0].content)}
    sent = await letters(open_shop, 1)
    await asyncio.sleep(0.8)
    assert len(await letters(open_shop, 1)) == len(sent) == 1
    refused = [
        await tell(open_shop, "123456", TOMS, "c_first_one"),
        await tell(open_shop, "123456", "99999", "c_second_one"),
        await tell(open_shop, wrong(code_in(sent[0])), ANAS, "c_third_one"),
    ]
    assert {(each.status_code, each.content) for each in refused} == {(403, refused[0].content)}
    assert refused[0].json()["code"] == "code_refused"


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_s4_timing_tells_nothing(open_shop: OpenShop) -> None:
    """Asking and telling take the same time for the right pair, a wrong address, an unknown number: < 10 ms apart."""
    kinds = {
        "right": (ANAS, "ana@example.com"),
        "wrong": (TOMS, "ana@example.com"),
        "unknown": ("99999", "x@y.example"),
    }
    asked: dict[str, list[float]] = {kind: [] for kind in kinds}
    told: dict[str, list[float]] = {kind: [] for kind in kinds}
    for turn in range(30):
        # The limits are not what is measured here: each round is a quarter of an hour later.
        open_shop.clock.turn(minutes=15)
        for kind, (number, email) in kinds.items():
            began = time.perf_counter()
            await ask(open_shop, number, email, f"c_round_{turn:03d}_{kind}")
            asked[kind].append(time.perf_counter() - began)
            began = time.perf_counter()
            await tell(open_shop, "000000", number, f"c_round_{turn:03d}_{kind}")
            told[kind].append(time.perf_counter() - began)
    for times in (asked, told):
        medians = [statistics.median(each) for each in times.values()]
        assert max(medians) - min(medians) < 0.010, medians


async def test_s6_a_code_works_once(open_shop: OpenShop) -> None:
    """Used again, it is refused; so is an older one once a newer was asked for."""
    await ask(open_shop)
    first = code_in((await letters(open_shop, 1))[0])
    await ask(open_shop)
    second = code_in((await letters(open_shop, 2))[0])
    if first != second:
        assert (await tell(open_shop, first)).status_code == 403
    assert (await tell(open_shop, second)).status_code == 200
    assert (await tell(open_shop, second)).status_code == 403


async def test_s6_a_code_is_over_after_ten_minutes(open_shop: OpenShop) -> None:
    """One second before it works, after ten minutes it does not."""
    await ask(open_shop)
    open_shop.clock.turn(minutes=9, seconds=59)
    assert (await tell(open_shop, code_in((await letters(open_shop, 1))[0]))).status_code == 200
    await ask(open_shop)
    late = code_in((await letters(open_shop, 2))[0])
    open_shop.clock.turn(minutes=10)
    assert (await tell(open_shop, late)).status_code == 403


@pytest.mark.slow
async def test_s6_a_thousand_guesses_at_once_get_five(open_shop: OpenShop) -> None:
    """Parallel guesses from as many conversations: five are looked at, then even the right code is refused."""
    await ask(open_shop)
    right = code_in((await letters(open_shop, 1))[0])
    guesses = [f"{number:06d}" for number in range(1_001) if f"{number:06d}" != right][:1_000]

    async def batch(some: list[str]) -> list[int]:
        return [(await tell(open_shop, guess, conversation=f"c_guess_{guess}")).status_code for guess in some]

    answers = await asyncio.gather(*(batch(guesses[start::20]) for start in range(20)))
    counted = [status for some in answers for status in some]
    assert counted.count(403) == 5
    assert counted.count(429) == 995
    closed = await tell(open_shop, right)
    assert (closed.status_code, closed.json()["code"]) == (429, "too_many_tries")
    open_shop.clock.turn(minutes=15)
    await ask(open_shop)
    assert (await tell(open_shop, code_in((await letters(open_shop, 2))[0]))).status_code == 200


async def test_s6_limits_hold_for_a_conversation_and_an_address(open_shop: OpenShop) -> None:
    """Guessing across many orders ends with the conversation's fifth try, and with the address's tenth."""
    numbers = [f"9{n:04d}" for n in range(40)]
    in_one = [(await tell(open_shop, "000000", number, "c_sprayer_1")).status_code for number in numbers[:6]]
    assert in_one == [403] * 5 + [429]
    spread = [
        (await tell(open_shop, "000000", number, f"c_sprayer_{number}", address=ADDRESS)).status_code
        for number in numbers[10:22]
    ]
    assert spread == [403] * 10 + [429] * 2
    other = await tell(open_shop, "000000", numbers[30], "c_somebody_else", address="a_another_address")
    assert other.status_code == 403


async def test_s6_letters_are_limited_alike_for_orders_that_are_not(open_shop: OpenShop) -> None:
    """Three letters for an order in a quarter of an hour, existing or not, right address or not."""
    for number, email in ((ANAS, "ana@example.com"), (TOMS, "ana@example.com"), ("99999", "x@y.example")):
        answers = [await ask(open_shop, number, email, f"c_try_{number}_{n}") for n in range(4)]
        assert [each.status_code for each in answers] == [202, 202, 202, 429]
        assert answers[3].json()["code"] == "too_many_tries"


async def test_s6_codes_are_kept_as_keyed_hashes(open_shop: OpenShop) -> None:
    """The database holds neither the code nor anything that all million codes could be tried on without the key."""
    await ask(open_shop)
    code = code_in((await letters(open_shop, 1))[0])
    store = open_store(open_shop.settings.database)
    dump = "\n".join(store.db.iterdump())
    store.close()
    assert OURS in dump
    assert code not in dump


async def test_forgetting_a_conversation_leaves_no_proof(open_shop: OpenShop) -> None:
    """Codes, proofs and counts of a conversation go when its customer is erased."""
    await ask(open_shop)
    await tell(open_shop, code_in((await letters(open_shop, 1))[0]))
    await ask(open_shop, "20435")
    assert (await look(open_shop)).status_code == 200
    assert (await open_shop.api.delete(f"/api/conversations/{OURS}")).status_code == 204
    assert (await look(open_shop)).status_code == 404
    store = open_store(open_shop.settings.database)
    assert OURS not in "\n".join(store.db.iterdump())
    store.close()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"conversation_id": OURS}, "email"),
        ({"email": "x", "conversation_id": OURS}, "email"),
        ({"email": "a@b.example"}, "conversation_id"),
        ({"email": "a@b.example", "conversation_id": "c 1"}, "conversation_id"),
        ({"email": "a@b.example", "conversation_id": OURS, "address": 7}, "address"),
    ],
)
async def test_malformed_questions_are_refused(open_shop: OpenShop, body: dict[str, object], field: str) -> None:
    """Each field is typed and bounded; the one at fault is named."""
    answer = await open_shop.api.post(f"/api/orders/{ANAS}/proofs", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", "", None, 123456])
async def test_what_is_no_code_is_refused_without_counting(open_shop: OpenShop, code: object) -> None:
    """Six ASCII digits, nothing else."""
    body = {"code": code, "conversation_id": OURS}
    answer = await open_shop.api.post(f"/api/orders/{ANAS}/proofs/confirm", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, "code")


def test_a_file_of_the_version_before_is_brought_up(tmp_path: Path) -> None:
    """A shop that was there before codes existed keeps its orders and gets what is new."""
    path = tmp_path / "old.db"
    old = open_store(path)
    for table in ("proof_codes", "proof_tries", "proof_grants", "remedies", "remedy_answers"):
        old.db.execute(f"DROP TABLE {table}")
    for column in ("replaces", "payment_method", "warehouse"):
        old.db.execute(f"ALTER TABLE orders DROP {column}")
    old.db.executescript("ALTER TABLE customers DROP notices; PRAGMA user_version = 1")
    old.db.execute("INSERT INTO customers VALUES ('C1', 'Ana', 'a@b.example', 'gold', '2020-01-01')")
    old.close()
    new = open_store(path)
    assert new.db.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    assert [(each.name, each.notices) for each in new.customers()] == [("Ana", False)]
    assert new.db.execute("SELECT count(*) FROM proof_grants").fetchone()[0] == 0
    new.close()
