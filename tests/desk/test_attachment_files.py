"""The bytes of attachments: nothing is left of what broke off, nothing that was sent is lost, nobody has to wait."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.attachments import flows
from desk.privacy.flows import erase_customer, export_customer
from desk.settings import Settings
from tests.desk.conftest import Running, Visitor, running
from tests.desk.files import at, attach, kept_files, nothing_kept, picture, write

pytestmark = pytest.mark.slow

ON_BOTH_DATABASES = True


async def test_cut_off_upload_leaves_nothing(desk: Running) -> None:
    """A browser that goes away in the middle of a file: nothing is left of it, and there is room for the next."""
    ana = await desk.visitor()

    async def half() -> AsyncIterator[bytes]:
        yield picture()[:2_000]
        await asyncio.sleep(0.3)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await attach(ana.http, ana.conversation_id, half())
    await nothing_kept(desk)
    assert desk.desk.files._arriving == set()
    assert (await attach(ana.http, ana.conversation_id, picture())).status_code == 201


@pytest.mark.slow
async def test_restart_between_upload_and_send(desk_settings: Settings) -> None:
    """What was uploaded before a restart can be sent after it."""
    async with running(desk_settings) as first:
        ana = await first.visitor()
        sent = (await attach(ana.http, ana.conversation_id, picture())).json()["attachment"]
    async with running(desk_settings) as second:
        back = Visitor(second.http(authorization=f"Bearer {ana.token}"), ana.token, ana.conversation_id)
        said = await write(back.http, back.conversation_id, "", [sent["id"]])
        assert said.json()["entry"]["message"]["attachments"] == [sent]
        assert (await back.http.get(at(back.conversation_id, sent["id"]))).status_code == 200


async def test_unsent_uploads_and_strays_are_removed(desk: Running) -> None:
    """After an hour an upload that was not sent is gone, and so is a file without a row; what was sent stays."""
    ana = await desk.visitor()
    kept, unsent = [
        (await attach(ana.http, ana.conversation_id, picture(n, 20))).json()["attachment"] for n in (20, 30)
    ]
    await write(ana.http, ana.conversation_id, "", [kept["id"]])
    ports = desk.desk.ports
    assert await flows.remove_unsent(ports) == 0
    later = replace(ports, clock=lambda: datetime.now(UTC) + timedelta(minutes=61))
    assert await flows.remove_unsent(later) == 1
    assert len(kept_files(desk)) == 2
    gone = await write(ana.http, ana.conversation_id, "", [unsent["id"]])
    assert (gone.status_code, gone.json()["code"]) == (409, "attachment_gone")

    folder = Path(desk.settings.var_dir) / "attachments"
    day = folder / "2026-01-01"
    day.mkdir()
    for stray in (day / "old", day / "old.small", folder / "incoming" / "broken"):
        stray.write_bytes(b"x")
        long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
        os.utime(stray, (long_ago, long_ago))
    (day / "new").write_bytes(b"x")
    assert await flows.remove_strays(ports, everywhere=True) == 1
    assert [name for name in kept_files(desk) if "2026-01-01" in name or "incoming" in name] == ["2026-01-01/new"]
    assert (await ana.http.get(at(ana.conversation_id, kept["id"]))).status_code == 200


async def test_a_folder_of_another_record_is_left_alone(desk: Running) -> None:
    """A desk opened on the wrong database finds hardly a file it knows, and removes none."""
    day = Path(desk.settings.var_dir) / "attachments" / "2026-01-01"
    day.mkdir(parents=True)
    long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    for number in range(30):
        (day / f"file{number}").write_bytes(b"x")
        os.utime(day / f"file{number}", (long_ago, long_ago))
    with pytest.raises(flows.WrongFolder, match="30 of 30"):
        await flows.remove_strays(desk.desk.ports, everywhere=True)
    assert len(kept_files(desk)) == 30


async def test_s23_s24_files_of_a_customer_are_exported_and_erased(desk: Running) -> None:
    """An export names all files of a customer, sent or not; erased, neither rows nor bytes are left, and other people's
    stay."""
    ana, eve = await desk.visitor(), await desk.visitor()
    mine = [(await attach(ana.http, ana.conversation_id, picture(n, 9))).json()["attachment"]["id"] for n in (20, 30)]
    other = (await attach(eve.http, eve.conversation_id, picture(20, 20))).json()["attachment"]["id"]
    await write(ana.http, ana.conversation_id, "", mine[:1])
    ports = desk.desk.ports
    told = await export_customer(ana.conversation_id, "test", (), ports)
    assert sorted(row["id"] for row in told["record"]["attachments"]) == sorted(mine)
    erased = await erase_customer(ana.conversation_id, "test", (), ports)
    assert erased["files"] == 2
    assert len(kept_files(desk)) == 2
    for one in mine:
        async with ports.record.look() as unit:
            assert await unit.attachments.get(one) is None
    assert (await eve.http.get(at(eve.conversation_id, other))).status_code == 200


async def test_no_room_on_the_disk_stops_files_not_messages(desk: Running) -> None:
    """With the disk nearly full, files are refused with a sentence and messages still arrive."""
    ana = await desk.visitor()
    desk.desk.files._spare = 1 << 62
    refused = await attach(ana.http, ana.conversation_id, picture())
    assert (refused.status_code, refused.json()["code"]) == (503, "attachment_storage_full")
    assert (await ana.say("still here")).status_code == 201
    await nothing_kept(desk)


@pytest.mark.slow
async def test_pictures_do_not_hold_up_messages(desk: Running) -> None:
    """While the largest pictures are written anew, other people's messages are acknowledged as ever."""
    ana, ben = await desk.visitor(), await desk.visitor()
    heavy = picture(7_000, 5_000, "JPEG")
    ana.http.timeout = 50
    began = asyncio.get_running_loop().time()
    uploads = [asyncio.create_task(attach(ana.http, ana.conversation_id, heavy, "big.jpg")) for _ in range(3)]
    async with asyncio.timeout(30):
        while not desk.desk.files._arriving:
            await asyncio.sleep(0.01)
    waits = []
    while not all(upload.done() for upload in uploads):
        asked = asyncio.get_running_loop().time()
        assert (await ben.say(f"message {len(waits)}")).status_code == 201
        waits.append(asyncio.get_running_loop().time() - asked)
        await asyncio.sleep(0.35)
    took = asyncio.get_running_loop().time() - began
    assert {(await upload).status_code for upload in uploads} == {201}
    print(f"3 pictures in {took:.1f} s, {len(waits)} messages, slowest {max(waits):.3f} s")
    assert len(waits) >= 2
    assert max(waits) < took / 2
