"""`python -m desk.customer_data export|erase REFERENCE` and `verify`: data rights and the audit log from a shell."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desk.assembly import Desk, parts_of
from desk.errors import DeskError
from desk.privacy.flows import erase_customer, export_customer
from desk.settings import Settings, SettingsRefused, read

SHELL = "shell"
"""How the audit log names whoever sits at the machine."""


def main() -> int:
    """0: done; 1: refused or not as it should be."""
    command = _command_line().parse_args()
    try:
        settings = read()
        return asyncio.run(_run(command, settings))
    except SettingsRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
    except DeskError as refused:
        print(f"desk: {refused.message} ({refused.code})", file=sys.stderr)
    return 1


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="customer-data", description=__doc__)
    commands = parser.add_subparsers(dest="name", required=True)
    for name, says in (("export", "write everything kept of a customer as JSON"), ("erase", "erase a customer")):
        one = commands.add_parser(name, help=says)
        one.add_argument("reference", help="the shop's customer id, ours (p_...), or a conversation id (c_...)")
        if name == "export":
            one.add_argument("--out", type=Path, help="a file, readable by its owner only; without it: standard output")
        else:
            one.add_argument("--yes", action="store_true", required=True, help="there is no way back")
    commands.add_parser("verify", help="check the audit log's chain of seals")
    return parser


async def _run(command: argparse.Namespace, settings: Settings) -> int:
    desk = parts_of(settings)
    try:
        if command.name == "verify":
            return await _verify(desk)
        if command.name == "export":
            found = await export_customer(command.reference, SHELL, desk.others, desk.ports)
            _write(json.dumps(found, indent=2, ensure_ascii=False), command.out)
            if command.out is not None:
                await _write_files(found["record"]["attachments"], command.out, desk)
            return 0
        erased = await erase_customer(command.reference, SHELL, desk.others, desk.ports)
        await desk.record.tidy()
        print(f"Erased {erased['conversations']} conversations, {erased['rows']} rows. The audit log says so.")
        return 0
    finally:
        desk.files.close()
        await desk.bot.close()
        await desk.shop.close()
        await desk.ports.remedies.close()
        await desk.redis.aclose()
        await desk.record.close()


async def _verify(desk: Desk) -> int:
    async with desk.record.look() as unit:
        broken = await unit.audit.broken_at()
        count = len([line async for line in unit.audit.lines()])
    if broken is None:
        print(f"The audit log is whole: {count} lines.")
    else:
        print(f"The audit log is not as it was written: look at line {broken}.", file=sys.stderr)
    return 1 if not await _verify_ledger(desk) or broken is not None else 0


async def _verify_ledger(desk: Desk) -> bool:
    async with desk.record.look() as unit:
        broken, count = await unit.authority.broken_at(), await unit.authority.count()
        said = await unit.authority.check()
    if broken is not None:
        print(f"The ledger of gifts is not as it was written: look at line {broken}.", file=sys.stderr)
    for sentence in said:
        print(f"The ledger of gifts: {sentence}", file=sys.stderr)
    if broken is None and not said:
        print(f"The ledger of gifts is whole: {count} lines.")
    return broken is None and not said


async def _write_files(attachments: Sequence[dict[str, Any]], out: Path, desk: Desk) -> None:
    """The attached files, under their ids, in a folder beside the document."""
    folder = out.with_name(f"{out.name}.files")
    for attachment in attachments:
        folder.mkdir(mode=0o700, exist_ok=True)
        with (folder / str(attachment["id"])).open("wb") as file:
            async for piece in await desk.ports.files.read(attachment["stored_as"], thumbnail=False):
                file.write(piece)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        print(text)
        return
    out.touch(mode=0o600)
    out.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
